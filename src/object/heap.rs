//! Pages of one size class each, cut from a bump allocator; allocation pops a free list, freeing pushes it.
//!
//! Invariants: a page is 64 KiB aligned, so that the page header of an object is one mask away; a free cell has
//! refcount 0 in its first word and the next free cell in its second, so a walk over a page can tell free cells from
//! live objects; objects that can be in a cycle lie in pages apart, which the collector walks.
use super::header::Header;
use bumpalo::Bump;
use std::alloc::Layout;
use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;

pub const PAGE_SIZE: usize = 64 * 1024;
const PAGE_MASK: usize = !(PAGE_SIZE - 1);
const PAGE_HEADER: usize = 64;
/// Sizes up to this are rounded to 16 bytes; above it there are a few coarse classes, above those a page run each.
const FINE_LIMIT: usize = 512;
const FINE_CLASSES: usize = FINE_LIMIT / 16;
const COARSE: [usize; 10] = [640, 768, 1024, 1536, 2048, 3072, 4096, 8192, 16320, 32736];
const CLASSES: usize = FINE_CLASSES + COARSE.len();
/// Cells carved off a page at a time, so that an unused page stays untouched memory.
const BATCH: usize = 32;

/// Start of a page.
#[repr(C)]
pub struct PageHeader {
    pub cell_size: u32,
    pub cells: u32,
    /// Cells carved so far; those beyond are untouched memory.
    pub carved: Cell<u32>,
    pub class: u16,
    pub tracked: bool,
    pub large: bool,
    pub bytes: usize,
    /// Scratch of the cycle collector: one count per cell during a collection, null outside.
    pub gc_refs: Cell<*mut i32>,
    /// One bit per cell: the object has weak references. Null while no object of the page has had any.
    pub weak: Cell<*mut u64>,
}

impl PageHeader {
    /// The page that holds the object.
    #[inline(always)]
    pub fn of(object: *const Header) -> *const PageHeader {
        (object as usize & PAGE_MASK) as *const PageHeader
    }
    pub fn cell(&self, i: usize) -> *mut Header {
        (self as *const PageHeader as usize + PAGE_HEADER + i * self.cell_size as usize) as *mut Header
    }
    pub fn index_of(&self, object: *const Header) -> usize {
        (object as usize - self as *const PageHeader as usize - PAGE_HEADER) / self.cell_size as usize
    }
}

#[repr(C)]
struct FreeCell {
    refcount: u32,
    pad: u32,
    next: *mut FreeCell,
}

/// An interpreter's object memory.
pub struct Heap {
    free: [[Cell<*mut FreeCell>; CLASSES]; 2],
    bump: ManuallyDrop<Bump>,
    /// Whether the memory stays when the heap is dropped: something outside of it looks at objects.
    lent: Cell<bool>,
    pages: RefCell<Vec<*const PageHeader>>,
    /// The page that cells of a class are carved from, or null.
    open: [[Cell<*const PageHeader>; CLASSES]; 2],
    /// Buffers of the smallest dict tables that wait for reuse, linked through their first word.
    small_buffers: Cell<*mut u8>,
    small_buffer_count: Cell<u32>,
    /// Tracked allocations minus frees since the last collection.
    pub tracked_since_gc: Cell<i64>,
    #[cfg(feature = "paranoid")]
    quarantine: RefCell<std::collections::VecDeque<*mut Header>>,
}

/// Index of the smallest size class that holds `size` bytes; `CLASSES` for sizes that get a page run of their own.
#[inline(always)]
pub const fn class_of(size: usize) -> usize {
    if size <= FINE_LIMIT {
        return size.div_ceil(16) - 1;
    }
    let mut i = 0;
    while i < COARSE.len() {
        if size <= COARSE[i] {
            return FINE_CLASSES + i;
        }
        i += 1;
    }
    CLASSES
}

const fn class_size(class: usize) -> usize {
    if class < FINE_CLASSES { (class + 1) * 16 } else { COARSE[class - FINE_CLASSES] }
}

impl Default for Heap {
    fn default() -> Self {
        Heap::new()
    }
}

impl Heap {
    pub fn new() -> Heap {
        Heap {
            free: [const { [const { Cell::new(std::ptr::null_mut()) }; CLASSES] }; 2],
            bump: ManuallyDrop::new(Bump::new()),
            lent: Cell::new(false),
            pages: RefCell::new(Vec::new()),
            open: [const { [const { Cell::new(std::ptr::null()) }; CLASSES] }; 2],
            small_buffers: Cell::new(std::ptr::null_mut()),
            small_buffer_count: Cell::new(0),
            tracked_since_gc: Cell::new(0),
            #[cfg(feature = "paranoid")]
            quarantine: RefCell::new(std::collections::VecDeque::new()),
        }
    }

