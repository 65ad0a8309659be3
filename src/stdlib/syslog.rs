//! `syslog`: messages to the system's log.
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::vm::threads;
use std::cell::{Cell, RefCell};
use std::ffi::{CStr, CString};

/// What belongs to the module.
#[derive(Default)]
struct State {
    open: Cell<bool>,
    /// The name of the program, which the system's library keeps a pointer to while the log is open.
    ident: RefCell<Option<CString>>,
}

fn text(vm: &Vm, v: Value) -> Res<CString> {
    let mut bytes = Vec::new();
    crate::types::codec::encode_native(vm, v, crate::text::codec::Encoding::Utf8, "utf-8", Value::NONE, &mut bytes)?;
    CString::new(bytes).map_err(|_| vm.value_error("embedded null character"))
}

fn int(vm: &Vm, v: Value) -> Res<i32> {
    Ok(vm.c_int_arg(v)? as i32)
}

/// The last part of the program's path, where it has one.
fn program(vm: &Vm) -> Res<Option<CString>> {
    let Some(argv) = super::sys_attribute(vm, vm.intern("argv").value()).filter(|a| vm.is_list(*a)) else { return Ok(None) };
    let Some(first) = vm.list(argv).items().first().copied().filter(|f| vm.is_str(*f)) else { return Ok(None) };
    let whole = vm.str_text(first);
    let name = whole.rsplit('/').next().unwrap_or_default();
    if name.is_empty() {
        return Ok(None);
    }
    CString::new(name).map(Some).map_err(|_| vm.value_error("embedded null character"))
}

fn open(vm: &Vm, ident: Option<CString>, options: i32, facility: i32) {
    let state = vm.extension::<State>();
    let p = ident.as_ref().map_or(std::ptr::null(), |i| i.as_ptr());
    // SAFETY: the name is kept below until the next call, which replaces the pointer first.
    unsafe { libc::openlog(p, options, facility) };
    state.ident.replace(ident);
    state.open.set(true);
}

fn close(vm: &Vm) {
    let state = vm.extension::<State>();
    if state.open.replace(false) {
        // SAFETY: a call without arguments; afterwards the library has no pointer to the name.
        unsafe { libc::closelog() };
        state.ident.take();
    }
}

native! { static FUNCTIONS = [
    /// Set logging options of subsequent syslog() calls.
    "openlog(ident=<unrepresentable>, logoption=0, facility=8)" => fn openlog(vm, [ident, options, facility]) {
        let name = if ident.is_unbound() {
            None
        } else if vm.is_str(ident) {
            Some(text(vm, ident)?)
        } else {
            let given = if ident.is_none() { "None".into() } else { vm.type_name(ident) };
            return Err(vm.type_error(format!("openlog() argument 'ident' must be str, not {given}")));
        };
        let (options, facility) = (int(vm, options)?, int(vm, facility)?);
        let name = match name {
            Some(name) => Some(name),
            None => program(vm)?,
        };
        open(vm, name, options, facility);
        Ok(Ref::NONE)
    }
    /// syslog([priority=LOG_INFO,] message)
    /// Send the string message to the system logger.
    "syslog(*args)" => fn syslog(vm, [], *args) {
        let (priority, message, number) = match args {
            [message] => (libc::LOG_INFO, *message, 1),
            [priority, message] => (int(vm, *priority)?, *message, 2),
            _ => return Err(vm.type_error("syslog.syslog requires 1 to 2 arguments")),
        };
        if !vm.is_str(message) {
            return Err(vm.type_error(format!("syslog() argument {number} must be str, not {}", vm.type_name(message))));
        }
        let message = text(vm, message)?;
        if !vm.extension::<State>().open.get() {
            let name = program(vm)?;
            open(vm, name, 0, libc::LOG_USER);
        }
        let (format, message): (&CStr, &CStr) = (c"%s", &message);
        // SAFETY: a format with one string, and that string; both live through the call.
        threads::allow_threads(vm, || unsafe { libc::syslog(priority, format.as_ptr(), message.as_ptr()) });
        Ok(Ref::NONE)
    }
    /// Reset the syslog module values and call the system library closelog().
    "closelog()" => fn closelog(vm, []) {
        close(vm);
        Ok(Ref::NONE)
    }
    /// Set the priority mask to maskpri and return the previous mask value.
    "setlogmask(maskpri, /)" => fn setlogmask(vm, [mask]) {
        let mask = int(vm, mask)?;
        // SAFETY: a call with a number.
        vm.new_int(unsafe { libc::setlogmask(mask) } as i64)
    }
    /// Calculates the mask for the individual priority pri.
    "LOG_MASK(pri, /)" => fn log_mask(vm, [pri]) {
        let pri = int(vm, pri)?;
        vm.new_int(1i32.wrapping_shl(pri as u32) as i64)
    }
    /// Calculates the mask for all priorities up to and including pri.
    "LOG_UPTO(pri, /)" => fn log_upto(vm, [pri]) {
        let pri = int(vm, pri)?;
        vm.new_int(1i32.wrapping_shl(pri.wrapping_add(1) as u32).wrapping_sub(1) as i64)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    vm.at_shutdown.borrow_mut().push(close);
    let module = super::new_module(vm, "syslog", "", FUNCTIONS)?;
    for (name, n) in [
        ("LOG_EMERG", libc::LOG_EMERG),
        ("LOG_ALERT", libc::LOG_ALERT),
        ("LOG_CRIT", libc::LOG_CRIT),
        ("LOG_ERR", libc::LOG_ERR),
        ("LOG_WARNING", libc::LOG_WARNING),
        ("LOG_NOTICE", libc::LOG_NOTICE),
        ("LOG_INFO", libc::LOG_INFO),
        ("LOG_DEBUG", libc::LOG_DEBUG),
        ("LOG_PID", libc::LOG_PID),
        ("LOG_CONS", libc::LOG_CONS),
        ("LOG_NDELAY", libc::LOG_NDELAY),
        ("LOG_ODELAY", libc::LOG_ODELAY),
        ("LOG_NOWAIT", libc::LOG_NOWAIT),
        ("LOG_PERROR", libc::LOG_PERROR),
        ("LOG_KERN", libc::LOG_KERN),
        ("LOG_USER", libc::LOG_USER),
        ("LOG_MAIL", libc::LOG_MAIL),
        ("LOG_DAEMON", libc::LOG_DAEMON),
        ("LOG_AUTH", libc::LOG_AUTH),
        ("LOG_LPR", libc::LOG_LPR),
        ("LOG_LOCAL0", libc::LOG_LOCAL0),
        ("LOG_LOCAL1", libc::LOG_LOCAL1),
        ("LOG_LOCAL2", libc::LOG_LOCAL2),
        ("LOG_LOCAL3", libc::LOG_LOCAL3),
        ("LOG_LOCAL4", libc::LOG_LOCAL4),
        ("LOG_LOCAL5", libc::LOG_LOCAL5),
        ("LOG_LOCAL6", libc::LOG_LOCAL6),
        ("LOG_LOCAL7", libc::LOG_LOCAL7),
        ("LOG_SYSLOG", libc::LOG_SYSLOG),
        ("LOG_CRON", libc::LOG_CRON),
        ("LOG_UUCP", libc::LOG_UUCP),
        ("LOG_NEWS", libc::LOG_NEWS),
        ("LOG_AUTHPRIV", libc::LOG_AUTHPRIV),
        ("LOG_FTP", libc::LOG_FTP),
    ] {
        super::set(vm, module.value(), name, Ref::own(Value::small_int(n as i64)))?;
    }
    Ok(module)
}
