//! What starts a pipeline and its jobs.

use super::*;

/// The events of the job `a`, or those of its pipeline where it says nothing of its own.
fn of_a(text: &str) -> Vec<String> {
    let found = facts(text);
    let a = job(&found, "a");
    events(a.get("triggers").unwrap_or(&found["triggers"]))
}

fn rules(list: &str) -> Vec<String> {
    of_a(&format!("a:\n  script: x\n  rules:\n{list}"))
}

const EVERY: [&str; 5] = [
    "schedule",
    "workflow_dispatch",
    "repository_dispatch",
    "repository_dispatch",
    "repository_dispatch",
];

/// The same filters for all that start from a branch or a tag.
fn every(filters: &str) -> Vec<String> {
    let all = ["push"].into_iter().chain(EVERY);
    all.map(|event| format!("{event} {filters}").trim().to_owned()).collect()
}

#[test]
fn without_rules_a_job_runs_for_branches_and_tags() {
    assert_eq!(of_a("a: {script: x}"), every(""));
    let found = facts("a: {script: x}");
    assert_eq!(job(&found, "a").get("triggers"), None);
    assert_eq!(found["triggers"][0]["at"], FILE);
    assert_eq!(found["triggers"][2]["written"], "web");
    assert_eq!(found["triggers"][0].get("written"), None);
}

#[test]
fn conditions_are_followed() {
    assert_eq!(rules("    - if: $CI_COMMIT_TAG\n"), every("tag:**"));
    assert_eq!(rules("    - if: $CI_COMMIT_TAG =~ /^v\\d+/i\n"), every("tag:/^v\\d+/i"));
    assert_eq!(rules("    - if: '$CI_COMMIT_BRANCH == \"main\"'\n"), every("branch:main"));
    assert_eq!(
        rules("    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n"),
        every("branch:$CI_DEFAULT_BRANCH")
    );
    assert_eq!(rules("    - if: $CI_COMMIT_BRANCH\n"), every("branch:**"));
    assert_eq!(rules("    - if: $CI_COMMIT_BRANCH != 'main'\n"), {
        // Without a branch the variable is not `main` either.
        let mut all: Vec<_> = every("branch:!main tag:**");
        all.insert(1, "pull_request".to_owned());
        all
    });
    assert_eq!(rules("    - if: $CI_PIPELINE_SOURCE == \"push\"\n"), ["push"]);
    assert_eq!(
        rules("    - if: $CI_PIPELINE_SOURCE =~ /^(web|schedule)$/\n"),
        ["schedule", "workflow_dispatch"]
    );
    assert_eq!(rules("    - if: $CI_MERGE_REQUEST_IID\n"), ["pull_request"]);
    assert_eq!(
        rules("    - if: $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == 'main'\n"),
        ["pull_request branch:main"]
    );
    assert_eq!(
        rules("    - if: $CI_COMMIT_TAG == null && $CI_PIPELINE_SOURCE == 'push'\n"),
        ["push branch:**"]
    );
    assert_eq!(
        rules(
            "    - if: ($CI_COMMIT_TAG || $CI_COMMIT_BRANCH == \"main\") && $CI_PIPELINE_SOURCE == 'push'\n"
        ),
        ["push branch:main tag:**"]
    );
}

#[test]
fn the_first_rule_that_holds_decides() {
    let text = "    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'\n      when: never\n    - if: $CI_COMMIT_TAG\n    - when: never\n";
    assert_eq!(rules(text), every("tag:**"));
    // What only a run can tell may hold or not.
    let open = "    - if: $RELEASE\n      when: never\n    - if: $CI_COMMIT_TAG\n      changes: [package.json]\n";
    assert_eq!(rules(open), every("tag:**"));
    let mut all = every("");
    all.insert(1, "pull_request".to_owned());
    assert_eq!(rules("    - if: $RELEASE == 'yes'\n"), all);
    assert_eq!(rules("    - changes: [package.json]\n"), all);
    assert_eq!(rules("    - if: this is ( no condition\n"), all);
    assert_eq!(
        rules("    - if: $CI_COMMIT_BRANCH == 'a'\n    - if: $CI_COMMIT_BRANCH == 'b'\n"),
        every("branch:a branch:b")
    );
}

