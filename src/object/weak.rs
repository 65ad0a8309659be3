//! Weak references.
//!
//! Invariants: an object that has weak references has its bit set in its page's bitmap and an entry in the interpreter's table, which leads
//! to a list of them; a weak reference whose referent is NULL is in no list. Weak references do not own their referent.
use super::header::Header;
use super::heap::PageHeader;
use super::reference::{Ref, Res};
use super::type_object::{Type, flags};
use super::value::Value;
use super::vm::Vm;

/// `weakref.ReferenceType`, and the proxies.
#[repr(C)]
pub struct WeakRef {
    pub header: Header,
    /// The object, not owned; NULL once it is dead.
    pub referent: Value,
    /// Owned, or NULL.
    pub callback: Value,
    /// Hash of the referent, -1 while nobody has asked.
    pub hash: i64,
    pub previous: *mut WeakRef,
    pub next: *mut WeakRef,
}

impl WeakRef {
    /// A strong reference to the referent; None where it is dead or dying.
    pub fn upgrade(&self) -> Option<Ref> {
        if self.referent == Value::NULL {
            return None;
        }
        // SAFETY: a referent that has died has been replaced by NULL. At count zero it is about to be.
        unsafe { if (*self.referent.header()).refcount == 0 { None } else { Some(Ref::new(self.referent)) } }
    }
}

fn in_bitmap(h: *mut Header) -> Option<(*mut u64, u64)> {
    // SAFETY: an object lies in a page, whose bitmap has a bit for each cell.
    unsafe {
        let page = PageHeader::of(h);
        let bits = (*page).weak.get();
        if bits.is_null() {
            return None;
        }
        let i = (*page).index_of(h);
        Some((bits.add(i / 64), 1 << (i % 64)))
    }
}

