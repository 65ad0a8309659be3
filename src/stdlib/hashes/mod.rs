//! The hash modules: `_md5`, `_sha1`, `_sha2`, `_sha3`, `_blake2`, and `_hmac`.
use crate::native;
use crate::object::{BytesView, GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native};
use crate::types::struct_sequence::new_type_of;
use hasher::{ALGORITHMS, Algorithm, Hasher};
use std::cell::Cell;

mod blake2;
mod hasher;
mod hmac;

pub use blake2::init as init_blake2;
pub use hmac::init as init_hmac;

/// A hash object.
#[repr(C)]
struct Hash {
    header: Header,
    algorithm: Algorithm,
    hasher: Box<Hasher>,
}

#[allow(clippy::mut_from_ref)]
fn h<'a>(v: Value) -> &'a mut Hash {
    // SAFETY: the slots and methods below are called with hash objects only; no borrow outlives a call.
    unsafe { &mut *v.ptr::<Hash>() }
}

unsafe fn drop_hash(_: &Vm, header: *mut Header) {
    std::ptr::drop_in_place(&raw mut (*(header as *mut Hash)).hasher);
}

/// The types by algorithm, made with their modules.
struct Types([Cell<*mut Type>; ALGORITHMS]);

impl Default for Types {
    fn default() -> Types {
        Types([const { Cell::new(std::ptr::null_mut()) }; ALGORITHMS])
    }
}

/// Data below this size is hashed without giving up the global lock, says CPython; the lock is always kept here.
const GIL_MINSIZE: i64 = 2048;

/// The data of an argument. Only objects that are no text have any.
fn source<'a>(vm: &Vm, v: Value) -> Res<BytesView<'a>> {
    match vm.bytes_view(v)? {
        Some(b) => Ok(b),
        None if vm.is_str(v) => Err(vm.type_error("Strings must be encoded before hashing")),
        None => Err(vm.type_error("object supporting the buffer API required")),
    }
}

/// Which of the two arguments for initial data counts.
fn initial(vm: &Vm, data: Value, string: Value) -> Res<Value> {
    if !data.is_unbound() && !string.is_unbound() {
        return Err(vm.type_error("'data' and 'string' are mutually exclusive and support for 'string' keyword parameter is slated for removal in a future version."));
    }
    Ok(if data.is_unbound() { string } else { data })
}

fn new_hash(vm: &Vm, algorithm: Algorithm, hasher: Hasher) -> Res {
    let ty = vm.extension::<Types>().0[algorithm as usize].get();
    vm.new_object::<Hash>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).algorithm = algorithm;
            (&raw mut (*p).hasher).write(Box::new(hasher));
        }
    })
}

fn construct(vm: &Vm, algorithm: Algorithm, data: Value, string: Value) -> Res {
    let data = initial(vm, data, string)?;
    let mut hasher = Hasher::new(algorithm);
    if !data.is_unbound() {
        hasher.update(&source(vm, data)?);
    }
    new_hash(vm, algorithm, hasher)
}

fn hex(vm: &Vm, bytes: &[u8]) -> Res {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = Vec::with_capacity(2 * bytes.len());
    for b in bytes {
        out.extend_from_slice(&[DIGITS[(b >> 4) as usize], DIGITS[(b & 15) as usize]]);
    }
    vm.new_latin1(&out, true)
}

native! { static METHODS = [
    /// Return a copy of the hash object.
    "copy(self, /)" => fn copy(vm, [this]) { new_hash(vm, h(this).algorithm, (*h(this).hasher).clone()) }
    /// Return the digest value as a bytes object.
    "digest(self, /)" => fn digest(vm, [this]) { vm.new_bytes(h(this).hasher.finish().as_slice()) }
    /// Return the digest value as a string of hexadecimal digits.
    "hexdigest(self, /)" => fn hexdigest(vm, [this]) { hex(vm, h(this).hasher.finish().as_slice()) }
    /// Update this hash object's state with the provided string.
    "update(self, obj, /)" => fn update(vm, [this, data]) {
        let data = source(vm, data)?;
        h(this).hasher.update(&data);
        Ok(Ref::NONE)
    }
]; }

