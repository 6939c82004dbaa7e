//! The steps of a job, with those of the commands that it calls in their place.
//!
//! Syntax: <https://circleci.com/docs/reference/configuration-reference/#steps>, conditional steps:
//! <https://circleci.com/docs/reference/configuration-reference/#the-when-step>.

use std::rc::Rc;

use super::definitions::{Named, Section};
use super::logic::{Condition, Literal};
use super::run::{self, Shell};
use super::scope::{Caller, Scope};
use super::{orbs, storage};
use crate::collect::ci::Reading;
use crate::collect::ci::members::{as_text, scalars};
use crate::collect::ci::merged::{Placed, get, text_of};
use crate::facts::{Artifact, Cache, ProblemKind, Step, Uses};
use crate::source::anchor::Place;

const FACTS: &str = "pipelines[*].jobs[*].steps";

/// How many calls deep commands are followed; one that calls itself ends there.
pub(super) const LEVELS: usize = 12;

/// What steps come to.
pub(super) struct Walk<'r, 'o> {
    pub(super) reading: &'r mut Reading<'o>,
    pub(super) shell: Shell,
    /// More would be too many.
    pub(super) full: bool,
    pub(super) steps: Vec<Step>,
    pub(super) caches: Vec<Cache>,
    pub(super) artifacts: Vec<Artifact>,
}

/// The conditions that stand around steps.
#[derive(Debug, Clone, Default)]
pub(super) struct Guard {
    text: Option<String>,
    is: Option<bool>,
}

impl Guard {
    fn and(&self, text: String, is: Option<bool>) -> Self {
        let whole = match &self.text {
            Some(outer) => format!("{outer} and {text}"),
            None => text,
        };
        let outer = if self.text.is_some() { self.is } else { Some(true) };
        let is = match (outer, is) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        };
        Self { text: Some(whole), is }
    }
}

impl Walk<'_, '_> {
    /// Reads a list of steps.
    pub(super) fn list(&mut self, list: &Placed<'_>, caller: &Caller<'_>, guard: &Guard) {
        self.at_level(list, caller, guard, LEVELS);
    }

    fn at_level(&mut self, list: &Placed<'_>, own: &Caller<'_>, guard: &Guard, levels: usize) {
        if let Some(given) = list.node.text().and_then(|text| own.scope.whole(text)) {
            let scope = given.scope.unwrap_or_else(|| Rc::new(own.scope.bare()));
            let caller = Caller { scope, definitions: given.definitions };
            if let Some(levels) = levels.checked_sub(1) {
                self.at_level(&given.value, &caller, guard, levels);
            }
            return;
        }
        if !list.node.is_list() {
            if !list.node.is_null() {
                self.reading.unexpected(&list.place, &[FACTS], "`steps`", "a list", list.node);
            }
            return;
        }
        for item in list.items() {
            if self.full {
                return;
            }
            self.item(&item, own, guard, levels);
        }
    }

    fn item(&mut self, item: &Placed<'_>, own: &Caller<'_>, guard: &Guard, levels: usize) {
        if let Some(text) = item.node.text() {
            if own.scope.whole(text).is_some() {
                self.at_level(item, own, guard, levels);
            } else {
                self.named(text, item, None, own, guard, levels);
            }
            return;
        }
        let mut members = item.members();
        match (members.next(), members.next()) {
            (Some((name, value)), None) => {
                self.named(name, item, Some(value), own, guard, levels);
            }
            _ => {
                let wanted = "a name, or a mapping with one";
                self.reading.unexpected(&item.place, &[FACTS], "a step", wanted, item.node);
            }
        }
    }

