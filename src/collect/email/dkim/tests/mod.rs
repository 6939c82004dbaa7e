//! Key records as domains publish them, and what is wrong with some.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod hostile;
mod keys;
mod shapes;

use super::{Selector, observe};
use crate::collect::dns::zone::Zone;
use crate::collect::email::Unknown;
use crate::facts::domain::{Dkim, DkimKey, DkimSelector, FailureClass, Status};

/// Answers from a zone written as text.
fn resolver(zone: &str) -> Zone {
    Zone::new(zone)
}

/// What is observed of `example.com` with these selectors.
fn seen(zone: &str, selectors: &[&str]) -> (Dkim, Unknown) {
    let selectors: Vec<Selector> = selectors
        .iter()
        .map(|name| Selector { name: (*name).to_owned(), declared_at: None })
        .collect();
    let mut unknown = Unknown::default();
    (observe("example.com", &selectors, &resolver(zone), &mut unknown), unknown)
}

/// What is observed of one record at the selector `s1`.
fn one(record: &str) -> DkimSelector {
    let (mut dkim, unknown) = seen(&format!("s1._domainkey.example.com TXT {record}"), &["s1"]);
    assert!(unknown.problems.is_empty());
    assert_eq!(dkim.status, Status::Found);
    let selector = dkim.selectors.remove(0);
    assert_eq!(selector.at, "dns:s1._domainkey.example.com?type=TXT#line=1");
    assert_eq!(selector.records.len(), 1);
    assert_eq!(selector.records[0].at, selector.at);
    let expected = if selector.mistakes.is_empty() { Status::Found } else { Status::Invalid };
    assert_eq!(selector.status, expected);
    selector
}

/// The characters that an anchor names in the record of a selector; all where it names none.
fn underlined<'a>(selector: &'a DkimSelector, at: &str) -> &'a str {
    let record = &selector.records[0];
    let rest = at.strip_prefix(record.at.as_str()).unwrap();
    if rest.is_empty() {
        return &record.text;
    }
    let (start, end) = rest.strip_prefix(";char=").unwrap().split_once(',').unwrap();
    &record.text[start.parse().unwrap()..end.parse().unwrap()]
}

/// `underlined: reason` of each mistake.
fn mistakes(selector: &DkimSelector) -> Vec<String> {
    let show = |at: &str, reason: &str| format!("{}: {reason}", underlined(selector, at));
    selector.mistakes.iter().map(|mistake| show(&mistake.at, &mistake.reason)).collect()
}

/// The key and the characters it is anchored to.
fn key(selector: &DkimSelector) -> (&DkimKey, &str) {
    let key = selector.key.as_ref().unwrap();
    (key, underlined(selector, &key.at))
}

#[test]
fn without_selectors_the_name_above_them_tells() {
    let status = |zone: &str| {
        let (dkim, unknown) = seen(zone, &[]);
        assert_eq!(dkim.at, "dns:_domainkey.example.com?type=TXT");
        assert_eq!(dkim.error, None);
        assert!(dkim.selectors.is_empty());
        assert!(unknown.problems.is_empty());
        dkim.status
    };
    assert_eq!(status("example.com TXT v=spf1 -all"), Status::Absent);
    assert_eq!(status("hidden._domainkey.example.com TXT v=DKIM1; p="), Status::Found);
    assert_eq!(status("_domainkey.example.com TXT t=y; o=~"), Status::Found);
    for alias in [
        "_domainkey.example.com CNAME _domainkey.provider.example",
        "_domainkey.example.com CNAME _domainkey.example.com",
    ] {
        assert_eq!(status(alias), Status::Found, "the alias itself exists");
    }
}

#[test]
fn a_failure_is_no_absence() {
    let (dkim, unknown) = seen("_domainkey.example.com TXT !servfail", &[]);
    assert_eq!(dkim.status, Status::Error);
    assert_eq!(dkim.error.unwrap().class, FailureClass::Servfail);
    assert_eq!(unknown.problems.len(), 1);
    assert_eq!(unknown.problems[0].at, "dns:_domainkey.example.com?type=TXT");
    assert_eq!(unknown.problems[0].facts, ["domains[*].dkim.status"]);
}

