//! Settings on the command line: `npm config set`, and the flags that are settings.

use super::controls::known;
use super::rc_names::tool_of_rc;
use super::value::{Raw, Syntax, looks_like_token, split_key};
use crate::facts::{Command, Force, InForce, Layer, Origin, Setting};

/// Flags that are settings and stand for no control; npm's documentation, "Config", and the other
/// tools' where they share a name.
const FLAGS: [&str; 8] = [
    "allow-directory",
    "allow-file",
    "ca",
    "cafile",
    "globalconfig",
    "https-proxy",
    "proxy",
    "userconfig",
];

/// The settings that a package manager's command makes: those that `config set` writes for the
/// user (for the project with `--location=project`), and those that its flags make for itself.
pub(crate) fn settings_from_command(command: &Command, file: &str, job: &str) -> Vec<Setting> {
    let Some(tool) = command.program.as_deref().and_then(tool_of) else { return Vec::new() };
    let setting = |key: &str, value: &str, layer| {
        Raw {
            at: command.at.clone(),
            // What npm writes for the user is for pnpm too.
            tool: if tool == "npm" && layer != Layer::Flag { tool_of_rc(key) } else { tool },
            key,
            value: Some(value),
            list: false,
            syntax: Syntax::Shell,
            origin: Origin { layer, file: file.to_owned(), job: Some(job.to_owned()) },
            in_force: InForce { state: Force::Yes, reason: None },
        }
        .into_setting()
    };
    let mut settings: Vec<Setting> = Vec::new();
    for (flag, value) in &command.flags {
        if let Some((key, value)) = setting_flag(tool, flag, value) {
            settings.push(setting(key, &value, Layer::Flag));
        }
    }
    let project = ["--location", "-L"]
        .iter()
        .any(|flag| command.flags.get(flag).is_some_and(|value| value == "project"));
    let layer = if project { Layer::Project } else { Layer::User };
    settings.extend(written(command, tool).iter().map(|(key, value)| setting(key, value, layer)));
    settings
}

/// Whether a program is one that reads settings.
pub(crate) fn is_package_manager(program: &str) -> bool {
    tool_of(program).is_some()
}

fn tool_of(program: &str) -> Option<&'static str> {
    match program {
        "npm" | "npx" => Some("npm"),
        "pnpm" | "pnpx" => Some("pnpm"),
        "yarn" | "yarnpkg" => Some("yarn"),
        "bun" | "bunx" => Some("bun"),
        _ => None,
    }
}

/// The key and value of a flag that is a setting: `--no-x` is `x=false`. pnpm takes any setting as
/// `--config.x=y`.
fn setting_flag<'f>(tool: &str, flag: &'f str, value: &str) -> Option<(&'f str, String)> {
    let name = flag.strip_prefix("--")?;
    if tool == "pnpm"
        && let Some(name) = name.strip_prefix("config.")
    {
        return Some((name, value.to_owned()));
    }
    let positive = name.strip_prefix("no-").filter(|positive| is_setting(tool, positive));
    if let Some(positive) = positive {
        let value = if value == "false" { "true" } else { "false" };
        return Some((positive, value.to_owned()));
    }
    // Scripts have modes of their own: `yarn build --mode=production`.
    if (tool, name) == ("yarn", "mode") && value != "skip-build" {
        return None;
    }
    let parts = split_key(name);
    let known = is_setting(tool, name)
        || parts.scope.is_some()
        || parts.bound_to.is_some()
        || name.starts_with('_')
        || looks_like_token(value);
    known.then(|| (name, value.to_owned()))
}

/// Whether a name is a setting's. Flags are in kebab case, whatever files have.
fn is_setting(tool: &str, name: &str) -> bool {
    FLAGS.contains(&name)
        || (known(tool, name).is_some() && !name.contains(|c: char| c.is_ascii_uppercase()))
}

