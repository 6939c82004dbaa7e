//! What holds of every response, and a made-up zone to ask, for the fuzz targets.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use hickory_proto::rr::Name;

use super::name::{host, parse};
use super::record::Bytes;
use super::wire::{self, Question, Response};
use super::{answer, asked, outcome};
use crate::collect::dns::answer::unanswered;
use crate::collect::dns::{Answer, Data, Kind, Outcome, Record, Resolve, text};
use crate::facts::domain::{Failure, FailureClass};
use crate::source::anchor::Anchor;

const KINDS: [Kind; 8] =
    [Kind::Txt, Kind::A, Kind::Aaaa, Kind::Mx, Kind::Caa, Kind::Tlsa, Kind::Soa, Kind::Ptr];

/// The failures that an entry can have.
const CLASSES: [FailureClass; 8] = [
    FailureClass::Servfail,
    FailureClass::Timeout,
    FailureClass::Bogus,
    FailureClass::CnameDangling,
    FailureClass::CnameLoop,
    FailureClass::EmptyNoSoa,
    FailureClass::Malformed,
    FailureClass::Busy,
];

/// The domain that a [`Zone`] is about.
pub(crate) const DOMAIN: &str = "a.net";

/// The selector that it has.
pub(crate) const SELECTOR: &str = "s";

/// The names that an entry can be about, by the letter it begins with; the last is any other name.
const NAMES: [&str; 13] = [
    DOMAIN,
    "b.net",
    "c.a.net",
    "_dmarc.a.net",
    "_dmarc.net",
    "_mta-sts.a.net",
    "_smtp._tls.a.net",
    "s._domainkey.a.net",
    "_domainkey.a.net",
    "mta-sts.a.net",
    "a.net._report._dmarc.b.net",
    "_25._tcp.b.net",
    "*",
];

/// A response: the first byte is the type asked for, ten more are the flags and counts, and what
/// follows is what follows the question.
pub(crate) fn response(bytes: &[u8]) {
    let Ok(name) = parse("a.example") else { return };
    let Some((kind, rest)) = bytes.split_first() else { return };
    let kind = pick(&KINDS, *kind);
    let question = Question { id: 0x1234, name: name.clone(), kind, edns: false, unchecked: false };
    let _mostly_foreign = wire::read(rest, &question);
    let (Some((head, rest)), Some(asked)) = (rest.split_first_chunk::<10>(), question.bytes())
    else {
        return;
    };
    let mut message = 0x1234_u16.to_be_bytes().to_vec();
    message.extend_from_slice(head);
    // A response to a query, whatever the other flags are.
    message[2] = (message[2] & 0x07) | 0x80;
    if head[2..4] == [0, 1] {
        message.extend_from_slice(asked.get(12..).unwrap_or_default());
    }
    message.extend_from_slice(rest);
    let Ok(response) = wire::read(&message, &question) else { return };
    let nothing = Response {
        code: response.code,
        truncated: true,
        authenticated: response.authenticated,
        ..Response::default()
    };
    assert!(!response.truncated || response == nothing, "what was cut off is not read");
    assert!(response.errors.len() <= 8, "{} extended errors", response.errors.len());
    let records = response.records.len() + response.aliases.len() + response.zones.len();
    assert!(records <= 1024 && records * 11 <= message.len(), "{records} records");
    let mut lookup = unanswered("a.example", kind);
    let outcome = outcome(name, &mut lookup, |_, _| Ok(response.clone()));
    holds(&answer(outcome, lookup));
}

/// What holds of every answer.
fn holds(answer: &Answer) {
    assert!(Anchor::parse(answer.at()).is_some(), "{} is no anchor", answer.at());
    let aliases = &answer.lookup.aliases;
    assert!(aliases.len() <= 8 && aliases.iter().collect::<BTreeSet<_>>().len() == aliases.len());
    match &answer.outcome {
        Outcome::Records(records) => {
            assert!(!records.is_empty() && records.len() <= 256);
            assert!(records.is_sorted_by(|a, b| a.text <= b.text && a != b));
            assert!(records.iter().map(|record| record.text.len()).sum::<usize>() <= 64 << 10);
            for record in records {
                // An answer is shown one record a line.
                let visible = record.text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
                assert!(visible, "{:?}", record.text);
                if let Data::Txt(bytes) = &record.data {
                    assert_eq!(text(bytes), record.text);
                }
                if let Data::Mx(_, host) | Data::Ptr(host) = &record.data {
                    assert!(!host.ends_with('.') && !host.contains(' '), "{host:?}");
                    assert_eq!(*host, host.to_ascii_lowercase());
                }
            }
        }
        Outcome::NoData => {}
        Outcome::NoName => assert!(aliases.is_empty(), "an alias exists"),
        Outcome::Failed(failure) => {
            assert!(!answer.lookup.authenticated && !failure.reason.is_empty());
        }
    }
}

