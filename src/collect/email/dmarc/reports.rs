//! Whether those that reports are sent to have agreed (RFC 9990, section 4; RFC 7489, section 7.1).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::doubts::Doubts;
use super::legacy;
use super::list;
use super::mailto;
use super::reading::{Discovery, Standard};
use super::record::{self, Record};
use super::uri::without_size;
use crate::collect::dns::{Answer, Kind, Resolve, anchor};
use crate::collect::email::tags;
use crate::facts::domain::{DmarcReading, ReportAddress, Status};

/// A record's destinations are asked up to this many; those after it stay `skipped`.
const MOST: usize = 10;

/// What lies inside the organisational domain of a record.
pub(super) enum Boundary<'a> {
    /// The organisational domain, by the walk.
    Tree(String),
    /// Not known: the record's domain, or any name above it. The answer that failed.
    Unknown(&'a str, &'a Arc<Answer>),
    /// The organisational domain by the public suffix list; destinations are looked up in it too.
    List(&'a str),
}

impl<'a> Boundary<'a> {
    /// The boundary around the domain of the record that applies.
    pub(super) fn of(
        standard: Standard,
        domain: &str,
        record: &'a Record,
        discovery: &Discovery<'a>,
    ) -> Self {
        match &discovery.organizational_domain {
            _ if standard == Standard::Rfc7489 => {
                Self::List(legacy::organizational_domain(&record.domain))
            }
            // The record of a public suffix has that as its organisational domain.
            Ok(_) if record.domain != domain => Self::Tree(record.domain.clone()),
            Ok(organizational) => Self::Tree(organizational.clone()),
            Err(failure) => Self::Unknown(&record.domain, failure),
        }
    }

    /// Whether a destination must agree; the failed answer where that is not known.
    fn is_external(&self, destination: &str) -> Result<bool, &'a Arc<Answer>> {
        match self {
            Self::Tree(organizational) => Ok(!is_within(destination, organizational)),
            Self::List(organizational) => {
                Ok(legacy::organizational_domain(destination) != *organizational)
            }
            Self::Unknown(domain, _) if is_within(destination, domain) => Ok(false),
            Self::Unknown(domain, failure) => {
                let top = domain.rsplit('.').next().unwrap_or(domain);
                if is_within(destination, top) { Err(failure) } else { Ok(true) }
            }
        }
    }
}

fn is_within(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Asks the external destinations of a reading, and says which did not answer.
pub(super) fn authorize(
    reading: &mut DmarcReading,
    standard: Standard,
    policy_domain: &str,
    boundary: &Boundary<'_>,
    dns: &dyn Resolve,
    doubts: &mut Doubts,
) {
    let mut asked = BTreeSet::new();
    let lists = [("rua", &mut reading.rua), ("ruf", &mut reading.ruf)];
    for (list, address) in lists
        .into_iter()
        .flat_map(|(list, addresses)| addresses.iter_mut().map(move |address| (list, address)))
    {
        let Some(destination) = address.domain.clone() else { continue };
        let path = |member: &str| format!("{}.{list}[*].{member}", standard.path());
        match boundary.is_external(&destination) {
            Ok(external) => address.external = external,
            Err(failure) => {
                address.authorized = Status::Error;
                doubts.add(failure, path("external"));
                doubts.add(failure, path("authorized"));
                continue;
            }
        }
        if !address.external || asked.len() >= MOST && !asked.contains(&destination) {
            continue;
        }
        asked.insert(destination.clone());
        if let Some(answer) = consent(address, policy_domain, &destination, dns) {
            doubts.add(&answer, path("authorized"));
        }
    }
}

/// Asks one destination; its answer where that failed.
fn consent(
    address: &mut ReportAddress,
    policy_domain: &str,
    destination: &str,
    dns: &dyn Resolve,
) -> Option<Arc<Answer>> {
    let name = format!("{policy_domain}._report._dmarc.{destination}");
    if name.len() > 253 {
        // Step 4: what cannot be asked for is not allowed.
        address.authorized = Status::Absent;
        return None;
    }
    address.authorized_at = Some(anchor(&name, Kind::Txt));
    let answer = dns.ask(&name, Kind::Txt);
    if answer.failure().is_some() {
        address.authorized = Status::Error;
        return Some(answer);
    }
    let agrees = answer.records().iter().any(|record| allows(&record.text, destination));
    address.authorized = if agrees { Status::Found } else { Status::Absent };
    None
}

/// Steps 6 to 9: a record of the version, and one that sends the reports nowhere else.
fn allows(text: &str, destination: &str) -> bool {
    let tags = tags::read(text);
    let elsewhere = |uri: &str| mailto(without_size(uri)).is_ok_and(|host| host != destination);
    record::is_record(&tags)
        && !tags::find(&tags, "rua").is_some_and(|rua| {
            list(text, rua.value_at.clone()).iter().any(|(_, uri)| elsewhere(uri))
        })
}
