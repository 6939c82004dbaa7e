//! The collectors that there are.

use super::Collector;
use super::{
    agreement, azure_pipelines, bitbucket_pipelines, circleci_configs, gitlab_ci, governance,
    locks, manifests, pnpm_workspace, rc_files, release_config, release_guides, settings_files,
    tools, update_bots, workflows,
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
    &gitlab_ci::Configuration,
    &circleci_configs::CircleciConfigs,
    &azure_pipelines::AzurePipelines,
    &bitbucket_pipelines::BitbucketPipelines,
    &tools::files::ToolFiles,
    &governance::CodeOwnersFile,
    &governance::SecurityPolicyFile,
    &release_guides::ReleaseGuides,
    &update_bots::UpdateBotFile,
];
