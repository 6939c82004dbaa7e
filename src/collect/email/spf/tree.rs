//! The records that a domain's record leads to, walked without a message: what each `include` and
//! `redirect` comes to, and what the whole costs for a sender that nothing matches.
//!
//! Names that depend on the message are asked for as such a sender has them, for the counts alone:
//! the facts list the term, and nothing behind it. Terms that are never reached, those behind
//! `all` and a `redirect` beside it, are not followed.

mod follow;

use super::doubts::Doubts;
use super::matching::{Sender, Trouble};
use super::record::{Mechanism, Term, TermKind};
use super::select::{Published, Records};
use crate::facts::domain::{Failure, FailureClass, SpfInclude, SpfResult, SpfTerm};

/// How many terms are asked whether they are answered with nothing.
const MAX_QUESTIONS: u32 = 64;

/// Above so many void lookups the number no longer matters, but for being above: it stands even if
/// the walk is cut short.
const ENOUGH_VOIDS: u32 = 2;

/// What the walk finds.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) terms: Vec<SpfTerm>,
    pub(crate) includes: Vec<SpfInclude>,
    pub(crate) lookups: Option<u32>,
    pub(crate) void_lookups: Option<u32>,
    /// How the record ends, if that is known.
    pub(crate) end: Option<End>,
}

/// How a record ends for a sender that nothing matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) result: SpfResult,
    /// The `all` that says so.
    pub(crate) at: Option<String>,
}

/// Walks from the record of a domain, which has no mistakes.
pub(crate) fn walk(
    domain: &str,
    published: &Published,
    records: &Records<'_>,
    sender: &Sender<'_>,
    doubts: &mut Doubts,
) -> Tree {
    let mut walk = Walk {
        records,
        sender,
        doubts,
        includes: Vec::new(),
        chain: Vec::new(),
        domains: vec![domain.to_ascii_lowercase()],
        read: 0,
        text: 0,
        lookups: 0,
        questions: 0,
        voids: Some(0),
        cut: None,
    };
    let visit = walk.visit(published, domain, Way { listed: true, decides: true });
    if let (Some((place, failure)), Some(voids)) = (&walk.cut, walk.voids)
        && voids <= ENOUGH_VOIDS
    {
        walk.doubts.failure(place, failure, &["spf.void_lookups"]);
        walk.voids = None;
    }
    Tree {
        terms: visit.terms,
        includes: walk.includes,
        lookups: visit.lookups,
        void_lookups: walk.voids,
        end: visit.end,
    }
}

/// How a record was come to.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// The facts list it.
    listed: bool,
    /// Redirects alone lead to it: it decides how the domain's own record ends.
    decides: bool,
}

/// What a record comes to.
struct Visit {
    terms: Vec<SpfTerm>,
    lookups: Option<u32>,
    end: Option<End>,
}

struct Walk<'w> {
    records: &'w Records<'w>,
    sender: &'w Sender<'w>,
    doubts: &'w mut Doubts,
    includes: Vec<SpfInclude>,
    /// The anchors of the terms that lead to the record at hand, and the domains they name, the
    /// domain itself first.
    chain: Vec<String>,
    domains: Vec<String>,
    read: usize,
    text: usize,
    lookups: u32,
    questions: u32,
    /// Not there once an answer failed.
    voids: Option<u32>,
    /// Where the walk was cut short first, and why.
    cut: Option<(String, Failure)>,
}

