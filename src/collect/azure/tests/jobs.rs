//! Stages, jobs and deployments: order, machines, images, environments.

use super::*;

#[test]
fn stages_wait_for_the_one_before_and_jobs_for_those_they_name() {
    let text = "
stages:
- stage: Build
  jobs:
  - job: lint
    steps: [{script: a}]
  - job: test
    dependsOn: lint
    steps: [{script: a}]
- stage: Docs
  dependsOn: []
  jobs:
  - job:
    steps: [{script: a}]
- stage: Publish
  dependsOn: [Build]
  jobs:
  - deployment: npm
    environment: {name: npm, resourceType: VirtualMachine}
    strategy: {runOnce: {deploy: {steps: [{script: a}]}}}
- stage: After
  jobs:
  - job: notify
    steps: [{script: a}]
";
    let found = facts(text);
    let jobs = &found["jobs"];
    assert_eq!(
        each(jobs, "id"),
        ["Build.lint", "Build.test", "Docs.Job", "Publish.npm", "After.notify"]
    );
    assert_eq!(
        each(jobs, "needs"),
        [
            json!([]),
            json!(["Build.lint"]),
            json!([]),
            json!(["Build.lint", "Build.test"]),
            json!(["Publish.npm"])
        ]
    );
    assert_eq!(
        jobs[3]["environment"],
        json!({"at": "azure-pipelines.yml#/stages/2/jobs/0/environment", "name": "npm"})
    );
    assert_eq!(
        jobs[3]["steps"][0]["at"],
        "azure-pipelines.yml#/stages/2/jobs/0/strategy/runOnce/deploy/steps/0"
    );
    assert_eq!(
        jobs[0]["permissions"],
        json!({"source": "default", "known": false, "form": "scopes", "scopes": {}})
    );
}

