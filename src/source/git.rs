//! The history of a repository, read without running git: which commit a change is compared with.
//!
//! The folder's own `.git` is what is read, and the objects that it points to; neither the user's
//! nor the system's configuration, no variable of the environment, and nothing of the network.

mod commit;
mod layout;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use gix::{ObjectId, Repository};

pub(crate) use commit::CommitTree;

use super::tree::Unread;
use crate::facts::ProblemKind;

/// The most bytes that one object may take: a hostile delta asks for any number.
const ALLOC_LIMIT: &str = "gitoxide.objects.allocLimit=192m";

/// The file in which a shallow clone says where it ends: no other one that a repository names.
const SHALLOW_FILE: &str = "gitoxide.core.shallowFile=shallow";

/// What is said where the reader gives up in a way that it does not foresee.
const BROKEN: &str = "git's files are damaged, and reading them has failed";

/// The commit that is compared with.
#[derive(Debug)]
pub(crate) struct Ancestor {
    /// Its files.
    pub(crate) tree: CommitTree,
    /// Its name in hexadecimal.
    pub(crate) commit: String,
}

/// Why there is nothing to compare with.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// What was asked for cannot be meant: a sentence for people, without its subject.
    Refused(String),
    /// What was asked for is not here.
    Missing(Unread),
}

/// Finds what a folder is compared with where it is to be compared with a revision: the best common
/// ancestor of that and `HEAD`, as `git diff REV...` does. What else has happened on the other
/// branch is not brought by this one. Histories that share nothing are compared with the revision
/// itself.
///
/// `root` is the folder with all links resolved; it may lie below the top of the repository.
pub(crate) fn ancestor(root: &Path, revision: &str) -> Result<Ancestor, Failure> {
    let Some(top) = root.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok())
    else {
        let reason = "is in no git repository, and there is no other revision of it";
        return Err(Failure::Refused(reason.to_owned()));
    };
    let place = Place { root, top };
    layout::check(top).map_err(|reason| place.missing(reason))?;
    catch_unwind(AssertUnwindSafe(|| found(&place, revision)))
        .unwrap_or_else(|_| Err(place.missing(BROKEN.to_owned())))
}

/// The same in a folder whose files can be read.
fn found(place: &Place<'_>, revision: &str) -> Result<Ancestor, Failure> {
    let options = gix::open::Options::isolated()
        .with(gix::sec::Trust::Full)
        .config_overrides([ALLOC_LIMIT, SHALLOW_FILE]);
    let shared = gix::ThreadSafeRepository::open_opts(place.top.join(".git"), options)
        .map_err(|error| place.missing(format!("git's files cannot be read: {}", told(&error))))?;
    let repository = shared.to_thread_local();
    let is_shallow = repository
        .shallow_commits()
        .map_err(|error| place.missing(format!("git's files cannot be read: {}", told(&error))))?
        .is_some();
    let named = commit(&repository, revision, is_shallow, place)?;
    let base = match meeting(&repository, named) {
        Ok(Some(base)) => base,
        Ok(None) if is_shallow => {
            return Err(place.missing(format!(
                "the history ends before `HEAD` and `{revision}` meet, for this is a shallow \
                 clone: {}",
                deepen(revision)
            )));
        }
        Ok(None) => named,
        Err(error) => {
            let told = format!("the history cannot be followed: {}", told(&error));
            return Err(place.missing(format!("{told}{}", complete(&repository))));
        }
    };
    let lost = |error: &gix::Error| {
        let reason = format!("commit {base} cannot be read: {}", told(error));
        place.missing(format!("{reason}{}", complete(&repository)))
    };
    let tree = repository.find_commit(base).map_err(|error| lost(&error))?;
    let tree = tree.tree_id().map_err(|error| lost(&error))?.detach();
    let tree = match place.below(&repository, tree)? {
        Some(tree) => CommitTree::new(shared, tree),
        None => CommitTree::empty(shared),
    };
    Ok(Ancestor { tree, commit: base.to_hex().to_string() })
}

