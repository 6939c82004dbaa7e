//! Tag-value lists, `v=DMARC1; p=none`: the syntax that the records of DMARC, DKIM, MTA-STS and
//! TLS reporting share (RFC 6376, section 3.2). What a tag means belongs to its own standard.

use std::collections::BTreeSet;
use std::ops::Range;

/// More tags than this are read as one, with [`Fault::Surplus`]: no standard has twenty.
const MOST: usize = 256;

/// One piece between two semicolons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// The characters of name and value, without the white space around them.
    pub(crate) at: Range<usize>,
    /// The name, as written.
    pub(crate) name: &'a str,
    /// The characters of the name.
    pub(crate) name_at: Range<usize>,
    /// The value, without the white space around it; empty where there is no `=`.
    pub(crate) value: &'a str,
    /// The characters of the value.
    pub(crate) value_at: Range<usize>,
    /// What is wrong with the piece. A tag that is repeated can still be read.
    pub(crate) fault: Option<Fault>,
}

/// What can be wrong with a piece of a list, whatever the standard of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing between two semicolons; one for all that stand side by side.
    Empty,
    /// No `=`: all of it is the name.
    NoEquals,
    /// The name is not a letter, then letters, digits and `_`.
    Name,
    /// The name stood before, in the same case.
    Repeated,
    /// The rest of a list that is too long.
    Surplus,
}

impl Tag<'_> {
    /// Whether name and value are what the author meant them to be: all but [`Fault::Repeated`]
    /// leave nothing to read.
    pub(crate) fn is_readable(&self) -> bool {
        matches!(self.fault, None | Some(Fault::Repeated))
    }

    /// What is wrong with the piece, for a person.
    pub(crate) fn mistake(&self) -> Option<String> {
        Some(match self.fault? {
            Fault::Empty => "nothing stands between two semicolons".to_owned(),
            Fault::NoEquals => "this has no `=`: it is not a tag".to_owned(),
            Fault::Name if self.name.is_empty() => "the name of the tag is missing".to_owned(),
            Fault::Name => "this is not the name of a tag".to_owned(),
            Fault::Repeated => "this tag stands a second time".to_owned(),
            Fault::Surplus => format!("the record has more than {MOST} tags"),
        })
    }
}

/// Reads a list. A semicolon at the end ends the last tag, as the standards allow. Names and
/// values are those of the text, `\009` (a tab, see [`text`](crate::collect::dns::text)) counts as
/// white space.
pub(crate) fn read(text: &str) -> Vec<Tag<'_>> {
    let mut tags: Vec<Tag<'_>> = Vec::new();
    let mut names = BTreeSet::new();
    let mut start = 0;
    for piece in text.split(';') {
        let end = start + piece.len();
        let last = end == text.len();
        let at = trim(text, start..end);
        if at.is_empty() {
            match tags.last_mut() {
                _ if last => {}
                // The semicolon itself is shown: there is nothing else.
                Some(tag) if tag.fault == Some(Fault::Empty) => tag.at.end = end + 1,
                _ => tags.push(Tag { at: start..end + 1, ..Tag::nothing(Fault::Empty, start) }),
            }
        } else if tags.len() == MOST {
            let at = trim(text, start..text.len());
            tags.push(Tag { at, ..Tag::nothing(Fault::Surplus, start) });
            break;
        } else {
            let mut tag = one(text, at);
            if tag.fault.is_none() && !names.insert(tag.name) {
                tag.fault = Some(Fault::Repeated);
            }
            tags.push(tag);
        }
        start = end + 1;
    }
    tags
}

/// The first tag of a name, in this case.
pub(crate) fn find<'t, 'a>(tags: &'t [Tag<'a>], name: &str) -> Option<&'t Tag<'a>> {
    tags.iter().find(|tag| tag.is_readable() && tag.name == name)
}

/// The anchor of characters of a record: `dns:…?type=TXT#line=1;char=10,16` (RFC 5147).
pub(crate) fn characters(record_at: &str, characters: &Range<usize>) -> String {
    format!("{record_at};char={},{}", characters.start, characters.end)
}

impl Tag<'_> {
    fn nothing(fault: Fault, at: usize) -> Self {
        let none = at..at;
        Self {
            at: none.clone(),
            name: "",
            name_at: none.clone(),
            value: "",
            value_at: none,
            fault: Some(fault),
        }
    }
}

/// The tag that a piece without white space around it holds.
fn one(text: &str, at: Range<usize>) -> Tag<'_> {
    let piece = text.get(at.clone()).unwrap_or_default();
    let (name_at, value_at, equals) = match piece.find('=') {
        Some(place) => {
            (trim(text, at.start..at.start + place), trim(text, at.start + place + 1..at.end), true)
        }
        None => (at.clone(), at.end..at.end, false),
    };
    let name = text.get(name_at.clone()).unwrap_or_default();
    let value = text.get(value_at.clone()).unwrap_or_default();
    let fault = if !equals {
        Some(Fault::NoEquals)
    } else if is_name(name) {
        None
    } else {
        Some(Fault::Name)
    };
    Tag { at, name, name_at, value, value_at, fault }
}