/// A zone that is held in memory, and how much was asked of it.
///
/// An entry is a line: a letter for the name, one for the type, then the data. The types are `t`
/// (TXT), `4` (A), `6` (AAAA), `m` (MX), `p` (PTR), `c` (CAA), `l` (TLSA), `s` (SOA), `n` (an
/// alias) and `!` (a failure of every type).
pub(crate) struct Zone {
    entries: Vec<(&'static str, u8, Vec<u8>)>,
    authenticated: bool,
    signed: bool,
    asked: Mutex<BTreeSet<(String, Kind)>>,
}

impl Zone {
    /// Reads one. The first byte says whether its answers are checked and signed.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let (flags, rest) = bytes.split_first().unwrap_or((&0, bytes));
        let lines = rest.split(|byte| *byte == b'\n');
        let entry = |line: &[u8]| match line {
            [name, kind, data @ ..] => {
                Some((pick(&NAMES, name.wrapping_sub(b'a')), *kind, data.to_vec()))
            }
            _ => None,
        };
        Self {
            entries: lines.filter_map(entry).collect(),
            authenticated: flags & 1 != 0,
            signed: flags & 2 != 0,
            asked: Mutex::default(),
        }
    }

    /// How many different questions were asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn response(&self, name: &str, kind: Kind, owner: &Name) -> Result<Response, Failure> {
        let known = NAMES.iter().find(|known| **known == name).copied().unwrap_or("*");
        let mut response = Response {
            authenticated: self.authenticated,
            signed: self.signed,
            ..Response::default()
        };
        let mut exists = false;
        for (_, letter, data) in self.entries.iter().filter(|(name, ..)| *name == known) {
            exists = true;
            match letter {
                b'!' => {
                    let class = pick(&CLASSES, data.first().copied().unwrap_or_default());
                    return Err(Failure { class, reason: format!("the zone says {class:?}") });
                }
                b'n' => {
                    let Ok(target) = parse(&String::from_utf8_lossy(data)) else { continue };
                    response.aliases.push((owner.clone(), target));
                }
                _ => {
                    if let Some(record) = record(*letter, kind, data) {
                        response.records.push((owner.clone(), record));
                    }
                }
            }
        }
        response.code = if exists { 0 } else { 3 };
        response.zones.push(Name::root());
        Ok(response)
    }
}

impl Resolve for Zone {
    fn ask(&self, name: &str, kind: Kind) -> Arc<Answer> {
        let asked = asked(name);
        let mut questions = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        questions.insert((asked.clone(), kind));
        let mut lookup = unanswered(&asked, kind);
        let outcome = match parse(&asked) {
            Ok(name) => {
                outcome(name, &mut lookup, |name, _| self.response(&host(name), kind, name))
            }
            Err(reason) => Err(Failure { class: FailureClass::BadName, reason }),
        };
        let answer = answer(outcome, lookup);
        holds(&answer);
        Arc::new(answer)
    }
}

/// The record of an entry, where it is one of this type.
fn record(letter: u8, kind: Kind, data: &[u8]) -> Option<Record> {
    let text_of = || std::str::from_utf8(data).unwrap_or_default();
    match (letter, kind) {
        (b't', Kind::Txt) => Some(Record { text: text(data), data: Data::Txt(data.to_vec()) }),
        (b'4', Kind::A) => {
            let address: Ipv4Addr = text_of().parse().ok()?;
            Some(Record { text: address.to_string(), data: Data::A(address) })
        }
        (b'6', Kind::Aaaa) => {
            let address: Ipv6Addr = text_of().parse().ok()?;
            Some(Record { text: address.to_string(), data: Data::Aaaa(address) })
        }
        (b'm', Kind::Mx) => {
            let (preference, target) = text_of().split_once(' ')?;
            let target = parse(target).as_ref().map(host).unwrap_or_default();
            let line = format!("{preference} {}", if target.is_empty() { "." } else { &target });
            Some(Record { text: line, data: Data::Mx(preference.parse().ok()?, target) })
        }
        (b'p', Kind::Ptr) => {
            let target = host(&parse(text_of()).ok()?);
            Some(Record { text: target.clone(), data: Data::Ptr(target) })
        }
        (b'c', Kind::Caa) | (b'l', Kind::Tlsa) => Bytes::new(data, 0, data).record(kind),
        (b's', Kind::Soa) => Some(Record { text: text(data), data: Data::Soa }),
        _ => None,
    }
}

/// An item for any byte.
fn pick<T: Copy>(items: &[T], byte: u8) -> T {
    items[usize::from(byte) % items.len()]
}
