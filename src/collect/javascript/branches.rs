//! What a file does by the words that it is called with: branches, and where it ends.

use tree_sitter::Node;

use super::branch;
use super::walk::{Reader, line};

impl<'a> Reader<'a> {
    /// The branches of an `if` by the words that they compare with.
    pub(super) fn branches(&mut self, node: Node<'a>) {
        let at = line(node);
        let mut words = Vec::new();
        let mut next = Some(node);
        while let Some(node) = next.take() {
            let condition = node.child_by_field_name("condition");
            let word = condition.and_then(|condition| self.compared(condition));
            if let Some(condition) = condition {
                self.part(condition, "");
            }
            if let Some(body) = node.child_by_field_name("consequence") {
                self.branch(body, at, word, &mut words);
            }
            let other =
                node.child_by_field_name("alternative").and_then(|node| node.named_child(0));
            match other {
                Some(other) if other.kind() == "if_statement" => next = Some(other),
                Some(other) => self.branch(other, at, Some(String::new()), &mut words),
                None => {}
            }
        }
        self.module.branches.insert(at, words);
    }

    pub(super) fn cases(&mut self, node: Node<'a>) {
        let at = line(node);
        let mut words = Vec::new();
        if let Some(value) = node.child_by_field_name("value") {
            self.part(value, "");
        }
        let Some(body) = node.child_by_field_name("body") else { return };
        let mut cursor = body.walk();
        for case in body.named_children(&mut cursor) {
            let word = case.child_by_field_name("value").map(|value| {
                self.values.text_of(value).and_then(|text| text.whole()).unwrap_or_default()
            });
            self.branch(case, at, Some(word.unwrap_or_default()), &mut words);
        }
        self.module.branches.insert(at, words);
    }

    fn branch(&mut self, body: Node<'a>, at: usize, word: Option<String>, words: &mut Vec<String>) {
        match word {
            Some(word) => {
                self.part(body, &branch(at, &word));
                words.push(word);
            }
            None => self.part(body, ""),
        }
    }

    /// The word of `(command === "publish")`.
    fn compared(&self, condition: Node<'a>) -> Option<String> {
        let node = condition.named_child(0).filter(|node| node.kind() == "binary_expression")?;
        let operator = node.child_by_field_name("operator").map(|node| self.values.of(node));
        if !matches!(operator, Some("===" | "==")) {
            return None;
        }
        let right = node.child_by_field_name("right")?;
        self.values.text_of(right)?.whole().filter(|word| !word.is_empty())
    }

    /// Where the file ends if it is called with a word.
    pub(super) fn end(&mut self, node: Node<'a>) {
        let condition = node.child_by_field_name("condition").map(|node| self.values.of(node));
        let Some(argument) = condition.and_then(|text| {
            let text = text.trim_start_matches('(').trim_end_matches(')');
            let text = text.strip_prefix("process.argv.includes(")?;
            Some(text.trim_matches(['"', '\'', '`']))
        }) else {
            return;
        };
        let body = node.child_by_field_name("consequence").map(|node| self.values.of(node));
        let body = body.unwrap_or_default().trim_end_matches(['}', ';', '\n', ' ', '\t', '\r']);
        let last = body.rsplit(['\n', ';', '{']).next().unwrap_or_default().trim();
        if last.starts_with("process.exit(") || last.starts_with("throw ") {
            self.module.ends.push((argument.to_owned(), line(node)));
        }
    }
}
