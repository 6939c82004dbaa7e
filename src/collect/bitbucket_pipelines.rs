//! Collects Bitbucket's pipelines.

use super::harvest::{self, Harvest};
use super::workflows::{FACTS, OF_SCRIPTS, hide_settings};
use super::{Collector, File, bitbucket, ci, shell};

/// `bitbucket-pipelines.yml` at the root.
pub(crate) struct BitbucketPipelines;

impl Collector for BitbucketPipelines {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        path == "bitbucket-pipelines.yml"
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let text = match harvest::text(file.path, file.bytes, FACTS) {
            Ok(text) => text,
            Err(problem) => return Harvest::problem(problem),
        };
        let (parsed, mut problems) = match harvest::yaml(file.path, text, FACTS) {
            Ok(parsed) => parsed,
            Err(problem) => return Harvest::problem(problem),
        };
        let Some(document) = parsed.documents.first() else {
            let reason = "the file is empty".to_owned();
            return Harvest::problem(harvest::malformed(file.path, reason, FACTS));
        };
        let commands = OF_SCRIPTS.iter().any(|path| file.demand.wants(path));
        let options = ci::Options { text, commands, parser: &shell::commands };
        let (pipelines, mut found) = bitbucket::pipelines(file.path, document, &options);
        found.iter_mut().for_each(hide_settings);
        problems.append(&mut found);
        Harvest { pipelines, problems, ..Harvest::default() }
    }
}
