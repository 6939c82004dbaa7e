//! The client: one question, asked of the servers in turn, until there is an answer that can be
//! believed or a failure that can be told. What messages look like belongs in `wire`, how they
//! travel in `exchange`, what an answer comes to in `conclude`, questions that are sent together
//! in `flight`.

mod cache;
mod conclude;
mod exchange;
mod flight;
#[cfg(any(fuzzing, test))]
#[allow(clippy::indexing_slicing, reason = "a fuzz target fails by panicking")]
pub(crate) mod fuzzing;
mod name;
mod permits;
mod record;
mod servers;
#[cfg(test)]
mod tests;
mod tries;
mod wire;

pub(crate) use servers::Options;

use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, OnceLock};

use hickory_proto::rr::Name;

use super::answer::unanswered;
use super::{Answer, Kind, Outcome, Resolve};
use crate::facts::Lookup;
use crate::facts::domain::{Failure, FailureClass};
use cache::Cache;
use exchange::Server;
use permits::Permits;
use wire::Response;

/// How many answers a client holds. Past that the oldest is dropped: who holds it keeps it, who
/// asks for it again asks the server.
const CACHED_ANSWERS: usize = 2_048;

/// A stub resolver (RFC 1034, section 5.3.1) with a cache for one run.
///
/// It blocks: as many threads as ask share it, and it asks no more than
/// [`Options::in_flight`] questions at once.
#[derive(Debug)]
pub(crate) struct Client {
    options: Options,
    servers: Vec<Server>,
    cache: Cache,
    permits: Permits,
    /// How many questions were sent.
    sent: AtomicUsize,
    /// The server that is asked first: the one that answered last where another was silent.
    preferred: AtomicUsize,
    /// Whether any server has answered.
    answered: AtomicBool,
    /// How many questions nobody answered.
    unheard: AtomicUsize,
    /// How the first of them ended.
    silence: OnceLock<Failure>,
}

impl Client {
    /// A client that has asked nothing so far.
    pub(crate) fn new(options: Options) -> Self {
        let trusted = |address: &std::net::SocketAddr| {
            options.trust_ad || address.ip().to_canonical().is_loopback()
        };
        Self {
            servers: options
                .servers
                .iter()
                .map(|address| Server::new(*address, trusted(address)))
                .collect(),
            cache: Cache::new(CACHED_ANSWERS),
            permits: Permits::new(options.in_flight),
            sent: AtomicUsize::new(0),
            preferred: AtomicUsize::new(0),
            answered: AtomicBool::new(false),
            unheard: AtomicUsize::new(0),
            silence: OnceLock::new(),
            options,
        }
    }
}

impl Resolve for Client {
    fn ask(&self, name: &str, kind: Kind) -> Arc<Answer> {
        let asked = asked(name);
        match name::parse(&asked) {
            Ok(parsed) => self.cache.get(&asked, kind, || {
                let mut lookup = unanswered(&asked, kind);
                let outcome =
                    outcome(parsed, &mut lookup, |name, lookup| self.response(name, kind, lookup));
                answer(outcome, lookup)
            }),
            Err(reason) => {
                let failure = Failure { class: FailureClass::BadName, reason };
                Arc::new(answer(Err(failure), unanswered(&asked, kind)))
            }
        }
    }

    fn foresee(&self, questions: &[(String, Kind)]) {
        self.fly(questions);
    }
}

/// A name as it is written in the cache and in the lookup.
fn asked(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

/// Asks, and asks again for what aliases lead to.
fn outcome(
    name: Name,
    lookup: &mut Lookup,
    mut ask: impl FnMut(&Name, &mut Lookup) -> Result<Response, Failure>,
) -> Result<Outcome, Failure> {
    let mut chain = vec![name];
    let mut authenticated = true;
    let outcome = loop {
        let Some(end) = chain.last() else { break Ok(Outcome::NoName) };
        let response = match ask(end, lookup) {
            Ok(response) => response,
            Err(failure) => break Err(failure),
        };
        authenticated &= response.authenticated;
        lookup.signed |= response.signed;
        match conclude::conclude(response, &mut chain) {
            Ok(Some(outcome)) => break Ok(outcome),
            Ok(None) => {}
            Err(failure) => break Err(failure),
        }
    };
    lookup.aliases = chain.iter().skip(1).map(name::host).collect();
    lookup.authenticated = authenticated && outcome.is_ok();
    outcome
}

fn answer(outcome: Result<Outcome, Failure>, lookup: Lookup) -> Answer {
    let outcome = outcome.unwrap_or_else(Outcome::Failed);
    let mut answer = Answer { outcome, lookup };
    answer.lookup.status = answer.status();
    answer.lookup.error = answer.failure().cloned();
    answer.lookup.answers = answer.records().iter().map(|record| record.text.clone()).collect();
    answer
}
