//! The branches and tags for which alone a condition can hold.

use super::{Condition, Literal, Operator};

/// Branches and tags, as the filters of a job name them: text, or patterns between slashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::collect::circleci) struct Reach {
    pub(in crate::collect::circleci) branches: Vec<String>,
    pub(in crate::collect::circleci) tags: Vec<String>,
}

/// For which branches and tags alone a condition can hold; nothing where it says nothing of them.
pub(in crate::collect::circleci) fn reach(condition: &Condition) -> Option<Reach> {
    match condition {
        // Each of them must hold: one that says something is enough.
        Condition::And(all) => all.iter().find_map(reach),
        Condition::Or(all) => {
            let mut whole = Reach::default();
            for one in all {
                let one = reach(one)?;
                whole.branches.extend(one.branches);
                whole.tags.extend(one.tags);
            }
            (whole != Reach::default()).then_some(whole)
        }
        Condition::Compare(operator, left, right) => {
            compared(*operator, left, right).or_else(|| match operator {
                Operator::Equal => compared(*operator, right, left),
                _ => None,
            })
        }
        // A tag is there.
        Condition::Name(name) if name == "pipeline.git.tag" => {
            Some(Reach { tags: vec!["/.*/".to_owned()], ..Reach::default() })
        }
        _ => None,
    }
}

fn compared(operator: Operator, name: &Condition, value: &Condition) -> Option<Reach> {
    let Condition::Name(name) = name else { return None };
    let pattern = match (operator, value) {
        (Operator::Equal, Condition::Literal(Literal::Text(text))) if !text.is_empty() => {
            text.clone()
        }
        (Operator::StartsWith, Condition::Literal(Literal::Text(text))) => {
            format!("/{}.*/", escaped(text))
        }
        (Operator::Matches, Condition::Pattern(pattern)) => format!("/{pattern}/"),
        (Operator::Matches, Condition::Literal(Literal::Text(text))) => format!("/{text}/"),
        _ => return None,
    };
    match name.as_str() {
        "pipeline.git.branch" => Some(Reach { branches: vec![pattern], ..Reach::default() }),
        "pipeline.git.tag" => Some(Reach { tags: vec![pattern], ..Reach::default() }),
        _ => None,
    }
}

/// A text as the pattern that matches it alone.
fn escaped(text: &str) -> String {
    let mut pattern = String::new();
    for letter in text.chars() {
        if !letter.is_alphanumeric() && !matches!(letter, '/' | '-' | '_' | '@' | ' ') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::super::parse::expression;
    use super::*;

    fn of(text: &str) -> Option<(Vec<String>, Vec<String>)> {
        reach(&expression(text)).map(|reach| (reach.branches, reach.tags))
    }

    fn told(branches: &[&str], tags: &[&str]) -> Option<(Vec<String>, Vec<String>)> {
        let list = |all: &[&str]| all.iter().map(ToString::to_string).collect();
        Some((list(branches), list(tags)))
    }

    #[test]
    fn a_condition_keeps_to_the_branches_that_it_names() {
        assert_eq!(of("pipeline.git.branch == \"main\""), told(&["main"], &[]));
        assert_eq!(of("'main' == pipeline.git.branch and not x"), told(&["main"], &[]));
        assert_eq!(
            of("pipeline.git.branch == \"main\" or pipeline.git.tag starts-with \"v1.\""),
            told(&["main"], &["/v1\\..*/"])
        );
        assert_eq!(of("pipeline.git.tag matches /^v\\d+$/"), told(&[], &["/^v\\d+$/"]));
        assert_eq!(of("pipeline.git.tag"), told(&[], &["/.*/"]));
    }

    #[test]
    fn what_does_not_keep_to_any_says_nothing() {
        for text in [
            "pipeline.git.branch != \"main\"",
            "not (pipeline.git.branch == \"main\")",
            "pipeline.git.branch == \"main\" or pipeline.parameters.x",
            "pipeline.git.branch == \"\"",
            "pipeline.git.branch",
            "\"v\" starts-with pipeline.git.tag",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
