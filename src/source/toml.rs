//! TOML 1.0 as the one tree. The parser's crate is named here alone.
//!
//! A table that is written in several pieces, `[a]` … `[a.b]`, has the bytes from its first piece
//! to its last. Before the parser, a scan over the bytes bounds how deep keys, tables and lists go
//! together: the parser bounds each of them, and what holds its values is taken down recursively.

use std::ops::Range;

use toml_edit::{Document, Item, Key, Table, Value};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::node::{Entry, Kind, Node, Scalar, Style};
use super::parsed::{MAX_DEPTH, MAX_NODES, Parsed, SyntaxError};
use super::text;

/// Reads a TOML document: one mapping, empty for a file that sets nothing.
pub(crate) fn parse(text: &str) -> Result<Parsed, SyntaxError> {
    scan(text)?;
    let document = Document::parse(text).map_err(|error| {
        let span = text::clamp(text, error.span().unwrap_or_default());
        let line = text::first_line(text, span.clone());
        let span = if line.is_empty() { text::word_at(text, span.start) } else { line };
        SyntaxError::malformed(error.message().trim().replace('\n', ", "), span)
    })?;
    let root = Reader { text }.table(document.as_table(), 0..0);
    Ok(Parsed::new(vec![Node { span: text::trim(text, 0..text.len()), ..root }]))
}

/// One pass over the parser's own tokens, which counts what is open and the dots of keys. The dot
/// of a number counts too, and is forgotten with the comma or the line behind it.
fn scan(source: &str) -> Result<(), SyntaxError> {
    // The dots within each thing that is open, the file itself first.
    let mut open = vec![0_usize];
    let (mut depth, mut values) = (0_usize, 1_usize);
    for token in Source::new(source).lex() {
        match token.kind() {
            TokenKind::Dot => {
                depth += 1;
                if let Some(dots) = open.last_mut() {
                    *dots += 1;
                }
            }
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                depth += 1;
                values += 1;
                open.push(0);
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket if open.len() > 1 => {
                depth -= 1 + open.pop().unwrap_or_default();
            }
            TokenKind::Comma | TokenKind::Newline => {
                values += 1;
                if let Some(dots) = open.last_mut() {
                    depth -= std::mem::take(dots);
                }
            }
            _ => {}
        }
        let at = token.span().start();
        if depth > MAX_DEPTH {
            return Err(SyntaxError::too_deep(at..at + 1));
        }
        if values > MAX_NODES {
            return Err(SyntaxError::too_many(at..at + 1));
        }
    }
    Ok(())
}

struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    /// Recurses as deep as [`scan`] let through. What is written of a table nowhere by itself, the
    /// `a` of `[a.b]`, has the bytes of its members.
    fn table(&self, table: &Table, at: Range<usize>) -> Node {
        let members = table.iter().filter_map(|(name, item)| {
            let (key, _) = table.get_key_value(name)?;
            let key_span = self.key(key);
            let value = self.item(item, key_span.end..key_span.end)?;
            Some(Entry { key: name.to_owned(), key_span, value })
        });
        let entries = members.collect();
        let header = table.span().map(|span| text::clamp(self.text, span));
        around(entries, header, at)
    }

    fn item(&self, item: &Item, at: Range<usize>) -> Option<Node> {
        match item {
            Item::None => None,
            Item::Value(value) => Some(self.value(value, at)),
            Item::Table(table) => Some(self.table(table, at)),
            Item::ArrayOfTables(tables) => {
                let items: Vec<Node> =
                    tables.iter().map(|table| self.table(table, at.clone())).collect();
                let spans = items.iter().map(|item| item.span.clone());
                Some(Node { span: spans.reduce(hull).unwrap_or(at), kind: Kind::List(items) })
            }
        }
    }

    fn value(&self, value: &Value, at: Range<usize>) -> Node {
        let span = value.span().map_or(at, |span| text::clamp(self.text, span));
        let plain = |text: String| Kind::Scalar(Scalar { text, style: Style::Plain });
        let written = || self.text.get(span.clone()).unwrap_or_default().to_owned();
        let kind = match value {
            Value::String(text) => {
                Kind::Scalar(Scalar { text: text.value().clone(), style: Style::Quoted })
            }
            Value::Integer(number) => plain(number.value().to_string()),
            Value::Boolean(answer) => plain(answer.value().to_string()),
            Value::Float(_) | Value::Datetime(_) => plain(written()),
            Value::Array(items) => {
                let behind = span.end..span.end;
                Kind::List(items.iter().map(|item| self.value(item, behind.clone())).collect())
            }
            Value::InlineTable(table) => {
                let members = table.iter().filter_map(|(name, value)| {
                    let (key, _) = table.get_key_value(name)?;
                    let key_span = self.key(key);
                    let value = self.value(value, key_span.end..key_span.end);
                    Some(Entry { key: name.to_owned(), key_span, value })
                });
                return around(members.collect(), Some(span.clone()), span);
            }
        };
        Node { span, kind }
    }

    fn key(&self, key: &Key) -> Range<usize> {
        text::clamp(self.text, key.span().unwrap_or_default())
    }
}

