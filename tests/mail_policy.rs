//! MTA-STS, from the library's front to a real nameserver and a real HTTPS server on this machine:
//! what a policy's host shows is judged, and what says nothing of the host leaves rules unknown.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use palisade::Subject;
use palisade::facts::Facts;
use palisade::policy::judge::Outcome;
use support::https_server::Behaviour;
use support::mail::{Judged, Mail, body, offline, policy};

const UNFETCHABLE: &str = "email.mta_sts_unfetchable";

/// The rules that need the policy, but for those that need more of the domain.
const ON_POLICIES: [&str; 5] = [
    "email.mta_sts_invalid",
    "email.mta_sts_mx_uncovered",
    "email.mta_sts_not_enforced",
    UNFETCHABLE,
    "email.transport_unprotected",
];

/// `rule anchor: message` of each finding about a policy file, with the text that is underlined.
fn shown(judged: &Judged, name: &str) -> Vec<String> {
    let url = format!("https://mta-sts.{name}.example/.well-known/mta-sts.txt");
    let findings = judged.target(name).findings.iter();
    let lines = findings.filter_map(|finding| {
        let location = finding.location.as_ref()?;
        let fragment = location.at.strip_prefix(&url)?;
        let (start, end) = (location.start.unwrap().offset, location.end.unwrap().offset);
        let underlined = &location.source.as_ref().unwrap().text[start..end];
        let rule = finding.rule.strip_prefix("email.mta_sts_").unwrap();
        Some(format!("{rule} {fragment} `{underlined}` {}", finding.message))
    });
    lines.collect()
}

#[test]
fn a_policy_in_order_passes() {
    let servers = Mail::new().with("good", body(&policy("good"))).start();
    let judged = servers.check();
    for rule in ON_POLICIES.into_iter().chain(["email.mta_sts_missing"]) {
        let verdict = judged.verdict("good", rule);
        assert_eq!(verdict.outcome, Outcome::Pass, "{verdict:?}");
    }
    let elsewhere = BTreeSet::from(["email.dkim_missing", "email.dnssec_unsigned"]);
    assert_eq!(judged.ended("good", Outcome::Fail), elsewhere);
    let request = &servers.https.requests()[0];
    assert!(request.starts_with("GET /.well-known/mta-sts.txt HTTP/1.1\r\n"), "{request}");
}

#[test]
fn what_the_host_shows_is_a_finding() {
    let cases = [
        ("other", Behaviour::OtherName("www.example"), "cert_invalid", "is for `www.example`"),
        ("expired", Behaviour::Expired, "cert_invalid", "has expired"),
        ("early", Behaviour::NotYetValid, "cert_invalid", "is not valid yet"),
        ("self", Behaviour::SelfSigned, "cert_invalid", "it is self-signed"),
        ("redirect", Behaviour::Redirect("https://x.example/"), "redirect", "a redirect (301)"),
        ("missing", Behaviour::Status(404), "", "no such file on it"),
        ("status", Behaviour::Status(500), "http_status", "answers with status 500"),
        ("large", Behaviour::Large((64 << 10) + 1), "too_large", "is larger than 64 KB"),
        ("endless", Behaviour::Endless, "too_large", "is larger than 64 KB"),
        ("plain", Behaviour::NoTls(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()), "tls", "not speak TLS"),
        ("bytes", Behaviour::Typed("text/plain", vec![0xff; 9]), "malformed", "is not UTF-8"),
        ("noise", Behaviour::Raw(b"220 ready\r\n".to_vec()), "malformed", "be read as HTTP/1.1"),
    ];
    let mut mail = Mail::new().with("good", body(&policy("good")));
    for (name, behaviour, ..) in &cases {
        mail = mail.with(name, behaviour.clone());
    }
    let servers = mail.at("nowhere", "TXT no address").start();
    let judged = servers.check();
    let otherwise_unknown = judged.ended("good", Outcome::Unknown);
    let cases = cases.into_iter().map(|(name, _, class, words)| (name, class, words));
    for (name, class, words) in cases.chain([("nowhere", "", "there is no such host")]) {
        let findings = judged.findings(name, UNFETCHABLE);
        assert_eq!(findings.len(), 1, "{name}: {:?}", judged.verdict(name, UNFETCHABLE));
        let announced =
            format!("`{name}.example` announces an MTA-STS policy that senders cannot have: ");
        let message = &findings[0].message;
        assert!(message.starts_with(&announced) && message.contains(words), "{name}: {message}");
        assert_eq!(
            findings[0].location.as_ref().unwrap().at,
            format!("https://mta-sts.{name}.example/.well-known/mta-sts.txt")
        );
        assert_eq!(judged.ended(name, Outcome::Unknown), otherwise_unknown, "{name}");
        assert_eq!(servers.class(name).as_str().unwrap_or_default(), class, "{name}");
        // Without a policy nothing protects the mail, and no rule on its content has a say.
        let transport = judged.verdict(name, "email.transport_unprotected").outcome;
        assert_eq!(transport, Outcome::Fail, "{name}");
        assert_eq!(judged.findings(name, "email.mta_sts_invalid").len(), 0, "{name}");
    }
}

