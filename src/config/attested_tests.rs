//! Statements of a configuration: what is read, and every mistake at its place.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::path::Path;

use serde_json::json;

use crate::config::Config;

fn config(text: &str) -> Config {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("palisade.yaml");
    std::fs::write(&file, text).unwrap();
    Config::load(Path::new(&file))
}

/// The mistakes with the text that each of them points at.
fn mistakes(text: &str) -> Vec<(String, String)> {
    let config = config(text);
    let told = config.mistakes.iter().map(|mistake| {
        (text[mistake.start..mistake.end].trim_end().to_owned(), mistake.message.clone())
    });
    told.collect()
}

#[test]
fn statements_are_read_with_their_places() {
    let config = config(
        r#"attested:
  - package: "@acme/*"
    publishing_access: two_factor_no_tokens
    trusted_publishers:
      - {type: github, repository: acme/web, file: release.yml, environment: npm, permissions: [createStagedPackage]}
    owner: "@acme/security"
    date: 2026-10-01
    expires: 2027-04-01
  - {environment: npm, reviewers: true, branches: ["v*"], owner: "@acme/security", date: 2026-10-01, expires: 2027-04-01}
  - {recovery: tested, owner: "@acme/security", date: 2026-10-01, expires: 2027-04-01}
"#,
    );
    assert_eq!(config.mistakes, []);
    let common = json!({"owner": "@acme/security", "date": "2026-10-01", "expires": "2027-04-01"});
    let with = |fields: serde_json::Value| {
        let mut all = common.clone();
        let members = fields.as_object().unwrap().clone();
        all.as_object_mut().unwrap().extend(members);
        all
    };
    assert_eq!(
        serde_json::to_value(&config.attested).unwrap(),
        json!([
            with(json!({
                "at": "palisade.yaml#/attested/0",
                "package": "@acme/*",
                "publishing_access": "two_factor_no_tokens",
                "trusted_publishers": [{
                    "at": "palisade.yaml#/attested/0/trusted_publishers/0",
                    "type": "github",
                    "repository": "acme/web",
                    "file": "release.yml",
                    "environment": "npm",
                    "permissions": ["createStagedPackage"],
                }],
            })),
            with(json!({
                "at": "palisade.yaml#/attested/1",
                "environment": "npm",
                "reviewers": true,
                "branches": ["v*"],
            })),
            with(json!({"at": "palisade.yaml#/attested/2", "recovery": "tested"})),
        ])
    );
}

#[test]
fn every_mistake_is_told_at_its_place_and_the_rest_holds() {
    let text = r#"attested:
  - {recovery: tested, owner: o, date: 2026-13-01, expires: soon}
  - {recovery: tested, owner: "", date: 2026-10-01, expires: 2026-09-30}
  - {package: "@acme/{a,b}", publishing_access: two_factor_or_token, reviewers: true, owner: o, date: 2026-10-01, expires: 2027-04-01}
  - {recovery: untested, owner: o, date: 2026-10-01, expires: 2027-04-01}
"#;
    let (told, config) = (mistakes(text), config(text));
    assert_eq!(
        told,
        [
            ("2026-13-01", "`2026-13-01` is not in the calendar"),
            ("soon", "`soon` is no day; write it as 2027-01-31"),
            ("\"\"", "a statement needs an owner, who answers for it"),
            ("2026-09-30", "`2026-09-30` is before its `date`, 2026-10-01"),
            ("\"@acme/{a,b}\"", "`@acme/{a,b}` is no name of a package, exact or with `*`"),
            ("true", "`reviewers` belongs to a statement about an `environment`"),
        ]
        .map(|(at, message)| (at.to_owned(), message.to_owned()))
    );
    let places: Vec<_> = config.attested.iter().map(|statement| &*statement.at).collect();
    assert_eq!(places, ["palisade.yaml#/attested/3"]);
}

#[test]
fn a_statement_is_about_one_thing_and_says_something() {
    let days = "owner: o, date: 2026-10-01, expires: 2027-04-01";
    for (fields, message) in [
        (
            "package: a, environment: b, reviewers: true, publishing_access: no_two_factor",
            super::NO_SUBJECT,
        ),
        ("reviewers: true", super::NO_SUBJECT),
        ("package: a", "state `publishing_access`, `trusted_publishers` or both"),
        ("environment: b", "state `reviewers`, `branches` or both"),
    ] {
        let told = mistakes(&format!("attested:\n  - {{{fields}, {days}}}\n"));
        assert!(told.iter().any(|(_, said)| said == message), "{fields}: {told:?}");
    }
}

#[test]
fn one_wrong_value_hides_no_other_mistake() {
    let text = r#"attested:
  - {package: a, publishing_access: yes, owner: '', date: 2026-13-01, expires: 2027-04-01}
  - {environment: npm, branches: main, owner: o, date: 2026-10-01, expires: 2027-04-01}
  - {}
"#;
    let told = mistakes(text);
    let ours: Vec<_> = told
        .iter()
        .map(|(_, said)| said.as_str())
        .filter(|said| said.contains("statement") || said.contains("calendar"))
        .collect();
    assert_eq!(
        ours,
        [
            "a statement needs an owner, who answers for it",
            "`2026-13-01` is not in the calendar",
            super::NO_SUBJECT,
        ]
    );
    assert_eq!(config(text).attested, []);
}

#[test]
fn a_word_that_nobody_knows_is_no_statement() {
    for (fields, at) in [
        ("package: a, publishing_access: 2fa", "2fa"),
        (
            "package: a, trusted_publishers: [{type: jenkins, repository: a/b, permissions: [createPackage]}]",
            "jenkins",
        ),
        (
            "package: a, trusted_publishers: [{type: github, repository: a/b, permissions: [createStagePackage]}]",
            "createStagePackage",
        ),
        ("recovery: yes", "yes"),
    ] {
        let text = format!(
            "attested:\n  - {{{fields}, owner: o, date: 2026-10-01, expires: 2027-04-01}}\n"
        );
        let told = mistakes(&text);
        assert!(told.iter().any(|(place, _)| place == at), "{fields}: {told:?}");
        assert_eq!(config(&text).attested, []);
    }
}
