//! The policy: `key: value` lines (RFC 8461, section 3.2).

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;

use super::pattern::is_pattern;
use super::record::is_name;
use crate::facts::domain::{Mistake, MtaStsPolicy, PolicyExchange, Status};

/// The greatest `max_age`, in seconds: a year.
const MAX_AGE: u64 = 31_557_600;

/// The most lines that are read.
const LINES: usize = 1000;

/// The most mistakes that are listed: a page for people that stands in the policy's place has one
/// on every line.
const MISTAKES: usize = 20;

/// The keys that have a meaning. Only `mx` may stand more than once.
const KEYS: [&str; 4] = ["version", "mode", "max_age", "mx"];

/// Reads a policy: `found`, or `invalid` where senders must not use it. Keys may stand in any
/// order, others than these four are ignored, and of a key that stands twice the first counts.
///
/// More than the grammar allows, empty lines are overlooked, as senders do.
pub(crate) fn read(body: &str, media_type: Option<&str>, url: &str) -> MtaStsPolicy {
    let mut reader = Reader {
        policy: MtaStsPolicy { at: url.to_owned(), ..MtaStsPolicy::default() },
        seen: BTreeSet::new(),
        broken: false,
        surplus: 0,
    };
    reader.media_type(media_type);
    let body = match body.strip_prefix('\u{feff}') {
        None => body,
        Some(rest) => {
            reader.broken(
                format!("{url}#line=1"),
                "a byte-order mark stands before the first key".to_owned(),
            );
            rest
        }
    };
    // A last line without an end is a line; an end without a line after it is none.
    let body = body.strip_suffix('\n').unwrap_or(body);
    for (index, line) in body.split('\n').enumerate() {
        let at = format!("{url}#line={}", index + 1);
        if index == LINES {
            reader.broken(at, format!("the policy has more than {LINES} lines"));
            break;
        }
        let line = line.strip_suffix('\r').unwrap_or(line);
        reader.line(&Line { at, text: line.trim_end_matches([' ', '\t']) });
    }
    reader.finish()
}

/// One line, without its end and the white space before it.
struct Line<'a> {
    at: String,
    text: &'a str,
}

impl Line<'_> {
    /// The anchor of bytes of the line, given in characters.
    fn bytes(&self, range: Range<usize>) -> String {
        let count = |until: usize| self.text.get(..until).map_or(0, |part| part.chars().count());
        format!("{};char={},{}", self.at, count(range.start), count(range.end))
    }

    /// The anchor of what follows this byte.
    fn from(&self, start: usize) -> String {
        self.bytes(start..self.text.len())
    }
}

struct Reader {
    policy: MtaStsPolicy,
    seen: BTreeSet<String>,
    broken: bool,
    surplus: usize,
}

impl Reader {
    /// Senders should take a policy only where its media type says that it is text: so that a page
    /// that anybody can put on a host is none.
    fn media_type(&mut self, media_type: Option<&str>) {
        let reason = match media_type.map(|given| given.split(';').next().unwrap_or_default()) {
            Some(given) if given.trim().eq_ignore_ascii_case("text/plain") => return,
            Some(_) => "the media type of the policy is not `text/plain`",
            None => "the policy is sent without a media type, and not as `text/plain`",
        };
        let at = self.policy.at.clone();
        self.broken(at, reason.to_owned());
    }

    fn line(&mut self, line: &Line<'_>) {
        if line.text.is_empty() {
            return;
        }
        let Some((key, rest)) = line.text.split_once(':') else {
            let reason = "this line has no `:`: it is no key with a value".to_owned();
            return self.broken(line.from(0), reason);
        };
        if key.is_empty() {
            return self.broken(line.from(0), "the name of the key is missing".to_owned());
        }
        if !is_name(key) {
            let reason = if is_name(key.trim()) {
                "white space stands around the key"
            } else {
                "this is not the name of a key"
            };
            return self.broken(line.bytes(0..key.len()), reason.to_owned());
        }
        let value = rest.trim_start_matches([' ', '\t']);
        let place = line.text.len() - value.len();
        if value.is_empty() {
            return self.broken(line.from(0), format!("`{key}` has no value"));
        }
        if value.chars().any(char::is_control) {
            let reason = format!("there are control characters in the value of `{key}`");
            return self.broken(line.from(place), reason);
        }
        if !KEYS.contains(&key) {
            if KEYS.iter().any(|known| known.eq_ignore_ascii_case(key)) {
                let reason = "keys are written in lower case: senders ignore this line".to_owned();
                self.mistake(line.bytes(0..key.len()), reason);
            }
            return;
        }
        if !self.seen.insert(key.to_owned()) && key != "mx" {
            let reason = format!("`{key}` stands twice: the first one counts");
            return self.mistake(line.from(0), reason);
        }
        if let Err(reason) = self.value(key, value, &line.at) {
            self.broken(line.from(place), reason);
        }
    }

    fn value(&mut self, key: &str, value: &str, at: &str) -> Result<(), String> {
        match key {
            "version" if value != "STSv1" => {
                return Err("the version is `STSv1`; there is no other".to_owned());
            }
            "mode" => {
                if !matches!(value, "enforce" | "testing" | "none") {
                    return Err("the mode is `enforce`, `testing` or `none`".to_owned());
                }
                self.policy.mode = Some(value.to_owned());
                self.policy.mode_at = Some(at.to_owned());
            }
            "max_age" => {
                let digits = value.len() <= 10 && value.bytes().all(|byte| byte.is_ascii_digit());
                let Some(age) = value.parse::<u64>().ok().filter(|_| digits) else {
                    return Err("the age is a number of seconds, of 10 digits at most".to_owned());
                };
                self.policy.max_age = Some(age);
                self.policy.max_age_at = Some(at.to_owned());
                if age > MAX_AGE {
                    return Err(format!("the age is {MAX_AGE} seconds at most, a year"));
                }
            }
            "mx" => {
                if !is_pattern(value) {
                    return Err("this is no host: one name, in A-labels if it is international, \
                                without a final dot, with `*` for its first label at most"
                        .to_owned());
                }
                let pattern = value.to_ascii_lowercase();
                self.policy.mx.push(PolicyExchange { at: at.to_owned(), pattern });
            }
            _ => {}
        }
        Ok(())
    }

    /// What the policy lacks, and what it comes to.
    fn finish(mut self) -> MtaStsPolicy {
        for key in KEYS {
            // A policy that is withdrawn needs no exchange.
            let optional = key == "mx" && self.policy.mode.as_deref() == Some("none");
            if !optional && !self.seen.contains(key) {
                let at = self.policy.at.clone();
                self.broken(at, format!("the policy has no `{key}`"));
            }
        }
        if self.surplus > 0 {
            self.policy.mistakes.push(Mistake {
                at: self.policy.at.clone(),
                reason: format!("{} more mistakes are not listed", self.surplus),
            });
        }
        self.policy.status = if self.broken { Status::Invalid } else { Status::Found };
        self.policy
    }

    /// A mistake that makes the policy invalid.
    fn broken(&mut self, at: String, reason: String) {
        self.broken = true;
        self.mistake(at, reason);
    }

    /// A mistake that senders overlook.
    fn mistake(&mut self, at: String, reason: String) {
        if self.policy.mistakes.len() < MISTAKES {
            self.policy.mistakes.push(Mistake { at, reason });
        } else {
            self.surplus += 1;
        }
    }
}
