//! The collectors that there are.

use super::Collector;
use super::{
    agreement, governance, locks, manifests, pnpm_workspace, rc_files, release_config,
    settings_files, tools, workflows,
};

/// Every collector. Files that several claim are given to each.
pub(crate) const COLLECTORS: &[&dyn Collector] = &[
    &manifests::Manifests,
    &pnpm_workspace::PnpmWorkspace,
    &agreement::PnpmWorkspaceLocked,
    &rc_files::RcFiles,
    &settings_files::YARN,
    &settings_files::YARN_CLASSIC,
    &settings_files::BUN,
    &locks::NPM,
    &locks::PNPM,
    &locks::YARN,
    &locks::BUN,
    &locks::BUN_BINARY,
    &release_config::ReleaseConfigs,
    &workflows::Workflows,
    &workflows::Actions,
    &tools::files::ToolFiles,
    &governance::CodeOwnersFile,
    &governance::SecurityPolicyFile,
    &governance::UpdateBotFile,
];
