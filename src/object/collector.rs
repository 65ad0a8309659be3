//! The cycle collector: trial deletion over the tracked pages.
//!
//! Every reference held by a register, a Rust `Ref` or an untracked object counts as an outside reference, so no stack is scanned.
use super::header::Header;
use super::heap::PageHeader;
use super::reference::Ref;
use super::value::Value;
use super::vm::Vm;
use rustc_hash::FxHashMap;
use std::cell::Cell;

pub struct CollectorState {
    /// Tracked allocations (less frees) after which the next collection starts.
    pub threshold: Cell<i64>,
    pub enabled: Cell<bool>,
    pub running: Cell<bool>,
    /// Collections so far, objects collected so far.
    pub collections: Cell<u64>,
    pub collected: Cell<u64>,
}

const FIRST_THRESHOLD: i64 = 50_000;

impl Default for CollectorState {
    fn default() -> CollectorState {
        CollectorState {
            threshold: Cell::new(FIRST_THRESHOLD),
            enabled: Cell::new(true),
            running: Cell::new(false),
            collections: Cell::new(0),
            collected: Cell::new(0),
        }
    }
}

/// Count of an object that is known to be reachable.
const REACHABLE: i32 = i32::MIN;
/// Reachable, but what it refers to has not been followed: there was no room on the stack.
const PENDING: i32 = i32::MIN + 1;
/// Objects that wait on the collector's stack; those beyond are found by another walk over the pages.
const STACK_LIMIT: usize = 1 << 14;

fn count(h: *mut Header) -> Option<&'static mut i32> {
    let page = PageHeader::of(h);
    // SAFETY: the page outlives the collection; the scratch array has one entry a cell.
    unsafe {
        let refs = (*page).gc_refs.get();
        if refs.is_null() { None } else { Some(&mut *refs.add((*page).index_of(h))) }
    }
}

/// Calls `f` with each live object of the pages and its scratch count.
fn each_counted(pages: &[*const PageHeader], mut f: impl FnMut(*mut Header, &mut i32)) {
    for page in pages {
        // SAFETY: pages live as long as the heap; carved cells start with a count, 0 where free; none is carved during a collection, so
        // that the scratch array has an entry for each.
        unsafe {
            let page = &**page;
            for i in 0..page.carved.get() as usize {
                let h = page.cell(i);
                if (*h).refcount != 0 {
                    f(h, &mut *page.gc_refs.get().add(i));
                }
            }
        }
    }
}

