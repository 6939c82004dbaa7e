//! `uses` references and image names: what they call, and what that is pinned to.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses>;
//! image names after <https://github.com/distribution/reference>.

use std::ops::Range;

use super::expressions::holds_expression;
use crate::facts::{Pin, PinKind, Uses, UsesKind};

/// Reads the text of a `uses`.
pub(super) fn read(text: &str, at: String, comment: Option<String>) -> Uses {
    let text = text.trim();
    if let Some(name) = text.strip_prefix("docker://") {
        let image = read_image(name, at, comment);
        return Uses { text: text.to_owned(), ..image };
    }
    let other = Uses { at, text: text.to_owned(), kind: UsesKind::Other, ..Uses::default() };
    if holds_expression(text) {
        return Uses { pin: pin(PinKind::None, None, comment), ..other };
    }
    if let Some(path) = local(text) {
        let pin = pin(PinKind::Local, None, comment);
        return Uses { kind: UsesKind::Local, path: Some(path), pin, ..other };
    }
    let (target, reference) = match text.split_once('@') {
        Some((target, reference)) => (target, Some(reference)),
        None => (text, None),
    };
    let pin = match reference {
        Some(reference) => pin(kind_of(reference), Some(reference), comment),
        None => pin(PinKind::None, None, comment),
    };
    let mut parts = target.splitn(3, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(owner), Some(name), path) if !owner.is_empty() && !name.is_empty() => Uses {
            kind: if path.is_some_and(is_workflow) { UsesKind::Workflow } else { UsesKind::Action },
            owner: Some(owner.to_owned()),
            name: Some(name.to_owned()),
            action: Some(format!("{owner}/{name}").to_lowercase()),
            path: path.map(|path| path.trim_end_matches('/').to_owned()).filter(|p| !p.is_empty()),
            pin,
            ..other
        },
        _ => Uses { pin, ..other },
    }
}

/// Reads the name of an image, `registry.example:5000/team/app:1.2@sha256:…`.
pub(crate) fn read_image(text: &str, at: String, comment: Option<String>) -> Uses {
    let text = text.trim();
    let name = text.strip_prefix("docker://").unwrap_or(text);
    let image = Uses { at, text: text.to_owned(), kind: UsesKind::Docker, ..Uses::default() };
    if holds_expression(name) {
        let pin = pin(PinKind::None, None, comment);
        return Uses { kind: UsesKind::Other, pin, ..image };
    }
    let (name, digest) = match name.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (name, None),
    };
    // A colon before the last slash belongs to the registry's port.
    let (name, tag) = match name.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (name, None),
    };
    let pin = match (digest, tag) {
        (Some(digest), _) if is_digest(digest) => pin(PinKind::Digest, Some(digest), comment),
        (Some(digest), _) => pin(PinKind::Name, Some(digest), comment),
        (None, Some(tag)) if is_version(tag) => pin(PinKind::Version, Some(tag), comment),
        (None, Some(tag)) => pin(PinKind::Name, Some(tag), comment),
        (None, None) => pin(PinKind::None, None, comment),
    };
    Uses { name: Some(name.to_owned()), pin, ..image }
}

/// The comment that follows a value on its line, without its sign.
///
/// What closes a flow collection or separates its items may stand between them, nothing else.
pub(crate) fn comment_behind(source: &str, span: &Range<usize>) -> Option<String> {
    let line = source.get(span.end..)?.split(['\n', '\r']).next()?;
    let rest = line.trim_start_matches([' ', '\t', '}', ']', ',']);
    let comment = rest.strip_prefix('#')?;
    let before = line.strip_suffix(rest)?;
    let comment = comment.trim();
    (before.ends_with([' ', '\t']) && !comment.is_empty()).then(|| comment.to_owned())
}

/// The path of what stands in the repository of the workflow: `$/` is GitHub's other way to say
/// `./`, which also holds in a workflow that another repository calls.
fn local(text: &str) -> Option<String> {
    let path = match text.strip_prefix("./").or_else(|| text.strip_prefix("$/")) {
        Some(path) => path.trim_end_matches('/'),
        None if text.starts_with("../") || text == "." => text,
        None => return None,
    };
    Some(if path.is_empty() { "." } else { path }.to_owned())
}

fn is_workflow(path: &str) -> bool {
    let file = path.strip_prefix(".github/workflows/").unwrap_or_default();
    file.strip_suffix(".yml")
        .or_else(|| file.strip_suffix(".yaml"))
        .is_some_and(|name| !name.is_empty())
}

fn pin(kind: PinKind, reference: Option<&str>, comment: Option<String>) -> Pin {
    Pin { kind, reference: reference.map(str::to_owned), comment }
}

/// What a reference of git is.
pub(crate) fn kind_of(reference: &str) -> PinKind {
    match reference {
        "" => PinKind::None,
        _ if is_hash(reference) => PinKind::Digest,
        _ if is_version(reference) => PinKind::Version,
        _ => PinKind::Name,
    }
}

