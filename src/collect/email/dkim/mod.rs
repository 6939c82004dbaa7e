//! The DKIM keys of a domain (RFC 6376, section 3.6). What a record says is read in `record`, the
//! key in it in `key`.

mod key;
mod record;

#[cfg(test)]
mod tests;

use super::{Unknown, tags};
use crate::collect::dns::{Answer, Kind, Resolve, anchor};
use crate::facts::domain::{Dkim, DkimSelector, Failure, RecordText, Status};

/// A selector that somebody declares: they cannot be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selector {
    /// `s1`; it may have several labels.
    pub(crate) name: String,
    /// Where it is declared; absent for the command line.
    pub(crate) declared_at: Option<String>,
}

/// Asks for the key at each selector. Where none has a record, the name above them tells whether
/// there can be any: nothing stands below a name that does not exist (RFC 8020).
pub(crate) fn observe(
    domain: &str,
    selectors: &[Selector],
    dns: &dyn Resolve,
    unknown: &mut Unknown,
) -> Dkim {
    let parent = format!("_domainkey.{domain}");
    let selectors: Vec<DkimSelector> =
        selectors.iter().map(|selector| selector_of(&parent, selector, dns, unknown)).collect();
    let (status, error) = if selectors.iter().any(|selector| !selector.records.is_empty()) {
        (Status::Found, None)
    } else {
        below(&dns.ask(&parent, Kind::Txt), unknown)
    };
    Dkim { at: anchor(&parent, Kind::Txt), status, error, selectors }
}

/// What the answer for `_domainkey.example.com` says of the names below it: they may exist where
/// that name does, whatever stands there.
fn below(answer: &Answer, unknown: &mut Unknown) -> (Status, Option<Failure>) {
    match answer.name_exists() {
        Some(true) => (Status::Found, None),
        Some(false) => (Status::Absent, None),
        None => {
            unknown.answer(answer, &["dkim.status"]);
            (Status::Error, answer.failure().cloned())
        }
    }
}

/// What stands at one selector.
fn selector_of(
    parent: &str,
    selector: &Selector,
    dns: &dyn Resolve,
    unknown: &mut Unknown,
) -> DkimSelector {
    let answer = dns.ask(&format!("{}.{parent}", selector.name), Kind::Txt);
    unknown.answer(
        &answer,
        &[
            "dkim.selectors[*].status",
            "dkim.selectors[*].records",
            "dkim.selectors[*].mistakes",
            "dkim.selectors[*].key",
        ],
    );
    let records: Vec<RecordText> = answer
        .records()
        .iter()
        .enumerate()
        .map(|(index, record)| RecordText {
            at: answer.record_at(index),
            text: record.text.clone(),
        })
        .collect();
    let mut found = DkimSelector {
        at: answer.at().to_owned(),
        name: selector.name.clone(),
        declared_at: selector.declared_at.clone(),
        status: answer.status(),
        error: answer.failure().cloned(),
        records: Vec::new(),
        mistakes: Vec::new(),
        key: None,
    };
    match records.as_slice() {
        [] => {}
        [record] => {
            let (key, mistakes) = record::read(record);
            if !mistakes.is_empty() {
                found.status = Status::Invalid;
            }
            found.at.clone_from(&record.at);
            found.mistakes = mistakes;
            found.key = Some(key);
        }
        // Which of them a receiver takes is undefined (RFC 6376, section 3.6.2.2).
        _ => found.status = Status::Multiple,
    }
    found.records = records;
    found
}
