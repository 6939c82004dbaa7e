//! Which TXT record of a name is its SPF record (RFC 7208, section 4.5), each read once however
//! many terms lead to it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::record::{self, Record};
use crate::collect::dns::{Answer, Data, Kind, Resolve};
use crate::facts::domain::{Mistake, RecordText, Status};

/// The records of the names that were asked for.
pub(crate) struct Records<'d> {
    dns: &'d dyn Resolve,
    known: RefCell<BTreeMap<String, Rc<Published>>>,
}

/// What a name publishes.
#[derive(Debug)]
pub(crate) struct Published {
    /// The answer with all TXT records of the name.
    pub(crate) answer: Arc<Answer>,
    /// Which of them are SPF records.
    lines: Vec<usize>,
    /// The record, where there is one.
    record: Option<Record>,
    /// The anchor of that record, or of the answer.
    at: String,
}

impl<'d> Records<'d> {
    pub(crate) fn new(dns: &'d dyn Resolve) -> Self {
        Self { dns, known: RefCell::default() }
    }

    /// Where everything else is asked.
    pub(crate) fn dns(&self) -> &'d dyn Resolve {
        self.dns
    }

    /// What a name publishes; the name as [`macros::name`](super::macros::name) gives it.
    pub(crate) fn get(&self, name: &str) -> Rc<Published> {
        let name = name.to_ascii_lowercase();
        if let Some(published) = self.known.borrow().get(&name) {
            return Rc::clone(published);
        }
        let published = Rc::new(Published::new(self.dns.ask(&name, Kind::Txt)));
        self.known.borrow_mut().insert(name, Rc::clone(&published));
        published
    }
}

impl Published {
    fn new(answer: Arc<Answer>) -> Self {
        let spf = |data: &Data| matches!(data, Data::Txt(bytes) if record::is_spf(bytes));
        let records = answer.records().iter().enumerate();
        let lines: Vec<usize> =
            records.filter(|(_, record)| spf(&record.data)).map(|(line, _)| line).collect();
        let at = match lines.as_slice() {
            [line] => answer.record_at(*line),
            _ => answer.at().to_owned(),
        };
        let record = match lines.as_slice() {
            [line] => answer.records().get(*line).and_then(|record| match &record.data {
                Data::Txt(bytes) => Some(record::parse(&record.text, bytes)),
                _ => None,
            }),
            _ => None,
        };
        Self { answer, lines, record, at }
    }

    /// What became of the record.
    pub(crate) fn status(&self) -> Status {
        match (&self.record, self.lines.is_empty()) {
            (Some(record), _) if record.mistakes.is_empty() => Status::Found,
            (Some(_), _) => Status::Invalid,
            (None, false) => Status::Multiple,
            (None, true) if self.answer.failure().is_some() => Status::Error,
            (None, true) => Status::Absent,
        }
    }

    /// The record, where there is one, with or without mistakes.
    pub(crate) fn record(&self) -> Option<&Record> {
        self.record.as_ref()
    }

    /// All SPF records.
    pub(crate) fn texts(&self) -> Vec<RecordText> {
        let records = self.lines.iter().filter_map(|line| {
            let record = self.answer.records().get(*line)?;
            Some(RecordText { at: self.answer.record_at(*line), text: record.text.clone() })
        });
        records.collect()
    }

    /// The text of the one record.
    pub(crate) fn text(&self) -> &str {
        let record = self.lines.first().and_then(|line| self.answer.records().get(*line));
        record.map_or("", |record| record.text.as_str())
    }

    /// Some characters of the one record.
    pub(crate) fn part(&self, span: &Range<usize>) -> &str {
        self.text().get(span.clone()).unwrap_or_default()
    }

    /// The anchor of the one record, or of the answer.
    pub(crate) fn at(&self) -> &str {
        &self.at
    }

    /// The anchor of some characters of the one record (RFC 5147).
    pub(crate) fn part_at(&self, span: &Range<usize>) -> String {
        let mut at = String::with_capacity(self.at.len() + ";char=12345,12345".len());
        at.push_str(&self.at);
        let _infallible = write!(at, ";char={},{}", span.start, span.end);
        at
    }

    /// What is wrong with the one record.
    pub(crate) fn mistakes(&self) -> Vec<Mistake> {
        let faults = self.record.iter().flat_map(|record| &record.mistakes);
        faults
            .map(|fault| Mistake { at: self.part_at(&fault.span), reason: fault.reason.clone() })
            .collect()
    }
}
