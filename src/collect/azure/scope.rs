//! What the names in `${{ … }}` stand for while a template is read: its parameters, and the items of
//! the `each` that it is in.
//!
//! Syntax: <https://learn.microsoft.com/azure/devops/pipelines/process/template-expressions>. Only names
//! and their members are followed, which is how templates hand on steps, jobs and texts.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::cursor::Cursor;
use super::library::Library;

/// The names that are known at a place.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    pub(super) library: &'a Library,
    /// By name, in lower case: `parameters.steps`, or the name of an `each`.
    names: BTreeMap<String, Bound<'a>>,
    outer: Option<Rc<Scope<'a>>>,
    /// How many templates deep.
    pub(super) depth: usize,
}

/// What a name stands for.
#[derive(Debug, Clone)]
pub(super) enum Bound<'a> {
    /// A value, where it is written.
    Value(Cursor<'a>),
    /// A member of a mapping that an `each` goes through.
    Pair(String, Cursor<'a>),
    /// Something that only a run can tell.
    Unknown,
}

/// What an expression comes to.
#[derive(Debug, Clone)]
pub(super) enum Meaning<'a> {
    /// A value, where it is written.
    Value(Cursor<'a>),
    /// A text.
    Text(String),
}

impl<'a> Scope<'a> {
    /// The scope of a file with these parameters.
    pub(super) fn file(
        library: &'a Library,
        parameters: BTreeMap<String, Bound<'a>>,
        depth: usize,
    ) -> Rc<Self> {
        let named = |(name, bound): (String, Bound<'a>)| {
            (format!("parameters.{}", name.to_ascii_lowercase()), bound)
        };
        let names = parameters.into_iter().map(named).collect();
        Rc::new(Self { library, names, outer: None, depth })
    }

    /// The scope of the body of an `each`.
    pub(super) fn with(outer: &Rc<Self>, name: &str, bound: Bound<'a>) -> Rc<Self> {
        Rc::new(Self {
            library: outer.library,
            names: BTreeMap::from([(name.to_ascii_lowercase(), bound)]),
            outer: Some(Rc::clone(outer)),
            depth: outer.depth,
        })
    }

    fn bound(&self, name: &str) -> Option<&Bound<'a>> {
        let mut scope = self;
        loop {
            match (scope.names.get(name), &scope.outer) {
                (Some(bound), _) => return Some(bound),
                (None, Some(outer)) => scope = outer,
                (None, None) => return None,
            }
        }
    }

    /// What a path of names comes to: `parameters.steps`, `job.steps`, `pair.key`.
    pub(super) fn meaning(&self, expression: &str) -> Option<Meaning<'a>> {
        let parts = path(expression)?;
        if let [first, name] = parts.as_slice()
            && first.eq_ignore_ascii_case("variables")
        {
            let known = self.library.variable(&name.to_ascii_lowercase())?;
            return Some(Meaning::Text(known.to_owned()));
        }
        let (name, rest) = match parts.split_first()? {
            (first, rest) if first.eq_ignore_ascii_case("parameters") => {
                let (second, rest) = rest.split_first()?;
                (format!("parameters.{}", second.to_ascii_lowercase()), rest)
            }
            (first, rest) => (first.to_ascii_lowercase(), rest),
        };
        let (mut value, rest) = match (self.bound(&name)?, rest.split_first()) {
            (Bound::Value(value), _) => (value.clone(), rest),
            (Bound::Pair(key, _), Some((member, []))) if member == "key" => {
                return Some(Meaning::Text(key.clone()));
            }
            (Bound::Pair(_, value), Some((member, rest))) if member == "value" => {
                (value.clone(), rest)
            }
            _ => return None,
        };
        for member in rest {
            value = value.resolved().get(member)?;
        }
        Some(Meaning::Value(value.resolved()))
    }
}

/// The parts of a path of names, `a.b['c']`; nothing for any other expression.
fn path(expression: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = expression.trim();
    loop {
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
        let end = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
        let (name, behind) = rest.split_at_checked(end)?;
        if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        parts.push(name.to_owned());
        rest = behind;
        while let Some(inner) = rest.strip_prefix("['") {
            let (name, behind) = inner.split_once("']")?;
            if name.contains('\'') {
                return None;
            }
            parts.push(name.to_owned());
            rest = behind;
        }
        match rest.strip_prefix('.') {
            Some(behind) => rest = behind,
            None => return rest.is_empty().then_some(parts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_names_and_nothing_else() {
        for (text, parts) in [
            (" parameters.steps ", Some(&["parameters", "steps"][..])),
            ("parameters['build-steps'].x", Some(&["parameters", "build-steps", "x"])),
            ("step", Some(&["step"])),
            ("eq(a, b)", None),
            ("a.b c", None),
            ("1.2", None),
            ("a.", None),
            ("", None),
        ] {
            let parts = parts.map(|parts| parts.iter().map(ToString::to_string).collect());
            assert_eq!(path(text), parts, "{text}");
        }
    }
}
