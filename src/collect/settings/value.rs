//! The parts of a setting's key, the variables that a setting refers to, and the law that the
//! value of a credential is never kept.

use std::borrow::Cow;

use super::bounds::cut;
use super::controls::known;
use crate::collect::address;
use crate::facts::{Credential, CredentialKind, InForce, Origin, Setting};

/// Longer references are text.
const MAX_REFERENCE: usize = 1024;

/// How variables are written where a setting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// npm's, pnpm's and Yarn's files: `${VAR}`, `${VAR?}`, `${VAR-default}`, `${VAR:-default}`,
    /// and a backslash before it takes the meaning away. `$VAR` is text.
    File,
    /// `bunfig.toml`: a whole value that starts with `$` names a variable.
    Bunfig,
    /// A shell or the YAML of a CI: `$VAR`, `$(command)` and backquotes besides.
    Shell,
}

/// A setting before its secrets are taken out.
#[derive(Debug)]
pub(crate) struct Raw<'a> {
    pub(crate) at: String,
    pub(crate) tool: &'a str,
    pub(crate) key: &'a str,
    pub(crate) value: Option<&'a str>,
    pub(crate) list: bool,
    pub(crate) syntax: Syntax,
    pub(crate) origin: Origin,
    pub(crate) in_force: InForce,
}

impl Raw<'_> {
    /// The fact. A credential loses its value; an address keeps it without its user part.
    pub(crate) fn into_setting(self) -> Setting {
        let key = split_key(self.key);
        self.into_setting_of(key)
    }

    /// The fact of a setting whose scope and host stand around it.
    pub(crate) fn into_setting_of(self, key: Key<'_>) -> Setting {
        let Key { name, scope, bound_to } = key;
        let found = scan(self.value.unwrap_or_default(), self.syntax);
        let known = known(self.tool, name);
        // What the environment says has no reading.
        let readable = self.value.filter(|_| !found.any);
        let mut references = scan(self.key, self.syntax).names;
        references.extend(found.names.iter().cloned());
        let mut seen = std::collections::BTreeSet::new();
        references.retain(|name| seen.insert(name.clone()));
        let user = self.value.and_then(address::credentials);
        let secret = is_secret(name)
            || looks_like_token(self.value.unwrap_or_default())
            || looks_like_token(name);
        let (value, credential) = match (self.value, user) {
            _ if secret => {
                let kind = self.value.map_or(CredentialKind::Empty, |value| found.kind(value));
                let kind = if looks_like_token(name) { CredentialKind::Literal } else { kind };
                (None, Some(Credential { kind, bound: bound_to.is_some() }))
            }
            (Some(value), Some(user)) => {
                let parts = scan(user, self.syntax);
                let kind = parts.kind(user);
                // Only references are shown: what stands beside them may be the secret.
                let open =
                    kind == CredentialKind::Reference && matches!(parts.literal.as_str(), "" | ":");
                let value = if open { value.into() } else { address::masked(value) };
                (Some(value.into_owned()), Some(Credential { kind, bound: true }))
            }
            (value, None) | (value @ None, _) => {
                (value.map(|value| address::masked(value).into_owned()), None)
            }
        };
        Setting {
            at: self.at,
            tool: self.tool.to_owned(),
            name: shown(name),
            scope: scope.as_deref().map(shown),
            bound_to: bound_to.map(shown),
            value: value.map(cut),
            list: self.list,
            control: known.map(|known| known.control),
            enabled: known.and_then(|known| known.reading.enabled(readable?)),
            seconds: known.and_then(|known| known.reading.seconds(readable?)),
            references,
            credential,
            origin: self.origin,
            in_force: self.in_force,
        }
    }
}

/// A part of a key, unless it is a secret itself.
fn shown(part: &str) -> String {
    let hidden = looks_like_token(part) || address::credentials(part).is_some();
    if hidden { "***" } else { part }.to_owned()
}

/// A key in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key<'a> {
    pub(crate) name: &'a str,
    /// With its sign.
    pub(crate) scope: Option<Cow<'a, str>>,
    pub(crate) bound_to: Option<&'a str>,
}

impl<'a> Key<'a> {
    /// A name by itself.
    pub(crate) fn plain(name: &'a str) -> Self {
        Self { name, scope: None, bound_to: None }
    }
}

/// A scope with its sign, which Yarn and bun leave out or not.
pub(crate) fn scope(name: &str) -> Cow<'_, str> {
    if name.starts_with('@') { Cow::Borrowed(name) } else { Cow::Owned(format!("@{name}")) }
}

/// What a URL or `//host/path` binds a credential to: host and path, without a user.
pub(crate) fn bound_to(url: &str) -> &str {
    let place = url.split_once("//").map_or(url, |(_, place)| place);
    let end = place.find(['/', '\\', '?', '#']).unwrap_or(place.len());
    let user = place.get(..end).and_then(|authority| authority.rfind('@'));
    user.and_then(|sign| place.get(sign + 1..)).unwrap_or(place)
}