    fn named(
        &mut self,
        name: &str,
        item: &Placed<'_>,
        value: Option<Placed<'_>>,
        own: &Caller<'_>,
        guard: &Guard,
        levels: usize,
    ) {
        let value = value.unwrap_or_else(|| item.clone());
        match name {
            "run" | "deploy" => return self.run(item, &value, &own.scope, guard),
            "when" | "unless" => return self.conditional(name, &value, own, guard, levels),
            "steps" => return self.at_level(&value, own, guard, levels),
            _ => {}
        }
        match own.definitions.find(Section::Commands, name) {
            Named::Here(command, definitions) => {
                let Some(levels) = levels.checked_sub(1) else {
                    let reason = format!("commands call each other too deep here: `{name}`");
                    let kind = ProblemKind::TooLarge;
                    return self.reading.problem(&item.place, kind, &[FACTS], reason);
                };
                if !self.affords(item, &own.scope) {
                    return;
                }
                let scope = Scope::of_call(&command, definitions, Some(&value), own);
                let caller = Caller { scope: Rc::new(scope), definitions };
                match command.get("steps") {
                    Some(steps) => self.at_level(&steps, &caller, guard, levels),
                    None => {
                        let wanted = "a mapping with `steps`";
                        let (place, node) = (&command.place, command.node);
                        self.reading.unexpected(place, &[FACTS], "a command", wanted, node);
                    }
                }
            }
            Named::OfOrb(uses) => {
                self.of_orb(uses, item, &value, &own.scope, guard);
                self.handed(&value, &[], own, guard, levels);
            }
            Named::Nothing if storage::BUILT_IN.contains(&name) => {
                self.built_in(name, item, &value, own, guard);
            }
            Named::Nothing => {
                let reason = format!("no command `{name}` is defined in the file");
                self.reading.problem(&item.place, ProblemKind::Unexpected, &[FACTS], reason);
            }
        }
    }

    fn conditional(
        &mut self,
        name: &str,
        value: &Placed<'_>,
        own: &Caller<'_>,
        guard: &Guard,
        levels: usize,
    ) {
        let (condition, steps) = (get(value.node, "condition"), value.get("steps"));
        let (Some(condition), Some(steps)) = (condition, steps) else {
            let what = format!("`{name}`");
            let wanted = "a mapping with `condition` and `steps`";
            return self.reading.unexpected(&value.place, &[FACTS], &what, wanted, value.node);
        };
        let holds = Condition::read(condition).holds(&|name| literal(&own.scope, name));
        let (is, text) = match name {
            "unless" => (holds.map(|holds| !holds), format!("not ({})", as_text(condition))),
            _ => (holds, as_text(condition)),
        };
        let Some(levels) = levels.checked_sub(1) else {
            let reason = "conditions stand too deep in each other here".to_owned();
            return self.reading.problem(&value.place, ProblemKind::TooLarge, &[FACTS], reason);
        };
        self.at_level(&steps, own, &guard.and(text, is), levels);
    }

    /// Adds a step, as far as the file may have that many.
    fn add(&mut self, name: &str, item: &Placed<'_>, guard: &Guard, scope: &Scope<'_>) -> bool {
        if !self.affords(item, scope) {
            return false;
        }
        let mut expressions = Vec::new();
        scalars(item.node, &item.place, "", &mut |place, within, text| {
            scope.expressions(text, place, &within_step(within, name), &mut expressions);
        });
        self.steps.push(Step {
            at: item.place.at(),
            index: u64::try_from(self.steps.len()).unwrap_or(u64::MAX),
            condition: guard.text.clone(),
            if_is: guard.is,
            expressions,
            ..Step::default()
        });
        true
    }

    /// Whether the file may come to one more step or call; notes where it may not.
    fn affords(&mut self, item: &Placed<'_>, scope: &Scope<'_>) -> bool {
        if !self.full && !scope.budget.step(item.node) {
            self.full = true;
            let reason = "the file comes to more steps than are read".to_owned();
            self.reading.problem(&item.place, ProblemKind::TooLarge, &[FACTS], reason);
        }
        !self.full
    }

    /// Adds a step of a job that an orb defines.
    pub(super) fn push(&mut self, step: Step) {
        let index = u64::try_from(self.steps.len()).unwrap_or(u64::MAX);
        let step = Step { index, ..step };
        self.caches.extend(orbs::caches(&step, index));
        self.steps.push(step);
    }

    fn run(&mut self, item: &Placed<'_>, value: &Placed<'_>, scope: &Scope<'_>, guard: &Guard) {
        let when = text_of(value.node, "when").map(|text| scope.fill(text).text);
        let guard = match when.as_deref() {
            None | Some("on_success") => guard.clone(),
            Some(when) => guard.and(when.to_owned(), None),
        };
        if self.add("run", item, &guard, scope)
            && let Some(step) = self.steps.last_mut()
        {
            run::fill(self.reading, step, value, scope, &self.shell);
        }
    }

