//! `-X importtime`: what imports take, told on stderr.
use crate::object::Vm;
use crate::report::write_stderr;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// Imports under way.
#[derive(Default)]
struct State {
    /// The heading has been written.
    begun: Cell<bool>,
    /// How many imports the present one is inside of.
    depth: Cell<usize>,
    /// Time that the imports inside of the present one have taken.
    inner: Cell<Duration>,
}

/// Runs an import and tells what it took, without and with what it imported itself.
pub fn measured<R>(vm: &Vm, name: &str, import: impl FnOnce() -> R) -> R {
    let state = vm.extension::<State>();
    heading(vm, state);
    let before = state.inner.replace(Duration::ZERO);
    state.depth.set(state.depth.get() + 1);
    let start = Instant::now();
    let r = import();
    let took = start.elapsed();
    state.depth.set(state.depth.get() - 1);
    let own = took.saturating_sub(state.inner.get());
    state.inner.set(before + took);
    line(vm, state, &format!("{:9}", own.as_micros()), &format!("{:10}", took.as_micros()), name);
    r
}

/// Tells of an import that found its module in `sys.modules` (`-X importtime=2`).
pub fn cached(vm: &Vm, name: &str) {
    let state = vm.extension::<State>();
    heading(vm, state);
    line(vm, state, "cached   ", "cached    ", name);
}

fn heading(vm: &Vm, state: &State) {
    if !state.begun.replace(true) {
        write_stderr(vm, "import time: self [us] | cumulative | imported package\n");
    }
}

fn line(vm: &Vm, state: &State, own: &str, whole: &str, name: &str) {
    // Nobody hears of an exception that is pending.
    let pending = vm.raised.replace(crate::object::Value::NULL);
    write_stderr(vm, &format!("import time: {own} | {whole} | {:1$}{name}\n", "", 2 * state.depth.get()));
    vm.raised.set(pending);
}
