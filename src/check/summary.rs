//! What a report says of a run as a whole: its rules, its configurations, its counts.

use super::World;
use super::judged::Judged;
use crate::config::Config;
use crate::finding::Standing;
use crate::finding::waive::{self, Use};
use crate::policy::bundle::Rule;
use crate::policy::judge::Outcome;
use crate::report::{ConfigurationReport, FindingCounts, Report, RuleReport, Summary};

/// Findings about a configuration, over all targets that it serves.
pub(super) fn about(
    config: &Config,
    world: World<'_>,
    judged: &[(usize, Judged)],
) -> Option<ConfigurationReport> {
    let mut uses = vec![Use::default(); config.waivers.len()];
    for (_, judged) in judged {
        for (all, one) in uses.iter_mut().zip(&judged.uses) {
            all.matched |= one.matched;
            all.tried |= one.tried;
        }
    }
    let findings = waive::about_configuration(config, world.today, &uses);
    let file = config.file.as_ref()?.display().to_string();
    (!findings.is_empty()).then_some(ConfigurationReport { file, findings })
}

/// What a rule says of itself.
pub(super) fn describe(rule: &Rule) -> RuleReport {
    RuleReport {
        title: rule.metadata.title.clone(),
        description: rule.metadata.description.clone(),
        severity: rule.severity,
        control: rule.metadata.control.clone(),
        help: rule.metadata.remediation.clone(),
        references: rule.metadata.references.clone(),
    }
}

/// The counts of a run.
pub(super) fn of(report: &Report) -> Summary {
    let mut summary = Summary {
        targets: report.targets.len(),
        rules: report.rules.len(),
        refusals: report.refusals.len(),
        ..Summary::default()
    };
    let mut counts = FindingCounts::default();
    for target in &report.targets {
        for verdict in &target.verdicts {
            *match verdict.outcome {
                Outcome::Fail => &mut summary.fail,
                Outcome::Pass => &mut summary.pass,
                Outcome::NotApplicable => &mut summary.not_applicable,
                Outcome::Unknown => &mut summary.unknown,
                Outcome::Errored => &mut summary.errored,
                Outcome::Waived => &mut summary.waived,
            } += 1;
        }
    }
    let of_targets = report.targets.iter().flat_map(|target| &target.findings);
    let of_configurations =
        report.configurations.iter().flat_map(|configuration| &configuration.findings);
    for finding in of_targets.chain(of_configurations) {
        match finding.outcome {
            Standing::Fail => counts.count(finding.severity),
            Standing::Waived => summary.findings_waived += 1,
        }
    }
    summary.findings = counts;
    summary
}
