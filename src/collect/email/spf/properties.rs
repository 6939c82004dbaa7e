//! What holds of every record.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::ops::Range;

use proptest::prelude::*;

use super::evaluate::{Query, check_host};
use super::examples_tests::resolver;
use super::observe::observe;
use super::record;
use super::select::Records;
use crate::collect::dns;
use crate::collect::email::Unknown;
use crate::facts::domain::{SpfResult, Status};

/// What records are made of, right and wrong.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[-+~?]?(all|a|mx|ptr)",
        "[-+~?]?(a|mx|ptr|include|exists):[a-d]\\.(net|org)(/[0-9]{1,3})?(//[0-9]{1,3})?",
        "(include:|redirect=|exp=)[a-d]\\.(net|org)",
        "(include|exists):%\\{[slodipvhcrtx][0-9]?r?[-.+,/_=]{0,2}\\}\\.net",
        "ip4:[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}(/[0-9]{1,2})?",
        "ip6:[0-9a-f:]{1,12}(/[0-9]{1,3})?",
        "[a-z]{1,4}[:=/][!-~]{0,12}",
        "[!-~]{0,12}",
        "%[!-~]{0,6}",
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 0..12).prop_map(|words| format!("v=spf1 {}", words.join(" ")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every span is one of characters, in the order of the text, and whatever is no term is
    /// explained by a mistake.
    #[test]
    fn spans_lie_in_the_text(
        record in prop_oneof![
            words().prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..200).prop_map(|rest| [b"v=spf1 ", rest.as_slice()].concat()),
        ],
    ) {
        let text = dns::text(&record);
        let parsed = record::parse(&text, &record);
        let mut end = 0;
        for term in &parsed.terms {
            prop_assert!(term.span.start >= end && term.span.end <= text.len());
            prop_assert!(!text[term.span.clone()].contains(' ') && !term.span.is_empty());
            let inside = |value: &Range<usize>| value.start > end && value.end == term.span.end;
            prop_assert!(term.value.iter().all(inside));
            end = term.span.end;
        }
        for fault in &parsed.mistakes {
            prop_assert!(text.get(fault.span.clone()).is_some_and(|fault| !fault.is_empty()));
            prop_assert!(!fault.reason.is_empty());
        }
        let words = text[6..].split(' ').filter(|word| !word.is_empty()).count();
        prop_assert!(words == parsed.terms.len() || !parsed.mistakes.is_empty());
    }

    /// The evaluation ends, within its limits, and says why where it ends in an error.
    #[test]
    fn evaluation_keeps_its_limits(records in prop::collection::vec(words(), 8)) {
        let names = ["a.net", "b.net", "c.net", "d.net", "a.org", "b.org", "c.org", "d.org"];
        let mut zone = String::from("a.net A 192.0.2.1\nb.net A 192.0.2.2\nc.org MX 5 a.net\n");
        for (name, record) in names.iter().zip(&records) {
            zone.push_str(&format!("{name} TXT {record}\n"));
        }
        let dns = resolver(&zone);
        for address in ["192.0.2.1", "2001:db8::1"] {
            let query = Query {
                address: address.parse().unwrap(),
                domain: "a.net",
                sender: "x@a.net",
                helo: "a.net",
                explain: true,
            };
            let check = check_host(&query, &Records::new(&dns));
            prop_assert!(check.lookups <= 10 && check.voids <= 3);
            let error = matches!(check.result, SpfResult::Permerror | SpfResult::Temperror);
            prop_assert_eq!(error, check.reason.is_some());
            prop_assert!(check.explanation.is_none() || check.result == SpfResult::Fail);
        }
        let spf = observe("a.net", &dns, &mut Unknown::default());
        prop_assert!(spf.includes.len() <= 257);
        prop_assert_eq!(spf.lookups.is_some(), spf.status == Status::Found);
        let asking = spf.terms.iter().filter(|term| term.asks_dns).count();
        prop_assert!(spf.lookups.is_none_or(|lookups| lookups as usize >= asking));
    }
}
