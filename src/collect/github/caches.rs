//! What the steps of a job restore from GitHub's cache and save there.
//!
//! Caching: <https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching>;
//! inputs and their defaults as the `action.yml` of each action says, as of November 2026.

use super::expressions::holds_expression;
use crate::collect::ci::activity::input;
use crate::facts::{Cache, Job, Package, Pipeline, Step, Uses};

/// When an action uses the cache.
#[derive(Debug, Clone, Copy)]
enum Use {
    /// Whenever it runs.
    Always,
    /// Where this input is given and not `false`.
    Where(&'static str),
    /// Unless this input is `false`, from this major version on.
    From(u64, &'static str),
    /// Unless this input is `true`.
    Unless(&'static str),
    /// Where this input is `true`; without it a run decides.
    Perhaps(&'static str),
    /// `actions/setup-node`: where `cache` is given, and of itself from version 5 on.
    Node,
}

/// Actions that use the cache, in lower case.
const ACTIONS: &[(&str, Use)] = &[
    ("actions-rust-lang/setup-rust-toolchain", Use::From(0, "cache")),
    ("actions/setup-dotnet", Use::Where("cache")),
    ("actions/setup-go", Use::From(4, "cache")),
    ("actions/setup-java", Use::Where("cache")),
    ("actions/setup-node", Use::Node),
    ("actions/setup-python", Use::Where("cache")),
    ("astral-sh/setup-uv", Use::Perhaps("enable-cache")),
    ("bahmutov/npm-install", Use::Always),
    ("buildjet/setup-node", Use::Where("cache")),
    ("denoland/setup-deno", Use::Where("cache")),
    ("gradle/gradle-build-action", Use::Unless("cache-disabled")),
    ("hendrikmuhs/ccache-action", Use::Always),
    ("jdx/mise-action", Use::From(0, "cache")),
    ("oven-sh/setup-bun", Use::Unless("no-cache")),
    ("pnpm/action-setup", Use::Where("cache")),
    ("ruby/setup-ruby", Use::Where("bundler-cache")),
    ("swatinem/rust-cache", Use::Always),
    ("useblacksmith/setup-node", Use::Where("cache")),
];

/// `actions/cache`, and others with its inputs.
const PLAIN: &[&str] = &["actions/cache", "buildjet/cache", "runs-on/cache", "useblacksmith/cache"];

/// The uses of caches in the steps of a job. What never runs uses none.
pub(super) fn caches(job: &Job) -> Vec<Cache> {
    let steps = job.steps.iter().filter(|step| step.if_is != Some(false));
    let steps = steps.filter(|_| job.if_is != Some(false));
    let found = steps.filter_map(|step| of_step(step, step.uses.as_ref()?));
    found.map(|cache| under(job.cache_mode.as_deref(), cache)).collect()
}

/// What `cache-mode` leaves of a use.
fn under(mode: Option<&str>, mut cache: Cache) -> Cache {
    match mode {
        Some("none") => (cache.restores, cache.saves) = (Some(false), Some(false)),
        Some("write-only") => cache.restores = Some(false),
        Some("read") => cache.saves = Some(false),
        Some(mode) if holds_expression(mode) => {
            cache.restores = cache.restores.filter(|restores| !restores);
            cache.saves = cache.saves.filter(|saves| !saves);
        }
        _ => {}
    }
    cache
}

fn of_step(step: &Step, uses: &Uses) -> Option<Cache> {
    let action = uses.action.as_deref()?;
    let found = Cache {
        at: step.at.clone(),
        step: Some(step.index),
        tool: action.to_owned(),
        ..Cache::default()
    };
    if PLAIN.contains(&action) {
        return Some(plain(step, uses, found));
    }
    match action {
        "docker/build-push-action" | "docker/bake-action" => return docker(step, found),
        "gradle/actions" => {
            let is_setup = uses.path.as_deref() == Some("setup-gradle");
            let used = is_setup.then(|| unless(step, "cache-disabled"))?;
            return used
                .map_or(Some((None, None)), |used| used.then_some((Some(true), Some(true))))
                .map(|(restores, saves)| limited(step, Cache { restores, saves, ..found }));
        }
        _ => {}
    }
    let (_, how) = ACTIONS.iter().find(|(name, _)| *name == action)?;
    let used = match how {
        Use::Always => Some(true),
        Use::Where(name) => given(step, name).unwrap_or(Some(false)),
        Use::From(major, name) => given(step, name).unwrap_or_else(|| {
            if *major == 0 { Some(true) } else { version(uses).map(|version| version >= *major) }
        }),
        Use::Unless(name) => unless(step, name),
        Use::Perhaps(name) => match input(step, name) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        },
        Use::Node => given(step, "cache").unwrap_or_else(|| of_itself(step, uses)),
    };
    if used == Some(false) {
        return None;
    }
    Some(limited(step, Cache { restores: used, saves: used, ..found }))
}

/// Whether an input switches something on: nothing where it is not given or empty, and no answer where
/// it is an expression.
#[allow(clippy::option_option, reason = "not given and not known are two things")]
fn given(step: &Step, name: &str) -> Option<Option<bool>> {
    let text = input(step, name)?.trim();
    if holds_expression(text) {
        return Some(None);
    }
    match text {
        "" => None,
        "false" => Some(Some(false)),
        _ => Some(Some(true)),
    }
}

fn unless(step: &Step, name: &str) -> Option<bool> {
    match input(step, name).map(str::trim) {
        Some("true") => Some(false),
        Some(text) if holds_expression(text) => None,
        _ => Some(true),
    }
}

/// Without `cache`, `actions/setup-node` looks from version 5 on into `package.json`: a run tells.
fn of_itself(step: &Step, uses: &Uses) -> Option<bool> {
    let off = input(step, "package-manager-cache").map(str::trim) == Some("false");
    // `cache: ""` is no answer to whether it may look.
    let old = version(uses).is_some_and(|version| version < 5);
    (off || old).then_some(false)
}

/// Says of each `actions/setup-node` that looks for itself what it finds in the `package.json` at the
/// root: version 5 caches for every package manager that is named there, later ones for npm alone.
pub(super) fn settle(pipelines: &mut [Pipeline], packages: &[Package]) {
    let Some(root) = packages.iter().find(|package| package.directory == ".") else { return };
    let named = root.package_manager.as_ref().map(|manager| manager.name.as_str());
    let developed = || {
        let engines = root.engines.iter().filter(|engine| engine.development);
        let mut names = engines.map(|engine| engine.name.as_str());
        names.find(|name| matches!(*name, "npm" | "pnpm" | "yarn"))
    };
    let manager = named.or_else(developed);
    for job in pipelines.iter_mut().flat_map(|pipeline| &mut pipeline.jobs) {
        let steps = &job.steps;
        job.caches.retain_mut(|cache| {
            if cache.tool != "actions/setup-node" || cache.restores.is_some() {
                return true;
            }
            let mut steps = steps.iter().filter(|step| Some(step.index) == cache.step);
            let Some(step) = steps.next() else { return true };
            let inputs = ["cache", "package-manager-cache"];
            if inputs.iter().any(|name| input(step, name).is_some_and(holds_expression)) {
                return true;
            }
            let version = step.uses.as_deref().and_then(version);
            let used = match (version, manager) {
                (_, None) => Some(false),
                (Some(5), Some(_)) => Some(true),
                (Some(_), Some(manager)) => Some(manager == "npm"),
                (None, Some(_)) => None,
            };
            (cache.restores, cache.saves) = (used, used);
            used != Some(false)
        });
    }
}

/// The major version that an action is pinned to, or that the comment behind the commit names.
pub(super) fn version(uses: &Uses) -> Option<u64> {
    let pin = &uses.pin;
    let texts = [pin.reference.as_deref(), pin.comment.as_deref()];
    texts.into_iter().flatten().find_map(|text| {
        let text = text.trim().trim_start_matches("tag=").trim_start_matches(['v', 'V']);
        let number = text.split(['.', ' ', '-']).next()?;
        if number.len() > 4 { None } else { number.parse().ok() }
    })
}

/// What inputs leave of a use.
fn limited(step: &Step, mut cache: Cache) -> Cache {
    let is = |name: &str, wanted: &str| input(step, name).map(str::trim) == Some(wanted);
    let only_read = is("save-if", "false")
        || is("cache-read-only", "true")
        || is("save-cache", "false")
        || is("cache_save", "false");
    let only_write = is("cache-write-only", "true") || is("restore-cache", "false");
    if only_read {
        cache.saves = Some(false);
    }
    if only_write {
        cache.restores = Some(false);
    }
    cache
}

fn plain(step: &Step, uses: &Uses, found: Cache) -> Cache {
    let path = uses.path.as_deref();
    let looks = input(step, "lookup-only").map(str::trim);
    let restores = match looks {
        _ if path == Some("save") => Some(false),
        Some("true") => Some(false),
        Some(text) if holds_expression(text) => None,
        _ => Some(true),
    };
    Cache {
        key: input(step, "key").map(str::to_owned),
        fallbacks: lines(input(step, "restore-keys")),
        paths: lines(input(step, "path")),
        restores,
        saves: Some(path != Some("restore")),
        ..found
    }
}

/// The cache of BuildKit, where it is GitHub's.
fn docker(step: &Step, found: Cache) -> Option<Cache> {
    let mut known = [Some(false), Some(false)];
    let inputs = [("cache-from", "*.cache-from"), ("cache-to", "*.cache-to")];
    for (known, (name, set)) in known.iter_mut().zip(inputs) {
        let text = input(step, name).unwrap_or_default();
        let sets = input(step, "set").unwrap_or_default();
        if text.contains("type=gha")
            || sets.lines().any(|line| line.contains(set) && line.contains("type=gha"))
        {
            *known = Some(true);
        }
    }
    let [restores, saves] = known;
    let used = restores == Some(true) || saves == Some(true);
    used.then_some(Cache { restores, saves, ..found })
}

/// The lines of an input that takes one thing a line.
pub(super) fn lines(text: Option<&str>) -> Vec<String> {
    let lines = text.unwrap_or_default().lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
