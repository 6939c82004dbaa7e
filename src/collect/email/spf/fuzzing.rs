//! What holds of every record and of every evaluation, for the fuzz targets.

use super::evaluate::{Query, check_host};
use super::record::{self, TermKind};
use super::select::Records;
use crate::collect::dns;
use crate::collect::dns::fuzzing::{DOMAIN, Zone};
use crate::facts::domain::SpfResult;

/// The most different questions that one evaluation asks: eleven records, ten names of each of ten
/// terms with an address each, and the names of the sender for as many macros.
const QUESTIONS: usize = 11 + 10 * 11 + 11 + 2;

/// A record: every span is one of characters, in the order of the text, and whatever is no term
/// has a mistake.
pub(crate) fn record(bytes: &[u8]) {
    let bytes = [b"v=spf1 ", bytes].concat();
    assert!(record::is_spf(&bytes));
    let text = dns::text(&bytes);
    let parsed = record::parse(&text, &bytes);
    let mut end = 0;
    for term in &parsed.terms {
        let written = text.get(term.span.clone()).unwrap_or_default();
        assert!(term.span.start >= end && !written.is_empty() && !written.contains(' '));
        if let Some(value) = &term.value {
            assert!(value.start > end && value.end == term.span.end);
            assert!(text.get(value.clone()).is_some());
        }
        if let TermKind::Redirect(domain) | TermKind::Explanation(domain) = &term.kind {
            assert!(text.get(domain.clone()).is_some_and(|domain| !domain.is_empty()));
        }
        end = term.span.end;
    }
    assert!(parsed.mistakes.len() <= 101, "{} mistakes", parsed.mistakes.len());
    for fault in &parsed.mistakes {
        assert!(text.get(fault.span.clone()).is_some_and(|fault| !fault.is_empty()));
        assert!(!fault.reason.is_empty());
    }
    let words = text.split(' ').skip(1).filter(|word| !word.is_empty()).count();
    assert!(words == parsed.terms.len() || !parsed.mistakes.is_empty());
}

/// `check_host` in a made-up zone: it ends within the limits, and says why where it ends in an
/// error.
pub(crate) fn check(bytes: &[u8]) {
    for address in [[192, 0, 2, 1].into(), [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1].into()] {
        let zone = Zone::new(bytes);
        let query = Query {
            address,
            domain: DOMAIN,
            sender: "some.one@c.a.net",
            helo: "b.net",
            explain: true,
        };
        let check = check_host(&query, &Records::new(&zone));
        assert!(check.lookups <= 10 && check.voids <= 3, "{check:?}");
        assert!(zone.asked() <= QUESTIONS, "{} questions", zone.asked());
        let error = matches!(check.result, SpfResult::Permerror | SpfResult::Temperror);
        assert_eq!(error, check.reason.is_some(), "{check:?}");
        assert!(check.explanation.is_none() || check.result == SpfResult::Fail);
        assert!(check.result != SpfResult::Temperror || !check.failures.is_empty());
    }
}
