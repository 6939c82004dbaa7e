//! What facts must be for a definition to find anything: told only where nothing else could be.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::super::load::{Program, Source};
use crate::policy::asks::{Ask, Fold, Must, Stands};

/// The guards of `deny` in this policy, `path: words`.
fn guards(text: &str) -> Vec<String> {
    let sources =
        [Source { file: "p.rego".to_owned(), text: format!("package p\n\n{text}\n").into() }];
    let (program, refusals) = Program::load(&sources, &serde_json::json!({}));
    assert_eq!(refusals, []);
    let definitions = program.definitions();
    let deny = definitions.into_iter().filter(|definition| definition.name == "deny");
    let effects = &program.effects(&deny.collect::<Vec<_>>())[0];
    let told = effects.asked.guards.iter().filter_map(|guard| {
        let asks: Vec<_> = guard.asks().iter().filter_map(told).collect();
        (!asks.is_empty()).then(|| asks.join(" or "))
    });
    told.collect()
}

fn told(Ask { path, must }: &Ask) -> Option<String> {
    Some(match must {
        Must::Be(words) => format!("{path}: {}", serde_json::to_string(words).unwrap()),
        Must::Read(wording) => {
            let stands = match wording.stands {
                Stands::Alone => "is",
                Stands::First => "begins",
                Stands::Last => "ends",
                Stands::Within => "holds",
            };
            let fold = match wording.fold {
                Fold::None => "",
                Fold::Lower => "lower ",
                Fold::Upper => "upper ",
            };
            format!("{path}: {fold}{stands} {}", serde_json::to_string(&wording.words).unwrap())
        }
        Must::Have => format!("{path}: has"),
        Must::Hold => format!("{path}: holds"),
        Must::Exist => format!("{path}: exists"),
        Must::Fail => format!("{path}: fails"),
        // Of these the tests of walks tell.
        Must::Pass(_) => return None,
    })
}

/// The guards that ask for words.
fn words(text: &str) -> Vec<String> {
    guards(text).into_iter().filter(|guard| guard.ends_with(']')).collect()
}

fn words_of(body: &str) -> Vec<String> {
    words(&format!("deny contains \"m\" if {{\n{body}\n}}"))
}

fn of(body: &str) -> Vec<String> {
    guards(&format!("deny contains \"m\" if {{\n{body}\n}}"))
}

