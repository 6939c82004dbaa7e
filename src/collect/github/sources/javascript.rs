//! Scripts of `actions/github-script`: what they write for later steps, and what that is a copy of.
//!
//! The payload of the event stands in `context.payload`, as `github.event` does in expressions:
//! <https://github.com/actions/github-script>. What is not a plain copy counts as computed.

use std::collections::{BTreeMap, BTreeSet};

use super::copies::Parts;
use super::written::{Language, Write, Written};

/// How many calls of one function are looked at, and how long their arguments may be.
const MOST_CALLS: usize = 64;
const LONGEST: usize = 2_000;
/// How many names within one script are followed, and how many of its lines are looked at.
const MOST_NAMES: usize = 32;
const MOST_LINES: usize = 5_000;

/// Adds what a script writes.
pub(super) fn written(script: &str, at: &str, found: &mut Written) {
    found.outputs.extend(calls(script, "setOutput(", at));
    found.variables.extend(calls(script, "exportVariable(", at));
    found.cut |= script.matches("setOutput(").nth(MOST_CALLS).is_some()
        || script.matches("exportVariable(").nth(MOST_CALLS).is_some();
    let folders = behind(script, "addPath(").map(|text| unnamed(argument(text), at));
    found.paths.extend(folders);
    for (list, file) in
        [(&mut found.outputs, "GITHUB_OUTPUT,"), (&mut found.variables, "GITHUB_ENV,")]
    {
        // `fs.appendFileSync(process.env.GITHUB_OUTPUT, `name=${value}\n`)`
        list.extend(behind(script, file).filter_map(|text| {
            let text = text.trim_start().strip_prefix(['`', '"', '\''])?;
            let (name, value) = text.split_once('=')?;
            let end = value.find(['`', '\n']).unwrap_or(value.len());
            write(name, &format!("`{}`", value.get(..end)?), at)
        }));
    }
    let returned = behind(script, "return ").map(|text| text.lines().next().unwrap_or_default());
    found
        .outputs
        .extend(returned.filter_map(|value| write("result", value.trim_end_matches(';'), at)));
}

/// The texts behind each place where a word stands.
fn behind<'a>(script: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    let places = script.match_indices(word).take(MOST_CALLS);
    places.filter_map(move |(index, _)| script.get(index + word.len()..))
}

/// `setOutput('name', value)`
fn calls(script: &str, function: &str, at: &str) -> Vec<Write> {
    let call = |text: &str| {
        let text = text.trim_start();
        let quote = text.chars().next().filter(|letter| matches!(letter, '\'' | '"' | '`'))?;
        let (name, rest) = text.get(1..)?.split_once(quote)?;
        let value = rest.trim_start().strip_prefix(',')?;
        write(name, argument(value), at)
    };
    behind(script, function).filter_map(call).collect()
}

fn unnamed(value: &str, at: &str) -> Write {
    Write {
        name: String::new(),
        at: at.to_owned(),
        value: value.trim().to_owned(),
        language: Language::JavaScript,
    }
}

fn write(name: &str, value: &str, at: &str) -> Option<Write> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    (!name.is_empty() && name.chars().all(is_name)).then(|| Write {
        name: name.to_lowercase(),
        at: at.to_owned(),
        value: value.trim().to_owned(),
        language: Language::JavaScript,
    })
}

/// The text up to the bracket that closes, or the comma behind an argument.
fn argument(text: &str) -> &str {
    let (mut depth, mut quote) = (0_usize, None);
    for (index, letter) in text.char_indices() {
        let closes = depth == 0 && matches!(letter, ')' | ',');
        match quote {
            Some(open) if open == letter => quote = None,
            Some(_) => {}
            None if closes || index > LONGEST => return text.get(..index).unwrap_or(text),
            None => match letter {
                '\'' | '"' | '`' => quote = Some(letter),
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            },
        }
    }
    text
}

/// What a value in a script is made of: names of variables, and contexts as expressions.
pub(super) fn parts(value: &str, script: &str) -> Parts {
    let mut found = Parts::default();
    let mut assigned = None;
    let mut seen = BTreeSet::new();
    let mut ahead = vec![value.to_owned()];
    while let Some(text) = ahead.pop() {
        let is_number = text.contains("Number(") || text.contains("parseInt(");
        found.file |= text.contains("readFile") && !is_number;
        for path in paths(&text, &mut found) {
            if let Some(name) = path.strip_prefix("process.env.") {
                found.variables.push(name.split('.').next().unwrap_or(name).to_owned());
                continue;
            }
            if let Some(rest) = path.strip_prefix("context.payload.") {
                found.expressions.push(format!("github.event.{rest}"));
                continue;
            }
            let (name, rest) = path.split_once('.').unwrap_or((&path, ""));
            if WORDS.contains(&name) || !seen.insert(path.clone()) {
                continue;
            }
            let assigned = assigned.get_or_insert_with(|| assignments(script));
            match assigned.get(name).filter(|_| seen.len() <= MOST_NAMES) {
                Some(text) if rest.is_empty() => ahead.push((*text).to_owned()),
                Some(text) => ahead.push(format!("{text}.{rest}")),
                None => found.computed = true,
            }
        }
    }
    found
}

