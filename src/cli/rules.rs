//! `palisade rules`: which rules there are, which are asked, and which file decides.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use super::args::{LookArgs, RulesArgs};
use super::{exit::Exit, output, plan};
use crate::policy::bundle::Rule;
use crate::policy::severity::{Profile, Severity};
use crate::report::json;
use crate::text::neutral;

/// One row of the list.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    severity: Severity,
    profile: Profile,
    asked: bool,
    title: Option<&'a str>,
    files: &'a [String],
    reads: Vec<String>,
}

/// Lists the rules.
pub(crate) fn run(args: &RulesArgs, look: LookArgs) -> Exit {
    let mut setups = plan::Setups::new(&args.policy, |config| plan::select(config, &args.select));
    let setup = setups.of(&args.path);
    let (selected, refusals) = setup.select();
    let asked: BTreeSet<_> = selected.iter().map(|selected| selected.rule.id.as_ref()).collect();
    let rows = setup.bundle.rules.iter().map(|rule| {
        let reads = selected.iter().find(|selected| selected.rule.id == rule.id);
        let reads = reads.map(|selected| &selected.reads.paths);
        let reads =
            reads.into_iter().flatten().filter(|read| read.whole).map(|read| read.path.to_string());
        row(rule, asked.contains(rule.id.as_ref()), reads.collect())
    });
    let rows: Vec<_> = rows.collect();
    let text = if args.json { json::pretty(&rows) } else { table(&rows, look.verbose) };
    for refusal in &refusals {
        let file =
            refusal.location.file.as_ref().map(|file| format!("{file}: ")).unwrap_or_default();
        output::complain(&format!("{file}{}", refusal.message));
    }
    match output::print(&text) {
        Ok(()) if refusals.is_empty() => Exit::Clean,
        _ => Exit::CannotJudge,
    }
}

fn row(rule: &Rule, asked: bool, reads: Vec<String>) -> Row<'_> {
    Row {
        id: &rule.id,
        severity: rule.severity,
        profile: rule.profile,
        asked,
        title: rule.metadata.title.as_deref(),
        files: &rule.files,
        reads,
    }
}

fn table(rows: &[Row<'_>], verbose: bool) -> String {
    let width = rows.iter().map(|row| row.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for row in rows {
        let mark = if row.asked { ' ' } else { '-' };
        let title = neutral::line(row.title.unwrap_or("(no title)"));
        let _infallible = writeln!(
            text,
            "{mark} {:<width$}  {:<8}  {:<11}  {title}",
            neutral::line(row.id),
            row.severity,
            row.profile,
        );
        if verbose || row.files.iter().any(|file| !file.starts_with("embedded:")) {
            let _infallible = writeln!(text, "    {}", neutral::line(&row.files.join(", ")));
        }
    }
    let asked = rows.iter().filter(|row| row.asked).count();
    let _infallible =
        writeln!(text, "\n{} rules, {asked} asked; `-` marks those that are not", rows.len());
    text
}
