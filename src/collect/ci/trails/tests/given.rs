//! Texts and files that programs are given to run, and files that actions run.

use super::*;

const RELEASE: (&str, &str) = ("release.sh", "npm publish\n");
const PACKAGE: (&str, &str) = (
    "package.json",
    r#"{"name": "@acme/web", "version": "1.0.0", "scripts": {"rel": "npm publish"}}"#,
);

#[test]
fn what_a_shell_reads_is_a_script() {
    for script in [
        "echo \"npm publish\" | bash",
        "echo npm publish | sh",
        "printf 'npm %s\\n' publish | bash -s -- a",
        "{ echo 'npm ci'; echo 'npm publish'; } | bash",
        "echo 'npm publish' | tee log | bash",
        "cat <<EOF | bash\nnpm publish\nEOF",
        "bash <<< \"npm publish\"",
        "bash -e <<'EOF'\nnpm publish\nEOF",
    ] {
        assert_eq!(told(&running(script, &[PACKAGE])), ["npm direct"], "{script}");
    }
    for script in ["echo 'npm publish' | grep x", "echo 'npm publish'; bash", "echo 'npm ci' | sh"]
    {
        assert_eq!(told(&running(script, &[PACKAGE])), Vec::<String>::new(), "{script}");
    }
}

#[test]
fn what_a_shell_reads_leads_on() {
    let facts = running("echo 'npm run rel' | bash", &[PACKAGE]);
    assert_eq!(
        told(&facts),
        ["npm direct > the script rel (package.json#/scripts/rel) \
          > npm publish (package.json#/scripts/rel;char=0,11)"]
    );
    for script in [
        "bash < release.sh",
        "cat release.sh | bash",
        "sh -s -- a < release.sh",
        "bash release.sh < answers.txt",
        "bash -euo pipefail release.sh",
    ] {
        let facts = running(script, &[PACKAGE, RELEASE]);
        let way = "npm direct > release.sh (release.sh) > npm publish (release.sh#line=1)";
        assert_eq!(told(&facts), [way], "{script}");
    }
}

#[test]
fn a_script_that_node_reads_is_followed() {
    for script in [
        "node <<'EOF'\nrequire('child_process').execSync('npm publish')\nEOF",
        "node - <<EOF\nrequire('child_process').execSync('npm publish')\nEOF",
        "node -e \"require('child_process').execSync('npm publish')\"",
        "echo \"require('child_process').execSync('npm publish')\" | node",
    ] {
        let facts = running(script, &[PACKAGE]);
        let found = told(&facts);
        assert!(found.len() == 1 && found[0].starts_with("npm direct"), "{script}: {found:?}");
        assert_eq!(doubts(&facts), Vec::<&str>::new(), "{script}");
    }
    let script = "node <<'EOF'\nconsole.log(require('./package.json').version)\nEOF";
    let facts = running(script, &[PACKAGE]);
    assert_eq!((told(&facts), doubts(&facts)), (vec![], vec![]));
}

#[test]
fn what_speaks_of_publishing_in_another_language_is_a_doubt() {
    let file = ("release.py", "import os\nos.system('npm publish')\n");
    for (script, program) in [
        ("python3 <<EOF\nimport subprocess\nsubprocess.run(['npm', 'publish'])\nEOF", "python3"),
        ("python - <<'EOF'\nimport os\nos.system('npm publish')\nEOF", "python"),
        ("echo 'system(\"npm publish\")' | ruby", "ruby"),
        ("bash < <(echo 'npm publish')", "bash"),
    ] {
        let facts = running(script, &[PACKAGE]);
        let reason =
            format!("`{program}` is given a text that speaks of publishing, and is not read");
        assert_eq!(doubts(&facts), [reason], "{script}");
    }
    assert_eq!(
        doubts(&running("python3 < release.py", &[PACKAGE, file])),
        ["`release.py` is not read, and speaks of publishing on line 2"]
    );
    assert_eq!(
        doubts(&running("ssh host <<EOF\ncd web\nnpm publish\nEOF", &[PACKAGE])),
        ["`ssh` is given a command that publishes, and is not known to run it"]
    );
    for script in [
        "python3 <<EOF\nprint('hi')\nEOF",
        "python3 tool < release.py",
        "cat > NOTES.md <<EOF\nnpm publish\nEOF",
        "gh release create v1 --notes-file - <<EOF\nnpm publish\nEOF",
    ] {
        assert_eq!(doubts(&running(script, &[PACKAGE, file])), Vec::<&str>::new(), "{script}");
    }
}

