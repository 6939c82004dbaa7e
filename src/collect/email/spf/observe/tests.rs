//! The facts of whole domains, and what is missing where a lookup failed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::*;
use crate::collect::dns::Kind;
use crate::collect::email::spf::examples_tests::resolver;
use crate::facts::Problem;
use crate::facts::domain::{Mistake, SpfInclude, SpfResult, SpfTerm};

/// The facts of `example.com`, and what stays unknown.
pub(crate) fn facts(zone: &str) -> (Spf, Vec<Problem>) {
    let mut unknown = Unknown::default();
    let spf = observe("example.com", &resolver(zone), &mut unknown);
    (spf, unknown.problems)
}

/// The facts, where nothing stays unknown.
pub(crate) fn known(zone: &str) -> Spf {
    let (spf, problems) = facts(zone);
    assert_eq!(problems, [], "{zone}");
    spf
}

/// Where the problems are, and what they take away, without `domains[*].spf`.
pub(crate) fn missing(problems: &[Problem]) -> Vec<(String, Vec<String>)> {
    let member = |path: &'_ String| path.strip_prefix("domains[*].spf").unwrap().to_owned();
    let of = |problem: &Problem| {
        let members = problem.facts.iter().map(member);
        (
            problem.at.clone(),
            members.map(|member| member.trim_start_matches('.').to_owned()).collect(),
        )
    };
    problems.iter().map(of).collect()
}

/// The text that an anchor underlines.
pub(crate) fn underlined(zone: &str, at: &str) -> String {
    let (question, fragment) = at.split_once('#').unwrap();
    let name = question.strip_prefix("dns:").unwrap().strip_suffix("?type=TXT").unwrap();
    let (line, characters) = fragment.split_once(';').unwrap_or((fragment, ""));
    let line: usize = line.strip_prefix("line=").unwrap().parse().unwrap();
    let answer = resolver(zone).ask(name, Kind::Txt);
    let text = answer.lookup.answers[line - 1].clone();
    match characters.strip_prefix("char=").and_then(|range| range.split_once(',')) {
        Some((start, end)) => text[start.parse().unwrap()..end.parse().unwrap()].to_owned(),
        None => text,
    }
}

fn results(spf: &Spf) -> Vec<SpfResult> {
    spf.probes.iter().map(|probe| probe.result).collect()
}

/// Everything that is said of a record that includes another one, and redirects to a third.
#[test]
fn every_member_of_the_facts_is_filled() {
    let zone = "
        example.com TXT google-site-verification=abc
        example.com TXT v=spf1 ip4:198.51.100.0/24 include:_spf.example.net a/24 redirect=_end.example.org
        example.com A 203.0.113.1
        _spf.example.net TXT v=spf1 mx:x.example.net ?all
        x.example.net MX 10 mx.example.net
        mx.example.net A 203.0.113.2
        mx.example.net AAAA 2001:db8:1::2
        _end.example.org TXT v=spf1 -all moo=%{d}";
    let spf = known(zone);
    let own = "dns:example.com?type=TXT#line=2";
    let term = |at: &str, name: &str, value: Option<&str>, qualifier, asks, lookups| SpfTerm {
        at: at.to_owned(),
        name: name.to_owned(),
        qualifier,
        value: value.map(str::to_owned),
        asks_dns: asks,
        lookups: Some(lookups),
    };
    let pass = Some(SpfResult::Pass);
    let net = "dns:_spf.example.net?type=TXT#line=1";
    let end = "dns:_end.example.org?type=TXT#line=1";
    let at = |characters: &str| format!("{own};char={characters}");
    let include = |at: &str, target_at: &str, domain: &str, redirect, terms| SpfInclude {
        at: at.to_owned(),
        target_at: target_at.to_owned(),
        chain: vec![at.to_owned()],
        redirect,
        domain: domain.to_owned(),
        status: Status::Found,
        error: None,
        loops: false,
        exists: Some(true),
        terms,
        mistakes: Vec::new(),
    };
    let expected = Spf {
        at: own.to_owned(),
        status: Status::Found,
        error: None,
        records: vec![crate::facts::domain::RecordText {
            at: own.to_owned(),
            text: underlined(zone, own),
        }],
        terms: vec![
            term(&at("7,26"), "ip4", Some("198.51.100.0/24"), pass, false, 0),
            term(&at("27,51"), "include", Some("_spf.example.net"), pass, true, 2),
            term(&at("52,56"), "a", Some("24"), pass, true, 1),
            term(&at("57,82"), "redirect", Some("_end.example.org"), None, true, 1),
        ],
        mistakes: Vec::new(),
        includes: vec![
            include(
                &at("27,51"),
                net,
                "_spf.example.net",
                false,
                vec![
                    term(&format!("{net};char=7,23"), "mx", Some("x.example.net"), pass, true, 1),
                    term(
                        &format!("{net};char=24,28"),
                        "all",
                        None,
                        Some(SpfResult::Neutral),
                        false,
                        0,
                    ),
                ],
            ),
            include(
                &at("57,82"),
                end,
                "_end.example.org",
                true,
                vec![
                    term(&format!("{end};char=7,11"), "all", None, Some(SpfResult::Fail), false, 0),
                    term(&format!("{end};char=12,20"), "moo", Some("%{d}"), None, false, 0),
                ],
            ),
        ],
        ends: Some(SpfResult::Fail),
        ends_at: Some(format!("{end};char=7,11")),
        lookups: Some(4),
        void_lookups: Some(0),
        probes: ["192.0.2.1", "2001:db8::1"]
            .map(|address| SpfProbe {
                address: address.to_owned(),
                result: SpfResult::Fail,
                at: Some(format!("{end};char=7,11")),
                reason: None,
            })
            .to_vec(),
    };
    assert_eq!(spf, expected);
    assert_eq!(underlined(zone, &spf.terms[1].at), "include:_spf.example.net");
    assert_eq!(underlined(zone, &spf.includes[1].terms[1].at), "moo=%{d}");
}

