//! What one statement of the tree says: the words of a command, and its redirections.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use tree_sitter::Node;

use super::word::{Word, Words};

/// The most redirections that one statement is credited with.
pub(super) const MAX_WRITES: usize = 16;

/// A command as it stands in the tree.
#[derive(Debug, Default)]
pub(super) struct Simple {
    /// Program and arguments.
    pub(super) words: Vec<Word>,
    /// The assignments before the program.
    pub(super) environment: BTreeMap<String, String>,
    /// Its bytes, from the first assignment to the last argument.
    pub(super) bytes: Range<usize>,
    /// What `<<<` gives it to read.
    pub(super) document: Option<Word>,
}

/// Reads a `command`, a declaration (`export A=1`) or an `unset`.
pub(super) fn simple(words: &Words<'_>, node: Node<'_>) -> Simple {
    let mut found = Simple::default();
    let mut bytes: Option<Range<usize>> = None;
    let is_command = node.kind() == "command";
    let mut cursor = node.walk();
    for part in node.children(&mut cursor) {
        match part.kind() {
            "file_redirect" | "heredoc_redirect" | "ERROR" | "comment" => continue,
            "herestring_redirect" => {
                found.document = part.named_child(0).map(|text| words.word(text));
                continue;
            }
            "variable_assignment" if is_command => {
                let word = words.word(part);
                if let Some((name, value)) = word.assignment() {
                    found.environment.insert(name.to_owned(), value.to_owned());
                }
            }
            // The dollar of `$"…"`, which asks for a translation and changes nothing.
            "$" if is_command && follows_at_once(words.script, &part) => {}
            _ => found.words.push(words.word(part)),
        }
        let start = bytes.map_or(part.start_byte(), |bytes| bytes.start);
        bytes = Some(start..part.end_byte());
    }
    found.bytes = bytes.unwrap_or_else(|| node.byte_range());
    found
}

fn follows_at_once(script: &str, dollar: &Node<'_>) -> bool {
    script.get(dollar.end_byte()..).is_some_and(|rest| rest.starts_with('"'))
}

/// The redirections of a statement.
#[derive(Debug, Default)]
pub(super) struct Redirects {
    /// The byte where the redirected command starts: of `a && b > f` that is `b`, although the
    /// grammar redirects the whole.
    pub(super) from: usize,
    /// The files written to.
    pub(super) writes: Vec<String>,
    /// Arguments that stand behind a redirection: `npm publish > log --tag next`.
    pub(super) more: Vec<Word>,
    /// Where those end.
    pub(super) end: usize,
    /// What a here-document gives to read.
    pub(super) document: Option<Word>,
    /// The file that is given to read.
    pub(super) file: Option<Word>,
    /// The redirections of the statement around it.
    pub(super) outer: Option<Rc<Redirects>>,
}

impl Redirects {
    /// Every file that a command at this byte writes to, the nearest redirections first.
    pub(super) fn writes_at(&self, byte: usize) -> impl Iterator<Item = &String> {
        let around = std::iter::successors(Some(self), |redirects| redirects.outer.as_deref());
        around
            .filter(move |redirects| byte >= redirects.from)
            .flat_map(|redirects| &redirects.writes)
    }
}

/// Reads the redirections of a `redirected_statement`.
pub(super) fn redirects(words: &Words<'_>, node: Node<'_>) -> Redirects {
    let mut found = Redirects { from: tail(node).start_byte(), ..Redirects::default() };
    let mut cursor = node.walk();
    for part in node.children(&mut cursor) {
        match part.kind() {
            "file_redirect" => file(words, part, &mut found),
            "heredoc_redirect" => heredoc(words, part, &mut found),
            "herestring_redirect" => {
                found.document = part.named_child(0).map(|text| words.word(text));
            }
            _ => {}
        }
    }
    found
}

/// The files that redirections inside of a `command` write to: `> log npm publish`.
pub(super) fn leading(words: &Words<'_>, node: Node<'_>) -> Vec<String> {
    let mut found = Redirects::default();
    let mut cursor = node.walk();
    for part in node.children(&mut cursor).filter(|part| part.kind() == "file_redirect") {
        file(words, part, &mut found);
    }
    found.writes
}

fn heredoc(words: &Words<'_>, node: Node<'_>, found: &mut Redirects) {
    let mut quoted = false;
    let mut cursor = node.walk();
    for part in node.children(&mut cursor) {
        match part.kind() {
            "heredoc_start" => {
                let text = words.script.get(part.byte_range()).unwrap_or_default();
                quoted = text.contains(['\'', '"', '\\']);
            }
            "heredoc_body" => found.document = Some(words.document(part, quoted)),
            "file_redirect" => file(words, part, found),
            _ => {}
        }
    }
}

fn file(words: &Words<'_>, node: Node<'_>, found: &mut Redirects) {
    let (mut writes, mut reads) = (false, false);
    let mut targets = 0;
    let mut cursor = node.walk();
    for part in node.children(&mut cursor) {
        match part.kind() {
            ">" | ">>" | "&>" | "&>>" | ">|" | ">&" => writes = true,
            "<" => reads = true,
            "file_descriptor" | "<&" | "<&-" | ">&-" | "comment" => {}
            // What follows an error belongs to something that was not understood.
            "ERROR" => return,
            _ if targets == 0 => {
                targets = 1;
                if reads {
                    found.file = Some(words.word(part));
                }
                // A number is a descriptor, and a substitution is a program.
                let is_file = !matches!(part.kind(), "number" | "process_substitution");
                if writes && is_file && found.writes.len() < MAX_WRITES {
                    found.writes.push(words.word(part).text);
                }
            }
            _ => {
                found.end = part.end_byte();
                found.more.push(words.word(part));
            }
        }
    }
}

/// The last command of a chain.
fn tail(node: Node<'_>) -> Node<'_> {
    let mut tail = node.child_by_field_name("body").unwrap_or(node);
    while matches!(tail.kind(), "list" | "pipeline" | "negated_command") {
        let last = tail.named_child_count().checked_sub(1);
        match last.and_then(|last| tail.named_child(u32::try_from(last).ok()?)) {
            Some(last) => tail = last,
            None => break,
        }
    }
    tail
}
