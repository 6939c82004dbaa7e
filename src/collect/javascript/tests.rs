//! Scripts as projects write them, and what is read of them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::*;

fn runs(text: &str) -> Vec<String> {
    read(text).runs.into_iter().map(|run| run.text).collect()
}

#[test]
fn commands_are_read_in_every_form() {
    for (text, expected) in [
        ("execSync('npm publish --tag next')", "npm publish --tag next"),
        ("cp.execSync(`npm publish --tag ${tag}`, { cwd })", "npm publish --tag ${_}"),
        ("await execa('npm', ['publish', '--tag', tag])", "\"npm\" \"publish\" \"--tag\" \"${_}\""),
        (
            "spawnSync('pnpm', args); const args = ['publish', ...more];",
            "\"pnpm\" \"publish\" \"${_}\"",
        ),
        ("$`npm publish ${dir}`", "npm publish ${_}"),
        ("await $({ stdio: 'inherit' })`npm publish`", "npm publish"),
        ("exec.npm('publish', '--provenance')", "npm \"publish\" \"--provenance\""),
        ("npm(['publish'])", "npm \"publish\""),
        ("Bun.spawn(['bun', 'publish'])", "\"bun\" \"publish\""),
        ("new Deno.Command('npm', { args: ['publish'] })", "\"npm\" \"publish\""),
        ("run('npm publish ' + flags.join(' '))", "npm publish ${_}"),
        ("const command: string = `npm publish`; run(command as string)", "npm publish"),
        ("const PM = 'pnpm';\nrun(`${PM} publish`)", "pnpm publish"),
        ("fork('./scripts/release.js')", "./scripts/release.js"),
        ("run(\"npm\", \"publish\", { cwd: dir })", "npm \"publish\""),
        ("let commands = a ? [`npm publish a`] : ['npm publish b']", "npm publish b|npm publish a"),
        ("exec('echo \"$HOME\" && npm publish')", ""),
        ("console.log('npm publish')", ""),
        ("throw new Error('npm publish failed')", ""),
        ("path.join('npm', 'publish')", ""),
        ("// execSync('npm publish')", ""),
        ("<T>(x: T) => exec('npm publish')", "npm publish"),
    ] {
        assert_eq!(runs(text).join("|"), expected, "{text}");
    }
}

#[test]
fn a_call_says_where_and_in_what_part() {
    let module = read(
        "#!/usr/bin/env node\nasync function go() {\n  await exec('npm publish', { cwd: dir })\n}\ngo()\n",
    );
    let run = Run {
        line: 3,
        owner: "go".to_owned(),
        text: "npm publish".to_owned(),
        certain: true,
        elsewhere: true,
    };
    assert_eq!(module.runs, [run]);
    assert!(module.complete);
    let none = BTreeSet::new();
    assert_eq!(module.reached(&none, &none), ["", "go"].map(str::to_owned).into());
}

#[test]
fn functions_that_nothing_calls_are_not_reached() {
    let module = read(
        "function a() { b() }\nfunction b() {}\nconst c = () => a();\nexports.d = function () { c() };\n",
    );
    let reached = |wanted: &[&str]| {
        let wanted = wanted.iter().map(ToString::to_string).collect();
        module.reached(&wanted, &BTreeSet::new()).into_iter().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        (reached(&[]), reached(&["a"]), reached(&["d"])),
        ("".into(), " a b".into(), " a b c d".into())
    );
}

#[test]
fn hostile_files_end_soon() {
    for text in [
        "(".repeat(200_000),
        "[".repeat(200_000),
        "`${".repeat(100_000),
        "a(".repeat(100_000),
        "'a'+".repeat(100_000),
        "if(a)".repeat(50_000),
        "x=".repeat(100_000),
        "<a>".repeat(50_000),
        "f`".repeat(100_000),
        format!("const a = {};", "a + ".repeat(50_000)),
        "const a = b; const b = a; run(a, [b, ...a]);".repeat(2_000),
        "\0\u{202e}é".repeat(50_000),
    ] {
        let module = read(&text);
        assert!(module.runs.len() <= 2_000);
    }
}
