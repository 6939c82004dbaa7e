//! Messages: what is written, and what is read of anything.

use hickory_proto::op::{Message, MessageType, OpCode, Query};
use hickory_proto::rr::{Name, RData, Record, RecordType, rdata};
use proptest::prelude::*;

use super::super::conclude::conclude;
use super::super::wire::{Question, Response, Unread, read};
use super::*;

fn question(kind: Kind) -> Question {
    let name = super::super::name::parse("a.example").unwrap();
    Question { id: 0x1234, name, kind, edns: true, unchecked: false }
}

#[test]
fn questions_are_written() {
    let bytes = question(Kind::Txt).bytes().unwrap();
    let head = b"\x12\x34\x01\x20\0\x01\0\0\0\0\0\x01";
    let asked = b"\x01a\x07example\0\0\x10\0\x01";
    let opt = b"\0\0\x29\x04\xd0\0\0\0\0\0\0";
    assert_eq!(bytes, [&head[..], asked, opt].concat());
    let bytes = question(Kind::Soa).bytes().unwrap();
    assert!(bytes.ends_with(b"\0\0\x29\x04\xd0\0\0\x80\0\0\0"), "DO");
    let plain = Question { edns: false, unchecked: true, ..question(Kind::Txt) };
    let head = b"\x12\x34\x01\x30\0\x01\0\0\0\0\0\0";
    assert_eq!(plain.bytes().unwrap(), [&head[..], asked].concat());
}

