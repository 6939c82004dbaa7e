//! The network of a fixture: what its `domains.zone` and `mta-sts.*.txt` say, answered by real
//! servers on this machine.

#[path = "../support/https_server.rs"]
mod https_server;
#[path = "../support/nameserver/mod.rs"]
mod nameserver;

use std::fs;
use std::path::Path;

use palisade::{Network, NetworkOptions};

use https_server::{Behaviour, HttpsServer};
use nameserver::Nameserver;

/// The DNS of a fixture, one record a line.
const ZONE: &str = "domains.zone";

/// Servers that run as long as this is kept.
pub(super) struct Served {
    dns: Nameserver,
    https: HttpsServer,
}

impl Served {
    /// The servers of a fixture; none where it has no zone.
    pub(super) fn of(fixture: &Path) -> Option<Self> {
        let zone = fs::read_to_string(fixture.join(ZONE)).ok()?;
        let mut policies = Vec::new();
        for entry in fs::read_dir(fixture).expect("the fixture can be read").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(host) =
                name.strip_suffix(".txt").filter(|name| name.starts_with("mta-sts."))
            {
                let text = fs::read_to_string(entry.path()).expect("a policy is text");
                policies.push((host.to_owned(), Behaviour::Body(text)));
            }
        }
        // A host without a policy still answers, with a certificate of its own.
        for line in zone.lines() {
            let host = line.split(' ').next().unwrap_or_default();
            if host.starts_with("mta-sts.") && !policies.iter().any(|(known, _)| known == host) {
                policies.push((host.to_owned(), Behaviour::Status(404)));
            }
        }
        Some(Self { dns: Nameserver::zone(&zone), https: HttpsServer::start(policies) })
    }

    /// A network of nothing but these servers.
    pub(super) fn network(&self) -> Network {
        let options = NetworkOptions {
            resolvers: vec![self.dns.address()],
            allow_private_addresses: true,
            https_port: Some(self.https.port()),
            https_root: Some(self.https.root_der()),
            ..NetworkOptions::default()
        };
        Network::new(&options).expect("the resolver is given")
    }
}
