//! Records right, wrong and hostile.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::*;
use crate::collect::dns;

/// The underlined text and the reason of each mistake.
fn mistakes(text: &str) -> Vec<(String, String)> {
    let found = parse(text, text.as_bytes()).mistakes.into_iter();
    found.map(|fault| (text[fault.span].to_owned(), fault.reason)).collect()
}

#[track_caller]
fn one(text: &str, underlined: &str, reason: &str) {
    assert_eq!(mistakes(text), [(underlined.to_owned(), reason.to_owned())], "{text}");
}

/// The terms as written, their names and values.
fn terms(text: &str) -> Vec<(String, String, Option<String>)> {
    let record = parse(text, text.as_bytes());
    assert_eq!(record.mistakes, [], "{text}");
    let term = |term: Term| {
        let value = term.value.map(|value| text[value].to_owned());
        (text[term.span].to_owned(), term.name.into_owned(), value)
    };
    record.terms.into_iter().map(term).collect()
}

#[test]
fn the_version_tells_a_record_from_other_texts() {
    for text in ["v=spf1", "v=spf1 ", "V=SPF1 -all", "v=sPf1 a"] {
        assert!(is_spf(text.as_bytes()), "{text}");
    }
    for text in
        ["", "v=spf", "v=spf10", "v=spf1-all", " v=spf1 -all", "v=spf1\t-all", "v=spf2.0/pra"]
    {
        assert!(!is_spf(text.as_bytes()), "{text}");
    }
}

#[test]
fn terms_of_every_kind_are_read() {
    let text = "v=spf1  +a/24//64 ?mx:mx.example.net/24 PTR -ip4:192.0.2.0/24 ~IP6:2001:db8::/32 \
                a//48 include:_spf.%{d2} exists:%{ir}.x.example.com exp=why.example.com \
                moo.cow-far_out=man:dog/cat Redirect=%{o}  ";
    let found = terms(text);
    let found: Vec<_> =
        found.iter().map(|(text, name, value)| (&**text, &**name, value.as_deref())).collect();
    let expected = [
        ("+a/24//64", "a", Some("24//64")),
        ("?mx:mx.example.net/24", "mx", Some("mx.example.net/24")),
        ("PTR", "ptr", None),
        ("-ip4:192.0.2.0/24", "ip4", Some("192.0.2.0/24")),
        ("~IP6:2001:db8::/32", "ip6", Some("2001:db8::/32")),
        ("a//48", "a", Some("/48")),
        ("include:_spf.%{d2}", "include", Some("_spf.%{d2}")),
        ("exists:%{ir}.x.example.com", "exists", Some("%{ir}.x.example.com")),
        ("exp=why.example.com", "exp", Some("why.example.com")),
        ("moo.cow-far_out=man:dog/cat", "moo.cow-far_out", Some("man:dog/cat")),
        ("Redirect=%{o}", "redirect", Some("%{o}")),
    ];
    assert_eq!(found, expected);
    assert_eq!(terms("v=spf1"), []);
}

/// What stands behind the domain is a prefix length only in its last label.
#[test]
fn a_prefix_length_stands_in_the_last_label_only() {
    let target = |text: &str| {
        let record = parse(text, text.as_bytes());
        assert_eq!(record.mistakes, [], "{text}");
        match &record.terms[0].kind {
            TermKind::Directive(_, Mechanism::A(target) | Mechanism::Mx(target)) => (
                target.domain.clone().map(|domain| text[domain].to_owned()),
                target.ip4,
                target.ip6,
            ),
            other => panic!("{other:?}"),
        }
    };
    let of = |domain: &str, ip4, ip6| (Some(domain.to_owned()), ip4, ip6);
    assert_eq!(target("v=spf1 a"), (None, 32, 128));
    assert_eq!(target("v=spf1 a/0"), (None, 0, 128));
    assert_eq!(target("v=spf1 mx//0"), (None, 32, 0));
    assert_eq!(target("v=spf1 a:foo:bar/baz.example.com"), of("foo:bar/baz.example.com", 32, 128));
    assert_eq!(target("v=spf1 a:b/c.example.com/8//9"), of("b/c.example.com", 8, 9));
    assert_eq!(target("v=spf1 mx:%{d./}/8"), of("%{d./}", 8, 128));
    assert_eq!(target("v=spf1 a:x%%//8"), of("x%%", 32, 8));
    assert_eq!(target("v=spf1 a:example.com./8"), of("example.com.", 8, 128));
    assert_eq!(target("v=spf1 a:example.xn--zckzah"), of("example.xn--zckzah", 32, 128));
}

