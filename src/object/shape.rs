//! Hidden classes of instance attributes: a tree of transitions rooted at each class.
//!
//! Invariants: a shape belongs to one class for its whole life, so an inline cache that compares the shape id has also checked the
//! class; id 0 means "no instance part" and id 1 (`DICT_MODE`) is never cached as a layout.
use super::dict::Dict;
use super::header::{DICT_MODE, Header};
use super::reference::{Ref, Res};
use super::type_object::{Type, flags};
use super::value::Value;
use super::vm::Vm;

/// Part of an instance that holds its attributes, at `ty.instance_offset`; inline slots follow.
#[repr(C)]
pub struct InstancePart {
    /// The instance dict in dict mode, else null.
    pub dict: *mut Dict,
}

pub struct Shape {
    pub class: *mut Type,
    pub parent: u32,
    /// Interned name of the last attribute; NULL in a root. Kept alive by this shape.
    pub name: Value,
    /// Number of attributes, which is one more than the last attribute's slot.
    pub count: u32,
    /// Child shapes by the attribute they add.
    pub transitions: Vec<(Value, u32)>,
}

/// The shapes of an interpreter.
pub struct Shapes {
    list: Vec<Shape>,
}

impl Default for Shapes {
    fn default() -> Shapes {
        Shapes::new()
    }
}

impl Shapes {
    pub fn new() -> Shapes {
        let none = || Shape {
            class: std::ptr::null_mut(),
            parent: 0,
            name: Value::NULL,
            count: 0,
            transitions: Vec::new(),
        };
        Shapes { list: vec![none(), none()] }
    }
    pub fn get(&self, id: u32) -> &Shape {
        &self.list[id as usize]
    }
    fn add(&mut self, shape: Shape) -> u32 {
        self.list.push(shape);
        self.list.len() as u32 - 1
    }
    /// A root shape for a class.
    pub fn new_root(&mut self, class: *mut Type) -> u32 {
        self.add(Shape { class, parent: 0, name: Value::NULL, count: 0, transitions: Vec::new() })
    }
    /// The slot of an attribute.
    pub fn slot(&self, mut id: u32, name: Value) -> Option<u32> {
        while id > DICT_MODE {
            let s = &self.list[id as usize];
            if s.name == name {
                return Some(s.count - 1);
            }
            id = s.parent;
        }
        None
    }
    /// The shape after adding an attribute.
    pub fn with(&mut self, id: u32, name: Value) -> u32 {
        let s = &self.list[id as usize];
        if let Some((_, next)) = s.transitions.iter().find(|(n, _)| *n == name) {
            return *next;
        }
        let (class, count) = (s.class, s.count + 1);
        name.incref();
        let next = self.add(Shape { class, parent: id, name, count, transitions: Vec::new() });
        self.list[id as usize].transitions.push((name, next));
        next
    }
    /// Names that the shapes of builtin types keep alive as long as the interpreter.
    pub fn permanent_names(&self) -> impl Iterator<Item = Value> + '_ {
        let permanent = |s: &&Shape| {
            // SAFETY: the class of a shape that is in use is alive.
            s.name != Value::NULL && !s.class.is_null() && unsafe { !(*s.class).has(flags::HEAP) }
        };
        self.list.iter().filter(permanent).map(|s| s.name)
    }
    /// Attribute names in slot order.
    pub fn names(&self, mut id: u32) -> Vec<Value> {
        let mut names = Vec::new();
        while id > DICT_MODE && self.list[id as usize].name != Value::NULL {
            names.push(self.list[id as usize].name);
            id = self.list[id as usize].parent;
        }
        names.reverse();
        names
    }
    /// Whether some shape of the class's tree has an attribute of that name.
    pub fn tree_has(&self, root: u32, name: Value) -> bool {
        root > DICT_MODE
            && (self.list[root as usize].name == name
                || self.list[root as usize].transitions.iter().any(|(_, id)| self.tree_has(*id, name)))
    }
    /// Empties a dead class's shapes; the names they kept alive are handed to the caller. Their numbers are never given to others: inline
    /// caches of code that outlives the class, and the method cache, still compare with them.
    pub fn remove_tree(&mut self, root: u32, names: &mut Vec<Ref>) {
        if root <= DICT_MODE {
            return;
        }
        let s = &mut self.list[root as usize];
        if s.name != Value::NULL {
            names.push(Ref::own(s.name));
            s.name = Value::NULL;
        }
        s.class = std::ptr::null_mut();
        let children = std::mem::take(&mut s.transitions);
        for (_, id) in children {
            self.remove_tree(id, names);
        }
    }
}

