//! What the server says to one message.

use std::sync::atomic::Ordering;

use hickory_proto::op::{Edns, Message, OpCode, Query, ResponseCode};
use hickory_proto::rr::rdata::CNAME;
use hickory_proto::rr::rdata::opt::EdnsOption;
use hickory_proto::rr::{Name, RData, RecordType};

use super::data::{name, record, soa, unknown};
use super::{Fault, Set, Shared};

/// The number of the type RRSIG (RFC 4034).
const RRSIG: u16 = 46;

/// The number of the option for extended errors, and the error "DNSSEC Bogus" (RFC 8914).
const EXTENDED_ERROR: u16 = 15;
const BOGUS: [u8; 2] = [0, 6];

/// What is sent.
pub(super) enum Reply {
    /// These, in their order.
    Messages(Vec<Vec<u8>>),
    /// This, after a while.
    Late(Vec<u8>),
    /// Nothing.
    Nothing,
    /// Nothing, and the connection is closed.
    Closed,
}

/// A question, and the answer as far as it has come.
struct Exchange {
    question: Query,
    response: Message,
    /// The most bytes that the client takes at once; over TCP there is no such limit.
    room: usize,
    tcp: bool,
    edns: bool,
    /// The client asks whether the answer is checked, and for signatures.
    ad: bool,
    signatures: bool,
}

impl Shared {
    /// Answers a message. One that cannot be read, or asks nothing, is not answered.
    pub(super) fn reply(&self, bytes: &[u8], tcp: bool) -> Reply {
        let Ok(query) = Message::from_vec(bytes) else { return Reply::Nothing };
        let Some(question) = query.queries.first().cloned() else { return Reply::Nothing };
        let mut response = Message::response(query.metadata.id, OpCode::Query);
        response.metadata.recursion_desired = query.metadata.recursion_desired;
        response.metadata.checking_disabled = query.metadata.checking_disabled;
        response.metadata.recursion_available = true;
        // The name keeps its case: clients may look whether theirs comes back.
        response.add_query(question.clone());
        let signatures = query.edns.as_ref().is_some_and(|edns| edns.flags().dnssec_ok);
        if query.edns.is_some() {
            let mut edns = Edns::new();
            edns.set_max_payload(1232).set_dnssec_ok(signatures);
            response.set_edns(edns);
        }
        let mut exchange = Exchange {
            question,
            response,
            room: if tcp { usize::MAX } else { query.max_payload().into() },
            tcp,
            edns: query.edns.is_some(),
            ad: query.metadata.authentic_data || signatures,
            signatures,
        };
        if let Some(asked) = &self.asked {
            asked.lock().unwrap().push(exchange.line());
        }
        self.walk(&mut exchange)
    }

    /// Follows aliases as far as the zone knows, and answers with what stands at their end.
    fn walk(&self, exchange: &mut Exchange) -> Reply {
        let kind = exchange.question.query_type();
        let mut owner = exchange.question.name().clone();
        let mut seen = vec![owner.clone()];
        let mut checked = true;
        loop {
            let Some(sets) = self.zone.get(&owner) else { return exchange.absent(true) };
            let set = |kind| sets.iter().find(|(known, _)| *known == kind).map(|(_, set)| set);
            if let Some(set) = set(kind).or_else(|| set(RecordType::ANY)) {
                checked &= set.checked;
                exchange.response.metadata.authentic_data = checked && exchange.ad;
                return match set.fault {
                    Some(fault) => exchange.fail(&owner, set, fault),
                    None => exchange.found(&owner, set),
                };
            }
            let Some(alias) = set(RecordType::CNAME) else { return exchange.absent(false) };
            checked &= alias.checked;
            exchange.response.add_answers(alias.records.iter().cloned());
            match alias.records.first().map(|record| &record.data) {
                Some(RData::CNAME(CNAME(target))) if !seen.contains(target) => {
                    owner = target.clone();
                    seen.push(owner.clone());
                }
                _ => return exchange.send(),
            }
        }
    }
}

impl Exchange {
    /// `example.com TXT tcp`.
    fn line(&self) -> String {
        let labels = self.question.name().iter().map(String::from_utf8_lossy);
        let name = labels.collect::<Vec<_>>().join(".").to_ascii_lowercase();
        let marks = [
            (self.tcp, " tcp"),
            (self.response.metadata.checking_disabled, " cd"),
            (!self.edns, " plain"),
        ];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
        format!("{name} {}{marks}", self.question.query_type())
    }

    fn send(&mut self) -> Reply {
        Reply::Messages(vec![self.bytes()])
    }

    fn bytes(&self) -> Vec<u8> {
        let bytes = self.response.to_vec().expect("a message");
        if bytes.len() > self.room { self.response.truncate().to_vec().unwrap() } else { bytes }
    }

