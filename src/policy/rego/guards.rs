//! What a statement asks of the facts that it names: what they must be for it to hold.
//!
//! The third part of [the analysis of reads](super::reads). All of it is about statements that
//! must hold for a definition to find anything; inside `not`, `every` or `else` nothing is asked.

use std::collections::BTreeSet;

use regorus::unstable::{BinOp, BoolOp, Expr, Ref, Rule, RuleHead};

use super::deeds::Frame;
use super::names::{self, Root, Step};
use super::patterns;
use super::reads::Analysis;
use super::shape::Shape;
use super::values::walk;
use crate::policy::asks::{Fold, Guard, Must, Stands, Word, Wording};
use crate::policy::reads::Segment;

/// How deep a constant may be made of others.
const MAX_CONSTANTS: usize = 8;

impl Frame {
    /// An expression that holds this fact has no value without it.
    pub(super) fn must_exist(&mut self, value: &Shape) {
        self.must(value, Must::Exist);
    }

    fn must(&mut self, value: &Shape, must: Must) {
        let path = value.surely_fact().filter(|path| match path.0.last() {
            Some(Segment::Key(_)) => true,
            Some(_) => matches!(must, Must::Be(_)),
            None => false,
        });
        if let Some(path) = path.filter(|_| self.apart == 0) {
            self.effects.guards.insert(Guard::one(path.clone(), must));
        }
    }

    fn must_read(&mut self, value: &Shape, stands: Stands, words: BTreeSet<String>) {
        if let Some((path, fold)) = value.text().filter(|(path, _)| !path.0.is_empty()) {
            self.effects
                .guards
                .insert(Guard::one(path.clone(), Must::Read(Wording { stands, fold, words })));
        }
    }
}

