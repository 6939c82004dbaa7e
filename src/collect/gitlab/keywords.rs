//! What a job runs on and with: runner, images, environment, tokens, caches.
//!
//! Syntax: <https://docs.gitlab.com/ci/yaml/#job-keywords>.

use super::include::comment;
use super::value::Value;
use super::variables::Known;
use crate::collect::ci::Reading;
use crate::collect::ci::members::as_text;
use crate::collect::github::read_image;
use crate::facts::{
    Cache, Environment, IdToken, Image, PinKind, ProblemKind, Runner, RunnerKind, SecretUse, Uses,
    UsesKind,
};
use crate::source::anchor::Place;

/// Notes a value of another shape than the syntax asks for.
pub(super) fn unexpected(
    reading: &mut Reading<'_>,
    value: &Value<'_>,
    facts: &[&str],
    what: &str,
    wanted: &str,
) {
    let reason = format!("{what} must be {wanted}, and is {}", value.describe());
    reading.problem(&value.place, ProblemKind::Unexpected, facts, reason);
}

/// The texts of a list, or the one that stands for it.
pub(super) fn texts(value: &Value<'_>) -> Vec<String> {
    value.items_or_self().iter().filter_map(|item| item.text().map(str::to_owned)).collect()
}

/// [`tags`](https://docs.gitlab.com/ci/yaml/#tags). Which runners have them is a setting; only those
/// of [GitLab.com](https://docs.gitlab.com/ci/runners/hosted_runners/) are known by theirs.
pub(super) fn runner(tags: Option<&Value<'_>>, job: &Place) -> Runner {
    let labels = tags.map(texts).unwrap_or_default();
    let any = |wanted: &str| labels.iter().any(|label| label.eq_ignore_ascii_case(wanted));
    let kind = if any("self-hosted") {
        RunnerKind::SelfHosted
    } else if labels.iter().any(|label| is_hosted(label)) {
        // A runner has every tag of the job.
        RunnerKind::Hosted
    } else {
        RunnerKind::Unknown
    };
    let place = tags.map_or(job, |tags| &tags.place);
    Runner { at: place.at(), labels, group: None, kind }
}

fn is_hosted(label: &str) -> bool {
    ["saas-linux-", "saas-macos-", "saas-windows-"].iter().any(|start| label.starts_with(start))
}

/// The shell of a runner: PowerShell on Windows.
pub(super) fn shell(runner: &Runner) -> &'static str {
    let windows = |label: &String| {
        let label = label.to_ascii_lowercase();
        label
            .split(['-', '_', '.'])
            .any(|word| matches!(word, "windows" | "win" | "win32" | "win64"))
    };
    if runner.labels.iter().any(windows) { "pwsh" } else { "bash" }
}

/// `image` and `services`: each a name, or a mapping with `name`.
pub(super) fn images(
    reading: &mut Reading<'_>,
    image: Option<&Value<'_>>,
    services: Option<&Value<'_>>,
    known: &Known<'_>,
) -> Vec<Image> {
    let mut found: Vec<Image> = image
        .and_then(|value| self::image(reading, value, "container", known))
        .into_iter()
        .collect();
    for service in services.map(Value::items_or_self).unwrap_or_default() {
        let alias = service.get("alias");
        let role = alias.as_ref().and_then(Value::text).unwrap_or("service");
        found.extend(self::image(reading, &service, role, known));
    }
    found
}

