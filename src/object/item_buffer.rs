//! Buffers of list items. A list that grows past 128 KiB lies in memory mapped for it alone, which grows where it is or moves without a
//! copy; others come from the allocator.
//!
//! Invariant: the capacity tells which: one that `is_mapped` holds for is a mapping, any other is the allocator's.
use super::value::Value;
use std::alloc::Layout;

/// Items in a page of memory.
const PAGE_ITEMS: usize = 512;
/// Items below which the allocator may know how to grow a buffer where it is.
const SMALL: usize = 256;
/// Items copied at a time.
const BLOCK: usize = 128;
/// Items from which on a growing list is mapped.
const MAPPED_FROM: usize = 1 << 14;

fn is_mapped(capacity: usize) -> bool {
    cfg!(target_os = "linux") && capacity >= MAPPED_FROM && capacity.is_multiple_of(PAGE_ITEMS)
}

/// The capacity to ask for where a growing list needs `n`: whole pages for those that are to be mapped.
pub fn grown(n: usize) -> usize {
    if cfg!(target_os = "linux") && n >= MAPPED_FROM { n.next_multiple_of(PAGE_ITEMS) } else { n }
}

fn layout(capacity: usize) -> Layout {
    // SAFETY: the alignment is a power of two, and callers have checked that the size does not overflow.
    unsafe { Layout::from_size_align_unchecked(capacity * 8, 8) }
}

/// Room for `capacity` items, of undefined contents; null when memory is exhausted. The capacity is above zero and below 2⁶⁰.
#[inline(always)]
pub fn alloc(capacity: usize) -> *mut Value {
    if capacity >= MAPPED_FROM {
        return alloc_large(capacity);
    }
    // SAFETY: the size is not zero.
    unsafe { super::buffer::alloc(layout(capacity)) as *mut Value }
}

#[cold]
#[inline(never)]
fn alloc_large(capacity: usize) -> *mut Value {
    if is_mapped(capacity) {
        return mapping::alloc(capacity * 8) as *mut Value;
    }
    // SAFETY: the size is not zero.
    unsafe { super::buffer::alloc(layout(capacity)) as *mut Value }
}

/// Room for `new` items that starts with the first of those in `items`; null when memory is exhausted, and then `items` is as it was.
///
/// # Safety
/// `items` is a buffer of this module with room for `old` items; `new` is as for `alloc`, and the first `new` items matter at most.
#[inline(always)]
pub unsafe fn realloc(items: *mut Value, old: usize, new: usize) -> *mut Value {
    if old < SMALL && new < MAPPED_FROM {
        return super::buffer::realloc(items as *mut u8, layout(old), new * 8) as *mut Value;
    }
    realloc_large(items, old, new)
}

#[cold]
#[inline(never)]
unsafe fn realloc_large(items: *mut Value, old: usize, new: usize) -> *mut Value {
    match (is_mapped(old), is_mapped(new)) {
        (true, true) => mapping::realloc(items as *mut u8, old * 8, new * 8) as *mut Value,
        _ => {
            let p = alloc(new);
            if !p.is_null() {
                // Block by block, so that the C library copies each with vector instructions.
                let n = old.min(new);
                for at in (0..n).step_by(BLOCK) {
                    std::ptr::copy_nonoverlapping(items.add(at), p.add(at), BLOCK.min(n - at));
                }
                free(items, old);
            }
            p
        }
    }
}

/// Copies items and counts the new references.
///
/// # Safety
/// `from` has `n` items and `to` room for as many; they do not overlap.
#[inline]
pub unsafe fn copy_counted(from: *const Value, to: *mut Value, n: usize) {
    for i in 0..n {
        let v = *from.add(i);
        v.incref();
        *to.add(i) = v;
    }
}

/// Frees a buffer.
///
/// # Safety
/// `items` is a buffer of this module with room for `capacity` items, above zero, that nothing uses any more.
#[inline(always)]
pub unsafe fn free(items: *mut Value, capacity: usize) {
    if capacity >= MAPPED_FROM {
        return free_large(items, capacity);
    }
    std::alloc::dealloc(items as *mut u8, layout(capacity));
}

#[cold]
#[inline(never)]
unsafe fn free_large(items: *mut Value, capacity: usize) {
    if is_mapped(capacity) {
        return mapping::free(items as *mut u8, capacity * 8);
    }
    std::alloc::dealloc(items as *mut u8, layout(capacity));
}

#[cfg(target_os = "linux")]
mod mapping {
    pub fn alloc(bytes: usize) -> *mut u8 {
        if crate::object::buffer::injected_failure() {
            return std::ptr::null_mut();
        }
        // SAFETY: a new anonymous mapping touches nothing that exists.
        let p = unsafe {
            libc::mmap(std::ptr::null_mut(), bytes, libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS, -1, 0)
        };
        if p == libc::MAP_FAILED { std::ptr::null_mut() } else { p as *mut u8 }
    }
    /// # Safety
    /// `p` is a mapping of `old` bytes of this module.
    pub unsafe fn realloc(p: *mut u8, old: usize, new: usize) -> *mut u8 {
        if crate::object::buffer::injected_failure() {
            return std::ptr::null_mut();
        }
        let p = libc::mremap(p as *mut libc::c_void, old, new, libc::MREMAP_MAYMOVE);
        if p == libc::MAP_FAILED { std::ptr::null_mut() } else { p as *mut u8 }
    }
    /// # Safety
    /// `p` is a mapping of `bytes` bytes of this module that nothing uses any more.
    pub unsafe fn free(p: *mut u8, bytes: usize) {
        libc::munmap(p as *mut libc::c_void, bytes);
    }
}

#[cfg(not(target_os = "linux"))]
mod mapping {
    pub fn alloc(_: usize) -> *mut u8 {
        std::ptr::null_mut()
    }
    pub unsafe fn realloc(_: *mut u8, _: usize, _: usize) -> *mut u8 {
        std::ptr::null_mut()
    }
    pub unsafe fn free(_: *mut u8, _: usize) {}
}
