//! What holds of everything that is observed of a domain, for the fuzz targets.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

pub(crate) use super::spf::fuzzing::{check, record};
use super::{Asked, Selector, observe};
use crate::collect::dns::Resolve;
use crate::collect::dns::fuzzing::{DOMAIN, SELECTOR, Zone};
use crate::collect::https::{Fetching, LIMIT, anchor};
use crate::facts::domain::{Failure, FailureClass, Mistake, RecordText, Sends, Status};
use crate::facts::{Domain, Facts, Fetch};
use crate::policy::reads::Demand;
use crate::source::anchor::{Anchor, Fragment};
use crate::source::text::BOM;

/// The failures of a fetch, by the byte that a body begins with.
const CLASSES: [FailureClass; 8] = [
    FailureClass::Dns,
    FailureClass::Timeout,
    FailureClass::BlockedAddress,
    FailureClass::CertInvalid,
    FailureClass::Tls,
    FailureClass::HttpStatus,
    FailureClass::TooLarge,
    FailureClass::Malformed,
];

/// The one page that there is: the first byte tells what becomes of the fetch, and the rest is the
/// body.
struct Page<'a>(&'a [u8]);

impl Fetching for Page<'_> {
    fn fetch(&self, host: &str, path: &str, _dns: &dyn Resolve) -> Arc<Fetch> {
        let (first, body) = self.0.split_first().unwrap_or((&b'-', &[]));
        let mut fetch = Fetch {
            at: anchor(host, path),
            status: Status::Found,
            error: None,
            code: Some(200),
            media_type: Some("text/plain; charset=utf-8".to_owned()),
            body: None,
        };
        match (first, std::str::from_utf8(body)) {
            (b'-', _) => {
                fetch.status = Status::Absent;
                fetch.code = Some(404);
            }
            (b'0'..=b'7', _) | (_, Err(_)) => {
                let class = CLASSES[usize::from(first % 8)];
                let reason = format!("the page says {class:?}");
                fetch.status = Status::Error;
                fetch.error = Some(Failure { class, reason });
            }
            (_, Ok(body)) if body.len() as u64 <= LIMIT => {
                if *first == b'?' {
                    fetch.media_type = None;
                }
                fetch.body = Some(body.to_owned());
            }
            _ => fetch.status = Status::Absent,
        }
        Arc::new(fetch)
    }
}

/// Observes everything of a domain: its zone, and after an empty line the page of its policy.
pub(crate) fn observed(bytes: &[u8]) -> Facts {
    let middle = bytes.windows(2).position(|two| two == b"\n\n");
    let (zone, page) = match middle.and_then(|at| bytes.split_at_checked(at)) {
        Some((zone, rest)) => (zone, rest.get(2..).unwrap_or_default()),
        None => (bytes, &[][..]),
    };
    let asked = Asked {
        sends: Some(Sends::People),
        selectors: vec![
            Selector { name: SELECTOR.to_owned(), declared_at: None },
            Selector { name: "no.such".to_owned(), declared_at: None },
        ],
        ..Asked::new(DOMAIN)
    };
    let observed = observe(&asked, &Zone::new(zone), &Page(page), &Demand::everything());
    Facts {
        schema: crate::facts::SCHEMA.to_owned(),
        target: crate::facts::Target {
            kind: "domain".to_owned(),
            name: DOMAIN.to_owned(),
            ..crate::facts::Target::default()
        },
        domains: observed.domains,
        lookups: observed.lookups,
        fetches: observed.fetches,
        problems: observed.problems,
        ..Facts::default()
    }
}

/// What holds of the facts of any domain.
pub(crate) fn holds(facts: &Facts) {
    let stored = serde_json::to_vec(facts).unwrap_or_default();
    let read: Result<Facts, _> = serde_json::from_slice(&stored);
    assert!(read.is_ok_and(|read| read == *facts), "stored facts read back as they were");
    assert!(facts.lookups.is_sorted_by(|a, b| a.at < b.at), "each question once, in order");
    let value = serde_json::to_value(&facts.domains).unwrap_or_default();
    each(&value, &mut |at| place(facts, at));
    facts.problems.iter().for_each(|problem| place(facts, &problem.at));
    facts.domains.iter().for_each(|domain| statuses(facts, domain));
}