impl Vm {
    /// Whether an object has weak references.
    #[inline(always)]
    pub fn has_weakrefs(&self, h: *mut Header) -> bool {
        // SAFETY: an object lies in a page.
        let page = unsafe { &*PageHeader::of(h) };
        !page.weak.get().is_null() && self.has_weakrefs_marked(h)
    }
    #[cold]
    fn has_weakrefs_marked(&self, h: *mut Header) -> bool {
        // SAFETY: the word is part of the bitmap.
        in_bitmap(h).is_some_and(|(word, bit)| unsafe { *word & bit != 0 })
    }
    fn mark_weak(&self, h: *mut Header, has: bool) {
        // SAFETY: an object lies in a page; the bitmap has a bit for each cell and lives as long as the page.
        unsafe {
            let page = PageHeader::of(h);
            if has && (*page).weak.get().is_null() {
                let words = ((*page).cells as usize).div_ceil(64);
                (*page).weak.set(Box::into_raw(vec![0u64; words].into_boxed_slice()) as *mut u64);
            }
            if let Some((word, bit)) = in_bitmap(h) {
                if has { *word |= bit } else { *word &= !bit }
            }
        }
    }
    /// The weak references to an object, the newest with a callback first, those without before them.
    pub fn weakrefs(&self, object: Value) -> Vec<*mut WeakRef> {
        let mut all = Vec::new();
        if object.is_heap() && self.has_weakrefs(object.header()) {
            let mut w = self.weak.borrow().get(&object.header()).copied().unwrap_or(std::ptr::null_mut());
            while !w.is_null() {
                all.push(w);
                // SAFETY: the list consists of live weak references.
                w = unsafe { (*w).next };
            }
        }
        all
    }
    /// A weak reference of type `ty` to an object whose type allows it; without a callback, and where `ty` is no subclass, one that exists
    /// is shared. TypeError for objects that cannot have weak references.
    pub fn new_weakref(&self, ty: *mut Type, object: Value, callback: Value) -> Res {
        if !object.is_heap() || !self.has_flag(object, flags::WEAKREFABLE) {
            return Err(self.type_error(format!("cannot create weak reference to '{}' object", self.type_name(object))));
        }
        let existing = self.weakrefs(object);
        // SAFETY: the list consists of live weak references; so is the new one.
        unsafe {
            let exact = ty == self.types.weakref || ty == self.types.weak_proxy || ty == self.types.weak_callable_proxy;
            if callback == Value::NULL
                && exact
                && let Some(w) = existing.iter().find(|w| (***w).header.ty == ty && (***w).callback == Value::NULL)
            {
                return Ok(Ref::new(Value::from_ptr(*w)));
            }
            let w = self.alloc_instance(ty)? as *mut WeakRef;
            (*w).referent = object;
            (*w).callback = callback;
            if callback != Value::NULL {
                callback.incref();
            }
            (*w).hash = -1;
            // Behind the shared ones, in front of those with a callback; the shared reference goes before the shared proxy.
            let shared = |w: &WeakRef| w.callback == Value::NULL && !(*w.header.ty).has(flags::HEAP);
            let position = if callback == Value::NULL && exact {
                if ty == self.types.weakref { 0 } else { existing.iter().take_while(|w| (***w).header.ty == self.types.weakref && shared(&***w)).count() }
            } else {
                existing.iter().take_while(|w| shared(&***w)).count()
            };
            (*w).previous = if position == 0 { std::ptr::null_mut() } else { existing[position - 1] };
            (*w).next = existing.get(position).copied().unwrap_or(std::ptr::null_mut());
            if !(*w).next.is_null() {
                (*(*w).next).previous = w;
            }
            if (*w).previous.is_null() {
                self.weak.borrow_mut().insert(object.header(), w);
                self.mark_weak(object.header(), true);
            } else {
                (*(*w).previous).next = w;
            }
            Ok(Ref::own(Value::from_ptr(w)))
        }
    }
    /// Takes a weak reference out of its referent's list.
    ///
    /// # Safety
    /// `w` is a weak reference.
    pub unsafe fn unlink_weakref(&self, w: *mut WeakRef) {
        let object = std::mem::replace(&mut (*w).referent, Value::NULL);
        if object == Value::NULL {
            return;
        }
        let (previous, next) = ((*w).previous, (*w).next);
        if !next.is_null() {
            (*next).previous = previous;
        }
        if !previous.is_null() {
            (*previous).next = next;
        } else if next.is_null() {
            self.weak.borrow_mut().remove(&object.header());
            self.mark_weak(object.header(), false);
        } else {
            self.weak.borrow_mut().insert(object.header(), next);
        }
        (*w).previous = std::ptr::null_mut();
        (*w).next = std::ptr::null_mut();
    }
    /// An object dies: its weak references learn of it, and their callbacks run, the newest first.
    #[cold]
    pub fn clear_weakrefs(&self, h: *mut Header) {
        let callbacks = self.kill_weakrefs(h);
        self.run_weakref_callbacks(callbacks);
    }
    /// Kills the weak references to an object and returns those that have a callback to run.
    pub fn kill_weakrefs(&self, h: *mut Header) -> Vec<Ref> {
        let mut callbacks = Vec::new();
        for w in self.weakrefs(Value::from_ptr(h)) {
            // SAFETY: the list consists of live weak references; one at count zero is being freed and has no use for its callback.
            unsafe {
                self.unlink_weakref(w);
                if (*w).callback != Value::NULL && (*w).header.refcount != 0 {
                    callbacks.push(Ref::new(Value::from_ptr(w)));
                }
            }
        }
        callbacks
    }
    /// Calls the callbacks of weak references that have died.
    pub fn run_weakref_callbacks(&self, dead: Vec<Ref>) {
        for w in dead {
            // SAFETY: the list holds the weak reference.
            let callback = unsafe { std::mem::replace(&mut (*w.ptr::<WeakRef>()).callback, Value::NULL) };
            if callback == Value::NULL {
                continue;
            }
            let callback = Ref::own(callback);
            let pending = self.raised.replace(Value::NULL);
            if self.call(callback.value(), &[w.value()]).is_err() {
                (self.unraisable.get())(self, "Exception ignored while calling weakref callback", callback.value());
            }
            self.raised.set(pending);
        }
    }
}
