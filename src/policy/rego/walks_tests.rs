//! Which lists a definition goes through by one statement alone, and what is left of them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::load::{Program, Source};
use super::super::{Input, Pages};
use super::Effects;
use crate::policy::asks::{Asked, Asks, Guard, Must};
use crate::policy::reads::{FactPath, Read, Reads};
use crate::policy::shown::Shown;
use crate::policy::survey::{Document, Plan, Seen};

/// The effects of the only `deny` of this policy.
fn effects(text: &str) -> Effects {
    let sources =
        [Source { file: "p.rego".to_owned(), text: format!("package p\n\n{text}\n").into() }];
    let (program, refusals) = Program::load(&sources, &serde_json::json!({}));
    assert_eq!(refusals, []);
    let definitions = program.definitions();
    let deny = definitions.into_iter().filter(|definition| definition.name == "deny");
    program.effects(&deny.collect::<Vec<_>>()).remove(0)
}

fn words(guard: &Guard) -> usize {
    let count = guard
        .asks()
        .iter()
        .map(|ask| if let Must::Be(words) = &ask.must { words.len() } else { 0 });
    count.sum()
}

/// The lists of which items are left out.
fn alone(text: &str) -> Vec<String> {
    let walks = effects(text).asked.walks;
    let lists: BTreeSet<_> = walks.iter().map(|walk| walk.list.clone()).collect();
    let sifted = lists.iter().filter(|list| {
        let mut of = walks.iter().filter(|walk| walk.list == **list);
        of.all(|walk| walk.asks.iter().all(|asks| !asks.is_empty()))
    });
    sifted.map(ToString::to_string).collect()
}

/// What is left of a document for `deny`.
fn left(text: &str, document: &serde_json::Value) -> Input {
    let found = effects(text);
    let reads = Reads {
        paths: found.reads,
        asks: Asks::Known(vec![Asked {
            needs: found.asked.needs,
            guards: found.asked.guards,
            walks: found.asked.walks,
            shown: Arc::new(Shown::of(&BTreeSet::from([Read {
                path: FactPath::default(),
                whole: true,
            }]))),
        }]),
    };
    let plan = Plan::of([&reads]);
    let flat = Document::of(plan.texts(), document).unwrap();
    let seen = Seen::of(&plan, &flat);
    Pages::new(&flat, &plan, &seen).of(0, 0).unwrap()
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
    assert_eq!(alone(&format!("{helper}{rule}")), ["jobs", "jobs[*].steps"]);
    // What fails both is nothing to either.
    let two = "some a in input.jobs\nsome b in input.jobs\na.kind == \"x\"\nb.kind == \"y\"";
    assert_eq!(of(two), ["jobs"]);
    for body in [
        "count([a | some a in input.jobs; a.kind == \"x\"]) > 2",
        "some a in input.jobs\na.on\nx := [b | some b in input.jobs; b.kind]\ncount(x) == 1",
        "not any_on",
        "every x in ons { x.kind == \"x\" }",
    ] {
        let helpers = "any_on if {\nsome j in input.jobs\nj.on\n}\n\n\
            ons := [j | some j in input.jobs; j.on]\n\n";
        assert_eq!(
            alone(&format!("{helpers}deny contains 1 if {{\n{body}\n}}")),
            ["jobs"],
            "{body}"
        );
    }
}

#[test]
fn a_list_that_something_else_looks_at() {
    for body in [
        "some a in input.jobs\nsome b in input.jobs\na.kind != 1",
        "some a in input.jobs\ncount(input.jobs) > 1\na.kind",
        "some a in input.jobs\nnot \"x\" in input.jobs\na.kind",
        "some i, a in input.jobs\na.kind == i",
        "count([a | some a in input.jobs; not a.kind == \"x\"]) > 2",
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
    let set = "kinds contains \"k\" if some j in input.jobs\n\n";
    let rule = "deny contains \"m\" if {\nsome j in input.jobs\nj.name\nnot j.name in kinds\n}";
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
    assert_eq!(found.asked.guards.iter().map(words).sum::<usize>(), 3);
    for (other, expected) in [
        ("is_x(j) if j.old", 3),
        ("is_x(j) if j.kinds == \"x\"", 4),
        ("is_x(j) if not j.kind == \"x\"", 0),
        ("default is_x(_) := false", 0),
    ] {
        let found = effects(&format!("{helpers}{other}\n\n{rule}"));
        assert_eq!(found.asked.guards.iter().map(words).sum::<usize>(), expected, "{other}");
    }
}

#[test]
fn only_items_that_can_matter_are_left() {
    let rule = "deny contains \"m\" if {\nsome j in input.jobs\nsome s in j.steps\n\
        s.kind == \"x\"\nsome c in s.commands\nc.name in {\"a\", \"b\"}\n}";
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
    let expected = serde_json::json!({"jobs": [
        {"at": 4, "steps": [{"kind": "x", "commands": [{"name": "b"}]}]},
    ], "other": [1, 2]});
    assert_eq!(left(rule, &document), Input::new(&expected).unwrap());
    assert_eq!(left(rule, &expected), Input::new(&expected).unwrap());
}
