//! Scripts and the commands found in them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::*;

fn read(script: &str) -> Script {
    commands(script, &|range| format!("{},{}", range.start, range.end))
}

/// The text that a command's anchor underlines.
fn underlined(script: &str, command: &Command) -> String {
    let (start, end) = command.at.split_once(',').unwrap();
    let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
    script.chars().skip(start).take(end - start).collect()
}

/// Every command in one line: `through> program arguments <fed by >writes`.
fn lines(script: &str) -> Vec<String> {
    let show = |command: &Command| {
        let mut parts = Vec::new();
        parts.extend(command.through.iter().map(|wrapper| format!("{wrapper}>")));
        parts.extend(command.environment.iter().map(|(name, value)| format!("{name}={value}")));
        parts.push(command.program.clone().unwrap_or("?".into()));
        parts.extend(command.arguments.iter().cloned());
        parts.extend(command.fed_by.iter().map(|program| format!("<{program}")));
        parts.extend(command.writes.iter().map(|file| format!(">{file}")));
        parts.join(" ")
    };
    read(script).commands.iter().map(show).collect()
}

#[test]
fn commands_are_found_wherever_a_shell_reaches_them() {
    for (script, expected) in [
        ("npm run build && npm test || exit 1", &["npm run build", "npm test", "exit 1"][..]),
        ("if npm view x; then npm publish; fi", &["npm view x", "npm publish"]),
        ("for d in packages/*; do (cd $d && npm publish); done", &["cd $d", "npm publish"]),
        ("case $x in a) npm publish;; *) npm ci;; esac", &["npm publish", "npm ci"]),
        ("release() { npm publish; }\nrelease &", &["npm publish", "release"]),
        (
            "V=$(npm view x) ; export A=`npm a` B=\"c d\"",
            &["npm view x", "export A=`npm a` B=c d", "npm a"],
        ),
        ("[ -f x ] && ! npm ci # npm publish", &["npm ci"]),
        ("diff <(npm a) x", &["diff <(npm a) x <npm", "npm a"]),
        ("echo \"npm publish\"", &["echo npm publish"]),
        (
            "echo \"a $(npm b \"$(npm c)\")\"",
            &["echo a $(npm b \"$(npm c)\")", "npm b $(npm c)", "npm c"],
        ),
        ("# npm publish\n\n", &[]),
    ] {
        assert_eq!(lines(script), expected, "{script}");
    }
}

#[test]
fn what_is_put_into_a_script_is_told() {
    for (script, expected) in [
        ("bash -c \"echo $A ${B#x}; ls\"", &["echo: $A ${B#x}", "ls: "][..]),
        ("bash -c 'echo $A'", &["echo: "]),
        ("eval \"echo $A\"", &["echo: $A"]),
        ("eval echo '$A'", &["echo: "]),
        ("bash <<< \"$A\"", &["bash: $A"]),
        ("bash <<EOF\necho $A\nEOF\n", &["echo: $A"]),
        ("echo \"$A\" | bash", &["echo: ", "bash: $A"]),
        ("bash <<'EOF'\necho $A\nEOF\n", &["echo: "]),
        ("sh -c \"npm ci $(git log)\"", &["npm: ", "git: "]),
        ("echo $A", &["echo: "]),
    ] {
        let show = |command: &Command| {
            format!("{}: {}", command.program.clone().unwrap(), command.rereads.join(" "))
        };
        let found: Vec<_> = read(script).commands.iter().map(show).collect();
        assert_eq!(found, expected, "{script}");
    }
}

