//! Flights: what they bring is what asking brings, and what they do not bring does no harm.

use std::net::UdpSocket;
use std::sync::atomic::Ordering;
use std::time::Instant;

use super::*;

fn questions(all: &[(&str, Kind)]) -> Vec<(String, Kind)> {
    all.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect()
}

fn numbered(numbers: std::ops::Range<usize>) -> Vec<(String, Kind)> {
    numbers.map(|number| (format!("n{number}.example"), Kind::A)).collect()
}

/// The answer, but for how many questions it took and who gave it: that is another server each time.
fn told(client: &Client, (name, kind): &(String, Kind)) -> Answer {
    let mut answer = Answer::clone(&client.ask(name, *kind));
    answer.lookup.attempts = 0;
    let server = answer.lookup.server.take().unwrap_or_default();
    let texts = answer.lookup.error.iter_mut().map(|failure| &mut failure.reason);
    let texts = texts.chain(match &mut answer.outcome {
        Outcome::Failed(failure) => Some(&mut failure.reason),
        _ => None,
    });
    texts.for_each(|text| *text = text.replace(&server, "SERVER"));
    answer
}

/// Asks the same with and without a flight; what the server is asked in the flight, and after it.
fn compared(zone: &str, all: &[(String, Kind)]) -> (Vec<String>, Vec<String>) {
    let (one, other) = (Nameserver::zone(zone), Nameserver::zone(zone));
    let (with, without) = (client(&one), client(&other));
    with.foresee(all);
    let flight = one.asked();
    for question in all {
        assert_eq!(told(&with, question), told(&without, question), "{question:?}");
    }
    let later = one.asked().split_off(flight.len());
    (flight, later)
}

#[test]
fn a_flight_brings_what_asking_brings() {
    let zone = "good.example TXT+ad v=1
                refused.example TXT !refused
                long.example TXT !truncated v=3
                silent.example TXT !timeout
                spoofed.example TXT !wrong_id v=5
                alias.example CNAME Target.example
                target.example TXT v=6
                empty.example CNAME target.example
                top.example SOA+signed ns.example";
    let all = questions(&[
        ("good.example", Kind::Txt),
        ("refused.example", Kind::Txt),
        ("long.example", Kind::Txt),
        ("silent.example", Kind::Txt),
        ("spoofed.example", Kind::Txt),
        ("alias.example", Kind::Txt),
        ("empty.example", Kind::A),
        ("top.example", Kind::Soa),
    ]);
    let (mut flight, later) = compared(zone, &all);
    let mut sent: Vec<_> =
        all.iter().map(|(name, kind)| format!("{name} {}", kind.word())).collect();
    sent.sort();
    flight.sort();
    assert_eq!(flight, sent, "each once");
    let again = ["refused.example TXT", "long.example TXT", "long.example TXT tcp"];
    assert_eq!(later, [&again[..], &["silent.example TXT"; 3]].concat());
}

#[test]
fn foreseen_answers_tell_of_one_question_over_udp() {
    let server = Nameserver::zone("a.example TXT+ad v=1\n b.example CNAME a.example");
    let client = client(&server);
    client.foresee(&questions(&[
        ("A.Example.", Kind::Txt),
        ("a.example", Kind::Txt),
        ("b.example", Kind::Txt),
        ("gone.example", Kind::Txt),
        ("not..a.name", Kind::Txt),
    ]));
    for (name, texts, authenticated) in [
        ("a.example", &["v=1"][..], true),
        ("b.example", &["v=1"], false),
        ("gone.example", &[], false),
    ] {
        let answer = client.ask(name, Kind::Txt);
        assert_eq!(self::texts(&answer), texts);
        assert_eq!((answer.lookup.name.as_str(), answer.lookup.attempts), (name, 1));
        assert_eq!(answer.lookup.server, Some(server.address().to_string()));
        assert_eq!(answer.lookup.transport.as_deref(), Some("udp"));
        assert_eq!(answer.lookup.authenticated, authenticated, "{name}");
    }
    assert_eq!(server.asked().len(), 3);
    assert_eq!(class(&client.ask("not..a.name", Kind::Txt)), FailureClass::BadName);
}

