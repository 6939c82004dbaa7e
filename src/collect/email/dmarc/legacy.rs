//! Which record applies by RFC 7489, section 6.6.3: that of the domain, else that of its
//! organisational domain by the public suffix list.

use super::place::Place;
use super::reading::Discovery;
use crate::collect::dns::Resolve;

/// The place of the organisational domain, where that is another domain and the standard asks
/// there: for the domain itself, or, where it has a record of its own, for the names below it.
pub(super) fn above(own: &Place, dns: &dyn Resolve) -> Option<Place> {
    let organizational = organizational_domain(&own.domain);
    (!own.failed() && organizational != own.domain).then(|| Place::ask(organizational, dns))
}

/// The record that applies.
pub(super) fn discovery<'a>(own: &'a Place, above: Option<&'a Place>) -> Discovery<'a> {
    let organizational_domain = Ok(organizational_domain(&own.domain).to_owned());
    if own.failed() {
        let failure = Err(&own.answer);
        return Discovery { applies: failure, organizational_domain, below: failure };
    }
    let inherited = match above {
        Some(above) if above.failed() => Err(&above.answer),
        Some(above) => Ok(above.record()),
        None => Ok(own.record()),
    };
    let applies = match own.record() {
        Some(record) => Ok(Some(record)),
        // Several records: discovery ends, and nothing applies.
        None if own.has_several() => Ok(None),
        None => inherited,
    };
    Discovery { applies, organizational_domain, below: inherited }
}

/// The public suffix and one label more (section 3.2); a public suffix is its own.
pub(super) fn organizational_domain(domain: &str) -> &str {
    psl::domain_str(domain).unwrap_or(domain)
}
