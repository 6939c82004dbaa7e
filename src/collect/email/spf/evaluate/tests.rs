//! What sections 4 to 6 of RFC 7208 say, one test a section.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::*;
use crate::collect::email::spf::examples_tests::resolver;

/// Asks about a domain of this zone.
fn ask(zone: &str, domain: &str, address: &str) -> Check {
    let dns = resolver(zone);
    let sender = format!("someone@{domain}");
    let query = Query {
        address: address.parse().unwrap(),
        domain,
        sender: &sender,
        helo: "mail.example.org",
        explain: true,
    };
    check_host(&query, &Records::new(&dns))
}

/// The result and the reason for a sender at 192.0.2.1.
fn of(zone: &str) -> (SpfResult, Option<String>) {
    let check = ask(zone, "example.com", "192.0.2.1");
    assert!(check.lookups <= MAX_LOOKUPS);
    (check.result, check.reason)
}

#[track_caller]
fn error(zone: &str, result: SpfResult, reason: &str) {
    assert_eq!(of(zone), (result, Some(reason.to_owned())), "{zone}");
}

/// Sections 4.3 to 4.5.
#[test]
fn without_one_valid_record_the_result_is_none_or_an_error() {
    let none = (SpfResult::None, None);
    assert_eq!(of(""), none);
    assert_eq!(of("example.com TXT v=spf10 -all"), none);
    assert_eq!(of("example.com MX 10 mx.example.com"), none);
    for domain in ["localhost", "[192.0.2.1]", "a..example.com", "", &"a".repeat(64)] {
        let check = ask("", domain, "192.0.2.1");
        assert_eq!(check.result, SpfResult::None, "{domain}");
    }
    error(
        "example.com TXT v=spf1 -all\nexample.com TXT V=SPF1 ~all",
        SpfResult::Permerror,
        "example.com has several SPF records (section 4.5)",
    );
    error(
        "example.com TXT v=spf1 ip4:192.0.2.1 -all moo",
        SpfResult::Permerror,
        "the record of example.com has a syntax error: there is no mechanism `moo`",
    );
}

/// Section 4.6.2: the first match decides, and the anchor is its own.
#[test]
fn the_first_term_that_matches_decides() {
    let zone = "
        example.com TXT v=spf1 -ip4:203.0.113.0/24 include:a.example.net ~all
        a.example.net TXT v=spf1 ip4:192.0.2.0/24 ?ip4:198.51.100.0/24 -all
        example.org TXT v=spf1 redirect=example.com";
    let at = |domain, address| {
        let check = ask(zone, domain, address);
        (check.result, check.at.unwrap())
    };
    let own = "dns:example.com?type=TXT#line=1;char=";
    assert_eq!(at("example.com", "203.0.113.9"), (SpfResult::Fail, format!("{own}7,26")));
    assert_eq!(at("example.com", "192.0.2.1"), (SpfResult::Pass, format!("{own}27,48")));
    assert_eq!(at("example.com", "198.51.100.1"), (SpfResult::Softfail, format!("{own}49,53")));
    assert_eq!(at("example.org", "192.0.2.1"), (SpfResult::Pass, format!("{own}27,48")));
    assert_eq!(at("example.com", "::ffff:192.0.2.1").0, SpfResult::Pass);
    assert_eq!(ask(zone, "example.com", "192.0.2.1").lookups, 1);
    let check = ask("example.com TXT v=spf1 ip4:192.0.2.9", "example.com", "192.0.2.1");
    assert_eq!((check.result, check.at), (SpfResult::Neutral, None));
}

