//! The command line: the only module that knows clap, and the only one that prints.
//!
//! `args` is what was typed, `plan` what it comes to, and each command has a file of its own.

mod args;
mod check;
mod exit;
mod explain;
mod facts;
mod inventory;
mod online;
mod output;
mod plan;
mod rules;
mod stored;
mod targets;
mod test;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};
pub use exit::Exit;
#[cfg(any(fuzzing, test))]
pub(crate) use stored::documents;

/// The stack of the thread that everything runs on. Policies and documents nest; the bounds on
/// both are far below what this holds.
const STACK: usize = 256 << 20;

/// Runs the program.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are answers; anything else is a command line that cannot be used.
            let asked = !error.use_stderr();
            let _closed_pipe = error.print();
            return if asked { Exit::Clean } else { Exit::CannotJudge }.into();
        }
    };
    let run = std::thread::Builder::new().stack_size(STACK).spawn(move || run(args));
    let outcome = run.map(std::thread::JoinHandle::join);
    match outcome {
        Ok(Ok(exit)) => exit.into(),
        // The panic has been told already.
        Ok(Err(_)) | Err(_) => Exit::CannotJudge.into(),
    }
}

fn run(args: Args) -> Exit {
    plan::threads(args.threads);
    match args.command {
        Command::Check(check) => check::run(&check, args.look),
        Command::Facts(facts) => facts::run(&facts),
        Command::Inventory(inventory) => inventory::run(&inventory, args.look),
        Command::Rules(rules) => rules::run(&rules, args.look),
        Command::Explain(explain) => explain::run(&explain, args.look),
        Command::Test(test) => test::run(&test, args.look),
    }
}
