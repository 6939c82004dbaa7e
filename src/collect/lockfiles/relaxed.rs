//! JSON with comments and trailing commas, made strict without moving a byte.
//!
//! What strict JSON does not have becomes blanks, so that a parser of strict JSON streams the
//! file and its line and column are those of the file.

/// The text with comments and trailing commas blanked. What is no JSON of either form stays as
/// it is, for the parser to refuse.
pub(crate) fn strict(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut comma = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                comma = None;
                at = string_end(&bytes, at + 1);
                continue;
            }
            b'/' => {
                let end = comment_end(&bytes, at);
                if let Some(comment) = bytes.get_mut(at..end) {
                    comment.iter_mut().filter(|byte| **byte != b'\n').for_each(|b| *b = b' ');
                }
                // A slash by itself is the parser's to refuse.
                at = end.max(at + 1);
                continue;
            }
            b',' => comma = Some(at),
            b']' | b'}' => {
                if let Some(comma) = comma.take().and_then(|comma| bytes.get_mut(comma)) {
                    *comma = b' ';
                }
            }
            b' ' | b'\n' | b'\r' | b'\t' => {}
            _ => comma = None,
        }
        at += 1;
    }
    // Blanks replace whole comments only, so that no character is cut.
    String::from_utf8(bytes).unwrap_or_default()
}

/// Behind the closing quote of a string, or the end.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut escaped = false;
    let rest = bytes.get(start..).unwrap_or_default();
    let close = rest.iter().position(|byte| {
        let closes = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        closes
    });
    close.map_or(bytes.len(), |close| start + close + 1)
}

/// Behind the comment that starts here; the start itself where none does.
fn comment_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let end = match rest.get(1) {
        Some(b'/') => rest.iter().position(|byte| *byte == b'\n').or(Some(rest.len())),
        Some(b'*') => {
            let body = rest.get(2..).unwrap_or_default();
            body.windows(2).position(|pair| pair == b"*/").map(|at| at + 4)
        }
        _ => None,
    };
    end.map_or(start, |end| start + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_comments_and_trailing_commas_become_blanks() {
        for (text, expected) in [
            ("{\"a\": [1, 2,\n], }", "{\"a\": [1, 2 \n]  }"),
            ("[1, // é\n2]", "[1,      \n2]"),
            ("[1, /* \n, */ ]", "[1     \n     ]"),
            ("{\"a,]//\\\",}\": \"/* */\",}", "{\"a,]//\\\",}\": \"/* */\" }"),
            ("[,]", "[ ]"),
            ("[1,,]", "[1, ]"),
            ("[1] / /*", "[1] / /*"),
            ("/*/ ]", "/*/ ]"),
            ("\"a, ]", "\"a, ]"),
        ] {
            assert_eq!(strict(text), expected, "{text}");
        }
    }
}
