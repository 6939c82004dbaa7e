//! Single records: real shapes, and mistakes as they are made.

use super::{key, keys, mistakes, one, underlined};
use crate::facts::domain::DkimKey;

#[test]
fn a_record_as_most_providers_write_it_is_read_whole() {
    let record = format!("v=DKIM1; k=rsa; p={}", keys::RSA_2048);
    let selector = one(&record);
    assert_eq!(mistakes(&selector), [""; 0]);
    let (read, at) = key(&selector);
    assert_eq!(at, format!("p={}", keys::RSA_2048));
    assert_eq!(
        *read,
        DkimKey {
            at: format!("dns:s1._domainkey.example.com?type=TXT#line=1;char=16,{}", record.len()),
            algorithm: "rsa".to_owned(),
            bits: Some(2048),
            services: vec!["*".to_owned()],
            ..DkimKey::default()
        }
    );
}

#[test]
fn the_bits_of_well_formed_keys_are_counted() {
    for (record, bits) in [
        (format!("v=DKIM1;k=rsa;p={};", keys::RSA_1024), 1024),
        (format!("v=DKIM1; p={}", keys::BRISBANE), 1024),
        (format!("k=rsa; t=s; p={}", keys::RSA_2048), 2048),
        (format!("p={}", keys::RSA_2048_BARE), 2048),
        (format!("v=DKIM1; h=sha256; k=rsa; s=email; p={}", keys::RSA_4096), 4096),
        (format!("v=DKIM1; k=ed25519; p={}", keys::ED25519), 256),
        (format!("v=DKIM1; n=a note=7D; x=unknown; p={}", keys::RSA_2048), 2048),
    ] {
        let selector = one(&record);
        assert_eq!(mistakes(&selector), [""; 0], "{record}");
        assert_eq!(key(&selector).0.bits, Some(bits), "{record}");
    }
}

#[test]
fn a_key_below_1024_bits_is_a_mistake() {
    for (text, bits) in [(keys::RSA_512, 512), (keys::RSA_768, 768)] {
        let selector = one(&format!("v=DKIM1; p={text}"));
        assert_eq!(key(&selector).0.bits, Some(bits));
        let reason = "below 1024 none is valid (RFC 8301, section 3.2)";
        assert_eq!(mistakes(&selector), [format!("{text}: the key has {bits} bits: {reason}")]);
    }
}

#[test]
fn white_space_in_the_key_is_passed_over() {
    let (first, second) = keys::RSA_2048.split_at(200);
    for gap in [" ", "   ", "\t", r"\013\010\009 "] {
        let selector = one(&format!("v = DKIM1 ; k = rsa ; p = {first}{gap}{second}"));
        assert_eq!(mistakes(&selector), [""; 0], "{gap:?}");
        let (read, at) = key(&selector);
        assert_eq!(read.bits, Some(2048));
        assert!(at.starts_with("p = MIIB") && at.ends_with(&second[second.len() - 8..]));
    }
}

#[test]
fn an_empty_key_is_a_revoked_one() {
    for record in ["v=DKIM1; p=", "v=DKIM1; p=;", "v=DKIM1; k=ed25519; p= ;"] {
        let selector = one(record);
        assert_eq!(mistakes(&selector), [""; 0], "{record}");
        let (read, at) = key(&selector);
        assert!(read.revoked);
        assert_eq!(read.bits, None);
        assert_eq!(at, "p=");
    }
}

#[test]
fn flags_hashes_and_services_are_read_as_lists() {
    let selector = one(&format!("v=DKIM1; h=sha1; s=email; t=y:s; p={}", keys::RSA_1024));
    let (read, _) = key(&selector);
    assert!(read.testing && read.strict);
    assert_eq!(underlined(&selector, read.flags_at.as_ref().unwrap()), "t=y:s");
    assert_eq!(read.hashes, ["sha1"]);
    assert_eq!(underlined(&selector, read.hashes_at.as_ref().unwrap()), "h=sha1");
    assert_eq!(read.services, ["email"]);
    assert_eq!(mistakes(&selector), [""; 0], "sha1 alone is for a rule to judge");

    let selector = one(&format!("h = sha256 : sha1 :x; t= s ;s=*; p={}", keys::RSA_1024));
    let (read, _) = key(&selector);
    assert!(!read.testing && read.strict);
    assert_eq!(read.hashes, ["sha256", "sha1", "x"]);
    assert_eq!(mistakes(&selector), [""; 0]);

    let selector = one(&format!("t=yes; s=tlsrpt; h=; p={}", keys::RSA_1024));
    let (read, _) = key(&selector);
    assert!(!read.testing && !read.strict);
    assert_eq!(
        mistakes(&selector),
        [
            "h=: a value is missing here",
            "s=tlsrpt: the key is not for mail: neither `*` nor `email` stands here",
        ]
    );
}

