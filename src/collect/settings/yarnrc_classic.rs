//! `.yarnrc`: the settings of Yarn 1 (<https://classic.yarnpkg.com/en/docs/yarnrc>), lines of a
//! key and a value in the words of its lockfile.
//!
//! A key that starts with `--` is a flag that Yarn adds to its command line:
//! `--install.frozen-lockfile true` to that of `install`, `--frozen-lockfile true` to all.

use super::controls::known;
use super::value::{Raw, Syntax, looks_like_token};
use crate::facts::{Force, InForce, Layer, Origin, Problem, ProblemKind, Setting};
use crate::source::anchor::Place;
use crate::source::text::BOM;

/// What Yarn 1 takes from its flags alone, never from a setting of that name.
pub(super) const FLAGS: &[&str] = &["frozen-lockfile", "lockfile"];

/// How many lines are read of one file.
const MAX_LINES: usize = 20_000;

/// Reads a file.
pub(crate) fn yarnrc_classic(file: &str, text: &str) -> (Vec<Setting>, Vec<Problem>) {
    let root = Place::file(file);
    let (mut settings, mut problems) = (Vec::new(), Vec::new());
    let mut problem = |place: &Place, kind, reason: &str| {
        problems.push(Problem {
            at: place.at(),
            kind,
            facts: super::FACTS.iter().map(|path| (*path).to_owned()).collect(),
            reason: reason.to_owned(),
        });
    };
    for (index, line) in text.trim_start_matches(BOM).split('\n').enumerate() {
        let place = root.line(index + 1);
        if index >= MAX_LINES {
            problem(&place, ProblemKind::TooLarge, "the file has more than 20000 lines");
            break;
        }
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match entry(line) {
            Some((key, value)) => settings.push(setting(file, &place, &key, &value)),
            None => problem(&place, ProblemKind::Malformed, "expected a key and a value"),
        }
    }
    (settings, problems)
}

/// Key and value of a line. A colon between them, as YAML has it, is Yarn's second try.
fn entry(line: &str) -> Option<(String, String)> {
    let (key, rest) = word(line, &[' ', '\t', ':'])?;
    let rest = rest.trim_start();
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start();
    let (value, rest) = word(rest, &[' ', '\t'])?;
    let rest = rest.trim_start();
    (rest.is_empty() || rest.starts_with('#')).then_some((key, value))
}

/// The word that a text starts with, in quotes as JSON has them or bare, and what is behind it.
fn word<'a>(text: &'a str, ends: &[char]) -> Option<(String, &'a str)> {
    if !text.starts_with('"') {
        let end = text.find(ends).unwrap_or(text.len());
        let (word, rest) = text.split_at_checked(end)?;
        return (!word.is_empty()).then(|| (word.to_owned(), rest));
    }
    let mut words = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let word = words.next()?.ok()?;
    let rest = text.get(words.byte_offset()..)?;
    Some((word, rest))
}

fn setting(file: &str, place: &Place, key: &str, value: &str) -> Setting {
    let (name, value, in_force) = match key.strip_prefix("--") {
        Some(flag) => flag_of(flag, value),
        None if FLAGS.contains(&key) => (
            key,
            value,
            no(
                "Yarn 1 reads this as a flag alone: `--install.frozen-lockfile true`, and `--install.no-lockfile true`",
            ),
        ),
        None => (key, value, yes()),
    };
    let raw = Raw {
        at: place.at(),
        tool: "yarn",
        key: name,
        value: Some(value),
        list: false,
        syntax: Syntax::File,
        origin: Origin { layer: Layer::Project, file: file.to_owned(), job: None },
        in_force,
    };
    let mut setting = raw.into_setting();
    if looks_like_token(key) {
        setting.name = "***".to_owned();
    }
    setting
}

/// A flag for all commands or for `install`, as its setting; `no-x true` is `x false`. One for
/// another command keeps its whole name.
fn flag_of<'a>(flag: &'a str, value: &'a str) -> (&'a str, &'a str, InForce) {
    let name = match flag.split_once('.') {
        Some(("install" | "*", name)) => name,
        Some((_, name)) if known("yarn", name).is_some() => {
            return (flag, value, no("the flag is added to another command"));
        }
        _ => flag,
    };
    match (name.strip_prefix("no-").filter(|name| known("yarn", name).is_some()), value) {
        (Some(positive), "true") => (positive, "false", yes()),
        // Yarn adds `--no-no-x`, which nothing reads.
        (Some(positive), "false") => (positive, value, no("Yarn adds a flag `no-no-…`")),
        _ => (name, value, yes()),
    }
}

