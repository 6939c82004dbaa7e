//! The test suite of RFC 7208 against a nameserver on this machine: 16 scenarios, each with a zone
//! of its own, and 203 tests. It is the work of others and no part of this project; the variable
//! `PALISADE_SUITES` names the folder that holds `rfc7208-tests.yml`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says how many cases it ran"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use super::evaluate::{Check, Query, check_host};
use super::select::Records;
use crate::collect::dns::nameserver::{Entry, Nameserver, Rdata};
use crate::collect::dns::{Client, Options};
use crate::facts::domain::SpfResult;
use crate::source::node::Node;
use crate::source::yaml;

/// How many tests the suite has.
const TESTS: usize = 203;

#[test]
fn the_suite_of_the_rfc_holds() {
    // Nobody must have the suite to work on something else; who has it sets the variable, as CI
    // does.
    let Some(folder) = std::env::var_os("PALISADE_SUITES") else {
        eprintln!("PALISADE_SUITES is not set: the suite of RFC 7208 is not run");
        return;
    };
    let text = std::fs::read_to_string(PathBuf::from(folder).join("rfc7208-tests.yml")).unwrap();
    let suite = yaml::parse(&text).unwrap();
    assert_eq!(suite.documents.len(), 16);
    // Scenarios wait for replies that never come: they wait together.
    let results: Vec<(usize, Vec<String>)> = std::thread::scope(|scope| {
        let scenarios = suite.documents.iter().map(|document| scope.spawn(|| scenario(document)));
        let scenarios: Vec<_> = scenarios.collect();
        scenarios.into_iter().map(|scenario| scenario.join().unwrap()).collect()
    });
    let run: usize = results.iter().map(|(run, _)| run).sum();
    let wrong: Vec<String> = results.into_iter().flat_map(|(_, wrong)| wrong).collect();
    eprintln!("the suite of RFC 7208: {run} tests run, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(run, TESTS);
}

/// Runs the tests of a scenario: how many there are, and what went wrong.
fn scenario(document: &Node) -> (usize, Vec<String>) {
    let server = Nameserver::start(zone(document.get("zonedata").unwrap()));
    let client = Client::new(Options {
        timeout: Duration::from_millis(150),
        attempts: 3,
        tcp_timeout: Duration::from_millis(500),
        ..Options::new(vec![server.address()])
    });
    let mut wrong = Vec::new();
    let tests = document.get("tests").unwrap().entries();
    for test in tests {
        let member = |name: &str| {
            let scalar = test.value.get(name).and_then(Node::scalar);
            scalar.map(|scalar| scalar.text.as_str()).unwrap_or_default()
        };
        let (sender, helo) = (member("mailfrom"), member("helo"));
        let query = Query {
            address: member("host").parse().unwrap(),
            domain: sender.rsplit_once('@').map_or(helo, |(_, domain)| domain),
            sender,
            helo,
            explain: true,
        };
        let check = check_host(&query, &Records::new(&client));
        let result = test.value.get("result").unwrap();
        let accepted: BTreeSet<&str> =
            std::iter::once(result).chain(result.items()).filter_map(Node::text).collect();
        let explanation = test.value.get("explanation").and_then(Node::text);
        if !accepted.contains(word(check.result)) || !explains(&check, explanation) {
            wrong.push(format!("{}: {check:?}, and not {accepted:?} {explanation:?}", test.key));
        }
    }
    (tests.len(), wrong)
}

/// Whether the explanation is the one that is asked for; `DEFAULT` is what a checker says where the
/// domain says nothing. The suite has the hexadecimal digits of `%{i}` in capitals, as RFC 4408;
/// RFC 7208 (section 7.4) has them small.
fn explains(check: &Check, wanted: Option<&str>) -> bool {
    match (wanted, &check.explanation) {
        (None, _) | (Some("DEFAULT"), None) => true,
        (Some(wanted), Some(explanation)) => wanted.eq_ignore_ascii_case(explanation),
        (Some(_), None) => false,
    }
}

fn word(result: SpfResult) -> &'static str {
    match result {
        SpfResult::Pass => "pass",
        SpfResult::Fail => "fail",
        SpfResult::Softfail => "softfail",
        SpfResult::Neutral => "neutral",
        SpfResult::None => "none",
        SpfResult::Temperror => "temperror",
        SpfResult::Permerror => "permerror",
    }
}

/// The zone of a scenario. Records of the type SPF are those of the type TXT where a name has none
/// of that type: RFC 7208 knows no other. `TIMEOUT` is no reply to whatever has no record.
fn zone(data: &Node) -> Vec<Entry> {
    let mut entries = Vec::new();
    for name in data.entries() {
        let mut add = |kind: &str, data| {
            entries.push(Entry { name: name.key.clone(), kind: kind.to_owned(), data });
        };
        let items = name.value.items();
        let has_txt = items.iter().any(|item| item.get("TXT").is_some());
        for item in items {
            let Some(record) = item.entries().first() else {
                assert_eq!(item.text(), Some("TIMEOUT"));
                add("*", Rdata::Fault("timeout".to_owned()));
                continue;
            };
            let text = record.value.text().unwrap_or_default();
            match record.key.as_str() {
                // The name exists, and has nothing of the type.
                "TXT" if text == "NONE" => {}
                "SPF" if has_txt => {}
                "SPF" | "TXT" => add("TXT", Rdata::Strings(strings(&record.value))),
                "MX" => {
                    let [preference, host] = record.value.items() else { panic!("an MX record") };
                    let host = host.text().unwrap_or_default().trim_end_matches('.');
                    add("MX", Rdata::Text(format!("{} {host}.", preference.text().unwrap())));
                }
                kind => add(kind, Rdata::Text(text.to_owned())),
            }
        }
    }
    entries
}

/// The strings of a TXT record. `\xEF` is the byte; a record without strings has an empty one on
/// the wire (RFC 1035, section 3.3.14).
fn strings(value: &Node) -> Vec<Vec<u8>> {
    let texts: Vec<&str> = if value.is_list() {
        value.items().iter().filter_map(Node::text).collect()
    } else {
        value.text().into_iter().collect()
    };
    let mut strings = Vec::new();
    for text in texts {
        let bytes: Vec<u8> = text.chars().map(|byte| u8::try_from(byte).unwrap()).collect();
        strings.extend(bytes.chunks(255).map(<[u8]>::to_vec));
    }
    if strings.is_empty() {
        strings.push(Vec::new());
    }
    strings
}
