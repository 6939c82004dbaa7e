//! Which triggers of the pipeline can start a job: a condition that is false in every run of one kind
//! keeps that kind out, and a job that waits for one that never runs does not run either. Steps have
//! conditions of the same kind.
//!
//! What the agent's variables are in each kind of run: <https://learn.microsoft.com/azure/devops/pipelines/build/variables>.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::chain::whole;
use super::conditions::{self, Value};
use super::contexts::Contexts;
use super::variables::in_environment;
use crate::facts::{Job, Trigger, Variable};

/// How many variables lead to each other, how many are followed for one condition, and how long the
/// expressions of these may be.
const DEEPEST: usize = 4;
const MOST: usize = 16;
const LONGEST: usize = 1024;

/// Sets the triggers of the jobs that not all triggers of the pipeline start, and what keeps their steps
/// from running.
pub(super) fn settle(triggers: &[Trigger], jobs: &mut [Job], computed: &Computed<'_>) {
    // Jobs stand behind those that they wait for, but for a few whose order is odd: these are not held.
    let mut kept: BTreeMap<String, Vec<bool>> = BTreeMap::new();
    for job in jobs.iter_mut() {
        let computed = computed.with(&job.env);
        let runs = |index: usize, trigger: &Trigger| {
            let before = job
                .needs
                .iter()
                .all(|id| kept.get(id).and_then(|kept| kept.get(index)).copied().unwrap_or(true));
            may_run(job.condition.as_deref(), &trigger.event, before, &computed)
        };
        let own: Vec<bool> =
            triggers.iter().enumerate().map(|(index, trigger)| runs(index, trigger)).collect();
        let left = || triggers.iter().zip(&own).filter(|(_, runs)| **runs).map(|(next, _)| next);
        let events: BTreeSet<&str> = left().map(|trigger| trigger.event.as_str()).collect();
        for step in job.steps.iter_mut().filter(|step| step.condition.is_some()) {
            let condition = step.condition.as_deref();
            let never = |event: &&&str| !may_run(condition, event, true, &computed);
            step.kept_from = events.iter().filter(never).map(ToString::to_string).collect();
        }
        if own.contains(&false) {
            job.triggers = Some(left().cloned().collect());
        }
        kept.insert(job.id.clone(), own);
    }
}

/// The variables that the file computes, by their names in the environment: with the expression where it
/// is one `$[ … ]` or `${{ … }}`. Others may be set by a run.
#[derive(Debug, Default)]
pub(super) struct Computed<'o> {
    /// Those of the whole pipeline.
    outer: Option<&'o Computed<'o>>,
    own: BTreeMap<String, Option<String>>,
}

impl<'o> Computed<'o> {
    /// Of the whole pipeline, but for those that its scripts set.
    pub(super) fn new<'v>(own: &[Variable], set: impl Iterator<Item = &'v str>) -> Self {
        let set = set.map(|name| (in_environment(name), None)).collect();
        let mut all = Self { outer: None, own: set };
        all.add(own);
        all
    }

    /// With those of a job.
    fn with(&'o self, own: &[Variable]) -> Self {
        let mut all = Self { outer: Some(self), own: BTreeMap::new() };
        all.add(own);
        all
    }

    fn add(&mut self, own: &[Variable]) {
        for variable in own {
            let text = variable.value.as_deref().unwrap_or_default().trim();
            let run = text.strip_prefix("$[").and_then(|text| text.strip_suffix(']'));
            let expression = run.or_else(|| whole(text)).map(str::to_owned);
            let known = self.own.entry(variable.name.to_ascii_uppercase());
            known.and_modify(|known| *known = None).or_insert(expression);
        }
    }

    /// The expression of a variable. Which one counts of two with one name is not told here.
    fn get(&self, name: &str) -> Option<&str> {
        let name = in_environment(name);
        let outer = self.outer.and_then(|outer| outer.own.get(&name));
        match (self.own.get(&name), outer) {
            (Some(known), None) | (None, Some(known)) => known.as_deref(),
            _ => None,
        }
    }
}

/// Whether a job or a step can run in some run of a kind. Without a condition it runs when all that it
/// waits for has succeeded.
fn may_run(condition: Option<&str>, event: &str, before: bool, computed: &Computed<'_>) -> bool {
    let condition = condition.unwrap_or("succeeded()");
    let condition = whole(condition).unwrap_or(condition);
    reasons(event).iter().any(|reason| {
        let run = Run { reason, before, computed, left: Cell::new(MOST) };
        let names = |name: &str| run.known(name, 0);
        conditions::value(condition, &names).truth() != Some(false)
    })
}

