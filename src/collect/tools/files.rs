//! Collects the files that only name a tool or its version: `.nvmrc`, `.node-version`, Yarn's
//! `yarnPath`, and that pnpm's and bun's own files are there.

use crate::collect::harvest::Harvest;
use crate::collect::{Collector, File, file_name, folder, harvest};
use crate::source::anchor::Place;

/// What such a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToolFile {
    /// Relative to the target.
    pub(crate) path: String,
    /// The folder that holds it.
    pub(crate) directory: String,
    pub(crate) says: Says,
}

/// The kinds of [`ToolFile`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Says {
    /// A version of Node.js, as written.
    Node(String),
    /// Yarn's own file in the repository: the place that names it, and its path.
    YarnPath { at: String, path: String },
    /// It is the file of this tool.
    Tool(&'static str),
}

/// `.nvmrc`, `.node-version`, `.yarnrc.yml`, `.yarnrc`, `pnpm-workspace.yaml` and `bunfig.toml`.
pub(crate) struct ToolFiles;

const FACTS: &[&str] = &[
    "installers",
    "settings[*].in_force",
    "lockfiles[*].in_use",
    super::publications::FACTS[0],
    super::publications::FACTS[1],
];

/// Longer lines name no version.
const LONGEST: usize = 128;

/// Whether a file names a version of Node.js and nothing else.
pub(crate) fn names_node(path: &str) -> bool {
    matches!(file_name(path), ".nvmrc" | ".node-version")
}

impl Collector for ToolFiles {
    fn facts(&self) -> &'static [&'static str] {
        FACTS
    }

    fn claims(&self, path: &str) -> bool {
        let own = [".yarnrc.yml", ".yarnrc", "pnpm-workspace.yaml", "bunfig.toml"];
        names_node(path) || own.contains(&file_name(path))
    }

    fn of_packages(&self) -> bool {
        true
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let text = match harvest::text(file.path, file.bytes, FACTS) {
            Ok(text) => text,
            Err(problem) => return Harvest::problem(problem),
        };
        let tool_file = |says| ToolFile {
            path: file.path.to_owned(),
            directory: folder(file.path).to_owned(),
            says,
        };
        let mut found = Vec::new();
        match file_name(file.path) {
            "pnpm-workspace.yaml" => found.push(Says::Tool("pnpm")),
            "bunfig.toml" => found.push(Says::Tool("bun")),
            ".yarnrc.yml" => {
                found.push(Says::Tool("yarn"));
                // A file that is no YAML is the problem of who reads its settings.
                found.extend(yarn_path(file.path, text));
            }
            ".yarnrc" => {
                found.push(Says::Tool("yarn"));
                found.extend(classic_path(file.path, text));
            }
            _ => found.extend(node_version(text)),
        }
        let tool_files = found.into_iter().map(tool_file).collect();
        Harvest { tool_files, ..Harvest::default() }
    }
}

/// The first line that says something: nvm takes comments, and the others take one line.
fn node_version(text: &str) -> Option<Says> {
    let mut lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let line = lines.find(|line| !line.is_empty())?;
    (line.len() <= LONGEST).then(|| Says::Node(line.to_owned()))
}

fn yarn_path(path: &str, text: &str) -> Option<Says> {
    let parsed = crate::source::yaml::parse(text).ok()?;
    let value = parsed.documents.first()?.get("yarnPath")?.text()?;
    let at = Place::file(path).key("yarnPath").at();
    Some(Says::YarnPath { at, path: value.to_owned() })
}

/// `yarn-path "…"`: <https://classic.yarnpkg.com/en/docs/yarnrc>.
fn classic_path(path: &str, text: &str) -> Option<Says> {
    let mut lines = text.lines().zip(1..);
    let (value, number) = lines.find_map(|(line, number)| {
        let (key, value) = line.trim().split_once(char::is_whitespace)?;
        (key.trim_matches('"') == "yarn-path").then_some((value, number))
    })?;
    let at = Place::file(path).line(number).at();
    Some(Says::YarnPath { at, path: value.trim().trim_matches('"').to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::followed::Followed;
    use crate::policy::reads::Demand;
    use crate::source::tree::Given;

    fn says(path: &str, text: &str) -> Vec<Says> {
        let demand = Demand::everything();
        let given = Given::default();
        let others = Followed::of(&given);
        let harvest = ToolFiles.collect(&File {
            path,
            bytes: text.as_bytes(),
            demand: &demand,
            own: &Default::default(),
            others: &others,
        });
        harvest.tool_files.into_iter().map(|file| file.says).collect()
    }

    #[test]
    fn files_say_what_they_name() {
        let node = |text: &str| vec![Says::Node(text.to_owned())];
        assert_eq!(says(".nvmrc", "\n# ours\nv24.1.0 # lts\n"), node("v24.1.0"));
        assert_eq!(says("a/.node-version", "22\n"), node("22"));
        assert_eq!(says(".nvmrc", &"1".repeat(200)), []);
        assert_eq!(says("pnpm-workspace.yaml", "packages: [a]"), [Says::Tool("pnpm")]);
        let at = ".yarnrc.yml#/yarnPath".to_owned();
        let path = ".yarn/releases/yarn-4.17.1.cjs".to_owned();
        assert_eq!(
            says(".yarnrc.yml", "nodeLinker: pnp\nyarnPath: .yarn/releases/yarn-4.17.1.cjs\n"),
            [Says::Tool("yarn"), Says::YarnPath { at, path }]
        );
        let (at, path) = (".yarnrc#line=2".to_owned(), ".yarn/yarn-1.22.0.js".to_owned());
        assert_eq!(
            says(".yarnrc", "# x\nyarn-path \".yarn/yarn-1.22.0.js\"\n"),
            [Says::Tool("yarn"), Says::YarnPath { at, path }]
        );
        assert_eq!(says(".yarnrc.yml", "a: ["), [Says::Tool("yarn")]);
    }
}