/// Takes `//host/path/:name` and `@scope:name` apart (npm's documentation, ".npmrc", section
/// "Auth related configuration"), and `npmRegistries["//host"].name` and `npmScopes.acme.name`,
/// as `yarn config set` takes them.
pub(crate) fn split_key(key: &str) -> Key<'_> {
    if let Some((place, name)) = key.strip_prefix("//").and_then(|rest| rest.rsplit_once(':')) {
        return if name.contains('/') {
            Key::plain(key)
        } else {
            Key { name, scope: None, bound_to: Some(place) }
        };
    }
    if let Some((scope, name)) = key.split_once(':').filter(|_| key.starts_with('@')) {
        return Key { name, scope: Some(Cow::Borrowed(scope)), bound_to: None };
    }
    if let Some((place, name)) = member(key, "npmRegistries") {
        return Key { name, scope: None, bound_to: Some(bound_to(place)) };
    }
    if let Some((name_of_scope, name)) = member(key, "npmScopes") {
        return Key { name, scope: Some(scope(name_of_scope)), bound_to: None };
    }
    Key::plain(key)
}

/// `map["key"].name` or `map.key.name` as key and name.
fn member<'a>(key: &'a str, map: &str) -> Option<(&'a str, &'a str)> {
    let rest = key.strip_prefix(map)?;
    match rest.strip_prefix('[') {
        Some(rest) => {
            rest.split_once("].").map(|(place, name)| (place.trim_matches(['"', '\'']), name))
        }
        None => rest.strip_prefix('.')?.rsplit_once('.'),
    }
}

/// Whether a setting of this name holds a secret. Names are compared in lower case and by their
/// parts: npm does not read `_authtoken`, but the token stands there all the same.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace(['_', '-'], "");
    if name.contains("tokenhelper") {
        return false;
    }
    let parts = ["token", "password", "passwd", "secret", "authident"];
    parts.iter().any(|part| name.contains(part)) || matches!(name.as_str(), "auth" | "key")
}

/// Whether a text holds a token that its service marks as one: npm, GitHub, GitLab.
pub(crate) fn looks_like_token(text: &str) -> bool {
    const MARKS: [(&str, usize, &[u8]); 9] = [
        ("npm_", 36, b""),
        ("ghp_", 36, b""),
        ("gho_", 36, b""),
        ("ghu_", 36, b""),
        ("ghs_", 36, b""),
        ("ghr_", 36, b""),
        ("github_pat_", 40, b"_"),
        ("glpat-", 20, b"_-"),
        ("NpmToken.", 36, b"-"),
    ];
    MARKS.iter().any(|(mark, length, signs)| {
        text.split(mark).skip(1).any(|rest| {
            let part = |b: &u8| b.is_ascii_alphanumeric() || signs.contains(b);
            rest.bytes().take_while(part).take(*length).count() == *length
        })
    })
}

/// What a text refers to, and what else it holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// The environment variables, in their order.
    pub(crate) names: Vec<String>,
    any: bool,
    default: bool,
    literal: String,
}

impl Found {
    /// How the text would be written if it were a credential. Text around a reference, as in
    /// `Bearer ${TOKEN}`, leaves it one; a default that is written out does not.
    fn kind(&self, text: &str) -> CredentialKind {
        match () {
            () if text.is_empty() => CredentialKind::Empty,
            () if self.default || looks_like_token(&self.literal) => CredentialKind::Literal,
            () if self.any => CredentialKind::Reference,
            () => CredentialKind::Literal,
        }
    }
}

