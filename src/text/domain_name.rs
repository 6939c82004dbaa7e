//! Names of domains as people type them.

/// The longest name in characters, without the final dot (RFC 1035, section 2.3.4).
const MAX_NAME: usize = 253;

/// The longest label.
const MAX_LABEL: usize = 63;

/// A domain in lower case, in A-labels (RFC 5890), without the final dot.
///
/// # Errors
/// What is wrong with it, for a person.
pub(crate) fn domain_name(text: &str) -> Result<String, String> {
    let wrong = |what: &str| Err(format!("`{text}` is no domain: {what}"));
    let trimmed = text.trim();
    let trimmed = trimmed.strip_suffix('.').unwrap_or(trimmed);
    let Ok(name) = idna::domain_to_ascii(trimmed) else {
        return wrong("its international characters cannot be written in DNS");
    };
    if name.is_empty() {
        return wrong("it is empty");
    }
    if name.len() > MAX_NAME {
        return wrong("it is longer than 253 characters");
    }
    for label in name.split('.') {
        if label.is_empty() {
            return wrong("two dots stand side by side");
        }
        if label.len() > MAX_LABEL {
            return wrong("a part of it is longer than 63 characters");
        }
        if label.starts_with('-') || label.ends_with('-') {
            return wrong("a part of it begins or ends with `-`");
        }
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if let Some(odd) = label.chars().find(|c| !is_plain(*c)) {
            return wrong(&format!("`{odd}` may not stand in one"));
        }
    }
    let last = name.rsplit('.').next().unwrap_or_default();
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return wrong("it ends in a number, as addresses do");
    }
    Ok(name)
}

/// The domain of a mail address.
///
/// # Errors
/// What is wrong with it, for a person.
pub(crate) fn of_address(address: &str) -> Result<String, String> {
    match address.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() => domain_name(domain),
        _ => Err(format!("`{address}` is no mail address")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn names_are_lower_case_and_in_a_labels() {
        for (typed, name) in [
            ("Example.COM.", "example.com"),
            (" example.org ", "example.org"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("_dmarc.example.com", "_dmarc.example.com"),
        ] {
            assert_eq!(domain_name(typed).unwrap(), name);
        }
        assert_eq!(of_address("a@b@Example.com").unwrap(), "example.com");
    }

    #[test]
    fn what_is_no_domain_is_told() {
        for (typed, why) in [
            ("", "empty"),
            ("a..b", "side by side"),
            ("192.0.2.1", "address"),
            ("-a.example", "`-`"),
            ("http://example.com/", "`:` may not"),
            (&"a".repeat(64), "63"),
            (&["a"; 130].join("."), "253"),
        ] {
            let told = domain_name(typed).unwrap_err();
            assert!(told.contains(why), "{typed}: {told}");
        }
        assert!(of_address("somebody").is_err() && of_address("@example.com").is_err());
    }
}