#[test]
fn words_lose_their_quotes_and_keep_their_variables() {
    for (script, arguments) in [
        ("npm publish 'p/**' \"$TARBALL\"", &["publish", "p/**", "$TARBALL"][..]),
        ("npm a\"b\"'c'd\\ e", &["abcd e"]),
        ("npm \"\\$a \\\"b\\\" \\c\" '\\'", &["$a \"b\" \\c", "\\"]),
        ("npm publish \\\n  --tag \\\r\n  next", &["publish", "--tag", "next"]),
        ("npm \"a \\\nb\" $'c\\n\\x41\\101\\'' $\"d\"", &["a b", "c\nAA'", "d"]),
        (
            "npm a{b,c} *.tgz ~/x ${A:-\"b c\"} x=$((1+2))",
            &["a{b,c}", "*.tgz", "~/x", "${A:-\"b c\"}", "x=$((1+2))"],
        ),
        (
            "npm i \"x@${{ inputs.a == 'b' && \"c\" }}\"",
            &["i", "x@${{ inputs.a == 'b' && \"c\" }}"],
        ),
        ("npm --tag=${{ a }} '' ''", &["--tag=${{ a }}", "", ""]),
        ("npm a 2>&1 >&2 b > log c", &["a", "b", "c"]),
    ] {
        assert_eq!(read(script).commands[0].arguments, arguments, "{script}");
    }
}

#[test]
fn the_program_is_named_without_its_folder_or_not_at_all() {
    for (script, program) in [
        ("./node_modules/.bin/lerna publish", Some("lerna")),
        ("$(npm bin)/foo", Some("foo")),
        ("\"$HOME\"/.bun/bin/bun publish", Some("bun")),
        ("'C:\\Program Files\\nodejs\\npm.cmd' publish", Some("npm")),
        ("$CMD publish", None),
        ("${{ inputs.manager }} publish", None),
        ("./${{ inputs.script }}.sh", None),
        ("n\\p'm' publish", Some("npm")),
    ] {
        assert_eq!(read(script).commands[0].program.as_deref(), program, "{script}");
    }
}

#[test]
fn the_anchor_counts_characters_and_underlines_the_command() {
    let script = "é=ü\necho 'ключ' && A=1 \"npm\" publish \\\n  --tag ' ä ' > log; npm ci";
    let found = read(script);
    let texts: Vec<_> = found.commands.iter().map(|command| underlined(script, command)).collect();
    assert_eq!(
        texts[texts.len() - 3..],
        ["echo 'ключ'", "A=1 \"npm\" publish \\\n  --tag ' ä '", "npm ci",]
    );

    let far = "é ".repeat(1_000) + "\nnpm publish";
    assert_eq!(underlined(&far, read(&far).commands.last().unwrap()), "npm publish");
}

#[test]
fn wrapped_commands_stand_in_for_their_wrappers() {
    for (script, expected) in [
        ("sudo env A=1 npm ci", &["sudo> env> A=1 npm ci"][..]),
        (
            "A=1 bash -c 'npm ci && B=2 npm publish' > log",
            &["bash -c> A=1 npm ci >log", "bash -c> A=1 B=2 npm publish >log"],
        ),
        (
            "ls | xargs -n1 sh -ec \"cd $1 && npm publish\"",
            &["ls", "xargs> sh -c> cd $1 <ls", "xargs> sh -c> npm publish <ls"],
        ),
        ("eval npm \"ci\" --x", &["eval> npm ci --x"]),
        ("bash -c \"sh -c 'npm ci'\"", &["bash -c> sh -c> npm ci"]),
        ("bash -c \"$SCRIPT\"", &["bash -c $SCRIPT"]),
        ("sh -c '${{ inputs.run }}'", &["sh -c ${{ inputs.run }}"]),
        ("bash <<'EOF'\nnpm ci\nEOF\n", &["bash> npm ci"]),
        ("bash -e <<EOF\necho \\$x $(npm a)\nEOF\n", &["bash> echo $x $(npm a)", "npm a"]),
        ("sh <<< 'npm ci'", &["sh> npm ci"]),
        ("bash deploy.sh <<EOF\nnpm ci\nEOF\n", &["bash deploy.sh"]),
        ("command -v npm", &["command -v npm"]),
        (
            "timeout 5m npm ci; time npm test; nohup npm start &",
            &["timeout> npm ci", "time> npm test", "nohup> npm start"],
        ),
    ] {
        assert_eq!(lines(script), expected, "{script}");
    }
}

