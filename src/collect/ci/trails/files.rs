//! The files that commands run, each read and taken apart once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::tasks::Tasks;
use crate::collect::followed::{Followed, Found};
use crate::collect::javascript::{self, Module};
use crate::source::tree::Unread;

/// What stands under a path.
#[derive(Clone)]
pub(super) enum Read {
    Text(Rc<str>),
    Absent,
    Unread(Unread),
}

/// Files by their path.
pub(super) struct Files<'a> {
    others: &'a Followed<'a>,
    texts: RefCell<BTreeMap<String, Read>>,
    modules: RefCell<BTreeMap<String, Rc<Module>>>,
    tasks: RefCell<BTreeMap<String, Option<Rc<Tasks>>>>,
    /// Texts that are no files, as far as they are kept.
    inline: RefCell<BTreeMap<Box<str>, Rc<Module>>>,
}

/// How many texts that are no files are kept, and how long they may be.
const MOST_INLINE: usize = 256;
const LONGEST_INLINE: usize = 16 << 10;

impl<'a> Files<'a> {
    pub(super) fn of(others: &'a Followed<'a>) -> Self {
        let (texts, modules, tasks) = (RefCell::default(), RefCell::default(), RefCell::default());
        Self { others, texts, modules, tasks, inline: RefCell::default() }
    }

    pub(super) fn has(&self, path: &str) -> bool {
        !matches!(self.read(path), Read::Absent)
    }

    /// The file at a path relative to the root.
    pub(super) fn read(&self, path: &str) -> Read {
        if let Some(known) = self.texts.borrow().get(path) {
            return known.clone();
        }
        let read = match self.others.text(path) {
            Found::Text(text) => Read::Text(text.into()),
            Found::Absent => Read::Absent,
            Found::Unread(unread) => Read::Unread(unread),
        };
        self.texts.borrow_mut().insert(path.to_owned(), read.clone());
        read
    }

    /// The file of a task runner, looked through once.
    pub(super) fn tasks(&self, path: &str, read: impl Fn() -> Option<Tasks>) -> Option<Rc<Tasks>> {
        let mut known = self.tasks.borrow_mut();
        known.entry(path.to_owned()).or_insert_with(|| read().map(Rc::new)).clone()
    }

    /// A file of JavaScript or TypeScript.
    pub(super) fn module(&self, path: &str, text: &str) -> Rc<Module> {
        if let Some(known) = self.modules.borrow().get(path) {
            return Rc::clone(known);
        }
        let module = Rc::new(javascript::read(text));
        self.modules.borrow_mut().insert(path.to_owned(), Rc::clone(&module));
        module
    }

    /// A script in JavaScript that stands in a step. Jobs repeat them.
    pub(super) fn inline(&self, text: &str) -> Rc<Module> {
        if let Some(known) = self.inline.borrow().get(text) {
            return Rc::clone(known);
        }
        let module = Rc::new(javascript::read(text));
        let mut inline = self.inline.borrow_mut();
        if inline.len() < MOST_INLINE && text.len() <= LONGEST_INLINE {
            inline.insert(text.into(), Rc::clone(&module));
        }
        module
    }
}