/// A full commit hash of git, SHA-1 or SHA-256.
fn is_hash(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `algorithm:hexadecimal`, with at least 32 digits as the distribution grammar asks for.
fn is_digest(text: &str) -> bool {
    text.split_once(':').is_some_and(|(algorithm, hash)| {
        !algorithm.is_empty()
            && hash.len() >= 32
            && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// `v4`, `1.2.3`, `v1.2-beta.1`: numbers with dots, then anything behind a dash, a plus or a dot.
fn is_version(text: &str) -> bool {
    let text = text.strip_prefix('v').unwrap_or(text);
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let starts = text.starts_with(|letter: char| letter.is_ascii_digit());
    let numbers = text.strip_suffix(rest).unwrap_or_default();
    starts && (rest.is_empty() || rest.starts_with(['-', '+']) || numbers.ends_with('.'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn of(text: &str) -> Value {
        let mut value = serde_json::to_value(read(text, "x".into(), None)).unwrap();
        value.as_object_mut().unwrap().retain(|key, _| key != "at" && key != "text");
        value
    }

    const COMMIT: &str = "11bd71901bbe5b1630ceea73d27597364c9af683";

    #[test]
    fn every_form_of_uses() {
        assert_eq!(
            of(&format!("Actions/Checkout@{COMMIT}")),
            json!({"kind": "action", "owner": "Actions", "name": "Checkout",
                "action": "actions/checkout", "pin": {"kind": "digest", "ref": COMMIT}})
        );
        assert_eq!(
            of("github/codeql-action/init@v3"),
            json!({"kind": "action", "owner": "github", "name": "codeql-action", "path": "init",
                "action": "github/codeql-action", "pin": {"kind": "version", "ref": "v3"}})
        );
        assert_eq!(
            of("acme/ci/.github/workflows/release.yml@main"),
            json!({"kind": "workflow", "owner": "acme", "name": "ci",
                "path": ".github/workflows/release.yml", "action": "acme/ci",
                "pin": {"kind": "name", "ref": "main"}})
        );
        assert_eq!(
            of("$/.github/actions/setup/"),
            json!({"kind": "local", "path": ".github/actions/setup", "pin": {"kind": "local"}})
        );
        assert_eq!(of("./"), json!({"kind": "local", "path": ".", "pin": {"kind": "local"}}));
        assert_eq!(
            of("checkout@v4"),
            json!({"kind": "other", "pin": {"kind": "version", "ref": "v4"}})
        );
        assert_eq!(of("a/${{ b }}@v4"), json!({"kind": "other", "pin": {"kind": "none"}}));
        assert_eq!(of("actions/checkout")["pin"], json!({"kind": "none"}));
    }

    #[test]
    fn images_have_a_tag_a_digest_or_neither() {
        let digest = format!("sha256:{}", "ab".repeat(32));
        for (text, name, pin) in [
            ("docker://alpine:3.20", "alpine", json!({"kind": "version", "ref": "3.20"})),
            ("docker://alpine", "alpine", json!({"kind": "none"})),
            ("docker://node:lts", "node", json!({"kind": "name", "ref": "lts"})),
            (
                "docker://registry.example:5000/a/b",
                "registry.example:5000/a/b",
                json!({"kind": "none"}),
            ),
            (
                &format!("docker://registry.example:5000/a/b:22-alpine@{digest}"),
                "registry.example:5000/a/b",
                json!({"kind": "digest", "ref": digest}),
            ),
        ] {
            assert_eq!(of(text), json!({"kind": "docker", "name": name, "pin": pin}), "{text}");
        }
        assert_eq!(read_image("node:${{ matrix.v }}", "x".into(), None).kind, UsesKind::Other);
    }

    #[test]
    fn versions_are_told_from_names() {
        for text in ["v4", "4", "1.2.3", "v1.2.3-rc.1", "v1+build", "v1.x", "22-alpine"] {
            assert_eq!(kind_of(text), PinKind::Version, "{text}");
        }
        for text in ["main", "v", "vnext", "4x", "release/v1", "11bd719", "latest"] {
            assert_eq!(kind_of(text), PinKind::Name, "{text}");
        }
        assert_eq!(kind_of(&"0a".repeat(32)), PinKind::Digest);
    }

    #[test]
    fn the_comment_behind_a_value_is_found() {
        for (line, comment) in [
            ("a@b # v4.2.2\nnext", Some("v4.2.2")),
            ("a@b\t#v4.2.2\r\n", Some("v4.2.2")),
            ("a@b } # v4", Some("v4")),
            ("a@b#v4", None),
            ("a@b", None),
            ("a@b #\n# v4", None),
            ("a@b, with: {x: 1} # v4", None),
        ] {
            assert_eq!(comment_behind(line, &(0..3)).as_deref(), comment, "{line:?}");
        }
        assert_eq!(comment_behind("é", &(0..1)), None);
    }
}
