//! One line of `yarn.lock`, of either generation: its keys, its field, its quotes.
//!
//! Yarn 1 has a grammar of its own (`src/lockfile/parse.js`), later versions write a subset of
//! YAML (`stringifySyml`). What is outside of the subset is refused, so that no line reads as
//! anything but what Yarn reads.

use std::borrow::Cow;

/// The two generations of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Yarn 1.
    Classic,
    /// Yarn 2 and later.
    Berry,
}

/// Characters that a plain scalar does not start with, in what Yarn writes.
const SPECIAL: [char; 19] = [
    '-', '?', ':', ',', ']', '[', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`',
];

/// The member that a line holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    pub(crate) key: Cow<'a, str>,
    /// Absent where members of its own follow.
    pub(crate) value: Option<Cow<'a, str>>,
}

type Token<'a> = (Cow<'a, str>, &'a str);

/// The keys of an entry, `a@^1, "b@npm:c@1":`, one after another.
pub(crate) fn keys<'a>(
    line: &'a str,
    dialect: Dialect,
    found: &mut Vec<Cow<'a, str>>,
) -> Result<(), &'static str> {
    let mut rest = line;
    loop {
        let (key, behind) = key(rest, dialect)?;
        match dialect {
            Dialect::Classic => found.push(key),
            Dialect::Berry => split(key, found),
        }
        let behind = behind.trim_start();
        if let Some(behind) = behind.strip_prefix(':') {
            return end(behind, dialect);
        }
        match behind.strip_prefix(',') {
            Some(behind) if dialect == Dialect::Classic => rest = behind.trim_start(),
            _ => return Err("expected `:` behind the key"),
        }
    }
}

/// Later versions hold all descriptors of an entry in one text. Yarn splits at every comma.
pub(crate) fn split<'a>(key: Cow<'a, str>, found: &mut Vec<Cow<'a, str>>) {
    match key {
        Cow::Borrowed(key) => found.extend(key.split(',').map(|key| Cow::Borrowed(key.trim()))),
        Cow::Owned(key) => {
            found.extend(key.split(',').map(|key| Cow::Owned(key.trim().to_owned())))
        }
    }
}

/// A member of an entry.
pub(crate) fn field(line: &str, dialect: Dialect) -> Result<Field<'_>, &'static str> {
    let (key, rest) = key(line, dialect)?;
    let rest = match dialect {
        Dialect::Classic => rest.trim_start(),
        Dialect::Berry => rest,
    };
    let (colon, rest) = match rest.strip_prefix(':') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let value = rest.trim_start();
    if dialect == Dialect::Berry && !(colon && (value.is_empty() || value.len() < rest.len())) {
        return Err("expected `: ` behind the key");
    }
    if value.is_empty() || (dialect == Dialect::Classic && value.starts_with('#')) {
        let nested = Field { key, value: None };
        return if colon { Ok(nested) } else { Err("a key without a value") };
    }
    scalar(value, dialect).map(|value| Field { key, value: Some(value) })
}

/// An item of a list, `- x`; what it says is not asked for.
pub(crate) fn is_item(line: &str) -> bool {
    line.strip_prefix("- ").is_some_and(|item| scalar(item.trim_start(), Dialect::Berry).is_ok())
}

/// Text in quotes and what stands behind it.
pub(crate) fn quoted(text: &str) -> Result<Token<'_>, &'static str> {
    const OPEN: &str = "a text has no closing quote";
    let inner = text.strip_prefix('"').ok_or(OPEN)?;
    let mut escaped = false;
    let mut escapes = false;
    let end = inner.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        escapes |= escaped;
        closes
    });
    let end = end.ok_or(OPEN)?;
    let behind = inner.get(end + 1..).unwrap_or_default();
    let written = inner.get(..end).unwrap_or_default();
    if !escapes {
        return Ok((Cow::Borrowed(written), behind));
    }
    let whole = text.get(..end + 2).unwrap_or_default();
    let meant = serde_json::from_str(whole).map_err(|_| "a text has an unknown escape")?;
    Ok((Cow::Owned(meant), behind))
}

fn key(text: &str, dialect: Dialect) -> Result<Token<'_>, &'static str> {
    if text.starts_with('"') {
        return quoted(text);
    }
    let end = match dialect {
        Dialect::Classic => text.find([':', ',', ' ', '\t']).unwrap_or(text.len()),
        Dialect::Berry if text.starts_with(SPECIAL) => return Err("unexpected character"),
        Dialect::Berry => {
            let mut next = text.bytes().skip(1).map(Some).chain([None]);
            let end = text.bytes().position(|byte| {
                let blank = matches!(next.next(), Some(None | Some(b' ' | b'\t')));
                byte == b':' && blank
            });
            let end = end.ok_or("expected `:` behind the key")?;
            if text.get(..end).is_some_and(|key| key.contains(" #")) {
                return Err("unexpected character");
            }
            end
        }
    };
    let (key, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    // As Yarn 1 reads it; what else may start a key of YAML is left to YAML.
    let starts = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-');
    match dialect {
        _ if key.is_empty() => Err("expected a key"),
        Dialect::Classic if !key.starts_with(starts) => Err("unexpected character"),
        _ => Ok((Cow::Borrowed(key), rest)),
    }
}

fn scalar(text: &str, dialect: Dialect) -> Result<Cow<'_, str>, &'static str> {
    if text.starts_with('"') {
        let (value, rest) = quoted(text)?;
        return end(rest, dialect).map(|()| value);
    }
    if dialect == Dialect::Classic {
        let stop = text.find([' ', '\t']).unwrap_or(text.len());
        let (value, rest) = text.split_at_checked(stop).unwrap_or((text, ""));
        return end(rest, dialect).map(|()| Cow::Borrowed(value));
    }
    let value = text.trim_end();
    let pairs = value.bytes().zip(value.bytes().skip(1));
    let ends = |(a, b)| matches!((a, b), (b':', b' ' | b'\t') | (b' ' | b'\t', b'#'));
    let plain =
        !value.starts_with(SPECIAL) && !value.ends_with(':') && !pairs.into_iter().any(ends);
    if plain { Ok(Cow::Borrowed(value)) } else { Err("unexpected character") }
}

/// Nothing, or a comment where the dialect has them behind values.
fn end(rest: &str, dialect: Dialect) -> Result<(), &'static str> {
    let rest = rest.trim_start();
    if rest.is_empty() || (dialect == Dialect::Classic && rest.starts_with('#')) {
        Ok(())
    } else {
        Err("unexpected text behind the value")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn keys_of(line: &str, dialect: Dialect) -> Result<Vec<String>, &'static str> {
        let mut found = Vec::new();
        keys(line, dialect, &mut found)?;
        Ok(found.into_iter().map(Cow::into_owned).collect())
    }

    #[test]
    fn keys_are_taken_apart() {
        use Dialect::{Berry, Classic};
        let cases: [(&str, Dialect, &[&str]); 7] = [
            ("a@^1.0.0:", Classic, &["a@^1.0.0"]),
            (
                "\"@o/a@^1, ^2\", b@2, \"c@npm:d@1\": # é",
                Classic,
                &["@o/a@^1, ^2", "b@2", "c@npm:d@1"],
            ),
            ("a@1 ,b@2 :", Classic, &["a@1", "b@2"]),
            ("\"a\\u0062@1\":", Classic, &["ab@1"]),
            ("\"a@npm:^1, a@npm:^2\":", Berry, &["a@npm:^1", "a@npm:^2"]),
            ("\"a@npm:^1,\\u0061@npm:^2\":", Berry, &["a@npm:^1", "a@npm:^2"]),
            ("__metadata:", Berry, &["__metadata"]),
        ];
        for (line, dialect, expected) in cases {
            assert_eq!(keys_of(line, dialect).unwrap(), expected, "{line}");
        }
        let wrong = [
            ("\"a@1:", Classic, "a text has no closing quote"),
            ("\"a@1\\\":", Classic, "a text has no closing quote"),
            ("\"\\x\":", Classic, "a text has an unknown escape"),
            ("a@1", Classic, "expected `:` behind the key"),
            ("a@1, :", Classic, "expected a key"),
            ("a@1: \"1\"", Classic, "unexpected text behind the value"),
            ("<<<<<<< HEAD", Classic, "unexpected character"),
            ("'a@1':", Classic, "unexpected character"),
            ("---", Berry, "unexpected character"),
            ("a: {}", Berry, "unexpected text behind the value"),
            ("a #b:", Berry, "unexpected character"),
            ("\"a@npm:1\", b:", Berry, "expected `:` behind the key"),
        ];
        for (line, dialect, reason) in wrong {
            assert_eq!(keys_of(line, dialect), Err(reason), "{line}");
        }
    }

    #[test]
    fn fields_have_a_value_or_members() {
        use Dialect::{Berry, Classic};
        let cases = [
            ("version \"1.0.0\"", Classic, "version", Some("1.0.0")),
            ("version: 1.0.0 # é", Classic, "version", Some("1.0.0")),
            ("\"resolved\" \"x#y\"", Classic, "resolved", Some("x#y")),
            ("dependencies: # é", Classic, "dependencies", None),
            ("resolution: \"a@npm:1\"", Berry, "resolution", Some("a@npm:1")),
            ("conditions: os=linux & cpu=x64", Berry, "conditions", Some("os=linux & cpu=x64")),
            ("bin:", Berry, "bin", None),
            ("\"a:b\": c#d", Berry, "a:b", Some("c#d")),
        ];
        for (line, dialect, key, value) in cases {
            let found = field(line, dialect).unwrap();
            assert_eq!((found.key.as_ref(), found.value.as_deref()), (key, value), "{line}");
        }
        for (line, dialect, reason) in [
            ("version", Classic, "a key without a value"),
            ("version \"1\" resolved \"x\"", Classic, "unexpected text behind the value"),
            ("a, version \"1\"", Classic, "unexpected text behind the value"),
            ("a:b", Berry, "expected `:` behind the key"),
            ("a: |", Berry, "unexpected character"),
            ("a: *x", Berry, "unexpected character"),
            ("a: b: c", Berry, "unexpected character"),
            ("a: b #c", Berry, "unexpected character"),
            ("a: \"x\" y", Berry, "unexpected text behind the value"),
        ] {
            assert_eq!(field(line, dialect), Err(reason), "{line}");
        }
        assert!(is_item("- \"a: b\"") && !is_item("- [a") && !is_item("-a"));
    }
}
