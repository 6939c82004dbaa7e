//! Commands of which only a run can tell what they are: `$CMD`, `npm $ACTION`, `eval "$CMD"`.
//!
//! They are a doubt where what is written of them speaks of publishing, and in a step that holds what
//! it takes to publish.

use std::collections::BTreeSet;

use super::Obstacle;
use super::mentions;
use crate::collect::ci::activity::Told;
use crate::collect::deeds::is_dynamic;
use crate::facts::{Command, DeedKind};

/// Package managers, and what runs a package.
const MANAGERS: &[&str] =
    &["bun", "bunx", "lerna", "npm", "npx", "pnpm", "pnpx", "yarn", "yarnpkg"];

/// Programs that run a text.
const READERS: &[&str] = &["ash", "bash", "dash", "eval", "ksh", "sh", "zsh"];

/// What stands around a command.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    /// What the script that it stands in sets to something that speaks of publishing.
    pub(super) set: &'a BTreeSet<&'a str>,
    /// The words that the script is called with.
    pub(super) words: &'a [&'a str],
    /// The variables of the step.
    pub(super) told: Option<Told<'a>>,
    /// The step holds what it takes to publish.
    pub(super) credentialed: bool,
}

/// Why it is not known whether a command publishes.
pub(super) fn doubt(command: &Command, around: Around<'_>) -> Option<Obstacle> {
    if command.program.is_none() && tells_to_publish(command) {
        let word = command.path.as_deref()?;
        let reason = format!("only a run can tell what `{word}` is, which is told to publish");
        return Some(Obstacle::unsupported(reason));
    }
    let word = open_word(command)?;
    (around.credentialed || speaks(word, around)).then(|| {
        let reason = format!("only a run can tell what `{word}` is, and it may publish");
        Obstacle::unsupported(reason)
    })
}

/// Whether what is written of a word speaks of publishing.
pub(super) fn speaks(word: &str, around: Around<'_>) -> bool {
    let mut names = identifiers(word);
    says_so(word)
        || around
            .told
            .is_some_and(|told| names.clone().any(|name| told.value(&[name]).is_some_and(says_so)))
        || ["$@", "$*", "$1"].iter().any(|all| word.contains(all))
            && around.words.iter().any(|word| says_so(word))
        || names.any(|name| around.set.contains(name))
}

/// `$NPM publish`, `$YARN npm publish`.
fn tells_to_publish(command: &Command) -> bool {
    let mut words = command.arguments.iter().map(String::as_str);
    words.find(|word| !matches!(*word, "npm" | "stage") && !word.starts_with('-'))
        == Some("publish")
        && !command.arguments.iter().any(|word| word == "--dry-run")
}

/// The word that decides what a command does, where only a run can tell it.
fn open_word(command: &Command) -> Option<&str> {
    let Some(program) = command.program.as_deref() else { return command.path.as_deref() };
    let deed = command.deed.as_ref();
    if MANAGERS.contains(&program) && deed.is_none_or(|deed| deed.kind == DeedKind::Execute) {
        // `npm stage $ACTION`, `npm "${args[@]}"`
        let mut words = command.arguments.iter().map(String::as_str);
        let word = words.find(|word| {
            !word.starts_with('-') && !matches!(*word, "dlx" | "exec" | "npm" | "stage" | "x")
        });
        // `npm {publish,}` is more words than one.
        let open = |word: &&str| is_dynamic(word) && !is_known_but_version(word);
        return word.filter(|word| open(word) || word.starts_with('{'));
    }
    if READERS.contains(&program) {
        let text = program == "eval" || command.flags.contains_key("-c");
        let word = command.arguments.last().map(String::as_str);
        // `echo "$CMD" | bash`
        let read = command.rereads.first().map(String::as_str);
        return word.filter(|word| text && is_dynamic(word)).or(read);
    }
    None
}

/// `semantic-release@$VERSION`
fn is_known_but_version(word: &str) -> bool {
    word.rsplit_once('@').is_some_and(|(name, _)| !name.is_empty() && !is_dynamic(name))
}

