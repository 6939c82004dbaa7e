//! The data document of a bundle, and what may stand in it.
//!
//! Data at the path of a package would silently replace its rules: `{"main": {"deny": []}}`
//! disarms one. So data that touches a package is refused, and so is data that redefines what
//! another file defines. Parameters are changed in the configuration alone.

use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::source::{json, value, yaml};
use crate::text::similar::did_you_mean;

/// The member of the data document that holds parameters.
pub(crate) const PARAMETERS: &str = "parameters";

/// A data file and where its content belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DataFile {
    pub(crate) file: String,
    /// The folders below the bundle's root: OPA mounts a data file at its folder.
    pub(crate) mount: Vec<String>,
    pub(crate) text: String,
}

/// Merges data files; `packages` are the paths that data must not touch.
pub(crate) fn document(files: &[DataFile], packages: &[Vec<String>]) -> (Value, Vec<Refusal>) {
    let mut document = Value::Object(Map::new());
    let mut refusals = Vec::new();
    for file in files {
        match read(file) {
            Ok(content) => {
                let mounted = file.mount.iter().rev().fold(content, |inner, name| {
                    Value::Object(Map::from_iter([(name.clone(), inner)]))
                });
                let mut path = Vec::new();
                if let Some(package) = touched(&mounted, packages, &mut path) {
                    refusals.push(Refusal::file(
                        &file.file,
                        format!(
                            "holds data at `{}`, where package `{}` has its rules; data there would \
                             replace them, so put it under another name",
                            path.join("."),
                            package.join("."),
                        ),
                    ));
                } else if let Err(path) = merge(&mut document, mounted, &mut Vec::new()) {
                    refusals.push(Refusal::file(
                        &file.file,
                        format!(
                            "defines `{path}`, which another data file defines already; parameters \
                             are changed under `parameters` in palisade.yaml"
                        ),
                    ));
                }
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    (document, refusals)
}

/// Replaces parameters; gives what is wrong with each that cannot be replaced.
pub(crate) fn set_parameters(
    document: &mut Value,
    parameters: &[(String, Value)],
) -> Vec<(String, String)> {
    let mut nothing = Map::new();
    let known = document.get_mut(PARAMETERS).and_then(Value::as_object_mut).unwrap_or(&mut nothing);
    let mut wrong = Vec::new();
    for (name, value) in parameters {
        match known.get_mut(name) {
            Some(current) if form(current) == form(value) => *current = value.clone(),
            Some(current) => {
                let (wanted, found) = (form(current), form(value));
                wrong.push((
                    name.clone(),
                    format!("the parameter `{name}` is {wanted}, and {found} stands here"),
                ));
            }
            None => {
                let hint = did_you_mean(name, known.keys().map(String::as_str));
                wrong.push((name.clone(), format!("no rule knows the parameter `{name}`{hint}")));
            }
        }
    }
    wrong
}

fn form(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

fn read(file: &DataFile) -> Result<Value, Refusal> {
    let parse = if file.file.ends_with(".json") { json::parse } else { yaml::parse };
    let parsed =
        parse(&file.text).map_err(|error| Refusal::span(&file.file, error.span, error.message))?;
    let content = parsed.documents.first().map(value::of);
    match content {
        None => Ok(Value::Object(Map::new())),
        Some(content) if content.is_object() => Ok(content),
        Some(_) => Err(Refusal::file(&file.file, "must hold a mapping")),
    }
}

/// The first package whose rules the data would reach, with the path to it.
fn touched<'a>(
    value: &Value,
    packages: &'a [Vec<String>],
    path: &mut Vec<String>,
) -> Option<&'a Vec<String>> {
    if let Some(package) = packages.iter().find(|package| path.starts_with(package)) {
        return Some(package);
    }
    // Only names that lead towards a package are followed; everything else is free.
    let leads = |path: &[String]| packages.iter().any(|package| package.starts_with(path));
    if !leads(path) {
        return None;
    }
    let Some(members) = value.as_object() else {
        // A plain value where a package's parents stand.
        return packages.iter().find(|package| !path.is_empty() && package.starts_with(path));
    };
    for (name, member) in members {
        path.push(name.clone());
        if let Some(package) = touched(member, packages, path) {
            return Some(package);
        }
        path.pop();
    }
    None
}

fn merge(into: &mut Value, from: Value, path: &mut Vec<String>) -> Result<(), String> {
    match (into, from) {
        (Value::Object(known), Value::Object(members)) => {
            for (name, member) in members {
                path.push(name.clone());
                match known.get_mut(&name) {
                    Some(present) => merge(present, member, path)?,
                    None => {
                        known.insert(name, member);
                    }
                }
                path.pop();
            }
            Ok(())
        }
        (known, other) if *known == other => Ok(()),
        _ => Err(path.join(".")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn file(name: &str, mount: &[&str], text: &str) -> DataFile {
        DataFile {
            file: name.into(),
            mount: mount.iter().map(|part| (*part).to_owned()).collect(),
            text: text.into(),
        }
    }

    #[test]
    fn data_cannot_disarm_a_rule() {
        let packages = [vec!["main".to_owned()], vec!["palisade".into(), "ci".into(), "x".into()]];
        for (mount, text) in [
            (&["main"][..], "deny: []"),
            (&[], "main: {deny: []}"),
            (&[], "main: 1"),
            (&[], "palisade: 1"),
            (&["palisade", "ci", "x"], "a: 1"),
        ] {
            let (document, refusals) = document(&[file("data.yaml", mount, text)], &packages);
            assert_eq!(refusals.len(), 1, "{mount:?} {text}");
            assert_eq!(document, serde_json::json!({}));
        }
        let beside = [file("data.yaml", &[], "palisade: {mine: {a: 1}}\nmains: 2")];
        let (document, refusals) = document(&beside, &packages);
        assert_eq!(refusals, []);
        assert_eq!(document["palisade"]["mine"]["a"], 1);
    }

    #[test]
    fn a_redefinition_is_refused_and_an_addition_is_not() {
        let first = file("data.yaml", &[], "parameters: {age: 1}");
        let (_, refusals) = document(
            &[first.clone(), file("b/data.json", &[], r#"{"parameters": {"age": 2}}"#)],
            &[],
        );
        assert!(refusals[0].message.contains("`parameters.age`"), "{refusals:?}");
        let (merged, refusals) =
            document(&[first, file("c.yaml", &["parameters"], "mine: {x: [1]}")], &[]);
        assert_eq!(refusals, []);
        assert_eq!(merged, serde_json::json!({"parameters": {"age": 1, "mine": {"x": [1]}}}));
    }

    #[test]
    fn a_parameter_that_is_unknown_or_of_another_form_is_told() {
        let mut document = serde_json::json!({"parameters": {"registries": [], "age": 1}});
        let wrong = set_parameters(
            &mut document,
            &[("regestries".into(), Value::Null), ("age".into(), "old".into())],
        );
        assert_eq!(
            wrong[0].1,
            "no rule knows the parameter `regestries`; did you mean `registries`?"
        );
        assert_eq!(wrong[1].1, "the parameter `age` is a number, and text stands here");
        assert!(set_parameters(&mut document, &[("age".into(), 2.into())]).is_empty());
        assert_eq!(document["parameters"]["age"], 2);
    }
}