impl Walk<'_> {
    /// Goes through a record without mistakes. `follow` keeps the recursion within its bound.
    fn visit(&mut self, published: &Published, domain: &str, way: Way) -> Visit {
        let mut visit = Visit { terms: Vec::new(), lookups: Some(0), end: None };
        let Some(record) = published.record() else { return visit };
        let all = record.all;
        let mut redirected = None;
        for (index, term) in record.terms.iter().enumerate() {
            let reached = match term.kind {
                TermKind::Directive(..) => all.is_none_or(|all| index <= all),
                _ => all.is_none(),
            };
            let asks = reached && term.asks();
            let mut lookups = Some(u32::from(asks));
            if asks {
                self.lookups += 1;
                let below = self.ask(term, published, domain, way);
                if let Some(below) = below {
                    lookups = below.lookups.map(|below| below + 1);
                    if matches!(term.kind, TermKind::Redirect(_)) {
                        redirected = Some(below.end);
                    }
                }
            }
            visit.lookups = visit.lookups.zip(lookups).map(|(sum, more)| sum + more);
            if way.listed {
                visit.terms.push(fact(term, published, asks, lookups));
            }
        }
        visit.end = match (all.and_then(|all| record.terms.get(all)), redirected) {
            (Some(term), _) => match term.kind {
                TermKind::Directive(result, _) => {
                    Some(End { result, at: Some(published.part_at(&term.span)) })
                }
                _ => None,
            },
            (None, Some(end)) => end,
            (None, None) => Some(End { result: SpfResult::Neutral, at: None }),
        };
        visit
    }

    /// What a term asks DNS. What stands below it, if it names a record.
    fn ask(&mut self, term: &Term, published: &Published, domain: &str, way: Way) -> Option<Visit> {
        match &term.kind {
            TermKind::Directive(_, Mechanism::Include(spec)) => {
                let way = Way { decides: false, ..way };
                Some(self.follow(term, published.part(spec), published, domain, way))
            }
            TermKind::Redirect(spec) => {
                Some(self.follow(term, published.part(spec), published, domain, way))
            }
            TermKind::Directive(_, mechanism) => {
                self.count_void(term, mechanism, published, domain);
                None
            }
            _ => None,
        }
    }

    /// Asks whether a term is answered with nothing. `ptr` is not asked: what it is answered with
    /// depends on the sender alone.
    fn count_void(&mut self, term: &Term, mechanism: &Mechanism, of: &Published, domain: &str) {
        if matches!(mechanism, Mechanism::Ptr(_)) {
            return;
        }
        if self.questions == MAX_QUESTIONS {
            let reason =
                format!("more than {MAX_QUESTIONS} terms ask DNS: the others are not asked");
            self.cut(&of.part_at(&term.span), &reason, &[]);
            return;
        }
        self.questions += 1;
        match self.sender.meets(mechanism, of, domain) {
            Ok(met) => self.void(met.void),
            Err(Trouble::Failed(answer)) => {
                self.doubts.answer(&answer, &["spf.void_lookups"]);
                self.voids = None;
            }
            Err(Trouble::Exchanges(..)) => {}
        }
        if self.guessed(|_| vec!["spf.void_lookups"]) {
            self.voids = None;
        }
    }

    /// Goes no further, which takes these facts away.
    fn cut(&mut self, place: &str, reason: &str, facts: &[&'static str]) -> Failure {
        let failure = Failure { class: FailureClass::Busy, reason: reason.to_owned() };
        let (first, why) = self.cut.get_or_insert_with(|| (place.to_owned(), failure.clone()));
        if !facts.is_empty() {
            self.doubts.failure(first, why, facts);
        }
        failure
    }

    /// Whether a name of the sender had to be made up, since the answer that tells it failed. These
    /// facts would rest on it.
    fn guessed(&mut self, facts: impl FnOnce(&Self) -> Vec<&'static str>) -> bool {
        let failed = self.sender.passed_over();
        if failed.is_empty() {
            return false;
        }
        let facts = facts(self);
        failed.iter().for_each(|answer| self.doubts.answer(answer, &facts));
        true
    }

    fn void(&mut self, void: bool) {
        self.voids = self.voids.map(|voids| voids + u32::from(void));
    }
}

/// The terms of a record with mistakes: what they would cost is nothing that can be known.
pub(super) fn void_record(published: &Published) -> Vec<SpfTerm> {
    let terms = published.record().into_iter().flat_map(|record| &record.terms);
    terms.map(|term| fact(term, published, term.asks(), None)).collect()
}

/// A term as a fact.
fn fact(term: &Term, published: &Published, asks_dns: bool, lookups: Option<u32>) -> SpfTerm {
    SpfTerm {
        at: published.part_at(&term.span),
        name: term.name.clone().into_owned(),
        qualifier: match term.kind {
            TermKind::Directive(result, _) => Some(result),
            _ => None,
        },
        value: term.value.as_ref().map(|value| published.part(value).to_owned()),
        asks_dns,
        lookups,
    }
}

#[cfg(test)]
mod tests;
