//! Records that are made to harm.

use data_encoding::{BASE64, BASE64_NOPAD};
use pkcs1::der::asn1::UintRef;
use pkcs1::der::{Encode, SliceWriter};
use proptest::prelude::*;

use super::super::key::{self, Reading};
use super::super::record;
use super::{key as key_of, keys, mistakes, one, underlined};
use crate::facts::domain::{DkimSelector, RecordText, Status};

/// A value in DER, its length in the short or the long form.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    if content.len() < 128 {
        bytes.push(u8::try_from(content.len()).unwrap());
    } else {
        bytes.push(0x84);
        bytes.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        // The shortest form is the only one in DER.
        let zeros = bytes[2..6].iter().take_while(|byte| **byte == 0).count();
        bytes.drain(2..2 + zeros);
        bytes[1] = 0x84 - u8::try_from(zeros).unwrap();
    }
    bytes.extend(content);
    bytes
}

/// An `RSAPublicKey` of these two integers, as they are given.
fn bare(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    der(0x30, &[der(0x02, modulus), der(0x02, exponent)].concat())
}

const NOT_DER: &str = "this is not an RSA key in DER (RFC 6376, section 3.6.1)";
const NOT_WHOLE: &str = "the key is not whole: a part of it is missing";

#[test]
fn the_helper_writes_what_the_library_writes() {
    let modulus = [0xC1; 256];
    let mut buffer = [0; 400];
    let mut writer = SliceWriter::new(&mut buffer);
    pkcs1::RsaPublicKeyRef {
        modulus: UintRef::new(&modulus).unwrap(),
        public_exponent: UintRef::new(&[1, 0, 1]).unwrap(),
    }
    .encode(&mut writer)
    .unwrap();
    let written = writer.finish().unwrap();
    assert_eq!(written, bare(&[&[0][..], &modulus].concat(), &[1, 0, 1]));
    assert_eq!(key::rsa(written), Reading { bits: Some(2048), mistake: None });
}

#[test]
fn numbers_that_are_no_rsa_key_are_mistakes() {
    let positive = [&[0][..], &[0xC1; 256]].concat();
    let rsa = |modulus: &[u8], exponent: &[u8]| key::rsa(&bare(modulus, exponent));
    let unreadable = Reading { bits: None, mistake: Some(NOT_DER.to_owned()) };
    assert_eq!(rsa(&[0xC1; 256], &[1, 0, 1]), unreadable, "a negative modulus");
    assert_eq!(rsa(&positive, &[0xFF]), unreadable, "a negative exponent");
    assert_eq!(rsa(&[], &[3]), unreadable, "no modulus");
    assert_eq!(rsa(&[&[0, 0][..], &[0xC1; 256]].concat(), &[3]), unreadable, "zeros in front");

    let zero = rsa(&[0], &[3]);
    assert_eq!(zero.bits, Some(0));
    assert!(zero.mistake.unwrap().starts_with("the key has 0 bits"));
    let one = rsa(&[1], &[3]);
    assert_eq!(one.bits, Some(1));
    // 1023 bits in 128 bytes.
    let almost = rsa(&[0x7F; 128], &[3]);
    assert_eq!(almost.bits, Some(1023));
    assert!(almost.mistake.unwrap().starts_with("the key has 1023 bits"));

    for exponent in [&[0][..], &[1], &[2], &[1, 0, 0]] {
        let reading = rsa(&positive, exponent);
        assert_eq!(reading.bits, Some(2048));
        let reason = "the exponent of the key is not that of an RSA key";
        assert_eq!(reading.mistake.as_deref(), Some(reason), "{exponent:?}");
    }
    for exponent in [&[3][..], &[17], &[1, 0, 1], &[0x7F; 200]] {
        assert_eq!(rsa(&positive, exponent), Reading { bits: Some(2048), mistake: None });
    }
}

