//! Domains whose policy of MTA-STS is served on this machine, and judged through the library's front.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use palisade::config::Config;
use palisade::facts::Facts;
use palisade::finding::Finding;
use palisade::policy::judge::Outcome;
use palisade::policy::reads::Demand;
use palisade::policy::severity::Profile;
use palisade::report::{Format, Look, TargetReport, VerdictReport, render};
use palisade::{Network, NetworkOptions, Report, Setup, Subject, Target, World};

use super::TODAY;
use super::https_server::{Behaviour, HttpsServer};
use super::nameserver::Nameserver;

/// Domains where nothing is wrong but what a test changes, each with a policy host on this machine.
pub(crate) struct Mail {
    names: Vec<String>,
    zone: String,
    hosts: Vec<(String, Behaviour)>,
    pub(crate) private: bool,
}

/// What runs while a test asks.
pub(crate) struct Servers {
    names: Vec<String>,
    setup: Arc<Setup>,
    network: Network,
    pub(crate) https: HttpsServer,
    _dns: Nameserver,
}

impl Mail {
    pub(crate) fn new() -> Self {
        Self { names: Vec::new(), zone: String::new(), hosts: Vec::new(), private: true }
    }

    /// A domain of which the rest of the zone is still to be said.
    fn records(&mut self, name: &str, behaviour: Behaviour) {
        let domain = format!("{name}.example");
        for record in [
            "<> SOA ns.<>",
            "<> MX 10 mx.<>",
            "mx.<> A 198.51.100.25",
            "<> TXT v=spf1 mx -all",
            "_dmarc.<> TXT v=DMARC1; p=reject; rua=mailto:dmarc@<>",
            "_smtp._tls.<> TXT v=TLSRPTv1; rua=mailto:tls@<>",
            "_mta-sts.<> TXT v=STSv1; id=20261121",
        ] {
            self.zone.push_str(&record.replace("<>", &domain));
            self.zone.push('\n');
        }
        self.hosts.push((format!("mta-sts.{domain}"), behaviour));
        self.names.push(domain);
    }

    /// A domain whose policy host does this.
    pub(crate) fn with(mut self, name: &str, behaviour: Behaviour) -> Self {
        self.records(name, behaviour);
        self.zone.push_str(&format!("mta-sts.{name}.example A 127.0.0.1\n"));
        self
    }

    /// A domain whose policy host has this address record instead of a good one.
    pub(crate) fn at(mut self, name: &str, record: &str) -> Self {
        self.records(name, body(&policy(name)));
        self.zone.push_str(&format!("mta-sts.{name}.example {record}\n"));
        self
    }

    pub(crate) fn start(self) -> Servers {
        let (dns, https) = (Nameserver::zone(&self.zone), HttpsServer::start(self.hosts));
        let network = Network::new(&NetworkOptions {
            resolvers: vec![dns.address()],
            timeout: Some(Duration::from_millis(400)),
            allow_private_addresses: self.private,
            https_port: Some(https.port()),
            https_root: Some(https.root_der()),
            ..NetworkOptions::default()
        });
        let mut config = Config::defaults();
        config.selection.only = vec!["email".to_owned()];
        config.selection.profile = Profile::Strict;
        let setup = Arc::new(Setup::new(config));
        Servers { names: self.names, setup, network: network.unwrap(), https, _dns: dns }
    }
}

impl Servers {
    pub(crate) fn target(&self, name: &str, subject: Subject) -> Target {
        Target { name: name.to_owned(), subject, setup: Arc::clone(&self.setup) }
    }

    fn world(&self) -> World<'_> {
        World { network: Some(&self.network), ..offline() }
    }

    /// Judges all domains.
    pub(crate) fn check(&self) -> Judged {
        let target = |name: &String| self.target(name, Subject::Domain(name.clone()));
        let targets: Vec<_> = self.names.iter().map(target).collect();
        Judged(palisade::check(&targets, self.world()))
    }

    pub(crate) fn facts(&self, name: &str) -> Facts {
        let domain = format!("{name}.example");
        let target = self.target(&domain, Subject::Domain(domain.clone()));
        palisade::facts(&target, &Demand::everything(), self.world()).unwrap()
    }

    /// The class of the failure of a fetch.
    pub(crate) fn class(&self, name: &str) -> serde_json::Value {
        let facts = serde_json::to_value(self.facts(name)).unwrap();
        facts["domains"][0]["mta_sts"]["policy"]["error"]["class"].clone()
    }
}

pub(crate) fn offline() -> World<'static> {
    World::offline(TODAY.parse().unwrap())
}

pub(crate) fn policy(name: &str) -> String {
    format!("version: STSv1\nmode: enforce\nmx: mx.{name}.example\nmax_age: 2419200\n")
}

pub(crate) fn body(text: &str) -> Behaviour {
    Behaviour::Body(text.to_owned())
}

/// Domains, judged.
pub(crate) struct Judged(pub(crate) Report);

impl Judged {
    pub(crate) fn target(&self, name: &str) -> &TargetReport {
        let domain = format!("{name}.example");
        self.0.targets.iter().find(|target| target.name == domain).unwrap()
    }

    pub(crate) fn verdict(&self, name: &str, rule: &str) -> &VerdictReport {
        self.target(name).verdicts.iter().find(|verdict| &*verdict.rule == rule).unwrap()
    }

    pub(crate) fn ended(&self, name: &str, outcome: Outcome) -> BTreeSet<&str> {
        let verdicts = self.target(name).verdicts.iter();
        verdicts
            .filter(|verdict| verdict.outcome == outcome)
            .map(|verdict| &*verdict.rule)
            .collect()
    }

    pub(crate) fn findings(&self, name: &str, rule: &str) -> Vec<&Finding> {
        self.target(name).findings.iter().filter(|finding| &*finding.rule == rule).collect()
    }

    /// What is shown to a person of one domain.
    pub(crate) fn pretty(mut self, name: &str) -> String {
        let domain = format!("{name}.example");
        self.0.targets.retain(|target| target.name == domain);
        render(&self.0, Format::Pretty, Look { color: false, width: 120, verbose: false })
    }
}
