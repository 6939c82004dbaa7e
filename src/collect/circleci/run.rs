//! The `run` step: a script, its shell and its folder.
//!
//! Syntax: <https://circleci.com/docs/reference/configuration-reference/#run>.

use std::collections::BTreeSet;
use std::ops::Range;

use super::environment;
use super::filled::Filled;
use super::scope::Scope;
use crate::collect::ci::merged::{Placed, get, text_of};
use crate::collect::ci::script::{Piece, commands};
use crate::collect::ci::secret_names::{self, Known};
use crate::collect::ci::{Options, Reading, plain};
use crate::collect::folders::joined;
use crate::facts::{SecretUse, Step};
use crate::source::anchor::Place;

/// What decides the shell and the folder of the steps of a job.
#[derive(Debug, Clone)]
pub(super) struct Shell {
    shell: Option<String>,
    /// The job's folder, absolute; nothing where only a run can tell.
    here: Option<String>,
    /// Where the repository is checked out.
    root: Option<String>,
    /// The variables that the job sets.
    pub(super) names: BTreeSet<String>,
}

/// Where jobs run that do not say it.
const HOME: &str = "~/project";

impl Shell {
    /// The job's own, or its executor's.
    pub(super) fn new(
        shell: Option<String>,
        folder: Option<&str>,
        names: BTreeSet<String>,
    ) -> Self {
        let here = absolute(None, folder.unwrap_or(HOME));
        Self { shell, root: here.clone(), here, names }
    }

    /// The repository is checked out, at the job's folder or elsewhere.
    pub(super) fn checked_out(&mut self, path: Option<&str>) {
        self.root = match path {
            Some(path) => absolute(self.here.as_deref(), path),
            None => self.here.clone(),
        };
    }

    /// A folder relative to the root of the repository.
    pub(super) fn folder(&self, own: Option<&str>) -> Option<String> {
        let here = match own {
            Some(own) => absolute(self.here.as_deref(), own)?,
            None => self.here.clone()?,
        };
        let rest = here.strip_prefix(self.root.as_deref()?)?;
        match rest.strip_prefix('/') {
            Some(rest) => Some(rest.to_owned()),
            None => rest.is_empty().then(|| ".".to_owned()),
        }
    }
}

