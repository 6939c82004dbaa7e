//! One job: its own keywords, and those that it takes from `default`.
//!
//! Syntax: <https://docs.gitlab.com/ci/yaml/#job-keywords>.

use std::collections::BTreeSet;

use super::call::{self, Call};
use super::flow::{self, Before};
use super::rules::{Admitted, of_refs, of_rules};
use super::script::Scripts;
use super::value::{Members, Value};
use super::variables::{Known, Names, names, variable, variables};
use super::whole::Whole;
use super::{config::flat, expressions, keywords};
use crate::collect::ci::{Reading, activity};
use crate::facts::{Concurrency, EffectivePermissions, Job, Pairs, PermissionsForm, Variable};

/// A job, and what is known of it besides the facts.
pub(super) struct Read {
    pub(super) job: Job,
    pub(super) before: Before,
    /// The scenarios that have it.
    pub(super) admitted: Vec<Admitted>,
    /// The pipeline that it starts.
    pub(super) call: Option<Call>,
}

/// Keywords that a job takes from `default` where it has none of its own.
///
/// <https://docs.gitlab.com/ci/yaml/#default>.
const INHERITED: [&str; 13] = [
    "after_script",
    "artifacts",
    "before_script",
    "cache",
    "hooks",
    "id_tokens",
    "identity",
    "image",
    "interruptible",
    "retry",
    "services",
    "tags",
    "timeout",
];

/// Keywords whose texts are scripts.
const SCRIPTS: [&str; 5] = ["before_script", "script", "after_script", "hooks", "run"];

/// A job with its defaults.
struct Fields<'v, 'a> {
    job: &'v Value<'a>,
    defaults: &'v Members<'a>,
    /// Which defaults it takes: all, none or these.
    inherits: Inherits,
}

enum Inherits {
    All,
    None,
    These(Vec<String>),
}

fn inherits(job: &Value<'_>, what: &str) -> Inherits {
    let Some(value) = job.get("inherit").and_then(|inherit| inherit.get(what)) else {
        return Inherits::All;
    };
    match value.boolean() {
        Some(true) => Inherits::All,
        Some(false) => Inherits::None,
        None => Inherits::These(keywords::texts(&value)),
    }
}

impl Inherits {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::These(names) => names.iter().any(|known| known == name),
        }
    }
}

impl<'a> Fields<'_, 'a> {
    fn get(&self, key: &str) -> Option<Value<'a>> {
        let inherited = || self.defaults.get(key).filter(|value| !value.is_null()).cloned();
        self.job.get(key).or_else(|| {
            (INHERITED.contains(&key) && self.inherits.has(key)).then(inherited).flatten()
        })
    }
}

/// Reads a job whose references are replaced.
pub(super) fn read<'a>(
    reading: &mut Reading<'_>,
    whole: &Whole<'a>,
    id: &str,
    value: &Value<'a>,
) -> Read {
    let fields =
        Fields { job: value, defaults: &whole.defaults, inherits: inherits(value, "default") };
    let rules = value.get("rules");
    let (env, set) =
        env(reading, value, rules.as_ref(), &whole.set, fields.get("id_tokens").as_ref());
    let tags = fields.get("tags");
    let runner = keywords::runner(tags.as_ref(), &value.place);
    let scripts = Scripts {
        hook: fields.get("hooks").and_then(|hooks| hooks.get("pre_get_sources_script")),
        before: fields.get("before_script").filter(|_| value.get("run").is_none()),
        script: value.get("script"),
        run: value.get("run"),
        after: fields.get("after_script"),
        shell: keywords::shell(&runner),
        continue_on_error: value
            .get("allow_failure")
            .is_some_and(|allowed| allowed.is_map() || allowed.boolean() == Some(true)),
    };
    let (call, calls) = call::read(reading, value).unzip();
    let steps = if calls.is_some() { Vec::new() } else { scripts.steps(reading, &set) };
    let id_tokens = fields.get("id_tokens");
    let admitted = admitted(reading, value, rules.as_ref(), whole);
    let mut job = Job {
        at: value.place.at(),
        id: id.to_owned(),
        condition: rules.as_ref().and_then(only_condition),
        if_is: admitted.is_empty().then_some(false),
        manual: !admitted.is_empty() && admitted.iter().all(|admitted| admitted.manual),
        runner: calls.is_none().then_some(runner),
        environment: value
            .get("environment")
            .and_then(|value| keywords::environment(reading, &value)),
        permissions: permissions(id_tokens.as_ref()),
        id_tokens: id_tokens.map(|value| keywords::id_tokens(reading, &value)).unwrap_or_default(),
        secrets: secrets(value, &env),
        expressions: expressions_of(value),
        concurrency: concurrency(value),
        caches: fields
            .get("cache")
            .map(|value| keywords::caches(reading, &value))
            .unwrap_or_default(),
        artifacts: fields
            .get("artifacts")
            .and_then(|value| flow::uploads(&value, id))
            .into_iter()
            .collect(),
        images: keywords::images(
            reading,
            fields.get("image").as_ref(),
            fields.get("services").as_ref(),
            &Known {
                own: &env,
                shared: match inherits(value, "variables") {
                    Inherits::All => &whole.env,
                    _ => &[],
                },
            },
        ),
        env,
        calls,
        steps,
        ..Job::default()
    };
    match inherits(value, "variables") {
        Inherits::All => activity::fill(reading, &mut job, &whole.env),
        Inherits::None => activity::fill(reading, &mut job, &[]),
        some @ Inherits::These(_) => {
            let shared = whole.env.iter().filter(|shared| some.has(&shared.name));
            let shared: Vec<Variable> = shared.cloned().collect();
            activity::fill(reading, &mut job, &shared);
        }
    }
    Read { job, before: flow::before(value), admitted, call }
}