#[test]
fn a_selector_that_fails_leaves_its_own_facts_unknown() {
    let zone = format!(
        "s1._domainkey.example.com TXT !timeout\n\
         s2._domainkey.example.com TXT v=DKIM1; p={}",
        keys::RSA_2048
    );
    let (dkim, unknown) = seen(&zone, &["s1", "s2"]);
    assert_eq!(dkim.status, Status::Found, "the other one has a key");
    assert_eq!(dkim.selectors[0].status, Status::Error);
    assert_eq!(dkim.selectors[0].error.as_ref().unwrap().class, FailureClass::Timeout);
    assert_eq!(dkim.selectors[0].at, "dns:s1._domainkey.example.com?type=TXT");
    assert_eq!(dkim.selectors[0].key, None);
    assert_eq!(dkim.selectors[1].status, Status::Found);
    assert_eq!(unknown.problems.len(), 1);
    assert_eq!(unknown.problems[0].at, "dns:s1._domainkey.example.com?type=TXT");
    assert_eq!(
        unknown.problems[0].facts,
        [
            "domains[*].dkim.selectors[*].status",
            "domains[*].dkim.selectors[*].records",
            "domains[*].dkim.selectors[*].mistakes",
            "domains[*].dkim.selectors[*].key",
        ]
    );
}

#[test]
fn where_no_selector_has_a_record_the_name_above_them_tells() {
    let (dkim, unknown) = seen("example.com TXT x", &["s1"]);
    assert_eq!(dkim.status, Status::Absent);
    assert_eq!(dkim.selectors[0].status, Status::Absent);
    assert_eq!(dkim.selectors[0].at, "dns:s1._domainkey.example.com?type=TXT");
    assert!(unknown.problems.is_empty());

    let (dkim, _) = seen("other._domainkey.example.com TXT v=DKIM1; p=", &["s1"]);
    assert_eq!(dkim.status, Status::Found, "there is one that nobody declares");
    assert_eq!(dkim.selectors[0].status, Status::Absent);

    let zone = "s1._domainkey.example.com TXT !timeout\n_domainkey.example.com TXT !timeout";
    let (dkim, unknown) = seen(zone, &["s1"]);
    assert_eq!(dkim.status, Status::Error);
    assert_eq!(unknown.problems.len(), 2);
    assert_eq!(unknown.problems[1].facts, ["domains[*].dkim.status"]);
}

#[test]
fn several_records_at_one_selector_are_no_key() {
    let zone = format!(
        "s1._domainkey.example.com TXT v=DKIM1; p={}\n\
         s1._domainkey.example.com TXT v=DKIM1; k=ed25519; p={}",
        keys::RSA_2048,
        keys::ED25519
    );
    let (dkim, _) = seen(&zone, &["s1"]);
    let selector = &dkim.selectors[0];
    assert_eq!(selector.status, Status::Multiple);
    assert_eq!(selector.at, "dns:s1._domainkey.example.com?type=TXT");
    assert_eq!(selector.key, None);
    assert_eq!(selector.records.len(), 2);
    assert_eq!(selector.records[1].at, "dns:s1._domainkey.example.com?type=TXT#line=2");
    assert!(selector.records[0].text.starts_with("v=DKIM1; k=ed25519"));
}

#[test]
fn a_key_behind_an_alias_is_read_and_the_declaration_kept() {
    let zone = format!(
        "s1._domainkey.example.com CNAME s1.dkim.provider.example\n\
         s1.dkim.provider.example TXT k=rsa; p={}",
        keys::RSA_1024
    );
    let selectors =
        [Selector { name: "s1".into(), declared_at: Some("palisade.yaml#/domains/0".into()) }];
    let dkim = observe("example.com", &selectors, &resolver(&zone), &mut Unknown::default());
    assert_eq!(dkim.selectors[0].status, Status::Found);
    assert_eq!(dkim.selectors[0].name, "s1");
    assert_eq!(dkim.selectors[0].declared_at.as_deref(), Some("palisade.yaml#/domains/0"));
    assert_eq!(key(&dkim.selectors[0]).0.bits, Some(1024));
}
