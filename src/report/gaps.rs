//! What could not be read or judged, folded so that forms for people say each reason once. The
//! forms for programs list every place.

use std::collections::BTreeMap;

use super::{ProblemReport, TargetReport, concise};
use crate::facts::ProblemKind;
use crate::finding::Position;
use crate::policy::judge::Outcome;
use crate::text::neutral;

/// Problems with the same reason.
pub(super) struct Problems<'a> {
    /// The first of them, by file and place.
    pub(super) first: &'a ProblemReport,
    /// How many there are besides.
    pub(super) more: usize,
}

/// The problems of a target by reason, in the order of their first places; those that leave
/// rules unknown before mere oddities.
pub(super) fn problems(target: &TargetReport) -> Vec<Problems<'_>> {
    let mut all: Vec<&ProblemReport> = target.problems.iter().collect();
    all.sort_by_key(|problem| (!problem.facts_missing, by_place(problem)));
    let mut folded: Vec<Problems<'_>> = Vec::new();
    let mut known: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for problem in all {
        let index = *known.entry((problem.facts_missing, &problem.reason)).or_insert(folded.len());
        match folded.get_mut(index) {
            Some(same) => same.more += 1,
            None => folded.push(Problems { first: problem, more: 0 }),
        }
    }
    folded
}

fn by_place(problem: &ProblemReport) -> (Option<&str>, Option<Position>, &str) {
    (problem.location.file.as_deref(), problem.location.start, &problem.location.at)
}

/// `1 package`, `2 packages`.
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// `1 more place`, `2 more places`.
pub(super) fn more_places(more: usize) -> String {
    format!("{more} more place{}", if more == 1 { "" } else { "s" })
}

/// What stands for the place where nothing was asked; the judge's reasons begin with it.
pub(super) const OFFLINE: &str = "offline";

/// The reasons that verdicts give. Where a reason is a problem of the target it begins with the
/// problem's anchor: people are shown the line instead.
pub(super) struct Reasons<'a> {
    target: &'a TargetReport,
    problems: BTreeMap<String, &'a ProblemReport>,
}

/// A reason taken apart.
struct Told<'a> {
    problem: Option<&'a ProblemReport>,
    text: &'a str,
    more: usize,
}

/// What could not be read of a target, and which rules that leaves unknown.
pub(super) struct Gaps {
    /// One line for each reason why rules are unknown, with their number: the most rules first.
    pub(super) unknown: Vec<String>,
    /// One line for each reason of problems that none of those names.
    pub(super) problems: Vec<String>,
}

impl<'a> Reasons<'a> {
    /// The reasons in a target.
    pub(super) fn new(target: &'a TargetReport) -> Self {
        let keyed = |problem: &'a ProblemReport| {
            let place =
                if problem.kind == ProblemKind::Offline { OFFLINE } else { &problem.location.at };
            (format!("{place}: {}", problem.reason), problem)
        };
        Self { target, problems: target.problems.iter().map(keyed).collect() }
    }

    fn told<'b>(&'b self, reason: &'b str) -> Told<'b> {
        let (start, more) = without_more(reason);
        match self.problems.get(start) {
            Some(problem) => Told { problem: Some(problem), text: &problem.reason, more },
            None => Told { problem: None, text: reason, more: 0 },
        }
    }

    /// A reason as people read it.
    pub(super) fn shown(&self, reason: &str) -> String {
        let told = self.told(reason);
        let Some(problem) = told.problem else { return neutral::line(told.text).into_owned() };
        let more = match told.more {
            0 => String::new(),
            more => format!(", and {}", more_places(more)),
        };
        format!("{}: {}{more}", self.place(problem), neutral::line(told.text))
    }

    fn place(&self, problem: &ProblemReport) -> String {
        match problem.kind {
            ProblemKind::Offline => OFFLINE.to_owned(),
            _ => concise::place(&problem.location, Some(&self.target.name)),
        }
    }

    /// Every problem on a line of its own.
    pub(super) fn every_problem(&self) -> Vec<String> {
        self.target
            .problems
            .iter()
            .map(|problem| self.problem(&Problems { first: problem, more: 0 }))
            .collect()
    }

    fn problem(&self, same: &Problems<'_>) -> String {
        let what = if same.first.facts_missing { "could not read" } else { "oddity in" };
        format!("{what} {}", self.places(same))
    }

    fn places(&self, same: &Problems<'_>) -> String {
        let more = match same.more {
            0 => String::new(),
            more => format!(" and {}", more_places(more)),
        };
        format!("{}{more}: {}", self.place(same.first), neutral::line(&same.first.reason))
    }

    /// Unknown rules and problems, each reason once: what rules are unknown for is not said a
    /// second time as a problem.
    pub(super) fn folded(&self) -> Gaps {
        let unknown =
            self.target.verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Unknown);
        let mut rules: BTreeMap<(bool, &str), usize> = BTreeMap::new();
        for verdict in unknown {
            let told = self.told(verdict.reason.as_deref().unwrap_or("no reason was given"));
            *rules.entry((told.problem.is_some(), told.text)).or_default() += 1;
        }
        let mut lines = Vec::new();
        let mut others = Vec::new();
        for same in problems(self.target) {
            let key = (true, same.first.reason.as_str());
            match if same.first.facts_missing { rules.remove(&key) } else { None } {
                Some(number) => lines.push((number, self.places(&same))),
                None => others.push(self.problem(&same)),
            }
        }
        lines.extend(
            rules.into_iter().map(|((_, text), number)| (number, neutral::line(text).into_owned())),
        );
        lines.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
        let counted = |(number, why)| format!("{} unknown: {why}", concise::count(number, "rule"));
        Gaps { unknown: lines.into_iter().map(counted).collect(), problems: others }
    }
}

