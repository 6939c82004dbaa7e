//! What can be typed.

use std::path::PathBuf;

use clap::{ColorChoice, Parser, Subcommand};

use crate::policy::severity::{Profile, Severity};
use crate::report::Format;

/// Policy as code for the JavaScript supply chain: publishing, installing, e-mail.
#[derive(Debug, Parser)]
#[command(
    name = "palisade",
    version,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 clean, 1 findings at or above the gate, 2 could not judge everything."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Threads to use; all processors where nothing is given
    #[arg(long, global = true, value_name = "N")]
    pub(crate) threads: Option<usize>,

    #[command(flatten)]
    pub(crate) look: LookArgs,
}

/// How output for people looks.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct LookArgs {
    /// When to use colours; `NO_COLOR` and output that is no terminal turn them off
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,

    /// Show what is otherwise only counted: waived findings, passes, unknown outcomes
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge repositories
    Check(CheckArgs),
    /// Print the facts of a repository as JSON
    Facts(FactsArgs),
    /// List the rules, and which file decides
    Rules(RulesArgs),
    /// Tell what a rule asks and why
    Explain(ExplainArgs),
    /// Run the Rego tests of the bundle, or of a path
    Test(TestArgs),
}

/// Where policies and configuration come from.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct PolicyArgs {
    /// A policy file or folder, added to the bundle; may be repeated
    #[arg(long, short, value_name = "PATH")]
    pub(crate) policy: Vec<PathBuf>,

    /// Leave the default bundle out
    #[arg(long)]
    pub(crate) no_default_bundle: bool,

    /// The configuration file for all targets, instead of the palisade.yaml in each
    #[arg(long, short, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Read no configuration: neither waivers nor policies of a target that is not trusted
    #[arg(long)]
    pub(crate) no_config: bool,
}

/// Which rules are asked.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct SelectArgs {
    /// Ask only this rule or pack; may be repeated
    #[arg(long, short, value_name = "ID")]
    pub(crate) rule: Vec<String>,

    /// Do not ask this rule or pack; may be repeated
    #[arg(long, value_name = "ID")]
    pub(crate) except: Vec<String>,

    /// How much is asked: baseline, recommended or strict
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Option<Profile>,

    /// Ask only the rules of this checklist
    #[arg(long, value_name = "NAME")]
    pub(crate) checklist: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// Folders of repositories
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    #[command(flatten)]
    pub(crate) select: SelectArgs,

    /// The least severity that ends the run with 1: info, low, medium, high or critical
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) gate: Option<Severity>,

    /// End with 2 where an outcome is unknown
    #[arg(long)]
    pub(crate) require_known: bool,

    /// Do not listen to `palisade: ignore[...]` comments
    #[arg(long)]
    pub(crate) no_inline_ignores: bool,

    /// The form on standard output: pretty, concise, json, ndjson, sarif or github
    #[arg(long, short, value_name = "FORMAT", default_value = "pretty")]
    pub(crate) format: Format,

    /// Write a form to a file as well; may be repeated
    #[arg(long, short, value_name = "FORMAT=FILE", value_parser = parse_output)]
    pub(crate) output: Vec<(Format, PathBuf)>,

    #[command(flatten)]
    pub(crate) day: DayArgs,
}

/// The day that policies and waivers see.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct DayArgs {
    /// The day to judge by, for runs that repeat; today (or `SOURCE_DATE_EPOCH`) where nothing is given
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) today: Option<crate::config::Date>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct FactsArgs {
    /// The folder of a repository
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) path: PathBuf,

    /// Print only this part, `pipelines` or `lockfiles`; may be repeated
    #[arg(long, value_name = "KEY")]
    pub(crate) only: Vec<String>,

    /// The configuration file, instead of the palisade.yaml of the target
    #[arg(long, short, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) day: DayArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RulesArgs {
    /// The folder whose palisade.yaml counts
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) path: PathBuf,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    #[command(flatten)]
    pub(crate) select: SelectArgs,

    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The rule, `ci.unpinned_action`
    #[arg(value_name = "ID")]
    pub(crate) id: String,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TestArgs {
    /// Policy files or folders; the default bundle where nothing is given
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Only tests whose name holds this
    #[arg(long, short, value_name = "TEXT")]
    pub(crate) run: Option<String>,
}

fn parse_output(text: &str) -> Result<(Format, PathBuf), String> {
    let (format, file) = text
        .split_once('=')
        .ok_or_else(|| format!("`{text}` must be FORMAT=FILE, such as sarif=palisade.sarif"))?;
    if file.is_empty() {
        return Err(format!("`{text}` names no file"));
    }
    Ok((format.parse()?, PathBuf::from(file)))
}
