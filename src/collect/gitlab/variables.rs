//! `variables`, and the secrets that texts name.
//!
//! Syntax: <https://docs.gitlab.com/ci/yaml/#variables>. Variables of a project or group stand in no
//! file: one that a text names, no file sets and nobody predefines is theirs, and a secret where its
//! name is that of a credential.

use std::collections::BTreeSet;
use std::ops::Range;

use super::value::Value;
use crate::collect::ci::credential_names::is_credential;
use crate::collect::ci::{Reading, credentials};
use crate::facts::{ProblemKind, SecretUse, Variable};

/// Names that are set, on top of others.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    below: Option<&'a Names<'a>>,
    own: BTreeSet<String>,
}

impl<'a> Names<'a> {
    /// None yet, on top of these.
    pub(super) fn below(&'a self) -> Self {
        Self { below: Some(self), own: BTreeSet::new() }
    }

    pub(super) fn add(&mut self, name: &str) {
        self.own.insert(name.to_owned());
    }

    fn contains(&self, name: &str) -> bool {
        self.own.contains(name) || self.below.is_some_and(|below| below.contains(name))
    }
}

/// Reads a mapping of variables, whose values are texts or mappings with `value`.
pub(super) fn variables(
    reading: &mut Reading<'_>,
    value: &Value<'_>,
    set: &Names<'_>,
    facts: &str,
) -> Vec<Variable> {
    if !value.is_map() {
        let reason = format!("`variables` must be a mapping, and is {}", value.describe());
        reading.problem(&value.place, ProblemKind::Unexpected, &[facts], reason);
        return Vec::new();
    }
    let members = value.members();
    let found = members.iter().map(|(name, value)| {
        let written = if value.is_map() { value.get("value") } else { Some(value.clone()) };
        variable(name, written.as_ref().unwrap_or(value), set)
    });
    found.collect()
}

/// One variable. A value that is no scalar has no text.
pub(super) fn variable(name: &str, value: &Value<'_>, set: &Names<'_>) -> Variable {
    let text = value.text().unwrap_or_default();
    let literal_credential = credentials::is_literal(name, text);
    let mut secrets: Vec<String> = Vec::new();
    for (_, named) in references(text) {
        if is_secret(named, set) && !secrets.iter().any(|known| *known == named.to_uppercase()) {
            secrets.push(named.to_uppercase());
        }
    }
    let is_scalar = !value.is_map() && !value.is_list();
    Variable {
        at: value.place.at(),
        name: name.to_owned(),
        value: (is_scalar && !literal_credential).then(|| text.to_owned()),
        secrets,
        literal_credential,
    }
}

/// The longest text that variables are filled into.
const LONGEST: usize = 1024;

/// The values that the file gives to variables. A project, or whoever starts a pipeline, may give others.
pub(super) struct Known<'v> {
    /// Those of the job, with its rules and its matrix.
    pub(super) own: &'v [Variable],
    /// Those of all jobs.
    pub(super) shared: &'v [Variable],
}

impl Known<'_> {
    /// A text with the variables filled in that have one literal value.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut end = 0;
        for (range, name) in references(text).filter(|_| text.len() <= LONGEST) {
            filled.push_str(text.get(end..range.start).unwrap_or_default());
            let written = text.get(range.clone()).unwrap_or_default();
            let is_whole = !written.starts_with("${") || written.ends_with('}');
            filled.push_str(self.value(name).filter(|_| is_whole).unwrap_or(written));
            end = range.end;
        }
        filled.push_str(text.get(end..).unwrap_or_default());
        filled
    }

    fn value(&self, name: &str) -> Option<&str> {
        let is_own = self.own.iter().any(|one| one.name == name);
        let list = if is_own { self.own } else { self.shared };
        let mut values = list.iter().filter(|one| one.name == name);
        match (values.next(), values.next()) {
            (Some(one), None) => one.value.as_deref().filter(|value| !value.contains('$')),
            _ => None,
        }
    }
}

/// The names that a mapping of variables sets; not those that only pass themselves on.
pub(super) fn names(value: &Value<'_>, into: &mut Names<'_>) {
    for (name, value) in value.members().iter() {
        let text = value.get("value").as_ref().unwrap_or(value).text().unwrap_or_default();
        if !references(text).any(|(_, named)| named == name) {
            into.add(name);
        }
    }
}

/// The secrets that a text names, with their places; `to` is where they go.
pub(super) fn secrets(text: &str, value: &Value<'_>, set: &Names<'_>, to: &str) -> Vec<SecretUse> {
    let named = references(text).filter(|(_, name)| is_secret(name, set));
    let mut found = Vec::new();
    // Characters are counted once, from one to the next.
    let (mut bytes, mut characters) = (0, 0);
    for (range, name) in named {
        characters += text.get(bytes..range.start).unwrap_or_default().chars().count();
        let length = text.get(range.clone()).unwrap_or_default().chars().count();
        let place = value.place.chars(characters..characters + length);
        found.push(SecretUse {
            at: if value.is_filled() { value.place.at() } else { place.at() },
            name: name.to_uppercase(),
            to: to.to_owned(),
        });
        (bytes, characters) = (range.end, characters + length);
    }
    found
}

/// The secrets that a variable passes on, with where they go.
pub(super) fn uses(variable: &Variable) -> impl Iterator<Item = SecretUse> + '_ {
    let to = format!("env/{}", variable.name);
    let at = &variable.at;
    variable.secrets.iter().map(move |name| SecretUse {
        at: at.clone(),
        name: name.clone(),
        to: to.clone(),
    })
}

