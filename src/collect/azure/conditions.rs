//! What an expression comes to where that is certain: `${{ if … }}` before a run, and conditions that
//! are the same in every run.
//!
//! Grammar and functions: <https://learn.microsoft.com/azure/devops/pipelines/process/expressions>.
//! Comparisons tell no case. What is not known makes unknown whatever depends on it.

use std::cmp::Ordering;

use super::contexts::string;

/// How deep calls may stand in each other.
const DEEPEST: usize = 50;

/// The value of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// `true` or `false`
    Bool(bool),
    /// A text, a number or a version, as written.
    Text(String),
    /// What is not there.
    Null,
    /// What only a run can tell, or nothing here computes.
    Unknown,
}

impl Value {
    /// What the value counts as where a yes or no is asked for.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            // A number is true unless it is zero; in quotes or not is no longer told here.
            Self::Text(text) if text == "0" => None,
            Self::Text(text) => Some(!text.is_empty()),
            Self::Null => Some(false),
            Self::Unknown => None,
        }
    }

    fn text(&self) -> Option<String> {
        match self {
            Self::Bool(value) => Some(if *value { "True" } else { "False" }.to_owned()),
            Self::Text(text) => Some(text.clone()),
            Self::Null => Some(String::new()),
            Self::Unknown => None,
        }
    }

    /// Whether two values are equal: the second one is taken as what the first one is.
    fn equals(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => None,
            // Whether no text is nothing is told nowhere.
            (Self::Null, Self::Text(text)) if text.is_empty() => None,
            (Self::Null, other) => Some(*other == Self::Null),
            (Self::Bool(value), Self::Text(text)) => match text.to_ascii_lowercase().as_str() {
                "true" => Some(*value),
                "false" => Some(!*value),
                // Any other text is true, and no text is false.
                text => Some(*value != text.is_empty()),
            },
            (Self::Bool(value), other) => Some(Some(*value) == other.truth()),
            (Self::Text(_), other) => {
                let (left, right) = (self.text()?, other.text()?);
                let numbers = left.parse::<f64>().ok().zip(right.parse::<f64>().ok());
                Some(match numbers {
                    Some((left, right)) => left.partial_cmp(&right) == Some(Ordering::Equal),
                    None => left.eq_ignore_ascii_case(&right),
                })
            }
        }
    }
}

/// What an expression comes to, with what `names` says of a path of names.
pub(super) fn value(text: &str, names: &dyn Fn(&str) -> Value) -> Value {
    let mut parser = Parser { rest: text, names };
    match parser.expression(0) {
        Some(value) if parser.rest.trim().is_empty() => value,
        _ => Value::Unknown,
    }
}

struct Parser<'t, 'n> {
    rest: &'t str,
    names: &'n dyn Fn(&str) -> Value,
}

impl Parser<'_, '_> {
    /// One expression; nothing where the text is none.
    fn expression(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next()?;
        if first == '\'' {
            return self.string();
        }
        if let Some(behind) = self.rest.strip_prefix('(') {
            self.rest = behind;
            let value = self.expression(depth + 1)?;
            self.rest = self.rest.trim_start().strip_prefix(')')?;
            return Some(value);
        }
        let inside = |letter: char| letter.is_ascii_alphanumeric() || "_-.*+".contains(letter);
        let mut end = self.rest.find(|letter| !inside(letter)).unwrap_or(self.rest.len());
        // Members in brackets belong to the name.
        while let Some(inner) = self.rest.get(end..).and_then(|rest| rest.strip_prefix('[')) {
            let close = inner.find(']')?;
            end += close + 2;
            let behind = self.rest.get(end..)?;
            end += behind.find(|letter| !inside(letter)).unwrap_or(behind.len());
        }
        let (word, behind) = self.rest.split_at_checked(end)?;
        if word.is_empty() {
            return None;
        }
        self.rest = behind.trim_start();
        if let Some(behind) = self.rest.strip_prefix('(') {
            self.rest = behind;
            let arguments = self.arguments(depth)?;
            let name = word.to_ascii_lowercase();
            // How a run has gone so far is for the names to say.
            return Some(match (name.as_str(), arguments.is_empty()) {
                ("succeeded", true) => (self.names)("succeeded()"),
                _ => call(&name, &arguments),
            });
        }
        Some(match word.to_ascii_lowercase().as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            _ if first.is_ascii_digit() || "-.+".contains(first) => Value::Text(word.to_owned()),
            _ => (self.names)(word),
        })
    }

    fn arguments(&mut self, depth: usize) -> Option<Vec<Value>> {
        let mut found = Vec::new();
        self.rest = self.rest.trim_start();
        if let Some(behind) = self.rest.strip_prefix(')') {
            self.rest = behind;
            return Some(found);
        }
        loop {
            found.push(self.expression(depth + 1)?);
            self.rest = self.rest.trim_start();
            let next = self.rest.chars().next()?;
            self.rest = self.rest.get(1..)?;
            match next {
                ',' => {}
                ')' => return Some(found),
                _ => return None,
            }
        }
    }

    /// A string, in which two quotes are one. What is filled into it later is not known here.
    fn string(&mut self) -> Option<Value> {
        let (value, behind) = string(self.rest.strip_prefix('\'')?)?;
        self.rest = behind;
        let open = value.contains("${{") || value.contains("$(");
        Some(if open { Value::Unknown } else { Value::Text(value) })
    }
}

