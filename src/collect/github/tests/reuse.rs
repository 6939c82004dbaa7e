//! Workflows that call workflows: triggers and permissions of the called ones.

use super::*;
use crate::collect::github::reuse;
use crate::facts::{Job, ProblemKind};

const CALLED: &str = "on: workflow_call\njobs: {b: {runs-on: x, steps: []}}\n";

fn connected(files: &[(&str, &str)]) -> (Vec<Pipeline>, Vec<Problem>) {
    let mut pipelines: Vec<_> = files
        .iter()
        .map(|(name, text)| {
            let options = Options { text, commands: false, parser: &stand_in::parse };
            workflow(&format!(".github/workflows/{name}.yml"), &document(text), &options).0
        })
        .collect();
    let problems = reuse::connect(&mut pipelines);
    (pipelines, problems)
}

fn caller(on: &str, extra: &str) -> String {
    format!("on: {on}\njobs:\n  c:\n    uses: ./.github/workflows/called.yml\n{extra}")
}

/// Event and way of each trigger of a job.
fn triggers(job: &Job) -> Vec<String> {
    let triggers = job.triggers.as_ref().unwrap();
    triggers.iter().map(|next| format!("{} {}", next.event, next.through.join(" "))).collect()
}

#[test]
fn a_called_workflow_has_the_triggers_of_its_callers() {
    let first = caller("[push, workflow_dispatch]", "");
    let second = caller("workflow_call", "").replace("called.yml", "first.yml");
    let outer = caller("pull_request_target", "").replace("called.yml", "second.yml");
    let first = first.replace("workflow_dispatch", "workflow_call");
    let (pipelines, problems) =
        connected(&[("called", CALLED), ("first", &first), ("second", &second), ("outer", &outer)]);
    assert_eq!(problems, []);
    let at = |name: &str| format!(".github/workflows/{name}.yml#/jobs/c");
    assert_eq!(
        triggers(&pipelines[0].jobs[0]),
        [
            format!("push {}", at("first")),
            format!("pull_request_target {} {} {}", at("first"), at("second"), at("outer")),
        ]
    );
    let call = pipelines[1].jobs[0].calls.as_ref().unwrap();
    assert_eq!(call.pipeline.as_deref(), Some(".github/workflows/called.yml"));
    assert_eq!(pipelines[3].jobs[0].triggers, None);
}

#[test]
fn its_own_events_stay() {
    let called = CALLED.replace("workflow_call", "[workflow_call, schedule]");
    let (pipelines, _) = connected(&[("called", &called), ("a", &caller("push", ""))]);
    assert_eq!(
        triggers(&pipelines[0].jobs[0]),
        ["schedule ", "push .github/workflows/a.yml#/jobs/c"]
    );
}

#[test]
fn without_a_caller_nothing_is_added() {
    let never = caller("push", "    if: false\n");
    let (pipelines, _) = connected(&[("called", CALLED), ("a", &never)]);
    assert_eq!(pipelines[0].jobs[0].triggers, None);
    let remote = caller("push", "").replace("./.github", "acme/flows/.github");
    let (pipelines, _) = connected(&[("called", CALLED), ("a", &remote)]);
    assert_eq!(
        (&pipelines[0].jobs[0].triggers, &pipelines[1].jobs[0].calls.as_ref().unwrap().pipeline),
        (&None, &None)
    );
}

/// What the job of the called workflow may do, as JSON.
fn allowed(called: &str, callers: &[&str]) -> Value {
    let names = ["a", "b"];
    let mut files = vec![("called", called)];
    files.extend(names.into_iter().zip(callers.iter().copied()));
    let (pipelines, _) = connected(&files);
    let job = serde_json::to_value(&pipelines[0].jobs[0]).unwrap();
    json!([job["permissions"]["source"], job["permissions"]["known"], job["permissions"]["scopes"]])
}

#[test]
fn callers_decide_what_it_may_do() {
    let reads = caller("push", "    permissions: {contents: read}\n");
    let writes = caller("push", "    permissions: {contents: write, id-token: write}\n");
    let open = caller("push", "");
    let both = json!({"contents": "write", "id-token": "write"});
    assert_eq!(allowed(CALLED, &[&reads]), json!(["caller", true, {"contents": "read"}]));
    assert_eq!(allowed(CALLED, &[&reads, &writes]), json!(["caller", true, both]));
    assert_eq!(allowed(CALLED, &[&reads, &open]), json!(["default", false, {}]));
    let own = CALLED.replace("runs-on: x", "runs-on: x, permissions: {}");
    assert_eq!(allowed(&own, &[&writes]), json!(["job", true, {}]));
    let started = CALLED.replace("workflow_call", "[workflow_call, push]");
    assert_eq!(allowed(&started, &[&writes]), json!(["default", false, {}]));
}

#[test]
fn circles_and_crowds_are_bounded() {
    let itself = caller("[workflow_call, push]", "");
    let (pipelines, problems) = connected(&[("called", &itself)]);
    assert_eq!((triggers(&pipelines[0].jobs[0]).len(), problems.len()), (2, 0));
    let mut crowd = "on: push\njobs:\n".to_owned();
    for index in 0..200 {
        crowd.push_str(&format!("  c{index}: {{uses: ./.github/workflows/called.yml}}\n"));
    }
    let (_, problems) = connected(&[("called", CALLED), ("a", &crowd)]);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].kind, ProblemKind::TooLarge);
}
