//! A bundle: the rules of all policy sources together, each described once by its METADATA.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::data;
use super::index::{self, Index};
use super::metadata::{self, Block, Metadata, Scope};
use super::programs::Programs;
use super::reads::Reads;
use super::refusal::Refusal;
use super::rego::{Definition, Source, declared_package};
use super::severity::{Profile, Severity};
use super::sources::{self, Found};

/// The package under which the default bundle's rules stand, left out of their ids.
const ROOT: &str = "palisade";

/// Helper packages of the default bundle, which hold no rules.
const LIBRARY: &str = "lib";

/// What the index knows of a rule: its reads, and the files that it needs.
type Known = (Arc<Reads>, Arc<BTreeSet<String>>);

/// Rules and what they need to run.
pub struct Bundle {
    /// The rules by id.
    pub rules: Vec<Rule>,
    /// Policies that cannot be used, and why.
    pub refusals: Vec<Refusal>,
    /// Parameters that were set and cannot be, each with the reason.
    pub wrong_parameters: Vec<(String, String)>,
    /// `data.parameters`, as they hold in this run.
    pub(crate) parameters: Value,
    pub(crate) programs: Programs,
    /// What the index knows of each rule: its reads, and the files it needs.
    pub(crate) known: BTreeMap<Arc<str>, Known>,
    /// Policies and data that are no part of the programs, to show places in them.
    pub(super) refused_texts: BTreeMap<String, String>,
}

/// One rule: its description and its definitions.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// `ci.unpinned_action`
    pub id: Arc<str>,
    /// The first part of the id, `ci`.
    pub pack: String,
    /// What it says of itself.
    pub metadata: Metadata,
    /// How grave its `deny` findings are.
    pub severity: Severity,
    /// The first profile that asks it.
    pub profile: Profile,
    /// The files that define it.
    pub files: Vec<String>,
    /// From the default bundle.
    pub embedded: bool,
    pub(crate) definitions: Vec<RuleDefinition>,
}

/// One definition of a rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RuleDefinition {
    pub(crate) role: Role,
    pub(crate) severity: Severity,
    /// The configuration has set the severity; members do not change it.
    pub(crate) fixed_severity: bool,
    pub(crate) remediation: Option<Arc<str>>,
    pub(crate) definition: Definition,
}

/// What the members of a definition mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    /// `deny` or `violation`: a finding that gates.
    Deny,
    /// `warn`: advice.
    Warn,
    /// `unknown`: what the facts cannot tell.
    Unknown,
}

/// Where policies come from and what is set for them.
#[derive(Debug, Clone, Default)]
pub struct BundleOptions {
    /// Files and folders beside the default bundle.
    pub paths: Vec<PathBuf>,
    /// Without the default bundle.
    pub without_default: bool,
    /// Values for `data.parameters`.
    pub parameters: Vec<(String, Value)>,
    /// Load the tests as well.
    pub tests: bool,
}

impl Bundle {
    /// Loads all sources; what cannot be used is told in `refusals`.
    pub fn load(options: &BundleOptions) -> Self {
        let index = index::embedded().filter(|_| !options.without_default && !options.tests);
        let mut user = Found::default();
        for path in &options.paths {
            user.extend(sources::at(path));
        }
        match index {
            Some(index) if options.paths.is_empty() => Self::indexed(index, options),
            Some(index) => Self::beside(index, options, &user)
                .unwrap_or_else(|| Self::worked_out(options, user)),
            None => Self::worked_out(options, user),
        }
    }

