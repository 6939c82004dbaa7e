//! One row a domain, one column a control: what a person with many domains looks at first.
//!
//! Which rules belong to a control is told by their METADATA; a rule of one's own joins a column,
//! or opens one, by naming it there.

use std::collections::BTreeMap;

use super::super::{Report, TargetReport};
use crate::finding::{Finding, Standing};
use crate::policy::judge::Outcome;
use crate::policy::severity::Severity;
use crate::text::neutral;

/// The kind of target that gets a row.
const KIND: &str = "domain";

/// What stands in a cell, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    Errored,
    Failed(std::cmp::Reverse<Severity>),
    Unknown,
    Advice,
    Waived,
    Passed,
    Nothing,
}

impl Cell {
    fn of(outcome: Outcome, worst: Option<Severity>) -> Self {
        match outcome {
            Outcome::Errored => Self::Errored,
            Outcome::Fail => {
                worst.map_or(Self::Advice, |worst| Self::Failed(std::cmp::Reverse(worst)))
            }
            Outcome::Unknown => Self::Unknown,
            Outcome::Waived => Self::Waived,
            Outcome::Pass => Self::Passed,
            Outcome::NotApplicable => Self::Nothing,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Errored => "errored",
            Self::Failed(severity) => severity.0.word(),
            Self::Unknown => "unknown",
            Self::Advice => "advice",
            Self::Waived => "waived",
            Self::Passed => "ok",
            Self::Nothing => "-",
        }
    }
}

/// The table of a report with several domains, and an empty line; nothing for others.
pub(super) fn of(report: &Report) -> String {
    let domains: Vec<_> = report.targets.iter().filter(|target| target.kind == KIND).collect();
    // rule → column
    let mut columns: Vec<&str> = Vec::new();
    let mut column_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, rule) in &report.rules {
        let Some(control) = &rule.control else { continue };
        let known = columns.iter().position(|column| column == control);
        let column = known.unwrap_or_else(|| {
            columns.push(control);
            columns.len() - 1
        });
        column_of.insert(id, column);
    }
    if domains.len() < 2 || columns.is_empty() {
        return String::new();
    }
    let mut rows = vec![row("domain", columns.iter().copied())];
    for target in domains {
        let cells = cells(target, &column_of, columns.len());
        rows.push(row(&target.name, cells.iter().map(|cell| cell.word())));
    }
    aligned(&rows)
}

fn cells(target: &TargetReport, column_of: &BTreeMap<&str, usize>, columns: usize) -> Vec<Cell> {
    let counts = |finding: &&Finding| finding.outcome == Standing::Fail && !finding.advice;
    let mut worst: BTreeMap<&str, Severity> = BTreeMap::new();
    for finding in target.findings.iter().filter(counts) {
        let known = worst.entry(&finding.rule).or_insert(finding.severity);
        *known = finding.severity.max(*known);
    }
    let mut cells = vec![Cell::Nothing; columns];
    for verdict in &target.verdicts {
        let column = column_of.get(verdict.rule.as_ref()).copied();
        if let Some(cell) = column.and_then(|column| cells.get_mut(column)) {
            let found = worst.get(verdict.rule.as_ref()).copied();
            *cell = (*cell).min(Cell::of(verdict.outcome, found));
        }
    }
    cells
}

fn row<'a>(name: &'a str, cells: impl Iterator<Item = &'a str>) -> Vec<String> {
    std::iter::once(name).chain(cells).map(|text| neutral::line(text).into_owned()).collect()
}

fn aligned(rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text + "\n"
}
