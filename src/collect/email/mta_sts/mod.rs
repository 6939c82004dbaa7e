//! MTA-STS (RFC 8461): the record in DNS that says that there is a policy, and the policy itself.

mod pattern;
mod policy;
mod record;
#[cfg(test)]
mod tests;

pub(crate) use pattern::covers;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Unknown;
use crate::collect::dns::{Answer, Data, Kind, Resolve};
use crate::collect::https::{Fetching, anchor};
use crate::facts::Fetch;
use crate::facts::domain::{
    Exchanges, FailureClass, MtaSts, MtaStsPolicy, PolicyExchange, RecordText, Status,
};

/// Where a policy is, on the host `mta-sts` of its domain (RFC 8461, section 3.3).
const PATH: &str = "/.well-known/mta-sts.txt";

/// Observes the record of a domain, and its policy where the record asks for it. Gives the fetch of
/// the policy as well, for the transcript of the run.
pub(crate) fn observe(
    domain: &str,
    mx: &Exchanges,
    dns: &dyn Resolve,
    https: &dyn Fetching,
    unknown: &mut Unknown,
) -> (MtaSts, Option<Arc<Fetch>>) {
    let answer = dns.ask(&format!("_mta-sts.{domain}"), Kind::Txt);
    unknown.answer(&answer, &["mta_sts"]);
    let host = format!("mta-sts.{domain}");
    let mut facts = record_of(&answer);
    facts.policy.at = anchor(&host, PATH);
    // Without one valid record, senders look no further (section 3.1).
    if facts.status != Status::Found {
        return (facts, None);
    }
    let fetch = https.fetch(&host, PATH, dns);
    facts.policy = policy_of(&fetch, unknown);
    if facts.policy.status == Status::Found {
        let uncovered = uncovered(domain, mx, &facts.policy, unknown);
        facts.policy.uncovered = uncovered;
    }
    (facts, Some(fetch))
}

/// The record, with a policy that nobody has asked for.
fn record_of(answer: &Answer) -> MtaSts {
    let mut facts = MtaSts {
        at: answer.at().to_owned(),
        status: answer.status(),
        error: answer.failure().cloned(),
        ..MtaSts::default()
    };
    // Other records may stand beside it (section 3.1).
    let mut found = answer
        .records()
        .iter()
        .enumerate()
        .filter(|(_, record)| record::is_record(&record.text))
        .peekable();
    let Some((index, record)) = found.peek().copied() else {
        if facts.status == Status::Found {
            facts.status = Status::Absent;
        }
        return facts;
    };
    facts.records = found
        .map(|(index, record)| RecordText {
            at: answer.record_at(index),
            text: record.text.clone(),
        })
        .collect();
    if facts.records.len() > 1 {
        facts.status = Status::Multiple;
        return facts;
    }
    facts.at = answer.record_at(index);
    let bytes = if let Data::Txt(bytes) = &record.data { bytes.as_slice() } else { &[] };
    let read = record::read(&record.text, bytes, &facts.at);
    facts.status = if read.valid { Status::Found } else { Status::Invalid };
    facts.id = read.id;
    facts.mistakes = read.mistakes;
    facts
}

/// The policy that a fetch brings.
fn policy_of(fetch: &Fetch, unknown: &mut Unknown) -> MtaStsPolicy {
    if let (Status::Found, Some(body)) = (fetch.status, &fetch.body) {
        return policy::read(body, fetch.media_type.as_deref(), &fetch.at);
    }
    if let Some(failure) = fetch.error.as_ref().filter(|failure| is_unknown(failure.class)) {
        unknown.failure(&fetch.at, failure, &["mta_sts.policy"]);
    }
    MtaStsPolicy {
        at: fetch.at.clone(),
        status: fetch.status,
        error: fetch.error.clone(),
        ..MtaStsPolicy::default()
    }
}

/// Whether a failure says nothing of the domain: what the next machine or the next minute may not
/// see. The others are what senders see too, and for them there is no policy then.
fn is_unknown(class: FailureClass) -> bool {
    !matches!(
        class,
        FailureClass::BadName
            | FailureClass::CertInvalid
            | FailureClass::HttpStatus
            | FailureClass::Malformed
            | FailureClass::Redirect
            | FailureClass::Tls
            | FailureClass::TooLarge
    )
}

/// The exchanges that no pattern covers: without MX records, the domain itself is its exchange
/// (RFC 5321, section 5.1).
fn uncovered(
    domain: &str,
    mx: &Exchanges,
    policy: &MtaStsPolicy,
    unknown: &mut Unknown,
) -> Vec<String> {
    if policy.mode.as_deref() == Some("none") {
        return Vec::new();
    }
    if let Some(failure) = &mx.error {
        unknown.failure(&mx.at, failure, &["mta_sts.policy.uncovered"]);
    }
    let itself =
        (mx.status == Status::Absent && mx.implicit == Some(Status::Found)).then_some(domain);
    let hosts: BTreeSet<&str> =
        mx.hosts.iter().map(|exchange| exchange.host.as_str()).chain(itself).collect();
    let is_covered =
        |host: &str| policy.mx.iter().any(|PolicyExchange { pattern, .. }| covers(pattern, host));
    hosts.into_iter().filter(|host| !is_covered(host)).map(ToOwned::to_owned).collect()
}
