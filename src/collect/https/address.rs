//! Which addresses are of the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::collect::dns::{Data, Kind, Resolve};
use crate::facts::domain::{Failure, FailureClass};

/// The most addresses of one kind that are tried.
const MOST: usize = 4;

/// The addresses of a host that may be connected to, those of version 4 first; none where the host
/// does not exist, or has no address.
///
/// # Errors
/// Where DNS fails, or there are addresses and none may be connected to.
pub(crate) fn of(
    host: &str,
    dns: &dyn Resolve,
    allow_private: bool,
) -> Result<Vec<IpAddr>, Failure> {
    let mut usable = Vec::new();
    let mut blocked = false;
    let mut failed = None;
    for kind in [Kind::A, Kind::Aaaa] {
        let answer = dns.ask(host, kind);
        failed = failed.or_else(|| answer.failure().cloned());
        let addresses = answer.records().iter().filter_map(|record| match record.data {
            Data::A(address) => Some(IpAddr::V4(address)),
            Data::Aaaa(address) => Some(IpAddr::V6(address)),
            _ => None,
        });
        let (open, closed): (Vec<_>, Vec<_>) =
            addresses.partition(|address| allow_private || is_public(*address));
        usable.extend(open.into_iter().take(MOST));
        blocked |= !closed.is_empty();
    }
    if !usable.is_empty() {
        return Ok(usable);
    }
    if let Some(failure) = failed {
        return Err(Failure {
            class: FailureClass::Dns,
            reason: format!("the address of {host} could not be found: {}", failure.reason),
        });
    }
    if blocked {
        return Err(Failure {
            class: FailureClass::BlockedAddress,
            reason: format!(
                "{host} has addresses of private or special networks only, and those are not \
                 connected to"
            ),
        });
    }
    Ok(usable)
}

/// Whether an address is one that anybody on the internet reaches, by the registries of
/// special-purpose addresses (RFC 6890). An address of version 6 that wraps one of version 4 is
/// judged by what it wraps.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127, ..]                  // this host, private (RFC 1918), loopback
            | [100, 64..=127, ..]           // carrier-grade NAT (RFC 6598)
            | [169, 254, ..]                // link-local, and the metadata of clouds (RFC 3927)
            | [172, 16..=31, ..]            // private
            | [192, 0, 0 | 2, _]            // protocol assignments (RFC 6890), documentation
            | [192, 88, 99, _]              // relays of 6to4 (RFC 7526)
            | [192, 168, ..]                // private
            | [198, 18..=19, ..]            // benchmarks (RFC 2544)
            | [198, 51, 100, _]             // documentation (RFC 5737)
            | [203, 0, 113, _]              // documentation
            | [224..=255, ..] // multicast, reserved, broadcast
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let wrapped = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        // Mapped (RFC 4291), and translated by NAT64 (RFC 6052).
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            wrapped(high, low)
        }
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => wrapped(high, low),
        // Protocol assignments (RFC 2928), Teredo among them, which wraps what cannot be known.
        [0x2001, 0..=0x1ff, ..] => false,
        // Documentation (RFC 3849, RFC 9637).
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Global unicast (RFC 4291); everything else is local, multicast, or not given to anybody.
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::collect::dns::zone::Zone;

    #[test]
    fn special_addresses_are_not_public() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:0:102:304::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:0a00:0001::1",
            "2002:c0a8:101::1",
            "3fff::1",
            "3fff:fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456:789a::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn other_addresses_are_public() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "128.0.0.1",
            "169.253.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2001:200::1",
            "2002:101:101::1",
            "2606:4700::1111",
            "2a00:1450::1",
            "3fff:1000::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    fn found(zone: &str, allow_private: bool) -> Result<Vec<String>, FailureClass> {
        of("h.example", &Zone::new(zone), allow_private)
            .map(|addresses| addresses.iter().map(ToString::to_string).collect())
            .map_err(|failure| failure.class)
    }

    #[test]
    fn blocked_addresses_do_not_hinder_others() {
        let zone = "h.example A 10.0.0.1\nh.example A 1.1.1.1\nh.example AAAA ::1\n\
                    h.example AAAA 2606:4700::1111";
        assert_eq!(found(zone, false).unwrap(), ["1.1.1.1", "2606:4700::1111"]);
        assert_eq!(found(zone, true).unwrap(), ["1.1.1.1", "10.0.0.1", "2606:4700::1111", "::1"]);
    }

    #[test]
    fn only_blocked_addresses_are_a_failure() {
        let zone = "h.example A 10.0.0.1\nh.example AAAA fe80::1";
        assert_eq!(found(zone, false), Err(FailureClass::BlockedAddress));
        assert_eq!(found(zone, true).unwrap(), ["10.0.0.1", "fe80::1"]);
    }

    #[test]
    fn a_failure_is_no_absence() {
        assert_eq!(found("h.example A !servfail", false), Err(FailureClass::Dns));
        assert_eq!(found("h.example AAAA !timeout", false), Err(FailureClass::Dns));
        let half = "h.example A 1.1.1.1\nh.example AAAA !servfail";
        assert_eq!(found(half, false).unwrap(), ["1.1.1.1"]);
        // The other address might be a public one.
        let blocked = "h.example A 10.0.0.1\nh.example AAAA !servfail";
        assert_eq!(found(blocked, false), Err(FailureClass::Dns));
    }

    #[test]
    fn a_host_without_address_is_absent() {
        assert_eq!(found("", false), Ok(vec![]));
        assert_eq!(found("h.example TXT x", false), Ok(vec![]));
    }

    #[test]
    fn a_flood_of_addresses_is_cut() {
        let zone: String = (0..200).map(|last| format!("h.example A 1.1.1.{last}\n")).collect();
        assert_eq!(found(&zone, false).unwrap(), ["1.1.1.0", "1.1.1.1", "1.1.1.10", "1.1.1.100"]);
    }
}
