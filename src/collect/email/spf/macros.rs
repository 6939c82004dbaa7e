//! Macros of RFC 7208, section 7: the one reader of macro strings, what a macro becomes, and the
//! way from an expanded text to a name that can be asked for.

use std::ops::Range;

/// The longest name that can be asked for, without the final dot (section 7.3).
const MAX_NAME: usize = 253;

/// The longest label (RFC 1035, section 2.3.4).
const MAX_LABEL: usize = 63;

/// A piece of a macro string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'t> {
    /// Characters that mean themselves.
    Literal(&'t str),
    /// `%%`, `%_` or `%-`, and what it stands for.
    Escape(&'static str),
    /// `%{…}`.
    Macro(Macro<'t>),
}

/// `%{ir}`: a letter, transformers, delimiters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Macro<'t> {
    /// One of `slodipvhcrt`.
    pub(crate) letter: char,
    /// The letter is written large: the value is escaped as in a URL.
    escaped: bool,
    /// How many parts are kept, from the right.
    keep: usize,
    /// Whether the parts are turned round.
    reversed: bool,
    /// Where the value is split; at dots if nothing stands here.
    delimiters: &'t str,
}

/// The parts of a macro string with the bytes they stand at.
#[derive(Debug, Clone)]
pub(crate) struct Parts<'t> {
    text: &'t str,
    offset: usize,
}

/// Reads a macro string. What cannot be read comes as the reason, and reading goes on behind it.
pub(crate) fn parts(text: &str) -> Parts<'_> {
    Parts { text, offset: 0 }
}

impl<'t> Iterator for Parts<'t> {
    type Item = (Range<usize>, Result<Part<'t>, &'static str>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.offset;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let (length, part) = match rest.find('%') {
            Some(0) => special(rest),
            found => {
                let literal = rest.get(..found.unwrap_or(rest.len())).unwrap_or_default();
                (literal.len(), Ok(Part::Literal(literal)))
            }
        };
        self.offset = start + length;
        Some((start..self.offset, part))
    }
}

/// What a text begins with that begins with `%`.
fn special(text: &str) -> (usize, Result<Part<'_>, &'static str>) {
    let escape = |value| (2, Ok(Part::Escape(value)));
    match text.as_bytes().get(1) {
        Some(b'%') => escape("%"),
        Some(b'_') => escape(" "),
        Some(b'-') => escape("%20"),
        Some(b'{') => match text.split_once('}') {
            Some((macro_text, _)) => {
                let inside = macro_text.get(2..).unwrap_or_default();
                (macro_text.len() + 1, expression(inside).map(Part::Macro))
            }
            None => (text.len(), Err("a macro begins here and has no `}`")),
        },
        _ => (1, Err("`%` stands only before `{`, `%`, `_` or `-`: write `%%`")),
    }
}

/// What stands between the braces.
fn expression(text: &str) -> Result<Macro<'_>, &'static str> {
    let mut characters = text.chars();
    let written = characters.next().ok_or("a macro needs a letter")?;
    let letter = written.to_ascii_lowercase();
    if !"slodipvhcrt".contains(letter) {
        return Err("there is no macro with this letter");
    }
    let rest = characters.as_str();
    let transformer = rest.trim_start_matches(|character: char| character.is_ascii_digit());
    let digits = rest.strip_suffix(transformer).unwrap_or_default();
    // A number too long to be held is larger than any number of parts.
    let keep = if digits.is_empty() { usize::MAX } else { digits.parse().unwrap_or(usize::MAX) };
    if keep == 0 {
        return Err("a macro keeps at least one part: the number must not be 0");
    }
    let delimiters = transformer.strip_prefix(['r', 'R']);
    let reversed = delimiters.is_some();
    let delimiters = delimiters.unwrap_or(transformer);
    if delimiters.chars().any(|character| !".-+,/_=".contains(character)) {
        return Err("behind the letter of a macro stand digits, `r`, and then any of `.-+,/_=`");
    }
    Ok(Macro { letter, escaped: written.is_ascii_uppercase(), keep, reversed, delimiters })
}

impl Macro<'_> {
    /// Whether the letter belongs into explanations alone (section 7.2).
    pub(crate) fn explains(&self) -> bool {
        matches!(self.letter, 'c' | 'r' | 't')
    }

    /// Whether the value depends on the domain alone, and not on the message.
    fn is_fixed(&self) -> bool {
        matches!(self.letter, 'd' | 'o')
    }

    /// Appends what the macro makes of its value (section 7.3).
    pub(crate) fn expand(&self, value: &str, into: &mut String) {
        let start = into.len();
        if self.keep == usize::MAX && !self.reversed && self.delimiters.is_empty() {
            into.push_str(value);
        } else {
            let split = |character| match self.delimiters {
                "" => character == '.',
                delimiters => delimiters.contains(character),
            };
            let mut pieces: Vec<&str> = value.split(split).collect();
            if self.reversed {
                pieces.reverse();
            }
            let skipped = pieces.len().saturating_sub(self.keep);
            for (index, piece) in pieces.into_iter().skip(skipped).enumerate() {
                if index > 0 {
                    into.push('.');
                }
                into.push_str(piece);
            }
        }
        if self.escaped {
            let plain = into.split_off(start);
            escape(&plain, into);
        }
    }
}

