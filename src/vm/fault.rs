//! Tracebacks of all threads without the help of the interpreter: at fatal signals, at signals a program has chosen, after a time-out.
//!
//! What runs here may run in a signal handler, or beside the thread that holds the global lock: it only reads memory and calls `write`.
//! The frame stacks are mapped as long as their threads live; a record that is being written may be read torn, as in CPython.
use super::frames;
use crate::object::{Frame, Function, Vm};
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU64, Ordering};

/// Threads that are told of.
const THREADS: usize = 100;
/// Frames that are told of.
const DEPTH: usize = 100;
/// Characters of a name that are told.
const NAME: usize = 500;

/// Where the frames of a thread are.
struct Slot {
    /// 0: free.
    ident: AtomicU64,
    /// It holds the global lock: its frames are those in `Vm`.
    running: AtomicBool,
    base: AtomicPtr<Frame>,
    top: AtomicPtr<Frame>,
    pc: AtomicPtr<u16>,
}

static SLOTS: [Slot; THREADS] = [const {
    Slot {
        ident: AtomicU64::new(0),
        running: AtomicBool::new(false),
        base: AtomicPtr::new(std::ptr::null_mut()),
        top: AtomicPtr::new(std::ptr::null_mut()),
        pc: AtomicPtr::new(std::ptr::null_mut()),
    }
}; THREADS];
/// The interpreter whose threads these are.
static VM: AtomicPtr<Vm> = AtomicPtr::new(std::ptr::null_mut());

thread_local! {
    static OWN: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The calling thread runs Python code from now on, and holds the global lock.
pub fn enter_thread(vm: &Vm) {
    let _ = VM.compare_exchange(std::ptr::null_mut(), std::ptr::from_ref(vm).cast_mut(), Ordering::SeqCst, Ordering::SeqCst);
    let ident = super::threads::own_ident();
    for (i, slot) in SLOTS.iter().enumerate() {
        if slot.ident.compare_exchange(0, ident, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            slot.running.store(true, Ordering::SeqCst);
            OWN.with(|own| own.set(Some(i)));
            return;
        }
    }
}
/// The calling thread ends.
pub fn leave_thread() {
    if let Some(slot) = own_slot() {
        slot.running.store(false, Ordering::SeqCst);
        slot.top.store(std::ptr::null_mut(), Ordering::SeqCst);
        slot.ident.store(0, Ordering::SeqCst);
    }
    OWN.with(|own| own.set(None));
}
/// The calling thread is about to give up the global lock.
pub fn suspend_thread(vm: &Vm) {
    if let Some(slot) = own_slot() {
        slot.base.store(vm.frames_base.get(), Ordering::SeqCst);
        slot.top.store(vm.frame.get(), Ordering::SeqCst);
        slot.pc.store(vm.pc.get().cast_mut(), Ordering::SeqCst);
        slot.running.store(false, Ordering::SeqCst);
    }
}
/// The calling thread has got the global lock back.
pub fn resume_thread() {
    if let Some(slot) = own_slot() {
        slot.running.store(true, Ordering::SeqCst);
    }
}
/// In the child of a fork only the calling thread is left.
pub fn after_fork() {
    let own = OWN.with(Cell::get);
    for (i, slot) in SLOTS.iter().enumerate() {
        if Some(i) != own {
            slot.ident.store(0, Ordering::SeqCst);
        } else {
            slot.ident.store(super::threads::own_ident(), Ordering::SeqCst);
        }
    }
}
/// The interpreter ends: nothing of it is looked at any more.
pub fn forget(vm: &Vm) {
    let own = std::ptr::from_ref(vm).cast_mut();
    if VM.compare_exchange(own, std::ptr::null_mut(), Ordering::SeqCst, Ordering::SeqCst).is_ok() {
        SLOTS.iter().for_each(|slot| slot.ident.store(0, Ordering::SeqCst));
        OWN.with(|own| own.set(None));
    }
}
fn own_slot() -> Option<&'static Slot> {
    OWN.with(Cell::get).map(|i| &SLOTS[i])
}

