//! `_blake2`: BLAKE2b and BLAKE2s with all their parameters.
use super::hasher::{Algorithm, Hasher};
use super::{GETSET, Hash, METHODS, add_minsize, add_type, drop_hash, initial, new_hash, source, unsigned};
use crate::native;
use crate::object::{Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native};

/// The limits of a variant.
struct Variant {
    algorithm: Algorithm,
    /// As messages name it.
    title: &'static str,
    /// Of salt and personalisation.
    salt: usize,
    /// Of key and digest.
    digest: usize,
    node_offset: u64,
}

static BLAKE2B: Variant =
    Variant { algorithm: Algorithm::Blake2b, title: "Blake2b", salt: 16, digest: 64, node_offset: u64::MAX };
static BLAKE2S: Variant =
    Variant { algorithm: Algorithm::Blake2s, title: "Blake2s", salt: 8, digest: 32, node_offset: (1 << 48) - 1 };

/// The parameters as they came.
struct Arguments {
    data: Value,
    digest_size: Value,
    key: Value,
    salt: Value,
    person: Value,
    /// fanout, depth, leaf_size, node_offset, node_depth, inner_size
    tree: [Value; 6],
    last_node: Value,
    usedforsecurity: Value,
    string: Value,
}

/// The same calls on the parameters of either variant.
macro_rules! state {
    ($params:expr, $p:expr) => {{
        let p: &Parameters = $p;
        let mut params = $params;
        params
            .hash_length(p.digest_size)
            .key(&p.key)
            .salt(&p.salt)
            .personal(&p.person)
            .fanout(p.fanout)
            .max_depth(p.depth)
            .max_leaf_length(p.leaf_size)
            .node_offset(p.node_offset)
            .node_depth(p.node_depth)
            .inner_hash_length(p.inner_size)
            .last_node(p.last_node);
        Box::new(params.to_state())
    }};
}

/// The parameters, checked.
struct Parameters {
    digest_size: usize,
    key: Vec<u8>,
    salt: Vec<u8>,
    person: Vec<u8>,
    fanout: u8,
    depth: u8,
    leaf_size: u32,
    node_offset: u64,
    node_depth: u8,
    inner_size: usize,
    last_node: bool,
}

fn construct(vm: &Vm, v: &Variant, a: Arguments) -> Res {
    let data = initial(vm, a.data, a.string)?;
    let digest_size = if a.digest_size.is_unbound() { v.digest as i64 } else { vm.c_int_arg(a.digest_size)? };
    let bytes = |v: Value| if v.is_unbound() { Ok(Vec::new()) } else { Ok(vm.bytes_arg(v)?.to_vec()) };
    let (key, salt, person) = (bytes(a.key)?, bytes(a.salt)?, bytes(a.person)?);
    let [fanout, depth, leaf_size, node_offset, node_depth, inner_size] = a.tree;
    let (fanout, depth) = (vm.c_int_arg(fanout)?, vm.c_int_arg(depth)?);
    let leaf_size = unsigned(vm, leaf_size, "unsigned long")?;
    let node_offset = unsigned(vm, node_offset, "unsigned long long")?;
    let (node_depth, inner_size) = (vm.c_int_arg(node_depth)?, vm.c_int_arg(inner_size)?);
    let last_node = vm.truth(a.last_node)?;
    vm.truth(a.usedforsecurity)?;
    let most = v.digest;
    if !(1..=most as i64).contains(&digest_size) {
        let message = format!("digest_size for {} must be between 1 and {most} bytes, here it is {digest_size}", v.title);
        return Err(vm.value_error(message));
    }
    if salt.len() > v.salt {
        return Err(vm.value_error(format!("maximum salt length is {} bytes", v.salt)));
    }
    if person.len() > v.salt {
        return Err(vm.value_error(format!("maximum person length is {} bytes", v.salt)));
    }
    let byte = |name: &str, least: i64, x: i64| match u8::try_from(x) {
        Ok(x) if x as i64 >= least => Ok(x),
        _ => Err(vm.value_error(format!("{name} must be between {least} and 255"))),
    };
    let (fanout, depth) = (byte("fanout", 0, fanout)?, byte("depth", 1, depth)?);
    let Ok(leaf_size) = u32::try_from(leaf_size) else { return Err(vm.overflow_error("leaf_size is too large")) };
    if node_offset > v.node_offset {
        return Err(vm.overflow_error("node_offset is too large"));
    }
    let node_depth = byte("node_depth", 0, node_depth)?;
    if !(0..=most as i64).contains(&inner_size) {
        return Err(vm.value_error(format!("inner_size must be between 0 and is {most}")));
    }
    if key.len() > most {
        return Err(vm.value_error(format!("maximum key length is {most} bytes")));
    }
    let (digest_size, inner_size) = (digest_size as usize, inner_size as usize);
    let p = Parameters {
        digest_size, key, salt, person, fanout, depth, leaf_size, node_offset, node_depth, inner_size, last_node
    };
    let mut hasher = match v.algorithm {
        Algorithm::Blake2s => Hasher::Blake2s(state!(blake2s_simd::Params::new(), &p)),
        _ => Hasher::Blake2b(state!(blake2b_simd::Params::new(), &p)),
    };
    if !data.is_unbound() {
        hasher.update(&source(vm, data)?);
    }
    new_hash(vm, v.algorithm, hasher)
}

