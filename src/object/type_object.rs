//! Type objects and their slots, as in CPython's `PyTypeObject`.
use super::dict::Dict;
use super::header::Header;
use super::native::{GetSetDef, NativeDef};
use super::reference::{Ref, Res};
use super::value::Value;
use super::vm::Vm;

/// Binary operators in the order of the slot tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum BinOp {
    Add,
    Sub,
    Mul,
    MatMul,
    TrueDiv,
    FloorDiv,
    Mod,
    Pow,
    LShift,
    RShift,
    And,
    Or,
    Xor,
    DivMod,
}
pub const BIN_OPS: usize = 14;

impl BinOp {
    pub const ALL: [BinOp; BIN_OPS] = [
        BinOp::Add,
        BinOp::Sub,
        BinOp::Mul,
        BinOp::MatMul,
        BinOp::TrueDiv,
        BinOp::FloorDiv,
        BinOp::Mod,
        BinOp::Pow,
        BinOp::LShift,
        BinOp::RShift,
        BinOp::And,
        BinOp::Or,
        BinOp::Xor,
        BinOp::DivMod,
    ];
    /// As error messages spell it.
    pub const fn symbol(self) -> &'static str {
        ["+", "-", "*", "@", "/", "//", "%", "** or pow()", "<<", ">>", "&", "|", "^", "divmod()"][self as usize]
    }
    /// The middle of the dunder names: `add` for `__add__`, `__radd__`, `__iadd__`.
    pub const fn stem(self) -> &'static str {
        [
            "add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and", "or", "xor",
            "divmod",
        ][self as usize]
    }
}

/// Rich comparisons, numbered as CPython's `Py_LT` …
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum CompareOp {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}

impl CompareOp {
    pub const ALL: [CompareOp; 6] =
        [CompareOp::Lt, CompareOp::Le, CompareOp::Eq, CompareOp::Ne, CompareOp::Gt, CompareOp::Ge];
    pub const fn symbol(self) -> &'static str {
        ["<", "<=", "==", "!=", ">", ">="][self as usize]
    }
    pub const fn dunder(self) -> &'static str {
        ["__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"][self as usize]
    }
    /// The operator with its operands exchanged.
    pub const fn swapped(self) -> CompareOp {
        [CompareOp::Gt, CompareOp::Ge, CompareOp::Eq, CompareOp::Ne, CompareOp::Lt, CompareOp::Le][self as usize]
    }
    /// The comparison's answer for a three-way ordering.
    #[inline(always)]
    pub fn holds(self, o: std::cmp::Ordering) -> bool {
        match self {
            CompareOp::Lt => o.is_lt(),
            CompareOp::Le => o.is_le(),
            CompareOp::Eq => o.is_eq(),
            CompareOp::Ne => o.is_ne(),
            CompareOp::Gt => o.is_gt(),
            CompareOp::Ge => o.is_ge(),
        }
    }
}

pub type UnaryFn = fn(&Vm, Value) -> Res;
/// Returns `NotImplemented` where the operands are not its business; called with its type on either side.
pub type BinaryFn = fn(&Vm, Value, Value) -> Res;
pub type TernaryFn = fn(&Vm, Value, Value, Value) -> Res;
pub type InquiryFn = fn(&Vm, Value) -> Res<bool>;
pub type LenFn = fn(&Vm, Value) -> Res<usize>;
pub type HashFn = fn(&Vm, Value) -> Res<i64>;
pub type CompareFn = fn(&Vm, Value, Value, CompareOp) -> Res;
pub type ContainsFn = fn(&Vm, Value, Value) -> Res<bool>;
/// `None` as the value deletes.
pub type SetItemFn = fn(&Vm, Value, Value, Option<Value>) -> Res<()>;
pub type NextFn = fn(&Vm, Value) -> Res<Option<Ref>>;
/// `(callee, args, kwnames)`: the values of keyword arguments are the last of `args`, their names the tuple `kwnames`
/// (`Value::NULL` where there are none).
pub type CallFn = fn(&Vm, Value, &[Value], Value) -> Res;
pub type NewFn = fn(&Vm, *mut Type, &[Value], Value) -> Res;
pub type InitFn = fn(&Vm, Value, &[Value], Value) -> Res<()>;
/// `(descriptor, instance or UNBOUND, owner type or UNBOUND)`.
pub type DescrGetFn = fn(&Vm, Value, Value, Value) -> Res;

/// `(object, flags)`: hands out memory.
pub type GetBufferFn = fn(&Vm, Value, u32) -> Res<super::buffer_protocol::Buffer>;
/// Told of a buffer that is about to be given back.
pub type ReleaseBufferFn = fn(&Vm, &super::buffer_protocol::Buffer);

