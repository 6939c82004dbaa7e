//! Runners, shells, containers, services and calls of reusable workflows.

use super::*;

fn runner(text: &str) -> (Value, Value) {
    let runner = job(text)["runner"].clone();
    (runner["labels"].clone(), runner["kind"].clone())
}

#[test]
fn labels_tell_whose_machine_it_is() {
    for (text, labels, kind) in [
        ("    runs-on: ubuntu-24.04-arm\n", json!(["ubuntu-24.04-arm"]), "hosted"),
        ("    runs-on: [self-hosted, linux]\n", json!(["self-hosted", "linux"]), "self_hosted"),
        ("    runs-on: big-box\n", json!(["big-box"]), "unknown"),
        ("    runs-on: {group: g, labels: ubuntu-latest}\n", json!(["ubuntu-latest"]), "unknown"),
        ("    runs-on: {labels: [self-hosted]}\n", json!(["self-hosted"]), "self_hosted"),
        ("    runs-on: ${{ inputs.on }}\n", json!(["${{ inputs.on }}"]), "unknown"),
        (
            "    strategy: {matrix: {os: [ubuntu-latest, macos-15]}}\n    runs-on: ${{ matrix.os }}\n",
            json!(["${{ matrix.os }}"]),
            "hosted",
        ),
        (
            "    strategy: {matrix: {os: [ubuntu, macos]}}\n    runs-on: ${{ matrix.os }}-latest\n",
            json!(["${{ matrix.os }}-latest"]),
            "hosted",
        ),
        (
            "    strategy: {matrix: {include: [{os: ubuntu-latest}, {os: [self-hosted, arm]}]}}\n    runs-on: ${{ matrix.os }}\n",
            json!(["${{ matrix.os }}"]),
            "self_hosted",
        ),
        (
            "    strategy: {matrix: {t: [{os: ubuntu-latest}, {os: windows-2025}]}}\n    runs-on: ${{ matrix.t.os }}\n",
            json!(["${{ matrix.t.os }}"]),
            "hosted",
        ),
        (
            "    strategy: {matrix: {os: [ubuntu-latest, '${{ inputs.os }}']}}\n    runs-on: ${{ matrix.os }}\n",
            json!(["${{ matrix.os }}"]),
            "unknown",
        ),
        (
            "    strategy: {matrix: '${{ fromJSON(inputs.m) }}'}\n    runs-on: ${{ matrix.os }}\n",
            json!(["${{ matrix.os }}"]),
            "unknown",
        ),
        (
            "    strategy: {matrix: {OS: [ubuntu-latest], include: [{os: macos-15}]}}\n    runs-on: ${{ matrix.os }}\n",
            json!(["${{ matrix.os }}"]),
            "hosted",
        ),
        (
            "    runs-on: ${{ fromJSON('[\"self-hosted\"]') }}\n",
            json!(["${{ fromJSON('[\"self-hosted\"]') }}"]),
            "self_hosted",
        ),
        (
            "    runs-on: ${{ inputs.on || 'self-hosted' }}\n",
            json!(["${{ inputs.on || 'self-hosted' }}"]),
            "self_hosted",
        ),
        (
            "    runs-on: ${{ a.b == 'x' && 'ubuntu-latest' || 'self-hosted' }}\n",
            json!(["${{ a.b == 'x' && 'ubuntu-latest' || 'self-hosted' }}"]),
            "unknown",
        ),
        (
            "    runs-on: ${{ a.b == 'x' && 'ubuntu-latest' || 'macos-15' }}\n",
            json!(["${{ a.b == 'x' && 'ubuntu-latest' || 'macos-15' }}"]),
            "hosted",
        ),
    ] {
        assert_eq!(runner(text), (labels, json!(kind)), "{text}");
    }
    let group = job("    runs-on: {group: release-machines}\n")["runner"].clone();
    assert_eq!(
        group,
        json!({"at": format!("{FILE}#/jobs/a/runs-on"), "labels": [], "group": "release-machines",
            "kind": "unknown"})
    );
}