/// The variables that a script sets to something that speaks of publishing: `CMD="npm publish"`,
/// `args+=(publish)`.
pub(super) fn set_in(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for line in text.lines() {
        for (at, _) in line.match_indices('=').take(ASSIGNMENTS) {
            let (Some(before), Some(behind)) = (line.get(..at), line.get(at + 1..)) else {
                continue;
            };
            let before = before.strip_suffix('+').unwrap_or(before);
            let is_own = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            let start = before.rfind(|letter| !is_own(letter)).map_or(0, |at| at + 1);
            // Behind a letter of more than one byte stands no name.
            let Some(name) = before.get(start..).filter(|name| !name.is_empty()) else { continue };
            if says_so(value(behind)) {
                found.insert(name);
            }
        }
    }
    found
}

/// The value at the start of a text, without what stands behind it on its line.
fn value(text: &str) -> &str {
    let closing = match text.trim_start_matches('$').chars().next() {
        Some(quote @ ('"' | '\'')) => Some(quote),
        Some('(') => Some(')'),
        _ => None,
    };
    let end = match closing {
        Some(closing) => text.char_indices().skip(2).find(|(_, letter)| *letter == closing),
        None => text.char_indices().find(|(_, letter)| " \t;&|".contains(*letter)),
    };
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// How many assignments of a line are looked at.
const ASSIGNMENTS: usize = 16;

/// Whether only a run can tell what one of the commands is.
pub(super) fn is_among(commands: &[Command]) -> bool {
    commands.iter().any(|command| {
        let deed = command.deed.as_ref().filter(|deed| deed.kind == DeedKind::RunScript);
        open_word(command).is_some()
            || deed.and_then(|deed| deed.script.as_deref()).is_some_and(is_dynamic)
    })
}

/// Whether a text has one of the words, or names a tool that publishes.
fn says_so(text: &str) -> bool {
    let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.any(|word| ["publish", "release"].iter().any(|said| word.eq_ignore_ascii_case(said)))
        || mentions::publishing(text).is_some()
}

fn identifiers(word: &str) -> impl Iterator<Item = &str> + Clone {
    let names = word.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    names.filter(|name| {
        name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::shell;

    fn doubted(script: &str, credentialed: bool) -> bool {
        let found = shell::commands(script, &|_| String::new());
        let set = set_in(script);
        let around = Around { set: &set, words: &["publish"], told: None, credentialed };
        found.commands.iter().any(|command| doubt(command, around).is_some())
    }

    #[test]
    fn what_is_written_of_a_variable_tells() {
        for (script, doubtful) in [
            ("$NPM publish", true),
            ("\"${NPM:-npm}\" stage publish", true),
            ("$NPM publish --dry-run", false),
            ("CMD=\"npm publish\"\n$CMD", true),
            ("CMD=npm\nCMD=\"$CMD publish\"\n$CMD", true),
            ("CMD=\"npm test\"\n$CMD", false),
            ("A=docker; npm publish; $A login", false),
            ("CMD=$(echo npm publish); $CMD", true),
            ("cmd=(npm publish); \"${cmd[@]}\"", true),
            ("args=(publish --access public)\nnpm \"${args[@]}\"", true),
            ("args=(ci)\nnpm \"${args[@]}\"", false),
            ("CMD=\"npm publish\"; eval \"$CMD\"", true),
            ("CMD=\"npm publish\"; echo \"$CMD\" | bash", true),
            ("CMD=\"npm test\"; bash <<< \"$CMD\"", false),
            ("npm \"$@\"", true),
            ("npm ${{ inputs.publish-command }}", true),
            ("npm run ${{ matrix.task }}", false),
            ("npx semantic-release@$VERSION --help", false),
            ("npm install $PACKAGES", false),
        ] {
            assert_eq!(doubted(script, false), doubtful, "{script}");
        }
    }

    #[test]
    fn beside_a_credential_nothing_has_to_be_written() {
        for (script, doubtful) in [
            ("npm ${{ inputs.cmd }}", true),
            ("$COMMAND", true),
            ("bash -c \"$COMMAND\"", true),
            ("npm ci", false),
            ("npm install $PACKAGES", false),
            ("\"$DIR/build.sh\"", false),
        ] {
            assert_eq!(doubted(script, true), doubtful, "{script}");
        }
    }
}
