//! JSON Schema as schemars writes it: checked against a tree with places, and walked by paths.
//!
//! Only the keywords that our own generated schemas hold are understood; this is no general
//! validator. The types in `facts` and `config` are the one source, the schema follows from
//! them, and what is checked here follows from the schema.

mod check;
mod paths;

pub(crate) use check::check;
pub(crate) use paths::unknown_member;

use serde_json::Value;

/// A schema within a document, with references resolved.
#[derive(Clone, Copy)]
struct Schema<'a> {
    document: &'a Value,
    here: &'a Value,
}

impl<'a> Schema<'a> {
    fn root(document: &'a Value) -> Self {
        Self { document, here: document }.resolved()
    }

    /// Another place in the same document.
    fn at(self, here: &'a Value) -> Self {
        Self { here, ..self }.resolved()
    }

    /// Follows `$ref`, which schemars only points at `#/$defs/…`.
    fn resolved(mut self) -> Self {
        while let Some(target) = self.here.get("$ref").and_then(Value::as_str) {
            let Some(target) = self.document.pointer(target.trim_start_matches('#')) else { break };
            self.here = target;
        }
        self
    }

    /// The alternatives of `anyOf` or `oneOf`, null left out; the schema itself if there are none.
    fn alternatives(self) -> Vec<Self> {
        let lists = ["anyOf", "oneOf"].into_iter().filter_map(|key| self.here.get(key)?.as_array());
        let alternatives: Vec<_> = lists
            .flatten()
            .map(|alternative| self.at(alternative))
            .filter(|alternative| !alternative.is_type("null"))
            .flat_map(Self::alternatives)
            .collect();
        if alternatives.is_empty() { vec![self] } else { alternatives }
    }

    fn is_type(self, name: &str) -> bool {
        match self.here.get("type") {
            Some(Value::String(only)) => only == name,
            Some(Value::Array(several)) => several.iter().any(|one| one == name),
            _ => false,
        }
    }

    /// The words that a text may be, if they are listed.
    fn words(self) -> Vec<&'a str> {
        let listed = self.here.get("enum").and_then(Value::as_array);
        let constant = self.here.get("const");
        listed.into_iter().flatten().chain(constant).filter_map(Value::as_str).collect()
    }
}
