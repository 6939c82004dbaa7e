//! What a definition asks of the facts: what they must be for it to find anything.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::reads::FactPath;
use super::shown::Shown;

/// Of these, in their order, one must be so somewhere, or else a definition finds nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Guard(Vec<Ask>);

/// Something asked of one fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ask {
    /// The fact.
    pub path: FactPath,
    /// What it must be.
    pub must: Must,
}

/// What an [`Ask`] wants of a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Must {
    /// Be one of these.
    Be(BTreeSet<Word>),
    /// Be a text in which one of these stands.
    Read(Wording),
    /// Have a member.
    Have,
    /// Be there, and not `false`.
    Hold,
    /// Be there.
    Exist,
    /// Be absent, or `false`.
    Fail,
    /// Be an item that the walk of this index asks for.
    Pass(usize),
}

/// Words to look for in a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Wording {
    /// Where they stand.
    pub stands: Stands,
    /// How letters are changed before.
    pub fold: Fold,
    /// The words.
    pub words: BTreeSet<String>,
}

/// Where a word stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// It is all of it.
    Alone,
    /// At its begin.
    First,
    /// At its end.
    Last,
    /// Anywhere.
    Within,
}

/// What is done with letters before a text is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fold {
    /// Nothing.
    None,
    /// `lower`
    Lower,
    /// `upper`
    Upper,
}

/// A value that policies compare with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Word {
    /// `true` or `false`.
    Flag(bool),
    /// Text.
    Text(String),
}

/// A statement that goes through a list, `some step in job.steps`, and what it asks of each item:
/// one that is not so adds nothing to the answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Walk {
    /// The list.
    pub list: FactPath,
    /// The walk whose items hold the lists; absent where any of them may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<usize>,
    /// All of one of these sets is asked of an item.
    pub asks: BTreeSet<BTreeSet<Guard>>,
    /// One item is as good as many: it is only asked whether there is any.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub once: bool,
}

/// What one definition asks of the facts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// The collections that must have a member before it can find anything. A rule none of whose
    /// definitions can find anything is *not applicable*.
    pub(crate) needs: BTreeSet<FactPath>,
    /// What facts must be somewhere before it can find anything. It is asked for nothing where they
    /// are not, and has then found nothing.
    pub(crate) guards: BTreeSet<Guard>,
    /// The statements that go through lists of which nothing else sees all items: an item that none of
    /// them asks for changes nothing.
    pub(crate) walks: Vec<Walk>,
    /// What it looks at.
    pub(crate) shown: Arc<Shown>,
}

/// What the definitions of a rule ask, in their order.
#[derive(Debug, Clone)]
pub(crate) enum Asks {
    /// As it was worked out.
    Known(Vec<Asked>),
    /// As it stands in the index, which says it in a tenth of the space: a plan reads it once.
    Indexed(&'static RawValue),
}

impl Default for Asks {
    fn default() -> Self {
        Self::Known(Vec::new())
    }
}

impl Asks {
    /// What each definition asks. Nothing where the index is damaged: whoever asks for a definition
    /// then finds none.
    pub(crate) fn each(&self) -> Cow<'_, [Asked]> {
        match self {
            Self::Known(known) => Cow::Borrowed(known),
            Self::Indexed(text) => Cow::Owned(serde_json::from_str(text.get()).unwrap_or_default()),
        }
    }
}

impl Guard {
    /// The guard that asks this alone.
    pub(crate) fn one(path: FactPath, must: Must) -> Self {
        Self(vec![Ask { path, must }])
    }

    /// The guard that asks for one of these.
    pub(crate) fn any(asks: impl IntoIterator<Item = Ask>) -> Self {
        let mut asks: Vec<_> = asks.into_iter().collect();
        asks.sort();
        asks.dedup();
        Self(asks)
    }

    /// What is asked for, one or the other.
    pub fn asks(&self) -> &[Ask] {
        &self.0
    }
}

impl Must {
    /// What a fact must be to satisfy one or the other, if that can be said in one.
    fn or(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Be(mine), Self::Be(theirs)) => {
                Some(Self::Be(mine.union(theirs).cloned().collect()))
            }
            (Self::Read(mine), Self::Read(theirs))
                if (mine.stands, mine.fold) == (theirs.stands, theirs.fold) =>
            {
                let words = mine.words.union(&theirs.words).cloned().collect();
                Some(Self::Read(Wording { words, ..*mine }))
            }
            _ if self.follows(other) => Some(self.clone()),
            _ if other.follows(self) => Some(other.clone()),
            _ => None,
        }
    }

    /// Whether a fact that is what the other wants is surely what this wants.
    pub(crate) fn follows(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Be(mine), Self::Be(theirs)) => mine.is_superset(theirs),
            (Self::Hold, Self::Be(words)) => !words.contains(&Word::Flag(false)),
            (Self::Hold, Self::Read(_)) => true,
            (Self::Exist, other) => *other != Self::Fail,
            _ => self == other,
        }
    }
}

/// How many asks one guard may have. What would have more is not asked.
const MAX_ASKS: usize = 8;

/// How many pairs of guards are put together.
const MAX_PAIRS: usize = 256;

/// What must be where one of two sets of guards holds.
pub(crate) fn of_either(one: &BTreeSet<Guard>, other: &BTreeSet<Guard>) -> BTreeSet<Guard> {
    if one.len() * other.len() > MAX_PAIRS {
        return one.intersection(other).cloned().collect();
    }
    let pairs = one.iter().flat_map(|mine| other.iter().map(move |theirs| (mine, theirs)));
    let both = pairs.filter_map(|(mine, theirs)| {
        let mut asks: Vec<Ask> = Vec::new();
        for ask in mine.0.iter().chain(&theirs.0) {
            let same = asks.iter_mut().filter(|known| known.path == ask.path);
            let mut merged = same.filter_map(|known| {
                known.must = known.must.or(&ask.must)?;
                Some(())
            });
            if merged.next().is_none() {
                drop(merged);
                asks.push(ask.clone());
            }
        }
        (asks.len() <= MAX_ASKS).then(|| Guard::any(asks))
    });
    let mut both = both.collect();
    drop_weaker(&mut both);
    both
}

/// Leaves out guards that follow from others.
pub(crate) fn drop_weaker(guards: &mut BTreeSet<Guard>) {
    if guards.len() > MAX_PAIRS {
        return;
    }
    let follows = |weak: &Guard, strong: &Guard| {
        strong.0.iter().all(|strong| {
            weak.0.iter().any(|weak| match weak.must {
                // What holds something is there.
                Must::Exist if weak.path != strong.path => {
                    strong.must != Must::Fail && strong.path.behind(&weak.path).is_some()
                }
                _ => weak.path == strong.path && weak.must.follows(&strong.must),
            })
        })
    };
    let all = guards.clone();
    guards.retain(|guard| {
        !all.iter().any(|other| {
            other != guard && follows(guard, other) && (!follows(other, guard) || other < guard)
        })
    });
}
