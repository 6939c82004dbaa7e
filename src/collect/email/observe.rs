//! One domain, observed: every module asked for what the rules read.

use super::recorder::Recorder;
use super::{Asked, Unknown, dkim, dmarc, dnssec, exchange, foreseen, mta_sts, spf, tls_rpt};
use crate::collect::dns::Resolve;
use crate::collect::https::Fetching;
use crate::facts::{Domain, Fetch, Lookup, Problem, ProblemKind};
use crate::policy::reads::Demand;

/// The members of a domain that come from the network.
const OBSERVED: &[&str] = &[
    "domains[*].existence",
    "domains[*].mx",
    "domains[*].spf",
    "domains[*].dmarc",
    "domains[*].dkim",
    "domains[*].mta_sts",
    "domains[*].tls_rpt",
    "domains[*].caa",
    "domains[*].dnssec",
    "lookups",
    "fetches",
];

/// What is asked of a domain whose mailboxes anybody can have.
const FOR_ANYBODY: &[&str] = &["existence", "mx"];

/// What is known of domains, how it was learnt, and what is not known.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    pub(crate) domains: Vec<Domain>,
    pub(crate) lookups: Vec<Lookup>,
    pub(crate) fetches: Vec<Fetch>,
    pub(crate) problems: Vec<Problem>,
}

/// Asks about one domain what the rules read.
pub(crate) fn observe(
    asked: &Asked,
    dns: &dyn Resolve,
    https: &dyn Fetching,
    demand: &Demand,
) -> Observed {
    let dns = Recorder::new(dns);
    let mut unknown = Unknown::default();
    let mut domain = asked.unobserved();
    let mut fetches = Vec::new();
    let name = asked.name.as_str();
    let wants = |member: &str| {
        let matters = !asked.for_anybody || FOR_ANYBODY.contains(&member);
        matters && demand.wants(&format!("domains[*].{member}"))
    };

    dns.foresee(&foreseen::of(asked, wants));
    if wants("mx") || wants("existence") || wants("mta_sts") {
        (domain.mx, domain.existence) = exchange::observe(name, &dns, &mut unknown);
    }
    if wants("spf") {
        domain.spf = spf::observe(name, &dns, &mut unknown);
    }
    if wants("dmarc") {
        domain.dmarc = dmarc::observe(name, &dns, &mut unknown);
    }
    if wants("dkim") {
        domain.dkim = dkim::observe(name, &asked.selectors, &dns, &mut unknown);
    }
    if wants("mta_sts") {
        let fetched;
        (domain.mta_sts, fetched) = mta_sts::observe(name, &domain.mx, &dns, https, &mut unknown);
        fetches.extend(fetched.map(|fetched| (*fetched).clone()));
    }
    if wants("tls_rpt") {
        domain.tls_rpt = tls_rpt::observe(name, &dns, &mut unknown);
    }
    if wants("caa") {
        domain.caa = exchange::observe_caa(name, &dns, &mut unknown);
    }
    if wants("dnssec") {
        domain.dnssec = dnssec::observe(name, &dns, &mut unknown);
    }
    Observed {
        domains: vec![domain],
        lookups: dns.transcript(),
        fetches,
        problems: unknown.problems,
    }
}

/// Domains of a run that asks nothing of the network: what rests on it is unknown, not absent.
pub(crate) fn offline(asked: &[Asked]) -> Observed {
    Observed {
        domains: asked.iter().map(Asked::unobserved).collect(),
        problems: vec![Problem {
            at: "dns:".to_owned(),
            kind: ProblemKind::Offline,
            facts: OBSERVED.iter().map(|path| (*path).to_owned()).collect(),
            reason: "nothing is asked of the network without --online".to_owned(),
        }],
        ..Observed::default()
    }
}

impl Observed {
    /// Takes over what is known of other domains.
    pub(crate) fn extend(&mut self, other: Self) {
        self.domains.extend(other.domains);
        self.lookups.extend(other.lookups);
        self.fetches.extend(other.fetches);
        self.problems.extend(other.problems);
    }
}
