//! Settings in the environment of a CI job: `npm_config_*` and what other tools call it.

use super::value::{Raw, Syntax};
use crate::facts::{Force, InForce, Layer, Origin, Setting};

/// The setting that a variable is; nothing for variables that no tool takes for one.
///
/// `value` is what the CI's file says, expressions as they are written; nothing where it is not
/// known.
pub(crate) fn setting_from_env(
    name: &str,
    value: Option<&str>,
    at: String,
    file: &str,
    job: &str,
) -> Option<Setting> {
    let (tool, key) = read_name(name)?;
    // npm leaves out variables that are empty: `@npmcli/config`, `loadEnv`.
    let in_force = if tool == "npm" && value == Some("") {
        InForce {
            state: Force::No,
            reason: Some("npm ignores a variable that is empty".to_owned()),
        }
    } else {
        InForce { state: Force::Yes, reason: None }
    };
    let raw = Raw {
        at,
        tool,
        key: &key,
        value,
        list: false,
        syntax: Syntax::Shell,
        origin: Origin {
            layer: Layer::Environment,
            file: file.to_owned(),
            job: Some(job.to_owned()),
        },
        in_force,
    };
    Some(raw.into_setting())
}

/// The tool that reads a variable, and the tool's own name for the setting.
fn read_name(name: &str) -> Option<(&'static str, String)> {
    let rest_of = |prefix: &str| {
        let (start, rest) = name.split_at_checked(prefix.len())?;
        (start.eq_ignore_ascii_case(prefix) && !rest.is_empty()).then_some(rest)
    };
    if let Some(rest) = rest_of("npm_config_") {
        return Some(("npm", npm_name(rest)));
    }
    if let Some(rest) = rest_of("pnpm_config_") {
        return Some(("pnpm", camel(rest)));
    }
    if let Some(rest) = rest_of("yarn_").filter(|rest| !rest.eq_ignore_ascii_case("version")) {
        return Some(("yarn", camel(rest)));
    }
    match name {
        "NODE_TLS_REJECT_UNAUTHORIZED" => Some(("node", name.to_owned())),
        _ if name.starts_with("COREPACK_") => Some(("corepack", name.to_owned())),
        _ => None,
    }
}

/// As `@npmcli/config` normalises: keys of hosts stay, else `_` becomes `-` unless it is first.
fn npm_name(rest: &str) -> String {
    if rest.starts_with("//") {
        return rest.to_owned();
    }
    let (first, tail) = match rest.strip_prefix('_') {
        Some(tail) => ("_", tail),
        None => ("", rest),
    };
    format!("{first}{}", tail.replace('_', "-").to_ascii_lowercase())
}

/// `ENABLE_SCRIPTS` as `enableScripts`, as Yarn and pnpm read it.
fn camel(rest: &str) -> String {
    let mut name = String::with_capacity(rest.len());
    for part in rest.split('_').filter(|part| !part.is_empty()) {
        let mut letters = part.chars();
        if let Some(first) = letters.next() {
            name.push(if name.is_empty() {
                first.to_ascii_lowercase()
            } else {
                first.to_ascii_uppercase()
            });
        }
        name.extend(letters.map(|letter| letter.to_ascii_lowercase()));
    }
    name
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::facts::{Credential, CredentialKind};

    fn read(name: &str, value: &str) -> Option<Setting> {
        setting_from_env(name, Some(value), "ci.yml#/env/X".to_owned(), "ci.yml", "ci.yml#/jobs/a")
    }

    #[test]
    fn names_are_those_of_the_tool() {
        let cases = [
            ("npm_config_ignore_scripts", "npm", "ignore-scripts"),
            ("NPM_CONFIG_REGISTRY", "npm", "registry"),
            ("Npm_Config_strict_ssl", "npm", "strict-ssl"),
            ("YARN_ENABLE_SCRIPTS", "yarn", "enableScripts"),
            ("yarn_npm_minimal_age_gate", "yarn", "npmMinimalAgeGate"),
            ("pnpm_config_minimum_release_age", "pnpm", "minimumReleaseAge"),
            ("NODE_TLS_REJECT_UNAUTHORIZED", "node", "NODE_TLS_REJECT_UNAUTHORIZED"),
            ("COREPACK_INTEGRITY_KEYS", "corepack", "COREPACK_INTEGRITY_KEYS"),
        ];
        for (variable, tool, name) in cases {
            let setting = read(variable, "0").unwrap();
            assert_eq!((setting.tool.as_str(), setting.name.as_str()), (tool, name), "{variable}");
            assert_eq!(setting.value.as_deref(), Some("0"));
        }
        let setting = read("npm_config_@acme:registry", "https://npm.example/").unwrap();
        assert_eq!((setting.name.as_str(), setting.scope.as_deref()), ("registry", Some("@acme")));
        let origin = Origin {
            layer: Layer::Environment,
            file: "ci.yml".to_owned(),
            job: Some("ci.yml#/jobs/a".to_owned()),
        };
        assert_eq!((setting.at.as_str(), &setting.origin), ("ci.yml#/env/X", &origin));
    }

    #[test]
    fn other_variables_are_no_settings() {
        for name in ["NODE_AUTH_TOKEN", "NPM_TOKEN", "npm_config_", "YARN_VERSION", "CI", "é", ""]
        {
            assert_eq!(read(name, "x"), None, "{name}");
        }
    }

    #[test]
    fn expressions_stay_and_credentials_do_not() {
        let setting = read("npm_config_registry", "${{ vars.REGISTRY }}").unwrap();
        assert_eq!(setting.value.as_deref(), Some("${{ vars.REGISTRY }}"));
        assert_eq!(setting.credential, None);
        let cases = [
            (
                "YARN_NPM_AUTH_TOKEN",
                "${{ secrets.T }}",
                "npmAuthToken",
                CredentialKind::Reference,
                false,
            ),
            ("npm_config__auth", "aGk=", "_auth", CredentialKind::Literal, false),
            (
                "npm_config_//npm.example/:_authToken",
                "$T",
                "_authToken",
                CredentialKind::Reference,
                true,
            ),
            ("COREPACK_NPM_PASSWORD", "x", "COREPACK_NPM_PASSWORD", CredentialKind::Literal, false),
        ];
        for (variable, value, name, kind, bound) in cases {
            let setting = read(variable, value).unwrap();
            assert_eq!((setting.name.as_str(), setting.value), (name, None), "{variable}");
            assert_eq!(setting.credential, Some(Credential { kind, bound }), "{variable}");
        }
    }

    #[test]
    fn npm_ignores_an_empty_variable() {
        let setting = read("npm_config_ignore_scripts", "").unwrap();
        assert_eq!(setting.in_force.state, Force::No);
        assert_eq!(read("YARN_ENABLE_SCRIPTS", "").unwrap().in_force.state, Force::Yes);
    }
}
