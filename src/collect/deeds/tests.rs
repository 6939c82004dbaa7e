//! Commands and what they install, publish or run.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::*;
use crate::collect::shell;

/// The deed of the last command of a script.
fn deed_of(script: &str) -> Option<Deed> {
    let found = shell::commands(script, &|_| String::new());
    assert!(found.complete, "{script}");
    found.commands.last().unwrap().deed.as_deref().cloned()
}

/// A deed in one line; what is not said is left out.
fn told(script: &str) -> String {
    let Some(deed) = deed_of(script) else { return "-".into() };
    let kind = serde_json::to_value(deed.kind).unwrap();
    let mut parts = vec![format!("{} {}", deed.tool, kind.as_str().unwrap())];
    parts.extend(deed.frozen.map(|frozen| format!("frozen={frozen}")));
    parts.extend(deed.global.then(|| "global".into()));
    parts.extend(deed.scripts.map(|scripts| format!("scripts={scripts}")));
    parts.extend(deed.packages.iter().map(|package| format!("[{package}]")));
    parts.extend(deed.script.map(|script| format!("script={script}")));
    parts.extend(deed.registry.map(|registry| format!("registry={registry}")));
    if let Some(release) = deed.release {
        parts.push(format!("{:?}", release.mode).to_lowercase());
        parts.extend(release.dry_run.then(|| "dry".into()));
        parts.extend(release.otp.then(|| "otp".into()));
        parts.extend(release.provenance.map(|provenance| format!("provenance={provenance}")));
        parts.extend(release.tag.map(|tag| format!("tag={tag}")));
    }
    parts.join(" ")
}

fn check(cases: &[(&str, &str)]) {
    for (script, expected) in cases {
        assert_eq!(told(script), *expected, "{script}");
    }
}

#[test]
fn npm_installs_and_adds() {
    check(&[
        ("npm ci", "npm install frozen=true"),
        ("npm --prefix sub ci --ignore-scripts", "npm install frozen=true scripts=false"),
        ("npm clean-install", "npm install frozen=true"),
        ("npm cit", "npm install frozen=true"),
        ("npm i", "npm install frozen=false"),
        ("npm isntall --ignore-scripts=false", "npm install frozen=false scripts=true"),
        ("npm install --dangerously-allow-all-scripts", "npm install frozen=false scripts=true"),
        ("npm install --foreground-scripts", "npm install frozen=false"),
        ("npm_config_ignore_scripts=true npm it", "npm install frozen=false scripts=false"),
        ("npm i -g npm@11", "npm add global [npm@11]"),
        ("npm install --location=global npm", "npm add global [npm]"),
        (
            "npm add left-pad --registry https://registry.npm.example",
            "npm add frozen=false [left-pad] registry=https://registry.npm.example",
        ),
        ("npm install --omit dev a b@1", "npm add frozen=false [a] [b@1]"),
        ("npm up", "npm add frozen=false"),
        ("npm view x", "-"),
        ("npm $CMD", "-"),
        ("npm ${{ inputs.command }}", "-"),
        ("npm", "-"),
        ("echo \"npm publish\"", "-"),
    ]);
}

#[test]
fn npm_runs_and_executes() {
    check(&[
        ("npm -w pkg run build", "npm run_script script=build"),
        ("npm rum lint -- --fix", "npm run_script script=lint"),
        ("npm run build && npm t", "npm run_script script=test"),
        ("npm run", "-"),
        ("npm exec --package=a@1 -- b c", "npm execute [a@1]"),
        ("npm x -y cowsay@1", "npm execute [cowsay@1]"),
        ("npm init -y", "-"),
        ("npm create vite@latest my-app", "npm execute [vite@latest]"),
        ("npx -y cowsay hi", "npm execute [cowsay]"),
        ("npx --yes -p a@1 -p b b --flag", "npm execute [a@1] [b]"),
        ("npx \"$TOOL\"", "npm execute [$TOOL]"),
        (
            "npx --registry https://registry.npm.example x",
            "npm execute [x] registry=https://registry.npm.example",
        ),
        ("npx", "-"),
    ]);
}

