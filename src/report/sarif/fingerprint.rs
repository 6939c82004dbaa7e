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
        let at = finding.location.as_ref().map(|location| &location.at);
        let at = at.filter(|at| !at.contains("#line="));
        // The number of a line is the one anchor that moves with the lines above it: what is
        // wrong there stands in for it.
        let place = at.unwrap_or(&finding.message);
        // A 0 byte ends each part, so that none can pass for the start of the next.
        let parts = [finding.rule.as_ref(), path, place.as_str()];
        let hash = fnv1a(parts.iter().flat_map(|part| part.bytes().chain([0])));
        let given = self.given.entry(hash).or_default();
        *given += 1;
        format!("{hash:016x}:{given}")
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo; RFC 9923): short, and the same on every machine and in
/// every version, which the standard library's hashers do not promise.
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
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
        assert_eq!(fnv1a("".bytes()), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a("foobar".bytes()), 0x8594_4171_f739_67e8);
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
