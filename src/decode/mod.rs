//! From immutable bytecode to a code object with threaded code: one flat array of words per code object, in which the handlers keep
//! their inline caches and which they rewrite in place.
use crate::bytecode::{Body, Bytecode, Const};
use crate::isa::Op;
use crate::object::{Code, Ref, Res, Value, Vm, code_flags};
use dashu_int::IBig;
use std::sync::Arc;

/// Largest window of a function that may be called without a check of the register stack's end.
pub const SIMPLE_REGISTERS: u32 = 4096;

/// What code that has not been decoded begins with.
static UNPREPARED: [u16; 4] = [Op::PREPARE_CODE as u16, 0, 0, 0];

/// A code object. `bytecode` has been verified, or will be when its body is read. `names_are_globals`: the namespace is the globals (a
/// module's code run as such), so that names resolve as globals do. It is decoded when it runs for the first time.
pub fn new_code(vm: &Vm, bytecode: &Arc<Bytecode>, names_are_globals: bool) -> Res {
    let named = (bytecode.arg_count + bytecode.kwonly_count) as usize;
    let parameters: Vec<Ref> = bytecode.local_names[..named].iter().map(|n| vm.intern(n)).collect();
    let (name, qualname) = (vm.intern(&bytecode.name), vm.intern(&bytecode.qualname));
    let h = vm.alloc_raw(size_of::<Code>(), false, vm.types.code)?;
    let b = bytecode;
    let simple = b.flags & code_flags::SIMPLE != 0 && b.registers <= SIMPLE_REGISTERS;
    // SAFETY: the cell is fresh and large enough.
    unsafe {
        let header = std::ptr::read(h);
        (h as *mut Code).write(Code {
            header,
            entry: UNPREPARED.as_ptr(),
            registers: b.registers,
            locals: b.locals,
            arg_count: b.arg_count,
            simple_args: if simple { b.arg_count } else { u32::MAX },
            flags: b.flags,
            globals: std::ptr::null_mut(),
            words: Box::default(),
            consts: Box::default(),
            names: Box::default(),
            parameters: parameters.into_iter().map(Ref::into_value).collect(),
            name: name.into_value(),
            qualname: qualname.into_value(),
            bytecode: bytecode.clone(),
            names_are_globals,
        });
    }
    Ok(Ref::own(Value::from_ptr(h)))
}

/// Makes the threaded code and the constants of a code object where that has not been done.
///
/// # Errors
/// MemoryError; SystemError where the code comes from a bytecode file and its body is malformed.
///
/// # Safety
/// `code` is a live code object.
pub unsafe fn prepare(vm: &Vm, code: *mut Code) -> Res<()> {
    if (*code).entry != UNPREPARED.as_ptr() {
        return Ok(());
    }
    let bytecode = (*code).bytecode.clone();
    let Some(body) = bytecode.try_body() else {
        let text = format!("malformed bytecode file: {}: {}", bytecode.filename, bytecode.qualname);
        return Err(vm.raise_type(vm.types.SystemError, &text));
    };
    let consts: Vec<Ref> = body.consts.iter().map(|c| constant(vm, c)).collect::<Res<_>>()?;
    let names: Vec<Ref> = body.names.iter().map(|n| vm.intern(n)).collect();
    // A constant that is a set has called code: it may have run this.
    if (*code).entry != UNPREPARED.as_ptr() {
        return Ok(());
    }
    let words = threaded(&bytecode, body, &consts, (*code).names_are_globals);
    (*code).words = words;
    (*code).consts = consts.into_iter().map(Ref::into_value).collect();
    (*code).names = names.into_iter().map(Ref::into_value).collect();
    // The words do not move with the box.
    (*code).entry = (*code).words.as_ptr();
    Ok(())
}

