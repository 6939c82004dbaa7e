//! The literal values among which an expression chooses: `a == 'x' && 'self-hosted' || 'ubuntu-latest'`.

use github_actions_expressions::call::{Call, Function};
use github_actions_expressions::literal::Literal;
use github_actions_expressions::op::{BinExpr, BinOp};
use github_actions_expressions::{Expr, SpannedExpr};

use super::contexts;

/// What an expression may come to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Choices {
    /// Texts, and those of lists that `fromJSON` reads.
    pub(super) texts: Vec<String>,
    /// There is no other value.
    pub(super) complete: bool,
    /// A test decides among them, which may keep one of them out of the runs that matter.
    pub(super) tested: bool,
}

/// The choices of the text between the braces.
pub(super) fn choices(text: &str) -> Choices {
    let text = text.trim();
    let mut found = Choices { complete: true, ..Choices::default() };
    let parsed = Some(text).filter(|text| contexts::bounded(text)).map(Expr::parse);
    let Some(Ok(expression)) = parsed else { return Choices::default() };
    let mut ahead: Vec<&SpannedExpr<'_>> = vec![&expression];
    while let Some(next) = ahead.pop() {
        match &next.inner {
            Expr::Literal(Literal::String(text)) => found.texts.push(text.to_string()),
            // Of `a && b` an `a` that is false is no label.
            Expr::BinExpr(BinExpr { op: BinOp::And, rhs, .. }) => {
                found.tested = true;
                ahead.push(rhs);
            }
            Expr::BinExpr(BinExpr { lhs, op: BinOp::Or, rhs }) => ahead.extend([&**rhs, &**lhs]),
            Expr::Call(Call { func: Function::FromJSON, args }) => match args.as_slice() {
                [argument] => list(argument, &mut found),
                _ => found.complete = false,
            },
            Expr::Call(Call { func: Function::Case, args }) => {
                found.tested = true;
                let last = args.len().saturating_sub(1);
                let values = args.iter().enumerate();
                let values = values.filter(|(index, _)| index % 2 == 1 || *index == last);
                ahead.extend(values.map(|(_, value)| value));
            }
            _ => found.complete = false,
        }
    }
    found
}

/// Adds the texts of lists that are written out.
fn list(argument: &SpannedExpr<'_>, found: &mut Choices) {
    let mut ahead = vec![argument];
    while let Some(next) = ahead.pop() {
        match &next.inner {
            Expr::Literal(Literal::String(text)) => {
                match serde_json::from_str::<serde_json::Value>(text) {
                    Ok(serde_json::Value::String(text)) => found.texts.push(text),
                    Ok(serde_json::Value::Array(items)) => {
                        let texts = items.iter().filter_map(serde_json::Value::as_str);
                        found.texts.extend(texts.map(str::to_owned));
                    }
                    _ => found.complete = false,
                }
            }
            Expr::BinExpr(BinExpr { op: BinOp::And, rhs, .. }) => {
                found.tested = true;
                ahead.push(rhs);
            }
            Expr::BinExpr(BinExpr { lhs, op: BinOp::Or, rhs }) => ahead.extend([&**rhs, &**lhs]),
            _ => found.complete = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_that_are_chosen_from() {
        for (text, texts, complete, tested) in [
            (
                "a.b == 'x' && 'self-hosted' || 'ubuntu-latest'",
                "self-hosted ubuntu-latest",
                true,
                true,
            ),
            ("a.b || 'ubuntu-latest'", "ubuntu-latest", false, false),
            ("fromJSON('[\"self-hosted\", \"linux\"]')", "self-hosted linux", true, false),
            ("fromJSON(a.b && '[\"big\"]' || '\"small\"')", "big small", true, true),
            ("fromJSON(vars.RUNNER)", "", false, false),
            ("fromJSON('{\"group\": \"x\"}')", "", false, false),
            ("vars.RUNNER", "", false, false),
            ("case(a.b, 'x', 'y')", "y x", true, true),
            ("a ==", "", false, false),
        ] {
            let found = choices(text);
            let told = (found.texts.join(" "), found.complete, found.tested);
            assert_eq!(told, (texts.to_owned(), complete, tested), "{text}");
        }
    }
}
