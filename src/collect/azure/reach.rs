//! Which triggers of the pipeline can start a job: a condition that is false in every run of one kind
//! keeps that kind out, and a job that waits for one that never runs does not run either.
//!
//! What the agent's variables are in each kind of run: <https://learn.microsoft.com/azure/devops/pipelines/build/variables>.

use std::collections::BTreeMap;

use super::conditions::{self, Value};
use super::contexts::Contexts;
use crate::facts::{Job, Trigger};

/// Sets the triggers of the jobs that not all triggers of the pipeline start.
pub(super) fn settle(triggers: &[Trigger], jobs: &mut [Job]) {
    // Jobs stand behind those that they wait for, but for a few whose order is odd: these are not held.
    let mut kept: BTreeMap<String, Vec<bool>> = BTreeMap::new();
    for job in jobs.iter_mut() {
        let runs = |index: usize, trigger: &Trigger| {
            let before = job
                .needs
                .iter()
                .all(|id| kept.get(id).and_then(|kept| kept.get(index)).copied().unwrap_or(true));
            may_run(job.condition.as_deref(), &trigger.event, before)
        };
        let own: Vec<bool> =
            triggers.iter().enumerate().map(|(index, trigger)| runs(index, trigger)).collect();
        if own.contains(&false) {
            let left = triggers.iter().zip(&own).filter(|(_, runs)| **runs);
            job.triggers = Some(left.map(|(trigger, _)| trigger.clone()).collect());
        }
        kept.insert(job.id.clone(), own);
    }
}

/// Whether a job can run in some run of a kind. Without a condition it runs when all that it waits for
/// has succeeded.
fn may_run(condition: Option<&str>, event: &str, before: bool) -> bool {
    let condition = condition.unwrap_or("succeeded()");
    reasons(event).iter().any(|reason| {
        let names = |name: &str| known(name, reason, before);
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

fn known(name: &str, reason: &str, before: bool) -> Value {
    if name.eq_ignore_ascii_case("succeeded()") {
        return if before { Value::Unknown } else { Value::Bool(false) };
    }
    let contexts = Contexts::read(name).contexts;
    match (contexts.first().map(String::as_str), reason) {
        (Some("build.reason"), reason) if !reason.is_empty() => Value::Text(reason.to_owned()),
        // The number is that of the pull request: no condition names it.
        (Some("build.sourcebranch"), "PullRequest") => Value::Text("refs/pull/0/merge".to_owned()),
        (Some("build.sourcebranchname"), "PullRequest") => Value::Text("merge".to_owned()),
        // It is told only in a pull request.
        (Some("system.pullrequest.pullrequestid"), "IndividualCI" | "BatchedCI" | "Schedule") => {
            Value::Null
        }
        _ => Value::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_keeps_out_the_runs_in_which_it_is_false() {
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
            (Some("false"), false, false),
            (Some("always()"), true, true),
        ] {
            assert_eq!(may_run(condition, "pull_request", true), pull, "{condition:?}");
            assert_eq!(may_run(condition, "push", true), push, "{condition:?}");
        }
        assert!(!may_run(None, "push", false));
        assert!(!may_run(Some("and(succeeded(), true)"), "push", false));
        assert!(may_run(Some("always()"), "push", false));
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
        settle(&[trigger("push"), trigger("pull_request")], &mut jobs);
        let events = |job: &Job| {
            let list = job.triggers.as_ref()?;
            Some(list.iter().map(|trigger| trigger.event.clone()).collect::<Vec<_>>())
        };
        let told: Vec<_> = jobs.iter().map(events).collect();
        let push = Some(vec!["push".to_owned()]);
        assert_eq!(told, [None, push.clone(), push, None]);
    }
}
