//! Files that a test holds in memory.

use std::collections::BTreeMap;

use super::{Files, Unread};
use crate::facts::ProblemKind;

/// Texts by their paths.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given(BTreeMap<String, String>);

#[cfg(test)]
impl Given {
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }
}

impl Files for Given {
    fn walk(&mut self, wanted: &dyn Fn(&str) -> bool) -> (Vec<String>, Vec<Unread>) {
        (self.0.keys().filter(|path| wanted(path)).cloned().collect(), Vec::new())
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unread> {
        let fail =
            |kind, reason: &str| Unread { path: path.to_owned(), kind, reason: reason.to_owned() };
        let text = self.0.get(path).ok_or_else(|| fail(ProblemKind::Unreadable, "is not there"))?;
        if text.len() as u64 > limit {
            return Err(fail(ProblemKind::TooLarge, "is too large"));
        }
        Ok(text.clone().into_bytes())
    }

    fn list(&self, wanted: &dyn Fn(&str) -> bool) -> Option<Vec<String>> {
        Some(self.clone().walk(wanted).0)
    }

    fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }
}