impl<'a> Analysis<'a> {
    /// A statement of a body holds.
    pub(super) fn holds(&mut self, expr: &'a Expr, frame: &mut Frame) {
        match expr {
            Expr::BoolExpr { op: BoolOp::Eq, lhs, rhs, .. } => {
                match (self.scalar(lhs, frame), self.scalar(rhs, frame)) {
                    (None, Some(word)) => self.is_one_of(lhs, BTreeSet::from([word]), frame),
                    (Some(word), None) => self.is_one_of(rhs, BTreeSet::from([word]), frame),
                    _ => {}
                }
            }
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
                if let Some(words) = self.words(collection, frame) {
                    self.is_one_of(value, words, frame);
                    return;
                }
                self.value(value, frame);
                if let Some(word) = self.scalar(value, frame) {
                    frame.must(&shape.any(), Must::Be(BTreeSet::from([word])));
                }
            }
            Expr::Call { fcn, params, .. } => self.text_holds(fcn, params, frame),
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => {
                let shape = self.value(expr, frame);
                frame.must(&shape, Must::Hold);
            }
            _ => {}
        }
    }

    /// A statement of a body does not hold.
    pub(super) fn fails(&mut self, expr: &'a Expr, frame: &mut Frame) {
        if matches!(expr, Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. }) {
            frame.apart += 1;
            let shape = self.value(expr, frame);
            frame.apart -= 1;
            frame.must(&shape, Must::Fail);
        }
    }

    /// What stands in brackets behind an object or set of the policy is one of its keys.
    pub(super) fn is_a_key(&mut self, expr: &'a Expr, frame: &mut Frame) {
        let reference = names::reference(expr);
        let Root::Name(root) = reference.root else { return };
        let mut path = vec![root.to_owned()];
        for step in reference.steps {
            match step {
                Step::Key(key) => path.push(key),
                Step::Index(index) if frame.apart == 0 => {
                    if let Some((constant, module)) = self.constant(&path, frame)
                        && let Some(words) = self.keys(constant, module)
                    {
                        self.is_one_of(index, words, frame);
                    }
                    return;
                }
                Step::Index(_) => return,
            }
        }
    }

    fn is_one_of(&mut self, value: &'a Expr, words: BTreeSet<Word>, frame: &mut Frame) {
        let shape = self.value(value, frame);
        match shape.text() {
            Some((_, fold)) if fold != Fold::None => {
                let texts = words.into_iter().map(|word| match word {
                    Word::Text(text) => Some(text),
                    Word::Flag(_) => None,
                });
                if let Some(texts) = texts.collect() {
                    frame.must_read(&shape, Stands::Alone, texts);
                }
            }
            _ => frame.must(&shape, Must::Be(words)),
        }
    }

    /// A call that tells something of a text.
    fn text_holds(&mut self, function: &'a Expr, params: &'a [Ref<Expr>], frame: &mut Frame) {
        let path = names::static_path(function).unwrap_or_default();
        let [first, second] = params else { return };
        let (text, words, stands) = match path.join(".").as_str() {
            "regex.match" => {
                let Some(Word::Text(pattern)) = self.scalar(first, frame) else { return };
                let Some((words, fold)) = patterns::needed(&pattern) else { return };
                let shape = self.value(second, frame);
                match (shape.text().map(|(path, fold)| (path.clone(), fold)), fold) {
                    (Some((path, Fold::None)), fold) => {
                        let shape = match fold {
                            Fold::None => shape,
                            fold => Shape::folded(path, fold),
                        };
                        frame.must_read(&shape, Stands::Within, words);
                    }
                    (Some(_), Fold::None) => frame.must_read(&shape, Stands::Within, words),
                    _ => {}
                }
                return;
            }
            "startswith" | "strings.any_prefix_match" => (first, second, Stands::First),
            "endswith" | "strings.any_suffix_match" => (first, second, Stands::Last),
            "contains" => (first, second, Stands::Within),
            _ => return,
        };
        let words = match self.scalar(words, frame) {
            Some(word) => Some(BTreeSet::from([word])),
            None => self.words(words, frame),
        };
        let texts = words.into_iter().flatten().map(|word| match word {
            Word::Text(text) => Some(text),
            Word::Flag(_) => None,
        });
        let Some(texts) = texts.collect::<Option<BTreeSet<_>>>() else { return };
        if !texts.is_empty() {
            let shape = self.value(text, frame);
            frame.must_read(&shape, stands, texts);
        }
    }

    /// What `count(…)` counts.
    fn counted(&self, expr: &'a Expr, frame: &Frame) -> Option<&'a Expr> {
        let Expr::Call { fcn, params, .. } = expr else { return None };
        let [collection] = params.as_slice() else { return None };
        (self.expand(&names::static_path(fcn)?, frame) == ["count"]).then(|| collection.as_ref())
    }

    /// A word or a truth value that stands in the policy, here or as a rule without conditions.
    fn scalar(&self, expr: &'a Expr, frame: &Frame) -> Option<Word> {
        if let Expr::Var { span, .. } = expr
            && let Some(shape) = frame.bound.get(span.text())
        {
            return shape.only_word().cloned();
        }
        scalar(expr).or_else(|| {
            let (constant, _) = self.constant(&names::static_path(expr)?, frame)?;
            scalar(constant)
        })
    }

    /// The words of a collection that stands in the policy, here or as a rule without conditions.
    fn words(&self, collection: &'a Expr, frame: &Frame) -> Option<BTreeSet<Word>> {
        match collection {
            Expr::Var { .. } | Expr::RefDot { .. } => {
                let (constant, module) = self.constant(&names::static_path(collection)?, frame)?;
                self.words_within(constant, module, 0)
            }
            Expr::Array { .. } | Expr::Set { .. } => self.words_within(collection, frame.module, 0),
            _ => None,
        }
    }

    /// The words of a constant collection, with those that it is put together of.
    fn words_within(&self, expr: &'a Expr, module: usize, depth: usize) -> Option<BTreeSet<Word>> {
        match expr {
            _ if depth > MAX_CONSTANTS => None,
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                items.iter().map(|item| scalar(item)).collect()
            }
            Expr::BinExpr { op: BinOp::Union, lhs, rhs, .. } => {
                let mut words = self.words_within(lhs, module, depth + 1)?;
                words.extend(self.words_within(rhs, module, depth + 1)?);
                Some(words)
            }
            Expr::Var { .. } | Expr::RefDot { .. } if depth > 0 => {
                let path = self.names.get(module)?.expand(&names::static_path(expr)?);
                let (constant, module) = self.constant_at(&path)?;
                self.words_within(constant, module, depth + 1)
            }
            _ => None,
        }
    }

    /// The keys of a constant object, or the words of a constant set.
    fn keys(&self, constant: &'a Expr, module: usize) -> Option<BTreeSet<Word>> {
        match constant {
            Expr::Object { fields, .. } => fields.iter().map(|(_, key, _)| scalar(key)).collect(),
            Expr::Set { .. } | Expr::BinExpr { .. } => self.words_within(constant, module, 0),
            _ => None,
        }
    }

    /// The value of a rule without conditions, and the module that it stands in.
    fn constant(&self, path: &[String], frame: &Frame) -> Option<(&'a Expr, usize)> {
        if path.first().is_none_or(|name| frame.locals.contains(name)) {
            return None;
        }
        self.constant_at(&self.names.get(frame.module)?.expand(path))
    }

    fn constant_at(&self, path: &[String]) -> Option<(&'a Expr, usize)> {
        let [(Rule::Spec { head, bodies, .. }, module)] = self.rules.get(path)?.as_slice() else {
            return None;
        };
        let RuleHead::Compr { refr, assign: Some(assign), .. } = head else { return None };
        let plain = names::reference(refr).steps.is_empty() && bodies.is_empty();
        plain.then(|| (assign.value.as_ref(), *module))
    }
}

/// A word or a truth value that stands here.
pub(super) fn scalar(expr: &Expr) -> Option<Word> {
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
