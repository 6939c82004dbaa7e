//! Which packages are members of the root's workspace.
//!
//! Patterns mean what they mean to npm (`@npmcli/map-workspaces`): they are joined with
//! `package.json` and matched against the files of the tree, a later pattern overrules an
//! earlier one, `!` takes away, and nothing in `node_modules` is ever a member.

use globset::{GlobBuilder, GlobMatcher};

use crate::facts::{Package, PackageRole, Problem, ProblemKind};

/// Longer patterns are refused: no folder of a repository needs one.
const MAX_PATTERN: usize = 1024;

/// No more patterns of one list are read: each is tried on every package.
const MAX_PATTERNS: usize = 1000;

/// The members of one workspace, as a list of patterns names them.
pub(crate) struct Members(Vec<Pattern>);

impl Members {
    /// Reads the patterns. Those that are none are problems where roles are assigned.
    pub(crate) fn new(texts: &[String]) -> Self {
        Self(patterns(texts, "", &mut Vec::new()))
    }

    /// Whether the package in a folder, relative to the workspace's, is one of them.
    pub(crate) fn hold(&self, folder: &str) -> bool {
        is_member(folder, &self.0)
    }
}

struct Pattern {
    matcher: GlobMatcher,
    negated: bool,
    hidden: bool,
}

/// Sets the role of every package, and the root's patterns to those of `pnpm-workspace.yaml`
/// where its `package.json` has none.
///
/// Where both files list patterns, a package is a member if either says so. A pattern that is
/// no glob is a problem of the root.
pub(crate) fn assign_roles(
    packages: &mut [Package],
    pnpm_workspace: Option<&[String]>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut lists: Vec<Vec<Pattern>> = Vec::new();
    if let Some(root) = packages.iter_mut().find(|package| package.directory == ".") {
        lists.push(patterns(&root.workspaces, &root.at, &mut problems));
        if root.workspaces.is_empty() {
            root.workspaces = pnpm_workspace.unwrap_or_default().to_vec();
        }
    }
    if let Some(list) = pnpm_workspace {
        lists.push(patterns(list, "pnpm-workspace.yaml", &mut problems));
    }
    for package in packages {
        package.role = if package.directory == "." {
            PackageRole::Root
        } else if lists.iter().any(|list| is_member(&package.directory, list)) {
            PackageRole::Member
        } else {
            PackageRole::Standalone
        };
    }
    problems
}

fn patterns(texts: &[String], at: &str, problems: &mut Vec<Problem>) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for text in texts.iter().take(MAX_PATTERNS) {
        let positive = text.trim_start_matches('!');
        let negated = (text.len() - positive.len()) % 2 == 1;
        let folder = positive.trim_start_matches("./").trim_matches('/');
        let glob = match folder {
            "" | "." => "package.json".to_owned(),
            folder => format!("{folder}/package.json"),
        };
        let built = (glob.len() <= MAX_PATTERN)
            .then(|| GlobBuilder::new(&glob).literal_separator(true).build().ok())
            .flatten();
        match built {
            Some(built) => patterns.push(Pattern {
                matcher: built.compile_matcher(),
                negated,
                hidden: folder.starts_with('.') || folder.contains("/."),
            }),
            None => problems.push(Problem {
                at: at.to_owned(),
                kind: ProblemKind::Unexpected,
                facts: vec!["packages[*].role".to_owned()],
                reason: format!(
                    "the workspace pattern `{}` is not a glob of at most {MAX_PATTERN} bytes",
                    text.chars().take(80).collect::<String>()
                ),
            }),
        }
    }
    if texts.len() > MAX_PATTERNS {
        problems.push(Problem {
            at: at.to_owned(),
            kind: ProblemKind::TooLarge,
            facts: vec!["packages[*].role".to_owned()],
            reason: format!("only the first {MAX_PATTERNS} workspace patterns are read"),
        });
    }
    patterns
}

fn is_member(directory: &str, patterns: &[Pattern]) -> bool {
    if directory.split('/').any(|part| part == "node_modules") {
        return false;
    }
    // As in a shell, `*` does not match a folder whose name starts with a dot.
    let hidden = directory.split('/').any(|part| part.starts_with('.'));
    let manifest = format!("{directory}/package.json");
    patterns
        .iter()
        .rev()
        .find(|pattern| {
            (pattern.hidden || pattern.negated || !hidden) && pattern.matcher.is_match(&manifest)
        })
        .is_some_and(|pattern| !pattern.negated)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn members(workspaces: &[&str], pnpm: Option<&[&str]>) -> Vec<String> {
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let mut packages: Vec<Package> = [
            ".",
            "packages",
            "packages/a",
            "packages/a/b",
            "packages/.cache",
            "apps/web",
            "apps/web/node_modules/x",
            "docs",
            "packages/a/test/fixture",
        ]
        .iter()
        .map(|directory| Package { directory: (*directory).to_owned(), ..Package::default() })
        .collect();
        packages[0].workspaces = owned(workspaces);
        let pnpm = pnpm.map(owned);
        let problems = assign_roles(&mut packages, pnpm.as_deref());
        assert_eq!(problems, []);
        assert_eq!(packages[0].role, PackageRole::Root);
        packages
            .into_iter()
            .filter(|package| package.role == PackageRole::Member)
            .map(|package| package.directory)
            .collect()
    }

    #[test]
    fn patterns_mean_what_they_mean_to_npm() {
        assert_eq!(members(&[], None), Vec::<String>::new());
        assert_eq!(members(&["packages/*"], None), ["packages/a"]);
        assert_eq!(members(&["./packages/*/"], None), ["packages/a"]);
        assert_eq!(
            members(&["packages/**"], None),
            ["packages", "packages/a", "packages/a/b", "packages/a/test/fixture"]
        );
        assert_eq!(members(&["docs", "apps/{web,api}"], None), ["apps/web", "docs"]);
        assert_eq!(members(&["packages/.cache"], None), ["packages/.cache"]);
        assert_eq!(members(&["**", "!packages/**"], None), ["apps/web", "docs"]);
        assert_eq!(members(&["!docs", "docs"], None), ["docs"]);
        assert_eq!(members(&["docs", "!docs"], None), Vec::<String>::new());
        assert_eq!(members(&["."], None), Vec::<String>::new());
    }

    #[test]
    fn the_patterns_of_pnpm_count_too() {
        assert_eq!(
            members(&[], Some(&["packages/**", "!**/test/**"])),
            ["packages", "packages/a", "packages/a/b"]
        );
        assert_eq!(members(&["docs"], Some(&["apps/*"])), ["apps/web", "docs"]);
        let mut packages = [Package { directory: ".".to_owned(), ..Package::default() }];
        assign_roles(&mut packages, Some(&["apps/*".to_owned()]));
        assert_eq!(packages[0].workspaces, ["apps/*"]);
    }

    #[test]
    fn a_pattern_that_is_no_glob_is_a_problem() {
        let mut packages = [Package {
            at: "package.json".to_owned(),
            directory: ".".to_owned(),
            workspaces: vec!["packages/[".to_owned(), "x".repeat(2000), "a".to_owned()],
            ..Package::default()
        }];
        let problems = assign_roles(&mut packages, None);
        assert_eq!(problems.len(), 2);
        assert_eq!(
            problems[0].reason,
            "the workspace pattern `packages/[` is not a glob of at most 1024 bytes"
        );
        assert_eq!(problems[0].facts, ["packages[*].role"]);

        packages[0].workspaces = vec!["a".to_owned(); 1001];
        let problems = assign_roles(&mut packages, None);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].reason, "only the first 1000 workspace patterns are read");
    }
}
