//! Tests of the SARIF log over the report that every form is tested with.

use serde_json::{Value, json};

use super::super::pretty::sample;
use super::*;

fn run() -> Value {
    let log: Value = serde_json::from_str(&render(&sample::report())).unwrap();
    assert_eq!(log["version"], "2.1.0");
    log["runs"][0].clone()
}

#[test]
fn a_result_has_rule_place_and_related_places() {
    let run = run();
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let mut result = run["results"][0].clone();
    let print = result["partialFingerprints"].take();
    assert_eq!(print.as_object().unwrap().len(), 1);
    assert!(print["palisade/v1"].as_str().unwrap().ends_with(":1"));
    assert_eq!(
        result,
        json!({
            "ruleId": "ci.unpinned_action",
            "ruleIndex": 1,
            "level": "error",
            "message": {"text": "`actions/ünpin@v1` is not pinned"},
            "locations": [{"physicalLocation": {
                "artifactLocation": {"uri": "app/.github/workflows/ci.yml"},
                "region": {
                    "startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 28,
                    "byteOffset": 23, "byteLength": 17,
                },
            }}],
            "relatedLocations": [
                {
                    "id": 1,
                    "message": {"text": "in this job"},
                    "physicalLocation": {
                        "artifactLocation": {"uri": "app/.github/workflows/ci.yml"},
                        "region": {
                            "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 6,
                            "byteOffset": 0, "byteLength": 5,
                        },
                    },
                },
                {
                    "id": 2,
                    "message": {"text": "the update bot"},
                    "physicalLocation": {"artifactLocation": {"uri": "app/renovate%20%C3%A9%3A.json"}},
                },
            ],
            "partialFingerprints": null,
        })
    );
}

#[test]
fn a_result_without_a_place_is_about_the_target() {
    let run = run();
    assert_eq!(
        run["results"][2]["locations"],
        json!([{"physicalLocation": {"artifactLocation": {"uri": "app"}}}])
    );
}

#[test]
fn waived_findings_are_suppressed_where_the_waiver_stands() {
    let run = run();
    assert_eq!(
        run["results"][3]["suppressions"],
        json!([{
            "kind": "inSource",
            "status": "accepted",
            "justification": "the host is ours (ops), until 2027-01-31",
        }])
    );
    assert_eq!(run["results"][0].get("suppressions"), None);
    let mut report = sample::report();
    report.targets[0].findings[3].waiver.as_mut().unwrap().at =
        "palisade.yaml#/waivers/0".to_owned();
    let log: Value = serde_json::from_str(&render(&report)).unwrap();
    assert_eq!(log["runs"][0]["results"][3]["suppressions"][0]["kind"], "external");
}

#[test]
fn rules_are_described_from_their_metadata() {
    let run = run();
    let driver = &run["tool"]["driver"];
    assert_eq!(
        (&driver["name"], &driver["semanticVersion"]),
        (&json!("palisade"), &json!("0.1.0"))
    );
    assert_eq!(
        driver["rules"][1],
        json!({
            "id": "ci.unpinned_action",
            "shortDescription": {"text": "Actions are pinned"},
            "fullDescription": {"text": "A tag can be moved."},
            "help": {
                "text": "Write the commit.",
                "markdown": "Write the commit.\n\n- [GitHub, hardening](https://docs.github.com/x)",
            },
            "helpUri": "https://docs.github.com/x",
            "defaultConfiguration": {"level": "error"},
            "properties": {"security-severity": "8.0", "tags": ["security", "supply-chain"]},
        })
    );
    assert_eq!(driver["rules"][0]["help"]["text"], "ci.broken");
}

#[test]
fn what_could_not_be_judged_is_notified() {
    let run = run();
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notes: Vec<String> = invocation["toolExecutionNotifications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| {
            format!(
                "{}: {}",
                note["level"].as_str().unwrap(),
                note["message"]["text"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        notes,
        [
            "warning: line 3:\nnot YAML",
            "note: `a` stands twice",
            "error: ci.broken errored for app: division by zero",
            "error: unexpected `}`",
            "note: 1 verdict unknown: something that the rules read could not be read",
        ]
    );
    assert_eq!(invocation["toolExecutionNotifications"][2]["associatedRule"]["id"], "ci.broken");
}

#[test]
fn paths_go_through_the_target() {
    for (target, file, path) in [
        (".", "a/b", "a/b"),
        ("./x/", "a", "x/a"),
        ("../x", "a", "../x/a"),
        ("/srv/x", "a", "/srv/x/a"),
    ] {
        assert_eq!(joined(Some(target), file), path, "{target}");
    }
    assert_eq!(joined(None, "/etc/palisade.yaml"), "/etc/palisade.yaml");
    assert_eq!(uri("/srv/a b"), "file:///srv/a%20b");
    assert_eq!(uri("a:b?#%.yml"), "a%3Ab%3F%23%25.yml");
}

#[test]
fn a_message_makes_no_link() {
    assert_eq!(
        message("see [here](https://evil.example)").text,
        "see \\[here\\](https://evil.example)"
    );
    assert_eq!(message("on: [push]").text, "on: [push]");
}
