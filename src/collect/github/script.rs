//! The shell of a step, and the commands of the scripts that are read.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell>.

use super::Reading;
use super::expressions::holds_expression;
use super::members::text_of;
use super::runner::Family;
use crate::facts::{Command, ProblemKind};
use crate::source::anchor::Place;
use crate::source::node::Node;

/// The facts that are missing where a script is not read.
const FACTS: [&str; 3] = [
    "pipelines[*].jobs[*].steps[*].commands",
    "pipelines[*].jobs[*].installs",
    "pipelines[*].jobs[*].publishes",
];

/// What decides the shell of the steps of one job.
#[derive(Debug, Clone, Default)]
pub(super) struct Defaults {
    /// `defaults.run.shell` of the job or the workflow.
    pub(super) shell: Option<String>,
    /// The runner's system; nothing for an action, which has no runner of its own.
    pub(super) family: Option<Family>,
}

impl Defaults {
    /// The shell that `defaults` of a job or workflow names.
    pub(super) fn shell_of(node: &Node) -> Option<String> {
        text_of(node.get("defaults")?.get("run")?, "shell")
    }

    /// The shell of a step: its own, the defaults', the runner's. Nothing where only a run can
    /// tell: a matrix of several systems, or an action that does not say it.
    pub(super) fn effective(&self, own: Option<&str>) -> Option<String> {
        if let Some(written) = own.or(self.shell.as_deref()) {
            return Some(program(written).to_owned());
        }
        match self.family? {
            Family::Windows => Some("pwsh".to_owned()),
            Family::Other => Some("bash".to_owned()),
            Family::Mixed => None,
        }
    }
}

/// The program of a `shell`, which may be a template: `bash` of `/bin/bash -eu {0}`.
fn program(shell: &str) -> &str {
    if holds_expression(shell) {
        return shell;
    }
    let first = shell.split_whitespace().next().unwrap_or(shell);
    let name = first.rsplit(['/', '\\']).next().unwrap_or(first);
    name.strip_suffix(".exe").unwrap_or(name)
}

/// The commands of the script at `place`, read as its shell is.
pub(super) fn commands(
    reading: &mut Reading<'_>,
    script: &str,
    place: &Place,
    shell: Option<&str>,
) -> Vec<Command> {
    if !reading.options.commands {
        return Vec::new();
    }
    if let Some(other) = shell.filter(|shell| !matches!(*shell, "bash" | "sh")) {
        let reason = if holds_expression(other) {
            "the script's shell is an expression, which only a run can tell".to_owned()
        } else {
            format!("the script is written for {other}, which is not read")
        };
        reading.problem(place, ProblemKind::Unsupported, &FACTS, reason);
        return Vec::new();
    }
    let script = (reading.options.parser)(script, place);
    if !script.complete {
        let reason = "the shell grammar does not cover all of the script".to_owned();
        reading.problem(place, ProblemKind::Malformed, &FACTS, reason);
    }
    script.commands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_decides_then_the_defaults_then_the_runner() {
        let defaults =
            |shell: Option<&str>, family| Defaults { shell: shell.map(str::to_owned), family };
        for (own, shell, family, effective) in [
            (Some("sh"), Some("pwsh"), Some(Family::Windows), Some("sh")),
            (None, Some("bash --noprofile -eo pipefail {0}"), Some(Family::Windows), Some("bash")),
            (Some("/usr/bin/env"), None, None, Some("env")),
            (Some("C:\\bin\\bash.exe {0}"), None, None, Some("bash")),
            (Some("${{ matrix.shell }}"), None, None, Some("${{ matrix.shell }}")),
            (None, None, Some(Family::Windows), Some("pwsh")),
            (None, None, Some(Family::Other), Some("bash")),
            (None, None, Some(Family::Mixed), None),
            (None, None, None, None),
        ] {
            assert_eq!(defaults(shell, family).effective(own).as_deref(), effective);
        }
    }
}
