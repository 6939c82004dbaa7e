//! Resolves references in a syntax tree to `input`, `data` or a local name.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{Expr, Module, Rule, RuleHead};

/// One step of a reference behind its root.
#[derive(Debug, Clone)]
pub(crate) enum Step<'a> {
    /// A name that is known from the text, `.jobs` or `["jobs"]`.
    Key(String),
    /// Anything else: the index expression.
    Index(&'a Expr),
}

/// A reference taken apart: the root name and the steps behind it.
#[derive(Debug)]
pub(crate) struct Reference<'a> {
    /// The root, if it is a name; otherwise the expression it starts from.
    pub(crate) root: Root<'a>,
    pub(crate) steps: Vec<Step<'a>>,
}

/// What a reference starts from.
#[derive(Debug)]
pub(crate) enum Root<'a> {
    /// A name, `input`, `data`, an import's or a variable's.
    Name(&'a str),
    /// A call or a literal, `f(x).y`.
    Expression(&'a Expr),
}

/// Takes a reference apart. Works along the chain, so that its length is no danger.
pub(crate) fn reference(expr: &Expr) -> Reference<'_> {
    let mut steps = Vec::new();
    let mut current = expr;
    loop {
        match current {
            Expr::RefDot { refr, field, .. } => {
                steps.push(Step::Key(field.0.text().to_owned()));
                current = refr.as_ref();
            }
            Expr::RefBrack { refr, index, .. } => {
                steps.push(match literal(index.as_ref()) {
                    Some(key) => Step::Key(key),
                    None => Step::Index(index.as_ref()),
                });
                current = refr.as_ref();
            }
            Expr::Var { span, .. } => {
                steps.reverse();
                return Reference { root: Root::Name(span.text()), steps };
            }
            other => {
                steps.reverse();
                return Reference { root: Root::Expression(other), steps };
            }
        }
    }
}

/// The text of a string literal.
pub(crate) fn literal(expr: &Expr) -> Option<String> {
    match expr {
        Expr::String { value, .. } | Expr::RawString { value, .. } => {
            value.as_string().ok().map(|text| text.to_string())
        }
        _ => None,
    }
}

/// A path whose every step is known, `data.palisade.lib.publishing` or `sprintf`.
pub(crate) fn static_path(expr: &Expr) -> Option<Vec<String>> {
    let Reference { root: Root::Name(name), steps } = reference(expr) else {
        return None;
    };
    let mut path = vec![name.to_owned()];
    for step in steps {
        match step {
            Step::Key(key) => path.push(key),
            Step::Index(_) => return None,
        }
    }
    Some(path)
}

/// What the names of one module mean.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// The package, `["palisade", "ci", "unpinned_action"]`.
    pub(crate) package: Vec<String>,
    /// Import alias to the full path, `["data", "palisade", "lib", "publishing"]`.
    pub(crate) imports: BTreeMap<String, Vec<String>>,
    /// The first names of the module's own rules.
    pub(crate) rules: BTreeSet<String>,
}

impl Names {
    /// Reads a module's names; the rules of other modules in its package are added by the caller.
    pub(crate) fn of(module: &Module) -> Self {
        let imports = module.imports.iter().filter_map(|import| {
            let path = static_path(import.refr.as_ref())?;
            let alias = match &import.r#as {
                Some(span) => span.text().to_owned(),
                None => path.last()?.clone(),
            };
            Some((alias, path))
        });
        Self {
            package: package(module),
            imports: imports.collect(),
            rules: module.policy.iter().filter_map(|rule| rule_name(rule.as_ref())).collect(),
        }
    }

    /// The full path of a name as written in the module: `data.…` for rules and imports,
    /// `input.…`, or the path itself for builtins and variables.
    pub(crate) fn expand(&self, path: &[String]) -> Vec<String> {
        let Some((first, rest)) = path.split_first() else {
            return Vec::new();
        };
        if let Some(target) = self.imports.get(first) {
            target.iter().chain(rest).cloned().collect()
        } else if self.rules.contains(first) {
            let data = std::iter::once("data".to_owned());
            data.chain(self.package.iter().cloned()).chain(path.iter().cloned()).collect()
        } else {
            path.to_vec()
        }
    }
}

/// The package of a module, without `data`.
pub(crate) fn package(module: &Module) -> Vec<String> {
    static_path(module.package.refr.as_ref()).unwrap_or_default()
}

/// The expression that names a rule.
pub(crate) fn rule_reference(rule: &Rule) -> &Expr {
    match rule {
        Rule::Default { refr, .. } => refr.as_ref(),
        Rule::Spec { head, .. } => match head {
            RuleHead::Compr { refr, .. }
            | RuleHead::Set { refr, .. }
            | RuleHead::Func { refr, .. } => refr.as_ref(),
        },
    }
}

/// The first name of a rule, `deny` of `deny contains x` and of `deny[x]`.
pub(crate) fn rule_name(rule: &Rule) -> Option<String> {
    match reference(rule_reference(rule)).root {
        Root::Name(name) => Some(name.to_owned()),
        Root::Expression(_) => None,
    }
}
