//! Collects GitLab's pipelines.

use super::harvest::{self, Harvest};
use super::workflows::{FACTS, OF_SCRIPTS, hide_settings};
use super::{Collector, File, ci, gitlab, shell};

/// `.gitlab-ci.yml` at the root. Another path can be set for a project, which no file shows.
pub(crate) struct Configuration;

impl Collector for Configuration {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        matches!(path, ".gitlab-ci.yml" | ".gitlab-ci.yaml")
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let text = match harvest::text(file.path, file.bytes, FACTS) {
            Ok(text) => text,
            Err(problem) => return Harvest::problem(problem),
        };
        let commands = OF_SCRIPTS.iter().any(|path| file.demand.wants(path));
        let options = ci::Options { text, commands, parser: &shell::commands };
        let (pipelines, mut problems) = gitlab::pipelines(file.path, &options, file.others);
        problems.iter_mut().for_each(hide_settings);
        Harvest { pipelines, problems, ..Harvest::default() }
    }
}
