//! Collects the pipelines of Azure Pipelines.
//!
//! Which file is a pipeline is a setting of the project, `azure-pipelines.yml` by default. Others are
//! known by their names and folders, and by what stands in them.

use super::followed::Followed;
use super::harvest::{self, Harvest};
use super::workflows::{FACTS, OF_SCRIPTS, hide_settings, is_yaml};
use super::{Collector, File, azure, ci, shell};
use crate::facts::Problem;
use crate::source::node::Node;
use azure::is_named;

/// Folders in which pipelines and their templates stand, at any depth.
const FOLDERS: [&str; 6] =
    [".ado", ".azure-pipelines", ".azuredevops", ".devops", ".pipelines", "azure-pipelines"];

/// The keys by which a file is known that stands in one of these folders.
const KEYS: [&str; 4] = ["extends", "jobs", "stages", "steps"];

/// Pipelines, and templates of them.
pub(crate) struct AzurePipelines;

impl Collector for AzurePipelines {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        is_yaml(path) && (is_named(path) || path.split('/').rev().skip(1).any(is_folder))
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        read(file, file.others).unwrap_or_else(Harvest::problem)
    }
}

fn is_folder(folder: &str) -> bool {
    FOLDERS.iter().any(|known| folder.eq_ignore_ascii_case(known))
}

