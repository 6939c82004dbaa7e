//! `${{ … }}` in text values: finding them, and marking them in characters of the value.

use super::contexts::Contexts;
use crate::collect::ci::members::{members, scalars};
use crate::collect::shell::closing_braces;
use crate::facts::Expression;
use crate::source::anchor::Place;
use crate::source::node::Node;

const OPEN: &str = "${{";
const CLOSE: &str = "}}";

/// Whether a text holds an expression.
pub(crate) fn holds_expression(text: &str) -> bool {
    text.contains(OPEN)
}

/// The expressions of every text below a mapping, by place. A member named in `without` is
/// passed over, and the value of `if` is an expression with or without braces.
pub(super) fn of_members(node: &Node, place: &Place, without: &[&str]) -> Vec<Expression> {
    let mut found = Vec::new();
    for entry in members(node) {
        let key = entry.key.as_str();
        if without.contains(&key) {
            continue;
        }
        scalars(&entry.value, &place.key(key), key, &mut |place, within, text| {
            if within == "if" {
                found.extend(of_condition(text, place));
            } else {
                of_text(text, place, within, &mut found);
            }
        });
    }
    found
}

/// The expressions of an `if`: its whole value, unless it has braces.
fn of_condition(text: &str, place: &Place) -> Vec<Expression> {
    let mut found = Vec::new();
    if holds_expression(text) {
        of_text(text, place, "if", &mut found);
    } else {
        found.push(expression(text, place.at(), "if"));
    }
    found
}

/// The expressions of one text value.
pub(super) fn of_text(text: &str, place: &Place, within: &str, found: &mut Vec<Expression>) {
    // One letter is looked for faster than three, and most texts have none.
    if !text.contains('$') {
        return;
    }
    let mut rest = text;
    let mut position = 0;
    // Braces are looked for outside of strings until one expression turns out to have none:
    // GitHub refuses such a value, and looking again for each would take quadratic time.
    let mut strings = true;
    while let Some((before, behind)) = rest.split_once(OPEN) {
        let start = position + before.chars().count();
        let mut end = if strings { close(behind) } else { None };
        if end.is_none() {
            strings = false;
            end = behind.split_once(CLOSE);
        }
        let (inner, after) = end.unwrap_or((behind, ""));
        let closed = if end.is_some() { CLOSE.len() } else { 0 };
        position = start + OPEN.len() + inner.chars().count() + closed;
        let mut next = expression(inner, place.chars(start..position).into_at(), within);
        next.malformed |= end.is_none();
        found.push(next);
        rest = after;
    }
}

/// The text between the braces of a value that is one expression and nothing else.
pub(super) fn only_one(text: &str) -> Option<&str> {
    let behind = text.strip_prefix(OPEN)?;
    let (inner, rest) = close(behind)?;
    rest.is_empty().then_some(inner)
}

/// What stands around and between the expressions of a value.
pub(super) fn outside(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some((before, behind)) = text.split_once(OPEN) else { return rest.take() };
        rest = close(behind).map(|(_, after)| after);
        Some(before)
    })
}

/// Splits at the first closing braces that stand outside of a string.
fn close(text: &str) -> Option<(&str, &str)> {
    let (inner, behind) = text.split_at_checked(closing_braces(text)?)?;
    Some((inner, behind.strip_prefix(CLOSE)?))
}

fn expression(text: &str, at: String, within: &str) -> Expression {
    let text = text.trim();
    let Contexts { contexts, functions, malformed, tested } = Contexts::read(text);
    Expression {
        at,
        within: within.to_owned(),
        text: text.to_owned(),
        contexts: contexts.list,
        tested,
        functions: functions.list,
        malformed,
        sources: Vec::new(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::source::anchor::Anchor;

    /// Each expression as the marked text, the text between the braces, and whether it parses.
    fn found(text: &str) -> Vec<(String, String, bool)> {
        let mut found = Vec::new();
        of_text(text, &Place::file("a.yml").key("run"), "run", &mut found);
        found
            .into_iter()
            .map(|next| {
                let chars = Anchor::parse(&next.at).unwrap().chars.unwrap();
                let marked = text.chars().skip(chars.start).take(chars.len()).collect();
                (marked, next.text, next.malformed)
            })
            .collect()
    }

    fn row(marked: &str, text: &str, malformed: bool) -> (String, String, bool) {
        (marked.into(), text.into(), malformed)
    }

    #[test]
    fn expressions_are_marked_in_characters() {
        assert_eq!(
            found("écho \"${{ github.ref }}\"\n日本${{a.b}}${{ c }} }}"),
            [
                row("${{ github.ref }}", "github.ref", false),
                row("${{a.b}}", "a.b", false),
                row("${{ c }}", "c", false),
            ]
        );
    }

    #[test]
    fn braces_within_a_string_do_not_close() {
        assert_eq!(
            found("${{ format('{{}}{0}', github.ref) }} ${{ 'it''s }}' }}"),
            [
                row("${{ format('{{}}{0}', github.ref) }}", "format('{{}}{0}', github.ref)", false),
                row("${{ 'it''s }}' }}", "'it''s }}'", false),
            ]
        );
    }

    #[test]
    fn what_does_not_close_is_malformed() {
        assert_eq!(found("a ${{ secrets.X"), [row("${{ secrets.X", "secrets.X", true)]);
        assert_eq!(
            found("${{ it's }} ${{ b }}"),
            [row("${{ it's }}", "it's", true), row("${{ b }}", "b", false)]
        );
        assert_eq!(found("${{ }}"), [row("${{ }}", "", true)]);
        assert_eq!(found("$ {{ a }} ${ { b }}"), []);
    }

    #[test]
    fn many_strings_that_never_close_take_linear_time() {
        let text = "${{ '}} ' ".repeat(100_000);
        let mut found = Vec::new();
        of_text(&text, &Place::file("a.yml"), "run", &mut found);
        assert_eq!(found.len(), 100_000);
        assert_eq!(found.last().unwrap().at, "a.yml;char=999990,999997");
    }

    #[test]
    fn an_if_is_an_expression_without_braces() {
        let place = Place::file("a.yml").key("if");
        let bare = of_condition("github.actor == 'x' ", &place);
        assert_eq!(bare.first().unwrap().at, "a.yml#/if");
        assert_eq!(bare.first().unwrap().contexts, ["github.actor"]);
        let braced = of_condition("${{ always() }} ", &place);
        assert_eq!(braced.first().unwrap().at, "a.yml#/if;char=0,15");
    }
}
