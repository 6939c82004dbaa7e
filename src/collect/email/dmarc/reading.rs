//! What applies to a domain by one of the two standards, as facts.

use std::sync::Arc;

use super::doubts::Doubts;
use super::record::{Record, Request};
use super::reports::{self, Boundary};
use crate::collect::dns::{Answer, Resolve};
use crate::facts::domain::{DmarcPolicy, DmarcReading, Status};

/// The two standards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standard {
    Rfc9989,
    Rfc7489,
}

impl Standard {
    /// The member of the facts.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Rfc9989 => "dmarc.rfc9989",
            Self::Rfc7489 => "dmarc.rfc7489",
        }
    }
}

/// Something, or the failed answer without which it is not known.
pub(super) type Known<'a, T> = Result<T, &'a Arc<Answer>>;

/// The records that matter to a domain.
#[derive(Debug)]
pub(super) struct Discovery<'a> {
    /// The record that applies to the domain, if one does.
    pub(super) applies: Known<'a, Option<&'a Record>>,
    /// The organisational domain.
    pub(super) organizational_domain: Known<'a, String>,
    /// The record that applies to names below the domain which have none.
    pub(super) below: Known<'a, Option<&'a Record>>,
}

/// The domain that a reading is made for.
pub(super) struct Subject<'a> {
    /// Its name.
    pub(super) domain: &'a str,
    /// Its own `_dmarc` question.
    pub(super) at: &'a str,
    /// Whether the name exists. Asked where a policy depends on it alone.
    pub(super) exists: &'a dyn Fn() -> Result<bool, Arc<Answer>>,
    /// Who answers.
    pub(super) dns: &'a dyn Resolve,
}

/// A policy and the tag that decides it.
type Decided = (DmarcPolicy, Option<String>);

/// What a record asks for.
struct Policies {
    /// For the domain of the record.
    domain: Decided,
    /// For names below it that exist.
    subdomains: Decided,
    /// For names below it that do not exist.
    nonexistent: Decided,
}

/// The policies of a record; nothing where DMARC is not applied at all (RFC 9989, section 4.10.1;
/// RFC 7489, section 6.6.3, step 6).
fn policies(record: &Record, standard: Standard) -> Option<Policies> {
    let (p, sp) = (record.p.as_ref(), record.sp.as_ref());
    // RFC 7489 knows no `np`, and requires `p`.
    let np = record.np.as_ref().filter(|_| standard == Standard::Rfc9989);
    let wrong = [p, sp, np].into_iter().flatten().find(|request| request.policy.is_none());
    if wrong.is_some() || p.is_none() && standard == Standard::Rfc7489 {
        let reports = record.rua.iter().any(|address| address.valid);
        let none = (DmarcPolicy::None, wrong.map(|request| request.at.clone()));
        return reports.then(|| Policies {
            domain: none.clone(),
            subdomains: none.clone(),
            nonexistent: none,
        });
    }
    let decided = |requests: [Option<&Request>; 3]| {
        let request = requests.into_iter().flatten().next();
        let policy = request.and_then(|request| request.policy).unwrap_or(DmarcPolicy::None);
        (policy, request.map(|request| request.at.clone()))
    };
    Some(Policies {
        domain: decided([p, None, None]),
        subdomains: decided([sp, p, None]),
        nonexistent: decided([np, sp, p]),
    })
}

/// Makes the facts, and says which are missing.
pub(super) fn reading(
    standard: Standard,
    subject: &Subject<'_>,
    discovery: &Discovery<'_>,
    doubts: &mut Doubts,
) -> DmarcReading {
    let nothing = DmarcReading { at: subject.at.to_owned(), ..DmarcReading::default() };
    let path = |member: &str| format!("{}.{member}", standard.path());
    let applies = match discovery.applies {
        Ok(applies) => applies,
        Err(failure) => {
            doubts.add(failure, standard.path());
            return DmarcReading { status: Status::Error, ..nothing };
        }
    };
    let organizational_domain = discovery.organizational_domain.as_ref().ok().cloned();
    if let Err(failure) = &discovery.organizational_domain {
        doubts.add(failure, path("organizational_domain"));
    }
    let Some((record, policies)) =
        applies.and_then(|record| Some((record, self::policies(record, standard)?)))
    else {
        return DmarcReading { status: Status::Absent, organizational_domain, ..nothing };
    };

    let mut reading = DmarcReading {
        at: record.at.clone(),
        status: Status::Found,
        domain: Some(record.domain.clone()),
        organizational_domain,
        tags: record.tags.clone(),
        testing: standard == Standard::Rfc9989 && record.testing,
        percent: record.percent,
        rua: record.rua.clone(),
        ruf: record.ruf.clone(),
        ..nothing
    };
    match own_policy(subject, record, policies) {
        Ok((policy, policy_at)) => {
            reading.policy = Some(policy);
            reading.policy_at = policy_at;
            reading.applied = Some(if reading.testing { lowered(policy) } else { policy });
        }
        Err(failure) => {
            for member in ["policy", "policy_at", "applied"] {
                doubts.add(&failure, path(member));
            }
        }
    }
    match discovery.below {
        Ok(below) => {
            let below = below.and_then(|record| self::policies(record, standard));
            reading.subdomains = below.as_ref().map(|policies| policies.subdomains.0);
            reading.nonexistent = below.as_ref().map(|policies| policies.nonexistent.0);
        }
        Err(failure) => {
            doubts.add(failure, path("subdomains"));
            doubts.add(failure, path("nonexistent"));
        }
    }
    let boundary = Boundary::of(standard, subject.domain, record, discovery);
    reports::authorize(&mut reading, standard, &record.domain, &boundary, subject.dns, doubts);
    reading
}

/// The policy for mail of the domain itself: the `p` of its own record, else what the record above
/// says of names below it.
fn own_policy(
    subject: &Subject<'_>,
    record: &Record,
    policies: Policies,
) -> Result<Decided, Arc<Answer>> {
    if record.domain == subject.domain {
        return Ok(policies.domain);
    }
    if policies.subdomains == policies.nonexistent || (subject.exists)()? {
        return Ok(policies.subdomains);
    }
    Ok(policies.nonexistent)
}

/// One level lower (RFC 9989, section 4.7, of `t`).
fn lowered(policy: DmarcPolicy) -> DmarcPolicy {
    match policy {
        DmarcPolicy::Reject => DmarcPolicy::Quarantine,
        DmarcPolicy::Quarantine | DmarcPolicy::None => DmarcPolicy::None,
    }
}
