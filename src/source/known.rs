//! [`KnownSources`].
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Sources that are not files, by the name their code has (`<string>` for `-c`), kept for tracebacks. An extension of the interpreter.
#[derive(Default)]
pub struct KnownSources(RefCell<BTreeMap<String, Rc<str>>>);

impl KnownSources {
    /// Makes a text known.
    pub fn add(&self, filename: &str, text: &str) {
        self.0.borrow_mut().insert(filename.to_owned(), text.into());
    }
    /// The text of that name.
    pub fn get(&self, filename: &str) -> Option<Rc<str>> {
        self.0.borrow().get(filename).cloned()
    }
}
