//! What a file takes from others.

use super::*;

const MISSING: [&str; 4] =
    ["pipelines[*].jobs", "pipelines[*].env", "pipelines[*].secrets", "pipelines[*].triggers"];

#[test]
fn local_files_are_part_of_the_pipeline_and_keep_their_places() {
    let files = [
        (
            FILE,
            "include: [/ci/build.yml, {local: ci/release.yml, rules: [{if: $CI_COMMIT_TAG}]}]\n\
            variables: {A: main}\nbuild: {image: node:22}\n",
        ),
        (
            "ci/build.yml",
            "include: {local: ci/base.yml}\nbuild:\n  extends: .base\n  script: npm ci\n  image: node:20\n",
        ),
        ("ci/base.yml", ".base: {tags: [docker]}\nvariables: {A: base, B: base}\n"),
        ("ci/release.yml", "release:\n  stage: deploy\n  script: npm publish\n"),
    ];
    let found = all(&files).remove(0);
    let build = job(&found, "build");
    // The last word is that of the file which includes.
    assert_eq!(build["at"], ".gitlab-ci.yml#/build");
    assert_eq!(build["images"][0]["at"], ".gitlab-ci.yml#/build/image");
    assert_eq!(build["runner"]["at"], "ci/base.yml#/.base/tags");
    assert_eq!(commands(&files, build), ["npm ci"]);
    assert_eq!(job(&found, "release")["at"], "ci/release.yml#/release");
    assert_eq!(
        job(&found, "release")["publishes"][0]["at"],
        "ci/release.yml#/release/script;char=0,11"
    );
    assert_eq!(job(&found, "release")["needs"], json!(["build"]));
    let env: Vec<_> =
        found["env"].as_array().unwrap().iter().map(|next| (&next["at"], &next["value"])).collect();
    assert_eq!(
        serde_json::to_value(env).unwrap(),
        json!([[".gitlab-ci.yml#/variables/A", "main"], ["ci/base.yml#/variables/B", "base"]])
    );
    let includes: Vec<_> = found["includes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|next| (&next["at"], &next["uses"]["path"], &next["read"]))
        .collect();
    assert_eq!(
        serde_json::to_value(includes).unwrap(),
        json!([
            [".gitlab-ci.yml#/include/0", "ci/build.yml", true],
            [".gitlab-ci.yml#/include/1/local", "ci/release.yml", true],
            ["ci/build.yml#/include/local", "ci/base.yml", true],
        ])
    );
    assert_eq!(found["file"], FILE);
}

#[test]
fn patterns_name_files() {
    let files = [
        (FILE, "include: {local: 'ci/**.yml'}\n"),
        ("ci/a.yml", "a: {script: x}\n"),
        ("ci/b/b.yml", "b: {script: x}\n"),
        ("other/c.yml", "c: {script: x}\n"),
    ];
    let found = all(&files).remove(0);
    let ids: Vec<_> = found["jobs"].as_array().unwrap().iter().map(|job| &job["id"]).collect();
    assert_eq!(serde_json::to_value(ids).unwrap(), json!(["a", "b"]));
    assert_eq!(found["includes"][0]["read"], true);
}

/// What one include uses, without its place.
fn uses(include: &str) -> Value {
    let text = format!("include:\n  - {include}\na: {{script: x}}\n");
    let (pipelines, problems) = read(&[(FILE, &text)]);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].facts, MISSING);
    assert_eq!(pipelines[0].includes.len(), 1);
    assert!(!pipelines[0].includes[0].read);
    assert_eq!(pipelines[0].includes[0].at, problems[0].at);
    let mut uses = serde_json::to_value(&pipelines[0].includes[0].uses).unwrap();
    uses.as_object_mut().unwrap().retain(|key, _| key != "at");
    uses
}