#[test]
fn nested_cut_and_oversized_der_is_refused() {
    let mistake = |bytes: &[u8]| {
        let reading = key::rsa(bytes);
        assert_eq!(reading.bits, None);
        reading.mistake.unwrap()
    };
    assert_eq!(mistake(&[]), NOT_WHOLE);
    assert_eq!(mistake(&[0x30]), NOT_WHOLE);
    // Lengths of 4 GB, and more than a length can have.
    assert_eq!(mistake(&[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x02]), NOT_DER);
    assert_eq!(mistake(&[0x30, 0x84, 0x0F, 0xFF, 0xFF, 0xFF, 0x02]), NOT_WHOLE);
    assert_eq!(mistake(&[0x30, 0xFF, 0xFF, 0xFF]), NOT_DER);
    assert_eq!(mistake(&[0x30, 0x80, 0x00, 0x00]), NOT_DER);
    // Sequences within sequences.
    assert_eq!(mistake(&[0x30, 0x80].repeat(24_000)), NOT_DER);
    let mut nested = Vec::new();
    while nested.len() < 2_000 {
        nested = der(0x30, &nested);
    }
    assert_eq!(mistake(&nested), NOT_DER);
    // Something behind the key, and a key whose string of bits has unused ones.
    let whole = BASE64.decode(keys::RSA_1024.as_bytes()).unwrap();
    assert_eq!(mistake(&[&whole[..], &[0]].concat()), NOT_DER);
    let mut odd = whole.clone();
    odd[21] = 3;
    assert_eq!(&whole[18..22], [0x03, 0x81, 0x8D, 0x00]);
    assert_eq!(mistake(&odd), NOT_DER);
    for cut in 0..whole.len() {
        // 32 bytes look like something else.
        let expected = if cut == 32 { "an ed25519 key" } else { NOT_WHOLE };
        assert!(mistake(&whole[..cut]).contains(expected), "{cut}");
    }
}

#[test]
fn records_as_large_as_answers_may_be_are_read_within_bounds() {
    let selector = one(&format!("p={}", "A".repeat(65_000)));
    assert_eq!(selector.mistakes.len(), 1);
    assert_eq!(key_of(&selector).0.bits, None);
    assert_eq!(one(&format!("p={}", "=".repeat(65_000))).mistakes.len(), 1);
    assert_eq!(one(&format!("p=A{}A", " ".repeat(65_000))).mistakes.len(), 1);
    assert_eq!(one(&format!("p={}", "\u{1}".repeat(16_000))).mistakes.len(), 1);
    // The largest modulus that fits.
    let large = bare(&[0x7F; 48_000], &[3]);
    let selector = one(&format!("p={}", BASE64.encode(&large)));
    assert_eq!(key_of(&selector).0.bits, Some(383_999));

    assert!(one(&format!("p={}", ";".repeat(65_000))).mistakes.len() <= 2);
    assert!(one(&"p;".repeat(32_000)).mistakes.len() <= 300);
    let selector = one(&format!("h={}; p=", "a:".repeat(32_000)));
    assert_eq!(key_of(&selector).0.hashes.len(), 32);
    assert_eq!(selector.mistakes.len(), 1);
    assert!(mistakes(&selector)[0].ends_with(": more than 32 values stand here"));
    let selector = one(&format!("t={}y; p=", ":".repeat(65_000)));
    assert!(key_of(&selector).0.testing);
    assert_eq!(selector.mistakes.len(), 1);
}

#[test]
fn records_larger_than_any_answer_are_read_within_bounds() {
    let read =
        |text: String| record::read(&RecordText { at: "dns:x?type=TXT#line=1".to_owned(), text });
    for (text, most) in [
        (format!("p={}", r"\001".repeat(200_000)), 1),
        (format!("p={}", "A".repeat(1_000_000)), 1),
        (format!("p=A{}A", " ".repeat(1_000_000)), 1),
        (format!("p={}", ";".repeat(1_000_000)), 2),
        ("p;".repeat(500_000), 300),
        (format!("h={}; p=", "a:".repeat(500_000)), 1),
    ] {
        let (key, mistakes) = read(text);
        assert!((1..=most).contains(&mistakes.len()), "{} mistakes", mistakes.len());
        assert_eq!(key.bits, None);
        assert!(key.hashes.len() <= 32);
    }
}

