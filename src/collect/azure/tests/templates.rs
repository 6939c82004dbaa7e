//! Templates: of steps, jobs, stages and variables, with parameters; what is not read.

use super::*;

#[test]
fn steps_of_a_template_stand_in_the_job_with_their_own_places() {
    let files = [
        (
            FILE,
            "pool: {vmImage: ubuntu-latest}\nsteps:\n- script: a\n- template: ci/steps.yml\n  parameters: {script: build, tag: next}\n- script: z\n",
        ),
        (
            "ci/steps.yml",
            "parameters:\n- name: script\n- name: tag\n  default: latest\n- name: folder\n  default: web\nsteps:\n- script: npm run ${{ parameters.script }} -- ${{ parameters.other }}\n  workingDirectory: ${{ parameters.folder }}\n- bash: npm publish --tag ${{ parameters.tag }}\n",
        ),
    ];
    let found = facts_of(&files);
    let job = &found["jobs"][0];
    assert_eq!(
        each(&job["steps"], "run"),
        ["a", "npm run build -- ${{ parameters.other }}", "npm publish --tag next", "z"]
    );
    assert_eq!(each(&job["steps"], "index"), [0, 1, 2, 3]);
    assert_eq!(job["steps"][1]["at"], "ci/steps.yml#/steps/0");
    assert_eq!(job["steps"][1]["working_directory"], "web");
    let publish = &job["publishes"][0];
    assert_eq!(publish["tag"], "next");
    assert_eq!(
        marked(&files, publish["at"].as_str().unwrap()),
        "npm publish --tag ${{ parameters.tag }}"
    );
    // What is filled in is no expression any more.
    let expressions = each(&job["steps"][1]["expressions"], "contexts");
    assert_eq!(expressions, [json!(["parameters.other"])]);
    assert_eq!(
        marked(&files, job["steps"][1]["expressions"][0]["at"].as_str().unwrap()),
        "${{ parameters.other }}"
    );
    assert_eq!(
        found["includes"],
        json!([{"at": "azure-pipelines.yml#/steps/1/template", "read": true,
            "uses": {"at": "azure-pipelines.yml#/steps/1/template", "text": "ci/steps.yml",
                "kind": "local", "path": "ci/steps.yml", "pin": {"kind": "local"}}}])
    );
}

#[test]
fn lists_are_handed_on_through_parameters() {
    let files = [
        (
            "ci/azure-pipelines.yml",
            "pool: {vmImage: ubuntu-latest}\nextends:\n  template: /base.yml\n  parameters:\n    buildSteps:\n    - script: npm ci\n    - template: pack.yml\n",
        ),
        (
            "base.yml",
            "parameters:\n- {name: buildSteps, type: stepList, default: []}\nstages:\n- stage: Safe\n  jobs:\n  - job: build\n    steps:\n    - script: before\n    - ${{ parameters.buildSteps }}\n    - ${{ each step in parameters.buildSteps }}:\n      - ${{ step }}\n  - job: copied\n    steps: ${{ parameters.buildSteps }}\n",
        ),
        ("ci/pack.yml", "steps:\n- script: npm pack\n"),
    ];
    let found = facts_of(&files);
    let runs: Vec<_> =
        found["jobs"].as_array().unwrap().iter().map(|job| each(&job["steps"], "run")).collect();
    assert_eq!(
        runs,
        [vec!["before", "npm ci", "npm pack", "npm ci", "npm pack"], vec!["npm ci", "npm pack"]]
    );
    let places = each(&found["jobs"][1]["steps"], "at");
    assert_eq!(
        places,
        ["ci/azure-pipelines.yml#/extends/parameters/buildSteps/0", "ci/pack.yml#/steps/0"]
    );
    assert_eq!(found["jobs"][0]["runner"]["labels"], json!(["ubuntu-latest"]));
}

#[test]
fn jobs_stages_and_variables_come_from_templates() {
    let files = [
        (
            FILE,
            "variables:\n- template: vars.yml\nstages:\n- template: stages.yml\n  parameters: {name: Release, images: [ubuntu-latest, windows-latest]}\n",
        ),
        ("vars.yml", "variables:\n- {name: tag, value: next}\n- group: secrets\n"),
        (
            "stages.yml",
            "parameters: {name: '', images: []}\nstages:\n- stage: ${{ parameters.name }}\n  jobs:\n  - ${{ each image in parameters.images }}:\n    - job: b_${{ image }}\n      pool: {vmImage: '${{ image }}'}\n      steps:\n      - script: npm dist-tag ls --tag ${{ variables.tag }}\n",
        ),
    ];
    let found = facts_of(&files);
    assert_eq!(each(&found["jobs"], "id"), ["Release.b_ubuntu-latest", "Release.b_windows-latest"]);
    let first = |index: usize, key: &str| found["jobs"][index]["steps"][0][key].clone();
    assert_eq!([first(0, "shell"), first(1, "shell")], ["bash", "cmd"]);
    assert_eq!(first(0, "run"), "npm dist-tag ls --tag next");
    assert_eq!(found["env"][0]["at"], "vars.yml#/variables/0/value");
    assert_eq!(
        found["jobs"][0]["secret_groups"],
        json!([{"at": "vars.yml#/variables/1/group", "name": "secrets"}])
    );
}

