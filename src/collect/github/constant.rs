//! Conditions that come to the same in every run.
//!
//! Truth, comparisons and their loose types:
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/expressions>. What a context
//! holds is known to a run alone, but not everything hangs on it: text around braces, a literal on one
//! side of `||`, and comparisons of one context that exclude each other.

use github_actions_expressions::call::{Call, Function};
use github_actions_expressions::literal::Literal;
use github_actions_expressions::op::{BinExpr, BinOp};
use github_actions_expressions::{Evaluation, Expr, SpannedExpr};

use super::contexts;
use super::expressions::{holds_expression, only_one, outside};

/// How deep an expression is looked into: brackets are bounded, chains of comparisons are not.
const DEPTH: usize = 64;
/// How many parts of one chain of `&&` or `||` are compared with each other.
const PARTS: usize = 64;

/// What the value of an `if` comes to; nothing where a run decides.
pub(super) fn condition(text: &str) -> Option<bool> {
    if !holds_expression(text) {
        return of_expression(text);
    }
    if let Some(inner) = only_one(text) {
        return of_expression(inner);
    }
    // Texts beside expressions are put together to one text, and a text is true unless it is empty.
    outside(text).any(|part| !part.is_empty()).then_some(true)
}

fn of_expression(text: &str) -> Option<bool> {
    let text = text.trim();
    if !contexts::bounded(text) {
        return None;
    }
    truth(&Expr::parse(text).ok()?, 0)
}

fn truth(expression: &SpannedExpr<'_>, depth: usize) -> Option<bool> {
    if depth > DEPTH {
        return None;
    }
    match &expression.inner {
        Expr::BinExpr(BinExpr { op: op @ (BinOp::And | BinOp::Or), .. }) => {
            chain(expression, *op == BinOp::Or, depth)
        }
        Expr::UnExpr { expr, .. } => truth(expr, depth + 1).map(|truth| !truth),
        Expr::Call(Call { func: Function::Always, .. }) => Some(true),
        Expr::Call(Call { func: Function::ToJSON, .. }) => Some(true),
        Expr::Call(Call { func: Function::Format, args }) => {
            let Expr::Literal(Literal::String(template)) = &args.first()?.inner else {
                return None;
            };
            leaves_text(template).then_some(true)
        }
        _ => {
            is_literal(expression).then(|| expression.consteval())?.map(|value| value.as_boolean())
        }
    }
}

/// The truth of `a || b || …`, or of `a && b && …`: one part that is true, or false, decides it, and so
/// do two parts of which one always is.
fn chain(expression: &SpannedExpr<'_>, any: bool, depth: usize) -> Option<bool> {
    let op = if any { BinOp::Or } else { BinOp::And };
    let (mut parts, mut ahead) = (Vec::new(), vec![expression]);
    while let Some(next) = ahead.pop() {
        match &next.inner {
            Expr::BinExpr(binary) if binary.op == op => ahead.extend([&*binary.rhs, &*binary.lhs]),
            _ => parts.push(next),
        }
    }
    let (mut all_known, mut decided) = (true, false);
    for part in &parts {
        match truth(part, depth + 1) {
            Some(truth) => decided |= truth == any,
            None => all_known = false,
        }
    }
    if decided {
        return Some(any);
    }
    if all_known {
        return Some(!any);
    }
    let tests: Vec<_> = parts.iter().take(PARTS).filter_map(|part| Test::of(part)).collect();
    let pairs = tests
        .iter()
        .enumerate()
        .flat_map(|(index, one)| tests.iter().skip(index + 1).map(move |other| (one, other)));
    pairs.into_iter().any(|(one, other)| one.covers(other, any)).then_some(any)
}

/// The comparison of a context with a literal.
struct Test {
    context: String,
    equal: bool,
    literal: Evaluation,
}

impl Test {
    fn of(expression: &SpannedExpr<'_>) -> Option<Self> {
        let Expr::BinExpr(BinExpr { lhs, op, rhs }) = &expression.inner else { return None };
        let equal = match op {
            BinOp::Eq => true,
            BinOp::Neq => false,
            _ => return None,
        };
        let (context, literal) = match (&lhs.inner, &rhs.inner) {
            (Expr::Context(context), Expr::Literal(_)) => (context, rhs),
            (Expr::Literal(_), Expr::Context(context)) => (context, lhs),
            _ => return None,
        };
        // What is computed or one of many is not the same on both sides.
        let context = contexts::plain_path(context)?;
        Some(Self { context, equal, literal: literal.consteval()? })
    }

    /// Whether one of two tests always holds, or for `any` false whether one of them always fails.
    fn covers(&self, other: &Self, any: bool) -> bool {
        if self.context != other.context {
            return false;
        }
        if self.equal != other.equal {
            return self.literal == other.literal;
        }
        self.equal != any && exclude(&self.literal, &other.literal)
    }
}

/// Whether nothing is equal to both literals. Two texts are compared as texts, without case; everything
/// else as numbers.
fn exclude(one: &Evaluation, other: &Evaluation) -> bool {
    let as_texts = match (one, other) {
        (Evaluation::String(one), Evaluation::String(other)) => {
            one.to_lowercase() == other.to_lowercase() || one.to_uppercase() == other.to_uppercase()
        }
        _ => false,
    };
    !as_texts && one.as_number() != other.as_number()
}

