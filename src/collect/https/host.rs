//! Names of hosts that may be connected to.

use crate::facts::domain::{Failure, FailureClass};

/// The name in lower case and without the final dot.
///
/// # Errors
/// Where the name cannot be one of a host: a label is empty or longer than 63 characters, the
/// whole is longer than 253 (RFC 1035, section 2.3.4), a character is none of letters, digits, `-`
/// and `_` (names in other scripts are written in A-labels, RFC 5890), or the name is an address.
/// An underscore is no character of a host name, and hosts with one exist.
pub(crate) fn name(host: &str) -> Result<String, Failure> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let labels = host.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            && !label.starts_with('-')
            && !label.ends_with('-')
    });
    // What ends in a number is an address, or is read as one by somebody.
    let number = host.rsplit('.').next().is_some_and(|last| {
        last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x")
    });
    if labels && !number && host.len() <= 253 {
        Ok(host.to_ascii_lowercase())
    } else {
        Err(Failure {
            class: FailureClass::BadName,
            reason: "the host of this address is not the name of a host: a label is empty or too \
                     long, or has characters other than letters, digits, `-` and `_`"
                .to_owned(),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_written_in_one_way() {
        for (given, expected) in [
            ("mta-sts.example.com", "mta-sts.example.com"),
            ("MTA-STS.Example.COM.", "mta-sts.example.com"),
            ("mta-sts.my_shop.example", "mta-sts.my_shop.example"),
            ("mta-sts.xn--bcher-kva.example", "mta-sts.xn--bcher-kva.example"),
        ] {
            assert_eq!(name(given).unwrap(), expected, "{given}");
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        let label = format!("{}.example", "a".repeat(64));
        let whole = format!("{}example", "a.".repeat(124));
        for given in [
            "",
            ".",
            "..",
            "a..b",
            ".a",
            "a.b..",
            "bücher.example",
            "a b.example",
            "-a.example",
            "a-.example",
            "user@example.com",
            "example.com:8443",
            "example.com/x",
            "127.0.0.1",
            "[::1]",
            "a.0x7f",
            "a.1",
            "a\0.example",
            "a%2e.example",
            "*.example.com",
            &label,
            &whole,
        ] {
            assert_eq!(name(given).unwrap_err().class, FailureClass::BadName, "{given:?}");
        }
        assert!(name(&format!("{}.example", "a".repeat(63))).is_ok());
        assert!(name(&format!("{}.examples", "a.".repeat(122) + "a")).is_err());
        assert!(name(&format!("{}.example", "a.".repeat(122) + "a")).is_ok());
    }
}
