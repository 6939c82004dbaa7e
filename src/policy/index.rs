//! What is known of the default bundle before its policies are parsed.
//!
//! `policies/index.json` is generated: for each rule its description, what it reads, and the
//! files it needs. With it a run parses only the policies of rules that find something to judge,
//! which is most of what a run over a small repository costs. An index that is not the one of
//! the embedded policies (its digest tells) is not used, and everything is worked out anew.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use super::bundle::{Bundle, BundleOptions, Rule};
use super::reads::Reads;
use super::select::Selection;
use super::severity::Profile;

/// The generated index as it was when the program was built.
const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/index.json"));

/// The digest of the embedded policies, made by the build script.
const DIGEST: &str = include_str!(concat!(env!("OUT_DIR"), "/digest.txt"));

/// The index of a bundle.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Index {
    digest: String,
    pub(crate) rules: Vec<IndexedRule>,
}

/// What is known of one rule.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct IndexedRule {
    pub(crate) rule: Rule,
    pub(crate) reads: Arc<Reads>,
    /// The policy files that must be loaded to evaluate it.
    pub(crate) needs_files: Arc<BTreeSet<String>>,
}

/// The index of the default bundle, if it is the one of the embedded policies. It is read once, and
/// shared by all bundles of a run.
pub(crate) fn embedded() -> Option<&'static Index> {
    static INDEX: LazyLock<Option<Index>> = LazyLock::new(|| {
        let index: Index = serde_json::from_str(TEXT).ok()?;
        (index.digest == DIGEST).then_some(index)
    });
    INDEX.as_ref()
}

/// The text that `policies/index.json` must have.
///
/// # Errors
/// What keeps the default bundle from being loaded whole.
pub fn generate() -> Result<String, String> {
    let bundle = Bundle::load(&BundleOptions { tests: true, ..BundleOptions::default() });
    if let Some(refusal) = bundle.refusals.first() {
        return Err(format!("{}: {}", refusal.file, refusal.message));
    }
    let selection = Selection { profile: Profile::Strict, ..Selection::default() };
    let (selected, _) = bundle.select(&selection);
    let dependencies = bundle.programs.whole().dependencies();
    let rules = selected.into_iter().map(|selected| IndexedRule {
        needs_files: selected
            .rule
            .files
            .iter()
            .filter_map(|file| dependencies.get(file))
            .flatten()
            .cloned()
            .collect::<BTreeSet<_>>()
            .into(),
        rule: selected.rule.clone(),
        reads: selected.reads,
    });
    let index = Index { digest: DIGEST.to_owned(), rules: rules.collect() };
    // A line a rule: what is read at every start should not be mostly blanks.
    let digest = serde_json::to_string(&index.digest).map_err(|error| error.to_string())?;
    let rules = index.rules.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>();
    let rules = rules.map_err(|error| error.to_string())?.join(",\n");
    Ok(format!("{{\"digest\":{digest},\"rules\":[\n{rules}\n]}}\n"))
}
