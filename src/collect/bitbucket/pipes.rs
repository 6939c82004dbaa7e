//! Pipes: containers that a script calls with variables.
//!
//! Syntax: <https://support.atlassian.com/bitbucket-cloud/docs/use-pipes-in-bitbucket-pipelines/>. Pipes that
//! publish are known by their own READMEs, <https://bitbucket.org/atlassian/npm-publish>.

use crate::collect::folders::join;
use crate::collect::github::{comment_behind, read_image};
use crate::facts::{Pairs, Pin, Publish, PublishMode, Step, Uses, UsesKind};
use crate::source::node::Node;

/// What npm needs to be told, as the pipe's variables.
pub(super) const PUBLISHES: &str = "atlassian/npm-publish";

/// Reads the name of a pipe, `atlassian/npm-publish:1.1.1`, or the image of one, `docker://acme/pipe:1`.
pub(super) fn reference(source: &str, node: &Node, at: String) -> Uses {
    let text = node.text().unwrap_or_default();
    let comment = comment_behind(source, &node.span);
    let image = read_image(text, at, comment.clone());
    let pipe = Uses { text: text.to_owned(), kind: UsesKind::Pipe, ..image };
    if text.contains('$') {
        let pin = Pin { comment, ..Pin::default() };
        return Uses { kind: UsesKind::Other, name: None, pin, ..pipe };
    }
    let whole = pipe.name.clone().unwrap_or_default();
    match whole.split_once('/') {
        Some((owner, name)) if !name.contains('/') && !owner.contains(['.', ':']) => Uses {
            owner: Some(owner.to_owned()),
            name: Some(name.to_owned()),
            action: Some(whole.to_lowercase()),
            ..pipe
        },
        _ => pipe,
    }
}

/// What a step publishes that calls a pipe.
pub(super) fn publishes(step: &Step) -> Option<Publish> {
    let uses = step.uses.as_ref().filter(|uses| uses.action.as_deref() == Some(PUBLISHES))?;
    let extra = words(&step.with, "EXTRA_ARGS");
    let flag = |name: &str| {
        let place = extra.iter().position(|word| *word == name);
        let joined = || extra.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        place.and_then(|at| extra.get(at + 1).copied()).or_else(joined)
    };
    let holds = |name: &str| extra.contains(&name);
    Some(Publish {
        at: uses.at.clone(),
        step: step.index,
        tool: PUBLISHES.to_owned(),
        mode: PublishMode::Direct,
        dry_run: holds("--dry-run"),
        otp: flag("--otp").is_some(),
        provenance: holds("--provenance").then_some(true),
        registry: flag("--registry").map(str::to_owned),
        tag: flag("--tag").map(str::to_owned),
        directory: join(".", step.with.get("FOLDER").map_or(".", String::as_str)),
        ..Publish::default()
    })
}

fn words<'a>(with: &'a Pairs, name: &str) -> Vec<&'a str> {
    with.get(name).map(|text| text.split_whitespace().collect()).unwrap_or_default()
}
