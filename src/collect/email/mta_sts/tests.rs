//! Record, policy and exchanges together.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::*;
use crate::collect::dns::zone::Zone;
use crate::collect::https::pages::Pages;
use crate::facts::domain::{Exchange, Failure, Mistake, Tlsa};
use crate::facts::{Problem, ProblemKind};

const URL: &str = "https://mta-sts.example.com/.well-known/mta-sts.txt";
const RECORD: &str = "_mta-sts.example.com TXT v=STSv1; id=20160831085700Z;";
const NAME: &str = "dns:_mta-sts.example.com?type=TXT";
const POLICY: &str = "version: STSv1\nmode: enforce\nmx: *.example.com\nmax_age: 86400\n";

fn exchanges(hosts: &[&str]) -> Exchanges {
    Exchanges {
        at: "dns:example.com?type=MX".to_owned(),
        status: Status::Found,
        hosts: hosts
            .iter()
            .map(|host| Exchange {
                at: "dns:example.com?type=MX#line=1".to_owned(),
                host: (*host).to_owned(),
                preference: 10,
                addresses: Status::Found,
                addresses_at: String::new(),
                error: None,
                mistakes: vec![],
                tlsa: Tlsa::default(),
            })
            .collect(),
        ..Exchanges::default()
    }
}

fn look(zone: &str, mx: &Exchanges, pages: &Pages) -> (MtaSts, Option<Arc<Fetch>>, Vec<Problem>) {
    let mut unknown = Unknown::default();
    let (facts, fetch) = observe("example.com", mx, &Zone::new(zone), pages, &mut unknown);
    (facts, fetch, unknown.problems)
}

fn page(body: &str) -> Pages {
    Pages::new().page(URL, Some("text/plain"), body)
}

/// What is seen where nothing rests on a policy.
fn nothing(status: Status) -> MtaSts {
    MtaSts {
        at: NAME.to_owned(),
        status,
        policy: MtaStsPolicy { at: URL.to_owned(), ..MtaStsPolicy::default() },
        ..MtaSts::default()
    }
}

#[test]
fn a_record_and_its_policy_are_read_whole() {
    let mx = exchanges(&["mx1.example.com", "mx2.example.com"]);
    let (facts, fetch, problems) = look(RECORD, &mx, &page(POLICY));
    assert_eq!(fetch.unwrap().body.as_deref(), Some(POLICY));
    assert_eq!(problems, []);
    let at = format!("{NAME}#line=1");
    assert_eq!(
        facts,
        MtaSts {
            at: at.clone(),
            status: Status::Found,
            records: vec![RecordText { at, text: "v=STSv1; id=20160831085700Z;".to_owned() }],
            id: Some("20160831085700Z".to_owned()),
            policy: MtaStsPolicy {
                at: URL.to_owned(),
                status: Status::Found,
                mode: Some("enforce".to_owned()),
                mode_at: Some(format!("{URL}#line=2")),
                max_age: Some(86_400),
                max_age_at: Some(format!("{URL}#line=4")),
                mx: vec![PolicyExchange {
                    at: format!("{URL}#line=3"),
                    pattern: "*.example.com".to_owned(),
                }],
                ..MtaStsPolicy::default()
            },
            ..MtaSts::default()
        }
    );
}

#[test]
fn without_a_record_nothing_is_fetched() {
    for zone in [
        "",
        "example.com TXT v=spf1 -all",
        "_mta-sts.example.com TXT v=STSv2; id=1",
        "_mta-sts.example.com TXT google-site-verification=x",
    ] {
        let (facts, fetch, problems) = look(zone, &exchanges(&[]), &page(POLICY));
        assert_eq!((facts, fetch, problems), (nothing(Status::Absent), None, vec![]), "{zone}");
    }
}

#[test]
fn a_failed_question_is_no_absence() {
    let (facts, fetch, problems) =
        look("_mta-sts.example.com TXT !servfail", &exchanges(&[]), &page(POLICY));
    let reason = "the resolver answers SERVFAIL".to_owned();
    let failure = Failure { class: FailureClass::Servfail, reason: reason.clone() };
    assert_eq!(facts, MtaSts { error: Some(failure), ..nothing(Status::Error) });
    assert_eq!(fetch, None);
    assert_eq!(
        problems,
        [Problem {
            at: NAME.to_owned(),
            kind: ProblemKind::Unanswered,
            facts: vec!["domains[*].mta_sts".to_owned()],
            reason,
        }]
    );
}

#[test]
fn several_records_are_none() {
    let zone = "_mta-sts.example.com TXT v=STSv1; id=1\n_mta-sts.example.com TXT v=STSv1; id=2\n\
                _mta-sts.example.com TXT a=b";
    let (facts, fetch, _) = look(zone, &exchanges(&[]), &page(POLICY));
    let record = |line: usize| RecordText {
        at: format!("{NAME}#line={}", line + 1),
        text: format!("v=STSv1; id={line}"),
    };
    let expected = MtaSts { records: vec![record(1), record(2)], ..nothing(Status::Multiple) };
    assert_eq!((facts, fetch), (expected, None));
}

