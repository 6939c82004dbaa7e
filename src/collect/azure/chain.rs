//! Keys that are directives, `${{ if … }}` and its like, and which branches of a condition are taken.
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/process/template-expressions>.

/// What the key of a member says of the member.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Directive<'k> {
    /// `if`, with the condition.
    If(&'k str),
    /// `elseif`, with the condition.
    ElseIf(&'k str),
    /// `else`
    Else,
    /// `each name in list`
    Each(&'k str, &'k str),
    /// `insert`
    Insert,
    /// Another expression, which comes to a key.
    Key(&'k str),
}

impl<'k> Directive<'k> {
    /// What a key says; nothing for a plain one.
    pub(super) fn of(key: &'k str) -> Option<Self> {
        let text = whole(key)?;
        let end = text.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(text.len());
        let (word, rest) = text.split_at_checked(end)?;
        let rest = rest.trim();
        Some(match word.to_ascii_lowercase().as_str() {
            "if" => Self::If(rest),
            "elseif" => Self::ElseIf(rest),
            "else" if rest.is_empty() => Self::Else,
            "insert" if rest.is_empty() => Self::Insert,
            "each" => {
                let (name, list) = rest.split_once(" in ")?;
                Self::Each(name.trim(), list.trim())
            }
            _ => Self::Key(text),
        })
    }

    /// Whether it puts in what stands below it.
    pub(super) fn puts_in(&self) -> bool {
        !matches!(self, Self::Key(_))
    }

    /// The condition as it is written; nothing for one that always holds.
    fn condition(&self) -> Option<&'k str> {
        match self {
            Self::If(text) | Self::ElseIf(text) => Some(text),
            _ => None,
        }
    }
}

/// The text between the braces of what is one expression and nothing else.
pub(super) fn whole(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("${{")?.strip_suffix("}}")?;
    (!inner.contains("${{")).then(|| inner.trim())
}

/// The branches of one condition, one after the other.
#[derive(Debug, Default)]
pub(super) struct Chain {
    /// One branch is certain, so that none behind it is taken.
    settled: bool,
    /// The conditions of branches before that may be taken.
    before: Vec<String>,
}

impl Chain {
    /// Whether a branch may be taken, and then under which condition; under none where it certainly is.
    pub(super) fn next(
        &mut self,
        directive: &Directive<'_>,
        truth: &dyn Fn(&str) -> Option<bool>,
    ) -> Option<Option<String>> {
        if matches!(directive, Directive::If(_)) {
            *self = Self::default();
        }
        let holds = directive.condition().map_or(Some(true), truth);
        if self.settled || holds == Some(false) {
            return None;
        }
        let mut all: Vec<String> = self.before.iter().map(|text| format!("not({text})")).collect();
        if let Some(condition) = directive.condition().filter(|_| holds.is_none()) {
            self.before.push(condition.to_owned());
            all.push(condition.to_owned());
        }
        self.settled = holds == Some(true);
        Some(joined(all))
    }
}

/// Conditions that must all hold, as one.
pub(super) fn joined(mut all: Vec<String>) -> Option<String> {
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|text| seen.insert(text.trim().to_owned()));
    match all.len() {
        0 => None,
        1 => all.pop(),
        _ => Some(format!("and({})", all.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_may_be_directives() {
        for (key, directive) in [
            ("${{ if eq(a, b) }}", Some(Directive::If("eq(a, b)"))),
            ("${{if(eq(a, b))}}", Some(Directive::If("(eq(a, b))"))),
            ("${{ elseif x }}", Some(Directive::ElseIf("x"))),
            ("${{ else }}", Some(Directive::Else)),
            ("${{ each s in parameters.steps }}", Some(Directive::Each("s", "parameters.steps"))),
            ("${{ insert }}", Some(Directive::Insert)),
            ("${{ pair.key }}", Some(Directive::Key("pair.key"))),
            ("a${{ b }}", None),
            ("${{ a }}${{ b }}", None),
            ("steps", None),
        ] {
            assert_eq!(Directive::of(key), directive, "{key}");
        }
    }

    #[test]
    fn branches_are_taken_until_one_is_certain() {
        let truth = |text: &str| match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let walk = |branches: &[Directive<'_>]| {
            let mut chain = Chain::default();
            branches.iter().map(|next| chain.next(next, &truth)).collect::<Vec<_>>()
        };
        let under = |text: &str| Some(Some(text.to_owned()));
        let certain = Some(None);
        use Directive::{Else, ElseIf, If};
        assert_eq!(walk(&[If("yes"), ElseIf("x"), Else]), [certain.clone(), None, None]);
        assert_eq!(walk(&[If("no"), ElseIf("x"), Else]), [None, under("x"), under("not(x)")]);
        assert_eq!(
            walk(&[If("x"), ElseIf("y"), ElseIf("yes"), Else]),
            [under("x"), under("and(not(x), y)"), under("and(not(x), not(y))"), None]
        );
        assert_eq!(walk(&[If("no"), Else, If("x")]), [None, certain, under("x")]);
    }
}
