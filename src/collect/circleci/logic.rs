//! Conditions: logic statements in YAML, and expressions in text, as one tree.
//!
//! Syntax: <https://circleci.com/docs/reference/configuration-reference/#logic-statements>, operators:
//! <https://circleci.com/docs/reference/configuration-reference/#expression-operators>.

mod parse;
mod reach;

pub(super) use reach::{Reach, reach};

use super::marks;
use crate::collect::ci::merged::entries;
use crate::source::node::{Node, Style};

/// The deepest nesting that is followed; CircleCI accepts 100 levels.
const DEPTH: usize = 100;

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    Literal(Literal),
    /// `pipeline.git.branch`
    Name(String),
    /// `/v.*/`
    Pattern(String),
    Not(Box<Condition>),
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Compare(Operator, Box<Condition>, Box<Condition>),
    /// What is not understood.
    Unknown,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Text(String),
    Number(f64),
    Boolean(bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Different,
    StartsWith,
    Matches,
    /// Of numbers.
    Order,
}

impl Condition {
    /// Reads a condition. A text is an expression where it names something that a run fills in.
    pub(super) fn read(node: &Node) -> Self {
        Self::at_depth(node, DEPTH)
    }

    fn at_depth(node: &Node, depth: usize) -> Self {
        let Some(depth) = depth.checked_sub(1) else { return Self::Unknown };
        if let Some(text) = node.text() {
            let bare = whole(text).unwrap_or(text);
            return match marks::names(bare).next() {
                Some(_) => parse::expression(bare),
                None => Self::Literal(Literal::of(node)),
            };
        }
        if node.is_null() {
            return Self::Literal(Literal::Boolean(false));
        }
        let list = |node: &Node| -> Vec<Self> {
            node.items().iter().map(|item| Self::at_depth(item, depth)).collect()
        };
        let members = entries(node);
        let [entry] = members.as_slice() else { return Self::Unknown };
        match entry.key.as_str() {
            "and" => Self::And(list(&entry.value)),
            "or" => Self::Or(list(&entry.value)),
            "not" => Self::Not(Box::new(Self::at_depth(&entry.value, depth))),
            "equal" => {
                let mut values = list(&entry.value).into_iter();
                let Some(first) = values.next() else { return Self::Unknown };
                let compare = |value| {
                    Self::Compare(Operator::Equal, Box::new(first.clone()), Box::new(value))
                };
                Self::And(values.map(compare).collect())
            }
            "matches" => {
                let pattern = entry.value.get("pattern").and_then(Node::text);
                let value = entry.value.get("value").map(|value| Self::at_depth(value, depth));
                let (Some(pattern), Some(value)) = (pattern, value) else { return Self::Unknown };
                let pattern = Self::Pattern(pattern.to_owned());
                Self::Compare(Operator::Matches, Box::new(value), Box::new(pattern))
            }
            _ => Self::Unknown,
        }
    }

    /// Whether it holds, where what is known tells. `look` tells what a name stands for.
    pub(super) fn holds(&self, look: &dyn Fn(&str) -> Option<Literal>) -> Option<bool> {
        match self {
            Self::And(all) => {
                let mut known = Some(true);
                for one in all {
                    match one.holds(look) {
                        Some(false) => return Some(false),
                        None => known = None,
                        Some(true) => {}
                    }
                }
                known
            }
            Self::Or(all) => {
                let mut known = Some(false);
                for one in all {
                    match one.holds(look) {
                        Some(true) => return Some(true),
                        None => known = None,
                        Some(false) => {}
                    }
                }
                known
            }
            Self::Not(inner) => inner.holds(look).map(|holds| !holds),
            Self::Compare(operator, left, right) => {
                compare(*operator, &left.value(look)?, &right.value(look)?)
            }
            one => one.value(look).map(|value| value.is_true()),
        }
    }

    fn value(&self, look: &dyn Fn(&str) -> Option<Literal>) -> Option<Literal> {
        match self {
            Self::Literal(literal) => Some(literal.clone()),
            Self::Name(name) => look(name),
            Self::Pattern(_) | Self::Unknown => None,
            // Their value is that of an operand: what they come to tells only whether they hold.
            Self::Not(_) | Self::Compare(..) => self.holds(look).map(Literal::Boolean),
            Self::And(_) | Self::Or(_) => None,
        }
    }

