//! What the fuzz targets of `fuzz/` call, compiled for them and for the tests: one function for each parser,
//! which panics where the parser breaks a promise. CONTRIBUTING.md tells how to run them.
//!
//! What only its own module may see is tried there, in a `fuzzing.rs` beside it.

mod files;
mod mail;
mod ours;
mod source;
mod stored;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::Value;

pub use files::{
    action, azure_pipeline, bitbucket, bun_lock, circleci, gitlab_ci, manifest, npmrc,
    package_lock, pnpm_lock, repository, settings, shell, workflow, yarn_lock,
};
pub use mail::{dns_response, mail_records, mta_sts_policy, spf_check, spf_record};
pub use ours::{config, inline_ignores, policy};
pub use source::{anchor, json, rc, toml, yaml};
pub use stored::stored_facts;

/// Every `at` of a value.
fn anchors(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| anchors(item, visit)),
        Value::Object(members) => members.iter().for_each(|(key, value)| match value.as_str() {
            Some(at) if key == "at" => visit(at),
            // What is given to an action has the names that the file has: `at: ~/project`.
            _ if key == "with" => {}
            _ => anchors(value, visit),
        }),
        _ => {}
    }
}

fn part(text: &str, span: &Range<usize>) {
    assert!(text.get(span.clone()).is_some(), "{span:?} is no part of the text");
}

/// A folder for what is read from files alone, one for each process; gone with the input.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("palisade-fuzz-{name}-{}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        let written = fs::create_dir_all(path.parent().unwrap_or(Path::new("")))
            .and_then(|()| fs::write(&path, text));
        assert!(written.is_ok(), "{}: {written:?}", path.display());
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _absent = fs::remove_dir_all(&self.0);
    }
}
