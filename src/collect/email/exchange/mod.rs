//! Where the mail of a domain goes: MX, null MX, and the address of the name itself without them
//! (RFC 5321, section 5.1; RFC 7505). The hosts are judged in `host`, their keys in `tlsa`, the
//! authorities that may certify them in `caa`.

mod caa;
mod host;
mod tlsa;

#[cfg(test)]
mod tests;

pub(crate) use caa::observe_caa;

use super::{Unknown, tags};
use crate::collect::dns::{Answer, Data, Kind, Outcome, Resolve};
use crate::facts::domain::{Exchange, Exchanges, Existence, Mistake, Status};
use crate::facts::{Problem, ProblemKind};

/// More exchanges than this are not looked at: each costs up to four questions, and an RRset that
/// fits one answer can name thousands.
const MOST: usize = 32;

/// Asks for the MX records of a domain and for what they lead to. The MX answer also tells whether
/// the name exists.
pub(crate) fn observe(
    domain: &str,
    dns: &dyn Resolve,
    unknown: &mut Unknown,
) -> (Exchanges, Existence) {
    let answer = dns.ask(domain, Kind::Mx);
    let existence = existence(&answer);
    let mut missing = vec!["mx", "mta_sts.policy.uncovered"];
    if existence.status == Status::Error {
        missing.push("existence");
    }
    unknown.answer(&answer, &missing);
    let mut mx = Exchanges {
        at: answer.at().to_owned(),
        status: answer.status(),
        error: answer.failure().cloned(),
        ..Exchanges::default()
    };
    match answer.outcome {
        Outcome::Records(_) => explicit(&answer, dns, unknown, &mut mx),
        Outcome::NoData => implicit(domain, dns, unknown, &mut mx),
        Outcome::NoName => {
            mx.implicit = Some(Status::Absent);
            mx.takes_mail = Some(false);
        }
        Outcome::Failed(_) => {}
    }
    (mx, existence)
}

/// Whether the name exists.
fn existence(answer: &Answer) -> Existence {
    let (status, error) = match answer.name_exists() {
        Some(true) => (Status::Found, None),
        Some(false) => (Status::Absent, None),
        None => (Status::Error, answer.failure().cloned()),
    };
    Existence { at: answer.at().to_owned(), status, error }
}

/// One MX record.
struct Mx<'a> {
    at: String,
    text: &'a str,
    preference: u16,
    host: &'a str,
}

/// The exchanges that MX records name.
fn explicit(answer: &Answer, dns: &dyn Resolve, unknown: &mut Unknown, mx: &mut Exchanges) {
    let mut records: Vec<Mx<'_>> = Vec::new();
    for (index, record) in answer.records().iter().enumerate() {
        match &record.data {
            Data::Mx(0, host) if host.is_empty() => mx.null_mx = true,
            Data::Mx(preference, host) => records.push(Mx {
                at: answer.record_at(index),
                text: &record.text,
                preference: *preference,
                host,
            }),
            _ => {}
        }
    }
    records.sort_by_key(|record| (record.preference, record.host));
    let surplus = records.len().saturating_sub(MOST);
    records.truncate(MOST);
    let hosts = records.iter().map(|record| record.host);
    let hosts = hosts.filter(|host| host::mistake(host).is_none());
    dns.foresee(&hosts.map(|host| (host.to_owned(), Kind::A)).collect::<Vec<_>>());

    let mut takes_mail = Some(false);
    let mut unreached = Vec::new();
    for record in &records {
        let (exchange, reach) = exchange(record, answer.lookup.authenticated, dns, unknown);
        takes_mail = match (takes_mail, reach.as_ref().map_or(Some(false), |reach| reach.mail)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, _) | (_, None) => None,
            (Some(false), Some(false)) => Some(false),
        };
        // What the records alone show to be wrong; what their addresses show is in `addresses`.
        if reach.is_none() {
            mx.status = Status::Invalid;
        }
        unreached.extend(reach.filter(|reach| reach.mail.is_none()));
        mx.hosts.push(exchange);
    }
    if surplus > 0 && takes_mail == Some(false) {
        takes_mail = None;
    }
    mx.takes_mail = takes_mail;
    // "A domain that advertises a null MX MUST NOT advertise any other MX RR" (RFC 7505, 3).
    if mx.null_mx && !mx.hosts.is_empty() {
        mx.status = Status::Invalid;
    }

    for reach in unreached {
        let mut facts = Vec::new();
        if reach.status == Status::Error {
            facts.extend(["mx.hosts[*].addresses", "mx.hosts[*].mistakes"]);
        }
        // Only an exchange of a checked answer has its TLSA records looked at.
        if answer.lookup.authenticated {
            facts.push("mx.hosts[*].tlsa");
        }
        if takes_mail.is_none() {
            facts.push("mx.takes_mail");
        }
        if !facts.is_empty() {
            unknown.answer(&reach.answer, &facts);
        }
    }
    if surplus > 0 {
        let mut facts = vec!["domains[*].mx.hosts", "domains[*].mta_sts.policy.uncovered"];
        if takes_mail.is_none() {
            facts.push("domains[*].mx.takes_mail");
        }
        unknown.problems.push(Problem {
            at: answer.at().to_owned(),
            kind: ProblemKind::TooLarge,
            facts: facts.into_iter().map(str::to_owned).collect(),
            reason: format!(
                "{} exchanges stand here, the first {MOST} by preference are looked at",
                MOST + surplus
            ),
        });
    }
}

/// One exchange, and its addresses where its name can be asked for.
fn exchange(
    record: &Mx<'_>,
    secure: bool,
    dns: &dyn Resolve,
    unknown: &mut Unknown,
) -> (Exchange, Option<host::Reach>) {
    // The host stands after the preference.
    let start = record.text.find(' ').map_or(0, |space| space + 1);
    let mistake = |reason: String| Mistake {
        at: tags::characters(&record.at, &(start..record.text.len())),
        reason,
    };
    let mut exchange = Exchange {
        at: record.at.clone(),
        host: if record.host.is_empty() { ".".to_owned() } else { record.host.to_owned() },
        preference: record.preference,
        addresses: Status::Invalid,
        addresses_at: record.at.clone(),
        error: None,
        mistakes: Vec::new(),
        tlsa: tlsa::skipped(record.host),
    };
    if let Some(reason) = host::mistake(record.host) {
        exchange.mistakes.push(mistake(reason));
        return (exchange, None);
    }
    let reach = host::reach(record.host, dns);
    exchange.addresses = reach.status;
    reach.answer.at().clone_into(&mut exchange.addresses_at);
    exchange.error = reach.answer.failure().cloned();
    exchange.mistakes.extend(reach.mistake.clone().map(mistake));
    if secure {
        exchange.tlsa = tlsa::observe(record.host, &reach, dns, unknown);
    }
    (exchange, Some(reach))
}

/// Without MX records the name itself is the exchange (RFC 5321, section 5.1).
fn implicit(domain: &str, dns: &dyn Resolve, unknown: &mut Unknown, mx: &mut Exchanges) {
    let reach = host::reach(domain, dns);
    // Not `reach.status`: here an alias is not a mistake, the MX answer followed it as well.
    mx.implicit = Some(match reach.mail {
        Some(true) => Status::Found,
        // There are addresses, and none leads to another machine.
        Some(false) if reach.answer.status() == Status::Found => Status::Invalid,
        Some(false) => Status::Absent,
        None => Status::Error,
    });
    mx.takes_mail = reach.mail;
    if reach.mail.is_none() {
        unknown.answer(&reach.answer, &["mx.implicit", "mx.takes_mail"]);
    }
}
