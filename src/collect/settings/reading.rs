//! How the value of a setting reads: switches, whichever way round, and ages in seconds.
//!
//! Each tool reads values its own way, and what it would not take has no reading here: the value
//! is then written and not known. A value with a reference is whatever the environment says.

/// How a value reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// npm's switch, as its `nopt` reads text: a number is on unless it is 0, `null` and `false`
    /// are off, and any other word is on. pnpm 10 reads rc files and variables with it.
    Nopt,
    /// Such a switch that turns its control off.
    NoptInverted,
    /// A switch of `true` or `1` and `false` or `0`, and nothing else.
    Switch,
    /// Such a switch that turns its control off.
    Inverted,
    /// Anything but this word is on.
    OffFor(&'static str),
    /// Anything but this word is off.
    OnFor(&'static str),
    /// An age in days.
    Days,
    /// An age in minutes.
    Minutes,
    /// An age in seconds.
    Seconds,
    /// Yarn's duration: a number of minutes, or a number with its unit, `3h`, `1.5d`.
    Duration,
    /// One of several words, or a date.
    Word,
    /// A list.
    List,
    /// A list of which a single text is taken apart at its commas.
    CommaList,
    /// A URL.
    Url,
}

/// The longest age that is one: some thirty million years, and far from where seconds overflow.
const MAX_SECONDS: f64 = 1e15;

impl Reading {
    /// Of a switch: whether its control is on.
    pub(crate) fn enabled(self, value: &str) -> Option<bool> {
        let value = value.trim();
        match self {
            Self::Nopt => Some(nopt(value)),
            Self::NoptInverted => Some(!nopt(value)),
            Self::Switch => switch(value),
            Self::Inverted => switch(value).map(|on| !on),
            Self::OffFor(word) => Some(value != word),
            Self::OnFor(word) => Some(value == word),
            _ => None,
        }
    }

    /// Of an age: its seconds.
    pub(crate) fn seconds(self, value: &str) -> Option<u64> {
        let value = value.trim();
        let unit = match self {
            Self::Days => DAY,
            Self::Minutes => MINUTE,
            Self::Seconds => 1.0,
            Self::Duration => return duration(value),
            _ => return None,
        };
        seconds(value, unit)
    }
}

const MINUTE: f64 = 60.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// An empty text stands where a bare key does.
fn nopt(value: &str) -> bool {
    if let Ok(number) = value.parse::<f64>()
        && is_number(value)
    {
        return number != 0.0;
    }
    !matches!(value, "null" | "false")
}

fn switch(value: &str) -> Option<bool> {
    match value {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// The regular expression of Yarn: digits with at most one point, and a unit.
fn duration(value: &str) -> Option<u64> {
    let end = value.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(value.len());
    let (number, unit) = value.split_at_checked(end)?;
    if !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') || number.ends_with('.') {
        return None;
    }
    let unit = match unit {
        "" | "m" => MINUTE,
        "ms" => 0.001,
        "s" => 1.0,
        "h" => HOUR,
        "d" => DAY,
        "w" => 7.0 * DAY,
        _ => return None,
    };
    seconds(number, unit)
}

fn seconds(number: &str, unit: f64) -> Option<u64> {
    let number: f64 = number.parse().ok().filter(|_| is_number(number))?;
    let seconds = number * unit;
    // Rounded down: an age is never told longer than it is.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the bounds are checked"
    )]
    (0.0..=MAX_SECONDS).contains(&seconds).then_some(seconds as u64)
}

/// Whether a number is written in digits: Rust also reads `inf`, `nan` and `+1`.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_read_as_their_tools_read_them() {
        for (value, nopt, switch) in [
            ("true", Some(true), Some(true)),
            ("false", Some(false), Some(false)),
            ("1", Some(true), Some(true)),
            ("0", Some(false), Some(false)),
            ("00", Some(false), None),
            ("2", Some(true), None),
            ("-1", Some(true), None),
            ("null", Some(false), None),
            ("yes", Some(true), None),
            ("no", Some(true), None),
            ("False", Some(true), None),
            ("nan", Some(true), None),
            ("", Some(true), None),
            (" false ", Some(false), Some(false)),
        ] {
            assert_eq!(Reading::Nopt.enabled(value), nopt, "{value}");
            assert_eq!(Reading::NoptInverted.enabled(value), nopt.map(|on| !on), "{value}");
            assert_eq!(Reading::Switch.enabled(value), switch, "{value}");
            assert_eq!(Reading::Inverted.enabled(value), switch.map(|on| !on), "{value}");
        }
        assert_eq!(Reading::OffFor("0").enabled("0"), Some(false));
        assert_eq!(Reading::OffFor("0").enabled(""), Some(true));
        assert_eq!(Reading::OnFor("0").enabled("1"), Some(false));
        assert_eq!(Reading::Url.enabled("true"), None);
    }

    #[test]
    fn ages_are_seconds_in_every_unit() {
        for (reading, value, seconds) in [
            (Reading::Days, "7", Some(604_800)),
            (Reading::Days, "1.5", Some(129_600)),
            (Reading::Days, "0", Some(0)),
            (Reading::Days, "-1", None),
            (Reading::Days, "7d", None),
            (Reading::Days, "null", None),
            (Reading::Days, "", None),
            (Reading::Days, "inf", None),
            (Reading::Days, "1e99", None),
            (Reading::Minutes, "1440", Some(86_400)),
            (Reading::Minutes, "1_440", None),
            (Reading::Seconds, "259200", Some(259_200)),
            (Reading::Seconds, "0.9", Some(0)),
            (Reading::Duration, "0", Some(0)),
            (Reading::Duration, "1440", Some(86_400)),
            (Reading::Duration, "1440m", Some(86_400)),
            (Reading::Duration, "3h", Some(10_800)),
            (Reading::Duration, "1d", Some(86_400)),
            (Reading::Duration, ".5w", Some(302_400)),
            (Reading::Duration, "1500ms", Some(1)),
            (Reading::Duration, "90s", Some(90)),
            (Reading::Duration, "1.d", None),
            (Reading::Duration, "1 d", None),
            (Reading::Duration, "1y", None),
            (Reading::Duration, "1D", None),
            (Reading::Duration, "d", None),
            (Reading::Duration, "1.2.3d", None),
            (Reading::Duration, "null", None),
            (Reading::Word, "7", None),
        ] {
            assert_eq!(reading.seconds(value), seconds, "{reading:?} {value}");
        }
    }
}
