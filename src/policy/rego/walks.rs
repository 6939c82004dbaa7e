//! Which statements go through which lists, and what each asks of the items.
//!
//! `some step in job.steps` at the top of a query adds nothing for a step that is not what the query asks
//! for: its value is the same without it. That holds in every query, also within `not`, `count` or a
//! function. So an item that no statement asks for may be [left out](crate::policy::survey), as
//! long as nothing but such statements looks at which items the list has.

use std::collections::BTreeSet;

use regorus::unstable::{AssignOp, Expr, Literal, Query, RuleHead};

use super::check::variables;
use super::deeds::Frame;
use super::guards::scalar;
use super::names;
use super::reads::Analysis;
use super::shape::Shape;
use crate::policy::asks::{Ask, Guard, Must};
use crate::policy::reads::{FactPath, Read, Segment};

/// One statement that goes through a list, as the analysis sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Walked {
    /// The item at hand.
    pub(super) item: FactPath,
    /// What its query asks of it.
    pub(super) asks: BTreeSet<Guard>,
    /// It is only asked whether there is any such item.
    pub(super) once: bool,
}

/// What a query comes to.
pub(super) struct Scope {
    pub(super) value: Shape,
    pub(super) needs: BTreeSet<FactPath>,
    pub(super) guards: BTreeSet<Guard>,
}

impl Frame {
    /// A statement of this query goes through a list. Gives the item at hand.
    pub(super) fn walk(&mut self, shape: &Shape, list: &FactPath, place: u64) -> FactPath {
        let item = list.then(Segment::Item(place));
        self.effects.needs.extend(shape.needs.iter().cloned());
        self.effects.guards.extend(shape.guards.iter().cloned());
        let read = Read { path: list.plain(), whole: false };
        self.effects.show(&read);
        self.effects.reads.insert(read);
        self.effects.needs.insert(list.clone());
        self.effects.guards.insert(Guard::one(item.clone(), Must::Pass(0)));
        self.at_hand.push(item.clone());
        item
    }
}

impl<'a> Analysis<'a> {
    /// Goes through a query with names and conditions of its own, and works out a value from it.
    pub(super) fn scope(
        &mut self,
        query: &'a Query,
        frame: &mut Frame,
        value: &mut dyn FnMut(&mut Self, &mut Frame) -> Shape,
    ) -> Scope {
        let names = declared(query);
        let once = std::mem::take(&mut frame.once);
        let take = |names: &BTreeSet<String>, frame: &mut Frame| -> Vec<_> {
            names.iter().map(|name| (name.clone(), frame.bound.remove(name))).collect()
        };
        let outer_names = take(&names, frame);
        let outer_needs = std::mem::take(&mut frame.effects.needs);
        let outer_guards = std::mem::take(&mut frame.effects.guards);
        let outer_items = std::mem::take(&mut frame.at_hand);
        let outer_apart = std::mem::take(&mut frame.apart);
        let outer_early = std::mem::take(&mut frame.early);
        let bound = |frame: &Frame| -> Vec<Option<Shape>> {
            names.iter().map(|name| frame.bound.get(name).cloned()).collect()
        };
        let run = |this: &mut Self,
                   frame: &mut Frame,
                   value: &mut dyn FnMut(&mut Self, &mut Frame) -> Shape| {
            frame.effects.guards.clear();
            frame.at_hand.clear();
            this.query(query, frame);
            value(this, frame)
        };
        let mut shape = run(self, frame, value);
        if frame.early {
            // A name stood before what binds it: then it may be that of an outer query as well.
            for (name, shape) in &outer_names {
                shape.iter().for_each(|shape| frame.know(name, shape));
            }
            let before = bound(frame);
            shape = run(self, frame, value);
            if bound(frame) != before {
                shape.join(&Shape::foreign());
                frame.effects.guards.clear();
                let walked = std::mem::take(&mut frame.at_hand);
                for item in walked {
                    frame.effects.walks.insert(Walked { item, asks: BTreeSet::new(), once: false });
                }
            }
        }
        let items = std::mem::replace(&mut frame.at_hand, outer_items);
        let mut scope = Scope {
            value: shape,
            needs: std::mem::replace(&mut frame.effects.needs, outer_needs),
            guards: std::mem::replace(&mut frame.effects.guards, outer_guards),
        };
        for item in &items {
            let asks = asked_of(item, &scope);
            let walked = Walked { item: item.clone(), asks, once };
            frame.effects.walks.insert(walked);
        }
        scope.end(&items);
        frame.apart = outer_apart;
        frame.early |= outer_early;
        for (name, shape) in outer_names {
            match shape {
                Some(shape) => frame.bound.insert(name, shape),
                None => frame.bound.remove(&name),
            };
        }
        scope
    }
}

