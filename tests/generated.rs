//! Files that the program writes about itself: the schemas, a page for each rule, the reference
//! of the command line. `UPDATE=1 cargo test --test generated` rewrites them.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod golden;
mod rulebook;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use golden::Golden;
use palisade::Report;
use palisade::config::RawConfig;
use palisade::facts::Facts;
use palisade::policy::bundle::{Bundle, BundleOptions, Rule};
use palisade::report::inventory::Inventory;
use palisade::report::{Format, Look, render};
use rulebook::{Folder, folders, judged};
use schemars::generate::SchemaSettings;

const COMMAND: &str = "UPDATE=1 cargo test --test generated";

/// Where the pages of rules stand.
const PAGES: &str = "docs/rules";

#[test]
fn schemas() {
    // What the program writes always has its lists; what a person writes may leave keys out.
    let written = || SchemaSettings::draft2020_12().for_serialize().into_generator();
    let read = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    let mut golden = Golden::new(COMMAND);
    for (name, schema) in [
        ("facts", written().into_root_schema_for::<Facts>()),
        ("report", written().into_root_schema_for::<Report>()),
        ("inventory", written().into_root_schema_for::<Inventory>()),
        ("config", read.into_root_schema_for::<RawConfig>()),
    ] {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        golden.file(Path::new(&format!("schemas/{name}.schema.json")), Some(&text));
    }
    golden.finish();
}

#[test]
fn pages_of_rules() {
    let bundle = Bundle::load(&BundleOptions::default());
    let mut golden = Golden::new(COMMAND);
    let mut made = BTreeSet::new();
    let folders = folders();
    let mut pages = vec![("README.md".to_owned(), index(&bundle.rules))];
    for rule in &bundle.rules {
        let folder =
            folders.iter().find(|folder| *folder.id == *rule.id).expect("a rule has its folder");
        pages.push((format!("{}.md", rule.id), page(rule, folder)));
    }
    for (name, text) in pages {
        let path = Path::new(PAGES).join(name);
        golden.file(&path, Some(&text));
        made.insert(path);
    }
    let present =
        fs::read_dir(PAGES).expect("the pages are there").map(|entry| entry.unwrap().path());
    let stale: BTreeSet<PathBuf> = present.filter(|path| !made.contains(path)).collect();
    stale.iter().for_each(|path| golden.file(path, None));
    golden.finish();
}

fn page(rule: &Rule, folder: &Folder) -> String {
    let metadata = &rule.metadata;
    let title = metadata.title.as_deref().unwrap_or(&rule.id);
    let description = metadata.description.as_deref().unwrap_or_default().trim_end();
    let remediation = metadata.remediation.as_deref().unwrap_or_default().trim_end();
    let mut page = format!("# {title}\n\n`{}` · {}", rule.id, grade(rule));
    if !metadata.checklists.is_empty() {
        write!(page, " · checklists: {}", metadata.checklists.join(", ")).unwrap();
    }
    let (bad, good) = (folder.fixture("bad"), folder.fixture("good"));
    write!(
        page,
        "\n\n## What is wrong\n\n{description}\n\n## What to do\n\n{remediation}\n\n\
         ## Example\n\n`palisade check` in [a repository that does it wrong](../../{}):\n\n\
         ```text\n{}\n```\n\n[The same repository done right](../../{}) passes.\n\n## Read on\n\n",
        bad.display(),
        example(rule, &bad),
        good.display(),
    )
    .unwrap();
    for reference in metadata.references.iter() {
        let about = reference.description.as_deref().unwrap_or(&reference.url);
        writeln!(page, "- [{about}]({})", reference.url).unwrap();
    }
    for file in &rule.files {
        let file = file.strip_prefix("embedded:").unwrap_or(file);
        write!(page, "\nDefined in [`policies/{file}`](../../policies/{file}).\n").unwrap();
    }
    page
}

fn grade(rule: &Rule) -> String {
    format!("severity {} · profile {}", rule.severity, rule.profile)
}

/// What is reported of a fixture, without the advice and the references that the page tells
/// anyway, and without the counts at the end.
fn example(rule: &Rule, fixture: &Path) -> String {
    let mut report = judged(fixture, Some(&rule.id));
    for finding in report.targets.iter_mut().flat_map(|target| &mut target.findings) {
        finding.help = None;
        finding.references = std::sync::Arc::default();
    }
    let text = render(&report, Format::Pretty, Look { color: false, width: 100, verbose: false });
    let (findings, _counts) =
        text.trim_end().rsplit_once("\n\n").expect("findings stand before the counts");
    findings.to_owned()
}

fn index(rules: &[Rule]) -> String {
    let mut index = format!("# The rules\n\nThe default bundle has {} rules.\n", rules.len());
    let packs: BTreeSet<_> = rules.iter().map(|rule| &rule.pack).collect();
    for pack in packs {
        write!(
            index,
            "\n## {pack}\n\n| rule | severity | profile | what it asks for |\n|---|---|---|---|\n"
        )
        .unwrap();
        for rule in rules.iter().filter(|rule| rule.pack == *pack) {
            let title = rule.metadata.title.as_deref().unwrap_or_default().replace('|', "\\|");
            let (id, severity, profile) = (&rule.id, rule.severity, rule.profile);
            writeln!(index, "| [`{id}`]({id}.md) | {severity} | {profile} | {title} |").unwrap();
        }
    }
    index
}

#[test]
fn reference_of_the_command_line() {
    let top = help(&[]);
    let mut text = format!("# The command line\n\n```text\n{top}\n```\n");
    let commands: Vec<_> = commands(&top).collect();
    assert!(commands.contains(&"check"), "the help lists no commands:\n{top}");
    for command in commands {
        write!(text, "\n## palisade {command}\n\n```text\n{}\n```\n", help(&[command])).unwrap();
    }
    let mut golden = Golden::new(COMMAND);
    golden.file(Path::new("docs/cli.md"), Some(&text));
    golden.finish();
}

/// The names in the section `Commands:` of a help text.
fn commands(help: &str) -> impl Iterator<Item = &str> {
    let section = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    section
        .take_while(|line| line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
}

fn help(command: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_palisade"))
        .args(command)
        .arg("--help")
        .env("COLUMNS", "100")
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "palisade {command:?} --help: {}", output.status);
    let text = String::from_utf8(output.stdout).expect("help is text");
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}
