//! What a sender matches by itself (RFC 7208, section 5): addresses, names that lead to them, and
//! the domains that a term names for it. `include` belongs in `evaluate`.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use super::macros::{self, Part};
use super::record::{Mechanism, Target};
use super::select::Published;
use crate::collect::dns::{Answer, Data, Kind, Outcome, Record, Resolve};
use crate::facts::domain::FailureClass;

/// How many names of an MX or PTR answer are looked at (section 4.6.4).
const MAX_NAMES: usize = 10;

/// Who sends a message, as far as SPF asks.
pub(crate) struct Sender<'a> {
    address: IpAddr,
    local: &'a str,
    domain: &'a str,
    helo: &'a str,
    dns: &'a dyn Resolve,
    /// Answers that failed, and that the standard passes over: those that `ptr` and `%{p}` need.
    passed_over: RefCell<Vec<Arc<Answer>>>,
}

/// Whether a mechanism matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Met {
    pub(crate) matches: bool,
    /// An answer held nothing: a void lookup.
    pub(crate) void: bool,
}

/// Why it cannot be said whether a mechanism matches.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Trouble {
    /// DNS failed.
    Failed(Arc<Answer>),
    /// A domain has this many mail exchanges.
    Exchanges(String, usize),
}

const NO: Met = Met { matches: false, void: false };
const VOID: Met = Met { matches: false, void: true };

impl<'a> Sender<'a> {
    /// A sender of this address, mailbox and HELO name (sections 4.1 and 4.3). An IPv4 address that
    /// is written as an IPv6 one is an IPv4 address (section 5).
    pub(crate) fn new(
        address: IpAddr,
        sender: &'a str,
        helo: &'a str,
        dns: &'a dyn Resolve,
    ) -> Self {
        let (local, domain) = sender.rsplit_once('@').unwrap_or(("", sender));
        Self {
            address: address.to_canonical(),
            local: if local.is_empty() { "postmaster" } else { local },
            domain: if domain.is_empty() { helo } else { domain },
            helo,
            dns,
            passed_over: RefCell::default(),
        }
    }

    /// The failed answers that did not change the course of the evaluation.
    pub(crate) fn passed_over(&self) -> Vec<Arc<Answer>> {
        self.passed_over.take()
    }

    /// The name that a domain-spec asks for, or nothing if there can be no such name.
    pub(crate) fn target(&self, spec: &str, domain: &str) -> Option<String> {
        if !spec.contains('%') {
            return macros::name(spec.to_owned());
        }
        let mut expanded = String::new();
        for (_, part) in macros::parts(spec) {
            self.expand(&part.ok()?, domain, &mut expanded);
        }
        macros::name(expanded)
    }

    /// Appends what a part becomes (section 7.2).
    pub(crate) fn expand(&self, part: &Part<'_>, domain: &str, into: &mut String) {
        let part = match part {
            Part::Literal(text) => return into.push_str(text),
            Part::Escape(text) => return into.push_str(text),
            Part::Macro(part) => part,
        };
        match (part.letter, self.address) {
            ('s', _) => part.expand(&format!("{}@{}", self.local, self.domain), into),
            ('l', _) => part.expand(self.local, into),
            ('o', _) => part.expand(self.domain, into),
            ('d', _) => part.expand(domain, into),
            ('h', _) => part.expand(self.helo, into),
            ('i', IpAddr::V6(address)) => part.expand(&nibbles(address, false), into),
            ('i' | 'c', address) => part.expand(&address.to_string(), into),
            ('v', IpAddr::V4(_)) => part.expand("in-addr", into),
            ('v', IpAddr::V6(_)) => part.expand("ip6", into),
            ('p', _) => part.expand(&self.validated(domain), into),
            ('t', _) => {
                let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                part.expand(&now.unwrap_or_default().as_secs().to_string(), into);
            }
            // Who checks has no name of its own: `r`.
            _ => part.expand("unknown", into),
        }
    }

    /// Whether a mechanism other than `include` matches.
    pub(crate) fn meets(
        &self,
        mechanism: &Mechanism,
        published: &Published,
        domain: &str,
    ) -> Result<Met, Trouble> {
        let target = |spec: &Option<std::ops::Range<usize>>| match spec {
            Some(spec) => self.target(published.part(spec), domain),
            None => Some(domain.to_owned()),
        };
        Ok(match mechanism {
            Mechanism::All => Met { matches: true, void: false },
            Mechanism::Include(_) => NO,
            Mechanism::Ip4(network, bits) => {
                Met { matches: self.is_in(IpAddr::V4(*network), *bits, 0), void: false }
            }
            Mechanism::Ip6(network, bits) => {
                Met { matches: self.is_in(IpAddr::V6(*network), 0, *bits), void: false }
            }
            Mechanism::A(of) => match target(&of.domain) {
                Some(name) => self.addresses(&name, of)?,
                None => NO,
            },
            Mechanism::Mx(of) => match target(&of.domain) {
                Some(name) => self.exchanges(&name, of)?,
                None => NO,
            },
            Mechanism::Exists(spec) => match self.target(published.part(spec), domain) {
                Some(name) => {
                    let matches = !self.records(&name, Kind::A)?.records().is_empty();
                    Met { matches, void: !matches }
                }
                None => NO,
            },
            Mechanism::Ptr(spec) => match target(spec) {
                Some(name) => {
                    let mut names =
                        self.pointers().into_iter().filter(|host| is_below(host, &name));
                    Met { matches: names.any(|host| self.is_address_of(&host)), void: false }
                }
                None => NO,
            },
        })
    }