/// The job's variables, those of its rules and of its matrix, and all names that are set.
fn env<'n>(
    reading: &mut Reading<'_>,
    job: &Value<'_>,
    rules: Option<&Value<'_>>,
    global: &'n Names<'n>,
    id_tokens: Option<&Value<'_>>,
) -> (Vec<Variable>, Names<'n>) {
    let mut set = global.below();
    let own = job.get("variables");
    let of_rules: Vec<Value<'_>> = rules
        .map(flat)
        .unwrap_or_default()
        .iter()
        .filter_map(|rule| rule.get("variables"))
        .collect();
    own.iter().chain(&of_rules).for_each(|value| names(value, &mut set));
    for filled in id_tokens.into_iter().cloned().chain(job.get("secrets")) {
        filled.members().iter().for_each(|(name, _)| set.add(name));
    }
    let facts = "pipelines[*].jobs[*].env";
    let mut env = Vec::new();
    let matrix = matrix(job);
    matrix.iter().for_each(|(name, _)| set.add(name));
    for value in own.iter().chain(&of_rules) {
        env.extend(variables(reading, value, &set, facts));
    }
    for (name, values) in matrix {
        // One of several is what a run has.
        let mut found = variable(name, &values, &set);
        if let [only] = values.items().as_slice() {
            found.value = variable(name, only, &set).value;
        }
        env.push(found);
    }
    (env, set)
}

/// [`parallel:matrix`](https://docs.gitlab.com/ci/yaml/#parallelmatrix): names and what stands first
/// for them.
fn matrix<'a>(job: &Value<'a>) -> Vec<(&'a str, Value<'a>)> {
    let matrix = job.get("parallel").and_then(|parallel| parallel.get("matrix"));
    let mut found = Members::default();
    let mut several = BTreeSet::new();
    for row in matrix.map(|matrix| flat(&matrix)).unwrap_or_default() {
        for (name, values) in row.members().iter() {
            if found.get(name).is_some() {
                several.insert(name);
            } else {
                found.set(name, values.clone());
            }
        }
    }
    let all = found.iter().map(|(name, values)| match several.contains(name) {
        true => (name, values.with_items(Vec::new())),
        false => (name, values.clone()),
    });
    all.collect()
}

/// What lets a job in. Without anything of its own that is every branch and tag, or where `workflow`
/// has rules, all that these let in.
fn admitted(
    reading: &mut Reading<'_>,
    job: &Value<'_>,
    rules: Option<&Value<'_>>,
    whole: &Whole<'_>,
) -> Vec<Admitted> {
    let when = job.get("when");
    let when = when.as_ref().and_then(Value::text);
    let is_bound = job.get("only").is_some() || job.get("except").is_some();
    let own = match rules {
        Some(rules) => {
            of_rules(reading, rules, when, &whole.scenarios, "pipelines[*].jobs[*].triggers")
        }
        None if is_bound || whole.workflow.is_none() => of_refs(job, when, &whole.scenarios),
        None => {
            let manual = when == Some("manual");
            let all = 0..whole.scenarios.len();
            all.map(|scenario| Admitted { scenario, at: None, filters: None, manual }).collect()
        }
    };
    let Some(workflow) = &whole.workflow else { return own };
    let both = own.into_iter().filter_map(|own| {
        let shared = workflow.iter().find(|shared| shared.scenario == own.scenario)?;
        Some(Admitted {
            at: own.at.or_else(|| shared.at.clone()),
            filters: own.filters.or_else(|| shared.filters.clone()),
            ..own
        })
    });
    both.collect()
}

/// The condition of a job that has one rule.
fn only_condition(rules: &Value<'_>) -> Option<String> {
    match flat(rules).as_slice() {
        [rule] => rule.get("if").and_then(|value| value.text().map(str::to_owned)),
        _ => None,
    }
}

/// What the token of a job may do is a setting; that it is given tokens of OpenID Connect is not.
fn permissions(id_tokens: Option<&Value<'_>>) -> EffectivePermissions {
    let Some(tokens) = id_tokens.filter(|tokens| tokens.members().len() > 0) else {
        return EffectivePermissions::default();
    };
    EffectivePermissions {
        at: Some(tokens.place.at()),
        known: false,
        form: PermissionsForm::Scopes,
        scopes: Pairs::from_iter([("id-token".to_owned(), "write".to_owned())]),
        ..EffectivePermissions::default()
    }
}

fn secrets(job: &Value<'_>, env: &[Variable]) -> Vec<crate::facts::SecretUse> {
    let mut found = job.get("secrets").map(|value| keywords::secrets(&value)).unwrap_or_default();
    for variable in env {
        found.extend(super::variables::uses(variable));
    }
    found
}

fn expressions_of(job: &Value<'_>) -> Vec<crate::facts::Expression> {
    let mut found = Vec::new();
    let members = job.members();
    for (key, member) in members.iter().filter(|(key, _)| !SCRIPTS.contains(key)) {
        expressions::below(member, key, &mut found);
    }
    found
}

fn concurrency(job: &Value<'_>) -> Option<Concurrency> {
    let group = job.get("resource_group")?;
    let (at, group) = (group.place.at(), group.text()?.to_owned());
    Some(Concurrency { at, group, cancel_in_progress: None })
}
