//! The tries: which server is asked when, how often, and what a question without an answer comes
//! to.

use std::sync::atomic::Ordering;
use std::time::Duration;

use hickory_proto::rr::Name;

use super::Client;
use super::exchange::Server;
use super::wire::{Question, Response};
use crate::collect::dns::Kind;
use crate::facts::Lookup;
use crate::facts::domain::{Failure, FailureClass};

/// After so many questions that no server has answered, where none ever was, nobody is asked any
/// more: a run must not wait for a dead server with each of its questions.
const MOST_UNHEARD: usize = 3;

const FORMERR: u16 = 1;
const SERVFAIL: u16 = 2;
const NOTIMP: u16 = 4;
const BADVERS: u16 = 16;

impl Client {
    /// Asks for one name, aliases not followed: a response with NOERROR or NXDOMAIN.
    pub(super) fn response(
        &self,
        name: &Name,
        kind: Kind,
        lookup: &mut Lookup,
    ) -> Result<Response, Failure> {
        if self.nobody_answers() {
            // The same words for all: which question met the silence first is chance.
            let reason = "the resolver answers no question".to_owned();
            let silence = Failure { class: FailureClass::Timeout, reason };
            return Err(self.silence.get().cloned().unwrap_or(silence));
        }
        let start = self.preferred.load(Ordering::Relaxed);
        let tries = usize::try_from(self.options.attempts.max(1)).unwrap_or(usize::MAX);
        let servers = self.servers.iter().enumerate().cycle().skip(start).take(tries);
        let mut question =
            Question { id: 0, name: name.clone(), kind, edns: true, unchecked: false };
        let mut settled = Vec::new();
        let mut silent = false;
        let mut told: Option<(Failure, &Server)> = None;
        for (number, (index, server)) in servers.enumerate() {
            if settled.contains(&index) {
                continue;
            }
            let timeout = self.timeout(number / self.servers.len().max(1));
            let failure = match self.ask_server(server, &mut question, timeout, lookup) {
                Ok(response) if response.is_answer() => {
                    if silent {
                        self.preferred.store(index, Ordering::Relaxed);
                    }
                    return Ok(response);
                }
                Ok(response) => refusal(response.code),
                Err(failure) => failure,
            };
            silent |= matches!(failure.class, FailureClass::Timeout | FailureClass::Io);
            if failure.class == FailureClass::Busy {
                return Err(failure);
            }
            if !may_change(failure.class) {
                settled.push(index);
            }
            let weight = weight(failure.class);
            if told.as_ref().is_none_or(|(told, _)| self::weight(told.class) <= weight) {
                told = Some((failure, server));
            }
        }
        let Some((failure, server)) = told else {
            let reason = "there is no resolver to ask".to_owned();
            return Err(Failure { class: FailureClass::Io, reason });
        };
        // The one that is told of, which need not be the last that was asked.
        lookup.server = Some(server.name.clone());
        if failure.class == FailureClass::Servfail {
            return self.without_checking(server, &mut question, failure, lookup);
        }
        if silent {
            self.unheard.fetch_add(1, Ordering::Relaxed);
            let _earlier = self.silence.set(failure.clone());
        }
        Err(failure)
    }

    /// Whether there is no use in asking anybody.
    pub(super) fn nobody_answers(&self) -> bool {
        self.unheard.load(Ordering::Relaxed) >= MOST_UNHEARD
            && !self.answered.load(Ordering::Relaxed)
    }

    /// What SERVFAIL comes to: where the server has an answer as soon as it need not check it, the
    /// signatures do not hold. Where it then has one that is checked as well, the trouble was one
    /// that passed.
    fn without_checking(
        &self,
        server: &Server,
        question: &mut Question,
        failure: Failure,
        lookup: &mut Lookup,
    ) -> Result<Response, Failure> {
        let timeout = self.timeout(0);
        question.unchecked = true;
        let unchecked = self.ask_server(server, question, timeout, lookup);
        question.unchecked = false;
        if !unchecked.is_ok_and(|response| response.is_answer()) {
            return Err(failure);
        }
        match self.ask_server(server, question, timeout, lookup) {
            Ok(response) if response.is_answer() => Ok(response),
            _ => {
                let reason = "the resolver answers SERVFAIL, but has an answer where it does not \
                              check signatures"
                    .to_owned();
                Err(Failure { class: FailureClass::Bogus, reason })
            }
        }
    }

    /// One try: over UDP, without EDNS where the server does not understand it.
    fn ask_server(
        &self,
        server: &Server,
        question: &mut Question,
        timeout: Duration,
        lookup: &mut Lookup,
    ) -> Result<Response, Failure> {
        let _permit = self.permits.take();
        let mut response = self.send(server, question, timeout, lookup)?;
        if question.edns && matches!(response.code, FORMERR | NOTIMP | BADVERS) {
            question.edns = false;
            let plain = self.send(server, question, timeout, lookup);
            question.edns = true;
            response = plain?;
        }
        response.authenticated &= server.trusted;
        if !question.unchecked {
            note(&response, lookup);
        }
        Ok(response)
    }

