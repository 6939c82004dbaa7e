//! Addresses in manifests, lockfiles and settings: URL taken apart without a copy, and the
//! one way to show an address without the credentials that may stand in it.
//!
//! Read as the WHATWG URL standard (section 4.4) reads special schemes, because that is what
//! every package manager resolves with: the host stands behind the *last* `@`, and `\` ends
//! the authority as `/` does.

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::percent_decode_str;

/// A URL with an authority, in its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address<'a> {
    /// What stands before `://`, as written: `git+ssh`.
    pub(crate) scheme: &'a str,
    /// What stands before the `@` of the authority.
    pub(crate) user: Option<&'a str>,
    /// The host as written, without the port.
    host: &'a str,
    /// The path with its first slash; empty if there is none.
    pub(crate) path: &'a str,
    /// What stands behind `#`.
    pub(crate) fragment: Option<&'a str>,
}

impl<'a> Address<'a> {
    /// Reads `scheme://authority/path?query#fragment`; nothing for text of another form.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let mut letters = scheme.chars();
        if !letters.next()?.is_ascii_alphabetic()
            || !letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        {
            return None;
        }
        let (rest, fragment) = match rest.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (rest, None),
        };
        let end = rest.find(['/', '\\', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        };
        Some(Self { scheme, user, host: without_port(place), path, fragment })
    }

    /// The host in lower case; nothing for an address without one, `file:///x`.
    pub(crate) fn host(&self) -> Option<Cow<'a, str>> {
        (!self.host.is_empty()).then(|| lower(self.host))
    }

    /// The scheme in lower case.
    pub(crate) fn protocol(&self) -> Cow<'a, str> {
        lower(self.scheme)
    }
}

/// Cuts at the first colon, for a URL of git may have a path there: `git@github.com:owner/repo`.
fn without_port(place: &str) -> &str {
    let end = if place.starts_with('[') {
        place.find(']').map_or(place.len(), |end| end + 1)
    } else {
        place.find(':').unwrap_or(place.len())
    };
    place.get(..end).unwrap_or(place)
}

/// The text in lower case, borrowed where it is so already.
pub(crate) fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// The text with percent-encoding resolved, where that gives UTF-8.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

/// The credentials in an address: what stands before the `@` of its authority, unless it is
/// only the user name of a git server, `git+ssh://git@…`.
pub(crate) fn credentials(text: &str) -> Option<&str> {
    // `patch:` and the like put a protocol of their own before the address.
    let (before, _) = text.split_once("://")?;
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        .last()
        .map_or(0, |(start, _)| start);
    let address = Address::parse(text.get(start..)?)?;
    let user = address.user.filter(|user| !user.is_empty())?;
    let shell = address.protocol().ends_with("ssh");
    let name_only = !user.contains(':') && (shell || user == "git");
    (!name_only).then_some(user)
}

