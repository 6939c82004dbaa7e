//! Text that is shown to people or compared as names.
//!
//! What makes foreign text safe to print and keeps its secrets, and what finds the name that somebody meant.

pub(crate) mod domain_name;
pub(crate) mod neutral;
pub(crate) mod secret;
pub(crate) mod similar;
