//! `.npmrc`: every line of it as a setting, of npm or of pnpm alone.

use std::collections::HashMap;

use super::rc_names::tool_of_rc;
use super::value::{Raw, Syntax, looks_like_token};
use crate::facts::{CredentialKind, Force, InForce, Layer, Origin, Problem, ProblemKind, Setting};
use crate::source::anchor::Place;
use crate::source::rc;

/// Reads a file. Every setting of it has this layer and, if npm would read it in this file,
/// this force.
///
/// A key that stands twice outside of lists is a problem; all of its lines are settings, of
/// which the last is in force.
pub(crate) fn settings(
    file: &str,
    text: &str,
    layer: Layer,
    in_force: InForce,
) -> (Vec<Setting>, Vec<Problem>) {
    let place = Place::file(file);
    let lines = rc::lines(text);
    let last: HashMap<(Option<&str>, &str), usize> =
        lines.iter().map(|line| ((line.section, line.key), line.number)).collect();
    let (mut settings, mut problems) = (Vec::new(), Vec::new());
    for line in &lines {
        let at = place.line(line.number).at();
        let again =
            last.get(&(line.section, line.key)).filter(|last| **last != line.number && !line.list);
        if let Some(last) = again {
            let key = if looks_like_token(line.key) { "***" } else { line.key };
            problems.push(Problem {
                at: at.clone(),
                kind: ProblemKind::DuplicateKey,
                facts: Vec::new(),
                reason: format!("`{key}` is set again on line {last}, which counts"),
            });
        }
        let value = line.text();
        let raw = Raw {
            at,
            tool: tool_of_rc(line.key),
            key: line.key,
            value: Some(&value),
            list: line.list,
            syntax: Syntax::File,
            origin: Origin { layer, file: file.to_owned(), job: None },
            in_force: match (line.section, again) {
                _ if in_force.state == Force::No => in_force.clone(),
                (Some(_), _) => ignored("npm reads no settings from a section".to_owned()),
                (None, Some(last)) => ignored(format!("set again on line {last}")),
                (None, None) => in_force.clone(),
            },
        };
        let mut setting = raw.into_setting();
        // A bare key is `true` to npm; no secret stands there.
        if let Some(credential) = &mut setting.credential
            && line.value.is_none()
            && !looks_like_token(line.key)
        {
            credential.kind = CredentialKind::Empty;
        }
        settings.push(setting);
    }
    (settings, problems)
}

