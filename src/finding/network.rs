//! What the network said, as text to point into.

use super::SourceText;
use crate::facts::domain::Status;
use crate::facts::{Facts, Lookup};

/// The text behind an anchor of the network, without its fragment.
pub(super) fn text(facts: &Facts, at: &str) -> Option<SourceText> {
    let lookup = facts.lookups.binary_search_by(|lookup| lookup.at.as_str().cmp(at));
    if let Some(lookup) = lookup.ok().and_then(|index| facts.lookups.get(index)) {
        return Some(SourceText { path: at.to_owned(), text: answer(lookup) });
    }
    let fetch = facts.fetches.iter().find(|fetch| fetch.at == at)?;
    let text = match (&fetch.body, &fetch.error) {
        (Some(body), _) => body.clone(),
        (None, Some(error)) => format!("; {}", error.reason),
        (None, None) => match fetch.code {
            Some(code) => format!("; HTTP status {code}"),
            None => "; the host does not exist".to_owned(),
        },
    };
    Some(SourceText { path: at.to_owned(), text })
}

/// The records of an answer, one a line; what came instead of them as a comment, as `dig` does.
fn answer(lookup: &Lookup) -> String {
    match (lookup.status, &lookup.error) {
        (Status::Found, _) if !lookup.answers.is_empty() => lookup.answers.join("\n"),
        (_, Some(error)) => format!("; {}", error.reason),
        (Status::Absent, None) if lookup.rcode.as_deref() == Some("NXDOMAIN") => {
            format!("; NXDOMAIN: the name {} does not exist", lookup.name)
        }
        _ => format!("; NODATA: {} has no {} record", lookup.name, lookup.kind),
    }
}
