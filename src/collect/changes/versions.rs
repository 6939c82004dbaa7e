//! The order of locked versions.

use std::cmp::Ordering;

use semver::Version;

/// A locked version, which is an exact one; nothing for what is none, as the address of an archive.
pub(super) fn parse(text: &str) -> Option<Version> {
    let text = text.trim();
    Version::parse(text.strip_prefix(['v', '=']).unwrap_or(text)).ok()
}

/// What a version is compared by: npm takes `v1.0.0` and `1.0.0+1` for `1.0.0`.
pub(super) fn core(text: &str) -> &str {
    let text = text.trim().trim_start_matches(['v', '=']);
    text.split('+').next().unwrap_or(text)
}

/// The order of two versions by npm: Semantic Versioning 2.0.0, section 11. What stands behind a
/// `+` does not count.
pub(super) fn compare(one: &Version, other: &Version) -> Ordering {
    one.cmp_precedence(other)
}

/// The greatest of versions, as it is written.
pub(super) fn greatest<'a>(versions: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let parsed = versions.filter_map(|text| Some((text, parse(text)?)));
    parsed.max_by(|(_, one), (_, other)| compare(one, other)).map(|(text, _)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_npm_orders_them() {
        let ascending = [
            "0.0.1",
            "0.9.10",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "v1.0.0",
            "1.2.10",
            "=1.10.2",
            "10.0.0",
        ];
        for pair in ascending.windows(2) {
            let [lower, higher] = pair else { continue };
            assert_eq!(greatest([*higher, *lower].into_iter()), Some(*higher));
            assert_eq!(greatest([*lower, *higher].into_iter()), Some(*higher));
        }
        let equal = |one, other| {
            parse(one).zip(parse(other)).is_some_and(|(a, b)| compare(&a, &b) == Ordering::Equal)
        };
        assert!(equal("1.0.0+a", "1.0.0+b") && !equal("1.0.0-1", "1.0.0-2"));
    }

    #[test]
    fn what_is_no_version_is_passed_over() {
        let others =
            ["", "1", "1.2", "^1.0.0", "https://files.example/a.tgz", "99999999999999999999.0.0"];
        assert_eq!(greatest(others.into_iter()), None);
        assert_eq!(greatest(others.into_iter().chain(["0.1.0"])), Some("0.1.0"));
    }
}