/// The instructions in the forms that run at first, constants put in.
fn threaded(bytecode: &Bytecode, body: &Body, consts: &[Ref], names_are_globals: bool) -> Box<[u16]> {
    let mut words: Box<[u16]> = body.words.clone();
    let mut i = 0;
    while i < words.len() {
        let op = Op::from_u16(words[i]).expect("verified bytecode");
        match op {
            Op::LOAD_CONST => {
                let k = words[i + 2] as usize | (words[i + 3] as usize) << 16;
                let v = consts[k].value();
                for (j, w) in (0..4).zip(&mut words[i + 4..i + 8]) {
                    *w = (v.0 >> (16 * j)) as u16;
                }
                if !v.is_heap() {
                    words[i] = Op::LOAD_CONST_IMMEDIATE as u16;
                }
            }
            // Forms that consume their container, and those that take a new reference to a local value.
            Op::GETITEM if words[i + 2] as u32 >= bytecode.locals => words[i] = Op::GETITEM_LIST_T as u16,
            Op::GETITEM_IMM if words[i + 2] as u32 >= bytecode.locals => words[i] = Op::GETITEM_IMM_LIST_T as u16,
            Op::SETITEM_IMM if words[i + 1] as u32 >= bytecode.locals || (words[i + 3] as u32) < bytecode.locals => {
                words[i] = Op::SETITEM_IMM_LIST_T as u16
            }
            Op::SETITEM if words[i + 1] as u32 >= bytecode.locals => words[i] = Op::SETITEM_LIST_T as u16,
            Op::SETITEM if (words[i + 3] as u32) < bytecode.locals => words[i] = Op::SETITEM_LIST_L as u16,
            Op::LOAD_NAME if names_are_globals => words[i] = Op::LOAD_GLOBAL as u16,
            Op::STORE_NAME if names_are_globals => words[i] = Op::STORE_GLOBAL as u16,
            Op::DELETE_NAME if names_are_globals => words[i] = Op::DELETE_GLOBAL as u16,
            _ => {}
        }
        // Forms that release what a local held before.
        let now = Op::from_u16(words[i]).expect("an opcode");
        if (words[i + 1] as u32) < bytecode.locals
            && let Some(form) = crate::isa::local_form(now)
        {
            words[i] = form as u16;
        }
        i += op.len();
    }
    fuse(&mut words, bytecode.locals);
    words
}

/// A constant as an object.
pub fn constant(vm: &Vm, c: &Const) -> Res {
    Ok(match c {
        Const::None => Ref::NONE,
        Const::True => Ref::bool(true),
        Const::False => Ref::bool(false),
        Const::Ellipsis => Ref::own(Value::ELLIPSIS),
        Const::Int(x) => vm.new_int(*x)?,
        Const::BigInt(bytes) => vm.new_big(big(bytes))?,
        Const::Float(x) => Ref::float(*x),
        Const::Complex(re, im) => crate::types::complex::new_complex(vm, *re, *im)?,
        Const::Str(s) => {
            let r = vm.str_from_wtf8(s)?;
            if is_identifier(s) { vm.intern_value(r) } else { r }
        }
        Const::Bytes(b) => vm.new_bytes(b)?,
        Const::Tuple(items) => {
            let items: Vec<Ref> = items.iter().map(|c| constant(vm, c)).collect::<Res<_>>()?;
            vm.tuple_from_refs(items)?
        }
        Const::FrozenSet(items) => {
            let items: Vec<Ref> = items.iter().map(|c| constant(vm, c)).collect::<Res<_>>()?;
            let t = vm.tuple_from_refs(items)?;
            vm.call(Value::from_ptr(vm.types.frozenset), &[t.value()])?
        }
        Const::Code(b) => new_code(vm, b, false)?,
    })
}

fn is_identifier(s: &[u8]) -> bool {
    s.iter().all(|c| c.is_ascii_alphanumeric() || *c == b'_')
}

fn big(bytes: &[u8]) -> IBig {
    let negative = bytes.last().is_some_and(|b| b & 0x80 != 0);
    let magnitude = IBig::from(dashu_int::UBig::from_le_bytes(bytes));
    if negative { magnitude - (IBig::from(1) << (bytes.len() * 8)) } else { magnitude }
}

/// Fuses pairs of instructions: the first one does the work of both, the second stays for jumps to it and for what the first declines.
fn fuse(words: &mut [u16], locals: u32) {
    let is = |w: u16, op: Op| w == op as u16;
    let mut i = 0;
    while i < words.len() {
        let len = Op::from_u16(words[i]).expect("an opcode").len();
        if is(words[i], Op::GETITEM) && words[i + 1] as u32 >= locals && i + 8 <= words.len() {
            let result = words[i + 1];
            let next = words[i + 4];
            if is(next, Op::JUMP_TRUE) && words[i + 5] == result {
                words[i] = Op::GETITEM_JUMP_TRUE as u16;
            } else if is(next, Op::JUMP_FALSE) && words[i + 5] == result {
                words[i] = Op::GETITEM_JUMP_FALSE as u16;
            } else if is(next, Op::GETITEM_LIST_T) && words[i + 6] == result && words[i + 7] != result {
                words[i] = Op::GETITEM_GETITEM as u16;
            }
        }
        i += len;
    }
}
