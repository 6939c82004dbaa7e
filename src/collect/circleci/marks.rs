//! `<< … >>` in text values: where it stands, and what it reads.
//!
//! Syntax: <https://circleci.com/docs/reference/configuration-reference/#using-expressions-in-your-configuration>.
//! Most `<<` of a script begin a here-document instead; CircleCI wants these written as `\<<`, and
//! takes others for what they are as long as nothing that it knows stands behind them.

use std::ops::Range;

/// What all names begin with that CircleCI fills in.
const ROOTS: [&str; 4] = ["parameters", "pipeline", "matrix", "orb"];

/// The longest text between the signs that is looked at, in bytes.
const LONGEST: usize = 1024;

/// One `<< … >>`, or a `\<<` that stands for `<<`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mark<'t> {
    /// Its bytes in the text.
    pub(super) bytes: Range<usize>,
    pub(super) kind: Kind<'t>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// The text between the signs.
    Expression(&'t str),
    /// `\<<`
    Escape,
}

/// The marks of a text, in order. The work is linear: each end is looked for once, and what stands
/// before it is short or nothing.
pub(super) fn marks(text: &str) -> Vec<Mark<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut end = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("<<")).map(|at| from + at) {
        if text.get(from..start).is_some_and(|before| before.ends_with('\\')) {
            found.push(Mark { bytes: start - 1..start + 2, kind: Kind::Escape });
            from = start + 2;
            continue;
        }
        if end < start + 2 {
            let behind = text.get(start + 2..).and_then(|rest| rest.find(">>"));
            end = behind.map_or(usize::MAX, |at| start + 2 + at);
        }
        match text.get(start + 2..end).filter(|inner| is_expression(inner)) {
            Some(inner) => {
                found.push(Mark { bytes: start..end + 2, kind: Kind::Expression(inner) });
                from = end + 2;
            }
            // Of `<<<` the second sign may begin one.
            None => from = start + 1,
        }
    }
    found
}

/// Whether a text holds something that CircleCI fills in.
pub(super) fn holds_expression(text: &str) -> bool {
    text.contains("<<") && marks(text).iter().any(|mark| matches!(mark.kind, Kind::Expression(_)))
}

/// Whether the text between two signs is an expression.
fn is_expression(inner: &str) -> bool {
    // `<<#parameters.x>>` and its like are the older way to leave something out.
    let body = inner.trim_start_matches(['#', '^', '/']);
    inner.len() <= LONGEST
        && !inner.starts_with('<')
        && !inner.contains('\n')
        && names(body).next().is_some()
}

/// The names in the text of an expression that are read, strings left out: `pipeline.git.branch`.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    words(text).filter(|word| {
        let root = word.split_once('.');
        root.is_some_and(|(root, rest)| ROOTS.contains(&root) && !rest.is_empty())
    })
}

/// The one name that an expression consists of.
pub(super) fn name(inner: &str) -> Option<&str> {
    let inner = inner.trim();
    (inner.chars().all(is_part) && names(inner).next() == Some(inner)).then_some(inner)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        while let Some(first) = rest.chars().next() {
            if matches!(first, '"' | '\'') {
                let inner = rest.strip_prefix(first)?;
                rest = inner.split_once(first).map_or("", |(_, behind)| behind);
            } else if is_part(first) {
                let behind = rest.trim_start_matches(is_part);
                let word = rest.strip_suffix(behind)?;
                rest = behind;
                return Some(word);
            } else {
                rest = rest.strip_prefix(first)?;
            }
        }
        None
    })
}

fn is_part(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn inner(text: &str) -> Vec<&str> {
        let found = marks(text).into_iter().map(|mark| match mark.kind {
            Kind::Expression(inner) => {
                assert_eq!(&text[mark.bytes], format!("<<{inner}>>"));
                inner.trim()
            }
            Kind::Escape => "\\",
        });
        found.collect()
    }

    #[test]
    fn what_circleci_fills_in_is_found() {
        for (text, found) in [
            (
                "npm i é<< parameters.tag >>@<<pipeline.number>>",
                &["parameters.tag", "pipeline.number"][..],
            ),
            ("<< pipeline.git.branch or \"none\" >>", &["pipeline.git.branch or \"none\""]),
            ("<< (pipeline.parameters.x == 1) and 2 >>", &["(pipeline.parameters.x == 1) and 2"]),
            ("<<#parameters.x>>-a<</parameters.x>>", &["#parameters.x", "/parameters.x"]),
            ("cat \\<<EOF >> << parameters.file >>", &["\\", "parameters.file"]),
            ("cat <<< parameters.x >>", &["parameters.x"]),
        ] {
            assert_eq!(inner(text), found, "{text}");
        }
    }

    #[test]
    fn a_here_document_is_none() {
        for text in [
            "cat <<EOF >> file\nparameters.x\nEOF",
            "cat <<'parameters.x' >> file",
            "cat << parameters.\n>>",
            "1 << 2 >> 1",
            "<< parameters.x",
            "<<",
            "é\\",
        ] {
            assert_eq!(inner(text), [""; 0], "{text}");
        }
        let many = "<< ".repeat(200_000);
        assert_eq!(marks(&many), []);
    }

    #[test]
    fn a_name_stands_alone() {
        assert_eq!(name(" parameters.a-b_c "), Some("parameters.a-b_c"));
        assert_eq!(name("parameters.a or parameters.b"), None);
        assert_eq!(name("parameters"), None);
        let read: Vec<_> = names("not pipeline.a and x == 'pipeline.b' or matrix.c").collect();
        assert_eq!(read, ["pipeline.a", "matrix.c"]);
    }
}
