//! SPF, RFC 7208: who may send in a domain's name, and what its record comes to.
//!
//! `record` reads a record with all its mistakes, `macros` the macro strings in it; `argument` holds
//! the grammar behind the names of the terms. `select` finds the record among the TXT records of a
//! name. `evaluate` is `check_host`, with `matching` for the mechanisms and `explain` for the
//! explanation. `tree` walks what a record includes without a message, and `observe` makes facts of
//! it all. Whether they are good belongs in `policies/email`.

mod argument;
mod doubts;
mod evaluate;
mod explain;
#[cfg(any(fuzzing, test))]
pub(crate) mod fuzzing;
mod macros;
mod matching;
mod observe;
mod record;
mod select;
mod tree;

#[cfg(test)]
mod examples_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod suite_tests;

pub(crate) use observe::observe;
