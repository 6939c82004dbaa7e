//! What steps restore, save, hand on and take.

use super::*;
use crate::collect::github::caches;
use crate::facts::{Package, PackageManager};

/// The caches of a job with these steps: tool, whether it restores and whether it saves.
fn caches_of(steps: &str) -> Vec<Value> {
    let found = job(&format!("    runs-on: x\n    steps:\n{steps}"));
    rows_of(&found["caches"])
}

fn rows_of(caches: &Value) -> Vec<Value> {
    let list = caches.as_array().cloned().unwrap_or_default();
    list.iter().map(|next| json!([next["tool"], next["restores"], next["saves"]])).collect()
}

#[test]
fn actions_cache_is_told_whole() {
    let found = job(
        "    runs-on: x\n    steps:\n      - uses: actions/cache@v4\n        with:\n          key: npm-${{ hashFiles('a') }}\n          path: |\n            ~/.npm\n            dist\n          restore-keys: npm-\n",
    );
    assert_eq!(
        found["caches"],
        json!([{
            "at": format!("{FILE}#/jobs/a/steps/0"),
            "step": 0,
            "tool": "actions/cache",
            "key": "npm-${{ hashFiles('a') }}",
            "fallbacks": ["npm-"],
            "paths": ["~/.npm", "dist"],
            "restores": true,
            "saves": true,
        }])
    );
}

#[test]
fn the_parts_of_actions_cache() {
    assert_eq!(
        caches_of(
            "      - uses: actions/cache/restore@v4\n      - uses: actions/cache/save@v4\n      - {uses: actions/cache@v4, with: {lookup-only: true}}\n      - {uses: actions/cache@v4, if: false}\n"
        ),
        [
            json!(["actions/cache", true, false]),
            json!(["actions/cache", false, true]),
            json!(["actions/cache", false, true]),
        ]
    );
}

#[test]
fn inputs_switch_caches() {
    let node = "actions/setup-node";
    for (step, expected) in [
        ("uses: actions/setup-node@v4", None),
        ("uses: actions/setup-node@v4, with: {cache: npm}", Some(json!([node, true, true]))),
        ("uses: actions/setup-node@v4, with: {cache: ''}", None),
        (
            "uses: actions/setup-node@v4, with: {cache: '${{ inputs.x }}'}",
            Some(json!([node, null, null])),
        ),
        ("uses: actions/setup-node@v6", Some(json!([node, null, null]))),
        ("uses: actions/setup-node@v6, with: {package-manager-cache: false}", None),
        (
            "uses: actions/setup-node@v6, with: {package-manager-cache: false, cache: npm}",
            Some(json!([node, true, true])),
        ),
        ("uses: actions/setup-go@v5", Some(json!(["actions/setup-go", true, true]))),
        ("uses: actions/setup-go@v3", None),
        ("uses: actions/setup-go@v5, with: {cache: false}", None),
        ("uses: astral-sh/setup-uv@v6", Some(json!(["astral-sh/setup-uv", null, null]))),
        (
            "uses: astral-sh/setup-uv@v6, with: {enable-cache: true, restore-cache: false}",
            Some(json!(["astral-sh/setup-uv", false, true])),
        ),
        (
            "uses: Swatinem/rust-cache@v2, with: {save-if: false}",
            Some(json!(["swatinem/rust-cache", true, false])),
        ),
        ("uses: gradle/actions/setup-gradle@v4", Some(json!(["gradle/actions", true, true]))),
        ("uses: gradle/actions/setup-gradle@v4, with: {cache-disabled: true}", None),
        ("uses: gradle/actions/wrapper-validation@v4", None),
        ("uses: oven-sh/setup-bun@v2", Some(json!(["oven-sh/setup-bun", true, true]))),
        ("uses: oven-sh/setup-bun@v2, with: {no-cache: true}", None),
        (
            "uses: docker/build-push-action@v6, with: {cache-from: 'type=gha'}",
            Some(json!(["docker/build-push-action", true, false])),
        ),
        ("uses: docker/build-push-action@v6, with: {cache-from: 'type=registry'}", None),
        ("uses: acme/cached@v1, with: {cache: npm}", None),
    ] {
        let found = caches_of(&format!("      - {{{step}}}\n"));
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{step}");
    }
}

