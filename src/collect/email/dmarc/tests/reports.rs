//! Where reports go, and whether they may.

use super::{Seen, see};
use crate::facts::domain::{ReportAddress, Status};

/// `underlined domain external status where` of each address.
fn shown(seen: &Seen, addresses: &[ReportAddress]) -> Vec<String> {
    let show = |address: &ReportAddress| {
        assert_eq!(seen.underlined(&address.at), address.uri);
        assert_eq!(address.valid, address.domain.is_some());
        let side = if address.external { "external" } else { "internal" };
        let status = serde_json::to_value(address.authorized).unwrap();
        let domain = address.domain.as_deref().unwrap_or("-");
        let at = address.authorized_at.as_deref().unwrap_or("-");
        format!("{} {domain} {side} {} {at}", address.uri, status.as_str().unwrap())
    };
    addresses.iter().map(show).collect()
}

#[test]
fn addresses_inside_need_no_consent() {
    let seen = see(
        "mail.example.com",
        "_dmarc.mail.example.com TXT v=DMARC1; p=none; rua=mailto:a@example.com , MAILTO:b%2Bc@Reports.Example.COM!10m; ruf=mailto:c@mail.example.com?subject=x\n_dmarc.example.com TXT v=DMARC1; p=none",
    );
    assert_eq!(
        shown(&seen, &seen.dmarc.rfc9989.rua),
        [
            "mailto:a@example.com example.com internal skipped -",
            "MAILTO:b%2Bc@Reports.Example.COM!10m reports.example.com internal skipped -",
        ]
    );
    assert_eq!(
        shown(&seen, &seen.dmarc.rfc9989.ruf),
        ["mailto:c@mail.example.com?subject=x mail.example.com internal skipped -"]
    );
    assert_eq!(seen.dmarc.rfc7489.rua, seen.dmarc.rfc9989.rua);
    assert_eq!(seen.mistakes(), [] as [&str; 0]);
}

#[test]
fn addresses_that_are_wrong_say_why() {
    let cases = [
        ("dmarc@example.com", "`mailto:` must stand before the address"),
        ("example", "this is not a URI"),
        ("https://example.com/r", "reports go to `mailto:` addresses: others are ignored"),
        ("mailto:dmarc", "the address has no `@`"),
        ("mailto:@example.com", "this is not one address"),
        ("mailto:a b@example.com", "a character stands here that must be percent-encoded in a URI"),
        ("mailto:a%2@example.com", "a character stands here that must be percent-encoded in a URI"),
        ("mailto:a@example..com", "the address has no domain name that DNS knows"),
        ("mailto:a@-a.example", "the address has no domain name that DNS knows"),
        ("mailto:a@[192.0.2.1]", "the address has no domain name that DNS knows"),
        ("mailto:a@%C3%A9.example", "the address has no domain name that DNS knows"),
        ("mailto:%FF@example.com", "the address is not UTF-8"),
        ("mailto:a@example.com%2Cb@example.com", "this is not one address"),
        ("mailto:a@example.com!10x", "`!` must be written `%21` in an address"),
        ("mailto:a!b@example.com", "`!` must be written `%21` in an address"),
        ("mailto://a@example.com", "no `//` may follow `mailto:`"),
    ];
    for (uri, reason) in cases {
        let seen =
            see("example.com", &format!("_dmarc.example.com TXT v=DMARC1; p=none; rua={uri}"));
        assert_eq!(seen.mistakes(), [format!("{uri}: {reason}")]);
        assert_eq!(shown(&seen, &seen.dmarc.rfc9989.rua), [format!("{uri} - internal skipped -")]);
    }
    for good in [
        "mailto:%22a%20b%22@example.com",
        "mailto:a%21b@example.com!5",
        "mailto:a.b+c@example.com.",
    ] {
        let seen =
            see("example.com", &format!("_dmarc.example.com TXT v=DMARC1; p=none; rua={good}"));
        assert_eq!(seen.mistakes(), [] as [&str; 0], "{good}");
        assert_eq!(seen.dmarc.rfc9989.rua[0].domain.as_deref(), Some("example.com"));
    }
    let seen = see(
        "example.com",
        "_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:a@example.com,; ruf=",
    );
    assert_eq!(
        seen.mistakes(),
        [
            "ruf=: an address is missing here",
            "rua=mailto:a@example.com,: an address is missing here",
        ]
    );
    assert_eq!(seen.dmarc.rfc9989.rua.len(), 1);
}

