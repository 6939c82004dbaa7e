//! What the readers of all CI providers share: the options and the problems of a reading, scripts,
//! and what the commands of a job come to.
//!
//! A provider has a folder of its own beside this one, which knows its syntax. What a job installs and
//! publishes is told here, in the same words for all of them.

pub(crate) mod activity;
pub(crate) mod credentials;
mod known_actions;
pub(crate) mod members;
mod package_scripts;
pub(crate) mod plain;
mod reading;
pub(crate) mod script;

pub(crate) use package_scripts::resolve_scripts;
pub(crate) use reading::{Options, Reading};
