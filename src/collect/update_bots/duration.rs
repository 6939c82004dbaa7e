//! Periods of time as Renovate writes them, `3 days`, `1440 minutes`: a number and a unit
//! (<https://docs.renovatebot.com/configuration-options/#minimumreleaseage>).

/// The seconds of a day.
pub(super) const DAY: u64 = 86_400;

/// The longest text that is one.
const LONGEST: usize = 64;

/// The seconds of a period; several are added up, `1 day 12 hours`.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    if text == "0" {
        return Some(0);
    }
    let mut rest = text;
    let mut sum = 0_u64;
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    while !rest.is_empty() {
        let unit_at = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, behind) = rest.split_at_checked(unit_at)?;
        let behind = behind.trim_start();
        let end = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
        let (unit, after) = behind.split_at_checked(end)?;
        let number: u64 = number.parse().ok()?;
        sum = sum.checked_add(number.checked_mul(length(unit)?)?)?;
        rest = after.trim_start();
    }
    Some(sum)
}

fn length(unit: &str) -> Option<u64> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        // As in the library that it is read with, `m` is minutes.
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600,
        "d" | "day" | "days" => DAY,
        "w" | "week" | "weeks" => 7 * DAY,
        "month" | "months" => 30 * DAY,
        "y" | "yr" | "yrs" | "year" | "years" => 365 * DAY,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit() {
        for (text, expected) in [
            ("3 days", Some(3 * DAY)),
            ("1440 minutes", Some(DAY)),
            ("14d", Some(14 * DAY)),
            ("1 week", Some(7 * DAY)),
            ("1 day 12 hours", Some(DAY + 12 * 3_600)),
            ("0", Some(0)),
            ("0 days", Some(0)),
            ("3", None),
            ("days", None),
            ("3 fortnights", None),
            ("-3 days", None),
            ("99999999999999999999 days", None),
            ("9999999999999999 years", None),
            ("", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
