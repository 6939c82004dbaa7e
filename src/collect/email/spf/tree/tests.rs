//! Chains, loops, counts, and records that ask too much.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::*;
use crate::collect::email::spf::observe::tests::{facts, known, missing, underlined};
use crate::facts::domain::{Spf, Status};

/// Domain, status, whether it loops, whether it exists, and the chain as text.
fn includes(zone: &str, spf: &Spf) -> Vec<(String, Status, bool, Option<bool>, String)> {
    let chain = |chain: &[String]| {
        let terms: Vec<_> = chain.iter().map(|at| underlined(zone, at)).collect();
        terms.join(" > ")
    };
    spf.includes
        .iter()
        .map(|i| (i.domain.clone(), i.status, i.loops, i.exists, chain(&i.chain)))
        .collect()
}

fn entry(
    domain: &str,
    status: Status,
    loops: bool,
    exists: Option<bool>,
    chain: &str,
) -> (String, Status, bool, Option<bool>, String) {
    (domain.to_owned(), status, loops, exists, chain.to_owned())
}

fn costs(terms: &[SpfTerm]) -> Vec<Option<u32>> {
    terms.iter().map(|term| term.lookups).collect()
}

/// Depth first, in the order of the terms, each with the way to it.
#[test]
fn includes_stand_in_order_with_their_chains() {
    let zone = "
        example.com TXT v=spf1 include:A.example.net. a include:c.%{d} redirect=e.example.net
        example.com A 203.0.113.1
        a.example.net TXT v=spf1 include:b.example.net include:gone.example.net mx ~all
        a.example.net MX 0 .
        b.example.net TXT v=spf1 ip4:192.0.2.0/24
        c.example.com TXT v=spf1 x
        e.example.net TXT v=spf1 include:f.example.net ?all
        f.example.net TXT v=spf1 -all
        f.example.net TXT v=spf1 +all";
    let spf = known(zone);
    use Status::{Absent, Found, Invalid, Multiple};
    let expected = [
        entry("a.example.net", Found, false, Some(true), "include:A.example.net."),
        entry(
            "b.example.net",
            Found,
            false,
            Some(true),
            "include:A.example.net. > include:b.example.net",
        ),
        entry(
            "gone.example.net",
            Absent,
            false,
            Some(false),
            "include:A.example.net. > include:gone.example.net",
        ),
        entry("c.%{d}", Invalid, false, Some(true), "include:c.%{d}"),
        entry("e.example.net", Found, false, Some(true), "redirect=e.example.net"),
        entry(
            "f.example.net",
            Multiple,
            false,
            Some(true),
            "redirect=e.example.net > include:f.example.net",
        ),
    ];
    assert_eq!(includes(zone, &spf), expected);
    assert_eq!(costs(&spf.terms), [Some(4), Some(1), Some(1), Some(2)]);
    assert_eq!(costs(&spf.includes[0].terms), [Some(1), Some(1), Some(1), Some(0)]);
    assert_eq!((spf.lookups, spf.void_lookups), (Some(8), Some(1)));
    assert_eq!(spf.ends, Some(SpfResult::Neutral));
    assert_eq!(underlined(zone, spf.ends_at.as_ref().unwrap()), "?all");
    assert_eq!(spf.includes[2].target_at, "dns:gone.example.net?type=TXT");
    assert_eq!(spf.includes[3].target_at, "dns:c.example.com?type=TXT#line=1");
    assert_eq!(spf.includes[3].mistakes[0].reason, "there is no mechanism `x`");
}

/// A name that exists without such a record is not one that anybody can register.
#[test]
fn targets_without_a_record_are_absent_whether_they_exist_or_not() {
    let zone = "
        example.com TXT v=spf1 include:txt.example.net include:a.example.net include:no.b include:x..y -all
        txt.example.net TXT hello
        a.example.net A 203.0.113.1";
    let spf = known(zone);
    let exists: Vec<_> = spf.includes.iter().map(|i| (i.status, i.exists)).collect();
    let absent = |exists| (Status::Absent, exists);
    assert_eq!(exists, [absent(Some(true)), absent(Some(true)), absent(Some(false)), absent(None)]);
    assert_eq!((spf.lookups, spf.void_lookups), (Some(4), Some(2)));
}

#[test]
fn loops_are_told_and_not_followed() {
    let zone = "
        example.com TXT v=spf1 include:a.example.net include:EXAMPLE.com ~all
        a.example.net TXT v=spf1 redirect=b.example.net
        b.example.net TXT v=spf1 include:a.example.net include:example.com";
    let spf = known(zone);
    let found: Vec<_> = spf.includes.iter().map(|i| (&*i.domain, i.loops, i.terms.len())).collect();
    let expected = [
        ("a.example.net", false, 1),
        ("b.example.net", false, 2),
        ("a.example.net", true, 0),
        ("example.com", true, 0),
        ("example.com", true, 0),
    ];
    assert_eq!(found, expected);
    assert_eq!(spf.includes[3].chain.len(), 3);
    assert_eq!(spf.lookups, Some(5));
    let spf = known("example.com TXT v=spf1 redirect=example.com");
    assert_eq!((spf.ends, spf.ends_at), (Some(SpfResult::Permerror), None));
}

