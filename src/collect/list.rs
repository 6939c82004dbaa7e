//! The collectors that there are.

use super::Collector;
use super::{governance, locks, manifests, rc_files, workflows};

/// Every collector. Files that several claim are given to each.
pub(crate) const COLLECTORS: &[&dyn Collector] = &[
    &manifests::Manifests,
    &manifests::PnpmWorkspace,
    &rc_files::RcFiles,
    &locks::NpmLocks,
    &locks::OtherLocks,
    &workflows::Workflows,
    &workflows::Actions,
    &governance::CodeOwnersFile,
    &governance::SecurityPolicyFile,
    &governance::UpdateBotFile,
];