/// Takes `, and 3 more` off a reason.
fn without_more(reason: &str) -> (&str, usize) {
    let split = reason.strip_suffix(" more").and_then(|rest| rest.rsplit_once(", and "));
    split.and_then(|(start, more)| Some((start, more.parse().ok()?))).unwrap_or((reason, 0))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::super::VerdictReport;
    use super::super::pretty::sample;
    use super::*;

    fn problem(file: &str, line: usize, reason: &str, facts_missing: bool) -> ProblemReport {
        let text = "x\n".repeat(line);
        let mut location = sample::location(file, &text, text.len() - 2..text.len() - 1);
        location.at = format!("{file}#/steps/{line}/run");
        ProblemReport {
            kind: ProblemKind::Unsupported,
            reason: reason.to_owned(),
            facts_missing,
            location,
        }
    }

    fn target() -> TargetReport {
        let mut target = sample::report().targets.remove(0);
        target.problems = vec![
            problem("b.yml", 10, "no shell", true),
            problem("b.yml", 4, "no shell", true),
            problem("a.yml", 7, "a stands twice", false),
            problem("c.yml", 1, "too large", true),
            problem("a.yml", 30, "no shell", true),
            problem("d.yml", 2, "no file", true),
        ];
        let unknown = |rule: &str, reason: &str| VerdictReport {
            rule: rule.into(),
            outcome: Outcome::Unknown,
            reason: Some(reason.to_owned()),
        };
        target.verdicts = vec![
            unknown("a", "c.yml#/steps/1/run: too large"),
            unknown("b", "b.yml#/steps/10/run: no shell, and 2 more"),
            unknown("c", "b.yml#/steps/4/run: no shell, and 1 more"),
            unknown("d", "`x` is set elsewhere, and 2 more"),
            unknown("e", "b.yml#/steps/4/run: no shell, and 1 more"),
        ];
        target
    }

    #[test]
    fn equal_reasons_are_one_problem_at_the_first_place() {
        let target = target();
        let folded: Vec<_> = problems(&target)
            .iter()
            .map(|same| (same.first.location.at.as_str(), same.first.reason.as_str(), same.more))
            .collect();
        let expected = [
            ("a.yml#/steps/30/run", "no shell", 2),
            ("c.yml#/steps/1/run", "too large", 0),
            ("d.yml#/steps/2/run", "no file", 0),
            ("a.yml#/steps/7/run", "a stands twice", 0),
        ];
        assert_eq!(folded, expected);
    }

    #[test]
    fn each_reason_is_said_once_with_its_rules_and_lines() {
        let target = target();
        let reasons = Reasons::new(&target);
        let gaps = reasons.folded();
        let unknown = [
            "3 rules unknown: a.yml:30:1 and 2 more places: no shell",
            "1 rule unknown: c.yml:1:1: too large",
            "1 rule unknown: `x` is set elsewhere, and 2 more",
        ];
        assert_eq!(gaps.unknown, unknown);
        assert_eq!(
            gaps.problems,
            ["could not read d.yml:2:1: no file", "oddity in a.yml:7:1: a stands twice"]
        );
        assert_eq!(reasons.every_problem()[0], "could not read b.yml:10:1: no shell");
        assert_eq!(
            reasons.shown("b.yml#/steps/10/run: no shell, and 1 more"),
            "b.yml:10:1: no shell, and 1 more place"
        );
        assert_eq!(reasons.shown("z.yml#/a: no shell"), "z.yml#/a: no shell");
    }
}
