//! The walk up the tree, and answers that fail on it.

use super::{see, shown};
use crate::facts::domain::{FailureClass, Status};

#[test]
fn the_record_of_the_organisational_domain_applies_below_a_subdomain() {
    // RFC 9989, appendix B.4.1.
    let zone = "_dmarc.example.com TXT v=DMARC1; p=reject; sp=quarantine\n_dmarc.signing.example.com TXT v=DMARC1; p=none\nexample.com A 192.0.2.1";
    let seen = see("signing.example.com", zone);
    assert_eq!(seen.walk(), ["signing.example.com found", "example.com found", "com absent"]);
    // The names below it have the policy of the organisational domain, not that of its own record.
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found none/none quarantine/quarantine from=signing.example.com org=example.com"
    );
    assert_eq!(shown(&seen.dmarc.rfc7489), shown(&seen.dmarc.rfc9989));
    let seen = see("example.com", zone);
    assert_eq!(seen.walk(), ["example.com found", "com absent"]);
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found reject/reject quarantine/quarantine from=example.com org=example.com"
    );
}

#[test]
fn a_deep_name_is_shortened_to_eight_questions() {
    // Appendix B.4.2.
    let seen = see(
        "a.b.c.d.e.f.g.h.i.j.k.example.com",
        "_dmarc.example.com TXT v=DMARC1; p=reject\n_dmarc.b.c.d.e.f.g.h.i.j.k.example.com TXT v=DMARC1; p=none",
    );
    assert_eq!(
        seen.walk(),
        [
            "a.b.c.d.e.f.g.h.i.j.k.example.com absent",
            "g.h.i.j.k.example.com absent",
            "h.i.j.k.example.com absent",
            "i.j.k.example.com absent",
            "j.k.example.com absent",
            "k.example.com absent",
            "example.com found",
            "com absent",
        ]
    );
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found reject/reject reject/reject from=example.com org=example.com"
    );
    assert_eq!(seen.dmarc.status, Status::Absent);
    assert_eq!(seen.dmarc.rfc9989.at, "dns:_dmarc.example.com?type=TXT#line=1");
}

const BANK: &str = "_dmarc.bank.example TXT v=DMARC1; p=none; sp=quarantine; np=reject; psd=y
_dmarc.giant.bank.example TXT v=DMARC1; p=reject
_dmarc.example TXT v=DMARC1; p=none
giant.bank.example A 192.0.2.1
mail.giant.bank.example A 192.0.2.1
mail.mega.bank.example A 192.0.2.1";

#[test]
fn the_record_of_a_public_suffix_applies_below_it() {
    // Appendix B.4.3.
    let seen = see("giant.bank.example", BANK);
    assert_eq!(seen.walk(), ["giant.bank.example found", "bank.example found y"]);
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found reject/reject reject/reject from=giant.bank.example org=giant.bank.example"
    );
    let seen = see("mail.giant.bank.example", BANK);
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found reject/reject reject/reject from=giant.bank.example org=giant.bank.example"
    );
    let seen = see("mail.mega.bank.example", BANK);
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found quarantine/quarantine quarantine/reject from=bank.example org=mega.bank.example"
    );
    assert_eq!(seen.decides(&seen.dmarc.rfc9989).as_deref(), Some("sp=quarantine"));
    // A name that does not exist.
    let seen = see("tiny.bank.example", BANK);
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found reject/reject quarantine/reject from=bank.example org=tiny.bank.example"
    );
    assert_eq!(seen.decides(&seen.dmarc.rfc9989).as_deref(), Some("np=reject"));
    // The public suffix itself: its own record is not above it.
    let seen = see("bank.example", BANK);
    assert_eq!(seen.walk(), ["bank.example found y"]);
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found none/none quarantine/reject from=bank.example org=bank.example"
    );
}

#[test]
fn psd_n_ends_the_walk() {
    let zone = "_dmarc.example.com TXT v=DMARC1; p=none
_dmarc.mail.example.com TXT v=DMARC1; p=reject; psd=n
a.mail.example.com A 192.0.2.1";
    let seen = see("a.mail.example.com", zone);
    assert_eq!(seen.walk(), ["a.mail.example.com absent", "mail.example.com found n"]);
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found reject/reject reject/reject from=mail.example.com org=mail.example.com"
    );
    // RFC 7489 does not know the tag.
    assert_eq!(
        shown(&seen.dmarc.rfc7489),
        "found none/none none/none from=example.com org=example.com"
    );
    let seen = see("mail.example.com", zone);
    assert_eq!(seen.walk(), ["mail.example.com found n"]);
    assert_eq!(
        shown(&seen.dmarc.rfc7489),
        "found reject/reject none/none from=mail.example.com org=example.com"
    );
}

#[test]
fn several_records_are_discarded_and_the_walk_goes_on() {
    let seen = see(
        "a.example.com",
        "_dmarc.a.example.com TXT v=DMARC1; p=none; psd=n\n_dmarc.a.example.com TXT v=DMARC1; p=none\n_dmarc.example.com TXT v=DMARC1; p=reject",
    );
    assert_eq!(seen.walk(), ["a.example.com multiple", "example.com found", "com absent"]);
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found reject/reject reject/reject from=example.com org=example.com"
    );
    // RFC 7489 ends there.
    assert_eq!(shown(&seen.dmarc.rfc7489), "absent -/- -/- from=- org=example.com");
    let seen = see(
        "a.b.example.com",
        "_dmarc.b.example.com TXT v=dmarc1; p=none; psd=n\n_dmarc.example.com TXT v=DMARC1; p=reject",
    );
    assert_eq!(seen.walk()[1..3], ["b.example.com invalid", "example.com found"]);
    assert_eq!(seen.dmarc.rfc9989.domain.as_deref(), Some("example.com"));
    assert_eq!(seen.mistakes(), [] as [&str; 0]);
}

