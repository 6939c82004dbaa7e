//! The facts of one domain, from the answers.

use std::sync::Arc;

use super::doubts::Doubts;
use super::legacy;
use super::place::Place;
use super::reading::{Standard, Subject, reading};
use super::record::begins_as_record;
use super::walk::Walk;
use crate::collect::dns::{Answer, Kind, Resolve};
use crate::collect::email::Unknown;
use crate::facts::domain::{Dmarc, Mistake};

/// Asks for everything that DMARC says of a domain, and adds to `unknown` what failed.
pub(crate) fn observe(domain: &str, dns: &dyn Resolve, unknown: &mut Unknown) -> Dmarc {
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    let mut doubts = Doubts::default();

    let walk = Walk::of(&domain, dns);
    let own = &walk.own;
    if own.failed() {
        for member in ["status", "records", "mistakes"] {
            doubts.add(&own.answer, format!("dmarc.{member}"));
        }
    }
    let apex = dns.ask(&domain, Kind::Txt);
    if apex.failure().is_some() {
        doubts.add(&apex, "dmarc.mistakes");
    }
    let above = legacy::above(own, dns);
    let subject = Subject {
        domain: &domain,
        at: own.answer.at(),
        exists: &|| exists(&domain, &apex, dns),
        dns,
    };
    let rfc9989 = reading(Standard::Rfc9989, &subject, &walk.discovery(), &mut doubts);
    let legacy = legacy::discovery(own, above.as_ref());
    let rfc7489 = reading(Standard::Rfc7489, &subject, &legacy, &mut doubts);
    doubts.tell(unknown);

    let mut mistakes = own.mistakes.clone();
    mistakes.extend(misplaced(&domain, &apex));
    Dmarc {
        at: own.at().to_owned(),
        status: own.status(),
        error: own.answer.failure().cloned(),
        records: own.candidates.clone(),
        mistakes,
        walk: walk.places().map(Place::step).collect(),
        rfc9989,
        rfc7489,
        public_suffix_list: Some(env!("PUBLIC_SUFFIX_LIST").to_owned()),
    }
}

/// DMARC records at the domain itself, where no receiver looks.
fn misplaced(domain: &str, apex: &Answer) -> Vec<Mistake> {
    let records = apex.records().iter().enumerate();
    records
        .filter(|(_, record)| begins_as_record(&record.text))
        .map(|(index, _)| Mistake {
            at: apex.record_at(index),
            reason: format!("a DMARC record belongs at `_dmarc.{domain}`: nobody looks here"),
        })
        .collect()
}

/// Whether the name exists: not where a question for it is answered with `NXDOMAIN` (RFC 9989,
/// section 3.2.13, which takes that as RFC 8020 does: an alias exists). The failed answer where that
/// is not known.
fn exists(domain: &str, apex: &Arc<Answer>, dns: &dyn Resolve) -> Result<bool, Arc<Answer>> {
    apex.name_exists()
        .or_else(|| dns.ask(domain, Kind::Mx).name_exists())
        .ok_or_else(|| Arc::clone(apex))
}