/// Escapes all but the unreserved characters of RFC 3986, section 2.3.
fn escape(text: &str, into: &mut String) {
    use std::fmt::Write as _;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            let _infallible = write!(into, "%{byte:02X}");
        }
    }
}

/// Whether a macro string is the same for every message from the domain.
pub(crate) fn is_fixed(text: &str) -> bool {
    parts(text).all(|(_, part)| !matches!(part, Ok(Part::Macro(part)) if !part.is_fixed()))
}

/// The name that an expanded text asks for: without the final dot, cut from the left to the length
/// that DNS allows. Nothing if a label is empty or too long: such a name cannot exist.
pub(crate) fn name(mut text: String) -> Option<String> {
    if text.ends_with('.') {
        text.pop();
    }
    let mut name = text.as_str();
    while name.len() > MAX_NAME {
        name = name.split_once('.')?.1;
    }
    if name.split('.').any(|label| label.is_empty() || label.len() > MAX_LABEL) {
        return None;
    }
    if name.len() < text.len() { Some(name.to_owned()) } else { Some(text) }
}

/// Whether `check_host` can be asked about a domain (section 4.3): several labels, none of them
/// empty or too long, and no address in brackets.
pub(crate) fn is_domain(name: &str) -> bool {
    name.len() <= MAX_NAME
        && name.contains('.')
        && !name.starts_with('[')
        && name.split('.').all(|label| !label.is_empty() && label.len() <= MAX_LABEL)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn expand(text: &str, value: &str) -> String {
        let mut expanded = String::new();
        for (_, part) in parts(text) {
            match part.unwrap() {
                Part::Literal(literal) => expanded.push_str(literal),
                Part::Escape(escape) => expanded.push_str(escape),
                Part::Macro(part) => part.expand(value, &mut expanded),
            }
        }
        expanded
    }

    /// The examples of section 7.4 with one value each, and one that is split at several characters.
    #[test]
    fn transformers_split_reverse_and_cut() {
        let domain = "email.example.com";
        for (text, value, expanded) in [
            ("%{d}", domain, "email.example.com"),
            ("%{d4}", domain, "email.example.com"),
            ("%{d3}", domain, "email.example.com"),
            ("%{d2}", domain, "example.com"),
            ("%{d1}", domain, "com"),
            ("%{dr}", domain, "com.example.email"),
            ("%{d2r}", domain, "example.email"),
            ("%{D2R}", domain, "example.email"),
            ("%{l}", "strong-bad", "strong-bad"),
            ("%{l-}", "strong-bad", "strong.bad"),
            ("%{lr}", "strong-bad", "strong-bad"),
            ("%{lr-}", "strong-bad", "bad.strong"),
            ("%{l1r-}", "strong-bad", "strong"),
            ("%{d99999999999999999999999}", domain, "email.example.com"),
            ("%{l2r+-}.x", "foo-bar+zip+quux", "bar.foo.x"),
            ("a%%b%_c%-d", "", "a%b c%20d"),
            ("%{L}", "~a&b=\u{e9} c", "~a%26b%3D%C3%A9%20c"),
        ] {
            assert_eq!(expand(text, value), expanded, "{text}");
        }
    }

    #[test]
    fn mistakes_stand_at_their_bytes() {
        let text = "a%(ir).%{x}.%{d0}.%{}.%{dq}.%{d.r}%{d";
        let found: Vec<_> = parts(text)
            .filter_map(|(span, part)| Some((&text[span], part.err()?)))
            .map(|(text, reason)| (text, reason.split(' ').next().unwrap()))
            .collect();
        let expected = [
            ("%", "`%`"),
            ("%{x}", "there"),
            ("%{d0}", "a"),
            ("%{}", "a"),
            ("%{dq}", "behind"),
            ("%{d.r}", "behind"),
            ("%{d", "a"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn names_are_cut_from_the_left() {
        let label = "a123456789".repeat(6);
        let long = format!("the.first.{label}.{label}.{label}.{label}.com.");
        let fits = format!("first.{label}.{label}.{label}.{label}.com");
        assert_eq!(fits.len(), MAX_NAME);
        assert_eq!(name(long).as_deref(), Some(fits.as_str()));
    }

    #[test]
    fn names_that_cannot_be_are_none() {
        for text in ["", ".", "a..b", ".a", "a..", &"a".repeat(64), &"a".repeat(300)] {
            assert_eq!(name(text.to_owned()), None, "{text}");
        }
        assert_eq!(name("a.b.".to_owned()).as_deref(), Some("a.b"));
        for domain in ["com", "", "[1.2.3.4]", "a..b", "a.b.", &"a.".repeat(200)] {
            assert!(!is_domain(domain), "{domain}");
        }
        assert!(is_domain("a.b"));
    }

    #[test]
    fn macros_of_the_sender_depend_on_the_message() {
        assert!(is_fixed("a%%.%{d2}.%{O}.example.com"));
        for text in ["%{i}", "%{d}.%{h}", "%{L}.b", "%{p}", "%{s}", "%{v}"] {
            assert!(!is_fixed(text), "{text}");
        }
    }
}