/// That a rule is unknown for want of the policy, and no rule besides those.
#[track_caller]
fn assert_unknown(judged: &Judged, name: &str, apart: &BTreeSet<&str>, reason: &str) {
    for rule in ON_POLICIES {
        let verdict = judged.verdict(name, rule);
        assert_eq!(verdict.outcome, Outcome::Unknown, "{name}: {verdict:?}");
        let at = format!("https://mta-sts.{name}.example/.well-known/mta-sts.txt: ");
        let given = verdict.reason.as_deref().unwrap().strip_prefix(&at);
        assert_eq!(given, Some(reason), "{name}: {verdict:?}");
        assert_eq!(judged.findings(name, rule).len(), 0, "{name}");
    }
    let unknown = judged.ended(name, Outcome::Unknown);
    let beside: BTreeSet<_> =
        unknown.into_iter().filter(|rule| !ON_POLICIES.contains(rule)).collect();
    assert_eq!(beside, *apart, "{name}");
}

#[test]
fn what_says_nothing_of_the_host_is_unknown() {
    let servers = Mail::new()
        .with("good", body(&policy("good")))
        .with("slow", Behaviour::SlowBody)
        .with("stalling", Behaviour::Stalling(9))
        .with("silent", Behaviour::SilentHandshake)
        .with("closed", Behaviour::Closes)
        .with("late", Behaviour::ClosesLate)
        .at("refusing", "A 127.0.0.9")
        .at("servfail", "A !servfail")
        .at("mute", "A !timeout")
        .start();
    let judged = servers.check();
    let apart = judged.ended("good", Outcome::Unknown);
    let host = |name: &str| format!("mta-sts.{name}.example");
    let late = |name: &str| format!("{} has not answered to the end within 2 seconds", host(name));
    let closes =
        |name| format!("{} closes the connection before it has answered to the end", host(name));
    let lost =
        |name: &str, why: &str| format!("the address of {} could not be found: {why}", host(name));
    let no_connection = |name: &str| {
        format!("no secure connection to {} came about within 1.2 seconds", host(name))
    };
    let refuses = |name: &str| {
        format!(
            "no connection to {} came about: it refuses, or there is no way to it from this machine",
            host(name)
        )
    };
    let cases = [
        ("slow", "timeout", late("slow")),
        ("stalling", "timeout", late("stalling")),
        ("silent", "timeout", no_connection("silent")),
        ("closed", "io", closes("closed")),
        ("late", "io", closes("late")),
        ("refusing", "connect", refuses("refusing")),
        ("servfail", "dns", lost("servfail", "the resolver answers SERVFAIL")),
        ("mute", "dns", lost("mute", "the resolver gives no answer within 1.6 s")),
    ];
    for (name, class, reason) in &cases {
        assert_unknown(&judged, name, &apart, reason);
        assert_eq!(servers.class(name), *class, "{name}");
    }
    // What stands in DNS is judged all the same.
    assert_eq!(judged.verdict("slow", "email.mta_sts_missing").outcome, Outcome::Pass);
}

#[test]
fn a_private_address_is_not_connected_to_without_the_permission() {
    let mut mail = Mail::new()
        .with("loopback", body(&policy("loopback")))
        .at("private", "A 10.0.0.1")
        .at("mapped", "AAAA ::ffff:127.0.0.1");
    mail.private = false;
    let servers = mail.start();
    let judged = servers.check();
    let apart = judged.ended("loopback", Outcome::Unknown);
    let apart = apart.into_iter().filter(|rule| !ON_POLICIES.contains(rule)).collect();
    for name in ["loopback", "private", "mapped"] {
        let reason = format!(
            "mta-sts.{name}.example has addresses of private or special networks only, and those \
             are not connected to"
        );
        assert_unknown(&judged, name, &apart, &reason);
        assert_eq!(servers.class(name), "blocked_address");
    }
    assert_eq!(servers.https.connections(), 0);
}

