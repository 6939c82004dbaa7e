//! `package.json`: what a package is, what it needs, what it runs and how it is published.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Command;

/// One `package.json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// The file.
    pub at: String,
    /// The folder that holds it, relative to the target, `.` for the root.
    pub directory: String,
    /// Its place among the workspaces.
    pub role: PackageRole,
    /// `name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The scope of the name with its sign, `@acme`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `version`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// `private`, false where it is not written.
    pub private: bool,
    /// Has a name and a version and is not private: the registry would accept it.
    pub publishable: bool,
    /// `publishConfig`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish_config: Option<PublishConfig>,
    /// `repository`, in either of its forms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<RepositoryField>,
    /// `files`, the allow-list of what is packed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<String>>,
    /// The patterns of `workspaces`, or of `pnpm-workspace.yaml` beside it.
    #[serde(default)]
    pub workspaces: Vec<String>,
    /// `scripts`, by name.
    #[serde(default)]
    pub scripts: Vec<Script>,
    /// The dependencies of every kind, by kind and name.
    #[serde(default)]
    pub dependencies: Vec<Dependency>,
    /// `packageManager`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package_manager: Option<PackageManager>,
    /// `engines` and `devEngines`.
    #[serde(default)]
    pub engines: Vec<Engine>,
    /// The lists that allow install scripts: `allowScripts` and what other tools call it.
    #[serde(default)]
    pub allowed_scripts: Vec<AllowedScript>,
    /// `overrides`, `resolutions` and `pnpm.overrides`, flattened.
    #[serde(default)]
    pub overrides: Vec<Override>,
    /// `bundleDependencies`.
    #[serde(default)]
    pub bundled: Vec<String>,
    /// `author`, `maintainers` and `contributors`.
    #[serde(default)]
    pub people: Vec<Person>,
}

/// The place of a package among workspaces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PackageRole {
    /// The `package.json` at the target's root.
    #[default]
    Root,
    /// Matched by the root's workspace patterns.
    Member,
    /// In a folder of its own, with settings and a lockfile of its own.
    Standalone,
}

/// `publishConfig`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishConfig {
    /// The place.
    pub at: String,
    /// The registry to publish to, scoped or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry: Option<String>,
    /// `public` or `restricted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<String>,
    /// Whether provenance is asked for; absent where nothing is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<bool>,
    /// The dist-tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// `@scope:registry` entries.
    #[serde(default)]
    pub scoped_registries: BTreeMap<String, String>,
}

/// `repository`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepositoryField {
    /// The place of the URL.
    pub at: String,
    /// The URL or shorthand, as written.
    pub url: String,
    /// `directory` within a repository of many packages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
}

/// One entry of `scripts`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// The place of its text.
    pub at: String,
    /// The name, `prepublishOnly`.
    pub name: String,
    /// The text.
    pub text: String,
    /// Run by the package manager itself on install, pack or publish.
    pub lifecycle: bool,
    /// The commands in the text.
    #[serde(default)]
    pub commands: Vec<Command>,
}

/// One dependency as the manifest asks for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// The place of its specification.
    pub at: String,
    /// The name under which it is installed.
    pub name: String,
    /// Which member of the manifest lists it.
    pub kind: DependencyKind,
    /// The specification as written, `^1.2.3`.
    pub spec: String,
    /// What the specification names.
    pub source: DependencySource,
    /// The popular package that its name can be taken for, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resembles: Option<Resemblance>,
}

/// A popular package whose name is close to another's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resemblance {
    /// The popular package.
    pub name: String,
    /// In what the names differ.
    pub how: ResemblanceKind,
    /// Its place in the list of popular packages, from 1.
    pub rank: u64,
}

/// In what a name differs from a popular one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResemblanceKind {
    /// One letter more, less or other, or two that changed places.
    Edit,
    /// Letters that look alike: `rn` for `m`, `0` for `o`, another alphabet's.
    Confusable,
    /// Only in separators, `lodash.merge` and `lodash-merge`, or in their absence.
    Separator,
    /// The same name in another scope, or with the scope written into the name.
    Scope,
    /// The same words in another order, or with a suffix such as `js` more or less.
    Affix,
}

/// The member of a manifest that lists a dependency.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DependencyKind {
    /// `dependencies`
    Production,
    /// `devDependencies`
    Development,
    /// `optionalDependencies`
    Optional,
    /// `peerDependencies`
    Peer,
}

/// What a dependency's specification names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DependencySource {
    /// The kind of source.
    pub kind: SourceKind,
    /// The real package behind an alias.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The host of a git or tarball source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The transport, `https`, `ssh`, `git`, `http`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// The commit, tag or branch of a git source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// A git source names a full commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
}

/// The kinds of source that a package can come from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A version range or tag in a registry.
    Registry,
    /// A registry package under another name, `npm:real@1`.
    Alias,
    /// A git repository.
    Git,
    /// An archive at a URL.
    Tarball,
    /// A file or folder in the tree.
    File,
    /// A link to a folder.
    Link,
    /// A package of the same workspace.
    Workspace,
    /// A named version of the workspace's catalog.
    Catalog,
    /// A patched package.
    Patch,
    /// Something else, kept as written.
    Other,
}

/// `packageManager`, as Corepack reads it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackageManager {
    /// The place.
    pub at: String,
    /// `npm`, `pnpm`, `yarn` or `bun`.
    pub name: String,
    /// The version, as written.
    pub version: String,
    /// The algorithm of the hash that pins it, `sha512`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

/// One entry of `engines` or `devEngines`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Engine {
    /// The place.
    pub at: String,
    /// `node`, `npm`, …
    pub name: String,
    /// The range, as written.
    pub range: String,
    /// From `devEngines`.
    pub development: bool,
}

/// One entry of a list that allows install scripts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowedScript {
    /// The place.
    pub at: String,
    /// The list, `allowScripts`, `pnpm.onlyBuiltDependencies`, `trustedDependencies`, …
    pub list: String,
    /// The key, as written: a name, or a name with versions.
    pub key: String,
    /// Allowed or refused.
    pub allowed: bool,
}

/// One override of a dependency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// The place.
    pub at: String,
    /// The overridden package, with its selector as written.
    pub selector: String,
    /// The new specification.
    pub spec: String,
    /// What it names.
    pub source: DependencySource,
}

/// A person of the manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The place.
    pub at: String,
    /// `author`, `maintainer` or `contributor`.
    pub role: String,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}
