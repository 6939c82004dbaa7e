//! Collectors: they read files and make facts of them. They never judge.
//!
//! A collector claims files by their path and turns one file at a time into a [`Harvest`].
//! Files are read once, in parallel; what belongs together across files is done at the end, in
//! [`finish`]. A collector is added by writing its module and naming it in [`COLLECTORS`].

mod address;
mod agreement;
mod azure;
mod azure_pipelines;
pub(crate) mod bitbucket;
mod bitbucket_pipelines;
mod changes;
mod ci;
pub(crate) mod circleci;
mod circleci_configs;
mod deeds;
pub(crate) mod dns;
mod domains;
mod email;
mod finish;
mod folders;
mod followed;
mod gather;
mod github;
mod gitlab;
mod gitlab_ci;
mod governance;
mod grammar;
mod harvest;
mod https;
mod installers;
mod javascript;
mod list;
mod lockfiles;
mod locks;
mod manifests;
mod names;
mod network;
mod own_names;
mod packages;
mod pnpm_workspace;
mod rc_files;
mod release_config;
mod release_guides;
mod semver;
mod settings;
mod settings_files;
mod shell;
mod tools;
mod update_bots;
mod withhold;
mod workflows;

pub use changes::Base;
#[cfg(any(fuzzing, test))]
pub(crate) use email::fuzzing;
pub(crate) use harvest::Harvest;
pub use network::{Network, NetworkOptions};

use std::path::Path;
use std::sync::Arc;

use globset::GlobSet;

use crate::config::ConfiguredDomain;
use crate::facts::{Attested, Facts, Problem, SCHEMA, Target};
use crate::policy::reads::Demand;
use crate::source::anchor::Place;
use crate::source::tree::{Tree, Unread};
use domains::Domains;
pub(crate) use followed::Followed;
pub(crate) use list::COLLECTORS;
use own_names::OwnNames;

/// Reads one kind of file.
pub(crate) trait Collector: Sync {
    /// The paths of the facts that come from its files. They are missing where a file cannot be
    /// read, and a collector none of whose facts are asked for reads nothing.
    fn facts(&self) -> &'static [&'static str];

    /// Whether it reads the file at this path, relative to the target.
    fn claims(&self, path: &str) -> bool;

    /// Whether it reads only files of a package: at the root, or beside a `package.json`. Others of
    /// their name are somebody's fixtures, and nothing of this project is missing without them.
    fn of_packages(&self) -> bool {
        false
    }

    /// Whether it reads its files when all manifests are read: it looks for names that stand there.
    fn after_manifests(&self) -> bool {
        false
    }

    /// The largest file that it reads, in bytes.
    fn limit(&self) -> u64 {
        4 << 20
    }

    /// What the name alone tells of a file that cannot be opened or is too large.
    fn unread(&self, _path: &str) -> Harvest {
        Harvest::default()
    }

    /// Makes facts of one file.
    fn collect(&self, file: &File<'_>) -> Harvest;
}

/// A file that a collector has claimed.
pub(crate) struct File<'a> {
    /// Relative to the target, with `/`.
    pub(crate) path: &'a str,
    pub(crate) bytes: &'a [u8],
    /// What the selected rules ask for.
    pub(crate) demand: &'a Demand,
    /// The organisation's own names; those of the repository's private packages only for a
    /// collector that comes after manifests.
    pub(crate) own: &'a Arc<OwnNames>,
    /// The files beside it, for those that it names.
    pub(crate) others: &'a Followed<'a>,
}

/// What is to be collected, and for when.
pub(crate) struct Order<'a> {
    /// The target's name in reports.
    pub(crate) name: &'a str,
    pub(crate) demand: &'a Demand,
    /// Paths that are left out.
    pub(crate) exclude: &'a GlobSet,
    /// The day, `2026-11-21`.
    pub(crate) today: &'a str,
    /// The domains of the configuration.
    pub(crate) domains: &'a [ConfiguredDomain],
    /// What people state in the configuration.
    pub(crate) attested: &'a [Attested],
    /// The domains that registries send mail from.
    pub(crate) registry_domains: &'a [String],
    /// Scopes and names that are the organisation's own.
    pub(crate) internal_scopes: &'a [String],
    pub(crate) internal_names: &'a [String],
    /// Domains whose mailboxes anybody can have.
    pub(crate) mailbox_providers: &'a [String],
    /// Absent for a run that asks nothing.
    pub(crate) network: Option<&'a Network>,
    /// What the target is compared with.
    pub(crate) base: Option<Base<'a>>,
}

