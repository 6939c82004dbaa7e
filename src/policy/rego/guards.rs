//! What a statement asks of the facts that it names: what they must be for it to hold.
//!
//! The third part of [the analysis of reads](super::reads). All of it is about statements that
//! must hold for a definition to find anything; inside `not`, `every` or `else` nothing is asked.

use std::collections::BTreeSet;

use regorus::unstable::{BoolOp, Expr, Rule, RuleHead};

use super::names;
use super::reads::{Analysis, Frame};
use super::shape::Shape;
use super::values::walk;
use crate::policy::reads::{Guard, Must, Segment, Word};

impl Frame {
    /// An expression that holds this fact has no value without it.
    pub(super) fn must_exist(&mut self, value: &Shape) {
        self.must(value, Must::Exist);
    }

    fn must(&mut self, value: &Shape, must: Must) {
        let path =
            value.surely_fact().filter(|path| matches!(path.0.last(), Some(Segment::Key(_))));
        if let Some(path) = path.filter(|_| self.apart == 0) {
            self.effects.guards.insert(Guard { path: path.clone(), must });
        }
    }
}

impl<'a> Analysis<'a> {
    /// A statement of a body holds.
    pub(super) fn holds(&mut self, expr: &'a Expr, frame: &mut Frame) {
        match expr {
            Expr::BoolExpr { op: BoolOp::Eq, lhs, rhs, .. } => match (scalar(lhs), scalar(rhs)) {
                (None, Some(word)) => self.is_one_of(lhs, BTreeSet::from([word]), frame),
                (Some(word), None) => self.is_one_of(rhs, BTreeSet::from([word]), frame),
                _ => {}
            },
            Expr::BoolExpr { op, lhs, rhs, .. }
                if is_zero(rhs) && matches!(op, BoolOp::Gt | BoolOp::Ne) =>
            {
                if let Some(collection) = self.counted(lhs, frame) {
                    let shape = self.value(collection, frame);
                    walk(&shape, frame);
                }
            }
            Expr::Membership { key: None, value, collection, .. } => {
                let shape = self.value(collection, frame);
                walk(&shape, frame);
                match self.words(collection, frame) {
                    Some(words) => self.is_one_of(value, words, frame),
                    None => {
                        self.value(value, frame);
                    }
                }
            }
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => {
                let shape = self.value(expr, frame);
                frame.must(&shape, Must::Hold);
            }
            _ => {}
        }
    }

    fn is_one_of(&mut self, value: &'a Expr, words: BTreeSet<Word>, frame: &mut Frame) {
        let shape = self.value(value, frame);
        frame.must(&shape, Must::Be(words));
    }

    /// What `count(…)` counts.
    fn counted(&self, expr: &'a Expr, frame: &Frame) -> Option<&'a Expr> {
        let Expr::Call { fcn, params, .. } = expr else { return None };
        let [collection] = params.as_slice() else { return None };
        (self.expand(&names::static_path(fcn)?, frame) == ["count"]).then(|| collection.as_ref())
    }

    /// The words of a collection that stands in the policy, here or as a rule without conditions.
    fn words(&self, collection: &'a Expr, frame: &Frame) -> Option<BTreeSet<Word>> {
        match collection {
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                items.iter().map(|item| scalar(item)).collect()
            }
            Expr::Var { .. } | Expr::RefDot { .. } => {
                let path = names::static_path(collection)?;
                if path.first().is_some_and(|name| frame.locals.contains(name)) {
                    return None;
                }
                let path = self.names.get(frame.module)?.expand(&path);
                let [(Rule::Spec { head, bodies, .. }, _)] = self.rules.get(&path)?.as_slice()
                else {
                    return None;
                };
                let RuleHead::Compr { refr, assign: Some(assign), .. } = head else { return None };
                let plain = names::reference(refr).steps.is_empty() && bodies.is_empty();
                match assign.value.as_ref() {
                    Expr::Array { items, .. } | Expr::Set { items, .. } if plain => {
                        items.iter().map(|item| scalar(item)).collect()
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// What must be where one of two bodies holds: what both ask of a fact.
pub(super) fn of_either(one: &BTreeSet<Guard>, other: &BTreeSet<Guard>) -> BTreeSet<Guard> {
    let both = one.iter().flat_map(|mine| {
        let same = other.iter().filter(|theirs| theirs.path == mine.path);
        same.map(|theirs| Guard { path: mine.path.clone(), must: mine.must.or(&theirs.must) })
    });
    let mut both = both.collect();
    drop_weaker(&mut both);
    both
}

/// Leaves out that a fact must exist where it must be something besides.
pub(super) fn drop_weaker(guards: &mut BTreeSet<Guard>) {
    let strong: BTreeSet<_> = guards
        .iter()
        .filter(|guard| guard.must != Must::Exist)
        .map(|guard| guard.path.clone())
        .collect();
    guards.retain(|guard| guard.must != Must::Exist || !strong.contains(&guard.path));
}

/// A word or a truth value that stands in the policy.
fn scalar(expr: &Expr) -> Option<Word> {
    match expr {
        Expr::Bool { value, .. } => value.as_bool().ok().map(|flag| Word::Flag(*flag)),
        _ => names::literal(expr).map(Word::Text),
    }
}

fn is_zero(expr: &Expr) -> bool {
    matches!(expr, Expr::Number { value, .. } if value.as_u64().is_ok_and(|number| number == 0))
}

#[cfg(test)]
#[path = "guards_tests.rs"]
mod tests;
