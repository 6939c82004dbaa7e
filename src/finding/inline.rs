//! `# palisade: ignore[rule] reason` in the scanned files themselves.
//!
//! A comment at the end of a line is for the findings that begin on that line; a comment on a
//! line of its own is for the next line that holds something else. A reason is demanded: an
//! ignore without one is reported and ignored.

/// What opens the instruction within a comment.
const OPENING: &str = "palisade: ignore[";

/// One instruction of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ignore {
    /// The line that it stands on, from 1.
    pub(crate) line: usize,
    /// The line that it is for.
    pub(crate) target_line: usize,
    /// The rules.
    pub(crate) rules: Vec<String>,
    /// Why; empty where nothing is written.
    pub(crate) reason: String,
}

/// Whether files of this name can hold instructions: those whose comments start with `#`.
pub(crate) fn is_read(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.ends_with(".yml")
        || name.ends_with(".yaml")
        || name.ends_with(".toml")
        || name.ends_with("rc")
        || name == "CODEOWNERS"
}

/// The instructions of a file.
pub(crate) fn ignores(text: &str) -> Vec<Ignore> {
    // Most files hold none, and are not gone through line by line.
    if !text.contains(OPENING) {
        return Vec::new();
    }
    let lines: Vec<_> = text.lines().collect();
    let found = lines.iter().enumerate().filter_map(|(index, line)| {
        let (before, comment) = line.split_once('#').and_then(|_| split_comment(line))?;
        let (rules, reason) = comment.trim_start().strip_prefix(OPENING)?.split_once(']')?;
        let target = if before.trim().is_empty() {
            let rest = lines.iter().enumerate().skip(index + 1);
            let mut rest = rest.filter(|(_, line)| !is_blank_or_comment(line));
            rest.next().map_or(index, |(next, _)| next)
        } else {
            index
        };
        Some(Ignore {
            line: index + 1,
            target_line: target + 1,
            rules: rules
                .split(',')
                .map(|rule| rule.trim().to_owned())
                .filter(|rule| !rule.is_empty())
                .collect(),
            reason: reason.trim().to_owned(),
        })
    });
    found.collect()
}

/// Splits a line at the `#` that opens the instruction's comment: one at the start of the line
/// or behind white space.
fn split_comment(line: &str) -> Option<(&str, &str)> {
    let opening = line.find(OPENING)?;
    let before = line.get(..opening)?;
    let hash = before.rfind('#')?;
    let (content, comment) = (before.get(..hash)?, line.get(hash + 1..)?);
    let opens_comment = content.is_empty() || content.ends_with([' ', '\t']);
    (opens_comment && before.get(hash + 1..)?.trim().is_empty()).then_some((content, comment))
}

fn is_blank_or_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#') || line.starts_with(';')
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_for_its_line_or_for_the_next() {
        let text = "a: 1 # palisade: ignore[ci.x] known\n\
                    # palisade: ignore[ci.x, ci.y]  two of them\n# more\n\nb: 2\n";
        let found = ignores(text);
        assert_eq!(
            (found[0].line, found[0].target_line, found[0].reason.as_str()),
            (1, 1, "known")
        );
        assert_eq!((found[1].line, found[1].target_line), (2, 5));
        assert_eq!(found[1].rules, ["ci.x", "ci.y"]);
    }

    #[test]
    fn text_that_only_looks_like_one_is_none() {
        for text in [
            "a: x#palisade: ignore[ci.x] no\n",
            "a: \"palisade: ignore[ci.x] no\"\n",
            "# note palisade: ignore[ci.x] no\n",
            "# palisade: ignore ci.x no\n",
        ] {
            assert_eq!(ignores(text), [], "{text}");
        }
    }

    #[test]
    fn a_missing_reason_is_seen() {
        assert_eq!(ignores("x: 1 # palisade: ignore[ci.x]")[0].reason, "");
    }
}
