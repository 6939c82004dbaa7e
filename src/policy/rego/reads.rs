//! Works out which facts a rule reads, by following values through its syntax tree.
//!
//! The analysis errs on the side of more: a value that is handed to a builtin, compared or put
//! into a message is read whole; a construct it cannot follow reads everything. Helper rules
//! and functions are followed with the shapes of their arguments.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{AssignOp, Expr, Literal, Module, Query, Ref, Rule, RuleBody, RuleHead};

use super::check::locals;
use super::names::{self, Names, Root, Step};
use super::shape::Shape;
use crate::policy::reads::{FactPath, Read};

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
    value: Shape,
}

/// The rules of all modules by their full path.
pub(crate) struct Analysis<'a> {
    rules: BTreeMap<Vec<String>, Vec<(&'a Rule, usize)>>,
    names: Vec<Names>,
    known: BTreeMap<(Vec<String>, Vec<Shape>), Effects>,
    under_way: BTreeSet<Vec<String>>,
    followed: usize,
}

/// The body that is gone through.
struct Frame {
    module: usize,
    locals: BTreeSet<String>,
    bound: BTreeMap<String, Shape>,
    effects: Effects,
    /// Inside `not`, `every` or a comprehension, where nothing is needed for the body to hold.
    apart: usize,
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
        Self {
            rules,
            names: all,
            known: BTreeMap::new(),
            under_way: BTreeSet::new(),
            followed: 0,
        }
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
            apart: 0,
        };
        if self.followed > MAX_FOLLOWED {
            frame.effects.reads.insert(Read { path: FactPath::default(), whole: true });
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
            self.bodies(bodies, &mut frame);
            if frame.bound == before {
                break;
            }
        }
        let value = self.head_value(head, &mut frame);
        frame.effects.value.join(&value);
        frame.effects
    }

    fn bodies(&mut self, bodies: &'a [RuleBody], frame: &mut Frame) {
        frame.apart += usize::from(bodies.len() > 1);
        for body in bodies {
            self.query(body.query.as_ref(), frame);
            if let Some(assign) = &body.assign {
                let value = self.value(&assign.value, frame);
                frame.effects.value.join(&value);
            }
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
                let value = value.unwrap_or_default();
                let nested = names::reference(refr).steps.len();
                (0..nested).fold(value, |value, _| Shape::list(value))
            }
            RuleHead::Func { assign, .. } => {
                assign.as_ref().map(|assign| self.value(&assign.value, frame)).unwrap_or_default()
            }
        }
    }

    fn query(&mut self, query: &'a Query, frame: &mut Frame) {
        for statement in &query.stmts {
            match &statement.literal {
                Literal::SomeVars { .. } => {}
                Literal::SomeIn { key, value, collection, .. } => {
                    let shape = self.value(collection, frame);
                    walk(&shape, frame);
                    if let Some(key) = key {
                        self.bind(key, &Shape::default(), frame);
                    }
                    self.bind(value, &shape.any(), frame);
                }
                Literal::Expr { expr, .. } => self.read(expr, frame),
                Literal::NotExpr { expr, .. } => {
                    frame.apart += 1;
                    self.read(expr, frame);
                    frame.apart -= 1;
                }
                Literal::Every { value, domain, query, .. } => {
                    frame.apart += 1;
                    let shape = self.value(domain, frame);
                    walk(&shape, frame);
                    frame.bound.entry(value.text().to_owned()).or_default().join(&shape.any());
                    self.query(query.as_ref(), frame);
                    frame.apart -= 1;
                }
            }
        }
    }

    /// An expression whose value is looked at.
    fn read(&mut self, expr: &'a Expr, frame: &mut Frame) {
        let value = self.value(expr, frame);
        read_whole(&value, &mut frame.effects.reads);
    }

    fn value(&mut self, expr: &'a Expr, frame: &mut Frame) -> Shape {
        match expr {
            Expr::String { .. }
            | Expr::RawString { .. }
            | Expr::Number { .. }
            | Expr::Bool { .. }
            | Expr::Null { .. } => Shape::default(),
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => {
                self.reference(expr, frame)
            }
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                let mut joined = Shape::default();
                for item in items {
                    joined.join(&self.value(item, frame));
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
                frame.apart += 1;
                self.query(query.as_ref(), frame);
                let items = self.value(term, frame);
                frame.apart -= 1;
                Shape::list(items)
            }
            Expr::ObjectCompr { key, value, query, .. } => {
                frame.apart += 1;
                self.query(query.as_ref(), frame);
                self.read(key, frame);
                let items = self.value(value, frame);
                frame.apart -= 1;
                Shape::list(items)
            }
            Expr::Call { fcn, params, .. } => self.call(fcn, params, frame),
            Expr::UnaryExpr { expr, .. } => {
                self.read(expr, frame);
                Shape::default()
            }
            Expr::BinExpr { lhs, rhs, .. } => {
                let mut joined = self.value(lhs, frame);
                joined.join(&self.value(rhs, frame));
                joined
            }
            Expr::BoolExpr { lhs, rhs, .. } | Expr::ArithExpr { lhs, rhs, .. } => {
                self.read(lhs, frame);
                self.read(rhs, frame);
                Shape::default()
            }
            Expr::AssignExpr { op, lhs, rhs, .. } => {
                let right = self.value(rhs, frame);
                self.bind(lhs, &right, frame);
                if *op == AssignOp::Eq {
                    // Unification may compare, and may bind either side.
                    let left = self.value(lhs, frame);
                    self.bind(rhs, &left, frame);
                    read_whole(&left, &mut frame.effects.reads);
                    read_whole(&right, &mut frame.effects.reads);
                }
                Shape::default()
            }
            Expr::Membership { key, value, collection, .. } => {
                if let Some(key) = key {
                    self.read(key, frame);
                }
                self.read(value, frame);
                // Its answer may be `false`, so that no member is needed.
                let shape = self.value(collection, frame);
                note_walk(&shape, frame);
                read_whole(&shape.any(), &mut frame.effects.reads);
                Shape::default()
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
            return Shape::default();
        }
        for param in params {
            self.read(param, frame);
        }
        Shape::default()
    }

    /// Takes over the effects of another rule and gives its value.
    ///
    /// A rule that builds a set or an object is there even if it is empty: what it needs is
    /// needed only where somebody goes through it. Any other rule is undefined without it.
    fn follow(&mut self, key: &[String], args: &[Shape], frame: &mut Frame) -> Shape {
        let effects = self.rule_effects(key, args);
        frame.effects.reads.extend(effects.reads);
        let mut value = effects.value;
        if self.builds(key) {
            value.needs = effects.needs;
        } else if frame.apart == 0 {
            frame.effects.needs.extend(effects.needs);
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
                }
            }
        }
        let effects = joined.unwrap_or_default();
        self.under_way.remove(key);
        self.known.insert(memo, effects.clone());
        effects
    }

    fn reference(&mut self, expr: &'a Expr, frame: &mut Frame) -> Shape {
        let reference = names::reference(expr);
        let mut steps = reference.steps.into_iter();
        let mut shape = match reference.root {
            Root::Expression(root) => self.value(root, frame),
            Root::Name("input") => Shape::fact(FactPath::default()),
            Root::Name(name) => match frame.bound.get(name) {
                Some(shape) => shape.clone(),
                None if frame.locals.contains(name) => Shape::default(),
                None => {
                    let mut path = self.expand(&[name.to_owned()], frame);
                    if path.first().is_some_and(|root| root == "input") {
                        let keys = path.drain(1..).map(crate::policy::reads::Segment::Key);
                        Shape::fact(FactPath(keys.collect()))
                    } else {
                        self.rule_reference(path, &mut steps, frame)
                    }
                }
            },
        };
        for step in steps {
            shape = match step {
                Step::Key(key) => shape.key(&key),
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
            return Shape::default();
        }
        loop {
            if self.rules.contains_key(&path) {
                return self.follow(&path, &[], frame);
            }
            match steps.next() {
                Some(Step::Key(key)) => path.push(key),
                // Data of a file is no fact.
                None => return Shape::default(),
                Some(Step::Index(index)) => {
                    self.read(index, frame);
                    if self.rules.keys().any(|rule| rule.starts_with(&path)) {
                        // Some rule among several, chosen at run time.
                        return Shape::fact(FactPath::default());
                    }
                    return Shape::default();
                }
            }
        }
    }

    fn bind(&mut self, pattern: &'a Expr, shape: &Shape, frame: &mut Frame) {
        match pattern {
            Expr::Var { span, .. } => {
                let name = span.text();
                if frame.locals.contains(name) || !self.is_global(name, frame) {
                    frame.bound.entry(name.to_owned()).or_default().join(shape);
                }
            }
            Expr::Array { items, .. } => {
                for item in items {
                    self.bind(item, &shape.any(), frame);
                }
            }
            Expr::Object { fields, .. } => {
                for (_, key, value) in fields {
                    let member = names::literal(key).map_or_else(|| shape.any(), |key| shape.key(&key));
                    self.bind(value, &member, frame);
                }
            }
            // A literal or a reference in a pattern compares.
            _ => {
                let value = self.value(pattern, frame);
                read_whole(&value, &mut frame.effects.reads);
                read_whole(shape, &mut frame.effects.reads);
            }
        }
    }

    fn is_global(&self, name: &str, frame: &Frame) -> bool {
        matches!(name, "input" | "data")
            || self.names.get(frame.module).is_some_and(|names| {
                names.rules.contains(name) || names.imports.contains_key(name)
            })
    }

    fn expand(&self, path: &[String], frame: &Frame) -> Vec<String> {
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
fn walk(shape: &Shape, frame: &mut Frame) {
    note_walk(shape, frame);
    if frame.apart > 0 {
        return;
    }
    // Where it may be one of several collections, none of them alone is needed.
    frame.effects.needs.extend(shape.only_fact().cloned());
    frame.effects.needs.extend(shape.needs.iter().cloned());
}

fn note_walk(shape: &Shape, frame: &mut Frame) {
    let walked = shape.facts.iter().map(|path| Read { path: path.clone(), whole: false });
    frame.effects.reads.extend(walked);
}

fn read_whole(shape: &Shape, reads: &mut BTreeSet<Read>) {
    let mut facts = BTreeSet::new();
    shape.all_facts(&mut facts);
    reads.extend(facts.into_iter().map(|path| Read { path, whole: true }));
}