native! { static NEW = [
    "blake2b(data=b'', *, digest_size=<unrepresentable>, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=<unrepresentable>)" =>
        fn new_blake2b(vm, [data, digest_size, key, salt, person, fanout, depth, leaf_size, node_offset, node_depth, inner_size, last_node, usedforsecurity, string]) {
        let tree = [fanout, depth, leaf_size, node_offset, node_depth, inner_size];
        construct(vm, &BLAKE2B, Arguments { data, digest_size, key, salt, person, tree, last_node, usedforsecurity, string })
    }
    "blake2s(data=b'', *, digest_size=<unrepresentable>, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=<unrepresentable>)" =>
        fn new_blake2s(vm, [data, digest_size, key, salt, person, fanout, depth, leaf_size, node_offset, node_depth, inner_size, last_node, usedforsecurity, string]) {
        let tree = [fanout, depth, leaf_size, node_offset, node_depth, inner_size];
        construct(vm, &BLAKE2S, Arguments { data, digest_size, key, salt, person, tree, last_node, usedforsecurity, string })
    }
]; }

const SPEC: TypeSpec = TypeSpec { size: size_of::<Hash>(), methods: METHODS, getset: GETSET, ..TypeSpec::EMPTY };
static BLAKE2B_SPEC: TypeSpec = TypeSpec {
    name: "_blake2.blake2b",
    doc: "Return a new BLAKE2b hash object.",
    slots: Slots { new: Some(|vm, _, args, kwnames| call_native(vm, &NEW[0], args, kwnames)), drop: Some(drop_hash), ..Slots::EMPTY },
    ..SPEC
};
static BLAKE2S_SPEC: TypeSpec = TypeSpec {
    name: "_blake2.blake2s",
    doc: "Return a new BLAKE2s hash object.",
    slots: Slots { new: Some(|vm, _, args, kwnames| call_native(vm, &NEW[1], args, kwnames)), drop: Some(drop_hash), ..Slots::EMPTY },
    ..SPEC
};

fn add_variant(vm: &Vm, module: Value, v: &Variant, spec: &'static TypeSpec) -> Res<()> {
    let ty: *mut Type = add_type(vm, module, v.algorithm, spec, v.algorithm.name())?;
    let prefix = v.algorithm.name().to_ascii_uppercase();
    for (name, n) in [("SALT_SIZE", v.salt), ("PERSON_SIZE", v.salt), ("MAX_KEY_SIZE", v.digest), ("MAX_DIGEST_SIZE", v.digest)] {
        let n = Ref::own(Value::small_int(n as i64));
        // SAFETY: the type was just made and lives as long as the interpreter.
        vm.dict_set_name(unsafe { (*ty).dict }, vm.intern(name).value(), n.clone())?;
        super::super::set(vm, module, &format!("{prefix}_{name}"), n)?;
    }
    Ok(())
}

/// Makes `_blake2`.
pub fn init(vm: &Vm) -> Res {
    let module = super::super::new_module(vm, "_blake2", "_blake2b provides BLAKE2b for hashlib\n", &[])?;
    add_variant(vm, module.value(), &BLAKE2B, &BLAKE2B_SPEC)?;
    add_variant(vm, module.value(), &BLAKE2S, &BLAKE2S_SPEC)?;
    add_minsize(vm, module.value())?;
    Ok(module)
}
