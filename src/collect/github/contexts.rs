//! What one expression reads and calls.
//!
//! Grammar: <https://docs.github.com/en/actions/reference/workflows-and-actions/expressions>.

use std::collections::BTreeSet;

use github_actions_expressions::call::Function;
use github_actions_expressions::context::Context;
use github_actions_expressions::literal::Literal;
use github_actions_expressions::{Expr, SpannedExpr};

use super::carried;

/// The longest expression that GitHub accepts.
const LENGTH: usize = 21_000;
/// The deepest nesting that GitHub accepts.
const DEPTH: usize = 50;
/// Operators in one expression: the tree is as deep as their chain is long.
const OPERATORS: usize = 1_000;

/// What an expression reads and calls, in the order of its text, each once.
#[derive(Debug, Default)]
pub(super) struct Contexts {
    pub(super) contexts: Names,
    pub(super) functions: Names,
    pub(super) malformed: bool,
    /// The contexts whose text is no part of the value.
    pub(super) tested: Vec<String>,
}

/// Names in the order in which they were first seen, each once.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) list: Vec<String>,
    seen: BTreeSet<String>,
}

impl Names {
    pub(super) fn add(&mut self, name: String) {
        if self.seen.insert(name.clone()) {
            self.list.push(name);
        }
    }
}

impl Contexts {
    /// Reads the text between the braces.
    pub(super) fn read(text: &str) -> Self {
        if bounded(text)
            && let Ok(expression) = Expr::parse(text)
        {
            return Self::of(&expression);
        }
        let mut contexts = Self { malformed: true, ..Self::default() };
        contexts.scan(text);
        contexts
    }

    fn of(expression: &SpannedExpr<'_>) -> Self {
        let mut found = Self::default();
        let mut ahead = vec![expression];
        while let Some(next) = ahead.pop() {
            match &next.inner {
                Expr::Call(call) => {
                    found.functions.add(name(call.func).to_owned());
                    ahead.extend(call.args.iter().rev());
                }
                Expr::Context(context) => {
                    let mut inner = Vec::new();
                    if let Some(path) = path(context, &mut inner) {
                        found.contexts.add(path);
                    }
                    ahead.extend(inner.into_iter().rev());
                }
                Expr::BinExpr(binary) => ahead.extend([&*binary.rhs, &*binary.lhs]),
                Expr::UnExpr { expr, .. } | Expr::Index(expr) => ahead.push(expr),
                Expr::Literal(_) | Expr::Star | Expr::Identifier(_) => {}
            }
        }
        found.tested = carried::missing(expression, &found.contexts.list);
        found
    }

    /// Finds what looks like a context or a call in text that does not parse.
    fn scan(&mut self, text: &str) {
        let mut rest = text;
        let mut before = ' ';
        while let Some(first) = rest.chars().next() {
            if first == '\'' {
                let (_, behind) = string(rest);
                rest = behind;
                before = first;
            } else if first.is_ascii_alphabetic() || first == '_' {
                let (mut path, mut behind) = word(rest);
                let member = before.is_ascii_alphanumeric() || matches!(before, '.' | '-');
                while let Some((part, after)) = access(behind) {
                    path.push('.');
                    path.push_str(&part);
                    behind = after;
                }
                if !member && behind.trim_start().starts_with('(') {
                    self.functions.add(path);
                } else if !member && !matches!(path.as_str(), "true" | "false" | "null") {
                    self.contexts.add(path);
                }
                let read = rest.strip_suffix(behind).unwrap_or_default();
                before = read.chars().next_back().unwrap_or(' ');
                rest = behind;
            } else {
                rest = rest.strip_prefix(first).unwrap_or_default();
                before = first;
            }
        }
    }
}

/// The dotted path of a context, whatever its indexes compute.
pub(super) fn dotted(context: &Context<'_>) -> Option<String> {
    path(context, &mut Vec::new())
}

/// The dotted path of a context; what its indexes compute goes to `inner`. Nothing for a member
/// of what a call or an operator gives.
fn path<'e, 'src>(
    context: &'e Context<'src>,
    inner: &mut Vec<&'e SpannedExpr<'src>>,
) -> Option<String> {
    let (head, rest) = context.parts.split_first()?;
    let mut known = match &head.inner {
        Expr::Identifier(name) => Some(name.as_str().to_owned()),
        // In brackets: `(github.event).issue`. Nesting is bounded, and so is this recursion.
        Expr::Context(head) => path(head, inner),
        _ => {
            inner.push(head);
            None
        }
    };
    for part in rest {
        let step = match &part.inner {
            Expr::Identifier(name) => name.as_str().to_owned(),
            Expr::Index(index) => match &index.inner {
                Expr::Literal(Literal::String(name)) => name.to_string(),
                Expr::Literal(_) | Expr::Star => "*".to_owned(),
                _ => {
                    inner.push(index);
                    "*".to_owned()
                }
            },
            _ => "*".to_owned(),
        };
        if let Some(known) = &mut known {
            known.push('.');
            known.push_str(&step);
        }
    }
    known.map(|path| path.to_lowercase())
}

fn name(function: Function) -> &'static str {
    match function {
        Function::Contains => "contains",
        Function::StartsWith => "startswith",
        Function::EndsWith => "endswith",
        Function::Format => "format",
        Function::Join => "join",
        Function::ToJSON => "tojson",
        Function::FromJSON => "fromjson",
        Function::HashFiles => "hashfiles",
        Function::Case => "case",
        Function::Success => "success",
        Function::Always => "always",
        Function::Cancelled => "cancelled",
        Function::Failure => "failure",
    }
}

