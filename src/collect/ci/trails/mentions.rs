//! Texts that speak of publishing in a language that is not read.

/// Tools that publish when they are told to.
const TOOLS: &[&str] = &["npm", "pnpm", "yarn", "bun", "lerna", "changeset"];

/// Tools that publish by their name alone.
const ALONE: &[&str] = &["libnpmpublish", "release-it", "semantic-release"];

/// The first line, from 1, on which a tool that publishes to a registry stands beside `publish`, and
/// which is no comment.
pub(super) fn publishing(text: &str) -> Option<usize> {
    let line = |line: &str| {
        let line = line.trim_start();
        if ["#", "//", "*", "/*", "--"].iter().any(|start| line.starts_with(start)) {
            return false;
        }
        let mut words = line
            .split(|letter: char| !(letter.is_ascii_alphanumeric() || "-_/".contains(letter)))
            .map(|word| word.rsplit('/').next().unwrap_or(word));
        let (mut tool, mut publish) = (false, false);
        words.any(|word| {
            tool |= TOOLS.contains(&word);
            publish |= word == "publish";
            (tool && publish) || ALONE.contains(&word)
        })
    };
    text.lines().position(line).map(|index| index + 1)
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
        ] {
            assert_eq!(publishing(text), line, "{text}");
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
