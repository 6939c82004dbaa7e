//! Collects the settings files of Yarn and bun: `.yarnrc.yml`, `.yarnrc`, `bunfig.toml`.
//!
//! Only those of packages are read: others of their name are somebody's fixtures. Which of them a
//! tool listens to is settled in [`finish`](super::finish), when the packages are known.

use super::harvest::{self, Harvest};
use super::{Collector, File, file_name, settings};
use crate::facts::{Problem, Setting};

/// The largest file that is read: thousands of settings.
const LIMIT: u64 = 1 << 20;

/// The settings files of one tool.
pub(crate) struct SettingsFiles {
    name: &'static str,
    read: fn(&str, &str) -> Result<Read, Problem>,
}

type Read = (Vec<Setting>, Vec<Problem>);

/// `.yarnrc.yml`, of Yarn 2 and later.
pub(crate) const YARN: SettingsFiles = SettingsFiles {
    name: ".yarnrc.yml",
    read: |path, text| {
        let (parsed, mut problems) = harvest::yaml(path, text, settings::FACTS)?;
        let (settings, found) = settings::yarnrc(path, &parsed);
        problems.extend(found);
        Ok((settings, problems))
    },
};

/// `.yarnrc`, of Yarn 1.
pub(crate) const YARN_CLASSIC: SettingsFiles =
    SettingsFiles { name: ".yarnrc", read: |path, text| Ok(settings::yarnrc_classic(path, text)) };

/// `bunfig.toml`
pub(crate) const BUN: SettingsFiles = SettingsFiles {
    name: "bunfig.toml",
    read: |path, text| {
        let parsed = harvest::toml(path, text, settings::FACTS)?;
        Ok(settings::bunfig(path, &parsed))
    },
};

impl Collector for SettingsFiles {
    fn facts(&self) -> &'static [&'static str] {
        settings::READ_FOR
    }

    fn claims(&self, path: &str) -> bool {
        file_name(path) == self.name
    }

    fn of_packages(&self) -> bool {
        true
    }

    fn limit(&self) -> u64 {
        LIMIT
    }

    fn collect(&self, file: &File<'_>) -> Harvest {
        let text = harvest::text(file.path, file.bytes, settings::FACTS);
        match text.and_then(|text| (self.read)(file.path, text)) {
            Ok((settings, problems)) => Harvest { settings, problems, ..Harvest::default() },
            Err(problem) => Harvest::problem(problem),
        }
    }
}
