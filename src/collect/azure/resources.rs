//! `resources`: other repositories and container images by the names that a pipeline has for them.
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/resources>.

use std::collections::BTreeMap;

use super::cursor::Cursor;
use crate::collect::github::{comment_behind, kind_of};
use crate::facts::{Include, Pin, PinKind, SecretGroup, Uses, UsesKind};

/// An image that a resource names.
#[derive(Debug, Clone)]
pub(super) struct Container {
    pub(super) image: String,
    /// The place of the image's name, and the comment behind it.
    pub(super) at: String,
    pub(super) comment: Option<String>,
    /// The service connection that it is pulled with.
    pub(super) connection: Option<SecretGroup>,
}

/// The resources of a pipeline that its jobs name.
#[derive(Debug, Default)]
pub(super) struct Resources {
    repositories: BTreeMap<String, Uses>,
    containers: BTreeMap<String, Container>,
}

impl Resources {
    /// Reads `resources` of a file.
    pub(super) fn read(document: &Cursor<'_>) -> Self {
        let mut read = Self::default();
        let Some(resources) = document.get("resources") else { return read };
        let list = |key: &str| resources.get(key).map(|list| list.items()).unwrap_or_default();
        for entry in list("repositories") {
            if let Some(alias) = entry.text_of("repository") {
                read.repositories.insert(alias.to_ascii_lowercase(), repository(&entry));
            }
        }
        for entry in list("containers") {
            let named = entry.text_of("container").zip(container(&entry));
            read.containers.extend(named.map(|(alias, found)| (alias.to_ascii_lowercase(), found)));
        }
        read
    }

    /// What a repository's name stands for.
    pub(super) fn repository(&self, alias: &str) -> Option<&Uses> {
        self.repositories.get(&alias.to_ascii_lowercase())
    }

    /// What a container's name stands for.
    pub(super) fn container(&self, alias: &str) -> Option<&Container> {
        self.containers.get(&alias.to_ascii_lowercase())
    }

    /// The repositories of which no template is taken: their code is.
    pub(super) fn without_templates(&self, includes: &[Include]) -> Vec<Include> {
        let taken = |uses: &Uses| {
            includes.iter().any(|include| {
                include.uses.kind == UsesKind::Template
                    && include.uses.action == uses.action
                    && include.uses.pin == uses.pin
            })
        };
        let rest = self.repositories.values().filter(|uses| !taken(uses));
        let mut rest: Vec<_> = rest
            .map(|uses| Include { at: uses.at.clone(), uses: uses.clone(), read: false })
            .collect();
        rest.sort_by(|a, b| a.at.cmp(&b.at));
        rest
    }
}

/// A repository. `name` is `owner/name` at GitHub and Bitbucket, `project/name` at Azure Repos, where
/// the project may be left out.
fn repository(entry: &Cursor<'_>) -> Uses {
    let text = entry.get("name").and_then(|name| name.filled()).unwrap_or_default();
    let (owner, name) = match text.split_once('/') {
        Some((owner, name)) => (Some(owner.to_owned()), name.to_owned()),
        None => (None, text.clone()),
    };
    let known = !text.is_empty() && !text.contains("${{");
    Uses {
        at: entry.place.at(),
        kind: if known { UsesKind::Template } else { UsesKind::Other },
        owner: owner.filter(|_| known),
        name: known.then_some(name),
        action: known.then(|| text.to_lowercase()),
        path: None,
        pin: pin(entry),
        resembles: None,
        text,
    }
}

/// What `ref` pins to: a branch, a tag or a commit.
fn pin(entry: &Cursor<'_>) -> Pin {
    let Some(value) = entry.get("ref") else { return Pin::default() };
    let Some(text) = value.filled() else { return Pin::default() };
    let kind = if text.contains("${{") {
        PinKind::None
    } else if text.starts_with("refs/heads/") {
        PinKind::Name
    } else {
        kind_of(text.strip_prefix("refs/tags/").unwrap_or(&text))
    };
    let comment = comment_behind(&value.source.text, &value.node.span);
    Pin { kind, reference: Some(text), comment }
}

fn container(entry: &Cursor<'_>) -> Option<Container> {
    let image = entry.get("image")?;
    Some(Container {
        image: image.filled()?,
        at: image.place.at(),
        comment: comment_behind(&image.source.text, &image.node.span),
        connection: connection(entry),
    })
}

/// The service connection of a container.
pub(super) fn connection(entry: &Cursor<'_>) -> Option<SecretGroup> {
    let value = entry.get("endpoint").or_else(|| entry.get("azureSubscription"))?;
    Some(SecretGroup { at: value.place.at(), name: value.text()?.to_owned() })
}