/// `tag-name = ALPHA *ALNUMPUNC`.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The same characters without white space at either end; at the start, if there is nothing else.
pub(crate) fn trim(text: &str, at: Range<usize>) -> Range<usize> {
    let mut rest = text.get(at.clone()).unwrap_or_default();
    let mut start = at.start;
    while let Some(shorter) = rest.strip_prefix(' ').or_else(|| rest.strip_prefix("\\009")) {
        start += rest.len() - shorter.len();
        rest = shorter;
    }
    while let Some(shorter) = rest.strip_suffix(' ').or_else(|| rest.strip_suffix("\\009")) {
        rest = shorter;
    }
    start..start + rest.len()
}

/// The text after white space, quotes and bytes that are not printable: what people paste before a
/// record.
pub(crate) fn without_leading(text: &str) -> &str {
    let mut rest = text.trim_start_matches([' ', '"', '\'']);
    while let Some(shorter) = after_byte(rest) {
        rest = shorter.trim_start_matches([' ', '"', '\'']);
    }
    rest
}

/// The text after a byte that is not printable ASCII, written `\195`; nothing where none stands first.
pub(crate) fn after_byte(text: &str) -> Option<&str> {
    let digits = text.strip_prefix('\\')?;
    let number = digits.get(..3)?;
    let byte: u8 = number.parse().ok().filter(|_| !number.starts_with('+'))?;
    (!(b' '..=b'~').contains(&byte)).then(|| digits.get(3..)).flatten()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::{Fault, Tag, characters, find, read, without_leading};

    /// `name|value|underlined|fault` of each tag.
    fn shown(text: &str) -> Vec<String> {
        let show = |tag: &Tag<'_>| {
            assert_eq!(&text[tag.value_at.clone()], tag.value, "of {text}");
            assert_eq!(&text[tag.name_at.clone()], tag.name, "of {text}");
            let fault = tag.fault.map(|fault| format!("|{fault:?}")).unwrap_or_default();
            format!("{}|{}|{}{fault}", tag.name, tag.value, &text[tag.at.clone()])
        };
        read(text).iter().map(show).collect()
    }

    #[test]
    fn a_list_is_read_tag_by_tag() {
        assert_eq!(
            shown("v=DMARC1; p = none ;rua=mailto:a@example.com,mailto:b@example.com;"),
            [
                "v|DMARC1|v=DMARC1",
                "p|none|p = none",
                "rua|mailto:a@example.com,mailto:b@example.com|rua=mailto:a@example.com,mailto:b@example.com",
            ]
        );
    }

    #[test]
    fn a_value_keeps_its_signs() {
        assert_eq!(shown("p=MIIB/+A=="), ["p|MIIB/+A==|p=MIIB/+A=="]);
        assert_eq!(shown("p=MIIB AAAB"), ["p|MIIB AAAB|p=MIIB AAAB"]);
        assert_eq!(shown("k=rsa; p="), ["k|rsa|k=rsa", "p||p="]);
        assert_eq!(shown("k=rsa; p= ;"), ["k|rsa|k=rsa", "p||p="]);
    }

    #[test]
    fn a_tab_is_white_space() {
        assert_eq!(
            shown(r"v=DMARC1;\009p\009=\009none"),
            ["v|DMARC1|v=DMARC1", r"p|none|p\009=\009none"]
        );
    }

    #[test]
    fn faults_are_visible() {
        assert_eq!(
            shown("a=1;; ;b=2; junk; =3; é-=4; a=5; A=6"),
            [
                "a|1|a=1",
                "||; ;|Empty",
                "b|2|b=2",
                "junk||junk|NoEquals",
                "|3|=3|Name",
                "é-|4|é-=4|Name",
                "a|5|a=5|Repeated",
                "A|6|A=6",
            ]
        );
        assert_eq!(shown(""), Vec::<String>::new());
        assert_eq!(shown(" "), Vec::<String>::new());
        assert_eq!(shown(";"), ["||;|Empty"]);
    }

    #[test]
    fn the_first_of_a_name_counts() {
        let tags = read("junk; x=1; p=none; p=reject");
        assert_eq!(find(&tags, "p").unwrap().value, "none");
        assert_eq!(find(&tags, "P"), None);
        assert_eq!(find(&tags, "junk"), None);
    }

    #[test]
    fn what_stands_before_a_record_is_taken_off() {
        for text in ["v=1", " v=1", "\"v=1", r"\194\160v=1", r#"\239\187\191 '"\009v=1"#] {
            assert_eq!(without_leading(text), "v=1", "{text}");
        }
        // A printable byte is no escape, nor is what has too few digits.
        for text in [r"\065", r"\19", r"\+19", "\\", ""] {
            assert_eq!(without_leading(text), text);
        }
    }

    #[test]
    fn an_anchor_names_characters() {
        let at = characters("dns:_dmarc.example.com?type=TXT#line=2", &(10..16));
        assert_eq!(at, "dns:_dmarc.example.com?type=TXT#line=2;char=10,16");
    }

    #[test]
    fn hostile_lists_are_bounded() {
        assert_eq!(read(&";".repeat(65_536)).len(), 1);
        assert_eq!(read(&r"\009;".repeat(13_000)).len(), 1);
        let text = "a=1;".repeat(16_384);
        let tags = read(&text);
        assert_eq!(tags.len(), 257);
        assert_eq!(tags[256].fault, Some(Fault::Surplus));
        assert_eq!(tags[256].at, 1024..65_536);
        let text = "a=1;;".repeat(13_000);
        assert_eq!(read(&text).len(), 257);
        assert_eq!(read(&" ".repeat(65_536)).len(), 0);
    }
}
