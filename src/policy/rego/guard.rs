//! What policy text must satisfy before the parser may see it.
//!
//! The engine's parser takes time exponential in the nesting of brackets, and no time limit
//! covers parsing. So the nesting is bounded here, on the text alone.

use std::ops::Range;

/// The deepest nesting of brackets that is parsed. Hand-written policies stay below 8; at 12 the
/// parser still answers within milliseconds, and each further level doubles its time.
pub(crate) const MAX_NESTING: usize = 12;

/// The most operators in one rule. Each is one level of the syntax tree, which the engine walks
/// by recursion.
const MAX_OPERATORS: usize = 4_096;

/// The largest policy file in bytes.
pub(crate) const MAX_BYTES: usize = 1 << 20;

/// Why a text is refused, with the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) message: String,
    pub(crate) span: Range<usize>,
}

/// Checks a policy's text.
pub(crate) fn check(text: &str) -> Result<(), Refused> {
    if text.len() > MAX_BYTES {
        return Err(Refused {
            message: format!("the file has {} bytes; at most {MAX_BYTES} are read", text.len()),
            span: 0..0,
        });
    }
    let (mut depth, mut operators, mut last) = (0_usize, 0_usize, 0);
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'#' => skip_past(&mut bytes, b'\n', false),
            b'"' => skip_past(&mut bytes, b'"', true),
            b'`' => skip_past(&mut bytes, b'`', false),
            b'[' | b'{' | b'(' => {
                depth += 1;
                if depth > MAX_NESTING {
                    return Err(Refused {
                        message: format!(
                            "brackets are nested more than {MAX_NESTING} deep; move the inner \
                             expression into a rule or a variable of its own"
                        ),
                        span: at..at + 1,
                    });
                }
            }
            b']' | b'}' | b')' => {
                depth = depth.saturating_sub(1);
                operators = if depth == 0 { 0 } else { operators };
            }
            b'+' | b'-' | b'*' | b'/' | b'%' | b'|' | b'&' => {
                operators += 1;
                if operators > MAX_OPERATORS {
                    return Err(Refused {
                        message: format!(
                            "more than {MAX_OPERATORS} operators stand together; name the parts \
                             of the expression by rules of their own"
                        ),
                        span: at..at + 1,
                    });
                }
            }
            // A blank line ends a rule that has no brackets.
            b'\n' if depth == 0 && last == b'\n' => operators = 0,
            _ => {}
        }
        last = byte;
    }
    Ok(())
}

fn skip_past(bytes: &mut impl Iterator<Item = (usize, u8)>, end: u8, escapes: bool) {
    while let Some((_, byte)) = bytes.next() {
        if byte == end {
            return;
        }
        if escapes && byte == b'\\' {
            bytes.next();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let text = format!("# {0}\nx := \"\\\"{0}\"\ny := `{0}`", "[".repeat(40));
        assert_eq!(check(&text), Ok(()));
    }

    #[test]
    fn nesting_beyond_the_bound_is_refused_at_the_bracket() {
        let text = format!("x := {}1{}", "[".repeat(13), "]".repeat(13));
        let refused = check(&text).unwrap_err();
        assert_eq!(refused.span, 17..18);
        assert!(check(&format!("x := {}1{}", "[".repeat(12), "]".repeat(12))).is_ok());
    }

    #[test]
    fn a_rule_has_so_many_operators_and_a_file_more() {
        let sum = |terms: usize| format!("x := {}\n", vec!["1"; terms].join("+\n"));
        assert!(check(&sum(MAX_OPERATORS + 1)).is_ok());
        assert_eq!(check(&sum(MAX_OPERATORS + 2)).unwrap_err().span.len(), 1);
        assert!(check(&format!("{}\n{}", sum(3_000), sum(3_000))).is_ok());
        assert!(check(&"x if { y := 1 + 1 }\n".repeat(5_000)).is_ok());
    }

    #[test]
    fn closed_brackets_free_their_level() {
        assert!(check(&"[{()}]\n".repeat(100)).is_ok());
    }
}
