//! Conditions in one form: the alternatives of an `if`, and what each of them asks for.
//!
//! `!(a == 'x' || b)` asks for `a != 'x'` and for `!b`. However a condition is put, with brackets, with
//! `== false`, with the literal in front or with `github['actor']`, the same tests come out:
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/expressions>.

use github_actions_expressions::call::{Call, Function};
use github_actions_expressions::literal::Literal;
use github_actions_expressions::op::{BinExpr, BinOp};
use github_actions_expressions::{Expr, SpannedExpr};

use super::contexts::{self, dotted};
use super::expressions::{holds_expression, only_one};

/// How deep an expression is looked into.
const DEPTH: usize = 64;
/// How many tests the alternatives of one condition may have, and how long they may be.
const MOST: usize = 512;
const LONGEST: usize = 20_000;

/// The tests that must all hold, for each alternative.
pub(super) type Alternatives = Vec<Vec<String>>;

/// The alternatives of an `if`; nothing where it does not parse, is a text, or has too many of them.
pub(super) fn alternatives(text: &str) -> Option<Alternatives> {
    let text = if holds_expression(text) { only_one(text)? } else { text };
    let text = text.trim();
    if !contexts::bounded(text) {
        return None;
    }
    of(&Expr::parse(text).ok()?, false, 0)
}

/// The alternatives of an expression, or of its contrary.
fn of(expression: &SpannedExpr<'_>, negated: bool, depth: usize) -> Option<Alternatives> {
    if depth > DEPTH {
        return None;
    }
    match &expression.inner {
        Expr::BinExpr(BinExpr { op: op @ (BinOp::And | BinOp::Or), .. }) => {
            let any = (*op == BinOp::Or) != negated;
            let mut found = if any { Vec::new() } else { vec![Vec::new()] };
            for part in chain(expression, op) {
                let next = of(part, negated, depth + 1)?;
                if any {
                    found.extend(next);
                } else {
                    found = product(&found, &next);
                }
                if is_large(&found) {
                    return None;
                }
            }
            Some(found)
        }
        Expr::UnExpr { expr, .. } => of(expr, !negated, depth + 1),
        Expr::BinExpr(BinExpr { lhs, op: op @ (BinOp::Eq | BinOp::Neq), rhs }) => {
            let negated = negated != (*op == BinOp::Neq);
            let truth = match (&lhs.inner, &rhs.inner) {
                (Expr::Literal(Literal::Boolean(truth)), _) if is_truth(rhs) => Some((rhs, truth)),
                (_, Expr::Literal(Literal::Boolean(truth))) if is_truth(lhs) => Some((lhs, truth)),
                _ => None,
            };
            match truth {
                Some((inner, truth)) => of(inner, negated == *truth, depth + 1),
                None => Some(vec![vec![comparison(lhs, rhs, negated)]]),
            }
        }
        Expr::Literal(literal) => {
            let holds = literal_truth(literal) != negated;
            Some(if holds { vec![Vec::new()] } else { Vec::new() })
        }
        _ => {
            let text = written(expression);
            Some(vec![vec![if negated { format!("!{text}") } else { text }]])
        }
    }
}

/// The parts of `a && b && …`, or of `a || b || …`, in order.
fn chain<'e, 'src>(expression: &'e SpannedExpr<'src>, op: &BinOp) -> Vec<&'e SpannedExpr<'src>> {
    let (mut parts, mut ahead) = (Vec::new(), vec![expression]);
    while let Some(next) = ahead.pop() {
        match &next.inner {
            Expr::BinExpr(binary) if binary.op == *op => ahead.extend([&*binary.rhs, &*binary.lhs]),
            _ => parts.push(next),
        }
    }
    parts
}

/// Each alternative of one together with each of the other.
fn product(one: &Alternatives, other: &Alternatives) -> Alternatives {
    let mut found = Vec::new();
    for first in one {
        for second in other {
            let mut tests = first.clone();
            tests.extend(second.iter().filter(|test| !first.contains(test)).cloned());
            found.push(tests);
            if is_large(&found) {
                return found;
            }
        }
    }
    found
}

fn is_large(found: &Alternatives) -> bool {
    let tests = || found.iter().flatten();
    found.len() + tests().count() > MOST || tests().map(String::len).sum::<usize>() > LONGEST
}

/// Whether an expression gives nothing but `true` or `false`.
fn is_truth(expression: &SpannedExpr<'_>) -> bool {
    let mut ahead = vec![expression];
    while let Some(next) = ahead.pop() {
        match &next.inner {
            Expr::BinExpr(BinExpr { lhs, op: BinOp::And | BinOp::Or, rhs }) => {
                ahead.extend([&**lhs, &**rhs]);
            }
            Expr::BinExpr(_) | Expr::UnExpr { .. } | Expr::Literal(Literal::Boolean(_)) => {}
            Expr::Call(Call {
                func:
                    Function::Contains
                    | Function::StartsWith
                    | Function::EndsWith
                    | Function::Success
                    | Function::Always
                    | Function::Cancelled
                    | Function::Failure,
                ..
            }) => {}
            _ => return false,
        }
    }
    true
}