/// A response to the question, with as much in it as a response has.
fn response(kind: Kind) -> Message {
    let name = Name::from_ascii("a.example.").unwrap();
    let host = Name::from_ascii("b.c.example.").unwrap();
    let mut message = Message::new(0x1234, MessageType::Response, OpCode::Query);
    message.add_query(Query::query(name.clone(), RecordType::from(kind.number())));
    let add = |message: &mut Message, name: &Name, data| {
        message.add_answer(Record::from_rdata(name.clone(), 60, data));
    };
    add(&mut message, &name, RData::CNAME(rdata::CNAME(host.clone())));
    let soa = RData::SOA(rdata::SOA::new(host.clone(), name.clone(), 1, 2, 3, 4, 5));
    for data in [
        RData::A(rdata::A::new(192, 0, 2, 1)),
        RData::AAAA(rdata::AAAA::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
        RData::MX(rdata::MX::new(10, name.clone())),
        RData::PTR(rdata::PTR(name.clone())),
        RData::TXT(rdata::TXT::from_bytes(vec![b"v=spf1 ", b"-all"])),
        RData::CAA(rdata::CAA::new_issue(false, Some(name.clone()), Vec::new())),
        soa.clone(),
    ] {
        add(&mut message, &host, data);
    }
    message.add_authority(Record::from_rdata(host, 60, soa));
    message.set_edns(hickory_proto::op::Edns::new());
    message
}

#[test]
fn records_of_other_types_and_owners_are_passed_over() {
    let question = question(Kind::Txt);
    let mut message = response(Kind::Txt);
    let other = Name::from_ascii("other.example.").unwrap();
    let text = RData::TXT(rdata::TXT::from_bytes(vec![b"forged"]));
    message.add_answer(Record::from_rdata(other, 60, text));
    let response = read(&message.to_vec().unwrap(), &question).unwrap();
    let mut chain = vec![question.name];
    let Ok(Some(Outcome::Records(records))) = conclude(response, &mut chain) else { panic!() };
    assert_eq!(records.iter().map(|record| &*record.text).collect::<Vec<_>>(), ["v=spf1 -all"]);
    assert_eq!(chain.len(), 2);
}

#[test]
fn responses_to_others_are_foreign() {
    let question = question(Kind::Txt);
    let good = response(Kind::Txt);
    assert!(read(&good.to_vec().unwrap(), &question).is_ok());
    let foreign = |change: &dyn Fn(&mut Message)| {
        let mut message = good.clone();
        change(&mut message);
        assert_eq!(read(&message.to_vec().unwrap(), &question), Err(Unread::Foreign));
    };
    foreign(&|message| message.metadata.id = 0x1235);
    foreign(&|message| message.metadata.message_type = MessageType::Query);
    foreign(&|message| message.metadata.op_code = OpCode::Update);
    foreign(&|message| message.queries = response(Kind::A).queries);
    foreign(&|message| message.queries.push(message.queries[0].clone()));
    foreign(&|message| message.queries.clear());
    // The question in another case is the same question; a refusal may leave it out.
    let mut message = good.clone();
    message.queries[0].set_name(Name::from_ascii("A.eXample.").unwrap());
    assert!(read(&message.to_vec().unwrap(), &question).is_ok());
    let bare = Message::error_msg(0x1234, OpCode::Query, hickory_proto::op::ResponseCode::Refused);
    assert_eq!(read(&bare.to_vec().unwrap(), &question).unwrap().code, 5);
}

#[test]
fn a_response_that_is_cut_off_is_not_read_further() {
    let mut bytes = response(Kind::Txt).to_vec().unwrap();
    bytes[2] |= 0x02;
    bytes.truncate(40);
    assert!(read(&bytes, &question(Kind::Txt)).unwrap().truncated);
    bytes[2] &= !0x02;
    assert!(matches!(read(&bytes, &question(Kind::Txt)), Err(Unread::Broken(_))));
}

#[test]
fn data_that_its_type_does_not_have_is_not_read() {
    for (kind, data) in [
        (Kind::A, &b"\xc0\0\x02"[..]),
        (Kind::A, b"\xc0\0\x02\x01\0"),
        (Kind::Aaaa, b"\xc0\0\x02\x01"),
        (Kind::Mx, b"\0\x0a"),
        (Kind::Mx, b"\0\x0a\x01b"),
        (Kind::Mx, b"\0\x0a\x01b\0\0"),
        (Kind::Ptr, b"\x01b\0\0"),
        // It would end in the next record.
        (Kind::Ptr, b"\x04b"),
        // It points to itself.
        (Kind::Ptr, b"\xc0\x26"),
        (Kind::Soa, b"\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0"),
        (Kind::Soa, b"\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05\0"),
        (Kind::Tlsa, b"\x03\x01"),
        (Kind::Txt, b"\x03ab"),
        (Kind::Caa, b"\0"),
        (Kind::Caa, b"\0\x05issu"),
    ] {
        let mut bytes = b"\x12\x34\x81\x80\0\x01\0\x02\0\0\0\0\x01a\x07example\0".to_vec();
        bytes.extend([kind.number().to_be_bytes(), [0, 1]].concat());
        // The record, and another one behind it, which is of no interest.
        bytes.extend(b"\xc0\x0c");
        bytes.extend([kind.number().to_be_bytes(), [0, 1], [0, 0], [0, 60]].concat());
        bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        bytes.extend(data);
        bytes.extend(b"\0\0\x63\0\x01\0\0\0\0\0\0");
        let expected = Unread::Broken("a record does not hold what its type has");
        assert_eq!(read(&bytes, &question(kind)), Err(expected), "{kind:?} {data:?}");
    }
}

#[test]
fn the_records_of_a_message_are_counted() {
    let mut bytes = b"\x12\x34\x81\x80\0\x01\x04\0\0\0\0\0\x01a\x07example\0\0\x10\0\x01".to_vec();
    bytes.extend(b"\0\0\x63\0\x01\0\0\0\0\0\0".repeat(1_025));
    assert!(read(&bytes, &question(Kind::Txt)).is_ok());
    bytes[9] = 1;
    let expected = Unread::Broken("it holds more than 1024 records");
    assert_eq!(read(&bytes, &question(Kind::Txt)), Err(expected));
}

#[test]
fn extended_errors_are_counted_over_all_options() {
    let mut bytes = b"\x12\x34\x81\x82\0\x01\0\0\0\0\0\x04\x01a\x07example\0\0\x10\0\x01".to_vec();
    for option in 0..4 {
        bytes.extend(b"\0\0\x29\x04\xd0\0\0\0\0\0\x12");
        for code in 0..3 {
            bytes.extend([0, 15, 0, 2, 0, 3 * option + code]);
        }
    }
    let response = read(&bytes, &question(Kind::Txt)).unwrap();
    assert_eq!(response.errors, [0, 1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn contradictions_prove_nothing() {
    let name = |text: &str| Name::from_ascii(text).unwrap();
    let judge = |response: Response| {
        let outcome = conclude(response, &mut vec![name("a.example.")]);
        outcome.map_err(|failure| failure.class)
    };
    let zones = |zone: &str| Response { zones: vec![name(zone)], ..Response::default() };
    assert_eq!(judge(zones("example.")), Ok(Some(Outcome::NoData)));
    assert_eq!(judge(zones("A.example.")), Ok(Some(Outcome::NoData)));
    assert_eq!(judge(zones("b.example.")), Err(FailureClass::EmptyNoSoa));
    assert_eq!(judge(zones("b.a.example.")), Err(FailureClass::EmptyNoSoa));
    let alias = |target: &str| (name("a.example."), name(target));
    let two = vec![alias("b.example."), alias("c.example.")];
    let two = Response { aliases: two, ..Response::default() };
    assert_eq!(judge(two), Err(FailureClass::Malformed));
    let itself = Response { aliases: vec![alias("A.example.")], ..Response::default() };
    assert_eq!(judge(itself), Err(FailureClass::CnameLoop));
    let mut both = read(&response(Kind::Txt).to_vec().unwrap(), &question(Kind::Txt)).unwrap();
    both.code = 3;
    assert_eq!(judge(both), Err(FailureClass::Malformed));
}

/// Pointers that lead from one to the next, as many as a message holds, and records that follow
/// them all.
#[test]
fn chains_of_pointers_end() {
    let mut bytes = b"\x12\x34\x81\x80\0\x01\x03\xff\0\0\0\0".to_vec();
    bytes.extend(b"\x01a\x07example\0\0\x10\0\x01");
    let first = u16::try_from(bytes.len()).unwrap() + 11;
    bytes.extend(b"\0\0\x63\0\x01\0\0\0\0\x3f\0");
    bytes.extend(b"\0\0");
    for at in (first..first + 0x3efe).step_by(2) {
        bytes.extend((0xc000 | at).to_be_bytes());
    }
    for _ in 1..0x3ff {
        bytes.extend((0xc000 | (first + 0x3f00 - 2)).to_be_bytes());
        bytes.extend(b"\0\x63\0\x01\0\0\0\0\0\0");
    }
    let began = std::time::Instant::now();
    let response = read(&bytes, &question(Kind::Txt)).unwrap();
    assert_eq!(response, Response { code: 0, ..Response::default() });
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

const KINDS: [Kind; 8] =
    [Kind::A, Kind::Aaaa, Kind::Caa, Kind::Mx, Kind::Ptr, Kind::Soa, Kind::Tlsa, Kind::Txt];

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for kind in KINDS {
            let _ = read(&bytes, &question(kind));
        }
    }

    #[test]
    fn no_change_of_a_response_makes_it_panic(
        kind in prop::sample::select(&KINDS[..]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        length in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let question = question(kind);
        let mut bytes = response(kind).to_vec().unwrap();
        // The header's first bytes stay: else most changes make it foreign, and nothing is read.
        for (index, byte) in changes {
            let at = 6 + index.index(bytes.len() - 6);
            bytes[at] = byte;
        }
        if cut {
            bytes.truncate(length.index(bytes.len()));
        }
        if let Ok(response) = read(&bytes, &question) {
            let _ = conclude(response, &mut vec![question.name.clone()]);
        }
    }
}