/// Writes to a descriptor; an error is nobody's to hear of.
fn put(fd: i32, text: &[u8]) {
    let mut text = text;
    while !text.is_empty() {
        // SAFETY: the text is live during the call.
        let n = unsafe { libc::write(fd, text.as_ptr().cast(), text.len()) };
        if n <= 0 {
            return;
        }
        text = &text[n as usize..];
    }
}
fn put_number(fd: i32, number: u64, base: u64, width: usize) {
    let mut digits = [b'0'; 24];
    let (mut at, mut n) = (digits.len(), number);
    while n > 0 || at == digits.len() {
        at -= 1;
        digits[at] = b"0123456789abcdef"[(n % base) as usize];
        n /= base;
    }
    put(fd, &digits[at.min(digits.len() - width.min(digits.len()))..]);
}
/// A name; what is not ASCII as escapes.
fn put_name(fd: i32, name: &str) {
    for (i, c) in name.chars().enumerate() {
        if i == NAME {
            return put(fd, b"...");
        }
        match c {
            ' '..='~' => put(fd, &[c as u8]),
            _ if (c as u32) < 0x100 => {
                put(fd, b"\\x");
                put_number(fd, c as u64, 16, 2);
            }
            _ if (c as u32) < 0x10000 => {
                put(fd, b"\\u");
                put_number(fd, c as u64, 16, 4);
            }
            _ => {
                put(fd, b"\\U");
                put_number(fd, c as u64, 16, 8);
            }
        }
    }
}

/// Tells of the frames from `top` down to `base`.
unsafe fn put_frames(fd: i32, base: *mut Frame, top: *mut Frame, pc: *const u16) {
    if base.is_null() || top <= base {
        return put(fd, b"  <no Python frame>\n");
    }
    let mut record = top;
    for depth in 0.. {
        if record == base {
            return;
        }
        if depth == DEPTH {
            return put(fd, b"  ...\n");
        }
        record = record.sub(1);
        let code = (*record).function.get::<Function>().code();
        put(fd, b"  File \"");
        put_name(fd, &code.bytecode.filename);
        put(fd, b"\", line ");
        put_number(fd, frames::line_within(record, top, pc) as u64, 10, 1);
        put(fd, b" in ");
        put_name(fd, &code.bytecode.name);
        put(fd, b"\n");
    }
}

unsafe fn put_thread(fd: i32, vm: &Vm, slot: &Slot) {
    if slot.running.load(Ordering::SeqCst) {
        put_frames(fd, vm.frames_base.get(), vm.frame.get(), vm.pc.get());
    } else {
        put_frames(fd, slot.base.load(Ordering::SeqCst), slot.top.load(Ordering::SeqCst), slot.pc.load(Ordering::SeqCst));
    }
}

fn put_heading(fd: i32, ident: u64, current: bool) {
    put(fd, if current { b"Current thread 0x" } else { b"Thread 0x" });
    put_number(fd, ident, 16, 16);
    let mut name = [0u8; 32];
    // SAFETY: the thread lives, as it has a slot; the buffer is that long.
    let got = unsafe { libc::pthread_getname_np(ident as libc::pthread_t, name.as_mut_ptr().cast(), name.len()) };
    let length = name.iter().position(|b| *b == 0).unwrap_or(0);
    if got == 0 && length > 0 {
        put(fd, b" [");
        put(fd, &name[..length]);
        put(fd, b"]");
    }
    put(fd, b" (most recent call first):\n");
}

