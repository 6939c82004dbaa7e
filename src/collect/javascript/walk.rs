//! The way through a file's tree. It is walked with a cursor, never by recursion: how deep it is
//! nested is up to whoever wrote it.

use std::collections::{BTreeMap, BTreeSet};

use tree_sitter::Node;

use super::calls::{callee, is_speaker, started};
use super::literal::Values;
use super::{Module, Run, parse};

/// The most commands and imports of one file.
pub(super) const MOST: usize = 2_000;

/// The deepest nesting of a file that is read.
const DEEPEST: usize = 1_000;

/// How many texts of a list, or of the branches of a condition, are looked at.
const MOST_TEXTS: usize = 64;

/// Reads a file.
pub(crate) fn read(text: &str) -> Module {
    let Some(tree) = parse::parse(text) else { return Module::default() };
    let root = tree.root_node();
    if is_deep(root) {
        return Module::default();
    }
    let values = Values { text, constants: constants(text, root) };
    let mut reader = Reader {
        values,
        module: Module { complete: !root.has_error(), ..Module::default() },
        silent: 0,
        manager: false,
        publish: BTreeMap::new(),
    };
    let mut cursor = root.walk();
    for statement in root.named_children(&mut cursor) {
        reader.statement(statement);
    }
    let Reader { mut module, manager, publish, .. } = reader;
    if manager {
        module.speaks = publish;
    }
    module.runs.sort_by_key(|run| run.line);
    module.runs.dedup_by(|b, a| (a.line, &a.text) == (b.line, &b.text));
    module
}

/// Whether a tree is nested deeper than anybody writes: a node does not know its parent, and asking for
/// it takes as long as the way from the root.
fn is_deep(root: Node<'_>) -> bool {
    let mut cursor = root.walk();
    let mut depth = 0;
    loop {
        if cursor.goto_first_child() {
            depth += 1;
            if depth > DEEPEST {
                return true;
            }
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return false;
            }
            depth -= 1;
        }
    }
}

/// Calls `found` with every node at and below one, a node before what is in it.
fn each<'a>(node: Node<'a>, found: &mut dyn FnMut(Node<'a>)) {
    let mut cursor = node.walk();
    loop {
        found(cursor.node());
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

/// What each name is set to that is declared once.
fn constants<'a>(text: &'a str, root: Node<'a>) -> BTreeMap<&'a str, Option<Node<'a>>> {
    let mut found: BTreeMap<&str, Option<Node<'_>>> = BTreeMap::new();
    each(root, &mut |node| {
        if node.kind() != "variable_declarator" {
            return;
        }
        let Some(name) = node.child_by_field_name("name").filter(|n| n.kind() == "identifier")
        else {
            return;
        };
        let name = text.get(name.byte_range()).unwrap_or_default();
        let value = node.child_by_field_name("value");
        found.entry(name).and_modify(|value| *value = None).or_insert(value);
    });
    found
}

pub(super) struct Reader<'a> {
    pub(super) values: Values<'a>,
    pub(super) module: Module,
    /// Texts before this byte are for people.
    silent: usize,
    /// A package manager is named.
    manager: bool,
    /// The line of the first text of each part that speaks of publishing.
    publish: BTreeMap<String, usize>,
}

fn is_function(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "arrow_function" | "function_expression" | "generator_function" | "class" | "function"
    )
}

pub(super) fn line(node: Node<'_>) -> usize {
    node.start_position().row + 1
}

impl<'a> Reader<'a> {
    /// A statement of the file itself.
    fn statement(&mut self, node: Node<'a>) {
        match node.kind() {
            "import_statement" => self.import(node),
            "export_statement" => {
                if node.child_by_field_name("source").is_some() {
                    self.passed_on(node);
                } else if let Some(inner) = node.child_by_field_name("declaration") {
                    self.statement(inner);
                } else if let Some(value) = node.child_by_field_name("value") {
                    let owner = if is_function(value) { "default" } else { "" };
                    self.part(value, owner);
                }
            }
            "function_declaration" | "generator_function_declaration" | "class_declaration" => {
                let name = node.child_by_field_name("name").map(|name| self.values.of(name));
                self.part(node, name.unwrap_or("default"));
            }
            "lexical_declaration" | "variable_declaration" => {
                let mut cursor = node.walk();
                for declared in node.named_children(&mut cursor) {
                    let name = declared.child_by_field_name("name");
                    let value = declared.child_by_field_name("value");
                    match (name, value) {
                        (Some(name), Some(value)) if is_function(value) => {
                            self.part(value, self.values.of(name));
                        }
                        _ => self.part(declared, ""),
                    }
                }
            }
            "if_statement" => {
                self.end(node);
                self.branches(node);
            }
            "switch_statement" => self.cases(node),
            "expression_statement" => match self.exported(node) {
                Some((name, value)) => self.part(value, name),
                None => self.part(node, ""),
            },
            _ => self.part(node, ""),
        }
    }

    /// `exports.publish = …`, `module.exports = …`
    fn exported(&self, node: Node<'a>) -> Option<(&'a str, Node<'a>)> {
        let node = node.named_child(0).filter(|node| node.kind() == "assignment_expression")?;
        let left = self.values.of(node.child_by_field_name("left")?);
        let value = node.child_by_field_name("right")?;
        if left == "module.exports" {
            return Some(("default", value));
        }
        let name =
            left.strip_prefix("module.exports.").or_else(|| left.strip_prefix("exports."))?;
        Some((name, value))
    }

