//! What the documents show is what the program does. `console` blocks hold commands and their
//! whole output; `sh` blocks that name an example must run; blocks that quote a file of the
//! examples must stand in it. `UPDATE=1 cargo test --test examples` rewrites the outputs.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod golden;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use golden::Golden;
use walkdir::WalkDir;

/// Where examples stand: repositories, configurations and policies, one a folder.
const EXAMPLES: &str = "examples/";

/// The day on which the documents are shown, as seconds since 1970: 2026-11-21.
const TODAY: &str = "1795219200";

/// Written documents: those at the top and in `docs/`, without the generated ones.
fn documents() -> Vec<(String, String)> {
    let top = WalkDir::new(".").max_depth(1).sort_by_file_name();
    let docs = WalkDir::new("docs").max_depth(1).sort_by_file_name();
    let entries =
        top.into_iter().chain(docs).map(|entry| entry.expect("the documents can be listed"));
    let paths = entries.map(|entry| entry.path().to_string_lossy().replace('\\', "/"));
    let paths = paths.map(|path| path.trim_start_matches("./").to_owned());
    let paths = paths.filter(|path| path.ends_with(".md") && path != "docs/cli.md");
    paths
        .map(|path| (path.clone(), fs::read_to_string(path).expect("a document is text")))
        .collect()
}

/// A document line by line, the fenced blocks in one piece.
enum Part<'a> {
    Line(&'a str),
    Block { language: &'a str, body: Vec<&'a str> },
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        parts.push(match line.strip_prefix("```") {
            Some(language) => {
                let body = lines.by_ref().take_while(|line| *line != "```").collect();
                Part::Block { language, body }
            }
            None => Part::Line(line),
        });
    }
    parts
}

/// Runs a line that starts with the program's name; a redirection and a comment are left away.
fn run(line: &str) -> Output {
    let words = line.split_whitespace().skip(1);
    let words = words.take_while(|word| !word.starts_with(['#', '>']));
    Command::new(env!("CARGO_BIN_EXE_palisade"))
        .args(words)
        .env("COLUMNS", "100")
        .env("SOURCE_DATE_EPOCH", TODAY)
        .output()
        .expect("the program runs")
}

/// What a command prints. Documents show no command that cannot do its work.
fn printed(line: &str) -> String {
    let output = run(line);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{line}: {}\n{complaint}", output.status);
    assert_eq!(complaint, "", "{line}");
    String::from_utf8(output.stdout).expect("output is text")
}

#[test]
fn commands_print_what_documents_show() {
    let mut golden = Golden::new("UPDATE=1 cargo test --test examples");
    let mut commands = 0;
    for (path, text) in documents() {
        let mut shown = String::new();
        for part in parts(&text) {
            match part {
                Part::Line(line) => shown.push_str(&format!("{line}\n")),
                Part::Block { language: "console", body } => {
                    let runs = body.iter().filter(|line| line.starts_with("$ palisade "));
                    let runs = runs.map(|line| {
                        commands += 1;
                        let output = printed(line.trim_start_matches("$ "));
                        let lines: Vec<_> = output.trim_end().lines().map(str::trim_end).collect();
                        format!("{line}\n{}", lines.join("\n"))
                    });
                    let runs: Vec<_> = runs.collect();
                    shown.push_str(&format!("```console\n{}\n```\n", runs.join("\n\n")));
                }
                Part::Block { language, body } => {
                    let body: String = body.iter().map(|line| format!("{line}\n")).collect();
                    shown.push_str(&format!("```{language}\n{body}```\n"));
                }
            }
        }
        golden.file(Path::new(&path), Some(&shown));
    }
    assert!(commands > 0, "no document shows a command");
    golden.finish();
}

#[test]
fn every_example_is_run_by_a_command_of_a_document() {
    let mut commands = Vec::new();
    for (path, text) in documents() {
        for part in parts(&text) {
            let Part::Block { language: "sh" | "console", body } = part else { continue };
            let lines = body.into_iter().map(|line| line.trim_start_matches("$ ").to_owned());
            let lines =
                lines.filter(|line| line.starts_with("palisade ") && line.contains(EXAMPLES));
            commands.extend(lines.map(|line| (path.clone(), line)));
        }
    }
    for (path, line) in &commands {
        assert!(!printed(line).is_empty(), "{path}: {line}: prints nothing");
    }
    for entry in fs::read_dir(EXAMPLES).expect("there are examples") {
        let example = format!("{EXAMPLES}{}", entry.unwrap().file_name().to_string_lossy());
        let named = |(_, line): &(String, String)| {
            line.split_whitespace().any(|word| word.starts_with(&example))
        };
        assert!(commands.iter().any(named), "no document runs anything of {example}");
    }
}

#[test]
fn quotations_stand_in_the_files_they_are_from() {
    let (mut wrong, mut quotations) = (Vec::new(), 0);
    for (path, text) in documents() {
        let mut before = "";
        for part in parts(&text) {
            match part {
                Part::Line("") => {}
                Part::Line(line) => before = line,
                Part::Block { language, body } => {
                    // "`examples/conftest/policy/main.rego` begins:", and then the block.
                    let mut codes = before.split('`').skip(1).step_by(2);
                    let file = codes.find(|code| {
                        code.starts_with(EXAMPLES) && code.ends_with(&format!(".{language}"))
                    });
                    before = "";
                    let Some(file) = file else { continue };
                    quotations += 1;
                    let source =
                        fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
                    if !source.contains(&body.join("\n")) {
                        wrong
                            .push(format!("{path}: what is quoted of {file} does not stand in it"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(quotations > 0, "no document quotes an example");
}
