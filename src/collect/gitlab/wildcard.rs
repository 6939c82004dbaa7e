//! `include:local` with `*` and `**`.
//!
//! Syntax: <https://docs.gitlab.com/ci/yaml/includes/#use-includelocal-with-wildcard-file-paths>:
//! `*` is anything within a folder, `**` anything at all.

/// The longest pattern, so that work stays small for repositories of many files.
const LONGEST: usize = 256;

/// The paths that a pattern names, of those there are.
pub(super) fn matching(pattern: &str, paths: &[String]) -> Option<Vec<String>> {
    let pattern = pattern.trim_start_matches('/');
    if pattern.len() > LONGEST {
        return None;
    }
    let literal = pattern.split('*').next().unwrap_or_default();
    let found = paths.iter().filter(|path| path.starts_with(literal) && matches(pattern, path));
    Some(found.cloned().collect())
}

/// Whether a path is named: every place in the pattern that can be reached, letter by letter.
fn matches(pattern: &str, path: &str) -> bool {
    let parts: Vec<Part> = parts(pattern);
    let mut reached = vec![false; parts.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    skip(&parts, &mut reached);
    for letter in path.chars() {
        let mut next = vec![false; parts.len() + 1];
        for (at, part) in parts.iter().enumerate() {
            if reached.get(at) != Some(&true) {
                continue;
            }
            let to = match part {
                Part::Letter(wanted) if *wanted == letter => at + 1,
                Part::Any => at,
                Part::Within if letter != '/' => at,
                _ => continue,
            };
            if let Some(to) = next.get_mut(to) {
                *to = true;
            }
        }
        skip(&parts, &mut next);
        reached = next;
    }
    reached.last() == Some(&true)
}

enum Part {
    Letter(char),
    /// `*`
    Within,
    /// `**`
    Any,
}

fn parts(pattern: &str) -> Vec<Part> {
    let mut letters = pattern.chars().peekable();
    let mut parts = Vec::new();
    while let Some(letter) = letters.next() {
        parts.push(match letter {
            '*' if letters.next_if_eq(&'*').is_some() => Part::Any,
            '*' => Part::Within,
            letter => Part::Letter(letter),
        });
    }
    parts
}

/// A star may stand for nothing.
fn skip(parts: &[Part], reached: &mut [bool]) {
    for (at, part) in parts.iter().enumerate() {
        let here = reached.get(at) == Some(&true) && !matches!(part, Part::Letter(_));
        if let Some(next) = reached.get_mut(at + 1).filter(|_| here) {
            *next = true;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn stars_are_bound_to_a_folder_or_to_nothing() {
        let paths = ["ci/a.yml", "ci/b/c.yml", "ci/b/d/e.yml", "other.yml"].map(str::to_owned);
        for (pattern, found) in [
            ("ci/*.yml", &["ci/a.yml"][..]),
            ("/ci/**.yml", &["ci/a.yml", "ci/b/c.yml", "ci/b/d/e.yml"]),
            ("ci/**/*.yml", &["ci/b/c.yml", "ci/b/d/e.yml"]),
            ("ci/*/c.yml", &["ci/b/c.yml"]),
            ("**", &["ci/a.yml", "ci/b/c.yml", "ci/b/d/e.yml", "other.yml"]),
            ("ci/*.yaml", &[]),
        ] {
            assert_eq!(matching(pattern, &paths).unwrap(), found, "{pattern}");
        }
        assert_eq!(matching(&"*".repeat(257), &paths), None);
    }
}