/// The pairs that `config set` and `set` write: npm's `keyValues` takes `key value` and
/// `key=value`, as many as there are; the other tools take one.
fn written(command: &Command, tool: &str) -> Vec<(String, String)> {
    let words: Vec<&str> = command
        .subcommand
        .as_deref()
        .unwrap_or_default()
        .split_whitespace()
        .chain(command.operands.iter().map(String::as_str))
        .collect();
    let words = match words.as_slice() {
        ["config" | "c", "set", rest @ ..] => rest,
        ["set", rest @ ..] if matches!(tool, "npm" | "pnpm") => rest,
        _ => return Vec::new(),
    };
    let mut pairs = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        // In Yarn's keys a `=` may be part of a quoted host, and values stand apart.
        let (key, value) = match word.split_once('=').filter(|_| tool != "yarn") {
            Some((key, value)) => (key, value),
            None => (*word, words.next().copied().unwrap_or_default()),
        };
        pairs.push((key.trim().to_owned(), value.trim().to_owned()));
        if tool != "npm" {
            break;
        }
    }
    pairs
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::facts::{Credential, CredentialKind};

    /// A command as the shell's reader gives it, from words.
    fn command(line: &str) -> Command {
        let mut words = line.split(' ');
        let mut command = Command {
            at: "ci.yml#/run;char=0,9".to_owned(),
            program: words.next().map(str::to_owned),
            ..Command::default()
        };
        for word in words {
            match word.split_once('=').filter(|_| word.starts_with('-')) {
                Some((flag, value)) => {
                    command.flags.extend([(flag.to_owned(), value.to_owned())]);
                }
                None if word.starts_with('-') => {
                    command.flags.extend([(word.to_owned(), "true".to_owned())]);
                }
                None if command.subcommand.is_none() => command.subcommand = Some(word.to_owned()),
                None => command.operands.push(word.to_owned()),
            }
        }
        command
    }

    fn read(line: &str) -> Vec<Setting> {
        settings_from_command(&command(line), "ci.yml", "ci.yml#/jobs/a")
    }

    fn rows(line: &str) -> Vec<String> {
        read(line)
            .into_iter()
            .map(|s| {
                format!(
                    "{} {:?} {}={}",
                    s.tool,
                    s.origin.layer,
                    s.name,
                    s.value.unwrap_or_default()
                )
            })
            .collect()
    }

    #[test]
    fn config_set_writes_for_the_user() {
        assert_eq!(
            rows("npm config set registry https://npm.example/"),
            ["npm User registry=https://npm.example/"]
        );
        assert_eq!(rows("npm c set a=1 b 2 c"), ["npm User a=1", "npm User b=2", "npm User c="]);
        assert_eq!(rows("npm set strict-ssl false"), ["npm User strict-ssl=false"]);
        assert_eq!(rows("pnpm config set a=b"), ["pnpm User a=b"]);
        assert_eq!(rows("yarn config set enableScripts true"), ["yarn User enableScripts=true"]);
        assert_eq!(rows("npm config set a=1 --location=project"), ["npm Project a=1"]);
        for line in ["npm config get registry", "yarn set version", "npm ci", "make set a=1"] {
            assert_eq!(rows(line), Vec::<String>::new(), "{line}");
        }
        let setting = read("npm set @acme:registry=https://npm.example/").remove(0);
        assert_eq!((setting.name.as_str(), setting.scope.as_deref()), ("registry", Some("@acme")));
        assert_eq!(setting.at, "ci.yml#/run;char=0,9");
        assert_eq!(setting.origin.job.as_deref(), Some("ci.yml#/jobs/a"));
    }

    #[test]
    fn flags_that_are_settings_are_told() {
        assert_eq!(
            rows(
                "npm ci --ignore-scripts --no-package-lock --strict-ssl=false --allow-git=all --verbose"
            ),
            [
                "npm Flag allow-git=all",
                "npm Flag ignore-scripts=true",
                "npm Flag package-lock=false",
                "npm Flag strict-ssl=false",
            ]
        );
        assert_eq!(
            rows("npx --registry=https://npm.example/ x"),
            ["npm Flag registry=https://npm.example/"]
        );
        let setting = read("pnpm i --@acme:registry=https://u:p@npm.example/").remove(0);
        assert_eq!((setting.tool.as_str(), setting.scope.as_deref()), ("pnpm", Some("@acme")));
        assert_eq!(setting.value.as_deref(), Some("https://***@npm.example/"));
    }

    #[test]
    fn flags_of_every_tool_are_its_own() {
        for (line, row) in [
            ("pnpm i --no-frozen-lockfile", "pnpm Flag frozen-lockfile=false"),
            ("pnpm i --frozen-lockfile=false", "pnpm Flag frozen-lockfile=false"),
            ("pnpm i --no-lockfile", "pnpm Flag lockfile=false"),
            ("pnpm i --config.minimumReleaseAge=0", "pnpm Flag minimumReleaseAge=0"),
            ("pnpm i --config.x=1", "pnpm Flag x=1"),
            ("pnpm i --minimum-release-age=0", "pnpm Flag minimum-release-age=0"),
            ("yarn --immutable", "yarn Flag immutable=true"),
            ("yarn install --no-immutable", "yarn Flag immutable=false"),
            ("yarn install --mode=skip-build", "yarn Flag mode=skip-build"),
            ("yarn --frozen-lockfile --no-lockfile", "yarn Flag frozen-lockfile=true"),
            ("bun i --frozen-lockfile", "bun Flag frozen-lockfile=true"),
            ("bun i --ignore-scripts", "bun Flag ignore-scripts=true"),
            ("bun i --registry=https://npm.example", "bun Flag registry=https://npm.example"),
            ("npm config set shamefully-hoist true", "pnpm User shamefully-hoist=true"),
        ] {
            assert_eq!(rows(line).first().map(String::as_str), Some(row), "{line}");
        }
        for line in ["yarn build --mode=production", "npm i --frozen-lockfile", "bun i --strictSsl"]
        {
            assert_eq!(rows(line), Vec::<String>::new(), "{line}");
        }
        let read = |line| {
            let setting = read(line).remove(0);
            (setting.control, setting.enabled, setting.seconds)
        };
        use crate::facts::Control as C;
        assert_eq!(
            read("pnpm i --config.minimum-release-age=1"),
            (Some(C::MinimumAge), None, Some(60))
        );
        assert_eq!(read("bun add x --minimum-release-age=1"), (Some(C::MinimumAge), None, Some(1)));
        assert_eq!(read("yarn --mode=skip-build"), (Some(C::InstallScripts), Some(false), None));
        assert_eq!(read("npm ci --no-ignore-scripts"), (Some(C::InstallScripts), Some(true), None));
        assert_eq!(read("yarn --no-immutable"), (Some(C::FrozenLockfile), Some(false), None));
    }

    #[test]
    fn credentials_are_references_or_literals() {
        use CredentialKind::{Literal, Reference};
        let cases = [
            ("npm config set //npm.example/:_authToken=$TOKEN", Reference, true),
            ("npm config set //npm.example/:_authToken ${{secrets.T}}", Reference, true),
            ("npm config set _authToken abc", Literal, false),
            ("npm ci --//npm.example/:_authToken=abc", Literal, true),
            ("npm ci --_auth=abc", Literal, false),
            ("yarn config set npmRegistries[\"//npm.example\"].npmAuthToken abc", Literal, true),
            ("yarn config set npmAuthToken $T", Reference, false),
        ];
        for (line, kind, bound) in cases {
            let setting = read(line).remove(0);
            assert_eq!(setting.value, None, "{line}");
            assert_eq!(setting.credential, Some(Credential { kind, bound }), "{line}");
        }
    }
}