/// The variables that a text names, with their bytes: `$NAME` and `${NAME}`, `$env:NAME` of
/// PowerShell's. `$$` stands for the sign itself.
pub(super) fn references(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find('$')?;
            let rest = text.get(start + 1..)?;
            at = start + 1;
            if rest.starts_with('$') {
                at += 1;
                continue;
            }
            let braced = rest.starts_with('{');
            let inner = if braced { rest.get(1..)? } else { rest };
            let inner = inner.strip_prefix("env:").unwrap_or(inner);
            let length = word(inner);
            if length == 0 {
                continue;
            }
            let name = inner.get(..length)?;
            let from = text.len() - inner.len();
            let end = from + length;
            let close = text.get(end..).is_some_and(|rest| braced && rest.starts_with('}'));
            at = end + usize::from(close);
            return Some((start..at, name));
        }
    })
}

fn word(text: &str) -> usize {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return 0;
    }
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
}

/// The names that a script sets for itself: `NAME=…`, `for NAME in`, `read NAME`.
pub(super) fn assigned(text: &str, into: &mut Names<'_>) {
    let ends = [' ', '\t', '\n', ';', '&', '|', '(', '`', '"', '\''];
    let (mut before, mut at) = ("", 0);
    for next in text.split(ends) {
        let behind = text.get(at..).unwrap_or_default();
        at += next.len() + 1;
        let (name, rest) = next.split_at_checked(word(next)).unwrap_or_default();
        let is_set = if rest.starts_with('=') {
            // What hands a variable on under its own name sets nothing.
            let value = behind.get(name.len() + 1..).unwrap_or_default();
            let value = value.trim_start_matches(['"', '\'']).strip_prefix('$').unwrap_or_default();
            let value = value.strip_prefix('{').unwrap_or(value);
            value.get(..word(value)) != Some(name)
        } else {
            rest.is_empty() && matches!(before, "for" | "read")
        };
        if is_set && !name.is_empty() {
            into.add(name);
        }
        if !next.is_empty() && !next.starts_with('-') {
            before = next;
        }
    }
}

/// Whether a name is that of a secret that no file sets.
fn is_secret(name: &str, set: &Names<'_>) -> bool {
    !set.contains(name) && !is_predefined(name) && is_credential(name)
}

/// <https://docs.gitlab.com/ci/variables/predefined_variables/>. `CI_JOB_TOKEN` is the job's own.
/// `GITLAB_TOKEN` is no variable of GitLab's.
fn is_predefined(name: &str) -> bool {
    name.starts_with("CI_") || name.starts_with("GITLAB_USER_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_where_they_stand() {
        let text = "é $A ${B_2:-x} $$C $1 \\${D} $env:E $ ${";
        let found: Vec<_> = references(text).map(|(range, name)| (&text[range], name)).collect();
        assert_eq!(found, [("$A", "A"), ("${B_2", "B_2"), ("${D}", "D"), ("$env:E", "E")]);
    }

    #[test]
    fn a_variable_with_one_value_in_the_file_is_filled_in() {
        let variable = |name: &str, value: &str| Variable {
            at: String::new(),
            name: name.to_owned(),
            value: Some(value.to_owned()),
            secrets: Vec::new(),
            literal_credential: false,
        };
        let own = [variable("TAG", "20"), variable("LEG", "a"), variable("LEG", "b")];
        let shared = [variable("TAG", "18"), variable("IMG", "node"), variable("X", "$TAG")];
        let known = Known { own: &own, shared: &shared };
        for (text, filled) in [
            ("$IMG:$TAG", "node:20"),
            ("é/${IMG}:latest", "é/node:latest"),
            ("$REG/$IMG_X:$LEG$X", "$REG/$IMG_X:$LEG$X"),
            ("node:22", "node:22"),
        ] {
            assert_eq!(known.fill(text), filled, "{text}");
        }
    }

    #[test]
    fn names_of_credentials() {
        for name in [
            "NPM_TOKEN",
            "npm_token",
            "NPMTOKEN",
            "GITLAB_TOKEN",
            "SSH_PRIVATE_KEY",
            "DB_PASSWORD",
            "AWS_SECRET_ACCESS_KEY",
            "NPM_AUTH",
            "NPM_OTP",
            "REGISTRY_PASS",
            "NPM_SECRET_B64",
        ] {
            assert!(is_secret(name, &Names::default()), "{name}");
        }
        for name in [
            "CI_JOB_TOKEN",
            "CI_REGISTRY_PASSWORD",
            "PWD",
            "PATH",
            "CACHE_KEY",
            "AWS_ACCESS_KEY_ID",
            "VAULT_AUTH_ROLE",
            "TOKEN_URL",
            "NPM_CONFIG_REGISTRY",
            "COMPASS",
            "AUTHOR",
            "_",
        ] {
            assert!(!is_secret(name, &Names::default()), "{name}");
        }
        let mut set = Names::default();
        set.add("NPM_TOKEN");
        assert!(!is_secret("NPM_TOKEN", &set) && !is_secret("NPM_TOKEN", &set.below()));
    }

    #[test]
    fn a_script_sets_names_of_its_own() {
        let mut set = Names::default();
        let script = "export A_TOKEN=$(get) && B=1 c; for D in x; do read -r E; done\n\
            F=$F npm i; G=\"${G}\" x --build-arg H=${H} //host/:_authToken=$I";
        assigned(script, &mut set);
        assert_eq!(
            set.own.iter().map(String::as_str).collect::<Vec<_>>(),
            ["A_TOKEN", "B", "D", "E"]
        );
    }
}
