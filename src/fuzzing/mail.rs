//! What DNS and the hosts of policies say.

use crate::collect::dns::fuzzing::response;
use crate::collect::fuzzing::{check, holds, observed, record};

/// A response of a nameserver, and what it comes to.
pub fn dns_response(bytes: &[u8]) {
    response(bytes);
}

/// An SPF record.
pub fn spf_record(bytes: &[u8]) {
    record(bytes);
}

/// `check_host` in a zone.
pub fn spf_check(bytes: &[u8]) {
    check(bytes);
}

/// Everything that is observed of a domain in a zone: DMARC, DKIM, MTA-STS, TLS reporting, SPF, MX,
/// TLSA and CAA.
pub fn mail_records(bytes: &[u8]) {
    let facts = observed(bytes);
    holds(&facts);
    assert_eq!(observed(bytes), facts, "the same answers make the same facts");
}

/// The policy of MTA-STS, of a domain whose records are in order.
pub fn mta_sts_policy(body: &[u8]) {
    const ZONE: &[u8] = b"0ftv=STSv1; id=1;\nam10 b.net\nb4198.51.100.25\n\n";
    let facts = observed(&[ZONE, body].concat());
    assert_eq!(facts.fetches.len(), 1, "the policy is fetched");
    holds(&facts);
}
