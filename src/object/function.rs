//! Layouts of functions, code objects, cells, bound methods, generators, and native callables.
use super::dict::Dict;
use super::header::Header;
use super::native::{GetSetDef, NativeDef};
use super::reference::{Ref, Res};
use super::type_object::Type;
use super::value::Value;
use super::vm::Vm;
use crate::bytecode::Bytecode;
use std::sync::Arc;

/// A code object: the immutable bytecode, and what decoding made of it.
#[repr(C)]
pub struct Code {
    pub header: Header,
    /// First handler word; that of PREPARE_CODE until the code has been decoded, which its first run does.
    pub entry: *const u16,
    /// Registers of a frame, locals first.
    pub registers: u32,
    pub locals: u32,
    pub arg_count: u32,
    /// `arg_count` where a call with as many positional arguments needs no argument processing, else `u32::MAX`.
    pub simple_args: u32,
    pub flags: u32,
    /// The globals that inline caches of this code were filled for; null while none, dangling 1 where functions with different
    /// globals share the code, which then caches no global.
    pub globals: *mut Dict,
    /// The threaded code. Handlers rewrite it in place.
    pub words: Box<[u16]>,
    /// One owned reference each.
    pub consts: Box<[Value]>,
    /// Interned strs, one owned reference each.
    pub names: Box<[Value]>,
    /// Names of the parameters that can be given by name or position, as in the registers: interned strs, one owned reference each.
    pub parameters: Box<[Value]>,
    /// Interned strs, one owned reference each.
    pub name: Value,
    pub qualname: Value,
    pub bytecode: Arc<Bytecode>,
    /// Names resolve as globals do: a module's code run as such.
    pub names_are_globals: bool,
}

/// `Code::flags`, numbered as CPython's `co_flags` where it has them.
pub mod code_flags {
    pub const OPTIMIZED: u32 = 1;
    pub const NEWLOCALS: u32 = 2;
    pub const VARARGS: u32 = 4;
    pub const VARKEYWORDS: u32 = 8;
    pub const NESTED: u32 = 0x10;
    pub const GENERATOR: u32 = 0x20;
    pub const COROUTINE: u32 = 0x80;
    /// A generator that may be awaited (`types.coroutine`).
    pub const ITERABLE_COROUTINE: u32 = 0x100;
    pub const ASYNC_GENERATOR: u32 = 0x200;
    /// Calling it makes a generator, a coroutine or an asynchronous generator.
    pub const RESUMABLE: u32 = GENERATOR | COROUTINE | ASYNC_GENERATOR;
    /// Only positional parameters, and not a generator: a call with as many arguments needs no argument processing.
    pub const SIMPLE: u32 = 1 << 20;
    pub const CLASS_BODY: u32 = 1 << 21;
    /// Compiled under `from __future__ import annotations`.
    pub const FUTURE_ANNOTATIONS: u32 = 1 << 24;
}

#[repr(C)]
pub struct Function {
    pub header: Header,
    pub code: *mut Code,
    pub globals: *mut Dict,
    pub builtins: *mut Dict,
    /// Tuple or NULL.
    pub closure: Value,
    /// Tuple or NULL.
    pub defaults: Value,
    /// Dict or NULL.
    pub kwdefaults: Value,
    pub name: Value,
    pub qualname: Value,
    pub module: Value,
    pub doc: Value,
    /// Dict or NULL.
    pub annotations: Value,
    /// The `__annotate__` function (PEP 649), None or NULL.
    pub annotate: Value,
    /// `__dict__`, or NULL.
    pub dict: Value,
    /// Tuple of type parameters or NULL.
    pub type_params: Value,
    /// Changes when code, defaults or keyword defaults are assigned; 0 where no version has been given.
    pub version: u32,
}

/// A variable shared between a function and the functions inside it.
#[repr(C)]
pub struct CellObject {
    pub header: Header,
    /// UNBOUND while empty.
    pub value: Value,
}

/// `instance.method`.
#[repr(C)]
pub struct BoundMethod {
    pub header: Header,
    pub function: Value,
    pub receiver: Value,
}

/// A native function, a native method bound to its receiver, or a method descriptor.
#[repr(C)]
pub struct NativeFunction {
    pub header: Header,
    pub def: &'static NativeDef,
    /// Receiver of a bound method, module of a function, or NULL.
    pub receiver: Value,
    /// The type whose method this is, or null.
    pub owner: *mut Type,
}

/// Attribute descriptor of native code.
#[repr(C)]
pub struct GetSet {
    pub header: Header,
    pub def: &'static GetSetDef,
    pub owner: *mut Type,
}

/// A slot of a builtin type as a method: `int.__add__`.
#[repr(C)]
pub struct WrapperDescriptor {
    pub header: Header,
    /// Index into the slot table.
    pub id: usize,
    pub owner: *mut Type,
    /// Receiver of a `method-wrapper`, else NULL.
    pub receiver: Value,
}

/// An entry of `__slots__`, or an attribute of a builtin type that is a plain field in CPython.
#[repr(C)]
pub struct MemberDescriptor {
    pub header: Header,
    pub name: Value,
    /// The class, not owned: it outlives its namespace.
    pub owner: *mut Type,
    /// Offset in the instance; 0 where there is a `def`.
    pub offset: usize,
    /// How native code computes the attribute; none for an entry of `__slots__`.
    pub def: Option<&'static GetSetDef>,
}

