//! Members of mappings with the merge keys of YAML, as the providers read them that know merge keys.

use crate::source::anchor::Place;
use crate::source::node::Node;
pub(crate) use crate::source::yaml::merged_entries as entries;

/// The value of a member, a mapping's own or merged into it.
pub(crate) fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    if let Some(own) = node.get(key) {
        return Some(own);
    }
    node.get("<<")?;
    entries(node).into_iter().find(|entry| entry.key == key).map(|entry| &entry.value)
}

/// The text of a member that is a scalar and not empty.
pub(crate) fn text_of<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    get(node, key).and_then(Node::text)
}

/// A value and its place.
#[derive(Debug, Clone)]
pub(crate) struct Placed<'n> {
    pub(crate) node: &'n Node,
    pub(crate) place: Place,
}

impl<'n> Placed<'n> {
    pub(crate) fn new(node: &'n Node, place: Place) -> Self {
        Self { node, place }
    }

    /// The member with this key.
    pub(crate) fn get(&self, key: &str) -> Option<Self> {
        Some(Self::new(get(self.node, key)?, self.place.key(key)))
    }

    /// The members of a mapping in their order; none of anything else.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'n str, Self)> {
        let place = self.place.clone();
        entries(self.node)
            .into_iter()
            .map(move |entry| (entry.key.as_str(), Self::new(&entry.value, place.key(&entry.key))))
    }

    /// The items of a list in their order; none of anything else.
    pub(crate) fn items(&self) -> impl Iterator<Item = Self> {
        let place = self.place.clone();
        let items = self.node.items().iter().enumerate();
        items.map(move |(index, item)| Self::new(item, place.index(index)))
    }

    /// The items of a list, or the value alone where a list may be left out.
    pub(crate) fn each(&self) -> Vec<Self> {
        match self.node.is_list() {
            true => self.items().collect(),
            false if self.node.is_null() => Vec::new(),
            false => vec![self.clone()],
        }
    }
}
