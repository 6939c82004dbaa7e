//! What one file yields.

use super::agreement::{self, WorkspaceFile};
use super::github::{Matrices, Outer};
use super::packages::PnpmLists;
use super::release_config::ReleaseConfig;
use super::tools::files::ToolFile;
use crate::facts::{
    CodeOwners, Lockfile, Package, Pipeline, Problem, ProblemKind, ReleaseGuide, SecurityPolicy,
    Setting, UpdateBot,
};
use crate::source::anchor::Place;
use crate::source::json;
use crate::source::node::Node;
use crate::source::parsed::{Parsed, SyntaxError, SyntaxErrorKind};
use crate::source::text::LineIndex;
use crate::source::toml;
use crate::source::yaml;

/// The facts of one file, or of many together.
#[derive(Debug, Default)]
pub(crate) struct Harvest {
    pub(crate) packages: Vec<Package>,
    pub(crate) settings: Vec<Setting>,
    pub(crate) lockfiles: Vec<Lockfile>,
    pub(crate) pipelines: Vec<Pipeline>,
    pub(crate) code_owners: Vec<CodeOwners>,
    pub(crate) security_policies: Vec<SecurityPolicy>,
    pub(crate) release_guides: Vec<ReleaseGuide>,
    pub(crate) update_bots: Vec<UpdateBot>,
    /// The workspace patterns of `pnpm-workspace.yaml` at the root.
    pub(crate) pnpm_workspace: Option<Vec<String>>,
    /// What every `pnpm-workspace.yaml` says about the package beside it.
    pub(crate) pnpm_lists: Vec<PnpmLists>,
    /// What lockfiles tell of the manifests that they were made for, by path.
    pub(crate) recorded: Vec<agreement::Told>,
    /// `pnpm-workspace.yaml` at the root, as far as lockfiles are made with it.
    pub(crate) workspace_file: Option<WorkspaceFile>,
    /// What release tools are told.
    pub(crate) release_configs: Vec<ReleaseConfig>,
    /// Files that name a tool or its version.
    pub(crate) tool_files: Vec<ToolFile>,
    /// What `matrix` may be in each job.
    pub(crate) matrices: Matrices,
    /// Expressions of workflows and actions that stand outside of their jobs.
    pub(crate) outer: Outer,
    pub(crate) problems: Vec<Problem>,
}

impl Harvest {
    /// Nothing but a problem.
    pub(crate) fn problem(problem: Problem) -> Self {
        Self { problems: vec![problem], ..Self::default() }
    }

    /// Takes over another harvest.
    pub(crate) fn extend(&mut self, other: Self) {
        self.packages.extend(other.packages);
        self.settings.extend(other.settings);
        self.lockfiles.extend(other.lockfiles);
        self.pipelines.extend(other.pipelines);
        self.code_owners.extend(other.code_owners);
        self.security_policies.extend(other.security_policies);
        self.release_guides.extend(other.release_guides);
        self.update_bots.extend(other.update_bots);
        self.pnpm_workspace = self.pnpm_workspace.take().or(other.pnpm_workspace);
        self.pnpm_lists.extend(other.pnpm_lists);
        self.recorded.extend(other.recorded);
        self.workspace_file = self.workspace_file.take().or(other.workspace_file);
        self.release_configs.extend(other.release_configs);
        self.tool_files.extend(other.tool_files);
        self.matrices.extend(other.matrices);
        self.outer.extend(other.outer);
        self.problems.extend(other.problems);
    }
}

/// The text of a file, or the problem that it is not text.
pub(crate) fn text<'a>(path: &str, bytes: &'a [u8], facts: &[&str]) -> Result<&'a str, Problem> {
    std::str::from_utf8(bytes).map_err(|error| {
        let reason = format!("is not UTF-8 text: byte {} cannot be read", error.valid_up_to());
        malformed(path, reason, facts)
    })
}

