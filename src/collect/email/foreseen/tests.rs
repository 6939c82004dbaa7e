//! What servers are asked is the same with and without foresight.

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::collect::dns::nameserver::Nameserver;
use crate::collect::dns::{Answer, Client, Options, Resolve};
use crate::collect::email::{Observed, Selector, observe};
use crate::collect::https::pages::Pages;
use crate::policy::reads::Demand;

/// A client that foresees nothing.
struct Blind(Client);

impl Resolve for Blind {
    fn ask(&self, name: &str, kind: Kind) -> Arc<Answer> {
        self.0.ask(name, kind)
    }
}

const GOOD: &str = "\
example.com SOA ns.example.com
example.com MX 10 mx.example.com
example.com MX 20 old.example.com
example.com MX 30 192.0.2.1
mx.example.com A 198.51.100.25
old.example.com CNAME mx.example.com
example.com TXT v=spf1 mx include:spf.example.com -all
spf.example.com TXT v=spf1 ip4:198.51.100.0/24 -all
_dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:dmarc@example.net
_smtp._tls.example.com TXT v=TLSRPTv1; rua=mailto:tls@example.com
_mta-sts.example.com TXT v=STSv1; id=1
s1._domainkey.example.com TXT v=DKIM1; p=
example.com CAA 0 issue ca.example
";

fn client(server: &Nameserver) -> Client {
    let patience = Duration::from_millis(100);
    let options = Options::new(vec![server.address()]);
    Client::new(Options { timeout: patience, tcp_timeout: patience, attempts: 2, ..options })
}

/// What is seen, but for how many questions it took and who was asked; what was asked, each once.
fn seen(zone: &str, asked: &Asked, demand: &Demand, blind: bool) -> (String, Vec<String>) {
    let server = Nameserver::zone(zone);
    let client = client(&server);
    let seen = if blind {
        observe(asked, &Blind(client), &Pages::new(), demand)
    } else {
        observe(asked, &client, &Pages::new(), demand)
    };
    let Observed { domains, mut lookups, fetches, problems } = seen;
    lookups.iter_mut().for_each(|lookup| lookup.attempts = 0);
    let seen = format!("{domains:#?} {lookups:#?} {fetches:#?} {problems:#?}");
    let mut questions = server.asked();
    questions.sort();
    questions.dedup();
    (seen.replace(&server.address().to_string(), "SERVER"), questions)
}

fn assert_same(zone: &str, asked: &Asked, demand: &Demand) {
    let [with, without] = [false, true].map(|blind| seen(zone, asked, demand, blind));
    assert_eq!(with.1, without.1, "{zone}");
    assert_eq!(with.0, without.0, "{zone}");
}

fn selectors(names: &[&str]) -> Vec<Selector> {
    names.iter().map(|name| Selector { name: (*name).to_owned(), declared_at: None }).collect()
}

const MEMBERS: [&str; 9] =
    ["existence", "mx", "spf", "dmarc", "dkim", "mta_sts", "tls_rpt", "caa", "dnssec"];

fn only(member: &str) -> Demand {
    let mut demand = Demand::of([]);
    demand.also(&format!("domains[*].{member}"));
    demand
}

#[test]
fn good_domains_are_asked_the_same_whatever_is_wanted() {
    for name in ["example.com", "gone.example.com", "mx.example.com", "a.b.c.example.com"] {
        for selectors in [selectors(&[]), selectors(&["s1", "s2", "s1"])] {
            let asked = Asked { selectors, ..Asked::new(name) };
            for member in MEMBERS {
                assert_same(GOOD, &asked, &only(member));
            }
            assert_same(GOOD, &asked, &Demand::everything());
        }
    }
    assert_same(GOOD, &Asked::new("example.com"), &Demand::of([]));
}

#[test]
fn bad_domains_are_asked_the_same() {
    let places = [
        "example.com TXT",
        "example.com MX",
        "example.com SOA",
        "mx.example.com A",
        "_dmarc.example.com TXT",
        "_domainkey.example.com TXT",
        "s1._domainkey.example.com TXT",
        "example.com *",
    ];
    let faults = [
        "servfail",
        "refused",
        "timeout",
        "tcp_timeout",
        "malformed",
        "cname_loop",
        "cname_dangling",
        "empty_no_soa",
        "stops mx.example.com",
        "wrong_id",
        "once",
        "plain",
        "nodata",
        "nxdomain",
    ];
    std::thread::scope(|scope| {
        for place in places {
            scope.spawn(move || {
                for fault in faults {
                    let others = GOOD
                        .lines()
                        .filter(|line| !line.starts_with(place) && !place.ends_with('*'));
                    let mut zone: String = others.map(|line| format!("{line}\n")).collect();
                    zone.push_str(&format!("{place} !{fault}"));
                    let names: &[&str] = if place.starts_with("s1") { &["s1", "s2"] } else { &[] };
                    let asked = Asked { selectors: selectors(names), ..Asked::new("example.com") };
                    assert_same(&zone, &asked, &Demand::everything());
                }
            });
        }
    });
}

#[test]
fn names_that_are_too_long_are_not_asked_for() {
    let label = "a".repeat(60);
    let name = [label.as_str(); 4].join(".");
    assert_same(GOOD, &Asked::new(&name), &Demand::everything());
}

#[test]
fn the_first_questions_of_a_domain() {
    let words = |asked: &Asked, wants: &dyn Fn(&str) -> bool| -> Vec<String> {
        of(asked, wants).into_iter().map(|(name, kind)| format!("{name} {}", kind.word())).collect()
    };
    let asked = Asked::new("example.com");
    assert_eq!(
        words(&asked, &|_| true),
        [
            "example.com MX",
            "example.com TXT",
            "_dmarc.example.com TXT",
            "_domainkey.example.com TXT",
            "_mta-sts.example.com TXT",
            "_smtp._tls.example.com TXT",
            "example.com CAA",
            "example.com SOA",
        ]
    );
    assert_eq!(words(&asked, &|_| false), Vec::<String>::new());
    let asked = Asked { selectors: selectors(&["s1", "a.b"]), ..asked };
    assert_eq!(
        words(&asked, &|member| member == "dkim"),
        ["s1._domainkey.example.com TXT", "a.b._domainkey.example.com TXT"]
    );
}
