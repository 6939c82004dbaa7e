//! Works out which facts a rule reads, by following values through its syntax tree.
//!
//! The analysis errs on the side of more: a value that is handed to a builtin, compared or put
//! into a message is read whole; a construct it cannot follow reads everything. Helper rules
//! and functions are followed with the shapes of their arguments.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::unstable::{Expr, Literal, Module, Query, Ref, Rule, RuleBody, RuleHead};

use super::arranged::walks;
use super::check::locals;
use super::deeds::{Deeds, Effects, Frame};
use super::names::{self, Names};
use super::shape::Shape;
use super::values::walk;
use super::walks::{asks_for_any, says_only_that_it_holds};
use crate::policy::asks::Asked;
use crate::policy::asks::{drop_weaker, of_either};
use crate::policy::reads::FactPath;
use crate::policy::shown::Shown;

/// How many rule bodies may be followed for one rule of the bundle before the analysis gives up
/// and answers "everything". The largest rule of the default bundle takes a few dozen.
const MAX_FOLLOWED: usize = 20_000;

/// How often a body is gone through, so that statements may stand in any order.
const MAX_PASSES: usize = 4;

/// The rules of all modules by their full path.
pub(crate) struct Analysis<'a> {
    pub(super) rules: BTreeMap<Vec<String>, Vec<(&'a Rule, usize)>>,
    pub(super) names: Vec<Names>,
    known: BTreeMap<(Vec<String>, Vec<Shape>), Deeds>,
    under_way: BTreeSet<Vec<String>>,
    followed: usize,
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
        let mut deeds = self.body_effects(rule, module, &[]);
        let value = std::mem::take(&mut deeds.value);
        deeds.see_whole(&value);
        let needs = deeds.needs.iter().map(FactPath::plain).collect();
        let (walks, guards) = walks(&deeds);
        let shown = Arc::new(Shown::of(&deeds.shown));
        Effects { reads: deeds.reads, asked: Asked { needs, guards, walks, shown } }
    }

    fn body_effects(&mut self, rule: &'a Rule, module: usize, args: &[Shape]) -> Deeds {
        self.followed += 1;
        let mut frame = Frame {
            module,
            locals: locals(rule),
            bound: BTreeMap::new(),
            effects: Deeds::default(),
            apart: 0,
            at_hand: Vec::new(),
            early: false,
            once: false,
            replaced: false,
        };
        if self.followed > MAX_FOLLOWED {
            frame.effects.see(&FactPath::default(), true);
            frame.effects.value = Shape::foreign();
            return frame.effects;
        }
        let (head, bodies) = match rule {
            Rule::Spec { head, bodies, .. } => (head, bodies.as_slice()),
            Rule::Default { value, .. } => {
                frame.effects.value = self.value(value, &mut frame);
                frame.effects.guards.clear();
                return frame.effects;
            }
        };
        if let RuleHead::Func { args: patterns, .. } = head {
            for (pattern, shape) in patterns.iter().zip(args) {
                self.bind(pattern, shape, &mut frame);
            }
        }
        let mut settled = false;
        for _ in 0..MAX_PASSES {
            let before = frame.bound.clone();
            // What was thought of a variable before all was known of it does not count.
            frame.effects.guards.clear();
            frame.effects.walks.clear();
            let value = self.bodies(head, bodies, &mut frame);
            frame.effects.value = Shape::default();
            frame.effects.value.join(&value);
            settled = frame.bound == before;
            if settled {
                break;
            }
        }
        if !settled {
            frame.effects.tell_nothing();
        }
        drop_weaker(&mut frame.effects.guards);
        if frame.replaced {
            frame.effects.value.join(&Shape::foreign());
            frame.effects.needs.clear();
            frame.effects.tell_nothing();
        }
        frame.effects
    }

    /// The value of a rule with these bodies: that of the head, and what stands behind `else`.
    fn bodies(&mut self, head: &'a RuleHead, bodies: &'a [RuleBody], frame: &mut Frame) -> Shape {
        let Some((first, others)) = bodies.split_first() else {
            return self.head_value(head, frame);
        };
        frame.once = others.is_empty()
            && first.assign.is_none()
            && says_only_that_it_holds(head)
            && asks_for_any(first.query.as_ref());
        let mut scope = self.scope(first.query.as_ref(), frame, &mut |this, frame| {
            let mut value = this.head_value(head, frame);
            if let Some(assign) = &first.assign {
                value.join(&this.value(&assign.value, frame));
            }
            value
        });
        for body in others {
            let other = self.scope(body.query.as_ref(), frame, &mut |this, frame| {
                let assign = body.assign.as_ref();
                assign.map_or_else(Shape::foreign, |assign| this.value(&assign.value, frame))
            });
            scope.value.join(&other.value);
            scope.guards = of_either(&scope.guards, &other.guards);
            // What one of several bodies needs is nothing that a rule judges.
            scope.needs.clear();
        }
        frame.effects.needs.extend(scope.needs);
        frame.effects.guards.extend(scope.guards);
        scope.value
    }

    fn head_value(&mut self, head: &'a RuleHead, frame: &mut Frame) -> Shape {
        match head {
            RuleHead::Set { refr, key, .. } => {
                let nested = self.head_keys(refr, frame);
                let items = key.as_ref().map(|key| self.value(key, frame)).unwrap_or_default();
                frame.effects.copy(&items);
                (0..nested).fold(Shape::list(items), |value, _| Shape::list(value))
            }
            RuleHead::Compr { refr, assign, .. } => {
                let value = assign.as_ref().map(|assign| self.value(&assign.value, frame));
                // Without a value it is `true`.
                let value = value.unwrap_or_else(Shape::foreign);
                let nested = self.head_keys(refr, frame);
                (0..nested).fold(value, |value, _| Shape::list(value))
            }
            RuleHead::Func { assign, .. } => {
                let value = assign.as_ref().map(|assign| self.value(&assign.value, frame));
                value.unwrap_or_else(Shape::foreign)
            }
        }
    }

    /// How deep a rule's value stands in what its name means: `of[job.name] contains …`. The keys are
    /// looked at.
    fn head_keys(&mut self, refr: &'a Expr, frame: &mut Frame) -> usize {
        let steps = names::reference(refr).steps;
        let nested = steps.len();
        for step in steps {
            if let names::Step::Index(key) = step {
                self.read(key, frame);
            }
        }
        nested
    }

    /// The statements of a query, in the scope that was opened for it.
    pub(super) fn query(&mut self, query: &'a Query, frame: &mut Frame) {
        for statement in &query.stmts {
            frame.replaced |= !statement.with_mods.is_empty();
            let holds = frame.apart == 0 && statement.with_mods.is_empty();
            match &statement.literal {
                Literal::SomeVars { .. } => {}
                Literal::SomeIn { key, value, collection, .. } => {
                    let shape = self.value(collection, frame);
                    // With its position an item says something of those before it.
                    if key.is_none()
                        && holds
                        && let Some(list) = shape.surely_list()
                    {
                        let place = self.place(frame.module, statement.span.start);
                        let item = Shape::fact(frame.walk(&shape, list, place));
                        self.bind(value, &item, frame);
                        continue;
                    }
                    walk(&shape, frame);
                    if let Some(key) = key {
                        self.bind(key, &Shape::foreign(), frame);
                    }
                    self.bind(value, &shape.any(), frame);
                }
                Literal::Expr { expr, .. } => {
                    self.read(expr, frame);
                    if holds {
                        self.holds(expr, frame);
                    }
                }
                Literal::NotExpr { expr, .. } => {
                    frame.apart += 1;
                    self.read(expr, frame);
                    frame.apart -= 1;
                    if holds {
                        self.fails(expr, frame);
                    }
                }
                Literal::Every { value, domain, query, .. } => {
                    frame.apart += 1;
                    let shape = self.value(domain, frame);
                    walk(&shape, frame);
                    frame.know(value.text(), &shape.any());
                    self.scope(query.as_ref(), frame, &mut |_, _| Shape::default());
                    frame.apart -= 1;
                }
            }
        }
    }

    /// A number for a statement that no other has.
    fn place(&self, module: usize, start: u32) -> u64 {
        (u64::try_from(module).unwrap_or(u64::MAX) << 32) | u64::from(start)
    }

    /// Takes over the effects of another rule and gives its value.
    ///
    /// A rule that builds a set or an object is there even if it is empty: what it needs is
    /// needed only where somebody goes through it. Any other rule is undefined without it.
    pub(super) fn follow(&mut self, key: &[String], args: &[Shape], frame: &mut Frame) -> Shape {
        let effects = self.rule_effects(key, args);
        frame.effects.reads.extend(effects.reads);
        frame.effects.others.extend(effects.others);
        frame.effects.shown.extend(effects.shown);
        frame.effects.walks.extend(effects.walks);
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

    fn rule_effects(&mut self, key: &[String], args: &[Shape]) -> Deeds {
        let memo = (key.to_vec(), args.to_vec());
        if let Some(effects) = self.known.get(&memo) {
            return effects.clone();
        }
        // Recursion is refused before this analysis; this keeps a miss from running away.
        if !self.under_way.insert(key.to_vec()) {
            return Deeds::default();
        }
        let definitions = self.rules.get(key).cloned().unwrap_or_default();
        let mut joined: Option<Deeds> = None;
        for (rule, module) in definitions {
            let effects = self.body_effects(rule, module, args);
            match &mut joined {
                None => joined = Some(effects),
                Some(all) => {
                    all.reads.extend(effects.reads);
                    all.others.extend(effects.others);
                    all.shown.extend(effects.shown);
                    all.walks.extend(effects.walks);
                    all.value.join(&effects.value);
                    all.needs.retain(|need| effects.needs.contains(need));
                    all.guards = of_either(&all.guards, &effects.guards);
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
#[path = "reads_tests.rs"]
mod tests;
#[cfg(test)]
#[path = "walks_tests.rs"]
mod walks_tests;
