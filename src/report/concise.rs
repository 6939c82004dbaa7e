//! One line a finding, as compilers write them, for editors and `grep`; and the words that the
//! other forms for people share with it: places and the summary.

use std::ops::Range;

use super::sarif::forge_path;
use super::{Report, Summary, gaps};
use crate::facts::ProblemKind;
use crate::finding::{Finding, Location, Position, Standing};
use crate::policy::judge::Outcome;
use crate::text::neutral;

/// Writes findings, then problems, errored rules and refusals, then the summary.
pub(super) fn render(report: &Report) -> String {
    let mut lines = Vec::new();
    for target in &report.targets {
        let name = Some(target.name.as_str());
        lines.extend(counting(&target.findings).map(|found| finding(found, name, &target.name)));
        for same in gaps::problems(target) {
            let place = match same.first.kind {
                ProblemKind::Offline => gaps::OFFLINE.to_owned(),
                _ => place(&same.first.location, name),
            };
            let reason = neutral::line(&same.first.reason);
            let more = match same.more {
                0 => String::new(),
                more => format!(", and {}", gaps::more_places(more)),
            };
            lines.push(format!("{place}: problem: {reason}{more}"));
        }
        for verdict in target.verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Errored)
        {
            let reason = verdict.reason.as_deref().unwrap_or("no reason was given");
            let (name, rule) = (neutral::line(&target.name), neutral::line(&verdict.rule));
            lines.push(format!("{name}: errored[{rule}] {}", neutral::line(reason)));
        }
    }
    for configuration in &report.configurations {
        lines.extend(
            counting(&configuration.findings)
                .map(|found| finding(found, None, &configuration.file)),
        );
    }
    for refusal in &report.refusals {
        lines.push(format!(
            "{}: refused: {}",
            place(&refusal.location, None),
            neutral::line(&refusal.message)
        ));
    }
    lines.push(summary(&report.summary));
    lines.push(String::new());
    inert(&lines.join("\n"))
}

fn finding(finding: &Finding, target: Option<&str>, whole: &str) -> String {
    let location = finding.location.as_ref();
    let place = location
        .map_or_else(|| neutral::line(whole).into_owned(), |location| place(location, target));
    // Advice never gates, however grave it is.
    let word = if finding.advice { "advice" } else { finding.severity.word() };
    format!("{place}: {word}[{}] {}", neutral::line(&finding.rule), neutral::line(&finding.message))
}

/// The findings that no waiver hides.
pub(super) fn counting(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|finding| finding.outcome == Standing::Fail)
}

/// The path of a place as a person would write it; the anchor where no file is named.
pub(super) fn path(location: &Location, target: Option<&str>) -> String {
    let path = match (&location.source, forge_path(target, location)) {
        (Some(source), _) => source.path.clone(),
        (None, Some(path)) => path,
        (None, None) => location.at.clone(),
    };
    neutral::line(&path).into_owned()
}

/// `path:line:column`, or the path alone where nothing in the file is meant.
pub(super) fn place(location: &Location, target: Option<&str>) -> String {
    let path = path(location, target);
    match start(location, target) {
        Some(start) => format!("{path}:{}:{}", start.line, start.column),
        None => path,
    }
}

/// Where in its file a location is. A whole file of a target comes with its first line, so that
/// programs have one; for people that line would be the wrong place.
pub(super) fn start(location: &Location, target: Option<&str>) -> Option<Position> {
    let start = location.start?;
    let is_file = target.is_some() && !location.at.contains('#');
    let source = location.source.as_ref().zip(location.end).filter(|_| is_file);
    let is_whole =
        source.is_some_and(|(source, end)| is_first_line(&source.text, start.offset..end.offset));
    (!is_whole).then_some(start)
}

/// Whether a range is all that is written in a line with nothing but comments above.
fn is_first_line(text: &str, range: Range<usize>) -> bool {
    let (Some(above), Some(rest)) = (text.get(..range.start), text.get(range.end..)) else {
        return false;
    };
    let is_said = |line: &str| {
        let line = line.trim_start_matches('\u{feff}').trim();
        !line.is_empty() && !["#", "%", "//", "---"].iter().any(|mark| line.starts_with(mark))
    };
    let ends = rest.lines().next().is_none_or(|rest| rest.trim().is_empty());
    ends && !above.lines().any(is_said)
}

/// The counts of a run in one line. Counts that are 0 are left out, but for the findings.
pub(super) fn summary(summary: &Summary) -> String {
    let found = &summary.findings;
    let severities = [
        (found.critical, "critical"),
        (found.high, "high"),
        (found.medium, "medium"),
        (found.low, "low"),
        (found.info, "info"),
    ];
    let mut text = match found.total() {
        0 => "no findings".to_owned(),
        total => format!("{} ({})", count(total, "finding"), listed(&severities)),
    };
    let each = if summary.targets > 1 { " each" } else { "" };
    text.push_str(&format!(
        " in {} · {}{each}",
        count(summary.targets, "target"),
        count(summary.rules, "rule")
    ));
    let verdicts = [
        (summary.fail, "fail"),
        (summary.pass, "pass"),
        (summary.not_applicable, "not applicable"),
        (summary.unknown, "unknown"),
        (summary.errored, "errored"),
        (summary.waived, "waived"),
    ];
    if verdicts.iter().any(|(number, _)| *number > 0) {
        text.push_str(&format!(": {}", listed(&verdicts)));
    }
    if summary.findings_waived > 0 {
        text.push_str(&format!(" · {} waived", count(summary.findings_waived, "finding")));
    }
    match summary.refusals {
        0 => {}
        1 => text.push_str(" · 1 refusal"),
        many => text.push_str(&format!(" · {many} refusals")),
    }
    text
}

