//! Threads of one interpreter. One of them runs at a time: the one that holds the global lock. What belongs to the running thread lies in
//! the interpreter itself, where handlers reach it without an indirection; a thread that gives the lock up takes it out, and puts it
//! back when it has the lock again. Until a program starts a thread there is no lock.
use super::stack;
use crate::object::asyncio::{self, RunningLoop};
use crate::object::vm::breaker;
use crate::object::{Frame, Generator, Res, Value, Vm};
use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// `sys.setswitchinterval` at the start, in microseconds.
const SWITCH_INTERVAL: u64 = 5000;

/// The global lock.
struct Gil {
    state: Mutex<GilState>,
    /// The lock became free.
    free: Condvar,
    /// Another thread has taken it.
    switched: Condvar,
    /// Microseconds after which a waiting thread asks for the lock.
    interval: AtomicU64,
}

#[derive(Default)]
struct GilState {
    held: bool,
    /// How often the lock has been taken.
    turn: u64,
    waiting: usize,
    /// The interpreter has ended: nobody gets the lock any more.
    finished: bool,
}

fn guard(gil: &Gil) -> MutexGuard<'_, GilState> {
    // Nothing panics while it holds the mutex, so its state is whole.
    gil.state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Gil {
    /// Takes the lock. Does not return once the interpreter has ended.
    fn acquire(&self, vm: &Vm) {
        self.take(guard(self), vm);
    }
    fn take(&self, mut state: MutexGuard<'_, GilState>, vm: &Vm) {
        state.waiting += 1;
        while state.held && !state.finished {
            let turn = state.turn;
            let interval = Duration::from_micros(self.interval.load(Ordering::Relaxed));
            let (after, time) = self.free.wait_timeout(state, interval).unwrap_or_else(PoisonError::into_inner);
            state = after;
            if time.timed_out() && state.held && state.turn == turn && !state.finished {
                // The interpreter is alive while it is not finished, which needs the mutex held here.
                vm.eval_breaker.fetch_or(breaker::SWITCH, Ordering::SeqCst);
            }
        }
        if state.finished {
            drop(state);
            loop {
                std::thread::park();
            }
        }
        state.waiting -= 1;
        state.held = true;
        state.turn += 1;
        self.switched.notify_all();
    }
    fn release(&self) {
        guard(self).held = false;
        self.free.notify_one();
    }
    /// Lets a waiting thread have the lock, and takes it again.
    fn switch(&self, vm: &Vm) {
        let mut state = guard(self);
        if state.waiting > 0 {
            let turn = state.turn;
            state.held = false;
            self.free.notify_one();
            while state.turn == turn && state.waiting > 0 {
                state = self.switched.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            self.take(state, vm);
        }
    }
}

/// What belongs to the running thread.
struct ThreadState {
    frame: *mut Frame,
    frame_limit: *mut Frame,
    frames_base: *mut Frame,
    stack_limit: *mut Value,
    registers_base: *mut Value,
    run_depth: u32,
    pc: *const u16,
    scratch: Value,
    result: Value,
    raised: Value,
    handled: Value,
    stop_value: Value,
    context: Value,
    generator: *mut Generator,
    machine_stack_limit: usize,
    machine_stack_base: usize,
    dealloc_depth: u32,
    repr_guard: Vec<Value>,
    tracing: u32,
    trace_generation: u64,
    trace_function: Value,
    profile_function: Value,
    running_loop: *const RunningLoop,
}

impl ThreadState {
    /// The state of the running thread. Its references stay where they are: whoever runs next puts its own in their place.
    fn take(vm: &Vm) -> ThreadState {
        ThreadState {
            frame: vm.frame.get(),
            frame_limit: vm.frame_limit.get(),
            frames_base: vm.frames_base.get(),
            stack_limit: vm.stack_limit.get(),
            registers_base: vm.registers_base.get(),
            run_depth: vm.run_depth.get(),
            pc: vm.pc.get(),
            scratch: vm.scratch.get(),
            result: vm.result.get(),
            raised: vm.raised.get(),
            handled: vm.handled.get(),
            stop_value: vm.stop_value.get(),
            context: vm.context.get(),
            generator: vm.generator.get(),
            machine_stack_limit: vm.machine_stack_limit.get(),
            machine_stack_base: vm.machine_stack_base.get(),
            dealloc_depth: vm.dealloc_depth.get(),
            repr_guard: std::mem::take(&mut vm.repr_guard.borrow_mut()),
            tracing: vm.tracing.get(),
            trace_generation: vm.trace_generation.get(),
            trace_function: vm.trace_function.get(),
            profile_function: vm.profile_function.get(),
            running_loop: vm.asyncio.running.get(),
        }
    }
    /// Makes this the state of the running thread.
    fn put(self, vm: &Vm) {
        vm.frame.set(self.frame);
        vm.frames_base.set(self.frames_base);
        vm.stack_limit.set(self.stack_limit);
        vm.registers_base.set(self.registers_base);
        vm.run_depth.set(self.run_depth);
        vm.pc.set(self.pc);
        vm.scratch.set(self.scratch);
        vm.result.set(self.result);
        vm.raised.set(self.raised);
        vm.handled.set(self.handled);
        vm.stop_value.set(self.stop_value);
        vm.context.set(self.context);
        vm.generator.set(self.generator);
        vm.machine_stack_limit.set(self.machine_stack_limit);
        vm.machine_stack_base.set(self.machine_stack_base);
        vm.dealloc_depth.set(self.dealloc_depth);
        *vm.repr_guard.borrow_mut() = self.repr_guard;
        vm.tracing.set(self.tracing);
        if self.trace_generation != vm.trace_generation.get() {
            vm.eval_breaker.fetch_or(breaker::TRACE, Ordering::Relaxed);
        }
        vm.trace_function.set(self.trace_function);
        vm.profile_function.set(self.profile_function);
        vm.asyncio.running.set(self.running_loop);
        // The recursion limit may have been changed by another thread.
        vm.frame_limit.set(self.frame_limit);
        stack::set_recursion_limit(vm, vm.recursion_limit.get());
    }
}

/// The threads of an interpreter.
#[derive(Default)]
struct Threads {
    gil: RefCell<Option<Arc<Gil>>>,
    main: Cell<u64>,
    /// Threads that were started and have not ended.
    running: Cell<usize>,
    interval: Cell<Option<u64>>,
    /// Where the threads are that have given up the lock.
    parked: RefCell<Vec<Stack>>,
}

/// The frame stack of a thread.
#[derive(Clone, Copy)]
pub struct Stack {
    pub ident: u64,
    pub base: *mut Frame,
    /// Just above the innermost frame.
    pub top: *mut Frame,
    /// The instruction that the innermost frame is at.
    pub pc: *const u16,
    /// The exception that is being handled, borrowed, or NULL.
    pub handled: Value,
}

impl Stack {
    fn of_running(vm: &Vm) -> Stack {
        Stack {
            ident: own_ident(),
            base: vm.frames_base.get(),
            top: vm.frame.get(),
            pc: vm.pc.get(),
            handled: vm.handled.get(),
        }
    }
    fn has(&self, record: *mut Frame) -> bool {
        (self.base..self.top).contains(&record)
    }
}

/// The frame stacks of all threads, the running one's first.
pub fn stacks(vm: &Vm) -> Vec<Stack> {
    let parked = vm.extension::<Threads>().parked.borrow();
    std::iter::once(Stack::of_running(vm)).chain(parked.iter().copied()).collect()
}

/// The frame stack on which a record lies.
pub fn stack_of(vm: &Vm, record: *mut Frame) -> Option<Stack> {
    let own = Stack::of_running(vm);
    if own.has(record) {
        return Some(own);
    }
    vm.extension::<Threads>().parked.borrow().iter().find(|stack| stack.has(record)).copied()
}

/// Whether the program has started threads.
pub fn several(vm: &Vm) -> bool {
    vm.extension::<Threads>().gil.borrow().is_some()
}
/// The ident of the calling thread.
pub fn own_ident() -> u64 {
    // SAFETY: a plain call.
    unsafe { libc::pthread_self() as u64 }
}

/// Remembers the calling thread as the main one.
pub fn note_main_thread(vm: &Vm) {
    super::fault::enter_thread(vm);
    vm.extension::<Threads>().main.set(own_ident());
}

/// The number of the main thread.
pub fn main_ident(vm: &Vm) -> u64 {
    vm.extension::<Threads>().main.get()
}

/// Whether the running thread is the main one.
pub fn on_main_thread(vm: &Vm) -> bool {
    let threads = vm.extension::<Threads>();
    threads.gil.borrow().is_none() || threads.main.get() == own_ident()
}

/// Threads that were started and have not ended.
pub fn running(vm: &Vm) -> usize {
    vm.extension::<Threads>().running.get()
}

/// The switch interval in microseconds.
pub fn switch_interval(vm: &Vm) -> u64 {
    vm.extension::<Threads>().interval.get().unwrap_or(SWITCH_INTERVAL)
}

/// Sets the switch interval.
pub fn set_switch_interval(vm: &Vm, micros: u64) {
    let threads = vm.extension::<Threads>();
    threads.interval.set(Some(micros));
    if let Some(gil) = &*threads.gil.borrow() {
        gil.interval.store(micros, Ordering::Relaxed);
    }
}

/// Runs something that may block and does not touch objects, while other threads run. `errno` is kept.
pub fn allow_threads<R>(vm: &Vm, f: impl FnOnce() -> R) -> R {
    let gil = vm.extension::<Threads>().gil.borrow().clone();
    let Some(gil) = gil else { return f() };
    let state = suspend(vm);
    gil.release();
    let result = f();
    // SAFETY: errno is the thread's own.
    unsafe {
        let errno = *libc::__errno_location();
        gil.acquire(vm);
        come_back(vm, state);
        *libc::__errno_location() = errno;
    }
    result
}

/// Lets another thread run if one waits.
pub fn switch(vm: &Vm) {
    let gil = vm.extension::<Threads>().gil.borrow().clone();
    if let Some(gil) = gil {
        let state = suspend(vm);
        gil.switch(vm);
        come_back(vm, state);
    }
}

fn suspend(vm: &Vm) -> ThreadState {
    vm.extension::<Threads>().parked.borrow_mut().push(Stack::of_running(vm));
    super::fault::suspend_thread(vm);
    ThreadState::take(vm)
}

fn come_back(vm: &Vm, state: ThreadState) {
    let mut parked = vm.extension::<Threads>().parked.borrow_mut();
    // The thread parked last is often the one that comes back.
    if let Some(i) = parked.iter().rposition(|stack| stack.base == state.frames_base) {
        parked.swap_remove(i);
    }
    drop(parked);
    state.put(vm);
    super::fault::resume_thread();
    super::signals::remind(vm);
}

/// Raw pointers on their way into a new thread.
struct Sent<T>(T);
// SAFETY: the interpreter is used by the thread that holds the global lock alone.
unsafe impl<T> Send for Sent<T> {}

/// Keeps the C library from reserving address space for each thread's own allocations (64 MiB each with glibc): only its own functions
/// allocate there, and little. Threads would run out under a limit of address space.
fn one_arena() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: sets a parameter of the allocator; nothing is passed by pointer.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
    }
}

