//! Lists of addresses that reports go to, and what a valid `mailto:` is in them (RFC 9989,
//! sections 4.6 and 4.8; RFC 8460, section 3; RFC 6068).

use std::ops::Range;

use percent_encoding::percent_decode_str;

use crate::collect::email::tags::trim;

/// More addresses than this are read as one, which is not valid.
const MOST: usize = 100;

/// The addresses of a list, with their characters in the text of the record, without the white
/// space around them.
pub(crate) fn list(text: &str, at: Range<usize>) -> Vec<(Range<usize>, &str)> {
    let mut start = at.start;
    let mut found = Vec::new();
    for piece in text.get(at).unwrap_or_default().splitn(MOST, ',') {
        let end = start + piece.len();
        let place = trim(text, start..end);
        let uri = text.get(place.clone()).unwrap_or_default();
        found.push((place, uri));
        start = end + 1;
    }
    found
}

/// The address without the obsolete bound of a report's size, `!10m` (RFC 9989, section 4.8).
pub(super) fn without_size(uri: &str) -> &str {
    match uri.rsplit_once('!') {
        Some((rest, size)) if is_size(size) => rest,
        _ => uri,
    }
}

fn is_size(size: &str) -> bool {
    let digits = size.strip_suffix(['k', 'm', 'g', 't', 'K', 'M', 'G', 'T']).unwrap_or(size);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The domain, in lower case, of a `mailto:` that names one address.
///
/// # Errors
/// What is wrong, for a person.
pub(crate) fn mailto(uri: &str) -> Result<String, &'static str> {
    if uri.is_empty() {
        return Err("an address is missing here");
    }
    let Some((scheme, rest)) = uri.split_once(':') else {
        return Err(if uri.contains('@') {
            "`mailto:` must stand before the address"
        } else {
            "this is not a URI"
        });
    };
    if !scheme.eq_ignore_ascii_case("mailto") {
        return Err("reports go to `mailto:` addresses: others are ignored");
    }
    if uri.contains(',') {
        return Err("these are more addresses than anyone reports to");
    }
    if rest.contains('!') {
        return Err("`!` must be written `%21` in an address");
    }
    if !is_encoded(rest) {
        return Err("a character stands here that must be percent-encoded in a URI");
    }
    let address = rest.split(['?', '#']).next().unwrap_or_default();
    let Ok(address) = percent_decode_str(address).decode_utf8() else {
        return Err("the address is not UTF-8");
    };
    let Some((local, domain)) = address.rsplit_once('@') else {
        return Err("the address has no `@`");
    };
    if local.starts_with("//") {
        return Err("no `//` may follow `mailto:`");
    }
    if !is_local(local) {
        return Err("this is not one address");
    }
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    if !is_host(&domain) {
        return Err("the address has no domain name that DNS knows");
    }
    Ok(domain)
}

/// The host, in lower case, of an `https:` URI.
///
/// # Errors
/// What is wrong, for a person.
pub(crate) fn https(uri: &str) -> Result<String, &'static str> {
    if !is_encoded(uri) {
        return Err("a character stands here that must be percent-encoded in a URI");
    }
    let rest = uri.split_once(':').map_or("", |(_, rest)| rest);
    let Some(rest) = rest.strip_prefix("//") else {
        return Err("`//` and a host must follow `https:`");
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if !is_host(&host) || !port.is_empty() && port.parse::<u16>().is_err() {
        return Err("the address has no host name that DNS knows");
    }
    Ok(host)
}

/// Only characters of a URI, and `%` with two digits after it (RFC 3986, section 2).
fn is_encoded(rest: &str) -> bool {
    let mut bytes = rest.bytes();
    while let Some(byte) = bytes.next() {
        let fine = match byte {
            b'%' => {
                let mut digit = || bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit());
                digit() && digit()
            }
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@$&'()*+,;=".contains(&byte),
        };
        if !fine {
            return false;
        }
    }
    true
}

/// The part before `@`: atoms with dots between them, or a quoted string (RFC 5322, section 3.4.1),
/// in UTF-8 (RFC 6532).
fn is_local(local: &str) -> bool {
    let quoted = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    if let Some(inside) = quoted {
        return !inside.contains(['"', '\\']) && !inside.contains(char::is_control);
    }
    let atext = |c: char| {
        c.is_ascii_alphanumeric()
            || "!#$%&'*+-/=?^_`{|}~".contains(c)
            || !c.is_ascii() && !c.is_control()
    };
    local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(atext))
}

/// A name of letters, digits and hyphens that fits DNS.
pub(super) fn is_host(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(label)
}
