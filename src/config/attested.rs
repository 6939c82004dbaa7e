//! What people state about settings that no interface returns.

use serde_json::{Map, Value};

use super::{Date, RawAttested};
use crate::facts::{Attested, TrustedPublisher};
use crate::source::anchor::Place;

/// A path in the file, and what is wrong there.
type Mistake = (Vec<String>, String);

/// The statements that hold together, and everything that is wrong with the others. One that is wrong
/// in part is left out whole: what it was meant to say is not known, and a guess could vouch for more.
///
/// Of one that is broken, which the schema has refused, only what its own members say is told.
pub(super) fn read(
    statements: &[RawAttested],
    is_broken: &dyn Fn(usize) -> bool,
    file: &Place,
) -> (Vec<Attested>, Vec<Mistake>) {
    let (mut read, mut wrong) = (Vec::new(), Vec::new());
    for (index, raw) in statements.iter().enumerate() {
        let mut mistakes = mistakes(raw);
        let is_broken = is_broken(index);
        if is_broken {
            let own = ["owner", "date", "expires", "package"];
            mistakes.retain(|(key, message)| own.contains(&key.as_str()) || message == NO_SUBJECT);
        }
        let place = file.key("attested").index(index);
        if mistakes.is_empty() && !is_broken {
            read.push(statement(raw, &place));
        }
        wrong.extend(mistakes.into_iter().map(|(key, message)| {
            let mut path = vec!["attested".to_owned(), index.to_string()];
            path.extend(key.split('/').filter(|key| !key.is_empty()).map(str::to_owned));
            (path, message)
        }));
    }
    (read, wrong)
}

/// Whether a statement is of the right form.
pub(super) fn is_whole(written: &Value) -> bool {
    serde_json::from_value::<RawAttested>(written.clone()).is_ok()
}

/// A statement with what of it is of the right form. What is not, and what is missing, stands in the
/// schema's own mistakes: here it has a value with which nothing else is wrong.
pub(super) fn what_can_be_read(written: &Value) -> RawAttested {
    if let Ok(statement) = serde_json::from_value(written.clone()) {
        return statement;
    }
    let start = Map::from_iter(
        [("owner", "nobody"), ("date", "2000-01-01"), ("expires", "9999-12-31")]
            .map(|(key, value)| (key.to_owned(), Value::from(value))),
    );
    let reads = |members: &Map<String, Value>| {
        serde_json::from_value::<RawAttested>(Value::Object(members.clone())).is_ok()
    };
    let mut found = start.clone();
    let Some(members) = written.as_object() else {
        found.insert("recovery".to_owned(), "tested".into());
        return serde_json::from_value(Value::Object(found)).unwrap_or_default();
    };
    for (key, value) in members {
        let mut alone = start.clone();
        alone.insert(key.clone(), value.clone());
        let subject = match key.as_str() {
            "package" | "environment" => Some("nobody's"),
            "recovery" => Some("tested"),
            _ => None,
        };
        if reads(&alone) {
            found.insert(key.clone(), value.clone());
        } else if let Some(subject) = subject {
            found.insert(key.clone(), subject.into());
        }
    }
    serde_json::from_value(Value::Object(found)).unwrap_or_default()
}

fn statement(raw: &RawAttested, place: &Place) -> Attested {
    let publishers = raw.trusted_publishers.as_ref().map(|publishers| {
        let list = place.key("trusted_publishers");
        let publishers = publishers.iter().enumerate().map(|(index, raw)| TrustedPublisher {
            at: list.index(index).at(),
            kind: raw.kind,
            repository: raw.repository.clone(),
            file: raw.file.clone(),
            environment: raw.environment.clone(),
            permissions: raw.permissions.clone(),
        });
        publishers.collect()
    });
    Attested {
        at: place.at(),
        package: raw.package.clone(),
        publishing_access: raw.publishing_access,
        trusted_publishers: publishers,
        environment: raw.environment.clone(),
        reviewers: raw.reviewers,
        branches: raw.branches.clone(),
        recovery: raw.recovery,
        owner: raw.owner.trim().to_owned(),
        date: raw.date.clone(),
        expires: raw.expires.clone(),
    }
}

/// What is wrong with one statement: the key, with `/` between levels, and the mistake.
fn mistakes(raw: &RawAttested) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let mut mistake = |key: &str, message: String| wrong.push((key.to_owned(), message));
    match (&raw.package, &raw.environment, raw.recovery) {
        (Some(_), None, None) | (None, Some(_), None) | (None, None, Some(_)) => {}
        _ => mistake("", NO_SUBJECT.to_owned()),
    }
    if let Some(package) = &raw.package {
        if package.trim().is_empty() || package.contains(['?', '[', ']', '{', '}', '\\', '!']) {
            mistake("package", format!("`{package}` is no name of a package, exact or with `*`"));
        }
        if raw.publishing_access.is_none() && raw.trusted_publishers.is_none() {
            mistake("", "state `publishing_access`, `trusted_publishers` or both".to_owned());
        }
    }
    if let Some(environment) = &raw.environment {
        if environment.trim().is_empty() {
            mistake("environment", "name the environment".to_owned());
        }
        if raw.reviewers.is_none() && raw.branches.is_none() {
            mistake("", "state `reviewers`, `branches` or both".to_owned());
        }
    }
    for (key, stated, subject, there) in [
        ("publishing_access", raw.publishing_access.is_some(), "package", raw.package.is_some()),
        ("trusted_publishers", raw.trusted_publishers.is_some(), "package", raw.package.is_some()),
        ("reviewers", raw.reviewers.is_some(), "environment", raw.environment.is_some()),
        ("branches", raw.branches.is_some(), "environment", raw.environment.is_some()),
    ] {
        if stated && !there {
            mistake(key, format!("`{key}` belongs to a statement about an `{subject}`"));
        }
    }
    for (index, publisher) in raw.trusted_publishers.iter().flatten().enumerate() {
        let key = |name: &str| format!("trusted_publishers/{index}/{name}");
        if publisher.repository.trim().is_empty() {
            mistake(&key("repository"), "name the repository, as `acme/web`".to_owned());
        }
        if publisher.file.as_deref().is_some_and(|file| file.is_empty() || file.contains('/')) {
            mistake(&key("file"), "write the file without its folder, as `release.yml`".to_owned());
        }
        if publisher.permissions.is_empty() {
            mistake(&key("permissions"), "a trusted publisher has a permission".to_owned());
        }
    }
    if raw.owner.trim().is_empty() {
        mistake("owner", "a statement needs an owner, who answers for it".to_owned());
    }
    let day = |text: &str| text.parse::<Date>();
    let (date, expires) = (day(&raw.date), day(&raw.expires));
    if let (Ok(date), Ok(expires)) = (&date, &expires)
        && expires < date
    {
        mistake("expires", format!("`{expires}` is before its `date`, {date}"));
    }
    for (key, day) in [("date", date), ("expires", expires)] {
        if let Err(message) = day {
            mistake(key, message);
        }
    }
    wrong
}

const NO_SUBJECT: &str = "a statement is about exactly one: `package`, `environment` or `recovery`";

#[cfg(test)]
#[path = "attested_tests.rs"]
mod tests;
