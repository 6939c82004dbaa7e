//! Collects Bitbucket's pipelines.

use super::harvest::{self, Harvest};
use super::workflows::{FACTS, OF_SCRIPTS, hide_settings};
use super::{Collector, File, bitbucket, ci, shell};
use crate::facts::Problem;

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
        read(file).unwrap_or_else(Harvest::problem)
    }
}

fn read(file: &File<'_>) -> Result<Harvest, Problem> {
    let document = harvest::document(file.path, file.bytes, FACTS)?;
    let commands = OF_SCRIPTS.iter().any(|path| file.demand.wants(path));
    let options = ci::Options { text: document.text, commands, parser: &shell::commands };
    let (pipelines, mut found) = bitbucket::pipelines(file.path, document.root()?, &options);
    found.iter_mut().for_each(hide_settings);
    let mut problems = document.problems;
    problems.append(&mut found);
    Ok(Harvest { pipelines, problems, ..Harvest::default() })
}
