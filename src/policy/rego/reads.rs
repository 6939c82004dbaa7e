//! Works out which facts a rule reads, by following values through its syntax tree.
//!
//! The analysis errs on the side of more: a value that is handed to a builtin, compared or put
//! into a message is read whole; a construct it cannot follow reads everything. Helper rules
//! and functions are followed with the shapes of their arguments.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{Literal, Module, Query, Ref, Rule, RuleBody, RuleHead};

use super::alone::Uses;
use super::check::locals;
use super::guards;
use super::names::{self, Names};
use super::shape::Shape;
use super::values::{read_whole, walk};
use crate::policy::reads::{FactPath, Guard, Read};

/// How many rule bodies may be followed for one rule of the bundle before the analysis gives up
/// and answers "everything". The largest rule of the default bundle takes a few dozen.
const MAX_FOLLOWED: usize = 20_000;

/// How often a body is gone through, so that statements may stand in any order.
const MAX_PASSES: usize = 4;

/// What one rule or body does.
#[derive(Debug, Clone, Default)]
pub(crate) struct Effects {
    /// The facts read.
    pub(crate) reads: BTreeSet<Read>,
    /// The collections that must have a member for it to hold.
    pub(crate) needs: BTreeSet<FactPath>,
    /// What facts must be for it to hold.
    pub(crate) guards: BTreeSet<Guard>,
    /// The lists of which each item counts by itself.
    pub(crate) alone: BTreeSet<FactPath>,
    value: Shape,
}

/// The rules of all modules by their full path.
pub(crate) struct Analysis<'a> {
    pub(super) rules: BTreeMap<Vec<String>, Vec<(&'a Rule, usize)>>,
    pub(super) names: Vec<Names>,
    known: BTreeMap<(Vec<String>, Vec<Shape>), Effects>,
    under_way: BTreeSet<Vec<String>>,
    followed: usize,
}

/// The body that is gone through.
pub(super) struct Frame {
    pub(super) module: usize,
    pub(super) locals: BTreeSet<String>,
    pub(super) bound: BTreeMap<String, Shape>,
    pub(super) effects: Effects,
    uses: Uses,
    /// Inside `not`, `every` or a comprehension, where nothing is needed for the body to hold.
    pub(super) apart: usize,
    /// Inside a comprehension, whose statements are none of the body's own.
    pub(super) within: usize,
    /// Another document is put in the place of the facts somewhere: what looks like a fact may be none.
    replaced: bool,
}

impl Frame {
    /// A variable may have a value of this shape.
    pub(super) fn know(&mut self, name: &str, shape: &Shape) {
        match self.bound.get_mut(name) {
            Some(known) => known.join(shape),
            None => {
                self.bound.insert(name.to_owned(), shape.clone());
            }
        }
    }
}

impl<'a> Analysis<'a> {
    /// Prepares the analysis of these modules.
    pub(crate) fn of(modules: &'a [Ref<Module>]) -> Self {
        let mut rules: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut packages: BTreeMap<Vec<String>, BTreeSet<String>> = BTreeMap::new();
        let mut all: Vec<_> = modules.iter().map(|module| Names::of(module)).collect();
        for (index, (module, names)) in modules.iter().zip(&all).enumerate() {
            let known = packages.entry(names.package.clone()).or_default();
            known.extend(names.rules.iter().cloned());
            for rule in &module.policy {
                if let Some(name) = names::rule_name(rule) {
                    let mut key = vec!["data".to_owned()];
                    key.extend(names.package.iter().cloned());
                    key.push(name);
                    rules.entry(key).or_default().push((rule.as_ref(), index));
                }
            }
        }
        for names in &mut all {
            names.rules = packages.get(&names.package).cloned().unwrap_or_default();
        }
        Self { rules, names: all, known: BTreeMap::new(), under_way: BTreeSet::new(), followed: 0 }
    }

