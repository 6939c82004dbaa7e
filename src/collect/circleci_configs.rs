//! Collects CircleCI's configuration, and the files that it goes on with.

use super::followed::Found;
use super::harvest::{self, Harvest};
use super::workflows::{FACTS, OF_SCRIPTS, hide_settings};
use super::{Collector, File, ci, circleci, shell};
use crate::facts::{Include, Pin, PinKind, Problem, ProblemKind, Uses, UsesKind};

/// `.circleci/config.yml` at the root.
pub(crate) struct CircleciConfigs;

impl Collector for CircleciConfigs {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        path == ".circleci/config.yml"
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let (mut harvest, continued) = match read(file, file.path, file.bytes, false) {
            Ok(read) => read,
            Err(problem) => return Harvest::problem(problem),
        };
        let mut includes = Vec::new();
        for next in continued {
            let followed = follow(file, &next);
            includes.push(Include {
                at: next.at.clone(),
                uses: Uses {
                    at: next.at,
                    text: next.path.clone(),
                    kind: UsesKind::Template,
                    path: Some(next.path),
                    pin: Pin { kind: PinKind::Local, ..Pin::default() },
                    ..Uses::default()
                },
                read: !followed.pipelines.is_empty(),
            });
            harvest.extend(followed);
        }
        for pipeline in harvest.pipelines.iter_mut().filter(|one| one.file == file.path) {
            pipeline.includes.extend(includes.iter().cloned());
        }
        harvest
    }
}

/// Reads a file that pipelines go on with.
fn follow(file: &File<'_>, next: &circleci::Continued) -> Harvest {
    let missing = |kind, reason: String| {
        let facts = FACTS.iter().map(ToString::to_string).collect();
        Harvest::problem(Problem { at: next.at.clone(), kind, facts, reason })
    };
    match file.others.text(&next.path) {
        Found::Text(_) if next.path == file.path => Harvest::default(),
        Found::Text(text) => {
            let read = read(file, &next.path, text.as_bytes(), true);
            read.map_or_else(Harvest::problem, |(harvest, _)| harvest)
        }
        Found::Absent => {
            let reason = format!("pipelines go on with `{}`, which is made in a run", next.path);
            missing(ProblemKind::Unsupported, reason)
        }
        Found::Unread(unread) => {
            missing(unread.kind, format!("`{}` {}", unread.path, unread.reason))
        }
    }
}

fn read(
    file: &File<'_>,
    path: &str,
    bytes: &[u8],
    continues: bool,
) -> Result<(Harvest, Vec<circleci::Continued>), Problem> {
    let document = harvest::document(path, bytes, FACTS)?;
    let commands = OF_SCRIPTS.iter().any(|path| file.demand.wants(path));
    let options = ci::Options { text: document.text, commands, parser: &shell::commands };
    let mut found = circleci::config(path, document.root()?, &options, continues);
    found.problems.iter_mut().for_each(hide_settings);
    let mut problems = document.problems;
    problems.append(&mut found.problems);
    let harvest = Harvest { pipelines: found.pipelines, problems, ..Harvest::default() };
    Ok((harvest, found.continued))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use globset::GlobSet;

    use crate::collect::{Order, repository};
    use crate::facts::{Facts, ProblemKind};
    use crate::policy::reads::Demand;

    const CONFIG: &str = "version: 2.1
setup: true
orbs: {continuation: circleci/continuation@1}
jobs:
  next:
    docker: [{image: 'cimg/base:2024.01'}]
    steps: [continuation/continue: {configuration_path: ci/NAME}]
workflows: {main: {jobs: [next]}}
";

    /// The facts of a repository that goes on with a file, which has this text or is not there.
    fn facts(name: &str, text: Option<&str>) -> Facts {
        let folder = tempfile::tempdir().unwrap();
        for part in [".circleci", "ci"] {
            std::fs::create_dir(folder.path().join(part)).unwrap();
        }
        let config = CONFIG.replace("NAME", name);
        std::fs::write(folder.path().join(".circleci/config.yml"), config).unwrap();
        if let Some(text) = text {
            std::fs::write(folder.path().join("ci").join(name), text).unwrap();
        }
        let (demand, exclude) = (Demand::everything(), GlobSet::empty());
        let collected = repository(folder.path(), &Order::plain(&demand, &exclude)).unwrap();
        let mut facts = Facts::clone(&collected.facts);
        facts.problems.retain(|problem| problem.kind != ProblemKind::Offline);
        facts
    }

    const NEXT: &str = "parameters: {go: {type: boolean, default: false}}
jobs: {build: {docker: [{image: 'cimg/node:22.14'}], steps: [checkout, run: npm ci]}}
workflows: {next: {when: << pipeline.parameters.go >>, jobs: [build]}}
";

    #[test]
    fn a_file_that_pipelines_go_on_with_is_read() {
        let facts = facts("next.yml", Some(NEXT));
        assert_eq!(facts.problems, []);
        let places: Vec<_> = facts.pipelines.iter().map(|one| one.at.as_str()).collect();
        assert_eq!(places, [".circleci/config.yml#/workflows/main", "ci/next.yml#/workflows/next"]);
        let [first, next] = facts.pipelines.as_slice() else { panic!("two pipelines") };
        let read: Vec<_> =
            first.includes.iter().map(|one| (one.uses.text.as_str(), one.read)).collect();
        assert_eq!(read, [("circleci/continuation@1", false), ("ci/next.yml", true)]);
        // What sets it up gives the parameter.
        let events: Vec<_> = next.triggers.iter().map(|one| one.event.as_str()).collect();
        assert_eq!(events, ["push"]);
        // The image tells the version of npm.
        let installer = facts.installers.iter().find(|one| one.tool == "npm").unwrap();
        assert!(installer.version.least.as_deref().is_some_and(|least| least.starts_with("10.")));
    }

    #[test]
    fn a_file_that_is_not_there_is_made_in_a_run() {
        let facts = facts("made.yml", None);
        let [problem] = facts.problems.as_slice() else { panic!("one problem") };
        assert_eq!(problem.reason, "pipelines go on with `ci/made.yml`, which is made in a run");
        assert!(problem.facts.iter().any(|path| path == "pipelines"));
        assert_eq!(facts.pipelines.len(), 1);
    }
}
