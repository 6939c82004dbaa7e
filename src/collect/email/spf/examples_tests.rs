//! The examples of RFC 7208, appendix A and section 7.4.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::evaluate::{Query, check_host};
use super::matching::Sender;
use super::select::Records;
use crate::collect::dns::Resolve;
use crate::collect::dns::zone::Zone;
use crate::facts::domain::SpfResult::{self, Fail, Pass};

/// Answers from a zone that is written as text.
pub(super) fn resolver(zone: &str) -> impl Resolve + use<> {
    Zone::new(zone)
}

/// Appendix A, without SPF records.
const ZONE: &str = "
    example.com MX 10 mail-a.example.com
    example.com MX 20 mail-b.example.com
    example.com A 192.0.2.10
    example.com A 192.0.2.11
    amy.example.com A 192.0.2.65
    bob.example.com A 192.0.2.66
    mail-a.example.com A 192.0.2.129
    mail-b.example.com A 192.0.2.130
    www.example.com CNAME example.com
    example.org MX 10 mail-c.example.org
    mail-c.example.org A 192.0.2.140
    10.2.0.192.in-addr.arpa PTR example.com
    11.2.0.192.in-addr.arpa PTR example.com
    65.2.0.192.in-addr.arpa PTR amy.example.com
    66.2.0.192.in-addr.arpa PTR bob.example.com
    129.2.0.192.in-addr.arpa PTR mail-a.example.com
    130.2.0.192.in-addr.arpa PTR mail-b.example.com
    140.2.0.192.in-addr.arpa PTR mail-c.example.org
    4.0.0.10.in-addr.arpa PTR bob.example.com";

#[track_caller]
fn check(records: &str, sender: &str, expected: &[(&str, SpfResult)]) {
    let dns = resolver(&format!("{ZONE}\n{records}"));
    for (address, result) in expected {
        let domain = sender.rsplit_once('@').unwrap().1;
        let address = address.parse().unwrap();
        let query = Query { address, domain, sender, helo: "mx.example.net", explain: true };
        let check = check_host(&query, &Records::new(&dns));
        assert_eq!(check.result, *result, "{records} {address} {check:?}");
    }
}

/// A.1.
#[test]
fn the_simple_examples_hold() {
    for (record, expected) in [
        ("v=spf1 +all", &[("198.51.100.1", Pass), ("2001:db8::1", Pass)][..]),
        ("v=spf1 a -all", &[("192.0.2.10", Pass), ("192.0.2.11", Pass), ("192.0.2.12", Fail)]),
        ("v=spf1 a:example.org -all", &[("192.0.2.140", Fail)]),
        ("v=spf1 mx -all", &[("192.0.2.129", Pass), ("192.0.2.130", Pass), ("192.0.2.10", Fail)]),
        ("v=spf1 mx:example.org -all", &[("192.0.2.140", Pass), ("192.0.2.129", Fail)]),
        (
            "v=spf1 mx mx:example.org -all",
            &[("192.0.2.129", Pass), ("192.0.2.130", Pass), ("192.0.2.140", Pass)],
        ),
        (
            "v=spf1 mx/30 mx:example.org/30 -all",
            &[
                ("192.0.2.128", Pass),
                ("192.0.2.131", Pass),
                ("192.0.2.143", Pass),
                ("192.0.2.132", Fail),
            ],
        ),
        ("v=spf1 ptr -all", &[("192.0.2.65", Pass), ("192.0.2.140", Fail), ("10.0.0.4", Fail)]),
        ("v=spf1 ip4:192.0.2.128/28 -all", &[("192.0.2.65", Fail), ("192.0.2.129", Pass)]),
    ] {
        check(&format!("example.com TXT {record}"), "a@example.com", expected);
    }
}

/// A.2.
#[test]
fn the_examples_with_several_domains_hold() {
    let records = "
        example.org TXT v=spf1 include:example.com include:example.net -all
        la.example.org TXT v=spf1 redirect=example.org
        example.com TXT v=spf1 mx -all
        example.net TXT v=spf1 ip4:198.51.100.0/24 -all";
    let expected = [("192.0.2.129", Pass), ("198.51.100.7", Pass), ("203.0.113.1", Fail)];
    check(records, "a@example.org", &expected);
    check(records, "a@la.example.org", &expected);
}

