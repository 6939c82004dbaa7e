//! GitHub Actions' workflow commands: an annotation for each finding.
//!
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>. The
//! escapes are those of `@actions/core`, `command.ts`, which the runner undoes.

use super::sarif::{Level, forge_path};
use super::{Report, concise};
use crate::finding::{Finding, Location};
use crate::policy::judge::Outcome;
use crate::text::neutral;

/// Writes annotations for findings, problems that hide facts, errored rules and refusals, then
/// the summary as plain text.
pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    for target in &report.targets {
        let name = Some(target.name.as_str());
        for found in concise::counting(&target.findings) {
            out.push_str(&finding(found, name));
        }
        for problem in target.problems.iter().filter(|problem| problem.facts_missing) {
            let place = Place { target: name, location: Some(&problem.location) };
            out.push_str(&command(Level::Warning, &place, "could not be read", &problem.reason));
        }
        for verdict in target.verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Errored)
        {
            let reason = verdict.reason.as_deref().unwrap_or("no reason was given");
            let message = format!("{}: {reason}", target.name);
            let title = format!("errored {}", verdict.rule);
            out.push_str(&command(Level::Error, &Place::default(), &title, &message));
        }
    }
    for configuration in &report.configurations {
        for found in concise::counting(&configuration.findings) {
            out.push_str(&finding(found, None));
        }
    }
    for refusal in &report.refusals {
        let place = Place { target: None, location: Some(&refusal.location) };
        out.push_str(&command(Level::Error, &place, "refused", &refusal.message));
    }
    out.push_str(&concise::inert(&concise::summary(&report.summary)));
    out.push('\n');
    out
}

#[derive(Default)]
struct Place<'a> {
    target: Option<&'a str>,
    location: Option<&'a Location>,
}

fn finding(finding: &Finding, target: Option<&str>) -> String {
    let place = Place { target, location: finding.location.as_ref() };
    let title = format!("{} {}", finding.severity, finding.rule);
    command(Level::of(finding), &place, &title, &finding.message)
}

fn command(level: Level, place: &Place<'_>, title: &str, message: &str) -> String {
    let word = match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(location) = place.location
        && let Some(path) = forge_path(place.target, location)
    {
        properties.push(format!("file={}", property(&path)));
        if let (Some(start), Some(end)) = (location.start, location.end) {
            properties.push(format!("line={},endLine={}", start.line, end.line));
            // The runner refuses columns of a range of several lines.
            if start.line == end.line {
                properties.push(format!("col={},endColumn={}", start.column, end.column));
            }
        }
    }
    properties.push(format!("title={}", property(title)));
    format!("::{word} {}::{}\n", properties.join(","), data(message))
}

/// Text behind the second `::`.
fn data(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    neutral::lines(&text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property: a colon or comma would end it.
fn property(text: &str) -> String {
    data(&neutral::line(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::pretty::sample;
    use super::*;

    #[test]
    fn annotations_and_a_summary() {
        let expected = "\
::error file=app/.github/workflows/ci.yml,line=3,endLine=3,col=12,endColumn=28,\
title=high ci.unpinned_action::`actions/ünpin@v1` is not pinned
::warning file=app/package.json,title=medium install.no_lockfile::nothing fixes%0Awhat is installed
::notice title=low release.no_policy::::error::no place\\u{202e}
::warning file=app/a\\u{1b}b.yml,title=could not be read::line 3:%0Anot YAML
::error title=errored ci.broken::app: division by zero
::notice file=palisade.yaml,line=4,endLine=4,col=3,endColumn=8,title=low config.unmatched::the waiver hides nothing
::error file=rules/own.rego,line=1,endLine=1,col=5,endColumn=6,title=refused::unexpected `}`
4 findings (1 high, 1 medium, 2 low) in 1 target · 6 rules: 3 fail, 1 unknown, 1 errored, 1 waived \
· 1 finding waived · 1 refusal
";
        assert_eq!(render(&sample::report()), expected);
    }

    #[test]
    fn foreign_text_stays_where_it_belongs() {
        let place = Place::default();
        assert_eq!(
            command(Level::Error, &place, "a,b::c\n", "100%\r\n::stop-commands::x\u{1b}[2J"),
            "::error title=a%2Cb%3A%3Ac\\n::100%25%0A::stop-commands::x\\u{1b}[2J\n"
        );
    }

    #[test]
    fn a_range_of_several_lines_has_no_columns() {
        let mut location = sample::location("ci.yml", "a: 1\nb: 2\n", 0..9);
        let place = Place { target: Some("."), location: Some(&location) };
        assert_eq!(
            command(Level::Note, &place, "t", "m"),
            "::notice file=ci.yml,line=1,endLine=2,title=t::m\n"
        );
        location.file = None;
        let place = Place { target: Some("."), location: Some(&location) };
        assert_eq!(command(Level::Note, &place, "t", "m"), "::notice title=t::m\n");
    }
}