/// A path of the machine, without `.` and `..`, the user's own folder as `~`.
fn absolute(here: Option<&str>, path: &str) -> Option<String> {
    let path = path.trim();
    let here_variable = ["$CIRCLE_WORKING_DIRECTORY", "${CIRCLE_WORKING_DIRECTORY}"];
    if let Some(rest) = here_variable.iter().find_map(|name| path.strip_prefix(name)) {
        return absolute(here, rest.trim_start_matches('/'));
    }
    let of_home = ["~", "/home/circleci", "$HOME", "${HOME}"];
    let behind = of_home.iter().find_map(|home| {
        path.strip_prefix(home).filter(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    if path.contains(['`', '*', '?', '\\']) || behind.unwrap_or(path).contains(['$', '<']) {
        return None;
    }
    let (start, rest) = match (behind, path.strip_prefix('/')) {
        (Some(rest), _) => ("~", rest),
        (None, Some(rest)) => ("", rest),
        (None, None) => return absolute(None, &format!("{}/{path}", here?)),
    };
    match joined(".", rest)?.as_str() {
        "." => Some(start.to_owned()),
        rest => Some(format!("{start}/{rest}")),
    }
}

/// The program of a `shell` with its flags: `bash` of `/bin/bash -eo pipefail`.
fn program(shell: &str) -> &str {
    let first = shell.split_whitespace().next().unwrap_or(shell);
    let name = first.rsplit(['/', '\\']).next().unwrap_or(first);
    name.strip_suffix(".exe").unwrap_or(name)
}

/// Fills a step with a script, which is the value of `run` or its `command`.
pub(super) fn fill(
    reading: &mut Reading<'_>,
    step: &mut Step,
    value: &Placed<'_>,
    scope: &Scope<'_>,
    shell: &Shell,
) {
    let member = |key: &str| text_of(value.node, key).map(|text| scope.fill(text).text);
    step.name = member("name");
    environment::add(reading, value, scope, &mut step.env, "pipelines[*].jobs[*].steps[*].env");
    step.secrets = environment::secrets(&step.env);
    let script = match get(value.node, "command") {
        Some(command) => Placed::new(command, value.place.key("command")),
        None => value.clone(),
    };
    let Some(text) = script.node.text() else {
        let facts = ["pipelines[*].jobs[*].steps[*].run", "pipelines[*].jobs[*].steps[*].commands"];
        let wanted = "a text, or a mapping with `command`";
        return reading.unexpected(&script.place, &facts, "`run`", wanted, script.node);
    };
    let filled = scope.fill(text);
    let own = member("shell").or_else(|| shell.shell.clone());
    step.shell = own.as_deref().map(|shell| program(shell).to_owned());
    step.working_directory = shell.folder(member("working_directory").as_deref());
    let is_read = step.shell.as_deref().is_none_or(plain::is_read);
    let folder = step.working_directory.clone();
    step.commands =
        parsed(reading, &filled, &script.place, step.shell.as_deref(), is_read, folder.as_deref());
    step.secrets.extend(secrets(step, &filled, &script.place, shell));
    step.run = Some(filled.text);
}

/// The commands of a script that was filled in, at the places where it is written.
fn parsed(
    reading: &mut Reading<'_>,
    filled: &Filled,
    place: &Place,
    shell: Option<&str>,
    is_read: bool,
    folder: Option<&str>,
) -> Vec<crate::facts::Command> {
    let options = reading.options;
    let parser = |text: &str, anchor: &dyn Fn(Range<usize>) -> String| {
        (options.parser)(text, &|range| anchor(filled.written(range)))
    };
    let options = Options { text: options.text, commands: options.commands, parser: &parser };
    let mut inner = Reading::new(&options);
    let pieces = [Piece { text: &filled.text, place: place.clone() }];
    let found = commands(&mut inner, &pieces, shell, is_read, folder);
    reading.problems.append(&mut inner.problems);
    found
}

/// The credentials that a script names and nothing in the file sets.
fn secrets(step: &Step, filled: &Filled, place: &Place, shell: &Shell) -> Vec<SecretUse> {
    let own = step.env.iter().map(|variable| variable.name.as_str());
    let set = secret_names::set_in(&filled.text);
    let names = shell.names.iter().map(String::as_str);
    let known = Known::of_provider("CIRCLE").and(own.chain(set).chain(names));
    let found = secret_names::named_in(&filled.text, &known);
    let uses = found.into_iter().map(|(range, name)| SecretUse {
        at: place.chars(filled.written(range)).at(),
        name,
        to: "run".to_owned(),
    });
    uses.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_relative_to_the_checkout() {
        for (job, checkout, own, folder) in [
            (None, None, None, Some(".")),
            (None, None, Some("packages/a"), Some("packages/a")),
            (None, None, Some("~/project/web/"), Some("web")),
            (Some("~/repo"), None, Some("/home/circleci/repo/web"), Some("web")),
            (Some("/tmp/x"), None, Some("./web/.."), Some(".")),
            (Some("~/project/web"), Some("~/project"), None, Some("web")),
            (Some("~"), Some("code"), Some("code/web"), Some("web")),
            (None, None, Some("$CIRCLE_WORKING_DIRECTORY/web"), Some("web")),
            (None, None, Some("~/other"), None),
            (None, None, Some("~/project2"), None),
            (None, None, Some("$DIR"), None),
            (None, None, Some("../../../.."), None),
            (Some("<< pipeline.parameters.x >>"), None, None, None),
        ] {
            let mut shell = Shell::new(None, job, BTreeSet::new());
            shell.checked_out(checkout);
            assert_eq!(shell.folder(own).as_deref(), folder, "{job:?} {checkout:?} {own:?}");
        }
    }

    #[test]
    fn a_shell_is_its_program() {
        assert_eq!(program("/bin/bash -eo pipefail"), "bash");
        assert_eq!(program("powershell.exe -ExecutionPolicy Bypass"), "powershell");
    }
}
