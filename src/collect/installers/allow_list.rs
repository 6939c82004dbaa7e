//! The lists of packages whose scripts may run that stand in manifests, by who reads them.

use crate::collect::tools::version::Version;
use crate::facts::AllowedScript;

/// The entries that a tool in this version obeys.
///
/// npm 12 reads `allowScripts`; pnpm up to 10 reads its lists below `pnpm`, and later ones none of
/// package.json; Yarn reads `dependenciesMeta`, bun `trustedDependencies`.
pub(super) fn listed<'a>(
    tool: &str,
    version: Version,
    lists: &'a [AllowedScript],
) -> Vec<&'a AllowedScript> {
    let read = |entry: &&AllowedScript| {
        let of_workspace = entry.at.starts_with("pnpm-workspace.yaml#")
            || entry.at.contains("/pnpm-workspace.yaml#");
        let name = entry.list.rsplit('.').next().unwrap_or_default();
        match tool {
            "npm" => entry.list == "allowScripts" && version >= Version(12, 0, 0),
            "yarn" => entry.list == "dependenciesMeta",
            "bun" => entry.list == "trustedDependencies",
            "pnpm" if version >= Version(11, 0, 0) => of_workspace && name == "allowBuilds",
            "pnpm" => {
                let known = match name {
                    "onlyBuiltDependencies" => true,
                    "allowBuilds" => version >= Version(10, 26, 0),
                    _ => false,
                };
                known && (entry.list.starts_with("pnpm.") || of_workspace)
            }
            _ => false,
        }
    };
    lists.iter().filter(read).collect()
}
