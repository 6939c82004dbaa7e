//! A tree as a JSON value, with YAML 1.2's core schema for plain scalars.

use serde_json::{Map, Number, Value};

use super::node::{Kind, Node, Scalar, Style};

/// The value of a node. Of a key that stands twice the last one counts.
pub(crate) fn of(node: &Node) -> Value {
    match &node.resolved().kind {
        Kind::Scalar(scalar) => of_scalar(scalar),
        Kind::List(items) => Value::Array(items.iter().map(of).collect()),
        Kind::Map(entries) => {
            let members = entries.iter().map(|entry| (entry.key.clone(), of(&entry.value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        // `resolved` never gives an alias.
        Kind::Alias(_) => Value::Null,
    }
}

fn of_scalar(scalar: &Scalar) -> Value {
    if scalar.style != Style::Plain {
        return Value::String(scalar.text.clone());
    }
    if scalar.is_null() {
        return Value::Null;
    }
    match scalar.text.as_str() {
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        text => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    if let Ok(integer) = text.parse::<i64>() {
        return (!text.starts_with('+')).then(|| integer.into());
    }
    let numeric = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    if !numeric || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Number::from_f64(text.parse().ok()?)
}
