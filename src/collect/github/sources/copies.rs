//! What the text of a value in a shell is a copy of: expressions, and variables.
//!
//! `"v-$TITLE"` holds what `TITLE` holds. What a program makes of a text is not followed, but for those
//! that hand on what they get: of `$(git rev-parse "$BRANCH")` nobody but git knows what it is.

use std::collections::{BTreeMap, BTreeSet};

/// How many variables of one script are followed.
const MOST_NAMES: usize = 32;
/// How much of a script is looked at for assignments.
const MOST_LINES: usize = 5_000;

/// What a value is made of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// The texts of expressions.
    pub(super) expressions: Vec<String>,
    /// The names of variables, as they are written.
    pub(super) variables: Vec<String>,
    /// The value, or a part of it, comes out of something that is not followed.
    pub(super) computed: bool,
    /// That is the text of a file, or a part of it: `$(cat pr.txt)`.
    pub(super) file: bool,
}

/// The parts of a value in a script. Variables that the script itself assigns are replaced by what
/// they are made of.
pub(super) fn parts(value: &str, script: &str) -> Parts {
    let mut found = Parts::default();
    let mut assigned = None;
    let mut seen = BTreeSet::new();
    let mut ahead = vec![value];
    while let Some(text) = ahead.pop() {
        let mut names = Vec::new();
        scan(text, &mut found, &mut names);
        for name in names {
            if seen.len() >= MOST_NAMES {
                found.computed = true;
                break;
            }
            if !seen.insert(name.clone()) {
                continue;
            }
            match assigned.get_or_insert_with(|| assignments(script)).get(name.as_str()) {
                Some(values) => ahead.extend(values),
                None => found.variables.push(name),
            }
        }
    }
    found
}

/// The values that a script gives to its variables, in the words of a POSIX shell or of PowerShell.
fn assignments(script: &str) -> BTreeMap<&str, Vec<&str>> {
    let words = ["export ", "local ", "declare ", "readonly "];
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in script.lines().take(MOST_LINES) {
        let line = line.trim();
        let line = words.iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line);
        let powershell = line.strip_prefix('$');
        let (name, after) = identifier(powershell.unwrap_or(line));
        let after = if powershell.is_some() { after.trim_start() } else { after };
        let value = after.strip_prefix('=').filter(|value| !value.starts_with('='));
        if let Some(value) = value.filter(|_| !name.is_empty()) {
            found.entry(name).or_default().push(value);
        }
    }
    found
}

fn scan(text: &str, found: &mut Parts, names: &mut Vec<String>) {
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(['$', '`']) {
        let sign = rest.get(before.len()..before.len() + 1).unwrap_or_default();
        if sign == "`" {
            let (inner, after) = behind.split_once('`').unwrap_or((behind, ""));
            substituted(inner, found, names);
            rest = after;
            continue;
        }
        if let Some(expression) = behind.strip_prefix("{{") {
            let (inner, after) = expression.split_once("}}").unwrap_or((expression, ""));
            found.expressions.push(inner.trim().to_owned());
            rest = after;
        } else if let Some(arithmetic) = behind.strip_prefix("((") {
            rest = arithmetic;
        } else if let Some(inner) = behind.strip_prefix('(') {
            let (inner, after) = closed(inner);
            substituted(inner, found, names);
            rest = after;
        } else if let Some(braced) = behind.strip_prefix('{') {
            let braced = braced.trim_start_matches("env:");
            let (name, after) = identifier(braced);
            // `${#A}` is a length, `${A:+x}` and `${A+x}` are not the value.
            if !name.is_empty() && !after.starts_with(":+") && !after.starts_with('+') {
                names.push(name.to_owned());
            }
            rest = after;
        } else {
            let inner = ["env:", "Env:", "ENV:"].iter().find_map(|sign| behind.strip_prefix(sign));
            let (name, after) = identifier(inner.unwrap_or(behind));
            if !name.is_empty() {
                names.push(name.to_owned());
            }
            rest = after;
        }
    }
}

/// The output of commands: that of `echo "$A" | tr a b` holds what `A` does.
fn substituted(commands: &str, found: &mut Parts, names: &mut Vec<String>) {
    let mut stages = commands.split('|');
    let first = stages.next().unwrap_or_default().trim_start();
    let prints = ["echo ", "printf "].iter().any(|program| first.starts_with(program));
    if !prints || !stages.all(hands_on) {
        found.computed = true;
        found.file |= reads_file(commands);
        return;
    }
    // Programs within that put out the argument are not followed.
    if first.contains("$(") || first.contains('`') {
        found.computed = true;
    } else {
        scan(first, found, names);
    }
}

