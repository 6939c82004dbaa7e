//! The text and the content of records.

use super::*;
use crate::collect::dns::nameserver::{Entry, Rdata};
use crate::collect::dns::{Data, Record};

fn one(line: &str, kind: Kind) -> Record {
    let answer = ask(line, line.split(' ').next().unwrap(), kind);
    assert_eq!(answer.records().len(), 1, "{:?}", answer.outcome);
    answer.records()[0].clone()
}

fn record(text: &str, data: Data) -> Record {
    Record { text: text.to_owned(), data }
}

#[test]
fn every_type_has_its_text() {
    let address = "192.0.2.1";
    let expected = record(address, Data::A(address.parse().unwrap()));
    assert_eq!(one("a.example A 192.0.2.1", Kind::A), expected);
    let address = "2001:db8::1";
    let expected = record(address, Data::Aaaa(address.parse().unwrap()));
    assert_eq!(one("a.example AAAA 2001:DB8:0::1", Kind::Aaaa), expected);
    assert_eq!(
        one("a.example MX 10 MX.Example", Kind::Mx),
        record("10 mx.example", Data::Mx(10, "mx.example".to_owned()))
    );
    assert_eq!(one("a.example MX 0 .", Kind::Mx), record("0 .", Data::Mx(0, String::new())));
    assert_eq!(
        one("1.2.0.192.in-addr.arpa PTR Host.Example", Kind::Ptr),
        record("host.example", Data::Ptr("host.example".to_owned()))
    );
    assert_eq!(
        one("a.example SOA ns.example host.example", Kind::Soa),
        record("ns.example host.example 1 3600 600 86400 60", Data::Soa)
    );
    let (usage, selector, matching) = (3, 1, 1);
    let data = vec![0, 0xff];
    assert_eq!(
        one("a.example TLSA 3 1 1 00FF", Kind::Tlsa),
        record("3 1 1 00ff", Data::Tlsa { usage, selector, matching, data })
    );
    let caa = |critical, value: &str| Data::Caa {
        critical,
        tag: "issue".to_owned(),
        value: value.to_owned(),
    };
    assert_eq!(
        one("a.example CAA 0 issue ca.example; policy=ev", Kind::Caa),
        record("0 issue \"ca.example; policy=ev\"", caa(false, "ca.example; policy=ev"))
    );
    assert_eq!(
        one("a.example CAA 128 ISSUE ;", Kind::Caa),
        record("128 ISSUE \";\"", caa(true, ";"))
    );
    assert_eq!(
        one("a.example TXT v=spf1 -all", Kind::Txt),
        record("v=spf1 -all", Data::Txt(b"v=spf1 -all".to_vec()))
    );
}

#[test]
fn strings_are_joined_and_bytes_written() {
    let strings = |strings: &[&[u8]]| Entry {
        name: "a.example".to_owned(),
        kind: "TXT".to_owned(),
        data: Rdata::Strings(strings.iter().map(|string| string.to_vec()).collect()),
    };
    let server = Nameserver::start(vec![
        strings(&[b"v=spf1 ", b"", b"-all"]),
        strings(&[b"caf\xc3\xa9\n\\ \"\x7f"]),
        strings(&[b""]),
        // The same again, cut elsewhere: one record to whoever reads it.
        strings(&[b"v=spf1", b" -all"]),
    ]);
    let answer = client(&server).ask("a.example", Kind::Txt);
    assert_eq!(texts(&answer), ["", r#"caf\195\169\010\ "\127"#, "v=spf1 -all"]);
    assert_eq!(answer.records()[1].data, Data::Txt(b"caf\xc3\xa9\n\\ \"\x7f".to_vec()));
    assert_eq!(answer.record_at(2), "dns:a.example?type=TXT#line=3");
}

#[test]
fn records_are_sorted_and_stand_once() {
    let zone = "a.example MX 5 b.example
                a.example MX 10 a.example
                a.example MX 5 B.EXAMPLE";
    let answer = ask(zone, "A.example", Kind::Mx);
    assert_eq!(texts(&answer), ["10 a.example", "5 b.example"]);
    assert_eq!(answer.lookup.name, "a.example");
}

#[test]
fn hosts_that_cannot_be_asked_for_show_it() {
    let server = Nameserver::start(vec![]);
    let client = client(&server);
    let name = hickory_proto::rr::Name::from_labels([&b"a.b"[..], b"c d", b"\xff\\", b"Example"]);
    let host = super::super::name::host(&name.unwrap());
    assert_eq!(host, r"a\046b.c\032d.\255\.example");
    assert_eq!(class(&client.ask(&host, Kind::A)), FailureClass::BadName);
}

#[test]
fn answers_are_bounded() {
    let records = |count: usize, length: usize| {
        let text = "x".repeat(length);
        (0..count).map(|number| format!("a.example TXT {number:03}{text}\n")).collect::<String>()
    };
    assert_eq!(ask(&records(256, 10), "a.example", Kind::Txt).records().len(), 256);
    let answer = ask(&records(257, 10), "a.example", Kind::Txt);
    assert_eq!(class(&answer), FailureClass::Malformed);
    assert_eq!(
        answer.failure().unwrap().reason,
        "257 records of 3341 characters: 256 of 65536 are the most that is read"
    );
    // Each byte becomes four characters.
    let entries = (0..100).map(|number| Entry {
        name: "a.example".to_owned(),
        kind: "TXT".to_owned(),
        data: Rdata::Strings(vec![vec![0x80 + number; 200]]),
    });
    let server = Nameserver::start(entries.collect());
    assert_eq!(class(&client(&server).ask("a.example", Kind::Txt)), FailureClass::Malformed);
}