#[test]
fn findings_point_at_the_line_of_the_policy() {
    let testing = policy("testing").replace("enforce", "testing");
    let brief = policy("brief").replace("2419200", "86400");
    let wrong = "version: STSv1\r\nmode: enforced\r\nmx: mx.wrong.example\r\nmax_age: 2419200\r\n";
    let notes = format!("# our policy\n{}", policy("notes"));
    let servers = Mail::new()
        .with("testing", body(&testing))
        .with("none", body("version: STSv1\nmode: none\nmax_age: 2419200\n"))
        .with("brief", body(&brief))
        .with("wrong", body(wrong))
        .with("notes", body(&notes))
        .with("page", Behaviour::Typed("text/html", policy("page").into_bytes()))
        .start();
    let judged = servers.check();
    let expected = BTreeMap::from([
        (
            "testing",
            vec![
                "not_enforced #line=2 `mode: testing` the MTA-STS policy of `testing.example` is \
                 not enforced: senders report failures of TLS and deliver without it",
            ],
        ),
        (
            "none",
            vec![
                "not_enforced #line=2 `mode: none` the MTA-STS policy of `none.example` is not \
                 enforced: `mode: none` tells senders that there is none",
            ],
        ),
        (
            "brief",
            vec![
                "not_enforced #line=4 `max_age: 86400` senders keep the MTA-STS policy of \
                 `brief.example` for 86400 seconds; 604800 are the least that resists an attack",
            ],
        ),
        (
            "wrong",
            vec![
                "invalid #line=2;char=6,14 `enforced` in the MTA-STS policy of `wrong.example`: the \
                 mode is `enforce`, `testing` or `none`",
            ],
        ),
        (
            "notes",
            vec![
                "invalid #line=1;char=0,12 `# our policy` in the MTA-STS policy of `notes.example`: \
                 this line has no `:`: it is no key with a value",
            ],
        ),
        (
            "page",
            vec![
                "invalid  `version: STSv1` in the MTA-STS policy of `page.example`: the media type \
                 of the policy is not `text/plain`",
            ],
        ),
    ]);
    for (name, lines) in expected {
        assert_eq!(shown(&judged, name), lines, "{name}");
    }
    let not_enforced = judged.verdict("testing", "email.mta_sts_not_enforced");
    assert_eq!(not_enforced.outcome, Outcome::Fail);
    let pretty = judged.pretty("testing");
    let place = "─[https://mta-sts.testing.example/.well-known/mta-sts.txt:2:1]";
    let (_, rest) = pretty.split_once(place).unwrap_or_else(|| panic!("{pretty}"));
    let lines: Vec<_> = rest.lines().skip(1).take(4).map(str::trim_end).collect();
    let expected = [
        " 1 │ version: STSv1",
        " 2 │ mode: testing",
        "   · ─────────────",
        " 3 │ mx: mx.testing.example",
    ];
    assert_eq!(lines, expected, "{pretty}");
}

/// Patterns that cover other exchanges than the one that there is.
fn elsewhere(name: &str) -> String {
    policy(name).replace("mx: ", "mx: *.")
}

#[test]
fn an_exchange_that_no_line_covers_is_told() {
    let servers = Mail::new()
        .with("strict", body(&elsewhere("strict")))
        .with("lax", body(&elsewhere("lax").replace("enforce", "testing")))
        .with("wild", body(&policy("wild").replace("mx.wild", "*.wild")))
        .start();
    let judged = servers.check();
    for (name, severity, effect) in [
        ("strict", "high", "senders do not deliver to it"),
        ("lax", "medium", "once enforced, senders will not deliver to it"),
    ] {
        let findings = judged.findings(name, "email.mta_sts_mx_uncovered");
        assert_eq!(findings.len(), 1, "{name}");
        let finding = findings[0];
        assert_eq!(
            finding.message,
            format!(
                "the MTA-STS policy of `{name}.example` does not cover `mx.{name}.example`: {effect}"
            )
        );
        assert_eq!(serde_json::to_value(finding.severity).unwrap(), severity);
        let at = &finding.location.as_ref().unwrap().at;
        assert_eq!(*at, format!("dns:{name}.example?type=MX#line=1"));
        let related: Vec<_> = finding
            .related
            .iter()
            .map(|related| (related.location.at.as_str(), related.message.as_str()))
            .collect();
        let line = format!("https://mta-sts.{name}.example/.well-known/mta-sts.txt#line=3");
        let message = format!("`*.mx.{name}.example` does not cover it");
        assert_eq!(related, [(line.as_str(), message.as_str())]);
    }
    let wild = judged.verdict("wild", "email.mta_sts_mx_uncovered");
    assert_eq!(wild.outcome, Outcome::Pass, "{wild:?}");
}

#[test]
fn stored_facts_come_to_the_same_verdicts() {
    let servers = Mail::new()
        .with("good", body(&policy("good")))
        .with("testing", body(&policy("testing").replace("enforce", "testing")))
        .with("strict", body(&elsewhere("strict")))
        .with("wrong", body("<html>\nversion: STSv1\n"))
        .with("expired", Behaviour::Expired)
        .with("closed", Behaviour::Closes)
        .at("servfail", "A !servfail")
        .start();
    let live = servers.check();
    let asked = servers.https.connections();
    let mut stored = Vec::new();
    for name in ["good", "testing", "strict", "wrong", "expired", "closed", "servfail"] {
        let facts = servers.facts(name);
        let text = serde_json::to_string(&facts).unwrap();
        let read: Facts = serde_json::from_str(&text).unwrap();
        assert_eq!(read, facts, "{name}");
        stored.push(servers.target(&format!("{name}.example"), Subject::Facts(Arc::new(read))));
    }
    assert_eq!(servers.https.connections(), 2 * asked, "each policy is fetched once a run");
    let again = palisade::check(&stored, offline());
    assert_eq!(servers.https.connections(), 2 * asked, "nothing is sent for stored facts");
    assert_eq!(
        serde_json::to_value(&again).unwrap(),
        serde_json::to_value(&live.0).unwrap(),
        "verdicts, findings and problems"
    );
    assert_eq!(
        live.verdict("expired", UNFETCHABLE).outcome,
        Outcome::Fail,
        "the chain has something to say"
    );
}
