//! `_sre`: the objects around the matcher of `text::regex`. The library's `re` makes the code and caches the patterns.
mod matched;
mod pattern;
mod scanner;
mod subject;
mod substitute;

use crate::native;
use crate::object::{IntView, Ref, Res, Type, Value, Vm};
use crate::text::case::{simple_lower, simple_upper};
use crate::text::regex::{MAX_GROUPS, MAX_REPEAT, ascii_lower};
use crate::types::struct_sequence::new_type_of;
use std::cell::Cell;

/// The version of the code that the compiler makes.
const MAGIC: i64 = 20230612;

/// The types, made with the module.
struct Types {
    pattern: Cell<*mut Type>,
    matched: Cell<*mut Type>,
    scanner: Cell<*mut Type>,
    template: Cell<*mut Type>,
}

impl Default for Types {
    fn default() -> Types {
        let null = || Cell::new(std::ptr::null_mut());
        Types { pattern: null(), matched: null(), scanner: null(), template: null() }
    }
}

/// A character argument.
fn character(vm: &Vm, v: Value) -> Res<u32> {
    let c = vm.c_int_arg(v)?;
    Ok(c as u32)
}

fn int_of(vm: &Vm, v: Value) -> Res<u32> {
    let i = match vm.as_int(v) {
        Some(i) => i,
        None => return Err(vm.type_error("an integer is required")),
    };
    match i {
        IntView::Small(x) if x < 0 => Err(vm.overflow_error("can't convert negative value to unsigned int")),
        IntView::Small(x) => u32::try_from(x).map_err(|_| vm.overflow_error("regular expression code size limit exceeded")),
        IntView::Big(_) => Err(vm.overflow_error("regular expression code size limit exceeded")),
    }
}

native! { static FUNCTIONS = [
    "getcodesize()" => fn getcodesize(vm, []) { vm.new_int(4) }
    "ascii_iscased(character, /)" => fn ascii_iscased(vm, [c]) {
        let c = character(vm, c)?;
        Ok(Ref::bool(c < 128 && (c as u8).is_ascii_alphabetic()))
    }
    "unicode_iscased(character, /)" => fn unicode_iscased(vm, [c]) {
        let c = character(vm, c)?;
        Ok(Ref::bool(simple_lower(c) != c || simple_upper(c) != c))
    }
    "ascii_tolower(character, /)" => fn ascii_tolower(vm, [c]) { vm.new_int(ascii_lower(character(vm, c)?) as i32 as i64) }
    "unicode_tolower(character, /)" => fn unicode_tolower(vm, [c]) { vm.new_int(simple_lower(character(vm, c)?) as i32 as i64) }
    "compile(pattern, flags, code, groups, groupindex, indexgroup)" => fn compile(vm, [pattern, flags, code, groups, groupindex, indexgroup]) {
        let flags = vm.c_int_arg(flags)?;
        if !vm.is_list(code) {
            return Err(argument_type(vm, "compile", "code", "list", code));
        }
        let groups = vm.int_arg(groups)?;
        if !vm.is_dict(groupindex) {
            return Err(argument_type(vm, "compile", "groupindex", "dict", groupindex));
        }
        if !vm.is_tuple(indexgroup) {
            return Err(argument_type(vm, "compile", "indexgroup", "tuple", indexgroup));
        }
        let words: Res<Vec<u32>> = vm.list(code).items().iter().map(|v| int_of(vm, *v)).collect();
        pattern::new(vm, pattern, flags, &words?, groups, groupindex, indexgroup)
    }
    /// template is either the literal string or a list containing interleaved literals and group indices
    "template(pattern, template, /)" => fn template(vm, [pattern, template]) { substitute::new_template(vm, pattern, template) }
]; }

#[cold]
fn argument_type(vm: &Vm, function: &str, name: &str, wanted: &str, v: Value) -> crate::object::Raised {
    vm.type_error(format!("{function}() argument '{name}' must be {wanted}, not {}", vm.type_name(v)))
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_sre", "", FUNCTIONS)?;
    let types = vm.extension::<Types>();
    types.pattern.set(new_type_of(vm, &pattern::SPEC, vm.types.object)?);
    types.matched.set(new_type_of(vm, &matched::SPEC, vm.types.object)?);
    types.scanner.set(new_type_of(vm, &scanner::SPEC, vm.types.object)?);
    types.template.set(new_type_of(vm, &substitute::SPEC, vm.types.object)?);
    let m = module.value();
    super::set(vm, m, "MAGIC", vm.new_int(MAGIC)?)?;
    super::set(vm, m, "CODESIZE", vm.new_int(4)?)?;
    super::set(vm, m, "MAXREPEAT", vm.new_int(MAX_REPEAT as i64)?)?;
    super::set(vm, m, "MAXGROUPS", vm.new_usize(MAX_GROUPS)?)?;
    super::set(vm, m, "copyright", vm.new_str(" SRE 2.2.2 compatible ")?)?;
    Ok(module)
}
