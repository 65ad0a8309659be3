//! `_opcode`: properties of CPython's instructions, by number.
use super::opcode_table::{INSTRUCTIONS, ODD};
use crate::native;
use crate::object::{Ref, Res, Value, Vm};

/// Symbols of the binary operators, in the order of their numbers; the in-place forms of all come behind them.
const OPERATORS: [(&str, &str); 13] = [
    ("ADD", "+"),
    ("AND", "&"),
    ("FLOOR_DIVIDE", "//"),
    ("LSHIFT", "<<"),
    ("MATRIX_MULTIPLY", "@"),
    ("MULTIPLY", "*"),
    ("REMAINDER", "%"),
    ("OR", "|"),
    ("POWER", "**"),
    ("RSHIFT", ">>"),
    ("SUBTRACT", "-"),
    ("TRUE_DIVIDE", "/"),
    ("XOR", "^"),
];
const UNARY_INTRINSICS: &[&str] = &[
    "1_INVALID",
    "PRINT",
    "IMPORT_STAR",
    "STOPITERATION_ERROR",
    "ASYNC_GEN_WRAP",
    "UNARY_POSITIVE",
    "LIST_TO_TUPLE",
    "TYPEVAR",
    "PARAMSPEC",
    "TYPEVARTUPLE",
    "SUBSCRIPT_GENERIC",
    "TYPEALIAS",
];
const BINARY_INTRINSICS: &[&str] = &[
    "2_INVALID",
    "PREP_RERAISE_STAR",
    "TYPEVAR_WITH_BOUND",
    "TYPEVAR_WITH_CONSTRAINTS",
    "SET_FUNCTION_TYPE_PARAMS",
    "SET_TYPEPARAM_DEFAULT",
];

/// The step where an odd argument makes the effect smaller.
const LESS: i32 = -ODD;

fn find(number: i64) -> Option<&'static (&'static str, u16, &'static str, i32, i32)> {
    INSTRUCTIONS.iter().find(|row| row.1 as i64 == number)
}

fn has(vm: &Vm, number: Value, property: char) -> Res {
    let number = vm.c_int_arg(number)? as i64;
    Ok(Ref::bool(find(number).is_some_and(|row| row.2.contains(property))))
}

fn texts(vm: &Vm, prefix: &str, all: &[&str]) -> Res {
    let texts = all.iter().map(|t| vm.new_str(&format!("{prefix}{t}"))).collect::<Res<Vec<Ref>>>()?;
    vm.list_from_refs(texts)
}