#[test]
fn only_shells_that_are_read_give_commands() {
    let steps = |top: &str, job: &str, step: &str| {
        let text =
            format!("on: push\n{top}jobs:\n  a:\n{job}    steps:\n      - run: npm ci $x\n{step}");
        let (pipeline, problems) = read(&text);
        let step = &pipeline.jobs[0].steps[0];
        (step.shell.clone(), step.commands.len(), pipeline.jobs[0].installs.len(), rows(problems))
    };
    let shell = |name: &str| Some(name.to_owned());
    let windows = "    runs-on: windows-latest\n";
    let linux = "    runs-on: ubuntu-latest\n";
    let bash = "defaults: {run: {shell: bash}}\n";
    assert_eq!(steps("", linux, ""), (shell("bash"), 1, 1, vec![]));
    assert_eq!(steps(bash, windows, ""), (shell("bash"), 1, 1, vec![]));
    assert_eq!(steps("", windows, "        shell: sh\n"), (shell("sh"), 1, 1, vec![]));
    let mixed = "    strategy: {matrix: {os: [ubuntu-latest, windows-latest]}}\n    runs-on: ${{ matrix.os }}\n";
    assert_eq!(steps("", mixed, ""), (None, 1, 1, vec![]));
    let problem = |name: &str, reason: &str| {
        let facts = [
            "pipelines[*].jobs[*].steps[*].commands",
            "pipelines[*].jobs[*].installs",
            "pipelines[*].jobs[*].publishes",
        ];
        let problem = json!(["#/jobs/a/steps/0/run", "unsupported", facts, reason]);
        (shell(name), 0, 0, vec![problem])
    };
    let pwsh = problem("pwsh", "the script is written for pwsh, which is not read");
    assert_eq!(steps("", windows, ""), pwsh);
    let defaults = format!("{linux}    defaults: {{run: {{shell: 'pwsh -c {{0}}'}}}}\n");
    assert_eq!(steps(bash, &defaults, ""), pwsh);
    assert_eq!(
        steps("", linux, "        shell: ${{ matrix.shell }}\n"),
        problem(
            "${{ matrix.shell }}",
            "the script's shell is an expression, which only a run can tell"
        )
    );
    let matrix = |shells: &str| {
        let job = format!("{linux}    strategy: {{matrix: {{shell: {shells}}}}}\n");
        let (_, commands, _, problems) = steps("", &job, "        shell: ${{ matrix.shell }}\n");
        (commands, problems.len())
    };
    assert_eq!(matrix("[bash, sh]"), (1, 0));
    assert_eq!(matrix("[bash, cmd]"), (0, 1));
}

#[test]
fn scripts_of_plain_words_are_read_in_every_shell() {
    let read_in = |run: &str, shell: &str| {
        let text = format!(
            "on: push\njobs:\n  a:\n    runs-on: windows-2025\n    steps:\n      - run: {run}\n        shell: {shell}\n"
        );
        let (pipeline, problems) = read(&text);
        let facts: Vec<_> = problems.into_iter().flat_map(|problem| problem.facts).collect();
        (pipeline.jobs[0].installs.len(), facts.join(" "))
    };
    for shell in ["pwsh", "powershell", "cmd", "'${{ matrix.shell }}'"] {
        assert_eq!(read_in("npm ci && npm test", shell), (1, String::new()), "{shell}");
    }
    assert_eq!(read_in("echo $env:X | Out-File hosts", "pwsh"), (0, String::new()));
    let commands = "pipelines[*].jobs[*].steps[*].commands";
    assert_eq!(read_in("git push $url", "pwsh"), (0, commands.to_owned()));
}