/// The text with the credentials of its address replaced by `***`, and so every value of its query:
/// registries and stores of files take tokens and signatures there.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    let ranges = query_values(text);
    if ranges.is_empty() {
        return without_user(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut copied = 0;
    for range in ranges {
        shown.push_str(text.get(copied..range.start).unwrap_or_default());
        shown.push_str("***");
        copied = range.end;
    }
    shown.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(without_user(&shown).into_owned())
}

/// Where the values of the queries of addresses stand that are not empty, in order.
fn query_values(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((start, end)) = query(text, from) {
        let mut at = start;
        for part in text.get(start..end).unwrap_or_default().split('&') {
            let value = at + part.find('=').map_or(0, |sign| sign + 1);
            at += part.len();
            if value < at && !matches!(text.get(value..at), Some("***" | "")) {
                found.push(value..at);
            }
            at += 1;
        }
        from = end;
    }
    found
}

/// The next query of an address, from here on: what stands behind `?`, up to a `#`, a blank or a
/// quote.
fn query(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let address = from + rest.find("://")? + "://".len();
    let part = |start: usize, ends: fn(char) -> bool| {
        let rest = text.get(start..).unwrap_or_default();
        start + rest.find(ends).unwrap_or(rest.len())
    };
    let closes = |c: char| c.is_whitespace() || matches!(c, '#' | '"' | '\'' | '<' | '>' | '`');
    let path = part(address, |c| c == '?' || c.is_whitespace() || matches!(c, '#' | '"' | '\''));
    if !text.get(path..).is_some_and(|rest| rest.starts_with('?')) {
        return Some((path, path));
    }
    Some((path + 1, part(path + 1, closes)))
}

fn without_user(text: &str) -> Cow<'_, str> {
    let parts = credentials(text).zip(text.split_once("://"));
    match parts.and_then(|(user, (scheme, rest))| Some((scheme, rest.strip_prefix(user)?))) {
        Some((scheme, rest)) => Cow::Owned(format!("{scheme}://***{rest}")),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, Option<String>, String, Option<String>) {
        let address = Address::parse(text).unwrap();
        (
            address.protocol().into_owned(),
            address.host().map(Cow::into_owned),
            address.path.to_owned(),
            address.fragment.map(str::to_owned),
        )
    }

    #[test]
    fn an_address_has_protocol_host_path_and_fragment() {
        let cases = [
            (
                "https://registry.npm.example/a/-/a-1.0.0.tgz?x=1#y",
                ("https", Some("registry.npm.example"), "/a/-/a-1.0.0.tgz", Some("y")),
            ),
            (
                "git+ssh://git@GitHub.com/o/r.git#abc",
                ("git+ssh", Some("github.com"), "/o/r.git", Some("abc")),
            ),
            ("HTTP://localhost:4873", ("http", Some("localhost"), "", None)),
            ("https://[::1]:80/x", ("https", Some("[::1]"), "/x", None)),
            ("file:///tmp/x.tgz", ("file", None, "/tmp/x.tgz", None)),
        ];
        for (text, (protocol, host, path, fragment)) in cases {
            let expected = (
                protocol.to_owned(),
                host.map(str::to_owned),
                path.to_owned(),
                fragment.map(str::to_owned),
            );
            assert_eq!(parts(text), expected, "{text}");
        }
    }

    #[test]
    fn the_host_cannot_be_hidden_behind_user_or_backslash() {
        for text in [
            "https://registry.npm.example@evil.example/x",
            "https://registry.npm.example:80@a@evil.example/x",
            "https://evil.example\\@registry.npm.example/x",
        ] {
            assert_eq!(parts(text).1.as_deref(), Some("evil.example"), "{text}");
        }
    }

    #[test]
    fn text_that_is_no_address_is_refused() {
        for text in ["^1.2.3", "git@github.com:o/r.git", "1a://x", "://x", "file:x", ""] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    #[test]
    fn credentials_are_masked_and_names_of_git_users_are_not() {
        let cases = [
            ("https://me:hunter2@npm.example/x", "https://***@npm.example/x"),
            ("git+https://tok3n@github.com/o/r", "git+https://***@github.com/o/r"),
            ("ssh://git:pw@host/o", "ssh://***@host/o"),
            ("patch:x@https://a:b@h/x.tgz#p", "patch:x@https://***@h/x.tgz#p"),
            ("patch:a@https://a@h/x.tgz", "patch:a@https://***@h/x.tgz"),
            ("é https://a:b@h/", "é https://***@h/"),
            ("éhttps://a:b@h/", "éhttps://***@h/"),
            ("git+ssh://git@github.com/o/r.git", "git+ssh://git@github.com/o/r.git"),
            ("git+https://git@github.com/o/r.git", "git+https://git@github.com/o/r.git"),
            ("https://npm.example/@acme/x", "https://npm.example/@acme/x"),
            ("^1.0.0", "^1.0.0"),
            ("https://h/?token=s3cret&a=&b#x?y=1", "https://h/?token=***&a=&***#x?y=1"),
            ("https://a:b@h/x?sig=é&x=1", "https://***@h/x?sig=***&x=***"),
            ("https://h/a b?c=d", "https://h/a b?c=d"),
            ("https://h/?a=***", "https://h/?a=***"),
            ("https://h/?a=b https://i/?c=d", "https://h/?a=*** https://i/?c=***"),
        ];
        for (text, shown) in cases {
            assert_eq!(masked(text), shown, "{text}");
        }
    }
}