#[test]
fn without_a_record_it_is_absent() {
    for zone in ["", "example.com A 192.0.2.1", "example.com TXT v=spf10 -all\nexample.com TXT x"] {
        let spf = known(zone);
        assert_eq!((spf.status, spf.at.as_str()), (Status::Absent, "dns:example.com?type=TXT"));
        assert_eq!((spf.lookups, spf.void_lookups, spf.ends), (None, None, None));
        assert_eq!(results(&spf), [SpfResult::None; 2]);
    }
}

#[test]
fn several_records_are_an_error() {
    let zone = "example.com TXT v=spf1 -all\nexample.com TXT a\nexample.com TXT v=SPF1 ~all";
    let spf = known(zone);
    assert_eq!((spf.status, spf.at.as_str()), (Status::Multiple, "dns:example.com?type=TXT"));
    let records: Vec<_> = spf.records.iter().map(|record| (&*record.at, &*record.text)).collect();
    let at = "dns:example.com?type=TXT#line=";
    let (second, third) = (format!("{at}2"), format!("{at}3"));
    assert_eq!(records, [(&*second, "v=SPF1 ~all"), (&*third, "v=spf1 -all")]);
    assert_eq!((spf.terms.len(), spf.lookups, spf.ends), (0, None, None));
    assert_eq!(results(&spf), [SpfResult::Permerror; 2]);
    assert_eq!(
        spf.probes[0].reason.as_deref(),
        Some("example.com has several SPF records (section 4.5)")
    );
}

#[test]
fn a_record_with_mistakes_is_invalid_and_not_followed() {
    let zone = "example.com TXT v=spf1 ip4:192.0.2 include:a.example.net -all é";
    let spf = known(zone);
    assert_eq!((spf.status, spf.lookups, spf.ends), (Status::Invalid, None, None));
    let mistakes: Vec<_> = spf
        .mistakes
        .iter()
        .map(|Mistake { at, reason }| (underlined(zone, at), reason.as_str()))
        .collect();
    assert_eq!(
        mistakes,
        [
            ("192.0.2".to_owned(), "`192.0.2` is not an IPv4 address"),
            (r"\195\169".to_owned(), "a record holds printable ASCII only"),
        ]
    );
    let terms: Vec<_> =
        spf.terms.iter().map(|term| (underlined(zone, &term.at), term.lookups)).collect();
    assert_eq!(terms, [("include:a.example.net".to_owned(), None), ("-all".to_owned(), None)]);
    assert_eq!(spf.includes, []);
    assert_eq!(results(&spf), [SpfResult::Permerror; 2]);
}

/// Nothing at all is known of it, and nothing is said.
#[test]
fn a_failed_answer_leaves_all_unknown() {
    for fault in ["timeout", "servfail", "bogus", "cname_loop", "empty_no_soa"] {
        let (spf, problems) = facts(&format!("example.com TXT !{fault}"));
        let at = "dns:example.com?type=TXT";
        assert_eq!((spf.status, spf.at.as_str()), (Status::Error, at));
        assert_eq!(missing(&problems), [(at.to_owned(), vec![String::new()])]);
        let error = spf.error.clone();
        assert!(error.is_some());
        let nothing = Spf { at: at.to_owned(), status: Status::Error, error, ..Spf::default() };
        assert_eq!(spf, nothing);
    }
}

