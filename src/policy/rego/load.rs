//! Takes policy texts in, each on its own: one that cannot be used does not spoil the others.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{Module, Ref, Rule};
use regorus::{Engine, PolicyLengthConfig, Value};
use serde::{Deserialize, Serialize};

use super::deeds::Effects;
use super::error::EngineError;
use super::reads::Analysis;
use super::{check, guard, names};
use crate::policy::refusal::Refusal;

/// One policy text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// Its name in messages: the path as it was given, or `embedded:…`.
    pub(crate) file: String,
    /// Of the default bundle the text in the program itself.
    pub(crate) text: Cow<'static, str>,
}

/// Policies that are ready to run.
#[derive(Clone)]
pub(crate) struct Program {
    pub(super) engine: Engine,
    pub(super) modules: Vec<Ref<Module>>,
    /// File and line of each rule head, to its module and rule.
    heads: BTreeMap<(String, usize), (usize, usize)>,
}

/// One rule head in one module, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Definition {
    /// The package without `data`.
    pub(crate) package: Vec<String>,
    /// The first name of the head: `deny`, `test_tokens`.
    pub(crate) name: String,
    pub(crate) file: String,
    /// The line of the head, from 1.
    pub(crate) line: usize,
}

impl Program {
    /// Loads what can be loaded and tells why the rest cannot.
    ///
    /// `data` is the data document; it must not reach into a package (the caller has seen to it).
    pub(crate) fn load(sources: &[Source], data: &serde_json::Value) -> (Self, Vec<Refusal>) {
        let mut refusals = Vec::new();
        let mut refused: BTreeSet<&str> = BTreeSet::new();
        loop {
            let usable = sources.iter().filter(|source| !refused.contains(source.file.as_str()));
            let usable: Vec<_> = usable.collect();
            let (program, found) = Self::attempt(&usable, data, true);
            let before = refused.len();
            for source in &usable {
                if found.iter().any(|refusal| refusal.file == source.file) {
                    refused.insert(&source.file);
                }
            }
            let stuck = refused.len() == before;
            refusals.extend(found);
            if stuck {
                return (program, refusals);
            }
        }
    }

    /// Loads texts that have been checked before: files of the default bundle, whose tests
    /// load them with [`Program::load`].
    ///
    /// Should one of them fail all the same, the program holds no rule that can be found, and
    /// each ends as errored instead of finding nothing.
    pub(crate) fn trusted(sources: &[&Source], data: &serde_json::Value) -> Self {
        let (program, refusals) = Self::attempt(sources, data, false);
        if refusals.is_empty() { program } else { Self { heads: BTreeMap::new(), ..program } }
    }

    fn attempt(
        sources: &[&Source],
        data: &serde_json::Value,
        checked: bool,
    ) -> (Self, Vec<Refusal>) {
        let mut engine = new_engine();
        let mut refusals = Vec::new();
        for source in sources {
            if let Err(refused) = guard::check(&source.text) {
                refusals.push(Refusal::span(&source.file, refused.span, refused.message));
                continue;
            }
            if let Err(error) = engine.add_policy(source.file.clone(), source.text.to_string()) {
                refusals.push(refusal(&error, sources, &source.file));
            }
        }
        let modules = engine.get_modules().clone();
        if checked {
            refusals.extend(check::check(&modules, &|path| has_data(data, path)));
        }
        if refusals.is_empty() {
            let value = Value::from_json_str(&data.to_string());
            let prepared = value.and_then(|value| engine.add_data(value)).and_then(|()| {
                // A query makes the engine schedule all modules; what fails there names its file.
                engine.set_input(Value::new_object());
                engine.eval_query("true".to_owned(), false).map(drop)
            });
            if let Err(error) = prepared {
                let first = sources.first().map_or("", |source| source.file.as_str());
                refusals.push(refusal(&error, sources, first));
            }
        }
        let heads = heads(&modules);
        (Self { engine, modules, heads }, refusals)
    }

