//! Runs one definition over one fact document, bounded in time and memory.

use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, Value, set_global_memory_limit};

use super::error::EngineError;
use super::input::Input;
use super::load::{Definition, Program};
use crate::source::text::LineIndex;

/// What a definition may use before it is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Time for one definition.
    pub(crate) time: Duration,
    /// Memory of the whole process, facts included, in bytes.
    pub(crate) memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        // Rules of the default bundle take well under a millisecond on large repositories: who
        // meets this bound has a rule that multiplies lists.
        Self { time: Duration::from_secs(10), memory: 1 << 30 }
    }
}

/// Why a definition gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EvalError(pub(crate) EngineError);

/// An engine with one fact document.
pub(crate) struct Session {
    program: Arc<Program>,
    engine: Engine,
    input: Input,
    limits: Limits,
}

impl EvalError {
    pub(super) fn engine(error: &dyn std::fmt::Display) -> Self {
        Self(EngineError::parse(&error.to_string()))
    }

    /// An answer that is not of the form that findings have.
    pub(crate) fn of(definition: &Definition, message: String) -> Self {
        let file = Some(definition.file.clone());
        Self(EngineError { message, file, position: Some((definition.line, 1)) })
    }

    pub(super) fn plain(error: &dyn std::fmt::Display) -> Self {
        Self(EngineError { message: error.to_string(), file: None, position: None })
    }
}

impl std::fmt::Display for EvalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let (Some(file), Some((line, column))) = (&self.0.file, self.0.position) {
            write!(f, "{file}:{line}:{column}: ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl Session {
    /// Opens a session; cheap, as policies and facts are shared.
    pub(crate) fn new(program: &Arc<Program>, input: &Input, limits: Limits) -> Self {
        set_global_memory_limit(Some(limits.memory));
        let engine = Self::fresh(program, input, limits);
        Self { program: Arc::clone(program), engine, input: input.clone(), limits }
    }

    /// The same policies over another document. Each definition is evaluated anew anyway: nothing
    /// of the document before stays.
    pub(crate) fn turn_to(&mut self, input: &Input) {
        self.engine.set_input(input.0.clone());
        self.input = input.clone();
    }

    /// Whether it holds this program.
    pub(crate) fn is_of(&self, program: &Arc<Program>) -> bool {
        Arc::ptr_eq(&self.program, program)
    }

    fn fresh(program: &Program, input: &Input, limits: Limits) -> Engine {
        let mut engine = program.engine.clone();
        engine.set_input(input.0.clone());
        engine.set_execution_timer_config(ExecutionTimerConfig {
            limit: limits.time,
            check_interval: NonZeroU32::new(256).unwrap_or(NonZeroU32::MIN),
        });
        engine
    }

    /// The value of all definitions of the rule's name together.
    pub(crate) fn evaluate_all(
        &mut self,
        definition: &Definition,
    ) -> Result<serde_json::Value, EvalError> {
        let path = definition.package.iter().chain([&definition.name]);
        let path = path.fold("data".to_owned(), |path, name| format!("{path}[{name:?}]"));
        let query = format!("answer := {path}");
        // What one query leaves behind must not decide the next answer.
        self.engine = Self::fresh(&self.program, &self.input, self.limits);
        let engine = &mut self.engine;
        let outcome = catch_unwind(AssertUnwindSafe(|| engine.eval_query(query, false)));
        let value = match outcome {
            Ok(Ok(results)) => {
                let answer = results.result.first().and_then(|result| {
                    result.bindings.as_object().ok()?.get(&Value::from("answer")).cloned()
                });
                Ok(answer.unwrap_or(Value::Undefined))
            }
            Ok(Err(error)) => Err(EvalError::engine(&error)),
            Err(_) => Err(EvalError::plain(&"the engine failed on this rule")),
        };
        self.settle(value)
    }

    /// The value of one definition: the members of a set, the members of a list, or the value.
    pub(crate) fn evaluate(
        &mut self,
        definition: &Definition,
    ) -> Result<serde_json::Value, EvalError> {
        let Some((module, rule, _)) = self.program.find(definition) else {
            return Err(EvalError::plain(&"the definition is not part of this program"));
        };
        let engine = &mut self.engine;
        let outcome =
            catch_unwind(AssertUnwindSafe(|| engine.eval_rule_in_module(module, rule, false)));
        let value = match outcome {
            Ok(Ok(data)) => Ok(at(&data, definition)),
            Ok(Err(error)) => Err(EvalError::engine(&error)),
            Err(_) => Err(EvalError::plain(&"the engine failed on this rule")),
        };
        self.settle(value)
    }

    /// The error with the column that people count: the engine's own counts a tab as four.
    fn placed(&self, mut error: EvalError) -> EvalError {
        let sources = self.program.modules.iter().map(|module| &module.package.span.source);
        let source =
            sources.into_iter().find(|source| Some(source.file()) == error.0.file.as_ref());
        if let Some(source) = source
            && let Some(span) = error.0.span(source.contents())
        {
            error.0.position = Some(LineIndex::new(source.contents()).position(span.start));
        }
        error
    }

    fn settle(&mut self, value: Result<Value, EvalError>) -> Result<serde_json::Value, EvalError> {
        let _discarded = self.engine.take_prints();
        if value.is_err() {
            // What an evaluation that broke off leaves behind is not known.
            self.engine = Self::fresh(&self.program, &self.input, self.limits);
        }
        let value = value.map_err(|error| self.placed(error));
        value.and_then(|value| match value {
            Value::Undefined => Ok(serde_json::Value::Null),
            value => serde_json::to_value(&value).map_err(|error| EvalError::plain(&error)),
        })
    }
}

/// The value of the definition's rule in the data document.
fn at(data: &Value, definition: &Definition) -> Value {
    let mut value = data;
    for name in definition.package.iter().chain([&definition.name]) {
        let member = match value {
            Value::Object(members) => members.get(&Value::from(name.as_str())),
            _ => None,
        };
        match member {
            Some(member) => value = member,
            None => return Value::Undefined,
        }
    }
    value.clone()
}