    /// A part of the file, and all that is in it.
    pub(super) fn part(&mut self, node: Node<'a>, owner: &str) {
        let mut names: BTreeSet<String> = BTreeSet::new();
        each(node, &mut |node| match node.kind() {
            "identifier" | "shorthand_property_identifier" => {
                let name = self.values.of(node);
                self.manager |= matches!(name, "npm" | "pnpm" | "yarn");
                if !names.contains(name) {
                    names.insert(name.to_owned());
                }
            }
            "call_expression" => self.call(node, owner),
            "new_expression" => self.constructed(node, owner),
            "throw_statement" => self.silent = self.silent.max(node.end_byte()),
            "variable_declarator" => self.written(node, "value", owner),
            "assignment_expression" => self.written(node, "right", owner),
            "return_statement" => self.texts(node.named_child(0), owner),
            "string" | "template_string" => self.literal(node, owner),
            _ => {}
        });
        self.module.names.entry(owner.to_owned()).or_default().extend(names);
    }

    fn call(&mut self, node: Node<'a>, owner: &str) {
        let Some(function) = node.child_by_field_name("function") else { return };
        let name = callee(&self.values, function);
        if function.kind() == "import" || name == "require" {
            return self.required(node, owner);
        }
        if is_speaker(&self.values, function, name) {
            self.silent = self.silent.max(node.end_byte());
            return;
        }
        self.start(node, name, owner);
    }

    fn constructed(&mut self, node: Node<'a>, owner: &str) {
        let name = node.child_by_field_name("constructor").map(|node| self.values.of(node));
        match name.unwrap_or_default() {
            "Deno.Command" => self.start(node, "Command", owner),
            name if name.ends_with("Error") => self.silent = self.silent.max(node.end_byte()),
            _ => {}
        }
    }

    fn start(&mut self, node: Node<'a>, name: &'a str, owner: &str) {
        if let Some(found) = started(&self.values, node, name) {
            self.run(node, found.text, found.certain, found.elsewhere, owner);
        }
    }

    fn run(&mut self, node: Node<'a>, text: String, certain: bool, elsewhere: bool, owner: &str) {
        if self.module.runs.len() < MOST && is_command(&text) {
            let owner = owner.to_owned();
            self.module.runs.push(Run { line: line(node), owner, text, certain, elsewhere });
        }
    }

    fn written(&mut self, node: Node<'a>, field: &str, owner: &str) {
        self.texts(node.child_by_field_name(field), owner);
    }

    /// Texts that are kept: `const command = "npm publish"`, in lists and branches too.
    fn texts(&mut self, value: Option<Node<'a>>, owner: &str) {
        let mut ahead: Vec<Node<'a>> = value.into_iter().collect();
        let mut left = MOST_TEXTS;
        while let Some(node) = ahead.pop() {
            left = left.saturating_sub(1);
            if left == 0 {
                return;
            }
            match node.kind() {
                "string" | "template_string" => {
                    let text = self.values.text_of(node).map(|text| text.shell());
                    // A word alone is a name.
                    if let Some(text) = text.filter(|text| text.contains(' ')) {
                        self.run(node, text, false, false, owner);
                    }
                }
                "array" | "parenthesized_expression" | "as_expression" | "ternary_expression" => {
                    let mut cursor = node.walk();
                    ahead.extend(node.named_children(&mut cursor).take(MOST_TEXTS));
                }
                _ => {}
            }
        }
    }

    fn literal(&mut self, node: Node<'a>, owner: &str) {
        let text = self.values.of(node).trim_matches(['"', '\'', '`']);
        let named = text.rsplit(['/', ' ']).next().unwrap_or_default();
        self.manager |= matches!(named, "npm" | "pnpm" | "yarn" | "bun" | "npm.cmd" | "pnpm.cmd");
        if node.start_byte() < self.silent || !text.contains("publish") || is_compared(node) {
            return;
        }
        let managers = ["npm ", "pnpm ", "yarn ", "bun "];
        let whole = managers.iter().any(|manager| text.contains(&format!("{manager}publish")));
        if text == "publish" || text.starts_with("publish ") || whole {
            self.manager |= whole;
            self.publish.entry(owner.to_owned()).or_insert(line(node));
        }
    }
}

/// Whether something is compared with a text: a word of who calls the file.
fn is_compared(node: Node<'_>) -> bool {
    let Some(parent) = node.parent() else { return false };
    let operator = parent.child_by_field_name("operator").map(|operator| operator.kind());
    parent.kind() == "switch_case" || operator.is_some_and(|operator| operator.ends_with("=="))
}

/// Whether a text may be a command that matters: by its first word.
fn is_command(text: &str) -> bool {
    const PROGRAMS: &[&str] = &[
        "auto",
        "bash",
        "beachball",
        "bun",
        "bunx",
        "changeset",
        "clean-publish",
        "corepack",
        "lerna",
        "make",
        "multi-semantic-release",
        "node",
        "np",
        "npm",
        "npx",
        "nx",
        "pnpm",
        "pnpx",
        "pnx",
        "release-it",
        "rush",
        "semantic-release",
        "sh",
        "tsx",
        "turbo",
        "yarn",
    ];
    let mut words = text.split_whitespace().map(|word| word.trim_matches(['"', '\'']));
    let Some(first) = words.find(|word| !word.contains('=') || word.starts_with('-')) else {
        return false;
    };
    let name = first.rsplit('/').next().unwrap_or(first);
    let name = name.strip_suffix(".cmd").unwrap_or(name);
    let is_script = [".sh", ".js", ".mjs", ".cjs", ".ts"].iter().any(|end| name.ends_with(end));
    PROGRAMS.contains(&name) || is_script && first.contains('/')
}
