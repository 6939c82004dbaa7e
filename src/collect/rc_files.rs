//! Collects every `.npmrc` in the tree. Which of them npm listens to is settled in
//! [`finish`](super::finish), when the packages beside them are known.

use super::harvest::{self, Harvest};
use super::{Collector, File, settings};
use crate::facts::{Force, InForce, Layer};

/// Every `.npmrc`.
pub(crate) struct RcFiles;

/// The largest file that is read: thousands of settings.
const LIMIT: u64 = 1 << 20;

const FACTS: &[&str] = settings::FACTS;

impl Collector for RcFiles {
    fn facts(&self) -> &'static [&'static str] {
        settings::READ_FOR
    }

    fn claims(&self, path: &str) -> bool {
        path == ".npmrc" || path.ends_with("/.npmrc")
    }

    fn limit(&self) -> u64 {
        LIMIT
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        match harvest::text(file.path, file.bytes, FACTS) {
            Ok(text) => {
                let in_force = InForce { state: Force::Yes, reason: None };
                let (settings, problems) =
                    settings::settings(file.path, text, Layer::Project, in_force);
                Harvest { settings, problems, ..Harvest::default() }
            }
            Err(problem) => Harvest::problem(problem),
        }
    }
}
