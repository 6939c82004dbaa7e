//! Settings in the environment of a CI job: `npm_config_*` and what other tools call it.

use super::rc_names::{of_yarn_classic, tool_of_rc};
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
    let in_force = in_force(name, tool, value);
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
        let name = npm_name(rest);
        return Some((tool_of_rc(&name), name));
    }
    if let Some(rest) = rest_of("pnpm_config_") {
        return Some(("pnpm", camel(rest)));
    }
    if let Some(rest) = rest_of("yarn_").filter(|rest| !rest.eq_ignore_ascii_case("version")) {
        let name = of_yarn_classic(rest).map_or_else(|| camel(rest), str::to_owned);
        return Some(("yarn", name));
    }
    if let Some(rest) = name.strip_prefix("BUN_CONFIG_").filter(|rest| !rest.is_empty()) {
        return Some(("bun", camel(rest)));
    }
    match name {
        "NODE_TLS_REJECT_UNAUTHORIZED" => Some(("node", name.to_owned())),
        _ if name.starts_with("COREPACK_") => Some(("corepack", name.to_owned())),
        _ => None,
    }
}

/// Whether the tool listens to a variable of this name and value.
fn in_force(name: &str, tool: &str, value: Option<&str>) -> InForce {
    let (state, reason) = match tool {
        // `@npmcli/config`, `loadEnv`, and pnpm's copy of it.
        _ if value == Some("") && starts_with(name, "npm_config_") => {
            (Force::No, "npm ignores a variable that is empty")
        }
        _ if starts_with(name, "pnpm_config_") && name.contains(char::is_uppercase) => {
            (Force::Unknown, "pnpm's documentation has this variable in lower case")
        }
        "bun" if !OF_BUN.contains(&name) => {
            (Force::Unknown, "bun's documentation has no such variable")
        }
        _ => return InForce { state: Force::Yes, reason: None },
    };
    InForce { state, reason: Some(reason.to_owned()) }
}

/// Whether a name starts so, in any case.
fn starts_with(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// The variables that bun's package manager reads.
const OF_BUN: &[&str] = &[
    "BUN_CONFIG_HTTP_RETRY_COUNT",
    "BUN_CONFIG_MAX_HTTP_REQUESTS",
    "BUN_CONFIG_NO_VERIFY",
    "BUN_CONFIG_REGISTRY",
    "BUN_CONFIG_SKIP_INSTALL_PACKAGES",
    "BUN_CONFIG_SKIP_LOAD_LOCKFILE",
    "BUN_CONFIG_SKIP_SAVE_LOCKFILE",
    "BUN_CONFIG_TOKEN",
    "BUN_CONFIG_YARN_LOCKFILE",
];

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
            ("npm_config_minimum_release_age", "pnpm", "minimum-release-age"),
            ("YARN_REGISTRY", "yarn", "registry"),
            ("yarn_ignore_scripts", "yarn", "ignore-scripts"),
            ("BUN_CONFIG_REGISTRY", "bun", "registry"),
            ("BUN_CONFIG_SKIP_SAVE_LOCKFILE", "bun", "skipSaveLockfile"),
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
    fn controls_read_as_their_tools_read_them() {
        use crate::facts::Control as C;
        let expression = "${{ inputs.x }}";
        for (name, value, control, enabled, seconds) in [
            ("npm_config_ignore_scripts", "true", Some(C::InstallScripts), Some(false), None),
            ("npm_config_ignore_scripts", expression, Some(C::InstallScripts), None, None),
            ("YARN_ENABLE_SCRIPTS", "0", Some(C::InstallScripts), Some(false), None),
            ("YARN_ENABLE_SCRIPTS", "no", Some(C::InstallScripts), None, None),
            ("YARN_NPM_MINIMAL_AGE_GATE", "3d", Some(C::MinimumAge), None, Some(259_200)),
            ("pnpm_config_minimum_release_age", "60", Some(C::MinimumAge), None, Some(3600)),
            ("BUN_CONFIG_SKIP_LOAD_LOCKFILE", "0", Some(C::Lockfile), Some(true), None),
            ("BUN_CONFIG_SKIP_SAVE_LOCKFILE", "", Some(C::Lockfile), Some(false), None),
            ("NODE_TLS_REJECT_UNAUTHORIZED", "0", Some(C::TlsVerification), Some(false), None),
            ("YARN_CACHE_FOLDER", "x", None, None, None),
        ] {
            let setting = read(name, value).unwrap();
            assert_eq!(
                (setting.control, setting.enabled, setting.seconds),
                (control, enabled, seconds),
                "{name}={value}"
            );
        }
    }

    #[test]
    fn a_variable_that_a_tool_may_not_read_is_unknown() {
        for (name, state) in [
            ("PNPM_CONFIG_MINIMUM_RELEASE_AGE", Force::Unknown),
            ("pnpm_config_minimum_release_age", Force::Yes),
            ("BUN_CONFIG_MINIMUM_RELEASE_AGE", Force::Unknown),
            ("BUN_CONFIG_REGISTRY", Force::Yes),
            ("NPM_CONFIG_FROZEN_LOCKFILE", Force::Yes),
        ] {
            assert_eq!(read(name, "1").unwrap().in_force.state, state, "{name}");
        }
        assert_eq!(read("bun_config_registry", "x"), None);
    }

    #[test]
    fn npm_ignores_an_empty_variable() {
        let setting = read("npm_config_ignore_scripts", "").unwrap();
        assert_eq!(setting.in_force.state, Force::No);
        assert_eq!(read("YARN_ENABLE_SCRIPTS", "").unwrap().in_force.state, Force::Yes);
    }
}
