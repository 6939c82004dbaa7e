//! TLS reporting against zones.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::observe;
use crate::collect::dns::zone::Zone;
use crate::collect::dns::{Kind, Resolve};
use crate::collect::email::Unknown;
use crate::facts::domain::{FailureClass, Status, TlsReporting};

/// Answers from a zone.
fn resolver(zone: &str) -> impl Resolve + use<> {
    Zone::new(zone)
}

fn see(records: &[&str]) -> (TlsReporting, Vec<String>) {
    let zone: String =
        records.iter().map(|one| format!("_smtp._tls.example.com TXT {one}\n")).collect();
    let dns = resolver(&zone);
    let mut unknown = Unknown::default();
    let seen = observe("example.com", &dns, &mut unknown);
    assert!(unknown.problems.is_empty());
    let underlined = |at: &str| {
        let (line, characters) = at
            .strip_prefix("dns:_smtp._tls.example.com?type=TXT#line=")
            .unwrap()
            .split_once(";char=")
            .unwrap();
        let (start, end) = characters.split_once(',').unwrap();
        let answer = dns.ask("_smtp._tls.example.com", Kind::Txt);
        let text = &answer.records()[line.parse::<usize>().unwrap() - 1].text;
        text[start.parse().unwrap()..end.parse().unwrap()].to_owned()
    };
    for address in &seen.rua {
        assert_eq!(underlined(&address.at), address.uri);
        assert_eq!(address.valid, address.domain.is_some());
    }
    let mistakes =
        seen.mistakes.iter().map(|one| format!("{}: {}", underlined(&one.at), one.reason));
    let mistakes = mistakes.collect();
    (seen, mistakes)
}

#[test]
fn a_good_record_is_read_whole() {
    let (seen, mistakes) = see(&[
        "v=TLSRPTv1; rua=mailto:tls@example.com,https://Reports.Example.net:8443/v1; x=y; rua=mailto:b@example.org;",
    ]);
    assert_eq!(seen.status, Status::Found);
    assert_eq!(seen.at, "dns:_smtp._tls.example.com?type=TXT#line=1");
    assert_eq!(mistakes, [] as [&str; 0]);
    let hosts: Vec<_> = seen.rua.iter().map(|one| one.domain.as_deref().unwrap()).collect();
    assert_eq!(hosts, ["example.com", "reports.example.net", "example.org"]);
    assert!(seen.rua.iter().all(|one| !one.external && one.authorized == Status::Skipped));
}

#[test]
fn without_a_record_it_is_absent() {
    for text in [&[][..], &["v=spf1 -all", "hello"]] {
        let (seen, mistakes) = see(text);
        assert_eq!(seen.status, Status::Absent);
        assert_eq!(seen.at, "dns:_smtp._tls.example.com?type=TXT");
        assert_eq!(mistakes, [] as [&str; 0]);
    }
}

#[test]
fn several_records_are_none_and_others_are_discarded_first() {
    let (seen, _) =
        see(&["v=TLSRPTv1; rua=mailto:a@example.com", "v=TLSRPTv1; rua=mailto:b@example.com"]);
    assert_eq!(seen.status, Status::Multiple);
    assert_eq!(seen.records.len(), 2);
    assert_eq!(seen.rua, []);
    // Others are discarded first.
    let (seen, mistakes) =
        see(&["v=TLSRPTv1; rua=mailto:a@example.com", "v=TLSRPTv2; rua=mailto:b@example.com", "x"]);
    assert_eq!(seen.status, Status::Found);
    assert_eq!(seen.rua.len(), 1);
    assert_eq!(
        mistakes,
        [
            "v=TLSRPTv2: the record begins with `v=TLSRPTv1`, in this case and without white space: senders ignore the record"
        ]
    );
}

