//! The SPF facts of a domain.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::doubts::Doubts;
use super::evaluate::{Query, check_host};
use super::matching::Sender;
use super::select::Records;
use super::tree;
use crate::collect::dns::Resolve;
use crate::collect::email::Unknown;
use crate::facts::domain::{Spf, SpfProbe, Status};

/// An address that belongs to nobody (RFC 5737).
const IPV4: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// Another (RFC 3849).
const IPV6: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1));

/// Reads the record of a domain (RFC 7208), walks what it includes, and asks `check_host` about
/// addresses that nobody has. The domain stands in lower case, without the final dot.
pub(crate) fn observe(domain: &str, dns: &dyn Resolve, unknown: &mut Unknown) -> Spf {
    let records = Records::new(dns);
    let published = records.get(domain);
    let status = published.status();
    let mut spf = Spf {
        at: published.at().to_owned(),
        status,
        error: published.answer.failure().cloned(),
        records: published.texts(),
        mistakes: published.mistakes(),
        ..Spf::default()
    };
    if status == Status::Error {
        unknown.answer(&published.answer, &["spf"]);
        return spf;
    }
    let sender = format!("postmaster@{domain}");
    let mut doubts = Doubts::default();
    if status == Status::Found {
        let unmatched = Sender::new(IPV4, &sender, domain, dns);
        let tree = tree::walk(domain, &published, &records, &unmatched, &mut doubts);
        spf.terms = tree.terms;
        spf.includes = tree.includes;
        spf.lookups = tree.lookups;
        spf.void_lookups = tree.void_lookups;
        spf.ends = tree.end.as_ref().map(|end| end.result);
        spf.ends_at = tree.end.and_then(|end| end.at);
    } else {
        spf.terms = tree::void_record(&published);
    }
    for address in [IPV4, IPV6] {
        let query = Query { address, domain, sender: &sender, helo: domain, explain: false };
        let check = check_host(&query, &records);
        for answer in &check.failures {
            doubts.answer(answer, &["spf.probes"]);
        }
        spf.probes.push(SpfProbe {
            address: address.to_string(),
            result: check.result,
            at: check.at,
            reason: check.reason,
        });
    }
    doubts.report(unknown);
    spf
}

#[cfg(test)]
pub(super) mod tests;