/// What stands behind `all`, and a `redirect` beside it, is never come to.
#[test]
fn terms_that_are_never_reached_ask_nothing() {
    let zone = "example.com TXT v=spf1 redirect=a.b ?all a include:c.d -all";
    let spf = known(zone);
    assert_eq!(spf.includes, []);
    assert_eq!(costs(&spf.terms), [Some(0); 5]);
    assert!(spf.terms.iter().all(|term| !term.asks_dns));
    assert_eq!((spf.lookups, spf.ends), (Some(0), Some(SpfResult::Neutral)));
    assert_eq!(underlined(zone, spf.ends_at.as_ref().unwrap()), "?all");
}

#[test]
fn the_end_is_that_of_all_or_of_the_redirect() {
    let end = |zone: &str| {
        let spf = known(zone);
        (spf.ends.unwrap(), spf.ends_at.map(|at| underlined(zone, &at)))
    };
    let own = |record: &str| end(&format!("example.com TXT v=spf1 {record}"));
    assert_eq!(own(""), (SpfResult::Neutral, None));
    assert_eq!(own("ip4:192.0.2.0/24"), (SpfResult::Neutral, None));
    assert_eq!(own("~all"), (SpfResult::Softfail, Some("~all".to_owned())));
    assert_eq!(own("all"), (SpfResult::Pass, Some("all".to_owned())));
    assert_eq!(own("redirect=no.example.net"), (SpfResult::Permerror, None));
    let redirected =
        "example.com TXT v=spf1 redirect=a.b\na.b TXT v=spf1 redirect=c.d\nc.d TXT v=spf1 -all";
    assert_eq!(end(redirected), (SpfResult::Fail, Some("-all".to_owned())));
    let included = "example.com TXT v=spf1 include:a.b\na.b TXT v=spf1 -all";
    assert_eq!(end(included), (SpfResult::Neutral, None));
}

/// Names that depend on the message are counted as a sender has them that nothing matches.
#[test]
fn names_that_depend_on_the_message_are_counted_for_a_sender_nothing_matches() {
    let zone = "
        example.com TXT v=spf1 include:%{i}._ip.%{h}._ehlo.%{d}.example.net exists:%{ir}.x.example.com ~all
        192.0.2.1._ip.example.com._ehlo.example.com.example.net TXT v=spf1 include:a.b a ?all
        a.b TXT v=spf1 -all";
    let spf = known(zone);
    let spec = "%{i}._ip.%{h}._ehlo.%{d}.example.net";
    let chain = format!("include:{spec}");
    assert_eq!(includes(zone, &spf), [entry(spec, Status::Skipped, false, None, &chain)]);
    assert_eq!(spf.includes[0].terms, []);
    assert_eq!(costs(&spf.terms), [Some(3), Some(1), Some(0)]);
    // `a` asks for the included name, which has no address, and `exists` for one that is not there.
    assert_eq!((spf.lookups, spf.void_lookups), (Some(4), Some(2)));

    let zone = "
        example.com TXT v=spf1 include:b.example.net ~all
        b.example.net TXT v=spf1 include:%{i}.example.net
        192.0.2.1.example.net TXT !timeout";
    let (spf, problems) = facts(zone);
    let paths =
        ["includes[*].terms[*].lookups", "lookups", "probes", "terms[*].lookups", "void_lookups"];
    let paths = paths.map(str::to_owned).to_vec();
    assert_eq!(missing(&problems)[0], ("dns:192.0.2.1.example.net?type=TXT".to_owned(), paths));
    assert_eq!((spf.includes.len(), spf.lookups), (2, None));

    // The name of an address that nobody could tell is not taken for "unknown".
    let reverse = "dns:1.2.0.192.in-addr.arpa?type=PTR".to_owned();
    let zone = "
        example.com TXT v=spf1 exists:%{p}.x.example.com -all
        1.2.0.192.in-addr.arpa PTR !timeout";
    let (spf, problems) = facts(zone);
    let paths = ["probes", "void_lookups"].map(str::to_owned).to_vec();
    assert_eq!(missing(&problems), [(reverse.clone(), paths)]);
    assert_eq!((spf.lookups, spf.void_lookups), (Some(1), None));
    let zone = "
        example.com TXT v=spf1 include:%{p}.x.example.com -all
        1.2.0.192.in-addr.arpa PTR !timeout";
    let (spf, problems) = facts(zone);
    let paths = ["lookups", "probes", "terms[*].lookups", "void_lookups"].map(str::to_owned);
    assert_eq!(missing(&problems), [(reverse, paths.to_vec())]);
    assert_eq!((spf.lookups, spf.includes[0].status), (None, Status::Skipped));
}

#[test]
fn answers_that_hold_nothing_are_counted() {
    let voids = |record: &str| {
        let zone = format!(
            "example.com TXT v=spf1 {record}
             example.com A 203.0.113.1
             example.com MX 10 gone.example.com
             a.b TXT v=spf1 a:x.y -all"
        );
        known(&zone).void_lookups
    };
    assert_eq!(voids("a ptr ip4:192.0.2.0/24 -all"), Some(0));
    assert_eq!(voids("a:a.example.com a:b.example.com mx:c.example.com exists:d.e"), Some(4));
    assert_eq!(voids("mx"), Some(1));
    assert_eq!(voids("include:a.b a:x.y"), Some(2));
    assert_eq!(voids("-all a:x.y"), Some(0));
}

