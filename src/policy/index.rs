//! What is known of the default bundle before its policies are parsed.
//!
//! `policies/index.json` is generated: for each rule its description, what it reads, and the
//! files it needs. With it a run parses only the policies of rules that find something to judge,
//! which is most of what a run over a small repository costs. An index that is not the one of
//! the embedded policies (its digest tells) is not used, and everything is worked out anew.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::asks::Asks;
use super::bundle::{Bundle, BundleOptions, Rule};
use super::reads::{Read, Reads};
use super::select::Selection;
use super::severity::Profile;

/// The generated index as it was when the program was built.
const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/index.json"));

/// The digest of the embedded policies, made by the build script.
const DIGEST: &str = include_str!(concat!(env!("OUT_DIR"), "/digest.txt"));

/// The index of a bundle.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) rules: Vec<IndexedRule>,
}

/// What is known of one rule.
#[derive(Debug)]
pub(crate) struct IndexedRule {
    pub(crate) rule: Rule,
    pub(crate) reads: Arc<Reads>,
    /// The policy files that must be loaded to evaluate it.
    pub(crate) needs_files: Arc<BTreeSet<String>>,
}

/// The file.
#[derive(Deserialize)]
struct Written {
    digest: String,
    #[serde(borrow = "'static")]
    rules: Vec<WrittenRule<&'static RawValue>>,
}

/// A rule in the file.
#[derive(Serialize, Deserialize)]
struct WrittenRule<A> {
    rule: Rule,
    paths: BTreeSet<Read>,
    asks: A,
    needs_files: BTreeSet<String>,
}

impl From<WrittenRule<&'static RawValue>> for IndexedRule {
    fn from(written: WrittenRule<&'static RawValue>) -> Self {
        let WrittenRule { rule, paths, asks, needs_files } = written;
        let reads = Reads { paths, asks: Asks::Indexed(asks) };
        Self { rule, reads: Arc::new(reads), needs_files: Arc::new(needs_files) }
    }
}

/// The index of the default bundle, if it is the one of the embedded policies. It is read once, and
/// shared by all bundles of a run.
pub(crate) fn embedded() -> Option<&'static Index> {
    static INDEX: LazyLock<Option<Index>> = LazyLock::new(|| {
        let index: Written = serde_json::from_str(TEXT).ok()?;
        let rules = index.rules.into_iter().map(IndexedRule::from);
        (index.digest == DIGEST).then(|| Index { rules: rules.collect() })
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
    let rules = selected.into_iter().map(|selected| {
        let needs_files = selected.rule.files.iter().filter_map(|file| dependencies.get(file));
        let written = WrittenRule {
            rule: selected.rule.clone(),
            paths: selected.reads.paths.clone(),
            asks: selected.reads.asks.each(),
            needs_files: needs_files.flatten().cloned().collect(),
        };
        serde_json::to_string(&written)
    });
    // A line a rule: what is read at every start should not be mostly blanks.
    let digest = serde_json::to_string(DIGEST).map_err(|error| error.to_string())?;
    let rules = rules.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
    let rules = rules.join(",\n");
    Ok(format!("{{\"digest\":{digest},\"rules\":[\n{rules}\n]}}\n"))
}
