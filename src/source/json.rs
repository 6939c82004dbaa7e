//! JSON as the one tree: strict (RFC 8259), with comments and trailing commas as `bun.lock` and
//! `tsconfig.json` have them, or JSON5 (<https://spec.json5.org/>). The parser's crate is named here
//! alone.
//!
//! Before the parser, which recurses, a scan over the bytes bounds depth and size. It also
//! refuses what the parser lets pass and RFC 8259 does not: white space other than its four
//! characters, and control characters in strings.

use std::borrow::Cow;
use std::ops::Range;

use jsonc_parser::ast::{ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::tokens::Token;
use jsonc_parser::{CollectOptions, ParseOptions, Scanner, ScannerOptions, parse_to_ast};

use super::node::{Entry, Kind, Node, Scalar, Style};
use super::outline::{Outline, Wanted};
use super::parsed::{MAX_DEPTH, MAX_NODES, Parsed, SyntaxError};
use super::text;

/// How much a text may have that strict JSON does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Dialect {
    Strict,
    /// Comments and trailing commas.
    Comments,
    /// And keys without quotes, strings in single quotes, numbers of more forms.
    Json5,
}

/// Reads strict JSON.
pub(crate) fn parse(text: &str) -> Result<Parsed, SyntaxError> {
    read(text, Dialect::Strict)
}

/// Reads JSON that may have comments and trailing commas.
pub(crate) fn parse_jsonc(text: &str) -> Result<Parsed, SyntaxError> {
    read(text, Dialect::Comments)
}

/// Reads JSON5, but for line breaks in strings and for letters outside of ASCII in bare keys.
pub(crate) fn parse_json5(text: &str) -> Result<Parsed, SyntaxError> {
    read(text, Dialect::Json5)
}

fn read(text: &str, dialect: Dialect) -> Result<Parsed, SyntaxError> {
    let (lenient, json5) = (dialect >= Dialect::Comments, dialect == Dialect::Json5);
    let source = text.strip_prefix(text::BOM).unwrap_or(text);
    let shift = text.len() - source.len();
    let moved = |mut error: SyntaxError| {
        error.span = text::clamp(text, error.span.start + shift..error.span.end + shift);
        error
    };
    scan(source, dialect).map_err(moved)?;
    let options = ParseOptions {
        allow_comments: lenient,
        allow_trailing_commas: lenient,
        allow_loose_object_property_names: json5,
        allow_missing_commas: false,
        allow_single_quoted_strings: json5,
        allow_hexadecimal_numbers: json5,
        allow_unary_plus_numbers: json5,
        allow_bare_decimal_point_numbers: json5,
        allow_non_finite_numbers: json5,
        allow_extended_string_escapes: json5,
    };
    let parsed = parse_to_ast(source, &CollectOptions::default(), &options).map_err(|error| {
        let range = error.range();
        let span = text::clamp(source, range.start..range.end);
        let line = text::first_line(source, span);
        let span = if line.is_empty() { text::word_at(source, range.start) } else { line };
        moved(SyntaxError::malformed(lower_first(&error.kind().to_string()), span))
    })?;
    let Some(value) = parsed.value else {
        return Err(SyntaxError::malformed("the file is empty", 0..0));
    };
    Ok(Parsed::new(vec![node(value, shift)]))
}

