//! Layout of exceptions, and raising them.
use super::header::Header;
use super::reference::{Raised, Ref, Res};
use super::type_object::Type;
use super::value::Value;
use super::vm::Vm;
use std::borrow::Cow;

/// Fields that some exception types have beside `args`, by index into `Exception::fields`; which names they go by depends on the type:
/// StopIteration (value), SystemExit (code), ImportError (msg, name, path), AttributeError (name, obj), NameError (name, and unseen by programs: locals, globals of its frame),
/// OSError (errno, strerror, filename, filename2), SyntaxError (msg, filename, lineno, offset, text, end_lineno, end_offset, print_file_and_line),
/// UnicodeError (encoding, object, start, end, reason).
pub const EXCEPTION_FIELDS: usize = 9;

#[repr(C)]
pub struct Exception {
    pub header: Header,
    /// Tuple.
    pub args: Value,
    /// Traceback or NULL.
    pub traceback: Value,
    /// Exception or NULL.
    pub cause: Value,
    /// Exception or NULL.
    pub context: Value,
    /// Values or NULL each; allocated where one is set.
    pub fields: Option<Box<[Value; EXCEPTION_FIELDS]>>,
    pub suppress_context: bool,
}

/// One entry of a traceback, outermost frame first along `next`.
#[repr(C)]
pub struct Traceback {
    pub header: Header,
    /// Traceback or NULL.
    pub next: Value,
    /// Frame object.
    pub frame: Value,
    /// Word offset of the instruction that raised or called.
    pub offset: u32,
    /// `u32::MAX` until somebody asks.
    pub line: u32,
}

impl Traceback {
    /// The code the entry's frame ran.
    pub fn code(&self) -> &super::function::Code {
        // SAFETY: an entry owns its frame object, which owns its function.
        unsafe { self.frame.get::<super::frame::FrameObject>().function.get::<super::function::Function>().code() }
    }
    /// The line of the entry.
    pub fn line(&self) -> u32 {
        if self.line != u32::MAX { self.line } else { self.code().bytecode.location(self.offset).line }
    }
}