    /// A cell of at least `size` bytes, its contents undefined; null when memory is exhausted.
    #[inline(always)]
    pub fn alloc(&self, size: usize, tracked: bool) -> *mut Header {
        if super::buffer::injected_failure() {
            return std::ptr::null_mut();
        }
        let class = class_of(size);
        if tracked {
            self.tracked_since_gc.set(self.tracked_since_gc.get() + 1);
        }
        if class < CLASSES {
            let list = &self.free[tracked as usize][class];
            let cell = list.get();
            if !cell.is_null() {
                // SAFETY: a cell on the free list is owned by it and its second word is the next free cell.
                unsafe { list.set((*cell).next) };
                return cell as *mut Header;
            }
        }
        self.refill(size, class, tracked)
    }

    #[cold]
    #[inline(never)]
    fn refill(&self, size: usize, class: usize, tracked: bool) -> *mut Header {
        if class == CLASSES {
            return self.alloc_run(size, tracked);
        }
        let open = &self.open[tracked as usize][class];
        // SAFETY: pages of cells live as long as the heap.
        let page: *const PageHeader = match unsafe { open.get().as_ref() } {
            Some(p) if p.carved.get() < p.cells => p,
            _ => {
                let Ok(mem) = self.bump.try_alloc_layout(Layout::from_size_align(PAGE_SIZE, PAGE_SIZE).unwrap()) else {
                    return std::ptr::null_mut();
                };
                let cell_size = class_size(class);
                let page = mem.as_ptr() as *mut PageHeader;
                // SAFETY: the page was just allocated and is large enough for its header.
                unsafe {
                    page.write(PageHeader {
                        cell_size: cell_size as u32,
                        cells: ((PAGE_SIZE - PAGE_HEADER) / cell_size) as u32,
                        carved: Cell::new(0),
                        class: class as u16,
                        tracked,
                        large: false,
                        bytes: PAGE_SIZE,
                        gc_refs: Cell::new(std::ptr::null_mut()),
                        weak: Cell::new(std::ptr::null_mut()),
                    })
                };
                self.pages.borrow_mut().push(page);
                open.set(page);
                page
            }
        };
        // SAFETY: the page is live; the cells carved here were never handed out.
        unsafe {
            let page = &*page;
            let first = page.carved.get() as usize;
            let last = (first + BATCH).min(page.cells as usize);
            page.carved.set(last as u32);
            let mut next = std::ptr::null_mut();
            for i in (first + 1..last).rev() {
                let cell = page.cell(i) as *mut FreeCell;
                cell.write(FreeCell { refcount: 0, pad: 0, next });
                next = cell;
            }
            self.free[tracked as usize][class].set(next);
            page.cell(first)
        }
    }

    fn alloc_run(&self, size: usize, tracked: bool) -> *mut Header {
        let Some(bytes) = size.checked_add(PAGE_HEADER) else { return std::ptr::null_mut() };
        let Ok(layout) = Layout::from_size_align(bytes, PAGE_SIZE) else { return std::ptr::null_mut() };
        // SAFETY: the layout has a size above zero; the memory is freed in `free` with the same layout.
        unsafe {
            let mem = std::alloc::alloc(layout);
            if mem.is_null() {
                return std::ptr::null_mut();
            }
            let page = mem as *mut PageHeader;
            page.write(PageHeader {
                cell_size: size.min(u32::MAX as usize) as u32,
                cells: 1,
                carved: Cell::new(1),
                class: CLASSES as u16,
                tracked,
                large: true,
                bytes,
                gc_refs: Cell::new(std::ptr::null_mut()),
                        weak: Cell::new(std::ptr::null_mut()),
            });
            self.pages.borrow_mut().push(page);
            (*page).cell(0)
        }
    }

    /// A buffer of the one size that small dict tables have; null when memory is exhausted.
    #[inline(always)]
    pub fn small_buffer(&self, layout: Layout) -> *mut u8 {
        let first = self.small_buffers.get();
        if first.is_null() || super::buffer::injected_failure() {
            // SAFETY: the layout's size is not zero.
            return unsafe { super::buffer::alloc(layout) };
        }
        // SAFETY: a waiting buffer's first word is the next one.
        self.small_buffers.set(unsafe { *(first as *mut *mut u8) });
        self.small_buffer_count.set(self.small_buffer_count.get() - 1);
        first
    }
    /// Takes such a buffer back.
    ///
    /// # Safety
    /// `p` came from `small_buffer` with that layout, and nothing uses it any more.
    #[inline(always)]
    pub unsafe fn free_small_buffer(&self, p: *mut u8, layout: Layout) {
        const MOST: u32 = 512;
        if self.small_buffer_count.get() >= MOST || cfg!(feature = "paranoid") {
            return std::alloc::dealloc(p, layout);
        }
        *(p as *mut *mut u8) = self.small_buffers.get();
        self.small_buffers.set(p);
        self.small_buffer_count.set(self.small_buffer_count.get() + 1);
    }
    /// Takes a dead object's cell back.
    ///
    /// # Safety
    /// `object` came from `alloc` of this heap, its count is zero, and nothing refers to it any more.
    #[inline(always)]
    pub unsafe fn free(&self, object: *mut Header) {
        let page = PageHeader::of(object);
        if (*page).tracked {
            self.tracked_since_gc.set(self.tracked_since_gc.get() - 1);
        }
        #[cfg(feature = "paranoid")]
        {
            self.poison(object);
        }
        #[cfg(not(feature = "paranoid"))]
        self.release(object, page);
    }

