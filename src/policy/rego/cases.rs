//! The cases of a parametrised test.
//!
//! `test_x[case] if { some case, given in …; … }` is an object of the cases that hold. A case
//! that does not hold is simply not in it, so the cases that there are must be found apart: by
//! the statements of the test up to the one that binds its key, put into a rule of their own.

use regorus::unstable::{AssignOp, Expr, Literal, LiteralStmt, Ref, Rule, RuleHead};

use super::load::{Definition, Program, Source};
use super::names::{self, Step};

/// What the rule of the cases is named after its test.
const PREFIX: &str = "__cases_of_";

impl Program {
    /// A policy that tells the cases of a test, and the definition to ask; nothing for a test
    /// without cases, or one whose cases cannot be told apart from what it asserts.
    pub(crate) fn cases(&self, definition: &Definition) -> Option<(Source, Definition)> {
        let (module, rule, _) = self.find(definition)?;
        let (key, statements) = binding(rule)?;
        let imports: Vec<_> = module
            .imports
            .iter()
            .map(|import| {
                let alias = import.r#as.as_ref().map(|alias| format!(" as {}", alias.text()));
                format!("import {}{}\n", import.refr.span().text(), alias.unwrap_or_default())
            })
            .collect();
        let statements: Vec<_> = statements.iter().map(|statement| statement.span.text()).collect();
        let name = format!("{PREFIX}{}", definition.name);
        let head =
            format!("package {}\n\n{}\n", module.package.refr.span().text(), imports.concat());
        let line = head.lines().count() + 1;
        let file = format!("{}#{name}", definition.file);
        let text = format!("{head}{name} contains {key} if {{\n{}\n}}\n", statements.join("\n"));
        let asked = Definition { name, file: file.clone(), line, ..definition.clone() };
        Some((Source { file, text: text.into() }, asked))
    }
}

/// The variable that is the key of a test's head, and the statements up to the one that binds it.
fn binding(rule: &Ref<Rule>) -> Option<(&str, &[LiteralStmt])> {
    let Rule::Spec { head: RuleHead::Compr { refr, .. }, bodies, .. } = rule.as_ref() else {
        return None;
    };
    let [Step::Index(Expr::Var { span, .. })] = names::reference(refr).steps.as_slice() else {
        return None;
    };
    let key = span.text();
    let statements = &bodies.first()?.query.as_ref().stmts;
    let bound = statements.iter().position(|statement| binds(statement, key))?;
    Some((key, statements.get(..=bound)?))
}

fn binds(statement: &LiteralStmt, name: &str) -> bool {
    let is_name = |expr: &Expr| matches!(expr, Expr::Var { span, .. } if span.text() == name);
    match &statement.literal {
        Literal::SomeIn { key, value, .. } => {
            key.as_ref().is_some_and(|key| is_name(key)) || is_name(value)
        }
        Literal::Expr { expr, .. } => {
            matches!(expr.as_ref(), Expr::AssignExpr { op: AssignOp::ColEq, lhs, .. } if is_name(lhs))
        }
        _ => false,
    }
}
