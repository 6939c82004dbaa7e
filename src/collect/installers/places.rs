//! Which files, variables and flags a tool reads settings from, by its version.
//!
//! npm: <https://docs.npmjs.com/cli/v11/configuring-npm/npmrc>; pnpm: <https://pnpm.io/settings>
//! and <https://pnpm.io/npmrc>; Yarn: <https://yarnpkg.com/configuration/yarnrc>,
//! <https://classic.yarnpkg.com/en/docs/yarnrc>; bun: <https://bun.com/docs/pm/npmrc>.

use super::support::plain;
use crate::collect::file_name;
use crate::collect::tools::version::Version;
use crate::facts::{Control, Layer, Setting};

/// Whether a tool listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    Yes,
    /// Not, and why.
    No(String),
    /// Nobody knows, and why.
    Unsure(String),
}

impl Heard {
    pub(super) fn no(reason: &str) -> Self {
        Self::No(reason.to_owned())
    }

    fn when(holds: bool, reason: &str) -> Self {
        if holds { Self::Yes } else { Self::no(reason) }
    }
}

const YARN_2: Version = Version(2, 0, 0);
const PNPM_11: Version = Version(11, 0, 0);
/// The first pnpm that reads settings from `pnpm-workspace.yaml`.
pub(super) const PNPM_WORKSPACE: Version = Version(10, 5, 0);
/// The first bun that reads `.npmrc`.
pub(super) const BUN_NPMRC: Version = Version(1, 1, 18);

/// Whether a setting is about registries or credentials, or about publishing: what npm, and tools
/// beside it, use without installing anything.
pub(super) fn is_of_registries(setting: &Setting) -> bool {
    setting.credential.is_some()
        || setting.bound_to.is_some()
        || setting.scope.is_some()
        || setting.control == Some(Control::Registry)
        || matches!(
            setting.name.as_str(),
            "registry" | "ca" | "cafile" | "cert" | "key" | "proxy" | "https-proxy" | "username"
        )
}

/// Whether a setting is about how registries are reached: what pnpm reads from `.npmrc` besides, its
/// `NETWORK_INI_KEYS`.
fn is_of_network(setting: &Setting) -> bool {
    matches!(
        plain(&setting.name).as_str(),
        "strictssl" | "proxy" | "httpproxy" | "httpsproxy" | "noproxy" | "localaddress"
    )
}

/// Whether npm uses a setting without installing.
pub(super) fn is_of_publishing(setting: &Setting) -> bool {
    is_of_registries(setting)
        || setting.control == Some(Control::Provenance)
        || matches!(setting.name.as_str(), "provenance" | "access" | "otp" | "tag")
}

/// Whether a tool in this version reads settings from where this one stands.
pub(super) fn read(tool: &str, version: Version, setting: &Setting) -> Heard {
    match setting.origin.layer {
        Layer::Environment => environment(tool, version, setting),
        // A command's flags are its own.
        Layer::Flag => Heard::when(setting.tool == tool, "another tool is given it"),
        Layer::User | Layer::Project | Layer::Member => {
            let name = file_name(&setting.origin.file);
            match name {
                ".npmrc" => npmrc(tool, version, setting),
                ".yarnrc.yml" => Heard::when(
                    tool == "yarn" && version >= YARN_2,
                    "Yarn 1 reads .yarnrc, and .yarnrc.yml since version 2",
                ),
                ".yarnrc" => Heard::when(
                    tool == "yarn" && version < YARN_2,
                    "Yarn reads .yarnrc.yml since version 2, and .yarnrc no more",
                ),
                "pnpm-workspace.yaml" => Heard::when(
                    tool == "pnpm" && version >= PNPM_WORKSPACE,
                    "pnpm reads settings from pnpm-workspace.yaml since 10.5",
                ),
                "package.json" if tool == "pnpm" => {
                    Heard::when(version < PNPM_11, "pnpm ignores `pnpm` in package.json since 11")
                }
                // Written by a command of the tool itself.
                _ if setting.tool == tool => Heard::Yes,
                _ if setting.tool == "npm" => npmrc(tool, version, setting),
                _ => Heard::no("another tool is told it"),
            }
        }
    }
}

fn npmrc(tool: &str, version: Version, setting: &Setting) -> Heard {
    match tool {
        "npm" => Heard::Yes,
        "pnpm" => Heard::when(
            version < PNPM_11 || is_of_registries(setting) || is_of_network(setting),
            "pnpm reads registries, credentials and the network alone from .npmrc since 11",
        ),
        "yarn" => Heard::when(version < YARN_2, "Yarn does not read .npmrc since version 2"),
        "bun" if !is_of_registries(setting) => {
            Heard::no("bun reads registries and credentials alone from .npmrc")
        }
        "bun" if version < BUN_NPMRC => {
            Heard::Unsure("bun reads .npmrc since some version before 1.1.18".to_owned())
        }
        _ => Heard::Yes,
    }
}

fn environment(tool: &str, version: Version, setting: &Setting) -> Heard {
    match (setting.tool.as_str(), tool) {
        ("npm", "pnpm") => Heard::when(
            version < PNPM_11,
            "pnpm reads variables that begin with `pnpm_config_` alone since 11",
        ),
        ("npm", "yarn") => Heard::when(
            version < YARN_2,
            "Yarn reads variables that begin with `YARN_` alone since version 2",
        ),
        ("npm", "bun") => Heard::when(
            setting.name == "registry" && setting.scope.is_none(),
            "bun reads the registry alone from variables of npm",
        ),
        ("pnpm", "pnpm") if version < PNPM_11 => {
            Heard::Unsure("pnpm reads `pnpm_config_` variables since 11 for certain".to_owned())
        }
        (own, tool) => Heard::when(own == tool, "it is a variable of another tool"),
    }
}
