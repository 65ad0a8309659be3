//! Layouts of list and tuple.
use super::header::Header;
use super::item_buffer;
use super::reference::{Ref, Res};
use super::value::Value;
use super::vm::Vm;

/// A list: owned references in a growable buffer.
#[repr(C)]
pub struct List {
    pub header: Header,
    pub len: usize,
    pub items: *mut Value,
    pub capacity: usize,
}

/// A tuple: owned references behind the object.
#[repr(C)]
pub struct Tuple {
    pub header: Header,
    pub len: usize,
    items: [Value; 0],
}

impl Tuple {
    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        // SAFETY: `len` values follow the object.
        unsafe { std::slice::from_raw_parts(self.items.as_ptr(), self.len) }
    }
    #[inline(always)]
    pub fn items_ptr(&self) -> *mut Value {
        self.items.as_ptr() as *mut Value
    }
}

impl List {
    /// The items. Do not hold the slice across anything that can run Python code.
    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        // SAFETY: `items` holds `len` values; it is dangling but aligned where `len` is 0.
        unsafe { std::slice::from_raw_parts(if self.len == 0 { 8 as *const Value } else { self.items }, self.len) }
    }
    /// Makes room for `extra` more items, growing by about an eighth.
    pub fn reserve(&mut self, vm: &Vm, extra: usize) -> Res<()> {
        let need = self.len + extra;
        if need <= self.capacity {
            return Ok(());
        }
        let target = if self.len == 0 { need } else { need + (need >> 3) + if need < 9 { 3 } else { 6 } };
        self.set_capacity(vm, item_buffer::grown(target))
    }
    /// Reallocates to exactly `n` items of room, at least `len`.
    #[inline(never)]
    pub fn set_capacity(&mut self, vm: &Vm, n: usize) -> Res<()> {
        if n > isize::MAX as usize / 16 {
            return Err(vm.memory_error());
        }
        // SAFETY: the buffer, where there is one, has room for `capacity` items.
        unsafe {
            if n == 0 {
                if self.capacity != 0 {
                    item_buffer::free(self.items, self.capacity);
                }
                self.items = std::ptr::null_mut();
            } else {
                let p = if self.capacity == 0 { item_buffer::alloc(n) } else { item_buffer::realloc(self.items, self.capacity, n) };
                if p.is_null() {
                    return Err(vm.memory_error());
                }
                self.items = p;
            }
        }
        self.capacity = n;
        Ok(())
    }
    /// Appends an owned reference.
    #[inline(always)]
    pub fn push(&mut self, vm: &Vm, item: Ref) -> Res<()> {
        if self.len == self.capacity {
            self.reserve(vm, 1)?;
        }
        // SAFETY: there is room for one more.
        unsafe { *self.items.add(self.len) = item.into_value() };
        self.len += 1;
        Ok(())
    }
}

