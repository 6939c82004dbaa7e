//! What a policy returns, read strictly: a member that cannot be understood is an error.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::bundle::{Role, RuleDefinition};
use super::severity::Severity;

/// One member of `deny`, `violation`, `warn` or `unknown`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The place, an anchor.
    pub at: Option<String>,
    /// What is wrong.
    pub message: String,
    /// Names below `at` that lead to the place.
    pub key: Vec<String>,
    /// Which part of the place to point at.
    pub mark: Mark,
    /// A few words for under the place.
    pub label: Option<String>,
    /// How grave it is.
    pub severity: Severity,
    /// Advice only.
    pub advice: bool,
    /// What to do, where the definition says more than its rule.
    pub remediation: Option<Arc<str>>,
    /// Other places that explain it.
    pub related: Vec<Related>,
}

/// Another place that explains a violation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// The place, an anchor.
    pub at: String,
    /// Names below `at` that lead to it.
    #[serde(default, deserialize_with = "names")]
    pub key: Vec<String>,
    /// Which part of it.
    #[serde(default)]
    pub mark: Mark,
    /// What it has to do with it.
    #[serde(rename = "msg")]
    pub message: String,
}

/// Which part of a place is pointed at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// A plain value, or the key of a mapping or list.
    #[default]
    Auto,
    /// The key.
    Key,
    /// The whole value.
    Value,
    /// Key and value.
    Entry,
}

/// The members that are ours; others are the policy's own and are let be, as conftest does.
#[derive(Deserialize)]
struct Member {
    msg: String,
    at: Option<String>,
    #[serde(default, deserialize_with = "names")]
    key: Vec<String>,
    #[serde(default)]
    mark: Mark,
    label: Option<String>,
    severity: Option<Severity>,
    #[serde(default)]
    related: Vec<Related>,
}

/// Reads the value of a definition.
pub(crate) fn read(value: &Value, definition: &RuleDefinition) -> Result<Vec<Violation>, String> {
    let name = &definition.definition.name;
    match value {
        // Undefined: the rule does not hold.
        Value::Null => Ok(Vec::new()),
        Value::Array(members) => members.iter().map(|member| one(member, definition)).collect(),
        // `deny["message"] if …` and `deny := {"msg": …}` both come as objects.
        Value::Object(members) if members.contains_key("msg") => Ok(vec![one(value, definition)?]),
        Value::Object(members) => keyed(members, definition),
        Value::String(_) => Ok(vec![one(value, definition)?]),
        _ => {
            Err(format!("`{name}` must be a set of messages: `{name} contains message if {{ … }}`"))
        }
    }
}

fn keyed(
    members: &Map<String, Value>,
    definition: &RuleDefinition,
) -> Result<Vec<Violation>, String> {
    let holds = members.iter().filter(|(_, value)| **value != Value::Bool(false));
    holds.map(|(message, _)| one(&Value::String(message.clone()), definition)).collect()
}

fn one(member: &Value, definition: &RuleDefinition) -> Result<Violation, String> {
    let name = &definition.definition.name;
    let member: Member = match member {
        Value::String(message) => Member {
            msg: message.clone(),
            at: None,
            key: Vec::new(),
            mark: Mark::Auto,
            label: None,
            severity: None,
            related: Vec::new(),
        },
        Value::Object(_) => Member::deserialize(member)
            .map_err(|error| format!("a member of `{name}` cannot be read: {error}"))?,
        _ => {
            return Err(format!("a member of `{name}` is neither a text nor an object with `msg`"));
        }
    };
    Ok(Violation {
        at: member.at,
        message: member.msg,
        key: member.key,
        mark: member.mark,
        label: member.label,
        severity: if definition.role == Role::Warn {
            Severity::Info
        } else {
            let own = member.severity.filter(|_| !definition.fixed_severity);
            own.unwrap_or(definition.severity)
        },
        advice: definition.role == Role::Warn,
        remediation: definition.remediation.clone(),
        related: member.related,
    })
}

/// One name, or several.
fn names<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Names {
        One(String),
        Many(Vec<Value>),
    }
    Ok(match Names::deserialize(deserializer)? {
        Names::One(name) => vec![name],
        Names::Many(names) => names
            .into_iter()
            .map(|name| match name {
                Value::String(text) => text,
                other => other.to_string(),
            })
            .collect(),
    })
}
