//! Regular expressions of conditions: what can be said of them without running them.

/// The end of a pattern that a text starts with, behind its closing slash.
pub(super) fn end(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '/' if at > 1 => return Some(at + 1),
            '/' => return None,
            _ => {}
        }
    }
    None
}

/// Whether a text matches, where the pattern is made of plain words or the text is empty. Other
/// patterns only a run can tell.
pub(super) fn matches(pattern: &str, text: &str) -> Option<bool> {
    if let Some(found) = of_words(pattern, text) {
        return Some(found);
    }
    (text.is_empty() && needs_text(pattern)).then_some(false)
}

/// `/^(push|web)$/` and its like.
fn of_words(pattern: &str, text: &str) -> Option<bool> {
    let (start, rest) = match pattern.strip_prefix('^').or_else(|| pattern.strip_prefix("\\A")) {
        Some(rest) => (true, rest),
        None => (false, pattern),
    };
    let (end, rest) = match rest.strip_suffix('$').or_else(|| rest.strip_suffix("\\z")) {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (grouped, rest) = match rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let words: Vec<&str> = rest.split('|').collect();
    let plain = |word: &&str| {
        word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    // Outside of a group the anchors belong to the first and the last word alone.
    if !words.iter().all(plain) || (words.len() > 1 && !grouped && (start || end)) {
        return None;
    }
    Some(words.iter().any(|word| match (start, end) {
        (true, true) => text == *word,
        (true, false) => text.starts_with(word),
        (false, true) => text.ends_with(word),
        (false, false) => text.contains(word),
    }))
}

/// Whether a pattern matches no empty text: one letter that must be there, and no alternatives.
fn needs_text(pattern: &str) -> bool {
    let mut rest = pattern.chars().peekable();
    let mut depth = 0_usize;
    let mut needs = false;
    while let Some(letter) = rest.next() {
        let takes = match letter {
            '|' if depth == 0 => return false,
            '(' => {
                depth += 1;
                false
            }
            ')' => {
                depth = depth.saturating_sub(1);
                false
            }
            '[' => {
                // The first letter of a class may be a bracket.
                rest.next();
                while rest.next_if(|next| *next != ']').is_some() {}
                rest.next();
                true
            }
            '\\' => rest.next().is_some_and(|escaped| !"bBAzZG".contains(escaped)),
            '^' | '$' | '|' | '?' | '*' | '+' | '{' | '}' => false,
            _ => true,
        };
        let optional = rest.peek().is_some_and(|next| matches!(next, '?' | '*' | '{'));
        needs |= takes && depth == 0 && !optional;
        if letter == '{' {
            while rest.next_if(|next| *next != '}').is_some() {}
        }
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_ends_at_its_slash() {
        assert_eq!(end("/^v1/ && x"), Some(5));
        assert_eq!(end("/a\\/b/i"), Some(6));
        assert_eq!(end("//"), None);
        assert_eq!(end("/open"), None);
    }

    #[test]
    fn plain_words_are_compared() {
        for (pattern, text, found) in [
            ("^(push|web)$", "web", Some(true)),
            ("^(push|web)$", "webide", Some(false)),
            ("merge_request", "merge_request_event", Some(true)),
            ("push|web", "schedule", Some(false)),
            ("^push|web$", "push", None),
            ("^v\\d+", "v1", None),
            ("^web.*", "web", None),
        ] {
            assert_eq!(matches(pattern, text), found, "{pattern} {text}");
        }
    }

    #[test]
    fn what_needs_a_letter_does_not_match_nothing() {
        for pattern in
            ["^v\\d+\\.\\d+", "^v?\\d+$", "^release/", "[0-9]+", "[]a]x", "(a|b)c", "^.+"]
        {
            assert_eq!(matches(pattern, ""), Some(false), "{pattern}");
        }
        for pattern in [".*", "^v?$", "a|", "^(v1)?$", "\\d*", "a{0,2}", "^", "(?i)"] {
            assert_ne!(matches(pattern, ""), Some(false), "{pattern}");
        }
    }
}
