//! Texts and lists of texts in an expression, as far as the file itself shows them.

use std::collections::BTreeMap;

use tree_sitter::Node;

/// How deep expressions and names of constants are followed.
const DEEP: usize = 8;

/// The most items of a list that are read.
const MOST_ITEMS: usize = 256;

/// What stands in shell text for what only a run can tell.
const UNTOLD: &str = "${_}";

/// A text in parts: what is written, and nothing for what only a run can tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text(pub(super) Vec<Option<String>>);

impl Text {
    /// The whole, where all of it is written.
    pub(super) fn whole(&self) -> Option<String> {
        self.0.iter().cloned().collect::<Option<Vec<_>>>().map(|parts| parts.concat())
    }

    /// As text of a shell.
    pub(super) fn shell(&self) -> String {
        self.0.iter().map(|part| part.as_deref().unwrap_or(UNTOLD)).collect()
    }

    /// As one word of a shell, in quotes.
    pub(super) fn word(&self) -> String {
        let mut word = String::from("\"");
        for part in &self.0 {
            let Some(part) = part else {
                word.push_str(UNTOLD);
                continue;
            };
            for letter in part.chars() {
                if matches!(letter, '"' | '\\' | '`' | '$') {
                    word.push('\\');
                }
                word.push(letter);
            }
        }
        word.push('"');
        word
    }

    fn untold() -> Self {
        Self(vec![None])
    }
}

/// A file, and what its constants are set to: those of a name that is declared once.
pub(super) struct Values<'a> {
    pub(super) text: &'a str,
    pub(super) constants: BTreeMap<&'a str, Option<Node<'a>>>,
}

impl<'a> Values<'a> {
    pub(super) fn of(&self, node: Node<'_>) -> &'a str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// What an expression is, without what does not change its value, and with constants put in.
    fn bare(&self, node: Node<'a>) -> Node<'a> {
        let mut node = node;
        for _ in 0..DEEP {
            let next = match node.kind() {
                "parenthesized_expression"
                | "as_expression"
                | "satisfies_expression"
                | "non_null_expression"
                | "await_expression" => node.named_child(0),
                "identifier" => self.constants.get(self.of(node)).copied().flatten(),
                _ => None,
            };
            let Some(next) = next else { return node };
            node = next;
        }
        node
    }

    /// The text of an expression; nothing where it has none that is written.
    pub(super) fn text_of(&self, node: Node<'a>) -> Option<Text> {
        self.text_within(node, 0)
    }

    fn text_within(&self, node: Node<'a>, depth: usize) -> Option<Text> {
        if depth > DEEP {
            return None;
        }
        let node = self.bare(node);
        match node.kind() {
            "string" => Some(Text(vec![Some(unescaped(inner(self.of(node))))])),
            "template_string" => Some(self.template(node, depth)),
            "binary_expression" => {
                let plus = node.child_by_field_name("operator").is_some_and(|o| self.of(o) == "+");
                let (left, right) = (
                    node.child_by_field_name("left").filter(|_| plus)?,
                    node.child_by_field_name("right")?,
                );
                let left = self.text_within(left, depth + 1);
                let right = self.text_within(right, depth + 1);
                if left.is_none() && right.is_none() {
                    return None;
                }
                let mut text = left.unwrap_or_else(Text::untold);
                text.0.extend(right.unwrap_or_else(Text::untold).0);
                Some(text)
            }
            _ => None,
        }
    }

    fn template(&self, node: Node<'a>, depth: usize) -> Text {
        let mut parts = Vec::new();
        let mut from = node.start_byte() + 1;
        let mut cursor = node.walk();
        let holes: Vec<_> =
            node.children(&mut cursor).filter(|n| n.kind() == "template_substitution").collect();
        for hole in holes.iter().take(MOST_ITEMS) {
            let before = self.text.get(from..hole.start_byte()).unwrap_or_default();
            parts.push(Some(unescaped(before)));
            let value = hole.named_child(0).and_then(|n| self.text_within(n, depth + 1));
            parts.extend(value.unwrap_or_else(Text::untold).0);
            from = hole.end_byte();
        }
        let rest = self.text.get(from..node.end_byte().saturating_sub(1)).unwrap_or_default();
        parts.push(Some(unescaped(rest)));
        Text(parts)
    }

    /// The items of a list, each a text; nothing where it is no list that is written.
    pub(super) fn list_of(&self, node: Node<'a>) -> Option<Vec<Text>> {
        let mut items = Vec::new();
        self.items(node, &mut items, 0).then_some(items)
    }

    fn items(&self, node: Node<'a>, items: &mut Vec<Text>, depth: usize) -> bool {
        let node = self.bare(node);
        if node.kind() != "array" || depth > DEEP {
            return false;
        }
        let mut cursor = node.walk();
        for item in node.named_children(&mut cursor).take(MOST_ITEMS) {
            if items.len() >= MOST_ITEMS {
                break;
            }
            match item.kind() {
                "comment" => {}
                "spread_element" => {
                    let inner = item.named_child(0);
                    if !inner.is_some_and(|inner| self.items(inner, items, depth + 1)) {
                        items.push(Text::untold());
                    }
                }
                _ => items.push(self.text_of(item).unwrap_or_else(Text::untold)),
            }
        }
        true
    }
}

fn inner(literal: &str) -> &str {
    let end = literal.len().saturating_sub(1).max(1);
    literal.get(1..end).unwrap_or_default()
}

/// The text of a literal: <https://tc39.es/ecma262/#sec-literals-string-literals>. Numbered escapes
/// stay as they are: no command needs them.
fn unescaped(literal: &str) -> String {
    if !literal.contains('\\') {
        return literal.to_owned();
    }
    let mut text = String::with_capacity(literal.len());
    let mut letters = literal.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            // A line that goes on in the next.
            Some('\n') | None => {}
            Some(other @ ('x' | 'u')) => text.extend(['\\', other]),
            Some(other) => text.push(other),
        }
    }
    text
}
