//! Whatever a policy looks like, it finds in the part of a document that it is shown what it finds
//! in all of it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::super::load::{Program, Source};
use super::super::{Input, Limits, Pages, Session};
use crate::policy::asks::Asks;
use crate::policy::reads::Reads;
use crate::policy::survey::{Document, Plan, Seen};

/// Rules that the bodies may use.
const HELPERS: &str = r#"
on(j) if j.on

on(j) if j.kind == "x"

default strict(_) := false

strict(j) if j.kind == "y"

ons := [j | some j in input.jobs; on(j)]

kinds contains kind if {
	some j in input.jobs
	kind := j.kind
}

picked contains j if {
	some j in input.jobs
	some s in j.steps
	s.kind == "x"
}

steps_of(j) := [s | some s in j.steps; s.off] if j.on else := [s | some s in j.steps; s.kind == "x"]

first(j) := runs[0] if {
	runs := [s.run | some s in steps_of(j)]
} else := "none"

named(list, name) := [s | some s in list; s.kind == name]

by_name[j.name] contains s.kind if {
	some j in input.jobs
	some s in j.steps
	s.kind in {"x", "y"}
}

none if {
	not loud
}

any_job if some j in input.jobs

any_on if {
	some j in input.jobs
	j.on
}

loud if {
	some j in input.jobs
	some s in j.steps
	contains(s.run, "go")
}
"#;

/// Bodies that give `m`.
const BODIES: &[&str] = &[
    "some j in input.jobs\nj.kind == \"x\"\nm := j.name",
    "some a in input.jobs\nsome b in input.jobs\na.kind == \"x\"\nb.kind == \"y\"\nm := [a.name, b.name]",
    "some a in input.jobs\nsome b in input.jobs\na.name != b.name\na.on\nm := b.name",
    "some j in input.jobs\nnot j.on\nm := j.name",
    "some j in input.jobs\nnot on(j)\nm := count(j.steps)",
    "some j in input.jobs\nnot strict(j)\nm := j.kind",
    "some j in input.jobs\nstrict(j) == false\nm := j.name",
    "m := count(ons)",
    "m := count(kinds)",
    "m := count({j | some j in input.jobs; j.on})",
    "m := count({j.steps | some j in input.jobs})",
    "m := [j.name | some j in picked]",
    "m := {s.run | some j in picked; some s in j.steps}",
    "some j in input.jobs\nevery s in j.steps { s.kind == \"x\" }\nm := j.name",
    "some j in input.jobs\nevery s in j.steps {\nsome c in s.labels\nc == \"a\"\n}\nm := j.name",
    "some j in input.jobs\nm := [j.name, first(j)]",
    "some j in input.jobs\ncount(steps_of(j)) == 0\nm := j.name",
    "some j in input.jobs\ncount(named(j.steps, \"x\")) > 1\nm := j.name",
    "some j in input.jobs\ncount(named(j.steps, \"x\")) == 0\nm := j.name",
    "m := by_name",
    "none\nm := 1",
    "loud\nm := 1",
    "any_job\nm := 1",
    "any_on\nsome j in input.jobs\nj.kind == \"x\"\nm := j.name",
    "not any_on\nm := 1",
    "some i, j in input.jobs\ni > 0\nj.kind == \"x\"\nm := [i, input.jobs[i - 1].kind]",
    "m := input.jobs[count(input.jobs) - 1].name",
    "some j in input.jobs\nsome s in j.steps\n\"a\" in s.labels\nm := [j.name, s.kind]",
    "some j in input.jobs\nsome s in j.steps\nsome l in s.labels\nstartswith(l, \"x\")\nm := [j.name, l]",
    "some j in input.jobs\nsome s in j.steps\nregex.match(`g(?:o|et)\\s*x?`, s.run)\nm := s.run",
    "some j in input.jobs\nsome s in j.steps\nlower(s.run) == \"go\"\nm := j.name",
    "some j in input.jobs\nsome v in j.env\nv == \"x\"\nm := j.name",
    "some j in input.jobs\nsome k, v in j.env\nm := [k, v]",
    "some j in input.jobs\ncount(j.env) > 1\nm := j.name",
    "some j in input.jobs\nj.env.a == \"x\"\nm := object.get(j.env, \"b\", \"none\")",
    "some j in input.jobs\nm := {\"x\": 1, \"y\": 2}[j.kind]",
    "some j in input.jobs\nsome s in j.steps\nx := [t.run | some t in j.steps; t.kind == s.kind]\ncount(x) > 1\nm := x",
    "some j in input.jobs\nx := [s | some s in j.steps; s.off]\nsome s in x\nnot s.kind == \"x\"\nm := s.run",
    "all := [s | some j in input.jobs; some s in j.steps]\nsome s in all\ns.kind == \"y\"\nm := s.run",
    "m := max([count(j.steps) | some j in input.jobs; j.on])",
    "some j in input.jobs\n[s.kind | some s in j.steps; s.off] == [\"x\"]\nm := j.name",
    "some j in input.jobs\nj in ons\nm := j.name",
    "a := {j | some j in input.jobs; j.on}\nb := {j | some j in input.jobs; j.kind == \"x\"}\nm := count(a & b)",
    "a := {j | some j in input.jobs; j.on}\nb := {j | some j in input.jobs; j.kind == \"x\"}\nm := count(a | b)",
    "x := ons with input as {\"jobs\": [{\"on\": true, \"name\": \"z\"}]}\nm := [count(x), count(ons)]",
    "some j in input.jobs\nsome s in j.steps\nx := s.kind\nx == \"x\"\nnot s.off\nm := j",
    "some j in [k | some k in input.jobs; k.on]\nsome s in j.steps\ns.off\nm := s",
    "some {\"name\": name, \"kind\": \"x\"} in input.jobs\nm := name",
    "some j in input.jobs\n{\"name\": name, \"kind\": kind} := {\"name\": j.name, \"kind\": j.kind}\nkind == \"x\"\nm := name",
    "some j in input.jobs\nunused := j.kind\nm := j.name",
    "x := {s | some s in input.jobs[_].steps}\nm := count(x)",
    "some s in input.jobs[_].steps\ns.kind == \"x\"\nm := s.run",
    "walk(input, [path, value])\nvalue == \"x\"\nm := path",
];