/// What is wanted of a large file, with comments and trailing commas or without; nothing where
/// that is too much, or the file is no JSON as far as it can be told without a tree.
pub(crate) fn outline(text: &str, wanted: &Wanted) -> Option<Vec<Node>> {
    let source = text.strip_prefix(text::BOM).unwrap_or(text);
    let shift = text.len() - source.len();
    let mut outline = Outline::new(wanted);
    let mut scanner = Scanner::new(source, &ScannerOptions::default());
    while let Some(token) = scanner.scan().ok()? {
        let span = scanner.token_start() + shift..scanner.token_end() + shift;
        let (text, style) = match token {
            Token::OpenBrace | Token::OpenBracket => {
                outline.open(token == Token::OpenBracket, span).ok()?;
                continue;
            }
            Token::CloseBrace | Token::CloseBracket => {
                outline.close(Some(span)).ok()?;
                continue;
            }
            Token::String(text) => (text, Style::Quoted),
            Token::Word(text) | Token::Number(text) => (Cow::Borrowed(text), Style::Plain),
            Token::Boolean(true) => (Cow::Borrowed("true"), Style::Plain),
            Token::Boolean(false) => (Cow::Borrowed("false"), Style::Plain),
            Token::Null => (Cow::Borrowed("null"), Style::Plain),
            Token::Comma | Token::Colon | Token::CommentLine(_) | Token::CommentBlock(_) => {
                continue;
            }
        };
        outline.scalar(text, style, span).ok()?;
    }
    outline.documents()
}

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// One pass over the bytes; what it does not understand is left to the parser.
fn scan(source: &str, dialect: Dialect) -> Result<(), SyntaxError> {
    let (lenient, json5) = (dialect >= Dialect::Comments, dialect == Dialect::Json5);
    let mut bytes = source.bytes().enumerate().peekable();
    let (mut depth, mut values) = (0_usize, 1_usize);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            quote if quote == b'"' || (json5 && quote == b'\'') => {
                let mut escaped = false;
                for (at, byte) in bytes.by_ref() {
                    match byte {
                        0..0x20 => {
                            return Err(SyntaxError::malformed(
                                "a control character in a string must be escaped",
                                at..at + 1,
                            ));
                        }
                        _ if escaped => escaped = false,
                        b'\\' => escaped = true,
                        _ if byte == quote => break,
                        _ => {}
                    }
                }
            }
            b'[' | b'{' => {
                depth += 1;
                values += 1;
                if depth > MAX_DEPTH {
                    return Err(SyntaxError::too_deep(at..at + 1));
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            b'/' if lenient => match bytes.peek() {
                Some((_, b'/')) => {
                    let _newline = bytes.find(|(_, byte)| matches!(byte, b'\n' | b'\r'));
                }
                Some((opening, b'*')) => {
                    let opening = *opening;
                    let mut star = None;
                    let _close = bytes.find(|(at, byte)| {
                        let closes = *byte == b'/' && star == Some(*at);
                        star = (*byte == b'*' && *at != opening).then_some(*at + 1);
                        closes
                    });
                }
                _ => {}
            },
            // The parser stops here with a better word for it than the bytes behind would give.
            b'/' | b'\'' => return Ok(()),
            0x0b | 0x0c | 0x80.. => {
                let span = text::word_at(source, at);
                let span = if span.contains(&at) { span } else { at..at + 1 };
                return Err(SyntaxError::malformed(
                    "unexpected character outside of a string",
                    span,
                ));
            }
            _ => {}
        }
        if values > MAX_NODES {
            return Err(SyntaxError::too_many(at..at + 1));
        }
    }
    Ok(())
}

/// Recurses as deep as [`scan`] let through.
fn node(value: Value<'_>, shift: usize) -> Node {
    let span = shifted(&value, shift);
    let kind = match value {
        Value::StringLit(string) => scalar(string.value.into_owned(), Style::Quoted),
        Value::NumberLit(number) => scalar(number.value.to_owned(), Style::Plain),
        Value::BooleanLit(boolean) => scalar(boolean.value.to_string(), Style::Plain),
        Value::NullKeyword(_) => scalar("null".to_owned(), Style::Plain),
        Value::Array(array) => {
            Kind::List(array.elements.into_iter().map(|item| node(item, shift)).collect())
        }
        Value::Object(object) => {
            let entries = object.properties.into_iter().map(|property| {
                let (key, key_span) = match property.name {
                    ObjectPropName::String(name) => {
                        let span = shifted(&name, shift);
                        (name.value.into_owned(), span)
                    }
                    ObjectPropName::Word(name) => (name.value.to_owned(), shifted(&name, shift)),
                };
                Entry { key, key_span, value: node(property.value, shift) }
            });
            Kind::Map(entries.collect())
        }
    };
    Node { span, kind }
}

fn scalar(text: String, style: Style) -> Kind {
    Kind::Scalar(Scalar { text, style })
}

