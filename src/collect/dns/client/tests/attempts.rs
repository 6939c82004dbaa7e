//! Tries, servers, sockets, the cache, and the limits of a run.

use std::net::UdpSocket;
use std::time::Instant;

use super::*;

#[test]
fn answers_that_are_cut_off_come_over_tcp() {
    let server = Nameserver::zone("a.example TXT !truncated v=1");
    let answer = client(&server).ask("a.example", Kind::Txt);
    assert_eq!(texts(&answer), ["v=1"]);
    assert!(answer.lookup.truncated);
    assert_eq!(answer.lookup.transport.as_deref(), Some("tcp"));
    assert_eq!(server.asked(), ["a.example TXT", "a.example TXT tcp"]);
}

#[test]
fn answers_that_are_large_come_over_tcp() {
    let text = "x".repeat(5_000);
    let server = Nameserver::zone(&format!("a.example TXT {text}"));
    let answer = client(&server).ask("a.example", Kind::Txt);
    assert_eq!(texts(&answer), [text]);
    assert!(answer.lookup.truncated);
}

#[test]
fn answers_of_a_packet_come_over_udp() {
    let text = "x".repeat(1_100);
    let answer = ask(&format!("a.example TXT {text}"), "a.example", Kind::Txt);
    assert_eq!(texts(&answer), [text]);
    assert!(!answer.lookup.truncated);
}

#[test]
fn forged_answers_are_passed_over() {
    for fault in ["wrong_id", "wrong_question", "query"] {
        let server = Nameserver::zone(&format!("a.example TXT !{fault} v=1"));
        let answer = client(&server).ask("a.example", Kind::Txt);
        assert_eq!(texts(&answer), ["v=1"], "{fault}");
        assert_eq!(answer.lookup.attempts, 1, "{fault}");
    }
}

#[test]
fn late_answers_meet_no_other_question() {
    let server = Nameserver::zone("a.example TXT !slow late\n b.example TXT other");
    let client = client(&server);
    let answer = client.ask("a.example", Kind::Txt);
    assert_eq!(texts(&answer), ["late"]);
    assert_eq!(answer.lookup.attempts, 2);
    let began = Instant::now();
    // Until the late answer has come.
    while began.elapsed() < Duration::from_millis(500) {
        let name = format!("n{}.example", began.elapsed().as_nanos());
        assert_eq!(client.ask(&name, Kind::Txt).outcome, Outcome::NoName);
    }
    assert_eq!(texts(&client.ask("b.example", Kind::Txt)), ["other"]);
}

/// A server that answers NXDOMAIN to as many questions as `behaviour` has, and does before each
/// what that says. Tells from which ports they came.
fn watched(
    behaviour: Vec<Manner>,
    questions: impl Iterator<Item = String>,
) -> (Vec<u16>, Vec<Arc<Answer>>) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let client = Client::new(options(&[socket.local_addr().unwrap()]));
    let ports = std::thread::spawn(move || {
        let mut ports = Vec::new();
        let mut buffer = [0; 512];
        for manner in behaviour {
            let (length, from) = socket.recv_from(&mut buffer).unwrap();
            ports.push(from.port());
            // What was asked is sent back, without the OPT record.
            let mut answer = buffer[..length - 11].to_vec();
            (answer[2], answer[3], answer[11]) = (0x81, 0x83, 0);
            if manner == Manner::Forged {
                let mut forged = answer.clone();
                forged[0] ^= 1;
                socket.send_to(&forged, from).unwrap();
            }
            if manner != Manner::Silent {
                socket.send_to(&answer, from).unwrap();
            }
        }
        ports
    });
    let answers = questions.map(|name| client.ask(&name, Kind::A)).collect();
    (ports.join().unwrap(), answers)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Plain,
    Silent,
    Forged,
}

#[test]
fn sockets_are_used_sixteen_times() {
    let names = (0..40).map(|number| format!("n{number}.example"));
    let (ports, answers) = watched(vec![Manner::Plain; 40], names);
    assert!(answers.iter().all(|answer| answer.outcome == Outcome::NoName));
    let runs: Vec<_> = ports.chunk_by(|a, b| a == b).map(<[u16]>::len).collect();
    assert_eq!(runs, [16, 16, 8]);
}

#[test]
fn sockets_that_something_may_still_come_to_are_closed() {
    for (first, tries) in [(Manner::Silent, 2), (Manner::Forged, 1)] {
        let mut behaviour = vec![first];
        behaviour.resize(tries + 1, Manner::Plain);
        let names = ["a.example", "b.example"].map(str::to_owned);
        let (ports, answers) = watched(behaviour, names.into_iter());
        assert_eq!(usize::try_from(answers[0].lookup.attempts).unwrap(), tries, "{first:?}");
        assert!(answers.iter().all(|answer| answer.outcome == Outcome::NoName));
        assert_ne!(ports[0], ports[1], "{first:?}");
    }
}

#[test]
fn the_next_server_is_asked_where_one_fails() {
    for fault in ["timeout", "servfail", "refused", "notimp", "formerr", "malformed", "tcp_timeout"]
    {
        let first = Nameserver::zone(&format!("a.example TXT !{fault}"));
        let second = Nameserver::zone("a.example TXT v=1");
        let client = Client::new(options(&[first.address(), second.address()]));
        let answer = client.ask("a.example", Kind::Txt);
        assert_eq!(texts(&answer), ["v=1"], "{fault}");
        assert_eq!(answer.lookup.server, Some(second.address().to_string()));
        assert_eq!(second.asked(), ["a.example TXT"], "{fault}");
    }
}