#[test]
fn steps_and_what_they_do_have_a_folder() {
    let job = job(
        "    runs-on: ubuntu-latest\n    cache-mode: read\n    defaults: {run: {working-directory: w}}\n    steps:\n      \
         - run: npm ci && cd a && npm publish\n      - {run: npm ci, working-directory: ./b/}\n      \
         - {run: npm ci, working-directory: '${{ matrix.d }}'}\n      - uses: changesets/action@v1\n        \
         with: {cwd: c, version: npm install, publish: npm publish}\n",
    );
    let all = |list: &str, key: &str| -> Vec<Value> {
        job[list].as_array().unwrap().iter().map(|next| next[key].clone()).collect()
    };
    assert_eq!(job["cache_mode"], "read");
    assert_eq!(
        all("steps", "working_directory"),
        [json!("w"), json!("b"), Value::Null, Value::Null]
    );
    assert_eq!(all("installs", "directory"), [json!("w"), json!("b"), Value::Null, json!("c")]);
    assert_eq!(all("publishes", "directory"), [json!("w/a"), json!("c")]);
    assert_eq!(job["steps"][0]["commands"][2]["directory"], "w/a");
    let text = "on: push\ncache-mode: none\ndefaults: {run: {working-directory: w}}\n\
        jobs: {a: {runs-on: x, steps: [run: a]}}\n";
    let job = &facts(text)["jobs"][0];
    assert_eq!(
        (&job["cache_mode"], &job["steps"][0]["working_directory"]),
        (&json!("none"), &json!("w"))
    );
}

#[test]
fn a_script_that_does_not_parse_gives_what_could_be_read() {
    let text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          npm ci\n          echo \"\n";
    let (pipeline, problems) = read(text);
    assert_eq!(pipeline.jobs[0].installs.len(), 1);
    assert_eq!(
        rows(problems),
        [json!([
            "#/jobs/a/steps/0/run",
            "malformed",
            [
                "pipelines[*].jobs[*].steps[*].commands",
                "pipelines[*].jobs[*].installs",
                "pipelines[*].jobs[*].publishes"
            ],
            "the shell grammar does not cover all of the script"
        ])]
    );
}

#[test]
fn containers_and_services_are_images() {
    let job = job(
        "    runs-on: ubuntu-latest\n    container:\n      image: node:22-alpine # LTS\n      credentials:\n        \
         username: ${{ github.actor }}\n        password: ${{ secrets.REGISTRY }}\n    services:\n      db: {image: postgres, \
         credentials: {password: '${{ secrets.DB }}'}}\n      none: {image: ''}\n",
    );
    let at = |rest: &str| format!("{FILE}#/jobs/a/{rest}");
    assert_eq!(
        job["images"],
        json!([
            {"at": at("container/image"), "role": "container",
                "uses": {"at": at("container/image"), "text": "node:22-alpine", "kind": "docker",
                    "name": "node",
                    "pin": {"kind": "version", "ref": "22-alpine", "comment": "LTS"}}},
            {"at": at("services/db/image"), "role": "db",
                "uses": {"at": at("services/db/image"), "text": "postgres", "kind": "docker",
                    "name": "postgres", "pin": {"kind": "none"}}},
        ])
    );
    assert_eq!(
        job["secrets"],
        json!([
            {"at": at("container/credentials/password;char=0,23"), "name": "REGISTRY",
                "to": "container"},
            {"at": at("services/db/credentials/password;char=0,17"), "name": "DB",
                "to": "services/db"},
        ])
    );
    let written =
        "    runs-on: x\n    container: {image: a, credentials: {username: u, password: p4ss}}\n";
    assert_eq!(self::job(written)["images"][0]["password"], at("container/credentials/password"));
    assert_eq!(
        self::job("    runs-on: x\n    container: node:22\n")["images"][0]["at"],
        at("container")
    );
}

