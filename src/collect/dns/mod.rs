//! DNS: questions, answers, and the client that asks them. What the records mean belongs in
//! `collect/email`.

mod answer;
mod client;
#[cfg(test)]
#[path = "../../../tests/support/nameserver/mod.rs"]
pub(crate) mod nameserver;
#[cfg(test)]
pub(crate) mod zone;

pub(crate) use answer::{Answer, Data, Kind, Outcome, Record, anchor, domain_anchor, text};
#[cfg(any(fuzzing, test))]
pub(crate) use client::fuzzing;
pub(crate) use client::{Client, Options};

use std::sync::Arc;

/// Something that answers questions; the same question has the same answer within a run.
pub(crate) trait Resolve: Sync {
    /// Asks for the records of a name, without a final dot, in any case.
    fn ask(&self, name: &str, kind: Kind) -> Arc<Answer>;

    /// Says that these will be asked soon, so that they can be sent together. No answer depends on
    /// it.
    fn foresee(&self, _questions: &[(String, Kind)]) {}
}
