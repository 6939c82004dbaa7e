//! Hosts that are no exchanges, and addresses that are not known.

use super::{all, missing, seen, shown};
use crate::facts::domain::{FailureClass, Status};

#[test]
fn an_alias_is_not_an_exchange() {
    let zone = "example.com MX 10 mail.example.com.
                mail.example.com CNAME host.example.net
                host.example.net A 192.0.2.1";
    let mx = seen(zone);
    assert_eq!(
        shown(&mx, &["10 mail.example.com"]),
        ["mail.example.com Invalid [mail.example.com] the name is an alias of \
          `host.example.net` (RFC 2181, section 10.3)"]
    );
    assert_eq!(mx.hosts[0].addresses_at, "dns:mail.example.com?type=A");
    assert_eq!(mx.status, Status::Found, "the records themselves are well formed");
    assert_eq!(mx.takes_mail, Some(true), "senders follow it");
}

#[test]
fn names_that_are_no_hosts_are_not_asked_for() {
    for (host, reason) in [
        ("192.0.2.1", "an exchange is a host name, not an address (RFC 5321, section 5.1)"),
        ("[192.0.2.1]", "an exchange is a host name, not an address (RFC 5321, section 5.1)"),
        ("2001:db8::1", "an exchange is a host name, not an address (RFC 5321, section 5.1)"),
        ("192.0.2.1.2", "an exchange is a host name, not an address (RFC 5321, section 5.1)"),
        ("*.example.com", "this is not a host name (RFC 1123, section 2.1)"),
        (r"mx\.a.example.com", "this is not a host name (RFC 1123, section 2.1)"),
        (
            "localhost",
            "`localhost` does not exist in the public tree of names (RFC 6761, section 6.3)",
        ),
        (
            "mx.localhost",
            "`localhost` does not exist in the public tree of names (RFC 6761, section 6.3)",
        ),
        (
            "exchange.corp.local",
            "`local` does not exist in the public tree of names (RFC 6762, section 3)",
        ),
        (
            "mx.home.arpa",
            "`home.arpa` does not exist in the public tree of names (RFC 8375, section 4)",
        ),
        ("mail", "the name is not fully qualified (RFC 5321, section 2.3.5)"),
    ] {
        // Even where the resolver at hand knows the name: senders elsewhere do not.
        let mx = seen(&format!("example.com MX 10 {host}\n{host} A 192.0.2.1"));
        let record = format!("10 {host}");
        assert_eq!(shown(&mx, &[&record]), [format!("{host} Invalid [{host}] {reason}")]);
        assert_eq!(mx.status, Status::Invalid);
        assert_eq!(mx.hosts[0].addresses_at, mx.hosts[0].at, "it was not asked for");
        assert_eq!(mx.hosts[0].tlsa.status, Status::Skipped);
        assert_eq!(mx.takes_mail, Some(false));
    }
}

#[test]
fn names_that_only_look_private_are_asked_for() {
    for host in
        ["mylocalhost.example.com", "mx.local.example.com", "local.example", "mx_1.example.net"]
    {
        let mx = seen(&format!("example.com MX 10 {host}\n{host} A 192.0.2.1"));
        assert_eq!(shown(&mx, &[]), [format!("{host} Found")]);
    }
}

#[test]
fn an_address_of_the_sender_itself_is_no_exchange() {
    for address in ["A 127.0.0.1", "A 0.0.0.0", "AAAA ::1", "AAAA ::ffff:127.0.0.1"] {
        let mx = seen(&format!("example.com MX 10 mx.example.com\nmx.example.com {address}"));
        assert_eq!(
            shown(&mx, &["10 mx.example.com"]),
            ["mx.example.com Invalid [mx.example.com] the name leads to the sender's own machine"]
        );
        assert_eq!(mx.takes_mail, Some(false));
    }
    let mx = seen(
        "example.com MX 10 mx.example.com
         mx.example.com A 127.0.0.1
         mx.example.com AAAA 2001:db8::1",
    );
    assert_eq!(shown(&mx, &[]), ["mx.example.com Found"]);
    assert_eq!(mx.hosts[0].addresses_at, "dns:mx.example.com?type=AAAA");
}

#[test]
fn a_host_without_an_address_is_absent() {
    let mx = seen("example.com MX 10 gone.example.com\nexample.com A 192.0.2.1");
    assert_eq!(shown(&mx, &[]), ["gone.example.com Absent"]);
    assert_eq!(mx.hosts[0].addresses_at, "dns:gone.example.com?type=A");
    assert_eq!(mx.takes_mail, Some(false), "the name itself is no exchange beside MX records");
}