#[test]
fn a_version_other_than_a_leading_dkim1_is_a_mistake() {
    let wrong = "the version of a DKIM key is `DKIM1`";
    for (record, expected) in [
        (format!("v=DKIM2; p={}", keys::RSA_1024), format!("v=DKIM2: {wrong}")),
        (format!("v=dkim1; p={}", keys::RSA_1024), format!("v=dkim1: {wrong}")),
        // Escaped for a master file, and pasted where nothing takes the escapes off again.
        (format!(r"v=DKIM1\; p={}", keys::RSA_1024), format!(r"v=DKIM1\: {wrong}")),
        (
            format!("k=rsa; v=DKIM1; p={}", keys::RSA_1024),
            "v=DKIM1: `v` must be the first tag".into(),
        ),
    ] {
        let selector = one(&record);
        assert_eq!(mistakes(&selector), [expected]);
        assert_eq!(key(&selector).0.bits, Some(1024), "the key is read all the same");
    }
}

#[test]
fn a_record_without_a_key_is_a_mistake_and_not_a_revocation() {
    // What a wildcard answers for every name.
    assert_eq!(
        mistakes(&one("v=spf1 include:_spf.example.net -all")),
        [
            "v=spf1 include:_spf.example.net -all: the version of a DKIM key is `DKIM1`",
            "v=spf1 include:_spf.example.net -all: the tag `p`, the key, is missing",
        ]
    );
    let selector = one("v=DKIM1; k=rsa");
    assert_eq!(mistakes(&selector), ["v=DKIM1; k=rsa: the tag `p`, the key, is missing"]);
    let (read, at) = key(&selector);
    assert_eq!(at, "v=DKIM1; k=rsa");
    assert!(!read.revoked, "a missing key is not a revoked one");
}

#[test]
fn a_key_of_another_type_than_it_says_is_a_mistake() {
    let selector = one(&format!("v=DKIM1; k=ecdsa; p={}", keys::P256));
    let reason = "no receiver knows this type of key: `rsa` and `ed25519` are defined";
    assert_eq!(mistakes(&selector), [format!("k=ecdsa: {reason}")]);
    assert_eq!(key(&selector).0.algorithm, "ecdsa");
    assert_eq!(key(&selector).0.bits, None);

    let selector = one(&format!("v=DKIM1; p={}", keys::P256));
    let reason = "this is not an RSA key but one of the type 1.2.840.10045.2.1";
    assert_eq!(mistakes(&selector), [format!("{}: {reason}", keys::P256)]);

    let selector = one(&format!("v=DKIM1; p={}", keys::ED25519));
    let reason = "this is not an RSA key: 32 bytes are an ed25519 key, which needs `k=ed25519`";
    assert_eq!(mistakes(&selector), [format!("{}: {reason}", keys::ED25519)]);

    let selector = one(&format!("v=DKIM1; k=ed25519; p={}", keys::ED25519_WRAPPED));
    let reason = "an ed25519 key has 32 bytes, here are 44: the key is wrapped in a \
                  SubjectPublicKeyInfo, of which the last 32 are wanted";
    assert_eq!(mistakes(&selector), [format!("{}: {reason}", keys::ED25519_WRAPPED)]);
    assert_eq!(key(&selector).0.bits, None);

    let selector = one("k=ed25519; p=AAAA");
    assert_eq!(mistakes(&selector), ["AAAA: an ed25519 key has 32 bytes, here are 3"]);
}

#[test]
fn a_key_that_is_cut_or_pasted_badly_says_where() {
    let whole = keys::RSA_2048;
    let (first, second) = whole.split_at(200);
    for (value, underlined, reason) in [
        // Only the first string of the record was entered.
        (first.to_owned(), first, "the key is not whole: a part of it is missing"),
        (
            whole[..201].to_owned(),
            &whole[..201],
            "the base64 is not whole: a part of it is missing",
        ),
        (format!("{first}\" \"{second}"), "\"", "this does not belong in base64"),
        (format!("{first}é{second}"), r"\195", "this does not belong in base64"),
        (format!("{first}-{second}"), "-", "this does not belong in base64"),
        (format!("{first}={second}"), "=", "`=` stands at the end of base64, once or twice"),
        (format!("{whole}==="), "==", "`=` stands at the end of base64, once or twice"),
        (
            "SGVsbG8sIHdvcmxk".to_owned(),
            "SGVsbG8sIHdvcmxk",
            "this is not an RSA key in DER (RFC 6376, section 3.6.1)",
        ),
    ] {
        let selector = one(&format!("v=DKIM1; k=rsa; p={value}"));
        assert_eq!(mistakes(&selector), [format!("{underlined}: {reason}")]);
        assert_eq!(key(&selector).0.bits, None);
        assert!(!key(&selector).0.revoked);
    }
    let pem = format!("-----BEGIN PUBLIC KEY-----{whole}-----END PUBLIC KEY-----");
    let selector = one(&format!("v=DKIM1; p={pem}"));
    let reason = "the base64 alone stands here, without the first and last line of the file";
    assert_eq!(mistakes(&selector), [format!("{pem}: {reason}")]);
}

#[test]
fn mistakes_of_the_list_leave_the_key_readable() {
    let selector = one(&format!("v=DKIM1;; k=rsa; junk; p={}; p=", keys::RSA_1024));
    assert_eq!(
        mistakes(&selector),
        [
            ";: nothing stands between two semicolons",
            "junk: this has no `=`: it is not a tag",
            "p=: this tag stands a second time",
        ]
    );
    assert_eq!(key(&selector).0.bits, Some(1024));
    assert!(!key(&selector).0.revoked, "the first one counts");
}
