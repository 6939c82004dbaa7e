//! `container` and `services`: the images that a job runs in and beside.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontainer>.

use super::Reading;
use super::expressions::holds_expression;
use super::uses::{comment_behind, read_image};
use crate::collect::ci::members::members;
use crate::facts::Image;
use crate::source::anchor::Place;
use crate::source::node::Node;

const FACTS: &str = "pipelines[*].jobs[*].images";

/// The images of a job that stands at `place`: the container's, then the services' in order.
pub(super) fn images(reading: &mut Reading<'_>, job: &Node, place: &Place) -> Vec<Image> {
    let mut found = Vec::new();
    if let Some(container) = job.get("container") {
        found.extend(image(reading, container, &place.key("container"), "container"));
    }
    if let Some(services) = job.get("services") {
        let place = place.key("services");
        if !services.is_map() && !services.is_null() {
            reading.unexpected(&place, &[FACTS], "`services`", "a mapping", services);
        }
        for entry in members(services) {
            found.extend(image(reading, &entry.value, &place.key(&entry.key), &entry.key));
        }
    }
    found
}

/// An image by its name, or by a mapping that has it; an empty name runs no container.
fn image(reading: &mut Reading<'_>, node: &Node, place: &Place, role: &str) -> Option<Image> {
    let password = password(node, place);
    let (value, place) = match node.get("image") {
        Some(value) => (value, place.key("image")),
        None => (node, place.clone()),
    };
    match value.text() {
        Some(name) if name.trim().is_empty() => None,
        Some(name) => {
            let comment = comment_behind(reading.options.text, &value.span);
            let uses = read_image(name, place.at(), comment);
            Some(Image { at: place.at(), role: role.to_owned(), uses, password })
        }
        None if value.is_null() => None,
        None => {
            let wanted = "a text, or a mapping with `image`";
            reading.unexpected(&place, &[FACTS], &format!("`{role}`"), wanted, value);
            None
        }
    }
}

/// The place of a password that is written out.
fn password(node: &Node, place: &Place) -> Option<String> {
    let text = node.get("credentials")?.get("password")?.text()?;
    let is_written = !text.trim().is_empty() && !holds_expression(text);
    is_written.then(|| place.key("credentials").key("password").at())
}