#[test]
fn an_address_that_fails_is_no_absence() {
    let two = "example.com MX 10 a.example.com\nexample.com MX 20 b.example.com\n";
    let zone = format!("{two}a.example.com A !timeout\nb.example.com A 192.0.2.2");
    let (mx, _, unknown) = all(&zone);
    assert_eq!(shown(&mx, &[]), ["a.example.com Error", "b.example.com Found"]);
    assert_eq!(mx.hosts[0].error.as_ref().unwrap().class, FailureClass::Timeout);
    assert_eq!(mx.takes_mail, Some(true), "the other one does");
    assert_eq!(
        missing(&unknown),
        ["dns:a.example.com?type=A: mx.hosts[*].addresses mx.hosts[*].mistakes"]
    );

    let (mx, _, unknown) = all(&format!("{two}a.example.com A !timeout"));
    assert_eq!(shown(&mx, &[]), ["a.example.com Error", "b.example.com Absent"]);
    assert_eq!(mx.takes_mail, None);
    assert_eq!(
        missing(&unknown),
        ["dns:a.example.com?type=A: mx.hosts[*].addresses mx.hosts[*].mistakes mx.takes_mail"]
    );
}

#[test]
fn one_family_is_enough() {
    let address = |lines: &str| {
        let (mx, _, unknown) = all(&format!("example.com MX 10 mx.example.com\n{lines}"));
        let found = mx.hosts[0].addresses;
        assert_eq!(found == Status::Error, !unknown.problems.is_empty());
        (found, mx.hosts[0].addresses_at.rsplit_once('=').unwrap().1.to_owned())
    };
    let here = |kind: &str| (Status::Found, kind.to_owned());
    let failed = |kind: &str| (Status::Error, kind.to_owned());
    assert_eq!(
        address("mx.example.com A !servfail\nmx.example.com AAAA 2001:db8::1"),
        here("AAAA")
    );
    assert_eq!(address("mx.example.com A 192.0.2.1\nmx.example.com AAAA !servfail"), here("A"));
    assert_eq!(address("mx.example.com AAAA !servfail"), failed("AAAA"));
    assert_eq!(address("mx.example.com A !servfail\nmx.example.com TXT x"), failed("A"));
    assert_eq!(
        address("mx.example.com A 127.0.0.1\nmx.example.com AAAA !servfail"),
        failed("AAAA")
    );
}

#[test]
fn an_alias_that_fails_is_an_alias_still() {
    let zone = |lines: &str| all(&format!("example.com MX 10 mail.example.com\n{lines}"));
    let an_alias = "mail.example.com Invalid [mail.example.com] the name is an alias of \
                    `gone.example.net` (RFC 2181, section 10.3)";
    for (lines, class) in [
        ("mail.example.com CNAME gone.example.net", FailureClass::CnameDangling),
        (
            "mail.example.com CNAME gone.example.net\ngone.example.net CNAME mail.example.com",
            FailureClass::CnameLoop,
        ),
        // The response that holds the alias is a good one, and what comes of its target is not.
        (
            "mail.example.com A !stops gone.example.net\ngone.example.net A !bogus 192.0.2.1
             mail.example.com AAAA !bogus 2001:db8::1",
            FailureClass::Bogus,
        ),
    ] {
        let (mx, _, unknown) = zone(lines);
        assert_eq!(shown(&mx, &["10 mail.example.com"]), [an_alias], "{lines}");
        assert_eq!(mx.hosts[0].error.as_ref().unwrap().class, class);
        assert_eq!(mx.takes_mail, None);
        assert_eq!(missing(&unknown), ["dns:mail.example.com?type=A: mx.takes_mail"], "{lines}");
    }

    // Where the whole answer is forged there is no alias: it proves nothing.
    let (mx, _, unknown) = zone(
        "mail.example.com CNAME gone.example.net
         gone.example.net A !bogus 192.0.2.1
         gone.example.net AAAA !bogus 2001:db8::1",
    );
    assert_eq!(shown(&mx, &[]), ["mail.example.com Error"]);
    assert_eq!(mx.hosts[0].error.as_ref().unwrap().class, FailureClass::Bogus);
    assert_eq!(
        missing(&unknown),
        ["dns:mail.example.com?type=A: mx.hosts[*].addresses mx.hosts[*].mistakes mx.takes_mail"]
    );
}
