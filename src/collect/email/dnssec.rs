//! Whether a domain's answers are signed and checked (RFC 4033, section 5). What hangs on it for
//! one kind of record, as with TLSA, belongs to that record.

use super::Unknown;
use crate::collect::dns::{Kind, Resolve};
use crate::facts::domain::{Dnssec, DnssecState, FailureClass, Status};

/// Asks for the `SOA` of a domain, the one question with which signatures are asked for. Where the
/// name is not the top of a zone, or does not exist, the proof of that is signed or checked in
/// the same way, and tells as much.
pub(crate) fn observe(domain: &str, dns: &dyn Resolve, unknown: &mut Unknown) -> Dnssec {
    let answer = dns.ask(domain, Kind::Soa);
    let at = answer.at().to_owned();
    let state = match answer.failure() {
        // The one failure that is itself the answer.
        Some(failure) if failure.class == FailureClass::Bogus => DnssecState::Bogus,
        Some(failure) => {
            unknown.answer(&answer, &["dnssec"]);
            return Dnssec { at, status: Status::Error, state: None, error: Some(failure.clone()) };
        }
        None if answer.lookup.authenticated => DnssecState::Secure,
        None if answer.lookup.signed => DnssecState::Indeterminate,
        None => DnssecState::Insecure,
    };
    Dnssec { at, status: Status::Found, state: Some(state), error: None }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use std::sync::Arc;

    use super::observe;
    use crate::collect::dns::zone::Zone;
    use crate::collect::dns::{Answer, Kind, Resolve};
    use crate::collect::email::Unknown;
    use crate::facts::domain::{Dnssec, DnssecState, FailureClass, Status};

    /// A zone whose answers all carry these flags.
    struct Flags {
        zone: Zone,
        authenticated: bool,
        signed: bool,
    }

    impl Resolve for Flags {
        fn ask(&self, name: &str, kind: Kind) -> Arc<Answer> {
            assert_eq!(kind, Kind::Soa);
            let mut answer = Answer::clone(&self.zone.ask(name, kind));
            answer.lookup.authenticated = self.authenticated;
            answer.lookup.signed = self.signed;
            Arc::new(answer)
        }
    }

    fn seen(zone: &str, authenticated: bool, signed: bool) -> (Dnssec, Unknown) {
        let dns = Flags { zone: Zone::new(zone), authenticated, signed };
        let mut unknown = Unknown::default();
        (observe("example.com", &dns, &mut unknown), unknown)
    }

    const ZONES: [&str; 3] = [
        "example.com SOA ns.example.com",
        "example.com TXT not the top of a zone",
        "example.net TXT the name does not exist",
    ];

    #[test]
    fn the_flags_of_any_answer_tell() {
        for zone in ZONES {
            for (authenticated, signed, state) in [
                (true, true, DnssecState::Secure),
                (true, false, DnssecState::Secure),
                (false, true, DnssecState::Indeterminate),
                (false, false, DnssecState::Insecure),
            ] {
                let (dnssec, unknown) = seen(zone, authenticated, signed);
                assert_eq!(dnssec.at, "dns:example.com?type=SOA");
                assert_eq!(dnssec.status, Status::Found);
                assert_eq!(dnssec.state, Some(state), "{zone} {authenticated} {signed}");
                assert_eq!(dnssec.error, None);
                assert!(unknown.problems.is_empty());
            }
        }
    }

    #[test]
    fn bogus_is_a_state_and_not_an_error() {
        let (dnssec, unknown) = seen("example.com SOA !bogus", false, false);
        assert_eq!(dnssec.status, Status::Found);
        assert_eq!(dnssec.state, Some(DnssecState::Bogus));
        assert!(unknown.problems.is_empty());
    }

    #[test]
    fn another_failure_leaves_it_unknown() {
        for fault in ["servfail", "timeout", "refused", "empty_no_soa", "malformed"] {
            // The flags of an answer that cannot be used do not count.
            let (dnssec, unknown) = seen(&format!("example.com SOA !{fault}"), true, true);
            assert_eq!(dnssec.status, Status::Error);
            assert_eq!(dnssec.state, None);
            assert_ne!(dnssec.error.unwrap().class, FailureClass::Bogus);
            assert_eq!(unknown.problems.len(), 1);
            assert_eq!(unknown.problems[0].at, "dns:example.com?type=SOA");
            assert_eq!(unknown.problems[0].facts, ["domains[*].dnssec"]);
        }
    }
}