#[test]
fn a_dead_server_is_waited_for_once() {
    let dead = Nameserver::zone("example * !timeout\n a.example * !timeout\n b.example * !timeout");
    let alive = Nameserver::zone("a.example TXT v=1\n b.example TXT v=2");
    let client = Client::new(options(&[dead.address(), alive.address()]));
    assert_eq!(texts(&client.ask("a.example", Kind::Txt)), ["v=1"]);
    assert_eq!(texts(&client.ask("b.example", Kind::Txt)), ["v=2"]);
    assert_eq!(dead.asked(), ["a.example TXT"]);
    assert_eq!(alive.asked(), ["a.example TXT", "b.example TXT"]);
}

#[test]
fn a_closed_port_is_an_error_of_the_system() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let closed = socket.local_addr().unwrap();
    drop(socket);
    let answer = Client::new(options(&[closed])).ask("a.example", Kind::Txt);
    assert_eq!(class(&answer), FailureClass::Io);
    let alive = Nameserver::zone("a.example TXT v=1");
    let answer = Client::new(options(&[closed, alive.address()])).ask("a.example", Kind::Txt);
    assert_eq!(texts(&answer), ["v=1"]);
}

#[test]
fn nobody_is_asked_for_ever_where_nobody_answers() {
    let server = Nameserver::zone("dead.example * !timeout\n a.example TXT v=1");
    let once = Options { attempts: 1, ..options(&[server.address()]) };
    let client = Client::new(once.clone());
    for (number, kind) in [Kind::A, Kind::Aaaa, Kind::Mx, Kind::Txt].into_iter().enumerate() {
        let answer = client.ask("dead.example", kind);
        assert_eq!(class(&answer), FailureClass::Timeout);
        assert_eq!(answer.lookup.attempts, u32::from(number < 3));
        // Whether it was asked or not, it is told alike: which question is the fourth is chance.
        let reason = "the resolver gives no answer within 0.15 s";
        assert_eq!(answer.failure().unwrap().reason, reason);
    }
    // Where something comes, somebody is there.
    let garbled = Nameserver::zone("a.example * !malformed");
    let client = Client::new(Options { attempts: 1, ..options(&[garbled.address()]) });
    for kind in [Kind::A, Kind::Aaaa, Kind::Mx, Kind::Txt] {
        assert_eq!(class(&client.ask("a.example", kind)), FailureClass::Malformed);
    }
    // Where a server has answered once, it is asked on.
    let client = Client::new(once);
    assert_eq!(texts(&client.ask("a.example", Kind::Txt)), ["v=1"]);
    for kind in [Kind::A, Kind::Aaaa, Kind::Mx, Kind::Txt] {
        assert_eq!(client.ask("dead.example", kind).lookup.attempts, 1);
    }
}

#[test]
fn threads_that_ask_the_same_ask_once() {
    let server = Nameserver::zone("a.example TXT !slow v=1\n b.example TXT !timeout");
    let client = client(&server);
    std::thread::scope(|scope| {
        for number in 0..8 {
            let client = &client;
            scope.spawn(move || {
                let name = if number % 2 == 0 { "a.example" } else { "A.Example" };
                assert_eq!(texts(&client.ask(name, Kind::Txt)), ["v=1"]);
                assert_eq!(class(&client.ask("b.example.", Kind::Txt)), FailureClass::Timeout);
            });
        }
    });
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|asked| *asked == "a.example TXT").count(), 2);
    assert_eq!(asked.iter().filter(|asked| *asked == "b.example TXT").count(), 3);
    let (one, other) = (client.ask("a.example", Kind::Txt), client.ask("a.example", Kind::Txt));
    assert!(Arc::ptr_eq(&one, &other));
}

#[test]
fn the_oldest_answer_makes_room() {
    let server = Nameserver::zone("a.example TXT v=1");
    let mut client = client(&server);
    client.cache = super::super::cache::Cache::new(2);
    let held = client.ask("a.example", Kind::Txt);
    for name in ["b.example", "c.example", "c.example", "a.example"] {
        client.ask(name, Kind::Txt);
    }
    assert_eq!(
        server.asked(),
        ["a.example TXT", "b.example TXT", "c.example TXT", "a.example TXT"]
    );
    assert_eq!(texts(&held), ["v=1"]);
}

#[test]
fn a_run_sends_no_more_than_it_may() {
    let server = Nameserver::zone("a.example TXT !servfail\n b.example TXT v=1");
    let few = Options { max_questions: 2, ..options(&[server.address()]) };
    let client = Client::new(few);
    let answer = client.ask("a.example", Kind::Txt);
    assert_eq!(class(&answer), FailureClass::Busy);
    assert_eq!(answer.lookup.attempts, 2);
    assert_eq!(class(&client.ask("b.example", Kind::Txt)), FailureClass::Busy);
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn no_more_questions_wait_at_once_than_may() {
    let names: Vec<_> = (0..6).map(|number| format!("n{number}.example")).collect();
    let zone: String = names.iter().map(|name| format!("{name} TXT !timeout\n")).collect();
    let server = Nameserver::zone(&zone);
    let narrow = Options { in_flight: 2, attempts: 1, ..options(&[server.address()]) };
    let client = Client::new(narrow);
    client.answered.store(true, std::sync::atomic::Ordering::Relaxed);
    let began = Instant::now();
    std::thread::scope(|scope| {
        for name in &names {
            scope.spawn(|| client.ask(name, Kind::Txt));
        }
    });
    assert!(began.elapsed() >= PATIENCE * 3, "three pairs, one after the other");
    assert_eq!(server.asked().len(), 6);
}

#[test]
fn without_servers_nothing_can_be_asked() {
    let answer = Client::new(options(&[])).ask("a.example", Kind::Txt);
    assert_eq!(class(&answer), FailureClass::Io);
    assert_eq!(answer.failure().unwrap().reason, "there is no resolver to ask");
}
