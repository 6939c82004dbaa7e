//! Messages: a question as bytes, and bytes as the response to a question (RFC 1035, section 4).

use hickory_proto::op::{Edns, Header, Message, MessageType, OpCode, Query};
use hickory_proto::rr::{DNSClass, Name, RecordType};
use hickory_proto::serialize::binary::{BinDecodable as _, BinDecoder, DecodeError};

use super::record::Bytes;
use crate::collect::dns::{Kind, Record};

/// What the client takes over UDP: no more than fits into one packet on any path (the value of
/// DNS Flag Day 2020).
const PAYLOAD: u16 = 1232;

/// The most records of a message that are read.
const MOST_RECORDS: usize = 1_024;

/// The most extended errors that are kept.
const MOST_ERRORS: usize = 8;

const NOERROR: u16 = 0;
const NXDOMAIN: u16 = 3;

const CNAME: u16 = 5;
const SOA: u16 = 6;
const OPT: u16 = 41;
const RRSIG: u16 = 46;

/// The option that holds an extended error (RFC 8914).
const EXTENDED_ERROR: u16 = 15;

/// One question to one server.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// The number that the response has to repeat.
    pub(super) id: u16,
    pub(super) name: Name,
    pub(super) kind: Kind,
    /// With EDNS (RFC 6891).
    pub(super) edns: bool,
    /// With CD: the server is to answer what it has, whether the signatures hold or not.
    pub(super) unchecked: bool,
}

/// What a response says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Response {
    pub(super) code: u16,
    /// TC: nothing else of the message was read.
    pub(super) truncated: bool,
    /// AD, whether the server is to be believed or not.
    pub(super) authenticated: bool,
    /// Signatures of an SOA came with it.
    pub(super) signed: bool,
    /// The aliases of the answer section: a name, and what it is an alias of.
    pub(super) aliases: Vec<(Name, Name)>,
    /// The records of the type asked for in the answer section, and whose they are.
    pub(super) records: Vec<(Name, Record)>,
    /// The names whose SOA stands in the authority section.
    pub(super) zones: Vec<Name>,
    /// The codes of extended errors.
    pub(super) errors: Vec<u16>,
}

/// Why bytes are not the response to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// They are not a response to this question: another one may come.
    Foreign,
    /// They are, and cannot be read.
    Broken(&'static str),
}

impl From<DecodeError> for Unread {
    fn from(_: DecodeError) -> Self {
        Self::Broken("it ends early, or holds a name that cannot be read")
    }
}

impl Question {
    /// The message. AD asks to be told of checking (RFC 6840, section 5.7). Signatures are asked
    /// for with SOA alone: elsewhere they would only make answers too long.
    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        let mut message = Message::new(self.id, MessageType::Query, OpCode::Query);
        message.metadata.recursion_desired = true;
        message.metadata.authentic_data = true;
        message.metadata.checking_disabled = self.unchecked;
        message.add_query(Query::query(self.name.clone(), self.kind.number().into()));
        if self.edns {
            let mut edns = Edns::new();
            edns.set_max_payload(PAYLOAD).set_dnssec_ok(self.kind == Kind::Soa);
            message.set_edns(edns);
        }
        message.to_vec().ok()
    }

    /// Whether this is the question that the server was asked, in any case of its letters.
    fn is(&self, query: &Query) -> bool {
        *query.name() == self.name
            && query.query_type() == RecordType::from(self.kind.number())
            && query.query_class() == DNSClass::IN
    }
}

impl Response {
    /// NOERROR or NXDOMAIN: the server knows.
    pub(super) fn is_answer(&self) -> bool {
        self.code == NOERROR || self.code == NXDOMAIN
    }

    pub(super) fn says_no_name(&self) -> bool {
        self.code == NXDOMAIN
    }
}