impl MemberDescriptor {
    /// Offset in the instance of an entry of `__slots__`.
    pub fn slot_offset(&self) -> Option<usize> {
        self.def.is_none().then_some(self.offset)
    }
}

/// `property`.
#[repr(C)]
pub struct Property {
    pub header: Header,
    pub get: Value,
    pub set: Value,
    pub del: Value,
    pub doc: Value,
    /// What `__set_name__` or an assignment gave, None included.
    pub name: Value,
    /// Whether `doc` was taken over from the getter.
    pub getter_doc: bool,
}

/// `staticmethod` and `classmethod`.
#[repr(C)]
pub struct MethodWrapper {
    pub header: Header,
    pub callable: Value,
}

/// A module.
#[repr(C)]
pub struct Module {
    pub header: Header,
    pub dict: *mut Dict,
    pub name: Value,
}

/// An iterator over something indexed: list, tuple, str, range, …
#[repr(C)]
pub struct IndexIterator {
    pub header: Header,
    /// What is iterated over; NULL once exhausted.
    pub source: Value,
    pub index: i64,
    /// End or expected length, by type.
    pub end: i64,
    pub step: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum GeneratorState {
    Created,
    Suspended,
    Running,
    Closed,
}

/// A generator (coroutine, asynchronous generator): a suspended frame.
#[repr(C)]
pub struct Generator {
    pub header: Header,
    /// Where to resume.
    pub pc: *const u16,
    pub function: Value,
    /// The frame's registers while suspended, which lie behind this structure.
    pub registers: *mut Value,
    /// Registers saved while suspended: those from 0 on that the frame still needs.
    pub live: u32,
    /// Register that takes the value sent at the next resumption: a dead temporary where it has not started.
    pub resume_register: u32,
    pub state: GeneratorState,
    /// Asynchronous generators: an `asend`, `athrow` or `aclose` is under way.
    pub running_async: bool,
    /// Asynchronous generators: exhausted or closed.
    pub closed_async: bool,
    /// Asynchronous generators: the hooks have been called.
    pub hooked: bool,
    /// While not running: the exception being handled inside, NULL where none.
    pub handled: Value,
    /// While running: the exception that was being handled where it was resumed, NULL where none.
    pub outer: Value,
    /// While running: the generator inside which it was resumed, or null.
    pub resumer: *mut Generator,
    pub name: Value,
    pub qualname: Value,
    /// Coroutines: `cr_origin`; asynchronous generators: the finaliser hook; NULL where none.
    pub extra: Value,
    /// While not running: the frame object, owned, or NULL.
    pub frame: Value,
}

impl Code {
    /// Pc of a word offset.
    #[inline(always)]
    pub fn pc(&self, offset: usize) -> *const u16 {
        debug_assert!(offset < self.words.len());
        // SAFETY: offsets come from verified bytecode.
        unsafe { self.entry.add(offset) }
    }
    /// Word offset of a pc inside this code.
    pub fn offset(&self, pc: *const u16) -> usize {
        (pc as usize - self.entry as usize) / 2
    }
}

impl Function {
    #[inline(always)]
    pub fn code(&self) -> &Code {
        // SAFETY: a function owns its code object.
        unsafe { &*self.code }
    }
}

impl Vm {
    pub fn new_cell(&self, value: Ref) -> Res {
        let p = self.alloc_raw(size_of::<CellObject>(), true, self.types.cell)? as *mut CellObject;
        // SAFETY: the cell is fresh and large enough.
        unsafe { (*p).value = value.into_value() };
        Ok(Ref::own(Value::from_ptr(p)))
    }
    pub fn new_bound_method(&self, function: Value, receiver: Value) -> Res {
        let p = self.alloc_raw(size_of::<BoundMethod>(), true, self.types.method)? as *mut BoundMethod;
        function.incref();
        receiver.incref();
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*p).function = function;
            (*p).receiver = receiver;
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// A native callable of the given type (`builtin_function_or_method`, `method_descriptor`, …).
    pub fn new_native(&self, ty: *mut Type, def: &'static NativeDef, receiver: Value, owner: *mut Type) -> Res {
        // What refers to builtin types only cannot be in a cycle.
        let tracked = receiver.is_heap() && receiver.ptr::<Type>() != owner;
        let p = self.alloc_raw(size_of::<NativeFunction>(), tracked, ty)? as *mut NativeFunction;
        if receiver != Value::NULL {
            receiver.incref();
        }
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (&raw mut (*p).def).write(def);
            (*p).receiver = receiver;
            (*p).owner = owner;
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
    /// An index iterator; `source` is borrowed.
    pub fn new_index_iterator(&self, ty: *mut Type, source: Value, index: i64, end: i64, step: i64) -> Res {
        let p = self.alloc_raw(size_of::<IndexIterator>(), true, ty)? as *mut IndexIterator;
        source.incref();
        // SAFETY: the cell is fresh and large enough.
        unsafe {
            (*p).source = source;
            (*p).index = index;
            (*p).end = end;
            (*p).step = step;
        }
        Ok(Ref::own(Value::from_ptr(p)))
    }
}
