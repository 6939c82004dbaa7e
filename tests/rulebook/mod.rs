//! The folders of the default bundle's rules, and how their fixtures are judged.

mod served;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Once};

use palisade::config::Config;
use palisade::facts::Facts;
use palisade::policy::reads::Demand;
use palisade::policy::severity::Profile;
use palisade::{Base, Report, Setup, Subject, Target, World, check};
use serde_json::json;
use served::Served;

/// The folder of the bundle, relative to the package, where tests run.
const BUNDLE: &str = "policies";

/// The folder of helper packages, which holds no rules.
const LIBRARY: &str = "lib";

/// `policies/<pack>/<rule>/`
pub(crate) struct Folder {
    /// `ci.unpinned_action`, as the folder says.
    pub(crate) id: String,
    pub(crate) path: PathBuf,
}

impl Folder {
    /// `policies/ci/unpinned_action/bad`
    pub(crate) fn fixture(&self, state: &str) -> PathBuf {
        self.path.join(state)
    }
}

/// A fixture judged by one rule or, where none is named, by all.
pub(crate) fn judged(fixture: &Path, rule: Option<&str>) -> Report {
    in_its_world(fixture, |world| check(&[target(fixture, rule)], world))
}

/// All facts of a fixture.
#[allow(dead_code, reason = "not every test program asks for facts")]
pub(crate) fn facts(fixture: &Path) -> Facts {
    let everything = Demand::everything();
    let facts =
        in_its_world(fixture, |world| palisade::facts(&target(fixture, None), &everything, world));
    facts.expect("a fixture can be read")
}

/// What a fixture was before its change, `bad.base` beside `bad`; none where it is no change.
fn before(fixture: &Path) -> Option<PathBuf> {
    let before = fixture.with_extension("base");
    before.is_dir().then_some(before)
}

/// A fixture with a zone is looked at online: servers on this machine answer. One with a folder of
/// what it was is a change.
fn in_its_world<R>(fixture: &Path, look: impl FnOnce(World<'_>) -> R) -> R {
    let served = Served::of(fixture);
    let network = served.as_ref().map(Served::network);
    let today = "2026-11-21".parse().expect("a day of the calendar");
    let base = before(fixture);
    let base = base.as_deref().map(Base::Folder);
    look(World { network: network.as_ref(), base, ..World::offline(today) })
}

fn target(fixture: &Path, rule: Option<&str>) -> Target {
    let own = Config::of_target(fixture);
    let setup =
        if own.file.is_some() { Arc::new(Setup::new(configured(own, rule))) } else { shared(rule) };
    let name = fixture.to_string_lossy().replace('\\', "/");
    Target { name, subject: Subject::Folder(fixture.to_path_buf()), setup }
}

/// The setup of fixtures without a configuration of their own; loading policies is what takes time.
fn shared(rule: Option<&str>) -> Arc<Setup> {
    static SETUPS: Mutex<BTreeMap<Option<String>, Arc<Setup>>> = Mutex::new(BTreeMap::new());
    let key = rule.map(str::to_owned);
    let known = SETUPS.lock().expect("nothing panics while it is held").get(&key).cloned();
    known.unwrap_or_else(|| {
        let made = Arc::new(Setup::new(configured(Config::defaults(), rule)));
        SETUPS.lock().expect("nothing panics while it is held").insert(key, Arc::clone(&made));
        made
    })
}

fn configured(mut config: Config, rule: Option<&str>) -> Config {
    config.selection.profile = Profile::Strict;
    config.selection.only.extend(rule.map(str::to_owned));
    // Fixtures take their packages from here, and name no registry that exists.
    let chosen =
        [("public_registries", json!(["npm.example"])), ("registry_mail_domains", json!([]))];
    for (name, value) in chosen {
        if !config.bundle.parameters.iter().any(|(own, _)| own == name) {
            config.bundle.parameters.push((name.to_owned(), value));
        }
    }
    config
}

/// As the command does: policies are evaluated on threads with deep stacks.
pub(crate) fn deep_threads() {
    static POOL: Once = Once::new();
    POOL.call_once(|| {
        let pool = rayon::ThreadPoolBuilder::new().stack_size(64 << 20);
        pool.build_global().expect("no pool exists yet");
    });
}

/// Every folder of a rule, by id.
pub(crate) fn folders() -> Vec<Folder> {
    // Before anything goes through them in parallel, and the threads are the usual ones.
    deep_threads();
    let mut folders = Vec::new();
    for pack in folders_in(Path::new(BUNDLE)) {
        if pack.ends_with(LIBRARY) {
            continue;
        }
        folders.extend(
            folders_in(&pack)
                .into_iter()
                .map(|path| Folder { id: format!("{}.{}", name(&pack), name(&path)), path }),
        );
    }
    assert!(!folders.is_empty(), "{BUNDLE} holds no rule");
    folders
}

fn folders_in(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut folders: Vec<_> = entries
        .map(|entry| entry.unwrap_or_else(|error| panic!("{}: {error}", path.display())).path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
