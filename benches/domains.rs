//! What the mail of 1,000 domains costs, asked of a nameserver in this process.
//!
//! `cargo bench --bench domains` runs it. The nameserver takes its share of the same processors:
//! with the network out of the way, what is measured is the client, the facts and the rules, and
//! not how long a resolver takes. The domains are of mixed quality and share what they include,
//! as those of real lists do.

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use divan::counter::ItemsCount;
use palisade::config::Config;
use palisade::facts::Facts;
use palisade::policy::reads::{Demand, Read, Reads};
use palisade::{Network, NetworkOptions, Setup, Subject, Target, World};

#[path = "../tests/support/nameserver/mod.rs"]
mod nameserver;

use nameserver::{Nameserver, entries};

/// How many domains there are.
const DOMAINS: usize = 1000;

/// How many of them have all their answers in the client's cache at once.
const CACHED: usize = 100;

/// How many domains are asked about at a time; nothing for the default.
const CONCURRENCY: [Option<usize>; 2] = [None, Some(64)];

fn main() {
    divan::main();
}

static SERVER: LazyLock<Nameserver> = LazyLock::new(|| Nameserver::quiet(entries(&zone())));

static TARGETS: LazyLock<Vec<Target>> = LazyLock::new(|| {
    let mut config = Config::defaults();
    config.selection.only = vec!["email".to_owned()];
    let setup = Arc::new(Setup::new(config));
    let target = |number| {
        let name = name(number);
        Target { subject: Subject::Domain(name.clone()), name, setup: Arc::clone(&setup) }
    };
    (0..DOMAINS).map(target).collect()
});

/// A network that has asked nothing yet.
fn network(concurrency: Option<usize>) -> Network {
    let options = NetworkOptions {
        resolvers: vec![SERVER.address()],
        timeout: Some(Duration::from_secs(5)),
        concurrency: concurrency.and_then(NonZeroUsize::new),
        ..NetworkOptions::default()
    };
    Network::new(&options).unwrap_or_else(|error| panic!("{error}"))
}

fn world(network: Option<&Network>) -> World<'_> {
    let today = "2026-11-21".parse().unwrap_or_else(|error| panic!("{error}"));
    World { network, ..World::offline(today) }
}

/// The facts of domains; how many have no failed observation, which all must be.
fn collect(targets: &[Target], demand: &Demand, network: &Network) -> Vec<Facts> {
    let mut all = Vec::with_capacity(targets.len());
    palisade::facts_of_each(targets, demand, world(Some(network)), |_, facts| {
        let facts = facts.unwrap_or_else(|error| panic!("{error}"));
        assert!(facts.problems.is_empty(), "{:?}", facts.problems);
        all.push(facts);
    });
    all
}

/// Every question asked anew.
#[divan::bench_group(sample_count = 10, sample_size = 1)]
mod domains_1000 {
    use super::*;

    #[divan::bench(args = CONCURRENCY.map(label))]
    fn a_collect(bencher: divan::Bencher<'_, '_>, concurrency: &str) {
        let demand = Demand::everything();
        bencher
            .counter(ItemsCount::new(DOMAINS))
            .with_inputs(|| network(concurrency.parse().ok()))
            .bench_refs(|network| collect(&TARGETS, &demand, network));
    }

    #[divan::bench]
    fn b_judge(bencher: divan::Bencher<'_, '_>) {
        let facts = collect(&TARGETS, &Demand::everything(), &network(None));
        let stored = facts.into_iter().map(|facts| Target {
            name: facts.target.name.clone(),
            subject: Subject::Facts(Arc::new(facts)),
            setup: TARGETS.first().map(|target| Arc::clone(&target.setup)).unwrap_or_else(|| {
                panic!("there are domains");
            }),
        });
        let stored: Vec<_> = stored.collect();
        bencher.counter(ItemsCount::new(DOMAINS)).bench(|| palisade::check(&stored, world(None)));
    }

    #[divan::bench(args = CONCURRENCY.map(label))]
    fn c_whole_run(bencher: divan::Bencher<'_, '_>, concurrency: &str) {
        bencher
            .counter(ItemsCount::new(DOMAINS))
            .with_inputs(|| network(concurrency.parse().ok()))
            .bench_refs(|network| palisade::check(&TARGETS, world(Some(network))));
    }
}

/// Nothing is sent, since all answers are at hand: what is left is reading records and making
/// facts of them.
#[divan::bench_group(sample_count = 20, sample_size = 1)]
mod records_of_100 {
    use super::*;

