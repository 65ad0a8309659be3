//! `resource`: what processes use, and limits of that.
use super::posix::arguments::int;
use crate::native;
use crate::object::{Ref, Res, TypeSpec, Value, Vm};
use crate::struct_fields;
use crate::types::os_error::{last_errno, os_error};
use crate::types::struct_sequence::{from_refs, new_type, spec};

static STRUCT_RUSAGE: TypeSpec = {
    let mut s = spec(
        "resource.struct_rusage",
        struct_fields!(
            "ru_utime", "ru_stime", "ru_maxrss", "ru_ixrss", "ru_idrss", "ru_isrss", "ru_minflt", "ru_majflt", "ru_nswap", "ru_inblock",
            "ru_oublock", "ru_msgsnd", "ru_msgrcv", "ru_nsignals", "ru_nvcsw", "ru_nivcsw"
        ),
    );
    s.doc = "struct_rusage: Result from getrusage.\n\nThis object may be accessed either as a tuple of\n    (utime,stime,maxrss,ixrss,idrss,isrss,minflt,majflt,\n    nswap,inblock,oublock,msgsnd,msgrcv,nsignals,nvcsw,nivcsw)\nor via the attributes ru_utime, ru_stime, ru_maxrss, and so on.";
    s
};

/// A `struct_rusage`.
pub fn usage_object(vm: &Vm, u: &libc::rusage) -> Res {
    let seconds = |t: libc::timeval| Ok(Ref::float(t.tv_sec as f64 + t.tv_usec as f64 * 1e-6));
    let mut items = vec![seconds(u.ru_utime), seconds(u.ru_stime)];
    let counts = [
        u.ru_maxrss, u.ru_ixrss, u.ru_idrss, u.ru_isrss, u.ru_minflt, u.ru_majflt, u.ru_nswap, u.ru_inblock, u.ru_oublock, u.ru_msgsnd,
        u.ru_msgrcv, u.ru_nsignals, u.ru_nvcsw, u.ru_nivcsw,
    ];
    items.extend(counts.iter().map(|n| vm.new_int(*n)));
    from_refs(vm, new_type(vm, &STRUCT_RUSAGE)?, items)
}

/// A limit: an int, -1 being no limit.
fn limit(vm: &Vm, v: Value) -> Res<u64> {
    if !v.is_small_int() && vm.slots(v).index.is_none() {
        return Err(vm.type_error(format!("'{}' object cannot be interpreted as an integer", vm.type_name(v))));
    }
    match vm.index_i64(v)? {
        Ok(-1) => Ok(libc::RLIM_INFINITY),
        Ok(n) if n < 0 => Err(vm.value_error("Cannot convert negative int")),
        Ok(n) => Ok(n as u64),
        Err(std::cmp::Ordering::Less) => Err(vm.value_error("Cannot convert negative int")),
        Err(_) => {
            let n = vm.index(v)?;
            match vm.as_int(n.value()).map(|n| u64::try_from(&n.to_big())) {
                Some(Ok(n)) => Ok(n),
                _ => Err(vm.overflow_error("Python int too large to convert to C rlim_t")),
            }
        }
    }
}

/// The pair of limits of an argument.
fn limits_arg(vm: &Vm, v: Value) -> Res<libc::rlimit> {
    let items = vm.collect(v)?;
    match &items[..] {
        [soft, hard] => Ok(libc::rlimit { rlim_cur: limit(vm, soft.value())?, rlim_max: limit(vm, hard.value())? }),
        _ => Err(vm.value_error("expected a tuple of 2 integers")),
    }
}

fn limits_object(vm: &Vm, l: &libc::rlimit) -> Res {
    let one = |n: u64| if n == libc::RLIM_INFINITY { vm.new_int(-1) } else { vm.new_uint(n) };
    vm.tuple_from_refs([one(l.rlim_cur)?, one(l.rlim_max)?])
}

fn resource_arg(vm: &Vm, v: Value) -> Res<u32> {
    match int(vm, v)? {
        n if (0..LIMITS).contains(&n) => Ok(n as u32),
        _ => Err(vm.value_error("invalid resource specified")),
    }
}

