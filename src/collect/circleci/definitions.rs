//! What a configuration defines: commands, jobs and executors, its own and those of orbs.
//!
//! Orbs: <https://circleci.com/docs/orbs/use/orb-concepts/>. An inline orb stands in the file and is
//! read; one of the registry, or behind a URL, is named and pinned.

use std::collections::BTreeMap;

use super::orbs;
use crate::collect::ci::Reading;
use crate::collect::ci::merged::Placed;
use crate::collect::github::comment_behind;
use crate::facts::{Include, Uses};

/// How deep inline orbs may stand in inline orbs.
const LEVELS: usize = 8;

/// The definitions of a file, or of an inline orb in it.
#[derive(Debug)]
pub(super) struct Definitions<'n> {
    file: Placed<'n>,
    orbs: BTreeMap<&'n str, Orb<'n>>,
}

#[derive(Debug)]
enum Orb<'n> {
    Inline(Definitions<'n>),
    Elsewhere(Uses),
}

/// The sections of definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Commands,
    Jobs,
    Executors,
}

impl Section {
    fn key(self) -> &'static str {
        match self {
            Self::Commands => "commands",
            Self::Jobs => "jobs",
            Self::Executors => "executors",
        }
    }
}

/// What a name stands for.
#[derive(Debug)]
pub(super) enum Named<'n> {
    /// A definition, and the definitions that it can name itself.
    Here(Placed<'n>, &'n Definitions<'n>),
    /// A part of an orb that is not in the file; `uses` has no place yet.
    OfOrb(Uses),
    Nothing,
}

impl<'n> Definitions<'n> {
    /// The definitions of a file. Each orb that is not in the file is an include.
    pub(super) fn read(
        reading: &mut Reading<'_>,
        file: Placed<'n>,
        includes: &mut BTreeMap<String, Include>,
    ) -> Self {
        Self::at_level(reading, file, includes, LEVELS)
    }

    fn at_level(
        reading: &mut Reading<'_>,
        file: Placed<'n>,
        includes: &mut BTreeMap<String, Include>,
        levels: usize,
    ) -> Self {
        let mut own = BTreeMap::new();
        let section = file.get("orbs").filter(|orbs| !orbs.node.is_null());
        if let Some(section) = section {
            const FACTS: [&str; 1] = ["pipelines[*].includes"];
            if !section.node.is_map() {
                reading.unexpected(&section.place, &FACTS, "`orbs`", "a mapping", section.node);
            }
            for (name, orb) in section.members() {
                if let Some(text) = orb.node.text() {
                    let at = orb.place.at();
                    let comment = comment_behind(reading.options.text, &orb.node.span);
                    let uses = orbs::reference(text, at.clone(), comment);
                    includes.insert(at.clone(), Include { at, uses: uses.clone(), read: false });
                    own.insert(name, Orb::Elsewhere(uses));
                } else if orb.node.is_map() && levels > 0 {
                    let inline = Self::at_level(reading, orb, includes, levels - 1);
                    own.insert(name, Orb::Inline(inline));
                } else {
                    let wanted = "a reference or a mapping";
                    reading.unexpected(&orb.place, &FACTS, "an orb", wanted, orb.node);
                }
            }
        }
        Self { file, orbs: own }
    }

    /// What a name of a section stands for: `build`, or `node/test` for a part of an orb.
    pub(super) fn find(&'n self, section: Section, name: &str) -> Named<'n> {
        match name.split_once('/') {
            None => match self.section(section).and_then(|all| all.get(name)) {
                Some(found) => Named::Here(found, self),
                None => Named::Nothing,
            },
            Some((orb, part)) => match self.orbs.get(orb) {
                Some(Orb::Inline(inline)) if !part.contains('/') => inline.find(section, part),
                Some(Orb::Elsewhere(uses)) => Named::OfOrb(Uses {
                    text: name.to_owned(),
                    path: Some(part.to_owned()),
                    ..uses.clone()
                }),
                _ => Named::Nothing,
            },
        }
    }

    /// A section, if it is written.
    pub(super) fn section(&self, section: Section) -> Option<Placed<'n>> {
        self.file.get(section.key())
    }

    /// The file, or the inline orb.
    pub(super) fn root(&self) -> &Placed<'n> {
        &self.file
    }
}
