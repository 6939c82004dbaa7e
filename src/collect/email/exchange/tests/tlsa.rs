//! TLSA records: when they are asked for, and which can be used.

use super::{all, missing, seen};
use crate::facts::domain::{FailureClass, Status, Tlsa};

const CHECKED: &str = "example.com MX+ad 10 mx.example.com\nmx.example.com A+ad 192.0.2.1\n";

fn sha256() -> String {
    "ab".repeat(32)
}

fn tlsa(zone: &str) -> Tlsa {
    seen(zone).hosts.remove(0).tlsa
}

#[test]
fn checked_records_count() {
    let zone = format!(
        "{CHECKED}_25._tcp.mx.example.com TLSA+ad 3 1 1 {}
         _25._tcp.mx.example.com TLSA+ad 2 1 2 {}",
        sha256(),
        "cd".repeat(64)
    );
    let tlsa = tlsa(&zone);
    assert_eq!(tlsa.at, "dns:_25._tcp.mx.example.com?type=TLSA");
    assert_eq!(tlsa.status, Status::Found);
    assert!(tlsa.counts);
    assert_eq!(tlsa.records.len(), 2);
    assert_eq!(tlsa.records[0].at, "dns:_25._tcp.mx.example.com?type=TLSA#line=1");
    let first = &tlsa.records[0];
    assert_eq!((first.usage, first.selector, first.matching, first.usable), (2, 1, 2, true));
}

#[test]
fn records_that_senders_cannot_use_are_invalid() {
    for (record, usable) in [
        (format!("3 1 1 {}", sha256()), true),
        (format!("3 0 1 {}", sha256()), true),
        (format!("2 0 1 {}", sha256()), true),
        (format!("3 1 2 {}", "ab".repeat(64)), true),
        ("3 1 0 3059301306".to_owned(), true),
        // RFC 7672, section 3.1.3: no sender trusts the authorities of the Web for mail.
        (format!("0 0 1 {}", sha256()), false),
        (format!("1 1 1 {}", sha256()), false),
        (format!("4 1 1 {}", sha256()), false),
        (format!("255 1 1 {}", sha256()), false),
        (format!("3 2 1 {}", sha256()), false),
        (format!("3 1 3 {}", sha256()), false),
        (format!("3 1 2 {}", sha256()), false),
        ("3 1 1 abcd".to_owned(), false),
    ] {
        let tlsa = tlsa(&format!("{CHECKED}_25._tcp.mx.example.com TLSA+ad {record}"));
        assert_eq!(tlsa.records[0].usable, usable, "{record}");
        assert_eq!(tlsa.counts, usable, "{record}");
        let status = if usable { Status::Found } else { Status::Invalid };
        assert_eq!(tlsa.status, status, "{record}");
    }
}

