//! What the script of a step hands to later steps: outputs and variables.
//!
//! The files behind `$GITHUB_OUTPUT` and `$GITHUB_ENV`, the older `::set-output`, and the functions of
//! `actions/github-script`:
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>.

use super::{copies, javascript};
use crate::facts::{Command, Step};

/// How much one step is said to write.
const MOST: usize = 256;

/// The action whose input is a script in JavaScript.
pub(super) const SCRIPTING: &str = "actions/github-script";

/// What a step writes for others.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) outputs: Vec<Write>,
    pub(super) variables: Vec<Write>,
    /// What stands before the search path.
    pub(super) paths: Vec<Write>,
    /// There is more of it.
    pub(super) cut: bool,
}

/// One value that is written under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Write {
    /// In lower case; empty where the text itself decides the name, or needs none.
    pub(super) name: String,
    /// The place of the command that writes it.
    pub(super) at: String,
    /// What it is made of, as it is written.
    pub(super) value: String,
    pub(super) language: Language,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Shell,
    JavaScript,
}

/// Whether a step may set variables for later ones: the cheap question.
pub(super) fn may_set(step: &Step) -> bool {
    let marks = ["GITHUB_ENV", "github.env", "set-env", "exportVariable"];
    let says = |text: &String| marks.iter().any(|mark| text.contains(mark));
    step.run.as_ref().is_some_and(says) || script(step).is_some_and(says)
}

/// Whether a step may set variables or the search path for later ones.
pub(super) fn may_change(step: &Step) -> bool {
    let marks = ["GITHUB_PATH", "github.path", "addPath"];
    let says = |text: &String| marks.iter().any(|mark| text.contains(mark));
    may_set(step) || step.run.as_ref().is_some_and(says) || script(step).is_some_and(says)
}

/// Whether a step sets variables by printing `::set-env` alone, which runners no longer listen to unless
/// they are told to.
pub(super) fn only_prints(step: &Step) -> bool {
    let run = step.run.as_deref().unwrap_or_default();
    run.contains("::set-env") && !run.contains("GITHUB_ENV") && !run.contains("github.env")
}

/// The script of `actions/github-script`.
pub(super) fn script(step: &Step) -> Option<&String> {
    let uses = step.uses.as_ref().filter(|uses| uses.action.as_deref() == Some(SCRIPTING));
    uses.and_then(|_| step.with.get("script"))
}

/// What a step writes, as far as its script tells.
pub(super) fn of(step: &Step) -> Written {
    let mut found = Written::default();
    if let Some(text) = script(step) {
        javascript::written(text, &format!("{}/with/script", step.at), &mut found);
    }
    let Some(run) = &step.run else { return found };
    if step.commands.is_empty() {
        let at = format!("{}/run", step.at);
        for line in run.lines() {
            of_line(line, &at, &mut found);
        }
    } else {
        of_commands(&step.commands, &mut found);
        of_documents(run, step, &mut found);
    }
    for list in [&mut found.outputs, &mut found.variables, &mut found.paths] {
        found.cut |= list.len() > MOST;
        list.truncate(MOST);
    }
    found
}

/// The lists that a file name leads to.
fn list<'a>(file: &str, found: &'a mut Written) -> Option<&'a mut Vec<Write>> {
    // `${{ github.env }}` is the same file as `$GITHUB_ENV`.
    let is = |names: [&str; 2]| names.iter().any(|name| file.contains(name));
    if is(["GITHUB_OUTPUT", "github.output"]) {
        Some(&mut found.outputs)
    } else if is(["GITHUB_ENV", "github.env"]) {
        Some(&mut found.variables)
    } else if is(["GITHUB_PATH", "github.path"]) {
        Some(&mut found.paths)
    } else {
        None
    }
}

fn write(name: &str, value: &str, at: &str) -> Option<Write> {
    let name = name.trim();
    let is_name =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    (!name.is_empty() && name.chars().all(is_name)).then(|| Write {
        name: name.to_lowercase(),
        at: at.to_owned(),
        value: value.to_owned(),
        language: Language::Shell,
    })
}

/// A line without a name, where something stands in it that a run puts in.
fn unnamed(line: &str, at: &str) -> Option<Write> {
    line.contains(['$', '`']).then(|| Write {
        name: String::new(),
        at: at.to_owned(),
        value: line.to_owned(),
        language: Language::Shell,
    })
}

fn of_commands(commands: &[Command], found: &mut Written) {
    // `NAME<<END`, what stands up to `END` being the value.
    let mut open: Option<(String, String)> = None;
    for (index, command) in commands.iter().enumerate() {
        let text = printed(command);
        if let Some((file, name, value)) = workflow_command(&text) {
            list(file, found)
                .into_iter()
                .for_each(|list| list.extend(write(name, value, &command.at)));
        }
        for file in &command.writes {
            let Some(list) = list(file, found) else { continue };
            // `echo … | tee -a "$GITHUB_OUTPUT"`: the text is that of the command before it.
            let source = match command.program.as_deref() {
                Some("tee") => index.checked_sub(1).and_then(|before| commands.get(before)),
                _ => Some(command),
            };
            let text = source.map(printed).unwrap_or_default();
            match &open {
                Some((_, end)) if text.trim() == end => open = None,
                Some((name, _)) => {
                    let value =
                        if text.is_empty() { format!("$({})", words(command)) } else { text };
                    list.extend(write(name, &value, &command.at));
                }
                None => of_lines(&text, &command.at, list, &mut open),
            }
        }
    }
}

