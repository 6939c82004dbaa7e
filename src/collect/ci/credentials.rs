//! Literals that have the shape of a credential.
//!
//! Formats: GitHub's <https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats>,
//! npm's <https://docs.npmjs.com/about-access-tokens>, GitLab's and AWS's own documentation.

use crate::collect::github::holds_expression;

/// Whether a text holds a token whose prefix says what it is, or a private key.
fn has_known_shape(text: &str) -> bool {
    text.contains("PRIVATE KEY-----") && text.contains("-----BEGIN ")
        || text
            .split(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '_' | '-'))
            .any(is_token)
}

/// Whether the value of a variable is a literal credential: by its own shape, or by the
/// variable's name and a value that looks random.
pub(crate) fn is_literal(name: &str, value: &str) -> bool {
    if has_known_shape(value) {
        return true;
    }
    let name = name.to_ascii_uppercase();
    ["TOKEN", "SECRET", "PASSWORD", "AUTH"].iter().any(|end| name.ends_with(end))
        && !holds_expression(value)
        && looks_random(value)
}

fn is_token(word: &str) -> bool {
    let behind = |prefix: &str, least: usize| {
        word.strip_prefix(prefix).is_some_and(|rest| {
            rest.len() >= least
                && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        })
    };
    let npm = word.strip_prefix("npm_").is_some_and(|rest| {
        rest.len() == 36 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let aws = word.strip_prefix("AKIA").is_some_and(|rest| {
        rest.len() == 16 && rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    });
    npm || aws
        || ["ghp_", "gho_", "ghs_", "ghr_"].iter().any(|prefix| behind(prefix, 36))
        || behind("github_pat_", 22)
        || behind("glpat-", 20)
        || behind("xoxb-", 10)
        || behind("xoxp-", 10)
}

/// Twenty characters or more, letters and digits, no word, path, URL, reference or placeholder.
fn looks_random(value: &str) -> bool {
    let mut seen: Vec<char> = value.chars().collect();
    let length = seen.len();
    seen.sort_unstable();
    seen.dedup();
    length >= 20
        && seen.len() >= 10
        && seen.iter().any(char::is_ascii_digit)
        && seen.iter().any(char::is_ascii_alphabetic)
        && !seen.iter().any(|letter| letter.is_whitespace() || matches!(letter, '$' | '<' | '{'))
        && !value.contains("://")
        && !value.starts_with(['/', '.', '~'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens are put together here, so that no scanner takes this file for a leak.
    fn token(prefix: &str, length: usize) -> String {
        let letters = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7";
        prefix.chars().chain(letters.chars().cycle().take(length)).collect()
    }

    #[test]
    fn known_prefixes_are_credentials_under_any_name() {
        let aws = format!("AKIA{}", "ABCD2345".repeat(2));
        for value in [
            token("npm_", 36),
            token("ghp_", 36),
            token("ghs_", 36),
            token("github_pat_", 60),
            token("glpat-", 20),
            token("xoxb-", 24),
            aws,
            format!("//registry.npm.example/:_authToken={}", token("npm_", 36)),
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE".to_owned(),
        ] {
            assert!(is_literal("X", &value), "{value}");
        }
        for value in [token("npm_", 35), token("npm_", 37), token("ghp_", 10), token("x", 40)] {
            assert!(!is_literal("X", &value), "{value}");
        }
    }

    #[test]
    fn a_name_and_a_random_value_are_a_credential() {
        assert!(is_literal("NODE_AUTH_TOKEN", &token("", 24)));
        assert!(is_literal("npm_token", "6fa1c2d9-07be-4d31-9c5e-2b8a90ff13aa"));
        for value in [
            "",
            "${{ secrets.NPM_TOKEN }}",
            "${NPM_TOKEN_FROM_ENV_1234567}",
            "XXXXX-XXXXX-XXXXX-XXXXX-1",
            "the-token-of-this-project",
            "https://id.example/token/1234567890",
            "/var/run/secrets/token-12345",
            "short1234",
        ] {
            assert!(!is_literal("NPM_TOKEN", value), "{value}");
        }
        assert!(!is_literal("BUILD_ID", &token("", 24)));
    }
}
