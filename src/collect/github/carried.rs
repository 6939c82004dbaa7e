//! Which contexts of an expression can become part of its value.
//!
//! `a == 'x'` is `true` or `false` whatever `a` holds; of `a && b` the value is `b`, or an `a` that is
//! empty. Text passes `||`, `format`, `join`, `toJSON`, `fromJSON` and the values of `case`:
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/expressions>.

use std::collections::BTreeSet;

use github_actions_expressions::call::{Call, Function};
use github_actions_expressions::op::BinOp;
use github_actions_expressions::{Expr, SpannedExpr};

use super::contexts::dotted;

/// Those of an expression's contexts that are not carried into its value.
pub(super) fn missing(expression: &SpannedExpr<'_>, contexts: &[String]) -> Vec<String> {
    if matches!(expression.inner, Expr::Context(_)) && contexts.len() < 2 {
        return Vec::new();
    }
    let carried = carried(expression);
    contexts.iter().filter(|context| !carried.contains(*context)).cloned().collect()
}

fn carried(expression: &SpannedExpr<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut ahead = vec![expression];
    while let Some(next) = ahead.pop() {
        match &next.inner {
            Expr::Call(Call { func, args }) => match func {
                Function::Format | Function::Join | Function::ToJSON | Function::FromJSON => {
                    ahead.extend(args);
                }
                // `case(test, value, test, value, …, value)`
                Function::Case => {
                    let last = args.len().saturating_sub(1);
                    let values = args.iter().enumerate();
                    let values = values.filter(|(index, _)| index % 2 == 1 || *index == last);
                    ahead.extend(values.map(|(_, value)| value));
                }
                _ => {}
            },
            Expr::Context(context) => match dotted(context) {
                Some(path) => {
                    found.insert(path);
                }
                // A member of what a call gives: `fromJSON(a).b`.
                None => ahead.extend(context.parts.first()),
            },
            Expr::BinExpr(binary) => match binary.op {
                BinOp::And => ahead.push(&binary.rhs),
                BinOp::Or => ahead.extend([&*binary.lhs, &*binary.rhs]),
                _ => {}
            },
            Expr::UnExpr { .. }
            | Expr::Index(_)
            | Expr::Literal(_)
            | Expr::Star
            | Expr::Identifier(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::contexts::Contexts;

    #[test]
    fn what_only_decides_is_tested() {
        for (text, tested) in [
            ("github.head_ref", ""),
            ("github.head_ref || github.ref_name", ""),
            ("github.head_ref == 'next'", "github.head_ref"),
            ("github.head_ref && 'a change' || github.ref", "github.head_ref"),
            (
                "github.event_name == 'push' && github.ref_name || github.head_ref",
                "github.event_name",
            ),
            ("contains(a.b, c.d)", "a.b c.d"),
            ("!a.b", "a.b"),
            ("a.b == 'x' && a.b || ''", ""),
            ("format('{0}', join(a.*.b, c.d))", ""),
            ("fromJSON(a.b).c", ""),
            ("toJSON(a.b)[c.d]", "c.d"),
            ("a[b.c]", "b.c"),
            ("case(a.b, c.d, e.f, g.h, i.j)", "a.b e.f"),
            ("hashFiles(a.b)", "a.b"),
            ("(a.b).c", ""),
            // Nothing is known of what does not parse.
            ("a.b == \"x\"", ""),
        ] {
            assert_eq!(Contexts::read(text).tested.join(" "), tested, "{text}");
        }
    }
}
