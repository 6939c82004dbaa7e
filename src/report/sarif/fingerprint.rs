//! Fingerprints: by what a finding is known again when lines have moved.

use std::collections::BTreeMap;

use crate::finding::Finding;

/// The name of this way to make fingerprints.
pub(super) const NAME: &str = "palisade/v1";

/// Gives out the fingerprints of one run.
#[derive(Default)]
pub(super) struct Fingerprints {
    /// How often each hash was given out.
    given: BTreeMap<u64, usize>,
}

impl Fingerprints {
    /// The hash of rule, file and anchor, and how many findings before had the same.
    pub(super) fn of(&mut self, finding: &Finding, path: &str) -> String {
        let at = finding.location.as_ref().map_or("", |location| location.at.as_str());
        let fragment = at.split_once('#').map_or("", |(_, fragment)| fragment);
        // The number of a line is the one anchor that moves with the lines above it: what is
        // wrong there stands in for it.
        let place = if at.is_empty() || fragment.starts_with("line=") { &finding.message } else { at };
        let hash = fnv1a([finding.rule.as_str(), path, place]);
        let given = self.given.entry(hash).or_default();
        *given += 1;
        format!("{hash:016x}:{given}")
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo; RFC 9923): short, and the same on every machine and in
/// every version, which the standard library's hashers do not promise. A 0 byte ends each part.
fn fnv1a(parts: [&str; 3]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::report::pretty::sample;

    #[test]
    fn the_hash_is_fnv_1a() {
        // Three 0 bytes: the offset basis times the prime, three times.
        assert_eq!(fnv1a(["", "", ""]), 0xd949_aa18_6c0c_4928);
        assert_ne!(fnv1a(["ab", "c", ""]), fnv1a(["a", "bc", ""]));
    }

    #[test]
    fn lines_may_move_and_equal_findings_are_counted() {
        let mut finding = sample::report().targets[0].findings[0].clone();
        let mut prints = Fingerprints::default();
        let mut print = |at: &str, message: &str| {
            finding.location.as_mut().unwrap().at = at.to_owned();
            finding.message = message.to_owned();
            prints.of(&finding, "p")
        };
        let (first, moved) = (print(".npmrc#line=3", "a"), print(".npmrc#line=9", "a"));
        assert_eq!(first.split_once(':').unwrap().0, moved.split_once(':').unwrap().0);
        assert!(first.ends_with(":1") && moved.ends_with(":2"));
        assert!(print(".npmrc#line=3", "b").ends_with(":1"));
        assert!(print("a.yml#/a", "a").ends_with(":1"));
        assert!(print("a.yml#/a", "other words").ends_with(":2"));
        assert!(print("a.yml#/b", "a").ends_with(":1"));
    }
}