#[test]
fn one_usable_record_is_enough() {
    let zone = format!(
        "{CHECKED}_25._tcp.mx.example.com TLSA+ad 3 1 1 {}
         _25._tcp.mx.example.com TLSA+ad 1 1 1 {}",
        sha256(),
        sha256()
    );
    let tlsa = tlsa(&zone);
    assert_eq!((tlsa.status, tlsa.counts), (Status::Found, true));
    assert_eq!(tlsa.records.iter().map(|record| record.usable).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn records_are_not_asked_for_where_they_would_not_count() {
    // The question would fail, and be reported.
    let fault = "_25._tcp.mx.example.com TLSA !servfail";
    for (mx, address) in [("MX", "A+ad"), ("MX+ad", "A"), ("MX", "A")] {
        let tlsa = tlsa(&format!(
            "example.com {mx} 10 mx.example.com\nmx.example.com {address} 192.0.2.1\n{fault}"
        ));
        assert_eq!(tlsa.status, Status::Skipped, "{mx} {address}");
        assert_eq!(tlsa.at, "dns:_25._tcp.mx.example.com?type=TLSA");
        assert!(!tlsa.counts);
    }
    let tlsa = tlsa(&format!("example.com MX+ad 10 mx.example.com\nmx.example.com TXT x\n{fault}"));
    assert_eq!(tlsa.status, Status::Skipped, "no address");
}

#[test]
fn records_that_nobody_has_checked_do_not_count() {
    let zone = format!("{CHECKED}_25._tcp.mx.example.com TLSA 3 1 1 {}", sha256());
    let tlsa = tlsa(&zone);
    assert_eq!((tlsa.status, tlsa.counts), (Status::Found, false));
    assert!(tlsa.records[0].usable);
}

#[test]
fn a_failure_is_no_absence() {
    let tlsa = tlsa(CHECKED);
    assert_eq!((tlsa.status, tlsa.counts), (Status::Absent, false));

    for fault in ["servfail", "bogus", "timeout", "notimp"] {
        let (mx, _, unknown) = all(&format!("{CHECKED}_25._tcp.mx.example.com TLSA !{fault}"));
        assert_eq!(mx.hosts[0].tlsa.status, Status::Error);
        assert!(mx.hosts[0].tlsa.error.is_some() && !mx.hosts[0].tlsa.counts);
        assert_eq!(mx.takes_mail, Some(true));
        assert_eq!(missing(&unknown), ["dns:_25._tcp.mx.example.com?type=TLSA: mx.hosts[*].tlsa"]);
    }
}

#[test]
fn without_the_address_the_records_are_not_known() {
    let (mx, _, unknown) = all("example.com MX+ad 10 mx.example.com
         mx.example.com A !timeout
         mx.example.com AAAA !timeout");
    assert_eq!(mx.hosts[0].tlsa.status, Status::Error);
    assert_eq!(mx.hosts[0].tlsa.error.as_ref().unwrap().class, FailureClass::Timeout);
    assert_eq!(
        missing(&unknown),
        ["dns:mx.example.com?type=A: mx.hosts[*].addresses mx.hosts[*].mistakes \
          mx.hosts[*].tlsa mx.takes_mail"]
    );
}

#[test]
fn an_alias_has_them_at_either_name() {
    let zone = "example.com MX+ad 10 mail.example.com
                mail.example.com CNAME+ad mx.example.net
                mx.example.net A+ad 192.0.2.1\n";
    let record = format!("3 1 1 {}", sha256());
    let at = |lines: &str| {
        let tlsa = tlsa(&format!("{zone}{lines}"));
        (tlsa.at.split_once('?').unwrap().0.to_owned(), tlsa.status)
    };
    let target = "dns:_25._tcp.mx.example.net".to_owned();
    let own = "dns:_25._tcp.mail.example.com".to_owned();
    let both = format!(
        "_25._tcp.mx.example.net TLSA+ad {record}\n_25._tcp.mail.example.com TLSA+ad {record}"
    );
    assert_eq!(at(&both), (target.clone(), Status::Found));
    assert_eq!(
        at(&format!("_25._tcp.mail.example.com TLSA+ad {record}")),
        (own.clone(), Status::Found)
    );
    assert_eq!(
        at(&format!(
            "_25._tcp.mx.example.net TLSA {record}\n_25._tcp.mail.example.com TLSA+ad {record}"
        )),
        (own.clone(), Status::Found),
        "those of the target are not checked"
    );
    assert_eq!(at(""), (own.clone(), Status::Absent));
    // Where nobody has checked the alias, nobody has checked the address.
    let unchecked = zone.replace("CNAME+ad", "CNAME");
    let tlsa = tlsa(&format!("{unchecked}{both}"));
    assert_eq!((tlsa.status, tlsa.counts), (Status::Skipped, false));
    assert_eq!(tlsa.at, format!("{own}?type=TLSA"));

    let (mx, _, unknown) = all(&format!(
        "{zone}_25._tcp.mx.example.net TLSA !servfail\n_25._tcp.mail.example.com TLSA+ad {record}"
    ));
    assert_eq!(mx.hosts[0].tlsa.status, Status::Error, "there is no way round a failure");
    assert_eq!(missing(&unknown), [format!("{target}?type=TLSA: mx.hosts[*].tlsa")]);
}
