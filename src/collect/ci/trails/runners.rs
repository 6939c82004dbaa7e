//! Programs that run scripts of packages, and of `nx` targets.

use super::leads::{Guide, Way, script, scripts};
use super::{Obstacle, Source};
use crate::collect::deeds::lifecycle;
use crate::facts::Command;

impl Guide<'_> {
    /// The scripts that the package manager runs by itself: `postversion` behind `npm version`.
    pub(super) fn lifecycle(&self, command: &Command) -> Vec<Source> {
        let here = command.directory.as_deref();
        let names = lifecycle(command).iter().flat_map(|name| {
            let packages = self.scripts.running(command, here, name);
            scripts(packages, name, &[])
        });
        names.collect()
    }

    /// The scripts that a name may mean of which only a run can tell the end, `release:$TARGET`, or
    /// that is a pattern of pnpm's, `/^release:/`.
    pub(super) fn pattern(&self, name: &str, here: Option<&str>) -> Option<Way> {
        let inner = name.strip_prefix('/').and_then(|name| name.strip_suffix('/'));
        let start = inner.map_or(name, |inner| inner.trim_start_matches('^'));
        let is_own = |letter: char| match inner {
            Some(_) => letter.is_ascii_alphanumeric() || ":_-".contains(letter),
            None => !"$`<".contains(letter),
        };
        let end = start.find(|letter| !is_own(letter)).unwrap_or(start.len());
        let start = start.get(..end).filter(|start| *start != name)?;
        // Of `$SCRIPT` alone nothing is known, and it is asked for elsewhere.
        (inner.is_some() || !start.is_empty()).then(|| self.any_of(start, name, here))
    }

    /// Scripts with a name that starts like this, of which only a run can tell whether they run.
    pub(super) fn any_of(&self, start: &str, name: &str, here: Option<&str>) -> Way {
        let named = self.scripts.matching(here, &format!("{start}*"));
        let sources = named.into_iter().map(|(package, name)| script(package, &name, &[]));
        let reason = format!("only a run can tell which script `{name}` is, and it may publish");
        Way { sources: sources.collect(), doubt: Some(Obstacle::unsupported(reason)) }
    }

    /// Scripts of the package in a folder, by their names or patterns of them.
    pub(super) fn named<'b>(
        &self,
        here: Option<&str>,
        names: impl IntoIterator<Item = &'b str>,
    ) -> Vec<Source> {
        let named = names.into_iter().flat_map(|name| self.scripts.matching(here, name));
        named.map(|(package, name)| script(package, &name, &[])).collect()
    }

    pub(super) fn tasks<'b>(&self, names: impl IntoIterator<Item = &'b String>) -> Vec<Source> {
        let all = names.into_iter().flat_map(|name| {
            let task = name.rsplit('#').next().unwrap_or(name);
            scripts(self.scripts.everywhere(task), task, &[])
        });
        all.collect()
    }

    /// `nx run-many -t release`, `nx run app:release`, `nx release-it app`: targets of projects are
    /// package scripts, unless a file says otherwise.
    pub(super) fn nx(&self, command: &Command) -> Result<Vec<Source>, Obstacle> {
        let flag = ["-t", "--target", "--targets"].iter().find_map(|flag| command.flags.get(flag));
        let targets: Vec<String> = match command.subcommand.as_deref().unwrap_or_default() {
            "run-many" | "affected" => {
                flag.map(|names| names.split(',').map(str::to_owned).collect()).unwrap_or_default()
            }
            "run" => {
                let target = command.operands.first().and_then(|word| word.split(':').nth(1));
                target.map(str::to_owned).into_iter().collect()
            }
            "" | "release" => Vec::new(),
            target if target.starts_with("release ") => Vec::new(),
            target => vec![target.to_owned()],
        };
        let found = self.tasks(targets.iter());
        let names: Vec<&str> = targets.iter().map(String::as_str).collect();
        match self.targets(&names).filter(|_| found.is_empty() && !names.is_empty()) {
            Some(obstacle) => Err(obstacle),
            None => Ok(found),
        }
    }
}