native! { static EXTENDABLE_METHODS = [
    /// Return a copy of the hash object.
    "copy(self, /)" => fn extendable_copy(vm, [this]) { new_hash(vm, h(this).algorithm, (*h(this).hasher).clone()) }
    /// Return the digest value as a bytes object.
    "digest(self, /, length)" => fn extendable_digest(vm, [this, length]) { vm.new_bytes(&squeezed(vm, this, length)?) }
    /// Return the digest value as a string of hexadecimal digits.
    "hexdigest(self, /, length)" => fn extendable_hexdigest(vm, [this, length]) { hex(vm, &squeezed(vm, this, length)?) }
    /// Update this hash object's state with the provided bytes-like object.
    "update(self, data, /)" => fn extendable_update(vm, [this, data]) {
        let data = source(vm, data)?;
        h(this).hasher.update(&data);
        Ok(Ref::NONE)
    }
]; }

/// An argument that is an unsigned C integer of 64 bits.
fn unsigned(vm: &Vm, v: Value, what: &str) -> Res<u64> {
    match vm.index_i64(v)? {
        Ok(n) if n >= 0 => Ok(n as u64),
        Ok(_) | Err(std::cmp::Ordering::Less) => Err(vm.value_error("Cannot convert negative int")),
        Err(_) => {
            let i = vm.index(v)?;
            match vm.as_int(i.value()) {
                Some(crate::object::IntView::Big(b)) if u64::try_from(b).is_ok() => Ok(u64::try_from(b).unwrap_or(u64::MAX)),
                _ => Err(vm.overflow_error(format!("Python int too large for C {what}"))),
            }
        }
    }
}

/// The longest digest of an extendable function.
const LONGEST: u64 = 1 << 29;

fn squeezed(vm: &Vm, this: Value, length: Value) -> Res<Vec<u8>> {
    let n = unsigned(vm, length, "unsigned long")?;
    if n >= LONGEST {
        return Err(vm.value_error("length is too large"));
    }
    let mut out = Vec::new();
    if out.try_reserve_exact(n as usize).is_err() {
        return Err(vm.memory_error());
    }
    out.resize(n as usize, 0);
    h(this).hasher.squeeze(&mut out);
    Ok(out)
}

const BLOCK_SIZE: GetSetDef = GetSetDef { name: "block_size", get: |vm, v| vm.new_usize(h(v).algorithm.block_size()), set: None, doc: "" };
const NAME: GetSetDef = GetSetDef { name: "name", get: |vm, v| Ok(vm.intern(h(v).algorithm.name())), set: None, doc: "" };
const DIGEST_SIZE: GetSetDef = GetSetDef {
    name: "digest_size",
    get: |vm, v| match h(v).algorithm {
        Algorithm::Blake2b | Algorithm::Blake2s => vm.new_usize(h(v).hasher.finish().as_slice().len()),
        a => vm.new_usize(a.digest_size()),
    },
    set: None,
    doc: "",
};

static GETSET: &[GetSetDef] = &[BLOCK_SIZE, NAME, DIGEST_SIZE];
static SPONGE_GETSET: &[GetSetDef] = &[
    BLOCK_SIZE,
    NAME,
    DIGEST_SIZE,
    GetSetDef {
        name: "_capacity_bits",
        get: |vm, v| vm.new_usize(1600 - 8 * h(v).algorithm.block_size()),
        set: None,
        doc: "",
    },
    GetSetDef { name: "_rate_bits", get: |vm, v| vm.new_usize(8 * h(v).algorithm.block_size()), set: None, doc: "" },
    GetSetDef {
        name: "_suffix",
        get: |vm, v| vm.new_bytes(if h(v).algorithm.is_extendable() { b"\x1f" } else { b"\x06" }),
        set: None,
        doc: "",
    },
];

