//! Each style of scalar, by hand and at random.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use proptest::prelude::*;

use super::chars_to_bytes;
use crate::source::node::Node;
use crate::source::{json, yaml};

fn value(text: &str) -> Node {
    let parsed = yaml::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    parsed.documents[0].get("k").unwrap().clone()
}

/// The source of the first appearance of `part` in the text of the value at `k`.
#[track_caller]
fn source_of<'a>(text: &'a str, part: &str) -> &'a str {
    let node = value(text);
    let decoded = node.text().unwrap();
    let at = decoded.find(part).unwrap_or_else(|| panic!("{part:?} is not in {decoded:?}"));
    let start = decoded[..at].chars().count();
    let range = chars_to_bytes(text, &node, start..start + part.chars().count());
    &text[range.unwrap_or_else(|| panic!("no bytes for {part:?} of {text:?}"))]
}

#[test]
fn scalars_in_a_line() {
    assert_eq!(source_of("k: né pm  é # c\n", "pm  é"), "pm  é");
    assert_eq!(source_of("k: 'it''s é'\n", "'s é"), "''s é");
    assert_eq!(
        source_of("k: \"a\\té\\\"\\u00e9\\x41\\U0001F600z\"\n", "é\"éA😀z"),
        "é\\\"\\u00e9\\x41\\U0001F600z"
    );
    assert_eq!(source_of("k: \"\\ud83d\\ude00!\"\n", "😀"), "\\ud83d\\ude00");
    assert_eq!(source_of("k: \"a\\ \\_\\N\\L\\P\\e\\/b\"\n", "/b"), "\\/b");
}

#[test]
fn folded_lines_of_plain_and_quoted_scalars() {
    assert_eq!(
        source_of("k: one \r\n   two\r\n\r\n\r\n  é three\r\nl: 1\r\n", "two\n\né"),
        "two\r\n\r\n\r\n  é"
    );
    assert_eq!(source_of("k: one \n   two\n", " "), "\n");
    assert_eq!(source_of("k: 'a\n\n  é''b'\n", "é'b"), "é''b");
    assert_eq!(source_of("k: \"a \\\n   b\\  \n\n  c\\\n\n  d\"\n", "b \nc"), "b\\  \n\n  c");
    assert_eq!(source_of("k: \"a\\\n\n  d\"\n", "\nd"), "\n  d");
}

#[test]
fn literal_blocks() {
    let text = "k: |  # c\r\n\r\n    npm ci\r\n\r\n      é x  \r\n    npm publish\r\n# c\r\n";
    assert_eq!(source_of(text, "npm publish"), "npm publish");
    assert_eq!(source_of(text, "\n  é x  \n"), "\r\n      é x  \r\n");
    assert_eq!(source_of("k: |2-\n    a\n  é", "  a\né"), "  a\n  é");
    assert_eq!(source_of("k: |+\n  a\n\n\n", "a\n\n\n"), "a\n\n\n");
    assert_eq!(source_of("k: |+\n\n\nl: 1\n", "\n\n"), "\n\n");
    assert_eq!(source_of("k: |\n a\n \tb\n", "\tb"), "\tb");
}

#[test]
fn folded_blocks() {
    let text = "k: >\n  a é\n  b\n\n  c\n    d\n  e\n\n\n";
    assert_eq!(value(text).text(), Some("a é b\nc\n  d\ne\n"));
    assert_eq!(source_of(text, "é b"), "é\n  b");
    assert_eq!(source_of(text, "\nc"), "\n  c");
    assert_eq!(source_of(text, "  d\ne\n"), "  d\n  e\n");
    assert_eq!(source_of("k: >-\r\n\r\n  a\r\n\r\n   b\r\n", "\na\n\n b"), "\r\n  a\r\n\r\n   b");
}

#[test]
fn json_strings() {
    let text = "\u{feff}{\"k\": \"a\\n\\\"é\\/\\u00e9\\ud83d\\ude00z\"}";
    let parsed = json::parse(text).unwrap();
    let node = parsed.documents[0].get("k").unwrap();
    assert_eq!(node.text(), Some("a\n\"é/é😀z"));
    let sources: Vec<&str> =
        (0..8).map(|at| &text[chars_to_bytes(text, node, at..at + 1).unwrap()]).collect();
    assert_eq!(sources, ["a", "\\n", "\\\"", "é", "\\/", "\\u00e9", "\\ud83d\\ude00", "z"]);
}

