//! Every fault of a server is told apart from an absence, and from every other fault.

use super::*;

/// A fault, what it is called, the rcode, and what was asked.
type Case<'a> = (&'a str, FailureClass, Option<&'a str>, &'a [&'a str]);

const TXT: &str = "x.example TXT";

const TCP: &str = "x.example TXT tcp";

const CUT: &[&str] = &[TXT, TCP, TXT, TCP, TXT, TCP];

const CASES: &[Case<'_>] = &[
    ("servfail", FailureClass::Servfail, Some("SERVFAIL"), &[TXT, TXT, TXT, "x.example TXT cd"]),
    ("refused", FailureClass::Refused, Some("REFUSED"), &[TXT]),
    ("formerr", FailureClass::Formerr, Some("FORMERR"), &[TXT, "x.example TXT plain"]),
    ("notimp", FailureClass::Notimp, Some("NOTIMP"), &[TXT, "x.example TXT plain"]),
    ("rcode YXDOMAIN", FailureClass::Rcode, Some("YXDOMAIN"), &[TXT]),
    ("rcode NOTAUTH", FailureClass::Rcode, Some("NOTAUTH"), &[TXT]),
    ("rcode BADCOOKIE", FailureClass::Rcode, Some("BADCOOKIE"), &[TXT]),
    ("timeout", FailureClass::Timeout, None, &[TXT, TXT, TXT]),
    ("tcp_timeout", FailureClass::TcpTimeout, None, &[TXT, TCP]),
    ("cut", FailureClass::Malformed, None, CUT),
    ("io", FailureClass::Io, None, &[TXT, TCP]),
    ("bogus v=1", FailureClass::Bogus, Some("SERVFAIL"), &[TXT, TXT, TXT, "x.example TXT cd", TXT]),
    ("bogus", FailureClass::Bogus, Some("SERVFAIL"), &[TXT, TXT, TXT, "x.example TXT cd", TXT]),
    ("malformed", FailureClass::Malformed, None, &[TXT, TXT, TXT]),
    ("broken", FailureClass::Malformed, None, &[TXT, TXT, TXT]),
    ("cname_loop", FailureClass::CnameLoop, Some("NOERROR"), &[TXT]),
    ("cname_dangling", FailureClass::CnameDangling, Some("NXDOMAIN"), &[TXT]),
    ("empty_no_soa", FailureClass::EmptyNoSoa, Some("NOERROR"), &[TXT]),
];

#[test]
fn each_fault_has_its_class() {
    std::thread::scope(|scope| {
        for (fault, class, rcode, asked) in CASES {
            scope.spawn(move || {
                let server = Nameserver::zone(&format!("x.example TXT !{fault}"));
                let answer = client(&server).ask("x.example", Kind::Txt);
                assert_eq!(super::class(&answer), *class, "{fault}: {:?}", answer.outcome);
                let lookup = &answer.lookup;
                assert_eq!(lookup.rcode.as_deref(), *rcode, "{fault}");
                assert_eq!(server.asked(), *asked, "{fault}");
                assert_eq!(usize::try_from(lookup.attempts).unwrap(), asked.len(), "{fault}");
                assert_eq!(lookup.status, crate::facts::domain::Status::Error, "{fault}");
                assert_eq!(lookup.error.as_ref().unwrap().class, *class, "{fault}");
                let address = server.address().to_string();
                assert_eq!(lookup.server.as_deref(), Some(&*address), "the transcript names it");
                assert!(!answer.failure().unwrap().reason.contains(&address), "{fault}");
                assert!(!lookup.authenticated && lookup.answers.is_empty(), "{fault}");
            });
        }
    });
}

#[test]
fn reasons_tell_what_happened_and_not_where() {
    let server = Nameserver::zone(
        "b.example TXT !bogus
         t.example TXT !tcp_timeout
         l.example TXT !cname_loop
         d.example TXT !cname_dangling
         e.example TXT !empty_no_soa
         s.example TXT !timeout
         r.example TXT !rcode YXDOMAIN
         m.example TXT !broken
         c.example TXT !io",
    );
    let client = client(&server);
    let reason = |name| client.ask(name, Kind::Txt).failure().unwrap().reason.clone();
    assert_eq!(
        reason("b.example"),
        "the resolver answers SERVFAIL, but has an answer where it does not check signatures"
    );
    assert_eq!(
        reason("t.example"),
        "the resolver cuts its answer off, and gives none over TCP within 0.15 s"
    );
    assert_eq!(reason("l.example"), "loop.l.example is an alias that leads back to l.example");
    assert_eq!(reason("d.example"), "an alias leads to gone.d.example, which does not exist");
    assert_eq!(
        reason("e.example"),
        "an answer without records and without the SOA that proves that e.example has none"
    );
    assert_eq!(reason("s.example"), "the resolver gives no answer within 0.6 s");
    assert_eq!(reason("r.example"), "the resolver answers YXDOMAIN");
    assert_eq!(
        reason("m.example"),
        "the answer of the resolver cannot be read: a record does not hold what its type has"
    );
    assert_eq!(
        reason("c.example"),
        "the resolver cannot be asked over TCP: the connection was closed before an answer"
    );
}

#[test]
fn extended_errors_are_kept() {
    let answer = ask("b.example TXT !bogus", "b.example", Kind::Txt);
    assert_eq!(answer.lookup.extended_errors, ["6 DNSSEC Bogus"]);
}

#[test]
fn trouble_that_passes_is_no_failure() {
    let server = Nameserver::zone("x.example TXT !once v=1");
    let answer = client(&server).ask("x.example", Kind::Txt);
    assert_eq!(texts(&answer), ["v=1"]);
    assert_eq!(answer.lookup.attempts, 2);
    assert_eq!(answer.lookup.rcode.as_deref(), Some("NOERROR"));
    // Nor is it one of signatures, where the answer without checking came just before.
    let server = Nameserver::zone("x.example TXT !once v=1");
    let client = Client::new(Options { attempts: 1, ..options(&[server.address()]) });
    assert_eq!(texts(&client.ask("x.example", Kind::Txt)), ["v=1"]);
    assert_eq!(server.asked(), [TXT, "x.example TXT cd", TXT]);
}

#[test]
fn what_is_not_checked_says_nothing_of_the_answer() {
    let server = Nameserver::zone("x.example TXT+ad !bogus v=1");
    // No more questions than SERVFAIL and the answer without checking.
    let few = Options { attempts: 1, max_questions: 2, ..options(&[server.address()]) };
    let answer = Client::new(few).ask("x.example", Kind::Txt);
    assert_eq!(super::class(&answer), FailureClass::Bogus);
    assert_eq!(answer.lookup.rcode.as_deref(), Some("SERVFAIL"));
    assert_eq!(answer.lookup.extended_errors, ["6 DNSSEC Bogus"]);
}

#[test]
fn of_two_servers_the_one_that_says_more_is_told() {
    for (first, second, class, told) in [
        ("refused", "timeout", FailureClass::Refused, 0),
        ("timeout", "refused", FailureClass::Refused, 1),
        ("servfail", "refused", FailureClass::Servfail, 0),
        ("bogus", "notimp", FailureClass::Bogus, 0),
        ("tcp_timeout", "timeout", FailureClass::TcpTimeout, 0),
        ("malformed", "tcp_timeout", FailureClass::Malformed, 0),
        ("timeout", "io", FailureClass::Timeout, 0),
        ("refused", "notimp", FailureClass::Notimp, 1),
    ] {
        let servers =
            [first, second].map(|fault| Nameserver::zone(&format!("x.example TXT !{fault}")));
        let client = Client::new(options(&servers.each_ref().map(Nameserver::address)));
        let answer = client.ask("x.example", Kind::Txt);
        assert_eq!(super::class(&answer), class, "{first}, {second}");
        let address = servers[told].address().to_string();
        assert_eq!(answer.lookup.server, Some(address), "{first}, {second}");
    }
}

#[test]
fn servers_without_edns_are_asked_without_it() {
    let server = Nameserver::zone("x.example TXT !plain v=1");
    let answer = client(&server).ask("x.example", Kind::Txt);
    assert_eq!(texts(&answer), ["v=1"]);
    assert_eq!(server.asked(), ["x.example TXT", "x.example TXT plain"]);
}

#[test]
fn names_that_cannot_be_asked_for_are_not() {
    let server = Nameserver::zone("example TXT v=1");
    let client = client(&server);
    let label = "a".repeat(64);
    let long = [&*"a".repeat(63); 4].join(".");
    for name in ["", ".", "a..example", ".example", "ü.example", &label, &long, r"a\046b.example"]
    {
        let answer = client.ask(name, Kind::Txt);
        assert_eq!(super::class(&answer), FailureClass::BadName, "{name:?}");
        assert_eq!((answer.lookup.attempts, answer.lookup.server.clone()), (0, None));
    }
    assert_eq!(server.asked(), Vec::<String>::new());
    let reason = client.ask(&long, Kind::Txt).failure().unwrap().reason.clone();
    assert_eq!(reason, "the name has 255 characters: 253 are the most that DNS knows");
    let longest = format!("{}.{}", [&*"a".repeat(63); 3].join("."), "b".repeat(61));
    assert_eq!(longest.len(), 253);
    assert_eq!(client.ask(&longest, Kind::Txt).outcome, Outcome::NoName);
}

#[test]
fn odd_characters_go_out_as_they_are() {
    let entries = [r"a b\c#d/e.example", "x\u{1}\"y.example"].map(|name| {
        crate::collect::dns::nameserver::Entry {
            name: name.to_owned(),
            kind: "TXT".to_owned(),
            data: crate::collect::dns::nameserver::Rdata::Text("odd".to_owned()),
        }
    });
    let server = Nameserver::start(entries.into());
    let client = client(&server);
    let answer = client.ask(r"a b\c#d/e.example", Kind::Txt);
    assert_eq!(texts(&answer), ["odd"]);
    assert_eq!(answer.at(), "dns:a%20b%5Cc%23d%2Fe.example?type=TXT");
    assert_eq!(texts(&client.ask("x\u{1}\"y.example", Kind::Txt)), ["odd"]);
    assert_eq!(server.asked(), [r"a b\c#d/e.example TXT", "x\u{1}\"y.example TXT"]);
}