/// Documents of many shapes, the same each time.
fn documents() -> Vec<Value> {
    let mut state = 7_u64;
    let mut roll = move |sides: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % sides
    };
    let kinds = ["x", "y", "z"];
    let envs = [json!({}), json!({"a": "x"}), json!({"a": "y", "b": "x"})];
    let mut documents = vec![json!({}), json!({"jobs": []}), json!({"jobs": [{}]})];
    for _ in 0..60 {
        let jobs = (0..roll(4)).map(|number| {
            let mut job = json!({"name": format!("j{}", roll(3) + number)});
            let steps = (0..roll(4)).map(|_| {
                let run = ["go", "get x", "GO", "stop", "é"][roll(5)];
                let mut step = json!({"run": run});
                if roll(4) > 0 {
                    step["kind"] = kinds[roll(3)].into();
                }
                if roll(2) > 0 {
                    step["off"] = json!(roll(2) > 0);
                }
                step["labels"] = json!(&["a", "b", "xa"][roll(3)..]);
                step
            });
            job["steps"] = steps.collect();
            if roll(4) > 0 {
                job["kind"] = kinds[roll(3)].into();
            }
            if roll(3) > 0 {
                job["on"] = json!(roll(2) > 0);
            }
            job["env"] = envs[roll(3)].clone();
            job
        });
        documents.push(json!({"jobs": jobs.collect::<Vec<_>>()}));
    }
    documents
}

#[test]
fn a_part_says_what_the_whole_says() {
    let documents = documents();
    let inputs: Vec<_> = documents.iter().map(|document| Input::new(document).unwrap()).collect();
    let (mut found, mut parts) = (0, 0);
    for body in BODIES {
        let text = format!("package p\n{HELPERS}\ndeny contains m if {{\n{body}\n}}\n");
        let sources = [Source { file: "p.rego".to_owned(), text: text.into() }];
        let (program, refusals) = Program::load(&sources, &json!({}));
        assert_eq!(refusals, [], "{body}");
        let definitions = program.definitions();
        let deny = definitions.iter().find(|definition| definition.name == "deny").unwrap();
        let effects = program.effects(std::slice::from_ref(deny)).remove(0);
        let asks = Asks::Known(vec![effects.asked]);
        let reads = Reads { paths: effects.reads, asks };
        let plan = Plan::of([&reads]);
        let program = std::sync::Arc::new(program);
        let mut session = Session::new(&program, &Input::nothing(), Limits::default());
        for (document, input) in documents.iter().zip(&inputs) {
            session.turn_to(input);
            let expected = session.evaluate(deny).unwrap();
            let flat = Document::of(plan.texts(), document).unwrap();
            let seen = Seen::of(&plan, &flat);
            let part = Pages::new(&flat, &plan, &seen).of(0, 0).unwrap();
            session.turn_to(&part);
            assert_eq!(session.evaluate(deny).unwrap(), expected, "{body}\n{document}");
            let empty = expected.is_null() || expected.as_array().is_some_and(Vec::is_empty);
            assert!(empty || seen.can_find(&plan, 0, 0), "{body}\n{document}");
            found += usize::from(!empty);
            parts += usize::from(part != *input);
        }
    }
    assert!(found > 500 && parts > 2000, "{found} found, {parts} parts");
}