/// Kinds of limits that Linux knows.
const LIMITS: i32 = 16;

native! { static FUNCTIONS = [
    "getrusage(who, /)" => fn getrusage(vm, [who]) {
        let who = int(vm, who)?;
        // SAFETY: plain data, filled by the call.
        unsafe {
            let mut usage: libc::rusage = std::mem::zeroed();
            if libc::getrusage(who, &mut usage) != 0 {
                return match last_errno() {
                    libc::EINVAL => Err(vm.value_error("invalid who parameter")),
                    errno => Err(os_error(vm, errno, None)),
                };
            }
            usage_object(vm, &usage)
        }
    }
    "getrlimit(resource, /)" => fn getrlimit(vm, [resource]) {
        let resource = resource_arg(vm, resource)?;
        let mut limits = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: room for the limits.
        if unsafe { libc::getrlimit(resource, &mut limits) } != 0 {
            return Err(os_error(vm, last_errno(), None));
        }
        limits_object(vm, &limits)
    }
    "setrlimit(resource, limits, /)" => fn setrlimit(vm, [resource, limits]) {
        let (resource, limits) = (resource_arg(vm, resource)?, limits_arg(vm, limits)?);
        // SAFETY: plain data.
        if unsafe { libc::setrlimit(resource, &limits) } != 0 {
            return Err(refused(vm));
        }
        Ok(Ref::NONE)
    }
    "prlimit(pid, resource, limits=None, /)" => fn prlimit(vm, [pid, resource, limits]) {
        let (pid, resource) = (int(vm, pid)?, resource_arg(vm, resource)?);
        let new = if limits.is_none() { None } else { Some(limits_arg(vm, limits)?) };
        let mut old = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: plain data, and room for the old limits.
        if unsafe { libc::prlimit(pid, resource, new.as_ref().map_or(std::ptr::null(), std::ptr::from_ref), &mut old) } != 0 {
            return Err(refused(vm));
        }
        limits_object(vm, &old)
    }
    "getpagesize()" => fn getpagesize(vm, []) {
        // SAFETY: a plain call.
        vm.new_int(unsafe { libc::sysconf(libc::_SC_PAGESIZE) })
    }
]; }

/// The error of a limit that was not set.
fn refused(vm: &Vm) -> crate::object::Raised {
    match last_errno() {
        libc::EINVAL => vm.value_error("current limit exceeds maximum limit"),
        libc::EPERM => vm.value_error("not allowed to raise maximum limit"),
        errno => os_error(vm, errno, None),
    }
}

macro_rules! constants { ($($name:ident),* $(,)?) => { &[$((stringify!($name), libc::$name as i64)),*] }; }
static CONSTANTS: &[(&str, i64)] = constants! {
    RLIMIT_AS, RLIMIT_CORE, RLIMIT_CPU, RLIMIT_DATA, RLIMIT_FSIZE, RLIMIT_MEMLOCK, RLIMIT_MSGQUEUE, RLIMIT_NICE, RLIMIT_NOFILE,
    RLIMIT_NPROC, RLIMIT_RSS, RLIMIT_RTPRIO, RLIMIT_RTTIME, RLIMIT_SIGPENDING, RLIMIT_STACK, RUSAGE_CHILDREN, RUSAGE_SELF, RUSAGE_THREAD,
};

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "resource", "", FUNCTIONS)?;
    let m = module.value();
    for (name, value) in CONSTANTS {
        super::set(vm, m, name, vm.new_int(*value)?)?;
    }
    super::set(vm, m, "RLIMIT_OFILE", vm.new_int(libc::RLIMIT_NOFILE as i64)?)?;
    super::set(vm, m, "RLIM_INFINITY", vm.new_int(-1)?)?;
    super::set(vm, m, "error", Ref::from_type(vm.types.OSError))?;
    super::set(vm, m, "struct_rusage", Ref::from_type(new_type(vm, &STRUCT_RUSAGE)?))?;
    Ok(module)
}
