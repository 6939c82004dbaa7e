//! How a run ends.

use std::process::ExitCode;

/// The exit codes. The higher one wins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: everything that was asked could be judged, and nothing reaches the gate.
    #[default]
    Clean,
    /// 1: there are findings at or above the gate; for `test`, a test failed.
    Findings,
    /// 2: not everything could be judged: a policy, the configuration, the command line or a
    /// target is wrong, a rule errored, or, with `--require-known`, an outcome is unknown.
    CannotJudge,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => Self::from(0),
            Exit::Findings => Self::from(1),
            Exit::CannotJudge => Self::from(2),
        }
    }
}
