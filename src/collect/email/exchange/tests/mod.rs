//! MX records as domains publish them, and what they lead to.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod addresses;
mod caa;
mod tlsa;

use proptest::prelude::*;

use super::{host, observe, observe_caa};
use crate::collect::dns::zone::Zone;
use crate::collect::email::Unknown;
use crate::facts::ProblemKind;
use crate::facts::domain::{Exchange, Exchanges, Existence, FailureClass, Status};

/// Answers from a zone written as text.
fn resolver(zone: &str) -> Zone {
    Zone::new(zone)
}

/// What is observed of `example.com`.
fn all(zone: &str) -> (Exchanges, Existence, Unknown) {
    let mut unknown = Unknown::default();
    let (mx, existence) = observe("example.com", &resolver(zone), &mut unknown);
    (mx, existence, unknown)
}

/// The same, where everything is known and the name exists.
fn seen(zone: &str) -> Exchanges {
    let (mx, existence, unknown) = all(zone);
    assert_eq!(existence.at, "dns:example.com?type=MX");
    assert_eq!(existence.status, Status::Found);
    assert_eq!(mx.at, "dns:example.com?type=MX");
    assert_eq!(mx.error, None);
    assert_eq!(unknown.problems, []);
    mx
}

/// `anchor of the question: facts that are unknown`, without their common beginning.
fn missing(unknown: &Unknown) -> Vec<String> {
    let line = |facts: &[String]| {
        facts
            .iter()
            .map(|fact| fact.strip_prefix("domains[*].").unwrap())
            .collect::<Vec<_>>()
            .join(" ")
    };
    unknown
        .problems
        .iter()
        .map(|problem| format!("{}: {}", problem.at, line(&problem.facts)))
        .collect()
}

/// `host status mistakes` of each exchange, each mistake with the characters it underlines.
fn shown(mx: &Exchanges, records: &[&str]) -> Vec<String> {
    let mistakes = |exchange: &Exchange| -> String {
        exchange
            .mistakes
            .iter()
            .map(|mistake| {
                let rest = mistake.at.strip_prefix("dns:example.com?type=MX#line=").unwrap();
                let (line, chars) = rest.split_once(";char=").unwrap();
                let (start, end) = chars.split_once(',').unwrap();
                let record = records[line.parse::<usize>().unwrap() - 1];
                let underlined = &record[start.parse().unwrap()..end.parse().unwrap()];
                format!(" [{underlined}] {}", mistake.reason)
            })
            .collect()
    };
    mx.hosts
        .iter()
        .map(|host| format!("{} {:?}{}", host.host, host.addresses, mistakes(host)))
        .collect()
}

#[test]
fn exchanges_stand_by_preference_and_name() {
    let mx = seen(
        "example.com MX 10 alt4.aspmx.mail.example.
         example.com MX 1 ASPMX.mail.example.
         example.com MX 5 alt2.aspmx.mail.example.
         example.com MX 5 alt1.aspmx.mail.example.
         aspmx.mail.example A 192.0.2.1
         aspmx.mail.example AAAA 2001:db8::1
         alt1.aspmx.mail.example A 192.0.2.2
         alt2.aspmx.mail.example AAAA 2001:db8::2
         alt4.aspmx.mail.example A 192.0.2.4",
    );
    assert_eq!(mx.status, Status::Found);
    assert!(!mx.null_mx);
    assert_eq!(mx.implicit, None);
    assert_eq!(mx.takes_mail, Some(true));
    assert_eq!(
        shown(&mx, &[]),
        [
            "aspmx.mail.example Found",
            "alt1.aspmx.mail.example Found",
            "alt2.aspmx.mail.example Found",
            "alt4.aspmx.mail.example Found",
        ]
    );
    // The records are sorted by their text, so that 10 comes after 1 and before 5.
    let places = |place: fn(&Exchange) -> &str| mx.hosts.iter().map(place).collect::<Vec<_>>();
    assert_eq!(
        places(|host| &host.at),
        ["1", "3", "4", "2"].map(|line| format!("dns:example.com?type=MX#line={line}"))
    );
    assert_eq!(
        places(|host| &host.addresses_at),
        [
            "dns:aspmx.mail.example?type=A",
            "dns:alt1.aspmx.mail.example?type=A",
            "dns:alt2.aspmx.mail.example?type=AAAA",
            "dns:alt4.aspmx.mail.example?type=A",
        ]
    );
    assert_eq!(mx.hosts.iter().map(|host| host.preference).collect::<Vec<_>>(), [1, 5, 5, 10]);
    assert!(mx.hosts.iter().all(|host| host.tlsa.status == Status::Skipped && !host.tlsa.counts));
    assert_eq!(mx.hosts[0].tlsa.at, "dns:_25._tcp.aspmx.mail.example?type=TLSA");
}

