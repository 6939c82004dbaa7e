//! Functions that a script defines and never calls: nothing runs what stands in them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::walk::Read;

/// How often functions that only such functions call are looked for.
const ROUNDS: usize = 8;

/// How many places of a name are looked at.
const MOST: usize = 64;

/// A function of a script.
#[derive(Debug)]
pub(super) struct Function {
    /// The bytes of its name, and of the whole definition.
    pub(super) name: Range<usize>,
    pub(super) bytes: Range<usize>,
    /// The commands that stand in it, by position.
    pub(super) commands: Range<usize>,
}

/// What was read of a script, without the functions that nothing in it names. A name counts wherever it
/// stands, in a text or a comment; and where only a run can tell what a command is, or other
/// scripts are read in, each function may be called.
pub(super) fn without_uncalled(script: &str, functions: &[Function], read: Read) -> Read {
    if functions.is_empty() || !read.complete || read.commands.iter().any(may_call) {
        return read;
    }
    let name = |function: &Function| {
        let name = script.get(function.name.clone()).unwrap_or_default();
        words(name).next().filter(|(at, _)| *at == 0).map(|(_, word)| word)
    };
    let mut named: BTreeMap<&str, Vec<usize>> =
        functions.iter().filter_map(name).map(|name| (name, Vec::new())).collect();
    for (at, word) in words(script) {
        if let Some(places) = named.get_mut(word) {
            places.push(at);
        }
    }
    // The bytes of functions that nothing calls.
    let mut covered = vec![false; script.len()];
    let mut idle = vec![false; functions.len()];
    for _ in 0..ROUNDS {
        let mut changed = false;
        for (function, idle) in functions.iter().zip(&mut idle).filter(|(_, idle)| !**idle) {
            let places = name(function).and_then(|name| named.get(name));
            let within = |at: &usize| {
                function.bytes.contains(at) || covered.get(*at).copied().unwrap_or_default()
            };
            *idle = places.is_some_and(|places| places.iter().take(MOST + 1).all(within))
                && places.is_some_and(|places| places.len() <= MOST);
            changed |= *idle;
        }
        if !changed {
            break;
        }
        for (function, _) in functions.iter().zip(&idle).filter(|(_, idle)| **idle) {
            covered.get_mut(function.bytes.clone()).unwrap_or_default().fill(true);
        }
    }
    let idle = functions.iter().zip(&idle).filter(|(_, idle)| **idle);
    without(read, &idle.map(|(function, _)| function.commands.clone()).collect::<Vec<_>>())
}

/// Whether a command may call a function that it does not name.
fn may_call(command: &crate::facts::Command) -> bool {
    command.program.as_deref().is_none_or(|program| matches!(program, "." | "eval" | "source"))
}

/// The words of a script that may be names, or the start of one, with their bytes.
fn words(script: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_own = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut rest = script;
    std::iter::from_fn(move || {
        let start = rest.find(is_own)?;
        let from = rest.get(start..)?;
        let end = from.find(|letter| !is_own(letter)).unwrap_or(from.len());
        let word = from.get(..end)?;
        let at = script.len() - from.len();
        rest = from.get(end..)?;
        Some((at, word))
    })
}

/// Leaves commands out, and counts the others anew.
fn without(read: Read, idle: &[Range<usize>]) -> Read {
    let mut kept = vec![true; read.commands.len()];
    for range in idle {
        kept.get_mut(range.clone()).unwrap_or_default().fill(false);
    }
    let mut before = vec![0];
    let mut count = 0;
    for kept in &kept {
        count += usize::from(*kept);
        before.push(count);
    }
    let position = |at: usize| before.get(at).copied().unwrap_or(count);
    let is_kept = |at: usize| kept.get(at).copied().unwrap_or_default();
    let subshells = read.subshells.iter().filter(|(at, _)| is_kept(**at));
    let subshells = subshells.map(|(at, end)| (position(*at), position(*end))).collect();
    let mut kept = kept.iter();
    let commands = read.commands.into_iter().zip(read.spans).filter(|_| kept.next() == Some(&true));
    let (commands, spans) = commands.unzip();
    Read { commands, spans, subshells, ..read }
}

#[cfg(test)]
mod tests {
    use super::super::{commands, commands_to_source};

    fn programs(script: &str) -> Vec<String> {
        let found = commands(script, &|_| String::new()).commands;
        found.iter().map(|command| command.program.clone().unwrap_or("?".into())).collect()
    }

    #[test]
    fn what_is_defined_and_never_called_is_no_command() {
        for (script, expected) in [
            ("pub() { npm publish; }\nnpm ci", &["npm"][..]),
            ("function pub {\n npm publish\n}\nls", &["ls"]),
            ("pub() { npm publish; }\nall() { pub; }\nls", &["ls"]),
            ("pub() { pub; npm publish; }\nls", &["ls"]),
            ("a() { (cd x; npm ci); }\n(cd y; npm i)\nls", &["cd", "npm", "ls"]),
        ] {
            assert_eq!(programs(script), expected, "{script}");
        }
        let kept = commands("a() { cd x; }\n(cd y; npm i)\nls", &|_| String::new());
        assert_eq!(kept.subshells, [(0, 2)].into());
    }

    #[test]
    fn what_may_be_called_stays() {
        for script in [
            "pub() { npm publish; }\npub",
            "pub() { npm publish; }\nall() { pub; }\nall",
            "pub() { npm publish; }\ntrap pub EXIT",
            "pub() { npm publish; }\nexport -f pub\nbash -c 'pub a'",
            "pub-all() { npm publish; }\npub-all",
            "pub() { npm publish; }\n\"$1\"",
            "pub() { npm publish; }\neval \"$CMD\"",
            "pub() { npm publish; }\n. ./lib.sh",
            "eval 'pub() { npm publish; }'\npub",
            "pub() { npm publish; }\nif",
        ] {
            assert!(programs(script).contains(&"npm".to_owned()), "{script}");
        }
        let script = "pub() { npm publish; }";
        assert_eq!(commands_to_source(script, &|_| String::new()).commands.len(), 1);
        assert_eq!(commands(script, &|_| String::new()).commands.len(), 0);
    }
}
