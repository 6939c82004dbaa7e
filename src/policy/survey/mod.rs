//! One look at the facts for all definitions at once.
//!
//! A repository has thousands of steps and commands, of which a rule asks for five. The engine must not
//! see the others: it would walk them all, and before that somebody would have to make its values
//! of them. So the facts are gone through once, as they are, for all definitions together
//! ([`look`]): which asks hold somewhere, and which items some [walk](super::asks::Walk) asks for. From
//! that follows which definitions can find anything, and for each of these a document is made of the
//! items that it asks for, and of nothing else.

mod document;
mod look;
mod plan;
mod seen;
mod serial;
mod texts;
mod words;

pub(crate) use document::{Document, Items, Members, Node, Value};
pub(crate) use plan::{Part, Place, Plan};
pub(crate) use seen::{Item, Seen};
pub(crate) use serial::{Error as DocumentError, Number};
pub(crate) use texts::Text;