#[test]
fn members_are_copied_pair_by_pair() {
    let files = [
        (
            FILE,
            "jobs:\n- template: wrap.yml\n  parameters:\n    jobs:\n    - job: a\n      displayName: first\n      steps: [{script: own}]\n",
        ),
        (
            "wrap.yml",
            "parameters: {jobs: []}\njobs:\n- ${{ each job in parameters.jobs }}:\n  - ${{ each pair in job }}:\n      ${{ if ne(pair.key, 'steps') }}:\n        ${{ pair.key }}: ${{ pair.value }}\n    steps:\n    - script: before\n    - ${{ job.steps }}\n",
        ),
    ];
    let job = &facts_of(&files)["jobs"][0];
    assert_eq!(json!([job["id"], job["name"]]), json!(["a", "first"]));
    assert_eq!(each(&job["steps"], "run"), ["before", "own"]);
}

#[test]
fn a_template_of_another_repository_is_a_problem_and_an_include() {
    let text = "
resources:
  repositories:
  - repository: shared
    type: github
    name: Acme/Pipelines
    ref: refs/heads/main # moves
extends:
  template: v1/base.yml@shared
  parameters:
    stages:
    - stage: Build
      jobs:
      - job: build
        steps: [{script: npm ci}]
    other: {publishSteps: [{bash: npm publish}]}
";
    let (pipeline, problems) = read(text);
    assert_eq!(
        rows(problems),
        [json!([
            "azure-pipelines.yml#/extends/template",
            "unsupported",
            ["pipelines[*].jobs"],
            "the template v1/base.yml stands in another repository, `shared`"
        ])]
    );
    assert_eq!(
        serde_json::to_value(&pipeline.includes).unwrap(),
        json!([{"at": "azure-pipelines.yml#/extends/template", "read": false,
            "uses": {"at": "azure-pipelines.yml#/extends/template", "kind": "template",
                "text": "v1/base.yml@shared", "owner": "Acme", "name": "Pipelines",
                "action": "acme/pipelines", "path": "v1/base.yml",
                "pin": {"kind": "name", "ref": "refs/heads/main", "comment": "moves"}}}])
    );
    // What is handed to it is read.
    let ids: Vec<_> = pipeline.jobs.iter().map(|job| job.id.as_str()).collect();
    assert_eq!(ids, ["Build.build", "Stage2.other.publishSteps"]);
    assert_eq!(pipeline.jobs[1].publishes.len(), 1);
}

#[test]
fn templates_that_cannot_be_read_are_told() {
    let cases = [
        (
            "gone.yml",
            "unreadable",
            "the template gone.yml: there is no such file in this repository",
        ),
        (
            "odd.yml",
            "unexpected",
            "the template odd.yml: a template must be a mapping, and is a list",
        ),
        ("${{ parameters.x }}", "unsupported", "only a run can tell which template is put in here"),
        ("../out.yml", "unsupported", "only a run can tell which template is put in here"),
    ];
    for (path, kind, reason) in cases {
        let text = format!("jobs:\n- job: a\n  steps:\n  - template: {path}\n");
        let (pipeline, problems) = read_all(&[(FILE, &text), ("odd.yml", "- a\n")]);
        assert!(!pipeline.includes[0].read);
        let row = &rows(problems)[0];
        assert_eq!(
            json!([row[0], row[1], row[3]]),
            json!(["azure-pipelines.yml#/jobs/0/steps/0/template", kind, reason])
        );
        assert_eq!(row[2][0], "pipelines[*].jobs[*].steps");
        assert!(row[2].as_array().unwrap().contains(&json!("pipelines[*].jobs[*].publishes")));
    }
}

#[test]
fn a_template_of_another_kind_is_told() {
    let files = [
        (FILE, "jobs:\n- job: a\n  steps:\n  - template: jobs.yml\n"),
        ("jobs.yml", "jobs:\n- job: b\n  steps: [{script: npm publish}]\n"),
    ];
    let (_, problems) = read_all(&files);
    assert_eq!(rows(problems)[0][3], "a template that is put in here must have `steps`");
}
