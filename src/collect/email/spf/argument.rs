//! What stands behind the name of a term (RFC 7208, section 12): domain-specs, networks and prefix
//! lengths, each mistake with the characters that are wrong.

use std::net::Ipv4Addr;
use std::ops::Range;

use super::macros::{self, Part};
use super::record::{Mechanism, Reader, Target};

/// How much of a text is repeated in a reason.
const MAX_QUOTED: usize = 48;

/// The mechanism of this name. The argument begins with its `:` or `/`, if there is one.
pub(super) fn mechanism(
    reader: &mut Reader<'_>,
    name: &str,
    name_span: Range<usize>,
    argument: Range<usize>,
) -> Option<(&'static str, Mechanism)> {
    let lower = name.to_ascii_lowercase();
    Some(match lower.as_str() {
        "all" => {
            if !argument.is_empty() {
                reader.fault(argument, || "nothing stands behind `all`".to_owned());
            }
            ("all", Mechanism::All)
        }
        "include" => ("include", Mechanism::Include(required(reader, "include", argument)?)),
        "exists" => ("exists", Mechanism::Exists(required(reader, "exists", argument)?)),
        "a" => ("a", Mechanism::A(target(reader, "a", argument)?)),
        "mx" => ("mx", Mechanism::Mx(target(reader, "mx", argument)?)),
        "ptr" if argument.is_empty() => ("ptr", Mechanism::Ptr(None)),
        "ptr" => ("ptr", Mechanism::Ptr(Some(required(reader, "ptr", argument)?))),
        "ip4" => {
            let (address, prefix) = network(reader, "ip4", "IPv4", 32, argument)?;
            ("ip4", Mechanism::Ip4(address, prefix))
        }
        "ip6" => {
            let (address, prefix) = network(reader, "ip6", "IPv6", 128, argument)?;
            ("ip6", Mechanism::Ip6(address, prefix))
        }
        _ => {
            reader.fault(name_span, || match &*lower {
                "redirect" | "exp" => format!("`{lower}` is a modifier: write `{lower}=`"),
                _ if name.contains('=') => format!(
                    "{} is neither a mechanism nor a modifier, whose name begins with a letter",
                    quoted(name)
                ),
                _ => format!("there is no mechanism {}", quoted(name)),
            });
            return None;
        }
    })
}

/// A text within a reason.
fn quoted(text: &str) -> String {
    match text.get(..MAX_QUOTED) {
        Some(start) if text.len() > MAX_QUOTED => format!("`{start}…`"),
        _ => format!("`{text}`"),
    }
}

/// `":" domain-spec`.
fn required(reader: &mut Reader<'_>, name: &str, argument: Range<usize>) -> Option<Range<usize>> {
    if reader.text.as_bytes().get(argument.start) == Some(&b':') && !argument.is_empty() {
        return domain(reader, argument.start + 1..argument.end, name);
    }
    // The whole term is underlined where nothing stands that could be.
    let start = argument.start.saturating_sub(name.len());
    reader.fault(start..argument.end, || format!("`{name}` needs a domain: `{name}:…`"));
    None
}

/// `[ ":" domain-spec ] [ dual-cidr-length ]`.
fn target(reader: &mut Reader<'_>, name: &str, argument: Range<usize>) -> Option<Target> {
    let text = reader.text.get(argument.clone())?;
    let (spec, prefixes) = if let Some(value) = text.strip_prefix(':') {
        let length = prefix_start(value).unwrap_or(value.len());
        let end = argument.start + 1 + length;
        (domain(reader, argument.start + 1..end, name).map(Some), end..argument.end)
    } else {
        (Some(None), argument)
    };
    let (ip4, ip6) = dual_prefix(reader, prefixes)?;
    Some(Target { domain: spec?, ip4, ip6 })
}

/// Where the prefix lengths begin behind a domain-spec: at the first `/` in what may be its last
/// label. A `/` before that is one of the domain's characters.
fn prefix_start(value: &str) -> Option<usize> {
    let label = value.rfind('.').map_or(0, |dot| dot + 1);
    let start = label.max(literal_start(value));
    value.get(start..)?.find('/').map(|slash| start + slash)
}

/// Where the last run of literals begins: behind the last macro.
fn literal_start(value: &str) -> usize {
    let parts = macros::parts(value);
    parts
        .filter_map(|(span, part)| {
            matches!(part, Ok(Part::Macro(_) | Part::Escape(_))).then_some(span.end)
        })
        .last()
        .unwrap_or(0)
}

/// `[ "/" ip4 ] [ "//" ip6 ]`.
fn dual_prefix(reader: &mut Reader<'_>, span: Range<usize>) -> Option<(u8, u8)> {
    let text = reader.text.get(span.clone())?;
    let (ip4, ip6) = match text.split_once("//") {
        Some((ip4, ip6)) => (ip4, Some(span.end - ip6.len()..span.end)),
        None => (text, None),
    };
    let ip4 = ip4.strip_prefix('/').map(|digits| {
        let end = span.start + 1 + digits.len();
        end - digits.len()..end
    });
    let ip4 = ip4.map_or(Some(32), |digits| prefix(reader, digits, 32));
    let ip6 = ip6.map_or(Some(128), |digits| prefix(reader, digits, 128));
    Some((ip4?, ip6?))
}

