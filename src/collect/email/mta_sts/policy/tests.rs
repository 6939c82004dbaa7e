//! Policies, well formed and not.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use proptest::prelude::*;

use super::*;

const URL: &str = "https://mta-sts.example.com/.well-known/mta-sts.txt";

fn plain(body: &str) -> MtaStsPolicy {
    read(body, Some("text/plain"), URL)
}

/// The text that an anchor into the body points at; the whole URL is `*`.
fn underlined(body: &str, at: &str) -> String {
    let Some(rest) = at.strip_prefix(URL).unwrap().strip_prefix("#line=") else {
        return "*".to_owned();
    };
    let (line, chars) = match rest.split_once(";char=") {
        Some((line, chars)) => (line, Some(chars.split_once(',').unwrap())),
        None => (rest, None),
    };
    let line = body.split('\n').nth(line.parse::<usize>().unwrap() - 1).unwrap();
    let Some((start, end)) = chars else { return line.trim_end_matches('\r').to_owned() };
    let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
    assert!(start <= end && end <= line.chars().count(), "{at} in {line:?}");
    line.chars().skip(start).take(end - start).collect()
}

/// Every mistake with the text that it underlines.
fn mistakes(body: &str) -> Vec<(String, String)> {
    let policy = plain(body);
    policy.mistakes.into_iter().map(|it| (underlined(body, &it.at), it.reason)).collect()
}

