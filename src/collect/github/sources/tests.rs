//! Whole repositories: what the expressions of scripts come from.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use super::super::{Options, action, outer, workflow};
use super::*;
use crate::collect::shell;
use crate::source::yaml;

/// The pipelines of files, followed.
pub(super) fn followed(files: &[(&str, &str)]) -> (Vec<Pipeline>, Vec<Problem>) {
    let (mut pipelines, mut found) = (Vec::new(), Outer::new());
    for (file, text) in files {
        let document = yaml::parse(text).unwrap().documents.into_iter().next().unwrap();
        let options = Options { text, commands: true, parser: &shell::commands };
        let is_workflow = file.starts_with(".github/workflows/");
        let read = if is_workflow { workflow } else { action };
        pipelines.push(read(file, &document, &options).0);
        found.extend(outer::outer(file, &document));
    }
    let problems = follow(&mut pipelines, &found);
    (pipelines, problems)
}

/// Of each expression in a `run`: its text, the context at the end, and what is passed on the way.
fn ways(files: &[(&str, &str)]) -> Vec<String> {
    let (pipelines, problems) = followed(files);
    assert_eq!(problems, []);
    let steps = pipelines.iter().flat_map(|next| &next.jobs).flat_map(|job| &job.steps);
    let scripts = steps.flat_map(|step| &step.expressions).filter(|next| next.within == "run");
    let told = scripts.flat_map(|expression| {
        expression.sources.iter().map(|source| {
            let through: Vec<_> = source.through.iter().map(|next| next.what.as_str()).collect();
            format!("{} <- {} <- {}", expression.text, through.join(" <- "), source.context)
        })
    });
    // The first of `through` is the last of the way back.
    told.collect()
}

fn one(text: &str) -> Vec<String> {
    ways(&[(".github/workflows/a.yml", text)])
}

#[test]
fn variables_of_step_job_and_workflow() {
    let text = "on: issues\nenv: {W: '${{ github.event.issue.title }}', J: none}\njobs:\n  a:\n    runs-on: x\n    env: {J: '${{ github.event.issue.body }}', W2: '${{ github.actor }}'}\n    steps:\n      - run: echo ${{ env.W }} ${{ env.j }} ${{ env.S }} ${{ env.HOME }} ${{ env.W2 == 'x' }}\n        env: {S: '${{ env.W }}', J: fixed}\n      - run: echo ${{ env.J }}\n";
    assert_eq!(
        one(text),
        [
            "env.W <- env.w <- github.event.issue.title",
            "env.S <- env.w <- env.s <- github.event.issue.title",
            "env.J <- env.j <- github.event.issue.body",
        ]
    );
}

#[test]
fn a_variable_that_reads_its_own_name_reads_the_one_around_it() {
    let text = "on: issues\njobs:\n  a:\n    runs-on: x\n    env: {A: '${{ github.head_ref }}'}\n    steps:\n      - run: echo ${{ env.A }}\n        env: {A: '${{ env.A }}'}\n";
    assert_eq!(one(text), ["env.A <- env.a <- env.a <- github.head_ref"]);
}

#[test]
fn what_commands_write_for_later_steps() {
    let text = r#"on: issues
jobs:
  a:
    runs-on: x
    steps:
      - id: Meta
        env: {TITLE: '${{ github.event.issue.title }}'}
        run: |
          T="${TITLE#v}"
          echo "title=$T" >> "$GITHUB_OUTPUT"
          echo "copy=$(echo "$TITLE" | tr a-z A-Z)" >> $GITHUB_OUTPUT
          echo "sha=$(git rev-parse "$TITLE")" >> $GITHUB_OUTPUT
          printf 'branch=%s\n' "$GITHUB_HEAD_REF" | tee -a "$GITHUB_OUTPUT"
          echo "fixed=1" >> $GITHUB_OUTPUT
          echo "::set-output name=old::${{ github.actor }}"
          echo "SEEN=$TITLE" >> $GITHUB_ENV
          {
            echo "body<<END"
            echo "$TITLE"
            echo END
          } >> "$GITHUB_OUTPUT"
          cat <<EOF >> $GITHUB_OUTPUT
          doc=${TITLE}
          EOF
      - run: |
          ${{ steps.meta.outputs.title }} ${{ steps.meta.outputs.copy }} ${{ steps.meta.outputs.sha }}
          ${{ steps.meta.outputs.branch }} ${{ steps.meta.outputs.fixed }} ${{ steps.meta.outputs.old }}
          ${{ env.SEEN }} ${{ steps.meta.outputs.body }} ${{ steps.meta.outputs.doc }}
          ${{ steps.meta.outputs.none }} ${{ steps.other.outputs.none }}
"#;
    let title = |name: &str| {
        format!(
            "steps.meta.outputs.{name} <- env.title <- steps.meta.outputs.{name} <- github.event.issue.title"
        )
    };
    assert_eq!(
        one(text),
        [
            title("title"),
            title("copy"),
            "steps.meta.outputs.sha <- a script <- steps.meta.outputs.sha".to_owned(),
            "steps.meta.outputs.branch <- steps.meta.outputs.branch <- github.head_ref".to_owned(),
            "steps.meta.outputs.old <- steps.meta.outputs.old <- github.actor".to_owned(),
            "env.SEEN <- env.title <- env.seen <- github.event.issue.title".to_owned(),
            title("body"),
            title("doc"),
            "steps.meta.outputs.none <- a script <- steps.meta.outputs.none".to_owned(),
        ]
    );
}

