//! What is wrong with policies and would only show, or not even show, when they run.
//!
//! The engine evaluates a call of an unknown function in a branch that is not reached to
//! nothing, aborts the process on recursion, and lets builtins read clock and network. All of
//! that is refused here, before anything is evaluated.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{
    AssignOp, BUILTINS, Expr, Literal, Module, Query, Ref, Rule, RuleHead, Span,
};

use super::names::{self, Names, Root};
use super::{refuse, visit};
use crate::policy::refusal::Refusal;
use crate::text::similar::did_you_mean;

/// Builtins whose answer does not follow from the facts, or that the engine only pretends to have.
const IMPURE: &[&str] =
    &["http.send", "net.lookup_ip_addr", "opa.runtime", "rand.intn", "time.now_ns", "uuid.rfc4122"];

/// A rule's full path, `data.palisade.ci.unpinned_action.deny`.
type RuleKey = Vec<String>;

/// Checks all modules together, against the data that will be there.
pub(crate) fn check(modules: &[Ref<Module>], has_data: &dyn Fn(&[String]) -> bool) -> Vec<Refusal> {
    let world = World::of(modules);
    let mut refusals = Vec::new();
    let mut calls: BTreeMap<RuleKey, Vec<(RuleKey, Span)>> = BTreeMap::new();
    for (module, names) in modules.iter().zip(&world.names) {
        for rule in &module.policy {
            let Some(name) = names::rule_name(rule) else { continue };
            let locals = locals(rule);
            let mut key = data_path(&names.package);
            key.push(name);
            let edges = calls.entry(key).or_default();
            visit::expressions(rule, &mut |expr| match expr {
                Expr::Call { fcn, params, .. } => {
                    refusals.extend(world.unknown_function(names, &locals, fcn));
                    refusals.extend(walk_of_one(fcn, params.len()));
                }
                Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => {
                    let Some(path) = known_prefix(names, &locals, expr) else { return };
                    match world.target(&path) {
                        Target::Rules(targets) => {
                            edges.extend(targets.into_iter().map(|key| (key, expr.span().clone())));
                        }
                        Target::Nothing { package } => {
                            refusals.extend(world.missing(&path, &package, has_data, expr.span()));
                        }
                        Target::Outside => {
                            refusals.extend(missing_parameter(&path, has_data, expr.span()));
                        }
                    }
                }
                _ => {}
            });
        }
    }
    refusals.extend(recursions(&calls));
    refusals.sort();
    refusals.dedup();
    refusals
}

/// The files that each file needs: its own and those of the packages that it names, on and on.
pub(crate) fn dependencies(modules: &[Ref<Module>]) -> BTreeMap<String, BTreeSet<String>> {
    let world = World::of(modules);
    let file = |module: &Ref<Module>| module.package.span.source.file().clone();
    let mut files: BTreeMap<&[String], BTreeSet<String>> = BTreeMap::new();
    for (module, names) in modules.iter().zip(&world.names) {
        files.entry(&names.package).or_default().insert(file(module));
    }
    let mut needed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, names) in modules.iter().zip(&world.names) {
        let own = needed.entry(file(module)).or_default();
        own.insert(file(module));
        for rule in &module.policy {
            let locals = locals(rule);
            visit::expressions(rule, &mut |expr| {
                let Some(path) = known_prefix(names, &locals, expr) else { return };
                let Target::Rules(targets) = world.target(&path) else { return };
                for target in targets {
                    let package = target.get(1..target.len() - 1).unwrap_or_default();
                    own.extend(files.get(package).into_iter().flatten().cloned());
                }
            });
        }
    }
    // What a needed file needs is needed too.
    loop {
        let before: usize = needed.values().map(BTreeSet::len).sum();
        let known = needed.clone();
        for files in needed.values_mut() {
            let more: Vec<_> =
                files.iter().filter_map(|file| known.get(file)).flatten().cloned().collect();
            files.extend(more);
        }
        if needed.values().map(BTreeSet::len).sum::<usize>() == before {
            return needed;
        }
    }
}

/// Whether any module names one of these packages, something in it, or what holds it.
pub(crate) fn names_any(modules: &[Ref<Module>], packages: &[Vec<String>]) -> bool {
    let world = World::of(modules);
    let mut found = false;
    for (module, names) in modules.iter().zip(&world.names) {
        for rule in &module.policy {
            let locals = locals(rule);
            visit::expressions(rule, &mut |expr| {
                let path = known_prefix(names, &locals, expr).unwrap_or_default();
                let inside = path.split_first().filter(|(root, _)| *root == "data");
                found |= inside.is_some_and(|(_, path)| {
                    let meets = |package: &Vec<String>| {
                        package.starts_with(path) || path.starts_with(package)
                    };
                    packages.iter().any(meets)
                });
            });
        }
    }
    found
}

