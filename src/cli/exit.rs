//! How a run ends: uncaught exceptions, SystemExit, the state of the standard streams, the exit status.
use crate::object::{Ref, Value, Vm};
pub use crate::report::write_stderr;

/// How the process is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Status(i32),
    /// An uncaught KeyboardInterrupt: by SIGINT, so that the parent process sees what happened.
    Interrupted,
}

impl Outcome {
    /// Ends the process.
    pub fn leave(self) -> ! {
        match self {
            Outcome::Status(status) => std::process::exit(status),
            Outcome::Interrupted => crate::vm::signals::die_of_interrupt(),
        }
    }
}

/// Status of a process whose standard streams could not be flushed.
const FLUSH_FAILED: i32 = 120;

/// An attribute of `sys`; None where it is missing or None.
fn sys_attr(vm: &Vm, name: &str) -> Option<Ref> {
    let key = vm.intern(name);
    vm.dict(Value::from_ptr(vm.sys.get())).get_name(vm, key.value()).filter(|v| !v.is_none()).map(Ref::new)
}

fn set_sys(vm: &Vm, name: &str, value: Ref) {
    let key = vm.intern(name);
    if vm.dict_set_name(vm.sys.get(), key.value(), value).is_err() {
        drop(vm.take_raised());
    }
}

fn display(vm: &Vm, exception: Value) {
    let text = crate::report::format_exception(vm, exception);
    write_stderr(vm, &text);
}

/// Deals with the pending exception as CPython's `PyErr_Print` does: SystemExit ends, unless somebody wants to inspect what there is;
/// everything else goes to `sys.excepthook`.
pub fn uncaught(vm: &Vm, inspect: bool) -> Outcome {
    let e = vm.take_raised();
    if !inspect && vm.is_instance(e.value(), vm.types.SystemExit) {
        return system_exit(vm, e.value());
    }
    let interrupted = vm.is_instance(e.value(), vm.types.KeyboardInterrupt);
    let ty = Ref::from_type(vm.type_of(e.value()));
    let traceback = match vm.exception(e.value()).traceback {
        Value::NULL => Ref::NONE,
        t => Ref::new(t),
    };
    set_sys(vm, "last_exc", e.clone());
    set_sys(vm, "last_type", ty.clone());
    set_sys(vm, "last_value", e.clone());
    set_sys(vm, "last_traceback", traceback.clone());
    match sys_attr(vm, "excepthook") {
        None => {
            write_stderr(vm, "sys.excepthook is missing\n");
            display(vm, e.value());
        }
        Some(hook) => {
            if vm.call(hook.value(), &[ty.value(), e.value(), traceback.value()]).is_err() {
                let second = vm.take_raised();
                if vm.is_instance(second.value(), vm.types.SystemExit) {
                    return system_exit(vm, second.value());
                }
                write_stderr(vm, "Error in sys.excepthook:\n");
                display(vm, second.value());
                write_stderr(vm, "\nOriginal exception was:\n");
                display(vm, e.value());
            }
        }
    }
    if interrupted { Outcome::Interrupted } else { Outcome::Status(1) }
}

/// The status that a SystemExit asks for; a code that is no int is printed.
fn system_exit(vm: &Vm, e: Value) -> Outcome {
    let code = match vm.getattr(e, vm.names.code) {
        Ok(code) => code,
        Err(_) => {
            drop(vm.take_raised());
            Ref::new(e)
        }
    };
    if code.is_none() {
        return Outcome::Status(0);
    }
    if vm.as_int(code.value()).is_some() {
        return Outcome::Status(match vm.index_i64(code.value()) {
            Ok(Ok(n)) => (n & 0xFF) as i32,
            Ok(Err(_)) => 0xFF,
            Err(_) => {
                drop(vm.take_raised());
                0xFF
            }
        });
    }
    match vm.str_of(code.value()) {
        Ok(text) => write_stderr(vm, &(vm.str_text(text.value()) + "\n")),
        Err(_) => {
            drop(vm.take_raised());
            write_stderr(vm, "\n");
        }
    }
    Outcome::Status(1)
}

/// Flushes the standard streams; the outcome becomes status 120 where that fails.
pub fn flush(vm: &Vm, outcome: Outcome) -> Outcome {
    let mut failed = false;
    for name in ["stdout", "stderr"] {
        let Some(stream) = sys_attr(vm, name) else { continue };
        let closed = match vm.getattr_str(stream.value(), "closed").and_then(|c| vm.truth(c.value())) {
            Ok(closed) => closed,
            Err(_) => {
                drop(vm.take_raised());
                false
            }
        };
        if closed || vm.call_method(stream.value(), vm.names.flush, &[]).is_ok() {
            continue;
        }
        let e = vm.take_raised();
        failed = true;
        if name == "stdout" {
            write_stderr(vm, "Exception ignored while flushing sys.stdout:\n");
            display(vm, e.value());
        }
    }
    if failed && outcome != Outcome::Interrupted { Outcome::Status(FLUSH_FAILED) } else { outcome }
}
