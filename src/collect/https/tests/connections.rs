//! Which hosts are connected to, and how that fails.

use super::*;

#[test]
fn a_host_is_named_in_any_case_and_with_a_final_dot() {
    let server = HttpsServer::start(vec![(HOST, Behaviour::Body("x".to_owned()))]);
    let fetch = client(&server).fetch("MTA-STS.Example.COM.", PATH, &loopback());
    assert_eq!(fetch.at, "https://mta-sts.example.com/.well-known/mta-sts.txt");
    assert_eq!(fetch.body.as_deref(), Some("x"));
}

#[test]
fn what_is_no_host_is_never_connected_to() {
    let server = HttpsServer::start(vec![(HOST, Behaviour::Body("x".to_owned()))]);
    let client = client(&server);
    for (host, at) in [
        ("bücher.example", "https://b%C3%BCcher.example/p"),
        ("user@example.com", "https://user%40example.com/p"),
        ("example.com#x", "https://example.com%23x/p"),
        ("a..example", "https://a..example/p"),
        ("127.0.0.1", "https://127.0.0.1/p"),
    ] {
        let fetch = client.fetch(host, "/p", &Zone::new("127.0.0.1 A 127.0.0.1"));
        assert_eq!(fetch.at, at);
        assert_eq!(fetch.error.as_ref().unwrap().class, FailureClass::BadName, "{host}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn an_underscore_in_a_host_is_no_hindrance() {
    let host = "mta-sts.my_shop.example";
    let server = HttpsServer::start(vec![(host, Behaviour::Body("x".to_owned()))]);
    let zone = Zone::new("mta-sts.my_shop.example A 127.0.0.1");
    let fetch = client(&server).fetch(host, PATH, &zone);
    assert_eq!(fetch.body.as_deref(), Some("x"), "{:?}", fetch.error);
}

#[test]
fn a_host_that_does_not_exist_is_absent() {
    let server = HttpsServer::start(vec![(HOST, Behaviour::Body("x".to_owned()))]);
    let client = client(&server);
    for zone in ["", "mta-sts.example.com TXT something"] {
        let fetch = client.fetch(HOST, PATH, &Zone::new(zone));
        assert_eq!((fetch.status, fetch.code), (Status::Absent, None));
        assert_eq!((&fetch.error, &fetch.body), (&None, &None));
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_failed_question_is_no_absence() {
    let server = HttpsServer::start(vec![(HOST, Behaviour::Body("x".to_owned()))]);
    let zone = Zone::new("mta-sts.example.com A !servfail");
    let fetch = client(&server).fetch(HOST, PATH, &zone);
    let error = fetch.error.as_ref().unwrap();
    assert_eq!((fetch.status, error.class), (Status::Error, FailureClass::Dns));
    assert_eq!(
        error.reason,
        "the address of mta-sts.example.com could not be found: the resolver answers SERVFAIL"
    );
}

#[test]
fn private_addresses_are_refused_by_default() {
    let server = HttpsServer::start(vec![(HOST, Behaviour::Body("x".to_owned()))]);
    let client = Client::new(&Options { allow_private: false, ..options(&server) }).unwrap();
    for record in ["A 127.0.0.1", "AAAA ::1", "AAAA ::ffff:127.0.0.1", "A 0.0.0.0"] {
        let fetch = client.fetch(HOST, PATH, &Zone::new(&format!("{HOST} {record}")));
        let error = fetch.error.as_ref().unwrap();
        assert_eq!(error.class, FailureClass::BlockedAddress, "{record}");
        assert_eq!(
            error.reason,
            "mta-sts.example.com has addresses of private or special networks only, and those are \
             not connected to"
        );
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn the_second_address_is_tried_where_the_first_refuses() {
    let server = HttpsServer::start(vec![(HOST, Behaviour::Body("x".to_owned()))]);
    let zone = Zone::new("mta-sts.example.com A 127.0.0.1\nmta-sts.example.com AAAA ::1");
    let fetch = client(&server).fetch(HOST, PATH, &zone);
    assert_eq!(fetch.body.as_deref(), Some("x"));
    let zone = Zone::new("mta-sts.example.com A 127.0.0.0\nmta-sts.example.com A 127.0.0.1");
    let fetch = client(&server).fetch(HOST, PATH, &zone);
    assert_eq!(fetch.body.as_deref(), Some("x"), "{:?}", fetch.error);
}

#[test]
fn connections_that_fail_are_told() {
    // A port that only the system may listen on, and nothing does.
    let options = Options { allow_private: true, port: 1, ..Options::default() };
    let fetch = Client::new(&options).unwrap().fetch(HOST, PATH, &loopback());
    let error = fetch.error.as_ref().unwrap();
    assert_eq!(error.class, FailureClass::Connect);
    assert_eq!(
        error.reason,
        "no connection to mta-sts.example.com came about: it refuses, or there is no way to it \
         from this machine"
    );

    let closed = "mta-sts.example.com closes the connection before it has answered to the end";
    for behaviour in [
        Behaviour::Closes,
        Behaviour::ClosesLate,
        raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort"),
        raw("HTTP/1.1 200 OK\r\nTransfer-Enc"),
    ] {
        assert_eq!(failure(behaviour), (FailureClass::Io, closed.to_owned()));
    }
}

#[test]
fn certificates_that_do_not_hold_are_told_apart() {
    let reason = |behaviour| {
        let (class, reason) = failure(behaviour);
        assert_eq!(class, FailureClass::CertInvalid, "{reason}");
        reason
    };
    assert_eq!(reason(Behaviour::Expired), "the certificate of mta-sts.example.com has expired");
    assert_eq!(
        reason(Behaviour::NotYetValid),
        "the certificate of mta-sts.example.com is not valid yet"
    );
    assert_eq!(
        reason(Behaviour::OtherName("www.example.com")),
        "the certificate that mta-sts.example.com shows is for `www.example.com`"
    );
    assert_eq!(
        reason(Behaviour::SelfSigned),
        "the certificate of mta-sts.example.com is not issued by an authority that everybody \
         trusts: it is self-signed, from an authority of somebody's own, or a certificate between \
         is missing"
    );
    assert_eq!(
        reason(Behaviour::SelfSignedAuthority),
        "the certificate of mta-sts.example.com breaks the rules for certificates of servers, as \
         many self-signed ones do"
    );
}

#[test]
fn the_public_roots_do_not_trust_the_test_server() {
    let server = HttpsServer::start(vec![(HOST, Behaviour::Body("x".to_owned()))]);
    let client = Client::new(&Options { root: None, ..options(&server) }).unwrap();
    let fetch = client.fetch(HOST, PATH, &loopback());
    assert_eq!(fetch.error.as_ref().unwrap().class, FailureClass::CertInvalid);
}

#[test]
fn other_failures_of_tls_are_told() {
    let plain = Behaviour::NoTls(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec());
    assert_eq!(
        failure(plain),
        (FailureClass::Tls, "mta-sts.example.com does not speak TLS on this port".to_owned())
    );
    // Fatal alerts: handshake_failure, and unrecognized_name.
    assert_eq!(
        failure(Behaviour::NoTls(vec![21, 3, 3, 0, 2, 2, 40])),
        (
            FailureClass::Tls,
            "mta-sts.example.com has no version or cipher of TLS that is safe today".to_owned()
        )
    );
    assert_eq!(
        failure(Behaviour::NoTls(vec![21, 3, 3, 0, 2, 2, 112])),
        (FailureClass::Tls, "the server of mta-sts.example.com does not know this name".to_owned())
    );
}

#[test]
fn roots_are_read_as_pem_and_as_der() {
    let server = HttpsServer::start(vec![(HOST, Behaviour::Body("x".to_owned()))]);
    let der = server.root_der();
    let pem = |der: &[u8]| {
        let digits = base64(der);
        format!("# mine\n-----BEGIN CERTIFICATE-----\n{digits}\n-----END CERTIFICATE-----\n")
    };
    let other = HttpsServer::start(Vec::<(String, Behaviour)>::new()).root_der();
    for good in [der.clone(), pem(&der).into(), (pem(&other) + &pem(&der)).into()] {
        let options = Options { root: Some(good), ..options(&server) };
        let fetch = Client::new(&options).unwrap().fetch(HOST, PATH, &loopback());
        assert_eq!(fetch.body.as_deref(), Some("x"));
    }
    let options = Options { root: Some(other), ..options(&server) };
    let fetch = Client::new(&options).unwrap().fetch(HOST, PATH, &loopback());
    assert_eq!(fetch.error.as_ref().unwrap().class, FailureClass::CertInvalid);
    let neither = "this is no root certificate, neither as PEM nor as DER";
    for (wrong, reason) in [
        (String::new(), neither),
        ("hello".to_owned(), neither),
        (pem(b"hello"), neither),
        ("-----BEGIN CERTIFICATE-----\n".to_owned(), "the PEM of the root certificates is damaged"),
        (pem(&der).replace("CERTIFICATE", "X509 CRL"), "there is no certificate in the PEM"),
    ] {
        let options = Options { root: Some(wrong.clone().into()), ..Options::default() };
        assert_eq!(Client::new(&options).unwrap_err(), reason, "{wrong}");
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let mut number = 0_usize;
        for index in 0..3 {
            number = number << 8 | usize::from(three.get(index).copied().unwrap_or(0));
        }
        for digit in 0..4 {
            let at = number >> (18 - 6 * digit) & 63;
            text.push(if digit <= three.len() { char::from(DIGITS[at]) } else { '=' });
        }
    }
    text
}