/// What a type does, one function pointer an operation; a null slot means the operation is not supported.
#[derive(Clone, Copy)]
pub struct Slots {
    pub repr: Option<UnaryFn>,
    pub str: Option<UnaryFn>,
    pub hash: Option<HashFn>,
    pub call: Option<CallFn>,
    pub iter: Option<UnaryFn>,
    /// `Ok(None)` ends the iteration, with or without a pending StopIteration value.
    pub next: Option<NextFn>,
    pub getattr: Option<BinaryFn>,
    pub setattr: Option<SetItemFn>,
    pub compare: Option<CompareFn>,
    pub binary: [Option<BinaryFn>; BIN_OPS],
    pub inplace: [Option<BinaryFn>; BIN_OPS],
    /// Three-argument `pow`.
    pub pow3: Option<TernaryFn>,
    pub neg: Option<UnaryFn>,
    pub pos: Option<UnaryFn>,
    pub abs: Option<UnaryFn>,
    pub invert: Option<UnaryFn>,
    pub bool: Option<InquiryFn>,
    pub int: Option<UnaryFn>,
    pub float: Option<UnaryFn>,
    pub index: Option<UnaryFn>,
    pub len: Option<LenFn>,
    /// `obj[key]`, for sequences too: they take the index as it is.
    pub getitem: Option<BinaryFn>,
    pub setitem: Option<SetItemFn>,
    pub contains: Option<ContainsFn>,
    pub descr_get: Option<DescrGetFn>,
    /// `(descriptor, instance, value)`; `None` as the value deletes.
    pub descr_set: Option<SetItemFn>,
    pub new: Option<NewFn>,
    pub init: Option<InitFn>,
    /// `__await__`, `__aiter__`, `__anext__` of builtin types.
    pub r#await: Option<UnaryFn>,
    pub aiter: Option<UnaryFn>,
    pub anext: Option<UnaryFn>,
    pub get_buffer: Option<GetBufferFn>,
    /// `__release_buffer__`. The bookkeeping of an exporter written here is `Buffer::release`.
    pub release_buffer: Option<ReleaseBufferFn>,
    /// `__del__`: runs once before an object is freed; it may resurrect it.
    pub del: Option<fn(&Vm, Value)>,
    /// Drops what the object owns (not its cell, not its instance part).
    pub drop: Option<unsafe fn(&Vm, *mut Header)>,
    /// Calls the visitor with each reference the object owns.
    pub traverse: Option<unsafe fn(*mut Header, &mut dyn FnMut(Value))>,
    /// Gives up references so that cycles through the object break.
    pub clear: Option<unsafe fn(&Vm, *mut Header)>,
}

impl Slots {
    pub const EMPTY: Slots = Slots {
        repr: None,
        str: None,
        hash: None,
        call: None,
        iter: None,
        next: None,
        getattr: None,
        setattr: None,
        compare: None,
        binary: [None; BIN_OPS],
        inplace: [None; BIN_OPS],
        pow3: None,
        neg: None,
        pos: None,
        abs: None,
        invert: None,
        bool: None,
        int: None,
        float: None,
        index: None,
        len: None,
        getitem: None,
        setitem: None,
        contains: None,
        descr_get: None,
        descr_set: None,
        new: None,
        init: None,
        r#await: None,
        aiter: None,
        anext: None,
        get_buffer: None,
        release_buffer: None,
        del: None,
        drop: None,
        traverse: None,
        clear: None,
    };
    /// A binary table with the given entries, for use in a `static`.
    pub const fn table<const N: usize>(entries: [(BinOp, BinaryFn); N]) -> [Option<BinaryFn>; BIN_OPS] {
        let mut t: [Option<BinaryFn>; BIN_OPS] = [None; BIN_OPS];
        let mut i = 0;
        while i < N {
            t[entries[i].0 as usize] = Some(entries[i].1);
            i += 1;
        }
        t
    }
}

