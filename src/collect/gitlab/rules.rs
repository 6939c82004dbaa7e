//! `rules`, `only` and `except`: in which pipelines a job stands, or which pipelines there are.
//!
//! Syntax: <https://docs.gitlab.com/ci/yaml/#rules>, <https://docs.gitlab.com/ci/yaml/deprecated_keywords/#only--except>.

use super::condition::{Answer, evaluate};
use super::config::flat;
use super::scenario::{Reference, Scenario};
use super::value::Value;
use crate::collect::ci::Reading;
use crate::facts::ProblemKind;

/// That something is let in, in one scenario.
#[derive(Debug, Clone)]
pub(super) struct Admitted {
    /// The index of the scenario.
    pub(super) scenario: usize,
    /// The place of what lets it in, where something is written.
    pub(super) at: Option<String>,
    /// The branches or tags that it is bound to.
    pub(super) filters: Option<Vec<String>>,
    /// A person must start it.
    pub(super) manual: bool,
}

struct Rule<'a> {
    at: String,
    condition: Option<&'a str>,
    /// It asks for files as well, which only a run can tell.
    asks_files: bool,
    when: Option<&'a str>,
}

/// What the `rules` of a job or of `workflow` let in. The first that holds decides; where only a run
/// can tell whether one holds, those behind it may decide too.
pub(super) fn of_rules(
    reading: &mut Reading<'_>,
    rules: &Value<'_>,
    when: Option<&str>,
    scenarios: &[Scenario],
    facts: &str,
) -> Vec<Admitted> {
    let at = Some(rules.place.at());
    let all = |scenario| Admitted { scenario, at: at.clone(), filters: None, manual: false };
    if !rules.is_list() {
        let reason = match rules.text() {
            Some(text) if text.contains("$[[") => {
                "the rules are an input, which only a run can tell".to_owned()
            }
            _ => format!("`rules` must be a list, and is {}", rules.describe()),
        };
        reading.problem(&rules.place, ProblemKind::Unexpected, &[facts], reason);
        return (0..scenarios.len()).map(all).collect();
    }
    let mut read = Vec::new();
    for rule in flat(rules) {
        if !rule.is_map() {
            let reason = format!("a rule must be a mapping, and is {}", rule.describe());
            reading.problem(&rule.place, ProblemKind::Unexpected, &[facts], reason);
        }
        let text = |key: &str| rule.get(key).and_then(|value| value.text());
        read.push(Rule {
            at: rule.place.at(),
            condition: text("if"),
            asks_files: ["changes", "exists"].iter().any(|key| rule.get(key).is_some())
                || (rule.get("if").is_some() && text("if").is_none())
                || !rule.is_map(),
            when: text("when").or(when),
        });
    }
    let admitted = scenarios.iter().enumerate();
    admitted.filter_map(|(index, scenario)| first_of(&read, index, scenario)).collect()
}

