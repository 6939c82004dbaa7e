//! Settings in files that are trees: what a member is in facts, whichever tool's file it is.
//!
//! A scalar is a setting, a list one for each entry, and a mapping that nobody takes apart one
//! without a value. What has another shape than its control asks for is a problem besides, and so
//! is a file with more settings than anybody writes.

use super::controls::{Known, known};
use super::reading::Reading;
use super::value::{Key, Raw, Syntax, looks_like_token};
use crate::collect::address;
use crate::facts::{InForce, Layer, Origin, Problem, ProblemKind, Setting};
use crate::source::anchor::Place;
use crate::source::node::{Kind, Node};

/// The facts that a file of settings yields.
pub(crate) const FACTS: &[&str] = &["settings", "installers"];

/// All that they are read for.
pub(crate) const READ_FOR: &[&str] =
    &["settings", "installers", "pipelines[*].jobs[*].publishes[*].registry"];

/// How many settings are read of one file.
const MAX_SETTINGS: usize = 20_000;

/// The settings of one file, as they are found.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    tool: &'static str,
    file: &'a str,
    syntax: Syntax,
    in_force: InForce,
    too_many: bool,
    pub(crate) settings: Vec<Setting>,
    pub(crate) problems: Vec<Problem>,
}

impl<'a> Found<'a> {
    /// Nothing yet, of a file that this tool reads.
    pub(crate) fn new(
        tool: &'static str,
        file: &'a str,
        syntax: Syntax,
        in_force: InForce,
    ) -> Self {
        let (settings, problems) = (Vec::new(), Vec::new());
        Self { tool, file, syntax, in_force, too_many: false, settings, problems }
    }

    /// A member of the file: its key, without the names around it, its place and its value.
    pub(crate) fn member(&mut self, key: &Key<'_>, place: &Place, node: &Node) {
        let known = known(self.tool, key.name);
        match &node.resolved().kind {
            Kind::Scalar(_) => self.scalar(key, place, node, known),
            Kind::List(items) if items.is_empty() => self.push(key, place, Some("[]"), false),
            Kind::List(items) => {
                if known.is_some_and(|known| !takes_list(known)) {
                    self.unexpected(place, node, "one value");
                }
                for (index, item) in items.iter().enumerate() {
                    let place = place.index(index);
                    if known.is_some() && item.text().is_none() {
                        self.unexpected(&place, item, "a text");
                    }
                    self.push(key, &place, item.text(), true);
                    if self.too_many {
                        return;
                    }
                }
            }
            Kind::Map(entries) if entries.is_empty() => self.push(key, place, Some("{}"), false),
            Kind::Map(_) | Kind::Alias(_) => {
                if known.is_some() {
                    self.unexpected(place, node, "a value or a list of them");
                }
                self.push(key, place, None, false);
            }
        }
    }

    fn scalar(&mut self, key: &Key<'_>, place: &Place, node: &Node, known: Option<&'static Known>) {
        // What is written as nothing has no value; to Yarn the word `null` is a text.
        let text = node.scalar().map(|scalar| scalar.text.as_str());
        let text = text.filter(|text| !node.is_null() || (self.tool == "yarn" && *text == "null"));
        let parts = text.filter(|text| {
            known.is_some_and(|known| known.reading == Reading::CommaList) && text.contains(',')
        });
        match parts {
            Some(text) => {
                for part in text.split(',') {
                    self.push(key, place, Some(part), true);
                }
            }
            None => self.push(key, place, text, false),
        }
    }

    /// A setting.
    pub(crate) fn push(&mut self, key: &Key<'_>, place: &Place, value: Option<&str>, list: bool) {
        if self.settings.len() >= MAX_SETTINGS {
            if !self.too_many {
                self.too_many = true;
                let reason = format!("the file holds more than {MAX_SETTINGS} settings");
                self.problem(place, ProblemKind::TooLarge, reason);
            }
            return;
        }
        let raw = Raw {
            at: place.at(),
            tool: self.tool,
            key: key.name,
            value,
            list,
            syntax: self.syntax,
            origin: Origin { layer: Layer::Project, file: self.file.to_owned(), job: None },
            in_force: self.in_force.clone(),
        };
        self.settings.push(raw.into_setting_of(key.clone()));
    }

    /// Notes that a value has not the shape that its reader takes.
    pub(crate) fn unexpected(&mut self, place: &Place, node: &Node, what: &str) {
        let reason = format!("expected {what}, found {}", node.describe());
        self.problem(place, ProblemKind::Unexpected, reason);
    }

    fn problem(&mut self, place: &Place, kind: ProblemKind, reason: String) {
        self.problems.push(Problem {
            at: place.at(),
            kind,
            facts: FACTS.iter().map(|path| (*path).to_owned()).collect(),
            reason,
        });
    }
}

/// The place of a member; of one whose key holds a secret, the place of what it stands in.
pub(crate) fn place_of(place: &Place, key: &str) -> Place {
    if looks_like_token(key) || address::credentials(key).is_some() {
        return place.clone();
    }
    place.key(key)
}

fn takes_list(known: &Known) -> bool {
    matches!(known.reading, Reading::List | Reading::CommaList)
}
