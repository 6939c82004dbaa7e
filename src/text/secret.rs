//! Secrets in text. A finding may be about a token, or stand beside one: the place is shown, the
//! value never is. Facts hold the text without it.
//!
//! Token formats: <https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats>,
//! <https://docs.npmjs.com/about-access-tokens>, and GitLab's, Slack's and AWS's own pages.

mod glance;

use std::borrow::Cow;
use std::ops::Range;

/// What stands in the place of a secret.
pub(crate) const WITHHELD: &str = "***";

/// Prefixes that say what a token is, and how much follows at least.
const PREFIXES: &[(&str, usize)] = &[
    ("npm_", 36),
    ("ghp_", 36),
    ("gho_", 36),
    ("ghu_", 36),
    ("ghs_", 36),
    ("ghr_", 36),
    ("github_pat_", 22),
    ("glpat-", 20),
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("sk_live_", 20),
    ("AKIA", 16),
];

/// Names of settings whose value is a credential whatever it looks like, lower case.
const CREDENTIALS: &[&str] = &["_authtoken", "_auth", "_password", "npmauthtoken", "npmauthident"];

/// Ends of names whose value is a credential if it looks random, lower case.
const SUSPECTS: &[&str] = &["token", "secret", "auth"];

/// Ends of names whose value is a secret even where it is a word, lower case.
const PASSWORDS: &[&str] = &["password", "passwd"];

/// The text with its secrets replaced. The prefix that says what a token is stays: it is no
/// secret, and rules go by it.
pub(crate) fn withheld(text: &str) -> Cow<'_, str> {
    if !glance::may_hold(text) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    let (mut copied, mut start) = (0, 0);
    for line in text.split_inclusive('\n') {
        for range in secrets(line) {
            let (from, to) = (start + range.start, start + range.end);
            if from >= copied {
                shown.push_str(text.get(copied..from).unwrap_or_default());
                shown.push_str(prefix(part(line, &range)));
                shown.push_str(WITHHELD);
            }
            copied = copied.max(to);
        }
        start += line.len();
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(shown)
}

/// The value of something that has a name, without its secrets.
pub(crate) fn withheld_value<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    if glance::may_name(name) && is_credential(&name.to_ascii_lowercase(), value) {
        return Cow::Owned(format!("{}{WITHHELD}", prefix(value)));
    }
    withheld(value)
}

fn prefix(secret: &str) -> &str {
    let found = PREFIXES.iter().find(|(prefix, _)| secret.starts_with(prefix));
    found.map_or("", |(prefix, _)| prefix)
}

fn ends(name: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| name.ends_with(end))
}

/// Whether a value is a secret by its name, in lower case: for sure, or as it looks like one too.
fn is_credential(name: &str, value: &str) -> bool {
    let named = value.starts_with(['$', '`', '<', '{'])
        || matches!(value, "" | WITHHELD | "true" | "false" | "null");
    let password = ends(name, PASSWORDS) && value.len() >= 4 && !value.contains('$');
    !named && (ends(name, CREDENTIALS) || password || ends(name, SUSPECTS) && looks_random(value))
}

/// The ranges of a line that must not be shown, sorted; they may overlap.
pub(crate) fn secrets(line: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> =
        words(line).filter(|word| is_token(part(line, word))).collect();
    found.extend(line.match_indices([':', '=', ' ']).filter_map(|(at, _)| assigned(line, at)));
    found.extend(line.match_indices("://").filter_map(|(at, _)| user(line, at)));
    found.extend(queries(line));
    found.extend(key_material(line));
    found.sort_by_key(|range| (range.start, range.end));
    found
}

fn part<'a>(line: &'a str, range: &Range<usize>) -> &'a str {
    line.get(range.clone()).unwrap_or_default()
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-')
}

fn words(line: &str) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    line.split_inclusive(|letter| !is_word(letter)).map(move |piece| {
        let start = next;
        next += piece.len();
        start..start + piece.trim_end_matches(|letter| !is_word(letter)).len()
    })
}

fn is_token(word: &str) -> bool {
    let known = PREFIXES
        .iter()
        .any(|(prefix, least)| word.strip_prefix(prefix).is_some_and(|rest| rest.len() >= *least));
    known && !word.contains("EXAMPLE")
}

