//! How long the value of a setting may be.

use crate::facts::Setting;

/// How much of a value is kept, in bytes.
const MAX_VALUE: usize = 4096;

/// Whether a setting's value was too long to be kept whole: nobody knows what it comes to.
pub(crate) fn is_cut(setting: &Setting) -> bool {
    setting.value.as_ref().is_some_and(|value| value.len() > MAX_VALUE)
}

/// A value without its end, where it is longer than is kept.
pub(crate) fn cut(mut value: String) -> String {
    if value.len() > MAX_VALUE {
        value.truncate(value.floor_char_boundary(MAX_VALUE));
        // Longer than any value that was kept whole.
        value.push_str("……");
    }
    value
}