fn ignored(reason: String) -> InForce {
    InForce { state: Force::No, reason: Some(reason) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::facts::Credential;

    fn read(text: &str) -> (Vec<Setting>, Vec<Problem>) {
        let yes = InForce { state: Force::Yes, reason: None };
        settings("packages/a/.npmrc", text, Layer::Member, yes)
    }

    fn one(line: &str) -> Setting {
        let (mut settings, problems) = read(line);
        assert_eq!((settings.len(), problems), (1, Vec::new()), "{line}");
        settings.remove(0)
    }

    fn credential(line: &str) -> (String, Option<String>, CredentialKind, bool) {
        let setting = one(line);
        let Credential { kind, bound } = setting.credential.unwrap();
        (setting.name, setting.value, kind, bound)
    }

    #[test]
    fn settings_have_place_name_and_value() {
        let (settings, problems) = read(
            "; company\nregistry = https://registry.npm.example/ # mirror\n\
             @acme:registry=${HOST}/npm/\nignore-scripts\nomit[]=dev\nmin-release-age=7\n",
        );
        assert_eq!(problems, []);
        let rows: Vec<_> = settings
            .iter()
            .map(|s| (s.at.as_str(), s.name.as_str(), s.value.as_deref().unwrap(), s.list))
            .collect();
        assert_eq!(
            rows,
            [
                ("packages/a/.npmrc#line=2", "registry", "https://registry.npm.example/", false),
                ("packages/a/.npmrc#line=3", "registry", "${HOST}/npm/", false),
                ("packages/a/.npmrc#line=4", "ignore-scripts", "true", false),
                ("packages/a/.npmrc#line=5", "omit", "dev", true),
                ("packages/a/.npmrc#line=6", "min-release-age", "7", false),
            ]
        );
        assert_eq!(settings[1].scope.as_deref(), Some("@acme"));
        assert_eq!(settings[1].references, ["HOST"]);
        assert_eq!(settings[0].tool, "npm");
        let origin =
            Origin { layer: Layer::Member, file: "packages/a/.npmrc".to_owned(), job: None };
        assert_eq!((&settings[0].origin, settings[0].in_force.state), (&origin, Force::Yes));
    }

    #[test]
    fn controls_read_as_npm_or_pnpm_read_them() {
        use crate::facts::Control as C;
        let rows = [
            ("ignore-scripts", "npm", Some(C::InstallScripts), Some(false), None),
            ("ignore-scripts=0", "npm", Some(C::InstallScripts), Some(true), None),
            ("strict-ssl=no", "npm", Some(C::TlsVerification), Some(true), None),
            ("strict-ssl=${STRICT}", "npm", Some(C::TlsVerification), None, None),
            ("min-release-age=7", "npm", Some(C::MinimumAge), None, Some(604_800)),
            ("min-release-age=7d", "npm", Some(C::MinimumAge), None, None),
            ("minimum-release-age=1440", "pnpm", Some(C::MinimumAge), None, Some(86_400)),
            ("frozen-lockfile=true", "pnpm", Some(C::FrozenLockfile), Some(true), None),
            ("shamefully-hoist=true", "pnpm", None, None, None),
            ("@acme:registry=https://npm.example/", "npm", Some(C::Registry), None, None),
            ("always-auth=true", "npm", Some(C::AlwaysAuth), Some(true), None),
            ("color=false", "npm", None, None, None),
        ];
        for (line, tool, control, enabled, seconds) in rows {
            let setting = one(line);
            assert_eq!(
                (setting.tool.as_str(), setting.control, setting.enabled, setting.seconds),
                (tool, control, enabled, seconds),
                "{line}"
            );
        }
    }

    #[test]
    fn the_value_of_a_credential_is_never_kept() {
        use CredentialKind::{Empty, Literal, Reference};
        let name = |name: &str| name.to_owned();
        let cases = [
            ("//npm.example/:_authToken=${NPM_TOKEN}", "_authToken", Reference, true),
            ("//npm.example/:_authToken=abc", "_authToken", Literal, true),
            ("//npm.example/:_authToken=", "_authToken", Empty, true),
            ("//npm.example/:_authToken", "_authToken", Empty, true),
            ("//npm.example/:_authToken=$NPM_TOKEN", "_authToken", Literal, true),
            ("//npm.example/:_password=\"aGk=\"", "_password", Literal, true),
            ("//npm.example/:key=-----BEGIN", "key", Literal, true),
            ("_auth=aGk=", "_auth", Literal, false),
            ("_authtoken=aGk=", "_authtoken", Literal, false),
            ("x=npm_0123456789abcdefghij0123456789abcdefgh", "x", Literal, false),
            ("npm_0123456789abcdefghij0123456789abcdefgh", "***", Literal, false),
        ];
        for (line, key, kind, bound) in cases {
            assert_eq!(credential(line), (name(key), None, kind, bound), "{line}");
        }
        let setting = one("//${HOST}/a/:_authToken=${TOKEN}");
        assert_eq!(setting.references, ["HOST", "TOKEN"]);
        assert_eq!(setting.bound_to.as_deref(), Some("${HOST}/a/"));
    }

    #[test]
    fn what_names_no_secret_is_kept() {
        for line in [
            "//npm.example/:username=ada",
            "//npm.example/:certfile=/x.pem",
            "//npm.example/:keyfile=/x.key",
            "//npm.example/:tokenHelper=/bin/x",
            "always-auth=true",
        ] {
            let setting = one(line);
            assert_eq!(setting.credential, None, "{line}");
            assert_eq!(setting.value.as_deref(), line.split_once('=').map(|(_, value)| value));
        }
    }

    #[test]
    fn a_credential_in_an_address_is_masked() {
        let masked = "https://***@npm.example/".to_owned();
        assert_eq!(
            credential("registry=https://ada:hunter2@npm.example/"),
            ("registry".to_owned(), Some(masked), CredentialKind::Literal, true)
        );
        assert_eq!(
            one("proxy=http://ada:${PASS}@npm.example/").value.as_deref(),
            Some("http://***@npm.example/")
        );
        let reference = "https://${USER}:${PASS}@npm.example/".to_owned();
        assert_eq!(
            credential(&format!("registry={reference}")),
            ("registry".to_owned(), Some(reference), CredentialKind::Reference, true)
        );
    }

    #[test]
    fn a_query_is_masked_and_a_long_value_is_cut() {
        let setting = one("registry=https://npm.example/?token=hunter2&x=");
        assert_eq!(setting.value.as_deref(), Some("https://npm.example/?token=***&x="));
        let whole = one(&format!("registry={}", "é".repeat(2048)));
        assert!(!crate::collect::settings::is_cut(&whole));
        let long = one(&format!("registry=x{}", "é".repeat(2048)));
        assert!(crate::collect::settings::is_cut(&long));
        assert_eq!(long.value.unwrap().len(), 4095 + 6);
    }

    #[test]
    fn the_last_of_two_lines_is_in_force() {
        let (settings, problems) = read("a=1\na=2\nl[]=1\nl[]=2\n[s]\na=3\n");
        let forces: Vec<_> =
            settings.iter().map(|s| (s.in_force.state, s.in_force.reason.as_deref())).collect();
        assert_eq!(
            forces,
            [
                (Force::No, Some("set again on line 2")),
                (Force::Yes, None),
                (Force::Yes, None),
                (Force::Yes, None),
                (Force::No, Some("npm reads no settings from a section")),
            ]
        );
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].at, "packages/a/.npmrc#line=1");
        assert_eq!(problems[0].reason, "`a` is set again on line 2, which counts");
    }
}