    /// The effects of one definition whose members become findings: all of them are read.
    pub(crate) fn definition(&mut self, rule: &'a Rule, module: usize) -> Effects {
        self.followed = 0;
        let mut effects = self.body_effects(rule, module, &[]);
        let value = std::mem::take(&mut effects.value);
        read_whole(&value, &mut effects.reads);
        effects
    }

    fn body_effects(&mut self, rule: &'a Rule, module: usize, args: &[Shape]) -> Effects {
        self.followed += 1;
        let mut frame = Frame {
            module,
            locals: locals(rule),
            bound: BTreeMap::new(),
            effects: Effects::default(),
            uses: Uses::default(),
            apart: 0,
            within: 0,
            replaced: false,
        };
        if self.followed > MAX_FOLLOWED {
            frame.effects.reads.insert(Read { path: FactPath::default(), whole: true });
            frame.effects.value = Shape::foreign();
            return frame.effects;
        }
        let (head, bodies) = match rule {
            Rule::Spec { head, bodies, .. } => (head, bodies.as_slice()),
            Rule::Default { value, .. } => {
                frame.effects.value = self.value(value, &mut frame);
                return frame.effects;
            }
        };
        if let RuleHead::Func { args: patterns, .. } = head {
            for (pattern, shape) in patterns.iter().zip(args) {
                self.bind(pattern, shape, &mut frame);
            }
        }
        for _ in 0..MAX_PASSES {
            let before = frame.bound.clone();
            // What was thought of a variable before all was known of it does not count.
            frame.effects.guards.clear();
            frame.uses.begin();
            self.bodies(bodies, &mut frame);
            if frame.bound == before {
                break;
            }
            frame.effects.guards.clear();
            frame.uses.begin();
        }
        let body = std::mem::take(&mut frame.effects.reads);
        // The value of the head is that of its first body alone.
        let others = usize::from(bodies.len() > 1);
        frame.apart += others;
        let value = self.head_value(head, &mut frame);
        frame.apart -= others;
        let mut of_head = frame.effects.reads.clone();
        read_whole(&value, &mut of_head);
        frame.uses.note(0, &of_head, None);
        frame.effects.reads.extend(body);
        frame.effects.value.join(&value);
        frame.effects.alone = frame.uses.alone();
        guards::drop_weaker(&mut frame.effects.guards);
        if frame.replaced {
            frame.effects.value.join(&Shape::foreign());
            frame.effects.needs.clear();
            frame.effects.guards.clear();
            frame.effects.alone.clear();
        }
        frame.effects
    }

    fn bodies(&mut self, bodies: &'a [RuleBody], frame: &mut Frame) {
        frame.apart += usize::from(bodies.len() > 1);
        for body in bodies {
            self.query(body.query.as_ref(), frame);
            let assigned = body.assign.as_ref().map(|assign| self.value(&assign.value, frame));
            frame.effects.value.join(&assigned.unwrap_or_default());
        }
        frame.apart -= usize::from(bodies.len() > 1);
    }

    fn head_value(&mut self, head: &'a RuleHead, frame: &mut Frame) -> Shape {
        match head {
            RuleHead::Set { key, .. } => {
                let items = key.as_ref().map(|key| self.value(key, frame)).unwrap_or_default();
                Shape::list(items)
            }
            RuleHead::Compr { refr, assign, .. } => {
                let value = assign.as_ref().map(|assign| self.value(&assign.value, frame));
                // Without a value it is `true`.
                let value = value.unwrap_or_else(Shape::foreign);
                let nested = names::reference(refr).steps.len();
                (0..nested).fold(value, |value, _| Shape::list(value))
            }
            RuleHead::Func { assign, .. } => {
                let value = assign.as_ref().map(|assign| self.value(&assign.value, frame));
                value.unwrap_or_else(Shape::foreign)
            }
        }
    }