#[test]
fn cache_mode_decides() {
    for (mode, restores, saves) in [
        ("none", json!(false), json!(false)),
        ("write-only", json!(false), json!(true)),
        ("read", json!(true), json!(false)),
        ("write", json!(true), json!(true)),
        ("${{ inputs.mode }}", Value::Null, Value::Null),
    ] {
        let text = format!(
            "    runs-on: x\n    cache-mode: {mode}\n    steps: [uses: actions/cache@v4]\n"
        );
        assert_eq!(rows_of(&job(&text)["caches"]), [json!(["actions/cache", restores, saves])]);
    }
}

#[test]
fn setup_node_looks_into_the_manifest() {
    for (version, manager, expected) in [
        ("v5", Some("pnpm"), vec![json!([true, true])]),
        ("v6", Some("npm"), vec![json!([true, true])]),
        ("v6", Some("pnpm"), vec![]),
        ("v6", None, vec![]),
        ("0123456789012345678901234567890123456789", Some("npm"), vec![json!([null, null])]),
        (
            "0123456789012345678901234567890123456789 # v6.1.0",
            Some("npm"),
            vec![json!([true, true])],
        ),
    ] {
        let text = format!(
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/setup-node@{version}\n"
        );
        let mut pipelines = vec![read(&text).0];
        let manager = manager.map(|name| PackageManager {
            at: "package.json#/packageManager".to_owned(),
            name: name.to_owned(),
            version: "11.0.0".to_owned(),
            hash: None,
        });
        let root =
            Package { directory: ".".to_owned(), package_manager: manager, ..Package::default() };
        caches::settle(&mut pipelines, &[root]);
        let found = serde_json::to_value(&pipelines[0].jobs[0]).unwrap();
        let list = found["caches"].as_array().cloned().unwrap_or_default();
        let told: Vec<_> =
            list.iter().map(|next| json!([next["restores"], next["saves"]])).collect();
        assert_eq!(told, expected, "{version}");
    }
}

#[test]
fn artifacts_are_handed_on_and_taken() {
    let found = job(
        "    runs-on: x\n    steps:\n      - {uses: actions/upload-artifact@v4, with: {path: dist}}\n      - {uses: actions/download-artifact@v4, with: {name: dist, path: in}}\n      - {uses: actions/download-artifact@v4, with: {run-id: '${{ github.event.workflow_run.id }}'}}\n      - {uses: actions/download-artifact@v4, with: {run-id: '${{ github.run_id }}'}}\n      - {uses: dawidd6/action-download-artifact@v6}\n      - {uses: actions/github-script@v7, with: {script: 'github.rest.actions.downloadArtifact({})'}}\n      - {uses: actions/github-script@v7, with: {script: 'core.info(1)'}}\n",
    );
    let list = found["artifacts"].as_array().unwrap();
    let told: Vec<_> = list
        .iter()
        .map(|next| {
            json!([next["step"], next["direction"], next["name"], next["paths"], next["other_run"]])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!([0, "upload", "artifact", ["dist"], null]),
            json!([1, "download", "dist", ["in"], false]),
            json!([2, "download", null, null, true]),
            json!([3, "download", null, null, false]),
            json!([4, "download", null, null, true]),
            json!([5, "download", null, null, null]),
        ]
    );
}

#[test]
fn what_never_runs_does_nothing() {
    let text = "    runs-on: x\n    if: false\n    steps:\n      - uses: actions/cache@v4\n      - uses: actions/upload-artifact@v4\n";
    let found = job(text);
    assert_eq!(
        (&found["if_is"], &found["caches"], &found["artifacts"]),
        (&json!(false), &Value::Null, &Value::Null)
    );
}
