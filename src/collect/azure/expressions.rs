//! Expressions in texts: `${{ … }}`, which the server replaces before a run, `$[ … ]`, which it computes
//! in one, and `$(name)`, which the agent replaces in inputs and scripts.
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/process/expressions> and, for `$(name)`,
//! <https://learn.microsoft.com/azure/devops/pipelines/process/variables#understand-variable-syntax>.

use std::ops::Range;

use super::contexts::{Contexts, of_variable};
use super::cursor::Cursor;
use crate::collect::shell::closing_braces;
use crate::facts::Expression;
use crate::source::anchor::Place;

/// Commands that scripts call without a word behind them, as in `$(pwd)`: a variable of such a name
/// is not replaced where nobody has set it.
const COMMANDS: [&str; 12] = [
    "arch", "date", "hostname", "id", "ls", "mktemp", "nproc", "pwd", "sw_vers", "tty", "uname",
    "whoami",
];

/// The longest name of a variable that is looked for.
const LONGEST: usize = 256;

/// The expressions of one text value.
pub(super) fn of_text(text: &str, place: &Place, within: &str, found: &mut Vec<Expression>) {
    let (mut bytes, mut characters) = (0, 0);
    for part in parts(text) {
        let Some(inner) = text.get(part.inner.clone()) else { continue };
        let mut count = |end: usize| {
            characters += text.get(bytes..end).unwrap_or_default().chars().count();
            bytes = end;
            characters
        };
        let (start, end) = (count(part.outer.start), count(part.outer.end));
        let at = place.chars(start..end).at();
        found.push(match part.kind {
            Kind::Variable => variable(inner, at, within),
            Kind::Template | Kind::Runtime => computed(inner, at, within, part.malformed),
        });
    }
}

/// The expression that a `condition` is: all of it.
pub(super) fn of_condition(value: &Cursor<'_>) -> Option<Expression> {
    Some(computed(&value.filled()?, value.place.at(), "if", false))
}

fn computed(text: &str, at: String, within: &str, open: bool) -> Expression {
    let text = text.trim();
    let read = Contexts::read(text);
    Expression {
        at,
        within: within.to_owned(),
        text: text.to_owned(),
        contexts: read.contexts,
        functions: read.functions,
        malformed: open || read.malformed,
        sources: Vec::new(),
        tested: Vec::new(),
    }
}

fn variable(name: &str, at: String, within: &str) -> Expression {
    Expression {
        at,
        within: within.to_owned(),
        text: name.to_owned(),
        contexts: vec![of_variable(&name.to_ascii_lowercase())],
        functions: Vec::new(),
        malformed: false,
        sources: Vec::new(),
        tested: Vec::new(),
    }
}

/// Where the agent replaces variables in a script, in bytes: what a shell must not take for commands.
pub(crate) fn variables(script: &str) -> Vec<Range<usize>> {
    let variables = parts(script).into_iter().filter(|part| part.kind == Kind::Variable);
    variables.map(|part| part.outer).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Template,
    Runtime,
    Variable,
}

/// One expression, in bytes.
struct Part {
    kind: Kind,
    outer: Range<usize>,
    inner: Range<usize>,
    malformed: bool,
}

fn parts(text: &str) -> Vec<Part> {
    let mut found = Vec::new();
    // `$[ … ]` must be all of the value.
    let trimmed = text.trim();
    if trimmed.starts_with("$[") && trimmed.ends_with(']') {
        let start = text.len() - text.trim_start().len();
        let outer = start..start + trimmed.len();
        let inner = outer.start + 2..outer.end - 1;
        found.push(Part { kind: Kind::Runtime, outer, inner, malformed: false });
        return found;
    }
    let mut at = 0;
    // Strings may hold braces, until one expression turns out to have no end: looking for it again
    // would take quadratic time.
    let mut strings = true;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find('$')) {
        let start = at + next;
        let rest = text.get(start..).unwrap_or_default();
        if let Some(inner) = rest.strip_prefix("${{") {
            let mut end = if strings { closing_braces(inner) } else { None };
            if end.is_none() {
                strings = false;
                end = inner.find("}}");
            }
            let length = end.unwrap_or(inner.len());
            let closing = if end.is_some() { 2 } else { 0 };
            let inner = start + 3..start + 3 + length;
            let outer = start..inner.end + closing;
            at = outer.end;
            found.push(Part { kind: Kind::Template, outer, inner, malformed: end.is_none() });
        } else if let Some(length) = rest.strip_prefix("$(").and_then(name) {
            let inner = start + 2..start + 2 + length;
            let outer = start..inner.end + 1;
            at = outer.end;
            found.push(Part { kind: Kind::Variable, outer, inner, malformed: false });
        } else {
            at = start + 1;
        }
    }
    found
}

/// The length of the name of a variable that ends in a bracket; nothing for what a shell would run.
fn name(text: &str) -> Option<usize> {
    let length = text.bytes().take(LONGEST).position(|byte| byte == b')')?;
    let name = text.get(..length)?;
    let named = |letter: char| letter.is_ascii_alphanumeric() || "._-:".contains(letter);
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    (starts && name.chars().all(named) && !COMMANDS.contains(&name)).then_some(length)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::source::anchor::Anchor;

    fn found(text: &str) -> Vec<(String, String, Vec<String>)> {
        let mut found = Vec::new();
        of_text(text, &Place::file("a.yml").key("run"), "run", &mut found);
        let row = |next: Expression| {
            let chars = Anchor::parse(&next.at).unwrap().chars.unwrap();
            let marked = text.chars().skip(chars.start).take(chars.len()).collect();
            (marked, next.text, next.contexts)
        };
        found.into_iter().map(row).collect()
    }

    fn row(marked: &str, text: &str, context: &str) -> (String, String, Vec<String>) {
        (marked.into(), text.into(), vec![context.into()])
    }

    #[test]
    fn three_kinds_are_marked_in_characters() {
        assert_eq!(
            found("é $(Build.SourceBranch) ${{ parameters.Tag }}$(npmToken)"),
            [
                row("$(Build.SourceBranch)", "Build.SourceBranch", "build.sourcebranch"),
                row("${{ parameters.Tag }}", "parameters.Tag", "parameters.tag"),
                row("$(npmToken)", "npmToken", "variables.npmtoken"),
            ]
        );
        assert_eq!(
            found(" $[variables['Build.Reason']] "),
            [row("$[variables['Build.Reason']]", "variables['Build.Reason']", "build.reason")]
        );
    }

    #[test]
    fn what_a_shell_replaces_is_no_expression() {
        for text in [
            "$(pwd)",
            "$(git rev-parse HEAD)",
            "$(./a.sh)",
            "$((1 + 2))",
            "${NAME}",
            "$()",
            "$(a",
            "x $[ a ]",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
        let found = variables("a $(b.c) $(pwd)");
        assert_eq!(found.iter().map(|next| (next.start, next.end)).collect::<Vec<_>>(), [(2, 8)]);
    }

    #[test]
    fn an_expression_without_an_end_is_malformed_and_the_work_is_linear() {
        let mut list = Vec::new();
        of_text("${{ a", &Place::file("a.yml"), "run", &mut list);
        assert!(list[0].malformed);
        let text = "${{ '}} ' $(".repeat(50_000);
        let mut list = Vec::new();
        of_text(&text, &Place::file("a.yml"), "run", &mut list);
        assert_eq!(list.len(), 50_000);
    }
}