#[test]
fn npm_publishes_directly_or_staged() {
    check(&[
        ("npm publish --provenance --access public", "npm publish direct provenance=true"),
        ("NPM_CONFIG_PROVENANCE=true npm publish", "npm publish direct provenance=true"),
        ("npm publish --provenance=false", "npm publish direct provenance=false"),
        ("npm publish --provenance false .", "npm publish [.] direct provenance=false"),
        ("npm publish --no-provenance", "npm publish direct provenance=false"),
        ("npm publish \"$TARBALL\" --tag next", "npm publish [$TARBALL] direct tag=next"),
        ("npm publish --tag=${{ inputs.tag }}", "npm publish direct tag=${{ inputs.tag }}"),
        ("npm --tag next publish --otp 123456", "npm publish direct otp tag=next"),
        ("npm publ --dry-run", "npm publish direct dry"),
        ("npm publish --dry-run=false", "npm publish direct"),
        ("if npm view x; then npm publish; fi", "npm publish direct"),
        ("for d in packages/*; do (cd $d && npm publish); done", "npm publish direct"),
        ("npm stage publish ./dist --tag next", "npm publish [./dist] staged tag=next"),
        ("npm stage approve $ID --otp=$OTP", "npm stage_decision"),
        ("npm stage reject 1", "npm stage_decision"),
        ("npm stage list", "-"),
    ]);
}

#[test]
fn npm_administers_and_configures() {
    check(&[
        ("npm dist-tag add a@1.0.0 latest", "npm administer [a@1.0.0]"),
        ("npm dist-tag ls a", "-"),
        ("npm owner add someone a", "npm administer [a]"),
        ("npm deprecate a@1 'no more'", "npm administer [a@1]"),
        ("npm unpublish a --force", "npm administer [a]"),
        ("npm token create --read-only", "npm administer"),
        ("npm token list", "-"),
        ("npm access set mfa=automation a", "npm administer [a]"),
        ("npm access get status a", "-"),
        ("npm trust github a --repository o/r --file release.yml", "npm administer [a]"),
        ("npm trust list a", "-"),
        ("npm config set //r/:_authToken=${TOKEN}", "npm configure"),
        ("npm c set a b", "npm configure"),
        ("npm set ignore-scripts false", "npm configure"),
        ("npm config get registry", "-"),
        ("npm audit signatures", "npm audit_signatures"),
        ("npm audit", "-"),
    ]);
}

#[test]
fn pnpm_is_understood() {
    check(&[
        ("pnpm install", "pnpm install"),
        ("pnpm i --frozen-lockfile", "pnpm install frozen=true"),
        ("pnpm install --no-frozen-lockfile", "pnpm install frozen=false"),
        (
            "pnpm install --frozen-lockfile=false --ignore-scripts",
            "pnpm install frozen=false scripts=false",
        ),
        ("pnpm ci", "pnpm install frozen=true"),
        ("pnpm -r update a", "pnpm add frozen=false [a]"),
        ("pnpm add -g pnpm@10", "pnpm add global [pnpm@10]"),
        ("pnpm -r publish --no-git-checks", "pnpm publish direct"),
        ("pnpm --filter foo publish --tag next", "pnpm publish direct tag=next"),
        ("pnpm recursive publish --access public", "pnpm publish direct"),
        ("pnpm stage publish", "pnpm publish staged"),
        ("pnpm dlx a@1 b", "pnpm execute [a@1]"),
        ("pnpx a", "pnpm execute [a]"),
        ("pnpm create vite", "pnpm execute [vite]"),
        ("pnpm -F x exec eslint .", "-"),
        ("pnpm -F x exec npm publish --tag a", "npm publish direct tag=a"),
        ("pnpm -r exec -- npm publish", "npm publish direct"),
        ("pnpm exec semantic-release", "semantic-release publish [semantic-release] direct"),
        ("pnpm changeset publish", "changeset publish [changeset] direct"),
        ("pnpm build", "pnpm run_script script=build"),
        ("pnpm run release --x", "pnpm run_script script=release"),
        ("pnpm test", "pnpm run_script script=test"),
        ("pnpm config set a b", "pnpm configure"),
        ("pnpm store prune", "-"),
        ("pnpm $X", "-"),
    ]);
}