#[test]
fn a_broken_record_is_none_and_others_beside_it_are_ignored() {
    let zone = "_mta-sts.example.com TXT a=b\n_mta-sts.example.com TXT v=STSv1; id=2024-01";
    let (facts, fetch, _) = look(zone, &exchanges(&[]), &page(POLICY));
    let at = format!("{NAME}#line=2");
    let expected = MtaSts {
        at: at.clone(),
        records: vec![RecordText { at: at.clone(), text: "v=STSv1; id=2024-01".to_owned() }],
        mistakes: vec![Mistake {
            at: format!("{at};char=9,19"),
            reason: "the id is 1 to 32 letters and digits".to_owned(),
        }],
        ..nothing(Status::Invalid)
    };
    assert_eq!((facts, fetch), (expected, None));
}

#[test]
fn a_policy_that_is_not_there_is_absent() {
    let (facts, fetch, problems) = look(RECORD, &exchanges(&["mx.example.net"]), &Pages::new());
    let policy =
        MtaStsPolicy { at: URL.to_owned(), status: Status::Absent, ..MtaStsPolicy::default() };
    assert_eq!((facts.status, facts.policy, problems), (Status::Found, policy, vec![]));
    assert_eq!(fetch.unwrap().code, Some(404));
}

#[test]
fn what_senders_see_too_is_a_fact_and_the_rest_is_unknown() {
    use FailureClass as F;
    let mx = exchanges(&["mx.example.net"]);
    let problems_of = |class| {
        let (facts, _, problems) = look(RECORD, &mx, &Pages::new().failure(URL, class));
        assert_eq!(facts.policy.status, Status::Error);
        assert_eq!(facts.policy.error.unwrap().class, class);
        assert_eq!((facts.policy.mode, facts.policy.uncovered), (None, vec![]));
        problems
    };
    for class in
        [F::BadName, F::CertInvalid, F::HttpStatus, F::Malformed, F::Redirect, F::Tls, F::TooLarge]
    {
        assert_eq!(problems_of(class), [], "{class:?}");
    }
    for class in [F::Timeout, F::Dns, F::Connect, F::BlockedAddress, F::Io, F::Busy] {
        assert_eq!(
            problems_of(class),
            [Problem {
                at: URL.to_owned(),
                kind: ProblemKind::Unanswered,
                facts: vec!["domains[*].mta_sts.policy".to_owned()],
                reason: format!("the test says {class:?}"),
            }]
        );
    }
}

#[test]
fn a_broken_policy_is_invalid_and_covers_nothing() {
    let body = POLICY.replace("STSv1", "STSv2");
    let (facts, _, problems) = look(RECORD, &exchanges(&["mx.example.net"]), &page(&body));
    assert_eq!(facts.policy.status, Status::Invalid);
    assert_eq!(facts.policy.mistakes[0].at, format!("{URL}#line=1;char=9,14"));
    assert_eq!(facts.policy.uncovered, [""; 0]);
    assert_eq!(problems, []);
}

#[test]
fn exchanges_that_no_pattern_covers_are_named_once() {
    let mx = exchanges(&[
        "mx.example.net",
        "mx.example.com",
        "a.mx.example.com",
        "mx.example.net",
        "example.com",
    ]);
    let (facts, _, problems) = look(RECORD, &mx, &page(POLICY));
    assert_eq!(facts.policy.uncovered, ["a.mx.example.com", "example.com", "mx.example.net"]);
    assert_eq!(problems, []);
    let none = POLICY.replace("enforce", "none");
    assert_eq!(look(RECORD, &mx, &page(&none)).0.policy.uncovered, [""; 0]);
}

#[test]
fn without_exchanges_the_domain_is_its_own() {
    let absent =
        |implicit| Exchanges { status: Status::Absent, implicit: Some(implicit), ..exchanges(&[]) };
    let uncovered = |mx: &Exchanges, body: &str| look(RECORD, mx, &page(body)).0.policy.uncovered;
    assert_eq!(uncovered(&absent(Status::Found), POLICY), ["example.com"]);
    assert_eq!(uncovered(&absent(Status::Absent), POLICY), [""; 0]);
    let itself = POLICY.replace("*.example.com", "example.com");
    assert_eq!(uncovered(&absent(Status::Found), &itself), [""; 0]);
    let null = Exchanges { null_mx: true, ..exchanges(&[]) };
    assert_eq!(uncovered(&null, POLICY), [""; 0]);
}

#[test]
fn without_the_exchanges_it_is_not_known_what_is_covered() {
    let failure = Failure { class: FailureClass::Timeout, reason: "no answer".to_owned() };
    let mx = Exchanges { status: Status::Error, error: Some(failure), ..exchanges(&[]) };
    let (facts, _, problems) = look(RECORD, &mx, &page(POLICY));
    assert_eq!(facts.policy.status, Status::Found);
    assert_eq!(
        problems,
        [Problem {
            at: "dns:example.com?type=MX".to_owned(),
            kind: ProblemKind::Unanswered,
            facts: vec!["domains[*].mta_sts.policy.uncovered".to_owned()],
            reason: "no answer".to_owned(),
        }]
    );
}
