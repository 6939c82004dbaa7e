//! Scripts for shells whose grammar is not read: which of them mean the same in every shell, and
//! what the others can hide.
//!
//! `npm ci --ignore-scripts` is the same command in sh, PowerShell and cmd. Most scripts for
//! Windows are nothing but such lines, and these are read like any other.

use crate::collect::github::holds_expression;

/// Words that start something else than a command of that name, in one shell or another, or
/// that run another command.
const NOT_PLAIN: &[&str] = &[
    ".",
    "call",
    "case",
    "catch",
    "chdir",
    "cmd",
    "do",
    "done",
    "else",
    "esac",
    "fi",
    "finally",
    "for",
    "foreach",
    "function",
    "goto",
    "icm",
    "if",
    "iex",
    "invoke-command",
    "invoke-expression",
    "pop-location",
    "powershell",
    "push-location",
    "pwsh",
    "rem",
    "saps",
    "select",
    "set-location",
    "sl",
    "start",
    "start-process",
    "switch",
    "then",
    "throw",
    "time",
    "trap",
    "try",
    "until",
    "while",
];

/// Programs that install packages.
const INSTALLERS: &[&str] =
    &["bun", "bunx", "corepack", "npm", "npx", "pnpm", "pnpx", "pnx", "yarn", "yarnpkg"];

/// Other programs that publish, or that can be told to.
const PUBLISHERS: &[&str] = &["auto", "np", "nx"];

/// Other programs that a rule may look for.
const OTHERS: &[&str] = &[
    "bash",
    "curl",
    "dash",
    "deno",
    "docker",
    "eval",
    "gh",
    "git",
    "iex",
    "invoke-expression",
    "invoke-restmethod",
    "invoke-webrequest",
    "irm",
    "iwr",
    "ksh",
    "make",
    "node",
    "oathtool",
    "podman",
    "python",
    "python3",
    "sh",
    "start-process",
    "wget",
    "zsh",
];

/// Text that tells of credentials, settings or files through which steps speak to each other.
const MARKS: &[&str] = &[
    "::add-path",
    "::set-env",
    "github_env",
    "github_output",
    "github_path",
    "npm_config",
    "npmrc",
    "password",
    "secret",
    "token",
    "yarnrc",
];

/// Whether a script is made of plain words alone, so that every shell takes it for the same
/// commands.
pub(crate) fn is_plain(script: &str, shell: &str) -> bool {
    let powershell = matches!(shell, "pwsh" | "powershell");
    if !powershell && shell != "cmd" && !holds_expression(shell) {
        return false;
    }
    script.lines().all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#') || is_plain_line(line, powershell)
    })
}

/// Words, parts in quotes, and `&&` or `||` between commands.
fn is_plain_line(line: &str, powershell: bool) -> bool {
    let mut rest = line;
    let mut word = String::new();
    let mut starts = true;
    while let Some(next) = rest.chars().next() {
        let tail = rest.get(next.len_utf8()..).unwrap_or_default();
        rest = match next {
            ' ' | '\t' => {
                if !ends_well(&mut word, &mut starts) {
                    return false;
                }
                tail
            }
            '&' | '|' => {
                if !word.is_empty() || starts || !tail.starts_with(next) {
                    return false;
                }
                starts = true;
                tail.get(1..).unwrap_or_default()
            }
            '$' => match filled_in(rest) {
                Some(behind) => {
                    word.push('x');
                    behind
                }
                None => return false,
            },
            '"' => match quoted(tail) {
                Some((_, behind)) => {
                    word.push('x');
                    behind
                }
                None => return false,
            },
            '\'' if powershell => match tail.split_once('\'') {
                Some((_, behind)) => {
                    word.push('x');
                    behind
                }
                None => return false,
            },
            _ if next.is_ascii_alphanumeric() || "_./:@=,+~-*?".contains(next) => {
                word.push(next);
                tail
            }
            _ => return false,
        };
    }
    ends_well(&mut word, &mut starts) && !starts
}

/// What stands behind an expression, or behind a variable `$(Build.SourcesDirectory)` of Azure
/// Pipelines: with a dot in its name, it is nothing that a shell would run.
fn filled_in(text: &str) -> Option<&str> {
    if let Some(inner) = text.strip_prefix("${{") {
        return inner.split_once("}}").map(|(_, behind)| behind);
    }
    let (name, behind) = text.strip_prefix("$(")?.split_once(')')?;
    let named = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_');
    (name.contains('.') && !name.starts_with('.') && name.chars().all(named)).then_some(behind)
}

/// Takes a word as finished; not if it is the first one and starts something else than a command.
fn ends_well(word: &mut String, starts: &mut bool) -> bool {
    if word.is_empty() {
        return true;
    }
    let word = std::mem::take(word).to_ascii_lowercase();
    let first = std::mem::replace(starts, false);
    !first || !(word.contains(['=', '@', '*', '?']) || NOT_PLAIN.contains(&word.as_str()))
}

