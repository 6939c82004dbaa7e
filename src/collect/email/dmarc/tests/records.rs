//! Single records: what counts, and what is wrong with it.

use super::{see, shown};
use crate::facts::domain::{DmarcPolicy, Status};

/// The mistakes of a record at `_dmarc.example.com`.
fn mistakes(record: &str) -> Vec<String> {
    see("example.com", &format!("_dmarc.example.com TXT {record}")).mistakes()
}

#[test]
fn a_good_record_is_read_whole() {
    let seen = see(
        "Example.COM.",
        "_dmarc.example.com TXT v=DMARC1; p=reject; sp=quarantine; np=reject; adkim=s; aspf=r; fo=1:d:s; rua=mailto:dmarc@example.com; ruf=mailto:dmarc@example.com!10m; psd=n; t=n;",
    );
    let dmarc = &seen.dmarc;
    assert_eq!(dmarc.at, "dns:_dmarc.example.com?type=TXT#line=1");
    assert_eq!(dmarc.status, Status::Found);
    assert_eq!(dmarc.records.len(), 1);
    assert_eq!(seen.mistakes(), [] as [&str; 0]);
    assert_eq!(seen.missing, [] as [&str; 0]);
    assert_eq!(
        shown(&dmarc.rfc9989),
        "found reject/reject quarantine/reject from=example.com org=example.com"
    );
    assert_eq!(
        shown(&dmarc.rfc7489),
        "found reject/reject quarantine/quarantine from=example.com org=example.com"
    );
    assert_eq!(dmarc.rfc9989.at, dmarc.at);
    assert_eq!(seen.decides(&dmarc.rfc9989).as_deref(), Some("p=reject"));
    let tags: Vec<_> = dmarc.rfc9989.tags.iter().map(|tag| seen.underlined(&tag.at)).collect();
    assert_eq!(tags[..3], ["v=DMARC1", "p=reject", "sp=quarantine"]);
    assert_eq!(tags.len(), 11);
    assert_eq!(dmarc.rfc9989.tags[2].value, "quarantine");
    assert_eq!(dmarc.rfc9989.ruf[0].uri, "mailto:dmarc@example.com!10m");
    assert!(dmarc.rfc9989.ruf[0].valid);
}

#[test]
fn white_space_and_the_case_of_values_do_not_matter() {
    let seen = see("example.com", "_dmarc.example.com TXT v = DMARC1 ;\tp\t= Reject ; T=y");
    assert_eq!(seen.dmarc.status, Status::Found);
    assert_eq!(seen.dmarc.rfc9989.policy, Some(DmarcPolicy::Reject));
    assert_eq!(seen.decides(&seen.dmarc.rfc9989).as_deref(), Some(r"p\009= Reject"));
    assert!(!seen.dmarc.rfc9989.testing);
    assert_eq!(seen.mistakes(), ["T=y: the tag is written `t`: this one is ignored"]);
}

#[test]
fn texts_that_receivers_ignore_are_invalid_and_say_why() {
    let cases = [
        ("v=dmarc1; p=reject", "v=dmarc1: the version is `DMARC1`, in capitals"),
        ("V=DMARC1; p=reject", "V=DMARC1: the name of the first tag is `v`, in lower case"),
        (" v=DMARC1; p=reject", " : nothing may stand before `v=DMARC1`"),
        ("\"v=DMARC1; p=reject\"", "\": nothing may stand before `v=DMARC1`"),
        ("\u{a0}v=DMARC1; p=reject", r"\194\160: nothing may stand before `v=DMARC1`"),
        ("p=reject; v=DMARC1", "v=DMARC1: `v=DMARC1` must be the first tag"),
        ("v=DMARC1 p=reject", "v=DMARC1 p=reject: a semicolon must follow `v=DMARC1`"),
        (
            "v=DMARC1\u{2019}; p=reject",
            r"v=DMARC1\226\128\153: the version is `DMARC1`, and nothing else stands in its tag",
        ),
        (
            "v=DMARC2; p=reject",
            "v=DMARC2: the version is `DMARC1`, and nothing else stands in its tag",
        ),
    ];
    for (record, mistake) in cases {
        let seen = see("example.com", &format!("_dmarc.example.com TXT {record}"));
        assert_eq!(seen.dmarc.status, Status::Invalid, "{record}");
        assert_eq!(seen.dmarc.records.len(), 1, "{record}");
        assert_eq!(seen.dmarc.at, "dns:_dmarc.example.com?type=TXT#line=1", "{record}");
        assert_eq!(seen.mistakes(), [format!("{mistake}: receivers ignore the record")]);
        for reading in [&seen.dmarc.rfc9989, &seen.dmarc.rfc7489] {
            assert_eq!(shown(reading), "absent -/- -/- from=- org=example.com", "{record}");
            assert_eq!(reading.at, "dns:_dmarc.example.com?type=TXT");
        }
    }
}

