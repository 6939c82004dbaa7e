//! The way through a script's tree, from command to command, with what each one inherits: the
//! programs that feed it and the files that it writes to.
//!
//! The tree is walked with a cursor and a list of frames, never by recursion: how deep it is
//! nested is up to whoever wrote the script.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use tree_sitter::Node;

use super::functions::{self, Function};
use super::interpreter::runs_text;
use super::said::Input;
use super::statement::{self, Redirects};
use super::word::Words;
use super::{mask, parse, simple};
use crate::facts::Command;

/// The deepest nesting of statements that is followed, and of commands within commands' words.
const MAX_NESTED: usize = 200;
const MAX_WITHIN: usize = 16;

/// The most programs that a command is said to be fed by.
pub(super) const MAX_FEEDERS: usize = 16;

/// The most commands that one substitution is said to feed.
const MAX_FED: usize = 256;

/// A script, or the part of one that a shell within it runs.
pub(super) struct Text<'a> {
    pub(super) script: &'a str,
    /// Substitutions that the outer script has made already.
    pub(super) verbatim: &'a [Range<usize>],
    pub(super) origin: Origin,
    /// How many scripts it is inside of.
    pub(super) depth: usize,
    /// Another script reads it in, and may call what it only defines.
    pub(super) sourced: bool,
}

/// Where a text stands in the outermost script.
#[derive(Clone)]
pub(super) enum Origin {
    /// From this byte on, as it is.
    Offset(usize),
    /// Somewhere within these bytes: quotes were taken off on the way.
    Within(Range<usize>),
}

/// What was read of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Read {
    /// Its commands, without their places.
    pub(super) commands: Vec<Command>,
    /// The bytes of each in the outermost script.
    pub(super) spans: Vec<Range<usize>>,
    pub(super) complete: bool,
    pub(super) subshells: BTreeMap<usize, usize>,
}

/// Finds the commands of a text.
pub(super) fn walk(text: &Text<'_>) -> Read {
    if let Some(lines) = simple::lines(text) {
        let mut walker = Walker::new(text, &[]);
        for (simple, start) in lines {
            walker.record(simple, Vec::new(), start, &Context::default());
        }
        return walker.read();
    }
    by_grammar(text)
}

/// The same, whatever the text is.
pub(super) fn by_grammar(text: &Text<'_>) -> Read {
    let masked = mask::mask(text.script, text.verbatim);
    let Some(tree) = parse::parse(&masked.text) else { return Read::default() };
    let mut walker = Walker::new(text, &masked.hidden);
    walker.complete = !tree.root_node().has_error();
    walker.run(tree.root_node());
    let functions = std::mem::take(&mut walker.functions);
    let read = walker.read();
    if text.sourced { read } else { functions::without_uncalled(text.script, &functions, read) }
}

/// What a node hands down to what is in it.
#[derive(Clone, Default)]
pub(super) struct Context {
    /// The programs whose output is the input here.
    pub(super) feeders: Rc<Vec<String>>,
    pub(super) redirects: Rc<Redirects>,
    /// What those programs say, as far as it is known.
    pub(super) input: Input,
    /// It is a part of a pipeline.
    pub(super) piped: bool,
    /// The commands, by position, of whose words or input this is a part.
    owners: Range<usize>,
    nested: usize,
    within: usize,
}

/// A node that is being walked.
struct Frame {
    role: Role,
    context: Context,
    /// How many commands had been found before it.
    start: usize,
}

enum Role {
    Plain,
    /// Each child is fed by those before it, which are counted up to here.
    Pipeline(usize),
    /// A statement and its redirections.
    Redirected,
    /// A here-document, behind which a pipeline may go on.
    Document,
    /// What is found in here feeds the owners.
    Feeding,
    /// A shell of its own.
    Subshell,
    /// The definition of a function, its name and its bytes.
    Function(Range<usize>, Range<usize>),
}