#[test]
fn what_stands_elsewhere_is_told_with_its_pin() {
    let commit = "11bd71901bbe5b1630ceea73d27597364c9af683";
    assert_eq!(
        uses(&format!("{{project: Acme/ci/templates, ref: {commit}, file: /node.yml}}")),
        json!({"text": "Acme/ci/templates", "kind": "template", "owner": "Acme/ci", "name": "templates",
            "action": "acme/ci/templates", "path": "node.yml", "pin": {"kind": "digest", "ref": commit}})
    );
    assert_eq!(uses("{project: acme/ci, file: a.yml}")["pin"], json!({"kind": "none"}));
    assert_eq!(uses("{project: acme/ci, ref: main, file: a.yml}")["pin"]["kind"], "name");
    assert_eq!(uses("{project: acme/ci, ref: $REF, file: a.yml}")["kind"], "other");
    assert_eq!(
        uses("https://ci.example/a.yml"),
        json!({"text": "https://ci.example/a.yml", "kind": "template", "pin": {"kind": "none"}})
    );
    assert_eq!(
        uses(
            "{remote: 'https://ci.example/a.yml', integrity: sha256-L3/GAoKaw0Arw6hDCKeKQlV1QPEgHYxGBHsH4zG1IY8=}"
        )["pin"],
        json!({"kind": "digest", "ref": "sha256-L3/GAoKaw0Arw6hDCKeKQlV1QPEgHYxGBHsH4zG1IY8="})
    );
    assert_eq!(
        uses("{template: Security/SAST.gitlab-ci.yml}"),
        json!({"text": "Security/SAST.gitlab-ci.yml", "kind": "template", "pin": {"kind": "none"}})
    );
    assert_eq!(
        uses("{component: $CI_SERVER_FQDN/acme/tools/npm@1.2.0} "),
        json!({"text": "$CI_SERVER_FQDN/acme/tools/npm@1.2.0", "kind": "component", "owner": "acme",
            "name": "tools", "action": "acme/tools", "path": "npm",
            "pin": {"kind": "version", "ref": "1.2.0"}})
    );
    assert_eq!(uses("{component: gitlab.example/a/b/c@~latest}")["pin"]["kind"], "name");
    assert_eq!(uses("{local: '/ci/$CI_COMMIT_BRANCH.yml'}")["kind"], "other");
}

#[test]
fn several_files_of_a_project_are_several() {
    let text = "include:\n  project: acme/ci\n  ref: v1 # pinned\n  file: [a.yml, b.yml]\na: {script: x}\n";
    let (pipelines, problems) = read(&[(FILE, text)]);
    let paths: Vec<_> =
        pipelines[0].includes.iter().map(|next| next.uses.path.as_deref().unwrap()).collect();
    assert_eq!(paths, ["a.yml", "b.yml"]);
    assert_eq!(pipelines[0].includes[1].uses.pin.comment.as_deref(), Some("pinned"));
    assert_eq!(problems.len(), 2);
}

#[test]
fn what_is_not_there_is_a_problem() {
    let files = [
        (FILE, "include: [ci/gone.yml, ../out.yml, {what: x}, ci/bad.yml]\na: {script: x}\n"),
        ("ci/bad.yml", "a: [\n"),
    ];
    let found = problems(&files);
    let rows: Vec<_> = found.iter().map(|row| (&row[0], &row[1])).collect();
    assert_eq!(
        serde_json::to_value(rows).unwrap(),
        json!([
            [".gitlab-ci.yml#/include/2", "unexpected"],
            [".gitlab-ci.yml#/include/0", "unexpected"],
            [".gitlab-ci.yml#/include/1", "unsupported"],
            ["ci/bad.yml#line=1", "malformed"],
        ])
    );
    assert!(found.iter().all(|row| row[2] == json!(MISSING)), "{found:?}");
    assert_eq!(found[1][3], "`ci/gone.yml` is named here, and is not in the repository");
    let (pipelines, _) = read(&files);
    assert_eq!(pipelines[0].jobs.len(), 1);
    assert_eq!(pipelines[0].includes.iter().map(|next| next.read).collect::<Vec<_>>(), [false; 3]);
}