/// Words that are no names of values.
const WORDS: &[&str] =
    &["JSON", "Number", "String", "await", "false", "new", "null", "true", "undefined"];

/// What a script gives to its names: `const title = …`.
fn assignments(script: &str) -> BTreeMap<&str, &str> {
    let mut found = BTreeMap::new();
    for line in script.lines().take(MOST_LINES) {
        let line = line.trim();
        let words = ["const ", "let ", "var "];
        let Some(line) = words.iter().find_map(|word| line.strip_prefix(word)) else { continue };
        if let Some((name, value)) = line.split_once('=') {
            found.entry(name.trim()).or_insert(value.trim().trim_end_matches(';'));
        }
    }
    found
}

/// The dotted paths of a value, strings left out. What is compared, or given to a function that makes
/// something else of it, is not among them.
fn paths(text: &str, found: &mut Parts) -> Vec<String> {
    let mut paths = Vec::new();
    if text.len() > LONGEST {
        found.computed = true;
        return paths;
    }
    let mut rest = text;
    let mut in_template = false;
    while let Some(first) = rest.chars().next() {
        let tail = rest.get(first.len_utf8()..).unwrap_or_default();
        if let Some(expression) = rest.strip_prefix("${{") {
            let (inner, after) = expression.split_once("}}").unwrap_or((expression, ""));
            found.expressions.push(inner.trim().to_owned());
            rest = after;
        } else if in_template && first == '`' {
            (in_template, rest) = (false, tail);
        } else if in_template && let Some(inner) = rest.strip_prefix("${") {
            let (inner, after) = inner.split_once('}').unwrap_or((inner, ""));
            // A template within is not taken apart.
            if inner.contains('`') {
                found.computed = true;
            } else {
                plain(inner, found, &mut paths);
            }
            rest = after;
        } else if in_template {
            rest = tail;
        } else if first == '`' {
            (in_template, rest) = (true, tail);
        } else {
            let end = rest.find('`').unwrap_or(rest.len());
            let (before, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            match before.split_once("${{") {
                Some((before, _)) if !before.is_empty() => {
                    plain(before, found, &mut paths);
                    rest = rest.get(before.len()..).unwrap_or_default();
                }
                _ => {
                    plain(before, found, &mut paths);
                    rest = after;
                }
            }
        }
    }
    paths
}

/// The paths of a text without templates.
fn plain(text: &str, found: &mut Parts, paths: &mut Vec<String>) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let tail = rest.get(first.len_utf8()..).unwrap_or_default();
        if matches!(first, '\'' | '"') {
            // Behind an expression in quotes it is not known what is still in them.
            found.computed |= !tail.contains(first) && !tail.trim().is_empty();
            rest = tail.split_once(first).map_or("", |(_, after)| after);
        } else if first.is_ascii_alphabetic() || first == '_' {
            let (path, mut behind, mut is_text) = dotted(rest);
            let calls = behind.trim_start().starts_with('(');
            if calls && !matches!(path.as_str(), "String" | "JSON.stringify" | "JSON.parse") {
                is_text = false;
                let inner = behind.trim_start().get(1..).unwrap_or_default();
                behind = inner.get(argument(inner).len()..).unwrap_or_default();
            }
            let compared = ["==", "!=", "?", "&&"].iter().any(|sign| {
                behind.trim_start().starts_with(sign) && !behind.trim_start().starts_with("??")
            });
            if is_text && !compared {
                paths.push(path);
            } else {
                found.computed |= !is_text;
            }
            rest = behind;
        } else {
            rest = tail;
        }
    }
}