    /// Whether a name occurs in it that satisfies a test.
    pub(super) fn names(&self, test: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::Name(name) => test(name),
            Self::Not(inner) => inner.names(test),
            Self::And(all) | Self::Or(all) => all.iter().any(|one| one.names(test)),
            Self::Compare(_, left, right) => left.names(test) || right.names(test),
            Self::Literal(_) | Self::Pattern(_) | Self::Unknown => false,
        }
    }
}

/// The inside of a text that is one `<< … >>` and nothing else.
fn whole(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("<<")?.strip_suffix(">>")?;
    (!inner.contains("<<")).then_some(inner)
}

fn compare(operator: Operator, left: &Literal, right: &Literal) -> Option<bool> {
    match (operator, left, right) {
        (Operator::Equal | Operator::Different, left, right) => {
            // Which type a value has is not always told by how it is written.
            let same_kind = std::mem::discriminant(left) == std::mem::discriminant(right);
            same_kind.then(|| (left == right) == (operator == Operator::Equal))
        }
        (Operator::StartsWith, Literal::Text(left), Literal::Text(right)) => {
            Some(left.starts_with(right.as_str()))
        }
        _ => None,
    }
}

impl Literal {
    /// What a scalar means, after the booleans of YAML 1.1 that CircleCI keeps.
    pub(super) fn of(node: &Node) -> Self {
        let text = node.text().unwrap_or_default();
        let plain = node.scalar().is_some_and(|scalar| scalar.style == Style::Plain);
        if plain {
            match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => return Self::Boolean(true),
                "false" | "no" | "off" => return Self::Boolean(false),
                _ => {}
            }
            if let Ok(number) = text.parse::<f64>()
                && number.is_finite()
            {
                return Self::Number(number);
            }
        }
        Self::Text(text.to_owned())
    }

    fn is_true(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Number(number) => *number != 0.0,
            Self::Boolean(value) => *value,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::source::yaml;

    fn holds(text: &str) -> Option<bool> {
        let parsed = yaml::parse(&format!("when: {text}\n")).unwrap();
        let look = |name: &str| match name {
            "parameters.manager" => Some(Literal::Text("npm".to_owned())),
            "parameters.publish" => Some(Literal::Boolean(false)),
            "parameters.empty" => Some(Literal::Text(String::new())),
            "parameters.count" => Some(Literal::Number(2.0)),
            _ => None,
        };
        Condition::read(parsed.documents[0].get("when").unwrap()).holds(&look)
    }

    #[test]
    fn what_the_file_tells_decides() {
        for (text, expected) in [
            ("<< parameters.manager >>", Some(true)),
            ("<<parameters.publish>>", Some(false)),
            ("<< parameters.empty >>", Some(false)),
            ("<< parameters.count >>", Some(true)),
            ("<< pipeline.git.branch >>", None),
            ("false", Some(false)),
            ("'false'", Some(true)),
            ("{equal: [npm, << parameters.manager >>]}", Some(true)),
            ("{equal: [yarn, << parameters.manager >>]}", Some(false)),
            ("{equal: [main, << pipeline.git.branch >>]}", None),
            ("{and: [true, << parameters.publish >>, << pipeline.git.tag >>]}", Some(false)),
            ("{or: [<< pipeline.git.tag >>, {not: << parameters.publish >>}]}", Some(true)),
            ("{or: [false, << pipeline.git.tag >>]}", None),
            ("{equal: ['1', << parameters.count >>]}", None),
            ("{matches: {pattern: n.*, value: << parameters.manager >>}}", None),
            ("{xor: [true]}", None),
            ("parameters.manager == \"npm\" and not parameters.publish", Some(true)),
            ("parameters.manager starts-with 'n'", Some(true)),
            ("(parameters.publish or pipeline.git.tag) and parameters.empty", Some(false)),
            ("parameters.count == 2", Some(true)),
            ("parameters.manager == ", None),
        ] {
            assert_eq!(holds(text), expected, "{text}");
        }
    }

    #[test]
    fn deep_conditions_are_not_understood_and_do_no_harm() {
        let deep = format!("{}true{}", "{not: ".repeat(90), "}".repeat(90));
        assert_eq!(holds(&deep), Some(true));
        let text = format!("'{}parameters.manager{}'", "(".repeat(5000), ")".repeat(5000));
        assert_eq!(holds(&text), None);
        let text = format!("'{} parameters.publish'", "not ".repeat(5000));
        assert_eq!(holds(&text), None);
    }
}