native! { static FUNCTIONS = [
    /// Compute the stack effect of the opcode.
    "stack_effect(opcode, oparg=None, /, *, jump=None)" => fn stack_effect(vm, [opcode, oparg, jump]) {
        let number = vm.c_int_arg(opcode)? as i64;
        let arg = if oparg.is_none() { None } else { Some(vm.c_int_arg(oparg)? as i64) };
        let jumps = match jump {
            Value::NONE => None,
            Value::TRUE => Some(true),
            Value::FALSE => Some(false),
            _ => return Err(vm.value_error("stack_effect: jump must be False, True or None")),
        };
        let invalid = || vm.value_error("invalid opcode or oparg");
        let (_, _, properties, base, step) = find(number).ok_or_else(invalid)?;
        // What a handler gets is on the stack only where the jump to it is taken.
        if properties.contains('e') {
            return vm.new_int(if jumps == Some(false) { 0 } else { *base as i64 });
        }
        let arg = arg.unwrap_or(0);
        let grown = match *step {
            ODD => Some(arg & 1),
            LESS => Some(-(arg & 1)),
            step => arg.checked_mul(step as i64),
        };
        let effect = grown.map(|g| *base as i64 + g).filter(|e| i32::try_from(*e).is_ok());
        vm.new_int(effect.ok_or_else(invalid)?)
    }
    /// Return True if opcode is valid, False otherwise.
    "is_valid(opcode)" => fn is_valid(vm, [opcode]) {
        let number = vm.c_int_arg(opcode)? as i64;
        Ok(Ref::bool(find(number).is_some()))
    }
    /// Return True if the opcode uses its oparg, False otherwise.
    "has_arg(opcode)" => fn has_arg(vm, [opcode]) { has(vm, opcode, 'a') }
    /// Return True if the opcode accesses a constant, False otherwise.
    "has_const(opcode)" => fn has_const(vm, [opcode]) { has(vm, opcode, 'c') }
    /// Return True if the opcode accesses an attribute by name, False otherwise.
    "has_name(opcode)" => fn has_name(vm, [opcode]) { has(vm, opcode, 'n') }
    /// Return True if the opcode has a jump target, False otherwise.
    "has_jump(opcode)" => fn has_jump(vm, [opcode]) { has(vm, opcode, 'j') }
    /// Return True if the opcode accesses a free variable, False otherwise.
    ///
    /// Note that 'free' in this context refers to names in the current scope
    /// that are referenced by inner scopes or names that are referenced in this
    /// scope from outer scopes. It does not include references to global or
    /// builtin scopes.
    "has_free(opcode)" => fn has_free(vm, [opcode]) { has(vm, opcode, 'f') }
    /// Return True if the opcode accesses a local variable, False otherwise.
    "has_local(opcode)" => fn has_local(vm, [opcode]) { has(vm, opcode, 'l') }
    /// Return True if the opcode sets an exception handler, False otherwise.
    "has_exc(opcode)" => fn has_exc(vm, [opcode]) { has(vm, opcode, 'e') }
    /// Return the specialization stats
    "get_specialization_stats()" => fn specialization_stats(vm, []) { Ok(Ref::NONE) }
    /// Return array of symbols of binary ops.
    ///
    /// Indexed by the BINARY_OP oparg value.
    "get_nb_ops()" => fn nb_ops(vm, []) {
        let pair = |name: String, symbol: String| vm.tuple_from_refs(vec![vm.new_str(&name)?, vm.new_str(&symbol)?]);
        let mut all = Vec::new();
        for (name, symbol) in OPERATORS {
            all.push(pair(format!("NB_{name}"), symbol.to_owned())?);
        }
        for (name, symbol) in OPERATORS {
            all.push(pair(format!("NB_INPLACE_{name}"), format!("{symbol}="))?);
        }
        all.push(pair("NB_SUBSCR".to_owned(), "[]".to_owned())?);
        vm.list_from_refs(all)
    }
    /// Return a list of names of the unary intrinsics.
    "get_intrinsic1_descs()" => fn intrinsic1_descs(vm, []) {
        texts(vm, "INTRINSIC_", UNARY_INTRINSICS)
    }
    /// Return a list of names of the binary intrinsics.
    "get_intrinsic2_descs()" => fn intrinsic2_descs(vm, []) { texts(vm, "INTRINSIC_", BINARY_INTRINSICS) }
    /// Return a list of special method names.
    "get_special_method_names()" => fn special_method_names(vm, []) {
        texts(vm, "", &["__enter__", "__exit__", "__aenter__", "__aexit__"])
    }
    /// Return the executor object at offset in code if exists, None otherwise.
    "get_executor(*, code, offset)" => fn get_executor(vm, [code, offset]) {
        Err(vm.runtime_error("Executors are not available in this build"))
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_opcode", "Opcode support module.", FUNCTIONS)?;
    super::add_functions(vm, module.value(), super::opcode_instructions::FUNCTIONS)?;
    super::set(vm, module.value(), "ENABLE_SPECIALIZATION", Ref::bool(true))?;
    super::set(vm, module.value(), "ENABLE_SPECIALIZATION_FT", Ref::bool(true))?;
    let opmap = vm.new_dict()?;
    for (name, number, ..) in INSTRUCTIONS {
        let name = vm.intern(name);
        vm.dict_set(opmap.value(), name.value(), Value::small_int(*number as i64))?;
    }
    super::set(vm, module.value(), "_opmap", opmap)?;
    Ok(module)
}
