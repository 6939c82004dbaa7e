//! What the YAML reader makes of real shapes and of hostile ones.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fmt::Write as _;

use crate::source::node::{Kind, Node, Style};
use crate::source::parsed::{SyntaxError, SyntaxErrorKind};
use crate::source::yaml::parse;

fn document(text: &str) -> Node {
    let mut parsed = parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    assert_eq!(parsed.documents.len(), 1, "{text:?}");
    parsed.documents.remove(0)
}

/// Each scalar's path, source and text.
fn scalars(text: &str) -> Vec<(String, &str, String)> {
    fn walk<'a>(
        source: &'a str,
        path: &str,
        node: &Node,
        into: &mut Vec<(String, &'a str, String)>,
    ) {
        match &node.kind {
            Kind::Scalar(scalar) => {
                into.push((path.to_owned(), &source[node.span.clone()], scalar.text.clone()));
            }
            Kind::Alias(_) => {
                let text = node.text().unwrap_or("-").to_owned();
                into.push((path.to_owned(), &source[node.span.clone()], text));
            }
            Kind::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    walk(source, &format!("{path}/{index}"), item, into);
                }
            }
            Kind::Map(entries) => {
                for entry in entries {
                    walk(source, &format!("{path}/{}", entry.key), &entry.value, into);
                }
            }
        }
    }
    let mut found = Vec::new();
    walk(text, "", &document(text), &mut found);
    found
}

fn assert_scalars(text: &str, expected: &[(&str, &str, &str)]) {
    let found = scalars(text);
    let found: Vec<_> = found.iter().map(|(p, s, t)| (p.as_str(), *s, t.as_str())).collect();
    assert_eq!(found, expected, "{text:?}");
}

fn error(text: &str) -> SyntaxError {
    parse(text).err().unwrap_or_else(|| panic!("{:?} was read", text.get(..80).unwrap_or(text)))
}

#[test]
fn plain_scalars_stay_the_text_they_are() {
    let text = "on: yes\nnode: 3.10\nempty:\nnothing: ~\nlist:\n  -\n  - é\n";
    assert_scalars(
        text,
        &[
            ("/on", "yes", "yes"),
            ("/node", "3.10", "3.10"),
            ("/empty", "", ""),
            ("/nothing", "~", "~"),
            ("/list/0", "", ""),
            ("/list/1", "é", "é"),
        ],
    );
    let root = document(text);
    assert!(root.get("empty").unwrap().is_null() && root.get("nothing").unwrap().is_null());
    assert_eq!(&text[..root.get("empty").unwrap().span.start], "on: yes\nnode: 3.10\nempty:");
}

#[test]
fn tabs_separate_but_do_not_indent() {
    assert_scalars("a:\tb\t# c\nc:\t'\té'\n", &[("/a", "b", "b"), ("/c", "'\té'", "\té")]);
    assert_eq!(error("a:\n  b: 1\n\tc: 2\n").kind, SyntaxErrorKind::Malformed);
}

#[test]
fn a_tag_decides_that_a_plain_scalar_is_text() {
    let root = document("a: !!str true\nb: !!bool true\nc: true\nd: !!str\n");
    assert_eq!(
        ["a", "b", "c"].map(|key| root.get(key).unwrap().boolean()),
        [None, Some(true), Some(true)]
    );
    assert_eq!(root.get("d").unwrap().text(), Some(""));
}

#[test]
fn spans_are_bytes_under_crlf_a_byte_order_mark_and_other_scripts() {
    let text = "\u{feff}ключ: 'é''ü' # c\r\nb:\r\n  - \"\\u00e9\"\r\n  - x: 日本\r\n";
    assert_scalars(
        text,
        &[("/ключ", "'é''ü'", "é'ü"), ("/b/0", "\"\\u00e9\"", "é"), ("/b/1/x", "日本", "日本")],
    );
    let root = document(text);
    assert_eq!(&text[root.entry("ключ").unwrap().key_span.clone()], "ключ");
    assert_eq!(&text[root.get("b").unwrap().span.clone()], "- \"\\u00e9\"\r\n  - x: 日本");
}

#[test]
fn block_scalars_span_from_their_indicator_to_their_last_written_line() {
    let text = "a: | # c | d\n  x\n   y  \n\n\n# z\nb: !t &a|b >2-\n    p\n   q\nc: |\nd:\n- |+\n  k\n\n- &f >-\n\n  e é\n  f";
    assert_scalars(
        text,
        &[
            ("/a", "| # c | d\n  x\n   y  ", "x\n y  \n"),
            ("/b", ">2-\n    p\n   q", "  p\n q"),
            ("/c", "|", ""),
            ("/d/0", "|+\n  k", "k\n\n"),
            ("/d/1", ">-\n\n  e é\n  f", "\ne é f"),
        ],
    );
    assert_scalars("|\n x\n", &[("", "|\n x", "x\n")]);
    assert_scalars("--- >\r\n x\r\n...\r\n", &[("", ">\r\n x", "x\n")]);
    assert_scalars("run: |\n", &[("/run", "|", "")]);
    assert_scalars("run: |  # none\n\n", &[("/run", "|", "")]);
    assert_eq!(document("a: |\n  x\n").get("a").unwrap().scalar().unwrap().style, Style::Block);
}

