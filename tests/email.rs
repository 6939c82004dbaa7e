//! Domains, from the command line to real servers on this machine and back: a lookup that failed
//! is never an absence, nothing is sent offline, and stored facts give the same verdicts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use support::nameserver::Nameserver;
use support::{Report, TODAY, World};

/// A domain where nothing is wrong, but for what these tests change.
const GOOD: &str = "\
example.com SOA ns.example.com
example.com MX 10 mx.example.com
mx.example.com A 198.51.100.25
example.com TXT v=spf1 mx -all
_dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:dmarc@example.com
_smtp._tls.example.com TXT v=TLSRPTv1; rua=mailto:tls@example.com
";

/// A zone with the records of one name and type replaced.
fn with(name: &str, kind: &str, data: &str) -> String {
    let start = format!("{name} {kind} ");
    let mut zone: String = GOOD
        .lines()
        .filter(|line| !line.starts_with(&start))
        .map(|line| format!("{line}\n"))
        .collect();
    writeln!(zone, "{start}{data}").unwrap();
    zone
}

fn online(world: &World, server: &Nameserver, arguments: &[&str]) -> Report {
    let resolver = server.address().to_string();
    let mut all = vec!["--online", "--timeout", "0.2", "--resolver", &resolver];
    all.extend(arguments);
    world.check(&all)
}

fn of_domain(zone: &str, rules: &[&str]) -> Report {
    let (world, server) = (World::new(), Nameserver::zone(zone));
    let mut arguments = vec!["--domain", "example.com"];
    arguments.extend(rules.iter().flat_map(|rule| ["--rule", rule]));
    online(&world, &server, &arguments)
}

#[test]
fn a_domain_in_order_passes() {
    let rules =
        ["email.spf_missing", "email.dmarc_missing", "email.mx_invalid", "email.tls_rpt_missing"];
    let report = of_domain(GOOD, &rules);
    assert_eq!(report.ended("pass").len(), rules.len(), "{:?}", report.problems());
    assert_eq!((report.code, report.findings().len()), (Some(0), 0));
}

#[test]
fn absence_is_told_where_it_is_proven() {
    for proof in ["!nxdomain", "!nodata"] {
        let report = of_domain(&with("_dmarc.example.com", "TXT", proof), &["email.dmarc_missing"]);
        assert_eq!(report.outcome("email.dmarc_missing"), "fail", "{proof}");
        let places: Vec<_> = report.findings().into_iter().map(|finding| finding.place).collect();
        assert_eq!(places, ["dns:_dmarc.example.com?type=TXT"]);
    }
}

#[test]
fn no_failure_reads_as_absent() {
    let faults = [
        ("servfail", "servfail"),
        ("refused", "refused"),
        ("formerr", "formerr"),
        ("notimp", "notimp"),
        ("rcode YXDOMAIN", "rcode"),
        ("timeout", "timeout"),
        ("tcp_timeout", "tcp_timeout"),
        ("bogus", "bogus"),
        ("malformed", "malformed"),
        ("cname_loop", "cname_loop"),
        ("cname_dangling", "cname_dangling"),
        ("empty_no_soa", "empty_no_soa"),
    ];
    let records = [
        ("_dmarc.example.com", "TXT", "email.dmarc_missing"),
        ("example.com", "TXT", "email.spf_missing"),
        ("_smtp._tls.example.com", "TXT", "email.tls_rpt_missing"),
        ("example.com", "MX", "email.mx_invalid"),
    ];
    let mut told = BTreeSet::new();
    for (fault, class) in faults {
        for (name, kind, rule) in records {
            // Behind a signature that does not hold stands data.
            let data = match (fault, kind) {
                ("bogus", "MX") => " 10 mx.example.com",
                ("bogus", _) => " v=spf1 -all",
                _ => "",
            };
            let report = of_domain(&with(name, kind, &format!("!{fault}{data}")), &[rule]);
            assert_eq!(report.outcome(rule), "unknown", "{fault} at {name} {kind}");
            let reason = report.reason(rule);
            assert!(reason.starts_with(&format!("dns:{name}?type={kind}: ")), "{reason}");
            assert_eq!(report.findings().len(), 0, "{fault} at {name} {kind}");
            // Nothing could be judged: the run does not end as a clean one.
            assert_eq!(report.code, Some(2), "{fault} at {name} {kind}");
            if kind == "TXT" && name.starts_with("_dmarc") {
                told.insert(reason.to_owned());
            }
        }
        let data = if fault == "bogus" { " v=DMARC1; p=none" } else { "" };
        let facts = facts(&with("_dmarc.example.com", "TXT", &format!("!{fault}{data}")));
        assert_eq!(facts["domains"][0]["dmarc"]["status"], "error");
        assert_eq!(facts["domains"][0]["dmarc"]["error"]["class"], class);
    }
    assert_eq!(told.len(), faults.len(), "each is told apart: {told:#?}");
}

