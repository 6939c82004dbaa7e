//! Pages as a table, for tests of what reads them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Fetching, anchor};
use crate::collect::dns::Resolve;
use crate::facts::Fetch;
use crate::facts::domain::{Failure, FailureClass, Status};

/// Fetches from a table; what is not in it is absent.
#[derive(Debug, Default)]
pub(crate) struct Pages(BTreeMap<String, Fetch>);

impl Pages {
    /// No page at all.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A text, with status 200.
    pub(crate) fn page(self, url: &str, media_type: Option<&str>, body: &str) -> Self {
        self.with(Fetch {
            at: url.to_owned(),
            status: Status::Found,
            error: None,
            code: Some(200),
            media_type: media_type.map(ToOwned::to_owned),
            body: Some(body.to_owned()),
        })
    }

    /// A failure of a class.
    pub(crate) fn failure(self, url: &str, class: FailureClass) -> Self {
        self.with(Fetch {
            at: url.to_owned(),
            status: Status::Error,
            error: Some(Failure { class, reason: format!("the test says {class:?}") }),
            code: None,
            media_type: None,
            body: None,
        })
    }

    fn with(mut self, fetch: Fetch) -> Self {
        self.0.insert(fetch.at.clone(), fetch);
        self
    }
}

impl Fetching for Pages {
    fn fetch(&self, host: &str, path: &str, _dns: &dyn Resolve) -> Arc<Fetch> {
        let at = anchor(host, path);
        Arc::new(self.0.get(&at).cloned().unwrap_or(Fetch {
            at,
            status: Status::Absent,
            error: None,
            code: Some(404),
            media_type: None,
            body: None,
        }))
    }
}
