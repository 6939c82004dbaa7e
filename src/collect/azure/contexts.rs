//! What an expression reads and calls.
//!
//! Grammar: <https://learn.microsoft.com/azure/devops/pipelines/process/expressions>: calls, names with
//! members behind a dot or in brackets, literals. There are no operators.

use std::collections::BTreeSet;

/// What the names of variables begin with that the agent sets.
/// <https://learn.microsoft.com/azure/devops/pipelines/build/variables>
const PREDEFINED: [&str; 10] = [
    "agent.",
    "build.",
    "checks.",
    "common.",
    "environment.",
    "pipeline.",
    "release.",
    "resources.",
    "strategy.",
    "system.",
];

/// The context that a variable is: one that the agent sets has its own name, any other is one of
/// `variables`. The name is in lower case.
pub(super) fn of_variable(name: &str) -> String {
    if is_predefined(name) { name.to_owned() } else { format!("variables.{name}") }
}

/// Whether the agent sets a variable, whose name is in lower case.
pub(super) fn is_predefined(name: &str) -> bool {
    PREDEFINED.iter().any(|prefix| name.starts_with(prefix))
}

/// What an expression reads and calls, in the order of its text, each once.
#[derive(Debug, Default)]
pub(super) struct Contexts {
    pub(super) contexts: Vec<String>,
    pub(super) functions: Vec<String>,
    pub(super) malformed: bool,
}

impl Contexts {
    /// Reads an expression without its braces.
    pub(super) fn read(text: &str) -> Self {
        let mut found = Self { malformed: text.is_empty(), ..Self::default() };
        let mut seen = BTreeSet::new();
        let mut open = Vec::new();
        let mut rest = text;
        // A name behind a dot is a member of what is in brackets or round ones.
        let mut member = false;
        while let Some(first) = rest.chars().next() {
            let behind = rest.get(first.len_utf8()..).unwrap_or_default();
            match first {
                '\'' => {
                    let string = string(behind);
                    found.malformed |= string.is_none();
                    rest = string.map_or("", |(_, rest)| rest);
                }
                '(' | '[' => {
                    open.push(first);
                    rest = behind;
                }
                ')' | ']' => {
                    let opening = if first == ')' { '(' } else { '[' };
                    found.malformed |= open.pop() != Some(opening);
                    rest = behind;
                }
                _ if first.is_ascii_alphabetic() || first == '_' => {
                    let (name, after) = access(rest);
                    rest = after;
                    let name = match name.strip_prefix("variables.") {
                        Some(variable) => of_variable(variable),
                        None => name,
                    };
                    let called = rest.trim_start().starts_with('(');
                    if !member {
                        let list = if called { &mut found.functions } else { &mut found.contexts };
                        let literal = matches!(name.as_str(), "true" | "false" | "null");
                        if (called || !literal) && seen.insert((called, name.clone())) {
                            list.push(name);
                        }
                    }
                }
                // Numbers and versions, in which letters may stand.
                _ if first.is_ascii_digit() => {
                    let inside = |letter: char| letter.is_ascii_alphanumeric() || letter == '.';
                    rest = rest.trim_start_matches(inside);
                }
                _ => rest = behind,
            }
            member = first == '.';
        }
        found.malformed |= !open.is_empty();
        found
    }
}

/// A name with its members, in lower case, and what stands behind. A member that is computed is `*`.
fn access(text: &str) -> (String, &str) {
    let mut path = String::new();
    let mut rest = text;
    loop {
        let named = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
        let end = rest.find(|letter| !named(letter)).unwrap_or(rest.len());
        let (name, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        path.push_str(&name.to_ascii_lowercase());
        rest = behind;
        while let Some(inner) = rest.strip_prefix('[') {
            let literal = inner.trim_start().strip_prefix('\'').and_then(string);
            let closed = literal
                .and_then(|(name, behind)| Some((name, behind.trim_start().strip_prefix(']')?)));
            let Some((name, behind)) = closed else {
                path.push_str(".*");
                return (path, rest);
            };
            path.push('.');
            path.push_str(&name.to_ascii_lowercase());
            rest = behind;
        }
        let next = rest.strip_prefix('.');
        if let Some(behind) = next.and_then(|next| next.strip_prefix('*')) {
            path.push_str(".*");
            rest = behind;
            match rest.strip_prefix('.') {
                Some(behind) => rest = behind,
                None => return (path, rest),
            }
        } else {
            match next.filter(|next| next.starts_with(named)) {
                Some(behind) => rest = behind,
                None => return (path, rest),
            }
        }
        path.push('.');
    }
}

/// A string behind its opening quote, in which two quotes are one, and what stands behind it.
pub(super) fn string(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let (part, behind) = rest.split_once('\'')?;
        value.push_str(part);
        match behind.strip_prefix('\'') {
            Some(behind) => {
                value.push('\'');
                rest = behind;
            }
            None => return Some((value, behind)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_calls_are_told_apart() {
        let text = "and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'), \
                    ne(dependencies.A.outputs['set.x'], 'it''s (b'), parameters.deploy)";
        let read = Contexts::read(text);
        assert_eq!(
            read.contexts,
            ["build.sourcebranch", "dependencies.a.outputs.set.x", "parameters.deploy"]
        );
        assert_eq!(read.functions, ["and", "succeeded", "eq", "ne"]);
        assert!(!read.malformed);
    }

    #[test]
    fn members_that_are_computed_are_stars() {
        let read = Contexts::read("parameters[variables.name].x");
        assert_eq!(read.contexts, ["parameters.*", "variables.name"]);
        assert_eq!(Contexts::read("foo.*.id").contexts, ["foo.*.id"]);
        assert_eq!(Contexts::read("in(1.2.3, True, 5x, null)").contexts, ["true"; 0]);
    }

    #[test]
    fn what_does_not_close_is_malformed() {
        for text in ["eq(a", "a)", "'a", "a['b'", "", "(a]"] {
            assert!(Contexts::read(text).malformed, "{text}");
        }
    }
}