const SPEC: TypeSpec = TypeSpec {
    size: size_of::<Hash>(),
    slots: Slots { drop: Some(drop_hash), ..Slots::EMPTY },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::EMPTY
};
static MD5: TypeSpec = TypeSpec { name: "_md5.md5", ..SPEC };
static SHA1: TypeSpec = TypeSpec { name: "_sha1.sha1", ..SPEC };
static SHA224: TypeSpec = TypeSpec { name: "_sha2.SHA224Type", ..SPEC };
static SHA256: TypeSpec = TypeSpec { name: "_sha2.SHA256Type", ..SPEC };
static SHA384: TypeSpec = TypeSpec { name: "_sha2.SHA384Type", ..SPEC };
static SHA512: TypeSpec = TypeSpec { name: "_sha2.SHA512Type", ..SPEC };

const SPONGE: TypeSpec = TypeSpec {
    getset: SPONGE_GETSET,
    slots: Slots { new: Some(new_sponge), drop: Some(drop_hash), ..Slots::EMPTY },
    ..SPEC
};
const fn sponge(name: &'static str, doc: &'static str) -> TypeSpec {
    TypeSpec { name, doc, ..SPONGE }
}
static SPONGES: [TypeSpec; 6] = [
    sponge("_sha3.sha3_224", "sha3_224([data], *, usedforsecurity=True) -> SHA3 object\n\nReturn a new SHA3 hash object with a hashbit length of 28 bytes."),
    sponge("_sha3.sha3_256", "sha3_256([data], *, usedforsecurity=True) -> SHA3 object\n\nReturn a new SHA3 hash object with a hashbit length of 32 bytes."),
    sponge("_sha3.sha3_384", "sha3_384([data], *, usedforsecurity=True) -> SHA3 object\n\nReturn a new SHA3 hash object with a hashbit length of 48 bytes."),
    sponge("_sha3.sha3_512", "sha3_512([data], *, usedforsecurity=True) -> SHA3 object\n\nReturn a new SHA3 hash object with a hashbit length of 64 bytes."),
    TypeSpec { methods: EXTENDABLE_METHODS, ..sponge("_sha3.shake_128", "shake_128([data], *, usedforsecurity=True) -> SHAKE object\n\nReturn a new SHAKE hash object.") },
    TypeSpec { methods: EXTENDABLE_METHODS, ..sponge("_sha3.shake_256", "shake_256([data], *, usedforsecurity=True) -> SHAKE object\n\nReturn a new SHAKE hash object.") },
];

native! { static NEW_SPONGE = [
    "sha3_224(self, data=b'', *, usedforsecurity=True, string=<unrepresentable>)" => fn new_sponge_body(vm, [this, data, usedforsecurity, string]) {
        vm.truth(usedforsecurity)?;
        let types = &vm.extension::<Types>().0;
        match Algorithm::ALL.iter().find(|a| types[**a as usize].get() == this.ptr::<Type>()) {
            Some(a) => construct(vm, *a, data, string),
            None => Err(vm.type_error("not a SHA-3 type")),
        }
    }
]; }

fn new_sponge(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let mut all = vec![Value::from_ptr(ty)];
    all.extend_from_slice(args);
    call_native(vm, &NEW_SPONGE[0], &all, kwnames)
}