/// Type flags.
pub mod flags {
    /// Attributes cannot be set: a builtin type.
    pub const IMMUTABLE: u32 = 1;
    /// Made by a class statement or `type(...)`; instances hold a reference to it.
    pub const HEAP: u32 = 1 << 1;
    /// Instances have attributes (an instance part at `instance_offset`).
    pub const HAS_DICT: u32 = 1 << 2;
    /// Instances can be in a reference cycle and lie in tracked pages.
    pub const TRACKED: u32 = 1 << 3;
    /// May be a base class.
    pub const BASETYPE: u32 = 1 << 4;
    pub const INT_SUBCLASS: u32 = 1 << 5;
    pub const STR_SUBCLASS: u32 = 1 << 6;
    pub const LIST_SUBCLASS: u32 = 1 << 7;
    pub const TUPLE_SUBCLASS: u32 = 1 << 8;
    pub const DICT_SUBCLASS: u32 = 1 << 9;
    pub const EXCEPTION_SUBCLASS: u32 = 1 << 10;
    pub const TYPE_SUBCLASS: u32 = 1 << 11;
    pub const BYTES_SUBCLASS: u32 = 1 << 12;
    pub const SET_SUBCLASS: u32 = 1 << 13;
    pub const FLOAT_SUBCLASS: u32 = 1 << 14;
    /// Calling an attribute found on the class binds the receiver: functions and method descriptors.
    pub const METHOD_DESCRIPTOR: u32 = 1 << 15;
    /// `type.__call__`, `object.__new__` and a plain `__init__`: a class call can be specialised.
    pub const PLAIN_NEW: u32 = 1 << 16;
    /// Has abstract methods: cannot be instantiated.
    pub const ABSTRACT: u32 = 1 << 17;
    /// Instances can have weak references.
    pub const WEAKREFABLE: u32 = 1 << 24;
    /// Sequence patterns match instances. Not together with `MAPPING`.
    pub const SEQUENCE: u32 = 1 << 18;
    /// Mapping patterns match instances.
    pub const MAPPING: u32 = 1 << 19;
    /// What patterns see in a type; a class takes it over from the first of its bases that has one.
    pub const COLLECTION: u32 = SEQUENCE | MAPPING;
    /// Calling the type checks the names of keywords first (it has a vectorcall in CPython). Subclasses do not take it over.
    pub const VECTORCALL: u32 = 1 << 21;
    /// A class pattern's only positional sub-pattern is matched against the instance itself.
    pub const MATCH_SELF: u32 = 1 << 20;
    /// Flags that a subclass takes over.
    pub const INHERITED: u32 = HAS_DICT
        | TRACKED
        | INT_SUBCLASS
        | STR_SUBCLASS
        | LIST_SUBCLASS
        | TUPLE_SUBCLASS
        | DICT_SUBCLASS
        | EXCEPTION_SUBCLASS
        | TYPE_SUBCLASS
        | BYTES_SUBCLASS
        | SET_SUBCLASS
        | FLOAT_SUBCLASS
        | METHOD_DESCRIPTOR
        | WEAKREFABLE
        | MATCH_SELF;
}

/// A type object.
#[repr(C)]
pub struct Type {
    pub header: Header,
    pub flags: u32,
    /// Changes whenever an attribute of the type or of one of its bases changes; never 0 while valid for caching.
    pub version: u32,
    /// Bytes of an instance without the instance part.
    pub basic_size: u32,
    /// Offset of the instance part (`InstancePart`), 0 where there is none.
    pub instance_offset: u32,
    /// Inline attribute slots a new instance reserves.
    pub inline_slots: u32,
    /// The shape of an instance without attributes; 0 where there is no instance part.
    pub root_shape: u32,
    /// `__slots__` of the type and its bases: the last words of `basic_size`.
    pub member_count: u32,
    /// str
    pub name: Value,
    pub qualname: Value,
    /// First base; NULL for `object`. Owned through `bases`.
    pub base: *mut Type,
    /// Tuple of types.
    pub bases: Value,
    /// Tuple of types, the type itself first. The reference to itself is not counted.
    pub mro: Value,
    /// The namespace.
    pub dict: *mut Dict,
    /// Direct subclasses, not owned.
    pub subclasses: Vec<*mut Type>,
    pub slots: Slots,
    pub doc: &'static str,
    /// What `__init__` was when a class call was specialised; valid for the version in that call's cache, not owned.
    pub cached_init: *mut Header,
}

impl Type {
    #[inline(always)]
    pub fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }
    pub fn value(&self) -> Value {
        Value::from_ptr(self)
    }
}

/// What a builtin type is made from.
pub struct TypeSpec {
    pub name: &'static str,
    pub doc: &'static str,
    pub flags: u32,
    /// Bytes of an instance.
    pub size: usize,
    pub slots: Slots,
    pub methods: &'static [NativeDef],
    pub getset: &'static [GetSetDef],
}

impl TypeSpec {
    pub const EMPTY: TypeSpec =
        TypeSpec { name: "", doc: "", flags: 0, size: 16, slots: Slots::EMPTY, methods: &[], getset: &[] };
}
