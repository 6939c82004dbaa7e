//! The bounds of time, bytes and fetches at once.

use std::time::{Duration, Instant};

use super::*;

/// The same for those who have no time.
fn serve_in_haste(behaviour: Behaviour) -> Arc<Fetch> {
    let server = HttpsServer::start(vec![(HOST, behaviour)]);
    let client = Client::new(&Options {
        connect: Duration::from_millis(700),
        timeout: Duration::from_millis(900),
        ..options(&server)
    })
    .unwrap();
    client.fetch(HOST, PATH, &loopback())
}

#[test]
fn what_is_slow_times_out() {
    for (behaviour, expected) in [
        (
            Behaviour::SilentHandshake,
            "no secure connection to mta-sts.example.com came about within 0.7 seconds",
        ),
        (
            Behaviour::SlowHandshake,
            "no secure connection to mta-sts.example.com came about within 0.7 seconds",
        ),
        (Behaviour::SlowBody, "mta-sts.example.com has not answered to the end within 0.9 seconds"),
        (
            Behaviour::Stalling(100),
            "mta-sts.example.com has not answered to the end within 0.9 seconds",
        ),
    ] {
        let started = Instant::now();
        let fetch = serve_in_haste(behaviour);
        let error = fetch.error.as_ref().unwrap();
        assert_eq!((error.class, error.reason.as_str()), (FailureClass::Timeout, expected));
        assert!(started.elapsed() < Duration::from_millis(2500), "{:?}", started.elapsed());
    }
}

#[test]
fn a_text_of_just_the_bound_is_read() {
    let (fetch, _server) = serve(Behaviour::Large(LIMIT));
    assert_eq!(fetch.body.as_ref().unwrap().len() as u64, LIMIT);
}

#[test]
fn a_text_beyond_the_bound_is_not_read() {
    let expected = (
        FailureClass::TooLarge,
        "the text that mta-sts.example.com sends is larger than 64 KB".to_owned(),
    );
    assert_eq!(failure(Behaviour::Large(LIMIT + 1)), expected);
    assert_eq!(failure(Behaviour::Large(1 << 40)), expected);
    // One byte too many is enough to know: nothing is waited for after it.
    assert_eq!(failure(Behaviour::Stalling(LIMIT + 1)), expected);
    let (fetch, server) = serve(Behaviour::Endless);
    assert_eq!(fetch.error.as_ref().unwrap().class, FailureClass::TooLarge);
    std::thread::sleep(Duration::from_millis(100));
    // What the buffers of the system took, and it does not grow any more.
    let sent = server.sent();
    assert!(sent < 32 << 20, "{sent}");
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(server.sent(), sent);
}

#[test]
fn an_answer_that_is_all_wrapping_is_bounded() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let flood = |first: &str, again: &str| failure(Behaviour::Flood(first.into(), again.into()));
    for (first, again) in [
        ("", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
        ("HTTP/1.1 200 OK\r\nX-Filler: ", "filler"),
        (chunked, "1\r\nx\r\n"),
        (chunked, "000000000001\r\nx\r\n"),
        (&format!("{chunked}0\r\n"), "T: x\r\n"),
    ] {
        let (class, reason) = flood(first, again);
        assert_eq!(class, FailureClass::TooLarge, "{first}{again}: {reason}");
    }
    // The parser gives up before the bound is reached.
    for (first, again) in [
        ("HTTP/1.1 200 OK\r\n", "X-Filler: filler filler filler\r\n"),
        (chunked, "0"),
        (chunked, ";x"),
    ] {
        let (class, reason) = flood(first, again);
        assert_eq!(class, FailureClass::Malformed, "{first}{again}: {reason}");
    }
}

#[test]
fn fetches_run_at_once_and_give_the_same() {
    let server = HttpsServer::start(vec![(HOST, Behaviour::Body("x".to_owned()))]);
    let client = Client::new(&Options { concurrency: 3, ..options(&server) }).unwrap();
    std::thread::scope(|scope| {
        let fetches: Vec<_> =
            (0..12).map(|_| scope.spawn(|| client.fetch(HOST, PATH, &loopback()))).collect();
        for fetch in fetches {
            assert_eq!(fetch.join().unwrap().body.as_deref(), Some("x"));
        }
    });
    assert_eq!(server.connections(), 12);
}

#[test]
fn a_fetch_needs_little_stack() {
    let server = HttpsServer::start(vec![(HOST, Behaviour::Body("x".to_owned()))]);
    let client = client(&server);
    std::thread::scope(|scope| {
        let small = std::thread::Builder::new().stack_size(256 << 10);
        let fetch = small.spawn_scoped(scope, || client.fetch(HOST, PATH, &loopback())).unwrap();
        assert_eq!(fetch.join().unwrap().body.as_deref(), Some("x"));
    });
}
