//! What can be typed.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{ColorChoice, Parser, Subcommand};

use crate::policy::severity::{Profile, Severity};
use crate::report::Format;
use crate::report::inventory::Form;

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
    /// Judge repositories and domains
    Check(CheckArgs),
    /// Print the facts of repositories and domains as JSON
    Facts(FactsArgs),
    /// Tell who can publish each package, and how
    Inventory(InventoryArgs),
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

/// What is looked at.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct TargetArgs {
    /// Folders of repositories; this folder where nothing is named
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Tell what the folders bring to this branch, tag or commit: they are compared with the last
    /// commit that they have in common, as `git diff REV...` does
    #[arg(long, value_name = "REV")]
    pub(crate) base: Option<String>,

    /// A domain whose mail is looked at, by itself; may be repeated
    #[arg(long, short, value_name = "DOMAIN", help_heading = "Domains")]
    pub(crate) domain: Vec<String>,

    /// A file with one such domain a line, `-` for standard input; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Domains")]
    pub(crate) domains: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) network: NetworkArgs,
}

/// How the network is asked.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct NetworkArgs {
    /// Ask DNS and fetch mail policies; without it nothing is sent
    #[arg(long, help_heading = "Domains")]
    pub(crate) online: bool,

    /// A resolver instead of those of the system; may be repeated
    #[arg(long, value_name = "ADDR[:PORT]", value_parser = parse_resolver, requires = "online", help_heading = "Domains")]
    pub(crate) resolver: Vec<SocketAddr>,

    /// Seconds to wait for an answer before a question is asked again; later tries wait longer
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds, requires = "online", help_heading = "Domains")]
    pub(crate) timeout: Option<Duration>,

    /// How many domains are asked about at a time; 16 where nothing is given
    #[arg(long, value_name = "N", requires = "online", help_heading = "Domains")]
    pub(crate) concurrency: Option<NonZeroUsize>,

    /// Believe what a resolver on another machine says of DNSSEC: the way to it is trusted
    #[arg(long, requires = "online", help_heading = "Domains")]
    pub(crate) trust_ad: bool,

    /// Fetch mail policies from private, loopback and link-local addresses as well
    #[arg(long, requires = "online", help_heading = "Domains")]
    pub(crate) allow_private_addresses: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,

    /// Judge facts that `palisade facts` has written, `-` for standard input; may be repeated
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "base", "domain", "domains", "online"])]
    pub(crate) facts: Vec<PathBuf>,

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
    #[command(flatten)]
    pub(crate) target: TargetArgs,

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
pub(crate) struct InventoryArgs {
    /// Folders of repositories; this folder where nothing is named
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Read facts that `palisade facts` has written, `-` for standard input; may be repeated
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    pub(crate) facts: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// End with 2 where a file that may hide a way of publishing could not be read
    #[arg(long)]
    pub(crate) require_known: bool,

    /// The form on standard output: table or json
    #[arg(long, short, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Form,

    /// Write a form to a file as well; may be repeated
    #[arg(long, short, value_name = "FORMAT=FILE", value_parser = parse_form)]
    pub(crate) output: Vec<(Form, PathBuf)>,

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

/// `192.0.2.53`, `192.0.2.53:5300`, `2001:db8::53` or `[2001:db8::53]:5300`.
fn parse_resolver(text: &str) -> Result<SocketAddr, String> {
    let with_port = text.parse::<SocketAddr>();
    let bare = text.trim_matches(['[', ']']).parse::<IpAddr>();
    with_port.or_else(|_| bare.map(|address| SocketAddr::new(address, 53))).map_err(|_| {
        format!("`{text}` must be an address with or without a port, such as 192.0.2.53:53")
    })
}

fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let allowed = Duration::from_millis(10)..=Duration::from_secs(60);
    seconds
        .filter(|seconds| allowed.contains(seconds))
        .ok_or_else(|| format!("`{text}` must be a number of seconds from 0.01 to 60"))
}

fn parse_output(text: &str) -> Result<(Format, PathBuf), String> {
    parse_file(text, "sarif=palisade.sarif")
}

fn parse_form(text: &str) -> Result<(Form, PathBuf), String> {
    parse_file(text, "json=inventory.json")
}

fn parse_file<F: FromStr<Err = String>>(text: &str, such: &str) -> Result<(F, PathBuf), String> {
    let (form, file) = text
        .split_once('=')
        .ok_or_else(|| format!("`{text}` must be FORMAT=FILE, such as {such}"))?;
    if file.is_empty() {
        return Err(format!("`{text}` names no file"));
    }
    Ok((form.parse()?, PathBuf::from(file)))
}
