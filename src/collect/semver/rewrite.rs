//! Ranges rewritten part by part, `^1.2.3` as `>=1.2.3 <2.0.0-0`, until nothing but comparators is
//! left: `parseRange` of npm's `semver` and what it calls.

use super::plain;
use super::range::operator;

/// One alternative of a range as comparators, with a blank between them. What is none stays.
pub(super) fn comparators(text: &str) -> String {
    let text = hyphen(&without_builds(text));
    let text = joined(&text);
    let text = trimmed(&trimmed(&text, &["~>", "~"], "~"), &["^"], "^");
    let parts: Vec<String> =
        text.split(' ').map(|part| without_star(&wild(&tilde(&caret(part))))).collect();
    let mut text = parts.join(" ");
    while text.contains("  ") {
        text = text.replace("  ", " ");
    }
    text
}

/// The text without what stands behind each `+`.
fn without_builds(text: &str) -> String {
    let mut parts = text.split('+');
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let identifier = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let mut rest = part;
        let mut first = true;
        loop {
            let inner = if first { Some(rest) } else { rest.strip_prefix('.') };
            let Some(inner) = inner.filter(|inner| inner.starts_with(identifier)) else { break };
            rest = inner.trim_start_matches(identifier);
            first = false;
        }
        if first {
            kept.push('+');
        }
        kept.push_str(rest);
    }
    kept
}

/// `1.2 - 3.4.5` as two comparators.
fn hyphen(text: &str) -> String {
    let parts = text
        .split_once(" - ")
        .and_then(|(from, to)| Some((from, plain::range(from)?, to, plain::range(to)?)));
    let Some((from, [major, minor, patch, _], to, end)) = parts else { return text.to_owned() };
    let low = match (is_wild(major), is_wild(minor), is_wild(patch)) {
        (true, ..) => String::new(),
        (_, true, _) => format!(">={major}.0.0"),
        (_, _, true) => format!(">={major}.{minor}.0"),
        _ => format!(">={from}"),
    };
    let [major, minor, patch, before] = end;
    let high = match (is_wild(major), is_wild(minor), is_wild(patch)) {
        (true, ..) => String::new(),
        (_, true, _) => format!("<{}.0.0-0", after(major)),
        (_, _, true) => format!("<{major}.{}.0-0", after(minor)),
        _ if !before.is_empty() => format!("<={major}.{minor}.{patch}-{before}"),
        _ => format!("<={to}"),
    };
    format!("{low} {high}").trim().to_owned()
}

/// Takes the blank between an operator and its version away.
fn joined(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (blank, body) =
            rest.split_at_checked(usize::from(rest.starts_with(' '))).unwrap_or(("", rest));
        let (sign, behind) = operator(body);
        let bare = behind.strip_prefix(' ').unwrap_or(behind);
        if let Some((version, behind)) =
            plain::length(bare).and_then(|end| bare.split_at_checked(end))
        {
            shown.extend([blank, sign, version]);
            rest = behind;
            continue;
        }
        let mut characters = rest.chars();
        shown.extend(characters.next());
        rest = characters.as_str();
    }
    shown
}

/// Takes the blank behind a sign away.
fn trimmed(text: &str, signs: &[&str], shown: &str) -> String {
    signs.iter().fold(text.to_owned(), |text, sign| text.replace(&format!("{sign} "), shown))
}

/// Whether a number is left open.
fn is_wild(number: &str) -> bool {
    matches!(number, "" | "x" | "X" | "*")
}

/// The number that follows.
fn after(number: &str) -> u64 {
    number.parse::<u64>().unwrap_or(u64::MAX).saturating_add(1)
}

/// `~1.2.3` as two comparators.
fn tilde(part: &str) -> String {
    rewrite(part, &["~>", "~"], |major, minor| match minor {
        None => format!("<{}.0.0-0", after(major)),
        Some((minor, _)) => format!("<{major}.{}.0-0", after(minor)),
    })
}

/// `^1.2.3` as two comparators.
fn caret(part: &str) -> String {
    rewrite(part, &["^"], |major, minor| match minor {
        Some((minor, Some(patch))) if major == "0" && minor == "0" => {
            format!("<{major}.{minor}.{}-0", after(patch))
        }
        Some((minor, _)) if major == "0" => format!("<{major}.{}.0-0", after(minor)),
        _ => format!("<{}.0.0-0", after(major)),
    })
}

/// Rewrites a part that starts with one of the signs; `high` makes the upper bound of the major
/// number and of the others, as far as they are given.
fn rewrite(
    part: &str,
    signs: &[&str],
    high: impl Fn(&str, Option<(&str, Option<&str>)>) -> String,
) -> String {
    let range = signs.iter().find_map(|sign| plain::range(part.strip_prefix(sign)?));
    let Some([major, minor, patch, before]) = range else { return part.to_owned() };
    if is_wild(major) {
        return String::new();
    }
    if is_wild(minor) {
        return format!(">={major}.0.0 {}", high(major, None));
    }
    if is_wild(patch) {
        return format!(">={major}.{minor}.0 {}", high(major, Some((minor, None))));
    }
    let hyphen = if before.is_empty() { "" } else { "-" };
    let bound = high(major, Some((minor, Some(patch))));
    format!(">={major}.{minor}.{patch}{hyphen}{before} {bound}")
}

/// Rewrites each part in which a number is left open.
fn wild(text: &str) -> String {
    let parts: Vec<String> =
        text.split(' ').map(|part| opened(part).unwrap_or_else(|| part.to_owned())).collect();
    parts.join(" ")
}

fn opened(part: &str) -> Option<String> {
    let (sign, rest) = operator(part);
    let [major, minor, patch, _] = plain::range(rest)?;
    let (all, most) = (is_wild(major), is_wild(minor));
    if !is_wild(patch) || (all && !most) {
        return None;
    }
    Some(match (sign, all, most) {
        (">" | "<", true, _) => "<0.0.0-0".to_owned(),
        (_, true, _) => "*".to_owned(),
        ("" | "=", _, true) => format!(">={major}.0.0 <{}.0.0-0", after(major)),
        ("" | "=", ..) => format!(">={major}.{minor}.0 <{major}.{}.0-0", after(minor)),
        (">", _, true) => format!(">={}.0.0", after(major)),
        (">", ..) => format!(">={major}.{}.0", after(minor)),
        ("<=", _, true) => format!("<{}.0.0-0", after(major)),
        ("<=", ..) => format!("<{major}.{}.0-0", after(minor)),
        ("<", _, true) => format!("<{major}.0.0-0"),
        ("<", ..) => format!("<{major}.{minor}.0-0"),
        (sign, _, true) => format!("{sign}{major}.0.0"),
        (sign, ..) => format!("{sign}{major}.{minor}.0"),
    })
}

/// Takes the first star away, with its operator: it asks for nothing.
fn without_star(text: &str) -> String {
    let Some((before, behind)) = text.split_once('*') else { return text.trim().to_owned() };
    let bare = before.strip_suffix(' ').unwrap_or(before);
    let bare = bare.strip_suffix('=').unwrap_or(bare);
    let bare = bare.strip_suffix(['<', '>']).unwrap_or(bare);
    format!("{bare}{behind}").trim().to_owned()
}
