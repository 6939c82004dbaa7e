//! What stands at one `_dmarc` name.

use std::sync::Arc;

use super::record::{self, Record};
use crate::collect::dns::{Answer, Kind, Resolve};
use crate::collect::email::tags::characters;
use crate::facts::domain::{DmarcWalkStep, Mistake, RecordText, Status};

/// The records of one name.
#[derive(Debug)]
pub(super) struct Place {
    /// The domain, without `_dmarc`.
    pub(super) domain: String,
    /// The answer.
    pub(super) answer: Arc<Answer>,
    /// Every record that begins as a DMARC record, well written or not.
    pub(super) candidates: Vec<RecordText>,
    /// What is wrong with them.
    pub(super) mistakes: Vec<Mistake>,
    /// Those that receivers take for records.
    records: Vec<Record>,
}

impl Place {
    /// Asks.
    pub(super) fn ask(domain: &str, dns: &dyn Resolve) -> Self {
        let answer = dns.ask(&format!("_dmarc.{domain}"), Kind::Txt);
        let mut place = Self {
            domain: domain.to_owned(),
            answer: Arc::clone(&answer),
            candidates: Vec::new(),
            mistakes: Vec::new(),
            records: Vec::new(),
        };
        for (index, line) in answer.records().iter().enumerate() {
            let at = answer.record_at(index);
            if let Some(record) = record::read(domain, &at, &line.text, &mut place.mistakes) {
                place.records.push(record);
            } else if let Some((wrong, reason)) = record::near_miss(&line.text) {
                place.mistakes.push(Mistake {
                    at: characters(&at, &wrong),
                    reason: format!("{reason}: receivers ignore the record"),
                });
            } else {
                continue;
            }
            place.candidates.push(RecordText { at, text: line.text.clone() });
        }
        place
    }

    /// The one record: where several stand they are all discarded (RFC 9989, section 4.10, step 2;
    /// RFC 7489, section 6.6.3, step 5).
    pub(super) fn record(&self) -> Option<&Record> {
        match self.records.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Whether several records stand there.
    pub(super) fn has_several(&self) -> bool {
        self.records.len() > 1
    }

    /// Whether the answer failed.
    pub(super) fn failed(&self) -> bool {
        self.answer.failure().is_some()
    }

    /// What stands there. A record is invalid where receivers ignore it, where its policy is none,
    /// or where it is not ASCII; of other mistakes they pass over the tag alone.
    pub(super) fn status(&self) -> Status {
        match self.records.as_slice() {
            _ if self.failed() => Status::Error,
            [] if self.candidates.is_empty() => Status::Absent,
            [] => Status::Invalid,
            [one] if one.asks_nonsense() || one.foreign => Status::Invalid,
            [_] => Status::Found,
            _ => Status::Multiple,
        }
    }

    /// The record's anchor where there is one, else that of the question.
    pub(super) fn at(&self) -> &str {
        match (self.records.as_slice(), self.candidates.as_slice()) {
            ([one], _) => &one.at,
            (_, [one]) => &one.at,
            _ => self.answer.at(),
        }
    }

    /// The place as a step of the walk.
    pub(super) fn step(&self) -> DmarcWalkStep {
        DmarcWalkStep {
            at: self.answer.at().to_owned(),
            domain: self.domain.clone(),
            status: self.status(),
            psd: self.record().and_then(|record| record.psd).map(String::from),
        }
    }
}