#[test]
fn a_variable_is_set_for_later_steps_only() {
    let text = "on: issues\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo ${{ env.A }}\n      - run: echo \"A=${{ github.head_ref }}\" >> $GITHUB_ENV\n      - run: echo ${{ env.A }}\n";
    assert_eq!(one(text), ["env.A <- env.a <- github.head_ref"]);
}

#[test]
fn jobs_the_matrix_and_actions() {
    let text = r#"on: pull_request
jobs:
  find:
    runs-on: x
    outputs:
      files: ${{ steps.changed.outputs.all_changed_files }}
      both: ${{ github.head_ref }}-${{ steps.changed.outputs.any_changed }}
    steps:
      - {id: changed, uses: tj-actions/changed-files@v45}
  use:
    needs: find
    runs-on: x
    strategy:
      matrix:
        file: ${{ fromJSON(needs.find.outputs.files) }}
        os: [ubuntu-latest, macos-latest]
        include:
          - {os: x, name: '${{ github.actor }}'}
    steps:
      - run: ${{ matrix.file }} ${{ matrix.os }} ${{ matrix.name }} ${{ needs.find.outputs.both }}
"#;
    let changed = "tj-actions/changed-files";
    assert_eq!(
        one(text),
        [
            format!(
                "matrix.file <- {changed} <- needs.find.outputs.files <- matrix.file <- steps.changed.outputs.all_changed_files"
            ),
            "matrix.name <- matrix.name <- github.actor".to_owned(),
            "needs.find.outputs.both <- needs.find.outputs.both <- github.head_ref".to_owned(),
            format!(
                "needs.find.outputs.both <- {changed} <- needs.find.outputs.both <- steps.changed.outputs.any_changed"
            ),
        ]
    );
}

const CALLED: &str = r#"on:
  workflow_call:
    inputs: {title: {type: string}, left: {type: string, default: '${{ github.head_ref }}'}}
    outputs: {echo: {value: '${{ jobs.b.outputs.title }}'}}
jobs:
  b:
    runs-on: x
    outputs: {title: '${{ inputs.title }}'}
    steps:
      - run: echo ${{ inputs.Title }} ${{ inputs.left }}
"#;

#[test]
fn reusable_workflows_and_manual_runs() {
    let caller = "on:\n  workflow_dispatch:\n    inputs: {tag: {type: string}}\njobs:\n  call:\n    uses: ./.github/workflows/called.yml\n    with: {title: '${{ inputs.tag }}'}\n  far:\n    uses: acme/flows/.github/workflows/x.yml@v1\n  c:\n    needs: [call, far]\n    runs-on: x\n    steps:\n      - run: ${{ needs.call.outputs.echo }} ${{ needs.far.outputs.y }}\n";
    assert_eq!(
        ways(&[(".github/workflows/called.yml", CALLED), (".github/workflows/caller.yml", caller)]),
        [
            "inputs.Title <- inputs.tag <- inputs.title <- github.event.inputs.tag",
            "inputs.left <- inputs.left <- github.head_ref",
            "needs.call.outputs.echo <- inputs.tag <- inputs.title <- jobs.b.outputs.title <- needs.call.outputs.echo <- github.event.inputs.tag",
            "needs.far.outputs.y <- acme/flows/.github/workflows/x.yml@v1 <- needs.far.outputs.y",
        ]
    );
}

