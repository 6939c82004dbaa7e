//! One key record (RFC 6376, section 3.6.1; RFC 8301; RFC 8463).

use std::ops::Range;

use super::key::{self, Reading};
use super::tags::{self, Tag};
use crate::facts::domain::{DkimKey, Mistake, RecordText};

/// Lists longer than this are cut off, with a mistake: no standard has so many values.
const MOST: usize = 32;

/// What a record says, and what is wrong with it. Tags that no standard knows are ignored.
pub(super) fn read(record: &RecordText) -> (DkimKey, Vec<Mistake>) {
    let mut reader = Reader { record, mistakes: Vec::new() };
    let tags = tags::read(&record.text);
    for tag in &tags {
        if let Some(reason) = tag.mistake() {
            reader.wrong(&tag.at, reason);
        }
    }
    reader.version(&tags);
    let mut read = DkimKey {
        at: record.at.clone(),
        algorithm: tags::find(&tags, "k").map_or("rsa", |tag| tag.value).to_owned(),
        services: vec!["*".to_owned()],
        ..DkimKey::default()
    };
    if let Some(tag) = tags::find(&tags, "h") {
        read.hashes = reader.list(tag);
        read.hashes_at = Some(reader.characters(&tag.at));
    }
    if let Some(tag) = tags::find(&tags, "s") {
        read.services = reader.list(tag);
        if !read.services.iter().any(|service| service == "*" || service == "email") {
            let reason = "the key is not for mail: neither `*` nor `email` stands here";
            reader.wrong(&tag.at, reason.to_owned());
        }
    }
    if let Some(tag) = tags::find(&tags, "t") {
        let flags = reader.list(tag);
        read.testing = flags.iter().any(|flag| flag == "y");
        read.strict = flags.iter().any(|flag| flag == "s");
        read.flags_at = Some(reader.characters(&tag.at));
    }
    reader.key(&tags, &mut read);
    (read, reader.mistakes)
}

/// Gathers what is wrong.
struct Reader<'a> {
    record: &'a RecordText,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn characters(&self, characters: &Range<usize>) -> String {
        tags::characters(&self.record.at, characters)
    }

    fn wrong(&mut self, characters: &Range<usize>, reason: String) {
        let at = self.characters(characters);
        self.mistakes.push(Mistake { at, reason });
    }

    /// `v` may be missing. Where it stands it is the first tag and says `DKIM1`, otherwise the
    /// record is discarded.
    fn version(&mut self, tags: &[Tag<'_>]) {
        let Some(tag) = tags::find(tags, "v") else { return };
        if tag.value != "DKIM1" {
            self.wrong(&tag.at, "the version of a DKIM key is `DKIM1`".to_owned());
        } else if tags.first() != Some(tag) {
            self.wrong(&tag.at, "`v` must be the first tag".to_owned());
        }
    }

    /// `k` and `p`.
    fn key(&mut self, tags: &[Tag<'_>], read: &mut DkimKey) {
        let known = matches!(read.algorithm.as_str(), "rsa" | "ed25519");
        if let (Some(tag), false) = (tags::find(tags, "k"), known) {
            let reason = "no receiver knows this type of key: `rsa` and `ed25519` are defined";
            self.wrong(&tag.at, reason.to_owned());
        }
        let Some(tag) = tags::find(tags, "p") else {
            let reason = "the tag `p`, the key, is missing".to_owned();
            self.mistakes.push(Mistake { at: self.record.at.clone(), reason });
            return;
        };
        read.at = self.characters(&tag.at);
        read.revoked = tag.value.is_empty();
        if read.revoked {
            return;
        }
        let bytes = match key::decode(tag.value) {
            Ok(bytes) => bytes,
            Err(fault) => {
                let start = tag.value_at.start;
                self.wrong(&(start + fault.at.start..start + fault.at.end), fault.reason);
                return;
            }
        };
        let Reading { bits, mistake } = match read.algorithm.as_str() {
            "rsa" => key::rsa(&bytes),
            "ed25519" => key::ed25519(&bytes),
            _ => return,
        };
        read.bits = bits;
        if let Some(reason) = mistake {
            self.wrong(&tag.value_at, reason);
        }
    }

    /// Values with colons between them, white space around each allowed.
    fn list(&mut self, tag: &Tag<'_>) -> Vec<String> {
        let mut values = Vec::new();
        let mut start = tag.value_at.start;
        let mut has_gap = false;
        for piece in tag.value.split(':') {
            let end = start + piece.len();
            let value = self.record.text.get(tags::trim(&self.record.text, start..end));
            start = end + 1;
            match value.filter(|value| !value.is_empty()) {
                None => has_gap = true,
                Some(_) if values.len() == MOST => {
                    self.wrong(&tag.at, format!("more than {MOST} values stand here"));
                    break;
                }
                Some(value) => values.push(value.to_owned()),
            }
        }
        if has_gap {
            self.wrong(&tag.at, "a value is missing here".to_owned());
        }
        values
    }
}
