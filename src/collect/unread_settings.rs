//! Says of the settings files of pnpm, Yarn and bun that they are not read.
//!
//! What a file may say must not look like what it does not: a rule that asks for settings is
//! unknown where one of these files has any. Files:
//! <https://pnpm.io/settings>, <https://yarnpkg.com/configuration/yarnrc>,
//! <https://classic.yarnpkg.com/en/docs/yarnrc>, <https://bun.com/docs/runtime/bunfig>.

use super::harvest::{self, Harvest};
use super::{Collector, File, file_name};
use crate::facts::{Problem, ProblemKind};
use crate::source::anchor::Place;

/// `pnpm-workspace.yaml`, `.yarnrc.yml`, `.yarnrc` and `bunfig.toml`.
pub(crate) struct UnreadSettings;

const FACTS: &[&str] = &["settings", "packages[*].allowed_scripts"];

/// The keys of `pnpm-workspace.yaml` that are read elsewhere, or name versions.
const OF_WORKSPACES: &[&str] = &["packages", "catalog", "catalogs"];

/// The keys of `.yarnrc.yml` that say how Yarn looks and lays files out.
const OF_LAYOUT: &[&str] = &[
    "compressionLevel",
    "defaultSemverRangePrefix",
    "enableColors",
    "enableGlobalCache",
    "enableMessageNames",
    "enableProgressBars",
    "enableTelemetry",
    "nmHoistingLimits",
    "nmMode",
    "nodeLinker",
    "pnpMode",
    "yarnPath",
];

impl Collector for UnreadSettings {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        matches!(file_name(path), "pnpm-workspace.yaml" | ".yarnrc.yml" | ".yarnrc" | "bunfig.toml")
    }

    fn of_packages(&self) -> bool {
        true
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let text = match harvest::text(file.path, file.bytes, FACTS) {
            Ok(text) => text,
            Err(problem) => return Harvest::problem(problem),
        };
        let mut facts = FACTS.to_vec();
        let says = match file_name(file.path) {
            "pnpm-workspace.yaml" => {
                if holds(text, &|key| key == "overrides") {
                    facts.push("packages[*].overrides");
                }
                holds(text, &|key| !OF_WORKSPACES.contains(&key))
            }
            ".yarnrc.yml" => holds(text, &|key| !OF_LAYOUT.contains(&key)),
            _ => text.lines().any(|line| !line.trim().is_empty() && !line.trim().starts_with('#')),
        };
        if !says {
            return Harvest::default();
        }
        Harvest::problem(Problem {
            at: Place::file(file.path).at(),
            kind: ProblemKind::Unsupported,
            facts: facts.iter().map(|path| (*path).to_owned()).collect(),
            reason: "the settings of this file are not read".to_owned(),
        })
    }
}

/// Whether a YAML file has such a key; one that is no mapping may hold anything.
fn holds(text: &str, wanted: &dyn Fn(&str) -> bool) -> bool {
    let Ok(parsed) = crate::source::yaml::parse(text) else { return true };
    parsed.documents.iter().any(|document| {
        !document.is_null()
            && (!document.is_map() || document.entries().iter().any(|entry| wanted(&entry.key)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::reads::Demand;

    /// The facts that are missing because of a file.
    fn missing(path: &str, text: &str) -> Vec<String> {
        let demand = Demand::everything();
        let file = File { path, bytes: text.as_bytes(), demand: &demand };
        let harvest = UnreadSettings.collect(&file);
        harvest.problems.into_iter().flat_map(|problem| problem.facts).collect()
    }

    #[test]
    fn files_that_set_something_hide_it() {
        for (path, text) in [
            ("pnpm-workspace.yaml", "packages: [a]\nminimumReleaseAge: 1440\n"),
            (".yarnrc.yml", "nodeLinker: pnp\nnpmMinimalAgeGate: 0\n"),
            (".yarnrc.yml", "- a\n"),
            (".yarnrc.yml", "a: [\n"),
            ("packages/a/.yarnrc", "# x\nignore-scripts true\n"),
            ("bunfig.toml", "[install]\n"),
        ] {
            assert_eq!(missing(path, text), FACTS, "{path} {text}");
        }
        assert_eq!(
            missing("pnpm-workspace.yaml", "overrides: {a: '1'}\n"),
            ["settings", "packages[*].allowed_scripts", "packages[*].overrides"]
        );
    }

    #[test]
    fn files_that_set_nothing_hide_nothing() {
        let none: [&str; 0] = [];
        for (path, text) in [
            ("pnpm-workspace.yaml", "packages: [a]\ncatalog: {a: '1'}\ncatalogs: {}\n"),
            ("pnpm-workspace.yaml", "# packages\n"),
            (".yarnrc.yml", "yarnPath: .yarn/releases/yarn.cjs\nnodeLinker: pnp\n"),
            (".yarnrc.yml", ""),
            (".yarnrc", "\n # x\n"),
            ("bunfig.toml", ""),
        ] {
            assert_eq!(missing(path, text), none, "{path} {text}");
        }
    }
}
