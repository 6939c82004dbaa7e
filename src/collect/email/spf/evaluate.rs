//! `check_host`, RFC 7208: initial processing, evaluation and its limits (section 4), `include`
//! (section 5.2) and `redirect` (section 6.1).

use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use super::explain;
use super::macros;
use super::matching::{Sender, Trouble};
use super::record::{Mechanism, TermKind};
use super::select::{Published, Records};
use crate::collect::dns::Answer;
use crate::facts::domain::{SpfResult, Status};

/// How many terms may ask DNS (section 4.6.4).
const MAX_LOOKUPS: u32 = 10;

/// How many terms may be answered with nothing (section 4.6.4).
const MAX_VOIDS: u32 = 2;

/// A question to [`check_host`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Query<'a> {
    /// `<ip>`.
    pub(crate) address: IpAddr,
    /// `<domain>`, without the final dot.
    pub(crate) domain: &'a str,
    /// `<sender>`: `local@domain`, or empty.
    pub(crate) sender: &'a str,
    /// The name in HELO or EHLO.
    pub(crate) helo: &'a str,
    /// Whether the explanation is asked for as well.
    pub(crate) explain: bool,
}

/// The answer of [`check_host`].
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) result: SpfResult,
    /// The anchor of the directive that matched: that of the domain's own record where an `include`
    /// matched, that of the other record where a `redirect` led there.
    pub(crate) at: Option<String>,
    /// Why the result is an error.
    pub(crate) reason: Option<String>,
    /// What the domain says to a failure; nothing where it says nothing that can be used.
    #[cfg_attr(
        not(any(test, fuzzing)),
        expect(dead_code, reason = "no fact holds it; the test suite asks for it")
    )]
    pub(crate) explanation: Option<String>,
    /// How many terms asked DNS: for tests of the limits, since the facts count the whole tree.
    #[cfg(any(test, fuzzing))]
    pub(crate) lookups: u32,
    /// How many of them were answered with nothing.
    #[cfg(any(test, fuzzing))]
    pub(crate) voids: u32,
    /// The answers that failed on the way, and without which the result is not certain.
    pub(crate) failures: Vec<Arc<Answer>>,
}

/// Asks whether a host may send (section 4).
pub(crate) fn check_host(query: &Query<'_>, records: &Records<'_>) -> Check {
    let sender = Sender::new(query.address, query.sender, query.helo, records.dns());
    let mut evaluation = Evaluation { sender, records, lookups: 0, voids: 0 };
    let decision = evaluation.check(query.domain);
    let mut failures = evaluation.sender.passed_over();
    let (result, at, reason, explanation) = match decision {
        Ok(decision) => {
            let explanation = (query.explain && decision.result == SpfResult::Fail)
                .then(|| explain::explanation(&decision, &evaluation.sender, records.dns()))
                .flatten();
            (decision.result, decision.at, None, explanation)
        }
        Err(stop) => {
            failures.extend(stop.failed);
            (stop.result, None, Some(stop.reason), None)
        }
    };
    Check {
        result,
        at,
        reason,
        explanation,
        #[cfg(any(test, fuzzing))]
        lookups: evaluation.lookups,
        #[cfg(any(test, fuzzing))]
        voids: evaluation.voids,
        failures,
    }
}

/// A result that is no error.
pub(super) struct Decision {
    pub(super) result: SpfResult,
    /// The directive that matched.
    at: Option<String>,
    /// The domain whose record decides, and what it publishes; not there where there is none.
    pub(super) decided_by: Option<(String, Rc<Published>)>,
}

/// An error: it ends the evaluation wherever it comes up (section 5.2).
struct Stop {
    result: SpfResult,
    reason: String,
    failed: Option<Arc<Answer>>,
}

impl Stop {
    fn permanent(reason: String) -> Self {
        Self { result: SpfResult::Permerror, reason, failed: None }
    }

    fn temporary(answer: &Arc<Answer>) -> Self {
        let why = answer.failure().map_or("", |failure| failure.reason.as_str());
        let reason = format!("{} {}: {why}", answer.lookup.name, answer.lookup.kind);
        Self { result: SpfResult::Temperror, reason, failed: Some(Arc::clone(answer)) }
    }
}

/// An evaluation on its way. What it counts holds for all records together.
struct Evaluation<'a> {
    sender: Sender<'a>,
    records: &'a Records<'a>,
    lookups: u32,
    voids: u32,
}