#[test]
fn yarn_is_understood() {
    check(&[
        ("yarn", "yarn install"),
        ("yarn --frozen-lockfile", "yarn install frozen=true"),
        ("yarn --cwd sub install --immutable", "yarn install frozen=true"),
        ("yarn install --no-immutable", "yarn install frozen=false"),
        (
            "YARN_ENABLE_IMMUTABLE_INSTALLS=false YARN_ENABLE_SCRIPTS=0 yarn",
            "yarn install frozen=false scripts=false",
        ),
        ("yarn install --mode=skip-build", "yarn install scripts=false"),
        ("yarn --version", "-"),
        ("yarn add -D a", "yarn add frozen=false [a]"),
        ("yarn global add a", "yarn add global [a]"),
        ("yarn dlx -p a b", "yarn execute [a]"),
        ("yarn publish --tag next", "yarn publish direct tag=next"),
        ("yarn npm publish --tolerate-republish", "yarn publish direct"),
        ("yarn npm publish --staged --provenance", "yarn publish staged provenance=true"),
        (
            "yarn workspaces foreach -A --no-private npm publish --access public",
            "yarn publish direct",
        ),
        ("yarn workspace x npm publish --staged", "yarn publish staged"),
        ("yarn workspace x run build", "yarn run_script script=build"),
        ("yarn workspace x exec npm publish", "npm publish direct"),
        ("yarn workspaces run publish", "yarn run_script script=publish"),
        ("yarn npm tag add a@1 next", "yarn administer [a@1]"),
        ("yarn config set npmAuthToken x", "yarn configure"),
        ("yarn lerna publish from-package", "lerna publish [lerna] direct"),
        ("yarn run lerna publish --yes", "lerna publish [lerna] direct"),
        ("yarn run build", "yarn run_script script=build"),
        ("yarn build", "yarn run_script script=build"),
        ("yarn why a", "-"),
    ]);
}

#[test]
fn bun_and_corepack_are_understood() {
    check(&[
        ("bun install", "bun install frozen=false"),
        ("bun i --frozen-lockfile", "bun install frozen=true"),
        ("bun ci", "bun install frozen=true"),
        ("bun add a", "bun add frozen=false [a]"),
        ("bun publish --dry-run --tag x", "bun publish direct dry tag=x"),
        ("bunx --bun a@1", "bun execute [a@1]"),
        ("bun x a", "bun execute [a]"),
        ("bun run build", "bun run_script script=build"),
        ("bun run ./scripts/build.ts", "-"),
        ("bun test", "-"),
        ("bunx changeset publish", "changeset publish [changeset] direct"),
        ("corepack enable", "corepack execute"),
        ("corepack prepare pnpm@9 --activate", "corepack execute [pnpm@9]"),
        ("corepack yarn@4 npm publish", "yarn publish direct"),
        ("corepack npm audit signatures", "npm audit_signatures"),
        ("corepack npm view npm", "-"),
        ("corepack disable", "-"),
    ]);
}

#[test]
fn publishing_tools_are_known_however_they_are_run() {
    check(&[
        ("lerna publish from-git --yes --dist-tag next", "lerna publish direct tag=next"),
        ("./node_modules/.bin/lerna version", "-"),
        ("lerna publish --stage", "lerna publish staged"),
        ("changeset publish --tag beta --otp $OTP", "changeset publish direct otp tag=beta"),
        ("changeset version", "-"),
        ("semantic-release --dry-run", "semantic-release publish direct dry"),
        ("npx semantic-release", "semantic-release publish [semantic-release] direct"),
        (
            "npx -p semantic-release@24 -p x semantic-release -d",
            "semantic-release publish [semantic-release@24] [x] direct dry",
        ),
        ("release-it --ci --npm.stage", "release-it publish staged"),
        ("release-it --no-npm.publish", "-"),
        ("release-it minor --dry-run --npm.tag=next", "release-it publish direct dry tag=next"),
        ("np --preview", "np publish direct dry"),
        ("np patch --stage --tag next", "np publish staged tag=next"),
        ("nx release publish -d", "nx publish direct dry"),
        ("nx release --yes --skip-publish", "-"),
        ("nx run-many -t build", "-"),
        (
            "npx nx release publish --tag=next --registry https://registry.npm.example",
            "nx publish [nx] registry=https://registry.npm.example direct tag=next",
        ),
        ("auto shipit", "auto publish unknown"),
        ("npx auto shipit -d", "auto publish [auto] unknown dry"),
        ("npx @changesets/cli@2 publish", "changeset publish [@changesets/cli@2] direct"),
        ("npx npm@11 publish x.tgz", "npm publish [npm@11] [x.tgz] direct"),
        ("npx -y npm@latest stage publish", "npm publish [npm@latest] staged"),
        ("npm exec -- lerna publish", "lerna publish [lerna] direct"),
        ("npx npm@11 ci", "npm install frozen=true [npm@11]"),
    ]);
}