/// Starts a thread that runs `body` with the global lock held, on a machine stack of that many bytes.
///
/// # Errors
/// PythonFinalizationError where the interpreter ends, RuntimeError where the system gives no thread or no room for its stacks.
pub fn start(vm: &Vm, stack_size: usize, body: impl FnOnce(&Vm) + 'static) -> Res<()> {
    let threads = vm.extension::<Threads>();
    super::shutdown::refuse_at_end(vm, "can't create new thread at interpreter shutdown")?;
    if threads.gil.borrow().is_none() {
        one_arena();
        *threads.gil.borrow_mut() = Some(Arc::new(Gil {
            state: Mutex::new(GilState { held: true, ..GilState::default() }),
            free: Condvar::new(),
            switched: Condvar::new(),
            interval: AtomicU64::new(switch_interval(vm)),
        }));
    }
    let Some(gil) = threads.gil.borrow().clone() else { return Ok(()) };
    let Some(stacks) = stack::reserve_for_thread() else {
        return Err(vm.runtime_error("can't start new thread"));
    };
    threads.running.set(threads.running.get() + 1);
    let sent = Sent((std::ptr::from_ref(vm), body, stacks, super::signals::own_mask()));
    let process = std::process::id();
    let entry = move || {
        let sent = sent;
        let Sent((vm, body, stacks, mask)) = sent;
        // SAFETY: the interpreter outlives every thread that gets its lock.
        let vm = unsafe { &*vm };
        super::signals::block_in_program_thread(mask);
        vm.enter();
        gil.acquire(vm);
        fresh_state(vm, &stacks);
        super::fault::enter_thread(vm);
        body(vm);
        super::fault::leave_thread();
        super::monitoring::trace::set_trace(vm, None);
        super::monitoring::trace::set_profile(vm, None);
        asyncio::leave_thread(vm);
        if std::process::id() != process {
            // The thread has forked: nothing is left that could use this process, nor the lock, which another thread may have held.
            std::process::exit(0);
        }
        for owned in [&vm.raised, &vm.handled, &vm.stop_value, &vm.context] {
            let v = owned.replace(Value::NULL);
            if v != Value::NULL {
                v.decref(vm);
            }
        }
        let threads = vm.extension::<Threads>();
        threads.running.set(threads.running.get() - 1);
        stack::release_of_thread(&stacks);
        gil.release();
    };
    match std::thread::Builder::new().stack_size(stack_size).spawn(entry) {
        Ok(_) => Ok(()),
        Err(_) => {
            threads.running.set(threads.running.get() - 1);
            Err(vm.runtime_error("can't start new thread"))
        }
    }
}