/// A.3.
#[test]
fn the_examples_in_the_style_of_a_block_list_hold() {
    let records = "
        example.com TXT v=spf1 mx include:mobile-users._spf.%{d} include:remote-users._spf.%{d} -all
        mobile-users._spf.example.com TXT v=spf1 exists:%{l1r+}.%{d}
        mary.mobile-users._spf.example.com A 127.0.0.2
        remote-users._spf.example.com TXT v=spf1 exists:%{ir}.%{l1r+}.%{d}
        15.15.168.192.joel.remote-users._spf.example.com A 127.0.0.2";
    check(records, "mary@example.com", &[("203.0.113.1", Pass), ("192.0.2.129", Pass)]);
    check(records, "mary+lists@example.com", &[("203.0.113.1", Pass)]);
    check(records, "joel@example.com", &[("192.168.15.15", Pass), ("192.168.15.17", Fail)]);
}

/// A.4: both conditions must hold.
#[test]
fn the_example_with_several_requirements_holds() {
    let records = "
        example.com TXT v=spf1 -include:ip4._spf.%{d} -include:ptr._spf.%{d} +all
        ip4._spf.example.com TXT v=spf1 -ip4:192.0.2.0/24 +all
        ptr._spf.example.com TXT v=spf1 -ptr:example.com +all";
    let expected = [("192.0.2.65", Pass), ("10.0.0.4", Fail), ("192.0.2.140", Fail)];
    check(records, "a@example.com", &expected);
}

/// Section 7.4.
#[test]
fn the_examples_of_macros_hold() {
    let dns = resolver(
        "3.2.0.192.in-addr.arpa PTR mx.example.org
         mx.example.org A 192.0.2.3",
    );
    let mailbox = "strong-bad@email.example.com";
    let expand = |address: &str, spec: &str| {
        let sender = Sender::new(address.parse().unwrap(), mailbox, "helo.example.net", &dns);
        sender.target(spec, "email.example.com").unwrap()
    };
    for (spec, expanded) in [
        ("%{s}", "strong-bad@email.example.com"),
        ("%{o}", "email.example.com"),
        ("%{d}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d3}", "email.example.com"),
        ("%{d2}", "example.com"),
        ("%{d1}", "com"),
        ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("%{l}", "strong-bad"),
        ("%{l-}", "strong.bad"),
        ("%{lr}", "strong-bad"),
        ("%{lr-}", "bad.strong"),
        ("%{l1r-}", "strong"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
        ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
        ("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"),
        ("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"),
        ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
        ("%{p}.%{h}", "mx.example.org.helo.example.net"),
        ("%{S}", "strong-bad%40email.example.com"),
    ] {
        assert_eq!(expand("192.0.2.3", spec), expanded, "{spec}");
    }
    assert_eq!(
        expand("2001:db8::cb01", "%{ir}.%{v}._spf.%{d2}"),
        "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com"
    );
    assert_eq!(expand("::ffff:192.0.2.3", "%{i}.%{v}.x"), "192.0.2.3.in-addr.x");
    assert_eq!(expand("192.0.2.9", "%{p}.x"), "unknown.x");
}

/// Section 7.3: the domain itself, or else a name below it, or else any, and never one that does
/// not lead back.
#[test]
fn the_domain_itself_is_the_validated_name_before_others() {
    let names = ["a.example.net", "b.example.com", "example.com"];
    let expanded = |claimed: &[&str], valid: &[&str]| {
        let claimed = claimed.iter().map(|name| format!("1.2.0.192.in-addr.arpa PTR {name}\n"));
        let valid = valid.iter().map(|name| format!("{name} A 192.0.2.1\n"));
        let dns = resolver(&claimed.chain(valid).collect::<String>());
        let sender = Sender::new([192, 0, 2, 1].into(), "a@example.com", "h", &dns);
        sender.target("%{p}", "example.com").unwrap()
    };
    assert_eq!(expanded(&names, &names), "example.com");
    assert_eq!(expanded(&names, &["a.example.net", "b.example.com"]), "b.example.com");
    assert_eq!(expanded(&names, &["a.example.net"]), "a.example.net");
    assert_eq!(expanded(&names, &[]), "unknown");
}