impl Vm {
    /// The instance part of an object, None where its type has none.
    #[inline(always)]
    pub fn instance_part<'a>(&self, obj: Value) -> Option<&'a mut InstancePart> {
        if !obj.is_heap() {
            return None;
        }
        // SAFETY: a type with an instance offset lays its instances out so.
        unsafe {
            match (*obj.heap_type()).instance_offset {
                0 => None,
                offset if !(*obj.heap_type()).has(flags::TUPLE_SUBCLASS) => {
                    Some(&mut *((obj.0 + offset as u64) as *mut InstancePart))
                }
                // A tuple's items come first; its attributes always live in a dict, so no cache depends on the offset.
                offset => {
                    let items = obj.get::<super::sequence::Tuple>().len * 8;
                    Some(&mut *((obj.0 + offset as u64 + items as u64) as *mut InstancePart))
                }
            }
        }
    }
    #[inline(always)]
    fn slots_of(&self, obj: Value) -> *mut Value {
        // SAFETY: only called for objects with an instance part.
        unsafe { (obj.0 + (*obj.heap_type()).instance_offset as u64 + 8) as *mut Value }
    }
    /// Inline slots that this object has room for.
    fn slot_room(&self, obj: Value) -> u32 {
        // SAFETY: the page header tells the cell's size; everything after the instance part is slots.
        unsafe {
            let page = super::heap::PageHeader::of(obj.header());
            ((*page).cell_size - (*obj.heap_type()).instance_offset - 8) / 8
        }
    }
    #[allow(clippy::mut_from_ref)]
    pub fn shapes(&self) -> &mut Shapes {
        // SAFETY: no caller holds the borrow across another call that uses the shapes.
        unsafe { &mut *self.shapes.get() }
    }
    /// An attribute of the instance itself, borrowed. `name` is interned.
    #[inline]
    pub fn instance_get(&self, obj: Value, name: Value) -> Option<Value> {
        let part = self.instance_part(obj)?;
        // SAFETY: the shape's slots are initialised.
        unsafe {
            let shape = (*obj.header()).shape;
            if shape == DICT_MODE {
                return if part.dict.is_null() { None } else { (*part.dict).get_name(self, name) };
            }
            let slot = self.shapes().slot(shape, name)?;
            Some(*self.slots_of(obj).add(slot as usize))
        }
    }
    /// Sets an attribute of the instance itself. False: the type has no instance part.
    pub fn instance_set(&self, obj: Value, name: Value, value: Ref) -> Res<bool> {
        let Some(part) = self.instance_part(obj) else { return Ok(false) };
        // SAFETY: slots below the shape's count are initialised, and there is room for one more where that is checked.
        unsafe {
            let h = obj.header();
            if (*h).shape != DICT_MODE {
                if let Some(slot) = self.shapes().slot((*h).shape, name) {
                    let p = self.slots_of(obj).add(slot as usize);
                    let old = Ref::own(*p);
                    *p = value.into_value();
                    drop(old);
                    return Ok(true);
                }
                let count = self.shapes().get((*h).shape).count;
                if count < self.slot_room(obj) && count < 64 {
                    let next = self.shapes().with((*h).shape, name);
                    *self.slots_of(obj).add(count as usize) = value.into_value();
                    (*h).shape = next;
                    return Ok(true);
                }
                let ty = obj.heap_type();
                if count < 32 {
                    (*ty).inline_slots = (*ty).inline_slots.max(count + 1 + count / 2);
                }
                self.enter_dict_mode(obj)?;
            }
            if part.dict.is_null() {
                part.dict = self.new_dict()?.into_value().ptr();
            }
            self.dict_set_name(part.dict, name, value)?;
        }
        Ok(true)
    }
    /// Removes an attribute of the instance itself; None where it was missing.
    pub fn instance_delete(&self, obj: Value, name: Value) -> Res<Option<Ref>> {
        if self.instance_get(obj, name).is_none() {
            return Ok(None);
        }
        let dict = self.instance_dict(obj)?.expect("the attribute was found in an instance part");
        self.dict_remove(dict, name)
    }
    /// Moves the attributes of an instance from its slots to a dict.
    pub fn enter_dict_mode(&self, obj: Value) -> Res<()> {
        let Some(part) = self.instance_part(obj) else { return Ok(()) };
        // SAFETY: slots below the shape's count are initialised; they are moved out exactly once.
        unsafe {
            let h = obj.header();
            if (*h).shape == DICT_MODE {
                return Ok(());
            }
            let names = self.shapes().names((*h).shape);
            let dict = self.new_dict()?;
            self.dict(dict.value()).resize(self, names.len())?;
            for (i, name) in names.iter().enumerate() {
                let value = Ref::new(*self.slots_of(obj).add(i));
                self.dict_set_name(dict.ptr(), *name, value)?;
            }
            (*h).shape = DICT_MODE;
            part.dict = dict.into_value().ptr();
            for i in 0..names.len() {
                drop(Ref::own(*self.slots_of(obj).add(i)));
            }
        }
        Ok(())
    }
    /// The instance's `__dict__`, borrowed; turns the instance into dict mode.
    pub fn instance_dict(&self, obj: Value) -> Res<Option<Value>> {
        if self.instance_part(obj).is_none() {
            return Ok(None);
        }
        self.enter_dict_mode(obj)?;
        let part = self.instance_part(obj).expect("checked above");
        if part.dict.is_null() {
            part.dict = self.new_dict()?.into_value().ptr();
        }
        Ok(Some(Value::from_ptr(part.dict)))
    }
    /// Replaces the instance's `__dict__`.
    pub fn set_instance_dict(&self, obj: Value, dict: Ref) -> Res<bool> {
        if self.instance_dict(obj)?.is_none() {
            return Ok(false);
        }
        let part = self.instance_part(obj).expect("checked above");
        let old = std::mem::replace(&mut part.dict, dict.into_value().ptr());
        drop(Ref::own(Value::from_ptr(old)));
        Ok(true)
    }
    /// Visits the references of the instance part.
    pub fn traverse_instance(&self, h: *mut Header, visit: &mut dyn FnMut(Value)) {
        let obj = Value::from_ptr(h);
        let Some(part) = self.instance_part(obj) else { return };
        // SAFETY: slots below the shape's count are initialised.
        unsafe {
            if !part.dict.is_null() {
                visit(Value::from_ptr(part.dict));
            }
            if (*h).shape > DICT_MODE {
                for i in 0..self.shapes().get((*h).shape).count {
                    visit(*self.slots_of(obj).add(i as usize));
                }
            }
        }
    }
    /// Gives up the references of the instance part, leaving an instance without attributes.
    ///
    /// # Safety
    /// `h` is an object with a valid instance part.
    #[inline]
    pub unsafe fn clear_instance(&self, h: *mut Header) {
        let obj = Value::from_ptr(h);
        let Some(part) = self.instance_part(obj) else { return };
        let shape = std::mem::replace(&mut (*h).shape, DICT_MODE);
        let dict = std::mem::replace(&mut part.dict, std::ptr::null_mut());
        if shape > DICT_MODE {
            for i in 0..self.shapes().get(shape).count {
                (*self.slots_of(obj).add(i as usize)).decref(self);
            }
        }
        if !dict.is_null() {
            Value::from_ptr(dict).decref(self);
        }
    }
    /// A fresh instance of a tuple subclass with room for `items` bytes behind the payload, which the caller fills together with the
    /// length before anything else runs. Attributes live in dict mode.
    pub fn alloc_variable_instance(&self, ty: *mut Type, items: usize) -> Res<*mut Header> {
        // SAFETY: `ty` is a live type; the cell is large enough for the items and the instance part.
        unsafe {
            let t = &*ty;
            let size = t.basic_size as usize + items;
            let has_part = t.instance_offset != 0;
            let h = self.alloc_raw(size + if has_part { 8 } else { 0 }, t.has(flags::TRACKED), ty)?;
            if has_part {
                (*h).shape = DICT_MODE;
                ((h as *mut u8).add(t.instance_offset as usize + items) as *mut InstancePart)
                    .write(InstancePart { dict: std::ptr::null_mut() });
            }
            if t.has(flags::HEAP) {
                (*ty).header.refcount += 1;
            }
            Ok(h)
        }
    }
    /// A fresh instance of a type: the cell for `basic_size` plus the instance part, payload not initialised.
    #[inline]
    pub fn alloc_instance(&self, ty: *mut Type) -> Res<*mut Header> {
        // SAFETY: `ty` is a live type; the cell is large enough for the instance part where there is one.
        unsafe {
            let t = &*ty;
            let offset = t.instance_offset as usize;
            let size =
                if offset == 0 { t.basic_size as usize } else { offset + 8 + t.inline_slots as usize * 8 };
            let h = self.alloc_raw(size, t.has(flags::TRACKED), ty)?;
            if offset != 0 {
                (*h).shape = t.root_shape;
                ((h as *mut u8).add(offset) as *mut InstancePart).write(InstancePart { dict: std::ptr::null_mut() });
            }
            if t.has(flags::HEAP) {
                // Also where there are no attributes to describe: inline caches know the class by it.
                (*h).shape = t.root_shape;
                (*ty).header.refcount += 1;
                for member in self.members(h) {
                    *member = Value::NULL;
                }
            }
            Ok(h)
        }
    }
    /// The `__slots__` of an instance: the last words of its payload, NULL where unset.
    ///
    /// # Safety
    /// `h` is a live object, or a fresh cell of its type's size.
    #[inline]
    pub unsafe fn members<'a>(&self, h: *mut Header) -> &'a mut [Value] {
        let t = &*(*h).ty;
        let n = t.member_count as usize;
        let first = (h as *mut u8).add(t.basic_size as usize - n * 8) as *mut Value;
        std::slice::from_raw_parts_mut(first, n)
    }
    /// Gives up what an instance's `__slots__` refer to.
    ///
    /// # Safety
    /// As `members`.
    pub unsafe fn clear_members(&self, h: *mut Header) {
        for member in self.members(h) {
            let old = std::mem::replace(member, Value::NULL);
            if old != Value::NULL {
                old.decref(self);
            }
        }
    }
}
