//! What policies of every shape are found to read and to need.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::super::load::{Program, Source};

/// The reads (walked through: with a `~`) and the needs of `deny` in these policies.
fn analysed(texts: &[&str]) -> (Vec<String>, Vec<String>) {
    let sources: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| Source {
            file: format!("{index}.rego"),
            text: (*text).to_owned().into(),
        })
        .collect();
    let (program, refusals) =
        Program::load(&sources, &serde_json::json!({"parameters": {"x": []}}));
    assert_eq!(refusals, []);
    let definitions: Vec<_> =
        program.definitions().into_iter().filter(|definition| definition.name == "deny").collect();
    let effects = &program.effects(&definitions)[0];
    let mark = |whole: bool| if whole { "" } else { "~" };
    let reads = effects.reads.iter().map(|read| format!("{}{}", mark(read.whole), read.path));
    (reads.collect(), effects.asked.needs.iter().map(ToString::to_string).collect())
}

fn of(body: &str) -> (Vec<String>, Vec<String>) {
    analysed(&[&format!(
        "package p\n\ndeny contains message if {{\n{body}\nmessage := \"m\"\n}}\n"
    )])
}

#[test]
fn a_walk_reads_only_what_it_ends_at() {
    let (reads, needs) = of("some p in input.pipelines\nsome j in p.jobs\nj.id == \"x\"");
    assert_eq!(reads, ["~pipelines", "~pipelines[*].jobs", "pipelines[*].jobs[*].id"]);
    assert_eq!(needs, ["pipelines", "pipelines[*].jobs"]);
}

#[test]
fn brackets_and_variables_read_the_same() {
    let walked = of("some p in input.pipelines\nsome j in p.jobs\nj.id == \"x\"");
    assert_eq!(of("some i, j\ninput.pipelines[i].jobs[j].id == \"x\""), walked);
    assert_eq!(of("p := input.pipelines[_]\nj := p.jobs[_]\n\"x\" == j.id"), walked);
}

#[test]
fn what_is_not_asked_to_be_there_is_not_needed() {
    for body in [
        "not input.repository.security_policy",
        "count(input.packages) == 0",
        "names := {x.name | some x in input.packages}\nnames != 3",
        "every x in input.packages { x.private }",
        "found := 1 in input.packages[0].bundled\nfound == false",
        "not has(input)\n",
    ] {
        let text = format!(
            "package p\n\nhas(x) if some y in x.packages\n\ndeny contains message if {{\n{body}\nmessage := \"m\"\n}}\n"
        );
        let (reads, needs) = analysed(&[&text]);
        assert_eq!(needs, [""; 0], "{body}");
        assert!(!reads.is_empty(), "{body}");
    }
}

#[test]
fn a_set_of_a_helper_is_needed_only_where_somebody_goes_through_it() {
    let helper = "package lib\n\nreleases contains {\"job\": job, \"publish\": publish} if {\n\
                  some pipeline in input.pipelines\nsome job in pipeline.jobs\n\
                  some publish in job.publishes\nnot publish.dry_run\n}\n";
    let through = "package p\n\nimport data.lib\n\ndeny contains found.publish.at if {\n\
                   some found in lib.releases\nfound.job.id == \"x\"\n}\n";
    let (reads, needs) = analysed(&[helper, through]);
    assert!(needs.contains(&"pipelines[*].jobs[*].publishes".to_owned()), "{needs:?}");
    assert!(reads.contains(&"pipelines[*].jobs[*].publishes[*].at".to_owned()), "{reads:?}");
    assert!(reads.contains(&"pipelines[*].jobs[*].id".to_owned()), "{reads:?}");
    assert!(!reads.contains(&"pipelines[*].jobs[*]".to_owned()), "{reads:?}");

    let counted =
        "package p\n\nimport data.lib\n\ndeny contains \"none\" if count(lib.releases) == 0\n";
    let (_, needs) = analysed(&[helper, counted]);
    assert_eq!(needs, [""; 0]);
}

#[test]
fn a_function_reads_through_its_arguments() {
    let text = "package p\n\n_token(step) := v if {\nsome v in step.env\nv.name == \"TOKEN\"\n}\n\n\
                deny contains {\"msg\": \"m\", \"at\": v.at} if {\nsome s in input.pipelines[_].jobs[_].steps\nv := _token(s)\n}\n";
    let (reads, needs) = analysed(&[text]);
    assert!(reads.contains(&"pipelines[*].jobs[*].steps[*].env[*].name".to_owned()), "{reads:?}");
    assert!(reads.contains(&"pipelines[*].jobs[*].steps[*].env[*].at".to_owned()), "{reads:?}");
    assert!(needs.contains(&"pipelines[*].jobs[*].steps[*].env".to_owned()), "{needs:?}");
}

#[test]
fn alternatives_need_only_what_all_of_them_need() {
    let text = "package p\n\n_odd(job) if some x in job.installs\n\n_odd(job) if some x in job.publishes\n\n\
                deny contains job.id if {\nsome job in input.pipelines[_].jobs\n_odd(job)\n}\n";
    let (_, needs) = analysed(&[text]);
    assert_eq!(needs, ["pipelines", "pipelines[*].jobs"]);
}

#[test]
fn what_cannot_be_followed_reads_everything() {
    assert!(of("some key\ninput[key] == 1").0.contains(&"[*]".to_owned()));
    assert!(of("walk(input, [_, value])\nvalue == 1").0.contains(&String::new()));
    assert!(of("json.marshal(input.packages) == \"\"").0.contains(&"packages".to_owned()));
    let dynamic = "package p\n\ndeny contains x if {\nsome name\nx := data.q[name]\n}\n";
    let other = "package q\n\na := input.settings\n";
    assert!(analysed(&[dynamic, other]).0.contains(&String::new()));
}

#[test]
fn an_import_of_input_and_object_get_are_understood() {
    let text = "package p\n\nimport input.packages as manifests\n\ndeny contains \"m\" if {\n\
                some m in manifests\nobject.get(m, \"version\", \"\") == \"0\"\n}\n";
    let (reads, _) = analysed(&[text]);
    assert_eq!(reads, ["~packages", "packages[*].version"]);
}
