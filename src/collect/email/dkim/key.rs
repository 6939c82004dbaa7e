//! The key in a record: base64, and how many bits it has. Nothing is verified with it.

use std::ops::Range;

use data_encoding::BASE64_NOPAD;
use pkcs1::der::{Decode, Error, ErrorKind};
use pkcs1::{ALGORITHM_OID, RsaPublicKeyRef};
use spki::SubjectPublicKeyInfoRef;

const NOT_DER: &str = "this is not an RSA key in DER (RFC 6376, section 3.6.1)";

/// Why a text is not base64.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The characters of the text that are wrong.
    pub(super) at: Range<usize>,
    /// What is wrong with them.
    pub(super) reason: String,
}

/// What the bytes of a key show.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// Its length, where it can be read.
    pub(super) bits: Option<u32>,
    /// Why receivers cannot use it.
    pub(super) mistake: Option<String>,
}

/// Reads `base64string` (RFC 6376, section 2.10): white space anywhere, padding or none.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, Fault> {
    if text.starts_with("-----BEGIN") {
        let reason = "the base64 alone stands here, without the first and last line of the file";
        return Err(Fault { at: 0..text.len(), reason: reason.to_owned() });
    }
    let mut digits = Vec::with_capacity(text.len());
    let mut padding: Option<Range<usize>> = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (length, digit) = character(rest);
        let here = at..at + length;
        at += length;
        match (digit, &mut padding) {
            (Character::Space, _) => {}
            (Character::Padding, None) => padding = Some(here),
            // One or two at the end.
            (Character::Padding, Some(first)) if first.len() == 1 => first.end = here.end,
            (Character::Digit(digit), None) => digits.push(digit),
            (Character::Other, _) => {
                let reason = "this does not belong in base64".to_owned();
                return Err(Fault { at: here, reason });
            }
            (_, Some(padding)) => {
                let reason = "`=` stands at the end of base64, once or twice".to_owned();
                return Err(Fault { at: padding.clone(), reason });
            }
        }
    }
    BASE64_NOPAD.decode(&digits).map_err(|_| Fault {
        at: 0..text.len(),
        reason: "the base64 is not whole: a part of it is missing".to_owned(),
    })
}

/// A character in base64.
enum Character {
    Digit(u8),
    Padding,
    Space,
    Other,
}

/// The first character of a text, and how many of the text it takes: bytes that are not printable
/// are written as `\195` there.
fn character(text: &str) -> (usize, Character) {
    let mut bytes = text.bytes();
    match bytes.next() {
        Some(b'=') => (1, Character::Padding),
        Some(b' ') => (1, Character::Space),
        Some(digit) if digit.is_ascii_alphanumeric() || b"+/".contains(&digit) => {
            (1, Character::Digit(digit))
        }
        Some(b'\\') if ["\\009", "\\010", "\\013"].iter().any(|it| text.starts_with(it)) => {
            (4, Character::Space)
        }
        Some(b'\\') if bytes.take(3).filter(u8::is_ascii_digit).count() == 3 => {
            (4, Character::Other)
        }
        _ => (text.chars().next().map_or(1, char::len_utf8), Character::Other),
    }
}

/// An RSA key: a `SubjectPublicKeyInfo`, or a bare `RSAPublicKey`, which the text of RFC 6376 asks
/// for and its example does not (erratum 3017); receivers take both.
pub(super) fn rsa(bytes: &[u8]) -> Reading {
    let (bits, exponent) = match rsa_numbers(bytes) {
        Ok(numbers) => numbers,
        Err(reason) => return Reading { bits: None, mistake: Some(reason) },
    };
    let mistake = if bits < 1024 {
        Some(format!("the key has {bits} bits: below 1024 none is valid (RFC 8301, section 3.2)"))
    } else if exponent == Exponent::Odd {
        None
    } else {
        Some("the exponent of the key is not that of an RSA key".to_owned())
    };
    Reading { bits: Some(bits), mistake }
}

/// The public exponent, as far as it matters.
#[derive(PartialEq, Eq)]
enum Exponent {
    /// Odd and at least 3 (RFC 8017, section 3.1).
    Odd,
    /// No other number works.
    Other,
}

fn rsa_numbers(bytes: &[u8]) -> Result<(u32, Exponent), String> {
    let key = match SubjectPublicKeyInfoRef::from_der(bytes) {
        Ok(info) if info.algorithm.oid == ALGORITHM_OID => {
            let inner = info.subject_public_key.as_bytes().ok_or(NOT_DER)?;
            RsaPublicKeyRef::from_der(inner).map_err(|error| unreadable(bytes, &error))?
        }
        Ok(info) => {
            let oid = info.algorithm.oid;
            return Err(format!("this is not an RSA key but one of the type {oid}"));
        }
        // The error of the usual form is the better one.
        Err(error) => RsaPublicKeyRef::from_der(bytes).map_err(|_| unreadable(bytes, &error))?,
    };
    let modulus = key.modulus.as_bytes();
    let unused = modulus.first().map_or(0, |first| first.leading_zeros());
    let bits = u32::try_from(modulus.len() * 8).unwrap_or(u32::MAX).saturating_sub(unused);
    let exponent = match key.public_exponent.as_bytes() {
        [] | [0 | 1] => Exponent::Other,
        [.., last] if last % 2 == 1 => Exponent::Odd,
        _ => Exponent::Other,
    };
    Ok((bits, exponent))
}

fn unreadable(bytes: &[u8], error: &Error) -> String {
    if bytes.len() == 32 {
        "this is not an RSA key: 32 bytes are an ed25519 key, which needs `k=ed25519`".to_owned()
    } else if let ErrorKind::Incomplete { .. } = error.kind() {
        "the key is not whole: a part of it is missing".to_owned()
    } else {
        NOT_DER.to_owned()
    }
}

/// An ed25519 key: its 32 bytes, without anything around them (RFC 8463, section 4.2).
pub(super) fn ed25519(bytes: &[u8]) -> Reading {
    if bytes.len() == 32 {
        Reading { bits: Some(256), mistake: None }
    } else {
        let length = bytes.len();
        let wrapped = if SubjectPublicKeyInfoRef::from_der(bytes).is_ok() {
            ": the key is wrapped in a SubjectPublicKeyInfo, of which the last 32 are wanted"
        } else {
            ""
        };
        let reason = format!("an ed25519 key has 32 bytes, here are {length}{wrapped}");
        Reading { bits: None, mistake: Some(reason) }
    }
}
