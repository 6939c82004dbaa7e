//! Files that other files name: scripts that jobs run, templates that pipelines include.
//!
//! Which they are is known only when those are read, so no collector claims them. All of a run
//! together are bounded in number and size; links out of the repository are not followed, as ever.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::collect::shell::Seen;
use crate::facts::ProblemKind;
use crate::source::tree::{Files, Unread};

/// The largest file that is followed to, in bytes.
const LARGEST: u64 = 1 << 20;

/// The most bytes that are read of all of them; what a file weighs at least, so that their number
/// is bounded too.
const BUDGET: u64 = 64 << 20;
const LEAST: u64 = 16 << 10;

/// The files of a target, to be read by name.
pub(crate) struct Followed<'a> {
    tree: &'a dyn Files,
    /// Bytes that may still be read.
    left: AtomicU64,
    /// The YAML files that there are, looked for once.
    yaml: OnceLock<Option<Vec<String>>>,
    scripts: Seen,
}

/// What is found under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Its text.
    Text(String),
    /// There is no such file.
    Absent,
    /// There is one, or may be one, that cannot be read: too large, no text, behind a link.
    Unread(Unread),
}

impl<'a> Followed<'a> {
    pub(crate) fn of(tree: &'a dyn Files) -> Self {
        Self { tree, left: AtomicU64::new(BUDGET), yaml: OnceLock::new(), scripts: Seen::default() }
    }

    /// The files themselves, for what has a claim on them.
    pub(crate) fn tree(&self) -> &dyn Files {
        self.tree
    }

    /// The scripts of shells that were read so far.
    pub(crate) fn scripts(&self) -> &Seen {
        &self.scripts
    }

    /// The paths of all YAML files, sorted; absent where they are not known, as of a commit.
    pub(crate) fn yaml(&self) -> Option<&[String]> {
        let is_yaml = |path: &str| path.ends_with(".yml") || path.ends_with(".yaml");
        self.yaml.get_or_init(|| self.tree.list(&is_yaml)).as_deref()
    }

    /// The file at a path relative to the root, as text.
    pub(crate) fn text(&self, path: &str) -> Found {
        let unread = |kind, reason: &str| {
            Found::Unread(Unread { path: path.to_owned(), kind, reason: reason.to_owned() })
        };
        if !self.tree.has(path) {
            return Found::Absent;
        }
        let spend = |left: u64, size: u64| left.checked_sub(size.max(LEAST));
        let left = self.left.load(Ordering::Relaxed);
        if left < LEAST {
            let reason = "is not read: too many files are named by other files";
            return unread(ProblemKind::TooLarge, reason);
        }
        match self.tree.read(path, LARGEST) {
            Ok(bytes) => {
                let size = bytes.len() as u64;
                let order = Ordering::Relaxed;
                let _ = self
                    .left
                    .fetch_update(order, order, |left| Some(spend(left, size).unwrap_or_default()));
                match String::from_utf8(bytes) {
                    Ok(text) => Found::Text(text),
                    Err(_) => unread(ProblemKind::Malformed, "is not UTF-8 text"),
                }
            }
            Err(unread) => Found::Unread(unread),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::source::tree::Tree;

    #[test]
    fn a_name_is_a_text_absent_or_unread() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        };
        write("release.sh", b"npm publish\n");
        write("bytes", &[0xff, 0xfe]);
        write("large", &vec![b'a'; 1 + usize::try_from(LARGEST).unwrap()]);
        std::fs::create_dir(folder.path().join("folder")).unwrap();
        let tree = Tree::open(folder.path()).unwrap();
        let followed = Followed::of(&tree);
        assert_eq!(followed.text("release.sh"), Found::Text("npm publish\n".into()));
        assert_eq!(followed.text("./release.sh"), Found::Text("npm publish\n".into()));
        assert_eq!(followed.text("absent.sh"), Found::Absent);
        assert_eq!(followed.text("folder"), Found::Absent);
        let kind = |name| match followed.text(name) {
            Found::Unread(unread) => Some(unread.kind),
            _ => None,
        };
        assert_eq!(kind("bytes"), Some(ProblemKind::Malformed));
        assert_eq!(kind("large"), Some(ProblemKind::TooLarge));
    }

    #[test]
    fn what_all_files_weigh_is_bounded() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "").unwrap();
        let tree = Tree::open(folder.path()).unwrap();
        let followed = Followed::of(&tree);
        for _ in 0..BUDGET / LEAST {
            assert_eq!(followed.text("a"), Found::Text(String::new()));
        }
        assert!(matches!(followed.text("a"), Found::Unread(_)));
    }

    #[test]
    fn yaml_files_are_listed() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("ci")).unwrap();
        for name in ["b.yaml", "ci/a.yml", "a.json"] {
            std::fs::write(folder.path().join(name), "a: 1").unwrap();
        }
        let tree = Tree::open(folder.path()).unwrap();
        let expected = ["b.yaml".to_owned(), "ci/a.yml".to_owned()];
        assert_eq!(Followed::of(&tree).yaml(), Some(&expected[..]));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_repository_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::NamedTempFile::new().unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("out.sh")).unwrap();
        let tree = Tree::open(folder.path()).unwrap();
        let Found::Unread(unread) = Followed::of(&tree).text("out.sh") else { panic!("is read") };
        assert_eq!(unread.kind, ProblemKind::OutsideTree);
        assert_eq!(Followed::of(&tree).text("../out.sh"), Found::Absent);
    }
}