/// Every package and rule there is.
struct World {
    names: Vec<Names>,
    packages: BTreeMap<Vec<String>, BTreeSet<String>>,
}

enum Target {
    /// The rules that a path reaches.
    Rules(Vec<RuleKey>),
    /// The path leads into a package that has no such rule.
    Nothing { package: Vec<String> },
    /// The path leads to data, or nowhere.
    Outside,
}

impl World {
    fn of(modules: &[Ref<Module>]) -> Self {
        let mut names: Vec<_> = modules.iter().map(|module| Names::of(module)).collect();
        let mut packages: BTreeMap<Vec<String>, BTreeSet<String>> = BTreeMap::new();
        for names in &names {
            let rules = packages.entry(names.package.clone()).or_default();
            rules.extend(names.rules.iter().cloned());
        }
        for names in &mut names {
            names.rules = packages.get(&names.package).cloned().unwrap_or_default();
        }
        Self { names, packages }
    }

    fn target(&self, path: &[String]) -> Target {
        let Some(("data", path)) = path.split_first().map(|(root, rest)| (root.as_str(), rest))
        else {
            return Target::Outside;
        };
        let mut nearest = None;
        for (package, rules) in &self.packages {
            if package.starts_with(path) {
                // The whole package, or several: everything in them.
                let below = self.packages.iter().filter(|(other, _)| other.starts_with(path));
                let keys = below.flat_map(|(package, rules)| {
                    rules.iter().map(|rule| {
                        let mut key = data_path(package);
                        key.push(rule.clone());
                        key
                    })
                });
                return Target::Rules(keys.collect());
            }
            if let Some(name) = path.strip_prefix(package.as_slice()).and_then(<[_]>::first) {
                if rules.contains(name) {
                    let mut key = data_path(package);
                    key.push(name.clone());
                    return Target::Rules(vec![key]);
                }
                if nearest.as_ref().is_none_or(|known: &&Vec<String>| known.len() < package.len()) {
                    nearest = Some(package);
                }
            }
        }
        nearest.map_or(Target::Outside, |package| Target::Nothing { package: package.clone() })
    }

    fn unknown_function(
        &self,
        names: &Names,
        locals: &BTreeSet<String>,
        function: &Expr,
    ) -> Option<Refusal> {
        let path = names::static_path(function)?;
        let first = path.first()?;
        let expanded = if locals.contains(first) { path.clone() } else { names.expand(&path) };
        let name = path.join(".");
        if expanded.first().is_some_and(|root| root == "data") {
            return match self.target(&expanded) {
                Target::Rules(_) => None,
                Target::Nothing { .. } => None, // said once, by `missing`
                Target::Outside => Some(refuse(
                    function.span(),
                    format!("unknown function `{name}`: no policy has the package it names"),
                )),
            };
        }
        if IMPURE.contains(&name.as_str()) {
            return Some(refuse(
                function.span(),
                format!(
                    "`{name}` reaches out of the facts, for the network, the clock, the environment \
                     or chance; policies judge the facts alone (`input.target.collected_on` is the day)"
                ),
            ));
        }
        if BUILTINS.contains_key(name.as_str()) || matches!(name.as_str(), "print" | "walk") {
            return None;
        }
        let known = BUILTINS.keys().copied().filter(|known| !IMPURE.contains(known));
        let known = known.chain(names.rules.iter().map(String::as_str));
        let hint = did_you_mean(&name, known);
        Some(refuse(function.span(), format!("unknown function `{name}`{hint}")))
    }

    fn missing(
        &self,
        path: &[String],
        package: &[String],
        has_data: &dyn Fn(&[String]) -> bool,
        span: &Span,
    ) -> Option<Refusal> {
        let inside = path.get(1..)?;
        if has_data(inside) {
            return None;
        }
        let name = inside.get(package.len())?;
        let rules = self.packages.get(package)?;
        let hint = did_you_mean(name, rules.iter().map(String::as_str));
        Some(refuse(span, format!("package `{}` has no rule `{name}`{hint}", package.join("."))))
    }
}

/// The engine finds nothing in `[path, value] := walk(x)`, and says nothing of it.
fn walk_of_one(function: &Expr, params: usize) -> Option<Refusal> {
    let path = names::static_path(function)?;
    (path == ["walk"] && params == 1).then(|| {
        refuse(
            function.span(),
            "write `walk(x, [path, value])`: this engine does not give walk's pairs as a value",
        )
    })
}