/// In the child of a fork: the calling thread is the only one, and the main one. There is no lock until it starts another.
pub fn after_fork(vm: &Vm) {
    let threads = vm.extension::<Threads>();
    // Another thread may have been inside of the lock: it is left as it is.
    std::mem::forget(threads.gil.borrow_mut().take());
    threads.parked.borrow_mut().clear();
    threads.running.set(0);
    threads.main.set(own_ident());
    asyncio::reset(vm);
    super::fault::after_fork();
}

/// The state of a thread that has just begun; it holds the lock.
fn fresh_state(vm: &Vm, stacks: &stack::Stacks) {
    let (base, limit) = machine_stack();
    ThreadState {
        frame: stacks.frames,
        frame_limit: stacks.frames,
        frames_base: stacks.frames,
        stack_limit: stacks.register_limit(),
        registers_base: stacks.registers,
        run_depth: 0,
        pc: std::ptr::null(),
        scratch: Value::NULL,
        result: Value::NULL,
        raised: Value::NULL,
        handled: Value::NULL,
        stop_value: Value::NULL,
        context: Value::NULL,
        generator: std::ptr::null_mut(),
        machine_stack_limit: limit,
        machine_stack_base: base,
        dealloc_depth: 0,
        repr_guard: Vec::new(),
        tracing: 0,
        trace_generation: vm.trace_generation.get(),
        trace_function: Value::NULL,
        profile_function: Value::NULL,
        running_loop: std::ptr::null(),
    }
    .put(vm);
}