/// A path with its members, what stands behind it, and whether it is a text as it was: letters may be
/// changed and ends cut off.
fn dotted(text: &str) -> (String, &str, bool) {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
    let mut rest = text.trim_start_matches(is_part);
    let mut path = text.strip_suffix(rest).unwrap_or(text).to_owned();
    loop {
        let member = rest.strip_prefix("?.").or_else(|| rest.strip_prefix('.'));
        if let Some(member) = member {
            let after = member.trim_start_matches(is_part);
            let name = member.strip_suffix(after).unwrap_or(member);
            if let Some(arguments) = after.strip_prefix('(') {
                if path == "JSON" || path == "core" {
                    path.push('.');
                    path.push_str(name);
                    return (path, after, true);
                }
                let keeps = [
                    "slice",
                    "split",
                    "substring",
                    "toLowerCase",
                    "toString",
                    "toUpperCase",
                    "trim",
                ];
                let inner = arguments.get(argument_list(arguments).len()..).unwrap_or_default();
                let behind = inner.strip_prefix(')').unwrap_or(inner);
                if !keeps.contains(&name) {
                    return (path, behind, false);
                }
                rest = behind;
            } else if name.is_empty() || name == "length" {
                return (path, after, false);
            } else {
                path.push('.');
                path.push_str(name);
                rest = after;
            }
        } else if let Some((index, after)) =
            rest.strip_prefix('[').and_then(|index| index.split_once(']'))
        {
            match index.trim_matches(['\'', '"']) {
                name if name.len() + 2 == index.len() => {
                    path.push('.');
                    path.push_str(name);
                }
                _ => path.push_str(".*"),
            }
            rest = after;
        } else {
            return (path, rest, true);
        }
    }
}

/// The text up to the bracket that closes a list of arguments.
fn argument_list(text: &str) -> &str {
    let mut length = 0;
    while let Some(rest) = text.get(length..) {
        length += argument(rest).len();
        match text.get(length..).and_then(|rest| rest.chars().next()) {
            Some(',') => length += 1,
            _ => break,
        }
    }
    text.get(..length).unwrap_or(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn told(value: &str, script: &str) -> (String, String, bool) {
        let found = parts(value, script);
        (found.expressions.join(" "), found.variables.join(" "), found.computed)
    }

    #[test]
    fn copies_are_followed_and_what_is_made_is_not() {
        let script = "const pr = context.payload.pull_request;\nconst title = pr.title.trim();\nlet n = pr.number;\nconst made = await f(title);\nconst list = [title];";
        for (value, contexts, variables, computed) in [
            ("context.payload.issue.title", "github.event.issue.title", "", false),
            (
                "context.payload.comment?.body.split(' ')[1]",
                "github.event.comment.body.*",
                "",
                false,
            ),
            ("context.payload.commits[0].message", "github.event.commits.*.message", "", false),
            ("title", "github.event.pull_request.title", "", false),
            ("`v-${title}`", "github.event.pull_request.title", "", false),
            ("JSON.stringify(list)", "github.event.pull_request.title", "", false),
            ("process.env.TITLE || 'none'", "", "TITLE", false),
            ("'${{ github.head_ref }}'", "github.head_ref", "", false),
            ("`${{ github.head_ref }}`", "github.head_ref", "", false),
            ("n", "github.event.pull_request.number", "", false),
            ("made", "", "", true),
            ("other", "", "", true),
            ("semver.clean(title)", "", "", true),
            ("title.includes('x')", "", "", true),
            ("title === 'x'", "", "", false),
            ("'fixed'", "", "", false),
            ("true", "", "", false),
        ] {
            assert_eq!(
                told(value, script),
                (contexts.into(), variables.into(), computed),
                "{value}"
            );
        }
    }

    #[test]
    fn outputs_and_variables_are_found() {
        let script = "core.setOutput('title', context.payload.issue.title);\ncore.setOutput(\"Both\", f(a, b) + c)\ncore.setOutput(name, 1)\ncore.exportVariable('X', title)\nfs.appendFileSync(process.env.GITHUB_OUTPUT, `ref=${branch}\\n`);\nreturn title;";
        let mut found = Written::default();
        written(script, "at", &mut found);
        let row = |write: &Write| (write.name.clone(), write.value.clone());
        let rows = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
        };
        assert_eq!(
            found.outputs.iter().map(row).collect::<Vec<_>>(),
            rows(&[
                ("title", "context.payload.issue.title"),
                ("both", "f(a, b) + c"),
                ("ref", "`${branch}\\n`"),
                ("result", "title"),
            ])
        );
        assert_eq!(found.variables.iter().map(row).collect::<Vec<_>>(), rows(&[("x", "title")]));
    }

    #[test]
    fn hostile_scripts_take_linear_time() {
        for part in ["core.setOutput('a',(", "`${", "a.", "a[", "f(", "'", "${{", "const a=a\n"] {
            let script = part.repeat(20_000);
            let mut found = Written::default();
            written(&script, "at", &mut found);
            for write in &found.outputs {
                parts(&write.value, &script);
            }
            parts(script.get(..1_900).unwrap(), &script);
        }
    }
}
