//! Texts that speak of publishing in a language that is not read.

/// Tools that publish when they are told to.
const TOOLS: &[&str] = &["npm", "pnpm", "yarn", "bun", "lerna", "changeset"];

/// Tools that publish by their name alone.
const ALONE: &[&str] = &["libnpmpublish", "release-it", "semantic-release"];

/// The first line, from 1, on which a tool that publishes to a registry stands beside `publish`, and
/// which is no comment. A list of words may go over lines, or be put together from variables.
pub(super) fn publishing(text: &str) -> Option<usize> {
    if !text.contains("publish") && !ALONE.iter().any(|tool| text.contains(tool)) {
        return None;
    }
    let line = |line: &str| {
        let (mut tool, mut publish) = (false, false);
        words(line).any(|word| {
            tool |= TOOLS.contains(&word);
            publish |= word == "publish";
            (tool && publish) || ALONE.contains(&word)
        })
    };
    let found = text.lines().position(line).or_else(|| over_lines(text)).or_else(|| apart(text));
    found.map(|index| index + 1)
}

/// The first line, from 1, on which a tool stands right before `publish`. In a file that was put together
/// from many, where a line holds all of them, other words beside each other mean nothing.
pub(super) fn together(text: &str) -> Option<usize> {
    let is_own = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    let found = text.match_indices("publish").find(|(at, word)| {
        let behind = text.get(at + word.len()..).unwrap_or_default();
        let start = (at.saturating_sub(BEFORE)..=*at).find(|at| text.is_char_boundary(*at));
        let before = start.and_then(|start| text.get(start..*at)).unwrap_or_default();
        let mut words = before.split(|letter| !is_own(letter)).rev();
        let is_word = words.next() == Some("") && !behind.starts_with(is_own);
        is_word && words.find(|word| !matches!(*word, "" | "stage")).is_some_and(is_tool)
    });
    let at = found.map(|(at, _)| at).or_else(|| text.find("libnpmpublish"))?;
    Some(text.get(..at)?.matches('\n').count() + 1)
}

fn is_tool(word: &str) -> bool {
    TOOLS.contains(&word)
}

/// How many bytes before `publish` are looked at.
const BEFORE: usize = 24;

/// The words of a line that is no comment.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let line = line.trim_start();
    let is_comment = ["#", "//", "*", "/*", "--"].iter().any(|start| line.starts_with(start));
    let line = if is_comment { "" } else { line };
    let parts =
        line.split(|letter: char| !(letter.is_ascii_alphanumeric() || "-_/".contains(letter)));
    parts.map(|word| word.rsplit('/').next().unwrap_or(word)).filter(|word| !word.is_empty())
}

/// `"npm",` on one line and `"publish",` on the next.
fn over_lines(text: &str) -> Option<usize> {
    let mut tool = None;
    for (index, line) in text.lines().enumerate() {
        let mut words = words(line).filter(|word| *word != "stage").peekable();
        if words.peek() == Some(&"publish") && tool.is_some() {
            return tool;
        }
        if let Some(last) = words.last() {
            tool = TOOLS.contains(&last).then_some(index);
        }
    }
    None
}

/// `verb = "publish"` and `["npm", verb]`: both words stand alone in quotes.
fn apart(text: &str) -> Option<usize> {
    let holds = |line: &str, word: &str| {
        let is_comment = words(line).next().is_none();
        !is_comment
            && ['"', '\''].iter().any(|quote| line.contains(&format!("{quote}{word}{quote}")))
    };
    let published = text.lines().position(|line| holds(line, "publish"))?;
    let mut tools = TOOLS.iter();
    let tool = tools.any(|tool| text.contains(*tool) && text.lines().any(|line| holds(line, tool)));
    tool.then_some(published)
}

/// Whether the name of a file says that it publishes: `scripts/publish-all.sh`, `release.js`.
pub(super) fn names_publishing(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    stem == "release" || stem.split(['-', '_']).any(|word| word == "publish")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_speak_of_publishing() {
        for (text, line) in [
            ("import os\nsubprocess.run(['npm', 'publish'])\n", Some(2)),
            ("# npm publish\nnpm.cmd publish", Some(2)),
            ("print('publish docs')\nrun('npm ci')", None),
            ("npm publisher", None),
            ("system('npx semantic-release')", Some(1)),
            ("run([\n  \"npm\",\n  \"publish\",\n])", Some(2)),
            ("run([\n  \"npm\",\n  \"ci\",\n])\npublish()", None),
            ("verb = \"publish\"\nrun([\"npm\", verb])", Some(1)),
            ("verb = \"publish\"\nrun([\"twine\", verb])", None),
        ] {
            assert_eq!(publishing(text), line, "{text}");
        }
    }

    #[test]
    fn words_beside_each_other_speak_of_publishing() {
        for (text, line) in [
            ("a;execSync('npm publish');b", Some(1)),
            ("a\nexec(\"npm\", [\"stage\", \"publish\"])", Some(2)),
            ("a\r\n;require(\"libnpmpublish\")", Some(2)),
            ("e.npm=1;function publish(){}", None),
            ("run(\"npm ci\");\"npm publishes\"", None),
            ("publish", None),
            ("é publish", None),
        ] {
            assert_eq!(together(text), line, "{text}");
        }
    }

    #[test]
    fn names_of_files_say_that_they_publish() {
        for (path, says) in [
            ("scripts/publish-all.sh", true),
            ("a/npm_publish", true),
            ("release.js", true),
            ("release-notes.js", false),
            ("published.js", false),
        ] {
            assert_eq!(names_publishing(path), says, "{path}");
        }
    }
}
