//! What is written for this program: configurations, policies, ignore comments.

use serde_json::json;

use super::{Folder, part};
use crate::config::Config;
use crate::finding::inline;
use crate::policy::metadata;
use crate::policy::rego::{Program, Source};

/// The longest policy that is loaded: longer ones reach nothing else and take their time.
const MAX_POLICY: usize = 4096;

/// `palisade.yaml`: each mistake stands at a part of the text.
pub fn config(text: &str) {
    let folder = Folder::new("config");
    folder.write("palisade.yaml", text);
    let config = Config::load(&folder.0.join("palisade.yaml"));
    for mistake in &config.mistakes {
        part(text, &(mistake.start..mistake.end));
    }
}

/// A policy on its own: loading it, its annotations, and what its rules read.
pub fn policy(text: &str) {
    if text.len() > MAX_POLICY {
        return;
    }
    let source = Source { file: "x.rego".to_owned(), text: text.to_owned().into() };
    let (program, mut refusals) = Program::load(&[source], &json!({}));
    let _effects = program.effects(&program.definitions());
    let _dependencies = program.dependencies();
    refusals.extend(metadata::blocks("x.rego", text).1);
    for (start, end) in refusals.into_iter().filter_map(|refusal| refusal.span) {
        part(text, &(start..end));
    }
}

/// `palisade: ignore[…]` comments: their lines are lines of the text.
pub fn inline_ignores(text: &str) {
    let count = text.lines().count();
    for ignore in inline::ignores(text) {
        assert!((1..=ignore.target_line).contains(&ignore.line) && ignore.target_line <= count);
    }
}
