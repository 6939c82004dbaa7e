//! Checks a tree against a schema and finds every mistake, each with its place.

use std::ops::Range;

use serde_json::Value;

use super::Schema;
use crate::source::node::{Node, Style};
use crate::text::similar::did_you_mean;

/// A place where a document is not what its schema asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mistake {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) message: String,
}

impl Mistake {
    fn at(span: &Range<usize>, message: String) -> Self {
        Self { start: span.start, end: span.end, message }
    }
}

/// Every mistake in a document, in the order of their places.
pub(crate) fn check(node: &Node, schema: &Value) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    one(node, Schema::root(schema), &mut mistakes);
    mistakes.sort();
    mistakes.dedup();
    mistakes
}

fn one(node: &Node, schema: Schema<'_>, mistakes: &mut Vec<Mistake>) {
    if node.is_null() {
        // An empty value is an absent one; what must be there is asked for by `required`.
        return;
    }
    let alternatives = schema.alternatives();
    if let [only] = alternatives.as_slice() {
        return plain(node, *only, mistakes);
    }
    let words: Vec<_> = alternatives.iter().flat_map(|alternative| alternative.words()).collect();
    let mut nearest: Option<Vec<Mistake>> = None;
    for alternative in &alternatives {
        let mut found = Vec::new();
        plain(node, *alternative, &mut found);
        if found.is_empty() {
            return;
        }
        // Of several forms the one that the value has the type of speaks.
        if fits_type(node, *alternative) && alternative.words().is_empty() {
            nearest = Some(found);
        }
    }
    match nearest {
        Some(found) => mistakes.extend(found),
        None if words.is_empty() => {
            mistakes
                .push(Mistake::at(&node.span, format!("{} cannot stand here", node.describe())));
        }
        None => mistakes.push(not_a_word(node, &words)),
    }
}

fn plain(node: &Node, schema: Schema<'_>, mistakes: &mut Vec<Mistake>) {
    let words = schema.words();
    if !words.is_empty() {
        if !node.text().is_some_and(|text| words.contains(&text)) {
            mistakes.push(not_a_word(node, &words));
        }
    } else if !fits_type(node, schema) {
        let expected = expected(schema);
        mistakes.push(Mistake::at(
            &node.span,
            format!("{} stands here; expected {expected}", node.describe()),
        ));
    } else if node.is_map() {
        members(node, schema, mistakes);
    } else if let Some(items) = schema.here.get("items") {
        for item in node.items() {
            one(item, schema.at(items), mistakes);
        }
    }
}

fn members(node: &Node, schema: Schema<'_>, mistakes: &mut Vec<Mistake>) {
    let known = schema.here.get("properties").and_then(Value::as_object);
    let others = schema.here.get("additionalProperties");
    for entry in node.entries() {
        if let Some(member) = known.and_then(|known| known.get(&entry.key)) {
            one(&entry.value, schema.at(member), mistakes);
        } else if let Some(Value::Bool(false)) = others {
            let names = known.into_iter().flat_map(|known| known.keys().map(String::as_str));
            let hint = did_you_mean(&entry.key, names);
            mistakes
                .push(Mistake::at(&entry.key_span, format!("unknown key `{}`{hint}", entry.key)));
        } else if let Some(other @ Value::Object(_)) = others {
            one(&entry.value, schema.at(other), mistakes);
        }
    }
    let required = schema.here.get("required").and_then(Value::as_array);
    for name in required.into_iter().flatten().filter_map(Value::as_str) {
        if node.get(name).is_none_or(Node::is_null) {
            let first = node.entries().first().map_or(&node.span, |entry| &entry.key_span);
            mistakes.push(Mistake::at(first, format!("the key `{name}` is missing")));
        }
    }
}

fn not_a_word(node: &Node, words: &[&str]) -> Mistake {
    let hint =
        node.text().map(|text| did_you_mean(text, words.iter().copied())).unwrap_or_default();
    let message = match node.text() {
        Some(text) => format!("`{text}` is none of {}{hint}", words.join(", ")),
        None => format!("{} stands here; expected one of {}", node.describe(), words.join(", ")),
    };
    Mistake::at(&node.span, message)
}

fn fits_type(node: &Node, schema: Schema<'_>) -> bool {
    if schema.here.get("type").is_none() {
        return true;
    }
    if node.is_map() {
        return schema.is_type("object");
    }
    if node.is_list() {
        return schema.is_type("array");
    }
    let Some(scalar) = node.scalar() else { return false };
    let is_plain = scalar.style == Style::Plain;
    let is_number = is_plain && scalar.text.parse::<f64>().is_ok();
    let is_boolean = node.boolean().is_some();
    (schema.is_type("string") && !is_boolean)
        || (schema.is_type("boolean") && is_boolean)
        || (schema.is_type("integer") && is_plain && scalar.text.parse::<i64>().is_ok())
        || (schema.is_type("number") && is_number)
}

fn expected(schema: Schema<'_>) -> String {
    let names = [
        ("object", "a mapping"),
        ("array", "a list"),
        ("string", "text"),
        ("boolean", "true or false"),
        ("integer", "a whole number"),
        ("number", "a number"),
    ];
    let fitting = names.iter().filter(|(name, _)| schema.is_type(name)).map(|(_, words)| *words);
    fitting.collect::<Vec<_>>().join(" or ")
}