fn shifted(ranged: &impl Ranged, shift: usize) -> Range<usize> {
    ranged.start() + shift..ranged.end() + shift
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::parsed::SyntaxErrorKind;

    #[track_caller]
    fn refused(text: &str) -> (&str, String) {
        let error = parse(text).unwrap_err();
        (&text[error.span], error.message)
    }

    #[test]
    fn spans_count_the_byte_order_mark() {
        let text =
            "\u{feff}{\r\n  \"clé\": [1.50, \"\\u00e9\\ud83d\\ude00\", true, null, {}]\r\n}\r\n";
        let parsed = parse(text).unwrap();
        let root = &parsed.documents[0];
        let entry = root.entry("clé").unwrap();
        assert_eq!(&text[entry.key_span.clone()], "\"clé\"");
        let items: Vec<_> = entry.value.items().iter().collect();
        let sources: Vec<&str> = items.iter().map(|item| &text[item.span.clone()]).collect();
        assert_eq!(sources, ["1.50", "\"\\u00e9\\ud83d\\ude00\"", "true", "null", "{}"]);
        assert_eq!(items[0].text(), Some("1.50"));
        assert_eq!(items[1].text(), Some("é😀"));
        assert_eq!(items[2].boolean(), Some(true));
        assert!(items[3].is_null());
    }

    #[test]
    fn what_strict_json_does_not_have_is_an_error_with_its_place() {
        let own = |(at, message): (&str, &str)| (at.to_owned(), message.to_owned());
        for (text, expected) in [
            ("{\"a\": 1,}", (",", "trailing commas are not allowed")),
            ("[1, // é\n2]", ("// é", "comments are not allowed")),
            ("[1, é]", ("é]", "unexpected character outside of a string")),
            ("{'é': 1}", ("'", "single-quoted strings are not allowed")),
            ("{a: 1}", ("a", "expected string for object property")),
            ("[0x1]", ("0", "hexadecimal numbers are not allowed")),
            ("[1 2]", ("1", "expected comma")),
            ("{\"é\": 1} x\n", ("x", "text cannot contain more than one JSON value")),
            ("[]\u{a0}", ("\u{a0}", "unexpected character outside of a string")),
            ("[\"a\nb\"]", ("\n", "a control character in a string must be escaped")),
            ("{\"a\": [1,\n2", ("[1,", "unterminated array")),
            (
                "[\"\\ud800\", 1]",
                (
                    "\\ud800\"",
                    "invalid unicode escape sequence. 'd800 (unpaired high surrogate)' is not a valid UTF8 character",
                ),
            ),
        ] {
            let (at, message) = refused(text);
            assert_eq!((at.to_owned(), message), own(expected), "{text:?}");
        }
    }

    #[test]
    fn an_empty_file_says_so() {
        for text in ["", "\u{feff}", " \r\n"] {
            assert_eq!(parse(text).unwrap_err().message, "the file is empty");
        }
        assert_eq!(parse_jsonc("// nothing\n").unwrap_err().message, "the file is empty");
    }

    #[test]
    fn jsonc_has_comments_and_trailing_commas_and_no_more() {
        let text = "{ // é [[[\n  \"a\": [1, 2,], /*/ {{ * \"é **/\n}\n";
        let parsed = parse_jsonc(text).unwrap();
        assert_eq!(&text[parsed.documents[0].get("a").unwrap().span.clone()], "[1, 2,]");
        for text in ["{a: 1}", "['a']", "[1 2]", "[0x1]", "[.5]", "[NaN]", "[\"\\x41\"]", "[+1]"] {
            assert!(parse_jsonc(text).is_err(), "{text}");
        }
    }

    #[test]
    fn json5_has_bare_keys_and_single_quotes() {
        let text = "{\n  $schema: 'x', // [[[\n  'a\"{': [+1, .5, 0x1F, 'it\\'s [',],\n}\n";
        let parsed = parse_json5(text).unwrap();
        let root = &parsed.documents[0];
        assert_eq!(&text[root.entry("$schema").unwrap().key_span.clone()], "$schema");
        let items = root.get("a\"{").unwrap().items();
        assert_eq!(&text[items[3].span.clone()], "'it\\'s ['");
        assert_eq!(items[3].text(), Some("it's ["));
        for text in ["{a: 1 b: 2}", "['a]", "{a: é}", "['a\nb']"] {
            assert!(parse_json5(text).is_err(), "{text}");
        }
        let deep = format!("{{a: {}", "['[',".repeat(10_000));
        assert_eq!(parse_json5(&deep).unwrap_err().kind, SyntaxErrorKind::TooLarge);
    }

    #[test]
    fn depth_and_size_are_bounded_before_the_parser_recurses() {
        for text in ["[".repeat(10_000), "{\"a\":".repeat(10_000)] {
            let error = parse(&text).unwrap_err();
            assert_eq!(error.message, "values nest more than 128 levels deep");
            assert_eq!(error.kind, SyntaxErrorKind::TooLarge);
        }
        let text = format!("{}\"[[{{\"{}", "[".repeat(128), "]".repeat(128));
        assert_eq!(parse(&text).unwrap().documents.len(), 1);
        let text = format!("[{}1]", "1,".repeat(MAX_NODES));
        assert_eq!(parse(&text).unwrap_err().message, "the file holds more than 1000000 values");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\[\\]{}\",:/*\\\\ue0-9a-fé\u{feff}\u{a0}\n '+.-]{0,24}") {
            for result in [parse(&text), parse_jsonc(&text), parse_json5(&text)] {
                match result {
                    Ok(parsed) => prop_assert!(text.get(parsed.documents[0].span.clone()).is_some()),
                    Err(error) => prop_assert!(text.get(error.span).is_some()),
                }
            }
        }
    }
}
