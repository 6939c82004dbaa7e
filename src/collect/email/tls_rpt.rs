//! Reports of TLS failures (RFC 8460, section 3): one `v=TLSRPTv1` record at `_smtp._tls.<domain>`.

use std::ops::Range;

use super::Unknown;
use super::dmarc::{https, list, mailto};
use super::tags::{self, Tag, characters, trim};
use crate::collect::dns::{Kind, Resolve};
use crate::facts::domain::{Mistake, RecordText, ReportAddress, Status, TlsReporting};

#[cfg(test)]
mod tests;

/// Asks for the record, and adds to `unknown` that it is not known where the answer fails.
pub(crate) fn observe(domain: &str, dns: &dyn Resolve, unknown: &mut Unknown) -> TlsReporting {
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    let answer = dns.ask(&format!("_smtp._tls.{domain}"), Kind::Txt);
    let mut found = TlsReporting {
        at: answer.at().to_owned(),
        status: Status::Absent,
        ..TlsReporting::default()
    };
    if let Some(failure) = answer.failure() {
        unknown.answer(&answer, &["tls_rpt"]);
        return TlsReporting { status: Status::Error, error: Some(failure.clone()), ..found };
    }
    let mut counted = Vec::new();
    for (index, record) in answer.records().iter().enumerate() {
        let at = answer.record_at(index);
        let tags = tags::read(&record.text);
        if is_record(&record.text) {
            counted.push((at.clone(), record.text.as_str(), tags));
        } else if let Some(reason) = near_miss(&record.text) {
            let wrong = tags.first().map_or(0..record.text.len(), |tag| 0..tag.at.end);
            found.mistakes.push(Mistake {
                at: characters(&at, &wrong),
                reason: format!("{reason}: senders ignore the record"),
            });
        } else {
            continue;
        }
        found.records.push(RecordText { at, text: record.text.clone() });
    }
    match counted.as_slice() {
        [] if found.records.is_empty() => {}
        [] => found.status = Status::Invalid,
        [(at, text, tags)] => {
            found.at.clone_from(at);
            read(at, text, tags, &mut found);
            let usable = found.rua.iter().any(|address| address.valid);
            found.status = if usable { Status::Found } else { Status::Invalid };
        }
        // Senders then take the domain to have none.
        _ => found.status = Status::Multiple,
    }
    if let ([], [one]) = (counted.as_slice(), found.records.as_slice()) {
        found.at.clone_from(&one.at);
    }
    found
}

/// `v=TLSRPTv1` and a semicolon, exactly: what does not begin so is discarded.
fn is_record(text: &str) -> bool {
    let ends =
        |rest: &str| rest.get(trim(rest, 0..rest.len())).is_some_and(|rest| rest.starts_with(';'));
    text.strip_prefix("v=TLSRPTv1").is_some_and(ends)
}

/// Why a text that was meant to be a record is none; nothing of other texts.
fn near_miss(text: &str) -> Option<&'static str> {
    let meant = |text: &str| {
        text.split_once('=').is_some_and(|(name, value)| {
            name.trim().eq_ignore_ascii_case("v")
                && value.trim().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("TLSRPT"))
        })
    };
    let plain = tags::without_leading(text);
    if !meant(plain) {
        return None;
    }
    Some(if plain.len() < text.len() {
        "nothing may stand before `v=TLSRPTv1`"
    } else if plain.starts_with("v=TLSRPTv1") {
        "a semicolon must follow `v=TLSRPTv1`"
    } else {
        "the record begins with `v=TLSRPTv1`, in this case and without white space"
    })
}

/// The tags after the version. `rua` may be repeated; other tags are extensions.
fn read(at: &str, text: &str, tags: &[Tag<'_>], found: &mut TlsReporting) {
    let mut mistake = |place: &Range<usize>, reason: &str| {
        found.mistakes.push(Mistake { at: characters(at, place), reason: reason.to_owned() });
    };
    let is_rua = |tag: &&Tag<'_>| tag.is_readable() && tag.name == "rua";
    for tag in tags {
        if is_rua(&tag) {
            if tag.value.is_empty() {
                mistake(&tag.at, "an address is missing here");
            } else if tag.name_at.end + 1 != tag.value_at.start {
                mistake(&tag.at, "no white space may stand around this `=`");
            }
        } else if let Some(reason) = tag.mistake() {
            mistake(&tag.at, &reason);
        } else if tag.name.eq_ignore_ascii_case("rua") {
            mistake(&tag.at, "the tag is written `rua`: this one is ignored");
        }
    }
    if !tags.iter().any(|tag| is_rua(&tag)) {
        mistake(&(0..text.len()), "`rua` is missing: the record names nobody to report to");
    }
    for tag in tags.iter().filter(is_rua).filter(|tag| !tag.value.is_empty()) {
        for (place, uri) in list(text, tag.value_at.clone()) {
            let host = host(uri);
            if let Err(reason) = host {
                mistake(if uri.is_empty() { &tag.at } else { &place }, reason);
            }
            if !uri.is_empty() {
                found.rua.push(ReportAddress {
                    at: characters(at, &place),
                    uri: uri.to_owned(),
                    valid: host.is_ok(),
                    domain: host.ok(),
                    external: false,
                    authorized: Status::Skipped,
                    authorized_at: None,
                });
            }
        }
    }
}

/// The host that reports go to.
fn host(uri: &str) -> Result<String, &'static str> {
    let scheme = uri.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("https") => https(uri),
        Some("mailto") | None => mailto(uri),
        Some(_) => Err("reports go to `mailto:` or `https:` addresses: others are ignored"),
    }
}
