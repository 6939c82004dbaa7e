//! The network of a run, and how far it has come, for a person who waits.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::NetworkArgs;
use super::exit::Exit;
use super::output;
use crate::check::{Subject, Target, World};
use crate::collect::{Network, NetworkOptions};
use crate::config::Date;

/// How the line of progress looks.
const LINE: &str = "{pos} of {len} domains asked about, {eta} left";

/// The network, where it is asked, and the line on the terminal.
pub(crate) struct Online {
    network: Option<Network>,
    progress: Option<ProgressBar>,
    step: Box<dyn Fn() + Sync>,
}

impl Online {
    /// Prepares the network where it was asked for; nothing is sent yet.
    pub(crate) fn new(args: &NetworkArgs, targets: &[Target]) -> Result<Self, Exit> {
        let options = NetworkOptions {
            resolvers: args.resolver.clone(),
            timeout: args.timeout,
            concurrency: args.concurrency,
            trust_ad: args.trust_ad,
            allow_private_addresses: args.allow_private_addresses,
            ..NetworkOptions::default()
        };
        let network = args.online.then(|| Network::new(&options)).transpose();
        let network = network.map_err(|message| {
            output::complain(&message);
            Exit::CannotJudge
        })?;
        let is_domain = |target: &&Target| matches!(target.subject, Subject::Domain(_));
        let domains = targets.iter().filter(is_domain).count();
        let watched = network.is_some() && domains > 1 && std::io::stderr().is_terminal();
        let progress = watched.then(|| line(domains));
        let step: Box<dyn Fn() + Sync> = match progress.clone() {
            Some(progress) => Box::new(move || progress.inc(1)),
            None => Box::new(|| {}),
        };
        Ok(Self { network, progress, step })
    }

    /// What the run needs to know of the world.
    pub(crate) fn world(&self, today: Date) -> World<'_> {
        World {
            network: self.network.as_ref(),
            progress: Some(&*self.step),
            ..World::offline(today)
        }
    }

    /// Takes the line off the terminal.
    pub(crate) fn finish(&self) {
        if let Some(progress) = &self.progress {
            progress.finish_and_clear();
        }
    }
}

fn line(domains: usize) -> ProgressBar {
    let progress = ProgressBar::new(domains as u64);
    if let Ok(style) = ProgressStyle::with_template(LINE) {
        progress.set_style(style);
    }
    progress.enable_steady_tick(Duration::from_millis(200));
    progress
}
