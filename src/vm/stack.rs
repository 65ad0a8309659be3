//! The register stack and the frame stack: reserved address space that never moves; pages are committed as they are touched.
use crate::object::{Frame, Res, Value, Vm};

/// Values in the register stack.
const REGISTERS: usize = 1 << 26;
/// Registers kept free beyond `stack_limit`.
const MARGIN: usize = 1 << 17;
/// Frame records reserved: the largest recursion limit that takes effect.
pub const FRAMES: usize = 1 << 21;

unsafe fn reserve(bytes: usize) -> *mut u8 {
    let p = libc::mmap(
        std::ptr::null_mut(),
        bytes,
        libc::PROT_READ | libc::PROT_WRITE,
        libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
        -1,
        0,
    );
    if p == libc::MAP_FAILED { std::ptr::null_mut() } else { p as *mut u8 }
}

/// The stacks of a thread that a program has started: smaller, as there can be many.
pub struct Stacks {
    pub registers: *mut Value,
    pub frames: *mut Frame,
}

/// Values in the register stack of such a thread.
const THREAD_REGISTERS: usize = 1 << 21;
/// Frame records of such a thread.
const THREAD_FRAMES: usize = 1 << 17;

impl Stacks {
    /// `Vm::stack_limit` for these stacks.
    pub fn register_limit(&self) -> *mut Value {
        // SAFETY: within the mapping.
        unsafe { self.registers.add(THREAD_REGISTERS - MARGIN) }
    }
}

/// Stacks for a new thread; `None` when the address space is not to be had.
pub fn reserve_for_thread() -> Option<Stacks> {
    // SAFETY: as in `init`.
    let stacks = unsafe {
        Stacks {
            registers: reserve(THREAD_REGISTERS * size_of::<Value>()) as *mut Value,
            frames: reserve(THREAD_FRAMES * size_of::<Frame>()) as *mut Frame,
        }
    };
    if stacks.registers.is_null() || stacks.frames.is_null() {
        release_of_thread(&stacks);
        return None;
    }
    Some(stacks)
}

/// Gives the stacks of a thread back.
pub fn release_of_thread(stacks: &Stacks) {
    // SAFETY: the mappings made in `reserve_for_thread`; nothing runs on them any more.
    unsafe {
        if !stacks.registers.is_null() {
            libc::munmap(stacks.registers as *mut libc::c_void, THREAD_REGISTERS * size_of::<Value>());
        }
        if !stacks.frames.is_null() {
            libc::munmap(stacks.frames as *mut libc::c_void, THREAD_FRAMES * size_of::<Frame>());
        }
    }
}

/// Gives an interpreter its stacks. MemoryError when the address space is not to be had.
pub fn init(vm: &Vm) -> Res<()> {
    // SAFETY: fresh anonymous mappings of these sizes; zero pages are valid non-heap values.
    unsafe {
        let registers = reserve(REGISTERS * size_of::<Value>()) as *mut Value;
        let frames = reserve(FRAMES * size_of::<Frame>()) as *mut Frame;
        if registers.is_null() || frames.is_null() {
            return Err(vm.memory_error());
        }
        vm.registers_base.set(registers);
        vm.frames_base.set(frames);
        vm.frame.set(frames);
        vm.stack_limit.set(registers.add(REGISTERS - MARGIN));
    }
    set_recursion_limit(vm, vm.recursion_limit.get());
    Ok(())
}

/// Gives the stacks back.
pub fn release(vm: &Vm) {
    // SAFETY: the mappings made in `init`; nothing runs any more.
    unsafe {
        libc::munmap(vm.registers_base.get() as *mut libc::c_void, REGISTERS * size_of::<Value>());
        libc::munmap(vm.frames_base.get() as *mut libc::c_void, FRAMES * size_of::<Frame>());
    }
}

/// `sys.setrecursionlimit`: frames beyond the limit raise RecursionError.
pub fn set_recursion_limit(vm: &Vm, limit: u32) {
    vm.recursion_limit.set(limit);
    let room = if super::threads::on_main_thread(vm) { FRAMES } else { THREAD_FRAMES };
    // SAFETY: within the reserved frames.
    vm.frame_limit.set(unsafe { vm.frames_base.get().add((limit as usize).min(room - 1024)) });
}

/// First register above all that running frames use.
pub fn top(vm: &Vm) -> *mut Value {
    let frame = vm.frame.get();
    if frame == vm.frames_base.get() {
        return vm.registers_base.get();
    }
    // SAFETY: a record lies below `frame`; its function and code are alive.
    unsafe {
        let f = &*frame.sub(1);
        f.window.add(f.function.get::<crate::object::Function>().code().registers as usize)
    }
}