#[test]
fn whatever_needs_more_than_one_exchange_is_left_to_asking() {
    for fault in [
        "servfail",
        "formerr",
        "notimp",
        "rcode YXDOMAIN",
        "tcp_timeout",
        "io",
        "cut",
        "bogus v=1",
        "malformed",
        "broken",
        "cname_loop",
        "cname_dangling",
        "empty_no_soa",
        "stops b.example",
        "once v=1",
        "plain v=1",
    ] {
        let zone = format!("a.example TXT !{fault}\n b.example TXT v=2\n c.example TXT v=3");
        let all = questions(&[("a.example", Kind::Txt), ("c.example", Kind::Txt)]);
        let (flight, later) = compared(&zone, &all);
        assert_eq!(flight.len(), 2, "{fault}");
        assert_eq!(later.first().map(String::as_str), Some("a.example TXT"), "{fault}");
        // Garbled bytes end the wait as little as forged ones.
        assert!(!later.iter().any(|asked| asked == "c.example TXT"), "{fault}: {later:?}");
    }
    for forged in ["wrong_id", "wrong_question", "query"] {
        let zone = format!("a.example TXT !{forged} v=1\n b.example TXT v=2");
        let all = questions(&[("a.example", Kind::Txt), ("b.example", Kind::Txt)]);
        assert_eq!(compared(&zone, &all).1, Vec::<String>::new(), "{forged}");
    }
}