/// Every anchor of what is read names characters of the record.
fn check(text: &str) {
    let record = RecordText { at: "dns:x?type=TXT#line=1".to_owned(), text: text.to_owned() };
    let (key, mistakes) = record::read(&record);
    let selector = DkimSelector {
        at: record.at.clone(),
        name: String::new(),
        declared_at: None,
        status: Status::Found,
        error: None,
        records: vec![record],
        mistakes,
        key: Some(key),
    };
    let key = selector.key.as_ref().unwrap();
    let ats = selector.mistakes.iter().map(|mistake| &mistake.at);
    for at in ats.chain([&key.at]).chain(&key.flags_at).chain(&key.hashes_at) {
        assert!(!underlined(&selector, at).is_empty() || text.is_empty(), "{at} of {text:?}");
    }
    assert!(!key.revoked || key.bits.is_none());
}

#[test]
fn anchors_lie_in_texts_of_a_few_characters() {
    for text in
        ["", " ", ";", "p", "=", "p=", "=p", "p==", "v=;p=;", "h=:;p=", r"p=\", r"p=\19", r"p=\009"]
    {
        check(text);
    }
}

proptest! {
    #[test]
    fn anchors_lie_in_the_text_whatever_it_says(text in "[ -~]{0,200}") {
        check(&text);
    }

    #[test]
    fn anchors_lie_in_the_text_whatever_its_characters(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn anchors_lie_in_the_text_whatever_its_tags(parts in prop::collection::vec(
        (
            "(v|k|p|h|s|t|n|x|)",
            "( ?= ?|)",
            r"(DKIM1|rsa|ed25519|y|:|sha1|\\009|\\195|[A-Za-z0-9+/= ]{0,60})",
        ),
        0..12,
    )) {
        let tag = |parts: &(String, String, String)| format!("{}{}{}", parts.0, parts.1, parts.2);
        check(&parts.iter().map(tag).collect::<Vec<_>>().join(";"));
    }

    #[test]
    fn no_bytes_make_a_key_of_the_wrong_length(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _any = key::rsa(&bytes);
        let reading = key::ed25519(&bytes);
        prop_assert_eq!(reading.bits.is_some(), bytes.len() == 32);
        prop_assert_eq!(key::decode(&BASE64.encode(&bytes)), Ok(bytes.clone()));
        prop_assert_eq!(key::decode(&BASE64_NOPAD.encode(&bytes)), Ok(bytes));
    }

    #[test]
    fn a_damaged_key_is_read_or_is_a_mistake(at in 0..290usize, byte in any::<u8>()) {
        let mut bytes = BASE64.decode(keys::RSA_2048.as_bytes()).unwrap();
        bytes[at] = byte;
        let reading = key::rsa(&bytes);
        prop_assert!(reading.bits.is_some() || reading.mistake.is_some());
    }

    #[test]
    fn the_bits_of_a_modulus_of_any_length_are_counted(modulus in prop::collection::vec(any::<u8>(), 1..300)) {
        let expected = modulus.iter().position(|byte| *byte != 0).map_or(0, |zeros| {
            (modulus.len() - zeros) * 8 - modulus[zeros].leading_zeros() as usize
        });
        let stripped: Vec<u8> = modulus.iter().copied().skip_while(|byte| *byte == 0).collect();
        let signed = if stripped.first().is_none_or(|byte| *byte >= 0x80) {
            [&[0][..], &stripped].concat()
        } else {
            stripped
        };
        let reading = key::rsa(&bare(&signed, &[1, 0, 1]));
        prop_assert_eq!(reading.bits, Some(u32::try_from(expected).unwrap()));
        prop_assert_eq!(reading.mistake.is_none(), expected >= 1024);
    }
}
