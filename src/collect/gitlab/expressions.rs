//! `$[[ … ]]`: what GitLab fills into a file before anything else is read.
//!
//! Syntax: <https://docs.gitlab.com/ci/yaml/expressions/>.

use super::value::Value;
use crate::facts::Expression;
use crate::source::anchor::Place;

const OPEN: &str = "$[[";
const CLOSE: &str = "]]";

/// Whether a text holds an expression.
pub(super) fn holds(text: &str) -> bool {
    text.contains(OPEN)
}

/// The expressions of one text value.
pub(super) fn of_text(text: &str, place: &Place, within: &str, found: &mut Vec<Expression>) {
    let (mut rest, mut position) = (text, 0);
    while let Some((before, behind)) = rest.split_once(OPEN) {
        let start = position + before.chars().count();
        let Some((inner, after)) = behind.split_once(CLOSE) else { return };
        position = start + OPEN.len() + inner.chars().count() + CLOSE.len();
        let mut parts = inner.split('|').map(str::trim);
        let context = parts.next().unwrap_or_default().to_lowercase();
        let functions = parts.map(|call| call.split('(').next().unwrap_or(call).to_lowercase());
        found.push(Expression {
            at: place.chars(start..position).at(),
            within: within.to_owned(),
            text: inner.trim().to_owned(),
            malformed: !is_path(&context),
            contexts: if is_path(&context) { vec![context] } else { Vec::new() },
            functions: functions.collect(),
            sources: Vec::new(),
            tested: Vec::new(),
        });
        rest = after;
    }
}

fn is_path(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    text.split('.').all(part)
}

/// The expressions of every text below a value. Depth is bounded by the tree's.
pub(super) fn below(value: &Value<'_>, within: &str, found: &mut Vec<Expression>) {
    if value.node().is_some() && !value.source.has_expressions {
        return;
    }
    if let Some(text) = value.text() {
        of_text(text, &value.place, within, found);
    }
    for (index, item) in value.items().iter().enumerate() {
        below(item, &format!("{within}/{index}"), found);
    }
    for (key, member) in value.members().iter() {
        below(member, &format!("{within}/{key}"), found);
    }
}