#[test]
fn an_untrusted_server_says_nothing_of_checking_in_a_flight() {
    let server = Nameserver::zone("a.example TXT+ad v=1\n b.example TXT+ad v=2");
    let mut client = client(&server);
    client.servers[0].trusted = false;
    client.foresee(&questions(&[("a.example", Kind::Txt), ("b.example", Kind::Txt)]));
    assert!(!client.ask("a.example", Kind::Txt).lookup.authenticated);
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn late_answers_of_a_flight_meet_no_other_question() {
    let server = Nameserver::zone("a.example TXT !slow late\n b.example TXT other");
    let client = client(&server);
    let began = Instant::now();
    client.foresee(&questions(&[("a.example", Kind::Txt), ("b.example", Kind::Txt)]));
    assert!((PATIENCE..PATIENCE * 2).contains(&began.elapsed()), "one try, and no more");
    assert_eq!(texts(&client.ask("b.example", Kind::Txt)), ["other"]);
    while began.elapsed() < Duration::from_millis(500) {
        let name = format!("n{}.example", began.elapsed().as_nanos());
        let answer = client.ask(&name, Kind::Txt);
        assert_eq!((&answer.outcome, answer.lookup.attempts), (&Outcome::NoName, 1));
    }
    let answer = client.ask("a.example", Kind::Txt);
    assert_eq!((texts(&answer), answer.lookup.attempts), (vec!["late"], 1));
}

/// What was asked, with the port it came from, in batches: each is what came before an answer to
/// any of it was sent.
type Batches = Vec<Vec<u16>>;

/// A server that answers NXDOMAIN as soon as nothing more comes for a while: to all that has come,
/// but to the question for `silent`. After a question for `twice` its answer comes once more.
fn patient(options: impl Fn(Options) -> Options, use_it: impl FnOnce(&Client)) -> Batches {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    socket.set_read_timeout(Some(PATIENCE / 5)).unwrap();
    let server = std::thread::spawn(move || {
        let (mut batches, mut batch) = (Vec::new(), Vec::new());
        let mut buffer = [0; 512];
        loop {
            match socket.recv_from(&mut buffer) {
                Ok((0, _)) => return batches,
                Ok((length, from)) => {
                    // What was asked is sent back, without the OPT record.
                    let mut answer = buffer[..length - 11].to_vec();
                    (answer[2], answer[3], answer[11]) = (0x81, 0x83, 0);
                    batch.push((answer, from));
                }
                Err(_) if batch.is_empty() => {}
                Err(_) => {
                    batches.push(batch.iter().map(|(_, from)| from.port()).collect());
                    for (answer, from) in batch.drain(..) {
                        let has = |label: &[u8]| answer.windows(6).any(|six| six == label);
                        let times =
                            if has(b"silent") { 0 } else { 1 + usize::from(has(b"\x05twice")) };
                        (0..times).for_each(|_| drop(socket.send_to(&answer, from)));
                    }
                }
            }
        }
    });
    let client = Client::new(options(self::options(&[address])));
    use_it(&client);
    UdpSocket::bind("127.0.0.1:0").unwrap().send_to(&[], address).unwrap();
    server.join().unwrap()
}

fn sizes(batches: &Batches) -> Vec<usize> {
    batches.iter().map(Vec::len).collect()
}

#[test]
fn a_flight_is_sent_before_anything_is_answered() {
    let all = numbered(0..8);
    let batches = patient(std::convert::identity, |client| {
        client.foresee(&all);
        for (name, kind) in &all {
            assert_eq!(client.ask(name, *kind).outcome, Outcome::NoName);
        }
        client.foresee(&all);
        client.foresee(&numbered(8..16));
        client.foresee(&numbered(16..18));
    });
    assert_eq!(sizes(&batches), [8, 8, 2]);
    let ports: Vec<_> = batches.concat();
    assert!(ports[..16].iter().all(|port| *port == ports[0]), "one socket");
    assert_ne!(ports[16], ports[0], "which sixteen questions have used");
}

#[test]
fn sockets_of_a_flight_that_something_may_still_come_to_are_closed() {
    for name in ["silent.example", "twice.example"] {
        let all = questions(&[(name, Kind::A), ("n1.example", Kind::A)]);
        let batches = patient(std::convert::identity, |client| {
            client.foresee(&all);
            client.foresee(&numbered(2..4));
        });
        assert_eq!(sizes(&batches), [2, 2], "{name}");
        assert_ne!(batches[0][0], batches[1][0], "{name}");
    }
}

#[test]
fn a_flight_asks_for_no_more_at_once_than_may_wait() {
    let narrow = |options| Options { in_flight: 4, ..options };
    let batches = patient(narrow, |client| client.foresee(&numbered(0..10)));
    assert_eq!(sizes(&batches), [4, 4, 2]);
    // Several at a time, and who asks beside them, share what there is.
    let batches = patient(narrow, |client| {
        std::thread::scope(|scope| {
            for start in [0, 20, 40] {
                scope.spawn(move || client.foresee(&numbered(start..start + 10)));
                scope.spawn(move || client.ask(&format!("m{start}.example"), Kind::A));
            }
        });
        assert_eq!(client.ask("n45.example", Kind::A).outcome, Outcome::NoName);
    });
    assert_eq!(sizes(&batches).iter().sum::<usize>(), 33);
    assert!(sizes(&batches).iter().all(|size| *size <= 4), "{:?}", sizes(&batches));
}

#[test]
fn a_flight_waits_once_however_many_do_not_answer() {
    let silent: Vec<_> =
        (0..6).map(|number| (format!("n{number}.silent.example"), Kind::A)).collect();
    let narrow = |options| Options { in_flight: 2, ..options };
    let batches = patient(narrow, |client| {
        let began = Instant::now();
        client.foresee(&silent);
        assert!((PATIENCE..PATIENCE * 2).contains(&began.elapsed()));
    });
    assert_eq!(sizes(&batches), [2]);
}

#[test]
fn a_flight_counts_to_the_most_of_a_run() {
    let few = |options| Options { max_questions: 3, ..options };
    let batches = patient(few, |client| {
        client.foresee(&numbered(0..5));
        for (number, (name, kind)) in numbered(0..5).iter().enumerate() {
            let answer = client.ask(name, *kind);
            if number < 3 {
                assert_eq!(answer.outcome, Outcome::NoName);
            } else {
                assert_eq!(class(&answer), FailureClass::Busy);
            }
        }
    });
    assert_eq!(sizes(&batches), [3]);
}

#[test]
fn threads_that_foresee_the_same_ask_twice_at_worst() {
    let zone: String = (0..6).map(|number| format!("n{number}.example A 192.0.2.1\n")).collect();
    let server = Nameserver::zone(&zone);
    let client = client(&server);
    let all = numbered(0..6);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                client.foresee(&all);
                for (name, kind) in &all {
                    assert_eq!(texts(&client.ask(name, *kind)), ["192.0.2.1"]);
                }
            });
        }
    });
    let asked = server.asked();
    for (name, _) in &all {
        let line = format!("{name} A");
        let count = asked.iter().filter(|asked| **asked == line).count();
        assert!((1..=2).contains(&count), "{line}: {count}");
    }
    let (one, other) = (client.ask("n0.example", Kind::A), client.ask("n0.example", Kind::A));
    assert!(Arc::ptr_eq(&one, &other));
}