    /// The default bundle alone: its index says what parsing it would.
    fn indexed(index: &Index, options: &BundleOptions) -> Self {
        let found = sources::embedded();
        let packages: Vec<_> = found.policies.iter().filter_map(package_of).collect();
        let (mut document, refusals) = data::document(&found.data, &packages);
        let wrong_parameters = data::set_parameters(&mut document, &options.parameters);
        let (mut rules, mut known) = (Vec::new(), BTreeMap::new());
        for indexed in &index.rules {
            let of_rule = (Arc::clone(&indexed.reads), Arc::clone(&indexed.needs_files));
            known.insert(indexed.rule.id.clone(), of_rule);
            rules.push(indexed.rule.clone());
        }
        let parameters = document.get(data::PARAMETERS).cloned().unwrap_or_default();
        let programs = Programs::lazy(found.policies, document);
        Self {
            rules,
            refusals,
            wrong_parameters,
            parameters,
            programs,
            known,
            refused_texts: BTreeMap::new(),
        }
    }

    /// All policies, parsed and followed together.
    pub(super) fn worked_out(options: &BundleOptions, user: Found) -> Self {
        let mut found =
            if options.without_default { Found::default() } else { sources::embedded() };
        replace(&mut found, &user);
        found.extend(user);

        let mut sources = found.policies;
        if options.tests {
            sources.extend(found.tests);
        }
        let mut refusals = found.refusals;
        let (mut blocks, mut refused_texts) = (BTreeMap::new(), BTreeMap::new());
        sources.retain(|source| {
            let (of_file, refused) = metadata::blocks(&source.file, &source.text);
            let usable = refused.is_empty();
            if !usable {
                refused_texts.insert(source.file.clone(), source.text.to_string());
            }
            refusals.extend(refused);
            blocks.insert(source.file.clone(), of_file);
            usable
        });

        let packages: Vec<_> = sources.iter().filter_map(package_of).collect();
        let (mut document, refused) = data::document(&found.data, &packages);
        let texts = found
            .data
            .into_iter()
            .filter(|data| refused.iter().any(|refusal| refusal.file == data.file));
        refused_texts.extend(texts.map(|data| (data.file, data.text)));
        refusals.extend(refused);
        let wrong_parameters = data::set_parameters(&mut document, &options.parameters);
        let parameters = document.get(data::PARAMETERS).cloned().unwrap_or_default();
        let (programs, refused) = Programs::checked(sources, document);
        refusals.extend(refused);
        refusals.sort();
        refusals.dedup();
        let rules = rules(programs.whole().definitions(), &blocks);
        Self {
            rules,
            refusals,
            wrong_parameters,
            parameters,
            programs,
            known: BTreeMap::new(),
            refused_texts,
        }
    }

    /// A bundle that asks nothing, for commands that only collect.
    pub fn empty() -> Self {
        Self::load(&BundleOptions { without_default: true, ..BundleOptions::default() })
    }

    /// The text of a policy file, to show a place in it.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.programs.text(file).or_else(|| self.refused_texts.get(file).map(String::as_str))
    }

    /// The rule of this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| *rule.id == *id)
    }
}

impl Rule {
    /// Sets how grave the findings of `deny` are, whatever its definitions say.
    pub(crate) fn set_severity(&mut self, severity: Severity) {
        self.severity = severity;
        for definition in &mut self.definitions {
            if definition.role == Role::Deny {
                definition.severity = severity;
                definition.fixed_severity = true;
            }
        }
    }
}

/// Takes out of the default bundle each package that the user's files define anew.
fn replace(default: &mut Found, user: &Found) {
    let replaced: Vec<_> = user.policies.iter().filter_map(declared_package).collect();
    let keep = |source: &Source| {
        let package = sources::embedded_package(&source.file).unwrap_or_default();
        !replaced.contains(&package)
    };
    default.policies.retain(keep);
    default.tests.retain(|test| {
        let package = sources::embedded_package(&test.file).unwrap_or_default();
        !replaced.iter().any(|replaced| {
            package.last().and_then(|last| last.strip_suffix("_test"))
                == replaced.last().map(String::as_str)
        })
    });
}

fn package_of(source: &Source) -> Option<Vec<String>> {
    sources::embedded_package(&source.file).or_else(|| declared_package(source))
}