native! { static MD5_FUNCTIONS = [
    /// Return a new MD5 hash object; optionally initialized with a string.
    "md5(data=b'', *, usedforsecurity=True, string=<unrepresentable>)" => fn md5(vm, [data, usedforsecurity, string]) { construct_with(vm, Algorithm::Md5, data, usedforsecurity, string) }
]; }
native! { static SHA1_FUNCTIONS = [
    /// Return a new SHA1 hash object; optionally initialized with a string.
    "sha1(data=b'', *, usedforsecurity=True, string=<unrepresentable>)" => fn sha1(vm, [data, usedforsecurity, string]) { construct_with(vm, Algorithm::Sha1, data, usedforsecurity, string) }
]; }
native! { static SHA2_FUNCTIONS = [
    /// Return a new SHA-224 hash object; optionally initialized with a string.
    "sha224(data=b'', *, usedforsecurity=True, string=<unrepresentable>)" => fn sha224(vm, [data, usedforsecurity, string]) { construct_with(vm, Algorithm::Sha224, data, usedforsecurity, string) }
    /// Return a new SHA-256 hash object; optionally initialized with a string.
    "sha256(data=b'', *, usedforsecurity=True, string=<unrepresentable>)" => fn sha256(vm, [data, usedforsecurity, string]) { construct_with(vm, Algorithm::Sha256, data, usedforsecurity, string) }
    /// Return a new SHA-384 hash object; optionally initialized with a string.
    "sha384(data=b'', *, usedforsecurity=True, string=<unrepresentable>)" => fn sha384(vm, [data, usedforsecurity, string]) { construct_with(vm, Algorithm::Sha384, data, usedforsecurity, string) }
    /// Return a new SHA-512 hash object; optionally initialized with a string.
    "sha512(data=b'', *, usedforsecurity=True, string=<unrepresentable>)" => fn sha512(vm, [data, usedforsecurity, string]) { construct_with(vm, Algorithm::Sha512, data, usedforsecurity, string) }
]; }

fn construct_with(vm: &Vm, algorithm: Algorithm, data: Value, usedforsecurity: Value, string: Value) -> Res {
    vm.truth(usedforsecurity)?;
    construct(vm, algorithm, data, string)
}

/// Adds a type to a module and remembers it.
fn add_type(vm: &Vm, module: Value, algorithm: Algorithm, spec: &'static TypeSpec, name: &str) -> Res<*mut Type> {
    let ty = new_type_of(vm, spec, vm.types.object)?;
    vm.extension::<Types>().0[algorithm as usize].set(ty);
    super::set(vm, module, name, Ref::from_type(ty))?;
    Ok(ty)
}

fn add_minsize(vm: &Vm, module: Value) -> Res<()> {
    super::set(vm, module, "_GIL_MINSIZE", Ref::own(Value::small_int(GIL_MINSIZE)))
}

/// Makes `_md5`.
pub fn init_md5(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_md5", "", MD5_FUNCTIONS)?;
    add_type(vm, module.value(), Algorithm::Md5, &MD5, "MD5Type")?;
    add_minsize(vm, module.value())?;
    Ok(module)
}

/// Makes `_sha1`.
pub fn init_sha1(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_sha1", "", SHA1_FUNCTIONS)?;
    add_type(vm, module.value(), Algorithm::Sha1, &SHA1, "SHA1Type")?;
    add_minsize(vm, module.value())?;
    Ok(module)
}

/// Makes `_sha2`.
pub fn init_sha2(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_sha2", "", SHA2_FUNCTIONS)?;
    add_type(vm, module.value(), Algorithm::Sha224, &SHA224, "SHA224Type")?;
    add_type(vm, module.value(), Algorithm::Sha256, &SHA256, "SHA256Type")?;
    add_type(vm, module.value(), Algorithm::Sha384, &SHA384, "SHA384Type")?;
    add_type(vm, module.value(), Algorithm::Sha512, &SHA512, "SHA512Type")?;
    add_minsize(vm, module.value())?;
    Ok(module)
}

/// Makes `_sha3`.
pub fn init_sha3(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_sha3", "", &[])?;
    for (i, spec) in SPONGES.iter().enumerate() {
        let algorithm = Algorithm::ALL[Algorithm::Sha3_224 as usize + i];
        add_type(vm, module.value(), algorithm, spec, algorithm.name())?;
    }
    super::set(vm, module.value(), "implementation", vm.new_str("keccak")?)?;
    add_minsize(vm, module.value())?;
    Ok(module)
}
