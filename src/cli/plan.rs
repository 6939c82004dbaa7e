//! From arguments to what is to be done: configurations, bundles, the day.

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::ColorChoice;

use super::args::{DayArgs, LookArgs, PolicyArgs, SelectArgs};
use crate::config::{Config, Date};
use crate::report::Look;
use crate::setup::Setup;

/// The stack of worker threads: policies are evaluated on them.
const WORKER_STACK: usize = 64 << 20;

/// The width where no terminal tells one.
const WIDTH: usize = 100;

/// Prepares the worker threads.
pub(crate) fn threads(count: Option<usize>) {
    let pool = rayon::ThreadPoolBuilder::new().stack_size(WORKER_STACK);
    // Zero lets rayon choose. A pool that exists already is the one of a test.
    let _present = pool.num_threads(count.unwrap_or(0)).build_global();
}

/// Makes setups for targets; those with one configuration share one.
pub(crate) struct Setups<'a> {
    policy: &'a PolicyArgs,
    adjust: Box<dyn Fn(&mut Config) + 'a>,
    shared: Option<Arc<Setup>>,
}

impl<'a> Setups<'a> {
    /// `adjust` applies the flags of a command over a configuration.
    pub(crate) fn new(policy: &'a PolicyArgs, adjust: impl Fn(&mut Config) + 'a) -> Self {
        Self { policy, adjust: Box::new(adjust), shared: None }
    }

    /// The setup for a target.
    pub(crate) fn of(&mut self, target: &Path) -> Arc<Setup> {
        let config = match &self.policy.config {
            Some(_) if self.shared.is_some() => None,
            Some(file) => Some(Config::load(file)),
            None if self.policy.no_config => None,
            None => Some(Config::of_target(target)).filter(|config| config.file.is_some()),
        };
        let own = config.is_some() && self.policy.config.is_none();
        if let Some(shared) = self.shared.as_ref().filter(|_| !own) {
            return Arc::clone(shared);
        }
        let mut config = config.unwrap_or_default();
        config.bundle.paths.extend(self.policy.policy.iter().cloned());
        config.bundle.without_default |= self.policy.no_default_bundle;
        (self.adjust)(&mut config);
        let setup = Arc::new(Setup::new(config));
        if !own {
            self.shared = Some(Arc::clone(&setup));
        }
        setup
    }
}

/// Applies what was typed of a selection.
pub(crate) fn select(config: &mut Config, select: &SelectArgs) {
    if !select.rule.is_empty() {
        config.selection.only.clone_from(&select.rule);
    }
    config.selection.except.extend(select.except.iter().cloned());
    if let Some(profile) = select.profile {
        config.selection.profile = profile;
    }
    config.selection.checklist.clone_from(&select.checklist);
}

/// The day to judge by.
pub(crate) fn today(day: DayArgs) -> Date {
    let epoch = || std::env::var("SOURCE_DATE_EPOCH").ok()?.parse().ok();
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    day.today.unwrap_or_else(|| Date::from_unix(epoch().unwrap_or_else(now)))
}

/// How output for people looks on standard output.
pub(crate) fn look(args: LookArgs) -> Look {
    let color = match args.color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
        }
    };
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    Look { color, width: columns.unwrap_or(WIDTH).clamp(40, 200), verbose: args.verbose }
}