/// Finds the references in a text.
pub(crate) fn scan(text: &str, syntax: Syntax) -> Found {
    let mut found = Found::default();
    if syntax == Syntax::Bunfig
        && let Some(name) = text.strip_prefix('$').filter(|name| is_variable(name))
    {
        (found.any, found.names) = (true, vec![name.to_owned()]);
        return found;
    }
    let mut rest = text;
    while let Some(start) = rest.find(['$', '`']) {
        let (before, tail) = rest.split_at_checked(start).unwrap_or((rest, ""));
        found.literal.push_str(before);
        let slashes = before.len() - before.trim_end_matches('\\').len();
        let length = if slashes % 2 == 1 { 0 } else { reference(tail, syntax, &mut found) };
        if length == 0 {
            found.literal.extend(tail.chars().next());
        } else {
            found.any = true;
        }
        rest = tail.get(length.max(1)..).unwrap_or_default();
    }
    found.literal.push_str(rest);
    found
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The length of the reference that a text starts with; 0 if it starts with none.
fn reference(text: &str, syntax: Syntax, found: &mut Found) -> usize {
    // Bounded, for a text may be nothing but references that never end.
    let text = text.get(..text.floor_char_boundary(MAX_REFERENCE)).unwrap_or(text);
    let closed = |open: &str, close: &str| {
        let inside = text.strip_prefix(open)?.split_once(close)?.0;
        Some((inside, open.len() + inside.len() + close.len()))
    };
    if let Some((_, length)) = closed("${{", "}}") {
        return length;
    }
    if let Some((inside, length)) = closed("${", "}") {
        let end = inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let (name, rest) = inside.split_at_checked(end.unwrap_or(inside.len())).unwrap_or_default();
        if name.is_empty() || inside.contains(['$', '{']) && syntax != Syntax::Shell {
            return 0;
        }
        let default = rest.strip_prefix(':').unwrap_or(rest).strip_prefix('-').unwrap_or_default();
        found.default |= !default.is_empty() && !scan(default, syntax).any;
        found.names.push(name.to_owned());
        return length;
    }
    if syntax != Syntax::Shell {
        return 0;
    }
    if let Some((_, length)) = closed("$(", ")").or_else(|| closed("`", "`")) {
        return length;
    }
    let Some(rest) = text.strip_prefix('$') else { return 0 };
    let rest = rest.strip_prefix("env:").unwrap_or(rest);
    let name = rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or("");
    if name.is_empty() {
        return 0;
    }
    found.names.push(name.to_owned());
    text.len() - rest.len() + name.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_a_host_or_a_scope() {
        let cases = [
            ("registry", ("registry", None, None)),
            ("@acme:registry", ("registry", Some("@acme"), None)),
            ("npmScopes.acme.npmRegistryServer", ("npmRegistryServer", Some("@acme"), None)),
            ("npmScopes[\"acme\"].npmAuthToken", ("npmAuthToken", Some("@acme"), None)),
            (
                "npmRegistries[\"https://u:p@npm.example/a\"].npmAuthToken",
                ("npmAuthToken", None, Some("npm.example/a")),
            ),
            ("//npm.example/a/:_authToken", ("_authToken", None, Some("npm.example/a/"))),
            ("//npm.example:8080/:_auth", ("_auth", None, Some("npm.example:8080/"))),
            ("//npm.example:8080/", ("//npm.example:8080/", None, None)),
            (
                "npmRegistries[\"https://npm.example\"].npmAuthToken",
                ("npmAuthToken", None, Some("npm.example")),
            ),
        ];
        for (key, (name, scope, bound_to)) in cases {
            let scope = scope.map(Cow::Borrowed);
            assert_eq!(split_key(key), Key { name, scope, bound_to }, "{key}");
        }
    }

    #[test]
    fn the_kind_of_a_credential_follows_from_its_references() {
        use CredentialKind::{Empty, Literal, Reference};
        let token = format!("npm_{}", "a".repeat(36));
        let cases = [
            (String::new(), Empty, Empty),
            ("hunter2".to_owned(), Literal, Literal),
            ("${TOKEN}".to_owned(), Reference, Reference),
            ("Bearer ${TOKEN?}".to_owned(), Reference, Reference),
            ("${TOKEN-}".to_owned(), Reference, Reference),
            ("${TOKEN-abc}".to_owned(), Literal, Literal),
            ("${TOKEN:-abc}".to_owned(), Literal, Literal),
            ("${A:-$B}".to_owned(), Literal, Reference),
            ("\\${TOKEN}".to_owned(), Literal, Literal),
            ("\\\\${TOKEN}".to_owned(), Reference, Reference),
            ("$TOKEN".to_owned(), Literal, Reference),
            ("$(cat token)".to_owned(), Literal, Reference),
            ("`cat token`".to_owned(), Literal, Reference),
            ("$env:TOKEN".to_owned(), Literal, Reference),
            ("${{ secrets.NPM_TOKEN }}".to_owned(), Reference, Reference),
            (format!("{token}${{X}}"), Literal, Literal),
            ("pa$$word".to_owned(), Literal, Reference),
            ("${".to_owned(), Literal, Literal),
            ("${é}$".to_owned(), Literal, Literal),
        ];
        for (text, file, shell) in cases {
            assert_eq!(scan(&text, Syntax::File).kind(&text), file, "{text}");
            assert_eq!(scan(&text, Syntax::Shell).kind(&text), shell, "{text}");
        }
    }

    #[test]
    fn references_are_the_variables_in_order() {
        let names = |text, syntax| scan(text, syntax).names;
        assert_eq!(names("${B}/$C/${A-x}", Syntax::File), ["B", "A"]);
        assert_eq!(names("${B}/$C/${A-x} ${{ env.D }}", Syntax::Shell), ["B", "C", "A"]);
    }

    #[test]
    fn tokens_are_known_by_their_marks() {
        let word = "0123456789abcdef0123456789abcdef0123";
        for token in [
            format!("npm_{word}"),
            format!("x ghp_{word}"),
            format!("github_pat_{word}_ABCD"),
            format!("glpat-{word}"),
            "NpmToken.01234567-89ab-cdef-0123-456789abcdef".to_owned(),
        ] {
            assert!(looks_like_token(&token), "{token}");
        }
        for text in
            ["npm_config_dangerously_allow_all_scripts_everywhere", "npm_short", "", "glpat-"]
        {
            assert!(!looks_like_token(text), "{text}");
        }
    }

    #[test]
    fn names_of_secrets_are_known_in_any_spelling() {
        for name in [
            "_authToken",
            "_authtoken",
            "_auth",
            "_password",
            "key",
            "npmAuthIdent",
            "COREPACK_NPM_TOKEN",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in
            ["tokenHelper", "username", "keyfile", "certfile", "always-auth", "registry", "email"]
        {
            assert!(!is_secret(name), "{name}");
        }
    }
}