/// A parameter that nobody sets would make its rule silently pass.
fn missing_parameter(
    path: &[String],
    has_data: &dyn Fn(&[String]) -> bool,
    span: &Span,
) -> Option<Refusal> {
    let inside = path.get(1..)?;
    let (root, name) = (inside.first()?, inside.get(1)?);
    if path.first()? != "data" || root != "parameters" || has_data(&[root.clone(), name.clone()]) {
        return None;
    }
    Some(refuse(span, format!("no data file and no configuration sets the parameter `{name}`")))
}

fn data_path(package: &[String]) -> Vec<String> {
    std::iter::once("data".to_owned()).chain(package.iter().cloned()).collect()
}

/// The longest statically known beginning of a reference, expanded.
fn known_prefix(names: &Names, locals: &BTreeSet<String>, expr: &Expr) -> Option<Vec<String>> {
    let reference = names::reference(expr);
    let Root::Name(root) = reference.root else { return None };
    if locals.contains(root) {
        return None;
    }
    let mut path = vec![root.to_owned()];
    for step in reference.steps {
        match step {
            names::Step::Key(key) => path.push(key),
            names::Step::Index(_) => break,
        }
    }
    Some(names.expand(&path))
}

/// The names that a rule declares for itself: arguments, `some`, `:=` and `every`.
pub(crate) fn locals(rule: &Rule) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let Rule::Spec { head, bodies, .. } = rule else { return found };
    if let RuleHead::Func { args, .. } = head {
        for argument in args {
            variables(argument, &mut found);
        }
    }
    let mut queries: Vec<&Query> = bodies.iter().map(|body| body.query.as_ref()).collect();
    visit::expressions(rule, &mut |expr| match expr {
        Expr::AssignExpr { op: AssignOp::ColEq, lhs, .. } => variables(lhs, &mut found),
        Expr::ArrayCompr { query, .. }
        | Expr::SetCompr { query, .. }
        | Expr::ObjectCompr { query, .. } => queries.push(query.as_ref()),
        _ => {}
    });
    while let Some(query) = queries.pop() {
        for statement in &query.stmts {
            match &statement.literal {
                Literal::SomeVars { vars, .. } => {
                    found.extend(vars.iter().map(|span| span.text().to_owned()));
                }
                Literal::SomeIn { key, value, .. } => {
                    key.iter().for_each(|key| variables(key, &mut found));
                    variables(value, &mut found);
                }
                Literal::Every { key, value, query, .. } => {
                    found.extend(key.iter().map(|span| span.text().to_owned()));
                    found.insert(value.text().to_owned());
                    queries.push(query.as_ref());
                }
                Literal::Expr { .. } | Literal::NotExpr { .. } => {}
            }
        }
    }
    found
}

pub(super) fn variables(pattern: &Expr, found: &mut BTreeSet<String>) {
    let mut pending = vec![pattern];
    while let Some(expr) = pending.pop() {
        match expr {
            Expr::Var { span, .. } => {
                found.insert(span.text().to_owned());
            }
            Expr::Array { items, .. } => pending.extend(items.iter().map(AsRef::as_ref)),
            Expr::Object { fields, .. } => {
                pending.extend(fields.iter().map(|(_, _, value)| value.as_ref()));
            }
            _ => {}
        }
    }
}

/// Finds rules that lead back to themselves.
fn recursions(calls: &BTreeMap<RuleKey, Vec<(RuleKey, Span)>>) -> Vec<Refusal> {
    let mut done: BTreeSet<&RuleKey> = BTreeSet::new();
    let mut refusals = Vec::new();
    for start in calls.keys() {
        if done.contains(start) {
            continue;
        }
        // Depth-first along an explicit path: (rule, index of its next call).
        let mut path: Vec<(&RuleKey, usize)> = vec![(start, 0)];
        while let Some((rule, next)) = path.last_mut() {
            let rule = *rule;
            let Some((target, span)) = calls.get(rule).and_then(|edges| edges.get(*next)) else {
                done.insert(rule);
                path.pop();
                continue;
            };
            *next += 1;
            if let Some(from) = path.iter().position(|(on_path, _)| *on_path == target) {
                let round = path.iter().skip(from).map(|(rule, _)| rule.join("."));
                let round: Vec<_> = round.chain([target.join(".")]).collect();
                refusals.push(refuse(span, format!("recursion: {}", round.join(" -> "))));
            } else if !done.contains(target) && calls.contains_key(target) {
                path.push((target, 0));
            }
        }
    }
    refusals
}