fn yes() -> InForce {
    InForce { state: Force::Yes, reason: None }
}

fn no(reason: &str) -> InForce {
    InForce { state: Force::No, reason: Some(reason.to_owned()) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::facts::{Control, Credential, CredentialKind};

    fn rows(text: &str) -> Vec<String> {
        let (settings, problems) = yarnrc_classic(".yarnrc", text);
        let told = settings.iter().map(|s| {
            let line = s.at.rsplit('=').next().unwrap();
            let scope = s.scope.as_deref().unwrap_or_default();
            let value = s.value.as_deref().unwrap_or("-");
            format!("{line} {scope}{}={value} {:?} {:?}", s.name, s.control, s.enabled)
        });
        told.chain(problems.iter().map(|p| format!("{} {}", p.at, p.reason))).collect()
    }

    #[test]
    fn lines_are_a_key_and_a_value() {
        assert_eq!(
            rows(
                "\u{feff}# THIS IS AN AUTOGENERATED FILE\r\n# yarn lockfile v1\r\n\r\n\r\n\
                 registry \"https://npm.example/\"\r\n\
                 \"@acme:registry\" \"https://corp.example/é\\\"\" # why\r\n\
                 strict-ssl false\nignore-scripts true\nlastUpdateCheck 1620000000000\n\
                 yarn-path: ./bin/yarn.js\nregistry https://bare.example\n\
                 disable-self-update-check\n\"a\nb \"c\" d\n"
            ),
            [
                "5 registry=https://npm.example/ Some(Registry) None",
                "6 @acmeregistry=https://corp.example/é\" Some(Registry) None",
                "7 strict-ssl=false Some(TlsVerification) Some(false)",
                "8 ignore-scripts=true Some(InstallScripts) Some(false)",
                "9 lastUpdateCheck=1620000000000 None None",
                "10 yarn-path=./bin/yarn.js None None",
                "11 registry=https://bare.example Some(Registry) None",
                ".yarnrc#line=12 expected a key and a value",
                ".yarnrc#line=13 expected a key and a value",
                ".yarnrc#line=14 expected a key and a value",
            ]
        );
    }

    #[test]
    fn flags_count_for_the_command_that_installs() {
        let text = "--install.frozen-lockfile true\n--frozen-lockfile true\n--install.no-lockfile true\n--add.ignore-scripts true\nfrozen-lockfile true\n--*.silent true\n--no-lockfile false\n";
        assert_eq!(
            rows(text),
            [
                "1 frozen-lockfile=true Some(FrozenLockfile) Some(true)",
                "2 frozen-lockfile=true Some(FrozenLockfile) Some(true)",
                "3 lockfile=false Some(Lockfile) Some(false)",
                "4 add.ignore-scripts=true None None",
                "5 frozen-lockfile=true Some(FrozenLockfile) Some(true)",
                "6 silent=true None None",
                "7 lockfile=false Some(Lockfile) Some(false)",
            ]
        );
        let (settings, _) = yarnrc_classic(".yarnrc", text);
        let forces: Vec<Force> = settings.iter().map(|s| s.in_force.state).collect();
        use Force::{No, Yes};
        assert_eq!(forces, [Yes, Yes, Yes, No, No, Yes, No]);
        assert_eq!(settings[4].control, Some(Control::FrozenLockfile));
    }

    #[test]
    fn credentials_lose_their_value() {
        let (settings, _) = yarnrc_classic(
            "a/.yarnrc",
            "\"//npm.example/:_authToken\" \"hunter2\"\n\"_password\" \"${PASS}\"\nregistry \"https://u:p@npm.example/\"\nnpm_0123456789abcdefghij0123456789abcdefgh true\n--npm_0123456789abcdefghij0123456789abcdefgh.a true\n",
        );
        let kinds: Vec<_> =
            settings.iter().map(|s| s.credential.clone().map(|c| (c.kind, c.bound))).collect();
        assert_eq!(
            kinds,
            [
                Some((CredentialKind::Literal, true)),
                Some((CredentialKind::Reference, false)),
                Some((CredentialKind::Literal, true)),
                Some((CredentialKind::Literal, false)),
                Some((CredentialKind::Literal, false)),
            ]
        );
        assert_eq!(settings[0].bound_to.as_deref(), Some("npm.example/"));
        assert_eq!(settings[2].value.as_deref(), Some("https://***@npm.example/"));
        assert_eq!(
            settings[0].credential,
            Some(Credential { kind: CredentialKind::Literal, bound: true })
        );
        let text = serde_json::to_string(&settings).unwrap();
        assert!(!text.contains("hunter2") && !text.contains("u:p") && !text.contains("0123456"));
    }
}