/// `"0" / %x31-39 *DIGIT`, up to a number.
fn prefix(reader: &mut Reader<'_>, span: Range<usize>, most: u8) -> Option<u8> {
    let digits = reader.text.get(span.clone())?;
    let number = digits.parse().ok().filter(|number| *number <= most);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    if number.is_none() || !plain || (digits.len() > 1 && digits.starts_with('0')) {
        // The slash is underlined where nothing stands behind it.
        let start = if span.is_empty() { span.start.saturating_sub(1) } else { span.start };
        reader.fault(start..span.end, || {
            let hint = if digits.contains('/') { ", and `//` before the one for IPv6" } else { "" };
            format!("a prefix length here is a number from 0 to {most} without leading zeros{hint}")
        });
        return None;
    }
    number
}

/// `":" ip-network [ cidr-length ]`.
fn network<A: std::str::FromStr>(
    reader: &mut Reader<'_>,
    name: &str,
    family: &str,
    most: u8,
    argument: Range<usize>,
) -> Option<(A, u8)> {
    let value = reader.text.get(argument.clone())?.strip_prefix(':').unwrap_or_default();
    let length = value.find('/').unwrap_or(value.len());
    let (written, behind) = value.split_at_checked(length)?;
    if written.is_empty() {
        let start = argument.start.saturating_sub(name.len());
        reader.fault(start..argument.end, || format!("`{name}` needs an address: `{name}:…`"));
        return None;
    }
    let span = argument.start + 1..argument.end - behind.len();
    let address = written.parse().ok();
    if address.is_none() {
        reader.fault(span.clone(), || format!("{} is not an {family} address", quoted(written)));
    }
    let bits = match behind {
        "" => Some(most),
        _ => prefix(reader, span.end + 1..argument.end, most),
    };
    Some((address?, bits?))
}

/// `macro-string`, of any length.
pub(super) fn macro_string(reader: &mut Reader<'_>, span: Range<usize>) {
    let text = reader.text.get(span.clone()).unwrap_or_default();
    for (part, read) in macros::parts(text) {
        let at = span.start + part.start..span.start + part.end;
        match read {
            Ok(Part::Macro(found)) if found.explains() => reader.fault(at, || {
                "the macros `c`, `r` and `t` stand in explanations only (section 7.2)".to_owned()
            }),
            Ok(_) => {}
            Err(reason) => reader.fault(at, || reason.to_owned()),
        }
    }
}

/// `domain-spec`: a macro string that ends in a dot and a top label, or in a macro.
pub(super) fn domain(
    reader: &mut Reader<'_>,
    span: Range<usize>,
    name: &str,
) -> Option<Range<usize>> {
    let text = reader.text.get(span.clone())?;
    if text.is_empty() {
        // The `:` or `=` is underlined.
        reader.fault(span.start.saturating_sub(1)..span.end, || {
            format!("a domain must stand behind `{name}`")
        });
        return None;
    }
    macro_string(reader, span.clone());
    let start = literal_start(text);
    let end = text.get(start..)?;
    if end.is_empty() {
        return Some(span);
    }
    if end.contains('%') {
        // A macro that cannot be read: it has its mistake, and where it ends nobody knows.
        return None;
    }
    let whole = end.strip_suffix('.').unwrap_or(end);
    let Some((_, top)) = whole.rsplit_once('.') else {
        reader.fault(span, || match start {
            0 => format!("{} is one label: a domain has two or more", quoted(text)),
            _ => "a domain ends in a macro, or in a dot and its last label".to_owned(),
        });
        return None;
    };
    let label = span.start + start + whole.len() - top.len()..span.start + start + whole.len();
    match top_label(top) {
        Ok(()) => return Some(span),
        Err(_) if text.parse::<Ipv4Addr>().is_ok() => {
            reader.fault(span, || format!("{0} is an address: write `ip4:{text}`", quoted(text)));
        }
        Err(reason) if label.is_empty() => reader.fault(span, || reason.to_owned()),
        Err(_) if top.contains('/') => reader.fault(label, || {
            format!("{} is not a last label, and `{name}` takes no prefix length", quoted(top))
        }),
        Err(reason) => reader.fault(label, || reason.to_owned()),
    }
    None
}

/// `( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum )`.
fn top_label(label: &str) -> Result<(), &'static str> {
    if label.is_empty() {
        return Err("the last label is empty");
    }
    if label.bytes().any(|byte| !byte.is_ascii_alphanumeric() && byte != b'-') {
        return Err("the last label holds letters, digits and hyphens only");
    }
    if label.starts_with('-') || label.ends_with('-') {
        return Err("the last label neither begins nor ends with a hyphen");
    }
    if label.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("the last label must not be a number");
    }
    Ok(())
}
