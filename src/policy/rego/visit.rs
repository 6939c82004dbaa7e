//! Walks every expression of a rule, for checks that do not follow values.

use regorus::unstable::{Expr, Literal, LiteralStmt, Query, Ref, Rule, RuleAssign, RuleHead};

use super::names;

/// Calls `see` on every expression of a rule, heads and nested queries included.
///
/// Works off a list instead of recursing; the depth of a syntax tree is the policy's choice.
pub(crate) fn expressions<'a>(rule: &'a Rule, see: &mut dyn FnMut(&'a Expr)) {
    let mut pending: Vec<&'a Expr> = Vec::new();
    match rule {
        Rule::Default { args, value, .. } => {
            pending.extend(args.iter().map(AsRef::as_ref));
            pending.push(value.as_ref());
        }
        Rule::Spec { head, bodies, .. } => {
            match head {
                RuleHead::Compr { refr, assign, .. } => {
                    push_indexes(refr.as_ref(), &mut pending);
                    push_assign(assign.as_ref(), &mut pending);
                }
                RuleHead::Set { refr, key, .. } => {
                    push_indexes(refr.as_ref(), &mut pending);
                    pending.extend(key.as_ref().map(AsRef::as_ref));
                }
                RuleHead::Func { args, assign, .. } => {
                    pending.extend(args.iter().map(AsRef::as_ref));
                    push_assign(assign.as_ref(), &mut pending);
                }
            }
            for body in bodies {
                push_assign(body.assign.as_ref(), &mut pending);
                push_query(&body.query, &mut pending);
            }
        }
    }
    while let Some(expr) = pending.pop() {
        see(expr);
        children(expr, &mut pending);
    }
}

fn push_assign<'a>(assign: Option<&'a RuleAssign>, pending: &mut Vec<&'a Expr>) {
    pending.extend(assign.map(|assign| assign.value.as_ref()));
}

/// What stands in the brackets of a reference, and the call or literal it starts from.
fn push_indexes<'a>(expr: &'a Expr, pending: &mut Vec<&'a Expr>) {
    let reference = names::reference(expr);
    pending.extend(reference.steps.iter().filter_map(|step| match step {
        names::Step::Index(index) => Some(*index),
        names::Step::Key(_) => None,
    }));
    if let names::Root::Expression(root) = reference.root {
        pending.push(root);
    }
}

fn push_query<'a>(query: &'a Ref<Query>, pending: &mut Vec<&'a Expr>) {
    for statement in &query.as_ref().stmts {
        push_statement(statement, pending);
    }
}

fn push_statement<'a>(statement: &'a LiteralStmt, pending: &mut Vec<&'a Expr>) {
    for modifier in &statement.with_mods {
        pending.push(modifier.r#as.as_ref());
    }
    match &statement.literal {
        Literal::SomeVars { .. } => {}
        Literal::SomeIn { key, value, collection, .. } => {
            pending.extend(key.as_ref().map(AsRef::as_ref));
            pending.push(value.as_ref());
            pending.push(collection.as_ref());
        }
        Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => pending.push(expr.as_ref()),
        Literal::Every { domain, query, .. } => {
            pending.push(domain.as_ref());
            push_query(query, pending);
        }
    }
}

fn children<'a>(expr: &'a Expr, pending: &mut Vec<&'a Expr>) {
    match expr {
        Expr::String { .. }
        | Expr::RawString { .. }
        | Expr::Number { .. }
        | Expr::Bool { .. }
        | Expr::Null { .. }
        | Expr::Var { .. } => {}
        Expr::Array { items, .. } | Expr::Set { items, .. } => {
            pending.extend(items.iter().map(AsRef::as_ref));
        }
        Expr::Object { fields, .. } => {
            for (_, key, value) in fields {
                pending.push(key.as_ref());
                pending.push(value.as_ref());
            }
        }
        Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
            pending.push(term.as_ref());
            push_query(query, pending);
        }
        Expr::ObjectCompr { key, value, query, .. } => {
            pending.push(key.as_ref());
            pending.push(value.as_ref());
            push_query(query, pending);
        }
        Expr::Call { fcn, params, .. } => {
            pending.push(fcn.as_ref());
            pending.extend(params.iter().map(AsRef::as_ref));
        }
        Expr::UnaryExpr { expr, .. } => pending.push(expr.as_ref()),
        // A reference is seen whole: `data` within `data.a.b` is no expression of its own.
        Expr::RefDot { .. } | Expr::RefBrack { .. } => push_indexes(expr, pending),
        Expr::BinExpr { lhs, rhs, .. }
        | Expr::BoolExpr { lhs, rhs, .. }
        | Expr::ArithExpr { lhs, rhs, .. }
        | Expr::AssignExpr { lhs, rhs, .. } => {
            pending.push(lhs.as_ref());
            pending.push(rhs.as_ref());
        }
        Expr::Membership { key, value, collection, .. } => {
            pending.extend(key.as_ref().map(AsRef::as_ref));
            pending.push(value.as_ref());
            pending.push(collection.as_ref());
        }
    }
}
