//! The TLSA records of an exchange (RFC 7672).

use super::host::Reach;
use crate::collect::dns::{Answer, Data, Kind, Resolve, anchor};
use crate::collect::email::Unknown;
use crate::facts::domain::{Status, Tlsa, TlsaRecord};

/// `_25._tcp.mx.example.com`: the place for the port of SMTP (RFC 6698, section 3).
fn name(host: &str) -> String {
    format!("_25._tcp.{host}")
}

/// Nothing was asked, since nothing would count.
pub(super) fn skipped(host: &str) -> Tlsa {
    let name = name(host);
    Tlsa { at: anchor(name.trim_end_matches('.'), Kind::Tlsa), ..Tlsa::default() }
}

/// Asks for the TLSA records of an exchange of a checked MX answer. They count only where its
/// address was checked as well (RFC 7672, section 2.2), and are not asked for otherwise: servers
/// that hold nothing signed are known to fail at the question.
pub(super) fn observe(host: &str, reach: &Reach, dns: &dyn Resolve, unknown: &mut Unknown) -> Tlsa {
    // Whoever reports the missing address reports these records as well.
    if let Some(failure) = reach.answer.failure() {
        let error = Some(failure.clone());
        return Tlsa { status: Status::Error, error, ..skipped(host) };
    }
    if reach.mail != Some(true) || !reach.answer.lookup.authenticated {
        return skipped(host);
    }
    // An alias has them at its target, or else at its own name (RFC 7672, section 2.2.3).
    if let Some(target) = reach.answer.lookup.aliases.last() {
        let answer = dns.ask(&name(target), Kind::Tlsa);
        let insecure = answer.failure().is_none() && !answer.lookup.authenticated;
        if answer.status() != Status::Absent && !insecure {
            return read(&answer, unknown);
        }
    }
    read(&dns.ask(&name(host), Kind::Tlsa), unknown)
}

/// What an answer says. One that failed is never an absence: a sender must then wait (RFC 7672,
/// section 2.1.2).
fn read(answer: &Answer, unknown: &mut Unknown) -> Tlsa {
    unknown.answer(answer, &["mx.hosts[*].tlsa"]);
    let records: Vec<TlsaRecord> = answer
        .records()
        .iter()
        .enumerate()
        .filter_map(|(index, record)| match &record.data {
            Data::Tlsa { usage, selector, matching, data } => Some(TlsaRecord {
                at: answer.record_at(index),
                usage: *usage,
                selector: *selector,
                matching: *matching,
                usable: is_usable(*usage, *selector, *matching, data.len()),
            }),
            _ => None,
        })
        .collect();
    let usable = records.iter().any(|record| record.usable);
    let status = match answer.status() {
        Status::Found if !usable => Status::Invalid,
        status => status,
    };
    Tlsa {
        at: answer.at().to_owned(),
        status,
        error: answer.failure().cloned(),
        counts: usable && answer.lookup.authenticated,
        records,
    }
}

/// DANE-TA or DANE-EE (RFC 7672, section 3.1), the certificate or its key (RFC 6698, section
/// 2.1.2), whole or as SHA-256 or SHA-512 (section 2.1.3).
fn is_usable(usage: u8, selector: u8, matching: u8, length: usize) -> bool {
    let length_fits = match matching {
        0 => length > 0,
        1 => length == 32,
        2 => length == 64,
        _ => false,
    };
    matches!(usage, 2 | 3) && matches!(selector, 0 | 1) && length_fits
}
