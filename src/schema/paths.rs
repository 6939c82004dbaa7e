//! Walks a schema along a path, to find names that no document can have.

use serde_json::Value;

use super::Schema;
use crate::policy::reads::{FactPath, Segment};
use crate::text::similar::did_you_mean;

/// The first name of a path that no document of the schema can have, with what was meant.
pub(crate) fn unknown_member(path: &FactPath, schema: &Value) -> Option<String> {
    let mut places = vec![Schema::root(schema)];
    let mut walked = FactPath::default();
    for segment in &path.0 {
        let next: Vec<_> = places.iter().flat_map(|place| step(*place, segment)).collect();
        if next.is_empty() {
            let Segment::Key(name) = segment else { return None };
            let names: Vec<_> = places.iter().flat_map(|place| names(*place)).collect();
            if names.is_empty() && places.iter().any(|place| is_open(*place)) {
                return None;
            }
            let hint = did_you_mean(name, names.iter().copied());
            let full = walked.then(segment.clone());
            return Some(format!("the facts have no `{full}`{hint}"));
        }
        places = next;
        walked = walked.then(segment.clone());
    }
    None
}

fn step<'a>(schema: Schema<'a>, segment: &Segment) -> Vec<Schema<'a>> {
    let mut found = Vec::new();
    for place in schema.alternatives() {
        let others = place.here.get("additionalProperties").filter(|others| others.is_object());
        let members = place.here.get("properties").and_then(Value::as_object);
        match segment {
            Segment::Key(name) => {
                let member = members.and_then(|members| members.get(name)).or(others);
                found.extend(member.map(|member| place.at(member)));
                // A list's item by a number that the policy writes out.
                if name.parse::<usize>().is_ok() {
                    found.extend(place.here.get("items").map(|items| place.at(items)));
                }
            }
            Segment::Any | Segment::Item(_) => {
                found.extend(place.here.get("items").map(|items| place.at(items)));
                found.extend(others.map(|others| place.at(others)));
                found.extend(
                    members
                        .into_iter()
                        .flat_map(|members| members.values().map(|member| place.at(member))),
                );
            }
        }
    }
    found
}

fn names<'a>(schema: Schema<'a>) -> Vec<&'a str> {
    let members = schema
        .alternatives()
        .into_iter()
        .filter_map(|place| place.here.get("properties").and_then(Value::as_object));
    members.flat_map(|members| members.keys().map(String::as_str)).collect()
}

/// Whether the schema says nothing of what is inside.
fn is_open(schema: Schema<'_>) -> bool {
    schema.here.get("type").is_none() && schema.here.get("properties").is_none()
}