#[test]
fn tools_that_run_tools_end_at_a_depth() {
    let script = format!("{} npm publish", "npx ".repeat(MAX_DEPTH - 1));
    assert_eq!(deed_of(&script).unwrap().kind, DeedKind::Publish);
    let deep = format!("{} npm publish", "npx ".repeat(5_000));
    assert_eq!(deed_of(&deep).unwrap().kind, DeedKind::Execute);
}

#[test]
fn release_tools_publish_where_they_are_told_to() {
    check(&[
        ("beachball publish -y --tag next", "beachball publish direct tag=next"),
        ("npx beachball publish --no-publish", "npm execute [beachball]"),
        ("beachball check", "-"),
        ("rush publish --publish --include-all", "rush publish direct"),
        ("rush publish --apply", "-"),
        ("rush publish --publish --pack", "-"),
        ("npx clean-publish --tag beta", "clean-publish publish [clean-publish] direct tag=beta"),
        ("clean-publish --without-publish", "-"),
        (
            "npx @jsdevtools/npm-publish --dry-run",
            "npm-publish publish [@jsdevtools/npm-publish] direct dry",
        ),
        ("pnpm release-plan publish", "release-plan publish [release-plan] direct"),
        ("npx shipjs trigger", "shipjs publish [shipjs] unknown"),
        ("op run -- npm publish --provenance", "npm publish direct provenance=true"),
        ("op read op://vault/npm/publish", "-"),
        ("sfw npm publish", "npm publish direct"),
        ("npx release-please github-release", "npm execute [release-please]"),
        ("jsr publish", "-"),
        ("deno publish", "-"),
        ("cargo publish", "-"),
    ]);
}

#[test]
fn what_only_a_run_can_tell_is_no_trial_and_no_stage() {
    check(&[
        ("npm publish --dry-run", "npm publish direct dry"),
        ("npm publish --dry-run=true", "npm publish direct dry"),
        ("npm publish --dry-run $TARBALL", "npm publish [$TARBALL] direct dry"),
        ("npm publish --dry-run $DRY_RUN", "npm publish [$DRY_RUN] direct"),
        ("npm publish --dry-run=$DRY", "npm publish direct"),
        ("npm publish --dry-run --no-dry-run", "npm publish direct"),
        ("npm_config_dry_run=$DRY npm publish", "npm publish direct"),
        ("release-it --dry-run=$DRY", "release-it publish direct"),
        ("nx release --skip-publish=$SKIP", "nx publish direct"),
        ("nx release --skip-publish", "-"),
        ("yarn npm publish --staged=$STAGE", "yarn publish unknown"),
        ("np --stage=$STAGE", "np publish unknown"),
        ("npm ${STAGE:+stage} publish", "npm publish unknown"),
        ("npm $FLAGS stage publish", "npm publish unknown"),
        ("npm $COMMAND", "-"),
    ]);
}

#[test]
fn a_version_that_only_a_run_can_tell_hides_no_tool() {
    check(&[
        ("npx semantic-release@$V", "semantic-release publish [semantic-release@$V] direct"),
        ("npm exec -- lerna@$V publish", "lerna publish [lerna@$V] direct"),
        ("npx @changesets/cli@${V} publish", "changeset publish [@changesets/cli@${V}] direct"),
        ("npx $TOOL@1 publish", "npm execute [$TOOL@1]"),
    ]);
}

#[test]
fn more_tools_publish() {
    check(&[
        ("npx -p publib publib-npm", "publib-npm publish [publib] direct"),
        ("wasm-pack publish --access public", "wasm-pack publish direct"),
        ("wasm-pack build", "-"),
        ("napi prepublish -t npm --skip-gh-release", "napi publish direct"),
        ("changelogen --release", "-"),
        ("changelogen --release --publish", "changelogen publish direct"),
        ("nx affected -t build,nx-release-publish", "nx publish direct"),
        ("nx affected -t build", "-"),
        ("node common/scripts/install-run-rush.js publish -p", "rush publish direct"),
        ("node node_modules/npm/bin/npm-cli.js publish", "npm publish direct"),
        ("node scripts/publish.js publish", "-"),
        ("deno run -A npm:semantic-release", "semantic-release publish direct"),
        ("poetry run npm publish", "npm publish direct"),
        ("poetry publish", "-"),
        ("cross-env A=1 npx cross-env B=2 npm publish", "npm publish [cross-env] direct"),
    ]);
}