fn image(
    reading: &mut Reading<'_>,
    value: &Value<'_>,
    role: &str,
    known: &Known<'_>,
) -> Option<Image> {
    let named = value.get("name");
    let value = named.as_ref().unwrap_or(value);
    let Some(text) = value.text() else {
        let facts = ["pipelines[*].jobs[*].images"];
        unexpected(reading, value, &facts, "an image", "a text, or a mapping with `name`");
        return None;
    };
    let at = value.place.at();
    let text = known.fill(text);
    let read = read_image(&text, at.clone(), comment(value));
    // A variable for the registry in front of a name leaves its tag what it is, and so does one for
    // all that is before the tag.
    let name = text.rsplit('/').next().unwrap_or(&text);
    let of_run = match name.rsplit_once(':') {
        Some((_, tag)) => tag.contains(['$', '}']),
        None => name.contains('$'),
    };
    let uses = if of_run && read.pin.kind != PinKind::Digest {
        Uses { at: at.clone(), text, kind: UsesKind::Other, ..Uses::default() }
    } else {
        read
    };
    Some(Image { at, role: role.to_owned(), uses, ..Image::default() })
}

/// [`environment`](https://docs.gitlab.com/ci/yaml/#environment).
pub(super) fn environment(reading: &mut Reading<'_>, value: &Value<'_>) -> Option<Environment> {
    let named = value.get("name");
    let value = named.as_ref().unwrap_or(value);
    let Some(name) = value.text() else {
        let facts = ["pipelines[*].jobs[*].environment"];
        unexpected(reading, value, &facts, "`environment`", "a text, or a mapping with `name`");
        return None;
    };
    Some(Environment { at: value.place.at(), name: name.to_owned() })
}

/// [`id_tokens`](https://docs.gitlab.com/ci/yaml/#id_tokens).
pub(super) fn id_tokens(reading: &mut Reading<'_>, value: &Value<'_>) -> Vec<IdToken> {
    const FACTS: [&str; 2] = ["pipelines[*].jobs[*].id_tokens", "pipelines[*].jobs[*].permissions"];
    if !value.is_map() {
        unexpected(reading, value, &FACTS, "`id_tokens`", "a mapping");
    }
    let members = value.members();
    let token = |(name, value): (&str, &Value<'_>)| IdToken {
        at: value.place.at(),
        name: name.to_owned(),
        audiences: value.get("aud").map(|audiences| texts(&audiences)).unwrap_or_default(),
    };
    members.iter().map(token).collect()
}

/// [`secrets`](https://docs.gitlab.com/ci/yaml/#secrets): variables filled from a store of secrets.
pub(super) fn secrets(value: &Value<'_>) -> Vec<SecretUse> {
    let members = value.members();
    let secret = |(name, value): (&str, &Value<'_>)| SecretUse {
        at: value.place.at(),
        name: name.to_uppercase(),
        to: format!("env/{name}"),
    };
    members.iter().map(secret).collect()
}

/// [`cache`](https://docs.gitlab.com/ci/yaml/#cache): one, or a list. An empty one is none.
pub(super) fn caches(reading: &mut Reading<'_>, value: &Value<'_>) -> Vec<Cache> {
    let mut found = Vec::new();
    for item in value.items_or_self() {
        if !item.is_map() {
            let facts = ["pipelines[*].jobs[*].caches"];
            unexpected(reading, &item, &facts, "`cache`", "a mapping or a list of mappings");
            continue;
        }
        let paths = item.get("paths").map(|paths| texts(&paths)).unwrap_or_default();
        let untracked = item.get("untracked").and_then(|value| value.boolean()) == Some(true);
        if paths.is_empty() && !untracked {
            continue;
        }
        let policy = item.get("policy");
        let (restores, saves) = match policy.as_ref().map(|value| value.text().unwrap_or_default())
        {
            None | Some("pull-push") => (Some(true), Some(true)),
            Some("pull") => (Some(true), Some(false)),
            Some("push") => (Some(false), Some(true)),
            Some(_) => (None, None),
        };
        let key = item.get("key");
        found.push(Cache {
            at: item.place.at(),
            step: None,
            tool: "cache".to_owned(),
            key: key.and_then(|key| key.node().map(as_text)),
            fallbacks: item.get("fallback_keys").map(|keys| texts(&keys)).unwrap_or_default(),
            paths,
            restores,
            saves,
        });
    }
    found
}
