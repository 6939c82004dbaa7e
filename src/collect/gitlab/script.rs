//! The scripts of a job, as steps: what one shell runs is one step.
//!
//! Syntax: <https://docs.gitlab.com/ci/yaml/#script>. `before_script` and `script` are run by one
//! shell, `after_script` by another, `hooks` before the repository is there.

use std::collections::BTreeSet;

use super::config::flat;
use super::expressions;
use super::include::comment;
use super::value::Value;
use super::variables::{Names, assigned, secrets};
use crate::collect::ci::script::{self, Piece};
use crate::collect::ci::{Reading, plain};
use crate::collect::github::kind_of;
use crate::facts::{Pin, PinKind, ProblemKind, Step, Uses, UsesKind};
use crate::source::anchor::Place;

/// What is missing where a script cannot be read.
pub(super) const MISSING: [&str; 4] = [
    "pipelines[*].jobs[*].steps[*].run",
    "pipelines[*].jobs[*].steps[*].commands",
    "pipelines[*].jobs[*].installs",
    "pipelines[*].jobs[*].publishes",
];

/// The scripts of one job.
pub(super) struct Scripts<'a> {
    pub(super) hook: Option<Value<'a>>,
    pub(super) before: Option<Value<'a>>,
    pub(super) script: Option<Value<'a>>,
    pub(super) run: Option<Value<'a>>,
    pub(super) after: Option<Value<'a>>,
    /// The shell of its runner.
    pub(super) shell: &'static str,
    pub(super) continue_on_error: bool,
}

impl Scripts<'_> {
    /// The steps, in the order in which they run.
    pub(super) fn steps(&self, reading: &mut Reading<'_>, set: &Names<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        let one_shell: [&[&Option<Value<'_>>]; 3] =
            [&[&self.hook], &[&self.before, &self.script], &[&self.after]];
        for (group, id) in one_shell.iter().zip(["hooks", "script", "after_script"]) {
            let values: Vec<&Value<'_>> = group.iter().filter_map(|value| value.as_ref()).collect();
            let Some(main) = values.last() else { continue };
            let mut lines = Vec::new();
            for value in &values {
                lines.extend(self::lines(reading, value));
            }
            if !lines.is_empty() {
                let mut step = self.step(reading, &main.place, &lines, set);
                step.id = Some(id.to_owned());
                steps.push(step);
            }
        }
        for value in self.run.iter().flat_map(Value::items) {
            steps.push(self.function(reading, &value, set));
        }
        for (index, step) in steps.iter_mut().enumerate() {
            step.index = u64::try_from(index).unwrap_or(u64::MAX);
        }
        steps
    }

    fn step(
        &self,
        reading: &mut Reading<'_>,
        place: &Place,
        lines: &[Value<'_>],
        set: &Names<'_>,
    ) -> Step {
        let texts: Vec<&str> = lines.iter().filter_map(Value::text).collect();
        let pieces: Vec<Piece<'_>> = lines
            .iter()
            .filter_map(|line| Some(Piece { text: line.text()?, place: line.place.clone() }))
            .collect();
        let is_read = plain::is_read(self.shell);
        let mut commands = script::commands(reading, &pieces, Some(self.shell), is_read, Some("."));
        // The characters of a text that is filled in stand elsewhere.
        let filled = lines.iter().filter(|line| line.is_filled()).map(|line| line.place.at());
        let filled: BTreeSet<String> = filled.collect();
        for command in &mut commands {
            if let Some((line, _)) = command.at.split_once(';')
                && filled.contains(line)
            {
                command.at = line.to_owned();
            }
        }
        let mut set = set.below();
        texts.iter().for_each(|text| assigned(text, &mut set));
        let mut step = Step {
            at: place.at(),
            run: Some(texts.join("\n")),
            working_directory: Some(".".to_owned()),
            shell: Some(self.shell.to_owned()),
            commands,
            continue_on_error: self.continue_on_error,
            ..Step::default()
        };
        for (line, text) in lines.iter().zip(&texts) {
            step.secrets.extend(secrets(text, line, &set, "run"));
            expressions::of_text(text, &line.place, "run", &mut step.expressions);
        }
        step
    }

    /// One entry of [`run`](https://docs.gitlab.com/ci/yaml/#run): a script, or a function of
    /// another project.
    fn function(&self, reading: &mut Reading<'_>, entry: &Value<'_>, set: &Names<'_>) -> Step {
        let lines = entry.get("script").map(|value| lines(reading, &value)).unwrap_or_default();
        let mut step = match lines.is_empty() {
            false => self.step(reading, &entry.place, &lines, set),
            true => Step { at: entry.place.at(), ..Step::default() },
        };
        step.continue_on_error = self.continue_on_error;
        step.name = entry.get("name").and_then(|name| name.text().map(str::to_owned));
        let called = ["step", "func"].iter().find_map(|key| entry.get(key));
        step.uses = called.as_ref().and_then(uses).map(Box::new);
        if step.uses.is_none() && lines.is_empty() {
            let reason = "an entry of `run` must have a script, or name a function".to_owned();
            reading.problem(&entry.place, ProblemKind::Unexpected, &MISSING, reason);
        }
        if let Some(inputs) = entry.get("inputs") {
            let text = |value: &Value<'_>| value.text().unwrap_or_default().to_owned();
            let members = inputs.members();
            step.with =
                members.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        }
        step
    }
}

/// What a function is: `gitlab.com/components/script@v1`, `./path`, or a mapping of git.
fn uses(value: &Value<'_>) -> Option<Uses> {
    let (at, comment) = (value.place.at(), comment(value));
    let Some(text) = value.text() else {
        let git = value.get("git")?;
        let (url, reference) = (git.get("url")?, git.get("rev"));
        let reference = reference.as_ref().and_then(Value::text);
        let kind = reference.map_or(PinKind::None, kind_of);
        let pin = Pin { kind, reference: reference.map(str::to_owned), comment };
        let text = url.text()?.to_owned();
        return Some(Uses { at, text, kind: UsesKind::Component, pin, ..Uses::default() });
    };
    let other = Uses { at, text: text.to_owned(), ..Uses::default() };
    if text.starts_with('.') {
        let pin = Pin { kind: PinKind::Local, reference: None, comment };
        let path = Some(text.trim_start_matches("./").to_owned());
        return Some(Uses { kind: UsesKind::Local, path, pin, ..other });
    }
    let reference = text.rsplit_once('@').map(|(_, reference)| reference);
    let kind = reference.map_or(PinKind::None, kind_of);
    let pin = Pin { kind, reference: reference.map(str::to_owned), comment };
    Some(Uses { kind: UsesKind::Component, pin, ..other })
}

/// The texts of a script: one, or lists of them. Anything else GitLab refuses.
fn lines<'a>(reading: &mut Reading<'_>, value: &Value<'a>) -> Vec<Value<'a>> {
    let mut found = flat(value);
    found.retain(|line| {
        if line.text().is_none() {
            let reason = format!("a script must be texts, and here is {}", line.describe());
            reading.problem(&line.place, ProblemKind::Unexpected, &MISSING, reason);
        }
        line.text().is_some()
    });
    found
}