/// Reads a response. Never panics, whatever the bytes.
pub(super) fn read(bytes: &[u8], question: &Question) -> Result<Response, Unread> {
    let mut decoder = BinDecoder::new(bytes);
    let Header { metadata, counts, .. } =
        Header::read(&mut decoder).map_err(|_| Unread::Foreign)?;
    let ours = metadata.id == question.id
        && metadata.message_type == MessageType::Response
        && metadata.op_code == OpCode::Query;
    let mut response = Response {
        code: metadata.response_code.into(),
        truncated: metadata.truncation,
        authenticated: metadata.authentic_data,
        ..Response::default()
    };
    let same = match counts.queries {
        // Some servers do not repeat a question that they cannot or will not answer.
        0 => !response.is_answer(),
        1 => Query::read(&mut decoder).is_ok_and(|query| question.is(&query)),
        _ => false,
    };
    if !ours || !same {
        return Err(Unread::Foreign);
    }
    if response.truncated {
        return Ok(response);
    }
    let sections = [counts.answers, counts.authorities, counts.additionals].map(usize::from);
    if sections.iter().sum::<usize>() > MOST_RECORDS {
        return Err(Unread::Broken("it holds more than 1024 records"));
    }
    for (section, count) in SECTIONS.into_iter().zip(sections) {
        for _ in 0..count {
            response.add(&mut decoder, bytes, section, question.kind)?;
        }
    }
    Ok(response)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Answer,
    Authority,
    Additional,
}

const SECTIONS: [Section; 3] = [Section::Answer, Section::Authority, Section::Additional];

impl Response {
    /// Reads one record, and keeps what matters of it.
    fn add(
        &mut self,
        decoder: &mut BinDecoder<'_>,
        message: &[u8],
        section: Section,
        asked: Kind,
    ) -> Result<(), Unread> {
        let owner = Name::read(decoder)?;
        let kind = decoder.read_u16()?.unverified();
        let class = decoder.read_u16()?.unverified();
        let ttl = decoder.read_u32()?.unverified();
        let length = decoder.read_u16()?.unverified();
        let start = decoder.index();
        let data = decoder.read_slice(usize::from(length))?.unverified();
        if kind == OPT && section == Section::Additional {
            // The upper bits of the code (RFC 6891, section 6.1.3).
            self.code |= u16::from(ttl.to_be_bytes()[0]) << 4;
            // A message has one such record, and nothing keeps a server from sending many.
            let room = MOST_ERRORS.saturating_sub(self.errors.len());
            self.errors.extend(extended_errors(data).take(room));
            return Ok(());
        }
        if class != u16::from(DNSClass::IN) || section == Section::Additional {
            return Ok(());
        }
        // The type whose records it signs comes first (RFC 4034, section 3.1).
        if kind == RRSIG && data.starts_with(&SOA.to_be_bytes()) {
            self.signed = true;
        }
        let bytes = Bytes::new(message, start, data);
        match section {
            Section::Authority if kind == SOA => self.zones.push(owner),
            Section::Answer if kind == CNAME => {
                let target = bytes.last_name(0).ok_or(Unread::Broken("an alias has no target"))?;
                self.aliases.push((owner, target));
            }
            Section::Answer if kind == asked.number() => {
                let record = bytes.record(asked);
                let record =
                    record.ok_or(Unread::Broken("a record does not hold what its type has"))?;
                self.records.push((owner, record));
            }
            _ => {}
        }
        Ok(())
    }
}

/// The extended errors among the options; what cannot be read ends them.
fn extended_errors(mut options: &[u8]) -> impl Iterator<Item = u16> {
    std::iter::from_fn(move || {
        while let Some(([code_high, code_low, high, low], rest)) = options.split_first_chunk() {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let (data, rest) = rest.split_at_checked(length)?;
            options = rest;
            if u16::from_be_bytes([*code_high, *code_low]) == EXTENDED_ERROR {
                return Some(u16::from_be_bytes(*data.first_chunk()?));
            }
        }
        None
    })
}
