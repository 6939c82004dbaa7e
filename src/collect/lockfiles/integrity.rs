//! Subresource integrity as lockfiles hold it: which algorithms, and which is the strongest.
//!
//! W3C Subresource Integrity, section 3.5; read as leniently as npm's `ssri` reads it.

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};

/// The algorithms by strength, as npm's `ssri` orders them.
const ALGORITHMS: [&str; 5] = ["sha512", "sha384", "sha256", "sha1", "md5"];

/// The known algorithms of an integrity text, strongest first, each once. What has no digest is
/// no hash.
pub(crate) fn algorithms(integrity: &str) -> Vec<&'static str> {
    ALGORITHMS.into_iter().filter(|name| holds(integrity, name)).collect()
}

/// The strongest known algorithm of an integrity text.
pub(crate) fn strongest(integrity: &str) -> Option<&'static str> {
    ALGORITHMS.into_iter().find(|name| holds(integrity, name))
}

/// The strongest hash of an integrity text, as written and without options.
pub(crate) fn strongest_hash(integrity: &str) -> Option<&str> {
    let algorithm = strongest(integrity)?;
    let hash = integrity.split_ascii_whitespace().find(|hash| holds(hash, algorithm))?;
    Some(hash.split_once('?').map_or(hash, |(hash, _)| hash))
}

/// A SHA-1 in hexadecimal as an integrity text.
pub(crate) fn of_sha1(hex: &str) -> Option<String> {
    let digest = HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok()?;
    (digest.len() == 20).then(|| format!("sha1-{}", BASE64.encode(&digest)))
}

fn holds(integrity: &str, algorithm: &str) -> bool {
    integrity.split_ascii_whitespace().any(|hash| {
        hash.strip_prefix(algorithm)
            .and_then(|rest| rest.strip_prefix('-'))
            .is_some_and(|digest| !digest.is_empty() && !digest.starts_with('?'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_told_as_written_and_one_in_hexadecimal_as_an_integrity() {
        let several = "sha1-x sha512-y?opt sha512-z";
        assert_eq!(strongest_hash(several), Some("sha512-y"));
        assert_eq!(strongest_hash("sha512-"), None);
        let hex = "DA39a3ee5e6b4b0d3255bfef95601890afd80709";
        assert_eq!(of_sha1(hex).as_deref(), Some("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="));
        assert_eq!((of_sha1("da39"), of_sha1(&"g".repeat(40))), (None, None));
    }

    #[test]
    fn the_strongest_of_several_hashes_counts() {
        let cases: [(&str, &[&str]); 6] = [
            ("sha512-AAAA==", &["sha512"]),
            ("sha1-x sha512-y?opt md5-z sha1-w", &["sha512", "sha1", "md5"]),
            ("  sha384-a\n sha256-b ", &["sha384", "sha256"]),
            ("sha512-", &[]),
            ("sha512-?opt SHA1-x foo-y", &[]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(algorithms(text), expected, "{text}");
            assert_eq!(strongest(text), expected.first().copied(), "{text}");
        }
    }
}
