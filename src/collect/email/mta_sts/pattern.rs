//! The patterns of a policy, and the exchanges that they cover.

/// Whether a pattern covers a host, as the name in a certificate does (RFC 8461, section 4.1): `*.`
/// stands for one label, the leftmost.
pub(crate) fn covers(pattern: &str, host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    match pattern.strip_prefix("*.") {
        None => host.eq_ignore_ascii_case(pattern),
        Some(parent) => host
            .split_once('.')
            .is_some_and(|(label, rest)| !label.is_empty() && rest.eq_ignore_ascii_case(parent)),
    }
}

/// Whether a text is a pattern: `sts-policy-mx-value = ["*."] Domain` (section 3.2), the domain as
/// in RFC 5321, section 4.1.2.
pub(crate) fn is_pattern(text: &str) -> bool {
    let domain = text.strip_prefix("*.").unwrap_or(text);
    domain.len() <= 253
        && domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_one_label() {
        for (pattern, host, expected) in [
            ("mx.example.com", "mx.example.com", true),
            ("mx.example.com", "MX.Example.COM.", true),
            ("MX.example.com", "mx.example.com", true),
            ("mx.example.com", "mx2.example.com", false),
            ("example.com", "mx.example.com", false),
            ("*.example.com", "mx.example.com", true),
            ("*.example.com", "example.com", false),
            ("*.example.com", "a.mx.example.com", false),
            ("*.example.com", ".example.com", false),
            ("*.example.com", "mx.example.com.example.net", false),
            ("*.example.com", "mxexample.com", false),
            ("*.EXAMPLE.com", "mx.example.COM", true),
            ("*.com", "example.com", true),
            ("*", "example", false),
            ("", "", true),
            ("*.", "a.", false),
        ] {
            assert_eq!(covers(pattern, host), expected, "{pattern} {host}");
        }
    }

    #[test]
    fn patterns_are_domains_with_a_star_at_most() {
        for good in ["mx", "mx.example.com", "*.example.com", "MX-1.example.com", "1.example"] {
            assert!(is_pattern(good), "{good}");
        }
        let long = format!("{}com", "a.".repeat(126));
        for bad in [
            "",
            "*",
            "*.",
            "*.*.example.com",
            "m*.example.com",
            ".example.com",
            "mx.example.com.",
            "mx..example.com",
            "-mx.example.com",
            "mx-.example.com",
            "mx_1.example.com",
            "mx.example.com example.net",
            "mx,example.com",
            "bücher.example",
            "[192.0.2.1]",
            &long,
        ] {
            assert!(!is_pattern(bad), "{bad}");
        }
    }
}