/// What `Build.Reason` can be in the runs that a trigger starts; one that is not known for the others.
fn reasons(event: &str) -> &'static [&'static str] {
    match event {
        "push" => &["IndividualCI", "BatchedCI"],
        "pull_request" => &["PullRequest"],
        "schedule" => &["Schedule"],
        "workflow_dispatch" => &["Manual"],
        _ => &[""],
    }
}

/// What holds in a run.
struct Run<'r> {
    reason: &'r str,
    /// All that is waited for can have succeeded.
    before: bool,
    computed: &'r Computed<'r>,
    /// How many variables may still be followed.
    left: Cell<usize>,
}

impl Run<'_> {
    fn known(&self, name: &str, depth: usize) -> Value {
        if name.eq_ignore_ascii_case("succeeded()") {
            return if self.before { Value::Unknown } else { Value::Bool(false) };
        }
        let contexts = Contexts::read(name).contexts;
        match (contexts.first().map(String::as_str), self.reason) {
            (Some("build.reason"), reason) if !reason.is_empty() => Value::Text(reason.to_owned()),
            // The number is that of the pull request: no condition names it.
            (Some("build.sourcebranch"), "PullRequest") => {
                Value::Text("refs/pull/0/merge".to_owned())
            }
            (Some("build.sourcebranchname"), "PullRequest") => Value::Text("merge".to_owned()),
            (Some("system.pullrequest.pullrequestid"), "PullRequest") => {
                Value::Text("1".to_owned())
            }
            // It is told only in a pull request.
            (
                Some("system.pullrequest.pullrequestid"),
                "IndividualCI" | "BatchedCI" | "Schedule",
            ) => Value::Null,
            (Some(context), _) => self.computed(context, depth),
            _ => Value::Unknown,
        }
    }

    /// What a variable of the file comes to. A variable is a text.
    fn computed(&self, context: &str, depth: usize) -> Value {
        let name = context.strip_prefix("variables.");
        let expression = name.and_then(|name| self.computed.get(name));
        let left = self.left.get().checked_sub(1).filter(|_| depth < DEEPEST);
        let (Some(expression), Some(left)) = (expression, left) else { return Value::Unknown };
        if expression.len() > LONGEST {
            return Value::Unknown;
        }
        self.left.set(left);
        match conditions::value(expression, &|name| self.known(name, depth + 1)) {
            Value::Bool(value) => Value::Text(if value { "True" } else { "False" }.to_owned()),
            value => value,
        }
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::facts::Step;

    #[test]
    fn a_condition_keeps_out_the_runs_in_which_it_is_false() {
        let none = Computed::default();
        for (condition, pull, push) in [
            (None, true, true),
            (Some("and(succeeded(), ne(variables['Build.Reason'], 'PullRequest'))"), false, true),
            (
                Some("and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))"),
                false,
                true,
            ),
            (Some("startsWith(variables['Build.SourceBranch'], 'refs/tags/')"), false, true),
            (Some("startsWith(variables['Build.SourceBranch'], 'refs/pull/')"), true, true),
            (Some("eq(variables['Build.Reason'], 'PullRequest')"), true, false),
            (Some("in(variables['Build.Reason'], 'IndividualCI', 'Manual')"), false, true),
            (Some("or(failed(), eq(variables['Build.Reason'], 'Manual'))"), true, true),
            (
                Some("and(succeeded(), not(eq(variables['Build.Reason'], 'PullRequest')))"),
                false,
                true,
            ),
            (Some("notIn(variables['Build.Reason'], 'PullRequest')"), false, true),
            (Some("contains(variables['Build.SourceBranch'], 'refs/tags/')"), false, true),
            (Some("eq('refs/heads/main', variables['Build.SourceBranch'])"), false, true),
            (Some("eq(variables['Build.SourceBranchName'], 'production')"), false, true),
            (Some("eq(variables['System.PullRequest.PullRequestId'], '')"), false, true),
            (Some("${{ ne(variables['Build.Reason'], 'PullRequest') }}"), false, true),
            (Some("eq('${{ parameters.publish }}', 'true')"), true, true),
            (Some("false"), false, false),
            (Some("always()"), true, true),
        ] {
            assert_eq!(may_run(condition, "pull_request", true, &none), pull, "{condition:?}");
            assert_eq!(may_run(condition, "push", true, &none), push, "{condition:?}");
        }
        assert!(!may_run(None, "push", false, &none));
        assert!(!may_run(Some("and(succeeded(), true)"), "push", false, &none));
        assert!(may_run(Some("always()"), "push", false, &none));
    }

    fn variable(name: &str, value: &str) -> Variable {
        Variable {
            at: String::new(),
            name: name.to_owned(),
            value: Some(value.to_owned()),
            secrets: Vec::new(),
            literal_credential: false,
        }
    }

    #[test]
    fn a_variable_that_the_file_computes_is_known() {
        let main = "eq(variables['Build.SourceBranch'], 'refs/heads/main')";
        let own = [
            variable("ISMAIN", &format!("$[{main}]")),
            variable("IS_RELEASE", &format!("${{{{ or({main}, false) }}}}")),
            variable(
                "BOTH",
                "$[and(eq(variables.isMain, true), eq(variables['is.release'], 'true'))]",
            ),
            variable("LOOP", "$[variables.loop]"),
            variable("PLAIN", "false"),
            variable("LATER", "$[eq(1, 2)]"),
        ];
        let computed = Computed::new(&own, ["later"].into_iter());
        for (condition, pull) in [
            ("and(succeeded(), eq(variables.isMain, true))", false),
            ("eq(variables['isMain'], 'True')", false),
            ("and(succeeded(), eq(variables['is.release'], 'true'))", false),
            ("eq(variables.both, 'true')", false),
            ("ne(variables.isMain, true)", true),
            ("eq(variables.loop, 'a')", true),
            // A script of the repository may set these.
            ("eq(variables.plain, 'true')", true),
            ("eq(variables.later, 'true')", true),
            ("eq(variables.other, 'true')", true),
        ] {
            let told = may_run(Some(condition), "pull_request", true, &computed);
            assert_eq!(told, pull, "{condition}");
            assert!(may_run(Some(condition), "push", true, &computed), "{condition}");
        }
        // Variables that lead to each other many times over end.
        let many = "variables.wide, ".repeat(60);
        let wide = [variable("WIDE", &format!("$[or({many}false)]"))];
        let wide = Computed::new(&wide, [].into_iter());
        assert!(may_run(Some("eq(variables.wide, 'x')"), "push", true, &wide));
        // Which of two counts is not told.
        let computed = computed.with(&[variable("ISMAIN", "$[eq(1, 2)]")]);
        assert!(may_run(Some("eq(variables.isMain, true)"), "pull_request", true, &computed));
    }

    #[test]
    fn a_step_says_which_events_never_run_it() {
        let trigger = |event: &str| Trigger { event: event.to_owned(), ..Trigger::default() };
        let step = |condition: Option<&str>| Step {
            condition: condition.map(str::to_owned),
            ..Step::default()
        };
        let steps = vec![
            step(None),
            step(Some("and(succeeded(), in(variables['Build.Reason'], 'IndividualCI', 'Manual'))")),
            step(Some("failed()")),
        ];
        let mut jobs = [Job { id: "a".to_owned(), steps, ..Job::default() }];
        let triggers = ["push", "pull_request", "schedule", "workflow_dispatch"].map(trigger);
        settle(&triggers, &mut jobs, &Computed::default());
        let kept: Vec<_> = jobs[0].steps.iter().map(|step| step.kept_from.join(" ")).collect();
        assert_eq!(kept, ["", "pull_request schedule", ""]);
    }

    #[test]
    fn what_waits_for_a_job_is_kept_out_with_it() {
        let trigger = |event: &str| Trigger { event: event.to_owned(), ..Trigger::default() };
        let job = |id: &str, needs: &[&str], condition: Option<&str>| Job {
            id: id.to_owned(),
            needs: needs.iter().map(ToString::to_string).collect(),
            condition: condition.map(str::to_owned),
            ..Job::default()
        };
        let mut jobs = [
            job("a", &[], None),
            job("b", &["a"], Some("ne(variables['Build.Reason'], 'PullRequest')")),
            job("c", &["b"], None),
            job("d", &["b"], Some("always()")),
        ];
        settle(&[trigger("push"), trigger("pull_request")], &mut jobs, &Computed::default());
        let events = |job: &Job| {
            let list = job.triggers.as_ref()?;
            Some(list.iter().map(|trigger| trigger.event.clone()).collect::<Vec<_>>())
        };
        let told: Vec<_> = jobs.iter().map(events).collect();
        let push = Some(vec!["push".to_owned()]);
        assert_eq!(told, [None, push.clone(), push, None]);
    }
}
