//! One DMARC record (RFC 9989, sections 4.7 and 4.8), and texts that were meant to be one.

use std::ops::Range;

use super::values::{self, letter, percent, policy};
use super::{list, mailto, uri};
use crate::collect::email::tags::{self, Tag, characters};
use crate::facts::domain::{DmarcPolicy, DmarcTag, Mistake, ReportAddress, Status};

/// A record that receivers take for one: its first tag is `v=DMARC1`, exactly.
#[derive(Debug)]
pub(super) struct Record {
    /// The domain that it stands at, without `_dmarc`.
    pub(super) domain: String,
    /// Its anchor.
    pub(super) at: String,
    /// The tags that can be read, in their order.
    pub(super) tags: Vec<DmarcTag>,
    /// `p`.
    pub(super) p: Option<Request>,
    /// `sp`.
    pub(super) sp: Option<Request>,
    /// `np`.
    pub(super) np: Option<Request>,
    /// `y`, `n` or `u`, where a valid `psd` stands.
    pub(super) psd: Option<char>,
    /// `t=y`.
    pub(super) testing: bool,
    /// Whether a character stands there that is not ASCII. Of such a tag receivers are to pass over
    /// the value alone (RFC 9989, section 4.8), but some refuse the record.
    pub(super) foreign: bool,
    /// A valid `pct`.
    pub(super) percent: Option<u8>,
    /// The addresses of `rua`, not yet asked for their consent.
    pub(super) rua: Vec<ReportAddress>,
    /// The addresses of `ruf`, likewise.
    pub(super) ruf: Vec<ReportAddress>,
}

/// A policy that is asked for.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// The tag.
    pub(super) at: String,
    /// Nothing where the value is not a policy.
    pub(super) policy: Option<DmarcPolicy>,
}

impl Record {
    /// Whether a policy stands there that is none (RFC 9989, section 4.10.1).
    pub(super) fn asks_nonsense(&self) -> bool {
        [&self.p, &self.sp, &self.np].into_iter().flatten().any(|ask| ask.policy.is_none())
    }
}

/// Reads a record of an answer; nothing where receivers do not take it for one.
pub(super) fn read(
    domain: &str,
    at: &str,
    text: &str,
    mistakes: &mut Vec<Mistake>,
) -> Option<Record> {
    let tags = tags::read(text);
    if !is_record(&tags) {
        return None;
    }
    for tag in &tags {
        let reason = tag.mistake().or_else(|| {
            if is_foreign(tag.value) || is_foreign(tag.name) {
                return Some("a character stands here that is not ASCII".to_owned());
            }
            if let Some(meant) = values::meant(tag.name) {
                return Some(format!("the tag is written `{meant}`: this one is ignored"));
            }
            values::mistake(tag.name, tag.value).map(str::to_owned)
        });
        if let Some(reason) = reason {
            mistakes.push(Mistake { at: characters(at, &tag.at), reason });
        }
    }
    let request = |name| {
        tags::find(&tags, name)
            .map(|tag| Request { at: characters(at, &tag.at), policy: policy(tag.value) })
    };
    let value = |name| tags::find(&tags, name).map(|tag| tag.value);
    Some(Record {
        domain: domain.to_owned(),
        at: at.to_owned(),
        tags: tags.iter().filter(|tag| tag.is_readable()).map(|tag| fact(at, tag)).collect(),
        p: request("p"),
        sp: request("sp"),
        np: request("np"),
        psd: value("psd").and_then(|value| letter(value, "ynu")),
        testing: value("t").and_then(|value| letter(value, "yn")) == Some('y'),
        foreign: is_foreign(text),
        percent: value("pct").and_then(percent),
        rua: addresses(at, text, tags::find(&tags, "rua"), mistakes),
        ruf: addresses(at, text, tags::find(&tags, "ruf"), mistakes),
    })
}

/// Whether the text is a record of the version `DMARC1`; the one test that a record which allows
/// reports must pass as well (RFC 9990, section 4).
pub(super) fn is_record(tags: &[Tag<'_>]) -> bool {
    tags.first().is_some_and(|tag| {
        tag.at.start == 0 && tag.fault.is_none() && tag.name == "v" && tag.value == "DMARC1"
    })
}

fn fact(at: &str, tag: &Tag<'_>) -> DmarcTag {
    DmarcTag { at: characters(at, &tag.at), name: tag.name.to_owned(), value: tag.value.to_owned() }
}

fn addresses(
    at: &str,
    text: &str,
    tag: Option<&Tag<'_>>,
    mistakes: &mut Vec<Mistake>,
) -> Vec<ReportAddress> {
    // A tag without a value is a mistake already.
    let Some(tag) = tag.filter(|tag| !tag.value.is_empty()) else { return Vec::new() };
    let mut found = Vec::new();
    for (place, uri) in list(text, tag.value_at.clone()) {
        let domain = mailto(uri::without_size(uri));
        // Nothing to show between two commas but the tag.
        let shown = characters(at, if uri.is_empty() { &tag.at } else { &place });
        if let Err(reason) = &domain {
            mistakes.push(Mistake { at: shown.clone(), reason: (*reason).to_owned() });
        }
        if !uri.is_empty() {
            found.push(ReportAddress {
                at: shown,
                uri: uri.to_owned(),
                valid: domain.is_ok(),
                domain: domain.ok(),
                external: false,
                authorized: Status::Skipped,
                authorized_at: None,
            });
        }
    }
    found
}

/// Why receivers ignore a text that was meant to be a record, and where; nothing of other texts.
pub(super) fn near_miss(text: &str) -> Option<(Range<usize>, &'static str)> {
    let start = text.len() - tags::without_leading(text).len();
    let tags = tags::read(text);
    let version = |tag: &Tag<'_>| tag.name.eq_ignore_ascii_case("v") && is_dmarc(tag.value);
    if !is_dmarc_version(text.get(start..)?) {
        let tag = tags.iter().find(|tag| tag.is_readable() && version(tag))?;
        return Some((tag.at.clone(), "`v=DMARC1` must be the first tag"));
    }
    if start > 0 {
        return Some((0..start, "nothing may stand before `v=DMARC1`"));
    }
    let tag = tags.first()?;
    let at = tag.at.clone();
    Some(match tag.value {
        _ if tag.name != "v" => (at, "the name of the first tag is `v`, in lower case"),
        value if value.starts_with("DMARC1 ") => (at, "a semicolon must follow `v=DMARC1`"),
        value if value.eq_ignore_ascii_case("DMARC1") => {
            (at, "the version is `DMARC1`, in capitals")
        }
        _ => (at, "the version is `DMARC1`, and nothing else stands in its tag"),
    })
}

/// Whether a text begins as a DMARC record does, well written or not.
pub(super) fn begins_as_record(text: &str) -> bool {
    is_dmarc_version(tags::without_leading(text))
}

/// `v=dmarc…`, in any case and with white space.
fn is_dmarc_version(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, value)| {
        let blank = |text: &str| tags::trim(text, 0..text.len());
        name.get(blank(name)).is_some_and(|name| name.eq_ignore_ascii_case("v"))
            && value.get(blank(value)).is_some_and(is_dmarc)
    })
}

fn is_dmarc(value: &str) -> bool {
    value.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("dmarc"))
}

/// Whether a byte stands there that is not printable ASCII; tabs are white space.
fn is_foreign(text: &str) -> bool {
    text.match_indices('\\').any(|(at, _)| {
        text.get(at..)
            .is_some_and(|rest| tags::after_byte(rest).is_some() && !rest.starts_with("\\009"))
    })
}
