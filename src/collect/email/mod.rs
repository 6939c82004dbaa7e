//! E-mail authentication of a domain: one module an observation. Each asks what it needs, makes
//! facts of it, and says what stays unknown.

mod dkim;
mod dmarc;
mod dnssec;
mod exchange;
mod foreseen;
#[cfg(any(fuzzing, test))]
#[allow(clippy::indexing_slicing, reason = "a fuzz target fails by panicking")]
pub(crate) mod fuzzing;
mod mta_sts;
mod observe;
mod recorder;
mod spf;
mod tags;
mod tls_rpt;
mod unknown;

pub(crate) use dkim::Selector;
pub(crate) use observe::{Observed, observe, offline};
pub(crate) use unknown::Unknown;

use super::dns::domain_anchor;
use crate::facts::Domain;
use crate::facts::domain::{DomainSource, Sends};

/// A domain to look at, and what is known of it before.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    /// In lower case, in A-labels.
    pub(crate) name: String,
    pub(crate) sources: Vec<DomainSource>,
    pub(crate) sends: Option<Sends>,
    pub(crate) selectors: Vec<Selector>,
    /// Its mailboxes belong to anybody, and nobody has asked for it by name: all that matters is that
    /// it exists and takes mail.
    pub(crate) for_anybody: bool,
}

impl Asked {
    /// A domain of which nothing is known.
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            sources: Vec::new(),
            sends: None,
            selectors: Vec::new(),
            for_anybody: false,
        }
    }

    /// Its facts before anything is asked: every observation is skipped.
    fn unobserved(&self) -> Domain {
        Domain {
            at: domain_anchor(&self.name),
            name: self.name.clone(),
            sources: self.sources.clone(),
            sends: self.sends,
            ..Domain::default()
        }
    }
}
