//! `palisade test`: the Rego tests of policies.

use std::fmt::Write as _;

use super::args::{LookArgs, TestArgs};
use super::{exit::Exit, output};
use crate::policy::bundle::{Bundle, BundleOptions};
use crate::policy::tests::{Outcome, run as run_tests};
use crate::text::neutral;

/// Runs the tests of the default bundle, or of the given paths.
pub(crate) fn run(args: &TestArgs, look: LookArgs) -> Exit {
    let bundle = Bundle::load(&BundleOptions {
        paths: args.paths.clone(),
        tests: true,
        ..BundleOptions::default()
    });
    let results = run_tests(&bundle, args.run.as_deref(), !args.paths.is_empty());
    let mut text = String::new();
    let (mut passed, mut failed, mut errored, mut skipped) = (0, 0, 0, 0);
    for result in &results {
        let (word, count) = match &result.outcome {
            Outcome::Passed => ("pass", &mut passed),
            Outcome::Failed => ("FAIL", &mut failed),
            Outcome::Errored(_) => ("ERROR", &mut errored),
            Outcome::Skipped => ("skip", &mut skipped),
        };
        *count += 1;
        if look.verbose || !matches!(result.outcome, Outcome::Passed) {
            let _infallible =
                writeln!(text, "{word:<5} {}:{} {}", result.file, result.line, result.name);
        }
        if let Outcome::Errored(reason) = &result.outcome {
            let _infallible = writeln!(text, "      {reason}");
        }
    }
    for refusal in &bundle.refusals {
        let _infallible = writeln!(text, "ERROR {}: {}", refusal.file, refusal.message);
    }
    let skipped = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    let _infallible =
        writeln!(text, "{passed} passed, {failed} failed, {errored} errored{skipped}");
    if results.is_empty() {
        text.push_str(
            "no test was found: rules named `test_...` in files that end in _test.rego\n",
        );
    }
    let exit = if errored > 0 || !bundle.refusals.is_empty() || results.is_empty() {
        Exit::CannotJudge
    } else if failed > 0 {
        Exit::Findings
    } else {
        Exit::Clean
    };
    output::print(&neutral::lines(&text)).map_or_else(|failed| failed, |()| exit)
}