/// Tells of the calling thread's frames, or of all threads'. Safe in signal handlers.
pub fn dump(fd: i32, all: bool) {
    // SAFETY: the interpreter takes its pointer back before it ends.
    let Some(vm) = (unsafe { VM.load(Ordering::SeqCst).as_ref() }) else { return };
    let own = super::threads::own_ident();
    let taken = || SLOTS.iter().filter(|slot| slot.ident.load(Ordering::SeqCst) != 0);
    // A signal may come on a thread that runs no Python code: the one that holds the lock is meant then.
    let known = taken().any(|slot| slot.ident.load(Ordering::SeqCst) == own);
    if !all {
        put(fd, b"Stack (most recent call first):\n");
        let slot = taken().find(|slot| if known { slot.ident.load(Ordering::SeqCst) == own } else { slot.running.load(Ordering::SeqCst) });
        if let Some(slot) = slot {
            // SAFETY: see above.
            unsafe { put_thread(fd, vm, slot) };
        }
        return;
    }
    let mut first = true;
    // The threads last started come first, the present one last.
    let rest = SLOTS.iter().rev().filter(|slot| ![0, own].contains(&slot.ident.load(Ordering::SeqCst)));
    let present = SLOTS.iter().filter(|slot| slot.ident.load(Ordering::SeqCst) == own);
    for slot in rest.chain(present) {
        if !std::mem::take(&mut first) {
            put(fd, b"\n");
        }
        let ident = slot.ident.load(Ordering::SeqCst);
        put_heading(fd, ident, ident == own);
        // SAFETY: see above.
        unsafe { put_thread(fd, vm, slot) };
    }
}

/// The signals that end a process, with what is said of them.
const FATAL: [(i32, &str); 5] = [
    (libc::SIGBUS, "Bus error"),
    (libc::SIGILL, "Illegal instruction"),
    (libc::SIGFPE, "Floating-point exception"),
    (libc::SIGABRT, "Aborted"),
    (libc::SIGSEGV, "Segmentation fault"),
];
static FATAL_FD: AtomicI32 = AtomicI32::new(-1);
static FATAL_ALL: AtomicBool = AtomicBool::new(true);

extern "C" fn on_fatal(signum: libc::c_int) {
    let fd = FATAL_FD.swap(-1, Ordering::SeqCst);
    // SAFETY: plain calls. The usual action ends the process.
    unsafe {
        libc::signal(signum, libc::SIG_DFL);
        if fd >= 0 {
            let what = FATAL.iter().find(|(s, _)| *s == signum).map_or("", |(_, what)| what);
            put(fd, b"Fatal Python error: ");
            put(fd, what.as_bytes());
            put(fd, b"\n\n");
            dump(fd, FATAL_ALL.load(Ordering::SeqCst));
        }
        libc::raise(signum);
    }
}

/// Machine stack of the handlers, for faults that come of a stack that is full.
const STACK: usize = 64 << 10;

fn set_handler(signum: i32, handler: usize, flags: i32) -> bool {
    // SAFETY: the action is complete.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler;
        action.sa_flags = flags;
        libc::sigemptyset(&mut action.sa_mask);
        libc::sigaction(signum, &action, std::ptr::null_mut()) == 0
    }
}

/// Fatal signals are told of on a descriptor from now on.
pub fn enable(fd: i32, all: bool) {
    FATAL_ALL.store(all, Ordering::SeqCst);
    if FATAL_FD.swap(fd, Ordering::SeqCst) >= 0 {
        return;
    }
    // SAFETY: the stack is never freed, as handlers may run as long as the process does.
    unsafe {
        let mut present: libc::stack_t = std::mem::zeroed();
        if libc::sigaltstack(std::ptr::null(), &mut present) == 0 && present.ss_flags & libc::SS_DISABLE != 0 {
            let stack = libc::stack_t { ss_sp: libc::malloc(STACK), ss_flags: 0, ss_size: STACK };
            if !stack.ss_sp.is_null() {
                libc::sigaltstack(&stack, std::ptr::null_mut());
            }
        }
    }
    for (signum, _) in FATAL {
        set_handler(signum, on_fatal as extern "C" fn(libc::c_int) as usize, libc::SA_NODEFER | libc::SA_ONSTACK);
    }
}
/// They are not any more; whether they were.
pub fn disable() -> bool {
    let were = FATAL_FD.swap(-1, Ordering::SeqCst) >= 0;
    if were {
        for (signum, _) in FATAL {
            set_handler(signum, libc::SIG_DFL, 0);
        }
    }
    were
}
/// Whether fatal signals are told of.
pub fn is_enabled() -> bool {
    FATAL_FD.load(Ordering::SeqCst) >= 0
}
/// Whether a signal is one of the fatal ones.
pub fn is_fatal(signum: i32) -> bool {
    FATAL.iter().any(|(s, _)| *s == signum)
}

