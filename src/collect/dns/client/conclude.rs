//! What a response comes to: records, a proven absence, an alias to follow, or nothing at all.

use hickory_proto::rr::Name;

use super::name::host;
use super::wire::Response;
use crate::collect::dns::{Outcome, Record};
use crate::facts::domain::{Failure, FailureClass};

/// The most aliases that are followed for one question.
const MOST_ALIASES: usize = 8;

/// The most records of an answer, and the most characters of their text.
const MOST_RECORDS: usize = 256;
const LONGEST_TEXT: usize = 64 * 1024;

/// Judges a response to the question for the last name of the chain, which begins with the name
/// that was asked for first. Aliases are added to the chain; without an outcome its new end is
/// what to ask for next.
pub(super) fn conclude(
    response: Response,
    chain: &mut Vec<Name>,
) -> Result<Option<Outcome>, Failure> {
    let known = chain.len();
    let found = loop {
        let Some(end) = chain.last() else { break false };
        if response.records.iter().any(|(owner, _)| owner == end) {
            break true;
        }
        let mut targets = response.aliases.iter().filter(|(owner, _)| owner == end);
        let Some((_, target)) = targets.next() else { break false };
        if targets.any(|(_, other)| other != target) {
            let reason = format!("{} is an alias of two names at once", shown(end));
            return Err(Failure { class: FailureClass::Malformed, reason });
        }
        if chain.contains(target) {
            let reason = format!("{} is an alias that leads back to {}", shown(end), shown(target));
            return Err(Failure { class: FailureClass::CnameLoop, reason });
        }
        if chain.len() > MOST_ALIASES {
            let reason = format!("more than {MOST_ALIASES} aliases follow one another");
            return Err(Failure { class: FailureClass::CnameLoop, reason });
        }
        chain.push(target.clone());
    };
    let Some(end) = chain.last() else { return Ok(Some(Outcome::NoName)) };
    match (found, response.says_no_name()) {
        (true, true) => {
            let reason = format!("NXDOMAIN, and records of {} with it", shown(end));
            Err(Failure { class: FailureClass::Malformed, reason })
        }
        (true, false) => records(response, end).map(Outcome::Records).map(Some),
        (false, true) if chain.len() > 1 => {
            let reason = format!("an alias leads to {}, which does not exist", shown(end));
            Err(Failure { class: FailureClass::CnameDangling, reason })
        }
        // The code speaks of the last name (RFC 6604, section 3).
        (false, true) => Ok(Some(Outcome::NoName)),
        // An SOA of a zone that the name is not in proves nothing of it (RFC 2308, section 2.2).
        (false, false) if response.zones.iter().any(|zone| zone.zone_of(end)) => {
            Ok(Some(Outcome::NoData))
        }
        (false, false) if chain.len() > known => Ok(None),
        (false, false) => {
            let reason = format!(
                "an answer without records and without the SOA that proves that {} has none",
                shown(end)
            );
            Err(Failure { class: FailureClass::EmptyNoSoa, reason })
        }
    }
}

/// The records of this name: sorted by their text, each once.
fn records(response: Response, owner: &Name) -> Result<Vec<Record>, Failure> {
    let records = response.records.into_iter().filter(|(other, _)| other == owner);
    let mut records: Vec<_> = records.map(|(_, record)| record).collect();
    // Texts that are the same may be written for contents that are not.
    records.sort_by(|a, b| {
        a.text.cmp(&b.text).then_with(|| format!("{:?}", a.data).cmp(&format!("{:?}", b.data)))
    });
    records.dedup();
    let length: usize = records.iter().map(|record| record.text.len()).sum();
    if records.len() > MOST_RECORDS || length > LONGEST_TEXT {
        let count = records.len();
        let reason = format!(
            "{count} records of {length} characters: {MOST_RECORDS} of {LONGEST_TEXT} are the \
             most that is read"
        );
        return Err(Failure { class: FailureClass::Malformed, reason });
    }
    Ok(records)
}

fn shown(name: &Name) -> String {
    let host = host(name);
    if host.is_empty() { "the root".to_owned() } else { host }
}
