//! Builds the tree from events, with an explicit stack and under the bounds: depth, number of
//! values, and what aliases expand to.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::MAX_ALIASED;
use crate::source::node::{Entry, Kind, Node, Scalar, Style};
use crate::source::parsed::{MAX_DEPTH, MAX_NODES, SyntaxError};
use crate::source::text;

/// The tree under construction.
pub(super) struct Builder<'a> {
    source: &'a str,
    documents: Vec<Node>,
    open: Vec<Frame>,
    /// What was anchored in this document; nothing yet for a collection that is still open.
    anchors: HashMap<usize, Option<Anchored>>,
    /// Copies for aliases are made only where an alias can be.
    may_alias: bool,
    nodes: usize,
    aliased: usize,
    last_end: usize,
}

/// A collection whose end has not come yet.
struct Frame {
    span: Range<usize>,
    anchor: usize,
    size: Size,
    shape: Shape,
}

enum Shape {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<(String, Range<usize>)> },
}

/// How much a value is when every alias in it is followed.
#[derive(Clone, Copy)]
struct Size {
    nodes: usize,
    height: usize,
}

struct Anchored {
    node: Arc<Node>,
    size: Size,
}

const LEAF: Size = Size { nodes: 1, height: 0 };

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self {
            source,
            documents: Vec::new(),
            open: Vec::new(),
            anchors: HashMap::new(),
            may_alias: source.contains('*'),
            nodes: 0,
            aliased: 0,
            last_end: 0,
        }
    }

    /// The end of the last token that was seen.
    pub(super) fn last_end(&self) -> usize {
        self.last_end
    }

    /// The finished documents.
    pub(super) fn documents(self) -> Vec<Node> {
        self.documents
    }

    /// Starts a document: anchors do not outlive one. A written `---` ends where given.
    pub(super) fn start_document(&mut self, marker_end: Option<usize>) {
        self.anchors.clear();
        self.open.clear();
        self.last_end = marker_end.unwrap_or(self.last_end);
    }

    /// A scalar, with its anchor's number or 0.
    pub(super) fn scalar(
        &mut self,
        scalar: Scalar,
        mut span: Range<usize>,
        anchor: usize,
    ) -> Result<(), SyntaxError> {
        // A value that is not written comes at its colon: its place is behind that.
        if span.is_empty()
            && self.awaits_value()
            && self.source.as_bytes().get(span.start) == Some(&b':')
        {
            span = span.start + 1..span.start + 1;
        }
        self.last_end = span.end.max(self.last_end);
        self.attach(Node { span, kind: Kind::Scalar(scalar) }, LEAF, anchor)
    }

    /// An alias of the anchor with this number.
    pub(super) fn alias(&mut self, target: usize, span: Range<usize>) -> Result<(), SyntaxError> {
        let name = self.source.get(span.clone()).unwrap_or_default();
        let Some(Some(anchored)) = self.anchors.get(&target) else {
            return Err(SyntaxError::malformed(
                format!("alias `{name}` stands inside the value that it names"),
                span,
            ));
        };
        let size = anchored.size;
        let kind = Kind::Alias(Arc::clone(&anchored.node));
        if self.open.len() + size.height > MAX_DEPTH {
            return Err(SyntaxError::too_deep(span));
        }
        self.charge(size.nodes, &span)?;
        self.last_end = span.end.max(self.last_end);
        self.attach(Node { span, kind }, size, 0)
    }

    /// Starts a list.
    pub(super) fn open_list(
        &mut self,
        span: Range<usize>,
        anchor: usize,
    ) -> Result<(), SyntaxError> {
        self.push(Shape::List(Vec::new()), span, anchor)
    }

    /// Starts a mapping.
    pub(super) fn open_map(
        &mut self,
        span: Range<usize>,
        anchor: usize,
    ) -> Result<(), SyntaxError> {
        self.push(Shape::Map { entries: Vec::new(), key: None }, span, anchor)
    }

    /// Ends the innermost collection. The parser puts the end of one without brackets at the
    /// token after it, so such a collection ends with its last member.
    pub(super) fn close(&mut self, end: &Range<usize>) -> Result<(), SyntaxError> {
        let Some(mut frame) = self.open.pop() else { return Ok(()) };
        if matches!(self.source.get(end.clone()), Some("]" | "}")) {
            frame.span.end = frame.span.end.max(end.end);
            self.last_end = end.end.max(self.last_end);
        }
        let kind = match frame.shape {
            Shape::List(items) => Kind::List(items),
            Shape::Map { entries, .. } => Kind::Map(entries),
        };
        self.attach(Node { span: frame.span, kind }, frame.size, frame.anchor)
    }

    fn push(&mut self, shape: Shape, span: Range<usize>, anchor: usize) -> Result<(), SyntaxError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(SyntaxError::too_deep(text::word_at(self.source, span.start)));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, None);
        }
        self.last_end = span.end.max(self.last_end);
        self.open.push(Frame { span, anchor, size: Size { nodes: 1, height: 1 }, shape });
        Ok(())
    }

    fn awaits_value(&self) -> bool {
        matches!(self.open.last(), Some(Frame { shape: Shape::Map { key: Some(_), .. }, .. }))
    }

    fn attach(&mut self, node: Node, size: Size, anchor: usize) -> Result<(), SyntaxError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(SyntaxError::too_many(text::word_at(self.source, node.span.start)));
        }
        if anchor != 0 && self.may_alias {
            self.charge(size.nodes, &node.span)?;
            let anchored = Anchored { node: Arc::new(node.clone()), size };
            self.anchors.insert(anchor, Some(anchored));
        }
        let Some(frame) = self.open.last_mut() else {
            if !is_absent(&node) {
                self.documents.push(node);
            }
            return Ok(());
        };
        frame.span.end = frame.span.end.max(node.span.end);
        frame.size.nodes += size.nodes;
        frame.size.height = frame.size.height.max(size.height + 1);
        match &mut frame.shape {
            Shape::List(items) => items.push(node),
            Shape::Map { entries, key } => match key.take() {
                Some((key, key_span)) => entries.push(Entry { key, key_span, value: node }),
                None => *key = Some(key_text(self.source, node)),
            },
        }
        Ok(())
    }

    /// Takes from what aliases may expand to; the copy kept for an anchor counts too.
    fn charge(&mut self, nodes: usize, span: &Range<usize>) -> Result<(), SyntaxError> {
        self.aliased = self.aliased.saturating_add(nodes);
        if self.aliased > MAX_ALIASED {
            return Err(SyntaxError::too_large(
                format!("alias bomb: aliases expand to more than {MAX_ALIASED} values"),
                text::word_at(self.source, span.start),
            ));
        }
        Ok(())
    }
}

fn is_absent(node: &Node) -> bool {
    node.span.is_empty()
        && matches!(&node.kind, Kind::Scalar(scalar) if scalar.style == Style::Plain)
}

fn key_text(source: &str, node: Node) -> (String, Range<usize>) {
    let Node { span, kind } = node;
    let text = match kind {
        Kind::Scalar(scalar) => scalar.text,
        Kind::Alias(target) if target.scalar().is_some() => {
            target.scalar().map(|scalar| scalar.text.clone()).unwrap_or_default()
        }
        _ => source.get(span.clone()).unwrap_or_default().to_owned(),
    };
    (text, span)
}
