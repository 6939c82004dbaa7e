//! Flights: questions that are known beforehand, sent one after the other before any answer is
//! waited for. An answer that needs no other exchange goes into the cache. Of everything else a
//! flight knows nothing: whoever asks such a question later has all tries, and no failure before.

use std::sync::atomic::Ordering;
use std::time::Instant;

use super::cache::Claim;
use super::exchange::{DATAGRAM, Server};
use super::permits::Permit;
use super::wire::{self, Question, Response, Unread};
use super::{Client, answer, asked, name, outcome, tries};
use crate::collect::dns::Kind;
use crate::collect::dns::answer::unanswered;
use crate::facts::domain::{Failure, FailureClass};

/// A question that can be sent.
struct Planned<'a> {
    claim: Claim<'a>,
    question: Question,
    bytes: Vec<u8>,
}

/// A question that was sent, or is sent in this moment. Its permit is given back with its answer.
struct Waiting<'a> {
    planned: Planned<'a>,
    _permit: Permit<'a>,
}

impl Client {
    /// Asks the server whose turn it is, once and over UDP, what is not known so far. As many
    /// questions are under way at once as may be. This ends when one try would.
    pub(super) fn fly(&self, questions: &[(String, Kind)]) {
        let turn = self.preferred.load(Ordering::Relaxed);
        let Some(server) = self.servers.iter().cycle().nth(turn) else { return };
        if self.nobody_answers() {
            return;
        }
        let mut planned: Vec<_> =
            questions.iter().filter_map(|(name, kind)| self.planned(name, *kind)).collect();
        // One question alone would gain nothing.
        if planned.len() < 2 {
            return;
        }
        while !planned.is_empty() {
            let permits = self.permits.take_some(planned.len());
            let now = planned.drain(..permits.len().min(planned.len())).zip(permits);
            let waiting = now.map(|(planned, _permit)| Waiting { planned, _permit }).collect();
            if !self.flight(server, waiting) {
                return;
            }
        }
    }

    /// A question that nobody has asked so far; a name that cannot be asked for is left out.
    fn planned(&self, name: &str, kind: Kind) -> Option<Planned<'_>> {
        let asked = asked(name);
        let name = name::parse(&asked).ok()?;
        let question = Question { id: rand::random(), name, kind, edns: true, unchecked: false };
        let bytes = question.bytes()?;
        Some(Planned { claim: self.cache.claim(&asked, kind)?, question, bytes })
    }

    /// Sends these, and takes what comes within the time of one try. Whether everything came.
    fn flight(&self, server: &Server, mut waiting: Vec<Waiting<'_>>) -> bool {
        let timeout = self.timeout(0);
        let deadline = Instant::now() + timeout;
        let Ok(mut socket) = server.socket(timeout) else { return false };
        let all = waiting.len();
        let allowed = waiting.iter().take_while(|_| self.may_send());
        let sent = socket.send_all(allowed.map(|waiting| waiting.planned.bytes.as_slice()));
        waiting.truncate(sent);
        let mut buffer = [0; DATAGRAM];
        let mut clean = true;
        while !waiting.is_empty() {
            // Also where the system says that nobody listens there.
            let Ok(datagram) = socket.receive(&mut buffer, deadline) else { return false };
            match taken(&mut waiting, datagram) {
                Some((planned, Ok(response))) => self.landed(server, planned, response),
                // What it was meant for may still come.
                Some((_, Err(_))) | None => clean = false,
            }
        }
        // Else it is closed: an answer that comes now meets no other question.
        if clean {
            server.keep(socket);
        }
        sent == all
    }

    /// Keeps what `ask` would have made of this response, if it would have stopped there.
    fn landed(&self, server: &Server, planned: Planned<'_>, mut response: Response) {
        if response.truncated {
            return;
        }
        self.heard();
        if !response.is_answer() {
            return;
        }
        let Planned { claim, question, .. } = planned;
        let mut lookup = unanswered(claim.name(), question.kind);
        lookup.server = Some(server.name.clone());
        lookup.transport = Some("udp".to_owned());
        lookup.attempts = 1;
        response.authenticated &= server.trusted;
        tries::note(&response, &mut lookup);
        let mut response = Some(response);
        let outcome = outcome(question.name, &mut lookup, |_, _| {
            response.take().ok_or_else(|| Failure {
                class: FailureClass::Io,
                reason: "an alias has to be asked for".to_owned(),
            })
        });
        if outcome.is_ok() {
            claim.answer(answer(outcome, lookup));
        }
    }
}

/// The question that a datagram is the response to, which waits no longer, and what it says.
fn taken<'a>(
    waiting: &mut Vec<Waiting<'a>>,
    datagram: &[u8],
) -> Option<(Planned<'a>, Result<Response, &'static str>)> {
    let (id, _) = datagram.split_first_chunk()?;
    let id = u16::from_be_bytes(*id);
    for (index, Waiting { planned, .. }) in waiting.iter().enumerate() {
        if planned.question.id != id {
            continue;
        }
        let read = match wire::read(datagram, &planned.question) {
            Ok(response) => Ok(response),
            Err(Unread::Broken(reason)) => Err(reason),
            Err(Unread::Foreign) => continue,
        };
        return Some((waiting.swap_remove(index).planned, read));
    }
    None
}
