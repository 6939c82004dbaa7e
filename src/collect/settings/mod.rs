//! Settings of package managers: from files, from the environment and from commands, to one
//! shape.
//!
//! [`value`] is what all of them share: the parts of a key, and values without their secrets.

mod command_line;
mod environment;
mod npmrc;
mod value;

pub(crate) use command_line::settings_from_command;
pub(crate) use environment::setting_from_env;
pub(crate) use npmrc::settings;
