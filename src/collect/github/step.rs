//! The steps of a job or a composite action.
//!
//! Syntax: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsteps>.

use super::script::{self, Defaults};
use super::{Reading, alternatives, calls, constant, env, expressions, secrets};
use crate::collect::ci::members::text_of;
use crate::facts::Step;
use crate::source::anchor::Place;
use crate::source::node::Node;

const FACTS: &str = "pipelines[*].jobs[*].steps";

/// Reads the `steps` of a mapping that stands at `place`.
pub(super) fn steps(
    reading: &mut Reading<'_>,
    node: &Node,
    place: &Place,
    defaults: &Defaults<'_>,
) -> Vec<Step> {
    let Some(steps) = node.get("steps") else { return Vec::new() };
    let place = place.key("steps");
    if !steps.is_list() {
        reading.unexpected(&place, &[FACTS], "`steps`", "a list", steps);
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, item) in steps.items().iter().enumerate() {
        let place = place.index(index);
        if item.is_map() {
            found.push(step(reading, item, &place, index, defaults));
        } else {
            reading.unexpected(&place, &[FACTS], "a step", "a mapping", item);
        }
    }
    found
}

fn step(
    reading: &mut Reading<'_>,
    node: &Node,
    place: &Place,
    index: usize,
    defaults: &Defaults<'_>,
) -> Step {
    let run = node.get("run");
    let (mut shell, mut folder) = (None, None);
    let mut commands = Vec::new();
    if let Some(value) = run {
        let place = place.key("run");
        if let Some(script) = value.text() {
            shell = defaults.effective(node.get("shell").and_then(Node::text));
            folder = defaults.folder(node.get("working-directory").and_then(Node::text));
            let (shell, folder) = (shell.as_deref(), folder.as_deref());
            commands = script::commands(reading, script, &place, defaults, shell, folder);
        } else {
            let facts = ["pipelines[*].jobs[*].steps[*].run", &format!("{FACTS}[*].commands")];
            reading.unexpected(&place, &facts, "`run`", "a text", value);
        }
    }
    let mut expressions = expressions::of_members(node, place, &[]);
    for expression in &mut expressions {
        if expression.within.starts_with("with/") {
            expression.within.make_ascii_lowercase();
        }
    }
    let with = calls::with(reading, node, place, "pipelines[*].jobs[*].steps[*].with");
    // The runner knows inputs by their name in capitals: `Ref` is `ref`.
    let with = with.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value));
    Step {
        at: place.at(),
        index: u64::try_from(index).unwrap_or(u64::MAX),
        id: text_of(node, "id"),
        name: text_of(node, "name"),
        condition: text_of(node, "if"),
        if_is: node.get("if").and_then(Node::text).and_then(constant::condition),
        kept_from: Vec::new(),
        if_alternatives: node.get("if").and_then(Node::text).and_then(alternatives::alternatives),
        uses: calls::uses(reading, node, place, "pipelines[*].jobs[*].steps[*].uses").map(Box::new),
        with: with.collect(),
        env: env::variables(reading, node, place, "pipelines[*].jobs[*].steps[*].env"),
        run: run.and_then(Node::text).map(str::to_owned),
        working_directory: folder,
        shell,
        commands,
        sets: Vec::new(),
        secrets: secrets::uses(&expressions),
        expressions,
        continue_on_error: node
            .get("continue-on-error")
            .is_some_and(|value| value.text() == Some("true")),
    }
}