#[test]
fn a_null_mx_stands_alone_with_preference_0() {
    let mx = seen("example.com MX 0 .\nexample.com A 192.0.2.1");
    assert!(mx.null_mx);
    assert_eq!(mx.status, Status::Found);
    assert_eq!((mx.hosts.len(), mx.implicit, mx.takes_mail), (0, None, Some(false)));

    let zone = "example.com MX 0 .\nexample.com MX 10 mx.example.com\nmx.example.com A 192.0.2.1";
    let mx = seen(zone);
    assert!(mx.null_mx, "both are to be seen");
    assert_eq!(mx.status, Status::Invalid);
    assert_eq!(shown(&mx, &[]), ["mx.example.com Found"]);
    assert_eq!(mx.takes_mail, Some(true));

    let mx = seen("example.com MX 10 .");
    assert!(!mx.null_mx);
    assert_eq!(mx.status, Status::Invalid);
    assert_eq!(
        shown(&mx, &["10 ."]),
        [". Invalid [.] the preference of a null MX is 0 (RFC 7505, section 3)"]
    );
    assert_eq!(mx.takes_mail, Some(false));
    assert_eq!(mx.hosts[0].tlsa.at, "dns:_25._tcp?type=TLSA");
}

#[test]
fn without_mx_the_name_itself_is_the_exchange() {
    let implicit = |zone: &str| {
        let mx = seen(zone);
        assert_eq!(mx.status, Status::Absent);
        assert!(mx.hosts.is_empty() && !mx.null_mx);
        (mx.implicit.unwrap(), mx.takes_mail.unwrap())
    };
    assert_eq!(implicit("example.com A 192.0.2.1"), (Status::Found, true));
    assert_eq!(implicit("example.com AAAA 2001:db8::1"), (Status::Found, true));
    assert_eq!(implicit("example.com TXT v=spf1 -all"), (Status::Absent, false));
    assert_eq!(implicit("www.example.com A 192.0.2.1"), (Status::Absent, false));
    assert_eq!(implicit("example.com A 127.0.0.1"), (Status::Invalid, false));
    let alias = "example.com CNAME example.net\nexample.net A 192.0.2.1";
    assert_eq!(implicit(alias), (Status::Found, true));
    let alias = "example.com CNAME example.net\nexample.net TXT no address";
    assert_eq!(implicit(alias), (Status::Absent, false));
    let alias = "example.com CNAME example.net\nexample.net A 127.0.0.1";
    assert_eq!(implicit(alias), (Status::Invalid, false));

    let (mx, existence, unknown) = all("example.com TXT x\nexample.com AAAA !timeout");
    assert_eq!(existence.status, Status::Found);
    assert_eq!(
        (mx.status, mx.implicit, mx.takes_mail),
        (Status::Absent, Some(Status::Error), None)
    );
    assert_eq!(missing(&unknown), ["dns:example.com?type=AAAA: mx.implicit mx.takes_mail"]);
}

#[test]
fn a_name_that_does_not_exist_takes_no_mail() {
    let (mx, existence, unknown) = all("example.net A 192.0.2.1");
    assert_eq!(existence.status, Status::Absent);
    assert_eq!((mx.status, mx.implicit), (Status::Absent, Some(Status::Absent)));
    assert_eq!(mx.takes_mail, Some(false));
    assert_eq!(unknown.problems, []);
}

#[test]
fn nothing_is_known_where_mx_fails() {
    for fault in ["servfail", "timeout", "bogus", "empty_no_soa"] {
        // An address beside it does not make it an implicit exchange.
        let zone = format!("example.com MX !{fault}\nexample.com A 192.0.2.1");
        let (mx, existence, unknown) = all(&zone);
        assert_eq!((mx.status, existence.status), (Status::Error, Status::Error));
        assert_eq!(mx.error, existence.error);
        assert!(mx.error.is_some());
        assert_eq!((mx.implicit, mx.takes_mail), (None, None));
        assert_eq!(
            missing(&unknown),
            ["dns:example.com?type=MX: mx mta_sts.policy.uncovered existence"]
        );
    }
}

#[test]
fn an_alias_that_leads_nowhere_exists() {
    for (zone, class) in [
        ("example.com CNAME gone.example", FailureClass::CnameDangling),
        ("example.com CNAME example.net\nexample.net CNAME example.com", FailureClass::CnameLoop),
        ("example.com CNAME example.com", FailureClass::CnameLoop),
    ] {
        let (mx, existence, unknown) = all(zone);
        assert_eq!((existence.status, existence.error), (Status::Found, None), "{zone}");
        assert_eq!((mx.status, mx.implicit, mx.takes_mail), (Status::Error, None, None));
        assert_eq!(mx.error.unwrap().class, class, "{zone}");
        assert_eq!(missing(&unknown), ["dns:example.com?type=MX: mx mta_sts.policy.uncovered"]);
    }
}