/// Runs `f` on a new thread with a stack of that many bytes (only what is used becomes memory) and returns what it returns.
/// [`crate::syntax::FRONT_END_STACK_SIZE`] is enough for every source that the front end accepts.
///
/// # Errors
/// The system's, where it does not give the thread.
pub fn on_big_stack<R: Send>(size: usize, f: impl FnOnce() -> R + Send) -> std::io::Result<R> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("main".into()).stack_size(size).spawn_scoped(scope, f)?;
        match thread.join() {
            Ok(r) => Ok(r),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Machine stack kept free for native code that does not check, in bytes.
const STACK_MARGIN: usize = 512 << 10;

/// Where the calling thread's machine stack is now, and how far down it may grow.
pub fn machine_stack() -> (usize, usize) {
    let here = 0u8;
    let base = &raw const here as usize;
    // SAFETY: the attributes are initialised by the first call and destroyed once.
    unsafe {
        let mut attr = std::mem::MaybeUninit::<libc::pthread_attr_t>::uninit();
        if libc::pthread_getattr_np(libc::pthread_self(), attr.as_mut_ptr()) != 0 {
            return (base, 0);
        }
        let (mut lowest, mut size) = (std::ptr::null_mut(), 0);
        let known = libc::pthread_attr_getstack(attr.as_ptr(), &mut lowest, &mut size) == 0;
        libc::pthread_attr_destroy(attr.as_mut_ptr());
        (base, if known { lowest as usize + STACK_MARGIN.min(size / 4) } else { 0 })
    }
}

/// Nobody but this thread gets the lock from now on: the interpreter ends. Threads that still run stop at their next wait for it.
pub fn finish(vm: &Vm) {
    let gil = vm.extension::<Threads>().gil.borrow_mut().take();
    if let Some(gil) = gil {
        guard(&gil).finished = true;
        gil.free.notify_all();
    }
}

/// Something a thread waits for that can be interrupted by a signal: a binary semaphore of the system.
pub struct Semaphore(Box<std::cell::UnsafeCell<libc::sem_t>>);

// SAFETY: semaphores are made for use by several threads; the box keeps its address.
unsafe impl Send for Semaphore {}
// SAFETY: as above.
unsafe impl Sync for Semaphore {}

impl Semaphore {
    pub fn new(value: u32) -> Semaphore {
        // SAFETY: the semaphore is initialised where it stays.
        unsafe {
            let s = Box::new(std::cell::UnsafeCell::new(std::mem::zeroed()));
            libc::sem_init(s.get(), 0, value);
            Semaphore(s)
        }
    }
    /// Takes it if that needs no waiting.
    pub fn try_wait(&self) -> bool {
        // SAFETY: an initialised semaphore.
        unsafe { libc::sem_trywait(self.0.get()) == 0 }
    }
    pub fn post(&self) {
        // SAFETY: an initialised semaphore.
        unsafe { libc::sem_post(self.0.get()) };
    }
    /// Takes it, other threads running meanwhile; `None` waits for ever. False where the time was up. Signals are delivered when they
    /// come.
    pub fn wait(&self, vm: &Vm, time: Option<Duration>) -> Res<bool> {
        if self.try_wait() {
            return Ok(true);
        }
        if time.is_some_and(|t| t.is_zero()) {
            return Ok(false);
        }
        let now = || {
            // SAFETY: the time is written by the call.
            unsafe {
                let mut t: libc::timespec = std::mem::zeroed();
                libc::clock_gettime(libc::CLOCK_REALTIME, &mut t);
                t
            }
        };
        let until = time.map(|d| {
            let t = now();
            let nanos = t.tv_nsec + d.subsec_nanos() as i64;
            let seconds = t.tv_sec.saturating_add(d.as_secs().min(1 << 40) as i64).saturating_add(nanos / 1_000_000_000);
            libc::timespec { tv_sec: seconds, tv_nsec: nanos % 1_000_000_000 }
        });
        loop {
            let semaphore = self.0.get();
            // SAFETY: an initialised semaphore; its owner keeps it while it waits.
            let (r, errno) = allow_threads(vm, || unsafe {
                let r = match &until {
                    Some(t) => libc::sem_timedwait(semaphore, t),
                    None => libc::sem_wait(semaphore),
                };
                (r, *libc::__errno_location())
            });
            if r == 0 {
                return Ok(true);
            }
            match errno {
                libc::EINTR => super::signals::deliver(vm)?,
                _ => return Ok(false),
            }
        }
    }
}

impl Drop for Semaphore {
    fn drop(&mut self) {
        // SAFETY: nobody waits for a semaphore whose owner goes.
        unsafe { libc::sem_destroy(self.0.get()) };
    }
}