    fn of_orb(
        &mut self,
        uses: Uses,
        item: &Placed<'_>,
        value: &Placed<'_>,
        scope: &Scope<'_>,
        guard: &Guard,
    ) {
        if !self.add(&uses.text, item, guard, scope) {
            return;
        }
        let with = orbs::with(value, scope);
        orbs::tell_unread(self.reading, &uses, &with, &item.place);
        let Some(step) = self.steps.last_mut() else { return };
        step.with = with;
        step.uses = Some(Box::new(Uses { at: item.place.at(), ..uses }));
        let index = step.index;
        self.caches.extend(orbs::caches(step, index));
    }

    /// Reads the steps that a part of an orb is called with: of what a parameter may be, they alone are a
    /// list. What the orb does with them is unknown; they are there to read.
    pub(super) fn handed(
        &mut self,
        call: &Placed<'_>,
        without: &[&str],
        own: &Caller<'_>,
        guard: &Guard,
        levels: usize,
    ) {
        let Some(levels) = levels.checked_sub(1) else { return };
        for (name, value) in call.members() {
            let given = value.node.text().and_then(|text| own.scope.whole(text));
            let node = given.as_ref().map_or(value.node, |given| given.value.node);
            if node.is_list() && !without.contains(&name) {
                self.at_level(&value, own, guard, levels);
            }
        }
    }

    fn built_in(
        &mut self,
        name: &str,
        item: &Placed<'_>,
        value: &Placed<'_>,
        own: &Caller<'_>,
        guard: &Guard,
    ) {
        let scope = &own.scope;
        if !self.add(name, item, guard, scope) {
            return;
        }
        let Some(step) = self.steps.last_mut() else { return };
        step.name = text_of(value.node, "name").map(|name| scope.fill(name).text);
        let stored = storage::Stored { name, item, value, scope, step: step.index };
        match name {
            "checkout" => {
                let path = text_of(value.node, "path").map(|path| scope.fill(path).text);
                self.shell.checked_out(path.as_deref());
            }
            "save_cache" | "restore_cache" => self.caches.push(stored.cache()),
            "persist_to_workspace" | "attach_workspace" | "store_artifacts" => {
                self.artifacts.push(stored.artifact());
            }
            _ => {}
        }
    }
}

/// What a parameter is, for a condition.
pub(super) fn literal(scope: &Scope<'_>, name: &str) -> Option<Literal> {
    // Parameters of the pipeline may be given when a run is started.
    let own = !name.starts_with("pipeline.");
    let given = scope.whole(&format!("<< {name} >>")).filter(|_| own)?;
    if given.value.node.is_null() {
        return Some(Literal::Text(String::new()));
    }
    let text = given.value.node.text()?;
    if !text.contains("<<") {
        return Some(Literal::of(given.value.node));
    }
    None
}

/// The member of a step that holds a text: `run`, `env/NAME`, or what the step is called with.
fn within_step(within: &str, name: &str) -> String {
    let path = within.trim_start_matches('/');
    let path = match path.strip_prefix(name).or_else(|| path.strip_prefix("deploy")) {
        Some(rest) => rest.trim_start_matches('/'),
        None => path,
    };
    match (name, path) {
        ("run", "" | "command") => "run".to_owned(),
        ("run", path) => match path.strip_prefix("environment/") {
            Some(variable) => format!("env/{variable}"),
            None => path.to_owned(),
        },
        (name, path) if name.contains('/') => format!("with/{path}"),
        (_, path) => path.to_owned(),
    }
}

/// The expressions of everything below a value but some of its members.
pub(super) fn expressions(
    from: &Placed<'_>,
    without: &[&str],
    scope: &Scope<'_>,
) -> Vec<crate::facts::Expression> {
    let mut found = Vec::new();
    for (name, value) in from.members().filter(|(name, _)| !without.contains(name)) {
        scalars(value.node, &value.place, name, &mut |place: &Place, within, text| {
            scope.expressions(text, place, within, &mut found);
        });
    }
    found
}
