//! Overrides that a lockfile does not write down: npm's and those of Yarn. They agree where what
//! is locked is what they ask for.

use super::project::{Project, referenced};
use super::verdict::{Findings, Verdict, satisfies};
use crate::collect::lockfiles::Installed;
use crate::collect::packages::{dependency_source, selected};
use crate::facts::{Override, SourceKind};

/// The specification of an override, with `$name` resolved.
pub(super) fn spec_of<'o>(project: &Project<'o>, one: &'o Override) -> Option<&'o str> {
    match one.spec.strip_prefix('$') {
        Some(name) => referenced(project.root, name),
        None => Some(&one.spec),
    }
}

/// The overrides that stand below this member of the manifest beside the lockfile.
pub(super) fn below<'p>(project: &Project<'p>, member: &str) -> impl Iterator<Item = &'p Override> {
    let start = format!("{}#/{member}/", project.root.at);
    project.root.overrides.iter().filter(move |one| one.at.starts_with(&start))
}

/// Those of one package.
pub(super) fn of_name<'p>(
    project: &Project<'p>,
    member: &str,
    name: &str,
) -> impl Iterator<Item = &'p Override> {
    let start = format!("{}#/{member}/", project.root.at);
    let named: Vec<&Override> = project.overrides_of(name).to_vec();
    named.into_iter().filter(move |one| one.at.starts_with(&start))
}

/// What the selector says besides the name: the range behind it.
fn range_of(selector: &str, name: &str) -> Option<String> {
    let rest = selector.strip_prefix(name)?.strip_prefix('@')?;
    Some(rest.strip_prefix("npm:").unwrap_or(rest).to_owned())
}

/// npm's: what is locked must not be a version that the selector meets and the specification does
/// not (`edge.js`, `satisfiedBy`).
pub(super) fn of_npm(project: &Project<'_>, all_known: bool, findings: &mut Findings) {
    for one in below(project, "overrides") {
        let name = selected(&one.selector);
        let inner = one.selector.contains('>');
        let key = range_of(&one.selector, name);
        let Some(spec) = spec_of(project, one) else {
            findings.undecided(&one.at, name, "the override refers to no dependency");
            continue;
        };
        let mut locked = packages_of(project, name);
        if locked.is_empty() && all_known {
            continue;
        }
        locked.retain(|(_, one)| {
            let version = one.version.as_deref().unwrap_or_default();
            key.as_deref().is_none_or(|key| satisfies(version, key) != Some(false))
        });
        let source = dependency_source(name, spec);
        let real = source.name.as_deref().unwrap_or(name);
        let range = range_in(spec, real);
        let fits = |one: &&Installed| {
            let version = one.version.as_deref().unwrap_or_default();
            let named = one.name.as_deref().unwrap_or(name) == real;
            named && satisfies(version, range) == Some(true)
        };
        let bad = locked.iter().find(|(_, one)| !fits(one));
        let twice = of_name(project, "overrides", name).count() > 1;
        match bad {
            _ if !all_known => {
                findings.undecided(&one.at, name, "the packages within others are not compared");
            }
            None => {}
            Some(_) if !matches!(source.kind, SourceKind::Registry | SourceKind::Alias) => {
                findings.undecided(&one.at, name, "the override asks for no version");
            }
            Some(_) if inner || twice => {
                let some = locked.iter().any(|(_, one)| fits(one));
                if !some {
                    let reason = "whether the override concerns what is locked is not known";
                    findings.undecided(&one.at, name, reason);
                }
            }
            Some((key, installed)) => {
                let at = project.place(&["packages", key]);
                let version = installed.version.as_deref().unwrap_or_default();
                findings.overridden(&one.at, name, Some(spec), Some((version, at)));
            }
        }
    }
}

/// The range in the specification of a package: `^1` in `npm:real@^1`.
fn range_in<'s>(spec: &'s str, real: &str) -> &'s str {
    let Some(rest) = spec.trim().strip_prefix("npm:") else { return spec };
    rest.strip_prefix(real).map_or(rest, |rest| rest.trim_start_matches('@'))
}