/// The value behind a `:` or `=`, if what stands before is the name of a credential.
fn assigned(line: &str, at: usize) -> Option<Range<usize>> {
    let before = line.get(..at)?.trim_end().trim_end_matches(['"', '\'']);
    let name = before.get(before.trim_end_matches(is_word).len()..)?.to_ascii_lowercase();
    if ![CREDENTIALS, PASSWORDS, SUSPECTS].iter().any(|names| ends(&name, names)) {
        return None;
    }
    // `npm config set //host/:_authToken value`: a blank stands before the value of a key alone.
    let key = before.get(..before.len() - name.len())?;
    if line.get(at..)?.starts_with(' ') && !key.ends_with(':') {
        return None;
    }
    let value = line.get(at + 1..)?;
    let quoted = value.trim_start().starts_with(['"', '\'']);
    let start = line.len() - value.trim_start().trim_start_matches(['"', '\'']).len();
    let value = line.get(start..)?;
    let value = value.get(
        ..value.find(|c: char| c.is_whitespace() || c == '"' || c == '\'').unwrap_or(value.len()),
    )?;
    // bunfig.toml: `token = "…"`. Without quotes it is as often a name.
    let literal = name == "token" && quoted && value.len() >= 8 && !value.contains('$');
    (literal || is_credential(&name, value)).then(|| start..start + value.len())
}

/// The password in front of a host, or the name where there is only one and it may be a token.
fn user(line: &str, at: usize) -> Option<Range<usize>> {
    let start = at + "://".len();
    let rest = line.get(start..)?;
    let authority = rest
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\''))
        .next()?;
    let (user, _) = authority.rsplit_once('@')?;
    let secret = match user.split_once(':') {
        Some((_, password)) => password,
        None if user == "git" || line.get(..at)?.ends_with("ssh") => return None,
        None => user,
    };
    let end = start + user.len();
    (!secret.is_empty() && !secret.starts_with('$')).then(|| end - secret.len()..end)
}

/// The values of parameters of addresses that are credentials by their name, or look random.
fn queries(line: &str) -> impl Iterator<Item = Range<usize>> {
    let of_address = move |(at, _)| {
        let rest = line.get(at..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '#' | '`'));
        let start = rest.find('?').filter(|start| end.is_none_or(|end| *start < end));
        start.map(|start| at + start + 1..at + end.unwrap_or(rest.len()))
    };
    let mut seen = 0;
    let addresses = line.match_indices("://").filter_map(of_address).filter(move |range| {
        let new = range.start >= seen;
        seen = seen.max(range.end);
        new
    });
    addresses.flat_map(move |range| {
        let mut next = range.start;
        part(line, &range).split('&').filter_map(move |parameter| {
            let start = next;
            next += parameter.len() + 1;
            let (name, value) = parameter.split_once('=')?;
            let from = start + name.len() + 1;
            is_secret_parameter(&name.to_ascii_lowercase(), value).then(|| from..from + value.len())
        })
    })
}

/// Names of parameters whose value is a credential, lower case: their ends.
const PARAMETERS: &[&str] = &["token", "sig", "signature", "key", "secret", "auth", "credential"];

fn is_secret_parameter(name: &str, value: &str) -> bool {
    let named = value.starts_with(['$', '`', '<', '{']) || matches!(value, "" | WITHHELD);
    !named && (ends(name, PARAMETERS) || ends(name, PASSWORDS) || looks_random(value))
}

/// A private key, or a line of one.
fn key_material(line: &str) -> Option<Range<usize>> {
    if let Some((before, key)) = line.split_once("PRIVATE KEY-----") {
        let start = before.len() + "PRIVATE KEY-----".len();
        let length = key.find("-----END").unwrap_or(key.len());
        return (length > 0).then(|| start..start + length);
    }
    let key = line.trim();
    let has = |of: fn(&char) -> bool| key.chars().any(|letter| of(&letter));
    let is_key = key.len() >= 40
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_digit);
    let start = line.len() - line.trim_start().len();
    is_key.then(|| start..start + key.len())
}

