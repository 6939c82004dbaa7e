//! Which authorities may issue certificates for a name: the climb of RFC 8659, section 3.

use crate::collect::dns::{Answer, Data, Kind, Outcome, Resolve, anchor};
use crate::collect::email::Unknown;
use crate::facts::domain::{Caa, CaaProperty, Status};

/// Asks for the CAA records of a domain, then of each domain above it, but for the root, until
/// some are there. A name has at most 127 labels, and so many questions.
pub(crate) fn observe_caa(domain: &str, dns: &dyn Resolve, unknown: &mut Unknown) -> Caa {
    let mut next = Some(domain);
    while let Some(name) = next.filter(|name| !name.is_empty()) {
        let answer = dns.ask(name, Kind::Caa);
        match &answer.outcome {
            Outcome::Records(_) => return found(name, &answer),
            // What stands further up would not apply if something stands here.
            Outcome::Failed(failure) => {
                unknown.answer(&answer, &["caa"]);
                return Caa {
                    at: answer.at().to_owned(),
                    status: Status::Error,
                    error: Some(failure.clone()),
                    ..Caa::default()
                };
            }
            Outcome::NoData | Outcome::NoName => {}
        }
        next = name.split_once('.').map(|(_, parent)| parent);
    }
    Caa { at: anchor(domain, Kind::Caa), status: Status::Absent, ..Caa::default() }
}

/// The records of one name. A tag is letters and digits (RFC 8659, section 4.1).
fn found(name: &str, answer: &Answer) -> Caa {
    let properties: Vec<CaaProperty> = answer
        .records()
        .iter()
        .enumerate()
        .filter_map(|(index, record)| match &record.data {
            Data::Caa { critical, tag, value } => Some(CaaProperty {
                at: answer.record_at(index),
                critical: *critical,
                tag: tag.to_ascii_lowercase(),
                value: value.clone(),
            }),
            _ => None,
        })
        .collect();
    let is_tag =
        |tag: &str| !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let status = if properties.iter().all(|property| is_tag(&property.tag)) {
        Status::Found
    } else {
        Status::Invalid
    };
    Caa {
        at: answer.at().to_owned(),
        status,
        error: None,
        domain: Some(name.to_owned()),
        properties,
    }
}
