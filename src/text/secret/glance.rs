//! A glance at a text that tells whether it is worth looking for secrets. Nearly no text is, and
//! all that facts hold is looked through.

use super::{CREDENTIALS, PASSWORDS, SUSPECTS, is_token};

/// The shortest word that can be a token.
const SHORTEST_TOKEN: usize = 15;

/// The shortest line of a key.
const SHORTEST_KEY: usize = 40;

/// Whether the secrets of a text must be looked for; where not, it has none.
pub(super) fn may_hold(text: &str) -> bool {
    if !text.is_ascii() {
        return true;
    }
    let mut scan = Scan { text, word: 0, key: 0, name: 0, quoted: false };
    text.bytes().enumerate().any(|(at, byte)| scan.meets(at, byte)) || scan.ends_token(text.len())
}

/// Whether a name may be that of a credential, by its end.
pub(super) fn may_name(name: &str) -> bool {
    let ends = |end: &&str| {
        let from = name.len().checked_sub(end.len());
        from.and_then(|from| name.as_bytes().get(from..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(end.as_bytes()))
    };
    let last = name.as_bytes().last().map(u8::to_ascii_lowercase);
    // The last letters of all of them: most names are none by this alone.
    matches!(last, Some(b'd' | b'h' | b'n' | b't'))
        && [CREDENTIALS, PASSWORDS, SUSPECTS].iter().any(|names| names.iter().any(ends))
}

/// Where a pass over a text has come to.
struct Scan<'a> {
    text: &'a str,
    /// Where the word at hand begins.
    word: usize,
    /// Where what may be a line of a key begins.
    key: usize,
    /// Where what stands before ends, without blanks and the quotes before these.
    name: usize,
    /// The byte before is one of those quotes.
    quoted: bool,
}

impl Scan<'_> {
    /// Whether something here may be a secret, or lead to one.
    fn meets(&mut self, at: usize, byte: u8) -> bool {
        let in_word = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let in_key = byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
        let token = !in_word && self.ends_token(at);
        if !in_word {
            self.word = at + 1;
        }
        if !in_key {
            self.key = at + 1;
        }
        let assigns = matches!(byte, b':' | b'=' | b' ') && may_name(self.before());
        match byte {
            _ if byte.is_ascii_whitespace() || byte == 0x0b => self.quoted = false,
            b'"' | b'\'' => {
                if !self.quoted {
                    self.name = at;
                }
                self.quoted = true;
            }
            _ => {
                self.name = at + 1;
                self.quoted = false;
            }
        }
        token || assigns || at + 1 - self.key >= SHORTEST_KEY || self.marks(at, byte)
    }

    fn before(&self) -> &str {
        self.text.get(..self.name).unwrap_or_default()
    }

    fn ends_token(&self, at: usize) -> bool {
        at - self.word >= SHORTEST_TOKEN && self.text.get(self.word..at).is_some_and(is_token)
    }

    /// An address, or the head of a key.
    fn marks(&self, at: usize, byte: u8) -> bool {
        let rest = || self.text.get(at..).unwrap_or_default();
        byte == b':' && rest().starts_with("://")
            || byte == b'P' && rest().starts_with("PRIVATE KEY-----")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PREFIXES, secrets};
    use super::*;

    #[test]
    fn shortest_tokens_and_ends_of_names_are_those_that_there_are() {
        let shortest = PREFIXES.iter().map(|(prefix, least)| prefix.len() + least).min();
        assert_eq!(shortest, Some(SHORTEST_TOKEN));
        for name in [CREDENTIALS, PASSWORDS, SUSPECTS].concat() {
            assert!(may_name(name) && may_name(&format!("x_{}", name.to_ascii_uppercase())));
        }
        assert!(!may_name("") && !may_name("registry") && !may_name("end"));
    }

    #[test]
    fn a_text_that_is_passed_over_has_no_secret() {
        // Pieces of what secrets are made of, put together in every order.
        let pieces = [
            "token",
            "_auth",
            "PASSWORD",
            "secret",
            "x",
            "abcd",
            ":",
            "=",
            " ",
            "\"",
            "'",
            "\t",
            "://",
            "@",
            "/",
            "\n",
            "npm_",
            "AKIA",
            "0123456789abcdefABCD",
            "PRIVATE KEY-----",
            "é",
        ];
        let mut state: u64 = 7;
        let mut passed = 0;
        for _ in 0..200_000 {
            let mut text = String::new();
            for _ in 0..=(state >> 40) % 7 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let next = usize::try_from(state >> 33).unwrap_or_default() % pieces.len();
                text.push_str(pieces.get(next).unwrap_or(&""));
            }
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            if !may_hold(&text) {
                passed += 1;
                for line in text.split_inclusive('\n') {
                    assert!(secrets(line).is_empty(), "{text:?}");
                }
            }
        }
        assert!(passed > 20_000, "{passed}");
    }
}
