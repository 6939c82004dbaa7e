//! Collects what is written about releasing: documents of their own, and the section on it in
//! `CONTRIBUTING.md`. Of a document the headings are kept; what they promise is for policies to say.

use super::harvest::{self, Harvest};
use super::{Collector, File, file_name};
use crate::facts::{Heading, ReleaseGuide};
use crate::source::anchor::Place;

/// `RELEASING.md` and its like.
pub(crate) struct ReleaseGuides;

/// The most headings that are kept of one document.
const MAX_HEADINGS: usize = 200;

/// The most characters of a heading.
const MAX_HEADING: usize = 200;

impl Collector for ReleaseGuides {
    fn facts(&self) -> &'static [&'static str] {
        &["repository.release_guides"]
    }

    fn claims(&self, path: &str) -> bool {
        is_guide(path) || is_contributing(path)
    }

    fn limit(&self) -> u64 {
        1 << 20
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let text = match harvest::text(file.path, file.bytes, self.facts()) {
            Ok(text) => text,
            Err(problem) => return Harvest::problem(problem),
        };
        let place = Place::file(file.path);
        let headings = headings(text);
        let guide = if is_guide(file.path) {
            Some(guide(place.at(), &place, headings))
        } else {
            let section = section(headings);
            let first = section.first().map(|heading| heading.line);
            first.map(|line| guide(place.line(line).at(), &place, section))
        };
        Harvest { release_guides: guide.into_iter().collect(), ..Harvest::default() }
    }
}

/// A heading as it stands in a text.
struct Found {
    line: usize,
    level: usize,
    text: String,
}

fn guide(at: String, place: &Place, found: Vec<Found>) -> ReleaseGuide {
    let headings = found.into_iter();
    let headings =
        headings.map(|found| Heading { at: place.line(found.line).at(), text: found.text });
    ReleaseGuide { at, headings: headings.collect() }
}

/// Whether the file is about releasing by its name. Lists of what was released are not.
fn is_guide(path: &str) -> bool {
    let (folder, stem) = parts(path);
    let about = ["releas", "publish", "runbook", "how-to-release", "how_to_release"];
    let list = ["notes", "history", "changelog", "releases"];
    about.iter().any(|word| stem.starts_with(word))
        && !list.iter().any(|word| stem.contains(word))
        && (matches!(folder.as_str(), "" | ".github" | "docs" | "doc")
            || matches!(folder.as_str(), "docs/contributing" | "docs/maintainers" | "contributing"))
}

fn is_contributing(path: &str) -> bool {
    let (folder, stem) = parts(path);
    matches!(folder.as_str(), "" | ".github" | "docs")
        && matches!(stem.as_str(), "contributing" | "maintaining" | "maintainers" | "governance")
}

/// The folder, and the name without its extension where that is one of a document, in lower case.
fn parts(path: &str) -> (String, String) {
    let name = file_name(path);
    let folder = path.strip_suffix(name).unwrap_or_default().trim_end_matches('/');
    let name = name.to_ascii_lowercase();
    let stem = [".md", ".markdown", ".mdx", ".rst", ".adoc", ".txt"]
        .iter()
        .find_map(|extension| name.strip_suffix(extension));
    (folder.to_ascii_lowercase(), stem.unwrap_or_default().to_owned())
}

/// The headings of a text: with `#` (CommonMark 0.31.2, section 4.2) or `=` (AsciiDoc) before them,
/// or underlined (section 4.3; reStructuredText). Those in fenced code are none.
fn headings(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut fence: Option<&str> = None;
    let mut before: Option<&str> = None;
    for (index, line) in text.lines().enumerate() {
        if found.len() == MAX_HEADINGS {
            break;
        }
        let trimmed = line.trim();
        let opens = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        if opens.is_some() && (fence.is_none() || fence == opens) {
            fence = if fence.is_some() { None } else { opens };
            before = None;
            continue;
        }
        if fence.is_some() {
            continue;
        }
        let level = trimmed.bytes().take_while(|byte| *byte == b'#').count();
        let level = level.max(trimmed.bytes().take_while(|byte| *byte == b'=').count());
        let words = trimmed.get(level..).unwrap_or_default();
        if (1..=6).contains(&level) && words.starts_with([' ', '\t']) {
            let text = words.trim().trim_end_matches(['#', '=']);
            found.push(Found { line: index + 1, level, text: short(text) });
        } else if let (Some(title), Some(level)) = (before, underline(trimmed)) {
            found.push(Found { line: index, level, text: short(title) });
            before = None;
            continue;
        }
        before = Some(trimmed).filter(|line| !line.is_empty() && underline(line).is_none());
    }
    found
}