    pub(super) fn query(&mut self, query: &'a Query, frame: &mut Frame) {
        for statement in &query.stmts {
            frame.replaced |= !statement.with_mods.is_empty();
            let before = std::mem::take(&mut frame.effects.reads);
            let mut walked = None;
            match &statement.literal {
                Literal::SomeVars { .. } => {}
                Literal::SomeIn { key, value, collection, .. } => {
                    let shape = self.value(collection, frame);
                    walk(&shape, frame);
                    // With its position an item says something of those before it.
                    walked = key.is_none().then(|| shape.clone());
                    if let Some(key) = key {
                        self.bind(key, &Shape::foreign(), frame);
                    }
                    self.bind(value, &shape.any(), frame);
                }
                Literal::Expr { expr, .. } => {
                    self.read(expr, frame);
                    if frame.apart == 0 && statement.with_mods.is_empty() {
                        self.holds(expr, frame);
                    }
                }
                Literal::NotExpr { expr, .. } => {
                    frame.apart += 1;
                    self.read(expr, frame);
                    frame.apart -= 1;
                }
                Literal::Every { value, domain, query, .. } => {
                    frame.apart += 1;
                    let shape = self.value(domain, frame);
                    walk(&shape, frame);
                    frame.know(value.text(), &shape.any());
                    self.query(query.as_ref(), frame);
                    frame.apart -= 1;
                }
            }
            let walked = walked.as_ref().filter(|_| frame.apart == 0 && frame.within == 0);
            frame.uses.note(statement.span.start, &frame.effects.reads, walked);
            frame.effects.reads.extend(before);
        }
    }

    /// Takes over the effects of another rule and gives its value.
    ///
    /// A rule that builds a set or an object is there even if it is empty: what it needs is
    /// needed only where somebody goes through it. Any other rule is undefined without it.
    pub(super) fn follow(&mut self, key: &[String], args: &[Shape], frame: &mut Frame) -> Shape {
        let effects = self.rule_effects(key, args);
        frame.effects.reads.extend(effects.reads);
        let mut value = effects.value;
        if self.builds(key) {
            value.needs = effects.needs;
            value.guards = effects.guards;
        } else if frame.apart == 0 {
            frame.effects.needs.extend(effects.needs);
            frame.effects.guards.extend(effects.guards);
        }
        value
    }

    /// Whether the definitions of a rule add members to a set or an object.
    fn builds(&self, key: &[String]) -> bool {
        let definitions = self.rules.get(key).map_or(&[][..], Vec::as_slice);
        definitions.iter().any(|(rule, _)| match rule {
            Rule::Spec { head: RuleHead::Set { .. }, .. } => true,
            Rule::Spec { head: RuleHead::Compr { refr, .. }, .. } => {
                !names::reference(refr).steps.is_empty()
            }
            _ => false,
        })
    }

    fn rule_effects(&mut self, key: &[String], args: &[Shape]) -> Effects {
        let memo = (key.to_vec(), args.to_vec());
        if let Some(effects) = self.known.get(&memo) {
            return effects.clone();
        }
        // Recursion is refused before this analysis; this keeps a miss from running away.
        if !self.under_way.insert(key.to_vec()) {
            return Effects::default();
        }
        let definitions = self.rules.get(key).cloned().unwrap_or_default();
        let mut joined: Option<Effects> = None;
        for (rule, module) in definitions {
            let effects = self.body_effects(rule, module, args);
            match &mut joined {
                None => joined = Some(effects),
                Some(all) => {
                    all.reads.extend(effects.reads);
                    all.value.join(&effects.value);
                    all.needs.retain(|need| effects.needs.contains(need));
                    all.guards = guards::of_either(&all.guards, &effects.guards);
                }
            }
        }
        let effects = joined.unwrap_or_default();
        self.under_way.remove(key);
        self.known.insert(memo, effects.clone());
        effects
    }
}

#[cfg(test)]
#[path = "alone_tests.rs"]
mod alone_tests;
#[cfg(test)]
#[path = "reads_tests.rs"]
mod tests;
