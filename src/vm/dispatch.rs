//! Dispatch: two backends for the same handlers.
//!
//! `threaded`: a handler ends in a guaranteed tail call through the handler table, under an ABI without callee-saved registers, so that
//! pc, fp, vm and table live in registers. `portable`: a handler returns (pc, fp) to a loop.
//!
//! Rules for hot handlers (checked on the release binary by `tests/handlers.rs`): no stack frame and no call on the fast path, indirect
//! jumps only at its end; what is rare is a tail call to a cold function of the same signature. A conditional jump dispatches in each
//! arm. No count changes before the last guard. `pc` stays on the instruction until dispatch. No locals with destructors.
use crate::isa::COUNT;
use crate::object::{Value, Vm};

/// Where a handler of the portable backend goes on; a null pc leaves `run`.
#[repr(C)]
pub struct Next {
    pub pc: *const u16,
    pub fp: *mut Value,
}

/// A handler: pc at its instruction, the frame's window, the interpreter, the handler table.
#[cfg(threaded)]
pub type Handler = unsafe extern "rust-preserve-none" fn(*const u16, *mut Value, &'static Vm, Table) -> Next;
#[cfg(not(threaded))]
pub type Handler = unsafe fn(*const u16, *mut Value, &'static Vm, Table) -> Next;

/// The handler table in force: COUNT slots.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Table(pub *const Slot);

#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Slot(pub Handler);

// SAFETY: a table is constant data.
unsafe impl Sync for Slot {}

impl Table {
    /// The interpreter's present table.
    #[inline(always)]
    pub fn current(vm: &Vm) -> Table {
        Table(vm.table.get() as *const Slot)
    }
}

/// Calls another handler (or cold function) in tail position.
#[cfg(threaded)]
#[macro_export]
macro_rules! tail {
    ($f:expr, $pc:expr, $fp:expr, $vm:expr, $tab:expr) => {
        become $f($pc, $fp, $vm, $tab)
    };
}
#[cfg(not(threaded))]
#[macro_export]
macro_rules! tail {
    ($f:expr, $pc:expr, $fp:expr, $vm:expr, $tab:expr) => {
        return $f($pc, $fp, $vm, $tab)
    };
}

/// Dispatches the instruction at `pc`.
#[cfg(threaded)]
#[macro_export]
macro_rules! dispatch {
    ($pc:expr, $fp:expr, $vm:expr, $tab:expr) => {{
        let pc: *const u16 = $pc;
        become (*$tab.0.add(*pc as usize)).0(pc, $fp, $vm, $tab)
    }};
}
#[cfg(not(threaded))]
#[macro_export]
macro_rules! dispatch {
    ($pc:expr, $fp:expr, $vm:expr, $tab:expr) => {{
        let _ = ($vm, $tab);
        return $crate::vm::dispatch::Next { pc: $pc, fp: $fp };
    }};
}

/// Defines handlers.
#[macro_export]
macro_rules! handlers {
    ($($(#[$m:meta])* $name:ident($pc:ident, $fp:ident, $vm:ident, $tab:ident) $body:block)*) => { $(
        $(#[$m])*
        #[cfg(threaded)]
        #[allow(non_snake_case, unused_variables)]
        pub unsafe extern "rust-preserve-none" fn $name($pc: *const u16, $fp: *mut $crate::object::Value, $vm: &'static $crate::object::Vm, $tab: $crate::vm::dispatch::Table) -> $crate::vm::dispatch::Next $body
        $(#[$m])*
        #[cfg(not(threaded))]
        #[allow(non_snake_case, unused_variables)]
        pub unsafe fn $name($pc: *const u16, $fp: *mut $crate::object::Value, $vm: &'static $crate::object::Vm, $tab: $crate::vm::dispatch::Table) -> $crate::vm::dispatch::Next $body
    )* };
}

/// Defines the cold parts of handlers: same signature, never inlined. They leave word where the frame is (`Vm::pc`), as they may call
/// native code that looks at it.
#[macro_export]
macro_rules! cold {
    ($($(#[$m:meta])* $name:ident($pc:ident, $fp:ident, $vm:ident, $tab:ident) $body:block)*) => {
        $crate::handlers! { $( $(#[$m])* #[cold] #[inline(never)] $name($pc, $fp, $vm, $tab) { $vm.pc.set($pc); $body } )* }
    };
}

/// The index word of operand `$i` (1: a, 2: b, 3: c).
#[macro_export]
macro_rules! operand {
    ($pc:expr, $i:literal) => {
        *$pc.add($i) as usize
    };
}
/// The register that operand `$i` names.
#[macro_export]
macro_rules! reg {
    ($fp:expr, $pc:expr, $i:literal) => {
        *$fp.add(*$pc.add($i) as usize)
    };
}
/// Operand `$i` as a signed immediate.
#[macro_export]
macro_rules! imm {
    ($pc:expr, $i:literal) => {
        *$pc.add($i) as i16 as i64
    };
}
/// The pc that the 16-bit jump in operand `$i` leads to.
#[macro_export]
macro_rules! target {
    ($pc:expr, $i:literal) => {
        $pc.offset(*$pc.add($i) as i16 as isize)
    };
}
/// 64 bits of cache from word `$i` on.
#[macro_export]
macro_rules! cache64 {
    ($pc:expr, $i:expr) => {
        ($pc.add($i) as *const u64).read_unaligned()
    };
}
/// 32 bits of cache from word `$i` on.
#[macro_export]
macro_rules! cache32 {
    ($pc:expr, $i:expr) => {
        ($pc.add($i) as *const u32).read_unaligned()
    };
}
/// Writes the destination `a` and dispatches at `$next`; a local's old value is released (out of line where that frees it).
#[macro_export]
macro_rules! set_and_dispatch {
    ($pc:ident, $fp:ident, $vm:ident, $tab:ident, $value:expr, $next:expr) => {{
        let p = $fp.add(*$pc.add(1) as usize);
        let old = *p;
        *p = $value;
        if old.is_heap() {
            let h = old.header();
            (*h).refcount -= 1;
            if (*h).refcount == 0 {
                $vm.scratch.set(old);
                $crate::tail!($crate::vm::ops::free_scratch, $next, $fp, $vm, $tab);
            }
        }
        $crate::dispatch!($next, $fp, $vm, $tab)
    }};
}

/// Writes the destination `a`, a temporary (or an operand that holds no heap reference), and dispatches at `$next`.
#[macro_export]
macro_rules! set_temp_and_dispatch {
    ($pc:ident, $fp:ident, $vm:ident, $tab:ident, $value:expr, $next:expr) => {{
        *$fp.add(*$pc.add(1) as usize) = $value;
        $crate::dispatch!($next, $fp, $vm, $tab)
    }};
}

/// Ends a cold part: dispatches the next instruction under the present table, or unwinds.
#[macro_export]
macro_rules! next_or_unwind {
    ($ok:expr, $len:expr, $pc:ident, $fp:ident, $vm:ident, $tab:ident) => {{
        if $ok {
            $crate::dispatch!($pc.add($len), $fp, $vm, $crate::vm::dispatch::Table::current($vm))
        }
        $crate::tail!($crate::vm::ops::unwind, $pc, $fp, $vm, $tab)
    }};
}

/// Runs from `pc` until a HALT or an exception leaves the entry frame.
///
/// # Safety
/// `pc` and `fp` belong to the frame on top of the frame stack, whose record has the ENTRY flag.
#[cfg(threaded)]
pub unsafe fn run(pc: *const u16, fp: *mut Value, vm: &'static Vm) {
    let tab = Table::current(vm);
    (*tab.0.add(*pc as usize)).0(pc, fp, vm, tab);
}
/// Runs from `pc` until a HALT or an exception leaves the entry frame.
///
/// # Safety
/// `pc` and `fp` belong to the frame on top of the frame stack, whose record has the ENTRY flag.
#[cfg(not(threaded))]
pub unsafe fn run(mut pc: *const u16, mut fp: *mut Value, vm: &'static Vm) {
    while !pc.is_null() {
        let tab = Table::current(vm);
        let next = (*tab.0.add(*pc as usize)).0(pc, fp, vm, tab);
        pc = next.pc;
        fp = next.fp;
    }
}

macro_rules! table {
    ($($(#[doc = $doc:literal])* $name:ident($($o:ident),*) $cache:literal $(, $extra:ident)? $(: $base:ident)?;)*) => {
        /// The handlers, in opcode order.
        pub static HANDLERS: [Slot; COUNT] = [$(Slot(crate::vm::ops::$name)),*];
    };
}
crate::for_each_op!(table);
