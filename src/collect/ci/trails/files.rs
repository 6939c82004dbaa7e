//! The files that commands run, each read and taken apart once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

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
}

impl<'a> Files<'a> {
    pub(super) fn of(others: &'a Followed<'a>) -> Self {
        Self { others, texts: RefCell::default(), modules: RefCell::default() }
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

    /// A file of JavaScript or TypeScript.
    pub(super) fn module(&self, path: &str, text: &str) -> Rc<Module> {
        if let Some(known) = self.modules.borrow().get(path) {
            return Rc::clone(known);
        }
        let module = Rc::new(javascript::read(text));
        self.modules.borrow_mut().insert(path.to_owned(), Rc::clone(&module));
        module
    }
}
