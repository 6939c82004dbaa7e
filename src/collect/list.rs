//! The collectors that there are.

use super::Collector;
use super::{governance, locks, manifests, rc_files, release_config, unread_settings, workflows};

/// Every collector. Files that several claim are given to each.
pub(crate) const COLLECTORS: &[&dyn Collector] = &[
    &manifests::Manifests,
    &manifests::PnpmWorkspace,
    &rc_files::RcFiles,
    &unread_settings::UnreadSettings,
    &locks::NPM,
    &locks::PNPM,
    &locks::YARN,
    &locks::BUN,
    &locks::BUN_BINARY,
    &release_config::ReleaseConfigs,
    &workflows::Workflows,
    &workflows::Actions,
    &governance::CodeOwnersFile,
    &governance::SecurityPolicyFile,
    &governance::UpdateBotFile,
];
