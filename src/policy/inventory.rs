//! Asks a bundle who publishes what: the definitions `packages` of the package
//! `palisade.inventory`, which a bundle of one's own may replace.

use super::bundle::Bundle;
use super::reads::Reads;
use super::rego::{Definition, EvalError, Input, Limits, Session};
use crate::facts::Facts;

/// Where the answer stands.
const PACKAGE: [&str; 2] = ["palisade", "inventory"];
const NAME: &str = "packages";

/// What is asked, and what it reads.
pub(crate) struct Question {
    definition: Definition,
    pub(crate) reads: Reads,
}

impl Bundle {
    /// The question, if the bundle has an answer to it.
    pub(crate) fn inventory(&self) -> Option<Question> {
        let program = self.programs.whole();
        let mut definitions = program.definitions();
        definitions.retain(|definition| definition.package == PACKAGE && definition.name == NAME);
        let mut reads = Reads::default();
        for effects in program.effects(&definitions) {
            reads.paths.extend(effects.reads);
        }
        let definition = definitions.into_iter().next()?;
        Some(Question { definition, reads })
    }
}

impl Question {
    /// The members of the answer, sorted.
    pub(crate) fn ask(
        &self,
        bundle: &Bundle,
        facts: &Facts,
        limits: Limits,
    ) -> Result<Vec<serde_json::Value>, EvalError> {
        let input = Input::new(facts)?;
        let mut session = Session::new(&bundle.programs.whole(), &input, limits);
        match session.evaluate_all(&self.definition)? {
            serde_json::Value::Array(members) => Ok(members),
            _ => Err(self.wrong("`packages` must be a set of objects, one a package".to_owned())),
        }
    }

    /// An answer that is not of the form that it must have.
    pub(crate) fn wrong(&self, message: String) -> EvalError {
        EvalError::of(&self.definition, message)
    }
}
