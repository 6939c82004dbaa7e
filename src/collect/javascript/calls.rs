//! Calls that start a command, as text of a shell.

use tree_sitter::Node;

use super::literal::{Text, Values};

/// Programs that a word alone names as a command: `run("npm", "publish")`.
const MANAGERS: &[&str] = &["npm", "pnpm", "yarn", "bun", "npx", "pnpx", "bunx", "lerna"];

/// Parts of the names of functions that start commands.
const STARTERS: &[&str] = &["exec", "spawn", "run", "shell", "command", "cmd", "fork", "$"];

/// Functions whose texts are for people.
const SPEAKERS: &[&str] = &[
    "addRaw",
    "createComment",
    "createRelease",
    "debug",
    "describe",
    "error",
    "fail",
    "fatal",
    "group",
    "info",
    "invariant",
    "it",
    "log",
    "notice",
    "ok",
    "print",
    "prompt",
    "question",
    "reject",
    "setFailed",
    "setOutput",
    "start",
    "succeed",
    "success",
    "test",
    "trace",
    "updateComment",
    "verbose",
    "warn",
    "warning",
    "write",
    "writeFile",
    "writeFileSync",
];

/// A command that a call starts.
pub(super) struct Started {
    pub(super) text: String,
    pub(super) certain: bool,
    pub(super) elsewhere: bool,
}

/// The last name of what is called: `execSync` of `cp.execSync`.
pub(super) fn callee<'a>(values: &Values<'a>, function: Node<'a>) -> &'a str {
    let name = match function.kind() {
        "member_expression" => function.child_by_field_name("property"),
        // `$({stdio: "inherit"})` before its text
        "call_expression" => function.child_by_field_name("function"),
        "await_expression" | "non_null_expression" => function.named_child(0),
        _ => Some(function),
    };
    name.map(|name| values.of(name)).unwrap_or_default()
}

/// Whether what a function is told is for people.
pub(super) fn is_speaker(values: &Values<'_>, function: Node<'_>, name: &str) -> bool {
    let object = function.child_by_field_name("object").map(|object| values.of(object));
    SPEAKERS.contains(&name)
        || object.is_some_and(|object| {
            let first = object.split(['.', '(']).next().unwrap_or_default();
            matches!(first, "console" | "logger" | "log" | "chalk" | "core" | "ora" | "pc")
        })
}

/// The command that a call starts, if its words are written.
pub(super) fn started<'a>(values: &Values<'a>, call: Node<'a>, name: &'a str) -> Option<Started> {
    let arguments = call.child_by_field_name("arguments")?;
    let starter = STARTERS.iter().any(|part| name.to_ascii_lowercase().contains(part))
        || matches!(name, "sh" | "x" | "zx" | "spawnSync" | "stream" | "exe" | "Command");
    if arguments.kind() == "template_string" {
        let text = values.text_of(arguments)?.shell();
        return Some(Started { text, certain: starter, elsewhere: false });
    }
    let mut cursor = arguments.walk();
    let given: Vec<_> =
        arguments.named_children(&mut cursor).filter(|n| n.kind() != "comment").take(64).collect();
    let (first, rest) = given.split_first()?;
    let elsewhere = given.iter().any(|node| has_folder(values, *node));
    let done = |words: String, certain: bool| {
        Some(Started { text: words, certain: certain || starter, elsewhere })
    };
    // `npm("publish", …)`, `npm(["publish"])`
    let called = MANAGERS.contains(&name).then_some(name);
    if let Some(list) = values.list_of(*first) {
        let words = words(&list);
        return match called {
            Some(program) => done(format!("{program} {words}"), true),
            None => done(words, false),
        };
    }
    let text = values.text_of(*first)?;
    if let Some(program) = called {
        return done(format!("{program} {}", words(&texts(values, &given))), true);
    }
    let list = rest.first().and_then(|second| values.list_of(*second)).or_else(|| {
        // `new Deno.Command("npm", { args: ["publish"] })`
        values.list_of(member(values, *rest.first()?, "args")?)
    });
    if let Some(list) = list {
        return done(format!("{} {}", program(&text), words(&list)), true);
    }
    let line = text.shell();
    if line.contains(char::is_whitespace) {
        return done(line, false);
    }
    if starter && MANAGERS.contains(&line.as_str()) && !rest.is_empty() {
        return done(format!("{line} {}", words(&texts(values, rest))), false);
    }
    starter.then_some(()).and_then(|()| done(line, true))
}

/// A program with arguments in a list: a text with blanks is a command line of its own.
fn program(text: &Text) -> String {
    let shell = text.shell();
    if shell.contains(char::is_whitespace) { shell } else { text.word() }
}

fn words(list: &[Text]) -> String {
    list.iter().map(Text::word).collect::<Vec<_>>().join(" ")
}

/// The arguments that are words; an object behind them is options.
fn texts<'a>(values: &Values<'a>, given: &[Node<'a>]) -> Vec<Text> {
    let given = given.iter().filter(|node| node.kind() != "object");
    given.map(|node| values.text_of(*node).unwrap_or(Text(vec![None]))).collect()
}

/// The value of a member of an object that is written.
fn member<'a>(values: &Values<'a>, object: Node<'a>, key: &str) -> Option<Node<'a>> {
    if object.kind() != "object" {
        return None;
    }
    let mut cursor = object.walk();
    let mut pairs = object.named_children(&mut cursor).take(64).filter(|n| n.kind() == "pair");
    let pair = pairs.find(|pair| {
        pair.child_by_field_name("key").is_some_and(|name| values.of(name).trim_matches('"') == key)
    })?;
    pair.child_by_field_name("value")
}

/// Whether an argument names a folder.
fn has_folder(values: &Values<'_>, node: Node<'_>) -> bool {
    if node.kind() != "object" {
        return false;
    }
    let mut cursor = node.walk();
    node.named_children(&mut cursor).take(64).any(|member| {
        let key = match member.kind() {
            "pair" => member.child_by_field_name("key"),
            "shorthand_property_identifier" => Some(member),
            _ => None,
        };
        key.is_some_and(|key| values.of(key) == "cwd")
    })
}
