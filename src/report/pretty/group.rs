//! Which findings belong together: those of a rule, and among them those that say the same of
//! several places.

use std::collections::BTreeMap;

use super::super::concise;
use crate::finding::Finding;
use crate::policy::severity::Severity;

/// Findings of one rule that say the same, by place.
pub(super) struct Group<'a> {
    /// The first of them, which is shown in full.
    pub(super) first: &'a Finding,
    /// The others, of which only the places are shown.
    pub(super) others: Vec<&'a Finding>,
}

impl Group<'_> {
    /// How many findings it has.
    pub(super) fn len(&self) -> usize {
        1 + self.others.len()
    }
}

/// What makes findings of a rule the same.
type Words<'a> = (Severity, &'a str, Option<&'a str>, Vec<&'a str>);

fn words(finding: &Finding) -> Words<'_> {
    (
        finding.severity,
        &finding.message,
        finding.help.as_deref(),
        finding.related.iter().map(|related| related.message.as_str()).collect(),
    )
}

/// The findings that count, rule by rule: the gravest first, advice last, and else in the order
/// of their places.
pub(super) fn by_rule(findings: &[Finding]) -> Vec<Vec<Group<'_>>> {
    let mut rules: Vec<Vec<Group<'_>>> = Vec::new();
    let mut known_rules = BTreeMap::new();
    let mut known_groups = BTreeMap::new();
    for finding in concise::counting(findings) {
        let rule =
            *known_rules.entry((finding.advice, finding.rule.as_ref())).or_insert_with(|| {
                rules.push(Vec::new());
                rules.len() - 1
            });
        let Some(groups) = rules.get_mut(rule) else { continue };
        let index = *known_groups.entry((rule, words(finding))).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.others.push(finding),
            None => groups.push(Group { first: finding, others: Vec::new() }),
        }
    }
    for groups in &mut rules {
        groups.sort_by_key(|group| std::cmp::Reverse(group.first.severity));
    }
    rules.sort_by_key(|groups| {
        groups.first().map(|group| (group.first.advice, std::cmp::Reverse(group.first.severity)))
    });
    rules
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::super::sample::{finding, whole};
    use super::*;
    use crate::finding::{Related, Standing};
    use crate::policy::severity::Severity;

    #[test]
    fn the_gravest_come_first_and_equals_together() {
        let at = |rule: &str, severity, message: &str, file: &str| {
            finding(rule, severity, message, Some(whole(file)))
        };
        let mut found = vec![
            at("a", Severity::Low, "m", "1"),
            at("b", Severity::Medium, "m", "2"),
            at("a", Severity::High, "n", "3"),
            at("c", Severity::Critical, "advice", "4"),
            at("a", Severity::Low, "m", "5"),
            at("a", Severity::Low, "m", "6"),
            at("a", Severity::Low, "m", "7"),
        ];
        found[3].advice = true;
        found[5].outcome = Standing::Waived;
        found[6].related = vec![Related { message: "else".to_owned(), location: whole("x") }];
        let file = |finding: &Finding| {
            finding.location.as_ref().and_then(|location| location.file.clone()).unwrap_or_default()
        };
        let shown: Vec<Vec<String>> = by_rule(&found)
            .iter()
            .map(|groups| {
                let files = |group: &Group<'_>| {
                    std::iter::once(group.first)
                        .chain(group.others.iter().copied())
                        .map(file)
                        .collect::<String>()
                };
                groups.iter().map(files).collect()
            })
            .collect();
        assert_eq!(shown, [vec!["3", "15", "7"], vec!["2"], vec!["4"]]);
    }
}
