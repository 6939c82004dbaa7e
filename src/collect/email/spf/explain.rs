//! The explanation that a domain gives for a failure (RFC 7208, section 6.2).

use super::evaluate::Decision;
use super::macros;
use super::matching::Sender;
use crate::collect::dns::{Data, Kind, Resolve};

/// What the record that decided says to a failure. Whatever goes wrong on the way, the result
/// stays, and nothing is said.
pub(super) fn explanation(
    decision: &Decision,
    sender: &Sender<'_>,
    dns: &dyn Resolve,
) -> Option<String> {
    let (domain, published) = decision.decided_by.as_ref()?;
    let spec = published.record()?.explanation()?;
    let name = sender.target(published.part(spec), domain)?;
    let answer = dns.ask(&name, Kind::Txt);
    let [record] = answer.records() else { return None };
    let Data::Txt(bytes) = &record.data else { return None };
    if !bytes.iter().all(|byte| (b' '..=b'~').contains(byte)) {
        return None;
    }
    let mut explanation = String::new();
    for (_, part) in macros::parts(&record.text) {
        sender.expand(&part.ok()?, domain, &mut explanation);
    }
    Some(explanation)
}