/// Calls for every anchor of a value: `at`, `…_at`, and the chain of an include.
fn each(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| each(item, visit)),
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(at) if key == "at" || key.ends_with("_at") => visit(at),
                    Value::Array(chain) if key == "chain" => {
                        chain.iter().filter_map(Value::as_str).for_each(&mut *visit);
                    }
                    _ => each(value, visit),
                }
            }
        }
        _ => {}
    }
}

/// An anchor leads to a line that is there, and its characters lie in it.
fn place(facts: &Facts, at: &str) {
    let Some(anchor) = Anchor::parse(at) else { panic!("{at} is no anchor") };
    let Fragment::Line(line) = anchor.fragment else {
        assert!(anchor.fragment == Fragment::Whole && anchor.chars.is_none(), "{at}");
        return;
    };
    let Some(text) = text(facts, &anchor.path, line) else { panic!("{at} is no line") };
    let Range { start, end } = anchor.chars.unwrap_or(0..text.chars().count());
    let whole = start == 0 && end == 0 && text.is_empty();
    assert!(whole || (start < end && end <= text.chars().count()), "{at} is not in {text:?}");
}

/// A line of what the network said.
fn text<'f>(facts: &'f Facts, path: &str, line: usize) -> Option<&'f str> {
    let index = line.checked_sub(1)?;
    if let Some(lookup) = facts.lookups.iter().find(|lookup| lookup.at == path) {
        return lookup.answers.get(index).map(String::as_str);
    }
    let fetch = facts.fetches.iter().find(|fetch| fetch.at == path)?;
    let body = fetch.body.as_deref()?;
    body.strip_prefix(BOM).unwrap_or(body).split('\n').nth(index)
}

/// What is invalid has a mistake, what is an error has a reason, and rules are told of it.
fn statuses(facts: &Facts, domain: &Domain) {
    let invalid = |member: &str, status, mistakes: &[Mistake]| {
        assert!(status != Status::Invalid || !mistakes.is_empty(), "{member}: no mistake is told");
        for mistake in mistakes {
            assert!(!mistake.reason.is_empty(), "{member}: a mistake without a reason");
        }
    };
    let (sts, dkim) = (&domain.mta_sts, &domain.dkim);
    invalid("spf", domain.spf.status, &domain.spf.mistakes);
    invalid("dmarc", domain.dmarc.status, &domain.dmarc.mistakes);
    invalid("mta_sts", sts.status, &sts.mistakes);
    invalid("mta_sts.policy", sts.policy.status, &sts.policy.mistakes);
    invalid("tls_rpt", domain.tls_rpt.status, &domain.tls_rpt.mistakes);
    dkim.selectors.iter().for_each(|key| invalid("dkim.selectors", key.status, &key.mistakes));
    for include in &domain.spf.includes {
        invalid("spf.includes", include.status, &include.mistakes);
    }
    assert!(domain.spf.includes.len() <= 257, "{} includes", domain.spf.includes.len());

    let told = |member: &str| {
        let path = format!("domains[*].{member}");
        let below = |known: &str| {
            known.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        facts.problems.iter().any(|problem| problem.facts.iter().any(|known| below(known)))
    };
    for (member, status, error) in [
        ("existence", domain.existence.status, &domain.existence.error),
        ("mx", domain.mx.status, &domain.mx.error),
        ("spf", domain.spf.status, &domain.spf.error),
        ("dmarc", domain.dmarc.status, &domain.dmarc.error),
        ("dkim", dkim.status, &dkim.error),
        ("mta_sts", sts.status, &sts.error),
        ("tls_rpt", domain.tls_rpt.status, &domain.tls_rpt.error),
        ("caa", domain.caa.status, &domain.caa.error),
        ("dnssec", domain.dnssec.status, &domain.dnssec.error),
    ] {
        let failed = status == Status::Error;
        assert_eq!(failed, error.is_some(), "{member}: {status:?}");
        assert!(!failed || told(member), "{member}: the failure takes no facts away");
        assert!(status != Status::Skipped, "{member} was asked for");
    }
    for RecordText { at, text: written } in
        [&domain.spf.records, &domain.dmarc.records, &sts.records, &domain.tls_rpt.records]
            .into_iter()
            .chain(dkim.selectors.iter().map(|selector| &selector.records))
            .flatten()
    {
        let line = Anchor::parse(at).and_then(|anchor| match anchor.fragment {
            Fragment::Line(line) => text(facts, &anchor.path, line),
            _ => None,
        });
        assert_eq!(line, Some(written.as_str()), "{at}");
    }
}
