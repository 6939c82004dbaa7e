//! A question, and the answer that everything else is made from.

use std::net::{Ipv4Addr, Ipv6Addr};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::facts::Lookup;
use crate::facts::domain::{Failure, FailureClass, Status};

/// What is encoded in the name of a `dns:` URI (RFC 4501, section 3).
const NAME: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b';')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The record types that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    A,
    Aaaa,
    Caa,
    Mx,
    Ptr,
    Soa,
    Tlsa,
    Txt,
}

impl Kind {
    /// The mnemonic, `TXT`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Caa => "CAA",
            Self::Mx => "MX",
            Self::Ptr => "PTR",
            Self::Soa => "SOA",
            Self::Tlsa => "TLSA",
            Self::Txt => "TXT",
        }
    }
}

/// What DNS says to one question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// What the answer comes to.
    pub(crate) outcome: Outcome,
    /// How it was had, and its text: `lookup.at` is its anchor.
    pub(crate) lookup: Lookup,
}

/// What an answer comes to, aliases followed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// Records of the type asked for: at least one, sorted by their text.
    Records(Vec<Record>),
    /// The name exists and has no record of the type, with an `SOA` as the proof.
    NoData,
    /// The name does not exist: `NXDOMAIN`. Never of an alias: where its target does not exist, that
    /// is [`FailureClass::CnameDangling`].
    NoName,
    /// Nothing is known.
    Failed(Failure),
}

/// One record of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    /// Its line: [`text`] for a TXT record, else the master file form (RFC 1035, section 5).
    pub(crate) text: String,
    /// Its content.
    pub(crate) data: Data,
}

/// The content of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Data {
    A(Ipv4Addr),
    Aaaa(Ipv6Addr),
    Caa {
        critical: bool,
        tag: String,
        value: String,
    },
    /// Preference and host; the host in lower case without the final dot, `` for the root.
    Mx(u16, String),
    /// A host name, as in MX.
    Ptr(String),
    Soa,
    Tlsa {
        usage: u8,
        selector: u8,
        matching: u8,
        data: Vec<u8>,
    },
    /// The strings, joined without anything between them.
    Txt(Vec<u8>),
}

impl Answer {
    /// The answer to a question that is not asked.
    pub(crate) fn unasked(name: &str, kind: Kind, failure: Failure) -> Self {
        let mut lookup = unanswered(&name.to_ascii_lowercase(), kind);
        lookup.error = Some(failure.clone());
        Self { outcome: Outcome::Failed(failure), lookup }
    }

    /// The anchor of the question.
    pub(crate) fn at(&self) -> &str {
        &self.lookup.at
    }

    /// The anchor of the record at this index.
    pub(crate) fn record_at(&self, index: usize) -> String {
        format!("{}#line={}", self.lookup.at, index + 1)
    }

    /// The records, if there are any.
    pub(crate) fn records(&self) -> &[Record] {
        match &self.outcome {
            Outcome::Records(records) => records,
            _ => &[],
        }
    }

    /// Why nothing is known.
    pub(crate) fn failure(&self) -> Option<&Failure> {
        match &self.outcome {
            Outcome::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// Whether the name exists, of whatever type its records are; nothing where that is not known.
    /// A response code is about the end of a chain of aliases (RFC 6604, section 3; RFC 8020,
    /// section 2): a name that is an alias exists, wherever that leads.
    pub(crate) fn name_exists(&self) -> Option<bool> {
        use FailureClass::{CnameDangling, CnameLoop};
        match &self.outcome {
            Outcome::Records(_) | Outcome::NoData => Some(true),
            Outcome::NoName => Some(false),
            Outcome::Failed(failure) => {
                matches!(failure.class, CnameDangling | CnameLoop).then_some(true)
            }
        }
    }

    /// `found`, `absent` or `error`.
    pub(crate) fn status(&self) -> Status {
        match &self.outcome {
            Outcome::Records(_) => Status::Found,
            Outcome::NoData | Outcome::NoName => Status::Absent,
            Outcome::Failed(_) => Status::Error,
        }
    }
}

/// A lookup of which nothing is known but its question.
pub(super) fn unanswered(name: &str, kind: Kind) -> Lookup {
    Lookup {
        at: anchor(name, kind),
        name: name.to_owned(),
        kind: kind.word().to_owned(),
        status: Status::Error,
        error: None,
        rcode: None,
        authenticated: false,
        signed: false,
        truncated: false,
        transport: None,
        server: None,
        attempts: 0,
        extended_errors: Vec::new(),
        aliases: Vec::new(),
        answers: Vec::new(),
    }
}

/// `dns:_dmarc.example.com?type=TXT` (RFC 4501).
pub(crate) fn anchor(name: &str, kind: Kind) -> String {
    format!("{}?type={}", domain_anchor(name), kind.word())
}

/// `dns:example.com`.
pub(crate) fn domain_anchor(name: &str) -> String {
    format!("dns:{}", utf8_percent_encode(name, NAME))
}

/// The text of a TXT record: printable ASCII as it is, other bytes as `\195`.
pub(crate) fn text(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        if (b' '..=b'~').contains(byte) {
            text.push(char::from(*byte));
        } else {
            let _infallible = write!(text, "\\{byte:03}");
        }
    }
    text
}