/// The text up to the closing quote, which holds nothing that any shell would replace, and what
/// stands behind it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let (inner, behind) = text.split_once('"')?;
    let mut without = inner;
    while let Some((before, expression)) = without.split_once("${{") {
        if before.contains(REPLACED) {
            return None;
        }
        without = expression.split_once("}}")?.1;
    }
    let plain = !without.contains(REPLACED) && !inner.ends_with('\\');
    plain.then_some((inner, behind))
}

const REPLACED: [char; 4] = ['$', '`', '%', '!'];

/// The facts that may be missing where a script is not read; none where it names nothing that
/// would be looked for in one that is read.
pub(crate) fn missing(script: &str) -> Vec<&'static str> {
    let text = script.to_ascii_lowercase();
    let words = || {
        let words =
            text.split(|letter: char| !(letter.is_ascii_alphanumeric() || "-_.".contains(letter)));
        words.map(|word| {
            let ends = [".exe", ".cmd", ".ps1", ".bat"];
            ends.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
        })
    };
    let names = |list: &[&str]| words().any(|word| list.contains(&word));
    let holds = |list: &[&str]| list.iter().any(|part| text.contains(part));
    let installs = names(INSTALLERS);
    let publishes =
        installs || names(PUBLISHERS) || holds(&["changeset", "lerna", "publish", "release"]);
    let mut facts = Vec::new();
    if installs || publishes || names(OTHERS) || holds(MARKS) {
        facts.push("pipelines[*].jobs[*].steps[*].commands");
    }
    if installs {
        facts.push("pipelines[*].jobs[*].installs");
    }
    if publishes {
        facts.push("pipelines[*].jobs[*].publishes");
    }
    if holds(&["npmrc", "npm_config", "yarnrc"])
        || (installs && words().any(|word| word == "config"))
    {
        facts.push("settings");
    }
    facts
}

/// The one shell grammar that is read.
pub(crate) fn is_read(shell: &str) -> bool {
    matches!(shell, "bash" | "sh")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_mean_the_same_everywhere() {
        for script in [
            "npm ci --ignore-scripts",
            "# both\n\nnpm ci\n  node scripts/resetdeps.js\r\n",
            "npm test --ignore-scripts -w @acme/a && npm run b || exit 1",
            "git config user.name \"npm CLI robot\"",
            "npm config set script-shell \"C:\\Program Files\\git\\bin\\bash.exe\"",
            "node x.mjs ${{ runner.os }} --cache=${{ matrix.cache }}/a \"${{ github.ref }} b\"",
            "npm install -g npm@8",
            "npm pack $(Build.SourcesDirectory)/a",
        ] {
            assert!(is_plain(script, "cmd"), "{script}");
        }
        assert!(is_plain("npm ci", "${{ matrix.shell }}") && !is_plain("import os", "python"));
        assert!(is_plain("npm i 'a b'", "pwsh") && !is_plain("npm i 'a b'", "cmd"));
    }

    #[test]
    fn what_one_shell_would_replace_is_not_plain() {
        for script in [
            "npm i $PKG",
            "npm i $(pkg)",
            "npm i $(./pkg.sh)",
            "npm i $(a.b",
            "npm i %PKG%",
            "npm i npm@^11",
            "npm ci; npm test",
            "npm ci & npm test",
            "npm pack | Out-File x",
            "npm ci > log",
            "(npm ci)",
            "npm i a\\b",
            "npm i \"$env:X\"",
            "npm i \"a",
            "npm i \"a\\\"",
            "npm i \"${{ a }}$b\"",
            "npm ci &&",
            "&& npm ci",
            "a=1 npm ci",
            "if exist a npm ci",
            "npm a && CALL npm ci",
            "powershell -c \"npm ci\"",
            "npm i é",
        ] {
            assert!(!is_plain(script, "pwsh"), "{script}");
        }
    }

    #[test]
    fn a_script_hides_what_it_names() {
        let commands = "pipelines[*].jobs[*].steps[*].commands";
        let installs = "pipelines[*].jobs[*].installs";
        let publishes = "pipelines[*].jobs[*].publishes";
        for (script, facts) in [
            ("ruby x | Out-File $env:SystemRoot\\hosts -Append", &[][..]),
            ("python x", &[commands]),
            ("npmx; $renpm = 1", &[]),
            ("..\\node.exe x", &[commands]),
            ("Write-Host \"$env:MY_TOKEN\"", &[commands]),
            ("& .\\tools\\Release.ps1", &[commands, publishes]),
            ("& C:\\npm.cmd ci", &[commands, installs, publishes]),
            ("npm config set a $b", &[commands, installs, publishes, "settings"]),
        ] {
            assert_eq!(missing(script), facts, "{script}");
        }
    }
}