#[test]
fn names_that_are_none_say_so() {
    one("v=spf1 ipv4:192.0.2.1 -all", "ipv4", "there is no mechanism `ipv4`");
    one("v=spf1 -all.", "all.", "there is no mechanism `all.`");
    one("v=spf1 -all;", "all;", "there is no mechanism `all;`");
    one("v=spf1 - all", "-", "the name of a mechanism is missing");
    one("v=spf1 :x", ":x", "the name of a mechanism is missing");
    one("v=spf1 moo.cow/far_out=man", "moo.cow", "there is no mechanism `moo.cow`");
    one("v=spf1 redirect:a.b", "redirect", "`redirect` is a modifier: write `redirect=`");
    for text in ["1up=foo", "=all", "-exp=a.b"] {
        let name = text.trim_start_matches('-');
        let reason = "is neither a mechanism nor a modifier, whose name begins with a letter";
        one(&format!("v=spf1 {text}"), name, &format!("`{name}` {reason}"));
    }
}

#[test]
fn arguments_that_are_wrong_say_why() {
    one("v=spf1 -all:foo", ":foo", "nothing stands behind `all`");
    one("v=spf1 include", "include", "`include` needs a domain: `include:…`");
    one("v=spf1 -include/24", "include/24", "`include` needs a domain: `include:…`");
    one("v=spf1 ptr/0", "ptr/0", "`ptr` needs a domain: `ptr:…`");
    one("v=spf1 include: -all", ":", "a domain must stand behind `include`");
    one("v=spf1 exp= -all", "=", "a domain must stand behind `exp`");
    one("v=spf1 a:museum", "museum", "`museum` is one label: a domain has two or more");
    one("v=spf1 a:museum.", "museum.", "`museum.` is one label: a domain has two or more");
    one("v=spf1 a:%{d}com", "%{d}com", "a domain ends in a macro, or in a dot and its last label");
    one("v=spf1 a:abc.123", "123", "the last label must not be a number");
    one("v=spf1 a:a.-com", "-com", "the last label neither begins nor ends with a hyphen");
    one("v=spf1 a:a.b..", "a.b..", "the last label is empty");
    one(
        "v=spf1 mx:example.com:8080",
        "com:8080",
        "the last label holds letters, digits and hyphens only",
    );
    one(
        "v=spf1 a:111.222.33.44",
        "111.222.33.44",
        "`111.222.33.44` is an address: write `ip4:111.222.33.44`",
    );
    one(
        "v=spf1 include:a.example.com/24",
        "com/24",
        "`com/24` is not a last label, and `include` takes no prefix length",
    );
    one(
        "v=spf1 redirect=a.b ~all redirect=a.b",
        "redirect=a.b",
        "`redirect=` stands twice (section 6)",
    );
}