#[test]
fn texts_that_senders_ignore_are_invalid_and_say_why() {
    let begins = "the record begins with `v=TLSRPTv1`, in this case and without white space";
    let cases = [
        ("v=tlsrptv1; rua=mailto:a@example.com", "v=tlsrptv1", begins),
        ("v = TLSRPTv1; rua=mailto:a@example.com", "v = TLSRPTv1", begins),
        ("v=TLSRPTv1", "v=TLSRPTv1", "a semicolon must follow `v=TLSRPTv1`"),
        (
            "v=TLSRPTv1 rua=mailto:a@example.com",
            "v=TLSRPTv1 rua=mailto:a@example.com",
            "a semicolon must follow `v=TLSRPTv1`",
        ),
        (
            " v=TLSRPTv1; rua=mailto:a@example.com",
            " v=TLSRPTv1",
            "nothing may stand before `v=TLSRPTv1`",
        ),
    ];
    for (text, underlined, reason) in cases {
        let (seen, mistakes) = see(&[text]);
        assert_eq!(seen.status, Status::Invalid, "{text}");
        assert_eq!(seen.at, "dns:_smtp._tls.example.com?type=TXT#line=1");
        assert_eq!(mistakes, [format!("{underlined}: {reason}: senders ignore the record")]);
        assert_eq!(seen.rua, []);
    }
}

#[test]
fn addresses_that_are_wrong_say_why() {
    let cases = [
        ("rua=a@example.com", "a@example.com: `mailto:` must stand before the address"),
        (
            "rua=http://example.com/",
            "http://example.com/: reports go to `mailto:` or `https:` addresses: others are ignored",
        ),
        ("rua=https:example.com", "https:example.com: `//` and a host must follow `https:`"),
        ("rua=https:///x", "https:///x: the address has no host name that DNS knows"),
        (
            "rua=https://example.com:x/",
            "https://example.com:x/: the address has no host name that DNS knows",
        ),
        (
            "rua=https://example.com/a!b",
            "https://example.com/a!b: a character stands here that must be percent-encoded in a URI",
        ),
        (
            "rua=mailto:a@example.com!10m",
            "mailto:a@example.com!10m: `!` must be written `%21` in an address",
        ),
        ("rua=", "rua=: an address is missing here"),
        ("rua", "rua: this has no `=`: it is not a tag"),
        (
            "RUA=mailto:a@example.com",
            "RUA=mailto:a@example.com: the tag is written `rua`: this one is ignored",
        ),
    ];
    for (tag, mistake) in cases {
        let (seen, mistakes) = see(&[&format!("v=TLSRPTv1; {tag}")]);
        assert_eq!(seen.status, Status::Invalid, "{tag}");
        assert_eq!(mistakes[0], mistake);
    }
    let (seen, mistakes) = see(&["v=TLSRPTv1; rua = mailto:a@example.com,,mailto:b@example.com"]);
    assert_eq!(seen.status, Status::Found);
    assert_eq!(
        mistakes,
        [
            "rua = mailto:a@example.com,,mailto:b@example.com: no white space may stand around this `=`",
            "rua = mailto:a@example.com,,mailto:b@example.com: an address is missing here",
        ]
    );
    let (seen, mistakes) = see(&["v=TLSRPTv1; x=y"]);
    assert_eq!(seen.status, Status::Invalid);
    assert_eq!(
        mistakes,
        ["v=TLSRPTv1; x=y: `rua` is missing: the record names nobody to report to"]
    );
}

#[test]
fn a_failed_answer_is_no_absence() {
    let mut unknown = Unknown::default();
    let dns = resolver("_smtp._tls.example.com TXT !timeout");
    let seen = observe("example.com", &dns, &mut unknown);
    assert_eq!(seen.status, Status::Error);
    assert_eq!(seen.error.unwrap().class, FailureClass::Timeout);
    assert_eq!(unknown.problems.len(), 1);
    assert_eq!(unknown.problems[0].facts, ["domains[*].tls_rpt"]);
}

#[test]
fn hostile_records_are_read_within_bounds() {
    let (seen, mistakes) = see(&[&format!("v=TLSRPTv1{}", ";".repeat(65_000))]);
    assert_eq!(seen.status, Status::Invalid);
    assert_eq!(mistakes.len(), 2);
    let (seen, _) = see(&[&format!("v=TLSRPTv1; rua={}", "mailto:a@example.com,".repeat(3_000))]);
    assert_eq!(seen.rua.len(), 100);
    let (seen, _) = see(&[&format!("v=TLSRPTv1;{}", "rua=,,,,,,;".repeat(5_000))]);
    assert_eq!(seen.status, Status::Invalid);
}
