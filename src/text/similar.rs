//! "Did you mean": the known name that is nearest to a mistyped one.

/// How alike two names must be, from 0 to 1, before one is suggested for the other.
const LEAST_LIKENESS: f64 = 0.75;

/// The nearest known name, if one is near.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let likeness =
        |candidate: &str| strsim::jaro_winkler(&name.to_lowercase(), &candidate.to_lowercase());
    known
        .into_iter()
        .map(|candidate| (likeness(candidate), candidate))
        .filter(|(likeness, _)| *likeness >= LEAST_LIKENESS)
        // Of equals the first by name, so that the answer does not hang on an order.
        .max_by(|(a, first), (b, second)| a.total_cmp(b).then_with(|| second.cmp(first)))
        .map(|(_, candidate)| candidate)
}

/// `; did you mean ...?` for the nearest known name, or nothing.
pub(crate) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_suggested_and_a_far_one_is_not() {
        let known = ["registries", "internal_scopes", "internal_names"];
        assert_eq!(did_you_mean("regestries", known), "; did you mean `registries`?");
        assert_eq!(did_you_mean("zebra", known), "");
    }
}
