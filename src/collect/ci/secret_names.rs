//! Credentials that texts name as shell variables: `$NPM_TOKEN` in a script of a provider that gives
//! the secrets of a project to its jobs as variables, without a word of it in the file.
//!
//! What the file sets itself is no secret, nor what the provider sets.

use std::collections::BTreeSet;
use std::ops::Range;

use super::credential_names::is_credential;

/// Names that are no secret here.
#[derive(Debug, Default)]
pub(crate) struct Known<'a> {
    /// What names begin with that the provider sets: `CIRCLE_`, `BITBUCKET_`.
    provider: &'a str,
    /// The credentials among these, which the user sets.
    set: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    /// What a provider sets, by the first word of its names.
    pub(crate) fn of_provider(provider: &'a str) -> Self {
        Self { provider, set: BTreeSet::new() }
    }

    /// With names that the file sets.
    pub(crate) fn and(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.set.extend(names);
        self
    }

    fn is_secret(&self, name: &str) -> bool {
        let of_provider =
            name.strip_prefix(self.provider).is_some_and(|rest| rest.starts_with('_'));
        // A token for the provider's own interface is made by a person.
        let own = of_provider && name != "CIRCLE_TOKEN";
        !own && !self.set.contains(name) && is_credential(name)
    }
}

/// The credentials that a text names, `$NAME` or `${NAME}`, with the characters where it does.
pub(crate) fn named_in(text: &str, known: &Known<'_>) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let (mut rest, mut position) = (text, 0);
    while let Some((before, behind)) = rest.split_once('$') {
        let start = position + before.chars().count();
        let escaped = before.ends_with('\\');
        let inner = behind.strip_prefix('{').unwrap_or(behind);
        let opened = behind.len() - inner.len();
        let tail = inner
            .trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
        let name = inner.strip_suffix(tail).unwrap_or_default();
        let closed = usize::from(opened == 1 && tail.starts_with('}'));
        // Names are ASCII: bytes are characters.
        let length = 1 + opened + name.len() + closed;
        if !escaped && known.is_secret(name) {
            found.push((start..start + length, name.to_ascii_uppercase()));
        }
        position = start + 1;
        rest = behind;
    }
    found
}

/// The names that a script sets itself: `NAME=…`, `read NAME`, `for NAME in`.
pub(crate) fn set_in(script: &str) -> BTreeSet<&str> {
    let words = script.split(|letter: char| letter.is_whitespace() || ";&|(\"'".contains(letter));
    let mut before = "";
    let mut found = BTreeSet::new();
    for word in words.filter(|word| !word.is_empty()) {
        let assigned = word.split_once('=').map(|(name, _)| name.trim_end_matches('+'));
        let named = matches!(before, "read" | "for").then_some(word);
        found.extend(assigned.or(named).filter(|name| is_name(name)));
        before = word;
    }
    found
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|letter: char| letter.is_ascii_digit())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let known = Known::of_provider("CIRCLE").and(set_in(text));
        named_in(text, &known).into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn credentials_are_told_by_their_names() {
        for (text, found) in [
            ("echo \"//host/:_authToken=${NPM_TOKEN}\" > ~/.npmrc", &["NPM_TOKEN"][..]),
            ("curl -u $USER:$npm_password", &["NPM_PASSWORD"]),
            ("aws $AWS_SECRET_ACCESS_KEY ${GH_PAT:-x}", &["AWS_SECRET_ACCESS_KEY", "GH_PAT"]),
            ("curl -H \"Circle-Token: $CIRCLE_TOKEN\"", &["CIRCLE_TOKEN"]),
            ("echo $CIRCLE_OIDC_TOKEN $CIRCLE_WORKFLOW_ID $HOME $PUBLIC_KEY $CACHE_KEY", &[]),
            ("NPM_TOKEN=$(get)\nexport A_TOKEN=b; echo $NPM_TOKEN $A_TOKEN", &[]),
            ("for API_KEY in a b; do echo $API_KEY; done", &[]),
            ("echo \\$NPM_TOKEN $TOKENS $1 $", &[]),
        ] {
            assert_eq!(names(text), found, "{text}");
        }
    }

    #[test]
    fn the_place_is_in_characters() {
        let known = Known::default();
        let found = named_in("é ${A_TOKEN} $B_TOKEN.", &known);
        assert_eq!(found, [(2..12, "A_TOKEN".to_owned()), (13..21, "B_TOKEN".to_owned())]);
    }
}