#[test]
fn whoever_asks_does_not_wait_for_a_flight() {
    let server =
        Nameserver::zone("a.example TXT !slow v=1\n b.example TXT v=2\n c.example * !timeout");
    let client = client(&server);
    std::thread::scope(|scope| {
        let all = questions(&[("a.example", Kind::Txt), ("c.example", Kind::Txt)]);
        let foreseeing = scope.spawn(|| {
            let all = all;
            client.foresee(&all);
        });
        while server.asked().len() < 2 {
            std::thread::yield_now();
        }
        assert_eq!(texts(&client.ask("a.example", Kind::Txt)), ["v=1"]);
        assert!(!foreseeing.is_finished());
    });
}

#[test]
fn nothing_is_sent_where_it_would_be_of_no_use() {
    // One question alone.
    let server = Nameserver::zone("a.example TXT v=1\n b.example TXT v=2");
    let client = client(&server);
    client.foresee(&questions(&[("a.example", Kind::Txt), ("A.example.", Kind::Txt)]));
    client.foresee(&[]);
    assert_eq!(server.asked(), Vec::<String>::new());
    client.ask("a.example", Kind::Txt);
    client.foresee(&questions(&[("a.example", Kind::Txt), ("b.example", Kind::Txt)]));
    assert_eq!(server.asked(), ["a.example TXT"]);
    // Where nobody ever answered.
    client.answered.store(false, Ordering::Relaxed);
    client.unheard.store(3, Ordering::Relaxed);
    client.foresee(&numbered(0..4));
    assert_eq!(server.asked(), ["a.example TXT"]);
    // Where there is nobody.
    Client::new(options(&[])).foresee(&numbered(0..4));
}

#[test]
fn a_flight_goes_to_the_server_that_is_asked_first() {
    let dead = Nameserver::zone("example * !timeout\n a.example * !timeout");
    let alive = Nameserver::zone("a.example TXT v=1");
    let client = Client::new(options(&[dead.address(), alive.address()]));
    assert_eq!(texts(&client.ask("a.example", Kind::Txt)), ["v=1"]);
    client.foresee(&numbered(0..4));
    assert_eq!(dead.asked(), ["a.example TXT"]);
    assert_eq!(alive.asked().len(), 5);
    // Where nobody listens, nothing is lost but the flight.
    let closed = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = Client::new(options(&[closed, alive.address()]));
    client.foresee(&numbered(4..8));
    assert_eq!(alive.asked().len(), 5);
    assert_eq!(client.ask("n4.example", Kind::A).outcome, Outcome::NoName);
}