#[test]
fn other_texts_are_no_records() {
    for text in ["v=spf1 -all", "dmarc", "v=DKIM1; p=", "some=thing; v=", "version=DMARC1"] {
        let seen = see("example.com", &format!("_dmarc.example.com TXT {text}"));
        assert_eq!(seen.dmarc.status, Status::Absent, "{text}");
        assert_eq!(seen.dmarc.at, "dns:_dmarc.example.com?type=TXT");
        assert_eq!(seen.mistakes(), [] as [&str; 0], "{text}");
    }
}

#[test]
fn values_that_are_wrong_say_what_they_may_be() {
    assert_eq!(
        mistakes(
            "v=DMARC1; p=none; adkim=x; aspf=relaxed; fo=0:1; t=yes; psd=; pct=101; ri=1d; rf=iodef"
        ),
        [
            "adkim=x: this is `r` (relaxed) or `s` (strict)",
            "aspf=relaxed: this is `r` (relaxed) or `s` (strict)",
            "fo=0:1: this is `0` or `1`, `d`, `s`, each once, with `:` between them",
            "t=yes: this is `y` or `n`",
            "psd=: this is `y`, `n` or `u`",
            "pct=101: this is a number from 0 to 100",
            "ri=1d: this is a number of seconds",
            "rf=iodef: the only format is `afrf`",
        ]
    );
    assert_eq!(
        mistakes("v=DMARC1; p=none; fo=d:d; pct=+5; ri=+5"),
        [
            "fo=d:d: this is `0` or `1`, `d`, `s`, each once, with `:` between them",
            "pct=+5: this is a number from 0 to 100",
            "ri=+5: this is a number of seconds",
        ]
    );
    // Removed and unknown tags are no mistake by themselves.
    assert_eq!(mistakes("v=DMARC1; p=none; pct=50; ri=86400; rf=afrf; x=y"), [] as [&str; 0]);
    assert_eq!(
        mistakes("v=DMARC1; p=none; p=reject;; none; fo=d:s:1"),
        [
            "p=reject: this tag stands a second time",
            ";: nothing stands between two semicolons",
            "none: this has no `=`: it is not a tag",
        ]
    );
}

#[test]
fn a_policy_that_is_none_counts_as_none_where_reports_are_asked_for() {
    let none = "found none/none none/none from=example.com org=example.com";
    let absent = "absent -/- -/- from=- org=example.com";
    // record, by RFC 9989, by RFC 7489, what decides by RFC 9989
    let cases = [
        ("p=banana; rua=mailto:a@example.com", none, none, Some("p=banana")),
        ("p=banana", absent, absent, None),
        ("p=banana; rua=a@example.com", absent, absent, None),
        ("p=reject; sp=banana; rua=mailto:a@example.com", none, none, Some("sp=banana")),
        ("p=reject; sp=banana", absent, absent, None),
        (
            "p=reject; np=banana",
            absent,
            "found reject/reject reject/reject from=example.com org=example.com",
            None,
        ),
        ("rua=mailto:a@example.com", none, none, None),
        // RFC 7489 requires the tag.
        ("adkim=s", none, absent, None),
    ];
    for (tags, bis, old, decides) in cases {
        let seen = see("example.com", &format!("_dmarc.example.com TXT v=DMARC1; {tags}"));
        assert_eq!(shown(&seen.dmarc.rfc9989), bis, "{tags}");
        assert_eq!(shown(&seen.dmarc.rfc7489), old, "{tags}");
        assert_eq!(seen.decides(&seen.dmarc.rfc9989).as_deref(), decides, "{tags}");
        let nonsense = tags.contains("banana");
        let status = if nonsense { Status::Invalid } else { Status::Found };
        assert_eq!(seen.dmarc.status, status, "{tags}");
    }
}