    fn code(&mut self, code: ResponseCode) -> Reply {
        self.response.answers.clear();
        self.response.metadata.response_code = code;
        self.send()
    }

    fn found(&mut self, owner: &Name, set: &Set) -> Reply {
        if set.records.is_empty() {
            return self.absent(false);
        }
        self.response.add_answers(set.records.iter().cloned());
        if set.signed && self.signatures {
            let kind = u16::from(self.question.query_type()).to_be_bytes();
            // Algorithm 13, labels, times, key tag, signer (the root), signature.
            let mut bytes = [&kind[..], &[13, 2], &[0; 12], &[0x30, 0x39], &[0]].concat();
            bytes.extend([7; 64]);
            self.response.add_answer(record(owner, unknown(RRSIG, bytes)));
        }
        self.send()
    }

    /// The proof that there is nothing.
    fn absent(&mut self, no_name: bool) -> Reply {
        if no_name {
            self.response.metadata.response_code = ResponseCode::NXDomain;
        }
        let start = soa(name("ns.invalid"), name("host.invalid"));
        self.response.add_authority(record(&Name::root(), start));
        self.send()
    }

    fn alias(&mut self, owner: &Name, target: &Name) {
        self.response.add_answer(record(owner, RData::CNAME(CNAME(target.clone()))));
    }

    fn cut(&mut self) -> Reply {
        self.response = self.response.truncate();
        self.send()
    }

    fn fail(&mut self, owner: &Name, set: &Set, fault: Fault) -> Reply {
        let id = self.response.metadata.id;
        match fault {
            Fault::Code(code) => self.code(code),
            Fault::Timeout => Reply::Nothing,
            Fault::TcpTimeout | Fault::Closed | Fault::Truncated if !self.tcp => self.cut(),
            Fault::Cut => self.cut(),
            Fault::TcpTimeout => Reply::Nothing,
            Fault::Closed => Reply::Closed,
            Fault::Bogus if !self.response.metadata.checking_disabled => {
                let option = EdnsOption::Unknown(EXTENDED_ERROR, BOGUS.to_vec());
                if let Some(edns) = &mut self.response.edns {
                    edns.options_mut().insert(option);
                }
                self.code(ResponseCode::ServFail)
            }
            Fault::Malformed => {
                Reply::Messages(vec![[&id.to_be_bytes()[..], &[0xff; 40]].concat()])
            }
            Fault::Broken => {
                let data = unknown(self.question.query_type().into(), vec![200; 3]);
                self.response.add_answer(record(owner, data));
                let mut bytes = self.bytes();
                // The number of answers is one more than there are.
                bytes[7] = bytes[7].wrapping_add(1);
                Reply::Messages(vec![bytes])
            }
            Fault::Loop => {
                let other = name("loop").append_domain(owner).expect("a name");
                self.alias(owner, &other);
                self.alias(&other, owner);
                self.send()
            }
            Fault::Dangling => {
                let gone = name("gone").append_domain(owner).expect("a name");
                self.alias(owner, &gone);
                self.absent(true)
            }
            Fault::Empty => self.send(),
            Fault::WrongId => self.after(owner, set, |forged| {
                forged.metadata.id = id.wrapping_add(1);
            }),
            Fault::WrongQuestion => self.after(owner, set, |forged| {
                forged.queries = vec![Query::query(name("forged.example"), RecordType::TXT)];
            }),
            Fault::Query => self.after(owner, set, |forged| {
                forged.metadata.message_type = hickory_proto::op::MessageType::Query;
            }),
            Fault::Slow => {
                let first = set.asked.fetch_add(1, Ordering::SeqCst) == 0;
                match self.found(owner, set) {
                    Reply::Messages(mut messages) if first => Reply::Late(messages.remove(0)),
                    reply => reply,
                }
            }
            Fault::Once if set.asked.fetch_add(1, Ordering::SeqCst) == 0 => {
                self.code(ResponseCode::ServFail)
            }
            Fault::Plain if self.edns => self.code(ResponseCode::FormErr),
            Fault::NoName => self.absent(true),
            Fault::NoData => self.absent(false),
            Fault::Stops => {
                self.response.add_answers(set.records.iter().cloned());
                self.send()
            }
            Fault::Truncated | Fault::Bogus | Fault::Once | Fault::Plain => self.found(owner, set),
        }
    }

    /// A forged answer, which says that there is nothing, and the right one after it.
    fn after(&mut self, owner: &Name, set: &Set, forge: impl Fn(&mut Message)) -> Reply {
        let right = self.response.clone();
        let _ = self.absent(true);
        forge(&mut self.response);
        let forged = self.bytes();
        self.response = right;
        match self.found(owner, set) {
            Reply::Messages(right) => Reply::Messages([vec![forged], right].concat()),
            reply => reply,
        }
    }
}
