//! The network of a run: one resolver and one client for policy files, shared by all targets.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::dns::Client as DnsClient;
use super::email::{Asked, Observed, observe};
use super::https::Client as HttpsClient;
use super::{dns, https};
use crate::policy::reads::Demand;

/// How many domains are asked about at a time, each by a thread of its own. Most questions of a
/// domain are sent together, so that 16 domains keep as many questions under way as a resolver
/// likes; more threads would cost memory, and gain nothing.
const CONCURRENCY: usize = 16;

/// How many results may wait to be taken.
const WAITING: usize = 16;

/// The stack of a thread that asks: nothing there recurses far.
const STACK: usize = 512 << 10;

/// How the network is to be used.
#[derive(Debug, Clone, Default)]
pub struct NetworkOptions {
    /// The resolvers; those of the system where none are given.
    pub resolvers: Vec<SocketAddr>,
    /// How long the first try waits for an answer; what the system says, or two seconds, where
    /// nothing is given.
    pub timeout: Option<Duration>,
    /// Believe the AD bit of a resolver that is not on this machine.
    pub trust_ad: bool,
    /// Fetch policies from private, loopback and link-local addresses as well.
    pub allow_private_addresses: bool,
    /// The port of policy hosts, for tests; 443 where nothing is given.
    pub https_port: Option<u16>,
    /// The only certificate authority that policy hosts may have, in DER; the
    /// public ones where nothing is given.
    pub https_root: Option<Vec<u8>>,
    /// How many domains are asked about at a time; 16 where nothing is given.
    pub concurrency: Option<NonZeroUsize>,
}

/// What a run uses to ask the network.
pub struct Network {
    dns: DnsClient,
    https: HttpsClient,
    concurrency: usize,
}

impl Network {
    /// Prepares it; nothing is sent yet.
    ///
    /// # Errors
    /// A sentence for people, where the system names no resolver that can be used.
    pub fn new(options: &NetworkOptions) -> Result<Self, String> {
        let mut dns = match options.resolvers.as_slice() {
            [] => dns::Options::system()?,
            servers => dns::Options::new(servers.to_vec()),
        };
        dns.trust_ad |= options.trust_ad;
        if let Some(timeout) = options.timeout {
            dns.timeout = timeout;
            dns.tcp_timeout = timeout * 2;
        }
        let mut https = https::Options {
            allow_private: options.allow_private_addresses,
            port: options.https_port.unwrap_or(443),
            root: options.https_root.clone(),
            ..https::Options::default()
        };
        if let Some(timeout) = options.timeout {
            // A fetch is several exchanges: connecting, TLS, question, answer.
            https.connect = timeout * 3;
            https.timeout = timeout * 5;
        }
        Ok(Self {
            dns: DnsClient::new(dns),
            https: HttpsClient::new(&https)?,
            concurrency: options.concurrency.map_or(CONCURRENCY, NonZeroUsize::get),
        })
    }

    /// Asks about one domain.
    pub(crate) fn observe(&self, asked: &Asked, demand: &Demand) -> Observed {
        observe(asked, &self.dns, &self.https, demand)
    }

    /// Works on items at once, as many as may be asked about at a time. `done` gets each result with
    /// the index of its item, one at a time on the thread that calls, in no order.
    pub(crate) fn each<T: Sync, R: Send>(
        &self,
        items: &[T],
        work: impl Fn(&T) -> R + Sync,
        mut done: impl FnMut(usize, R),
    ) {
        let next = AtomicUsize::new(0);
        let take = || {
            let index = next.fetch_add(1, Ordering::Relaxed);
            items.get(index).map(|item| (index, item))
        };
        let (send, receive) = mpsc::sync_channel(WAITING);
        thread::scope(|scope| {
            for _ in 0..self.concurrency.min(items.len()) {
                let (send, take, work) = (send.clone(), &take, &work);
                let turn = move || {
                    while let Some((index, item)) = take() {
                        if send.send((index, work(item))).is_err() {
                            break;
                        }
                    }
                };
                // Where the system gives no more threads, those that there are do the work.
                if thread::Builder::new().stack_size(STACK).spawn_scoped(scope, turn).is_err() {
                    break;
                }
            }
            drop(send);
            for (index, result) in receive {
                done(index, result);
            }
            // Where it gave none at all.
            while let Some((index, item)) = take() {
                done(index, work(item));
            }
        });
    }

    /// Asks about several domains; the answer is in their order.
    pub(crate) fn observe_all(&self, asked: &[Asked], demand: &Demand) -> Observed {
        if let [alone] = asked {
            return self.observe(alone, demand);
        }
        let mut observed = Vec::new();
        self.each(
            asked,
            |asked| self.observe(asked, demand),
            |index, one| observed.push((index, one)),
        );
        observed.sort_by_key(|(index, _)| *index);
        let mut all = Observed::default();
        for (_, one) in observed {
            all.extend(one);
        }
        all.lookups.sort_by(|a, b| a.at.cmp(&b.at));
        all.lookups.dedup_by(|a, b| a.at == b.at);
        all.fetches.sort_by(|a, b| a.at.cmp(&b.at));
        all.fetches.dedup_by(|a, b| a.at == b.at);
        all
    }
}
