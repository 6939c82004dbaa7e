//! Prose wrapped for a terminal, so that what is copied from it is what was written: no word is
//! broken, at a hyphen neither, and code between backticks stays on one line where it fits.

/// The text with the line breaks within its paragraphs taken out. Blank lines, list items,
/// indented lines and lines of code that a colon announces keep their own.
pub(super) fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut starts_anew = true;
    for line in text.lines().map(str::trim_end) {
        let is_code = out.ends_with(':') && line.starts_with('`');
        let is_own = line.is_empty() || line.starts_with([' ', '\t']);
        if !out.is_empty() {
            out.push(if starts_anew || is_own || is_code || bullet(line) > 0 { '\n' } else { ' ' });
        }
        out.push_str(line);
        starts_anew = is_own || is_code && is_one_span(line);
    }
    out
}

/// The text in lines of at most so many characters, where its words allow that. What follows
/// within a list item or an indented line is indented with it.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        if line.chars().count() <= width {
            out.push_str(line);
        } else {
            fill(line, width, &mut out);
        }
    }
    out
}

fn fill(line: &str, width: usize, out: &mut String) {
    let content = line.trim_start();
    let indent = line.get(..line.len() - content.len()).unwrap_or_default();
    let hanging = indent.chars().count() + bullet(content);
    let room = width.saturating_sub(hanging);
    out.push_str(indent);
    let mut column = indent.chars().count();
    let mut is_first = true;
    for word in words(content, room) {
        let length = word.chars().count();
        if !is_first && column + 1 + length > width {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', hanging));
            column = hanging;
        } else if !is_first {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
        is_first = false;
    }
}

/// The words of a line. A span of code is one, unless it is longer than there is room.
fn words(line: &str, room: usize) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches(' ');
        if rest.is_empty() {
            return words;
        }
        let (word, behind) = rest.split_at_checked(word_end(rest, room)).unwrap_or((rest, ""));
        words.push(word);
        rest = behind;
    }
}

fn word_end(text: &str, room: usize) -> usize {
    let mut in_code = false;
    let mut first_blank = None;
    let mut is_behind_letter = false;
    for (length, (at, character)) in text.char_indices().enumerate() {
        match character {
            // Behind a letter it ends code that was too long to stay together.
            '`' => in_code = !in_code && !is_behind_letter,
            ' ' if !in_code => return at,
            ' ' if first_blank.is_none() => first_blank = Some(at),
            _ => {}
        }
        if length >= room
            && let Some(blank) = first_blank
        {
            return blank;
        }
        is_behind_letter = character.is_alphanumeric();
    }
    // Code that nothing ends is none.
    first_blank.filter(|_| in_code).unwrap_or(text.len())
}

/// How wide the mark is with which a list item begins; 0 where the line is none.
fn bullet(line: &str) -> usize {
    let digits = line.len() - line.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let mark = if digits > 0 { ". " } else { "- " };
    let rest = line.get(digits..).unwrap_or_default();
    let is_item = rest.starts_with(mark) || digits == 0 && rest.starts_with("* ");
    if is_item && digits < 4 { digits + 2 } else { 0 }
}

/// Whether a line is code between two backticks, with at most a mark behind it.
fn is_one_span(line: &str) -> bool {
    line.matches('`').count() == 2 && line.trim_end_matches(['.', ',', ';']).ends_with('`')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_within_paragraphs_are_blanks() {
        let text = "Write the commit and\nkeep the version:\n`uses: a/b@c # v1`.\nOwners go into\n`trusted`.\n\
                    \n- one\n  more\n- two\nand on\n1. three\n\n    code\nEnd\n";
        let expected = "Write the commit and keep the version:\n`uses: a/b@c # v1`.\nOwners go into `trusted`.\n\
                        \n- one\n  more\n- two and on\n1. three\n\n    code\nEnd";
        assert_eq!(joined(text), expected);
        assert_eq!(joined("run it:\n`a b` or `c`,\nand go"), "run it:\n`a b` or `c`, and go");
        assert_eq!(joined(""), "");
    }

    #[test]
    fn no_word_is_broken() {
        let text = "take `pnpm install --frozen-lockfile`, or package-lock.json";
        assert_eq!(
            wrapped(text, 40),
            "take `pnpm install --frozen-lockfile`,\nor package-lock.json"
        );
        assert_eq!(
            wrapped(text, 20),
            "take `pnpm install\n--frozen-lockfile`,\nor package-lock.json"
        );
        assert_eq!(wrapped("a `b c d e", 8), "a `b c d\ne");
        assert_eq!(wrapped(&"x".repeat(50), 10), "x".repeat(50));
        assert_eq!(wrapped("é é é", 5), "é é é");
        assert_eq!(wrapped("", 5), "");
    }

    #[test]
    fn lists_and_indented_lines_hang() {
        assert_eq!(
            wrapped("- one two\n  three four\n12. a b c d", 8),
            "- one\n  two\n  three\n  four\n12. a b\n    c d"
        );
    }

    #[test]
    fn long_hostile_text_takes_linear_time() {
        let text = "` ".repeat(200_000) + &"x ".repeat(200_000) + &"`".repeat(200_000);
        let words = text.split_whitespace().count();
        assert_eq!(wrapped(&text, 100).split_whitespace().count(), words);
    }
}
