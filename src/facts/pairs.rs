//! Names and what they stand for: inputs of an action, flags of a command, variables before it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::iter::Map;
use std::{slice, vec};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, Serializer};

/// Texts by name, in order of name: a JSON object of strings.
///
/// It reads as a map and is made from one. A [`BTreeMap`] keeps room for eleven in each node, and
/// nearly every step and command of a repository has one to three: the facts would be a fifth greater.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "BTreeMap<String, String>")]
pub struct Pairs(Box<[(String, String)]>);

impl Pairs {
    /// What a name stands for.
    pub fn get(&self, name: &str) -> Option<&String> {
        let index = self.0.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
        self.0.get(index).map(|(_, text)| text)
    }

    /// Whether a name is there.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The names, in order.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|(name, _)| name)
    }

    /// The texts, in order of their names.
    pub fn values(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|(_, text)| text)
    }

    /// Each name with its text, in order of name.
    pub fn iter(&self) -> <&Self as IntoIterator>::IntoIter {
        self.into_iter()
    }

    /// Each name with its text, which may be replaced.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut String)> {
        self.0.iter_mut().map(|(name, text)| (&*name, text))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl From<BTreeMap<String, String>> for Pairs {
    fn from(map: BTreeMap<String, String>) -> Self {
        Self(map.into_iter().collect())
    }
}

impl From<Pairs> for BTreeMap<String, String> {
    fn from(pairs: Pairs) -> Self {
        pairs.into_iter().collect()
    }
}

/// Of a name that comes twice the later text stays.
impl FromIterator<(String, String)> for Pairs {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        pairs.into_iter().collect::<BTreeMap<_, _>>().into()
    }
}

/// What a name stood for is replaced. All are moved each time: many are added at once.
impl Extend<(String, String)> for Pairs {
    fn extend<I: IntoIterator<Item = (String, String)>>(&mut self, pairs: I) {
        let mut map = BTreeMap::from(std::mem::take(self));
        map.extend(pairs);
        *self = map.into();
    }
}

impl<'a> IntoIterator for &'a Pairs {
    type Item = (&'a String, &'a String);
    type IntoIter = Map<slice::Iter<'a, (String, String)>, fn(&'a (String, String)) -> Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(name, text)| (name, text))
    }
}

impl IntoIterator for Pairs {
    type Item = (String, String);
    type IntoIter = vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_vec().into_iter()
    }
}

impl Serialize for Pairs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

/// The schema of the map that it is read from and written as.
impl JsonSchema for Pairs {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        BTreeMap::<String, String>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BTreeMap::<String, String>::json_schema(generator)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Pairs {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn it_is_a_map_in_order_of_names() {
        let own = pairs(&[("node-version", "22"), ("cache", "npm"), ("node-version", "24")]);
        assert_eq!(serde_json::to_string(&own).unwrap(), r#"{"cache":"npm","node-version":"24"}"#);
        assert_eq!(own.get("node-version").map(String::as_str), Some("24"));
        assert_eq!(own.get("node"), None);
        assert!(own.keys().eq(["cache", "node-version"]) && own.len() == 2);
    }

    #[test]
    fn it_is_read_in_any_order_and_keeps_the_last_of_a_name() {
        let read: Pairs = serde_json::from_str(r#"{"b":"1","a":"2","b":"3"}"#).unwrap();
        assert_eq!(read, pairs(&[("a", "2"), ("b", "3")]));
        assert!(serde_json::from_str::<Pairs>(r#"{"a":1}"#).is_err());
    }

    #[test]
    fn what_is_added_replaces() {
        let mut own = pairs(&[("a", "1"), ("c", "3")]);
        own.extend(pairs(&[("b", "2"), ("c", "4")]));
        assert_eq!(own, pairs(&[("a", "1"), ("b", "2"), ("c", "4")]));
    }
}