    #[inline(always)]
    unsafe fn release(&self, object: *mut Header, page: *const PageHeader) {
        if (*page).large {
            return self.free_run(page as *mut PageHeader);
        }
        let list = &self.free[(*page).tracked as usize][(*page).class as usize];
        (object as *mut FreeCell).write(FreeCell { refcount: 0, pad: 0, next: list.get() });
        list.set(object as *mut FreeCell);
    }

    #[cfg(feature = "paranoid")]
    unsafe fn poison(&self, object: *mut Header) {
        let page = PageHeader::of(object);
        if !(*page).large {
            std::ptr::write_bytes(object as *mut u8, 0xDE, (*page).cell_size as usize);
        }
        (*object).refcount = 0;
        let mut q = self.quarantine.borrow_mut();
        q.push_back(object);
        if q.len() > 4096 {
            let old = q.pop_front().unwrap();
            let page = PageHeader::of(old);
            if !(*page).large {
                let bytes = std::slice::from_raw_parts((old as *const u8).add(16), (*page).cell_size as usize - 16);
                assert!(bytes.iter().all(|&b| b == 0xDE), "freed memory was written to");
            }
            self.release(old, page);
        }
    }

    #[cold]
    #[inline(never)]
    unsafe fn free_run(&self, page: *mut PageHeader) {
        let mut pages = self.pages.borrow_mut();
        if let Some(i) = pages.iter().rposition(|&p| p == page as *const _) {
            pages.swap_remove(i);
        }
        free_bitmap(page);
        std::alloc::dealloc(page as *mut u8, Layout::from_size_align_unchecked((*page).bytes, PAGE_SIZE));
    }

    /// Calls `f` with every live object; `tracked_only` leaves out the pages without cycles.
    pub fn for_each(&self, tracked_only: bool, mut f: impl FnMut(*mut Header)) {
        let pages = self.pages.borrow().clone();
        for page in pages {
            // SAFETY: pages in the list live as long as the heap.
            let page = unsafe { &*page };
            if tracked_only && !page.tracked {
                continue;
            }
            for i in 0..page.carved.get() as usize {
                let cell = page.cell(i);
                // SAFETY: carved cells start with a refcount, 0 where free.
                if unsafe { (*cell).refcount } != 0 {
                    f(cell);
                }
            }
        }
    }

    /// The pages that hold objects that can be in a cycle.
    pub fn tracked_pages(&self) -> Vec<*const PageHeader> {
        // SAFETY: pages in the list live as long as the heap.
        self.pages.borrow().iter().copied().filter(|p| unsafe { (**p).tracked }).collect()
    }
}

unsafe fn free_bitmap(page: *const PageHeader) {
    let bits = (*page).weak.replace(std::ptr::null_mut());
    if !bits.is_null() {
        let words = ((*page).cells as usize).div_ceil(64);
        drop(Box::from_raw(std::ptr::slice_from_raw_parts_mut(bits, words)));
    }
}

impl Heap {
    /// Keeps all memory of the heap until the process ends.
    pub fn keep(&self) {
        self.lent.set(true);
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        if self.lent.get() {
            return;
        }
        let mut p = self.small_buffers.get();
        while !p.is_null() {
            // SAFETY: waiting buffers are linked through their first word and have the layout of the smallest dict table.
            unsafe {
                let next = *(p as *mut *mut u8);
                std::alloc::dealloc(p, super::dict::SMALL_LAYOUT);
                p = next;
            }
        }
        for page in self.pages.borrow().iter() {
            // SAFETY: page runs were allocated with this layout; ordinary pages belong to the bump allocator.
            unsafe {
                free_bitmap(*page);
                if (**page).large {
                    std::alloc::dealloc(
                        *page as *mut u8,
                        Layout::from_size_align_unchecked((**page).bytes, PAGE_SIZE),
                    );
                }
            }
        }
        // SAFETY: the heap is gone, and its pages have been looked at for the last time.
        unsafe { ManuallyDrop::drop(&mut self.bump) };
    }
}

/// Ends the process where the object's count is zero: it has been freed, or is being freed.
///
/// # Safety
/// `object` is or was an object of a heap.
#[cfg(feature = "paranoid")]
#[inline(always)]
pub unsafe fn check_alive(object: *const Header, what: &str) {
    if (*object).refcount == 0 {
        dead(object, what)
    }
}

#[cfg(feature = "paranoid")]
#[cold]
unsafe fn dead(object: *const Header, what: &str) -> ! {
    let freed = (*object).ty as u64 == u64::from_ne_bytes([0xDE; 8]);
    eprintln!("paranoid: {what} {} object at {object:p}", if freed { "a freed" } else { "a dying" });
    if !freed {
        let name = super::vm::with_current(|vm| vm.str_text((*(*object).ty).name));
        eprintln!("paranoid: it is of type {name}");
    }
    std::process::abort()
}