fn read(file: &File<'_>, others: &Followed<'_>) -> Result<Harvest, Problem> {
    let document = harvest::document(file.path, file.bytes, FACTS)?;
    let known = |document: &Node| KEYS.iter().any(|key| document.get(key).is_some());
    // Elsewhere variables for templates stand, and files that have nothing to do with pipelines.
    if !is_named(file.path) && !document.node().is_some_and(known) {
        return Ok(Harvest::default());
    }
    let root = document.root()?;
    let commands = OF_SCRIPTS.iter().any(|path| file.demand.wants(path));
    let parser = |script: &str, at: &dyn Fn(std::ops::Range<usize>) -> String| {
        shell::commands_around(script, &azure::replaced(script), at)
    };
    let options = ci::Options { text: document.text, commands, parser: &parser };
    let (pipeline, matrices, mut found) = azure::pipeline(file.path, root, others, &options);
    found.iter_mut().for_each(hide_settings);
    let mut problems = document.problems;
    problems.extend(found);
    Ok(Harvest { pipelines: vec![pipeline], matrices, problems, ..Harvest::default() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use globset::GlobSet;

    use super::*;
    use crate::collect::{Order, repository};
    use crate::facts::{Facts, PipelineKind};
    use crate::policy::reads::Demand;

    /// The facts of a repository with these files.
    fn collected(files: &[(&str, &str)]) -> Facts {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let (demand, exclude) = (Demand::everything(), GlobSet::empty());
        let collected = repository(folder.path(), &Order::plain(&demand, &exclude)).unwrap();
        let mut facts = Facts::clone(&collected.facts);
        facts.problems.retain(|problem| !problem.at.starts_with("dns:"));
        facts
    }

    #[test]
    fn templates_stand_in_what_uses_them_and_the_others_are_told() {
        let facts = collected(&[
            (
                "azure-pipelines.yml",
                "steps:\n- template: azure-pipelines/used.yml\n  parameters: {s: []}\n",
            ),
            (
                "azure-pipelines/used.yml",
                "parameters: {s: }\nsteps: [{script: npm ci}, '${{ parameters.s }}']\n",
            ),
            (
                "azure-pipelines/unused.yml",
                "parameters: {s: }\nsteps: [{script: npm ci}, '${{ parameters.s }}']\n",
            ),
            ("azure-pipelines/started.yml", "trigger: none\nsteps: [{script: npm ci}]\n"),
            ("azure-pipelines/variables.yml", "variables: {a: b}\n"),
            (".azuredevops/labels.yml", "- not a pipeline\n"),
        ]);
        let found: Vec<_> =
            facts.pipelines.iter().map(|next| (next.file.as_str(), next.kind)).collect();
        assert_eq!(
            found,
            [
                ("azure-pipelines.yml", PipelineKind::Workflow),
                ("azure-pipelines/started.yml", PipelineKind::Workflow),
                ("azure-pipelines/unused.yml", PipelineKind::Template),
            ]
        );
        let told: Vec<_> = facts
            .problems
            .iter()
            .map(|problem| (problem.at.as_str(), problem.facts[0].as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("azure-pipelines/unused.yml", "pipelines[*].triggers"),
                ("azure-pipelines/unused.yml#/steps/1", "pipelines[*].jobs[*].steps"),
            ]
        );
    }

    #[test]
    fn tasks_and_variables_tell_the_version_of_the_package_manager() {
        let text = "
variables: {nodeVersion: 22.x}
jobs:
- job: a
  steps:
  - {task: NodeTool@0, inputs: {versionSpec: $(nodeVersion)}}
  - script: npm ci
- job: b
  strategy: {matrix: {x: {node: 20.x}, y: {node: 24.x}}}
  steps:
  - {task: UseNode@1, inputs: {version: $(node)}}
  - script: npm ci
";
        let facts = collected(&[("azure-pipelines.yml", text), ("package.json", "{}")]);
        let versions: Vec<_> = facts
            .installers
            .iter()
            .filter(|next| next.job.is_some())
            .map(|next| {
                let shown = |text: &Option<String>| text.clone().unwrap_or_default();
                (shown(&next.version.at), shown(&next.version.text))
            })
            .collect();
        let at = |end: &str| format!("azure-pipelines.yml#/jobs/{end}");
        assert_eq!(
            versions,
            [
                (at("0/steps/0/inputs/versionSpec"), "$(nodeVersion)".to_owned()),
                (at("1/steps/0/inputs/version"), "$(node)".to_owned()),
            ]
        );
        assert!(
            facts.installers.iter().all(|next| next.job.is_none() || next.version.least.is_some())
        );
    }

    #[test]
    fn a_bad_file_is_a_problem_of_that_file() {
        let facts = collected(&[
            ("azure-pipelines.yml", "steps: [\n"),
            ("azure-pipelines-a.yml", ""),
            ("azure-pipelines-b.yml", "steps: [{script: npm ci}]\n"),
        ]);
        assert_eq!(facts.pipelines.len(), 1);
        let told: Vec<_> = facts.problems.iter().map(|problem| problem.facts[0].as_str()).collect();
        assert_eq!(told, ["pipelines", "pipelines"]);
    }

    #[test]
    fn a_file_with_the_name_of_a_pipeline_is_one_unless_another_puts_it_in() {
        let facts = collected(&[
            ("azure-pipelines.yml", "steps: [{template: azure-pipelines-steps.yml}]\n"),
            ("azure-pipelines-steps.yml", "steps: [{script: npm ci}]\n"),
            ("azure-pipelines-other.yml", "steps: [{template: azure-pipelines.yml}]\n"),
        ]);
        let files: Vec<_> = facts.pipelines.iter().map(|next| next.file.as_str()).collect();
        assert_eq!(files, ["azure-pipelines-other.yml", "azure-pipelines.yml"]);
        assert!(facts.pipelines.iter().all(|next| next.kind == PipelineKind::Workflow));
        assert_eq!(facts.problems, []);
    }

    #[test]
    fn templates_that_only_put_in_each_other_are_not_lost() {
        let facts = collected(&[
            (".ado/a.yml", "steps: [{script: npm ci}, {template: b.yml}]\n"),
            (".ado/b.yml", "steps: [{template: a.yml}]\n"),
            (".ado/c.yml", "steps: [{script: npm ci}, {template: c.yml}]\n"),
        ]);
        let files: Vec<_> = facts.pipelines.iter().map(|next| next.file.as_str()).collect();
        assert_eq!(files, [".ado/a.yml", ".ado/b.yml", ".ado/c.yml"]);
    }

    #[test]
    fn pipelines_are_known_by_names_and_folders() {
        for path in [
            "azure-pipelines.yml",
            ".azure-pipelines.yml",
            "azure-pipelines.release.yml",
            "ci/azure-pipelines-pr.yaml",
            "azure-pipeline.yml",
            "build/azure-pipeline.publish.yml",
            ".vsts-ci.yml",
            ".ado/publish.yml",
            ".azure-pipelines/steps/a.yml",
            "build/azure-pipelines/linux/build.yml",
            ".azuredevops/pipelines/x.yml",
        ] {
            assert!(AzurePipelines.claims(path), "{path}");
        }
        for path in [
            "azure-pipelines.json",
            "azure-pipelinesque.yml",
            "azure-pipelines.yml/readme.md",
            "pipelines/a.yml",
            "docs/azure.yml",
        ] {
            assert!(!AzurePipelines.claims(path), "{path}");
        }
    }
}