/// The entries that a printed text makes: `NAME=value` on each of its lines, or the start of a value
/// of several lines.
fn of_lines(text: &str, at: &str, list: &mut Vec<Write>, open: &mut Option<(String, String)>) {
    for line in text.split('\n').flat_map(|line| line.split("\\n")) {
        let line = line.trim();
        match (&open, line.split_once('=')) {
            (Some((_, end)), _) if line == end => *open = None,
            (Some((name, _)), _) => list.extend(write(name, line, at)),
            (None, Some((name, value))) if !name.contains("<<") => {
                list.extend(write(name, value, at).or_else(|| unnamed(line, at)));
            }
            _ => match line.split_once("<<") {
                Some((name, end)) => *open = Some((name.to_owned(), end.trim().to_owned())),
                None => list.extend(unnamed(line, at)),
            },
        }
        if list.len() > MOST {
            return;
        }
    }
}

/// What `echo` or `printf` puts out: of `printf` the arguments stand in the place of `%s`.
fn printed(command: &Command) -> String {
    let arguments = command.arguments.iter().map(String::as_str);
    match command.program.as_deref() {
        Some("echo") => {
            let is_switch = |word: &&str| matches!(*word, "-n" | "-e" | "-ne" | "-en" | "-E");
            arguments.skip_while(is_switch).collect::<Vec<_>>().join(" ")
        }
        Some("printf") => {
            let mut rest = arguments.skip_while(|word| *word == "--");
            let Some(template) = rest.next() else { return String::new() };
            let mut parts = template.split("%s");
            let mut text = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                text.push_str(rest.next().unwrap_or_default());
                text.push_str(part);
            }
            text
        }
        _ => String::new(),
    }
}

fn words(command: &Command) -> String {
    let program = command.program.as_deref().unwrap_or_default();
    std::iter::once(program)
        .chain(command.arguments.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(" ")
}

/// `::set-output name=NAME::value` and `::set-env`, with the file that took their place.
fn workflow_command(text: &str) -> Option<(&'static str, &str, &str)> {
    let text = text.trim_start();
    let (file, rest) = match text.strip_prefix("::set-output name=") {
        Some(rest) => ("GITHUB_OUTPUT", rest),
        None => ("GITHUB_ENV", text.strip_prefix("::set-env name=")?),
    };
    let (name, value) = rest.split_once("::")?;
    Some((file, name, value))
}

/// Here-documents that go into one of the files: the commands do not hold their text.
fn of_documents(run: &str, step: &Step, found: &mut Written) {
    if !run.contains("<<") {
        return;
    }
    let at = format!("{}/run", step.at);
    let mut lines = run.lines();
    while let Some(line) = lines.next() {
        let Some((_, behind)) =
            line.split_once("<<").filter(|(before, _)| !before.contains("echo"))
        else {
            continue;
        };
        let Some(list) = list(line, found) else { continue };
        let word = behind.trim_start_matches('-').trim_start();
        let word = word.split([' ', '>', '|', ';']).next().unwrap_or_default();
        let end = word.trim_matches(['\'', '"']);
        let mut open = None;
        let is_quoted = end.len() < word.len() || word.starts_with('\\');
        let end = end.trim_start_matches('\\');
        for text in lines.by_ref().take_while(|text| text.trim() != end) {
            if is_quoted {
                of_lines(&unexpanded(text), &at, list, &mut open);
            } else {
                of_lines(text, &at, list, &mut open);
            }
        }
    }
}

/// A line in which the shell puts in nothing: the expressions alone are left.
fn unexpanded(line: &str) -> String {
    let parts: Vec<_> = line.split("${{").map(|part| part.replace(['$', '`'], "")).collect();
    parts.join("${{")
}

/// A line of a script whose grammar is not read: what it quotes, or prints.
fn of_line(line: &str, at: &str, found: &mut Written) {
    let texts = copies::quoted(line);
    for text in &texts {
        if let Some((file, name, value)) = workflow_command(text) {
            list(file, found).into_iter().for_each(|list| list.extend(write(name, value, at)));
        }
    }
    let Some(list) = list(line, found) else { return };
    let bare = || line.trim().strip_prefix("echo ").and_then(|rest| rest.split(">>").next());
    let mut open = None;
    for text in texts.iter().copied().chain(bare()) {
        of_lines(text.trim().trim_matches(['"', '\'']), at, list, &mut open);
    }
}
