//! Images: of the file, of a step, of services.
//!
//! Syntax: <https://support.atlassian.com/bitbucket-cloud/docs/docker-image-options/>.

use crate::collect::ci::Reading;
use crate::collect::ci::merged::{Placed, get};
use crate::collect::ci::secret_names::{self, Known};
use crate::collect::github::{comment_behind, read_image};
use crate::facts::{Image, Pin, SecretUse, Uses, UsesKind};

const FACTS: &str = "pipelines[*].jobs[*].images";

/// The image of a mapping's `image`: a name, or a mapping that has it and who may pull it.
pub(super) fn image(
    reading: &mut Reading<'_>,
    image: &Placed<'_>,
    role: &str,
    secrets: &mut Vec<SecretUse>,
) -> Option<Image> {
    let to = if role == "container" { role.to_owned() } else { format!("services/{role}") };
    credentials(image, &to, secrets, 3);
    let value = match get(image.node, "name") {
        Some(name) => Placed::new(name, image.place.key("name")),
        None => image.clone(),
    };
    let Some(text) = value.node.text() else {
        if !value.node.is_null() {
            let wanted = "a name, or a mapping with `name`";
            reading.unexpected(&image.place, &[FACTS], "`image`", wanted, image.node);
        }
        return None;
    };
    let comment = comment_behind(reading.options.text, &value.node.span);
    Some(Image {
        at: value.place.at(),
        role: role.to_owned(),
        uses: of_text(text, &value, comment),
        ..Image::default()
    })
}

/// A variable may stand in the name, which only a run can tell.
fn of_text(text: &str, value: &Placed<'_>, comment: Option<String>) -> Uses {
    let uses = read_image(text, value.place.at(), comment.clone());
    if text.contains('$') {
        return Uses {
            kind: UsesKind::Other,
            pin: Pin { comment, ..Pin::default() },
            name: None,
            ..uses
        };
    }
    uses
}

/// The credentials to pull an image: `password: $PASSWORD`, also below `aws`.
fn credentials(from: &Placed<'_>, to: &str, found: &mut Vec<SecretUse>, levels: usize) {
    for (_, value) in from.members() {
        if let Some(text) = value.node.text() {
            for (range, name) in secret_names::named_in(text, &Known::of_provider("BITBUCKET")) {
                let at = value.place.chars(range).at();
                found.push(SecretUse { at, name, to: to.to_owned() });
            }
        } else if levels > 0 {
            credentials(&value, to, found, levels - 1);
        }
    }
}