fn listed(counts: &[(usize, &str)]) -> String {
    let counts = counts.iter().filter(|(number, _)| *number > 0);
    counts.map(|(number, word)| format!("{number} {word}")).collect::<Vec<_>>().join(", ")
}

/// `1 rule`, `2 rules`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Text for the log of a CI job in which no line is a command to the runner.
///
/// GitHub's runner takes `::name` at the start of a line and `##[name]` anywhere, Azure's agent
/// `##vso[name]` anywhere. A backslash in the middle makes them text again.
pub(super) fn inert(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("::") {
            safe.push('\\');
        }
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("##") {
            let name =
                after.len() - after.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
            let (name, after) = after.split_at_checked(name).unwrap_or((after, ""));
            safe.push_str(before);
            // Of `###[`, the last two marks are the command's.
            if let Some(more) = after.strip_prefix('#').filter(|_| name.is_empty()) {
                safe.push('#');
                rest = rest.get(rest.len() - more.len() - 2..).unwrap_or(more);
                continue;
            }
            safe.push_str("##");
            safe.push_str(name);
            if after.starts_with('[') {
                safe.push('\\');
            }
            rest = after;
        }
        safe.push_str(rest);
    }
    safe
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::super::pretty::sample;
    use super::*;
    use crate::facts::ProblemKind;
    use crate::policy::severity::Severity;
    use crate::report::{FindingCounts, ProblemReport};

    #[test]
    fn a_line_a_finding() {
        let expected = "\
app/.github/workflows/ci.yml:3:12: high[ci.unpinned_action] `actions/ünpin@v1` is not pinned
app/package.json: medium[install.no_lockfile] nothing fixes\\nwhat is installed
app: low[release.no_policy] ::error::no place\\u{202e}
app/a\\u{1b}b.yml: problem: line 3:\\nnot YAML
app/x.txt:1:1: problem: `a` stands twice
app: errored[ci.broken] division by zero
palisade.yaml:4:3: low[config.unmatched] the waiver hides nothing
rules/own.rego:1:5: refused: unexpected `}`
4 findings (1 high, 1 medium, 2 low) in 1 target · 6 rules: 3 fail, 1 unknown, 1 errored, 1 waived \
· 1 finding waived · 1 refusal
";
        assert_eq!(render(&sample::report()), expected);
    }

    #[test]
    fn a_whole_file_has_no_line_and_advice_no_severity() {
        let mut target = sample::report().targets.remove(0);
        let whole = || Location {
            at: "package.json".to_owned(),
            ..sample::location("package.json", "\n{\n}\n", 1..2)
        };
        let mut advice = sample::finding("a.rule", Severity::High, "m", Some(whole()));
        advice.advice = true;
        assert_eq!(finding(&advice, Some("app"), ""), "package.json: advice[a.rule] m");
        assert_eq!(
            place(&Location { at: "package.json#".to_owned(), ..whole() }, Some("app")),
            "package.json:2:1"
        );
        let text = "# x\n\n---\nname: CI\non: push\n";
        let named =
            |range| Location { at: "ci.yml".to_owned(), ..sample::location("ci.yml", text, range) };
        assert_eq!(place(&named(9..17), Some("app")), "ci.yml");
        assert_eq!(place(&named(9..13), Some("app")), "ci.yml:4:1");
        assert_eq!(place(&named(18..26), Some("app")), "ci.yml:5:1");
        // Outside of a target, as in the configuration, places are exact.
        assert_eq!(place(&whole(), None), "package.json:2:1");
        let twice = |line: usize| ProblemReport {
            kind: ProblemKind::DuplicateKey,
            reason: "`a` stands twice".to_owned(),
            facts_missing: false,
            location: sample::location("x.yml", "a: 1\n\n\n", line..line),
        };
        target.problems = vec![twice(7), twice(6), twice(5)];
        let report = Report { targets: vec![target], ..sample::report() };
        let text = render(&report);
        assert!(
            text.contains("\nx.yml:2:1: problem: `a` stands twice, and 2 more places\n"),
            "{text}"
        );
    }

    #[test]
    fn nothing_found_is_said_with_the_counts() {
        let mut counts =
            Summary { targets: 2, rules: 3, pass: 5, unknown: 1, ..Summary::default() };
        assert_eq!(summary(&counts), "no findings in 2 targets · 3 rules each: 5 pass, 1 unknown");
        counts.findings = FindingCounts { critical: 1, info: 2, ..FindingCounts::default() };
        counts.refusals = 2;
        assert_eq!(
            summary(&counts),
            "3 findings (1 critical, 2 info) in 2 targets · 3 rules each: 5 pass, 1 unknown · 2 refusals"
        );
        assert_eq!(summary(&Summary::default()), "no findings in 0 targets · 0 rules");
    }

    #[test]
    fn no_line_is_a_command_to_a_runner() {
        let text =
            "::error::x\n  ::stop-commands::x\nb::c\n##[error]x ###[a] ##vso[task] ## a[b] ####";
        let safe = "\\::error::x\n\\  ::stop-commands::x\nb::c\n##\\[error]x ###\\[a] ##vso\\[task] ## a[b] ####";
        assert_eq!(inert(text), safe);
    }
}