#[test]
fn a_deployment_runs_its_hooks_in_order() {
    let text = "
jobs:
- deployment: web
  environment: production.web
  strategy:
    canary:
      increments: [10]
      on: {failure: {steps: [{script: e}]}, success: {steps: [{script: f}]}}
      postRouteTraffic: {steps: [{script: d}]}
      preDeploy: {steps: [{script: a}]}
      routeTraffic: {steps: [{script: c}]}
      deploy: {steps: [{script: b}]}
";
    let job = &facts(text)["jobs"][0];
    assert_eq!(each(&job["steps"], "run"), ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(job["environment"]["name"], "production.web");
    // All artifacts of the run are there before the first step; the repository is not.
    assert_eq!(
        job["artifacts"],
        json!([{"at": "azure-pipelines.yml#/jobs/0", "direction": "download", "other_run": false}])
    );
    assert_eq!(job["steps"][0].get("working_directory"), None);
}

#[test]
fn pools_tell_machine_and_shell() {
    let of = |pool: &str| {
        let text = format!(
            "variables: {{image: windows-2022}}\njobs:\n- job: a\n  {pool}\n  steps: [{{script: a}}]"
        );
        let job = facts(&text)["jobs"][0].clone();
        (job["runner"].clone(), job["steps"][0].get("shell").cloned())
    };
    let at = "azure-pipelines.yml#/jobs/0/pool";
    for (pool, runner, shell) in [
        (
            "pool: {vmImage: ubuntu-latest}",
            json!({"at": at, "labels": ["ubuntu-latest"], "kind": "hosted"}),
            Some(json!("bash")),
        ),
        (
            "pool: {vmImage: $(image)}",
            json!({"at": at, "labels": ["$(image)"], "kind": "hosted"}),
            Some(json!("cmd")),
        ),
        (
            "pool: {vmImage: $(os)}\n  strategy: {matrix: {a: {os: macOS-latest}, b: {os: windows-latest}}}",
            json!({"at": at, "labels": ["$(os)"], "kind": "hosted"}),
            None,
        ),
        (
            "pool: Default",
            json!({"at": at, "labels": [], "group": "Default", "kind": "self_hosted"}),
            None,
        ),
        (
            "pool: {name: Acme, demands: npm}",
            json!({"at": at, "labels": [], "group": "Acme", "kind": "unknown"}),
            None,
        ),
        (
            "pool: {name: Acme, image: x, os: windows}",
            json!({"at": at, "labels": [], "group": "Acme", "kind": "unknown"}),
            Some(json!("cmd")),
        ),
        (
            "pool: {name: Azure Pipelines, vmImage: windows-latest}",
            json!({"at": at, "labels": ["windows-latest"], "group": "Azure Pipelines",
                "kind": "hosted"}),
            Some(json!("cmd")),
        ),
        (
            "displayName: x",
            json!({"at": "azure-pipelines.yml#/jobs/0", "labels": [], "kind": "unknown"}),
            None,
        ),
    ] {
        assert_eq!(of(pool), (runner, shell), "{pool}");
    }
}

#[test]
fn the_nearest_pool_decides() {
    let text = "
pool: {vmImage: ubuntu-latest}
stages:
- stage: A
  pool: {vmImage: windows-latest}
  jobs:
  - {job: a, steps: [{script: a}]}
  - {job: b, pool: {vmImage: macOS-latest}, steps: [{script: a}]}
- stage: B
  jobs:
  - {job: c, steps: [{script: a}]}
";
    let labels: Vec<_> = each(&facts(text)["jobs"], "runner");
    let labels: Vec<_> = labels.iter().map(|runner| runner["labels"][0].clone()).collect();
    assert_eq!(labels, ["windows-latest", "macOS-latest", "ubuntu-latest"]);
}

#[test]
fn images_have_their_own_name_or_one_of_the_resources() {
    let text = "
resources:
  containers:
  - container: build
    image: registry.example/build:1.4 # pinned soon
    endpoint: registry connection
jobs:
- job: a
  container: build
  services: {db: postgres:16}
  steps: [{script: a}]
- job: b
  container: {image: node:22-alpine}
  steps: [{script: a}]
";
    let found = facts(text);
    assert_eq!(
        found["jobs"][0]["images"],
        json!([
            {"at": "azure-pipelines.yml#/resources/containers/0/image", "role": "container",
                "uses": {"at": "azure-pipelines.yml#/resources/containers/0/image",
                    "text": "registry.example/build:1.4", "kind": "docker",
                    "name": "registry.example/build",
                    "pin": {"kind": "version", "ref": "1.4", "comment": "pinned soon"}}},
            {"at": "azure-pipelines.yml#/jobs/0/services/db", "role": "db",
                "uses": {"at": "azure-pipelines.yml#/jobs/0/services/db", "text": "postgres:16",
                    "kind": "docker", "name": "postgres",
                    "pin": {"kind": "version", "ref": "16"}}},
        ])
    );
    assert_eq!(
        found["jobs"][0]["secret_groups"],
        json!([{"at": "azure-pipelines.yml#/resources/containers/0/endpoint",
            "name": "registry connection"}])
    );
    assert_eq!(found["jobs"][1]["images"][0]["uses"]["pin"]["ref"], "22-alpine");
    assert_eq!(found["jobs"][1]["steps"][0]["shell"], "bash");
}

#[test]
fn people_are_asked_by_a_stage_and_by_a_job() {
    let text = "
stages:
- stage: Build
  jobs:
  - {job: build, steps: [{script: a}]}
  - job: ask
    pool: server
    dependsOn: build
    steps: [{task: ManualValidation@1, inputs: {notifyUsers: ''}}]
  - {job: pack, dependsOn: ask, steps: [{script: a}]}
- stage: Publish
  trigger: manual
  dependsOn: []
  jobs:
  - {job: publish, steps: [{script: a}]}
- stage: After
  jobs:
  - {job: after, steps: [{script: a}]}
";
    let found = facts(text);
    let manual: Vec<_> = found["jobs"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|job| job.get("manual") == Some(&json!(true)))
        .map(|job| job["id"].clone())
        .collect();
    assert_eq!(manual, ["Build.pack", "Publish.publish", "After.after"]);
}

#[test]
fn a_checkout_says_where_scripts_start() {
    let folder = |checkouts: &str| {
        let text = format!("steps:\n{checkouts}- script: a\n");
        let steps = facts(&text)["jobs"][0]["steps"].clone();
        steps.as_array().unwrap().last().unwrap().get("working_directory").cloned()
    };
    assert_eq!(folder(""), Some(json!(".")));
    assert_eq!(folder("- checkout: self\n"), Some(json!(".")));
    assert_eq!(folder("- checkout: none\n"), None);
    assert_eq!(folder("- {checkout: self, path: s/x}\n"), None);
    assert_eq!(folder("- checkout: self\n- checkout: git://Acme/Tools\n"), None);
}
