//! The functions of `_opcode` that show this interpreter's own instructions: what `dis` is built on.
use crate::bytecode::Bytecode;
use crate::bytecode::shown::{Shown, has_operand, instruction_set};
use crate::native;
use crate::object::{Code, Ref, Res, Value, Vm};

/// Bytes of a word: offsets of code are told in bytes, as `tb_lasti` is.
const BYTES: usize = 2;

fn code_arg<'a>(vm: &Vm, v: Value) -> Res<&'a Code> {
    if !v.is_exact(vm.types.code) {
        return Err(vm.type_error(format!("expected a code object, not {}", vm.type_name(v))));
    }
    // SAFETY: the type was checked; the caller's argument keeps it alive.
    Ok(unsafe { v.get::<Code>() })
}

fn number(vm: &Vm, n: usize) -> Res {
    vm.new_int(n as i64)
}

/// An operand as kind and content: names where there are names.
fn operand(vm: &Vm, code: &Bytecode, shown: Shown) -> Res {
    let name = |names: &[Box<str>], i: usize| vm.new_str(names.get(i).map_or("?", |n| n));
    let (kind, content) = match shown {
        Shown::Register(r) => match code.local_names.get(r as usize) {
            Some(name) => ("local", vm.new_str(name)?),
            None => ("temporary", number(vm, (r as usize).saturating_sub(code.locals as usize))?),
        },
        Shown::Const(i) => ("const", number(vm, i)?),
        Shown::Name(i) => ("name", name(&code.names, i)?),
        Shown::Free(i) => ("free", name(&code.free_names, i)?),
        Shown::Immediate(n) => ("immediate", vm.new_int(n as i64)?),
        Shown::Count(n) => ("count", vm.new_int(n as i64)?),
        Shown::Jump(target) => ("jump", number(vm, target * BYTES)?),
    };
    vm.tuple_from_refs([vm.intern(kind), content])
}

native! { pub static FUNCTIONS = [
    /// The instructions of a code object: a list of tuples (offset, opcode, length, operands).
    ///
    /// Offset and length are in bytes. Each operand is a tuple of its kind ('local', 'temporary', 'const', 'name', 'free', 'immediate',
    /// 'count' or 'jump') and its content. With adaptive the opcodes are those that the instructions have been specialised to.
    "_instructions(code, adaptive=False, /)" => fn instructions(vm, [code, adaptive]) {
        let adaptive = vm.truth(adaptive)?;
        let object = code_arg(vm, code)?;
        let bytecode = &object.bytecode;
        let mut rows = Vec::new();
        for (offset, op) in bytecode.instructions() {
            // Code that has not run yet has no words of its own.
            let now = object.words.get(offset).filter(|_| adaptive).copied().unwrap_or(op as u16);
            let operands: Vec<Ref> = bytecode.operands(offset, op).into_iter().map(|o| operand(vm, bytecode, o)).collect::<Res<_>>()?;
            let row = [number(vm, offset * BYTES)?, vm.new_int(now as i64)?, number(vm, op.len() * BYTES)?, vm.tuple_from_refs(operands)?];
            rows.push(vm.tuple_from_refs(row)?);
        }
        vm.list_from_refs(rows)
    }
    /// The exception table of a code object: a list of tuples (start, end, handler, temporary), offsets in bytes.
    "_exception_table(code, /)" => fn exception_table(vm, [code]) {
        let bytecode = &code_arg(vm, code)?.bytecode;
        let mut rows = Vec::new();
        for e in &bytecode.exceptions {
            let row = [e.start, e.end, e.handler].map(|offset| number(vm, offset as usize * BYTES));
            let [start, end, handler] = row;
            let temporary = number(vm, e.depth.saturating_sub(bytecode.locals) as usize)?;
            rows.push(vm.tuple_from_refs([start?, end?, handler?, temporary])?);
        }
        vm.list_from_refs(rows)
    }
    /// All instructions: a tuple of the list of their names, the dict of their numbers, and the dict that tells of the special forms what
    /// they are forms of.
    "_instruction_set()" => fn all_instructions(vm, []) {
        let (names, numbers, forms) = (vm.list_from(&[])?, vm.new_dict()?, vm.new_dict()?);
        for (opcode, name, base) in instruction_set() {
            let key = vm.intern(name);
            vm.list(names.value()).push(vm, key.clone())?;
            vm.dict_set(numbers.value(), key.value(), Value::small_int(opcode as i64))?;
            if name != base {
                vm.dict_set(forms.value(), key.value(), vm.intern(base).value())?;
            }
        }
        vm.tuple_from_refs([names, numbers, forms])
    }
    /// The opcodes of all instructions with an operand of that kind: 'register', 'const', 'name', 'free', 'jump' or 'any'.
    "_opcodes_with(kind, /)" => fn opcodes_with(vm, [kind]) {
        if !vm.is_str(kind) {
            return Err(vm.type_error(format!("kind must be str, not {}", vm.type_name(kind))));
        }
        let kind = vm.str_text(kind);
        let opcodes = instruction_set().map(|(opcode, ..)| opcode).filter(|opcode| has_operand(*opcode, &kind));
        vm.list_from(&opcodes.map(|opcode| Value::small_int(opcode as i64)).collect::<Vec<_>>())
    }
]; }