#[cfg(any(test, fuzzing))]
impl<'a> Order<'a> {
    /// Everything of a folder, without a configuration and without the network.
    pub(crate) fn plain(demand: &'a Demand, exclude: &'a GlobSet) -> Self {
        Self {
            name: "a",
            demand,
            exclude,
            today: "2026-11-21",
            domains: &[],
            attested: &[],
            registry_domains: &[],
            internal_scopes: &[],
            internal_names: &[],
            mailbox_providers: &[],
            network: None,
            base: None,
        }
    }
}

impl Order<'_> {
    fn own(&self) -> OwnNames {
        OwnNames::declared(self.internal_scopes, self.internal_names)
    }
}

/// What a target yields.
pub(crate) struct Collected {
    pub(crate) facts: Arc<Facts>,
    /// The files that places are looked for in; absent where the target has none.
    pub(crate) tree: Option<Tree>,
}

/// Facts that tell whose domains matter, as problems name them.
const PEOPLE: &[&str] = &["packages", "packages[*]", "packages[*].people"];

/// Collects the facts of a folder.
///
/// # Errors
/// A sentence for people, where the folder cannot be read or holds nothing to judge: a target
/// with no file read must not look like one without findings.
pub(crate) fn repository(path: &Path, order: &Order<'_>) -> Result<Collected, String> {
    let mut tree = Tree::open(path)?;
    let demand = github::widened(installers::widened(&changes::demand(order)));
    let walked = gather::walk(&mut tree, order.exclude);
    let is_nothing = order.domains.is_empty() || !order.demand.wants("domains");
    if walked.is_empty() && is_nothing {
        return Err(
            "holds no file that Palisade reads: no package.json, lockfile, .npmrc or workflow"
                .to_owned(),
        );
    }
    let others = Followed::of(&tree);
    let harvest = gather::harvest(&others, &walked, &demand, order.own(), &|_, _| false);
    let facts = Facts { target: target("repository", tree.revision(), order), ..document() };
    let mut facts = finish::finish(facts, harvest, &demand, &others);
    changes::add(&mut facts, &tree, &walked, order)?;
    if order.demand.wants("attested") {
        facts.attested = order.attested.to_vec();
    }
    let mut domains = Domains::default();
    // What somebody has written down is not pushed out by long lists of contributors.
    domains.configuration(order.domains);
    domains.registry(order.registry_domains);
    domains.people(&facts.packages);
    observe(domains, order, &mut facts);
    Ok(Collected { facts: Arc::new(facts), tree: Some(tree) })
}

/// Collects the facts of a domain by itself.
pub(crate) fn domain(name: &str, order: &Order<'_>) -> Collected {
    let mut facts = Facts { target: target("domain", None, order), ..document() };
    let mut domains = Domains::default();
    domains.argument(name);
    observe(domains, order, &mut facts);
    Collected { facts: Arc::new(facts), tree: None }
}

fn document() -> Facts {
    Facts { schema: SCHEMA.to_owned(), ..Facts::default() }
}

fn target(kind: &str, revision: Option<String>, order: &Order<'_>) -> Target {
    Target {
        kind: kind.to_owned(),
        name: order.name.to_owned(),
        revision,
        collected_on: order.today.to_owned(),
        collector: format!("palisade {}", env!("CARGO_PKG_VERSION")),
    }
}

/// Adds what the network says of domains, or that it was not asked.
fn observe(domains: Domains, order: &Order<'_>, facts: &mut Facts) {
    if !order.demand.wants("domains") {
        return;
    }
    let (asked, problems) = domains.finish(order.domains, order.mailbox_providers);
    let observed = match order.network {
        Some(network) => network.observe_all(&asked, order.demand),
        None => email::offline(&asked),
    };
    // People who could not be read may have named a domain.
    for problem in &mut facts.problems {
        if problem.facts.iter().any(|path| PEOPLE.contains(&path.as_str())) {
            problem.facts.push("domains".to_owned());
        }
    }
    facts.domains = observed.domains;
    facts.lookups = observed.lookups;
    facts.fetches = observed.fetches;
    facts.problems.extend(problems);
    facts.problems.extend(observed.problems);
    facts.problems.sort();
}

/// The folder of a file, `.` for the root.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or(".", |(folder, _)| folder)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn problem(unread: &Unread, facts: &[&str]) -> Problem {
    Problem {
        at: Place::file(&unread.path).at(),
        kind: unread.kind,
        facts: facts.iter().map(|path| (*path).to_owned()).collect(),
        reason: unread.reason.clone(),
    }
}
