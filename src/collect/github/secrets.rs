//! Which secrets expressions name, and where they go.
//!
//! The `secrets` context: <https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#secrets-context>.
//! `github.token` is the job's own token under another name, and no secret of the repository.

use super::contexts::Names;
use crate::facts::{Expression, SecretUse};

/// Every use of a secret in a list of expressions, in their order.
pub(super) fn uses(expressions: &[Expression]) -> Vec<SecretUse> {
    let mut found = Vec::new();
    for expression in expressions {
        for name in names(&expression.contexts) {
            found.push(SecretUse {
                at: expression.at.clone(),
                name,
                to: destination(&expression.within),
            });
        }
    }
    found
}

/// The secrets that contexts name, each once; `*` where the whole context is used, or a member
/// that only a run can tell.
pub(super) fn names<'a>(contexts: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let mut names = Names::default();
    for context in contexts {
        let mut parts = context.split('.');
        if parts.next() == Some("secrets") {
            names.add(parts.next().unwrap_or("*").to_uppercase());
        }
    }
    names.list
}

/// Where a value goes: deeper than the member that holds it nobody looks.
fn destination(within: &str) -> String {
    let mut parts = within.split('/');
    let first = parts.next().unwrap_or_default();
    match (first, parts.next()) {
        ("container", _) | (_, None) => first.to_owned(),
        ("env" | "with" | "secrets" | "services", Some(name)) => format!("{first}/{name}"),
        _ => within.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_named_in_upper_case() {
        let contexts = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            names(&contexts(&["secrets.npm_token", "github.token", "secrets.github_token"])),
            ["NPM_TOKEN", "GITHUB_TOKEN"]
        );
        assert_eq!(names(&contexts(&["secrets", "secrets.*", "secrets.*.x"])), ["*"]);
        assert_eq!(names(&contexts(&["env.secrets", "needs.secrets.outputs"])), [""; 0]);
    }

    #[test]
    fn a_destination_is_the_member_that_holds_the_value() {
        for (within, to) in [
            ("run", "run"),
            ("env/NPM_TOKEN", "env/NPM_TOKEN"),
            ("container/credentials/password", "container"),
            ("services/db/credentials/password", "services/db"),
            ("with/args/0", "with/args"),
            ("concurrency/group", "concurrency/group"),
        ] {
            assert_eq!(destination(within), to);
        }
    }
}
