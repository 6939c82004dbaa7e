//! Every rule of the default bundle keeps the promises of its folder: described in full, tested,
//! and right about two small repositories, one as it should not be and one as it should.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod golden;
mod rulebook;

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use golden::Golden;
use palisade::finding::Finding;
use palisade::policy::bundle::{Bundle, BundleOptions, Rule};
use palisade::policy::judge::Outcome;
use palisade::policy::severity::Severity;
use palisade::report::{Format, Look, Report, render};
use rayon::prelude::*;
use rulebook::{Folder, folders, judged};

/// The most characters of a line of Rego.
const LONGEST_LINE: usize = 120;

/// How `bad.txt` is written: as `palisade check` writes to a file.
const LOOK: Look = Look { color: false, width: 100, verbose: false };

/// The bound on memory is one of the whole process: what judges everything does so one at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn folders_and_rules_are_the_same() {
    let bundle = Bundle::load(&BundleOptions::default());
    let rules: BTreeSet<_> = bundle.rules.iter().map(|rule| rule.id.to_string()).collect();
    let folders: BTreeSet<_> = folders().into_iter().map(|folder| folder.id).collect();
    let difference: Vec<_> = rules.symmetric_difference(&folders).collect();
    assert!(
        difference.is_empty(),
        "a folder without its rule, or a rule without its folder: {difference:?}"
    );
    assert_eq!(bundle.refusals, []);
}

#[test]
fn every_rule_is_described() {
    let bundle = Bundle::load(&BundleOptions::default());
    let wrong: Vec<_> = bundle
        .rules
        .iter()
        .flat_map(|rule| undescribed(rule).into_iter().map(|what| format!("{}: {what}", rule.id)))
        .collect();
    assert_none(&wrong);
}

fn undescribed(rule: &Rule) -> Vec<&'static str> {
    let metadata = &rule.metadata;
    let written = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
    let promises = [
        (written(metadata.title.as_deref()), "has no title"),
        (written(metadata.description.as_deref()), "has no description"),
        (written(metadata.remediation.as_deref()), "has no custom.remediation"),
        (metadata.severity.is_some(), "has no custom.severity"),
        (metadata.profile.is_some(), "has no custom.profile"),
        (!metadata.references.is_empty(), "has no related_resources"),
        (
            metadata.references.iter().all(|reference| written(reference.description.as_deref())),
            "has a bare reference",
        ),
        (
            !metadata.title.as_ref().is_some_and(|title| title.ends_with('.')),
            "has a title with a full stop",
        ),
    ];
    promises.into_iter().filter(|(kept, _)| !kept).map(|(_, what)| what).collect()
}

#[test]
fn every_folder_holds_what_a_rule_needs() {
    let wrong: Vec<_> = folders()
        .iter()
        .flat_map(|folder| {
            misplaced(folder).into_iter().map(|what| format!("{}: {what}", folder.path.display()))
        })
        .collect();
    assert_none(&wrong);
}

fn misplaced(folder: &Folder) -> Vec<String> {
    let mut wrong = Vec::new();
    let (_, rule) = folder.id.split_once('.').expect("ids have a pack");
    for (file, package) in [
        (rule.to_owned(), folder.id.clone()),
        (format!("{rule}_test"), format!("{}_test", folder.id)),
    ] {
        let file = format!("{file}.rego");
        let Ok(text) = fs::read_to_string(folder.path.join(&file)) else {
            wrong.push(format!("has no {file}"));
            continue;
        };
        let line = format!("package palisade.{package}");
        if !text.lines().any(|found| found == line) {
            wrong.push(format!("{file} has no line `{line}`"));
        }
        let long = text.lines().enumerate().filter(|(_, line)| line.chars().count() > LONGEST_LINE);
        wrong.extend(long.map(|(index, _)| {
            format!("{file}:{} is longer than {LONGEST_LINE} characters", index + 1)
        }));
    }
    for state in ["bad", "good"] {
        if !folder.path.join(state).is_dir() {
            wrong.push(format!("has no {state}/"));
        }
    }
    wrong
}

#[test]
fn bad_fixtures_are_found_and_good_ones_pass() {
    let _alone = alone();
    let judged: Vec<_> = folders()
        .into_par_iter()
        .map(|folder| {
            let judge = |state| judged(&folder.fixture(state), Some(&folder.id));
            let (bad, good) = (judge("bad"), judge("good"));
            (folder, bad, good)
        })
        .collect();
    let mut golden = Golden::new("UPDATE=1 cargo test --test rules");
    let mut wrong = Vec::new();
    for (folder, bad, good) in &judged {
        golden.file(&folder.path.join("bad.txt"), Some(&render(bad, Format::Pretty, LOOK)));
        wrong.extend(
            not_bad(folder, bad).into_iter().map(|what| format!("{}: bad: {what}", folder.id)),
        );
        wrong.extend(
            not_good(folder, good).into_iter().map(|what| format!("{}: good: {what}", folder.id)),
        );
    }
    assert_none(&wrong);
    golden.finish();
}

