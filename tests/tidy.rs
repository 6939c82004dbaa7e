//! Habits of the repository that no compiler knows: sizes, names, borders between modules, paths
//! that documents name.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

/// The most lines of a source file.
const LONGEST_FILE: usize = 400;

/// Names that say nothing of what a file holds.
const EMPTY_NAMES: &[&str] = &["util", "utils", "common", "helper", "helpers", "misc"];

/// Crates that only one module may name, and that module.
const BORDERS: &[(&str, &str)] = &[
    ("regorus", "src/policy/rego"),
    ("clap", "src/cli"),
    ("granit_parser", "src/source/yaml"),
    ("jsonc_parser", "src/source/json.rs"),
    ("toml_edit", "src/source/toml.rs"),
    ("toml_parser", "src/source/toml.rs"),
    ("miette", "src/report/pretty"),
    ("comfy_table", "src/report/inventory"),
    ("hickory_proto", "src/collect/dns"),
    ("ureq", "src/collect/https"),
    ("rustls", "src/collect/https"),
    ("psl", "src/collect/email/dmarc"),
    ("gix", "src/source/git"),
];

/// Folders that paths in documents start with.
const FOLDERS: &[&str] =
    &["src/", "docs/", "policies/", "tests/", "benches/", "schemas/", "examples/", ".ci/"];

/// A file of the repository: its path with `/`, and its text.
struct File {
    path: String,
    text: String,
}

/// All text files but what is built, and what git keeps for itself.
fn files() -> Vec<File> {
    let walk = WalkDir::new(".").sort_by_file_name().into_iter().filter_entry(|entry| {
        let apart = ["target", ".git", "corpus", "artifacts", "coverage"];
        let apart = apart.iter().any(|name| entry.file_name() == *name);
        !(entry.depth() <= 2 && apart)
    });
    let entries = walk.map(|entry| entry.expect("the repository can be read"));
    let files: Vec<_> = entries
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let path = entry.path().strip_prefix(".").unwrap().to_string_lossy().replace('\\', "/");
            let text =
                String::from_utf8(fs::read(entry.path()).expect("the file can be read")).ok()?;
            Some(File { path, text })
        })
        .collect();
    assert!(
        files.iter().any(|file| file.path == "src/lib.rs"),
        "the tests run at the root of the package"
    );
    files
}

fn sources() -> impl Iterator<Item = File> {
    files().into_iter().filter(|file| file.path.ends_with(".rs") && file.path.starts_with("src/"))
}

fn assert_none(wrong: impl IntoIterator<Item = String>) {
    let wrong: Vec<_> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_source_says_first_what_belongs_in_it() {
    let bare = sources().filter(|file| !file.text.starts_with("//! "));
    assert_none(bare.map(|file| format!("{}: does not start with a `//!` comment", file.path)));
}

#[test]
fn no_source_is_too_long() {
    let long = sources().map(|file| (file.text.lines().count(), file.path));
    let long = long.filter(|(lines, _)| *lines > LONGEST_FILE);
    assert_none(
        long.map(|(lines, path)| format!("{path}: {lines} lines, and {LONGEST_FILE} are the most")),
    );
}

#[test]
fn names_say_what_is_inside() {
    let empty = sources().filter(|file| {
        let mut parts = file.path.trim_end_matches(".rs").split('/');
        parts.any(|part| EMPTY_NAMES.contains(&part))
    });
    assert_none(empty.map(|file| format!("{}: names no contents", file.path)));
}

#[test]
fn nothing_is_left_open() {
    // In halves, so that they do not stand here.
    let marks = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["HA", "CK"],
        ["unimple", "mented!"],
        ["to", "do!("],
        ["#[ig", "nore"],
    ];
    assert_none(occurrences(&marks.map(|halves| halves.concat()), |path| {
        ["src/", "tests/", "policies/"].iter().any(|folder| path.starts_with(folder))
    }));
}

