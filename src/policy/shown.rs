//! Which members of the facts a definition can tell apart from absent ones.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::reads::{Read, Segment};

/// A value as far as somebody looks at it: with all that it holds, or with these members alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "Option<BTreeMap<String, Shown>>", from = "Option<BTreeMap<String, Shown>>")]
pub struct Shown {
    whole: bool,
    /// By their names, in order; `*` stands for all that have no other entry, items of lists
    /// included.
    members: Box<[(Box<str>, Shown)]>,
}

/// A value whose members are being entered.
#[derive(Default)]
struct Draft {
    whole: bool,
    members: BTreeMap<String, Draft>,
}

/// The name that stands for all items and members.
const ANY: &str = "*";

impl From<Shown> for Option<BTreeMap<String, Shown>> {
    fn from(shown: Shown) -> Self {
        let members = shown.members.into_iter().map(|(name, member)| (name.into(), member));
        (!shown.whole).then(|| members.collect())
    }
}

impl From<Option<BTreeMap<String, Shown>>> for Shown {
    fn from(members: Option<BTreeMap<String, Shown>>) -> Self {
        let whole = members.is_none();
        let members = members.into_iter().flatten().map(|(name, member)| (name.into(), member));
        Self { whole, members: members.collect() }
    }
}

impl Draft {
    /// What is looked at of any member is looked at of those with names as well.
    fn settle(mut self) -> Shown {
        if self.whole {
            self.members.clear();
        }
        if let Some(any) = self.members.remove(ANY) {
            self.members.values_mut().for_each(|member| member.add(&any));
            self.members.insert(ANY.to_owned(), any);
        }
        let members = self.members.into_iter();
        let members = members.map(|(name, member)| (name.into(), member.settle())).collect();
        Shown { whole: self.whole, members }
    }

    fn add(&mut self, other: &Self) {
        self.whole |= other.whole;
        for (name, member) in &other.members {
            self.members.entry(name.clone()).or_default().add(member);
        }
    }
}

impl Shown {
    /// What is looked at by these.
    pub(crate) fn of(reads: &BTreeSet<Read>) -> Self {
        let mut shown = Draft::default();
        for read in reads {
            let mut at = &mut shown;
            for segment in &read.path.0 {
                let name = match segment {
                    Segment::Key(key) => key.as_str(),
                    Segment::Any | Segment::Item(_) => ANY,
                };
                at = at.members.entry(name.to_owned()).or_default();
            }
            at.whole |= read.whole;
        }
        shown.settle()
    }

    /// All of it is looked at.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// The members that are looked at by name, in order.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&str, &Self)> {
        let members = self.members.iter().map(|(name, member)| (&**name, member));
        members.filter(|(name, _)| *name != ANY)
    }

    /// What is looked at of items, and of members that are not named.
    pub(crate) fn any(&self) -> Option<&Self> {
        self.members.iter().find(|(name, _)| **name == *ANY).map(|(_, member)| member)
    }

    /// Gives every name that stands in it.
    pub(crate) fn each_name(&self, give: &mut impl FnMut(&str)) {
        for (name, member) in &self.members {
            give(name);
            member.each_name(give);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn shown(reads: &[(&str, bool)]) -> String {
        let reads = reads.iter().map(|(path, whole)| {
            let Ok(path) = path.parse();
            Read { path, whole: *whole }
        });
        let shown = Shown::of(&reads.collect());
        let text = serde_json::to_string(&shown).unwrap();
        assert_eq!(serde_json::from_str::<Shown>(&text).unwrap(), shown);
        text
    }

    #[test]
    fn what_is_in_a_whole_is_not_told_apart() {
        assert_eq!(
            shown(&[("a.b", true), ("a.b.c", false), ("a.d", false), ("e[*].f", true)]),
            r#"{"a":{"b":null,"d":{}},"e":{"*":{"f":null}}}"#
        );
        assert_eq!(shown(&[("", true), ("a", true)]), "null");
        assert_eq!(shown(&[]), "{}");
    }

    #[test]
    fn any_member_is_one_with_a_name_too() {
        assert_eq!(
            shown(&[("a[*].b", true), ("a.x.c", true), ("a.y", false)]),
            r#"{"a":{"*":{"b":null},"x":{"b":null,"c":null},"y":{"b":null}}}"#
        );
    }
}
