//! The scheduler: policies, priorities, processors; namespaces of processes.
use super::arguments::{fd_arg, int, nothing, plain};
use crate::native;
use crate::object::{Ref, Res, TypeSpec, Value, Vm};
use crate::struct_fields;
use crate::types::os_error::last_errno;
use crate::types::struct_sequence::{new_instance, new_type, spec};

static SCHED_PARAM: TypeSpec = {
    let mut s = spec("posix.sched_param", struct_fields!("sched_priority"));
    s.doc = "Currently has only one field: sched_priority\n\n  sched_priority\n    A scheduling parameter.";
    s.methods = PARAM_METHODS;
    s.slots.new = Some(|vm, ty, args, kwnames| {
        let names: &[Value] = if kwnames == Value::NULL { &[] } else { vm.tuple_items(kwnames) };
        match (args, names) {
            ([priority], []) => new_instance(vm, ty, &[*priority]),
            ([priority], [name]) if vm.str_text(*name) == "sched_priority" => new_instance(vm, ty, &[*priority]),
            ([], _) => Err(vm.type_error("sched_param() missing required argument 'sched_priority' (pos 1)")),
            _ => Err(vm.type_error(format!("sched_param() takes at most 1 argument ({} given)", args.len()))),
        }
    });
    s
};

native! { static PARAM_METHODS = [
    "__reduce__(self, /)" => fn param_reduce(vm, [this]) {
        let args = vm.tuple_from(vm.tuple_items(this))?;
        vm.tuple_from_refs([Ref::from_type(vm.type_of(this)), args])
    }
    "__replace__(self, /, *, sched_priority=<unrepresentable>)" => fn param_replace(vm, [this, priority]) {
        let priority = if priority.is_unbound() { vm.tuple_items(this)[0] } else { priority };
        new_instance(vm, vm.type_of(this), &[priority])
    }
]; }

/// The scheduling parameters of an argument.
pub fn parameters(vm: &Vm, v: Value) -> Res<libc::sched_param> {
    if vm.type_of(v) != new_type(vm, &SCHED_PARAM)? {
        return Err(vm.type_error("must have a sched_param object"));
    }
    let priority = vm.index_i64(vm.tuple_items(v)[0])?;
    match priority.map(i32::try_from) {
        Ok(Ok(sched_priority)) => Ok(libc::sched_param { sched_priority }),
        _ => Err(vm.overflow_error("sched_priority out of range")),
    }
}

/// Adds the types of this file to the module.
pub fn add_types(vm: &Vm, module: Value) -> Res<()> {
    super::super::set(vm, module, "sched_param", Ref::from_type(new_type(vm, &SCHED_PARAM)?))
}

/// Most processors that a set is made for.
const MOST_CPUS: usize = 1 << 22;