#[test]
fn text_that_is_not_ascii_is_a_mistake() {
    let seen = see("example.com", "_dmarc.example.com TXT v=DMARC1; p=reject; x=é");
    assert_eq!(seen.dmarc.status, Status::Invalid);
    assert_eq!(seen.mistakes(), [r"x=\195\169: a character stands here that is not ASCII"]);
    // A syntax error after the version leaves the rest in force (RFC 9989, section 4.8).
    assert_eq!(seen.dmarc.rfc9989.policy, Some(DmarcPolicy::Reject));
    let seen = see("example.com", "_dmarc.example.com TXT v=DMARC1; p=\u{a0}reject");
    assert_eq!(seen.dmarc.rfc9989.status, Status::Absent);
    assert_eq!(seen.mistakes(), [r"p=\194\160reject: a character stands here that is not ASCII"]);
}

#[test]
fn several_records_are_discarded() {
    let seen = see(
        "example.com",
        "_dmarc.example.com TXT v=DMARC1; p=none\n_dmarc.example.com TXT v=DMARC1; p=reject; t=x",
    );
    assert_eq!(seen.dmarc.status, Status::Multiple);
    assert_eq!(seen.dmarc.at, "dns:_dmarc.example.com?type=TXT");
    let records: Vec<_> = seen.dmarc.records.iter().map(|one| one.at.as_str()).collect();
    assert_eq!(
        records,
        ["dns:_dmarc.example.com?type=TXT#line=1", "dns:_dmarc.example.com?type=TXT#line=2"]
    );
    assert_eq!(seen.mistakes(), ["t=x: this is `y` or `n`"]);
    assert_eq!(seen.dmarc.rfc9989.status, Status::Absent);
    assert_eq!(seen.dmarc.rfc7489.status, Status::Absent);
}

#[test]
fn a_record_beside_ones_that_are_ignored_applies() {
    let seen = see(
        "example.com",
        "_dmarc.example.com TXT v=DMARC1; p=reject\n_dmarc.example.com TXT v=DMARC2; p=none\n_dmarc.example.com TXT hello",
    );
    assert_eq!(seen.dmarc.status, Status::Found);
    assert_eq!(seen.dmarc.at, "dns:_dmarc.example.com?type=TXT#line=2");
    assert_eq!(seen.dmarc.records.len(), 2);
    assert_eq!(seen.mistakes().len(), 1);
    assert_eq!(seen.decides(&seen.dmarc.rfc9989).as_deref(), Some("p=reject"));
}

#[test]
fn a_record_at_the_domain_itself_is_misplaced() {
    let seen = see("example.com", "example.com TXT v=spf1 -all\nexample.com TXT v=DMARC1; p=none");
    assert_eq!(seen.dmarc.status, Status::Absent);
    assert_eq!(
        seen.mistakes(),
        ["v=DMARC1; p=none: a DMARC record belongs at `_dmarc.example.com`: nobody looks here"]
    );
    assert_eq!(seen.dmarc.mistakes[0].at, "dns:example.com?type=TXT#line=1");
    let seen =
        see("example.com", "example.com TXT !timeout\n_dmarc.example.com TXT v=DMARC1; p=none");
    assert_eq!(seen.missing, ["example.com?type=TXT mistakes"]);
}

#[test]
fn an_alias_leads_to_the_record() {
    let seen = see(
        "example.com",
        "_dmarc.example.com CNAME example.com.dmarc.example.net\nexample.com.dmarc.example.net TXT v=DMARC1; p=reject",
    );
    assert_eq!(seen.dmarc.status, Status::Found);
    assert_eq!(seen.dmarc.at, "dns:_dmarc.example.com?type=TXT#line=1");
    assert_eq!(seen.dmarc.rfc9989.policy, Some(DmarcPolicy::Reject));
}
