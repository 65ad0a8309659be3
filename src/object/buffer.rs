//! Buffers of objects (list items, dict tables, string data): the global allocator, where a `paranoid` build can make an allocation fail.
use std::alloc::Layout;

/// As `std::alloc::alloc`.
///
/// # Safety
/// The layout's size is not zero.
#[inline(always)]
pub unsafe fn alloc(layout: Layout) -> *mut u8 {
    if injected_failure() {
        return std::ptr::null_mut();
    }
    std::alloc::alloc(layout)
}

/// As `std::alloc::alloc_zeroed`.
///
/// # Safety
/// The layout's size is not zero.
#[inline(always)]
pub unsafe fn alloc_zeroed(layout: Layout) -> *mut u8 {
    if injected_failure() {
        return std::ptr::null_mut();
    }
    std::alloc::alloc_zeroed(layout)
}

/// As `std::alloc::realloc`.
///
/// # Safety
/// `p` was allocated with `layout`; `size` is not zero.
#[inline(always)]
pub unsafe fn realloc(p: *mut u8, layout: Layout, size: usize) -> *mut u8 {
    if injected_failure() {
        return std::ptr::null_mut();
    }
    std::alloc::realloc(p, layout, size)
}

#[cfg(not(feature = "paranoid"))]
#[inline(always)]
pub(super) fn injected_failure() -> bool {
    false
}

#[cfg(feature = "paranoid")]
mod failure {
    use std::cell::Cell;
    thread_local! {
        /// Allocations until the one that fails; 0 for never.
        pub static COUNTDOWN: Cell<u64> = const { Cell::new(0) };
    }
}

/// Whether this allocation is the one to fail.
#[cfg(feature = "paranoid")]
pub(super) fn injected_failure() -> bool {
    failure::COUNTDOWN.with(|c| match c.get() {
        0 => false,
        n => {
            c.set(n - 1);
            n == 1
        }
    })
}

/// Makes the `n`th allocation of an object or a buffer on this thread fail, counted from now; 0 for none.
#[cfg(feature = "paranoid")]
pub fn fail_allocation(n: u64) {
    failure::COUNTDOWN.with(|c| c.set(n));
}
