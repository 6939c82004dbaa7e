//! Absence, aliases, and who is believed.

use super::*;
use crate::facts::domain::Status;

#[test]
fn absence_needs_its_proof() {
    let server = Nameserver::zone("a.example A 192.0.2.1\n b.c.example A 192.0.2.1");
    let client = client(&server);
    for (name, outcome, rcode) in [
        ("a.example", Outcome::NoData, "NOERROR"),
        ("no.example", Outcome::NoName, "NXDOMAIN"),
        // It exists, since something stands below it.
        ("c.example", Outcome::NoData, "NOERROR"),
    ] {
        let answer = client.ask(name, Kind::Txt);
        assert_eq!(answer.outcome, outcome, "{name}");
        assert_eq!(answer.lookup.status, Status::Absent);
        assert_eq!(answer.lookup.rcode.as_deref(), Some(rcode));
        assert_eq!(answer.lookup.attempts, 1);
        assert_eq!(answer.lookup.transport.as_deref(), Some("udp"));
        assert_eq!(answer.lookup.error, None);
    }
}

#[test]
fn aliases_are_followed_within_a_response() {
    let server = Nameserver::zone(
        "a.example CNAME B.example
         b.example CNAME c.example
         c.example TXT v=1
         d.example CNAME c.example
         e.example CNAME f.example
         f.example CNAME e.example
         g.example CNAME gone.example",
    );
    let client = client(&server);
    let answer = client.ask("a.example", Kind::Txt);
    assert_eq!(texts(&answer), ["v=1"]);
    assert_eq!(answer.lookup.aliases, ["b.example", "c.example"]);
    let answer = client.ask("d.example", Kind::A);
    assert_eq!(answer.outcome, Outcome::NoData);
    assert_eq!(answer.lookup.aliases, ["c.example"]);
    assert_eq!(class(&client.ask("e.example", Kind::Txt)), FailureClass::CnameLoop);
    let answer = client.ask("g.example", Kind::Txt);
    assert_eq!(class(&answer), FailureClass::CnameDangling);
    assert_eq!(answer.lookup.aliases, ["gone.example"]);
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn aliases_are_asked_for_where_a_response_stops() {
    let server = Nameserver::zone(
        "a.example TXT !stops b.example
         b.example TXT !stops c.example
         c.example TXT v=1
         d.example TXT !stops gone.example
         e.example TXT !stops f.example
         f.example A 192.0.2.1
         g.example TXT !stops h.example
         h.example TXT !stops g.example
         i.example TXT !stops j.example
         j.example TXT !servfail",
    );
    let client = client(&server);
    let answer = client.ask("a.example", Kind::Txt);
    assert_eq!(texts(&answer), ["v=1"]);
    assert_eq!(answer.lookup.aliases, ["b.example", "c.example"]);
    assert_eq!(server.asked(), ["a.example TXT", "b.example TXT", "c.example TXT"]);
    assert_eq!(answer.lookup.attempts, 3);
    assert_eq!(class(&client.ask("d.example", Kind::Txt)), FailureClass::CnameDangling);
    assert_eq!(client.ask("e.example", Kind::Txt).outcome, Outcome::NoData);
    assert_eq!(class(&client.ask("g.example", Kind::Txt)), FailureClass::CnameLoop);
    let answer = client.ask("i.example", Kind::Txt);
    assert_eq!(class(&answer), FailureClass::Servfail);
    assert_eq!(answer.lookup.aliases, ["j.example"]);
}

#[test]
fn eight_aliases_are_the_most() {
    for stops in [false, true] {
        let line = |number: usize| {
            let target = format!("a{}.example", number + 1);
            let kind = if stops { "TXT !stops" } else { "CNAME" };
            format!("a{number}.example {kind} {target}\n")
        };
        let zone: String = (0..9).map(line).chain(["a9.example TXT v=1".to_owned()]).collect();
        let server = Nameserver::zone(&zone);
        let client = client(&server);
        let answer = client.ask("a1.example", Kind::Txt);
        assert_eq!(texts(&answer), ["v=1"]);
        assert_eq!(answer.lookup.aliases.len(), 8);
        let answer = client.ask("a0.example", Kind::Txt);
        assert_eq!(class(&answer), FailureClass::CnameLoop);
        assert_eq!(answer.failure().unwrap().reason, "more than 8 aliases follow one another");
    }
}

#[test]
fn checked_answers_count_from_those_who_are_trusted() {
    let zone = "a.example TXT+ad v=1
                b.example TXT v=1
                c.example CNAME+ad a.example
                d.example CNAME a.example
                e.example TXT+ad !stops a.example
                f.example TXT !stops a.example
                g.example TLSA+ad !nodata
                h.example TLSA+ad !nxdomain
                i.example TXT+ad !servfail";
    let server = Nameserver::zone(zone);
    let client = client(&server);
    for (name, kind, authenticated) in [
        ("a.example", Kind::Txt, true),
        ("b.example", Kind::Txt, false),
        ("c.example", Kind::Txt, true),
        ("d.example", Kind::Txt, false),
        ("e.example", Kind::Txt, true),
        ("f.example", Kind::Txt, false),
        ("g.example", Kind::Tlsa, true),
        ("h.example", Kind::Tlsa, true),
        ("i.example", Kind::Txt, false),
    ] {
        assert_eq!(client.ask(name, kind).lookup.authenticated, authenticated, "{name}");
    }
}

#[test]
fn servers_elsewhere_are_trusted_where_the_options_say_so() {
    let elsewhere: SocketAddr = "192.0.2.53:53".parse().unwrap();
    let mapped: SocketAddr = "[::ffff:127.0.0.1]:53".parse().unwrap();
    let here: SocketAddr = "[::1]:53".parse().unwrap();
    let trusted = |trust_ad, addresses: &[SocketAddr]| {
        let client = Client::new(Options { trust_ad, ..options(addresses) });
        client.servers.iter().map(|server| server.trusted).collect::<Vec<_>>()
    };
    assert_eq!(trusted(false, &[elsewhere, here, mapped]), [false, true, true]);
    assert_eq!(trusted(true, &[elsewhere, here]), [true, true]);
}

#[test]
fn an_untrusted_server_says_nothing_of_checking() {
    let server = Nameserver::zone("a.example TXT+ad v=1");
    let mut client = client(&server);
    client.servers[0].trusted = false;
    let answer = client.ask("a.example", Kind::Txt);
    assert_eq!((texts(&answer), answer.lookup.authenticated), (vec!["v=1"], false));
}

#[test]
fn signatures_are_asked_for_with_soa_alone() {
    let server = Nameserver::zone(
        "a.example SOA+signed ns.example host.example
         a.example TXT+signed v=1
         b.example SOA ns.example host.example",
    );
    let client = client(&server);
    assert!(client.ask("a.example", Kind::Soa).lookup.signed);
    assert!(!client.ask("a.example", Kind::Txt).lookup.signed);
    assert!(!client.ask("b.example", Kind::Soa).lookup.signed);
}
