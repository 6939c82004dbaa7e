//! Settings on the command line: `npm config set`, and the flags that are settings.

use super::value::{Raw, Syntax, looks_like_token, split_key};
use crate::facts::{Command, Force, InForce, Layer, Origin, Setting};

/// The flags that are settings of installing and publishing; npm's documentation, "Config", and
/// the other tools' where they share a name.
const FLAGS: [&str; 24] = [
    "allow-directory",
    "allow-file",
    "allow-git",
    "allow-remote",
    "allow-scripts",
    "always-auth",
    "before",
    "ca",
    "cafile",
    "dangerously-allow-all-scripts",
    "globalconfig",
    "https-proxy",
    "ignore-scripts",
    "min-release-age",
    "min-release-age-exclude",
    "omit-lockfile-registry-resolved",
    "package-lock",
    "provenance",
    "proxy",
    "registry",
    "replace-registry-host",
    "strict-allow-scripts",
    "strict-ssl",
    "userconfig",
];

/// The settings that a package manager's command makes: those that `config set` writes for the
/// user (for the project with `--location=project`), and those that its flags make for itself.
pub(crate) fn settings_from_command(command: &Command, file: &str, job: &str) -> Vec<Setting> {
    let Some(tool) = command.program.as_deref().and_then(tool_of) else { return Vec::new() };
    let setting = |key: &str, value: &str, layer| {
        Raw {
            at: command.at.clone(),
            tool,
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
        if let Some((key, value)) = setting_flag(flag, value) {
            settings.push(setting(key, &value, Layer::Flag));
        }
    }
    let project = ["--location", "-L"]
        .iter()
        .any(|flag| command.flags.get(*flag).is_some_and(|value| value == "project"));
    let layer = if project { Layer::Project } else { Layer::User };
    settings.extend(written(command, tool).iter().map(|(key, value)| setting(key, value, layer)));
    settings
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

/// The key and value of a flag that is a setting: `--no-x` is `x=false`.
fn setting_flag<'f>(flag: &'f str, value: &str) -> Option<(&'f str, String)> {
    let name = flag.strip_prefix("--")?;
    let positive = name.strip_prefix("no-").filter(|positive| FLAGS.contains(positive));
    if let Some(positive) = positive {
        let value = if value == "false" { "true" } else { "false" };
        return Some((positive, value.to_owned()));
    }
    let parts = split_key(name);
    let known = FLAGS.contains(&name)
        || parts.scope.is_some()
        || parts.bound_to.is_some()
        || name.starts_with('_')
        || looks_like_token(value);
    known.then(|| (name, value.to_owned()))
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
                    command.flags.insert(flag.to_owned(), value.to_owned());
                }
                None if word.starts_with('-') => {
                    command.flags.insert(word.to_owned(), "true".to_owned());
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
