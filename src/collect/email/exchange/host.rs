//! The host of an MX record: whether its name is one, and whether it has an address.

use std::net::IpAddr;
use std::sync::Arc;

use crate::collect::dns::{Answer, Data, Kind, Outcome, Resolve};
use crate::facts::domain::{FailureClass, Status};

/// Names that never lead anywhere in the public tree. `test` and `example` are left out: there
/// they stand for public names.
const PRIVATE: [(&str, &str); 7] = [
    ("localhost", "RFC 6761, section 6.3"),
    ("invalid", "RFC 6761, section 6.4"),
    ("local", "RFC 6762, section 3"),
    ("onion", "RFC 7686, section 2"),
    ("alt", "RFC 9476, section 2"),
    ("home.arpa", "RFC 8375, section 4"),
    ("internal", "reserved for private use by the board of ICANN, 2024.07.29.06"),
];

/// Why the name of an exchange cannot be asked for: nothing there can take mail.
pub(super) fn mistake(host: &str) -> Option<String> {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    let last = host.rsplit('.').next().unwrap_or_default();
    let all_digits = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    let word = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if host.is_empty() {
        Some("the preference of a null MX is 0 (RFC 7505, section 3)".to_owned())
    } else if bare.parse::<IpAddr>().is_ok() || all_digits {
        Some("an exchange is a host name, not an address (RFC 5321, section 5.1)".to_owned())
    } else if !host.bytes().all(word) {
        Some("this is not a host name (RFC 1123, section 2.1)".to_owned())
    } else if let Some((tail, source)) = PRIVATE.iter().find(|(tail, _)| is_below(host, tail)) {
        Some(format!("`{tail}` does not exist in the public tree of names ({source})"))
    } else if !host.contains('.') {
        Some("the name is not fully qualified (RFC 5321, section 2.3.5)".to_owned())
    } else {
        None
    }
}

fn is_below(host: &str, tail: &str) -> bool {
    host.strip_suffix(tail).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The addresses of a host.
pub(super) struct Reach {
    /// `invalid` where there is a mistake, whether there is an address or not.
    pub(super) status: Status,
    /// What is wrong with the name or with its addresses.
    pub(super) mistake: Option<String>,
    /// Whether mail can go there. Aliases work with nearly every sender.
    pub(super) mail: Option<bool>,
    /// The answer that tells.
    pub(super) answer: Arc<Answer>,
}

/// Asks for the addresses of a host. One family is enough: AAAA is not asked for where A is there,
/// or where the name, or the one that it is an alias of, does not exist.
pub(super) fn reach(host: &str, dns: &dyn Resolve) -> Reach {
    let answer = addresses(host, dns);
    let here_only = answer.status() == Status::Found && !leads_away(&answer);
    let mail = match answer.status() {
        Status::Error => None,
        Status::Found => Some(!here_only),
        _ => Some(false),
    };
    // Also where what stands at the target is not known.
    let mistake = if let Some(target) = answer.lookup.aliases.last() {
        Some(format!("the name is an alias of `{target}` (RFC 2181, section 10.3)"))
    } else if here_only {
        Some("the name leads to the sender's own machine".to_owned())
    } else {
        None
    };
    let status = if mistake.is_some() { Status::Invalid } else { answer.status() };
    Reach { status, mistake, mail, answer }
}

/// The answer that tells whether there is an address.
fn addresses(host: &str, dns: &dyn Resolve) -> Arc<Answer> {
    let settles = |answer: &Answer| match &answer.outcome {
        Outcome::NoName => true,
        Outcome::Failed(failure) => failure.class == FailureClass::CnameDangling,
        _ => leads_away(answer),
    };
    let four = dns.ask(host, Kind::A);
    if settles(&four) {
        return four;
    }
    let six = dns.ask(host, Kind::Aaaa);
    let four_is_known = four.failure().is_none();
    let six_alone_has_some = !six.records().is_empty() && four.records().is_empty();
    if settles(&six) || four_is_known && (six.failure().is_some() || six_alone_has_some) {
        six
    } else {
        four
    }
}

/// Whether an address of the answer is that of another machine.
fn leads_away(answer: &Answer) -> bool {
    answer.records().iter().any(|record| match &record.data {
        Data::A(address) => !address.is_loopback() && !address.is_unspecified(),
        Data::Aaaa(address) => {
            let address = address.to_canonical();
            !address.is_loopback() && !address.is_unspecified()
        }
        _ => false,
    })
}