/// Whether commands put out what stands in a file, and check nothing of it.
fn reads_file(commands: &str) -> bool {
    let first = commands.trim_start();
    let program = first.split_whitespace().next().unwrap_or_default();
    let reads = ["awk", "cat", "cut", "head", "jq", "sed", "tail"].contains(&program);
    let checks = |stage: &str| {
        let mut words = stage.split_whitespace();
        match words.next() {
            Some("grep" | "wc" | "sha256sum" | "md5sum") => true,
            Some("tr") => words.next().is_some_and(|word| word.starts_with('-') && word != "-s"),
            _ => false,
        }
    };
    let is_here = commands.contains("<<") || commands.contains("GITHUB_EVENT_PATH");
    (reads || program.starts_with('<')) && !is_here && !commands.split('|').any(checks)
}

/// Whether a program puts out what it reads, letters changed or lines left out.
fn hands_on(stage: &str) -> bool {
    let mut words = stage.split_whitespace();
    match words.next() {
        Some("cat" | "head" | "tail" | "sort" | "uniq" | "xargs" | "tee") => true,
        // `tr -cd 'a-z0-9'` leaves only letters that are harmless.
        Some("tr") => words.next().is_some_and(|word| !word.starts_with('-') || word == "-s"),
        _ => false,
    }
}

fn identifier(text: &str) -> (&str, &str) {
    let starts = text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    let after =
        text.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    if starts { (text.strip_suffix(after).unwrap_or(text), after) } else { ("", text) }
}

/// The text up to the bracket that closes, and what stands behind it.
fn closed(text: &str) -> (&str, &str) {
    let mut depth = 1_usize;
    for (index, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let after = text.get(index + 1..).unwrap_or_default();
            return (text.get(..index).unwrap_or(text), after);
        }
    }
    (text, "")
}

/// The texts in quotes of one line.
pub(super) fn quoted(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(start) = rest.find(['"', '\'']) {
        let quote = rest.get(start..start + 1).unwrap_or_default();
        let inner = rest.get(start + 1..).unwrap_or_default();
        let Some((text, after)) = inner.split_once(quote) else { break };
        found.push(text);
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_a_copy_or_computed() {
        let script = "  export V=\"${TITLE}\"\nL=$V\n$p = \"$env:BODY\"\nif [ \"$X\" == 1 ]; then\nM=$(make it)\n";
        for (value, expressions, variables, computed) in [
            ("v-$TITLE", "", "TITLE", false),
            ("${TITLE#v} ${#A} ${B:+x} ${C:-d}", "", "TITLE C", false),
            ("$L", "", "TITLE", false),
            ("$p", "", "BODY", false),
            ("$env:BODY ${env:OTHER}", "", "BODY OTHER", false),
            ("${{ github.head_ref }} $1 $$ $?", "github.head_ref", "", false),
            ("$(echo \"$TITLE\" | tr a b | head -1)", "", "TITLE", false),
            ("$(echo \"$TITLE\" | tr -cd a-z)", "", "", true),
            ("$(git rev-parse $TITLE)-$A", "", "A", true),
            ("`date` $A", "", "A", true),
            ("$(echo $(date))", "", "", true),
            ("$M", "", "", true),
            ("$((A + 1))", "", "", false),
            ("plain", "", "", false),
        ] {
            let found = parts(value, script);
            assert!(!found.file, "{value}");
            let told = (found.expressions.join(" "), found.variables.join(" "), found.computed);
            assert_eq!(told, (expressions.to_owned(), variables.to_owned(), computed), "{value}");
        }
    }

    #[test]
    fn the_text_of_a_file_is_told() {
        let script = "N=$(cat ./pr/NR)\n";
        for (value, is_file) in [
            ("$N", true),
            ("$(<pr.txt)", true),
            ("`head -1 pr.txt`", true),
            ("$(jq -r .number pr.json)", true),
            ("$(cat pr.txt | tr -d '\\n')", false),
            ("$(cat pr.txt | grep -E '^[0-9]+$')", false),
            ("$(jq -r .a <<< \"$A\")", false),
            ("$(git log)", false),
        ] {
            let found = parts(value, script);
            assert_eq!((found.file, found.computed), (is_file, true), "{value}");
        }
    }

    #[test]
    fn assignments_in_a_circle_come_to_an_end() {
        assert_eq!(parts("$A", "A=$B\nB=$A\n"), Parts::default());
        let many: String = (0..100).map(|index| format!("V{index}=$V{}\n", index + 1)).collect();
        assert!(parts("$V0", &many).computed);
    }

    #[test]
    fn quoted_texts_of_a_line() {
        assert_eq!(quoted("echo \"a=$x\" 'b' >> c \"d"), ["a=$x", "b"]);
    }
}
