//! Scripts: lines that one shell runs one after the other, and pipes between them.
//!
//! Syntax: <https://support.atlassian.com/bitbucket-cloud/docs/step-options/#Script>.

use std::collections::{BTreeMap, BTreeSet};

use super::pipes;
use crate::collect::ci::members::as_text;
use crate::collect::ci::merged::{Placed, get};
use crate::collect::ci::script::{Piece, commands};
use crate::collect::ci::secret_names::{self, Known};
use crate::collect::ci::{Reading, plain};
use crate::facts::{Command, SecretUse, Step};
use crate::source::anchor::Place;
use crate::text::secret::withheld_value;

const STEPS: &str = "pipelines[*].jobs[*].steps";

/// What scripts of a job are read with.
pub(super) struct Script<'a> {
    pub(super) shell: Option<&'a str>,
    /// The variables that the file sets.
    pub(super) known: &'a BTreeSet<String>,
    /// Why a script runs that does not always.
    pub(super) condition: Option<&'a str>,
}

/// The steps of a script: the lines between two pipes are one, each pipe is one.
pub(super) fn steps(
    reading: &mut Reading<'_>,
    list: &Placed<'_>,
    script: &Script<'_>,
    found: &mut Vec<Step>,
) {
    if !list.node.is_list() && list.node.text().is_none() {
        if !list.node.is_null() {
            reading.unexpected(&list.place, &[STEPS], "a script", "a list", list.node);
        }
        return;
    }
    let items = list.each();
    let texts = items.iter().filter_map(|item| Some((item.node.text()?, &item.place)));
    let pieces: Vec<_> = texts.map(|(text, place)| Piece { text, place: place.clone() }).collect();
    let is_read = script.shell.is_none_or(plain::is_read);
    // One shell runs them all: what one line changes holds in the next, also behind a pipe.
    let all = commands(reading, &pieces, script.shell, is_read, Some("."));
    let mut by_place: BTreeMap<String, Vec<Command>> = BTreeMap::new();
    for command in all {
        let place = command.at.split(";char=").next().unwrap_or_default().to_owned();
        by_place.entry(place).or_default().push(command);
    }
    let known = known(script, &pieces);
    let whole = pieces.len() == items.len();
    let mut lines: Vec<&Placed<'_>> = Vec::new();
    for item in &items {
        if item.node.text().is_some() {
            lines.push(item);
            continue;
        }
        let place = lines.first().map(|first| first.place.clone());
        found.extend(place.map(|place| of_lines(&lines, &place, script, &known, &mut by_place)));
        lines.clear();
        found.extend(pipe(reading, item, script, &known));
    }
    let place = lines.first().map(|first| if whole { &list.place } else { &first.place }.clone());
    found.extend(place.map(|place| of_lines(&lines, &place, script, &known, &mut by_place)));
    for (index, step) in found.iter_mut().enumerate() {
        step.index = u64::try_from(index).unwrap_or(u64::MAX);
    }
}

/// What is no secret: what the file sets, and what the script sets.
fn known<'a>(script: &'a Script<'_>, pieces: &[Piece<'a>]) -> Known<'a> {
    let set = pieces.iter().flat_map(|piece| secret_names::set_in(piece.text));
    Known::of_provider("BITBUCKET").and(set.chain(script.known.iter().map(String::as_str)))
}

fn of_lines(
    lines: &[&Placed<'_>],
    place: &Place,
    script: &Script<'_>,
    known: &Known<'_>,
    commands: &mut BTreeMap<String, Vec<Command>>,
) -> Step {
    let mut step = Step {
        at: place.at(),
        condition: script.condition.map(str::to_owned),
        working_directory: Some(".".to_owned()),
        shell: script.shell.map(str::to_owned),
        ..Step::default()
    };
    let mut run = String::new();
    for line in lines {
        let text = line.node.text().unwrap_or_default();
        if !run.is_empty() {
            run.push('\n');
        }
        run.push_str(text);
        step.commands.extend(commands.remove(&line.place.at()).unwrap_or_default());
        step.secrets.extend(named(text, &line.place, "run", known));
    }
    step.run = Some(run);
    step
}

fn named(text: &str, place: &Place, to: &str, known: &Known<'_>) -> Vec<SecretUse> {
    let found = secret_names::named_in(text, known).into_iter();
    let uses = found.map(|(range, name)| SecretUse {
        at: place.chars(range).at(),
        name,
        to: to.to_owned(),
    });
    uses.collect()
}

fn pipe(
    reading: &mut Reading<'_>,
    item: &Placed<'_>,
    script: &Script<'_>,
    known: &Known<'_>,
) -> Option<Step> {
    let Some(name) = get(item.node, "pipe").filter(|name| name.text().is_some()) else {
        let wanted = "a line, or a mapping with `pipe`";
        reading.unexpected(&item.place, &[STEPS], "a part of a script", wanted, item.node);
        return None;
    };
    let at = item.place.key("pipe").at();
    let mut step = Step {
        at: item.place.at(),
        name: get(item.node, "name").and_then(|name| name.text()).map(str::to_owned),
        condition: script.condition.map(str::to_owned),
        uses: Some(Box::new(pipes::reference(reading.options.text, name, at))),
        ..Step::default()
    };
    let mut with = Vec::new();
    for (name, value) in item.get("variables").iter().flat_map(Placed::members) {
        let text = as_text(value.node);
        step.secrets.extend(named(&text, &value.place, &format!("with/{name}"), known));
        with.push((name.to_owned(), withheld_value(name, &text).into_owned()));
    }
    step.with = with.into_iter().collect();
    Some(step)
}
