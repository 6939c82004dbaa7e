//! The registries that settings name for what jobs publish, where neither the command nor its
//! environment does: `.npmrc`, `actions/setup-node`, `npm config set`.
//!
//! <https://docs.npmjs.com/cli/using-npm/config>: a flag comes before the environment, that before the
//! project's file and this before the user's; a scope's registry before the one for all.

use std::collections::BTreeMap;

use crate::collect::folder;
use crate::facts::{Control, Force, Job, Layer, Package, Pipeline, Publish, Setting};

/// Tools that hand a publication to npm, which reads its settings.
const NPM: &[&str] = &["bun", "lerna", "np", "npm", "pnpm", "release-it", "semantic-release"];

/// Fills in the registries of publications.
pub(crate) fn fill(pipelines: &mut [Pipeline], packages: &[Package], settings: &[Setting]) {
    let is_of_registry = |setting: &&Setting| {
        setting.control == Some(Control::Registry) && setting.in_force.state == Force::Yes
    };
    let settings: Vec<&Setting> = settings.iter().filter(is_of_registry).collect();
    if settings.is_empty() {
        return;
    }
    let named = packages.iter().filter_map(|package| Some((package.name.as_deref()?, package)));
    let named: BTreeMap<&str, &Package> = named.collect();
    for job in pipelines.iter_mut().flat_map(|pipeline| &mut pipeline.jobs) {
        let found: Vec<Option<String>> = job
            .publishes
            .iter()
            .map(|publish| registry(job, publish, &named, packages, &settings))
            .collect();
        for (publish, registry) in job.publishes.iter_mut().zip(found) {
            publish.registry = registry.or(publish.registry.take());
        }
    }
}

/// The registry that settings name for a publication, where they decide.
fn registry(
    job: &Job,
    publish: &Publish,
    named: &BTreeMap<&str, &Package>,
    packages: &[Package],
    settings: &[&Setting],
) -> Option<String> {
    if publish.registry.is_some() {
        return None;
    }
    // A manifest comes before all of them, and says so itself.
    let says = |package: &Package| {
        let config = package.publish_config.as_ref();
        config
            .is_some_and(|config| config.registry.is_some() || !config.scoped_registries.is_empty())
    };
    let names = publish.packages.as_deref();
    let own = names.map(|names| names.iter().filter_map(|name| named.get(name.as_str()).copied()));
    let manifest_decides = match own {
        Some(mut own) => own.any(says),
        None => packages.iter().any(says),
    };
    if manifest_decides {
        return None;
    }
    let of_scope = scope(names).and_then(|scope| pick(job, publish, settings, Some(scope)));
    let found = of_scope.or_else(|| pick(job, publish, settings, None))?;
    found.value.clone().filter(|value| !value.is_empty())
}

/// The scope of all packages together.
fn scope(names: Option<&[String]>) -> Option<&str> {
    let scope = |name: &'_ String| name.split_once('/').map(|(scope, _)| scope.len());
    let (first, rest) = names?.split_first()?;
    let scope = first.get(..scope(first)?)?;
    let same = |name: &&String| name.starts_with(&format!("{scope}/"));
    (rest.iter().filter(same).count() == rest.len()).then_some(scope)
}

/// The setting that decides, of those for one scope or for all.
fn pick<'a>(
    job: &Job,
    publish: &Publish,
    settings: &[&'a Setting],
    scope: Option<&str>,
) -> Option<&'a Setting> {
    let mut found: Option<((u8, u64), &Setting)> = None;
    for setting in settings.iter().filter(|setting| setting.scope.as_deref() == scope) {
        let is_read = match publish.tool.as_str() {
            "yarn" => setting.tool == "yarn",
            tool => setting.tool == "npm" && NPM.contains(&tool) || setting.tool == tool,
        };
        let step = match setting.origin.job.as_deref() {
            None => Some(0),
            Some(at) if at == job.at => step_of(job, setting),
            Some(_) => None,
        };
        let Some(step) = step.filter(|step| is_read && *step <= publish.step) else { continue };
        let here = folder(&setting.origin.file);
        let in_project = setting.origin.job.is_some()
            || here == "."
            || publish.directory.as_deref() == Some(here);
        let rank = match setting.origin.layer {
            Layer::Flag if setting.at.starts_with(&publish.at) => 3,
            Layer::Project if in_project => 1,
            Layer::User if setting.origin.job.is_some() => 0,
            // Those of the environment are told with the command.
            _ => continue,
        };
        let key = (rank, step);
        if found.is_none_or(|(best, _)| key >= best) {
            found = Some((key, setting));
        }
    }
    found.map(|(_, setting)| setting)
}

