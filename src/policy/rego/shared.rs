//! Values that many places of a document come to: each is made once.
//!
//! Of most objects a definition looks at one or two members, and these are alike: a thousand steps call
//! `actions/checkout`. Making a value of each costs more than all else that is done for a page.

use std::collections::HashMap;

use regorus::Value;

use crate::policy::survey::Text;

/// What tells a value from all others: for a list or an object the number that it has here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Mark {
    Null,
    Flag(bool),
    Natural(u64),
    Text(Text),
    Name(Text),
    List,
    Object,
    Shared(u32),
}

/// A value, and its mark if another value may be like it.
pub(super) type Marked = (Value, Option<Mark>);

/// Lists and objects by the marks of what they hold.
#[derive(Debug, Default)]
pub(super) struct Shared(HashMap<Box<[Mark]>, (u32, Value)>);

/// How many are kept. They are forgotten all together: which of them come again is not known.
const MOST: usize = 1 << 13;

/// The longest list of marks that is looked up.
const LONGEST: usize = 64;

impl Shared {
    /// The value that these marks are of.
    pub(super) fn get(&self, marks: &[Mark]) -> Option<Marked> {
        if marks.len() > LONGEST {
            return None;
        }
        let (number, value) = self.0.get(marks)?;
        Some((value.clone(), Some(Mark::Shared(*number))))
    }

    /// Enters a value.
    pub(super) fn enter(&mut self, marks: &[Mark], value: Value) -> Marked {
        let number = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        if marks.len() > LONGEST || self.0.len() >= MOST {
            return (value, None);
        }
        self.0.insert(marks.into(), (number, value.clone()));
        (value, Some(Mark::Shared(number)))
    }

    /// Makes room, where there is none, before another document is made.
    pub(super) fn make_room(&mut self) {
        if self.0.len() >= MOST {
            self.0.clear();
        }
    }
}