#[test]
fn a_comparison_with_a_word_is_a_guard() {
    let expected = [r#"jobs[*].kind: ["x"]"#];
    assert_eq!(words_of("some j in input.jobs\nj.kind == \"x\""), expected);
    assert_eq!(words_of("some j in input.jobs\n\"x\" == j.kind"), expected);
    assert_eq!(words_of("input.jobs[_].kind == \"x\""), expected);
    assert_eq!(words_of("j := input.jobs[i]\nk := j.kind\nk == \"x\""), expected);
    assert_eq!(
        words_of("some j in input.jobs\nj.kind in {\"y\", \"x\"}"),
        [r#"jobs[*].kind: ["x","y"]"#]
    );
    assert_eq!(words_of("input.private == false"), ["private: [false]"]);
}

#[test]
fn through_a_helper_that_passes_facts_on() {
    let helper = "ours contains job if {\nsome job in input.jobs\njob.kind != \"z\"\n}\n";
    let rule = "deny contains \"m\" if {\nsome j in ours\nj.kind == \"x\"\n}";
    assert_eq!(words(&format!("{helper}{rule}")), [r#"jobs[*].kind: ["x"]"#]);
    // Another definition of the helper puts in what is no fact.
    let made = "ours contains {\"kind\": \"x\"}\n";
    assert_eq!(words(&format!("{helper}{made}{rule}")), [""; 0]);
}

#[test]
fn a_fact_that_is_looked_at_must_be_there() {
    assert_eq!(of("some j in input.jobs\nj.on"), ["jobs[*].on: holds"]);
    for (body, expected) in [
        ("startswith(input.a.b, \"x\")", "a.b: begins [\"x\"]"),
        ("x := lower(input.a)\nx != \"y\"", "a: exists"),
        ("input.a > 3", "a: exists"),
        ("f := {\"k\": input.a}\ncount(f) == 1", "a: exists"),
    ] {
        assert_eq!(of(body), [expected], "{body}");
    }
    assert_eq!(of("not input.a.b"), ["a.b: fails"]);
    for body in [
        "not startswith(input.a.b, \"x\")",
        "y := input.a in {1, 2}\ny == false",
        "object.get(input, \"a\", 1) == 1",
        "x := [a | a := input.a]\ncount(x) == 0",
        "every x in [1] { input.a == x }",
        "input.a == 1 with input as {\"a\": 1}",
    ] {
        assert_eq!(of(body), [""; 0], "{body}");
    }
    let function = "kind(j) := j.a if j.c else := j.b\n\n";
    let rule = "deny contains \"m\" if kind(input.j) == \"x\"";
    assert_eq!(guards(&format!("{function}{rule}")), [""; 0]);
    let function = "kind(j) := j.a\n\nkind(j) := j.b if j.c\n\n";
    let rule = "deny contains \"m\" if {\nkind(input.j) == \"x\"\n}";
    assert_eq!(guards(&format!("{function}{rule}")), [""; 0]);
    let function = "kind(j) := j.a if j.d\n\nkind(j) := j.b if j.c\n\n";
    let rule = "deny contains \"m\" if {\nkind(input.j)\n}";
    assert_eq!(guards(&format!("{function}{rule}")), ["j.c: holds or j.d: holds"]);
}

#[test]
fn a_collection_with_a_member_asks_what_its_members_ask() {
    let all = "x := [j | some j in input.jobs; j.kind == \"x\"]\n";
    for body in ["count(x) > 0", "count(x) != 0", "some j in x\nj.name", "3 in x"] {
        assert!(
            of(&format!("{all}{body}")).contains(&"jobs[*].kind: [\"x\"]".to_owned()),
            "{body}"
        );
    }
    for body in ["count(x) >= 0", "count(x) == 0", "not 3 in x", "3 in x == false"] {
        assert_eq!(words_of(&format!("{all}{body}")), [""; 0], "{body}");
    }
    let set = "kinds := {\"x\", \"y\"}\n\nmore contains \"x\"\n\n";
    let rule =
        |set| format!("deny contains \"m\" if {{\nsome j in input.jobs\nj.kind in {set}\n}}");
    assert_eq!(words(&format!("{set}{}", rule("kinds"))), [r#"jobs[*].kind: ["x","y"]"#]);
    assert_eq!(words(&format!("{set}{}", rule("more"))), [""; 0]);
    assert_eq!(words(&format!("kinds := {{\"x\"}} if input.a\n\n{}", rule("kinds"))), [""; 0]);
}

#[test]
fn words_in_texts() {
    for (body, expected) in [
        ("contains(input.a, \"x\")", r#"a: holds ["x"]"#),
        ("endswith(lower(input.a), \"x\")", r#"a: lower ends ["x"]"#),
        ("strings.any_prefix_match(input.a, {\"x\", \"y\"})", r#"a: begins ["x","y"]"#),
        ("lower(input.a) in {\"x\", \"y\"}", r#"a: lower is ["x","y"]"#),
        ("regex.match(`^(?:a1|b2)\\s+c?`, input.a)", r#"a: holds ["a1","b2"]"#),
        ("regex.match(`(?i)otp|2FA`, input.a)", r#"a: lower holds ["2fa","otp"]"#),
        ("\"x\" in input.a", r#"a[*]: ["x"]"#),
        ("some c in input.a\nstartswith(c, \"x\")", r#"a[*]: begins ["x"]"#),
    ] {
        assert!(of(body).contains(&expected.to_owned()), "{body}: {:?}", of(body));
    }
    let constants = "all := more | {\"x\"}\n\nmore := {\"y\"}\n\nof := {\"x\": 1, \"y\": 2}\n\none := \"x\"\n\n";
    for (body, expected) in [
        ("input.a in all", r#"a: ["x","y"]"#),
        ("of[input.a] > 1", r#"a: ["x","y"]"#),
        ("input.a == one", r#"a: ["x"]"#),
        ("is_it(input.a, one)", r#"a: ["x"]"#),
    ] {
        let rule = format!("{constants}is_it(a, b) if a == b\n\ndeny contains 1 if {{\n{body}\n}}");
        assert_eq!(guards(&rule), [expected], "{body}");
    }
}

#[test]
fn what_may_be_something_else_is_none() {
    for body in [
        "object.get(input, \"kind\", \"x\") == \"x\"",
        "not input.kind == \"x\"",
        "every j in input.jobs { j.kind == \"x\" }",
        "count([j | some j in input.jobs; j.kind == \"x\"]) == 0",
        "input.kind != \"x\"",
        "upper(lower(input.kind)) == \"x\"",
        "input.kind == input.other",
        "some i, j in input.jobs\ni == \"x\"",
        "some j in array.concat(input.jobs, [{\"kind\": \"x\"}])\nj.kind == \"x\"",
        "some j in [input.a, {\"kind\": \"x\"}]\nj.kind == \"x\"",
        "input.kind == 3",
        "input.kind in {\"x\", input.other}",
    ] {
        assert_eq!(words_of(body), [""; 0], "{body}");
    }
    let function = "kind(j) := \"x\" if j.loops else := j.kind\n";
    let rule = "deny contains \"m\" if {\nsome j in input.jobs\nkind(j) == \"x\"\n}";
    assert_eq!(words(&format!("{function}{rule}")), [""; 0]);
    let fallback = "default kind := \"x\"\n\nkind := input.kind\n";
    assert_eq!(words(&format!("{fallback}deny contains \"m\" if kind == \"x\"")), [""; 0]);
}

#[test]
fn a_document_put_in_place_of_the_facts_is_no_fact() {
    let helpers =
        "ours := input.jobs\n\ntheirs := all if all := ours with input as {\"jobs\": []}\n";
    for body in [
        "x := ours with input as {\"jobs\": [{\"kind\": \"x\"}]}\nx[_].kind == \"x\"",
        "some j in theirs\nj.kind == \"x\"",
    ] {
        let rule = format!("{helpers}\ndeny contains \"m\" if {{\n{body}\n}}");
        assert_eq!(guards(&rule), [""; 0], "{body}");
    }
    let rule =
        "ok if input.kind == \"x\"\n\ndeny contains \"m\" if ok with input as {\"kind\": \"x\"}";
    assert_eq!(guards(rule), [""; 0]);
    assert_eq!(
        guards("deny contains \"m\" if input.kind == \"x\" with input as {\"kind\": \"x\"}"),
        [""; 0]
    );
}
