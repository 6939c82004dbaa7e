//! DMARC (RFC 9989, and RFC 7489, which receivers still follow): what stands at `_dmarc.<domain>`,
//! and what applies to the domain by either standard.
//!
//! `record` reads one record, `place` all records of one name, `walk` and `legacy` find the record
//! that applies, `reading` makes facts of it, `uri` and `reports` look at where reports go.

mod doubts;
mod legacy;
mod observe;
mod place;
mod reading;
mod record;
mod reports;
#[cfg(test)]
mod tests;
mod uri;
mod values;
mod walk;

pub(crate) use observe::observe;
pub(crate) use uri::{https, list, mailto};