fn facts(zone: &str) -> serde_json::Value {
    let (world, server) = (World::new(), Nameserver::zone(zone));
    let resolver = server.address().to_string();
    let run = world.run(&[
        "facts",
        "--domain",
        "example.com",
        "--online",
        "--timeout",
        "0.2",
        "--resolver",
        &resolver,
    ]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    serde_json::from_slice(&run.stdout).unwrap()
}

#[test]
fn what_failed_leaves_the_rest_judged() {
    let zone = with("_dmarc.example.com", "TXT", "!servfail");
    let report =
        of_domain(&zone, &["email.dmarc_missing", "email.spf_missing", "email.mx_invalid"]);
    assert_eq!(report.ended("unknown"), ["email.dmarc_missing"]);
    assert_eq!(report.ended("pass"), ["email.mx_invalid", "email.spf_missing"]);
    assert_eq!(report.code, Some(0));
}

#[test]
fn offline_nothing_is_sent_and_one_line_says_so() {
    let world = World::with_app();
    world.write("app/package.json", MANIFEST);
    let run = world.run(&["check", "app", "--today", TODAY, "--rule", "email"]);
    let lines: Vec<_> = run.text().lines().filter(|line| line.contains("offline")).collect();
    assert_eq!(lines.len(), 1, "{}", run.text());
    assert!(lines[0].contains("rules unknown: offline: "), "{}", lines[0]);
    let report = world.check(&["app", "--rule", "email"]);
    let verdicts = report.json["targets"][0]["verdicts"].as_array().unwrap().len();
    assert_eq!(report.ended("unknown").len(), verdicts);
    // A domain by itself, and nothing asked: that is no clean run.
    let report = world.check(&["--domain", "example.com", "--rule", "email"]);
    assert_eq!(report.code, Some(2));
    assert!(report.refusals()[0].contains("--online"), "{:?}", report.refusals());
}

#[test]
fn rules_ask_for_no_more_than_they_read() {
    let (world, server) = (World::new(), Nameserver::zone(GOOD));
    online(&world, &server, &["--domain", "example.com", "--rule", "email.tls_rpt_missing"]);
    let mut asked = server.asked();
    asked.sort();
    assert_eq!(asked, ["_smtp._tls.example.com TXT", "example.com MX", "mx.example.com A"]);
    // Each question once, though some are sent before they are asked for.
    let server = Nameserver::zone(GOOD);
    let rules = ["email.tls_rpt_missing", "email.spf_missing", "email.dmarc_missing"];
    let rules = rules.iter().flat_map(|rule| ["--rule", rule]);
    online(
        &world,
        &server,
        &["--domain", "example.com"].into_iter().chain(rules).collect::<Vec<_>>(),
    );
    let mut asked = server.asked();
    asked.sort();
    let expected = [
        "_dmarc.com TXT",
        "_dmarc.example.com TXT",
        "_smtp._tls.example.com TXT",
        "example.com MX",
        "example.com TXT",
        "mx.example.com A",
        "mx.example.com AAAA",
    ];
    assert_eq!(asked, expected);
    // Rules on files alone ask for nothing.
    let (world, server) = (World::with_app(), Nameserver::zone(GOOD));
    online(&world, &server, &["app", "--rule", "ci"]);
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn domains_of_a_repository_are_those_of_its_people() {
    let world = World::with_app();
    world.write("app/package.json", MANIFEST);
    world
        .write("app/palisade.yaml", "parameters:\n  registry_mail_domains: [notify.example.net]\n");
    let zone = format!("{GOOD}notify.example.net TXT v=spf1 +all\n");
    let server = Nameserver::zone(&zone);
    let report = online(&world, &server, &["app", "--rule", "email"]);
    let found: Vec<_> = report.findings().into_iter().map(|f| (f.rule, f.place)).collect();
    let has = |rule: &str, place: &str| found.contains(&(rule.to_owned(), place.to_owned()));
    assert!(has("email.spf_open", "dns:notify.example.net?type=TXT#line=1;char=7,11"), "{found:?}");
    assert!(
        has("email.maintainer_domain_dead", "app/package.json:4:0")
            || found.iter().any(|(rule, place)| {
                rule == "email.maintainer_domain_dead" && place.starts_with("package.json:")
            }),
        "{found:?}"
    );
}

const MANIFEST: &str = r#"{
  "name": "app",
  "version": "1.0.0",
  "author": "One <one@example.com>",
  "maintainers": [{ "name": "Two", "email": "two@gone.example" }]
}
"#;

#[test]
fn stored_facts_give_the_same_verdicts_without_the_network() {
    let world = World::with_app();
    world.write("app/package.json", MANIFEST);
    let zone = with("_smtp._tls.example.com", "TXT", "!refused");
    let server = Nameserver::zone(&zone);
    let resolver = server.address().to_string();
    let asked_once = ["--online", "--timeout", "0.2", "--resolver", &resolver, "--today", TODAY];
    let run = world.run(&[&["facts", "app"], &asked_once[..]].concat());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    world.write("facts.json", &run.stdout);
    let live = online(&world, &server, &["app"]);
    let before = server.asked().len();
    let stored = world.check(&["--facts", "facts.json"]);
    assert_eq!(server.asked().len(), before);
    assert_eq!(stored.json["targets"][0]["verdicts"], live.json["targets"][0]["verdicts"]);
    let messages = |report: &Report| -> Vec<_> {
        let mut all: Vec<_> =
            report.findings().into_iter().map(|finding| (finding.rule, finding.message)).collect();
        all.sort();
        all
    };
    assert_eq!(messages(&stored), messages(&live));
    assert_eq!(stored.code, live.code);
    // The record is shown as it was, though nothing was asked.
    let rules = ["--rule", "email.dmarc_missing", "--rule", "email.spf_missing"];
    let run =
        world.run(&[&["check", "--facts", "facts.json", "--today", TODAY], &rules[..]].concat());
    assert!(run.text().contains("NXDOMAIN"), "{}", run.text());
}

#[test]
fn facts_that_are_none_are_refused() {
    let world = World::new();
    world.write("empty.json", "");
    world.write("other.json", "{\"schema\": \"palisade/facts/v1\", \"target\": 3}");
    world.write("cut.json", "{\"schema\": \"palisade/fac");
    for file in ["empty.json", "other.json", "cut.json", "missing.json"] {
        let run = world.run(&["check", "--facts", file]);
        assert_eq!(run.code, Some(2), "{file}: {}", run.stderr);
        assert!(run.stderr.starts_with(&format!("palisade: {file} ")), "{}", run.stderr);
    }
}

#[test]
fn many_domains_end_in_one_table() {
    let world = World::new();
    let mut zone = GOOD.to_owned();
    for (name, policy) in [("a.example", "none"), ("b.example", "reject")] {
        writeln!(zone, "{name} TXT v=spf1 -all\n_dmarc.{name} TXT v=DMARC1; p={policy}").unwrap();
        writeln!(zone, "{name} MX 0 .").unwrap();
    }
    zone.push_str("c.example TXT !servfail\n_dmarc.c.example TXT v=DMARC1; p=reject\n");
    world.write(
        "list.txt",
        "# three\nb.example\nA.Example.  # in any case\n\nc.example\nb.example\n",
    );
    let server = Nameserver::zone(&zone);
    let resolver = server.address().to_string();
    let arguments = [
        "check",
        "--online",
        "--timeout",
        "0.2",
        "--resolver",
        &resolver,
        "--today",
        TODAY,
        "--domain",
        "example.com",
        "--domains",
        "list.txt",
        "--rule",
        "email.spf_missing",
        "--rule",
        "email.dmarc_not_enforced",
    ];
    let run = world.run(&arguments);
    let table: Vec<Vec<&str>> = run
        .text()
        .lines()
        .skip_while(|line| !line.starts_with("domain "))
        .take_while(|line| !line.is_empty())
        .map(|line| line.split_whitespace().collect())
        .collect();
    let expected = [
        ["domain", "DMARC", "SPF"],
        ["example.com", "ok", "ok"],
        ["b.example", "ok", "ok"],
        ["a.example", "high", "ok"],
        ["c.example", "ok", "unknown"],
    ];
    assert_eq!(table, expected, "{}", run.text());
    for _ in 0..3 {
        assert_eq!(world.run(&arguments).stdout, run.stdout, "the output is the same each time");
    }
}

#[test]
fn lists_and_names_that_are_wrong_are_told_all_at_once() {
    let world = World::new();
    world.write("bad.txt", "example.com\nhttp://x/\na..b\n");
    world.write("none.txt", "# nothing\n");
    let run = world.run(&[
        "check",
        "--domain",
        "exa mple",
        "--domains",
        "bad.txt",
        "--domains",
        "none.txt",
        "--domains",
        "gone.txt",
    ]);
    assert_eq!(run.code, Some(2));
    for told in [
        "--domain: `exa mple`",
        "bad.txt:2:",
        "bad.txt:3:",
        "none.txt names no domain",
        "gone.txt cannot",
    ] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
}

#[test]
fn records_cannot_speak_to_a_terminal_or_a_runner() {
    let zone = format!("{GOOD}evil.example TXT v=spf1 include:\u{1b}[2J::error::x -all\n");
    let (world, server) = (World::new(), Nameserver::zone(&zone));
    let resolver = server.address().to_string();
    for format in ["pretty", "concise", "json", "ndjson", "sarif", "github"] {
        let run = world.run(&[
            "check",
            "--domain",
            "evil.example",
            "--online",
            "--timeout",
            "0.2",
            "--resolver",
            &resolver,
            "--format",
            format,
            "--rule",
            "email.spf_invalid",
        ]);
        assert!(!run.text().contains('\u{1b}'), "{format}: {}", run.text());
        assert!(!run.text().lines().any(|line| line.starts_with("::error::")), "{format}");
        assert!(!run.stderr.contains('\u{1b}'));
    }
}

#[test]
fn a_target_of_which_nothing_is_known_is_no_clean_run() {
    // A resolver that is silent, with all rules: those about files have nothing to pass here.
    let (world, silent) = (World::new(), std::net::UdpSocket::bind("127.0.0.1:0").unwrap());
    let resolver = silent.local_addr().unwrap().to_string();
    let asked = ["--online", "--timeout", "0.05", "--resolver", &resolver, "--domain", "a.example"];
    let report = world.check(&asked);
    assert_eq!(report.code, Some(2), "{:?}", report.ended("pass"));
    assert_eq!(report.ended("pass"), [""; 0]);
    assert!(report.refusals()[0].contains("nothing of `a.example`"));
    // Rules that read no domains.
    let report = world.check(&[&asked[..], &["--rule", "ci"]].concat());
    assert_eq!(report.code, Some(2));
    assert!(report.refusals()[0].contains("no rule that is asked reads domains"));
}

#[test]
fn silent_names_do_not_hold_a_run_up() {
    let includes: String = (0..60).map(|number| format!("include:s{number}.example ")).collect();
    let zone = format!("{GOOD}many.example TXT v=spf1 {includes}-all\n");
    let silent: String = (0..60).map(|number| format!("s{number}.example * !timeout\n")).collect();
    let (world, server) = (World::new(), Nameserver::zone(&(zone + &silent)));
    let rules = ["--domain", "many.example", "--rule", "email.spf_dangling_include"];
    let report = online(&world, &server, &rules);
    assert_eq!(report.outcome("email.spf_dangling_include"), "unknown");
    let names: BTreeSet<_> =
        server.asked().into_iter().filter(|asked| asked.starts_with('s')).collect();
    assert_eq!(names.len(), 8, "{names:?}");
}

#[test]
fn mailbox_providers_are_asked_only_whether_they_take_mail() {
    let world = World::with_app();
    let manifest =
        MANIFEST.replace("one@example.com", "one@gmail.com").replace("gone.example", "example.com");
    world.write("app/package.json", manifest);
    world.write("app/palisade.yaml", "parameters:\n  registry_mail_domains: []\n");
    let zone = format!(
        "{GOOD}gmail.com MX 5 mx.gmail.com\nmx.gmail.com A 198.51.100.7\ngmail.com TXT !servfail\n"
    );
    let server = Nameserver::zone(&zone);
    let report = online(&world, &server, &["app", "--rule", "email"]);
    let asked: BTreeSet<_> =
        server.asked().into_iter().filter(|asked| asked.contains("gmail.com")).collect();
    assert_eq!(asked, ["gmail.com MX", "mx.gmail.com A"].map(str::to_owned).into());
    assert_eq!(report.outcome("email.spf_missing"), "pass");
    assert_eq!(report.outcome("email.maintainer_domain_dead"), "pass");
}
