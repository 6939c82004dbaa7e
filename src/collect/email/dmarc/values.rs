//! The values that the tags of a DMARC record take (RFC 9989, section 4.8; for the removed tags
//! RFC 7489, section 6.4).

use crate::facts::domain::DmarcPolicy;

/// The tags of RFC 9989, and `pct`, `rf` and `ri` of RFC 7489.
const NAMES: [&str; 14] =
    ["v", "p", "sp", "np", "psd", "t", "adkim", "aspf", "fo", "rua", "ruf", "pct", "rf", "ri"];

/// The policy that `p`, `sp` or `np` asks for. The words are not case-sensitive (RFC 5234,
/// section 2.3, of the strings in the grammar).
pub(super) fn policy(value: &str) -> Option<DmarcPolicy> {
    [
        ("none", DmarcPolicy::None),
        ("quarantine", DmarcPolicy::Quarantine),
        ("reject", DmarcPolicy::Reject),
    ]
    .into_iter()
    .find_map(|(word, policy)| value.eq_ignore_ascii_case(word).then_some(policy))
}

/// One letter of those allowed, in lower case.
pub(super) fn letter(value: &str, allowed: &str) -> Option<char> {
    let mut letters = value.chars().map(|letter| letter.to_ascii_lowercase());
    let letter = letters.next().filter(|letter| allowed.contains(*letter))?;
    letters.next().is_none().then_some(letter)
}

/// `pct`: 0 to 100.
pub(super) fn percent(value: &str) -> Option<u8> {
    let digits = (1..=3).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|percent| digits && *percent <= 100)
}

/// What is wrong with the value of a tag that stands for itself; nothing of a tag that is unknown.
/// The lists of addresses are not looked at here.
pub(super) fn mistake(name: &str, value: &str) -> Option<&'static str> {
    let (fine, reason) = match name {
        "p" | "sp" | "np" => {
            (policy(value).is_some(), "the policies are `none`, `quarantine` and `reject`")
        }
        "adkim" | "aspf" => {
            (letter(value, "rs").is_some(), "this is `r` (relaxed) or `s` (strict)")
        }
        "t" => (letter(value, "yn").is_some(), "this is `y` or `n`"),
        "psd" => (letter(value, "ynu").is_some(), "this is `y`, `n` or `u`"),
        "fo" => (is_fo(value), "this is `0` or `1`, `d`, `s`, each once, with `:` between them"),
        "pct" => (percent(value).is_some(), "this is a number from 0 to 100"),
        "ri" => {
            (!value.starts_with('+') && value.parse::<u32>().is_ok(), "this is a number of seconds")
        }
        "rf" => (value.eq_ignore_ascii_case("afrf"), "the only format is `afrf`"),
        "rua" | "ruf" => (!value.is_empty(), "an address is missing here"),
        _ => (true, ""),
    };
    (!fine).then_some(reason)
}

/// `dmarc-fo`: each of `0`, `1`, `d`, `s` at most once, and not `0` beside `1`.
fn is_fo(value: &str) -> bool {
    let mut seen = String::new();
    for word in value.splitn(4, ':') {
        match letter(word.trim_matches(' '), "01ds") {
            Some(letter) if !seen.contains(letter) => seen.push(letter),
            _ => return false,
        }
    }
    !(seen.contains('0') && seen.contains('1'))
}

/// The name of the tag that this one is but for its case.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|known| *known != name && name.eq_ignore_ascii_case(known))
}