/// Ten times ten times ten: cut short where nothing more can come of it, and said.
#[test]
fn a_bomb_of_includes_is_cut_short() {
    let level = |level: usize| {
        let includes: String =
            (0..10).map(|n| format!(" include:n{n}.l{}.example.net", level + 1)).collect();
        (0..10)
            .map(|n| format!("n{n}.l{level}.example.net TXT v=spf1{includes} -all\n"))
            .collect::<String>()
    };
    let levels: String = (0..12).map(level).collect();
    let zone = format!("example.com TXT v=spf1 include:n0.l0.example.net -all\n{levels}");
    let (spf, problems) = facts(&zone);
    assert_eq!(spf.includes.len(), 257);
    assert!(spf.includes[..256].iter().all(|i| i.status != Status::Error));
    let last = spf.includes[256].error.as_ref().unwrap();
    assert_eq!(last.reason, "more than 256 records are included: no more are read");
    // More than ten are too many, however many more there are.
    assert!(spf.lookups.unwrap() > 256);
    assert!(spf.void_lookups.unwrap() > 2);
    let place = spf.includes[256].at.clone();
    assert_eq!(missing(&problems), [(place, vec!["includes".to_owned()])]);
    assert_eq!(spf.ends, Some(SpfResult::Fail));
    assert!(spf.probes[0].reason.as_ref().unwrap().starts_with("more than 10 terms"));
}

/// Names that depend on the message are as many as others, and the rest is not left out in silence.
#[test]
fn includes_that_depend_on_the_message_are_bounded_as_others_are() {
    let terms = " include:%{i}.example.net".repeat(300);
    let (spf, problems) = facts(&format!("example.com TXT v=spf1{terms} -all"));
    assert_eq!((spf.includes.len(), spf.lookups, spf.void_lookups), (257, Some(300), Some(256)));
    assert!(spf.includes[..256].iter().all(|i| i.status == Status::Skipped));
    let last = &spf.includes[256];
    assert_eq!((last.status, last.exists), (Status::Error, None));
    assert_eq!(missing(&problems), [(last.at.clone(), vec!["includes".to_owned()])]);
}

#[test]
fn a_long_chain_is_cut_short() {
    let link = |n: usize| format!("c{n}.example.net TXT v=spf1 redirect=c{}.example.net\n", n + 1);
    let zone: String = (0..1000).map(link).collect();
    let (spf, problems) = facts(&format!("example.com TXT v=spf1 redirect=c0.example.net\n{zone}"));
    assert_eq!(spf.includes.len(), 21);
    assert_eq!(spf.includes[20].chain.len(), 21);
    assert_eq!(spf.includes[20].status, Status::Error);
    assert_eq!((spf.lookups, spf.ends, spf.void_lookups), (Some(21), None, None));
    let paths = ["ends", "ends_at", "includes", "void_lookups"].map(str::to_owned).to_vec();
    assert_eq!(missing(&problems), [(spf.includes[20].at.clone(), paths)]);
}

/// A few records can be large; then even the number of lookups is unknown.
#[test]
fn large_records_are_cut_short() {
    let networks = " ip4:192.0.2.0/24".repeat(3_800);
    let include = |n: usize| format!(" include:n{n}.example.net");
    let large = |n: usize| format!("n{n}.example.net TXT v=spf1{networks}\n");
    let zone = format!(
        "example.com TXT v=spf1{} -all\n{}",
        (0..6).map(include).collect::<String>(),
        (0..6).map(large).collect::<String>()
    );
    let (spf, problems) = facts(&zone);
    let found: Vec<_> = spf.includes.iter().map(|i| i.status == Status::Found).collect();
    assert_eq!(found, [true, true, true, true, false, false]);
    assert_eq!((spf.lookups, spf.void_lookups), (None, None));
    let paths = ["includes", "lookups", "terms[*].lookups", "void_lookups"].map(str::to_owned);
    assert_eq!(missing(&problems), [(spf.includes[4].at.clone(), paths.to_vec())]);
}

#[test]
fn many_terms_are_counted_and_few_of_them_asked() {
    let terms = " a:x.example.net".repeat(4_000);
    let spf = known(&format!("example.com TXT v=spf1{terms} -all"));
    assert_eq!((spf.lookups, spf.terms.len()), (Some(4_000), 4_001));
    // After so many questions no more are asked, and no more is needed.
    assert_eq!(spf.void_lookups, Some(64));
    let zone = format!("example.com TXT v=spf1{terms} -all\nx.example.net A 203.0.113.1");
    let (spf, problems) = facts(&zone);
    assert_eq!(spf.void_lookups, None);
    let missing = missing(&problems);
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].1, ["void_lookups"]);
    assert_eq!(underlined(&zone, &missing[0].0), "a:x.example.net");
}