#[test]
fn composite_actions_of_the_repository() {
    let action = "inputs:\n  ref: {}\n  token: {default: '${{ github.token }}'}\noutputs:\n  out: {value: '${{ steps.s.outputs.o }}'}\nruns:\n  using: composite\n  steps:\n    - {id: s, shell: bash, run: 'echo \"o=${{ inputs.ref }}\" >> $GITHUB_OUTPUT; ${{ inputs.token }} ${{ env.OUTER }}'}\n";
    let caller = "on: pull_request\nenv: {OUTER: '${{ github.actor }}'}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - {id: call, uses: ./.github/actions/x, with: {REF: '${{ github.head_ref }}'}}\n      - run: echo ${{ steps.call.outputs.out }}\n";
    assert_eq!(
        ways(&[(".github/actions/x/action.yml", action), (".github/workflows/a.yml", caller)]),
        [
            "inputs.ref <- inputs.ref <- github.head_ref",
            "inputs.token <- inputs.token <- github.token",
            "env.OUTER <- env.outer <- env.outer <- github.actor",
            "steps.call.outputs.out <- inputs.ref <- steps.s.outputs.o <- steps.call.outputs.out <- github.head_ref",
        ]
    );
}

#[test]
fn the_places_of_a_way_are_told() {
    let text = "on: issues\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo ${{ env.T }}\n        env: {T: 'a ${{ github.event.issue.title }}'}\n";
    let (pipelines, _) = followed(&[(".github/workflows/a.yml", text)]);
    let sources = &pipelines[0].jobs[0].steps[0].expressions[0].sources;
    let step = ".github/workflows/a.yml#/jobs/a/steps/0";
    assert_eq!(
        sources,
        &[Source {
            context: "github.event.issue.title".to_owned(),
            at: format!("{step}/env/T;char=2,33"),
            through: vec![Passage { at: format!("{step}/env/T"), what: "env.t".to_owned() }],
        }]
    );
}

#[test]
fn circles_come_to_an_end() {
    let text = "on: workflow_call\njobs:\n  a:\n    needs: b\n    runs-on: x\n    outputs: {o: '${{ needs.b.outputs.o }}'}\n    steps: [run: 'echo ${{ needs.b.outputs.o }}']\n  b:\n    needs: a\n    runs-on: x\n    outputs: {o: '${{ needs.a.outputs.o }} ${{ github.head_ref }}'}\n    steps: []\n  c:\n    uses: ./.github/workflows/a.yml\n    with: {x: '${{ inputs.x }}'}\n";
    assert_eq!(one(text), ["needs.b.outputs.o <- needs.b.outputs.o <- github.head_ref"]);
}

#[test]
fn a_way_without_end_is_a_problem() {
    let jobs: BTreeMap<usize, String> = (0..60)
        .map(|index| {
            let outputs = format!("outputs: {{o: '${{{{ needs.j{}.outputs.o }}}}'}}", index + 1);
            (index, format!("  j{index}:\n    runs-on: x\n    {outputs}\n    steps: [run: '${{{{ needs.j{}.outputs.o }}}}']\n", index + 1))
        })
        .collect();
    let text = format!("on: push\njobs:\n{}", jobs.into_values().collect::<String>());
    let (_, problems) = followed(&[(".github/workflows/a.yml", &text)]);
    assert!(!problems.is_empty());
    assert!(problems.iter().all(|problem| problem.kind == ProblemKind::TooLarge));
}

#[test]
fn more_callers_or_setters_than_are_looked_at_are_a_problem() {
    let action = "inputs: {ref: {}}\nruns:\n  using: composite\n  steps:\n    - {shell: bash, run: 'echo ${{ inputs.ref }}'}\n";
    let calls = |count: usize| {
        let call = "      - {uses: ./.github/actions/x, with: {ref: v1}}\n";
        let last = "      - {uses: ./.github/actions/x, with: {ref: '${{ github.head_ref }}'}}\n";
        let steps = format!("{}{last}", call.repeat(count - 1));
        format!("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}")
    };
    let setters = |count: usize| {
        let set =
            "      - run: echo \"A=$B\" >> $GITHUB_ENV\n        env: {B: '${{ github.sha }}'}\n";
        let steps = set.repeat(count);
        format!(
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}      - run: echo ${{{{ env.A }}}}\n"
        )
    };
    for (text, cut) in [(calls(256), 0), (calls(257), 1), (setters(16), 0), (setters(17), 1)] {
        let files = [(".github/actions/x/action.yml", action), (".github/workflows/a.yml", &text)];
        let (_, problems) = followed(&files);
        assert_eq!(problems.len(), cut);
        assert!(
            problems
                .iter()
                .all(|next| next.facts.iter().any(|fact| fact.ends_with("steps[*].expressions")))
        );
    }
}