impl Evaluation<'_> {
    /// Evaluates the record of a domain, and those that it redirects to.
    fn check(&mut self, domain: &str) -> Result<Decision, Stop> {
        let mut domain = domain.to_owned();
        let mut redirected = false;
        // Each turn but the first is paid with a lookup.
        loop {
            let published = self.published(&domain)?;
            let Some(published) = published else {
                if redirected {
                    let reason = format!("`redirect={domain}` leads to no record");
                    return Err(Stop::permanent(reason));
                }
                return Ok(Decision { result: SpfResult::None, at: None, decided_by: None });
            };
            if let Some((result, at)) = self.directives(&published, &domain)? {
                let decided_by = Some((domain, published));
                return Ok(Decision { result, at: Some(at), decided_by });
            }
            let Some(target) = published.record().and_then(|record| record.redirect()) else {
                let decided_by = Some((domain, published));
                return Ok(Decision { result: SpfResult::Neutral, at: None, decided_by });
            };
            self.count_lookup()?;
            let spec = published.part(target);
            let Some(target) = self.sender.target(spec, &domain) else {
                return Err(Stop::permanent(format!("`redirect={spec}` names no domain")));
            };
            domain = target;
            redirected = true;
        }
    }

    /// The record of a domain without mistakes; nothing where the result is `none` (sections 4.3
    /// to 4.6).
    fn published(&self, domain: &str) -> Result<Option<Rc<Published>>, Stop> {
        if !macros::is_domain(domain) {
            return Ok(None);
        }
        let published = self.records.get(domain);
        match published.status() {
            Status::Found => Ok(Some(published)),
            Status::Error => Err(Stop::temporary(&published.answer)),
            Status::Multiple => {
                Err(Stop::permanent(format!("{domain} has several SPF records (section 4.5)")))
            }
            Status::Invalid => {
                let first = published.record().and_then(|record| record.mistakes.first());
                let first = first.map_or("", |fault| fault.reason.as_str());
                let reason = format!("the record of {domain} has a syntax error: {first}");
                Err(Stop::permanent(reason))
            }
            Status::Absent | Status::Skipped => Ok(None),
        }
    }

    /// The first directive that matches, and what it says (section 4.6.2).
    fn directives(
        &mut self,
        published: &Published,
        domain: &str,
    ) -> Result<Option<(SpfResult, String)>, Stop> {
        for term in published.record().iter().flat_map(|record| &record.terms) {
            let TermKind::Directive(result, mechanism) = &term.kind else { continue };
            if term.asks() {
                self.count_lookup()?;
            }
            let matches = match mechanism {
                Mechanism::Include(spec) => self.include(published.part(spec), domain)?,
                _ => self.meets(mechanism, published, domain)?,
            };
            if matches {
                return Ok(Some((*result, published.part_at(&term.span))));
            }
        }
        Ok(None)
    }

    /// Section 5.2. The evaluation calls itself as often as the lookups allow, and no more.
    fn include(&mut self, spec: &str, domain: &str) -> Result<bool, Stop> {
        let none = || Stop::permanent(format!("`include:{spec}` leads to no record"));
        let target = self.sender.target(spec, domain).ok_or_else(none)?;
        match self.check(&target)?.result {
            SpfResult::None => Err(none()),
            result => Ok(result == SpfResult::Pass),
        }
    }

    fn meets(
        &mut self,
        mechanism: &Mechanism,
        published: &Published,
        domain: &str,
    ) -> Result<bool, Stop> {
        let met =
            self.sender.meets(mechanism, published, domain).map_err(|trouble| match trouble {
                Trouble::Failed(answer) => Stop::temporary(&answer),
                Trouble::Exchanges(name, number) => Stop::permanent(format!(
                    "{name} has {number} mail exchanges, and `mx` looks at no more than 10 \
                 (section 4.6.4)"
                )),
            })?;
        self.voids += u32::from(met.void);
        if self.voids > MAX_VOIDS {
            return Err(Stop::permanent(format!(
                "more than {MAX_VOIDS} lookups are answered with nothing (section 4.6.4)"
            )));
        }
        Ok(met.matches)
    }

    fn count_lookup(&mut self) -> Result<(), Stop> {
        if self.lookups == MAX_LOOKUPS {
            return Err(Stop::permanent(format!(
                "more than {MAX_LOOKUPS} terms ask DNS (section 4.6.4)"
            )));
        }
        self.lookups += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