/// The last commit that `HEAD` and another have in common, if there is one. A repository in which
/// nothing was committed yet has none.
fn meeting(repository: &Repository, named: ObjectId) -> gix::Result<Option<ObjectId>> {
    if repository.head()?.is_unborn() {
        return Ok(None);
    }
    let head = repository.head_id()?.detach();
    let base = repository.merge_base(head, named)?.map(gix::Id::detach);
    if base.is_none() {
        // A commit that is lost looks like a beginning: make sure that there is none.
        for commit in repository.rev_walk([head, named]).all()? {
            commit?;
        }
    }
    Ok(base)
}

/// The commit that a revision names.
fn commit(
    repository: &Repository,
    revision: &str,
    is_shallow: bool,
    place: &Place<'_>,
) -> Result<ObjectId, Failure> {
    let spec = repository.rev_parse(revision).map_err(|_| {
        if is_shallow {
            // It may be there, beyond where the history ends.
            return place.missing(format!(
                "there is no revision `{revision}`, for this is a shallow clone: {}",
                deepen(revision)
            ));
        }
        Failure::Refused(format!(
            "has no revision `{revision}`: name a branch, tag or commit of the repository; \
             `git fetch` brings those of others"
        ))
    })?;
    let Some(id) = spec.single() else {
        let reason = format!("is to be compared with one revision, and `{revision}` names several");
        return Err(Failure::Refused(reason));
    };
    let object = id.object().map_err(|error| {
        let reason = format!("`{revision}` is {id}, which cannot be read: {}", told(&error));
        place.missing(format!("{reason}{}", complete(repository)))
    })?;
    let peeled = object.peel_to_commit().map_err(|_| {
        let reason = format!("is to be compared with a commit, and `{revision}` names none");
        Failure::Refused(reason)
    })?;
    Ok(peeled.id)
}

/// How the rest of a shallow clone is fetched.
fn deepen(revision: &str) -> String {
    let branch = revision.strip_prefix("origin/").map(|name| format!(" origin {name}"));
    format!(
        "`git fetch --unshallow{}`, or `fetch-depth: 0` for actions/checkout, brings the rest",
        branch.unwrap_or_default()
    )
}

/// How the objects that a partial clone has left out are fetched; nothing of another clone.
fn complete(repository: &Repository) -> &'static str {
    let config = repository.config_snapshot();
    let mut remotes = config.plumbing().sections_by_name("remote").into_iter().flatten();
    if remotes.any(|remote| remote.value("promisor").is_some()) {
        "; this is a partial clone: `git fetch --refetch --no-filter origin` brings the rest"
    } else {
        ""
    }
}

/// A folder within a repository.
struct Place<'a> {
    root: &'a Path,
    /// The folder that holds `.git`.
    top: &'a Path,
}

impl Place<'_> {
    /// What is missing, shown at the files of git where these lie in the folder.
    fn missing(&self, reason: String) -> Failure {
        let files = [".git/shallow", ".git"];
        let shown = files.into_iter().find(|file| self.root.join(file).exists());
        Failure::Missing(Unread {
            path: shown.unwrap_or_default().to_owned(),
            kind: ProblemKind::Unreadable,
            reason,
        })
    }

    /// The tree of the folder below the tree at the top; nothing where the commit does not have it.
    fn below(&self, repository: &Repository, top: ObjectId) -> Result<Option<ObjectId>, Failure> {
        let inner: PathBuf = self.root.strip_prefix(self.top).unwrap_or(self.root).to_path_buf();
        let mut tree = top;
        for part in inner.components() {
            let name = part.as_os_str().to_string_lossy();
            let entries = commit::entries(repository, tree, &mut commit::Budget::default())
                .map_err(|(_, reason)| self.missing(format!("the commit's files: {reason}")))?;
            let found = entries.into_iter().find(|entry| entry.name == name.as_bytes());
            match found.filter(|entry| entry.mode.is_tree()) {
                Some(entry) => tree = entry.id,
                None => return Ok(None),
            }
        }
        Ok(Some(tree))
    }
}

/// An error of the reader as part of a sentence: its causes, on one line.
fn told(error: &gix::Error) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().trim().trim_end_matches('.').to_owned()
}