#[test]
fn inner_commands_are_underlined_where_they_stand() {
    for (script, texts) in [
        ("é; bash -c 'x; npm ci'", &["é", "x", "npm ci"][..]),
        ("sh -c \"a && npm publish --tag $T\"", &["a", "npm publish --tag $T"]),
        (
            "sh -c \"a && npm publish \\\"b\\\"\"",
            &["sh -c \"a && npm publish \\\"b\\\"\"", "sh -c \"a && npm publish \\\"b\\\"\""],
        ),
        ("bash <<'EOF'\n  npm ci\nEOF\n", &["npm ci"]),
        ("bash -c 'sh -c \"npm ci\"'", &["npm ci"]),
        ("eval 'npm ci'", &["npm ci"]),
        ("eval npm 'ci'", &["eval npm 'ci'"]),
    ] {
        let found = read(script).commands;
        let found: Vec<_> = found.iter().map(|command| underlined(script, command)).collect();
        assert_eq!(found, texts, "{script}");
    }
}

#[test]
fn a_command_knows_what_feeds_it() {
    for (script, expected) in [
        ("curl -fsSL x | sh", &["curl -fsSL x", "sh <curl"][..]),
        (
            "curl x 2>&1 | tee f | sudo bash -s -- a",
            &["curl x", "tee f <curl >f", "sudo> bash -s -- a <curl <tee"],
        ),
        ("bash <(curl x)", &["bash <(curl x) <curl", "curl x"]),
        ("bash < <(curl x)", &["bash <curl", "curl x"]),
        ("source <(curl x)", &["source <(curl x) <curl", "curl x"]),
        ("sh -c \"$(curl x)\"", &["sh -c $(curl x) <curl", "curl x"]),
        ("eval \"$(wget x)\"", &["eval $(wget x) <wget", "wget x"]),
        ("node -e \"$(curl x)\"", &["node -e $(curl x) <curl", "curl x"]),
        ("python3 <<< \"$(curl x)\"", &["python3 <curl", "curl x"]),
        ("npm i $(cat list)", &["npm i $(cat list)", "cat list"]),
        (
            "{ curl x || wget y; } | (cd z; sh)",
            &["curl x", "wget y", "cd z <curl <wget", "sh <curl <wget"],
        ),
        ("echo \"$(curl x)\" | bash", &["echo $(curl x)", "curl x", "bash <echo <curl"]),
        ("curl x | tee >(sh)", &["curl x", "tee >(sh) <curl", "sh <curl <tee"]),
        ("a | b && c | d", &["a", "b <a", "c", "d <c"]),
        ("cat <<EOF 2>&1 | sh\nx\nEOF\n", &["cat", "sh> x <cat"]),
        ("a && bash < <(curl x)", &["a", "bash <curl", "curl x"]),
    ] {
        assert_eq!(lines(script), expected, "{script}");
        assert!(read(script).complete, "{script}");
    }
}

#[test]
fn a_command_knows_what_it_writes() {
    for (script, expected) in [
        ("echo \"a=b\" >> $GITHUB_ENV", &["echo a=b >$GITHUB_ENV"][..]),
        (
            "{ echo a; echo b 2>e; } >> \"$GITHUB_OUTPUT\"",
            &["echo a >$GITHUB_OUTPUT", "echo b >e >$GITHUB_OUTPUT"],
        ),
        ("cat <<EOF > .npmrc\n//r/:_authToken=$(cat t)\nEOF\n", &["cat <cat >.npmrc", "cat t"]),
        ("cat > .npmrc <<'EOF'\n//r/:_authToken=$(cat t)\nEOF\n", &["cat >.npmrc"]),
        ("echo a | tee -a .npmrc b", &["echo a", "tee -a .npmrc b <echo >.npmrc >b"]),
        ("echo a && echo b > f", &["echo a", "echo b >f"]),
        ("{ a && b > f; } > g", &["a >g", "b >f >g"]),
        ("npm a &> f; npm b >| g; npm c < h; > i", &["npm a >f", "npm b >g", "npm c"]),
        ("> f npm a $(npm b)", &["npm a $(npm b) >f", "npm b"]),
    ] {
        assert_eq!(lines(script), expected, "{script}");
    }
}

