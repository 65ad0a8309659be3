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
    // SAFETY: within the reserved frames.
    vm.frame_limit.set(unsafe { vm.frames_base.get().add((limit as usize).min(FRAMES - 1024)) });
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