impl Vm {
    /// The exception payload. The value must be an instance of a BaseException subclass.
    #[inline(always)]
    #[allow(clippy::mut_from_ref)]
    pub fn exception<'a>(&self, v: Value) -> &'a mut Exception {
        // SAFETY: the caller vouches for the type and for the borrow's end before the next one begins.
        unsafe { &mut *v.ptr::<Exception>() }
    }
    /// A new exception with the given args, without calling `__new__` or `__init__`: for types that have no special fields, or
    /// whose fields the caller sets.
    pub fn new_exception(&self, ty: *mut Type, args: Ref) -> Res {
        let p = self.alloc_instance(ty)? as *mut Exception;
        // SAFETY: the instance is fresh and laid out as an exception.
        unsafe {
            (*p).args = args.into_value();
            (*p).traceback = Value::NULL;
            (*p).cause = Value::NULL;
            (*p).context = Value::NULL;
            (&raw mut (*p).fields).write(None);
            (*p).suppress_context = false;
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// Sets a special field.
    pub fn set_exception_field(&self, e: Value, field: usize, value: Ref) {
        let e = self.exception(e);
        let fields = e.fields.get_or_insert_with(|| Box::new([Value::NULL; EXCEPTION_FIELDS]));
        let old = std::mem::replace(&mut fields[field], value.into_value());
        if old != Value::NULL {
            drop(Ref::own(old));
        }
    }
    /// Sets a special field, or empties it.
    pub fn replace_exception_field(&self, e: Value, field: usize, value: Option<Value>) {
        match value {
            Some(v) => self.set_exception_field(e, field, Ref::new(v)),
            None => {
                let Some(fields) = &mut self.exception(e).fields else { return };
                let old = std::mem::replace(&mut fields[field], Value::NULL);
                if old != Value::NULL {
                    drop(Ref::own(old));
                }
            }
        }
    }
    /// A special field, borrowed; NULL where it was never set.
    pub fn exception_field(&self, e: Value, field: usize) -> Value {
        self.exception(e).fields.as_ref().map_or(Value::NULL, |f| f[field])
    }
    /// Makes `exception` the pending one. Its context becomes the exception being handled, unless that would close a circle.
    pub fn raise(&self, exception: Ref) -> Raised {
        let handled = self.current_exception();
        if handled != Value::NULL && handled != exception.value() {
            let e = self.exception(exception.value());
            if e.context == Value::NULL {
                // Cut the handled exception's chain where it already contains this one.
                // A program can have made a cycle of it: the second pointer, at half the speed, meets the first there.
                let mut link = handled;
                let (mut slow, mut odd) = (handled, false);
                loop {
                    let next = self.exception(link).context;
                    if next == Value::NULL {
                        break;
                    }
                    if next == exception.value() {
                        self.exception(link).context = Value::NULL;
                        drop(Ref::own(next));
                        break;
                    }
                    link = next;
                    if link == slow {
                        break;
                    }
                    if odd {
                        slow = self.exception(slow).context;
                    }
                    odd = !odd;
                }
                handled.incref();
                self.exception(exception.value()).context = handled;
            }
        }
        self.set_raised(exception)
    }
    /// Makes `exception` the pending one as it is.
    pub fn set_raised(&self, exception: Ref) -> Raised {
        let old = self.raised.replace(exception.into_value());
        if old != Value::NULL {
            drop(Ref::own(old));
        }
        Raised
    }
    /// Takes the pending exception.
    pub fn take_raised(&self) -> Ref {
        let e = self.raised.replace(Value::NULL);
        debug_assert!(e != Value::NULL, "no exception is pending");
        Ref::own(e)
    }
    /// Whether an exception of that type is pending.
    pub fn raised_is(&self, ty: *const Type) -> bool {
        let e = self.raised.get();
        // SAFETY: a pending exception is a live heap object.
        e != Value::NULL && unsafe { self.is_subtype(e.heap_type(), ty) }
    }
    /// Swallows the pending exception if it is of that type.
    pub fn clear_raised_if(&self, ty: *const Type) -> bool {
        let is = self.raised_is(ty);
        if is {
            drop(self.take_raised());
        }
        is
    }
    /// TypeError for a keyword argument whose name is no str.
    #[cold]
    pub fn keywords_must_be_strings(&self) -> Raised {
        self.type_error("keywords must be strings")
    }
    /// Raises an exception of a builtin type with one str argument.
    #[cold]
    #[inline(never)]
    pub fn raise_type<'a>(&self, ty: *mut Type, msg: impl Into<Cow<'a, str>>) -> Raised {
        let msg: Cow<'a, str> = msg.into();
        let e = self
            .new_str(&msg)
            .and_then(|m| self.tuple_from_refs([m]))
            .and_then(|args| self.new_exception(ty, args));
        match e {
            Ok(e) => self.raise(e),
            Err(r) => r,
        }
    }
    /// Raises an exception of a builtin type with one argument of any kind (KeyError).
    #[cold]
    pub fn raise_with(&self, ty: *mut Type, arg: Value) -> Raised {
        match self.tuple_from(&[arg]).and_then(|args| self.new_exception(ty, args)) {
            Ok(e) => self.raise(e),
            Err(r) => r,
        }
    }
    /// The exception prepared for exhausted memory.
    #[cold]
    pub fn memory_error(&self) -> Raised {
        let e = self.memory_error_instance.get();
        if e == Value::NULL {
            eprintln!("Fatal Python error: out of memory during initialisation");
            std::process::exit(1);
        }
        self.reset_memory_error();
        self.set_raised(Ref::new(e))
    }
    /// Takes from the prepared MemoryError what its last use left in it, unless it is still in use.
    pub fn reset_memory_error(&self) {
        let v = self.memory_error_instance.get();
        // SAFETY: the prepared exception is a live heap object.
        unsafe {
            if v == Value::NULL || (*v.header()).refcount != 1 {
                return;
            }
            if (*v.header()).shape != (*v.heap_type()).root_shape {
                self.clear_instance(v.header());
            }
        }
        let e = self.exception(v);
        for field in [&mut e.traceback, &mut e.cause, &mut e.context] {
            let old = std::mem::replace(field, Value::NULL);
            if old != Value::NULL {
                drop(Ref::own(old));
            }
        }
    }
}

macro_rules! raisers {
    ($($(#[$m:meta])* $f:ident => $ty:ident),* $(,)?) => {
        impl Vm { $(
            $(#[$m])*
            #[doc = concat!("Raises `", stringify!($ty), "` with that message.")]
            #[cold]
            pub fn $f<'a>(&self, msg: impl Into<Cow<'a, str>>) -> Raised { self.raise_type(self.types.$ty, msg) }
        )* }
    };
}
raisers! {
    type_error => TypeError,
    value_error => ValueError,
    index_error => IndexError,
    overflow_error => OverflowError,
    zero_division_error => ZeroDivisionError,
    runtime_error => RuntimeError,
    recursion_error => RecursionError,
    system_error => SystemError,
    lookup_error => LookupError,
    assertion_error => AssertionError,
    unbound_local_error => UnboundLocalError,
    buffer_error => BufferError,
    eof_error => EOFError,
    not_implemented_error => NotImplementedError,
}