#[test]
fn collections_end_with_their_last_member_or_bracket() {
    let text = "a:\n  b: 1\n  c:\n\n# end\nd: [ {x: 1 } , y: z ]  # end\n";
    let root = document(text);
    let span = |node: &Node| &text[node.span.clone()];
    assert_eq!(span(root.get("a").unwrap()), "b: 1\n  c:");
    assert_eq!(span(root.get("d").unwrap()), "[ {x: 1 } , y: z ]");
    assert_eq!(span(&root.get("d").unwrap().items()[0]), "{x: 1 }");
    assert_eq!(span(&root.get("d").unwrap().items()[1]), "y: z");
}

#[test]
fn keys_that_are_no_scalars_read_as_their_source() {
    let root = document("? [a, b]\n: 1\n? &k key\n: 2\n*k : 3\n");
    let keys: Vec<&str> = root.entries().iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["[a, b]", "key", "key"]);
}

#[test]
fn an_alias_stands_for_the_latest_anchor_before_it() {
    let text = "a: &x one\nb: *x\nc: &x [two]\nd: *x\ne: &x\nf: *x\n";
    let root = document(text);
    assert_eq!(root.get("b").unwrap().text(), Some("one"));
    assert_eq!(root.get("d").unwrap().items()[0].text(), Some("two"));
    assert!(root.get("f").unwrap().is_null());
    assert_eq!(&text[root.get("b").unwrap().span.clone()], "*x");
    assert_eq!(&text[root.get("d").unwrap().resolved().span.clone()], "[two]");
}

#[test]
fn an_alias_without_a_finished_anchor_is_an_error() {
    let text = "a: &x [*x]\n";
    let found = error(text);
    assert_eq!(found.message, "alias `*x` stands inside the value that it names");
    assert_eq!(&text[found.span], "*x");
    let text = "a: &x 1\n---\nb: [*x, 2]\n";
    let found = error(text);
    assert_eq!(found.message, "alias `*x` names no anchor before it");
    assert_eq!(&text[found.span], "*x");
    assert_eq!(found.kind, SyntaxErrorKind::Malformed);
}

#[test]
fn a_file_that_holds_nothing_has_no_document() {
    for text in ["", "\u{feff}", "# only\n", "---\n", "---\n---\n...\n", "\n\n"] {
        assert_eq!(parse(text).unwrap().documents, [], "{text:?}");
    }
    let parsed = parse("---\na: 1\n...\n---\nb: 2\n---\n").unwrap();
    let keys: Vec<&str> = parsed.documents.iter().map(|d| d.entries()[0].key.as_str()).collect();
    assert_eq!(keys, ["a", "b"]);
}

#[test]
fn errors_point_at_the_text_at_fault() {
    for (text, at, message) in [
        ("é: [1, 2\nb: c\n", ":", "illegal placement of ':' indicator"),
        ("x: @foo é\n", "@foo", "unexpected character: `@'"),
        ("a: 'x' yé\n", "yé", "invalid trailing content after single-quoted scalar"),
        ("a: {b\n", "{b", "unclosed bracket '{'"),
        ("a:\n\t- b\n", "-", "tabs disallowed within this context (block indentation)"),
    ] {
        let found = error(text);
        assert_eq!((&text[found.span.clone()], found.message.as_str()), (at, message), "{text:?}");
    }
}

#[test]
fn billion_laughs_are_too_large() {
    let mut text = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for n in 1..10 {
        let p = n - 1;
        let _infallible =
            writeln!(text, "a{n}: &a{n} [*a{p},*a{p},*a{p},*a{p},*a{p},*a{p},*a{p},*a{p},*a{p}]");
    }
    let found = error(&text);
    assert_eq!(found.message, "alias bomb: aliases expand to more than 500000 values");
    assert_eq!(found.kind, SyntaxErrorKind::TooLarge);
}

#[test]
fn anchors_chained_deeper_than_values_may_nest_are_too_large() {
    let mut text = String::from("- &a0 [x]\n");
    for n in 1..500 {
        let _infallible = writeln!(text, "- &a{n} [*a{}]", n - 1);
    }
    let found = error(&text);
    assert_eq!(found.message, "values nest more than 128 levels deep");
    assert_eq!(&text[found.span], "*a126");
}

#[test]
fn ten_thousand_levels_are_refused_at_once() {
    let block: String = (0..10_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    let dashes = "- ".repeat(10_000);
    let mixed = format!("{}{}{}", "- ".repeat(100), "[".repeat(100), "]".repeat(100));
    let keys = "? ".repeat(10_000);
    for text in ["[".repeat(10_000), "{a: ".repeat(10_000), dashes, mixed, keys, block] {
        let found = error(&text);
        assert_eq!(found.message, "values nest more than 128 levels deep");
        assert_eq!(found.kind, SyntaxErrorKind::TooLarge);
    }
    assert_eq!(
        parse(&format!("{}{}", "[".repeat(128), "]".repeat(128))).unwrap().documents.len(),
        1
    );
}

#[test]
fn a_file_of_more_lines_than_sixteen_bits_count_is_read() {
    let text: String = (0..70_000).map(|n| format!("k{n}: é{n}\n")).collect();
    let root = document(&text);
    assert_eq!(&text[root.get("k69999").unwrap().span.clone()], "é69999");
}

#[test]
fn more_values_than_a_file_may_hold_are_too_large() {
    let found = error(&format!("[{}]", "a,".repeat(1_000_001)));
    assert_eq!(found.message, "the file holds more than 1000000 values");
}