/// A signal that a program wants tracebacks at.
struct Registered {
    /// -1: none.
    fd: AtomicI32,
    all: AtomicBool,
    /// The handler before, where it is to be called too.
    chained: AtomicU64,
    /// The handler before.
    before: AtomicU64,
}
const SIGNALS: usize = 65;
static REGISTERED: [Registered; SIGNALS] = [const {
    Registered { fd: AtomicI32::new(-1), all: AtomicBool::new(true), chained: AtomicU64::new(0), before: AtomicU64::new(0) }
}; SIGNALS];

extern "C" fn on_registered(signum: libc::c_int) {
    let Some(r) = REGISTERED.get(signum as usize) else { return };
    let fd = r.fd.load(Ordering::SeqCst);
    if fd < 0 {
        return;
    }
    // SAFETY: errno is the thread's own; what is chained is a handler that was installed before.
    unsafe {
        let errno = *libc::__errno_location();
        dump(fd, r.all.load(Ordering::SeqCst));
        let chained = r.chained.load(Ordering::SeqCst) as usize;
        if chained == libc::SIG_DFL && r.before.load(Ordering::SeqCst) == u64::MAX {
            libc::signal(signum, libc::SIG_DFL);
            libc::raise(signum);
            set_handler(signum, on_registered as extern "C" fn(libc::c_int) as usize, libc::SA_ONSTACK | libc::SA_RESTART);
        } else if chained > 1 {
            let handler: extern "C" fn(libc::c_int) = std::mem::transmute::<usize, extern "C" fn(libc::c_int)>(chained);
            handler(signum);
        }
        *libc::__errno_location() = errno;
    }
}

/// A signal (1 to 64) is told of on a descriptor from now on. False, with errno set, where the system refuses it.
pub fn register(signum: i32, fd: i32, all: bool, chain: bool) -> bool {
    let r = &REGISTERED[signum as usize];
    if r.fd.load(Ordering::SeqCst) < 0 {
        // SAFETY: the action is written by the call.
        let before = unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            libc::sigaction(signum, std::ptr::null(), &mut action);
            action.sa_sigaction
        };
        let flags = libc::SA_ONSTACK | if chain { libc::SA_NODEFER } else { libc::SA_RESTART };
        if !set_handler(signum, on_registered as extern "C" fn(libc::c_int) as usize, flags) {
            return false;
        }
        // The maximum stands for the usual action where that is to be taken too.
        r.before.store(if before == libc::SIG_DFL && chain { u64::MAX } else { before as u64 }, Ordering::SeqCst);
        r.chained.store(if chain { before as u64 } else { 0 }, Ordering::SeqCst);
    }
    r.all.store(all, Ordering::SeqCst);
    r.fd.store(fd, Ordering::SeqCst);
    true
}
/// It is not any more; whether it was.
pub fn unregister(signum: i32) -> bool {
    let r = &REGISTERED[signum as usize];
    let was = r.fd.swap(-1, Ordering::SeqCst) >= 0;
    if was {
        let before = r.before.load(Ordering::SeqCst);
        set_handler(signum, if before == u64::MAX { libc::SIG_DFL } else { before as usize }, libc::SA_RESTART);
    }
    was
}