#[test]
fn destinations_outside_must_agree() {
    let seen = see(
        "example.com",
        "_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:a@yes.example.net,mailto:b@no.example.net,mailto:c@spf.example.net,mailto:d@away.example.net; ruf=mailto:e@same.example.net
example.com._report._dmarc.yes.example.net TXT v=DMARC1
example.com._report._dmarc.spf.example.net TXT v=spf1 -all
example.com._report._dmarc.away.example.net TXT v=DMARC1; rua=mailto:x@elsewhere.example
example.com._report._dmarc.same.example.net TXT v=DMARC1; rua=mailto:x@same.example.net
example.com._report._dmarc.same.example.net TXT hello",
    );
    let at = |host: &str| format!("dns:example.com._report._dmarc.{host}?type=TXT");
    assert_eq!(
        shown(&seen, &seen.dmarc.rfc9989.rua),
        [
            format!(
                "mailto:a@yes.example.net yes.example.net external found {}",
                at("yes.example.net")
            ),
            format!(
                "mailto:b@no.example.net no.example.net external absent {}",
                at("no.example.net")
            ),
            format!(
                "mailto:c@spf.example.net spf.example.net external absent {}",
                at("spf.example.net")
            ),
            format!(
                "mailto:d@away.example.net away.example.net external absent {}",
                at("away.example.net")
            ),
        ]
    );
    assert_eq!(seen.dmarc.rfc9989.ruf[0].authorized, Status::Found);
    assert_eq!(seen.dmarc.rfc7489.rua, seen.dmarc.rfc9989.rua);
    assert_eq!(seen.missing, [] as [&str; 0]);
}

#[test]
fn a_name_that_only_ends_alike_is_outside() {
    let seen =
        see("example.com", "_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:a@notexample.com");
    assert!(seen.dmarc.rfc9989.rua[0].external);
    assert_eq!(seen.dmarc.rfc9989.rua[0].authorized, Status::Absent);
}

#[test]
fn the_record_above_is_what_must_be_allowed() {
    let seen = see(
        "mail.example.com",
        "_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:a@reports.example\nexample.com._report._dmarc.reports.example TXT v=DMARC1",
    );
    assert_eq!(
        shown(&seen, &seen.dmarc.rfc9989.rua),
        [
            "mailto:a@reports.example reports.example external found dns:example.com._report._dmarc.reports.example?type=TXT"
        ]
    );
}

#[test]
fn without_the_answer_of_a_destination_its_consent_is_not_known() {
    let seen = see(
        "example.com",
        "_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:a@reports.example; ruf=mailto:a@reports.example\nexample.com._report._dmarc.reports.example TXT !servfail",
    );
    assert_eq!(seen.dmarc.rfc9989.rua[0].authorized, Status::Error);
    let of =
        |list| format!("example.com._report._dmarc.reports.example?type=TXT {list}[*].authorized");
    assert_eq!(seen.missing, ["rfc7489.rua", "rfc7489.ruf", "rfc9989.rua", "rfc9989.ruf"].map(of));
}

#[test]
fn the_readings_draw_other_boundaries() {
    // Both sites lie below one record by the walk, and are strangers by the list.
    let zone = "_dmarc.github.io TXT v=DMARC1; p=none
_dmarc.a.github.io TXT v=DMARC1; p=none; rua=mailto:r@b.github.io
a.github.io._report._dmarc.b.github.io TXT v=DMARC1";
    let seen = see("a.github.io", zone);
    assert!(!seen.dmarc.rfc9989.rua[0].external);
    assert_eq!(seen.dmarc.rfc9989.rua[0].authorized, Status::Skipped);
    assert!(seen.dmarc.rfc7489.rua[0].external);
    assert_eq!(seen.dmarc.rfc7489.rua[0].authorized, Status::Found);
    // A public suffix's own record: it is inside of itself, and those below it are inside too.
    let seen = see(
        "a.bank.example",
        "_dmarc.bank.example TXT v=DMARC1; p=none; psd=y; rua=mailto:r@bank.example,mailto:r@reports.example",
    );
    assert!(!seen.dmarc.rfc9989.rua[0].external);
    assert!(seen.dmarc.rfc9989.rua[1].external);
}

#[test]
fn without_the_boundary_consent_is_known_of_clear_cases_only() {
    let seen = see(
        "a.example.com",
        "_dmarc.a.example.com TXT v=DMARC1; p=none; rua=mailto:r@a.example.com,mailto:r@example.com,mailto:r@reports.example
_dmarc.example.com TXT !timeout
a.example.com._report._dmarc.reports.example TXT v=DMARC1",
    );
    let status: Vec<_> = seen.dmarc.rfc9989.rua.iter().map(|one| one.authorized).collect();
    assert_eq!(status, [Status::Skipped, Status::Error, Status::Found]);
    let of = |member| format!("_dmarc.example.com?type=TXT {member}");
    assert_eq!(
        seen.missing,
        [
            "rfc7489.nonexistent",
            "rfc7489.subdomains",
            "rfc9989.nonexistent",
            "rfc9989.organizational_domain",
            "rfc9989.rua[*].authorized",
            "rfc9989.rua[*].external",
            "rfc9989.subdomains",
        ]
        .map(of)
    );
    let status: Vec<_> = seen.dmarc.rfc7489.rua.iter().map(|one| one.authorized).collect();
    assert_eq!(status, [Status::Skipped, Status::Skipped, Status::Found]);
}
