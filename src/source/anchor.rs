//! Anchors: URI references that say where a fact was read.
//!
//! | source | form |
//! |---|---|
//! | a file | `package.json` |
//! | a place in a JSON, YAML or TOML file | `.github/workflows/ci.yml#/jobs/test/steps/0` (RFC 6901, section 6) |
//! | a line of a text file, counted from 1 | `.npmrc#line=3` (after RFC 5147; a bare number names that line) |
//! | a DNS answer, one record a line | `dns:_dmarc.example.com?type=TXT#line=1` (RFC 4501) |
//! | a document of the network | `https://mta-sts.example.com/.well-known/mta-sts.txt#line=2` |
//! | characters of a text value, from 0, end excluded | `….yml#/jobs/a/steps/0/run;char=4,10` (RFC 5147) |
//!
//! Characters that a path or a key may hold and a URI may not are percent-encoded, `;` in keys
//! included: a `;` that stands bare always starts a `char` part.

use std::fmt::Write as _;
use std::ops::Range;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// What is encoded in a pointer token of the fragment.
const TOKEN: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b';');

/// What is encoded in the path: a colon as well, so that no file name reads as a scheme.
const PATH: &AsciiSet = &TOKEN.remove(b';').add(b':');

/// An anchor taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Anchor {
    /// The path, decoded, relative to the target, with `/` between its parts.
    pub(crate) path: String,
    /// The place in the file.
    pub(crate) fragment: Fragment,
    /// Characters within the text value at that place.
    pub(crate) chars: Option<Range<usize>>,
}

/// The place within a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fragment {
    /// The whole file.
    Whole,
    /// The tokens of a JSON pointer, decoded.
    Pointer(Vec<String>),
    /// A line, counted from 1.
    Line(usize),
}

impl Anchor {
    /// Reads an anchor; nothing if the text is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (path, rest) = match text.split_once('#') {
            Some((path, rest)) => (path, Some(rest)),
            None => (text, None),
        };
        // The name in a URI of the network stays as it is written: it is compared, not opened.
        let path = if has_scheme(path) { path.to_owned() } else { decode(path)? };
        let Some(rest) = rest else {
            return Some(Self { path, fragment: Fragment::Whole, chars: None });
        };
        let (place, chars) = match rest.split_once(';') {
            Some((place, part)) => (place, Some(parse_chars(part)?)),
            None => (rest, None),
        };
        let fragment = if place.is_empty() {
            Fragment::Whole
        } else if let Some(number) = place.strip_prefix("line=") {
            Fragment::Line(number.parse().ok().filter(|line| *line > 0)?)
        } else {
            let pointer = place.strip_prefix('/')?;
            let tokens = pointer.split('/').map(|token| {
                decode(token).map(|token| token.replace("~1", "/").replace("~0", "~"))
            });
            Fragment::Pointer(tokens.collect::<Option<_>>()?)
        };
        Some(Self { path, fragment, chars })
    }
}

/// Whether an anchor leads to the network and to no file: it begins with a scheme. The path of a
/// file has no bare colon.
pub(crate) fn has_scheme(at: &str) -> bool {
    ["dns:", "https:"].iter().any(|scheme| at.starts_with(scheme))
}

fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(Into::into)
}

fn parse_chars(part: &str) -> Option<Range<usize>> {
    let (start, end) = part.strip_prefix("char=")?.split_once(',')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (start <= end).then_some(start..end)
}

/// An anchor under construction: a place in a tree that a collector walks down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place(String);

impl Place {
    /// The whole of a file.
    pub(crate) fn file(path: &str) -> Self {
        Self(utf8_percent_encode(path, PATH).to_string())
    }

    /// The member of a mapping with this key.
    #[must_use]
    pub(crate) fn key(&self, key: &str) -> Self {
        let mut next = self.with_room(key.len() + 2);
        next.enter_key(key);
        next
    }

    /// The item of a list at this index.
    #[must_use]
    pub(crate) fn index(&self, index: usize) -> Self {
        let mut next = self.with_room(6);
        next.enter_index(index);
        next
    }

    /// Goes down to the member of a mapping with this key.
    pub(crate) fn enter_key(&mut self, key: &str) {
        self.descend();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if key.bytes().all(plain) {
            self.0.push_str(key);
        } else {
            let escaped = key.replace('~', "~0").replace('/', "~1");
            self.0.extend(utf8_percent_encode(&escaped, TOKEN));
        }
    }

    /// Goes down to the item of a list at this index.
    pub(crate) fn enter_index(&mut self, index: usize) {
        self.descend();
        let _infallible = write!(self.0, "{index}");
    }

    /// Goes back up to where the anchor had this many bytes.
    pub(crate) fn back_to(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// A line of a text file, counted from 1.
    #[must_use]
    pub(crate) fn line(&self, number: usize) -> Self {
        Self(format!("{}#line={number}", self.0))
    }

    /// Characters of the text value at this place, from 0, the end excluded.
    #[must_use]
    pub(crate) fn chars(&self, range: Range<usize>) -> Self {
        let digits = |number: usize| number.checked_ilog10().map_or(1, |log| log as usize + 1);
        let room = ";char=,".len() + digits(range.start) + digits(range.end);
        let mut next = self.with_room(room);
        let _infallible = write!(next.0, ";char={},{}", range.start, range.end);
        next
    }

    /// How many bytes the anchor has.
    pub(crate) fn length(&self) -> usize {
        self.0.len()
    }

    /// The anchor.
    pub(crate) fn at(&self) -> String {
        self.0.clone()
    }

    /// The anchor, and nothing else.
    pub(crate) fn into_at(self) -> String {
        self.0
    }

    fn with_room(&self, room: usize) -> Self {
        let mut next = String::with_capacity(self.0.len() + room);
        next.push_str(&self.0);
        Self(next)
    }

    fn descend(&mut self) {
        self.0.push_str(if self.0.contains('#') { "/" } else { "#/" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_as_what_it_was_built_from() {
        let place = Place::file("a b#c%/é.yml").key("x/y~z;w").index(3).key("run").chars(4..9);
        assert_eq!(place.at(), "a%20b%23c%25/%C3%A9.yml#/x~1y~0z%3Bw/3/run;char=4,9");
        assert_eq!(
            Anchor::parse(&place.at()),
            Some(Anchor {
                path: "a b#c%/é.yml".into(),
                fragment: Fragment::Pointer(vec!["x/y~z;w".into(), "3".into(), "run".into()]),
                chars: Some(4..9),
            })
        );
    }

    #[test]
    fn the_way_down_leads_back_up() {
        let mut place = Place::file("a.yml");
        let above = place.clone();
        place.enter_key("x/y");
        let length = place.length();
        place.enter_index(12);
        assert_eq!(place, above.key("x/y").index(12));
        place.back_to(length);
        assert_eq!(place, above.key("x/y"));
        assert_eq!(place.chars(0..1_000).into_at(), "a.yml#/x~1y;char=0,1000");
    }

    #[test]
    fn lines_are_counted_from_one() {
        assert_eq!(Place::file(".npmrc").line(3).at(), ".npmrc#line=3");
        assert_eq!(Anchor::parse(".npmrc#line=0"), None);
    }

    #[test]
    fn text_that_is_no_anchor_is_refused() {
        for text in ["a#b", "a#/x;char=9,4", "a#/x;line=3", "%ff#/x"] {
            assert_eq!(Anchor::parse(text), None, "{text}");
        }
    }
}