fn first_of(rules: &[Rule<'_>], index: usize, scenario: &Scenario) -> Option<Admitted> {
    let mut admitted: Option<Admitted> = None;
    for rule in rules {
        let mut answer =
            rule.condition.map_or(Answer::settled(true), |text| evaluate(text, scenario));
        if rule.asks_files {
            answer = answer.and(Answer::OPEN);
        }
        if answer.may && rule.when != Some("never") {
            let manual = rule.when == Some("manual");
            match &mut admitted {
                None => {
                    let (at, filters) = (Some(rule.at.clone()), answer.filters);
                    admitted = Some(Admitted { scenario: index, at, filters, manual });
                }
                Some(before) => {
                    before.manual &= manual;
                    before.filters = before.filters.take().zip(answer.filters).map(either);
                }
            }
        }
        if !answer.may_not {
            break;
        }
    }
    admitted
}

fn either((mut all, more): (Vec<String>, Vec<String>)) -> Vec<String> {
    for filter in more {
        if !all.contains(&filter) {
            all.push(filter);
        }
    }
    all
}

/// What `only` and `except` of a job let in; without `only`, branches and tags.
pub(super) fn of_refs(
    job: &Value<'_>,
    when: Option<&str>,
    scenarios: &[Scenario],
) -> Vec<Admitted> {
    let (only, except) = (job.get("only"), job.get("except"));
    let at = only.as_ref().or(except.as_ref()).map(|value| value.place.at());
    let mut admitted = Vec::new();
    for (index, scenario) in scenarios.iter().enumerate() {
        let mut answer = match &only {
            Some(only) => policy(only, scenario, true),
            None => refs(&["branches", "tags"], scenario),
        };
        if let Some(except) = &except {
            let refused = policy(except, scenario, false);
            let kept = Answer { may: refused.may_not, may_not: refused.may, filters: None };
            answer = answer.and(kept);
        }
        if answer.may {
            let (at, filters, manual) = (at.clone(), answer.filters, when == Some("manual"));
            admitted.push(Admitted { scenario: index, at, filters, manual });
        }
    }
    admitted
}

/// `only` asks for everything that it names, `except` for one of it.
fn policy(value: &Value<'_>, scenario: &Scenario, all: bool) -> Answer {
    let texts = |value: &Value<'_>| {
        flat(value)
            .iter()
            .map(|item| item.text().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let refs_of = |value: &Value<'_>| {
        let texts = texts(value);
        refs(&texts.iter().map(String::as_str).collect::<Vec<_>>(), scenario)
    };
    if !value.is_map() {
        return refs_of(value);
    }
    let mut answers = Vec::new();
    match value.get("refs") {
        Some(value) => answers.push(refs_of(&value)),
        None if all => answers.push(refs(&["branches", "tags"], scenario)),
        None => {}
    }
    if let Some(conditions) = value.get("variables") {
        let conditions = texts(&conditions);
        let conditions = conditions.iter().map(|text| evaluate(text, scenario));
        answers.extend(conditions.reduce(Answer::or));
    }
    if ["changes", "kubernetes"].iter().any(|key| value.get(key).is_some()) {
        answers.push(Answer::OPEN);
    }
    let join = if all { Answer::and } else { Answer::or };
    answers.into_iter().reduce(join).unwrap_or_else(|| Answer::settled(all))
}

/// Words that are no names of branches and tags.
const SOURCES: [&str; 22] = [
    "api",
    "apis",
    "chat",
    "chats",
    "external",
    "externals",
    "external_pull_request",
    "external_pull_requests",
    "merge_request",
    "merge_requests",
    "parent_pipeline",
    "parent_pipelines",
    "pipeline",
    "pipelines",
    "push",
    "pushes",
    "schedule",
    "schedules",
    "trigger",
    "triggers",
    "web",
    "webs",
];

/// Whether one of several references is meant: a kind of pipeline, a name, or a pattern of names.
fn refs(patterns: &[&str], scenario: &Scenario) -> Answer {
    let of = |pattern: &&str| {
        let (pattern, elsewhere) = match pattern.split_once('@') {
            Some((pattern, _)) => (pattern, true),
            None => (*pattern, false),
        };
        let answer = one(pattern, scenario);
        if elsewhere { answer.and(Answer::OPEN) } else { answer }
    };
    patterns.iter().map(of).reduce(Answer::or).unwrap_or(Answer::settled(false))
}

fn one(pattern: &str, scenario: &Scenario) -> Answer {
    match pattern {
        "branches" => return Answer::settled(scenario.reference == Reference::Branch),
        "tags" => return Answer::settled(scenario.reference == Reference::Tag),
        _ => {}
    }
    if SOURCES.contains(&pattern) {
        let source = if scenario.origin.is_some() { "parent_pipeline" } else { scenario.source };
        let source = source.strip_suffix("_event").unwrap_or(source);
        let rest = pattern.strip_prefix(source);
        return Answer::settled(matches!(rest, Some("" | "s" | "es")));
    }
    match scenario.reference {
        // Names and patterns are of branches and tags alone.
        Reference::MergeRequest => Answer::settled(false),
        _ => Answer { filters: Some(vec![pattern.to_owned()]), ..Answer::OPEN },
    }
}
