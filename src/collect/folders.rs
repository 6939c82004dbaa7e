//! The folders that the commands of a script run in, as far as the script shows it.

use super::shell::Script;
use crate::facts::Command;

/// A path of a script joined to the folder it is relative to, without `.` and `..`; nothing
/// where it leads out of the repository or only a run can tell.
pub(crate) fn join(folder: &str, path: &str) -> Option<String> {
    let path = path.trim();
    let (folder, path) = match of_root(path) {
        Some(rest) => (".", rest),
        None => (folder, path),
    };
    // A backslash, a drive, a glob or `-` (the folder before) leads nowhere that is known.
    if path.starts_with(['/', '~', '-']) || path.contains(['$', '`', '\\', ':', '*', '?']) {
        return None;
    }
    joined(folder, path)
}

/// A path below a folder, without `.` and `..`; nothing where it leads out of the repository.
pub(crate) fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split(['/', '\\'])) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

/// What stands behind the root of the repository, in a path that starts there.
fn of_root(path: &str) -> Option<&str> {
    let roots = [
        "${{ github.workspace }}",
        "${{github.workspace}}",
        "$GITHUB_WORKSPACE",
        "${GITHUB_WORKSPACE}",
        "$(Build.SourcesDirectory)",
        "$(Build.Repository.LocalPath)",
        "$(System.DefaultWorkingDirectory)",
        "$BUILD_SOURCESDIRECTORY",
        "${BUILD_SOURCESDIRECTORY}",
        "$SYSTEM_DEFAULTWORKINGDIRECTORY",
        "${SYSTEM_DEFAULTWORKINGDIRECTORY}",
        "$CI_PROJECT_DIR",
        "${CI_PROJECT_DIR}",
    ];
    let rest = roots.iter().find_map(|root| path.strip_prefix(root))?;
    (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_start_matches('/'))
}

/// Sets the folder of each command of a script that starts in `folder`.
///
/// A `cd` holds for what follows it; one in a subshell to the end of that.
pub(crate) fn place(script: &mut Script, folder: Option<&str>) {
    let mut here = folder.map(str::to_owned);
    let mut pushed: Vec<Option<String>> = Vec::new();
    let mut left: Vec<(usize, Option<String>)> = Vec::new();
    for (index, command) in script.commands.iter_mut().enumerate() {
        while let Some((_, before)) = left.pop_if(|(end, _)| *end <= index) {
            here = before;
        }
        command.directory = here.clone();
        let there = match command.program.as_deref() {
            Some("cd") => changed(command),
            Some("pushd") => {
                pushed.push(here.clone());
                changed(command)
            }
            Some("popd") => pushed.pop().flatten(),
            _ => continue,
        };
        if let Some(end) = script.subshells.get(&index) {
            left.push((*end, here));
        }
        here = there;
    }
}

/// The folder that a `cd` leads to; without an operand that is the user's own.
fn changed(command: &Command) -> Option<String> {
    let path = command.arguments.last()?;
    let here = command.directory.as_deref().or(of_root(path).map(|_| "."))?;
    join(here, path)
}

/// The folder that a command of a package manager works in: where it runs, or where its flag
/// says.
pub(crate) fn of_tool(command: &Command) -> Option<String> {
    let here = command.directory.as_deref()?;
    let flags: &[&str] = match command.program.as_deref()? {
        "npm" | "npx" => &["--prefix", "-C"],
        "pnpm" | "pnpx" | "pnx" => &["--dir", "-C", "--prefix"],
        "yarn" | "yarnpkg" | "bun" | "bunx" => &["--cwd"],
        _ => &[],
    };
    match flags.iter().find_map(|flag| command.flags.get(flag)) {
        Some(path) => join(here, path),
        None => Some(here.to_owned()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::collect::shell;

    #[test]
    fn folders_are_relative_to_the_root() {
        for (folder, path, joined) in [
            (".", "./packages/a/", Some("packages/a")),
            ("packages/a", "../b", Some("packages/b")),
            ("packages", "..", Some(".")),
            (".", "..", None),
            ("a", "${{ github.workspace }}/b", Some("b")),
            ("a", "$GITHUB_WORKSPACE", Some(".")),
            ("a", "${CI_PROJECT_DIR}/b", Some("b")),
            ("a", "${{ matrix.dir }}", None),
            ("a", "$DIR/b", None),
            ("a", "/tmp", None),
            ("a", "C:\\tmp", None),
            ("a", "-", None),
        ] {
            assert_eq!(join(folder, path).as_deref(), joined, "{folder} {path}");
        }
    }

    /// The programs of a script that are not `cd`, and where they run.
    fn placed(text: &str) -> Vec<String> {
        let mut script = shell::commands(text, &|_| String::new());
        place(&mut script, Some("w"));
        let shown = |command: &Command| {
            let program = command.program.as_deref().unwrap();
            let folder = of_tool(command).unwrap_or("?".to_owned());
            (!matches!(program, "cd" | "pushd" | "popd")).then(|| format!("{program} {folder}"))
        };
        script.commands.iter().filter_map(shown).collect()
    }

    #[test]
    fn commands_run_where_the_script_has_gone() {
        for (script, expected) in [
            ("npm ci", &["npm w"][..]),
            ("a; cd x && b\nc", &["a w", "b w/x", "c w/x"]),
            ("(cd x && a; (cd y; b); c); d", &["a w/x", "b w/x/y", "c w/x", "d w"]),
            ("(cd x; cd y; a); b", &["a w/x/y", "b w"]),
            ("A=$(cd x && a); b", &["a w/x", "b w"]),
            ("cd x | a; b", &["a w", "b w"]),
            ("for d in a b; do (cd $d && a); done; b", &["a ?", "b w"]),
            ("cd $X; a; cd $GITHUB_WORKSPACE; b", &["a ?", "b ."]),
            ("pushd x; a; popd; b; cd; c", &["a w/x", "b w", "c ?"]),
            ("bash -c 'cd x && a'; b", &["a w/x", "b w"]),
            ("npm ci --prefix x && npm -C y ci", &["npm w/x", "npm w/y"]),
            ("pnpm -C x i; yarn --cwd ../x; npm -C $X ci", &["pnpm w/x", "yarn x", "npm ?"]),
        ] {
            assert_eq!(placed(script), expected, "{script}");
        }
    }
}
