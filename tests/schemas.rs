//! What the program writes is what its schemas in `schemas/` promise, and the default bundle
//! reads nothing that no fact document has.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod rulebook;

use std::fs;

use jsonschema::Validator;
use palisade::policy::bundle::{Bundle, BundleOptions};
use palisade::policy::select::Selection;
use palisade::policy::severity::Profile;
use palisade::report::{Format, Look, render};
use rayon::prelude::*;
use rulebook::{deep_threads, facts, folders, judged};
use serde_json::Value;

/// A schema as it stands in the repository, with every unknown member refused: a field that is
/// not described is not promised to anybody.
fn schema(name: &str) -> Validator {
    let text =
        fs::read_to_string(format!("schemas/{name}.schema.json")).expect("the schema is there");
    let mut schema = serde_json::from_str(&text).expect("the schema is JSON");
    close(&mut schema);
    jsonschema::validator_for(&schema).expect("the schema is a schema")
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let apart = ["additionalProperties", "oneOf", "anyOf", "allOf", "$ref"];
            if members.contains_key("properties")
                && !apart.iter().any(|key| members.contains_key(*key))
            {
                members.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn mistakes(schema: &Validator, document: &Value, name: &str) -> Vec<String> {
    let errors = schema.iter_errors(document);
    errors.map(|error| format!("{name}: {}: {error}", error.instance_path())).collect()
}

#[test]
fn facts_and_reports_of_all_fixtures_are_valid() {
    let (facts_schema, report_schema) = (schema("facts"), schema("report"));
    let look = Look { color: false, width: 100, verbose: false };
    let wrong: Vec<String> = folders()
        .par_iter()
        .flat_map_iter(|folder| ["bad", "good"].map(|state| folder.fixture(state)))
        .flat_map_iter(|fixture| {
            let facts = serde_json::to_value(facts(&fixture)).unwrap();
            assert_eq!(facts.get("schema").and_then(Value::as_str), Some("palisade/facts/v1"));
            let name = fixture.display().to_string();
            let mut wrong = mistakes(&facts_schema, &facts, &name);
            let report = render(&judged(&fixture, None), Format::Json, look);
            let report = serde_json::from_str(&report).expect("the report is JSON");
            wrong.extend(mistakes(&report_schema, &report, &name));
            wrong
        })
        .collect();
    assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn schemas_refuse_what_is_not_promised() {
    let (facts, report) = (schema("facts"), schema("report"));
    let fixture = folders().first().unwrap().fixture("bad");
    let mut document = serde_json::to_value(rulebook::facts(&fixture)).unwrap();
    assert!(facts.is_valid(&document) && !report.is_valid(&document));
    document.as_object_mut().unwrap().insert("pipelinez".to_owned(), Value::Array(Vec::new()));
    assert!(!facts.is_valid(&document), "an unknown member is accepted");
    document.as_object_mut().unwrap().remove("pipelinez");
    document.as_object_mut().unwrap().remove("pipelines");
    assert!(!facts.is_valid(&document), "a missing list is accepted");
}

#[test]
fn the_default_bundle_reads_only_what_facts_have() {
    deep_threads();
    // Loaded as the policies of a user: reads are checked for those on every run.
    let selected = mistakes_of(&["policies".into()]);
    let ids: Vec<_> = selected.iter().map(|(rule, _)| rule.clone()).collect();
    assert_eq!(ids, folders().into_iter().map(|folder| folder.id).collect::<Vec<_>>());
    let wrong: Vec<_> = selected
        .into_iter()
        .filter_map(|(rule, mistake)| Some(format!("{rule}: {}", mistake?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_misspelt_read_is_found() {
    deep_threads();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("steps.rego");
    let policy =
        "package steps\n\ndeny contains \"uses\" if input.pipelines[_].jobs[_].steps[_].usez\n";
    fs::write(&file, policy).unwrap();
    let mistakes = mistakes_of(&[file]);
    let [(_, Some(mistake))] = mistakes.as_slice() else { panic!("{mistakes:?}") };
    assert_eq!(
        mistake,
        "the facts have no `pipelines[*].jobs[*].steps[*].usez`; did you mean `uses`?"
    );
}

/// Each rule below the paths, and what it reads that no facts have.
fn mistakes_of(paths: &[std::path::PathBuf]) -> Vec<(String, Option<String>)> {
    let options =
        BundleOptions { paths: paths.to_vec(), without_default: true, ..BundleOptions::default() };
    let bundle = Bundle::load(&options);
    assert_eq!(bundle.refusals, []);
    let (selected, errors) =
        bundle.select(&Selection { profile: Profile::Strict, ..Selection::default() });
    assert!(errors.is_empty(), "{errors:?}");
    selected.into_iter().map(|selected| (selected.rule.id.to_string(), selected.mistake)).collect()
}