impl Vm {
    pub fn new_list(&self) -> Res {
        let p = self.alloc_raw(size_of::<List>(), true, self.types.list)? as *mut List;
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*p).len = 0;
            (*p).items = std::ptr::null_mut();
            (*p).capacity = 0;
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// An empty list with room for exactly `n` items.
    #[inline(always)]
    pub fn list_with_capacity(&self, n: usize) -> Res {
        let l = self.new_list()?;
        if n != 0 {
            let list = self.list(l.value());
            if n > isize::MAX as usize / 16 {
                return Err(self.memory_error());
            }
            let p = item_buffer::alloc(n);
            if p.is_null() {
                return Err(self.memory_error());
            }
            list.items = p;
            list.capacity = n;
        }
        Ok(l)
    }
    /// A list of new references to `items`.
    pub fn list_from(&self, items: &[Value]) -> Res {
        let l = self.list_with_capacity(items.len())?;
        let list = self.list(l.value());
        if !items.is_empty() {
            // SAFETY: the capacity was just set.
            unsafe { item_buffer::copy_counted(items.as_ptr(), list.items, items.len()) };
            list.len = items.len();
        }
        Ok(l)
    }
    /// A list that takes over the references.
    pub fn list_from_refs(&self, items: Vec<Ref>) -> Res {
        let l = self.new_list()?;
        let list = self.list(l.value());
        if !items.is_empty() {
            list.set_capacity(self, items.len())?;
            for item in items {
                // SAFETY: the capacity was just set to the number of items.
                unsafe { *list.items.add(list.len) = item.into_value() };
                list.len += 1;
            }
        }
        Ok(l)
    }
    /// The list payload, mutable. Never hold the borrow across anything that can run Python code.
    #[inline(always)]
    #[allow(clippy::mut_from_ref)]
    pub fn list<'a>(&self, v: Value) -> &'a mut List {
        // SAFETY: the caller vouches for the type and for the borrow's end before the next one begins.
        unsafe { &mut *v.ptr::<List>() }
    }
    /// A tuple with `n` items that the caller fills before anything else runs.
    pub fn alloc_tuple(&self, n: usize) -> Res<*mut Tuple> {
        if n > isize::MAX as usize / 16 {
            return Err(self.memory_error());
        }
        let p = self.alloc_raw(size_of::<Tuple>() + n * 8, true, self.types.tuple)? as *mut Tuple;
        // SAFETY: the cell is fresh and large enough.
        unsafe { (*p).len = n };
        Ok(p)
    }
    /// A tuple of new references to `items`.
    pub fn tuple_from(&self, items: &[Value]) -> Res {
        if items.is_empty() {
            return Ok(Ref::new(self.empty_tuple.get()));
        }
        let p = self.alloc_tuple(items.len())?;
        for (i, v) in items.iter().enumerate() {
            v.incref();
            // SAFETY: the tuple has room for all items.
            unsafe { *(*p).items_ptr().add(i) = *v };
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// A tuple that takes over the references.
    pub fn tuple_from_refs(&self, items: impl IntoIterator<Item = Ref, IntoIter: ExactSizeIterator>) -> Res {
        let items = items.into_iter();
        if items.len() == 0 {
            return Ok(Ref::new(self.empty_tuple.get()));
        }
        let p = self.alloc_tuple(items.len())?;
        for (i, v) in items.enumerate() {
            // SAFETY: the tuple has room for all items of the exact-size iterator.
            unsafe { *(*p).items_ptr().add(i) = v.into_value() };
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// The items of a tuple (or tuple subclass instance).
    #[inline(always)]
    pub fn tuple_items<'a>(&self, v: Value) -> &'a [Value] {
        // SAFETY: the caller vouches for the type; tuples are immutable.
        unsafe { v.get::<Tuple>().items() }
    }
}

/// Frees a list's buffer, whose items hold no reference any more.
///
/// # Safety
/// The list is dead or is made empty by the caller at once.
#[inline]
pub unsafe fn free_items(l: *mut List) {
    if (*l).capacity != 0 {
        item_buffer::free((*l).items, (*l).capacity);
    }
}

/// Drop slot of list.
///
/// # Safety
/// `h` is a list whose count is zero.
pub unsafe fn drop_list(vm: &Vm, h: *mut Header) {
    let l = h as *mut List;
    let (items, len, capacity) = ((*l).items, (*l).len, (*l).capacity);
    (*l).len = 0;
    (*l).capacity = 0;
    for i in (0..len).rev() {
        (*items.add(i)).decref(vm);
    }
    if capacity != 0 {
        item_buffer::free(items, capacity);
    }
}

/// Traverse slot of list.
///
/// # Safety
/// `h` is a live list.
pub unsafe fn traverse_list(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    (*(h as *mut List)).items().iter().for_each(|v| visit(*v));
}

/// Drop slot of tuple.
///
/// # Safety
/// `h` is a tuple whose count is zero.
pub unsafe fn drop_tuple(vm: &Vm, h: *mut Header) {
    let t = h as *mut Tuple;
    for v in (*t).items().iter().rev() {
        v.decref(vm);
    }
}

/// Traverse slot of tuple.
///
/// # Safety
/// `h` is a live tuple.
pub unsafe fn traverse_tuple(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    (*(h as *mut Tuple)).items().iter().for_each(|v| visit(*v));
}