pub(super) struct Walker<'a> {
    pub(super) text: &'a Text<'a>,
    pub(super) words: Words<'a>,
    pub(super) found: Vec<Command>,
    /// The bytes of each in the outermost script.
    pub(super) spans: Vec<Range<usize>>,
    /// The byte where each found command's statement starts.
    pub(super) starts: Vec<usize>,
    /// Where the last commands end that came out of a text that a shell runs: what stands in that
    /// text is no input of theirs.
    pub(super) unwrapped: usize,
    /// The commands so far that change the folder, but for those of subshells that have ended.
    pub(super) moves: Vec<usize>,
    /// The latter, and where their subshells end.
    pub(super) subshells: BTreeMap<usize, usize>,
    /// What commands say that others read, by their position.
    pub(super) said: BTreeMap<usize, Input>,
    pub(super) functions: Vec<Function>,
    pub(super) complete: bool,
}

impl<'a> Walker<'a> {
    fn new(text: &'a Text<'a>, hidden: &'a [Range<usize>]) -> Self {
        Self {
            text,
            words: Words { script: text.script, hidden },
            found: Vec::new(),
            spans: Vec::new(),
            starts: Vec::new(),
            unwrapped: 0,
            moves: Vec::new(),
            subshells: BTreeMap::new(),
            said: BTreeMap::new(),
            functions: Vec::new(),
            complete: true,
        }
    }

    fn read(self) -> Read {
        let Self { found: commands, spans, complete, subshells, .. } = self;
        Read { commands, spans, complete, subshells }
    }

    fn run(&mut self, root: Node<'_>) {
        let mut cursor = root.walk();
        let mut frames: Vec<Frame> = Vec::new();
        loop {
            let node = cursor.node();
            let context =
                frames.last_mut().map_or_else(Context::default, |f| self.inherited(f, node));
            let frame = self.enter(node, context);
            let deep = frame.context.nested > MAX_NESTED || frame.context.within > MAX_WITHIN;
            if deep && node.child_count() > 0 {
                self.complete = false;
            } else if cursor.goto_first_child() {
                frames.push(frame);
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
                if let Some(frame) = frames.pop() {
                    self.leave(&frame);
                }
            }
        }
    }

    /// The context of a child of a frame's node.
    fn inherited(&mut self, frame: &mut Frame, child: Node<'_>) -> Context {
        match frame.role {
            Role::Pipeline(seen) => {
                if seen < self.found.len() {
                    self.end_subshell(seen);
                    let news = self.found.get(seen..).unwrap_or_default();
                    add(Rc::make_mut(&mut frame.context.feeders), programs(news), MAX_FEEDERS);
                    frame.context.input = self.said_in(seen..self.found.len());
                    frame.role = Role::Pipeline(self.found.len());
                }
                Context { piped: true, ..frame.context.clone() }
            }
            Role::Redirected if child.kind().ends_with("_redirect") => {
                let late = self.starts.get(frame.start..).unwrap_or_default();
                let skip = late.partition_point(|start| *start < frame.context.redirects.from);
                let owners = frame.start + skip..self.found.len();
                Context { owners, redirects: Rc::default(), ..frame.context.clone() }
            }
            Role::Document if child.kind() == "pipeline" => {
                let mut context = frame.context.clone();
                let owners = self.found.get(context.owners.clone()).unwrap_or_default();
                add(Rc::make_mut(&mut context.feeders), programs(owners), MAX_FEEDERS);
                context.input = self.said_in(context.owners.clone());
                context
            }
            _ => frame.context.clone(),
        }
    }

