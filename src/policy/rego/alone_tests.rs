//! Which lists a definition goes through by one statement alone, and what is left of them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::super::load::{Program, Source};
use super::super::{Input, Sieve};
use super::Effects;
use crate::policy::reads::{Guard, Must, Reads};

/// The effects of the only `deny` of this policy.
fn effects(text: &str) -> Effects {
    let sources = [Source { file: "p.rego".to_owned(), text: format!("package p\n\n{text}\n") }];
    let (program, refusals) = Program::load(&sources, &serde_json::json!({}));
    assert_eq!(refusals, []);
    let definitions = program.definitions();
    let deny = definitions.into_iter().filter(|definition| definition.name == "deny");
    program.effects(&deny.collect::<Vec<_>>()).remove(0)
}

fn words(guard: &Guard) -> usize {
    if let Must::Be(words) = &guard.must { words.len() } else { 0 }
}

fn alone(text: &str) -> Vec<String> {
    effects(text).alone.iter().map(ToString::to_string).collect()
}

fn of(body: &str) -> Vec<String> {
    alone(&format!("deny contains \"m\" if {{\n{body}\n}}"))
}

#[test]
fn a_list_that_one_statement_walks() {
    assert_eq!(of("some j in input.jobs\nj.kind == \"x\""), ["jobs"]);
    assert_eq!(
        of("some j in input.jobs\nsome s in j.steps\ns.kind == \"x\"\nnot s.off"),
        ["jobs", "jobs[*].steps"]
    );
    assert_eq!(of("all := input.jobs\nsome j in all\nj.kind == \"x\""), ["jobs"]);
    // A helper looks into the steps of a job, of which each counts for the others.
    let helper = "quiet(job) if {\nsome s in job.steps\ns.off\n}\n";
    let rule =
        "deny contains \"m\" if {\nsome j in input.jobs\nsome s in j.steps\nnot quiet(j)\ns.on\n}";
    assert_eq!(alone(&format!("{helper}{rule}")), ["jobs"]);
}

#[test]
fn a_list_that_something_else_looks_at() {
    for body in [
        "some a in input.jobs\nsome b in input.jobs\na.kind == b.kind",
        "some a in input.jobs\ncount(input.jobs) > 1\na.kind",
        "some a in input.jobs\nnot \"x\" in input.jobs\na.kind",
        "some i, a in input.jobs\na.kind == i",
        "count([a | some a in input.jobs; a.kind == \"x\"]) > 2",
        "every a in input.jobs { a.kind == \"x\" }",
        "some a in input.jobs\nx := [b | some b in input.jobs; b.kind]\ncount(x) == 1",
        "some a in input.jobs\nall := input\nis_object(all)\na.kind",
        "some a in input.jobs\nsome name\ninput[name][_].kind == a.kind",
        "input.jobs[_].kind == \"x\"",
        "some a in array.concat(input.jobs, [{\"kind\": \"x\"}])\na.kind",
        "some a in input.jobs with input as {\"jobs\": [{}]}\na.kind",
    ] {
        assert_eq!(of(body), [""; 0], "{body}");
    }
    let set = "kinds contains j.kind if some j in input.jobs\n\n";
    let rule = "deny contains \"m\" if {\nsome j in input.jobs\nnot j.name in kinds\n}";
    assert_eq!(alone(&format!("{set}{rule}")), [""; 0]);
    let head = "deny contains {\"n\": count(input.jobs), \"a\": j.at} if some j in input.jobs";
    assert_eq!(alone(head), [""; 0]);
    let two = "ok if input.a\n\nok if count(input.jobs) == 3\n\n";
    let rule = "deny contains \"m\" if {\nsome j in input.jobs\nok\nj.kind == \"x\"\n}";
    assert_eq!(alone(&format!("{two}{rule}")), [""; 0]);
}

#[test]
fn what_helpers_ask_of_a_fact_is_asked_of_it() {
    let helpers = "is_x(j) if j.kind == \"x\"\n\nis_x(j) if j.kind in {\"y\", \"z\"}\n\n";
    let rule = "deny contains \"m\" if {\nsome j in input.jobs\nis_x(j)\n}";
    let found = effects(&format!("{helpers}{rule}"));
    assert_eq!(found.guards.iter().map(words).sum::<usize>(), 3);
    for other in ["is_x(j) if j.old", "is_x(j) if j.kinds == \"x\"", "default is_x(_) := false"] {
        let found = effects(&format!("{helpers}{other}\n\n{rule}"));
        assert_eq!(found.guards.iter().map(words).sum::<usize>(), 0, "{other}");
    }
}

#[test]
fn only_items_that_can_matter_are_left() {
    let found = effects(
        "deny contains \"m\" if {\nsome j in input.jobs\nsome s in j.steps\ns.kind == \"x\"\n\
         some c in s.commands\nc.name in {\"a\", \"b\"}\n}",
    );
    let reads = Reads {
        paths: found.reads,
        needs: vec![found.needs],
        guards: vec![found.guards],
        alone: vec![found.alone],
    };
    let document = serde_json::json!({"jobs": [
        {"at": 1, "steps": [{"kind": "y", "commands": [{"name": "a"}]}]},
        {"at": 2, "steps": []},
        {"at": 3},
        {"at": 4, "steps": [
            {"kind": "x", "commands": [{"name": "c"}]},
            {"kind": "x", "commands": [{"name": "c"}, {"name": "b"}]},
            {"kind": "x"},
            3,
        ]},
        "text",
    ], "other": [1, 2]});
    let sieve = Sieve::of(&reads, 0);
    let left = serde_json::json!({"jobs": [
        {"at": 4, "steps": [{"kind": "x", "commands": [{"name": "b"}]}]},
    ], "other": [1, 2]});
    assert_eq!(Input::new(&document).unwrap().sifted(&sieve), Input::new(&left).unwrap());
    assert_eq!(Input::new(&left).unwrap().sifted(&sieve), Input::new(&left).unwrap());
}
