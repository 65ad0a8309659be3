//! `_hmac`: keyed hashes (RFC 2104) over the algorithms of this folder.
use super::hasher::{Algorithm, Hasher, Output};
use super::{add_minsize, hex, source};
use crate::native;
use crate::object::{GetSetDef, Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm};
use crate::types::struct_sequence::new_type_of;
use std::cell::{Cell, RefCell};

/// The computation: two hashes that have taken the key.
#[derive(Clone)]
struct State {
    algorithm: Algorithm,
    inner: Hasher,
    outer: Hasher,
}

impl State {
    fn new(algorithm: Algorithm, key: &[u8]) -> State {
        let mut block = [0u8; 144];
        let block = &mut block[..algorithm.block_size()];
        if key.len() > block.len() {
            let mut hasher = Hasher::new(algorithm);
            hasher.update(key);
            let short = hasher.finish();
            block[..short.as_slice().len()].copy_from_slice(short.as_slice());
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let keyed = |pad: u8| {
            let mut hasher = Hasher::new(algorithm);
            hasher.update(&block.iter().map(|b| b ^ pad).collect::<Vec<u8>>());
            hasher
        };
        State { algorithm, inner: keyed(0x36), outer: keyed(0x5c) }
    }
    fn finish(&self) -> Output {
        let mut outer = self.outer.clone();
        outer.update(self.inner.finish().as_slice());
        outer.finish()
    }
}

#[repr(C)]
struct Hmac {
    header: Header,
    state: Box<State>,
}

fn h<'a>(v: Value) -> &'a mut State {
    // SAFETY: the slots and methods below are called with HMAC objects only; no borrow outlives a call.
    unsafe { &mut (*v.ptr::<Hmac>()).state }
}

unsafe fn drop_hmac(_: &Vm, header: *mut Header) {
    std::ptr::drop_in_place(&raw mut (*(header as *mut Hmac)).state);
}

#[derive(Default)]
struct Types {
    /// 0 before the module is made.
    hmac: Cell<usize>,
    unknown: RefCell<Option<Ref>>,
}

static SPEC: TypeSpec = TypeSpec {
    name: "_hmac.HMAC",
    size: size_of::<Hmac>(),
    slots: Slots {
        repr: Some(|vm, v| vm.new_str(&format!("<{} HMAC object @ {:#x}>", h(v).algorithm.name(), v.0))),
        drop: Some(drop_hmac),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "name", get: |vm, v| vm.new_str(&format!("hmac-{}", h(v).algorithm.name())), set: None, doc: "" },
        GetSetDef { name: "block_size", get: |vm, v| vm.new_usize(h(v).algorithm.block_size()), set: None, doc: "" },
        GetSetDef { name: "digest_size", get: |vm, v| vm.new_usize(h(v).algorithm.digest_size()), set: None, doc: "" },
    ],
    ..TypeSpec::EMPTY
};

fn new_object(vm: &Vm, state: State) -> Res {
    vm.new_object::<Hmac>(vm.extension::<Types>().hmac.get() as *mut Type, |p| {
        // SAFETY: the instance is fresh.
        unsafe { (&raw mut (*p).state).write(Box::new(state)) }
    })
}

#[cold]
fn unknown(vm: &Vm, digest: Value) -> Raised {
    let text = match vm.repr_text(digest) {
        Ok(text) => text,
        Err(e) => return e,
    };
    let ty = vm.extension::<Types>().unknown.borrow().as_ref().map_or(vm.types.ValueError, |e| e.ptr::<Type>());
    vm.raise_type(ty, format!("unsupported hash type: {text}"))
}

/// The algorithm that a name, in lower or in upper case, stands for.
fn algorithm(vm: &Vm, digest: Value) -> Res<Algorithm> {
    if !vm.is_str(digest) {
        return Err(unknown(vm, digest));
    }
    let text = vm.str_text(digest);
    let is = |name: &str| text == name || text == name.to_ascii_uppercase();
    let found = Algorithm::ALL.iter().copied().find(|a| {
        let blake = matches!(a, Algorithm::Blake2b | Algorithm::Blake2s);
        !a.is_extendable() && (is(a.name()) || blake && is(&format!("{}_32", a.name())))
    });
    found.ok_or_else(|| unknown(vm, digest))
}

fn compute(vm: &Vm, algorithm: Algorithm, key: Value, msg: Value) -> Res {
    let mut state = State::new(algorithm, &source(vm, key)?);
    state.inner.update(&source(vm, msg)?);
    vm.new_bytes(state.finish().as_slice())
}

