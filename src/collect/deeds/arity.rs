//! Which flags of which program take the next word as their value, and which programs have
//! subcommands.
//!
//! Sources: the `definitions` of npm's config, `--help` of pnpm, Yarn 1 and 4, bun, and the
//! publishing tools' own documentation.

/// Flags of npm with a value; npx takes them too.
const NPM: &str = "\
    --access --allow-directory --allow-file --allow-git --allow-remote --audit-level \
    --auth-type --before --ca --cache --cafile --call --cidr --cpu --depth --diff --editor \
    --environment --expires --fetch-retries --fetch-timeout --file --git --globalconfig \
    --https-proxy --include --install-strategy --libc --location --lockfile-version \
    --loglevel --maxsockets --message --min-release-age --min-release-age-exclude --name --node-options --noproxy \
    --omit --only --orgs --os --otp --pack-destination --package --packages --preid --prefix \
    --project --provenance-file --proxy --registry --replace-registry-host --repository \
    --save-prefix --scope --scopes --script-shell --sbom-format --shell --tag \
    --tag-version-prefix --token-description --user-agent --userconfig --workspace -C -L -c \
    -m -w";

const PNPM: &str = "\
    --access --allow-build --changed-files-ignore-pattern --child-concurrency --config-dir \
    --cpu --dir --filter --filter-prod --hoist-pattern --libc --lockfile-dir --loglevel \
    --minimum-release-age --minimum-release-age-exclude --modules-dir --network-concurrency --node-linker --os --otp --package --prefix \
    --public-hoist-pattern --publish-branch --registry --reporter --resume-from \
    --save-catalog-name --save-prefix --script-shell --store-dir --tag --test-pattern \
    --trust-policy --trust-policy-exclude --use-node-version --userconfig --virtual-store-dir --workspace-concurrency -C -F";

const YARN: &str = "\
    --access --cache-folder --cwd --exclude --from --global-folder --include --jobs \
    --loglevel --message --mode --modules-folder --mutex --network-concurrency \
    --network-timeout --new-version --otp --package --preferred-cache-folder --registry \
    --scope --tag --use-yarnrc -j -m -p";

const BUN: &str = "\
    --access --auth-type --backend --ca --cache-dir --cafile --concurrent-scripts --config \
    --cpu --cwd --env-file --filter --linker --minimum-release-age --network-concurrency \
    --omit --os --otp --package --registry --tag -F -c -p";

/// Programs and their flags with values; one that takes those of another stands here twice.
const FLAGS: &[(&str, &str)] = &[
    ("npm", NPM),
    ("npx", NPM),
    ("npx", "-p"),
    ("pnpm", PNPM),
    ("pnpx", PNPM),
    ("pnx", PNPM),
    ("yarn", YARN),
    ("yarnpkg", YARN),
    ("bun", BUN),
    ("bunx", BUN),
    ("corepack", "--install-directory --output -o"),
    (
        "lerna",
        "\
        --concurrency --contents --dist-tag --git-remote --ignore --loglevel --message --otp \
        --pre-dist-tag --preid --registry --scope --since --summary-file \
        --tag-version-prefix -m",
    ),
    (
        "nx",
        "\
        --access --base --configuration --exclude --groups --head --otp --parallel --preid \
        --projects --registry --specifier --tag --target --targets -c -g -p -t",
    ),
    ("changeset", "--otp --since --tag -o"),
    (
        "beachball",
        "\
        --access --auth-type --branch --message --package --registry --scope --tag --token --type \
        -a -b -m -n -p -r -t",
    ),
    (
        "rush",
        "\
        --apply-git-tags-on-pack --npm-auth-token --partial-prerelease --prerelease-name \
        --registry --release-folder --release-type --set-access-level --suffix --tag \
        --target-branch --version-policy -b -n -r -t",
    ),
    ("clean-publish", "--access --fields --files --package-manager --tag --temp-dir"),
    ("npm-publish", "--access --registry --strategy --tag --token"),
    (
        "semantic-release",
        "--branches --extends --plugins --repository-url --tag-format -b -e -p -r -t",
    ),
    (
        "release-it",
        "\
        --config --increment --npm.access --npm.otp --npm.publishPath --npm.tag \
        --preReleaseId -c",
    ),
    ("np", "--branch --contents --message --otp --package-manager --tag --test-script"),
    ("auto", "--base-branch --from --message --owner --repo --to --use-version -m"),
    (
        "gh",
        "\
        --base --body --body-file --field --header --hostname --jq --json --label --limit \
        --method --notes --notes-file --ref --repo --target --template --title -B -F -H -L \
        -R -X -b -f -n -q -t",
    ),
    ("git", "--author --branch --depth --git-dir --message --work-tree -C -b -c -m"),
    (
        "docker",
        "\
        --build-arg --cache-from --cache-to --entrypoint --env --env-file --file --label \
        --mount --name --network --password --platform --publish --tag --target --user \
        --username --volume --workdir -e -f -p -t -u -v -w",
    ),
];

/// Programs with subcommands, and of these the ones that have another level below.
const LEVELS: &[(&str, &str)] = &[
    (
        "npm",
        "\
        access audit author c cache config dist-tag dist-tags ogr org owner pkg profile \
        stage team token trust",
    ),
    (
        "pnpm",
        "\
        access audit c cache config dist-tag env org owner profile stage store team token \
        trust",
    ),
    ("yarn", "cache config global npm owner plugin set tag workspaces"),
    ("yarnpkg", "cache config global npm owner plugin set tag workspaces"),
    ("bun", "pm"),
    ("nx", "release"),
    ("gh", "attestation auth cache pr issue release repo run secret variable workflow"),
    ("auto", ""),
    ("beachball", ""),
    ("release-plan", ""),
    ("rush", ""),
    ("shipjs", ""),
    ("changeset", ""),
    ("corepack", ""),
    ("docker", "buildx compose image"),
    ("git", ""),
    ("lerna", ""),
];

/// Whether a flag takes the next word as its value.
pub(crate) fn takes_value(program: &str, flag: &str) -> bool {
    FLAGS.iter().any(|(name, flags)| *name == program && is_one_of(flag, flags))
}

/// Whether `--switch false` says no: npm and pnpm read their flags with `nopt`, which takes a
/// `true` or `false` behind a switch for its value.
pub(crate) fn takes_truth(program: &str) -> bool {
    is_one_of(program, "npm npx pnpm pnpx pnx")
}

/// Whether the first operand of a program is a subcommand.
pub(crate) fn has_subcommands(program: &str) -> bool {
    LEVELS.iter().any(|(name, _)| *name == program)
}

/// Whether a subcommand has its own subcommands.
pub(crate) fn has_two_levels(program: &str, subcommand: &str) -> bool {
    LEVELS.iter().any(|(name, two)| *name == program && is_one_of(subcommand, two))
}

/// Whether a word is one of those in a list, which are separated by blanks.
pub(super) fn is_one_of(word: &str, list: &str) -> bool {
    list.split(' ').any(|one| one == word) && !word.is_empty()
}