    /// Sends a question, and sends it over TCP again where the answer is cut off.
    fn send(
        &self,
        server: &Server,
        question: &mut Question,
        timeout: Duration,
        lookup: &mut Lookup,
    ) -> Result<Response, Failure> {
        lookup.server = Some(server.name.clone());
        self.count(question, lookup)?;
        let mut transport = "udp";
        let mut response = server.udp(question, timeout)?;
        if response.truncated {
            lookup.truncated = true;
            transport = "tcp";
            self.count(question, lookup)?;
            response = server.tcp(question, self.options.tcp_timeout)?;
        }
        lookup.transport = Some(transport.to_owned());
        self.heard();
        Ok(response)
    }

    /// Notes that somebody answers.
    pub(super) fn heard(&self) {
        if !self.answered.load(Ordering::Relaxed) {
            self.answered.store(true, Ordering::Relaxed);
        }
    }

    /// Counts a question that is about to be sent, and gives it a number that nobody can guess.
    fn count(&self, question: &mut Question, lookup: &mut Lookup) -> Result<(), Failure> {
        if !self.may_send() {
            let most = self.options.max_questions;
            let reason = format!("not asked, since {most} questions are the most of one run");
            return Err(Failure { class: FailureClass::Busy, reason });
        }
        lookup.attempts += 1;
        question.id = rand::random();
        Ok(())
    }

    /// Counts a question that is about to be sent.
    pub(super) fn may_send(&self) -> bool {
        self.sent.fetch_add(1, Ordering::Relaxed) < self.options.max_questions
    }

    /// How long a try waits: twice as long each time that all servers were asked.
    pub(super) fn timeout(&self, round: usize) -> Duration {
        self.options.timeout.saturating_mul(1 << round.min(3))
    }
}

/// Notes in the transcript what a response says of itself.
pub(super) fn note(response: &Response, lookup: &mut Lookup) {
    lookup.rcode = Some(code_name(response.code));
    lookup.extended_errors = response.errors.iter().map(|code| extended_error(*code)).collect();
    lookup.extended_errors.dedup();
}

/// Whether the same server may say something else when it is asked again.
fn may_change(class: FailureClass) -> bool {
    matches!(class, FailureClass::Timeout | FailureClass::Servfail | FailureClass::Malformed)
}

/// Which of two failures says more: one that a server tells does, and most of all SERVFAIL, for
/// which there is one more question.
fn weight(class: FailureClass) -> u8 {
    match class {
        FailureClass::Io => 0,
        FailureClass::Timeout => 1,
        FailureClass::TcpTimeout => 2,
        FailureClass::Malformed => 3,
        FailureClass::Servfail => 5,
        _ => 4,
    }
}

fn refusal(code: u16) -> Failure {
    let class = match code {
        FORMERR => FailureClass::Formerr,
        SERVFAIL => FailureClass::Servfail,
        NOTIMP => FailureClass::Notimp,
        5 => FailureClass::Refused,
        _ => FailureClass::Rcode,
    };
    Failure { class, reason: format!("the resolver answers {}", code_name(code)) }
}

/// The mnemonic of a response code, as the registry of DNS parameters has it.
fn code_name(code: u16) -> String {
    let name = match code {
        0 => "NOERROR",
        FORMERR => "FORMERR",
        SERVFAIL => "SERVFAIL",
        3 => "NXDOMAIN",
        NOTIMP => "NOTIMP",
        5 => "REFUSED",
        6 => "YXDOMAIN",
        7 => "YXRRSET",
        8 => "NXRRSET",
        9 => "NOTAUTH",
        10 => "NOTZONE",
        11 => "DSOTYPENI",
        BADVERS => "BADVERS",
        23 => "BADCOOKIE",
        _ => return format!("RCODE{code}"),
    };
    name.to_owned()
}

/// An extended error by its number and its purpose (RFC 8914, section 4). What the server writes
/// besides is not kept.
fn extended_error(code: u16) -> String {
    let names = [
        "Other Error",
        "Unsupported DNSKEY Algorithm",
        "Unsupported DS Digest Type",
        "Stale Answer",
        "Forged Answer",
        "DNSSEC Indeterminate",
        "DNSSEC Bogus",
        "Signature Expired",
        "Signature Not Yet Valid",
        "DNSKEY Missing",
        "RRSIGs Missing",
        "No Zone Key Bit Set",
        "NSEC Missing",
        "Cached Error",
        "Not Ready",
        "Blocked",
        "Censored",
        "Filtered",
        "Prohibited",
        "Stale NXDOMAIN Answer",
        "Not Authoritative",
        "Not Supported",
        "No Reachable Authority",
        "Network Error",
        "Invalid Data",
    ];
    match names.get(usize::from(code)) {
        Some(name) => format!("{code} {name}"),
        None => code.to_string(),
    }
}
