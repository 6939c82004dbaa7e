//! Records that nobody writes by accident.

use proptest::prelude::*;

use super::super::record;
use super::see;
use crate::facts::domain::{FailureClass, Status};

#[test]
fn ten_destinations_are_asked() {
    let list: Vec<_> =
        (0..90).map(|n| format!("mailto:a@r{n}.example,mailto:b@r{n}.example")).collect();
    let seen = see(
        "example.com",
        &format!(
            "_dmarc.example.com TXT v=DMARC1; p=none; rua={}; ruf={}",
            list[..40].join(","),
            list[50..].join(",")
        ),
    );
    let asked = seen
        .asked
        .iter()
        .filter(|name| name.contains("_report"))
        .collect::<std::collections::BTreeSet<_>>();
    assert_eq!(asked.len(), 10);
    assert_eq!(seen.dmarc.rfc9989.rua.len(), 80);
    assert_eq!(seen.dmarc.rfc9989.rua[19].authorized, Status::Absent);
    assert_eq!(seen.dmarc.rfc9989.rua[20].authorized, Status::Skipped);
    assert_eq!(seen.dmarc.rfc9989.rua[20].authorized_at, None);
    assert!(seen.dmarc.rfc9989.rua[20].external);
}

#[test]
fn long_lists_are_bounded() {
    let list = "mailto:a@r.example,".repeat(3_400);
    let seen = see("example.com", &format!("_dmarc.example.com TXT v=DMARC1; p=none; rua={list}"));
    assert_eq!(seen.dmarc.rfc9989.rua.len(), 100);
    assert!(!seen.dmarc.rfc9989.rua[99].valid);
    assert_eq!(seen.dmarc.mistakes.len(), 1);
    assert_eq!(seen.dmarc.mistakes[0].reason, "these are more addresses than anyone reports to");
    let seen =
        see("example.com", &format!("_dmarc.example.com TXT v=DMARC1; rua={}", ",".repeat(65_000)));
    assert_eq!(seen.dmarc.rfc9989.rua.len(), 1);
}

#[test]
fn large_records_are_read_within_bounds() {
    let semicolons = ";".repeat(65_000);
    let seen = see("example.com", &format!("_dmarc.example.com TXT v=DMARC1{semicolons}p=reject"));
    assert_eq!(seen.decides(&seen.dmarc.rfc9989).as_deref(), Some("p=reject"));
    assert_eq!(seen.dmarc.mistakes.len(), 1);
    let tags = "t=y;".repeat(16_000);
    let seen = see("example.com", &format!("_dmarc.example.com TXT v=DMARC1;{tags}"));
    assert_eq!(seen.dmarc.mistakes.len(), 255);
    assert_eq!(seen.dmarc.mistakes[254].reason, "the record has more than 256 tags");
    for text in ["\\", "\\009", "\"", " ", "v=dmarc1", "=", "\\1"] {
        let text = text.repeat(65_000 / text.len());
        let seen = see("example.com", &format!("_dmarc.example.com TXT x{text}"));
        assert_eq!(seen.dmarc.status, Status::Absent);
    }
    // Four characters a byte.
    let foreign = "é".repeat(8_000);
    let seen = see("example.com", &format!("_dmarc.example.com TXT x{foreign}"));
    assert_eq!(seen.dmarc.status, Status::Absent);
    // 200 records.
    let zone: String =
        (0..200).map(|n| format!("_dmarc.example.com TXT v=DMARC1; p={n}\n")).collect();
    let seen = see("example.com", &zone);
    assert_eq!(seen.dmarc.status, Status::Multiple);
    assert_eq!(seen.dmarc.mistakes.len(), 200);
}

#[test]
fn records_larger_than_any_answer_are_read_within_bounds() {
    for text in ["\\", "\\009", "\"", r"\195\169", " ", "v=dmarc1", "=", "\\1"] {
        let (text, mut mistakes) = (format!("x{}", text.repeat(200_000)), Vec::new());
        assert!(record::read("example.com", "dns:x#line=1", &text, &mut mistakes).is_none());
        assert!(record::near_miss(&text).is_none());
        assert_eq!(mistakes.len(), 0);
    }
    let mut mistakes = Vec::new();
    let text = format!("v=DMARC1;{}", "t=y;".repeat(200_000));
    assert!(record::read("example.com", "dns:x#line=1", &text, &mut mistakes).is_some());
    assert_eq!(mistakes.len(), 255);
}