    /// Takes in a node, and says what its children inherit.
    fn enter(&mut self, node: Node<'_>, mut context: Context) -> Frame {
        let start = self.found.len();
        let kind = node.kind();
        context.nested += usize::from(kind != "list");
        let role = match kind {
            "command" | "declaration_command" | "unset_command" => {
                self.command(node, &context);
                context.owners = start..self.found.len();
                context.redirects = Rc::default();
                context.within += 1;
                Role::Plain
            }
            "pipeline" => Role::Pipeline(start),
            "redirected_statement" => {
                let mut redirects = statement::redirects(&self.words, node);
                redirects.outer = Some(context.redirects);
                context.redirects = Rc::new(redirects);
                Role::Redirected
            }
            "variable_assignment" => {
                context.owners = start..start;
                Role::Plain
            }
            "process_substitution" => {
                context.redirects = Rc::default();
                let text = self.text.script.get(node.byte_range()).unwrap_or_default();
                if text.starts_with('>') {
                    let owners = self.found.get(context.owners.clone()).unwrap_or_default();
                    add(Rc::make_mut(&mut context.feeders), programs(owners), MAX_FEEDERS);
                    Role::Subshell
                } else {
                    Role::Feeding
                }
            }
            "heredoc_body" | "herestring_redirect" if context.owners.end != self.unwrapped => {
                Role::Feeding
            }
            "command_substitution" | "heredoc_body" | "herestring_redirect" => {
                context.redirects = Rc::default();
                let owners = self.found.get(context.owners.clone()).unwrap_or_default();
                if owners.iter().any(runs_its_arguments) { Role::Feeding } else { Role::Subshell }
            }
            "subshell" => Role::Subshell,
            "function_definition" => match node.child_by_field_name("name") {
                Some(name) => Role::Function(name.byte_range(), node.byte_range()),
                None => Role::Plain,
            },
            "heredoc_redirect" => Role::Document,
            _ => Role::Plain,
        };
        Frame { role, context, start }
    }

    /// Ends the shell in which the commands from a position on run.
    pub(super) fn end_subshell(&mut self, start: usize) {
        while let Some(position) = self.moves.pop_if(|position| *position >= start) {
            self.subshells.insert(position, self.found.len());
        }
    }

    fn leave(&mut self, frame: &Frame) {
        if matches!(frame.role, Role::Subshell | Role::Feeding | Role::Pipeline(_)) {
            self.end_subshell(frame.start);
        }
        if let Role::Function(name, bytes) = &frame.role {
            let (name, bytes) = (name.clone(), bytes.clone());
            let commands = frame.start..self.found.len();
            self.functions.push(Function { name, bytes, commands });
        }
        if !matches!(frame.role, Role::Feeding) || frame.start == self.found.len() {
            return;
        }
        let mut feeders = Vec::new();
        let inside = self.found.get(frame.start..).unwrap_or_default();
        add(&mut feeders, programs(inside), MAX_FEEDERS);
        let owners = frame.context.owners.start..frame.context.owners.end.min(frame.start);
        for owner in self.found.get_mut(owners).unwrap_or_default().iter_mut().take(MAX_FED) {
            add(&mut owner.fed_by, &feeders, MAX_FEEDERS);
        }
    }
}

/// Whether the command runs text among its arguments: `eval …`, `node -e …`, `sh -c …`.
fn runs_its_arguments(command: &Command) -> bool {
    let Some(program) = command.program.as_deref() else {
        return true;
    };
    let says_so = |argument: &String| {
        let letters = argument.strip_prefix('-').unwrap_or_default();
        matches!(letters, "-eval" | "-print")
            || (!letters.starts_with('-') && letters.ends_with(['c', 'e', 'E', 'p', 'r']))
    };
    program == "eval" || (runs_text(program) && command.arguments.iter().any(says_so))
}

fn programs(commands: &[Command]) -> impl Iterator<Item = &String> {
    commands.iter().filter_map(|command| command.program.as_ref())
}

/// Adds what is not there yet, up to a limit.
pub(super) fn add<'a>(
    list: &mut Vec<String>,
    more: impl IntoIterator<Item = &'a String>,
    limit: usize,
) {
    for text in more {
        if list.len() >= limit {
            return;
        }
        if !list.contains(text) {
            list.push(text.clone());
        }
    }
}
