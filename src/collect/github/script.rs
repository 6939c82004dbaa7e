//! The shell of a step, and the commands of the scripts that are read.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell>.

use super::expressions::holds_expression;
use super::matrix;
use super::runner::Family;
use crate::collect::ci::members::text_of;
use crate::collect::ci::script::Piece;
use crate::collect::ci::{self, Reading, plain};
use crate::collect::folders::join;
use crate::facts::Command;
use crate::source::anchor::Place;
use crate::source::node::Node;

/// What decides the shell and the folder of the steps of one job.
#[derive(Debug, Clone, Default)]
pub(super) struct Defaults<'a> {
    /// `defaults.run.shell` of the job or the workflow.
    pub(super) shell: Option<String>,
    /// The runner's system; nothing for an action, which has no runner of its own.
    pub(super) family: Option<Family>,
    /// `defaults.run.working-directory` of the job or the workflow.
    pub(super) directory: Option<String>,
    /// `strategy` of the job, whose matrix may name the shells.
    pub(super) strategy: Option<&'a Node>,
}

impl Defaults<'_> {
    /// The shell that `defaults` of a job or workflow names.
    pub(super) fn shell_of(node: &Node) -> Option<String> {
        text_of(node.get("defaults")?.get("run")?, "shell")
    }

    /// The folder that `defaults` of a job or workflow names.
    pub(super) fn directory_of(node: &Node) -> Option<String> {
        text_of(node.get("defaults")?.get("run")?, "working-directory")
    }

    /// The folder of a step, relative to the root.
    pub(super) fn folder(&self, own: Option<&str>) -> Option<String> {
        join(".", own.or(self.directory.as_deref()).unwrap_or("."))
    }

    /// Whether a shell is one whose grammar is read, for every value of the matrix.
    fn is_read(&self, shell: Option<&str>) -> bool {
        let Some(shell) = shell else { return true };
        if !holds_expression(shell) {
            return plain::is_read(shell);
        }
        let shells = matrix::expand(shell, self.strategy).unwrap_or_default();
        !shells.is_empty() && shells.iter().all(|shell| plain::is_read(program(shell)))
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

/// The commands of the script at `at`, which starts in `folder`, read as its shell is.
pub(super) fn commands(
    reading: &mut Reading<'_>,
    script: &str,
    at: &Place,
    defaults: &Defaults<'_>,
    shell: Option<&str>,
    folder: Option<&str>,
) -> Vec<Command> {
    let pieces = [Piece { text: script, place: at.clone() }];
    ci::script::commands(reading, &pieces, shell, defaults.is_read(shell), folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_decides_then_the_defaults_then_the_runner() {
        let defaults = |shell: Option<&str>, family| Defaults {
            shell: shell.map(str::to_owned),
            family,
            ..Defaults::default()
        };
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
