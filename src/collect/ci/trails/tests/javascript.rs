//! Files of JavaScript and TypeScript.

use super::*;

/// The last passage of each publication, and the doubts, of a file that is run.
fn file(call: &str, text: &str) -> (Vec<String>, Vec<String>) {
    let facts = running(call, &[("scripts/a.ts", text)]);
    let last = publishes(&facts).into_iter().map(|publish| {
        let last = publish.through.last().unwrap();
        let dry = if publish.dry_run { " dry" } else { "" };
        format!("{}{dry} {}", last.what, last.at.trim_start_matches("scripts/a.ts#"))
    });
    (last.collect(), doubts(&facts).into_iter().map(str::to_owned).collect())
}

#[test]
fn every_runtime_runs_it() {
    for call in [
        "node scripts/a.ts",
        "node --import tsx --enable-source-maps scripts/a",
        "npx tsx scripts/a.ts",
        "pnpm exec tsx ./scripts/a.ts",
        "yarn node scripts/a.ts",
        "bun run scripts/a.ts",
        "bun scripts/a.ts --all",
        "deno run -A scripts/a.ts",
        "cd scripts && ts-node a.ts",
        "npx --yes zx scripts/a.ts",
    ] {
        let (found, doubts) = file(call, "import x from 'y';\nexecSync('npm publish');\n");
        assert_eq!((found, doubts), (vec!["npm publish line=2".to_owned()], vec![]), "{call}");
    }
}

#[test]
fn flags_and_words_decide_where_the_file_says_so() {
    let call = |words: &str| format!("node scripts/a.ts {words}");
    let text = "const command = positionals[0];\nif (command === 'version') {\n  bump();\n} else if \
        (command === 'publish') {\n  await publishAll();\n} else {\n  usage();\n}\nfunction bump() { \
        run('npm version'); }\nfunction publishAll() { run('npm publish'); }\n";
    assert_eq!(file(&call("publish"), text), (vec!["npm publish line=10".into()], vec![]));
    assert_eq!(file(&call("version"), text), (vec![], vec![]));
    assert_eq!(file(&call("$WHAT"), text), (vec!["npm publish line=10".into()], vec![]));

    let text = "check();\nif (process.argv.includes('--check-only')) {\n  process.exit(1);\n}\n\
        execSync(`npm publish --access public`);\n";
    assert_eq!(file(&call("--check-only"), text), (vec![], vec![]));
    assert_eq!(file(&call(""), text), (vec!["npm publish line=5".into()], vec![]));

    let text = "if (!dryRun) execSync('npm publish')";
    assert_eq!(file(&call("--dry-run"), text), (vec!["npm publish dry line=1".into()], vec![]));
    assert_eq!(
        file(&call("--smoke-publish=true"), text),
        (
            vec![],
            vec![
                "`scripts/a.ts` publishes, and only a run can tell whether it does with `--smoke-publish`"
                    .into()
            ]
        )
    );
}

#[test]
fn what_is_not_read_and_speaks_of_publishing_is_a_doubt() {
    let doubt =
        "`scripts/a.ts` speaks of publishing on line 2, and only a run can tell what it does";
    for (text, expected) in [
        ("const tool = find('npm');\ngo(tool, { action: 'publish' });", &[doubt][..]),
        ("const tool = 'npm';\nconsole.log('publish');", &[]),
        ("const tool = 'npm';\nif (x === 'publish') go();", &[]),
        ("const tool = 'cargo';\ngo(tool, { action: 'publish' });", &[]),
        ("import a from 'b';\nexport function f() { go('npm', { a: 'publish' }) }", &[]),
    ] {
        let (found, doubts) = file("node scripts/a.ts", text);
        assert_eq!(
            (found, doubts.as_slice()),
            (vec![], &expected.iter().map(ToString::to_string).collect::<Vec<_>>()[..]),
            "{text}"
        );
    }
}

#[test]
fn imports_lead_to_what_is_used_of_them() {
    let tools = "export function publish() { spawn('npm', ['publish']) }\nexport const lint = () => run('npm run lint');\n";
    for (text, expected) in [
        ("import { publish } from './tools.js';\npublish();", 1),
        ("import { publish as go } from './tools';\ngo();", 1),
        ("import { lint } from './tools.ts';\nlint();", 0),
        ("const { publish } = require('./tools');\npublish()", 1),
        ("const tools = require('./tools');\ntools.publish()", 1),
        ("import * as tools from './tools';\ntools.publish()", 1),
        ("import type { publish } from './tools';\npublish();", 0),
        ("import './tools';", 0),
        ("export { publish } from './tools';", 0),
        ("export * from './tools';", 0),
    ] {
        let files = [("scripts/a.ts", text), ("scripts/tools.ts", tools)];
        let facts = running("node scripts/a.ts", &files);
        assert_eq!(publishes(&facts).len(), expected, "{text}");
        let outer = [
            ("scripts/b.ts", "import { publish } from './a.ts';\npublish();"),
            ("scripts/a.ts", text),
            ("scripts/tools.ts", tools),
        ];
        let passed_on = usize::from(expected == 1 || text.starts_with("export"));
        let facts = running("node scripts/b.ts", &outer);
        assert_eq!(publishes(&facts).len(), passed_on, "{text}");
    }
}

#[test]
fn libraries_publish_for_who_calls_them() {
    for (text, expected) in [
        (
            "import { publish } from '@vitejs/release-scripts'\npublish({})",
            &["@vitejs/release-scripts line=1"][..],
        ),
        ("import { release } from '@vitejs/release-scripts'\nrelease({})", &[]),
        (
            "import semanticRelease from 'semantic-release';\nawait semanticRelease()",
            &["semantic-release line=1"],
        ),
        ("const { publish } = require('libnpmpublish');\npublish(m)", &["libnpmpublish line=1"]),
        ("import { releaseVersion } from 'nx/release';\nreleaseVersion()", &[]),
        ("import type { Result } from 'semantic-release';", &[]),
    ] {
        assert_eq!(file("node scripts/a.ts", text).0, expected, "{text}");
    }
}

#[test]
fn the_script_of_a_step_is_read_too() {
    let step = |script: &str| {
        format!(
            "      - uses: actions/github-script@v8\n        with:\n          script: |\n            {script}\n"
        )
    };
    let files = [("scripts/release.js", "exports.release = () => exec('npm publish')\n")];
    let script = "await require('./scripts/release').release({ github })";
    let at = ".github/workflows/a.yml#/jobs/a/steps/0/with/script";
    assert_eq!(
        told(&facts(&step(script), &files)),
        [format!(
            "npm direct > the script of the step ({at}) > scripts/release.js (scripts/release.js) \
             > npm publish (scripts/release.js#line=1)"
        )]
    );
    let own = "await exec.exec('npm', ['stage', 'publish'])";
    assert_eq!(
        told(&facts(&step(own), &[])),
        [format!("npm staged > the script of the step ({at}) > npm stage publish ({at})")]
    );
    let other = "return github.rest.issues.createComment({ body: 'npm publish' })";
    let facts = facts(&step(other), &[]);
    assert_eq!((told(&facts), doubts(&facts).len()), (vec![], 0));
}
