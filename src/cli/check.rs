//! `palisade check`: the main job.

use super::args::{CheckArgs, LookArgs};
use super::{exit::Exit, online, output, plan, stored, targets};
use crate::check::{Target, check};
use crate::policy::severity::Severity;
use crate::report::{Format, Report, render};

/// Judges the targets, writes the reports, and tells how the run ends.
pub(crate) fn run(args: &CheckArgs, look: LookArgs) -> Exit {
    let mut setups = plan::Setups::new(&args.policy, |config| {
        plan::select(config, &args.select);
        config.gate = args.gate.unwrap_or(config.gate);
        config.require_known |= args.require_known;
        config.inline_ignores &= !args.no_inline_ignores;
    });
    let mut wrong = Exit::Clean;
    let targets = if args.facts.is_empty() {
        targets::named(&args.target, &mut setups, &mut wrong)
    } else {
        stored::targets(&args.facts, &mut setups, &mut wrong)
    };
    let online = match online::Online::new(&args.target.network, &targets) {
        Ok(online) => online,
        Err(failed) => return failed,
    };
    let report =
        check(&targets, online.world(plan::today(args.day)).against(args.target.base.as_deref()));
    online.finish();
    let mut exit = targets
        .iter()
        .zip(&report.targets)
        .map(|(target, judged)| {
            let config = &target.setup.config;
            let gated = judged.findings.iter().any(|finding| finding.reaches(config.gate));
            let unknown = config.require_known && judged.has_unknown();
            if unknown || judged.has_errored() {
                Exit::CannotJudge
            } else if gated {
                Exit::Findings
            } else {
                Exit::Clean
            }
        })
        .fold(wrong.max(ended(&report, &targets)), Ord::max);

    let mut look = plan::look(look);
    if let Err(failed) = output::print(&render(&report, args.format, look)) {
        exit = exit.max(failed);
    }
    look.color = false;
    for (format, file) in &args.output {
        if let Err(failed) = output::write(file, &render(&report, *format, look)) {
            exit = exit.max(failed);
        }
    }
    if args.format != Format::Pretty {
        // Machine forms go to a file or another program: say here what a person must not miss.
        for refusal in &report.refusals {
            let file = refusal.location.file.as_ref().map(|file| format!("{file}: "));
            output::complain(&format!("{}{}", file.unwrap_or_default(), refusal.message));
        }
    }
    exit
}

/// How the run ends by what belongs to no single target.
fn ended(report: &Report, targets: &[Target]) -> Exit {
    if !report.refusals.is_empty() || report.targets.is_empty() {
        return Exit::CannotJudge;
    }
    let gate = targets.iter().map(|target| target.setup.config.gate).min().unwrap_or(Severity::Low);
    let about = report.configurations.iter().flat_map(|configuration| &configuration.findings);
    if about.into_iter().any(|finding| finding.reaches(gate)) {
        Exit::Findings
    } else {
        Exit::Clean
    }
}
