//! Which names of variables are those of a credential.
//!
//! A provider gives the secrets of a project to its jobs as variables, without a word of it in the file:
//! then the name is all that tells.

/// Ends of words, which may be written together with what is before: `NPMTOKEN`, `authToken`.
const ENDS: [&str; 8] =
    ["APIKEY", "CREDENTIAL", "CREDENTIALS", "PASSPHRASE", "PASSWD", "PASSWORD", "SECRET", "TOKEN"];

/// Words that tell wherever they stand.
const WORDS: [&str; 14] = [
    "AUTH",
    "CREDENTIAL",
    "CREDENTIALS",
    "CREDS",
    "JWT",
    "OTP",
    "PASS",
    "PASSPHRASE",
    "PASSWD",
    "PASSWORD",
    "PAT",
    "SECRET",
    "TOKEN",
    "TOTP",
];

/// Words that tell behind another one. `PWD` alone is the folder that a shell is in.
const BEHIND: [&str; 4] = ["DSN", "PWD", "SECRETS", "TOKENS"];

/// Words that make a `KEY` behind them one of cryptography.
const KEYS: [&str; 13] = [
    "ACCESS",
    "ACCOUNT",
    "API",
    "AUTH",
    "DEPLOY",
    "ENCRYPTION",
    "GPG",
    "LICENSE",
    "NPM",
    "PRIVATE",
    "SECRET",
    "SIGNING",
    "SSH",
];

/// Words that make a `KEY` behind them one that everybody may have, or none at all.
const OPEN_KEYS: [&str; 2] = ["CACHE", "PUBLIC"];

/// Last words of names of what stands beside a credential and is none.
const BESIDE: [&str; 17] = [
    "CONNECTION",
    "DIR",
    "EMAIL",
    "ENABLED",
    "ENDPOINT",
    "HOST",
    "ID",
    "METHOD",
    "MODE",
    "NAME",
    "PATH",
    "ROLE",
    "TTL",
    "TYPE",
    "URL",
    "USER",
    "USERNAME",
];

/// Frameworks that hand what begins with `NEXT_PUBLIC_` to every browser.
const FRAMEWORKS: [&str; 4] = ["EXPO", "NEXT", "NUXT", "VITE"];

/// Whether a name is that of a credential: `NPM_TOKEN`, `npmToken`, `github.pat`.
pub(crate) fn is_credential(name: &str) -> bool {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some((last, before)) = words.split_last() else { return false };
    if BESIDE.contains(last)
        || matches!(before, [first, "PUBLIC", ..] if FRAMEWORKS.contains(first))
    {
        return false;
    }
    let named = |list: &[&str]| before.iter().any(|word| list.contains(word));
    if *last == "KEY" {
        return (named(&KEYS) || named(&WORDS)) && !named(&OPEN_KEYS);
    }
    ENDS.iter().any(|end| last.ends_with(end))
        || WORDS.contains(last)
        || named(&WORDS)
        || (!before.is_empty() && BEHIND.contains(last))
}

/// The words of a name, in capitals: parted by signs, and by a capital behind a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for letter in name.chars() {
        let parts = !letter.is_ascii_alphanumeric();
        if (parts || (letter.is_ascii_uppercase() && small))
            && words.last().is_some_and(|word| !word.is_empty())
        {
            words.push(String::new());
        }
        small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        if let Some(word) = words.last_mut().filter(|_| !parts) {
            word.push(letter.to_ascii_uppercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_name_tell_a_credential() {
        for name in [
            "NPM_TOKEN",
            "npm_token",
            "NPMTOKEN",
            "npmToken",
            "npm.authtoken",
            "NODE_AUTH_TOKEN",
            "NPM_TOKEN_PUBLISH",
            "NPM_TOKENS",
            "NPM_AUTH",
            "_auth",
            "DOCKER_AUTH_CONFIG",
            "NPM_OTP",
            "NPM_SECRET_B64",
            "ClientSecret",
            "GH_PAT",
            "github.pat",
            "githubPAT",
            "SSH_PRIVATE_KEY",
            "AWS_SECRET_ACCESS_KEY",
            "storageAccountKey",
            "API_KEY",
            "apikey",
            "TestUserPassword",
            "REGISTRY_PASS",
            "DB_PWD",
            "SENTRY_DSN",
        ] {
            assert!(is_credential(name), "{name}");
        }
        for name in [
            "",
            "_",
            "PATH",
            "PWD",
            "OLDPWD",
            "COMPASS",
            "AUTHOR",
            "compat",
            "patch",
            "pass1",
            "tokenizer",
            "TOKENS",
            "secretsFolder",
            "keyVault",
            "TOKEN_URL",
            "VAULT_AUTH_ROLE",
            "npmAuthMethod",
            "AWS_ACCESS_KEY_ID",
            "CACHE_KEY",
            "cacheKey",
            "PUBLIC_KEY",
            "GPG_PUBLIC_KEY",
            "NPM_CACHE_KEY",
            "NEXT_PUBLIC_MAP_TOKEN",
            "NPM_CONFIG_REGISTRY",
            "buildConfiguration",
        ] {
            assert!(!is_credential(name), "{name}");
        }
    }
}
