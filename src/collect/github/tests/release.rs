//! Release workflows as they are written in the wild.

use super::*;

const RELEASE: &str = r#"name: Release
on:
  push:
    branches: [main]
permissions:
  contents: read
env:
  NPM_CONFIG_PROVENANCE: "true"
jobs:
  release:
    if: github.repository_owner == 'acme'
    runs-on: ubuntu-latest
    environment: {name: npm, url: "https://www.example/${{ github.sha }}"}
    permissions:
      contents: write
      id-token: write
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with: {persist-credentials: false, fetch-depth: 0}
      - name: Größe — install ${{ github.ref_name }}
        run: |
          # é
          echo "größe ${{ github.event.head_commit.message }}"
          npm ci --ignore-scripts && npm publish --dry-run
          npm stage publish
        env:
          NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}
      - id: changesets
        uses: changesets/action@v1
        with:
          publish: pnpm publish -r
        env:
          GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}
        continue-on-error: true
"#;

#[test]
fn a_release_job_is_read_whole() {
    let found = facts(RELEASE);
    let job = &found["jobs"][0];
    assert_eq!(job["at"], format!("{FILE}#/jobs/release"));
    assert_eq!(job["id"], "release");
    assert_eq!(job["if"], "github.repository_owner == 'acme'");
    assert_eq!(
        job["runner"],
        json!({"at": format!("{FILE}#/jobs/release/runs-on"), "labels": ["ubuntu-latest"],
            "kind": "hosted"})
    );
    assert_eq!(
        job["environment"],
        json!({"at": format!("{FILE}#/jobs/release/environment"), "name": "npm"})
    );
    assert_eq!(job["permissions"]["scopes"], json!({"contents": "write", "id-token": "write"}));
    let step = |index: usize| format!("{FILE}#/jobs/release/steps/{index}");
    assert_eq!(
        job["steps"][0],
        json!({
            "at": step(0), "index": 0,
            "uses": {"at": format!("{}/uses", step(0)),
                "text": "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683",
                "kind": "action", "owner": "actions", "name": "checkout",
                "action": "actions/checkout",
                "pin": {"kind": "digest", "ref": "11bd71901bbe5b1630ceea73d27597364c9af683",
                    "comment": "v4.2.2"}},
            "with": {"fetch-depth": "0", "persist-credentials": "false"},
            "env": [], "commands": [], "expressions": [], "secrets": [],
            "continue_on_error": false,
        })
    );
    assert_eq!(job["steps"][1]["shell"], "bash");
    assert_eq!(job["steps"][2]["continue_on_error"], true);
    assert_eq!(job["steps"][2]["id"], "changesets");
}

#[test]
fn expressions_and_secrets_are_underlined_exactly() {
    let found = facts(RELEASE);
    let job = &found["jobs"][0];
    let rows = |list: &Value| -> Vec<Value> {
        let row = |next: &Value| {
            let at = next["at"].as_str().unwrap();
            json!([next["in"], marked(RELEASE, at), next["contexts"]])
        };
        list.as_array().unwrap().iter().map(row).collect()
    };
    assert_eq!(
        rows(&job["expressions"]),
        [
            json!(["if", "github.repository_owner == 'acme'", ["github.repository_owner"]]),
            json!(["environment/url", "${{ github.sha }}", ["github.sha"]]),
        ]
    );
    assert_eq!(
        rows(&job["steps"][1]["expressions"]),
        [
            json!(["name", "${{ github.ref_name }}", ["github.ref_name"]]),
            json!([
                "run",
                "${{ github.event.head_commit.message }}",
                ["github.event.head_commit.message"]
            ]),
            json!(["env/NODE_AUTH_TOKEN", "${{ secrets.NPM_TOKEN }}", ["secrets.npm_token"]]),
        ]
    );
    let secret = |step: usize| {
        let secrets = &job["steps"][step]["secrets"];
        assert_eq!(secrets.as_array().unwrap().len(), 1);
        let at = marked(RELEASE, secrets[0]["at"].as_str().unwrap());
        json!([secrets[0]["name"], secrets[0]["to"], at])
    };
    assert_eq!(secret(1), json!(["NPM_TOKEN", "env/NODE_AUTH_TOKEN", "${{ secrets.NPM_TOKEN }}"]));
    assert_eq!(
        secret(2),
        json!(["GITHUB_TOKEN", "env/GITHUB_TOKEN", "${{ secrets.GITHUB_TOKEN }}"])
    );
}

#[test]
fn what_it_installs_and_publishes_stands_in_order() {
    let found = facts(RELEASE);
    let job = &found["jobs"][0];
    assert_eq!(
        job["installs"],
        json!([{"at": format!("{FILE}#/jobs/release/steps/1/run;char=57,80"), "step": 1,
            "tool": "npm", "frozen": true, "scripts": false, "packages": [], "global": false,
            "directory": "."}])
    );
    let row = |next: &Value| {
        let at = marked(RELEASE, next["at"].as_str().unwrap());
        json!([next["step"], next["tool"], next["mode"], next["dry_run"], next["provenance"], at])
    };
    let rows: Vec<_> = job["publishes"].as_array().unwrap().iter().map(row).collect();
    assert_eq!(
        rows,
        [
            json!([1, "npm", "direct", true, true, "npm publish --dry-run"]),
            json!([1, "npm", "staged", false, true, "npm stage publish"]),
            json!([2, "changesets/action", "direct", false, true, "changesets/action@v1"]),
        ]
    );
}

#[test]
fn every_anchor_leads_to_something_with_any_line_ends() {
    for text in [RELEASE.to_owned(), RELEASE.replace('\n', "\r\n")] {
        let found = facts(&text);
        let all = anchors(&found);
        assert!(all.len() > 25, "{}", all.len());
        for at in all.iter().filter(|at| *at != FILE) {
            assert!(!marked(&text, at).is_empty(), "{at}");
        }
        let comment = &found["jobs"][0]["steps"][0]["uses"]["pin"]["comment"];
        assert_eq!(comment, "v4.2.2");
        let commands = found["jobs"][0]["steps"][1]["commands"].as_array().unwrap();
        let last = commands.last().unwrap()["at"].as_str().unwrap();
        assert_eq!(marked(&text, last), "npm stage publish");
    }
}

#[test]
fn an_anchored_step_is_read_where_its_alias_stands() {
    let text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env: &e {A: '${{ secrets.X }}'}\n    \
        steps:\n      - &co\n        uses: actions/checkout@v4 # pinned\n  b:\n    runs-on: ubuntu-latest\n    \
        env: *e\n    steps: [*co]\n";
    let job = &facts(text)["jobs"][1];
    assert_eq!(
        job["steps"][0]["uses"],
        json!({"at": format!("{FILE}#/jobs/b/steps/0/uses"), "text": "actions/checkout@v4",
            "kind": "action", "owner": "actions", "name": "checkout",
            "action": "actions/checkout",
            "pin": {"kind": "version", "ref": "v4", "comment": "pinned"}})
    );
    assert_eq!(
        job["secrets"],
        json!([{"at": format!("{FILE}#/jobs/b/env/A;char=0,16"), "name": "X", "to": "env/A"}])
    );
}