#[test]
fn ranges_at_the_edges() {
    let text = "k: 'é'''\n";
    let node = value(text);
    assert_eq!(chars_to_bytes(text, &node, 0..0), Some(4..4));
    assert_eq!(chars_to_bytes(text, &node, 2..2), Some(8..8));
    assert_eq!(chars_to_bytes(text, &node, 0..2), Some(4..8));
    assert_eq!(chars_to_bytes(text, &node, 1..3), None);
    assert_eq!(chars_to_bytes(text, &node, 3..3), None);
    assert_eq!(chars_to_bytes(text, &value("k: [a]\n"), 0..1), None);
}

#[test]
fn an_alias_leads_to_the_scalar_it_stands_for() {
    let text = "a: &a 'x y'\nk: *a\n";
    assert_eq!(chars_to_bytes(text, &value(text), 2..3), Some(9..10));
    assert_eq!(&text[9..10], "y");
}

/// Every character that is no white space must come from bytes that stand for it, and ranges
/// must follow each other.
fn check(text: &str, node: &Node) -> Result<(), TestCaseError> {
    let decoded = node.scalar().unwrap().text.clone();
    let escapes = text[node.span.clone()].starts_with('"');
    let mut last = 0;
    for (at, c) in decoded.chars().enumerate() {
        let found = chars_to_bytes(text, node, at..at + 1);
        let Some(range) = found else {
            return Err(TestCaseError::fail(format!(
                "no bytes for {c:?}, {at} of {decoded:?} in {text:?}"
            )));
        };
        prop_assert!(range.start >= last, "{c:?} of {text:?} goes back");
        last = range.end;
        let source = &text[range];
        if c.is_whitespace() {
            continue;
        }
        let meant = match source {
            "''" if !escapes => "'".to_owned(),
            _ if escapes && source.starts_with('\\') => {
                value(&format!("k: \"{source}\"\n")).text().unwrap().to_owned()
            }
            plain => plain.to_owned(),
        };
        prop_assert_eq!(meant, c.to_string(), "{:?} of {:?}", source, text);
    }
    Ok(())
}

fn escape() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "é",
        "日",
        "😀",
        " ",
        "  ",
        "\n  ",
        " \n\n  ",
        "\r\n   ",
        "\r\n\r\n ",
        "\\n",
        "\\t",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u00e9",
        "\\x41",
        "\\ud83d\\ude00",
        "\\U0001F600",
        "\\ ",
        "\\\n   ",
        "\\\r\n\r\n ",
        "\t",
        "#",
        ": ",
    ])
}

proptest! {
    #[test]
    fn double_quoted(parts in prop::collection::vec(escape(), 0..14)) {
        let text = format!("k: \"{}\" # c\nl: 1\n", parts.concat());
        check(&text, &value(&text))?;
    }

    #[test]
    fn single_quoted(parts in prop::collection::vec(
        prop::sample::select(vec!["a", "é", "😀", "''", "\\n", "\"", " ", "\t", " \n  ", "\r\n\r\n   ", ": ", " #"]), 0..14)
    ) {
        let text = format!("k: '{}'\nl: 1\n", parts.concat());
        check(&text, &value(&text))?;
    }

    #[test]
    fn plain(words in prop::collection::vec("[aé日\\\\'\":#-]{0,3}[bü]", 1..6),
             gaps in prop::collection::vec(prop::sample::select(vec![" ", "\t ", " \n  ", "\r\n ", "\n\n\n  "]), 6)) {
        let body: String = words.iter().zip(&gaps).map(|(word, gap)| format!("x{word}{gap}")).collect();
        let text = format!("k: {}\nl: 1\n", body.trim_end());
        check(&text, &value(&text))?;
    }

    #[test]
    fn block(style in prop::sample::select(vec!["|", ">", "|-", ">-", "|+", ">+", "|2", ">2-", ">+2"]),
             lines in prop::collection::vec("( {0,3}[aé#😀]{1,3}[ \t]{0,2}|[ ]{0,4}|\t?b)", 1..8),
             feed in prop::sample::select(vec!["\n", "\r\n"]),
             tail in prop::sample::select(vec!["", "# c", "l: 1"]),
    ) {
        let body: String = lines.iter().map(|line| {
            if line.trim().is_empty() { format!("{line}{feed}") } else { format!("  {line}{feed}") }
        }).collect();
        let text = format!("k: {style}{feed}{body}{tail}");
        // Leading lines with more spaces than the first written one are not YAML.
        if let Ok(parsed) = yaml::parse(&text)
            && let Some(node) = parsed.documents[0].get("k")
            && node.scalar().is_some()
        {
            check(&text, node)?;
        }
    }
}
