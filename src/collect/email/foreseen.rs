//! What is surely asked about a domain, whatever the answers are: these questions are sent
//! together. What hangs on an answer is asked when that is there.

use super::Asked;
use crate::collect::dns::Kind;

/// The questions behind these members of a domain: the first ones of each module, as it asks them.
pub(super) fn of(asked: &Asked, wants: impl Fn(&str) -> bool) -> Vec<(String, Kind)> {
    let name = &asked.name;
    let mut questions = Vec::new();
    if wants("mx") || wants("existence") || wants("mta_sts") {
        questions.push((name.clone(), Kind::Mx));
    }
    if wants("spf") || wants("dmarc") {
        questions.push((name.clone(), Kind::Txt));
    }
    if wants("dmarc") {
        questions.push((format!("_dmarc.{name}"), Kind::Txt));
    }
    if wants("dkim") {
        // The name above them is asked for only where no selector has a record.
        let place = |selector: &str| (format!("{selector}_domainkey.{name}"), Kind::Txt);
        match asked.selectors.as_slice() {
            [] => questions.push(place("")),
            some => questions.extend(some.iter().map(|one| place(&format!("{}.", one.name)))),
        }
    }
    if wants("mta_sts") {
        questions.push((format!("_mta-sts.{name}"), Kind::Txt));
    }
    if wants("tls_rpt") {
        questions.push((format!("_smtp._tls.{name}"), Kind::Txt));
    }
    if wants("caa") {
        questions.push((name.clone(), Kind::Caa));
    }
    if wants("dnssec") {
        questions.push((name.clone(), Kind::Soa));
    }
    questions
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests;