#[test]
fn addresses_that_are_wrong_say_why() {
    one("v=spf1 ip4", "ip4", "`ip4` needs an address: `ip4:…`");
    one("v=spf1 ip6:/8", "ip6:/8", "`ip6` needs an address: `ip6:…`");
    one("v=spf1 ip4:192.0.2", "192.0.2", "`192.0.2` is not an IPv4 address");
    one("v=spf1 ip4:192.0.02.1", "192.0.02.1", "`192.0.02.1` is not an IPv4 address");
    one("v=spf1 ip4:192.0.2.1:25", "192.0.2.1:25", "`192.0.2.1:25` is not an IPv4 address");
    one("v=spf1 ip4:2001:db8::1", "2001:db8::1", "`2001:db8::1` is not an IPv4 address");
    one("v=spf1 ip6::CAFE::BABE", ":CAFE::BABE", "`:CAFE::BABE` is not an IPv6 address");
    let length = "a prefix length here is a number from 0 to 32 without leading zeros";
    for (text, digits) in [
        ("ip4:192.0.2.1/33", "33"),
        ("ip4:192.0.2.1/032", "032"),
        ("ip4:192.0.2.1/+3", "+3"),
        ("ip4:192.0.2.1/", "/"),
        ("a/33", "33"),
        ("mx:example.com/", "/"),
    ] {
        one(&format!("v=spf1 {text}"), digits, length);
    }
    one("v=spf1 a/24/64", "24/64", &format!("{length}, and `//` before the one for IPv6"));
    one(
        "v=spf1 ip6:2001:db8::/129",
        "129",
        "a prefix length here is a number from 0 to 128 without leading zeros",
    );
}

#[test]
fn macros_that_are_wrong_say_why() {
    let percent = "`%` stands only before `{`, `%`, `_` or `-`: write `%%`";
    one("v=spf1 -exists:%(ir).sbl.example.org ?all", "%", percent);
    one("v=spf1 foo=%abc", "%", percent);
    one("v=spf1 a:%{a}.example.com", "%{a}", "there is no macro with this letter");
    one(
        "v=spf1 exp=%{r}.example.com",
        "%{r}",
        "the macros `c`, `r` and `t` stand in explanations only (section 7.2)",
    );
}

/// Every mistake is told, in the order of the text, and the terms without one are still terms.
#[test]
fn all_mistakes_are_told_at_once() {
    let text = "v=spf1 ip4:1.2.3 a:b.c moo include:%{x}.%q.museum -all";
    let found = mistakes(text);
    let underlined: Vec<_> = found.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(underlined, ["1.2.3", "moo", "%{x}", "%"]);
    let record = parse(text, text.as_bytes());
    let names: Vec<_> = record.terms.iter().map(|term| &*term.name).collect();
    assert_eq!(names, ["a", "all"]);
}

/// `\195` in the text is either four characters of the record or a byte of it.
#[test]
fn bytes_that_are_no_ascii_are_mistakes_and_their_escapes_are_not() {
    let bytes = b"v=spf1 a:\\195.example.com \xe2\x80\x9ca\xe2\x80\x9d mx\r \0";
    let text = dns::text(bytes);
    let record = parse(&text, bytes);
    let found: Vec<_> = record.mistakes.iter().map(|fault| &text[fault.span.clone()]).collect();
    assert_eq!(found, [r"\226\128\156", r"\226\128\157", r"\013", r"\000"]);
    assert!(
        record.mistakes.iter().all(|fault| fault.reason == "a record holds printable ASCII only")
    );
    let terms: Vec<_> = record.terms.iter().map(|term| &text[term.span.clone()]).collect();
    assert_eq!(terms, [r"a:\195.example.com"]);
}

#[test]
fn hostile_records_are_read_within_bounds() {
    let semicolons = format!("v=spf1 {}", ";".repeat(64 * 1024));
    let found = mistakes(&semicolons);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, format!("there is no mechanism `{}…`", ";".repeat(48)));

    let words = format!("v=spf1{}", " ;".repeat(32 * 1024));
    let found = mistakes(&words);
    assert_eq!(found.len(), 101);
    assert_eq!(found[99].0, ";");
    assert_eq!(found[100].1, format!("{} more mistakes", 32 * 1024 - 100));
    assert_eq!(found[100].0.len(), words.len() - 6 - 200);

    let terms = format!("v=spf1{} -all", " a:%{d./}/8".repeat(10_000));
    assert_eq!(parse(&terms, terms.as_bytes()).terms.len(), 10_001);
    let open = format!("v=spf1{}", " a:%{".repeat(10_000));
    assert_eq!(mistakes(&open).len(), 101);
    let percents = format!("v=spf1 a:{}", "%".repeat(60_001));
    assert_eq!(mistakes(&percents).len(), 1);
}