/// Section 4.6.4.
#[test]
fn ten_lookups_are_the_most() {
    let a = |count: usize| {
        let terms = " a".repeat(count);
        format!("example.com TXT v=spf1{terms} ip4:192.0.2.1 -all\nexample.com A 192.0.2.9")
    };
    assert_eq!(of(&a(10)), (SpfResult::Pass, None));
    let too_many = "more than 10 terms ask DNS (section 4.6.4)";
    error(&a(11), SpfResult::Permerror, too_many);
    for zone in [
        "example.com TXT v=spf1 include:example.com -all",
        "example.com TXT v=spf1 redirect=example.com",
        "example.com TXT v=spf1 include:a.example.net -all
         a.example.net TXT v=spf1 ~include:a.example.net redirect=example.com",
    ] {
        error(zone, SpfResult::Permerror, too_many);
    }
    let check = ask(&a(3), "example.com", "192.0.2.1");
    assert_eq!((check.lookups, check.voids), (3, 0));
}

/// Section 4.6.4: also where the third stands last, or in a record included. A name that there
/// cannot be is not asked for, and what the sender alone is responsible for is not counted.
#[test]
fn two_void_lookups_are_the_most() {
    let too_many = "more than 2 lookups are answered with nothing (section 4.6.4)";
    let none = "example.com A 192.0.2.9\nexample.com TXT";
    assert_eq!(of(&format!("{none} v=spf1 a:x.example.net mx a ptr")), (SpfResult::Neutral, None));
    error(&format!("{none} v=spf1 a:x.example.net mx exists:y.b"), SpfResult::Permerror, too_many);
    let included = "a.example.net TXT v=spf1 a:x.b a:y.b a:z.b ?all";
    let zone = format!("{none} v=spf1 include:a.example.net +all\n{included}");
    error(&zone, SpfResult::Permerror, too_many);
    let zone = format!("{none} v=spf1 a:a..b a:%{{d}}..b exists:c..b mx:{}.b", "d".repeat(64));
    let check = ask(&zone, "example.com", "192.0.2.1");
    assert_eq!((check.result, check.voids, check.lookups), (SpfResult::Neutral, 0, 4));
}

/// Sections 4.6.4 and 5.4.
#[test]
fn ten_mail_exchanges_are_the_most() {
    let zone = |count: usize| {
        let mx =
            |n| format!("example.com MX {n} mx{n}.example.com\nmx{n}.example.com A 192.0.2.{n}\n");
        (1..=count).map(mx).collect::<String>() + "example.com TXT v=spf1 mx -all"
    };
    assert_eq!(of(&zone(10)), (SpfResult::Pass, None));
    let reason =
        "example.com has 11 mail exchanges, and `mx` looks at no more than 10 (section 4.6.4)";
    error(&zone(11), SpfResult::Permerror, reason);
    let null = "example.com MX 0 .\nexample.com TXT v=spf1 mx ~all";
    let check = ask(null, "example.com", "192.0.2.1");
    assert_eq!((check.result, check.voids), (SpfResult::Softfail, 0));
    let dead = "example.com MX 0 a.example.com\nexample.com MX 1 b.example.com
        example.com TXT v=spf1 mx ~all";
    assert_eq!(ask(dead, "example.com", "192.0.2.1").voids, 1);
}

/// Sections 5.2 and 6.1.
#[test]
fn includes_and_redirects_to_nothing_are_errors() {
    for (term, reason) in [
        ("include:no.example.net", "`include:no.example.net` leads to no record"),
        ("include:a..b", "`include:a..b` leads to no record"),
        ("redirect=no.example.net", "`redirect=no.example.net` leads to no record"),
        ("redirect=a..b", "`redirect=a..b` names no domain"),
    ] {
        error(&format!("example.com TXT v=spf1 {term}"), SpfResult::Permerror, reason);
    }
    let broken = "example.com TXT v=spf1 include:a.example.net +all\na.example.net TXT v=spf1 x";
    let reason = "the record of a.example.net has a syntax error: there is no mechanism `x`";
    error(broken, SpfResult::Permerror, reason);
}