#[test]
fn a_script_that_does_not_parse_gives_what_it_shows() {
    for (script, expected) in [
        ("npm ci\nnpm publish \"unterminated\nnpm foo", &["npm ci", "npm publish"][..]),
        ("npm a )\nnpm b", &["npm a", "npm b"]),
        ("if true; then npm b", &["true", "npm b"]),
    ] {
        let found = read(script);
        assert!(!found.complete, "{script}");
        assert_eq!(lines(script), expected, "{script}");
    }
    assert!(read("npm ci").complete && read("").complete);
}

#[test]
fn the_text_of_other_shells_does_no_harm() {
    let found = lines("$env:A = 'b'\nnpm publish\ncmd /c npm ci & C:\\tools\\npm.cmd publish");
    assert_eq!(found[found.len() - 3..], ["npm publish", "cmd /c npm ci", "C:toolsnpm publish"]);
}

#[test]
fn a_deed_is_told_of_every_command() {
    let found = read("NPM_CONFIG_PROVENANCE=true bash -c 'npm publish'").commands;
    let deed = found[0].deed.clone().unwrap();
    assert_eq!((deed.tool.as_str(), deed.release.unwrap().provenance), ("npm", Some(true)));
}

#[test]
fn hostile_scripts_end_soon() {
    let big = |part: &str| part.repeat(30_000 / part.len());
    for part in [
        "(",
        "$(",
        "a $(",
        "\"$(",
        "{ ",
        "if a; then ",
        "<<A ",
        "`",
        "a|",
        "a && ",
        "${{ ' ",
        "'",
        "${",
        "((",
        "[[ a && ",
        "bash -c \"",
        "case a in ",
        "a <(",
        "{ a | ",
        "a > b; ",
        "$'",
        "{a,",
        "eval '",
        "\\\"",
        "a <<E\n",
        "$((",
        "function f { ",
        "é|",
        "a(",
        "!",
        "> a ",
        ")",
        "a=(b ",
        "$[",
        "(a) ",
        "=~ ",
        "{ a; } > f ",
        "a | { ",
        "<<A; ",
        "sh <<< '",
    ] {
        let script = big(part);
        let started = std::time::Instant::now();
        let found = read(&script);
        assert!(started.elapsed().as_secs() < 10, "{part:?} took {:?}", started.elapsed());
        assert!(found.commands.len() <= script.len(), "{part:?}");
    }
    let beyond = read(&"npm ci\n".repeat(MAX_SCRIPT / 7 + 1));
    assert!(!beyond.complete && beyond.commands.is_empty());
}

#[test]
fn scripts_within_scripts_end_at_a_depth() {
    let mut script = "npm ci".to_owned();
    for _ in 0..MAX_SCRIPTS_DEEP {
        script = format!("eval {script}");
    }
    assert_eq!(read(&script).commands[0].through.len(), MAX_SCRIPTS_DEEP);
    let deeper = read(&format!("eval {script}"));
    assert!(!deeper.complete);
}

#[test]
fn any_mix_of_shell_text_gives_places_within_it() {
    let parts = [
        "npm publish ",
        "'",
        "\"",
        "$(",
        ")",
        "`",
        "${",
        "}",
        "<<E\n",
        "E\n",
        "> f ",
        "<(",
        "|",
        "&&",
        "\\",
        "é",
        "\r\n",
        "\0",
        "${{ a }}",
        "sh -c ",
        "eval ",
        "A=1 ",
        "$'",
        "x",
        " ",
        ";",
        "if ",
        "then ",
        "fi ",
        "{ ",
        "sudo ",
        "<<< ",
        "=(",
        "2>&1 ",
        "$[[ a ]]",
    ];
    let mut state: u64 = 88_172_645_463_325_252;
    for _ in 0..3_000 {
        let mut script = String::new();
        for _ in 0..24 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            script.push_str(parts[usize::try_from(state % parts.len() as u64).unwrap()]);
        }
        for command in read(&script).commands {
            let (start, end) = command.at.split_once(',').unwrap();
            let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
            assert!(start < end && end <= script.chars().count(), "{script:?} {}", command.at);
        }
    }
}