fn literal_truth(literal: &Literal<'_>) -> bool {
    match literal {
        Literal::Number(number) => *number != 0.0 && !number.is_nan(),
        Literal::String(text) => !text.is_empty(),
        Literal::Boolean(truth) => *truth,
        Literal::Null => false,
    }
}

/// A comparison: a literal stands behind, and of two contexts the first in the alphabet in front.
fn comparison(lhs: &SpannedExpr<'_>, rhs: &SpannedExpr<'_>, negated: bool) -> String {
    let is_literal = |side: &SpannedExpr<'_>| matches!(side.inner, Expr::Literal(_));
    let (mut first, mut second) = (written(lhs), written(rhs));
    let swapped = match (is_literal(lhs), is_literal(rhs)) {
        (false, false) => second < first,
        (first, second) => first && !second,
    };
    if swapped {
        std::mem::swap(&mut first, &mut second);
    }
    format!("{first} {} {second}", if negated { "!=" } else { "==" })
}

/// An expression in lower case, as texts are compared; contexts with dots, calls without blanks but
/// those behind commas.
fn written(expression: &SpannedExpr<'_>) -> String {
    match &expression.inner {
        Expr::Context(context) => dotted(context),
        Expr::Literal(Literal::String(text)) => {
            Some(format!("'{}'", text.replace('\'', "''").to_lowercase()))
        }
        Expr::Call(Call { func: Function::Contains, args }) => call("contains", args),
        Expr::Call(Call { func: Function::StartsWith, args }) => call("startswith", args),
        Expr::Call(Call { func: Function::EndsWith, args }) => call("endswith", args),
        Expr::Call(Call { func: Function::FromJSON, args }) => call("fromjson", args),
        _ => None,
    }
    .unwrap_or_else(|| expression.origin.raw.to_lowercase())
}

/// Arguments that are calls themselves are written as they stand, but for one list of `fromJSON`.
fn call(name: &str, args: &[SpannedExpr<'_>]) -> Option<String> {
    let inner = |argument: &SpannedExpr<'_>| match &argument.inner {
        Expr::Call(Call { func: Function::FromJSON, args }) => match args.as_slice() {
            [only] if !matches!(only.inner, Expr::Call(_)) => {
                format!("fromjson({})", written(only))
            }
            _ => argument.origin.raw.to_lowercase(),
        },
        Expr::Call(_) => argument.origin.raw.to_lowercase(),
        _ => written(argument),
    };
    let arguments: Vec<_> = args.iter().map(inner).collect();
    Some(format!("{name}({})", arguments.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let Some(found) = alternatives(text) else { return "-".to_owned() };
        found.iter().map(|tests| tests.join(" & ")).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn conditions_have_one_form() {
        for (text, expected) in [
            ("github.event_name == 'Push'", "github.event_name == 'push'"),
            ("${{ 'push' == GitHub['event_name'] }}", "github.event_name == 'push'"),
            ("!(a.b == 'x')", "a.b != 'x'"),
            ("(a.b == 'x') == false", "a.b != 'x'"),
            ("false != (a.b == 'x')", "a.b == 'x'"),
            ("true != !a.b", "a.b"),
            ("a.b == false", "a.b == false"),
            ("c.d == a.b", "a.b == c.d"),
            ("a.b && (c.d || e.f)", "a.b & c.d | a.b & e.f"),
            ("!(a.b && (c.d || !e.f))", "!a.b | !c.d & e.f"),
            ("a.b && 'x' || ''", "a.b"),
            ("a.b || 'x'", "a.b | "),
            ("a.b && a.b && always()", "a.b & always()"),
            (
                "!Contains( fromJson('[\"A\", \"b\"]'),a.b )",
                "!contains(fromjson('[\"a\", \"b\"]'), a.b)",
            ),
            ("startsWith(a.b, 'it''s')", "startswith(a.b, 'it''s')"),
            ("a.b > 1", "a.b > 1"),
            ("fromJSON(a.b).c == 'x'", "fromjson(a.b).c == 'x'"),
            // Text around braces is true whatever stands within.
            ("${{ a.b }} && c.d", "-"),
            ("a.b == \"x\"", "-"),
            ("false", ""),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn large_conditions_are_left_out() {
        let pair = |index| format!("(a.b{index} || c.d{index})");
        let many: Vec<_> = (0..12).map(pair).collect();
        assert_eq!(told(&many.join(" && ")), "-");
        assert_eq!(told(&"(".repeat(100_000)), "-");
        let nested = format!("{}a.b{}", "contains(".repeat(45), ", 'x')".repeat(45));
        assert!(told(&nested).len() < 1_000);
    }
}