/// A mapping with the bytes of its header and of all its members; `at` where there are none.
fn around(entries: Vec<Entry>, header: Option<Range<usize>>, at: Range<usize>) -> Node {
    let members =
        entries.iter().flat_map(|entry| [entry.key_span.clone(), entry.value.span.clone()]);
    let span = header.into_iter().chain(members).reduce(hull).unwrap_or(at);
    Node { span, kind: Kind::Map(entries) }
}

fn hull(a: Range<usize>, b: Range<usize>) -> Range<usize> {
    a.start.min(b.start)..a.end.max(b.end)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;
    use crate::source::anchor::Anchor;
    use crate::source::locate::{self, Mark, Target};
    use crate::source::parsed::SyntaxErrorKind;

    const BUNFIG: &str = "\u{feff}# é\r\ntelemetry = false\r\n\r\n[install]\r\nminimumReleaseAge = 259_200 # 3 days\r\nexcludes = [\r\n  \"@types/bun\", # é\r\n  'a\\b',\r\n]\r\nregistry = { url = \"https://npm.example/\", token = \"$T\" }\r\n\r\n[install.scopes]\r\n\"@acmé/x~y\" = \"https://r.example\"\r\nb.token = \"\\u00e9\"\r\n[[x]]\r\na = 1\r\n[[x]]\r\na = 1.5\r\n[install.lockfile]\r\nsave = false\r\n";

    /// What is underlined at a fragment.
    fn shown<'a>(text: &'a str, fragment: &str, mark: Mark) -> &'a str {
        let anchor = Anchor::parse(&format!("bunfig.toml{fragment}")).unwrap();
        let target = Target { fragment: &anchor.fragment, chars: anchor.chars, key: &[], mark };
        &text[locate::Document::new("bunfig.toml", text).locate(&target).unwrap()]
    }

    #[test]
    fn members_are_found_wherever_their_table_is_written() {
        for (fragment, mark, expected) in [
            ("#/telemetry", Mark::Auto, "false"),
            ("#/install/minimumReleaseAge", Mark::Auto, "259_200"),
            ("#/install/minimumReleaseAge", Mark::Entry, "minimumReleaseAge = 259_200"),
            ("#/install/excludes/0", Mark::Auto, "\"@types/bun\""),
            ("#/install/excludes/1", Mark::Value, "'a\\b'"),
            ("#/install/excludes/1;char=1,2", Mark::Auto, "\\"),
            ("#/install/registry", Mark::Key, "registry"),
            ("#/install/registry/url", Mark::Auto, "\"https://npm.example/\""),
            ("#/install/registry/token", Mark::Entry, "token = \"$T\""),
            ("#/install/scopes", Mark::Auto, "scopes"),
            ("#/install/scopes/@acmé~1x~0y", Mark::Key, "\"@acmé/x~y\""),
            ("#/install/scopes/b/token", Mark::Auto, "\"\\u00e9\""),
            ("#/install/scopes/b/token;char=0,1", Mark::Auto, "\\u00e9"),
            ("#/x/1", Mark::Auto, "[[x]]"),
            ("#/x/1/a", Mark::Auto, "1.5"),
            ("#/install/lockfile/save", Mark::Auto, "false"),
            ("#/install/lockfile/print", Mark::Auto, "lockfile"),
        ] {
            assert_eq!(shown(BUNFIG, fragment, mark), expected, "{fragment} {mark:?}");
        }
    }

    #[test]
    fn values_are_read_as_what_they_mean() {
        let parsed = parse(BUNFIG).unwrap();
        let root = &parsed.documents[0];
        let install = root.get("install").unwrap();
        let age = install.get("minimumReleaseAge").unwrap().scalar().unwrap();
        assert_eq!((age.text.as_str(), age.style), ("259200", Style::Plain));
        assert_eq!(root.get("telemetry").unwrap().boolean(), Some(false));
        let token = install.get("scopes").unwrap().get("b").unwrap().get("token").unwrap();
        assert_eq!(token.text(), Some("é"));
        assert_eq!(token.scalar().unwrap().style, Style::Quoted);
        let items: Vec<_> = root.get("x").unwrap().items().iter().collect();
        assert_eq!(items[1].get("a").unwrap().text(), Some("1.5"));
        for text in ["", "\u{feff}", "# é\n"] {
            assert!(parse(text).unwrap().documents[0].is_map());
        }
    }

    #[test]
    fn mistakes_have_their_place() {
        for (text, at, message) in [
            ("a = 1\na = 2\n", "a", "duplicate key"),
            ("[a]\n[a]\n", "a", "duplicate key"),
            ("a = \n", "=", "string values must be quoted"),
            ("é = 1\n", "é", "invalid unquoted key"),
            ("a = \"b\n", "b", "invalid basic string"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(&text[error.span], at, "{text:?}");
            assert!(error.message.starts_with(message), "{}", error.message);
            assert_eq!(error.kind, SyntaxErrorKind::Malformed);
        }
    }

    #[test]
    fn depth_is_bounded_however_it_is_written() {
        let dots = "a.".repeat(70);
        for text in [
            "[".repeat(100_000),
            format!("a = {}", "[".repeat(100_000)),
            "{a=".repeat(100_000),
            format!("{}a = 1", "a.".repeat(100_000)),
            format!("a = {{ {dots}b = {{ {dots}c = 1 }} }}"),
            format!("a = [\"\"\"x\"\"\"\", {{ {dots}b = {{ {dots}c = 1 }} }}]"),
        ] {
            let error = parse(&text).unwrap_err();
            assert_eq!(error.message, "values nest more than 128 levels deep");
            assert_eq!(error.kind, SyntaxErrorKind::TooLarge);
        }
        let floats = format!("a = [{}]", "1.5, ".repeat(1000));
        assert_eq!(parse(&floats).unwrap().documents[0].get("a").unwrap().items().len(), 1000);
    }

    #[test]
    fn a_hundred_thousand_keys_are_read_in_their_order() {
        let mut text = String::new();
        for number in 0..100_000 {
            let _infallible = writeln!(text, "k{number} = {number}");
        }
        let parsed = parse(&text).unwrap();
        let entries = parsed.documents[0].entries();
        assert_eq!((entries.len(), entries[99_999].key.as_str()), (100_000, "k99999"));
        assert_eq!(&text[entries[99_999].key_span.clone()], "k99999");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\[\\]{}\"'#=.,\\\\ue0-9a-bé\u{feff}\n\r -]{0,32}") {
            match parse(&text) {
                Ok(parsed) => prop_assert!(text.get(parsed.documents[0].span.clone()).is_some()),
                Err(error) => prop_assert!(text.get(error.span).is_some()),
            }
        }
    }
}
