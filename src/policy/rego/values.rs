//! The values of expressions, as far as they concern the facts.
//!
//! The half of [the analysis of reads](super::reads) that looks into expressions; the other half
//! follows rules.

use std::collections::BTreeMap;

use regorus::unstable::{AssignOp, Expr, Ref};

use super::deeds::Frame;
use super::guards::scalar;
use super::names::{self, Root, Step};
use super::reads::Analysis;
use super::shape::Shape;
use super::walks::Scope;
use crate::policy::asks::{Fold, Guard, Must};
use crate::policy::reads::{FactPath, Segment};

impl<'a> Analysis<'a> {
    /// An expression whose value is looked at.
    pub(super) fn read(&mut self, expr: &'a Expr, frame: &mut Frame) {
        let value = self.value(expr, frame);
        frame.effects.see_whole(&value);
    }

    pub(super) fn value(&mut self, expr: &'a Expr, frame: &mut Frame) -> Shape {
        match expr {
            Expr::String { .. } | Expr::RawString { .. } | Expr::Bool { .. } => {
                scalar(expr).map_or_else(Shape::foreign, Shape::word)
            }
            Expr::Number { .. } | Expr::Null { .. } => Shape::foreign(),
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => {
                self.reference(expr, frame)
            }
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                let mut joined = Shape::default();
                for item in items {
                    joined.join(&self.value(item, frame));
                }
                if matches!(expr, Expr::Set { .. }) {
                    frame.effects.copy(&joined);
                }
                Shape::list(joined)
            }
            Expr::Object { fields, .. } => {
                let (mut known, mut other) = (BTreeMap::new(), Shape::default());
                for (_, key, value) in fields {
                    let value = self.value(value, frame);
                    match names::literal(key) {
                        Some(name) => {
                            known.insert(name, value);
                        }
                        None => {
                            self.read(key, frame);
                            other.join(&value);
                        }
                    }
                }
                Shape::object(known, other)
            }
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
                let scope =
                    self.scope(query.as_ref(), frame, &mut |this, frame| this.value(term, frame));
                if matches!(expr, Expr::SetCompr { .. }) {
                    frame.effects.copy(&scope.value);
                }
                collection(scope)
            }
            Expr::ObjectCompr { key, value, query, .. } => {
                let scope = self.scope(query.as_ref(), frame, &mut |this, frame| {
                    this.read(key, frame);
                    this.value(value, frame)
                });
                collection(scope)
            }
            Expr::Call { fcn, params, .. } => self.call(fcn, params, frame),
            Expr::UnaryExpr { expr, .. } => {
                self.read(expr, frame);
                Shape::foreign()
            }
            Expr::BinExpr { lhs, rhs, .. } => {
                let mut joined = self.value(lhs, frame);
                joined.join(&self.value(rhs, frame));
                joined
            }
            Expr::BoolExpr { lhs, rhs, .. } | Expr::ArithExpr { lhs, rhs, .. } => {
                self.read(lhs, frame);
                self.read(rhs, frame);
                Shape::foreign()
            }
            Expr::AssignExpr { op, lhs, rhs, .. } => {
                let right = self.value(rhs, frame);
                self.bind(lhs, &right, frame);
                if *op == AssignOp::Eq {
                    // Unification may compare, and may bind either side.
                    let left = self.value(lhs, frame);
                    self.bind(rhs, &left, frame);
                    frame.effects.see_whole(&left);
                    frame.effects.see_whole(&right);
                }
                Shape::foreign()
            }
            Expr::Membership { key, value, collection, .. } => {
                // Its answer may be `false`, whatever is missing.
                frame.apart += 1;
                if let Some(key) = key {
                    self.read(key, frame);
                }
                self.read(value, frame);
                let shape = self.value(collection, frame);
                note_walk(&shape, frame);
                frame.effects.see_whole(&shape.any());
                frame.apart -= 1;
                Shape::foreign()
            }
        }
    }

    fn call(&mut self, function: &'a Expr, params: &'a [Ref<Expr>], frame: &mut Frame) -> Shape {
        let path = names::static_path(function).unwrap_or_default();
        let expanded = self.expand(&path, frame);
        if self.rules.contains_key(&expanded) {
            let args: Vec<_> = params.iter().map(|param| self.value(param, frame)).collect();
            return self.follow(&expanded, &args, frame);
        }
        if path.join(".") == "object.get"
            && let [object, key, default] = params
            && let Some(name) = names::literal(key)
        {
            let mut member = self.value(object, frame).key(&name);
            frame.effects.name(&member);
            member.join(&self.value(default, frame));
            return member;
        }
        if path.join(".") == "count"
            && let [collection] = params
        {
            let shape = self.value(collection, frame);
            frame.apart += 1;
            walk(&shape, frame);
            frame.apart -= 1;
            return Shape::foreign();
        }
        let fold = match path.join(".").as_str() {
            "lower" => Some(Fold::Lower),
            "upper" => Some(Fold::Upper),
            _ => None,
        };
        if let (Some(fold), [text]) = (fold, params) {
            let shape = self.value(text, frame);
            frame.effects.see_whole(&shape);
            let path = shape.surely_fact().cloned();
            return path.map_or_else(Shape::foreign, |path| Shape::folded(path, fold));
        }
        for param in params {
            self.read(param, frame);
        }
        Shape::foreign()
    }

    fn reference(&mut self, expr: &'a Expr, frame: &mut Frame) -> Shape {
        let reference = names::reference(expr);
        let mut steps = reference.steps.into_iter();
        self.is_a_key(expr, frame);
        let mut shape = match reference.root {
            Root::Expression(root) => self.value(root, frame),
            Root::Name("input") => Shape::fact(FactPath::default()),
            Root::Name(name) => match frame.bound.get(name) {
                Some(shape) => shape.clone(),
                None if frame.locals.contains(name) => {
                    frame.early = true;
                    Shape::foreign()
                }
                None => {
                    let mut path = self.expand(&[name.to_owned()], frame);
                    if path.first().is_some_and(|root| root == "input") {
                        let keys = path.drain(1..).map(Segment::Key);
                        Shape::fact(FactPath(keys.collect()))
                    } else {
                        self.rule_reference(path, &mut steps, frame)
                    }
                }
            },
        };
        for step in steps {
            shape = match step {
                Step::Key(key) => {
                    frame.effects.name(&shape);
                    shape.key(&key)
                }
                Step::Index(index) => {
                    if is_unbound(index, frame) {
                        walk(&shape, frame);
                    } else {
                        self.read(index, frame);
                        note_walk(&shape, frame);
                    }
                    shape.any()
                }
            };
        }
        frame.effects.name(&shape);
        frame.must_exist(&shape);
        shape
    }

    /// The value of the rule that a `data` path leads to; what is left of the path stays in `steps`.
    fn rule_reference(
        &mut self,
        mut path: Vec<String>,
        steps: &mut std::vec::IntoIter<Step<'a>>,
        frame: &mut Frame,
    ) -> Shape {
        if path.first().is_none_or(|root| root != "data") {
            return Shape::foreign();
        }
        loop {
            if self.rules.contains_key(&path) {
                return self.follow(&path, &[], frame);
            }
            match steps.next() {
                Some(Step::Key(key)) => path.push(key),
                // Data of a file is no fact.
                None => return Shape::foreign(),
                Some(Step::Index(index)) => {
                    self.read(index, frame);
                    if self.rules.keys().any(|rule| rule.starts_with(&path)) {
                        // Some rule among several, chosen at run time.
                        return Shape::fact(FactPath::default());
                    }
                    return Shape::foreign();
                }
            }
        }
    }

    pub(super) fn bind(&mut self, pattern: &'a Expr, shape: &Shape, frame: &mut Frame) {
        frame.effects.name(shape);
        match pattern {
            Expr::Var { span, .. } => {
                let name = span.text();
                if frame.locals.contains(name) || !self.is_global(name, frame) {
                    frame.know(name, shape);
                }
            }
            Expr::Array { items, .. } => {
                for item in items {
                    self.bind(item, &shape.any(), frame);
                }
            }
            Expr::Object { fields, .. } => {
                for (_, key, value) in fields {
                    let member =
                        names::literal(key).map_or_else(|| shape.any(), |key| shape.key(&key));
                    self.bind(value, &member, frame);
                }
            }
            // A literal or a reference in a pattern compares.
            _ => {
                let value = self.value(pattern, frame);
                frame.effects.see_whole(&value);
                frame.effects.see_whole(shape);
            }
        }
    }

    fn is_global(&self, name: &str, frame: &Frame) -> bool {
        matches!(name, "input" | "data")
            || self
                .names
                .get(frame.module)
                .is_some_and(|names| names.rules.contains(name) || names.imports.contains_key(name))
    }

    pub(super) fn expand(&self, path: &[String], frame: &Frame) -> Vec<String> {
        match self.names.get(frame.module) {
            Some(names) if path.first().is_none_or(|name| !frame.locals.contains(name)) => {
                names.expand(path)
            }
            _ => path.to_vec(),
        }
    }
}

fn is_unbound(index: &Expr, frame: &Frame) -> bool {
    matches!(index, Expr::Var { span, .. }
        if span.text() == "_" || frame.locals.contains(span.text()))
}

/// A collection is gone through, and must have a member for the body to hold.
pub(super) fn walk(shape: &Shape, frame: &mut Frame) {
    note_walk(shape, frame);
    if frame.apart > 0 {
        return;
    }
    // Where it may be one of several collections, none of them alone is needed.
    frame.effects.needs.extend(shape.only_fact().cloned());
    frame.effects.needs.extend(shape.needs.iter().cloned());
    frame.effects.guards.extend(shape.guards.iter().cloned());
}

fn note_walk(shape: &Shape, frame: &mut Frame) {
    shape.facts.iter().for_each(|path| frame.effects.see(path, false));
}

/// What a comprehension builds.
fn collection(scope: Scope) -> Shape {
    let mut list = Shape::list(scope.value);
    list.guards = scope.guards;
    // Not needed as what a rule judges: a list of faults may be walked here.
    let have = |path| Guard::one(path, Must::Have);
    list.guards.extend(scope.needs.into_iter().map(have));
    list
}