/// Every package of this name that npm installs by itself.
fn packages_of<'p>(project: &Project<'p>, name: &str) -> Vec<(&'p str, &'p Installed)> {
    let installed = project.installed_as(name).iter();
    let own =
        installed.filter(|(key, one)| !one.link && !one.bundled && key.contains("node_modules/"));
    own.copied().collect()
}

/// What a member of npm's workspace gets instead of what it asks for.
pub(super) fn of_member(project: &Project<'_>, name: &str, version: &str) -> Option<Verdict> {
    let one = of_name(project, "overrides", name).next()?;
    let spec = spec_of(project, one)?;
    Some(match satisfies(version, range_in(spec, name)) {
        Some(true) => Verdict::Agrees,
        _ => Verdict::Undecided("an override decides which version it gets"),
    })
}

/// Yarn's `resolutions`: where anything that they concern is locked, what they ask for is.
pub(super) fn of_yarn(project: &Project<'_>, berry: bool, findings: &mut Findings) {
    for one in below(project, "resolutions") {
        let name = selected(&one.selector);
        let locked = project.installed_as(name);
        let range = one.spec.strip_prefix("npm:").unwrap_or(&one.spec);
        let fits = |installed: &Installed| {
            installed.version.as_deref().and_then(|version| satisfies(version, range)) == Some(true)
        };
        let exact = |key: &str| is_descriptor(key, name, &one.spec);
        let met = |key: &str, installed: &Installed| exact(key) || (!berry && fits(installed));
        let any = locked.iter().any(|(key, installed)| met(key, installed));
        let mut others = locked.iter().filter(|(_, installed)| !installed.link);
        let bad = match Concern::of(&one.selector, name) {
            // Yarn 1 gives everything of the name the one version, later ones the one descriptor.
            Concern::All if berry => others.next().filter(|_| !any),
            Concern::All if one.source.kind == SourceKind::Registry => {
                others.find(|(key, installed)| !met(key, installed))
            }
            Concern::All => others.next().filter(|_| !any),
            Concern::Descriptor(range) => others.find(|(key, _)| is_descriptor(key, name, range)),
            Concern::Within(parent) => {
                let asks = project.installed_as(parent).iter().any(|(_, installed)| {
                    let folder = installed.address.as_deref().filter(|_| installed.link);
                    let importer = folder.and_then(|folder| project.importer(folder));
                    importer.is_none_or(|importer| importer.named(name).next().is_some())
                });
                if !any && asks && !locked.is_empty() {
                    let reason = "whether the resolution concerns what is locked is not known";
                    findings.undecided(&one.at, name, reason);
                }
                None
            }
        };
        let Some((_, shown)) = bad.filter(|_| !any || !berry) else { continue };
        let version = shown.version.as_deref().unwrap_or_default();
        let at = project.line(shown.line);
        findings.overridden(&one.at, name, Some(&one.spec), Some((version, at)));
    }
}

/// What a resolution concerns.
enum Concern<'s> {
    /// Everything of the name.
    All,
    /// What is asked for with this range.
    Descriptor(&'s str),
    /// What this package asks for.
    Within(&'s str),
}

impl<'s> Concern<'s> {
    fn of(selector: &'s str, name: &str) -> Self {
        if let Some(rest) = selector.strip_prefix(name) {
            match rest.strip_prefix('@') {
                Some(range) => {
                    return Self::Descriptor(range.strip_prefix("npm:").unwrap_or(range));
                }
                None if rest.is_empty() => return Self::All,
                None => {}
            }
        }
        let end = selector.rfind(name).unwrap_or_default();
        let before = selector.get(..end).unwrap_or_default();
        match before.trim_end_matches('/').trim_end_matches("**").trim_end_matches('/') {
            "" => Self::All,
            parents => Self::Within(selected(parents)),
        }
    }
}

/// Whether a key of yarn.lock is this descriptor; a later generation binds some to who asks.
pub(super) fn is_descriptor(key: &str, name: &str, range: &str) -> bool {
    let behind = key.strip_prefix(name).and_then(|rest| rest.strip_prefix('@'));
    let is = |text: &str| text == range || text.strip_prefix("npm:") == Some(range);
    behind.is_some_and(|text| {
        is(text) || text.match_indices("::").any(|(at, _)| text.get(..at).is_some_and(is))
    })
}