/// The dotted path of a context in lower case, where each of its parts is a name.
pub(super) fn plain_path(context: &Context<'_>) -> Option<String> {
    let mut inner = Vec::new();
    let path = path(context, &mut inner)?;
    (inner.is_empty() && !path.split('.').any(|part| part == "*")).then_some(path)
}

/// Whether the parser, which recurses without a bound of its own, may see the text.
pub(super) fn bounded(text: &str) -> bool {
    let (mut depth, mut bangs, mut operators, mut quoted) = (0_usize, 0_usize, 0_usize, false);
    for letter in text.chars() {
        if letter == '\'' {
            quoted = !quoted;
        }
        if quoted || letter.is_whitespace() {
            continue;
        }
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '|' | '&' | '=' | '<' | '>' => operators += 1,
            _ => {}
        }
        bangs = if letter == '!' { bangs + 1 } else { 0 };
        if depth > DEPTH || bangs > DEPTH || operators > 2 * OPERATORS {
            return false;
        }
    }
    text.len() <= LENGTH
}

/// A quoted string at the start of a text, and what stands behind it.
fn string(text: &str) -> (&str, &str) {
    let inner = text.strip_prefix('\'').unwrap_or(text);
    inner.split_once('\'').unwrap_or((inner, ""))
}

/// The identifier at the start of a text in lower case, and what stands behind it.
fn word(text: &str) -> (String, &str) {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    let behind = text.trim_start_matches(is_part);
    let word = text.strip_suffix(behind).unwrap_or(text);
    (word.to_ascii_lowercase(), behind)
}

/// A `.member`, `.*` or `[index]` at the start of a text, and what stands behind it. Behind an
/// index that is computed stands its own text, so that it is scanned too.
fn access(text: &str) -> Option<(String, &str)> {
    if let Some(member) = text.strip_prefix('.') {
        if let Some(behind) = member.strip_prefix('*') {
            return Some(("*".to_owned(), behind));
        }
        let (name, behind) = word(member);
        return (!name.is_empty()).then_some((name, behind));
    }
    let index = text.strip_prefix('[')?.trim_start();
    if index.starts_with('\'') {
        let (name, behind) = string(index);
        let behind = behind.trim_start().strip_prefix(']')?;
        return Some((name.to_lowercase(), behind));
    }
    Some(("*".to_owned(), index))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, String, bool) {
        let found = Contexts::read(text);
        (found.contexts.list.join(" "), found.functions.list.join(" "), found.malformed)
    }

    #[test]
    fn contexts_are_dotted_paths_in_lower_case() {
        for (text, contexts, functions) in [
            ("GitHub.Event.Issue.Title", "github.event.issue.title", ""),
            ("secrets['NPM_TOKEN']", "secrets.npm_token", ""),
            ("github.event.commits.*.message", "github.event.commits.*.message", ""),
            ("github.event.commits[0].message", "github.event.commits.*.message", ""),
            ("secrets[format('A_{0}', matrix.env)]", "secrets.* matrix.env", "format"),
            ("toJSON(secrets)", "secrets", "tojson"),
            ("(github.event).issue", "github.event.issue", ""),
            ("fromJSON(steps.a.outputs.b).c", "steps.a.outputs.b", "fromjson"),
            ("!cancelled() && (a.b || c.d == 'x.y') && a.b", "a.b c.d", "cancelled"),
            ("42", "", ""),
        ] {
            assert_eq!(read(text), (contexts.into(), functions.into(), false), "{text}");
        }
    }

    #[test]
    fn text_that_does_not_parse_still_tells_what_it_names() {
        for (text, contexts, functions) in [
            ("secrets.A || ", "secrets.a", ""),
            ("github.event.issue.title == \"x\"", "github.event.issue.title x", ""),
            ("nosuch(github.actor) + secrets['B'].c", "github.actor secrets.b.c", "nosuch"),
            ("env[github.ref_name", "env.* github.ref_name", ""),
            ("'it''s secrets.no", "", ""),
            ("", "", ""),
        ] {
            assert_eq!(read(text), (contexts.into(), functions.into(), true), "{text}");
        }
    }

    #[test]
    fn hostile_nesting_is_refused_before_the_parser_sees_it() {
        let deep = |open: &str, close: &str, times: usize| {
            format!("{}secrets.a{}", open.repeat(times), close.repeat(times))
        };
        assert_eq!(read(&deep("(", ")", 50)), ("secrets.a".into(), String::new(), false));
        for text in [
            deep("(", ")", 100_000),
            deep("!", "", 100_000),
            deep("! ", "", 100_000),
            deep("a[", "]", 100_000),
            deep("b || ", "", 100_000),
        ] {
            let found = Contexts::read(&text);
            assert!(found.malformed && found.contexts.list.len() <= 3, "{:?}", found.contexts.list);
        }
        let chain = vec!["secrets.a"; 1_000].join(" || ");
        assert_eq!(read(&chain), ("secrets.a".into(), String::new(), false));
    }

    #[test]
    fn no_text_makes_the_parser_panic() {
        let parts = [
            "a", ".", "*", "[", "]", "(", ")", "'", "!", "=", "<", "&&", "||", ",", "0x", "1e",
            "é", " ", "secrets", "-", "_", "format", "true", "NaN", "\u{a0}", "\"", "$", "{", "}",
            "+",
        ];
        // A linear congruential generator with the constants of Numerical Recipes.
        let mut state = 1_u32;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push_str(parts[(state >> 16) as usize % parts.len()]);
            }
            let found = Contexts::read(&text);
            assert!(found.contexts.list.iter().all(|name| !name.is_empty()), "{text:?}");
        }
    }
}