/// Twenty characters or more, letters and digits, and neither a path nor an address; or a UUID.
fn looks_random(value: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    if value.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && value.split('-').all(digits) {
        return true;
    }
    value.len() >= 20
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !value.contains("://")
        && !value.contains("${")
        && !value.starts_with(['/', '.', '~'])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// Tokens are put together here, so that no scanner takes this file for a leak.
    fn token(prefix: &str) -> String {
        format!("{prefix}{}", "aB3dE6gH9jK2".repeat(3))
    }

    fn hidden(line: &str) -> Vec<&str> {
        secrets(line).into_iter().map(|range| &line[range]).collect()
    }

    #[test]
    fn values_of_credentials_are_found() {
        let npm = token("npm_");
        let cases = [
            (format!("x {npm}, y"), vec![npm.as_str()]),
            ("//npm.example/:_authToken=abc ; x".to_owned(), vec!["abc"]),
            ("_password = \"aHVu\"".to_owned(), vec!["aHVu"]),
            ("npmAuthToken: 'abc'".to_owned(), vec!["abc"]),
            ("{ url = \"x\", token = \"correct-horse\" }".to_owned(), vec!["correct-horse"]),
            (
                "_x_token: 00000000-0000-0000-0000-000000000000".to_owned(),
                vec!["00000000-0000-0000-0000-000000000000"],
            ),
            (
                "  NODE_AUTH_TOKEN: 6fa1c2d9-07be-4d31-9c5e".to_owned(),
                vec!["6fa1c2d9-07be-4d31-9c5e"],
            ),
            ("é https://me:hunter2@npm.example/".to_owned(), vec!["hunter2"]),
            ("git+https://tok3n@npm.example".to_owned(), vec!["tok3n"]),
            (
                "é https://h/?token=abc&x=1&sig=d%3D\" 'http://i/?v=1'".to_owned(),
                vec!["abc", "d%3D"],
            ),
            ("-----BEGIN RSA PRIVATE KEY-----\\nMI\\n-----END".to_owned(), vec!["\\nMI\\n"]),
            (format!("  {}", token("MII+/")), vec![]),
        ];
        for (line, expected) in &cases[..11] {
            assert_eq!(hidden(line), *expected, "{line}");
        }
        assert_eq!(hidden(&cases[11].0), [cases[11].0.trim()]);
    }

    #[test]
    fn text_keeps_all_but_its_secrets() {
        let npm = token("npm_");
        for (text, shown) in [
            (format!("export T={npm}\nnpm publish"), "export T=npm_***\nnpm publish"),
            (
                "npm config set //r.example/:_authToken abc".to_owned(),
                "npm config set //r.example/:_authToken ***",
            ),
            ("echo the _authToken is here".to_owned(), "echo the _authToken is here"),
            (
                "npm i --registry=https://me:pw@r.example/".to_owned(),
                "npm i --registry=https://me:***@r.example/",
            ),
            ("AWS=AKIAIOSFODNN7EXAMPLE".to_owned(), "AWS=AKIAIOSFODNN7EXAMPLE"),
        ] {
            assert_eq!(withheld(&text), shown);
            assert_eq!(withheld(shown), shown, "twice is once");
        }
    }

    #[test]
    fn a_name_makes_its_value_a_secret() {
        for (name, value, shown) in [
            ("password", "postgres", "***"),
            ("DB_PASSWORD", "${{ secrets.DB }}", "${{ secrets.DB }}"),
            ("NPM_CONFIG__AUTH", "dXNlcjpw", "***"),
            ("//r.example/:_authToken", "abc", "***"),
            ("id-token", "write", "write"),
            ("token", "6fa1c2d9-07be-4d31-9c5e", "***"),
            ("x", "https://me:pw@r.example", "https://me:***@r.example"),
        ] {
            assert_eq!(withheld_value(name, value), shown, "{name}");
        }
    }

    #[test]
    fn everything_else_stays_readable() {
        for line in [
            "id-token: write",
            "NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}",
            "//npm.example/:_authToken=${NPM_TOKEN}",
            "always-auth=true",
            "uses: actions/checkout@0123456789012345678901234567890123456789",
            "\"integrity\": \"sha512-aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9jK2mN5pQ8sT1vW4yZ7==\"",
            "git+ssh://git@github.com/o/r.git",
            "https://npm.example/@acme/x",
            "npm_config_registry: https://npm.example",
        ] {
            assert_eq!(hidden(line), Vec::<&str>::new(), "{line}");
        }
    }
}
