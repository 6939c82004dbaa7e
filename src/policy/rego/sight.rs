//! What a definition looks at, told by the numbers that names have in a document.

use crate::policy::shown::Shown;
use crate::policy::survey::{Document, Text};

/// As much of a value as somebody looks at, where that is not all of it.
#[derive(Debug)]
pub(super) struct Sight {
    members: Vec<(Text, Self)>,
    /// Items, and members that are not named.
    any: Option<Box<Self>>,
    whole: bool,
}

impl Sight {
    /// What is looked at in this document: a name that its plan does not know is nobody's.
    pub(super) fn of(shown: &Shown, document: &Document) -> Self {
        let members = shown.named().filter_map(|(name, member)| {
            let name = document.known().find(name)?;
            Some((name, Self::of(member, document)))
        });
        Self {
            members: members.collect(),
            any: shown.any().map(|any| Box::new(Self::of(any, document))),
            whole: shown.is_whole(),
        }
    }

    /// All of it, where nothing is to be told apart.
    pub(super) fn partial(&self) -> Option<&Self> {
        Some(self).filter(|sight| !sight.whole)
    }

    /// The member of this name.
    pub(super) fn member(&self, name: Text) -> Option<&Self> {
        let named = self.members.iter().find(|(known, _)| *known == name);
        named.map(|(_, member)| member).or(self.any.as_deref())
    }

    /// The items of a list.
    pub(super) fn items(&self) -> Option<&Self> {
        self.any.as_deref()
    }
}