/// A good policy with one line in the place of another.
fn with(from: &str, to: &str) -> String {
    let good = "version: STSv1\nmode: enforce\nmx: mx.example.com\nmax_age: 86400\n";
    assert!(good.contains(from));
    good.replace(from, to)
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn the_example_of_the_standard_is_read() {
    // RFC 8461, section 3.2.
    let policy = plain(
        "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\n\
         mx: backupmx.example.com\r\nmax_age: 604800\r\n",
    );
    let exchange = |line: usize, pattern: &str| PolicyExchange {
        at: format!("{URL}#line={line}"),
        pattern: pattern.to_owned(),
    };
    assert_eq!(
        policy,
        MtaStsPolicy {
            at: URL.to_owned(),
            status: Status::Found,
            error: None,
            mistakes: vec![],
            mode: Some("enforce".to_owned()),
            mode_at: Some(format!("{URL}#line=2")),
            max_age: Some(604_800),
            max_age_at: Some(format!("{URL}#line=6")),
            mx: vec![
                exchange(3, "mail.example.com"),
                exchange(4, "*.example.net"),
                exchange(5, "backupmx.example.com"),
            ],
            uncovered: vec![],
        }
    );
}

#[test]
fn what_senders_overlook_is_overlooked() {
    for body in [
        // Appendix A of the standard, with LF and without an end of the last line.
        "version: STSv1\nmode: testing\nmx: mx1.example.com\nmx: mx2.example.com\n\
         mx: mx.backup-example.com\nmax_age: 1296000",
        "max_age:1\nmx:a.example\nmode:enforce\nversion:STSv1",
        "version:\tSTSv1 \t\r\nmode:   enforce \r\nmx: a.example\r\nmax_age: 0031557600\r\n\r\n\n",
        "version: STSv1\n\nmode: none\nmax_age: 0\n",
        "version: STSv1\nmode: none\nx-note: \u{e9}, \u{1f4e7}: fine\nmax_age: 86400\n",
    ] {
        let policy = plain(body);
        assert_eq!((policy.status, &policy.mistakes), (Status::Found, &vec![]), "{body}");
    }
    assert_eq!(plain(&with("mx.example.com", "*.Example.COM")).mx[0].pattern, "*.example.com");
}

#[test]
fn of_two_values_the_first_counts() {
    let body = with("mode: enforce", "mode: testing\nmode: enforce");
    let policy = plain(&body);
    assert_eq!((policy.status, policy.mode.as_deref()), (Status::Found, Some("testing")));
    assert_eq!(
        mistakes(&body),
        pairs(&[("mode: enforce", "`mode` stands twice: the first one counts")])
    );
}

#[test]
fn what_is_missing_is_told() {
    for (body, keys) in [
        ("", &["version", "mode", "max_age", "mx"][..]),
        ("version: STSv1\nmode: none\n", &["max_age"]),
        ("mode: enforce\nmax_age: 1\n", &["version", "mx"]),
    ] {
        let policy = plain(body);
        assert_eq!(policy.status, Status::Invalid);
        let expected: Vec<_> =
            keys.iter().map(|key| ("*".to_owned(), format!("the policy has no `{key}`"))).collect();
        assert_eq!(mistakes(body), expected, "{body}");
    }
}

#[test]
fn broken_lines_say_where() {
    let mode = "the mode is `enforce`, `testing` or `none`";
    let age = "the age is a number of seconds, of 10 digits at most";
    let host = "this is no host: one name, in A-labels if it is international, without a final \
                dot, with `*` for its first label at most";
    for (from, to, shown, reason) in [
        ("STSv1", "STSv2", "STSv2", "the version is `STSv1`; there is no other"),
        ("STSv1", "stsv1", "stsv1", "the version is `STSv1`; there is no other"),
        ("mode: enforce", "mode:  Enforce ", "Enforce", mode),
        ("mode: enforce", "mode: enforced", "enforced", mode),
        ("mode: enforce", "mode:", "mode:", "`mode` has no value"),
        ("mode: enforce", "mode : enforce", "mode ", "white space stands around the key"),
        ("mode: enforce", " mode: enforce", " mode", "white space stands around the key"),
        ("86400", "-1", "-1", age),
        ("86400", "+1", "+1", age),
        ("86400", "1d", "1d", age),
        ("86400", "86400.0", "86400.0", age),
        ("86400", "00000086400", "00000086400", age),
        ("86400", "31557601", "31557601", "the age is 31557600 seconds at most, a year"),
        ("mx.example.com", "mx.example.com.", "mx.example.com.", host),
        ("mx.example.com", "b\u{fc}cher.example", "b\u{fc}cher.example", host),
        ("mx.example.com", "a.example, b.example", "a.example, b.example", host),
        ("mx.example.com", "mail.*.example.com", "mail.*.example.com", host),
        ("mx.example.com", "a\0b", "a\0b", "there are control characters in the value of `mx`"),
    ] {
        let body = with(from, to);
        assert_eq!(plain(&body).status, Status::Invalid, "{body}");
        let found = mistakes(&body);
        assert_eq!(found[0], (shown.to_owned(), reason.to_owned()));
        assert!(found[1..].iter().all(|(at, _)| at == "*"), "{found:?}");
    }
    assert_eq!(
        mistakes(&with(
            "mode: enforce\n",
            "mode: enforce\n\u{fc}ber uns\n\u{fc}: x\n<html>:\n: y\n"
        )),
        pairs(&[
            ("\u{fc}ber uns", "this line has no `:`: it is no key with a value"),
            ("\u{fc}", "this is not the name of a key"),
            ("<html>", "this is not the name of a key"),
            (": y", "the name of the key is missing"),
        ])
    );
}

#[test]
fn a_key_in_other_case_is_another_key() {
    assert_eq!(
        mistakes(&with("mode: enforce", "Mode: enforce")),
        pairs(&[
            ("Mode", "keys are written in lower case: senders ignore this line"),
            ("*", "the policy has no `mode`"),
        ])
    );
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_key() {
    let policy = plain(&format!("\u{feff}{}", with("STSv1", "STSv1")));
    assert_eq!((policy.status, policy.mode.as_deref()), (Status::Invalid, Some("enforce")));
    assert_eq!(policy.mistakes.len(), 1);
    assert_eq!(policy.mistakes[0].reason, "a byte-order mark stands before the first key");
}

#[test]
fn the_media_type_is_plain_text() {
    let body = with("STSv1", "STSv1");
    let status = |media_type| read(&body, media_type, URL).status;
    for good in ["text/plain", "Text/Plain; charset=utf-8", "text/plain;charset=\"x\""] {
        assert_eq!(status(Some(good)), Status::Found, "{good}");
    }
    for bad in ["text/html", "text/plainer", "", "application/octet-stream; x=text/plain"] {
        let policy = read(&body, Some(bad), URL);
        assert_eq!(policy.status, Status::Invalid, "{bad}");
        assert_eq!(policy.mode.as_deref(), Some("enforce"));
        assert_eq!(
            policy.mistakes,
            [Mistake {
                at: URL.to_owned(),
                reason: "the media type of the policy is not `text/plain`".to_owned(),
            }]
        );
    }
    assert_eq!(status(None), Status::Invalid);
}

#[test]
fn a_page_full_of_mistakes_is_bounded() {
    let policy = plain(&"<p>\n".repeat(16_000));
    assert_eq!(policy.status, Status::Invalid);
    assert_eq!(policy.mistakes.len(), MISTAKES + 1);
    // 1,000 lines, the line that says so, and four keys; 20 of them are listed.
    assert_eq!(policy.mistakes[MISTAKES].reason, "985 more mistakes are not listed");
    let policy = plain(&"mx: a.example\n".repeat(4_000));
    assert_eq!((policy.status, policy.mx.len()), (Status::Invalid, LINES));
    let policy = plain(&":".repeat(64 << 10));
    assert_eq!(policy.mistakes[0].reason, "the name of the key is missing");
}

proptest! {
    /// Whatever stands there, every anchor points into it, and the outcome is that of the mistakes.
    #[test]
    fn any_text_is_read(body in policies()) {
        let policy = plain(&body);
        for mistake in &policy.mistakes {
            let shown = underlined(&body, &mistake.at);
            prop_assert!(!shown.is_empty() || !mistake.at.contains(";char="), "{}", mistake.at);
        }
        for exchange in &policy.mx {
            let line = underlined(&body, &exchange.at).to_ascii_lowercase();
            prop_assert!(line.ends_with(&exchange.pattern) || line.ends_with([' ', '\t']));
        }
        if policy.status == Status::Found {
            prop_assert!(policy.mode.is_some());
            prop_assert!(policy.max_age.unwrap() <= MAX_AGE);
            prop_assert!(!policy.mx.is_empty() || policy.mode.as_deref() == Some("none"));
        } else {
            prop_assert!(!policy.mistakes.is_empty());
        }
        prop_assert_eq!(&policy, &plain(&body.replace("\r\n", "\n").replace('\n', "\r\n")));
    }
}

/// Texts that are nearly policies, or anything.
fn policies() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("version: STSv1".to_owned()),
        "(version|mode|max_age|mx|Mode|x-other)[ \t]?:[ \t]?[a-zA-Z0-9.*\u{e9}\u{1f4e7} -]{0,12}[ \t]?",
        "mode: (enforce|testing|none)",
        "max_age: [0-9]{1,9}",
        "mx: (\\*\\.)?[a-z]{1,5}\\.example",
        "[^\r\n]{0,20}",
        Just(String::new()),
    ];
    let lines = proptest::collection::vec((line, prop_oneof![Just("\n"), Just("\r\n")]), 0..9);
    lines.prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}
