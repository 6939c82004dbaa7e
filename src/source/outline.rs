//! The outline of a large file: of its tree only what is looked for, and what stands around that.
//!
//! A lockfile of a hundred megabytes has millions of values, of which a report shows some dozens.
//! Parsers hand over their tokens one by one; what lies on the way to no wanted place is passed
//! over and never kept, so that memory follows what is looked for and not the file. The nodes
//! that remain have the spans that the whole tree would give them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::node::{Entry, Kind, Node, Scalar, Style};
use super::parsed::{MAX_DEPTH, MAX_NODES};

/// The places that are looked for, as names from the root on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wanted(BTreeMap<String, Wanted>);

impl Wanted {
    /// Adds the place at the end of these names, and all that they lead through.
    pub(crate) fn add<'n>(&mut self, names: impl IntoIterator<Item = &'n String>) {
        let mut wanted = self;
        for name in names.into_iter().take(MAX_DEPTH) {
            wanted = wanted.0.entry(name.clone()).or_default();
        }
    }
}

/// An outline under construction.
pub(super) struct Outline<'w> {
    wanted: &'w Wanted,
    documents: Vec<Node>,
    open: Vec<Frame<'w>>,
    /// How many collections are open within one that is passed over, that one included.
    passed: usize,
    kept: usize,
    last_end: usize,
}

/// A collection on the way to something that is wanted.
struct Frame<'w> {
    span: Range<usize>,
    wanted: &'w Wanted,
    shape: Shape<'w>,
}

enum Shape<'w> {
    List(Vec<Node>),
    Map(Vec<Entry>, Next<'w>),
}

/// What a mapping awaits.
enum Next<'w> {
    Key,
    /// The value of a key that is not looked for.
    Passed,
    /// The value of one that is.
    Value(String, Range<usize>, &'w Wanted),
}

/// More than may be kept, or nested deeper than is read.
#[derive(Debug)]
pub(super) struct TooMuch;

impl<'w> Outline<'w> {
    pub(super) fn new(wanted: &'w Wanted) -> Self {
        Self { wanted, documents: Vec::new(), open: Vec::new(), passed: 0, kept: 0, last_end: 0 }
    }

    /// The documents that hold something; nothing for a file that ends in the midst of one.
    pub(super) fn documents(self) -> Option<Vec<Node>> {
        self.open.is_empty().then_some(self.documents)
    }

    /// Starts a document.
    pub(super) fn start_document(&mut self) {
        self.open.clear();
        self.passed = 0;
    }

    /// Whether a scalar that comes now is the value of a key.
    pub(super) fn awaits_value(&self) -> bool {
        let next = match self.open.last() {
            Some(Frame { shape: Shape::Map(_, next), .. }) => next,
            _ => return false,
        };
        self.passed == 0 && !matches!(next, Next::Key)
    }