fn underline(line: &str) -> Option<usize> {
    let first = line.chars().next().filter(|mark| matches!(mark, '=' | '-' | '~'))?;
    let only = line.len() >= 3 && line.chars().all(|mark| mark == first);
    only.then_some(if first == '=' { 1 } else { 2 })
}

fn short(text: &str) -> String {
    text.trim().chars().take(MAX_HEADING).collect()
}

/// The first section whose heading is about releasing, with those below it.
fn section(headings: Vec<Found>) -> Vec<Found> {
    let about = |text: &str| {
        let text = text.to_ascii_lowercase();
        let words = text.split(|mark: char| !mark.is_alphanumeric());
        let mut words = words.filter(|word| !word.is_empty());
        words.any(|word| {
            matches!(word, "release" | "releases" | "releasing" | "publish" | "publishing")
        })
    };
    let mut behind = headings.into_iter().skip_while(|heading| !about(&heading.text));
    let Some(first) = behind.next() else { return Vec::new() };
    let level = first.level;
    std::iter::once(first).chain(behind.take_while(|heading| heading.level > level)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::collect::{Order, repository};
    use crate::policy::reads::Demand;
    use globset::GlobSet;

    /// Each guide as its place and its headings.
    fn guides(path: &str, text: &str) -> Vec<(String, Vec<String>)> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("package.json"), "{}").unwrap();
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
        let (demand, exclude) = (Demand::everything(), GlobSet::empty());
        let facts = repository(folder.path(), &Order::plain(&demand, &exclude)).unwrap().facts;
        let guides = facts.repository.clone().unwrap().release_guides.into_iter();
        guides
            .map(|guide| {
                let headings = guide.headings.into_iter();
                (
                    guide.at,
                    headings.map(|heading| format!("{} {}", heading.at, heading.text)).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn a_document_of_its_own_is_a_guide() {
        let text = "# Releasing\n\nTag it.\n\n```sh\n# no heading\n```\n\nEmergency\n---------\n\n### Undo ###\n";
        assert_eq!(
            guides("RELEASING.md", text),
            [(
                "RELEASING.md".to_owned(),
                vec![
                    "RELEASING.md#line=1 Releasing".to_owned(),
                    "RELEASING.md#line=9 Emergency".to_owned(),
                    "RELEASING.md#line=12 Undo".to_owned(),
                ]
            )]
        );
    }

    #[test]
    fn the_names_that_count_are_those_of_guides() {
        for path in [
            "docs/release-process.md",
            "docs/Releasing.adoc",
            ".github/PUBLISHING.md",
            "release.rst",
        ] {
            assert_eq!(guides(path, "text\n"), [(path.to_owned(), vec![])], "{path}");
        }
        for path in [
            "RELEASES.md",
            "release-notes.md",
            "docs/release_history.md",
            "src/release.md",
            "release.js",
        ] {
            assert_eq!(guides(path, "# Release\n"), [], "{path}");
        }
    }

    #[test]
    fn of_contributing_only_the_section_counts() {
        let text =
            "# Contributing\n## Tests\n## Making a release\n### If it goes wrong\n## Licence\n";
        assert_eq!(
            guides("CONTRIBUTING.md", text),
            [(
                "CONTRIBUTING.md#line=3".to_owned(),
                vec![
                    "CONTRIBUTING.md#line=3 Making a release".to_owned(),
                    "CONTRIBUTING.md#line=4 If it goes wrong".to_owned(),
                ]
            )]
        );
        assert_eq!(guides("CONTRIBUTING.md", "# Contributing\n\nWe release often.\n"), []);
        assert_eq!(guides("CONTRIBUTING.md", "# Unreleased work\n"), []);
    }

    #[test]
    fn a_long_document_is_kept_in_part() {
        let text = format!("# {}\n", "x".repeat(500)).repeat(1_000);
        let found = guides("RELEASING.md", &text);
        let (_, headings) = found.first().unwrap();
        assert_eq!(headings.len(), MAX_HEADINGS);
        assert!(headings.iter().all(|heading| heading.len() < MAX_HEADING + 30));
    }
}
