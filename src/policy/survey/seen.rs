//! What the look at the facts has shown.

use super::plan::{Plan, passes};

/// What one look at the facts has shown.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The asks that hold somewhere.
    pub(super) asks: Bits,
    pub(super) items: Vec<Item>,
    pub(super) lists: Vec<List>,
    /// Of each item, the tests of its list's walks that it passes.
    pub(super) kept: Vec<u64>,
    /// The lists of the document itself.
    pub(super) root: (u32, u32),
}

/// An item of a list that some definition is shown.
#[derive(Debug)]
pub(crate) struct Item {
    /// Its position in the list.
    pub(super) index: u32,
    /// Where the tests that it passes begin.
    pub(super) kept: u32,
    /// The lists in it.
    pub(super) lists: (u32, u32),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    pub(super) place: u32,
    pub(super) items: (u32, u32),
}

/// A set of small numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn with_room(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    pub(super) fn set(&mut self, bit: usize) {
        if let Some(word) = self.0.get_mut(bit / 64) {
            *word |= 1 << (bit % 64);
        }
    }

    pub(super) fn has(&self, bit: usize) -> bool {
        self.0.get(bit / 64).is_some_and(|word| word & (1 << (bit % 64)) != 0)
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    pub(super) fn clear(&mut self) {
        self.0.fill(0);
    }
}

impl Seen {
    /// Whether a definition has what it needs, so that there is something that it judges.
    pub(crate) fn has_needs(&self, plan: &Plan, rule: usize, index: usize) -> bool {
        let asked = plan.asked_of(rule, index);
        asked.is_none_or(|(needs, _)| needs.iter().all(|ask| self.asks.has(*ask)))
    }

    /// Whether a definition could find anything: it has what it needs, and the facts are what it
    /// asks for. Where not, it need not be evaluated to know that it finds nothing.
    pub(crate) fn can_find(&self, plan: &Plan, rule: usize, index: usize) -> bool {
        let holds = |ask: usize| self.asks.has(ask);
        let asked = plan.asked_of(rule, index);
        let passes =
            asked.is_none_or(|(_, guards)| guards.iter().all(|clause| passes(clause, &holds)));
        passes && self.has_needs(plan, rule, index)
    }

    /// Whether anything is there of what a rule reads.
    pub(crate) fn has_any(&self, plan: &Plan, rule: usize) -> bool {
        plan.tops(rule).iter().any(|ask| self.asks.has(*ask))
    }

    /// The items of a list, in an item or in the document itself, that some definition is shown.
    pub(crate) fn items(&self, holder: Option<&Item>, place: usize) -> &[Item] {
        let (start, end) = holder.map_or(self.root, |item| item.lists);
        let lists = self.lists.get(range(start, end)).unwrap_or_default();
        let list = lists.iter().find(|list| usize::try_from(list.place) == Ok(place));
        list.and_then(|list| self.items.get(range(list.items.0, list.items.1))).unwrap_or_default()
    }

    /// Notes that an item passes a test.
    pub(super) fn keep(&mut self, begin: usize, test: usize) {
        if let Some(word) = self.kept.get_mut(begin + test / 64) {
            *word |= 1 << (test % 64);
        }
    }

    /// Whether a walk asks for an item, by the number of its test among those of the list. Where it is
    /// not noted the item is shown: one too many changes no answer.
    pub(crate) fn passes(&self, item: &Item, test: usize) -> bool {
        let begin = usize::try_from(item.kept).unwrap_or(usize::MAX);
        let word = self.kept.get(begin.saturating_add(test / 64));
        word.is_none_or(|word| word & (1 << (test % 64)) != 0)
    }
}

impl Item {
    /// Its position in the list.
    pub(crate) fn index(&self) -> usize {
        usize::try_from(self.index).unwrap_or(usize::MAX)
    }
}

fn range(start: u32, end: u32) -> std::ops::Range<usize> {
    usize::try_from(start).unwrap_or(usize::MAX)..usize::try_from(end).unwrap_or(usize::MAX)
}