#[test]
fn of_many_exchanges_the_first_32_are_looked_at() {
    let zone = |address: &str| {
        (0..200)
            .map(|n| format!("example.com MX {n} mx{n}.example.com\nmx{n}.example.com {address}\n"))
            .collect::<String>()
    };
    let (mx, _, unknown) = all(&zone("A 192.0.2.1"));
    assert_eq!(mx.hosts.len(), 32);
    assert_eq!(mx.hosts[31].host, "mx31.example.com");
    assert_eq!(mx.takes_mail, Some(true));
    assert_eq!(missing(&unknown), ["dns:example.com?type=MX: mx.hosts mta_sts.policy.uncovered"]);
    assert_eq!(unknown.problems[0].kind, ProblemKind::TooLarge);
    assert_eq!(
        unknown.problems[0].reason,
        "200 exchanges stand here, the first 32 by preference are looked at"
    );

    let (mx, _, unknown) = all(&zone("TXT no address"));
    assert_eq!(mx.takes_mail, None, "a later one may have an address");
    assert_eq!(
        missing(&unknown),
        ["dns:example.com?type=MX: mx.hosts mta_sts.policy.uncovered mx.takes_mail"]
    );
}

/// A line of a zone that may be about any of a few names.
fn line() -> impl Strategy<Value = String> {
    let name =
        "(example\\.com|mx\\.example\\.com|_25\\._tcp\\.mx\\.example\\.com|com|example\\.net)";
    let data = "(MX [0-9]{1,2} (mx\\.example\\.com|example\\.net|[a-z0-9._\\[\\]:-]{1,12}|\\.)\
                |MX\\+ad 5 mx\\.example\\.com|MX !servfail|A 127\\.0\\.0\\.1|A\\+ad 192\\.0\\.2\\.1\
                |A !timeout|AAAA 2001:db8::1|AAAA !bogus|TLSA !refused|CAA !timeout|TXT x\
                |TLSA [0-4] [0-2] [0-3] ([0-9a-f]{64}|00)|CAA (0|128) issue[-]? ca\\.example)";
    (name, data).prop_map(|(name, data)| format!("{name} {data}"))
}

/// What a line is about: name and type.
fn subject(line: &str) -> Vec<&str> {
    line.split(' ').take(2).map(|word| word.trim_end_matches("+ad")).collect()
}

/// A zone in which a fault stands alone at its name and type.
fn zone(lines: &[String]) -> String {
    let is_fault = |line: &&String| line.contains('!');
    let faults: Vec<_> = lines.iter().filter(is_fault).map(|line| subject(line)).collect();
    let stays = |line: &&String| is_fault(line) || !faults.contains(&subject(line));
    lines.iter().filter(stays).map(|line| format!("{line}\n")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_any_zone_what_is_not_known_is_said(lines in prop::collection::vec(line(), 0..12)) {
        let zone = zone(&lines);
        let (mx, existence, unknown) = all(&zone);
        prop_assert_eq!(mx.error.is_some(), mx.status == Status::Error);
        prop_assert_eq!(existence.error.is_some(), existence.status == Status::Error);
        let said = |fact: &str| unknown.problems.iter().any(|problem| {
            problem.facts.iter().any(|path| path == fact || fact.starts_with(&format!("{path}.")))
        });
        prop_assert_eq!(mx.takes_mail.is_none(), said("domains[*].mx.takes_mail"));
        for exchange in &mx.hosts {
            let addresses = exchange.addresses != Status::Error;
            prop_assert!(addresses || said("domains[*].mx.hosts[*].addresses"));
            let tlsa = exchange.tlsa.status != Status::Error;
            prop_assert!(tlsa || said("domains[*].mx.hosts[*].tlsa"));
            prop_assert!(!exchange.tlsa.counts || exchange.tlsa.status == Status::Found);
        }
        let mut unknown = Unknown::default();
        let caa = observe_caa("example.com", &resolver(&zone), &mut unknown);
        prop_assert_eq!(caa.status == Status::Error, !unknown.problems.is_empty());
    }

    #[test]
    fn a_name_without_a_mistake_is_a_host_name(host in any::<String>()) {
        if host::mistake(&host).is_none() {
            prop_assert!(host.is_ascii() && host.contains('.'));
        }
    }
}