#[test]
fn an_answer_larger_than_is_read_is_no_absence() {
    let text = "é".repeat(10_000);
    let seen = see("example.com", &format!("_dmarc.example.com TXT v=DMARC1; p=reject; x={text}"));
    assert_eq!(seen.dmarc.status, Status::Error);
    assert_eq!(seen.dmarc.error.unwrap().class, FailureClass::Malformed);
    assert_eq!(seen.dmarc.rfc9989.status, Status::Error);
}

#[test]
fn names_too_long_to_be_asked_for_are_not_asked_for() {
    let label = "a".repeat(60);
    let deep = format!("{label}.{label}.{label}.example");
    let far = format!("{label}.{label}.{label}.example.net");
    let seen = see(&deep, &format!("_dmarc.{deep} TXT v=DMARC1; p=none; rua=mailto:a@{far}"));
    // The question would be too long: that is no consent (RFC 9990, section 4, step 4).
    assert_eq!(seen.dmarc.rfc9989.rua[0].authorized, Status::Absent);
    assert_eq!(seen.dmarc.rfc9989.rua[0].authorized_at, None);
    // The longest name that has room for `_dmarc.` before it, and one that has none.
    let many = "a.".repeat(117) + "example.com";
    assert_eq!(many.len(), 245);
    let seen = see(&many, "_dmarc.example.com TXT v=DMARC1; p=reject");
    assert_eq!(seen.dmarc.walk.len(), 8);
    assert_eq!(seen.dmarc.rfc9989.status, Status::Found);
    let more = "a.".repeat(118) + "example.com";
    for odd in [&*more, "a..b", &format!("{}.com", "a".repeat(64))] {
        let seen = see(odd, "_dmarc.example.com TXT v=DMARC1; p=reject");
        assert_eq!(seen.dmarc.status, Status::Error, "{odd}");
        assert_eq!(seen.dmarc.error.unwrap().class, FailureClass::BadName, "{odd}");
    }
    for odd in ["", ".", "..", "_dmarc.example.com", "*.example.com"] {
        assert_eq!(see(odd, "").dmarc.status, Status::Absent, "{odd}");
    }
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "v=DMARC1", "V=dmarc1", "p=none", "p=reject", "sp=x", "np=", "psd=y", "psd=n", "t=y",
            "pct=50", "rua=mailto:a@x.example", "ruf=", "fo=1:d", ";", "; ", " ;", "=", ",", "!10m",
            "mailto:", "@", "%", "%41", "\\", "\\009", "\\195", "\t", " ", "é", "\u{0}", "?", "[", ":",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<char>().prop_filter("one line", |c| !c.is_whitespace()).prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_record_makes_it_panic_and_every_anchor_leads_to_characters(
        own in prop::collection::vec(piece(), 0..20),
        above in prop::collection::vec(piece(), 0..20),
        begins in any::<[bool; 2]>(),
    ) {
        let record = |pieces: &[String], begins| {
            let text = pieces.concat();
            if begins { format!("v=DMARC1; {text}") } else { text }
        };
        let line = |name: &str, text: &str| format!("_dmarc.{name} TXT {text}\n");
        let zone = line("a.example.com", &record(&own, begins[0]))
            + &line("example.com", &record(&above, begins[1]));
        // `!` at the start would be a fault of the zone.
        prop_assume!(!zone.contains(" !") && zone.lines().count() == 2);
        let seen = see("a.example.com", &zone);
        // Every anchor leads to characters of the record.
        for mistake in &seen.dmarc.mistakes {
            seen.underlined(&mistake.at);
        }
        for reading in [&seen.dmarc.rfc9989, &seen.dmarc.rfc7489] {
            prop_assert_eq!(reading.status == Status::Found, reading.policy.is_some());
            for tag in &reading.tags {
                let shown = seen.underlined(&tag.at);
                prop_assert!(shown.starts_with(&tag.name) && shown.ends_with(&tag.value));
            }
            for address in reading.rua.iter().chain(&reading.ruf) {
                prop_assert_eq!(seen.underlined(&address.at), address.uri.clone());
            }
        }
        prop_assert!(seen.missing.is_empty());
    }
}