#[test]
fn a_whole_context_is_all_of_its_members() {
    let text = r#"on: issues
env: {W: '${{ github.event.issue.body }}'}
jobs:
  b:
    runs-on: x
    outputs: {t: '${{ steps.s.outputs.t }}', fixed: '1'}
    steps:
      - id: s
        env: {T: '${{ github.event.issue.title }}'}
        run: |
          echo "t=$T" >> $GITHUB_OUTPUT
      - run: echo '${{ toJSON(steps) }}'
  a:
    needs: b
    runs-on: x
    strategy: {matrix: {x: ['${{ github.head_ref }}']}}
    steps:
      - run: echo '${{ toJSON(env) }}' '${{ toJSON(needs.b) }}' '${{ toJSON(matrix) }}' '${{ needs }}' '${{ join(needs.*.result) }}'
"#;
    assert_eq!(
        one(text),
        [
            "toJSON(steps) <- env.t <- steps.s.outputs.t <- steps.s.outputs <- steps <- github.event.issue.title",
            "toJSON(env) <- env.w <- env <- github.event.issue.body",
            "toJSON(needs.b) <- env.t <- steps.s.outputs.t <- needs.b.outputs.t <- needs.b <- github.event.issue.title",
            "toJSON(matrix) <- matrix <- github.head_ref",
        ]
    );
}

/// What each step sets: file, name, contexts, and whether it is the text of a file.
fn sets(text: &str) -> Vec<String> {
    let (pipelines, problems) = followed(&[(".github/workflows/a.yml", text)]);
    assert_eq!(problems, []);
    let steps = pipelines.iter().flat_map(|next| &next.jobs).flat_map(|job| &job.steps);
    let told = steps.flat_map(|step| &step.sets).map(|entry| {
        let contexts: Vec<_> = entry.sources.iter().map(|next| next.context.as_str()).collect();
        let name = entry.name.as_deref().unwrap_or("-");
        let file = if entry.of_file { " of a file" } else { "" };
        format!("{} {name} <- {}{file}", entry.to, contexts.join(" "))
    });
    told.collect()
}

#[test]
fn what_is_set_for_later_steps_is_followed() {
    let text = r#"on: issues
jobs:
  a:
    runs-on: x
    env: {T: '${{ github.event.issue.body }}'}
    steps:
      - run: |
          V=$T
          echo "A=$V" >> $GITHUB_ENV
          echo "B=${T//a/b}" | tee -a "${{ github.env }}"
          cat <<EOF >> $GITHUB_ENV
          C=$T
          EOF
          cat <<'EOF' >> $GITHUB_ENV
          C2=$T
          EOF
          echo "$T" >> $GITHUB_ENV
          echo "$T/bin" >> $GITHUB_PATH
          echo "D=$(cat pr.txt)" >> $GITHUB_ENV
          echo "E=fixed" >> $GITHUB_ENV
          echo "F=${{ github.event.issue.title }}" >> $GITHUB_ENV
      - uses: actions/github-script@v7
        with: {script: "core.exportVariable('G', context.payload.issue.body); core.addPath(process.env.T)"}
      - run: echo "::set-env name=H::$T"
"#;
    assert_eq!(
        sets(text),
        [
            "GITHUB_ENV a <- github.event.issue.body",
            "GITHUB_ENV b <- github.event.issue.body",
            "GITHUB_ENV - <- github.event.issue.body",
            "GITHUB_ENV d <-  of a file",
            "GITHUB_ENV c <- github.event.issue.body",
            "GITHUB_PATH - <- github.event.issue.body",
            "GITHUB_ENV g <- github.event.issue.body",
            "GITHUB_PATH - <- github.event.issue.body",
        ]
    );
}
