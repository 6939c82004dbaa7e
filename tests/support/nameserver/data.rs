//! A zone in memory: what entries say, as records.

use std::collections::HashMap;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::rdata::tlsa::{CertUsage, Matching, Selector};
use hickory_proto::rr::rdata::{A, AAAA, CNAME, MX, NS, NULL, PTR, SOA, TLSA, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};

use super::{Entry, Fault, Rdata, Set};

/// The number of the type CAA (RFC 8659): its data is built here, so that it may be a wrong one.
const CAA: u16 = 257;

/// How long records may be kept.
const TTL: u32 = 300;

/// A name, whose labels hold any byte but `.`.
pub(super) fn name(text: &str) -> Name {
    let labels = text.split('.').filter(|label| !label.is_empty()).map(str::as_bytes);
    Name::from_labels(labels).expect("a name")
}

/// A record of this name.
pub(super) fn record(name: &Name, data: RData) -> Record {
    Record::from_rdata(name.clone(), TTL, data)
}

/// The zone. Every name above one that exists does so as well (RFC 8020).
pub(super) fn load(entries: Vec<Entry>) -> HashMap<Name, Vec<(RecordType, Set)>> {
    let mut zone: HashMap<Name, Vec<(RecordType, Set)>> = HashMap::new();
    for entry in entries {
        let owner = name(&entry.name.to_ascii_lowercase());
        let mut above = owner.clone();
        while !above.is_root() && !zone.contains_key(&above) {
            zone.insert(above.clone(), Vec::new());
            above = above.base_name();
        }
        let mut flags = entry.kind.split('+');
        let word = flags.next().unwrap();
        let kind = kind(word);
        let sets = zone.get_mut(&owner).expect("it was put there");
        if !sets.iter().any(|(known, _)| *known == kind) {
            sets.push((kind, Set { checked: true, ..Set::default() }));
        }
        let (_, set) = sets.iter_mut().find(|(known, _)| *known == kind).unwrap();
        let flags: Vec<_> = flags.collect();
        set.checked &= flags.contains(&"ad");
        set.signed |= flags.contains(&"signed");
        let data = match entry.data {
            Rdata::Text(text) => Some(data(word, &text)),
            Rdata::Strings(strings) => {
                Some(RData::TXT(TXT::from_bytes(strings.iter().map(Vec::as_slice).collect())))
            }
            Rdata::Fault(fault) => {
                let (first, rest) = fault.split_once(' ').unwrap_or((&fault, ""));
                set.fault = Some(self::fault(first, rest));
                let word = if first == "stops" { "CNAME" } else { word };
                (first != "rcode" && !rest.is_empty()).then(|| data(word, rest))
            }
        };
        set.records.extend(data.map(|data| record(&owner, data)));
    }
    zone
}

fn kind(word: &str) -> RecordType {
    if word == "*" {
        return RecordType::ANY;
    }
    word.parse().unwrap_or_else(|_| panic!("no type of records is called {word:?}"))
}

/// Reads the data of a record.
fn data(kind: &str, text: &str) -> RData {
    let mut words = text.split_whitespace();
    let mut word =
        || words.next().unwrap_or_else(|| panic!("{kind} {text:?}: something is missing"));
    match kind {
        "A" => RData::A(A(word().parse().expect("an IPv4 address"))),
        "AAAA" => RData::AAAA(AAAA(word().parse().expect("an IPv6 address"))),
        "CNAME" => RData::CNAME(CNAME(name(word()))),
        "MX" => RData::MX(MX::new(word().parse().expect("a preference"), name(word()))),
        "NS" => RData::NS(NS(name(word()))),
        "PTR" => RData::PTR(PTR(name(word()))),
        // The server alone is enough.
        "SOA" => {
            let server = word();
            soa(name(server), name(words.next().unwrap_or("hostmaster.invalid")))
        }
        "TXT" => RData::TXT(TXT::from_bytes(match text.as_bytes() {
            [] => vec![&[]],
            bytes => bytes.chunks(255).collect(),
        })),
        "CAA" => {
            let (flags, tag) = (word(), word());
            let value = text.splitn(3, ' ').nth(2).unwrap_or_default().trim_matches('"');
            let mut bytes = vec![flags.parse().expect("flags"), u8::try_from(tag.len()).unwrap()];
            bytes.extend([tag.as_bytes(), value.as_bytes()].concat());
            unknown(CAA, bytes)
        }
        "TLSA" => {
            let mut number = || word().parse::<u8>().expect("a number");
            let (usage, selector, matching) = (number(), number(), number());
            let hex: Vec<u8> = word().bytes().collect();
            let pairs = hex.chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
            let bytes = pairs.map(|pair| u8::from_str_radix(pair, 16).expect("hexadecimal"));
            let (usage, selector) = (CertUsage::from(usage), Selector::from(selector));
            RData::TLSA(TLSA::new(usage, selector, Matching::from(matching), bytes.collect()))
        }
        _ => panic!("records of type {kind} cannot be served"),
    }
}

/// Data of any type by its bytes.
pub(super) fn unknown(kind: u16, bytes: Vec<u8>) -> RData {
    RData::Unknown { code: RecordType::from(kind), rdata: NULL::with(bytes) }
}

/// The start of a zone.
pub(super) fn soa(server: Name, person: Name) -> RData {
    RData::SOA(SOA::new(server, person, 1, 3600, 600, 86_400, 60))
}

fn fault(word: &str, rest: &str) -> Fault {
    match word {
        "servfail" => Fault::Code(ResponseCode::ServFail),
        "refused" => Fault::Code(ResponseCode::Refused),
        "formerr" => Fault::Code(ResponseCode::FormErr),
        "notimp" => Fault::Code(ResponseCode::NotImp),
        "rcode" => Fault::Code(match rest {
            "" | "YXDOMAIN" => ResponseCode::YXDomain,
            "YXRRSET" => ResponseCode::YXRRSet,
            "NXRRSET" => ResponseCode::NXRRSet,
            "NOTAUTH" => ResponseCode::NotAuth,
            "NOTZONE" => ResponseCode::NotZone,
            "BADVERS" => ResponseCode::BADVERS,
            "BADCOOKIE" => ResponseCode::BADCOOKIE,
            _ => panic!("no response code {rest:?} is known"),
        }),
        "timeout" => Fault::Timeout,
        "tcp_timeout" => Fault::TcpTimeout,
        "io" => Fault::Closed,
        "truncated" => Fault::Truncated,
        "cut" => Fault::Cut,
        "bogus" => Fault::Bogus,
        "malformed" => Fault::Malformed,
        "broken" => Fault::Broken,
        "cname_loop" => Fault::Loop,
        "cname_dangling" => Fault::Dangling,
        "empty_no_soa" => Fault::Empty,
        "stops" => Fault::Stops,
        "wrong_id" => Fault::WrongId,
        "wrong_question" => Fault::WrongQuestion,
        "query" => Fault::Query,
        "slow" => Fault::Slow,
        "once" => Fault::Once,
        "plain" => Fault::Plain,
        "nodata" => Fault::NoData,
        "nxdomain" => Fault::NoName,
        _ => panic!("a server cannot show the fault {word:?}"),
    }
}
