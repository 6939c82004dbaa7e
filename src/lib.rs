//! Palisade: policy as code for the JavaScript supply chain.
//!
//! [`check`] takes targets and gives a [`Report`]. On the way, collectors turn each target into
//! one [fact document](facts::Facts), the [bundle's](policy::bundle::Bundle) rules judge it, and
//! what they find is located in the files it was read from. ARCHITECTURE.md tells the way whole.

mod check;
pub mod cli;
mod collect;
pub mod config;
pub mod facts;
pub mod finding;
/// What the fuzz targets call; with the tests too, so that they keep compiling.
#[cfg(any(fuzzing, test))]
pub mod fuzzing;
pub mod policy;
pub mod report;
mod schema;
mod setup;
mod source;
mod text;

pub use check::{
    Subject, Target, World, check, facts, facts_of_each, inventory, judge_facts, locate_findings,
};
pub use collect::{Base, Network, NetworkOptions};
pub use report::Report;
pub use setup::Setup;