/// Section 4.4 and 5: an answer that failed ends it, wherever it is needed, and is told.
#[test]
fn a_lookup_that_fails_ends_the_evaluation() {
    for (zone, name) in [
        ("example.com TXT !timeout", "example.com TXT"),
        ("example.com TXT v=spf1 a +all\nexample.com A !servfail", "example.com A"),
        ("example.com TXT v=spf1 mx +all\nexample.com MX !bogus", "example.com MX"),
        ("example.com TXT v=spf1 mx +all\nexample.com MX 1 m.b.c\nm.b.c A !refused", "m.b.c A"),
        ("example.com TXT v=spf1 exists:a.b +all\na.b A !timeout", "a.b A"),
        ("example.com TXT v=spf1 include:a.b +all\na.b TXT !timeout", "a.b TXT"),
        ("example.com TXT v=spf1 redirect=a.b\na.b TXT !timeout", "a.b TXT"),
    ] {
        let check = ask(zone, "example.com", "192.0.2.1");
        assert_eq!(check.result, SpfResult::Temperror, "{zone}");
        assert!(check.reason.unwrap().starts_with(&format!("{name}: ")));
        let failed: Vec<_> =
            check.failures.iter().map(|f| format!("{} {}", f.lookup.name, f.lookup.kind)).collect();
        assert_eq!(failed, [name]);
    }
    let not_needed = "example.com TXT v=spf1 ip4:192.0.2.1 include:a.b -all\na.b TXT !timeout";
    assert_eq!(of(not_needed), (SpfResult::Pass, None));
}

/// Section 5.5: `ptr` passes over what fails, and the failure is told all the same.
#[test]
fn reverse_lookups_pass_over_failures() {
    let zone = |rest: &str| format!("example.com TXT v=spf1 ptr -all\n{rest}");
    let check = ask(&zone("1.2.0.192.in-addr.arpa PTR !servfail"), "example.com", "192.0.2.1");
    assert_eq!((check.result, check.failures.len()), (SpfResult::Fail, 1));
    let names = "
        1.2.0.192.in-addr.arpa PTR notexample.com
        1.2.0.192.in-addr.arpa PTR a.example.com
        1.2.0.192.in-addr.arpa PTR b.Example.com
        notexample.com A 192.0.2.1
        a.example.com A !timeout
        b.example.com A 192.0.2.1";
    let check = ask(&zone(names), "example.com", "192.0.2.1");
    assert_eq!((check.result, check.failures.len()), (SpfResult::Pass, 1));
    // No more than ten names are looked at, in the order of their text.
    let many = |last: &str| {
        let names = (10..20).map(|n| format!("1.2.0.192.in-addr.arpa PTR a{n}.example.com\n"));
        let names: String = names.collect();
        zone(&format!("{names}1.2.0.192.in-addr.arpa PTR {last}\n{last} A 192.0.2.1"))
    };
    let result = |last| ask(&many(last), "example.com", "192.0.2.1").result;
    assert_eq!(result("a0.example.com"), SpfResult::Pass);
    assert_eq!(result("a20.example.com"), SpfResult::Fail);
}

/// Section 6.2.
#[test]
fn an_explanation_is_given_for_fail_alone() {
    let explained = |zone: &str| ask(zone, "example.com", "192.0.2.1").explanation;
    let exp = "example.com TXT v=spf1 exp=why.%{d} -all";
    let text = "why.example.com TXT %{i} is not one of %{d}'s%_hosts: 100%%";
    assert_eq!(
        explained(&format!("{exp}\n{text}")).as_deref(),
        Some("192.0.2.1 is not one of example.com's hosts: 100%")
    );
    for rest in [
        "",
        "why.example.com TXT !timeout",
        "why.example.com TXT one\nwhy.example.com TXT two",
        "why.example.com TXT %{x}",
        "why.example.com TXT é",
    ] {
        assert_eq!(explained(&format!("{exp}\n{rest}")), None, "{rest}");
    }
    let softfail = format!("example.com TXT v=spf1 exp=why.%{{d}} ~all\n{text}");
    assert_eq!(explained(&softfail), None);
}