/// `+all`, networks of length 0, and two halves of all addresses come to the same.
#[test]
fn records_that_let_anybody_send_pass_the_probes() {
    for (record, open, at) in [
        ("+all", [true, true], "+all"),
        ("all", [true, true], "all"),
        ("ip4:0.0.0.0/0 -all", [true, false], "ip4:0.0.0.0/0"),
        ("ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all", [true, false], "ip4:128.0.0.0/1"),
        ("include:a.example.net -all", [true, true], "include:a.example.net"),
        ("mx/0 -all", [true, false], "mx/0"),
        ("exists:%{d} -all", [true, true], "exists:%{d}"),
    ] {
        let zone = format!(
            "example.com TXT v=spf1 {record}
             example.com MX 10 mx.example.com
             example.com A 203.0.113.1
             mx.example.com A 203.0.113.1
             a.example.net TXT v=spf1 ip4:0.0.0.0/0 ip6:::/0 -all"
        );
        let spf = known(&zone);
        let passes = spf.probes.iter().map(|probe| probe.result == SpfResult::Pass);
        assert_eq!(passes.collect::<Vec<_>>(), open, "{record}");
        assert_eq!(underlined(&zone, spf.probes[0].at.as_ref().unwrap()), at);
    }
    let spf = known("example.com TXT v=spf1 ip6:2000::/3 -all");
    assert_eq!(results(&spf), [SpfResult::Fail, SpfResult::Pass]);
}

/// A failure takes away what rests on it, and is told once, however often it is met.
#[test]
fn a_failure_on_the_way_takes_away_what_rests_on_it() {
    let unmet = "dns:a.example.net?type=TXT";
    let of = |zone: &str, at: &str, facts: &[&str]| {
        let (spf, problems) = self::facts(zone);
        let facts: Vec<_> = facts.iter().map(|&member| member.to_owned()).collect();
        assert_eq!(missing(&problems), [(at.to_owned(), facts)], "{zone}");
        assert!(!problems[0].reason.is_empty());
        spf
    };
    let fault = "a.example.net TXT !timeout";
    let counts = ["includes", "lookups", "probes", "terms[*].lookups", "void_lookups"];

    // Met by the walk and by both probes.
    let spf = of(
        &format!("example.com TXT v=spf1 a include:a.example.net -all\n{fault}"),
        unmet,
        &counts,
    );
    assert_eq!((spf.status, spf.lookups, spf.void_lookups), (Status::Found, None, None));
    assert_eq!((spf.ends, results(&spf)), (Some(SpfResult::Fail), vec![SpfResult::Temperror; 2]));
    assert_eq!((spf.terms[0].lookups, spf.terms[1].lookups), (Some(1), None));
    assert_eq!((spf.includes[0].status, spf.includes[0].exists), (Status::Error, None));
    assert!(spf.includes[0].error.is_some());

    // The probes match before they come to it.
    let zone = format!(
        "example.com TXT v=spf1 ip4:0.0.0.0/0 ip6:::/0 include:a.example.net -all\n{fault}"
    );
    let spf = of(&zone, unmet, &["includes", "lookups", "terms[*].lookups", "void_lookups"]);
    assert_eq!(results(&spf), [SpfResult::Pass; 2]);

    // On the way of the redirect the end is unknown as well.
    let zone = format!(
        "example.com TXT v=spf1 redirect=b.example.net
         b.example.net TXT v=spf1 redirect=a.example.net\n{fault}"
    );
    let facts =
        ["ends", "ends_at", "includes", "lookups", "probes", "terms[*].lookups", "void_lookups"];
    let spf = of(&zone, unmet, &facts);
    assert_eq!((spf.ends, spf.ends_at), (None, None));

    // A redirect in a record included does not decide how this one ends.
    let zone = format!(
        "example.com TXT v=spf1 include:b.example.net ~all
         b.example.net TXT v=spf1 redirect=a.example.net\n{fault}"
    );
    assert_eq!(of(&zone, unmet, &counts).ends, Some(SpfResult::Softfail));

    // An address takes away the count of void lookups, and the probe that needs it.
    let zone = "example.com TXT v=spf1 a -all\nexample.com A !servfail";
    let spf = of(zone, "dns:example.com?type=A", &["probes", "void_lookups"]);
    assert_eq!((spf.lookups, spf.void_lookups), (Some(1), None));
    assert_eq!(results(&spf), [SpfResult::Temperror, SpfResult::Fail]);
    let zone =
        "example.com TXT v=spf1 a -all\nexample.com A 203.0.113.1\nexample.com AAAA !servfail";
    let spf = of(zone, "dns:example.com?type=AAAA", &["probes"]);
    assert_eq!(spf.void_lookups, Some(0));

    // What nobody asks is not missed.
    let zone =
        format!("example.com TXT v=spf1 -all include:a.example.net exp=a.example.net\n{fault}");
    assert_eq!(known(&zone).lookups, Some(0));
}