native! { pub static FUNCTIONS = [
    /// Get the maximum scheduling priority for policy.
    "sched_get_priority_max(policy)" => fn sched_get_priority_max(vm, [policy]) {
        let policy = int(vm, policy)?;
        // SAFETY: a plain system call.
        vm.new_int(plain(vm, unsafe { libc::sched_get_priority_max(policy) } as i64)?)
    }
    /// Get the minimum scheduling priority for policy.
    "sched_get_priority_min(policy)" => fn sched_get_priority_min(vm, [policy]) {
        let policy = int(vm, policy)?;
        // SAFETY: a plain system call.
        vm.new_int(plain(vm, unsafe { libc::sched_get_priority_min(policy) } as i64)?)
    }
    /// Get the scheduling policy for the process identified by pid.
    ///
    /// Passing 0 for pid returns the scheduling policy for the calling process.
    "sched_getscheduler(pid, /)" => fn sched_getscheduler(vm, [pid]) {
        let pid = int(vm, pid)?;
        // SAFETY: a plain system call.
        vm.new_int(plain(vm, unsafe { libc::sched_getscheduler(pid) } as i64)?)
    }
    /// Set the scheduling policy for the process identified by pid.
    ///
    /// If pid is 0, the calling process is changed.
    /// param is an instance of sched_param.
    "sched_setscheduler(pid, policy, param, /)" => fn sched_setscheduler(vm, [pid, policy, param]) {
        let (pid, policy, param) = (int(vm, pid)?, int(vm, policy)?, parameters(vm, param)?);
        // SAFETY: plain data.
        nothing(vm, unsafe { libc::sched_setscheduler(pid, policy, &param) })
    }
    /// Returns scheduling parameters for the process identified by pid.
    ///
    /// If pid is 0, returns parameters for the calling process.
    /// Return value is an instance of sched_param.
    "sched_getparam(pid, /)" => fn sched_getparam(vm, [pid]) {
        let pid = int(vm, pid)?;
        let mut param = libc::sched_param { sched_priority: 0 };
        // SAFETY: room for the parameters.
        plain(vm, unsafe { libc::sched_getparam(pid, &mut param) } as i64)?;
        new_instance(vm, new_type(vm, &SCHED_PARAM)?, &[Value::small_int(param.sched_priority as i64)])
    }
    /// Set scheduling parameters for the process identified by pid.
    ///
    /// If pid is 0, sets parameters for the calling process.
    /// param should be an instance of sched_param.
    "sched_setparam(pid, param, /)" => fn sched_setparam(vm, [pid, param]) {
        let (pid, param) = (int(vm, pid)?, parameters(vm, param)?);
        // SAFETY: plain data.
        nothing(vm, unsafe { libc::sched_setparam(pid, &param) })
    }
    /// Return the round-robin quantum for the process identified by pid, in seconds.
    ///
    /// Value returned is a float.
    "sched_rr_get_interval(pid, /)" => fn sched_rr_get_interval(vm, [pid]) {
        let pid = int(vm, pid)?;
        let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: room for the time.
        plain(vm, unsafe { libc::sched_rr_get_interval(pid, &mut t) } as i64)?;
        Ok(Ref::float(t.tv_sec as f64 + 1e-9 * t.tv_nsec as f64))
    }
    /// Voluntarily relinquish the CPU.
    "sched_yield()" => fn sched_yield(vm, []) {
        // SAFETY: a plain system call.
        let r = crate::vm::threads::allow_threads(vm, || unsafe { libc::sched_yield() });
        nothing(vm, r)
    }
    /// Return the affinity of the process identified by pid (or the current process if zero).
    ///
    /// The affinity is returned as a set of CPU identifiers.
    "sched_getaffinity(pid, /)" => fn sched_getaffinity(vm, [pid]) {
        let pid = int(vm, pid)?;
        let mut words = vec![0u64; 16];
        // SAFETY: room for as many bytes as said.
        while unsafe { libc::sched_getaffinity(pid, words.len() * 8, words.as_mut_ptr().cast()) } < 0 {
            if last_errno() != libc::EINVAL || words.len() * 64 > MOST_CPUS {
                return Err(plain(vm, -1).map(|_| ()).err().unwrap_or_else(|| vm.runtime_error("sched_getaffinity")));
            }
            words.resize(words.len() * 2, 0);
        }
        let cpus = vm.new_list()?;
        for cpu in (0..words.len() * 64).filter(|cpu| words[cpu / 64] >> (cpu % 64) & 1 == 1) {
            vm.list(cpus.value()).push(vm, vm.new_usize(cpu)?)?;
        }
        vm.call(Value::from_ptr(vm.types.set), &[cpus.value()])
    }
    /// Set the CPU affinity of the process identified by pid to mask.
    ///
    ///   pid
    ///     The identifier of the process.  If zero, affect the current process.
    ///   mask
    ///     An iterable of integers identifying CPUs.
    "sched_setaffinity(pid, mask, /)" => fn sched_setaffinity(vm, [pid, mask]) {
        let pid = int(vm, pid)?;
        let mut words = vec![0u64; 16];
        vm.for_each(mask, |cpu| {
            let v = cpu.value();
            if !vm.is_instance(v, vm.types.int) {
                let ty = vm.repr_text(Value::from_ptr(vm.type_of(v)))?;
                return Err(vm.type_error(format!("expected an iterator of ints, but iterator yielded {ty}")));
            }
            let cpu = match vm.index_i64(v)? {
                Ok(n) if n < 0 => return Err(vm.value_error("negative CPU number")),
                Ok(n) if (n as usize) < MOST_CPUS => n as usize,
                Err(std::cmp::Ordering::Less) => return Err(vm.value_error("negative CPU number")),
                _ => return Err(vm.overflow_error("CPU number too large")),
            };
            if cpu / 64 >= words.len() {
                words.resize(cpu / 64 + 1, 0);
            }
            words[cpu / 64] |= 1 << (cpu % 64);
            Ok(())
        })?;
        // SAFETY: as many bytes as said.
        nothing(vm, unsafe { libc::sched_setaffinity(pid, words.len() * 8, words.as_ptr().cast()) })
    }
    /// Move the calling thread into different namespaces.
    ///
    ///   fd
    ///     A file descriptor to a namespace.
    ///   nstype
    ///     Type of namespace.
    "setns(fd, nstype=0)" => fn setns(vm, [fd, kind]) {
        let (fd, kind) = (fd_arg(vm, fd)?, int(vm, kind)?);
        // SAFETY: a plain system call.
        nothing(vm, unsafe { libc::setns(fd, kind) })
    }
    /// Disassociate parts of a process (or thread) execution context.
    ///
    ///   flags
    ///     Namespaces to be unshared.
    "unshare(flags)" => fn unshare(vm, [flags]) {
        let flags = int(vm, flags)?;
        // SAFETY: a plain system call.
        nothing(vm, unsafe { libc::unshare(flags) })
    }
    /// Return average recent system load information.
    ///
    /// Return the number of processes in the system run queue averaged over
    /// the last 1, 5, and 15 minutes as a tuple of three floats.
    /// Raises OSError if the load average was unobtainable.
    "getloadavg()" => fn getloadavg(vm, []) {
        let mut load = [0f64; 3];
        // SAFETY: room for three numbers.
        if unsafe { libc::getloadavg(load.as_mut_ptr(), 3) } != 3 {
            let text = vm.new_str("Load averages are unobtainable")?;
            let args = vm.tuple_from(&[text.value()])?;
            return Err(vm.raise(vm.new_exception(vm.types.OSError, args)?));
        }
        vm.tuple_from_refs(load.map(Ref::float))
    }
]; }