impl Scope {
    /// Outside of the query no item of its lists is at hand.
    fn end(&mut self, items: &[FactPath]) {
        let ends = |statement: u64| {
            items.iter().any(|item| item.0.last() == Some(&Segment::Item(statement)))
        };
        self.value.end(&ends);
        self.needs = self.needs.iter().map(|path| path.without(ends)).collect();
        self.guards = guards_without(&self.guards, &ends);
    }
}

/// What guards ask once some items are no longer at hand.
pub(super) fn guards_without(
    guards: &BTreeSet<Guard>,
    ends: &dyn Fn(u64) -> bool,
) -> BTreeSet<Guard> {
    let left = guards.iter().filter_map(|guard| {
        let asks = guard.asks().iter().map(|ask| {
            // A walk is known by the items that its list hangs on.
            if matches!(ask.must, Must::Pass(_)) {
                return Some(ask.clone());
            }
            let path = ask.path.without(ends);
            // Of many items some may be there and others not.
            let told = ask.must != Must::Fail || path == ask.path;
            told.then(|| Ask { path, must: ask.must.clone() })
        });
        asks.collect::<Option<Vec<_>>>().map(Guard::any)
    });
    left.collect()
}

/// What a query asks of an item that it has at hand.
fn asked_of(item: &FactPath, scope: &Scope) -> BTreeSet<Guard> {
    let about = |ask: &Ask| match (ask.path.behind(item), &ask.must) {
        (None, _) => false,
        (Some(rest), Must::Pass(_)) => !rest.is_empty(),
        (Some(rest), Must::Fail) => rest.iter().all(|step| matches!(step, Segment::Key(_))),
        _ => true,
    };
    let guards = scope.guards.iter().filter(|guard| guard.asks().iter().all(about)).cloned();
    let needs = scope.needs.iter().filter(|path| path.behind(item).is_some());
    let needs = needs.map(|path| Guard::one(path.clone(), Must::Have));
    guards.chain(needs).collect()
}

/// Whether a query asks for nothing but an item that has some member: `some x in xs`, `x.name`.
pub(super) fn asks_for_any(query: &Query) -> bool {
    let mut statements = query.stmts.iter();
    let Some(first) = statements.next().filter(|first| first.with_mods.is_empty()) else {
        return false;
    };
    let Literal::SomeIn { key: None, value, .. } = &first.literal else { return false };
    let Expr::Var { span: item, .. } = value.as_ref() else { return false };
    match (statements.next(), statements.next()) {
        (None, _) => true,
        (Some(second), None) if second.with_mods.is_empty() => match &second.literal {
            Literal::Expr { expr, .. } => names::static_path(expr).is_some_and(|path| {
                path.len() > 1 && path.first().is_some_and(|name| name == item.text())
            }),
            _ => false,
        },
        _ => false,
    }
}

/// The names that a query itself declares.
fn declared(query: &Query) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for statement in &query.stmts {
        match &statement.literal {
            Literal::SomeVars { vars, .. } => {
                names.extend(vars.iter().map(|name| name.text().to_owned()));
            }
            Literal::SomeIn { key, value, .. } => {
                key.iter().for_each(|key| variables(key, &mut names));
                variables(value, &mut names);
            }
            Literal::Every { key, value, .. } => {
                names.extend(key.iter().chain([value]).map(|name| name.text().to_owned()));
            }
            Literal::Expr { expr, .. } => {
                if let Expr::AssignExpr { op: AssignOp::ColEq, lhs, .. } = expr.as_ref() {
                    variables(lhs, &mut names);
                }
            }
            Literal::NotExpr { .. } => {}
        }
    }
    names
}

/// A rule of one value, `present if …`.
pub(super) fn says_only_that_it_holds(head: &RuleHead) -> bool {
    match head {
        RuleHead::Compr { refr, assign, .. } => {
            let word = |value| scalar(value).is_some();
            names::reference(refr).steps.is_empty()
                && assign.as_ref().is_none_or(|assign| word(&assign.value))
        }
        _ => false,
    }
}

#[cfg(test)]
#[path = "sound_tests.rs"]
mod sound_tests;