    /// Asks, and takes a failure for the end of the evaluation.
    fn records(&self, name: &str, kind: Kind) -> Result<Arc<Answer>, Trouble> {
        let answer = self.dns.ask(name, kind);
        match &answer.outcome {
            // The answer is NXDOMAIN (RCODE 3): no failure for receivers, but a void lookup.
            Outcome::Failed(failure) if failure.class == FailureClass::CnameDangling => Ok(answer),
            Outcome::Failed(_) => Err(Trouble::Failed(answer)),
            _ => Ok(answer),
        }
    }

    /// The type of records that hold addresses like the sender's.
    fn family(&self) -> Kind {
        if self.address.is_ipv4() { Kind::A } else { Kind::Aaaa }
    }

    /// Section 5.3.
    fn addresses(&self, name: &str, of: &Target) -> Result<Met, Trouble> {
        let answer = self.records(name, self.family())?;
        let records = answer.records();
        Ok(Met { matches: self.is_any(records, of.ip4, of.ip6), void: records.is_empty() })
    }

    /// Section 5.4. A domain without MX records has no exchange, and the null MX (RFC 7505) names
    /// none.
    fn exchanges(&self, name: &str, of: &Target) -> Result<Met, Trouble> {
        let answer = self.records(name, Kind::Mx)?;
        let records = answer.records();
        if records.is_empty() {
            return Ok(VOID);
        }
        if records.len() > MAX_NAMES {
            return Err(Trouble::Exchanges(name.to_owned(), records.len()));
        }
        let mut void = false;
        for record in records {
            let Data::Mx(_, host) = &record.data else { continue };
            let Some(host) = macros::name(host.clone()) else { continue };
            let met = self.addresses(&host, of)?;
            if met.matches {
                return Ok(met);
            }
            void |= met.void;
        }
        Ok(Met { matches: false, void })
    }

    fn is_any(&self, records: &[Record], ip4: u8, ip6: u8) -> bool {
        records.iter().any(|record| match record.data {
            Data::A(address) => self.is_in(IpAddr::V4(address), ip4, ip6),
            Data::Aaaa(address) => self.is_in(IpAddr::V6(address), ip4, ip6),
            _ => false,
        })
    }

    /// Whether the first bits are those of the sender's address.
    fn is_in(&self, network: IpAddr, ip4: u8, ip6: u8) -> bool {
        match (self.address, network) {
            (IpAddr::V4(address), IpAddr::V4(network)) => {
                let differing = address.to_bits() ^ network.to_bits();
                differing.leading_zeros() >= u32::from(ip4)
            }
            (IpAddr::V6(address), IpAddr::V6(network)) => {
                let differing = address.to_bits() ^ network.to_bits();
                differing.leading_zeros() >= u32::from(ip6)
            }
            _ => false,
        }
    }

    /// Asks, and passes over a failure (section 5.5), but remembers it.
    fn tried(&self, name: &str, kind: Kind) -> Arc<Answer> {
        let answer = self.dns.ask(name, kind);
        if answer.failure().is_some() {
            self.passed_over.borrow_mut().push(Arc::clone(&answer));
        }
        answer
    }

    /// The names that the sender's address claims, the first ten.
    fn pointers(&self) -> Vec<String> {
        let answer = self.tried(&reverse(self.address), Kind::Ptr);
        let names =
            answer.records().iter().take(MAX_NAMES).filter_map(|record| match &record.data {
                Data::Ptr(name) => macros::name(name.clone()),
                _ => None,
            });
        names.collect()
    }

    fn is_address_of(&self, host: &str) -> bool {
        self.is_any(self.tried(host, self.family()).records(), 32, 128)
    }

    /// The name behind `%{p}`: the domain itself rather than a name below it, and that rather than
    /// any other (section 7.3).
    fn validated(&self, domain: &str) -> String {
        let mut names = self.pointers();
        names.sort_by_key(|name| (!name.eq_ignore_ascii_case(domain), !is_below(name, domain)));
        let found = names.into_iter().find(|name| self.is_address_of(name));
        found.unwrap_or_else(|| "unknown".to_owned())
    }
}

/// Whether a name is a domain or stands below it.
fn is_below(name: &str, domain: &str) -> bool {
    let Some(start) = name.len().checked_sub(domain.len()) else { return false };
    name.split_at_checked(start).is_some_and(|(host, end)| {
        end.eq_ignore_ascii_case(domain) && (host.is_empty() || host.ends_with('.'))
    })
}

/// The name that leads back from an address (RFC 1035, section 3.5, and RFC 3596, section 2.5).
fn reverse(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            format!("{}.in-addr.arpa", Ipv4Addr::from(address.to_bits().swap_bytes()))
        }
        IpAddr::V6(address) => format!("{}.ip6.arpa", nibbles(address, true)),
    }
}

/// The hexadecimal digits of an address with dots between them.
fn nibbles(address: Ipv6Addr, reversed: bool) -> String {
    let mut text = String::with_capacity(63);
    for index in 0..32_u32 {
        let place = if reversed { index } else { 31 - index };
        let dot = if index == 0 { "" } else { "." };
        let _infallible = write!(text, "{dot}{:x}", (address.to_bits() >> (4 * place)) & 0xf);
    }
    text
}