/// What a function gives.
fn call(name: &str, arguments: &[Value]) -> Value {
    let truth = |value: Option<bool>| value.map_or(Value::Unknown, Value::Bool);
    let inverted = |value: Option<bool>| truth(value.map(|value| !value));
    let texts = || {
        Some((arguments.first()?.text()?.to_lowercase(), arguments.get(1)?.text()?.to_lowercase()))
    };
    let equal = || arguments.first()?.equals(arguments.get(1)?);
    let among = || {
        let (first, rest) = arguments.split_first()?;
        any(rest.iter().map(|value| first.equals(value)))
    };
    match name {
        "eq" => truth(equal()),
        "ne" => inverted(equal()),
        "and" => inverted(any(arguments.iter().map(|value| value.truth().map(|truth| !truth)))),
        "or" => truth(any(arguments.iter().map(Value::truth))),
        "not" => inverted(arguments.first().and_then(Value::truth)),
        "in" => truth(among()),
        "notin" => inverted(among()),
        "contains" => truth(texts().map(|(text, part)| text.contains(&part))),
        "startswith" => truth(texts().map(|(text, part)| text.starts_with(&part))),
        "endswith" => truth(texts().map(|(text, part)| text.ends_with(&part))),
        "xor" => {
            let sides =
                (arguments.first().and_then(Value::truth), arguments.get(1).and_then(Value::truth));
            truth(sides.0.zip(sides.1).map(|(left, right)| left != right))
        }
        "coalesce" => {
            let given = |value: &&Value| {
                !matches!(value, Value::Null) && **value != Value::Text(String::new())
            };
            arguments.iter().find(given).cloned().unwrap_or(Value::Null)
        }
        "lower" | "upper" => match arguments.first().and_then(Value::text) {
            Some(text) if name == "lower" => Value::Text(text.to_lowercase()),
            Some(text) => Value::Text(text.to_uppercase()),
            None => Value::Unknown,
        },
        "always" => Value::Bool(true),
        _ => Value::Unknown,
    }
}

/// Whether one of several holds: certain as soon as one does, and otherwise where all are certain.
fn any(values: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    for value in values {
        match value {
            Some(true) => return Some(true),
            Some(false) => {}
            None => known = false,
        }
    }
    known.then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth(text: &str) -> Option<bool> {
        let names = |name: &str| match name {
            "parameters.publish" => Value::Bool(false),
            "parameters['os']" => Value::Text("Linux".to_owned()),
            "parameters.none" => Value::Null,
            _ => Value::Unknown,
        };
        value(text, &names).truth()
    }

    #[test]
    fn constants_decide_and_what_is_not_known_does_not() {
        for (text, expected) in [
            ("true", Some(true)),
            ("False", Some(false)),
            ("eq(parameters.publish, true)", Some(false)),
            ("eq(parameters.publish, 'false')", Some(true)),
            ("ne( parameters['os'] , 'linux' )", Some(false)),
            ("and(eq(variables['Build.Reason'], 'PullRequest'), parameters.publish)", Some(false)),
            ("and(succeeded(), not(parameters.publish))", None),
            ("or(always(), failed())", Some(true)),
            ("in(parameters['os'], 'a', 'LINUX')", Some(true)),
            ("in(parameters['os'], variables.x, 'a')", None),
            ("notIn('a', 'b', 'c')", Some(true)),
            ("startsWith(variables['Build.SourceBranch'], 'refs/heads/')", None),
            ("startsWith('refs/heads/x', 'refs/Heads/')", Some(true)),
            ("contains('it''s', '''')", Some(true)),
            ("eq(1.0, 1)", Some(true)),
            ("xor(true, parameters.publish)", Some(true)),
            ("coalesce(parameters.none, '', 'x')", Some(true)),
            ("not(parameters.none)", Some(true)),
            ("(eq(1, (2)))", Some(false)),
            ("eq(length('ab'), 2)", None),
            ("eq('${{ parameters.mode }}', 'full')", None),
            ("in('$(mode)', 'full')", None),
        ] {
            assert_eq!(truth(text), expected, "{text}");
        }
    }

    #[test]
    fn text_that_is_no_expression_is_not_known() {
        for text in ["", "eq(a", "true false", "eq('a)", "a ==b", ")", "eq(true,)", "a[b"] {
            assert_eq!(truth(text), None, "{text}");
        }
        assert_eq!(truth(&"not(".repeat(100_000)), None);
        assert_eq!(truth(&format!("{}true{}", "not(".repeat(40), ")".repeat(40))), Some(true));
    }
}
