//! Which variables are secrets.
//!
//! A secret of a pipeline stands in its settings, in a variable group or in a vault, never in its file:
//! <https://learn.microsoft.com/azure/devops/pipelines/process/set-secret-variables>. So a variable that
//! the file uses and nothing in it sets, and whose name or destination is that of a credential, is one.
//! `System.AccessToken` is the job's own token, and no secret of anybody's.

use std::collections::BTreeSet;

use crate::collect::ci::credential_names::is_credential;
use crate::facts::{Expression, SecretUse};

/// The variables that the files of a pipeline set, in lower case.
#[derive(Debug, Default)]
pub(super) struct Declared {
    names: BTreeSet<String>,
}

impl Declared {
    /// Notes a variable that a file sets.
    pub(super) fn add(&mut self, name: &str) {
        self.names.insert(name.to_ascii_lowercase());
    }

    /// Notes the variables that a script sets: `##vso[task.setvariable variable=name]`, unless as secrets.
    pub(super) fn add_script(&mut self, script: &str) {
        for behind in script.split("task.setvariable").skip(1) {
            let line = behind.split([']', '\n']).next().unwrap_or_default();
            let lower = line.to_ascii_lowercase();
            if let Some((_, name)) = lower.split_once("variable=")
                && !lower.contains("issecret=true")
            {
                let end = name.find([';', ' ', '"', '\'']).unwrap_or(name.len());
                self.names.insert(name.get(..end).unwrap_or_default().trim().to_owned());
            }
        }
    }

    /// Every use of a secret in a list of expressions, in their order.
    pub(super) fn uses(&self, list: &[Expression]) -> Vec<SecretUse> {
        let mut found = Vec::new();
        for expression in list {
            for name in self.secrets(expression) {
                let (at, to) = (expression.at.clone(), destination(&expression.within));
                found.push(SecretUse { at, name, to });
            }
        }
        found
    }

    /// The secrets that the value of a variable names, each once.
    pub(super) fn of_value(&self, list: &[Expression]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in list.iter().flat_map(|expression| self.secrets(expression)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn secrets(&self, expression: &Expression) -> Vec<String> {
        let member = expression.within.rsplit('/').next().unwrap_or_default();
        let told = expression.within.contains('/') && is_credential(member);
        let names = expression.contexts.iter().filter_map(|context| {
            let lower = context.strip_prefix("variables.")?;
            // As it is written, in which capitals part the words.
            let written = expression.text.get(..lower.len()).filter(|text| {
                text.eq_ignore_ascii_case(lower) && text.len() == expression.text.len()
            });
            let name = written.unwrap_or(lower);
            let secret = !self.names.contains(lower)
                && !lower.contains(':')
                && (told || is_credential(name));
            secret.then(|| name.to_ascii_uppercase())
        });
        names.collect()
    }
}

/// Where a value goes: deeper than the member that holds it nobody looks.
fn destination(within: &str) -> String {
    let mut parts = within.split('/');
    match (parts.next().unwrap_or_default(), parts.next()) {
        (first @ ("env" | "with"), Some(name)) => format!("{first}/{name}"),
        (first, _) => first.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::expressions::of_text;
    use super::*;
    use crate::source::anchor::Place;

    #[test]
    fn the_last_words_of_a_name_tell_a_credential() {
        for name in [
            "npmToken",
            "NPM_TOKEN",
            "npm.authtoken",
            "github.pat",
            "githubPAT",
            "storageAccountKey",
            "ClientSecret",
            "API_KEY",
            "apikey",
            "TestUserPassword",
            "NODE_AUTH_TOKEN",
            "_auth",
        ] {
            assert!(is_credential(name), "{name}");
        }
        for name in [
            "buildConfiguration",
            "patch",
            "cacheKey",
            "keyVault",
            "secretsFolder",
            "tokenizer",
            "",
            "path",
            "pass1",
            "author",
            "compat",
        ] {
            assert!(!is_credential(name), "{name}");
        }
    }

    #[test]
    fn what_the_file_or_the_agent_sets_is_no_secret() {
        let mut declared = Declared::default();
        declared.add("myToken");
        declared.add_script("echo \"##vso[task.setvariable variable=runToken;isOutput=true]x\"");
        declared.add_script("echo '##vso[task.setvariable variable=realToken;issecret=true]'$x");
        let place = Place::file("a.yml").key("env").key("X");
        let names = |text: &str, within: &str| {
            let mut found = Vec::new();
            of_text(text, &place, within, &mut found);
            declared.of_value(&found)
        };
        assert_eq!(names("$(myToken)$(runToken)$(System.AccessToken)", "run"), [""; 0]);
        assert_eq!(
            names("$(npmToken) $(npm.authtoken) $(npmToken)", "run"),
            ["NPMTOKEN", "NPM.AUTHTOKEN"]
        );
        assert_eq!(names("$(realToken)", "run"), ["REALTOKEN"]);
        assert_eq!(names("$(fromVault)", "run"), [""; 0]);
        assert_eq!(names("$(fromVault)", "env/NODE_AUTH_TOKEN"), ["FROMVAULT"]);
        assert_eq!(names("$[variables['deployToken']]", "env/A"), ["DEPLOYTOKEN"]);
    }
}