#[test]
fn crates_are_named_behind_their_borders_only() {
    let wrong = sources().flat_map(|file| {
        let named = BORDERS.iter().filter(|(name, module)| {
            let inside = file
                .path
                .strip_prefix(module)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']));
            !inside && names(&file.text, name)
        });
        let named = named.map(|(name, module)| {
            format!("{}: names `{name}`, which only {module} may", file.path)
        });
        named.collect::<Vec<_>>()
    });
    assert_none(wrong);
}

/// Whether code names a crate: in a path, or in a `use` of the crate itself.
fn names(text: &str, name: &str) -> bool {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.into_iter()
        .any(|line| line.contains(&format!("{name}::")) || line.contains(&format!("use {name}")))
}

#[test]
fn no_registry_and_no_build_machine_is_named() {
    let hosts = [
        ["registry.", "npmjs."],
        ["registry.", "yarnpkg."],
        ["static.", "crates."],
        ["index.", "crates."],
        ["files.", "pythonhosted"],
        ["deb.", "debian"],
        ["proxy.", "golang"],
    ];
    // Cargo writes where the crates came from.
    assert_none(occurrences(&hosts.map(|halves| halves.concat()), |path| path != "Cargo.lock"));
    let machines = ["work", "farm", "root"].map(|folder| format!("/{folder}/"));
    let wrong = files().into_iter().flat_map(|file| {
        let lines = file.text.lines().enumerate().filter(|(_, line)| {
            machines.iter().any(|machine| {
                let mut rests = line
                    .match_indices(machine.as_str())
                    .filter_map(|(at, _)| line.get(at + machine.len()..));
                rests.any(|rest| {
                    rest.starts_with(|first: char| first == '.' || first.is_ascii_alphabetic())
                })
            })
        });
        let lines =
            lines.map(|(index, line)| format!("{}:{}: {}", file.path, index + 1, line.trim()));
        lines.collect::<Vec<_>>()
    });
    assert_none(wrong);
}

/// The lines of files that hold one of these words.
fn occurrences(words: &[String], wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for file in files().iter().filter(|file| wanted(&file.path)) {
        for (index, line) in file.text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{}: {}", file.path, index + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn documents_name_paths_that_exist() {
    let documents = files().into_iter().filter(|file| {
        let is_fixture = file.path.split('/').any(|part| matches!(part, "bad" | "good"));
        file.path.ends_with(".md") && !is_fixture
    });
    let wrong = documents.flat_map(|file| {
        let folder = Path::new(&file.path).parent().expect("a file is in a folder");
        let mut wrong = Vec::new();
        for (index, line) in prose(&file.text) {
            let paths = quoted(line).filter(|path| !Path::new(path).exists());
            wrong.extend(
                paths.map(|path| format!("{}:{index}: `{path}` does not exist", file.path)),
            );
            let links = links(line).filter(|link| !folder.join(link).exists());
            wrong
                .extend(links.map(|link| {
                    format!("{}:{index}: the link to {link} leads nowhere", file.path)
                }));
        }
        wrong
    });
    assert_none(wrong);
}

/// The lines outside fenced blocks, numbered from 1.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    let lines = text.lines().enumerate().filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    });
    lines.map(|(index, line)| (index + 1, line))
}

/// The paths of the repository between backticks, without a line number behind them.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    let codes = line.split('`').skip(1).step_by(2);
    let paths = codes.filter(|code| FOLDERS.iter().any(|folder| code.starts_with(folder)));
    let paths = paths.map(|path| path.split([':', '#']).next().unwrap_or(path));
    // A place holder or a pattern names many files, or none yet.
    paths.filter(|path| !path.contains(['<', '*', '{', '…', ' ']))
}

/// The targets of links to files of the repository.
fn links(line: &str) -> impl Iterator<Item = &str> {
    let targets =
        line.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
    let targets =
        targets.filter(|target| !target.contains("://") && !target.starts_with(['#', '<']));
    targets.map(|target| target.split('#').next().unwrap_or(target))
}
