//! Makefiles: targets, what they ask for first, and the lines that make them, with the variables that
//! stand in the file.
//!
//! <https://www.gnu.org/software/make/manual/make.html>. Conditions are not decided: the lines of every
//! branch count.

use std::collections::BTreeMap;

/// The most targets and lines that are read of one file.
const MOST: usize = 10_000;

/// How often variables within variables are put in, and the longest text that they make.
const DEEP: usize = 8;
const LONGEST: usize = 8_192;

/// What stands in shell text for what only make can tell.
const UNTOLD: &str = "${_}";

/// A makefile.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Makefile {
    targets: BTreeMap<String, Target>,
    /// The target that is made where none is named.
    first: Option<String>,
    /// It takes in others, which are not read.
    pub(super) includes: bool,
}

/// How one target is made.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The line of its rule, from 1.
    pub(super) line: usize,
    /// The targets that are made before.
    pub(super) needs: Vec<String>,
    /// Its commands, each with its line.
    pub(super) recipe: Vec<(usize, String)>,
}

impl Makefile {
    /// A target by its name, or the one that is made where none is named.
    pub(super) fn target(&self, name: Option<&str>) -> Option<(&str, &Target)> {
        let name = name.or(self.first.as_deref())?;
        self.targets.get_key_value(name).map(|(name, target)| (name.as_str(), target))
    }

    /// Reads a file; variables that are set for one call stand before those of the file.
    pub(super) fn read(text: &str, given: &BTreeMap<String, String>) -> Self {
        let mut file = Self::default();
        let mut variables = given.clone();
        let mut current: Vec<String> = Vec::new();
        let mut raw: Vec<(Vec<String>, usize, String)> = Vec::new();
        let mut defining = false;
        for (number, line) in joined(text).into_iter().take(MOST) {
            let word = line.split_whitespace().next().unwrap_or_default();
            if defining || word == "define" {
                defining = word != "endef";
                continue;
            }
            if let Some(command) = line.strip_prefix('\t') {
                raw.push((current.clone(), number, command.to_owned()));
                continue;
            }
            let line = line.split(" #").next().unwrap_or_default().trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if matches!(word, "include" | "-include" | "sinclude") {
                file.includes = true;
            } else if matches!(word, "ifeq" | "ifneq" | "ifdef" | "ifndef" | "else" | "endif") {
                // Either branch may hold.
            } else if let Some((name, value)) = assignment(line) {
                if !given.contains_key(name) {
                    let known = line.contains("?=").then(|| variables.get(name).cloned()).flatten();
                    variables.insert(name.to_owned(), known.unwrap_or_else(|| value.to_owned()));
                }
            } else if let Some((names, needs)) = line.split_once(':') {
                let (needs, command) = needs.split_once(';').unwrap_or((needs, ""));
                let names = expanded(names, &variables);
                let needs = expanded(needs.trim_start_matches(':'), &variables);
                current = names.split_whitespace().map(str::to_owned).collect();
                for name in &current {
                    if file.first.is_none() && !name.starts_with('.') && !name.contains('%') {
                        file.first = Some(name.clone());
                    }
                    let target = file.targets.entry(name.clone()).or_default();
                    if target.line == 0 {
                        target.line = number;
                    }
                    let needs = needs.split_whitespace().filter(|need| *need != "|");
                    target.needs.extend(needs.map(str::to_owned));
                }
                if !command.trim().is_empty() {
                    raw.push((current.clone(), number, command.to_owned()));
                }
            }
        }
        for (names, number, command) in raw {
            let command = command.trim_start_matches(['@', '-', '+', ' ']);
            let command = expanded(command, &variables);
            for name in names {
                if let Some(target) = file.targets.get_mut(&name) {
                    target.recipe.push((number, command.clone()));
                }
            }
        }
        file
    }
}

/// The lines with their numbers, those that go on in the next as one.
fn joined(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (line, number) in text.lines().zip(1..) {
        let (line, goes_on) = match line.strip_suffix('\\') {
            Some(line) => (line, true),
            None => (line, false),
        };
        match lines.last_mut().filter(|_| open) {
            Some((_, before)) => {
                before.push(' ');
                before.push_str(line.trim_start());
            }
            None => lines.push((number, line.to_owned())),
        }
        open = goes_on;
    }
    lines
}

/// `NAME = value`, in any of its forms.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim_end_matches([':', '?', '+', '!']).trim();
    let name =
        name.strip_prefix("export ").or_else(|| name.strip_prefix("override ")).unwrap_or(name);
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
    (!name.is_empty() && name.chars().all(plain)).then(|| (name, value.trim()))
}

/// A text with the variables put in; what make works out itself is not told.
fn expanded(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut text = text.to_owned();
    for _ in 0..DEEP {
        let next = once(&text, variables);
        if next == text || next.len() > LONGEST {
            break;
        }
        text = next;
    }
    text.replace("$$", "$")
}

fn once(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut made = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        made.push_str(before);
        let mut letters = behind.chars();
        let (value, behind) = match letters.next() {
            Some('$') => (Some("$$".to_owned()), letters.as_str()),
            Some(open @ ('(' | '{')) => {
                let close = if open == '(' { ')' } else { '}' };
                match letters.as_str().split_once(close) {
                    Some(("_", behind)) => (Some(UNTOLD.to_owned()), behind),
                    Some(("MAKE", behind)) => (Some("make".to_owned()), behind),
                    Some((name, behind)) => (variables.get(name.trim()).cloned(), behind),
                    None => (None, ""),
                }
            }
            Some(_) => (None, letters.as_str()),
            None => (None, ""),
        };
        made.push_str(value.as_deref().unwrap_or(UNTOLD));
        rest = behind;
    }
    made.push_str(rest);
    made
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn recipe(text: &str, name: Option<&str>) -> Vec<(usize, String)> {
        Makefile::read(text, &BTreeMap::new()).target(name).unwrap().1.recipe.clone()
    }

    #[test]
    fn targets_have_needs_and_lines() {
        let text = "YARN := yarn\nNODE = $(YARN) node\n.PHONY: a\n\nbuild: clean | out\n\t@$(NODE) b.js \\\n\t  --all\n\
            # why\npublish: build\n\t-npm publish --tag $(TAG) $$X $@\n\nclean:; rm -rf out\n";
        let file = Makefile::read(text, &BTreeMap::new());
        let (name, build) = file.target(None).unwrap();
        assert_eq!((name, build.line), ("build", 5));
        assert_eq!(build.needs, ["clean", "out"]);
        assert_eq!(build.recipe, [(6, "yarn node b.js  --all".to_owned())]);
        assert_eq!(
            recipe(text, Some("publish")),
            [(10, "npm publish --tag ${_} $X ${_}".to_owned())]
        );
        assert_eq!(recipe(text, Some("clean")), [(12, " rm -rf out".trim().to_owned())]);
        assert_eq!(file.target(Some("absent")), None);
    }

    #[test]
    fn variables_of_the_call_stand_first() {
        let given = BTreeMap::from([("NPM".to_owned(), "pnpm".to_owned())]);
        let file = Makefile::read("NPM ?= npm\nall:\n\t$(NPM) publish\n", &given);
        assert_eq!(file.target(None).unwrap().1.recipe, [(3, "pnpm publish".to_owned())]);
    }

    #[test]
    fn variables_without_end_are_left() {
        let text = "A = $(A)$(A)x\nall:\n\techo $(A)\n";
        assert!(recipe(text, None)[..].iter().all(|(_, line)| line.len() <= 2 * LONGEST));
    }
}
