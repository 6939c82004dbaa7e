//! The climb to the CAA records that apply.

use super::{missing, observe_caa, resolver};
use crate::collect::email::Unknown;
use crate::facts::domain::{Caa, FailureClass, Status};

fn seen(domain: &str, zone: &str) -> Caa {
    let mut unknown = Unknown::default();
    let caa = observe_caa(domain, &resolver(zone), &mut unknown);
    assert_eq!(unknown.problems, []);
    caa
}

#[test]
fn records_of_the_name_itself_apply_before_those_above() {
    let caa = seen(
        "example.com",
        "example.com CAA 0 ISSUE ca.example
         example.com CAA 128 tbs unknown
         example.com CAA 0 iodef mailto:security@example.com
         com CAA 0 issue other.example",
    );
    assert_eq!(caa.at, "dns:example.com?type=CAA");
    assert_eq!(caa.status, Status::Found);
    assert_eq!(caa.domain.as_deref(), Some("example.com"));
    let properties: Vec<_> = caa
        .properties
        .iter()
        .map(|property| {
            (
                property.at.as_str(),
                property.critical,
                property.tag.as_str(),
                property.value.as_str(),
            )
        })
        .collect();
    assert_eq!(
        properties,
        [
            ("dns:example.com?type=CAA#line=1", false, "issue", "ca.example"),
            ("dns:example.com?type=CAA#line=2", false, "iodef", "mailto:security@example.com"),
            ("dns:example.com?type=CAA#line=3", true, "tbs", "unknown"),
        ]
    );
}

#[test]
fn the_climb_ends_at_the_first_records() {
    let zone = "example.com CAA 0 issue ca.example\na.b.example.com A 192.0.2.1";
    let caa = seen("a.b.example.com", zone);
    assert_eq!(caa.at, "dns:example.com?type=CAA");
    assert_eq!(caa.domain.as_deref(), Some("example.com"));
    // A name that does not exist is climbed from as well.
    assert_eq!(seen("x.y.z.example.com", zone).domain.as_deref(), Some("example.com"));
    // The top-level domain is asked, the root is not.
    let caa = seen("example.com", "com CAA 0 issue ca.example");
    assert_eq!((caa.at.as_str(), caa.domain.as_deref()), ("dns:com?type=CAA", Some("com")));
}

#[test]
fn without_records_up_to_the_top_they_are_absent() {
    let caa = seen("www.example.com", "www.example.com A 192.0.2.1");
    assert_eq!(caa.at, "dns:www.example.com?type=CAA");
    assert_eq!((caa.status, caa.domain), (Status::Absent, None));
    assert_eq!(caa.properties, []);
}

#[test]
fn the_target_of_an_alias_applies_and_not_what_is_above_it() {
    let zone = "www.example.com CNAME www.example.net\nexample.net CAA 0 issue other.example
                www.example.net A 192.0.2.1\nexample.com CAA 0 issue ca.example";
    let caa = seen("www.example.com", zone);
    assert_eq!(caa.domain.as_deref(), Some("example.com"));

    let zone = "www.example.com CNAME www.example.net\nwww.example.net CAA 0 issue other.example";
    let caa = seen("www.example.com", zone);
    assert_eq!(caa.domain.as_deref(), Some("www.example.com"));
    assert_eq!(caa.properties[0].value, "other.example");
}

#[test]
fn a_failure_ends_the_climb() {
    let mut unknown = Unknown::default();
    let zone = "b.example.com CAA !servfail\nexample.com CAA 0 issue ca.example";
    let caa = observe_caa("a.b.example.com", &resolver(zone), &mut unknown);
    assert_eq!(caa.status, Status::Error, "what stands above it may not apply");
    assert_eq!(caa.at, "dns:b.example.com?type=CAA");
    assert_eq!(caa.error.unwrap().class, FailureClass::Servfail);
    assert_eq!((caa.domain, caa.properties.len()), (None, 0));
    assert_eq!(missing(&unknown), ["dns:b.example.com?type=CAA: caa"]);
}

#[test]
fn a_tag_is_letters_and_digits() {
    let caa = seen("example.com", "example.com CAA 0 issue! ca.example");
    assert_eq!(caa.status, Status::Invalid);
    assert_eq!(caa.properties[0].tag, "issue!");
}

#[test]
fn the_climb_takes_names_of_any_depth() {
    assert_eq!(seen("", "com CAA 0 issue ca.example").status, Status::Absent);
    assert_eq!(seen("com", "").status, Status::Absent);
    // As long as names are: 126 labels.
    let deep = "a.".repeat(125) + "com";
    assert_eq!(deep.len(), 253);
    assert_eq!(seen(&deep, "com CAA 0 issue ca.example").domain.as_deref(), Some("com"));
}

#[test]
fn a_name_that_cannot_be_asked_for_is_no_absence() {
    for name in ["a.".repeat(126) + "com", "a..com".to_owned(), "a".repeat(64) + ".com"] {
        let mut unknown = Unknown::default();
        let caa = observe_caa(&name, &resolver("com CAA 0 issue ca.example"), &mut unknown);
        assert_eq!((caa.status, caa.domain), (Status::Error, None), "{name}");
        assert_eq!(caa.error.unwrap().class, FailureClass::BadName, "{name}");
        assert_eq!(missing(&unknown), [format!("dns:{name}?type=CAA: caa")]);
    }
}