    /// The module and the rule of a definition.
    pub(super) fn find(
        &self,
        definition: &Definition,
    ) -> Option<(&Ref<Module>, &Ref<Rule>, usize)> {
        let (module, rule) = self.heads.get(&(definition.file.clone(), definition.line))?;
        let found = self.modules.get(*module)?;
        Some((found, found.policy.get(*rule)?, *module))
    }

    /// Every rule head, in the order of modules and lines.
    pub(crate) fn definitions(&self) -> Vec<Definition> {
        let mut found = Vec::new();
        for module in &self.modules {
            let package = names::package(module);
            for rule in &module.policy {
                let Some(name) = names::rule_name(rule) else { continue };
                if matches!(rule.as_ref(), Rule::Default { .. }) {
                    continue;
                }
                let span = rule.span();
                found.push(Definition {
                    package: package.clone(),
                    name,
                    file: span.source.file().clone(),
                    line: usize::try_from(span.line).unwrap_or(0),
                });
            }
        }
        found
    }

    /// The files that each file needs: its own and those of the packages that it names, on and on.
    pub(crate) fn dependencies(&self) -> BTreeMap<String, BTreeSet<String>> {
        check::dependencies(&self.modules)
    }

    /// Whether any policy names one of these packages, or what holds it: `data` itself holds all.
    pub(crate) fn names_any(&self, packages: &[Vec<String>]) -> bool {
        check::names_any(&self.modules, packages)
    }

    /// What each of these definitions reads, in their order.
    pub(crate) fn effects(&self, definitions: &[Definition]) -> Vec<Effects> {
        let mut analysis = Analysis::of(&self.modules);
        let effects = definitions.iter().map(|definition| {
            let found = self.find(definition);
            found.map(|(_, rule, module)| analysis.definition(rule, module)).unwrap_or_default()
        });
        effects.collect()
    }
}

fn heads(modules: &[Ref<Module>]) -> BTreeMap<(String, usize), (usize, usize)> {
    let mut heads = BTreeMap::new();
    for (module_index, module) in modules.iter().enumerate() {
        for (rule_index, rule) in module.policy.iter().enumerate() {
            let span = rule.span();
            let line = usize::try_from(span.line).unwrap_or(0);
            heads.insert((span.source.file().clone(), line), (module_index, rule_index));
        }
    }
    heads
}

/// The package that a text declares, without loading it with others.
pub(crate) fn declared_package(source: &Source) -> Option<Vec<String>> {
    guard::check(&source.text).ok()?;
    let mut engine = new_engine();
    engine.add_policy(source.file.clone(), source.text.to_string()).ok()?;
    engine.get_modules().first().map(|module| names::package(module))
}

fn new_engine() -> Engine {
    let mut engine = Engine::new();
    // Lenient errors would make a rule that fails look like one that passes.
    engine.set_strict_builtin_errors(true);
    // `print` must not write to the terminal by itself.
    engine.set_gather_prints(true);
    let mut lengths = PolicyLengthConfig::default();
    lengths.max_col =
        lengths.max_col.max(std::num::NonZeroU32::new(4096).unwrap_or(lengths.max_col));
    engine.set_policy_length_config(lengths);
    engine
}

fn refusal(error: &dyn std::fmt::Display, sources: &[&Source], file: &str) -> Refusal {
    let error = EngineError::parse(&error.to_string());
    let culprit = error.file.as_deref().unwrap_or(file);
    let source = sources.iter().find(|source| source.file == culprit);
    match source.and_then(|source| Some((source, error.span(&source.text)?))) {
        Some((source, span)) => Refusal::span(&source.file, span, error.message),
        None => Refusal::file(file, error.message),
    }
}

fn has_data(data: &serde_json::Value, path: &[String]) -> bool {
    path.iter().try_fold(data, |value, key| value.get(key)).is_some()
}