    /// A scalar, as a key or as a value.
    pub(super) fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: Style,
        span: Range<usize>,
    ) -> Result<(), TooMuch> {
        self.last_end = span.end.max(self.last_end);
        if self.passed > 0 {
            return Ok(());
        }
        if let Some(Frame { wanted, shape: Shape::Map(_, next @ Next::Key), .. }) =
            self.open.last_mut()
        {
            *next = match wanted.0.get(text.as_ref()) {
                Some(below) => Next::Value(text.into_owned(), span, below),
                None => Next::Passed,
            };
            return Ok(());
        }
        if self.below().is_none() {
            return self.pass(span);
        }
        let kind = Kind::Scalar(Scalar { text: text.into_owned(), style });
        self.attach(Node { span, kind })
    }

    /// Starts a list or a mapping.
    pub(super) fn open(&mut self, list: bool, span: Range<usize>) -> Result<(), TooMuch> {
        self.last_end = span.end.max(self.last_end);
        if self.passed > 0 {
            self.passed += 1;
            return Ok(());
        }
        let Some(wanted) = self.below() else {
            self.passed = 1;
            return self.pass(span);
        };
        if self.open.len() >= MAX_DEPTH {
            return Err(TooMuch);
        }
        let shape = if list { Shape::List(Vec::new()) } else { Shape::Map(Vec::new(), Next::Key) };
        self.open.push(Frame { span, wanted, shape });
        Ok(())
    }

    /// Ends the innermost collection, at its bracket if it has one and else with its last member.
    pub(super) fn close(&mut self, bracket: Option<Range<usize>>) -> Result<(), TooMuch> {
        if let Some(bracket) = bracket {
            self.last_end = bracket.end.max(self.last_end);
        }
        if self.passed > 0 {
            self.passed -= 1;
            return Ok(());
        }
        let Some(frame) = self.open.pop() else { return Ok(()) };
        let kind = match frame.shape {
            Shape::List(items) => Kind::List(items),
            Shape::Map(entries, _) => Kind::Map(entries),
        };
        let span = frame.span.start..self.last_end.max(frame.span.end);
        self.attach(Node { span, kind })
    }

    /// What is looked for below the value that comes next; nothing for one that is passed over.
    fn below(&self) -> Option<&'w Wanted> {
        let Some(frame) = self.open.last() else { return Some(self.wanted) };
        match &frame.shape {
            Shape::List(_) if frame.wanted.0.is_empty() => None,
            Shape::List(items) => frame.wanted.0.get(&items.len().to_string()),
            Shape::Map(_, Next::Value(_, _, below)) => Some(below),
            // A key that is a collection is passed over as well.
            Shape::Map(_, Next::Key | Next::Passed) => None,
        }
    }

    /// Goes past a value. In a list something must stand in its place.
    fn pass(&mut self, span: Range<usize>) -> Result<(), TooMuch> {
        let Some(frame) = self.open.last_mut() else { return Ok(()) };
        let next = match &mut frame.shape {
            Shape::List(_) if frame.wanted.0.is_empty() => return Ok(()),
            Shape::List(_) => {
                let kind = Kind::Scalar(Scalar { text: String::new(), style: Style::Quoted });
                return self.attach(Node { span, kind });
            }
            Shape::Map(_, next) => next,
        };
        *next = if matches!(next, Next::Key) { Next::Passed } else { Next::Key };
        Ok(())
    }

    fn attach(&mut self, node: Node) -> Result<(), TooMuch> {
        self.kept += 1;
        if self.kept > MAX_NODES {
            return Err(TooMuch);
        }
        match self.open.last_mut().map(|frame| &mut frame.shape) {
            None if node.span.is_empty() => {}
            None => self.documents.push(node),
            Some(Shape::List(items)) => items.push(node),
            Some(Shape::Map(entries, next)) => {
                if let Next::Value(key, key_span, _) = std::mem::replace(next, Next::Key) {
                    entries.push(Entry { key, key_span, value: node });
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::super::anchor::Fragment;
    use super::super::locate::{Document, Mark, Target};
    use super::*;

    const PNPM: &str = "---\nlockfileVersion: '9.0'\nimporters: {}\n---\nlockfileVersion: '9.0'\n\nsettings:\n  a: true\n\npackages:\n\n  '@é/a@1.0.0':\n    resolution: {integrity: sha512-AAAA, tarball: 'http://x'}\n    cpu: [x64, arm]\n\n  b@2.0.0:\n    resolution:\n      variants:\n        - resolution: {url: a}\n        - resolution: {url: b}\n          targets: []\n    empty:\n  a: |\n    text\n    b@2.0.0: no\n  ? [b@2.0.0]\n  : b@2.0.0\n\nsnapshots:\n  b@2.0.0: {}\n";
    const NPM: &str = "\u{feff}{\"name\": \"x\", \"packages\": {\"\": {\"x\": [1, [2], {}]}, \"node_modules/é\": {\"resolved\": \"http:\\/\\/x\", \"integrity\": null}, \"b\": [\"b@1\", \"\", {\"bin\": {\"b\": 1}}, \"sha512-A\"], \"b\": [\"b@2\", true]}, \"end\": -1.5}\n";

    /// Every place in either way of reading, asked for alone and with all others.
    #[track_caller]
    fn agrees(path: &str, text: &str, places: &[&[&str]]) {
        let names = |place: &[&str]| place.iter().map(|name| (*name).to_owned()).collect();
        let places: Vec<Vec<String>> = places.iter().map(|place| names(place)).collect();
        let whole = Document::new(path, text);
        let mut all = Wanted::default();
        places.iter().for_each(|place| all.add(place));
        let all = Document::new(path, text).seeking(all, 0);
        for place in &places {
            let mut wanted = Wanted::default();
            wanted.add(place);
            let alone = Document::new(path, text).seeking(wanted, 0);
            for mark in [Mark::Auto, Mark::Key, Mark::Value, Mark::Entry] {
                for cut in 0..=place.len() {
                    let (tokens, key) = place.split_at(cut);
                    let fragment = match tokens {
                        [] => Fragment::Whole,
                        _ => Fragment::Pointer(tokens.to_vec()),
                    };
                    let target = Target { fragment: &fragment, chars: None, key, mark };
                    let expected = whole.locate(&target);
                    assert!(expected.is_some());
                    assert_eq!(alone.locate(&target), expected, "{place:?} {cut} {mark:?}");
                    assert_eq!(all.locate(&target), expected, "{place:?} {cut} {mark:?} in all");
                }
            }
        }
    }

    #[test]
    fn places_are_those_of_the_whole_tree() {
        agrees(
            "pnpm-lock.yaml",
            PNPM,
            &[
                &["packages", "@é/a@1.0.0", "resolution", "tarball"],
                &["packages", "@é/a@1.0.0", "cpu", "1"],
                &["packages", "@é/a@1.0.0", "cpu", "7"],
                &["packages", "b@2.0.0", "resolution", "variants", "1", "resolution", "url"],
                &["packages", "b@2.0.0", "resolution", "variants", "1", "targets"],
                &["packages", "b@2.0.0", "resolution", "tarball"],
                &["packages", "b@2.0.0", "empty"],
                &["packages", "nothing"],
                &["packages"],
                &["importers"],
                &["lockfileVersion", "below"],
                &["nothing", "at", "all"],
                &[],
            ],
        );
        agrees(
            "package-lock.json",
            NPM,
            &[
                &["packages", "node_modules/é", "resolved"],
                &["packages", "node_modules/é", "integrity"],
                &["packages", "node_modules/é", "nothing"],
                &["packages", "", "x", "1", "0"],
                &["packages", "b", "1"],
                &["packages", "b", "3"],
                &["end"],
            ],
        );
    }

    #[test]
    fn what_is_not_looked_for_is_not_kept() {
        let mut wanted = Wanted::default();
        wanted.add(&["b".to_owned(), "c".to_owned()]);
        let text = format!(
            "{{\"a\": [{}1], \"b\": {{\"c\": [1, 2], \"d\": {{}}}}}}",
            "1, ".repeat(2_000_000)
        );
        let [root] = super::super::json::outline(&text, &wanted).unwrap().try_into().unwrap();
        let shown = |node: &Node| node.entries().iter().map(|e| e.key.clone()).collect::<Vec<_>>();
        assert_eq!((root.span.end, shown(&root)), (text.len(), vec!["b".to_owned()]));
        let b = root.get("b").unwrap();
        assert_eq!((shown(b), b.get("c").unwrap().items().len()), (vec!["c".to_owned()], 0));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut wanted = Wanted::default();
        wanted.add(&["a".to_owned(), "0".to_owned()]);
        for text in ["1, ".repeat(MAX_NODES + 1), "[".repeat(MAX_DEPTH)] {
            let text = format!("{{\"a\": [{text}");
            assert_eq!(super::super::json::outline(&text, &wanted), None);
        }
        assert_eq!(super::super::yaml::outline("a: [", &wanted), None);
        assert_eq!(super::super::json::outline("{\"a\": \"", &wanted), None);
    }
}