fn not_bad(folder: &Folder, report: &Report) -> Vec<String> {
    let mut wrong = refused(report);
    if outcome(folder, report) != Some(Outcome::Fail) {
        wrong.push(format!("is not found: {}", ended(report)));
    }
    for finding in report.targets.iter().flat_map(|target| &target.findings) {
        if *finding.rule != *folder.id {
            wrong.push(format!("finds {}: {}", finding.rule, finding.message));
        }
        if !finding.reaches(Severity::Low) && !only_advises(folder) {
            wrong.push(format!("does not gate: {}", finding.message));
        }
        wrong.extend(misses(finding).map(|what| format!("{what}: {}", finding.message)));
    }
    wrong
}

/// Whether a rule never gates.
fn only_advises(folder: &Folder) -> bool {
    let (_, rule) = folder.id.split_once('.').expect("ids have a pack");
    let text = fs::read_to_string(folder.path.join(format!("{rule}.rego"))).expect("it is there");
    !text.lines().any(|line| line.starts_with("deny"))
}

/// Why a finding does not point at anything.
fn misses(finding: &Finding) -> Option<String> {
    let Some(location) = &finding.location else { return Some("names no place".to_owned()) };
    let others = finding.related.iter().map(|related| &related.location);
    std::iter::once(location).chain(others).find_map(|location| {
        let (Some(start), Some(end), Some(source)) =
            (location.start, location.end, &location.source)
        else {
            return Some(format!("`{}` is not found in the file", location.at));
        };
        let underlined = source.text.get(start.offset..end.offset).unwrap_or_default();
        if underlined.trim().is_empty() {
            return Some(format!("`{}` underlines nothing", location.at));
        }
        // A place that is not in the file is shown at its first line; no fixture begins with what
        // is wrong within a document.
        let lost = location.at.contains("#/") && start.line == 1;
        lost.then(|| format!("`{}` leads to the first line", location.at))
    })
}

fn not_good(folder: &Folder, report: &Report) -> Vec<String> {
    let mut wrong = refused(report);
    if outcome(folder, report) != Some(Outcome::Pass) {
        wrong.push(format!("does not pass: {}", ended(report)));
    }
    wrong
}

/// What is wrong with the bundle or with the fixture's own configuration.
fn refused(report: &Report) -> Vec<String> {
    report.refusals.iter().map(|refusal| refusal.message.clone()).collect()
}

fn outcome(folder: &Folder, report: &Report) -> Option<Outcome> {
    let mut verdicts = report.targets.iter().flat_map(|target| &target.verdicts);
    verdicts.find(|verdict| *verdict.rule == *folder.id).map(|verdict| verdict.outcome)
}

fn ended(report: &Report) -> String {
    let verdicts = report.targets.iter().flat_map(|target| &target.verdicts);
    let verdicts = verdicts.map(|verdict| {
        format!("{:?} {}", verdict.outcome, verdict.reason.as_deref().unwrap_or(""))
    });
    let findings = report.targets.iter().flat_map(|target| &target.findings);
    verdicts.chain(findings.map(|finding| finding.message.clone())).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_rule_answers_alike_alone_and_among_all() {
    let _alone = alone();
    let wrong: Vec<_> = folders()
        .par_iter()
        .flat_map_iter(|folder| ["bad", "good"].map(|state| (folder, folder.fixture(state))))
        .flat_map_iter(|(folder, fixture)| {
            let alone = judged(&fixture, Some(&folder.id));
            let all = judged(&fixture, None);
            let shown = fixture.display();
            let mut wrong = Vec::new();
            if messages(folder, &alone) != messages(folder, &all)
                || outcome(folder, &alone) != outcome(folder, &all)
            {
                wrong.push(format!(
                    "{shown}: alone {}; among all {:?}",
                    ended(&alone),
                    messages(folder, &all)
                ));
            }
            let verdicts = all.targets.iter().flat_map(|target| &target.verdicts);
            let errored = verdicts.filter(|verdict| verdict.outcome == Outcome::Errored);
            wrong.extend(
                errored.map(|verdict| format!("{shown}: {} {:?}", verdict.rule, verdict.reason)),
            );
            wrong
        })
        .collect();
    assert_none(&wrong);
}

fn messages<'a>(folder: &Folder, report: &'a Report) -> Vec<(&'a str, Option<&'a str>)> {
    let findings = report.targets.iter().flat_map(|target| &target.findings);
    let own = findings.filter(|finding| *finding.rule == *folder.id);
    own.map(|finding| {
        (finding.message.as_str(), finding.location.as_ref().map(|location| location.at.as_str()))
    })
    .collect()
}

/// In a process of their own, as the command runs them: the bound on memory is one of the process.
#[test]
fn the_rego_tests_of_the_bundle_pass() {
    let run = Command::new(env!("CARGO_BIN_EXE_palisade")).arg("test").output().unwrap();
    let (told, wrong) = (text(&run.stdout), text(&run.stderr));
    assert!(run.status.success(), "{told}{wrong}");
    let count = told.trim_end().lines().last().and_then(|line| line.split(' ').next()).unwrap();
    assert!(count.parse::<usize>().unwrap() > 1_500, "{told}");
    assert!(told.trim_end().ends_with("passed, 0 failed, 0 errored"), "{told}");
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
}