#[test]
fn what_never_holds_never_runs() {
    for list in ["    - when: never\n", "    - if: $CI_COMMIT_TAG && $CI_COMMIT_BRANCH\n"] {
        let text = format!("a:\n  script: x\n  rules:\n{list}b: {{script: y}}\n");
        let found = facts(&text);
        assert_eq!(job(&found, "a")["if_is"], json!(false));
        assert_eq!(job(&found, "a")["triggers"], json!([]));
        assert_eq!(job(&found, "b").get("if_is"), None);
    }
    let found = facts("a: {script: x, rules: []}\nb: {script: y}");
    assert_eq!(job(&found, "a")["if_is"], json!(false));
}

#[test]
fn one_condition_is_shown() {
    let found =
        facts("a: {script: x, rules: [{if: $A}]}\nb: {script: x, rules: [{if: $A}, {if: $B}]}");
    assert_eq!(job(&found, "a")["if"], "$A");
    assert_eq!(job(&found, "b").get("if"), None);
}

#[test]
fn a_person_lets_a_job_go_on_where_every_rule_says_so() {
    let text = "\
a: {script: x, when: manual}
b: {script: x, rules: [{if: $CI_COMMIT_TAG, when: manual}]}
c: {script: x, rules: [{if: $CI_COMMIT_TAG, when: manual}, {if: $CI_COMMIT_BRANCH}]}
d: {script: x, when: manual, rules: [{if: $CI_COMMIT_TAG}]}
e: {script: x, when: on_failure}
";
    let found = facts(text);
    let manual = |id| job(&found, id).get("manual").cloned();
    assert_eq!(
        ["a", "b", "c", "d", "e"].map(manual),
        [Some(json!(true)), Some(json!(true)), None, Some(json!(true)), None]
    );
}

#[test]
fn only_and_except() {
    let only = |list: &str| of_a(&format!("a:\n  script: x\n{list}"));
    assert_eq!(only("  only: [tags]\n"), every("tag:**"));
    assert_eq!(only("  only: tags\n"), every("tag:**"));
    assert_eq!(only("  only: [main]\n"), every("branch:main tag:main"));
    assert_eq!(only("  only: [/^v/]\n  except: [branches]\n"), every("tag:/^v/"));
    assert_eq!(only("  only: [merge_requests]\n"), ["pull_request"]);
    assert_eq!(only("  only: [schedules, web]\n"), ["schedule", "workflow_dispatch"]);
    assert_eq!(only("  except: [tags, pushes]\n"), EVERY.map(|event| format!("{event} branch:**")));
    assert_eq!(only("  only: {refs: [tags], variables: [$RELEASE]}\n"), every("tag:**"));
    assert_eq!(only("  only: {variables: [$CI_COMMIT_TAG]}\n"), every("tag:**"));
    assert_eq!(only("  only: [branches@acme/widget]\n"), every("branch:**"));
}

#[test]
fn rules_of_the_workflow_hold_for_all_jobs() {
    let text = "\
workflow:
  name: release of $CI_COMMIT_TAG
  rules:
    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'
    - if: $CI_COMMIT_BRANCH == 'main'
a: {script: x}
b: {script: x, rules: [{if: $CI_PIPELINE_SOURCE == 'push'}]}
c: {script: x, only: [tags]}
";
    let found = facts(text);
    let mut all = every("branch:main");
    all.insert(1, "pull_request".to_owned());
    assert_eq!(events(&found["triggers"]), all);
    assert_eq!(found["triggers"][1]["at"], ".gitlab-ci.yml#/workflow/rules/0");
    assert_eq!(found["triggers"][1]["written"], "merge_request_event");
    assert_eq!(found["name"], "release of $CI_COMMIT_TAG");
    assert_eq!(job(&found, "a").get("triggers"), None);
    assert_eq!(events(&job(&found, "b")["triggers"]), ["push branch:main"]);
    assert_eq!(job(&found, "b")["triggers"][0]["at"], ".gitlab-ci.yml#/b/rules/0");
    assert_eq!(job(&found, "c")["if_is"], json!(false));
}

#[test]
fn rules_of_another_shape_keep_everything_possible() {
    let text = "a: {script: x, rules: tags}\nb: {script: x, rules: [x, {if: $CI_COMMIT_TAG}]}\n";
    let triggers = json!(["pipelines[*].jobs[*].triggers"]);
    assert_eq!(
        problems(&[(FILE, text)]),
        [
            json!([
                ".gitlab-ci.yml#/a/rules",
                "unexpected",
                triggers,
                "`rules` must be a list, and is a scalar"
            ]),
            json!([
                ".gitlab-ci.yml#/b/rules/0",
                "unexpected",
                triggers,
                "a rule must be a mapping, and is a scalar"
            ]),
        ]
    );
}
