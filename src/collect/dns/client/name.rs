//! Names: from text to the wire, and back to text.

use std::fmt::Write as _;

use hickory_proto::rr::Name;

/// The longest name as text (RFC 1035, section 2.3.4: 255 octets with the lengths and the root).
const LONGEST_NAME: usize = 253;

/// The longest label.
const LONGEST_LABEL: usize = 63;

/// The name that a text without a final dot means; why it means none.
///
/// Labels are separated by dots, and may hold any other ASCII character, as it is: macros of SPF
/// put spaces and the like into names. What [`host`] writes for a byte that is no such character
/// (`\195`) is not read back, since the text may mean these four characters as well.
pub(super) fn parse(text: &str) -> Result<Name, String> {
    if text.is_empty() {
        return Err("the name is empty: no question can be asked".to_owned());
    }
    if !text.is_ascii() {
        return Err("the name is not ASCII: an international name is asked for in its A-labels, \
                    `xn--…`"
            .to_owned());
    }
    if text.len() > LONGEST_NAME {
        let length = text.len();
        return Err(format!(
            "the name has {length} characters: {LONGEST_NAME} are the most that DNS knows"
        ));
    }
    if holds_escape(text.as_bytes()) {
        return Err(
            "the name holds an escape like `\\046`: whether a byte or these characters are \
                    meant cannot be told"
                .to_owned(),
        );
    }
    for label in text.split('.') {
        if label.is_empty() {
            return Err(
                "the name has an empty label: two dots stand together, or one at an end".to_owned()
            );
        }
        if label.len() > LONGEST_LABEL {
            let length = label.len();
            return Err(format!(
                "a label of the name has {length} characters: {LONGEST_LABEL} are the most that \
                 DNS knows"
            ));
        }
    }
    Name::from_labels(text.split('.').map(str::as_bytes)).map_err(|error| error.to_string())
}

fn holds_escape(text: &[u8]) -> bool {
    text.windows(4).any(
        |window| matches!(window, [b'\\', digits @ ..] if digits.iter().all(u8::is_ascii_digit)),
    )
}

/// A name as text: lower case, without the final dot, `` for the root. A byte that would not be
/// read as part of its label, or is no visible ASCII, becomes `\046`.
pub(super) fn host(name: &Name) -> String {
    let mut text = String::with_capacity(name.len());
    for (index, label) in name.iter().enumerate() {
        if index > 0 {
            text.push('.');
        }
        for byte in label {
            if byte.is_ascii_graphic() && *byte != b'.' {
                text.push(char::from(byte.to_ascii_lowercase()));
            } else {
                let _infallible = write!(text, "\\{byte:03}");
            }
        }
    }
    text
}
