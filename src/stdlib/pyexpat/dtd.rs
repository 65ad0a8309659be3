//! What a document type declares, shared by the parsers of its parts; and what limits its growth.
use std::cell::Cell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::rc::Rc;

pub(super) type Map<V> = HashMap<Box<[u8]>, V, BuildHasherDefault<DefaultHasher>>;

#[derive(Clone, Default)]
pub(super) struct Entity {
    pub name: Box<[u8]>,
    /// The replacement text of an internal one.
    pub text: Option<Rc<[u8]>>,
    pub system: Option<Box<[u8]>>,
    pub public: Option<Box<[u8]>>,
    pub base: Option<Box<[u8]>>,
    pub notation: Option<Box<[u8]>>,
    /// It is being replaced.
    pub open: bool,
    /// Declared in the document itself, not in what it refers to.
    pub in_document: bool,
}

/// A declared attribute.
#[derive(Clone)]
pub(super) struct Attribute {
    pub name: Box<[u8]>,
    pub default: Option<Box<[u8]>>,
    pub is_cdata: bool,
}

/// The attributes of an element in the order of their declaration.
#[derive(Clone, Default)]
pub(super) struct AttributeList {
    pub all: Vec<Attribute>,
    index: Map<usize>,
}

impl AttributeList {
    pub fn get(&self, name: &[u8]) -> Option<&Attribute> {
        self.index.get(name).map(|i| &self.all[*i])
    }
    /// Declares an attribute; only the first declaration counts.
    pub fn declare(&mut self, attribute: Attribute) {
        if !self.index.contains_key(&attribute.name) {
            self.index.insert(attribute.name.clone(), self.all.len());
            self.all.push(attribute);
        }
    }
}

#[derive(Clone)]
pub(super) struct Dtd {
    pub entities: Vec<Entity>,
    pub general: Map<usize>,
    pub parameter: Map<usize>,
    pub attributes: Map<AttributeList>,
    /// Declarations still count: nothing was left out that could have said otherwise.
    pub keep_processing: bool,
    /// There are references to parameter entities, or an external subset.
    pub has_param_refs: bool,
    pub standalone: bool,
    /// A parser was made for the parameter entity that was referred to.
    pub param_entity_read: bool,
}

impl Default for Dtd {
    fn default() -> Dtd {
        Dtd {
            entities: Vec::new(),
            general: Map::default(),
            parameter: Map::default(),
            attributes: Map::default(),
            keep_processing: true,
            has_param_refs: false,
            standalone: false,
            param_entity_read: false,
        }
    }
}

impl Dtd {
    pub fn table(&mut self, parameter: bool) -> &mut Map<usize> {
        if parameter { &mut self.parameter } else { &mut self.general }
    }
}

/// The character of one of the five entities that need no declaration.
pub(super) fn predefined(name: &[u8]) -> Option<u8> {
    Some(match name {
        b"lt" => b'<',
        b"gt" => b'>',
        b"amp" => b'&',
        b"quot" => b'"',
        b"apos" => b'\'',
        _ => return None,
    })
}

/// Bytes and limits of a document and all its parts.
pub(super) struct Accounting {
    /// Read from the document itself.
    direct: Cell<u64>,
    /// Read from entities.
    indirect: Cell<u64>,
    pub expansion_threshold: Cell<u64>,
    pub expansion_factor: Cell<f32>,
    /// Kept of declarations.
    declared: Cell<u64>,
    pub memory_threshold: Cell<u64>,
    pub memory_factor: Cell<f32>,
}

pub(super) const EXPANSION_THRESHOLD: u64 = 8 << 20;
pub(super) const MEMORY_THRESHOLD: u64 = 64 << 20;
pub(super) const MAXIMUM_FACTOR: f32 = 100.0;

/// Bytes of the smallest document that can have an entity: what amplification is measured by where nothing was read yet.
const SMALLEST: u64 = 22;

impl Default for Accounting {
    fn default() -> Accounting {
        Accounting {
            direct: Cell::new(0),
            indirect: Cell::new(0),
            expansion_threshold: Cell::new(EXPANSION_THRESHOLD),
            expansion_factor: Cell::new(MAXIMUM_FACTOR),
            declared: Cell::new(0),
            memory_threshold: Cell::new(MEMORY_THRESHOLD),
            memory_factor: Cell::new(MAXIMUM_FACTOR),
        }
    }
}

impl Accounting {
    /// Counts bytes that were read; false where entities make too many of few.
    pub fn read(&self, n: usize, direct: bool) -> bool {
        let counter = if direct { &self.direct } else { &self.indirect };
        counter.set(counter.get().saturating_add(n as u64));
        let (direct, indirect) = (self.direct.get(), self.indirect.get());
        let all = direct.saturating_add(indirect);
        if all < self.expansion_threshold.get() || indirect == 0 {
            return true;
        }
        let factor = if direct > 0 { all as f32 / direct as f32 } else { (SMALLEST + indirect) as f32 / SMALLEST as f32 };
        factor <= self.expansion_factor.get()
    }
    /// Counts bytes that declarations keep.
    pub fn keep(&self, n: usize) {
        self.declared.set(self.declared.get().saturating_add(n as u64));
    }
    /// Whether a parser that itself holds `held` bytes is within the limit of memory.
    pub fn may_hold(&self, held: usize) -> bool {
        let all = self.declared.get().saturating_add(held as u64);
        all < self.memory_threshold.get() || all as f32 / (self.direct.get().max(1)) as f32 <= self.memory_factor.get()
    }
}
