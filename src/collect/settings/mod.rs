//! Settings of package managers: from files, from the environment and from commands, to one
//! shape.
//!
//! [`value`] is what all of them share: the parts of a key, and values without their secrets.
//! [`controls`] tells what a setting is about and [`reading`] how its value reads; [`tree`] reads
//! what stands in trees, one file a format beside it.

mod bounds;
mod bunfig;
mod command_line;
mod controls;
mod environment;
mod npmrc;
mod pnpm;
mod rc_names;
mod reading;
mod tree;
#[cfg(test)]
mod tree_tests;
mod value;
mod written;
mod yarnrc;
mod yarnrc_classic;

pub(crate) use bounds::is_cut;
pub(crate) use bunfig::bunfig;
pub(crate) use command_line::{is_package_manager, settings_from_command};
pub(crate) use environment::setting_from_env;
pub(crate) use npmrc::settings;
pub(crate) use pnpm::{pnpm_of_manifest, pnpm_workspace};
pub(crate) use tree::{FACTS, READ_FOR};
pub(crate) use value::{Key, Raw, Syntax};
pub(crate) use written::{GITHUB_ENV, rewritten, settings_written};
pub(crate) use yarnrc::yarnrc;
pub(crate) use yarnrc_classic::yarnrc_classic;
