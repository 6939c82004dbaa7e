//! What the readers of all CI providers share: the options and the problems of a reading, scripts,
//! what the commands of a job come to, and where they lead to.
//!
//! A provider has a folder of its own beside this one, which knows its syntax. What a job installs and
//! publishes is told here, in the same words for all of them.

pub(crate) mod activity;
pub(crate) mod credential_names;
pub(crate) mod credentials;
mod known_actions;
pub(crate) mod members;
pub(crate) mod merged;
pub(crate) mod plain;
mod reading;
pub(crate) mod registries;
pub(crate) mod script;
pub(crate) mod secret_names;
pub(crate) mod trails;
#[cfg(test)]
pub(crate) mod underlined;

pub(crate) use reading::{Options, Reading};

/// [`trails::resolve`] for a project whose release tools have no configuration.
#[cfg(test)]
pub(crate) fn resolve_scripts(
    pipelines: &mut [crate::facts::Pipeline],
    packages: &[crate::facts::Package],
    others: &super::followed::Followed<'_>,
) {
    drop(trails::resolve(pipelines, packages, &[], others));
}