#[test]
fn a_script_that_the_job_writes_is_a_doubt_where_it_runs() {
    for script in [
        "cat > a.sh <<EOF\nset -e\nnpm publish\nEOF\nchmod +x a.sh\n./a.sh",
        "cat <<EOF > tmp/a.sh\nset -e\nnpm publish\nEOF\nbash tmp/a.sh",
        "printf 'set -e\\nnpm publish' | tee a.sh\nsh -e a.sh",
    ] {
        assert_eq!(
            doubts(&running(script, &[PACKAGE])),
            ["`a.sh` is written before, and speaks of publishing on line 2 of it"],
            "{script}"
        );
    }
    for script in [
        "cat > a.sh <<EOF\nnpm publish\nEOF\nchmod +x a.sh",
        "echo 'npm publish' > NOTES.md\ngh release create -F NOTES.md",
        "echo 'npm ci' > a.sh\nbash a.sh",
    ] {
        assert_eq!(doubts(&running(script, &[PACKAGE])), Vec::<&str>::new(), "{script}");
    }
}

#[test]
fn functions_that_a_step_never_calls_publish_nothing() {
    let lib = ("lib.sh", "pub() {\n  npm publish\n}\n");
    for (script, ways) in [
        ("pub() { npm publish; }\necho ready", 0),
        ("pub() { npm publish; }\npub", 1),
        ("bash lib.sh", 0),
        ("source lib.sh\npub", 1),
    ] {
        assert_eq!(told(&running(script, &[PACKAGE, lib])).len(), ways, "{script}");
    }
}

const ACTION: &str = ".github/actions/pub/action.yml";
const MAIN: &str = ".github/actions/pub/dist/index.js";

/// What a step with an action of the repository leads to, whose `main` is a built file.
fn acting(main: Option<&str>, env: &str) -> Facts {
    let action = (ACTION, "runs:\n  using: node24\n  main: dist/index.js\n");
    let mut files = vec![PACKAGE, action];
    files.extend(main.map(|text| (MAIN, text)));
    facts(&format!("      - uses: ./.github/actions/pub\n{env}"), &files)
}

#[test]
fn an_action_that_was_built_is_followed_where_it_speaks_of_publishing() {
    let found =
        told(&acting(Some("(()=>{require('child_process').execSync('npm publish')})()"), ""));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with(&format!("npm direct > {MAIN}")), "{found:?}");
    let reason =
        format!("`{MAIN}` speaks of publishing on line 2, and only a run can tell what it does");
    assert_eq!(doubts(&acting(Some(";\n}}} npm publish ("), "")), [reason]);
    let quiet = acting(Some("e.npm=1;t.publish=()=>1"), "");
    assert_eq!((told(&quiet), doubts(&quiet)), (vec![], vec![]));
}

#[test]
fn an_action_that_is_not_there_is_a_doubt_beside_a_credential() {
    let env = "        env:\n          NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}\n";
    let reason = format!("`{MAIN}` is not in the repository, and may publish");
    assert_eq!(doubts(&acting(None, env)), [reason]);
    assert_eq!(doubts(&acting(None, "")), Vec::<&str>::new());
    let large = "a".repeat(1 + (1 << 20));
    assert_eq!(doubts(&acting(Some(&large), "")).len(), 1);
}

#[test]
fn what_is_private_is_refused_unless_something_rewrites_it() {
    let private = ("package.json", r#"{"name": "@acme/web", "version": "1.0.0", "private": true}"#);
    let none = Some(Vec::new());
    for (script, packages) in [
        ("npm publish", none.clone()),
        ("yarn npm publish", none),
        ("npm publish dist", None),
        ("npm pkg delete private\nnpm publish", None),
        ("npx semantic-release", None),
    ] {
        let facts = running(script, &[private]);
        let found: Vec<_> = publishes(&facts).iter().map(|next| next.packages.clone()).collect();
        assert_eq!(found, [packages], "{script}");
    }
}
