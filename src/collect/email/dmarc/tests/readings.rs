//! What applies by either standard: tests, percentages, names that do not exist, suffixes.

use super::{see, shown};
use crate::facts::domain::{DmarcPolicy, Status};

#[test]
fn a_test_lowers_the_policy() {
    for (policy, applied) in [("reject", "quarantine"), ("quarantine", "none"), ("none", "none")] {
        let seen = see(
            "example.com",
            &format!("_dmarc.example.com TXT v=DMARC1; p={policy}; sp=reject; t=y"),
        );
        assert_eq!(
            shown(&seen.dmarc.rfc9989),
            format!("found {policy}/{applied} reject/reject from=example.com org=example.com")
        );
        assert!(seen.dmarc.rfc9989.testing);
        // RFC 7489 does not know the tag.
        assert_eq!(
            shown(&seen.dmarc.rfc7489),
            format!("found {policy}/{policy} reject/reject from=example.com org=example.com")
        );
        assert!(!seen.dmarc.rfc7489.testing);
    }
}

#[test]
fn a_test_in_the_record_above_lowers_the_policy_for_subdomains() {
    let seen = see(
        "mail.example.com",
        "_dmarc.example.com TXT v=DMARC1; p=none; sp=reject; t=y\nmail.example.com A 192.0.2.1",
    );
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found reject/quarantine reject/reject from=example.com org=example.com"
    );
}

#[test]
fn a_percentage_is_kept_and_lowers_no_policy() {
    let seen = see("example.com", "_dmarc.example.com TXT v=DMARC1; p=reject; pct=20");
    for reading in [&seen.dmarc.rfc9989, &seen.dmarc.rfc7489] {
        assert_eq!(reading.percent, Some(20));
        assert_eq!(reading.applied, Some(DmarcPolicy::Reject));
    }
    let seen = see("example.com", "_dmarc.example.com TXT v=DMARC1; p=reject; pct=200");
    assert_eq!(seen.dmarc.rfc7489.percent, None);
}

const NP: &str = "_dmarc.example.com TXT v=DMARC1; p=none; sp=quarantine; np=reject\n";

#[test]
fn a_name_that_does_not_exist_has_the_policy_of_np() {
    let seen = see("gone.example.com", NP);
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found reject/reject quarantine/reject from=example.com org=example.com"
    );
    assert_eq!(seen.decides(&seen.dmarc.rfc9989).as_deref(), Some("np=reject"));
    assert_eq!(
        shown(&seen.dmarc.rfc7489),
        "found quarantine/quarantine quarantine/quarantine from=example.com org=example.com"
    );
    let seen = see("here.example.com", &format!("{NP}here.example.com A 192.0.2.1"));
    assert_eq!(seen.decides(&seen.dmarc.rfc9989).as_deref(), Some("sp=quarantine"));
    // An alias exists, wherever it leads.
    let seen = see("gone.example.com", &format!("{NP}gone.example.com CNAME gone.example.net"));
    assert_eq!(seen.decides(&seen.dmarc.rfc9989).as_deref(), Some("sp=quarantine"));
    assert_eq!(seen.missing, ["gone.example.com?type=TXT mistakes"]);
    // The domain of the record is not below itself.
    let seen = see("example.com", NP);
    assert_eq!(seen.decides(&seen.dmarc.rfc9989).as_deref(), Some("p=none"));
}

#[test]
fn without_knowing_whether_a_name_exists_the_policy_is_not_known() {
    let broken = "gone.example.com TXT !timeout\n";
    // MX tells as well.
    let seen =
        see("gone.example.com", &format!("{NP}{broken}gone.example.com MX 10 mx.example.com"));
    assert_eq!(seen.decides(&seen.dmarc.rfc9989).as_deref(), Some("sp=quarantine"));
    assert_eq!(seen.missing, ["gone.example.com?type=TXT mistakes"]);

    let seen = see("gone.example.com", &format!("{NP}{broken}gone.example.com MX !timeout"));
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found -/- quarantine/reject from=example.com org=example.com"
    );
    let of = |member| format!("gone.example.com?type=TXT {member}");
    assert_eq!(
        seen.missing,
        ["mistakes", "rfc9989.applied", "rfc9989.policy", "rfc9989.policy_at"].map(of)
    );

    // It does not matter where both have the same policy.
    let seen = see(
        "gone.example.com",
        "_dmarc.example.com TXT v=DMARC1; p=reject\ngone.example.com TXT !timeout\ngone.example.com MX !timeout",
    );
    assert_eq!(seen.dmarc.rfc9989.policy, Some(DmarcPolicy::Reject));
    assert_eq!(seen.missing, ["gone.example.com?type=TXT mistakes"]);
    assert!(!seen.asked.contains(&"gone.example.com MX".to_owned()));
}

#[test]
fn the_list_and_the_walk_differ() {
    // The list ends at `github.io`; the walk knows nothing of it, and finds the record above.
    let seen = see(
        "pages.github.io",
        "_dmarc.github.io TXT v=DMARC1; p=reject\npages.github.io A 192.0.2.1",
    );
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found reject/reject reject/reject from=github.io org=github.io"
    );
    assert_eq!(shown(&seen.dmarc.rfc7489), "absent -/- -/- from=- org=pages.github.io");

    // A record between the domain and the registered one: the walk sees it only if it is the last.
    let seen = see("a.b.example.co.uk", "_dmarc.b.example.co.uk TXT v=DMARC1; p=reject");
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found reject/reject reject/reject from=b.example.co.uk org=b.example.co.uk"
    );
    assert_eq!(shown(&seen.dmarc.rfc7489), "absent -/- -/- from=- org=example.co.uk");
    let seen = see(
        "a.b.example.co.uk",
        "_dmarc.b.example.co.uk TXT v=DMARC1; p=reject\n_dmarc.example.co.uk TXT v=DMARC1; p=none",
    );
    assert_eq!(seen.dmarc.rfc9989.domain.as_deref(), Some("example.co.uk"));
    assert_eq!(shown(&seen.dmarc.rfc7489), shown(&seen.dmarc.rfc9989));
}

#[test]
fn a_record_above_that_asks_nonsense_does_not_apply() {
    let seen = see("a.example.com", "_dmarc.example.com TXT v=DMARC1; p=banana");
    assert_eq!(shown(&seen.dmarc.rfc9989), "absent -/- -/- from=- org=example.com");
    assert_eq!(seen.dmarc.rfc9989.at, "dns:_dmarc.a.example.com?type=TXT");
    // An own record that is not applied is not replaced by the one above.
    let seen = see(
        "a.example.com",
        "_dmarc.a.example.com TXT v=DMARC1; p=banana\n_dmarc.example.com TXT v=DMARC1; p=reject",
    );
    assert_eq!(seen.dmarc.status, Status::Invalid);
    assert_eq!(seen.dmarc.rfc9989.status, Status::Absent);
    assert_eq!(seen.dmarc.rfc7489.status, Status::Absent);
}