/// Whether an expression is made of literals and of calls whose result is no longer than these.
fn is_literal(expression: &SpannedExpr<'_>) -> bool {
    let mut ahead = vec![(expression, 0)];
    while let Some((next, depth)) = ahead.pop() {
        if depth > DEPTH {
            return false;
        }
        match &next.inner {
            Expr::Literal(_) => {}
            Expr::BinExpr(binary) => {
                ahead.extend([(&*binary.lhs, depth + 1), (&*binary.rhs, depth + 1)]);
            }
            Expr::UnExpr { expr, .. } => ahead.push((expr, depth + 1)),
            Expr::Call(Call {
                func:
                    Function::Contains | Function::StartsWith | Function::EndsWith | Function::FromJSON,
                args,
            }) => ahead.extend(args.iter().map(|argument| (argument, depth + 1))),
            _ => return false,
        }
    }
    true
}

/// Whether a template of `format` holds more than what it puts in: `{0}` alone may stay empty.
fn leaves_text(template: &str) -> bool {
    let mut rest = template;
    while let Some(behind) = rest.strip_prefix('{') {
        let digits = behind.trim_start_matches(|letter: char| letter.is_ascii_digit());
        match digits.strip_prefix('}') {
            Some(after) if digits.len() < behind.len() => rest = after,
            _ => return behind.starts_with('{'),
        }
    }
    !rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(expected: Option<bool>, texts: &[&str]) {
        for text in texts {
            assert_eq!(condition(text), expected, "{text}");
        }
    }

    #[test]
    fn text_around_braces_is_true() {
        all(
            Some(true),
            &[
                "${{ github.ref == 'refs/heads/main' }} && success()",
                "!${{ inputs.dry-run }}",
                "${{ github.event_name }} == 'push'",
                "${{ a.b }} && ${{ c.d }}",
                "${{\n  success()\n}}\n",
                " ${{ false }}",
            ],
        );
        all(None, &["${{ a.b }}${{ c.d }}", "${{ format('}}{0}', a.b) == 'x' }}"]);
    }

    #[test]
    fn literals_decide_where_they_can() {
        let yes = [
            "true",
            "always()",
            "${{ always() }}",
            "always() || github.ref == 'x'",
            "github.event_name == 'push' || 'schedule'",
            "!(github.ref == 'x' && false)",
            "1 == '1'",
            "'Main' == 'main'",
            "contains(fromJSON('[\"push\", \"release\"]'), 'push')",
            "startsWith('v1', 'V')",
            "format('{0}-{1}', a.b, c.d)",
            "null == 0",
            "'0'",
        ];
        all(Some(true), &yes);
        let no = [
            "false",
            "${{ false }}",
            "${{ false && always() }}",
            "github.ref == 'refs/heads/main' && false",
            "0",
            "''",
            "${{ '' }}",
            "'a' == 'b'",
            "contains('a', 'b') || null",
        ];
        all(Some(false), &no);
        let open = [
            "github.ref",
            "success()",
            "!cancelled()",
            "failure() || true == github.event.forced",
            "github.event_name == 'push' && 'schedule'",
            "contains(github.event.head_commit.message || 'none', 'release')",
            "format('{0}{1}', a.b, c.d)",
            "fromJSON(needs.a.outputs.b)",
            "secrets.X != ''",
            "nosuch()",
            "a ==",
            "",
        ];
        all(None, &open);
    }

    #[test]
    fn comparisons_of_one_context_exclude_each_other() {
        all(
            Some(true),
            &[
                "github.actor != 'a' || github.actor != 'b'",
                "github.actor != 'a' || github.ref == 'x' || 'b' != GitHub.actor",
                "github['actor'] == 'a' || github.actor != 'a'",
                "success() && always() || github.actor != 'a[bot]' || github.actor != 'b[bot]'",
            ],
        );
        all(
            Some(false),
            &[
                "github.event_name == 'push' && github.event_name == 'release'",
                "${{ (github.ref == 'a' && github.ref != 'a') }}",
                "x.y == 1 && x.y == 2",
            ],
        );
        all(
            None,
            &[
                "github.actor != 'a' && github.actor != 'b'",
                "github.actor == 'a' || github.actor == 'b'",
                "github.actor != 'a' || github.triggering_actor != 'b'",
                "github.actor != 'a' || github.actor != 'A'",
                "x.y == '1' && x.y == '1.0'",
                "x.y == '' && x.y == 0",
                "x.*.y != 'a' || x.*.y != 'b'",
                "x[a.b] != 'a' || x[a.b] != 'b'",
            ],
        );
    }

    #[test]
    fn hostile_conditions_are_left_open() {
        all(None, &[&"(".repeat(100_000), &vec!["1"; 1_000].join(" == ")]);
        let long = "a.b != 'x' || ".repeat(500);
        assert_eq!(condition(&format!("{long}true")), Some(true));
        let nested = format!("{}'a'{}", "format('{0}{0}', ".repeat(40), ")".repeat(40));
        assert_eq!(condition(&nested), None);
        assert_eq!(condition("format('{18446744073709551615}', 'a')"), None);
    }
}