native! { static METHODS = [
    /// Return a copy ("clone") of the HMAC object.
    "copy(self, /)" => fn copy(vm, [this]) { new_object(vm, h(this).clone()) }
    /// Update the HMAC object with the given message.
    "update(self, /, msg)" => fn update(vm, [this, msg]) {
        let msg = source(vm, msg)?;
        h(this).inner.update(&msg);
        Ok(Ref::NONE)
    }
    /// Return the digest of the bytes passed to the update() method so far.
    ///
    /// This method may raise a MemoryError.
    "digest(self, /)" => fn digest(vm, [this]) { vm.new_bytes(h(this).finish().as_slice()) }
    /// Return hexadecimal digest of the bytes passed to the update() method so far.
    ///
    /// This may be used to exchange the value safely in email or other non-binary
    /// environments.
    ///
    /// This method may raise a MemoryError.
    "hexdigest(self, /)" => fn hexdigest(vm, [this]) { hex(vm, h(this).finish().as_slice()) }
]; }

native! { static FUNCTIONS = [
    /// Return a new HMAC object.
    "new(key, msg=None, digestmod=<unrepresentable>)" => fn new(vm, [key, msg, digestmod]) {
        if digestmod.is_unbound() {
            return Err(vm.type_error("new() missing 1 required argument 'digestmod'"));
        }
        let algorithm = algorithm(vm, digestmod)?;
        let mut state = State::new(algorithm, &source(vm, key)?);
        if !msg.is_none() {
            state.inner.update(&source(vm, msg)?);
        }
        new_object(vm, state)
    }
    "compute_digest(key, msg, digest)" => fn compute_digest(vm, [key, msg, digest]) { compute(vm, algorithm(vm, digest)?, key, msg) }
    "compute_md5(key, msg, /)" => fn compute_md5(vm, [key, msg]) { compute(vm, Algorithm::Md5, key, msg) }
    "compute_sha1(key, msg, /)" => fn compute_sha1(vm, [key, msg]) { compute(vm, Algorithm::Sha1, key, msg) }
    "compute_sha224(key, msg, /)" => fn compute_sha224(vm, [key, msg]) { compute(vm, Algorithm::Sha224, key, msg) }
    "compute_sha256(key, msg, /)" => fn compute_sha256(vm, [key, msg]) { compute(vm, Algorithm::Sha256, key, msg) }
    "compute_sha384(key, msg, /)" => fn compute_sha384(vm, [key, msg]) { compute(vm, Algorithm::Sha384, key, msg) }
    "compute_sha512(key, msg, /)" => fn compute_sha512(vm, [key, msg]) { compute(vm, Algorithm::Sha512, key, msg) }
    "compute_sha3_224(key, msg, /)" => fn compute_sha3_224(vm, [key, msg]) { compute(vm, Algorithm::Sha3_224, key, msg) }
    "compute_sha3_256(key, msg, /)" => fn compute_sha3_256(vm, [key, msg]) { compute(vm, Algorithm::Sha3_256, key, msg) }
    "compute_sha3_384(key, msg, /)" => fn compute_sha3_384(vm, [key, msg]) { compute(vm, Algorithm::Sha3_384, key, msg) }
    "compute_sha3_512(key, msg, /)" => fn compute_sha3_512(vm, [key, msg]) { compute(vm, Algorithm::Sha3_512, key, msg) }
    "compute_blake2s_32(key, msg, /)" => fn compute_blake2s_32(vm, [key, msg]) { compute(vm, Algorithm::Blake2s, key, msg) }
    "compute_blake2b_32(key, msg, /)" => fn compute_blake2b_32(vm, [key, msg]) { compute(vm, Algorithm::Blake2b, key, msg) }
]; }

/// Makes `_hmac`.
pub fn init(vm: &Vm) -> Res {
    vm.at_shutdown.borrow_mut().push(|vm| drop(vm.extension::<Types>().unknown.take()));
    let module = super::super::new_module(vm, "_hmac", "", FUNCTIONS)?;
    let types = vm.extension::<Types>();
    let (name, bases, dict) =
        (vm.new_str("UnknownHashError")?, vm.tuple_from(&[Value::from_ptr(vm.types.ValueError)])?, vm.new_dict()?);
    let (key, home) = (vm.intern("__module__"), vm.new_str("_hmac")?);
    vm.dict_set(dict.value(), key.value(), home.value())?;
    let exception = vm.call(Value::from_ptr(vm.types.r#type), &[name.value(), bases.value(), dict.value()])?;
    types.unknown.replace(Some(exception.clone()));
    super::super::set(vm, module.value(), "UnknownHashError", exception)?;
    let ty = new_type_of(vm, &SPEC, vm.types.object)?;
    types.hmac.set(ty as usize);
    super::super::set(vm, module.value(), "HMAC", Ref::from_type(ty))?;
    add_minsize(vm, module.value())?;
    Ok(module)
}