/// The step of a job that shows a setting.
fn step_of(job: &Job, setting: &Setting) -> Option<u64> {
    let holds = |at: &str| {
        let rest = setting.at.strip_prefix(at);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ';']))
    };
    let own = |commands: &[crate::facts::Command]| commands.iter().any(|next| holds(&next.at));
    let step = job.steps.iter().find(|step| holds(&step.at) || own(&step.commands));
    step.map(|step| step.index)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use globset::GlobSet;

    use crate::collect::{Order, repository};
    use crate::policy::reads::Demand;

    /// The registries of what a job publishes that has these steps, in a repository with these files.
    fn registries(steps: &str, files: &[(&str, &str)]) -> Vec<Option<String>> {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let head = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n";
        write(".github/workflows/a.yml", &format!("{head}{steps}"));
        for (path, text) in files {
            write(path, text);
        }
        let (demand, exclude) = (Demand::everything(), GlobSet::empty());
        let collected = repository(folder.path(), &Order::plain(&demand, &exclude)).unwrap();
        let publishes = &collected.facts.pipelines[0].jobs[0].publishes;
        publishes.iter().map(|publish| publish.registry.clone()).collect()
    }

    const MANIFEST: (&str, &str) = ("package.json", r#"{"name": "@acme/web", "version": "1.0.0"}"#);
    const PRIVATE: &str = "https://npm.corp.example/";
    const SETUP: &str =
        "      - uses: actions/setup-node@v6\n        with:\n          registry-url: ";
    const PUBLISH: &str = "      - run: npm publish\n";

    #[test]
    fn the_nearest_setting_decides() {
        let setup = |url: &str| format!("{SETUP}{url}\n");
        let private = Some(PRIVATE.to_owned());
        let public = Some("https://registry.npm.example/".to_owned());
        let one = setup(PRIVATE) + PUBLISH;
        assert_eq!(registries(&one, &[MANIFEST]), std::slice::from_ref(&private));
        let two = one.clone() + &setup("https://registry.npm.example/") + PUBLISH;
        assert_eq!(registries(&two, &[MANIFEST]), [private.clone(), public]);
        let late = PUBLISH.to_owned() + &setup(PRIVATE);
        assert_eq!(registries(&late, &[MANIFEST]), [None]);
        let file = (".npmrc", "@acme:registry=https://npm.corp.example/\n");
        assert_eq!(registries(PUBLISH, &[MANIFEST, file]), std::slice::from_ref(&private));
        let other = (".npmrc", "@other:registry=https://npm.corp.example/\n");
        assert_eq!(registries(PUBLISH, &[MANIFEST, other]), [None]);
        let written = "      - run: |\n          npm config set @acme:registry https://npm.corp.example/\n          npm publish\n";
        assert_eq!(registries(written, &[MANIFEST]), [private]);
    }

    #[test]
    fn flags_and_manifests_come_first() {
        let file = (".npmrc", "registry=https://npm.corp.example/\n");
        let flag = "      - run: npm publish --registry https://registry.npm.example/\n";
        let public = Some("https://registry.npm.example/".to_owned());
        assert_eq!(registries(flag, &[MANIFEST, file]), [public]);
        let manifest = r#"{"name": "w", "version": "1.0.0", "publishConfig": {"registry": "https://registry.npm.example/"}}"#;
        assert_eq!(registries(PUBLISH, &[("package.json", manifest), file]), [None]);
        // Yarn reads files of its own, and other actions none.
        let yarn = "      - run: yarn npm publish\n      - uses: js-devtools/npm-publish@v3\n";
        assert_eq!(registries(yarn, &[MANIFEST, file]), [None, None]);
    }
}
