//! Flags, operands and subcommands among the arguments of a command.

use std::collections::BTreeMap;

use crate::collect::deeds::arity;

/// One argument, or a flag together with the argument that is its value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A flag with its dashes; the value is absent for a switch.
    Flag(&'a str, Option<&'a str>),
    /// An operand and its position among the arguments.
    Operand(usize, &'a str),
}

/// Arguments taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Classified {
    /// The first operand, or two where the tool has two levels.
    pub(crate) subcommand: Option<String>,
    /// Flags with their values, `true` for a switch. Of several the last one stands.
    pub(crate) flags: BTreeMap<String, String>,
    /// The operands behind the subcommand.
    pub(crate) operands: Vec<String>,
}

/// Takes the arguments of a program apart; without knowing the program, a flag has a value only
/// behind `=`.
pub(crate) fn classify(program: Option<&str>, arguments: &[String]) -> Classified {
    let program = program.unwrap_or_default();
    let mut found = Classified::default();
    for token in tokens(program, arguments) {
        match token {
            Token::Flag(name, value) => {
                found.flags.insert(name.to_owned(), value.unwrap_or("true").to_owned());
            }
            Token::Operand(_, text) => found.operands.push(text.to_owned()),
        }
    }
    if arity::has_subcommands(program) && !found.operands.is_empty() {
        let mut words = found.operands.drain(..1).collect::<Vec<_>>();
        let first = words.first().map(String::as_str).unwrap_or_default();
        if arity::has_two_levels(program, first) && !found.operands.is_empty() {
            words.extend(found.operands.drain(..1));
        }
        found.subcommand = Some(words.join(" "));
    }
    found
}

/// The arguments of a program, one after the other. Behind `--` everything is an operand.
pub(crate) fn tokens<'a>(
    program: &'a str,
    arguments: &'a [String],
) -> impl Iterator<Item = Token<'a>> {
    let mut rest = arguments.iter().map(String::as_str).enumerate().peekable();
    let mut flags_ended = false;
    std::iter::from_fn(move || {
        let (mut at, mut text) = rest.next()?;
        if !flags_ended && text == "--" {
            flags_ended = true;
            (at, text) = rest.next()?;
        }
        if flags_ended || text == "-" || !text.starts_with('-') {
            return Some(Token::Operand(at, text));
        }
        if let Some((name, value)) = text.split_once('=') {
            return Some(Token::Flag(name, Some(value)));
        }
        let takes_next = match rest.peek() {
            Some((_, next)) if arity::takes_value(program, text) => *next != "--",
            Some((_, next)) => arity::takes_truth(program) && matches!(*next, "true" | "false"),
            None => false,
        };
        let value = if takes_next { rest.next().map(|(_, value)| value) } else { None };
        Some(Token::Flag(text, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(line: &str) -> Classified {
        let mut words = line.split(' ').map(str::to_owned);
        let program = words.next();
        classify(program.as_deref(), &words.collect::<Vec<_>>())
    }

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn values_follow_the_flags_that_take_one() {
        let found = split("npm --prefix sub publish ./dist --tag next --provenance -w a");
        assert_eq!(found.subcommand.as_deref(), Some("publish"));
        assert_eq!(found.operands, ["./dist"]);
        let flags = [("--prefix", "sub"), ("--provenance", "true"), ("--tag", "next"), ("-w", "a")];
        assert_eq!(found.flags, map(&flags));
    }

    #[test]
    fn switches_of_npm_may_be_followed_by_their_truth() {
        let found = split("npm publish --provenance false ./dist");
        assert_eq!(
            (found.flags, found.operands),
            (map(&[("--provenance", "false")]), vec!["./dist".into()])
        );
        assert_eq!(split("np --yolo false").operands, ["false"]);
    }

    #[test]
    fn tools_with_two_levels_give_both() {
        for (line, subcommand, operands) in [
            ("npm stage publish x", "stage publish", &["x"][..]),
            ("npm dist-tag --otp 1 add a@1 b", "dist-tag add", &["a@1", "b"]),
            ("nx release publish", "release publish", &[]),
            ("yarn npm publish", "npm publish", &[]),
            ("npm run build", "run", &["build"]),
            ("npm audit", "audit", &[]),
        ] {
            let found = split(line);
            assert_eq!(found.subcommand.as_deref(), Some(subcommand), "{line}");
            assert_eq!(found.operands, operands, "{line}");
        }
    }

    #[test]
    fn an_unknown_program_is_read_plainly() {
        let found = split("tool -abc x --y=z - -- --w");
        assert_eq!(found.subcommand, None);
        assert_eq!(found.flags, map(&[("-abc", "true"), ("--y", "z")]));
        assert_eq!(found.operands, ["x", "-", "--w"]);
    }
}