#[test]
fn a_job_may_be_a_call() {
    let job = job(
        "    needs: build\n    uses: acme/ci/.github/workflows/publish.yml@v2\n    with: {tag: next, list: [a, {b: 1}]}\n    \
         secrets:\n      token: ${{ secrets.NPM_TOKEN }}\n",
    );
    let at = |rest: &str| format!("{FILE}#/jobs/a/{rest}");
    assert_eq!(job["needs"], json!(["build"]));
    assert_eq!(job["runner"], Value::Null);
    assert_eq!(
        job["calls"],
        json!({"uses": {"at": at("uses"), "text": "acme/ci/.github/workflows/publish.yml@v2",
                "kind": "workflow", "owner": "acme", "name": "ci", "action": "acme/ci",
                "path": ".github/workflows/publish.yml", "pin": {"kind": "version", "ref": "v2"}},
            "with": {"tag": "next", "list": "[\"a\",{\"b\":\"1\"}]"}, "secrets_inherit": false})
    );
    assert_eq!(
        job["secrets"],
        json!([{"at": at("secrets/token;char=0,24"), "name": "NPM_TOKEN", "to": "secrets/token"}])
    );
    let inherits = self::job("    uses: ./.github/workflows/b.yml\n    secrets: inherit\n");
    assert_eq!(inherits["calls"]["secrets_inherit"], true);
    assert_eq!(inherits["calls"]["uses"]["kind"], "local");
    assert_eq!(inherits["secrets"], json!([{"at": at("secrets"), "name": "*", "to": "secrets"}]));
}

#[test]
fn a_literal_credential_is_never_shown() {
    let token: String = "npm_".chars().chain("aB3dE6gH9".chars().cycle().take(36)).collect();
    let job = job(&format!(
        "    runs-on: x\n    env: {{T: {token}, NPM_TOKEN: ''}}\n    steps:\n      - uses: a/b@v1\n        with: {{t: {token}}}\n"
    ));
    assert_eq!(
        job["env"],
        json!([
            {"at": format!("{FILE}#/jobs/a/env/T"), "name": "T", "secrets": [],
                "literal_credential": true},
            {"at": format!("{FILE}#/jobs/a/env/NPM_TOKEN"), "name": "NPM_TOKEN", "value": "",
                "secrets": [], "literal_credential": false},
        ])
    );
    assert_eq!(job["steps"][0]["with"], json!({"t": "npm_***"}));
    assert!(!job.to_string().contains(&token));
}

#[test]
fn a_job_has_steps_or_calls_a_workflow() {
    let steps = json!(["pipelines[*].jobs[*].steps"]);
    for members in ["", "    Steps: [{run: npm publish}]\n"] {
        let text = format!("on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n{members}");
        let reason = "a job must have `steps` or `uses`";
        let found = rows(read(&text).1);
        assert_eq!(found, [json!(["#/jobs/a", "unexpected", steps, reason])]);
    }
    let call = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n";
    assert_eq!(read(call).1, []);
}

#[test]
fn what_is_called_must_be_told() {
    for text in ["5", "'@x'", "'${{ matrix.a }}'", "'docker://${{ env.A }}'"] {
        let job = format!("on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{{uses: {text}}}]\n");
        let found = problems(&job);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0][0], "#/jobs/a/steps/0/uses");
        assert_eq!(found[0][2], json!(["pipelines[*].jobs[*].steps[*].uses"]));
    }
    let found = problems("on: push\njobs:\n  a:\n    uses: ${{ github.repository }}/x.yml@main\n");
    assert_eq!(found[0][0], "#/jobs/a/uses");
    assert_eq!(found[0][2], json!(["pipelines[*].jobs[*].calls"]));
}

#[test]
fn names_of_inputs_have_no_case() {
    let text = "    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n        with: {Persist-Credentials: false, REF: '${{ github.head_ref }}'}\n";
    let step = job(text)["steps"][0].clone();
    assert_eq!(
        step["with"],
        json!({"persist-credentials": "false", "ref": "${{ github.head_ref }}"})
    );
    assert_eq!(step["expressions"][0]["in"], "with/ref");
}