impl Vm {
    /// Calls the visitor with each reference an object owns.
    pub fn visit_references(&self, h: *mut Header, visit: &mut dyn FnMut(Value)) {
        self.traverse(h, visit);
    }
    fn traverse(&self, h: *mut Header, visit: &mut dyn FnMut(Value)) {
        // SAFETY: `h` is a live object, so its type is.
        unsafe {
            let ty = (*h).ty;
            if let Some(t) = (*ty).slots.traverse {
                t(h, visit);
            }
            if (*ty).instance_offset != 0 {
                self.traverse_instance(h, visit);
            }
            if (*ty).has(super::type_object::flags::HEAP) {
                visit(Value::from_ptr(ty));
                for member in self.members(h) {
                    if *member != Value::NULL {
                        visit(*member);
                    }
                }
            }
        }
    }
    /// Collects cyclic garbage now; the number of objects found unreachable.
    pub fn collect_garbage(&self) -> usize {
        if self.gc.running.replace(true) {
            return 0;
        }
        let pages = self.heap.tracked_pages();
        let mut scratch: Vec<Vec<i32>> = Vec::with_capacity(pages.len());
        for page in &pages {
            // SAFETY: pages live as long as the heap.
            let page = unsafe { &**page };
            let mut counts = vec![0i32; page.carved.get() as usize];
            page.gc_refs.set(counts.as_mut_ptr());
            scratch.push(counts);
        }
        let mut live = 0usize;
        each_counted(&pages, |h, c| {
            live += 1;
            // SAFETY: a live object. A count beyond i32 is cut: the object counts as held from outside in any case.
            *c = unsafe { (*h).refcount }.min(i32::MAX as u32) as i32;
        });
        each_counted(&pages, |h, _| {
            self.traverse(h, &mut |v| {
                if v.is_heap()
                    && let Some(c) = count(v.header())
                    && *c != i32::MAX
                {
                    *c -= 1;
                }
            });
        });
        #[cfg(feature = "paranoid")]
        each_counted(&pages, |h, c| {
            if *c < 0 {
                let name = self.type_name(Value::from_ptr(h));
                eprintln!("paranoid: {} more references to a {name} object are traversed than are counted", -*c);
                std::process::abort();
            }
        });
        // What still has a count is held from outside; all it reaches is alive.
        let mut stack: Vec<*mut Header> = Vec::new();
        let mut again = true;
        while again {
            again = false;
            each_counted(&pages, |h, c| {
                if *c <= 0 && *c != PENDING {
                    return;
                }
                *c = REACHABLE;
                stack.push(h);
                while let Some(h) = stack.pop() {
                    self.traverse(h, &mut |v| {
                        if v.is_heap()
                            && let Some(c) = count(v.header())
                            && *c != REACHABLE
                            && *c != PENDING
                        {
                            if stack.len() < STACK_LIMIT {
                                *c = REACHABLE;
                                stack.push(v.header());
                            } else {
                                *c = PENDING;
                                again = true;
                            }
                        }
                    });
                }
            });
        }
        let mut garbage: Vec<Ref> = Vec::new();
        each_counted(&pages, |h, c| {
            if *c != REACHABLE {
                garbage.push(Ref::new(Value::from_ptr(h)));
            }
        });
        // Finalisers first, while all objects are whole. New objects have no scratch count, so the pages' arrays go before.
        release_counts(&pages);
        drop(scratch);
        self.kill_garbage_weakrefs(&garbage);
        let mut finalised = false;
        for g in &garbage {
            if let Some(del) = self.slots(g.value()).del
                && self.finalised.borrow_mut().insert(g.header())
            {
                finalised = true;
                del(self, g.value());
            }
        }
        if finalised {
            self.keep_resurrected(&mut garbage);
        }
        let found = garbage.len();
        for g in &garbage {
            // SAFETY: the list keeps the object alive while it is cleared.
            unsafe {
                let h = g.header();
                if let Some(clear) = self.slots(g.value()).clear {
                    clear(self, h);
                }
                if (*(*h).ty).instance_offset != 0 {
                    self.clear_instance(h);
                }
                if (*(*h).ty).member_count != 0 {
                    self.clear_members(h);
                }
            }
        }
        drop(garbage);
        self.heap.tracked_since_gc.set(0);
        self.gc.threshold.set(FIRST_THRESHOLD.max((live - found.min(live)) as i64));
        self.gc.collections.set(self.gc.collections.get() + 1);
        self.gc.collected.set(self.gc.collected.get() + found as u64);
        self.gc.running.set(false);
        found
    }
    /// Weak references to garbage die before any finaliser runs; those that are not garbage themselves get their callbacks called.
    fn kill_garbage_weakrefs(&self, garbage: &[Ref]) {
        let known: Vec<&Ref> = garbage.iter().filter(|g| self.has_weakrefs(g.header())).collect();
        if known.is_empty() {
            return;
        }
        let dead: rustc_hash::FxHashSet<*mut Header> = garbage.iter().map(|g| g.header()).collect();
        let mut callbacks = Vec::new();
        for g in known {
            callbacks.extend(self.kill_weakrefs(g.header()).into_iter().filter(|w| !dead.contains(&w.header())));
        }
        self.run_weakref_callbacks(callbacks);
    }
    /// Takes out of the list what finalisers have made reachable again: the objects that something outside the list refers to,
    /// and all that those reach.
    fn keep_resurrected(&self, garbage: &mut Vec<Ref>) {
        let mut counts: FxHashMap<*mut Header, i64> = FxHashMap::default();
        for g in garbage.iter() {
            // SAFETY: the list holds one reference to each.
            counts.insert(g.header(), unsafe { (*g.header()).refcount } as i64 - 1);
        }
        for g in garbage.iter() {
            self.traverse(g.header(), &mut |v| {
                if v.is_heap()
                    && let Some(c) = counts.get_mut(&v.header())
                {
                    *c -= 1;
                }
            });
        }
        let mut stack: Vec<*mut Header> = counts.iter().filter(|(_, c)| **c > 0).map(|(h, _)| *h).collect();
        for h in &stack {
            counts.remove(h);
        }
        while let Some(h) = stack.pop() {
            self.traverse(h, &mut |v| {
                if v.is_heap() && counts.remove(&v.header()).is_some() {
                    stack.push(v.header());
                }
            });
        }
        garbage.retain(|g| counts.contains_key(&g.header()));
    }
}

fn release_counts(pages: &[*const PageHeader]) {
    for page in pages {
        // SAFETY: the scratch arrays are used between two safe points only, in which no page is freed.
        unsafe { (**page).gc_refs.set(std::ptr::null_mut()) };
    }
}