    #[divan::bench(args = ["spf", "dmarc", "dkim", "mta_sts", "tls_rpt", "mx"])]
    fn one_control(bencher: divan::Bencher<'_, '_>, member: &str) {
        let Ok(path) = format!("domains[*].{member}").parse();
        let read = Read { path, whole: true };
        let mut reads = Reads::default();
        reads.paths.insert(read);
        from_the_cache(bencher, &Demand::of([&reads]));
    }

    #[divan::bench]
    fn everything(bencher: divan::Bencher<'_, '_>) {
        from_the_cache(bencher, &Demand::everything());
    }

    fn from_the_cache(bencher: divan::Bencher<'_, '_>, demand: &Demand) {
        let targets = TARGETS.get(..CACHED).unwrap_or_default();
        let network = network(NonZeroUsize::MIN.get().into());
        collect(targets, demand, &network);
        bencher.counter(ItemsCount::new(CACHED)).bench(|| collect(targets, demand, &network));
    }
}

fn label(concurrency: Option<usize>) -> &'static str {
    match concurrency {
        None => "default",
        Some(_) => "64",
    }
}

fn name(number: usize) -> String {
    format!("d{number}.example")
}

/// The records of all domains, some right and some wrong in many ways.
fn zone() -> String {
    let mut zone = String::new();
    for number in 0..20_usize {
        let last = if number.is_multiple_of(4) { "" } else { " include:_net.sender.example" };
        let _infallible = writeln!(
            zone,
            "_spf{number}.sender.example TXT v=spf1 ip4:198.51.{number}.0/24{last} ~all"
        );
    }
    zone.push_str("_net.sender.example TXT v=spf1 ip4:203.0.113.0/24 ip6:2001:db8::/32 ~all\n");
    zone.push_str("example SOA ns.example\nsender.example SOA ns.sender.example\n");
    for number in 0..4 {
        let _infallible = writeln!(zone, "mx{number}.mail.example A 198.51.100.{number}");
    }
    for number in 0..DOMAINS {
        for record in records(number) {
            zone.push_str(&record.replace("<>", &name(number)));
            zone.push('\n');
        }
    }
    zone
}

fn records(number: usize) -> Vec<String> {
    let (first, second) = (number % 20, number % 7);
    let mut records = match number % 10 {
        // Parked: takes and sends nothing.
        9 => vec!["<> MX 0 .".to_owned()],
        8 => vec!["<> MX 10 mx.<>".to_owned(), "mx.<> A 192.0.2.9".to_owned()],
        _ => vec![
            format!("<> MX 10 mx{}.mail.example", number % 4),
            format!("<> MX 20 mx{}.mail.example", (number + 1) % 4),
        ],
    };
    records.push("<> SOA ns.example".to_owned());
    records.push(match number % 10 {
        0 => "<> TXT v=spf1 +all".to_owned(),
        1 => "<> TXT v=spf1 mx a:gone.<> ptr ?all".to_owned(),
        2 => "<> TXT v=spf1 incude:_spf1.sender.example -all".to_owned(),
        3 => format!("<> TXT v=spf1 redirect=_spf{first}.sender.example"),
        4 => (0..12).fold("<> TXT v=spf1".to_owned(), |record, sender| {
            format!("{record} include:_spf{sender}.sender.example")
        }),
        9 => "<> TXT v=spf1 -all".to_owned(),
        _ => format!(
            "<> TXT v=spf1 mx include:_spf{first}.sender.example include:_spf{second}.sender.example -all"
        ),
    });
    if number.is_multiple_of(3) {
        records.push("<> TXT some-site-verification=0123456789abcdef0123456789abcdef".to_owned());
    }
    records.extend(
        match number % 8 {
            0 => None,
            1 => Some("_dmarc.<> TXT v=DMARC1; p=none"),
            2 => Some("_dmarc.<> TXT v=DMARC1; p=rejected; rua=dmarc@<>"),
            3 => Some("_dmarc.<> TXT v=DMARC1; p=quarantine; pct=50; rua=mailto:dmarc@<>"),
            _ => Some("_dmarc.<> TXT v=DMARC1; p=reject; rua=mailto:dmarc@<>; adkim=s"),
        }
        .map(str::to_owned),
    );
    if number.is_multiple_of(2) {
        records.push("_smtp._tls.<> TXT v=TLSRPTv1; rua=mailto:tls@<>".to_owned());
    }
    if number.is_multiple_of(6) {
        // Announced, and there is no host that has it: nothing is connected to.
        records.push("_mta-sts.<> TXT v=STSv1; id=20261121".to_owned());
    }
    records
}