/// The tree of a JSON file, with a problem for each key that stands twice.
pub(crate) fn json(
    path: &str,
    text: &str,
    facts: &[&str],
) -> Result<(Parsed, Vec<Problem>), Problem> {
    parsed(path, text, json::parse(text), facts)
}

/// The tree of a JSON5 file, with a problem for each key that stands twice.
pub(crate) fn json5(
    path: &str,
    text: &str,
    facts: &[&str],
) -> Result<(Parsed, Vec<Problem>), Problem> {
    parsed(path, text, json::parse_json5(text), facts)
}

/// A YAML file, as collectors read it.
pub(crate) struct Document<'f> {
    pub(crate) text: &'f str,
    /// None where the file is empty.
    pub(crate) nodes: Vec<Node>,
    /// One for each key that stands twice.
    pub(crate) problems: Vec<Problem>,
    path: &'f str,
    facts: &'f [&'f str],
}

impl Document<'_> {
    /// The first document where something stands in the file.
    pub(crate) fn node(&self) -> Option<&Node> {
        self.nodes.first()
    }

    /// The first document of a file that must have one.
    pub(crate) fn root(&self) -> Result<&Node, Problem> {
        let empty = || malformed(self.path, "the file is empty".to_owned(), self.facts);
        self.node().ok_or_else(empty)
    }
}

/// Reads a YAML file: its text, and the document in it.
pub(crate) fn document<'f>(
    path: &'f str,
    bytes: &'f [u8],
    facts: &'f [&'f str],
) -> Result<Document<'f>, Problem> {
    let text = text(path, bytes, facts)?;
    let (parsed, problems) = yaml(path, text, facts)?;
    Ok(Document { text, nodes: parsed.documents, problems, path, facts })
}

/// The tree of a YAML file, with a problem for each key that stands twice.
pub(crate) fn yaml(
    path: &str,
    text: &str,
    facts: &[&str],
) -> Result<(Parsed, Vec<Problem>), Problem> {
    parsed(path, text, yaml::parse(text), facts)
}

/// The tree of a TOML file, in which no key can stand twice.
pub(crate) fn toml(path: &str, text: &str, facts: &[&str]) -> Result<Parsed, Problem> {
    parsed(path, text, toml::parse(text), facts).map(|(parsed, _)| parsed)
}

fn parsed(
    path: &str,
    text: &str,
    parsed: Result<Parsed, SyntaxError>,
    facts: &[&str],
) -> Result<(Parsed, Vec<Problem>), Problem> {
    match parsed {
        Ok(parsed) if parsed.duplicates.is_empty() => Ok((parsed, Vec::new())),
        Ok(parsed) => {
            let index = LineIndex::new(text);
            let twice = parsed.duplicates.iter().map(|duplicate| {
                let (line, _) = index.position(duplicate.span.start);
                let (first, _) = index.position(duplicate.first.start);
                Problem {
                    at: Place::file(path).line(line).at(),
                    kind: ProblemKind::DuplicateKey,
                    facts: Vec::new(),
                    reason: format!(
                        "the key `{}` stands on line {first} already; the last one counts here, and other readers may differ",
                        duplicate.key
                    ),
                }
            });
            let twice = twice.collect();
            Ok((parsed, twice))
        }
        Err(error) => {
            let (line, _) = LineIndex::new(text).position(error.span.start);
            Err(Problem {
                at: Place::file(path).line(line).at(),
                kind: match error.kind {
                    SyntaxErrorKind::TooLarge => ProblemKind::TooLarge,
                    SyntaxErrorKind::Malformed => ProblemKind::Malformed,
                },
                facts: facts.iter().map(|path| (*path).to_owned()).collect(),
                reason: error.message,
            })
        }
    }
}

/// A problem of a file as a whole.
pub(crate) fn malformed(path: &str, reason: String, facts: &[&str]) -> Problem {
    Problem {
        at: Place::file(path).at(),
        kind: ProblemKind::Malformed,
        facts: facts.iter().map(|path| (*path).to_owned()).collect(),
        reason,
    }
}
