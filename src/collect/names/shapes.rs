//! What names are reduced to, so that those that can be taken for each other become the same.

/// The name in lower case without scope sign and separators: `@types/node`, `types-node`.
pub(super) fn compact(name: &str) -> String {
    name.chars().filter(|c| !is_separator(*c)).map(|c| c.to_ascii_lowercase()).collect()
}

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | '@' | '/')
}

/// The words of a name, scope included.
pub(super) fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The words of a name in an order of their own.
pub(super) fn order(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let mut words: Vec<_> = words(&lower).collect();
    words.sort_unstable();
    words.join(" ")
}

/// What the eye sees of a name in a usual typeface: letters and groups that look alike are one
/// (Unicode Technical Standard 39, section 4, "Confusable Detection", the pairs that matter in
/// names of packages). Separators stay.
pub(super) fn skeleton(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter_map(plain)
        .map(|c| match c.to_ascii_lowercase() {
            '0' => 'o',
            '1' | 'i' | '|' => 'l',
            '5' => 's',
            letter => letter,
        })
        .collect();
    plain.replace("rn", "m").replace("vv", "w")
}

/// The letter of ASCII that another alphabet's looks like; nothing for what is not seen.
fn plain(c: char) -> Option<char> {
    Some(match c {
        // Zero width: space, joiners, word joiner, byte order mark; the soft hyphen.
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => return None,
        // The forms of ASCII for East Asian text stand in its order.
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xff01 + 0x21).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        'а' | 'α' | 'ɑ' => 'a',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' => 'e',
        'ɡ' => 'g',
        'һ' => 'h',
        'і' | 'ι' | 'ı' | 'í' | 'ì' => 'i',
        'ј' | 'ϳ' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'ո' => 'n',
        'о' | 'ο' | 'օ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        other => other,
    })
}

/// What is left of a name without a word that people put before or behind names that are taken.
pub(super) fn stems(name: &str) -> impl Iterator<Item = &str> {
    const BEFORE: [&str; 5] = ["node-", "nodejs-", "js-", "npm-", "node"];
    const BEHIND: [&str; 7] = [".js", "-js", "_js", "-node", "-nodejs", "-npm", "js"];
    let before = BEFORE.iter().filter_map(|word| name.strip_prefix(word));
    let behind = BEHIND.iter().filter_map(|word| name.strip_suffix(word));
    before.chain(behind).filter(|stem| stem.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_the_scope_sign_do_not_count() {
        assert_eq!(compact("@types/Node_x.y-z"), "typesnodexyz");
        assert_eq!(order("react-dom"), order("dom.react"));
    }

    #[test]
    fn what_looks_alike_is_the_same() {
        for (one, other) in [
            ("rnoment", "moment"),
            ("vvebpack", "webpack"),
            ("es1int", "eslint"),
            ("lod\u{430}sh", "lodash"),
            ("\u{ff4c}odash", "lodash"),
            ("lo\u{200b}dash", "lodash"),
            ("react\u{2011}dom", "react-dom"),
        ] {
            assert_eq!(skeleton(one), skeleton(other), "{one}");
        }
        assert_ne!(skeleton("react-dom"), skeleton("reactdom"));
    }

    #[test]
    fn words_around_a_name() {
        assert_eq!(stems("node-fabric").collect::<Vec<_>>(), ["fabric", "-fabric"]);
        assert_eq!(stems("jquery.js").collect::<Vec<_>>(), ["jquery", "jquery."]);
        assert_eq!(stems("js").collect::<Vec<_>>(), Vec::<&str>::new());
    }
}