/// The rules of these definitions, by id.
pub(super) fn rules(
    definitions: Vec<Definition>,
    blocks: &BTreeMap<String, Vec<Block>>,
) -> Vec<Rule> {
    let heads: Heads = definitions
        .iter()
        .map(|head| ((head.file.clone(), head.line), head.name.clone()))
        .collect();
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    for definition in definitions {
        let Some((role, suffix)) = role(&definition.name) else { continue };
        if is_library(&definition.package) || definition.file.ends_with("_test.rego") {
            continue;
        }
        let id = id(&definition.package, suffix);
        let of_file = blocks.get(&definition.file).map_or(&[][..], Vec::as_slice);
        let own = own_metadata(of_file, &heads, &definition);
        let rule = rules.entry(id.clone()).or_insert_with(|| {
            let package = of_file.iter().find(|block| block.scope == Scope::Package);
            let package = package.map(|block| block.metadata.clone()).unwrap_or_default();
            let metadata = match own {
                // A suffix makes a rule of its own; without one the package speaks first.
                Some(own) if !suffix.is_empty() => own.clone().over(&package),
                Some(own) => package.over(own),
                None => package,
            };
            Rule {
                pack: id.split('.').next().unwrap_or_default().to_owned(),
                severity: metadata.severity.unwrap_or(Severity::High),
                profile: metadata.profile.unwrap_or(Profile::Baseline),
                files: Vec::new(),
                embedded: sources::is_embedded(&definition.file),
                definitions: Vec::new(),
                metadata,
                id: id.into(),
            }
        });
        if !rule.files.contains(&definition.file) {
            rule.files.push(definition.file.clone());
        }
        let severity = match role {
            Role::Warn => Severity::Info,
            _ => own.and_then(|own| own.severity).unwrap_or(rule.severity),
        };
        let remediation = own.and_then(|own| own.remediation.clone());
        rule.definitions.push(RuleDefinition {
            role,
            severity,
            fixed_severity: false,
            remediation,
            definition,
        });
    }
    // A package that only says what is unknown judges nothing.
    rules.retain(|_, rule| {
        rule.definitions.iter().any(|definition| definition.role != Role::Unknown)
    });
    rules.into_values().collect()
}

/// The block of a definition: the one directly above it, or the document's block of its name.
fn own_metadata<'a>(
    blocks: &'a [Block],
    heads: &Heads,
    definition: &Definition,
) -> Option<&'a Metadata> {
    let mut of_file = blocks.iter().filter(|block| block.scope != Scope::Package);
    let found = of_file.find(|block| {
        let next = heads.range((definition.file.clone(), block.last_line)..).next();
        next.is_some_and(|((file, line), name)| {
            let document = block.scope == Scope::Document && *name == definition.name;
            *file == definition.file && (*line == definition.line || document)
        })
    });
    found.map(|block| &block.metadata)
}

/// File and line of each rule head, to its name.
type Heads = BTreeMap<(String, usize), String>;

/// The role of a rule's name, and its suffix: conftest's `deny_images` has `images`.
fn role(name: &str) -> Option<(Role, &str)> {
    let roles = [
        ("deny", Role::Deny),
        ("violation", Role::Deny),
        ("warn", Role::Warn),
        ("unknown", Role::Unknown),
    ];
    roles.into_iter().find_map(|(word, role)| match name.strip_prefix(word)? {
        "" => Some((role, "")),
        rest => {
            rest.strip_prefix('_').filter(|suffix| !suffix.is_empty()).map(|suffix| (role, suffix))
        }
    })
}

fn id(package: &[String], suffix: &str) -> String {
    let inner = match package.split_first() {
        Some((root, rest)) if root == ROOT && !rest.is_empty() => rest,
        _ => package,
    };
    let parts =
        inner.iter().map(String::as_str).chain(Some(suffix).filter(|suffix| !suffix.is_empty()));
    parts.collect::<Vec<_>>().join(".")
}

/// Whether a package holds helpers alone.
pub(super) fn is_library(package: &[String]) -> bool {
    matches!(package, [root, library, ..] if root == ROOT && library == LIBRARY)
}
