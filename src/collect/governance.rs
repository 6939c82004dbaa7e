//! Collects the files that govern a repository: owners, security policy.
//!
//! Where they may stand: <https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners>,
//! <https://docs.github.com/en/code-security/getting-started/adding-a-security-policy-to-your-repository>.

use super::harvest::{self, Harvest};
use super::{Collector, File};
use crate::facts::{CodeOwners, OwnersRule, SecurityPolicy};
use crate::source::anchor::Place;

/// `CODEOWNERS`.
pub(crate) struct CodeOwnersFile;

impl Collector for CodeOwnersFile {
    fn facts(&self) -> &'static [&'static str] {
        &["repository.code_owners"]
    }

    fn claims(&self, path: &str) -> bool {
        matches!(
            path,
            "CODEOWNERS" | ".github/CODEOWNERS" | "docs/CODEOWNERS" | ".gitlab/CODEOWNERS"
        )
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let text = match harvest::text(file.path, file.bytes, self.facts()) {
            Ok(text) => text,
            Err(problem) => return Harvest::problem(problem),
        };
        let place = Place::file(file.path);
        let rules = text.lines().enumerate().filter_map(|(index, line)| {
            let line = line.trim();
            // A comment may also follow the owners; sections of GitLab start with a bracket.
            let content = line.split(" #").next().unwrap_or(line);
            let mut words = content.split_whitespace();
            let pattern = words.next().filter(|word| !word.starts_with(['#', '[', '^']))?;
            Some(OwnersRule {
                at: place.line(index + 1).at(),
                pattern: pattern.to_owned(),
                owners: words.map(str::to_owned).collect(),
            })
        });
        let code_owners = CodeOwners { at: place.at(), rules: rules.collect() };
        Harvest { code_owners: vec![code_owners], ..Harvest::default() }
    }
}

/// `SECURITY.md` and its like.
pub(crate) struct SecurityPolicyFile;

impl Collector for SecurityPolicyFile {
    fn facts(&self) -> &'static [&'static str] {
        &["repository.security_policy"]
    }

    fn claims(&self, path: &str) -> bool {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let name = name.to_ascii_lowercase();
        matches!(folder, "" | ".github" | "docs")
            && matches!(name.as_str(), "security.md" | "security.rst" | "security.txt" | "security")
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let policy = SecurityPolicy { at: Place::file(file.path).at() };
        Harvest { security_policies: vec![policy], ..Harvest::default() }
    }
}