#[test]
fn without_any_record_nothing_applies() {
    let seen = see("mail.example.com", "example.com A 192.0.2.1");
    assert_eq!(shown(&seen.dmarc.rfc9989), "absent -/- -/- from=- org=mail.example.com");
    assert_eq!(shown(&seen.dmarc.rfc7489), "absent -/- -/- from=- org=example.com");
    assert_eq!(seen.missing, [] as [&str; 0]);
    let seen = see("com", "");
    assert_eq!(seen.walk(), ["com absent"]);
    assert_eq!(shown(&seen.dmarc.rfc9989), "absent -/- -/- from=- org=com");
}

#[test]
fn where_the_own_answer_fails_nothing_is_known() {
    let seen = see(
        "mail.example.com",
        "_dmarc.mail.example.com TXT !servfail\n_dmarc.example.com TXT v=DMARC1; p=reject",
    );
    assert_eq!(seen.dmarc.status, Status::Error);
    assert_eq!(seen.dmarc.error.as_ref().unwrap().class, FailureClass::Servfail);
    assert_eq!(seen.walk(), ["mail.example.com error"]);
    assert_eq!(shown(&seen.dmarc.rfc9989), "error -/- -/- from=- org=-");
    assert_eq!(shown(&seen.dmarc.rfc7489), "error -/- -/- from=- org=-");
    let of = |member| format!("_dmarc.mail.example.com?type=TXT {member}");
    assert_eq!(seen.missing, ["mistakes", "records", "rfc7489", "rfc9989", "status"].map(of));
    assert_eq!(seen.asked, ["_dmarc.mail.example.com TXT", "mail.example.com TXT"]);
}

#[test]
fn where_a_step_fails_what_rests_on_it_is_not_known() {
    // Nothing of its own: what applies rests on the step.
    let seen = see(
        "a.mail.example.com",
        "_dmarc.mail.example.com TXT !timeout\n_dmarc.example.com TXT v=DMARC1; p=none",
    );
    assert_eq!(seen.dmarc.status, Status::Absent);
    assert_eq!(seen.walk(), ["a.mail.example.com absent", "mail.example.com error"]);
    assert_eq!(shown(&seen.dmarc.rfc9989), "error -/- -/- from=- org=-");
    assert_eq!(
        shown(&seen.dmarc.rfc7489),
        "found none/none none/none from=example.com org=example.com"
    );
    assert_eq!(seen.missing, ["_dmarc.mail.example.com?type=TXT rfc9989"]);

    // A record below the step does not help: the step could say `psd=n`.
    let seen =
        see("a.example.com", "_dmarc.example.com TXT v=DMARC1; p=none\n_dmarc.com TXT !bogus");
    assert_eq!(shown(&seen.dmarc.rfc9989), "error -/- -/- from=- org=-");
    assert_eq!(seen.missing, ["_dmarc.com?type=TXT rfc9989"]);

    // With a record of its own the policy is known.
    let seen =
        see("example.com", "_dmarc.example.com TXT v=DMARC1; p=reject\n_dmarc.com TXT !refused");
    assert_eq!(shown(&seen.dmarc.rfc9989), "found reject/reject -/- from=example.com org=-");
    let of = |member| format!("_dmarc.com?type=TXT rfc9989.{member}");
    assert_eq!(seen.missing, ["nonexistent", "organizational_domain", "subdomains"].map(of));
    assert_eq!(
        shown(&seen.dmarc.rfc7489),
        "found reject/reject reject/reject from=example.com org=example.com"
    );

    // After `psd=n` nothing is asked.
    let seen = see(
        "example.com",
        "_dmarc.example.com TXT v=DMARC1; p=reject; psd=n\n_dmarc.com TXT !refused",
    );
    assert_eq!(seen.missing, [] as [&str; 0]);
    assert_eq!(
        shown(&seen.dmarc.rfc9989),
        "found reject/reject reject/reject from=example.com org=example.com"
    );
}

#[test]
fn where_the_organisational_domain_fails_what_rests_on_it_is_not_known() {
    let seen = see("a.example.com", "_dmarc.example.com TXT !servfail");
    let of = |member| format!("_dmarc.example.com?type=TXT {member}");
    assert_eq!(seen.missing, ["rfc7489", "rfc9989"].map(of));
    assert_eq!(seen.dmarc.rfc7489.status, Status::Error);
    let seen = see(
        "a.example.com",
        "_dmarc.a.example.com TXT v=DMARC1; p=reject; psd=n\n_dmarc.example.com TXT !servfail",
    );
    let of = |member| format!("_dmarc.example.com?type=TXT rfc7489.{member}");
    assert_eq!(seen.missing, ["nonexistent", "subdomains"].map(of));
    assert_eq!(
        shown(&seen.dmarc.rfc7489),
        "found reject/reject -/- from=a.example.com org=example.com"
    );
}
