//! Warnings that the interpreter itself gives. Where a program has imported `warnings`, that module decides what becomes of them.
use super::{source_line, write_stderr};
use crate::object::{Ref, Res, Type, Value, Vm};
use std::cell::RefCell;

/// What has been shown: each warning once at each place.
#[derive(Default)]
struct Shown(RefCell<rustc_hash::FxHashSet<(String, String, u32)>>);

/// Gives a warning about what the running function does. An error where a filter makes it one.
pub fn warn(vm: &Vm, category: *mut Type, text: &str) -> Res<()> {
    give(vm, category, text, "")
}
/// As `warn`, about an object whose place of allocation is not known.
pub fn warn_with_source(vm: &Vm, category: *mut Type, text: &str) -> Res<()> {
    let name = vm.type_name_of(category);
    give(vm, category, text, &format!("{name}: Enable tracemalloc to get the object allocation traceback\n"))
}

fn give(vm: &Vm, category: *mut Type, text: &str, note: &str) -> Res<()> {
    let modules = vm.modules.get();
    if !modules.is_null() {
        let key = vm.intern("warnings");
        let module = vm.dict(Value::from_ptr(modules)).get_name(vm, key.value()).map(Ref::new);
        if let Some(module) = module {
            let warn = vm.getattr_str(module.value(), "warn")?;
            let text = vm.new_str(text)?;
            return vm.call(warn.value(), &[text.value(), Value::from_ptr(category)]).map(drop);
        }
    }
    let (file, line, is_main) = place(vm);
    // Programs that are not being worked on do not want to know what is deprecated.
    if category == vm.types.DeprecationWarning && !is_main {
        return Ok(());
    }
    if !vm.extension::<Shown>().0.borrow_mut().insert((text.to_owned(), file.clone(), line)) {
        return Ok(());
    }
    let mut out = format!("{file}:{line}: {}: {text}\n", vm.type_name_of(category));
    if let Some(source) = source_line(&file, line) {
        out.push_str(&format!("  {}\n", source.trim()));
    }
    out.push_str(note);
    write_stderr(vm, &out);
    Ok(())
}

/// File and line of the running function, and whether it belongs to the program itself.
fn place(vm: &Vm) -> (String, u32, bool) {
    let nowhere = ("<sys>".to_owned(), 0, true);
    let Some(record) = crate::vm::frames::record_at(vm, 0) else { return nowhere };
    let line = crate::vm::frames::line(vm, record);
    // SAFETY: a record on the frame stack keeps its function, and that its globals.
    let (code, module) = unsafe {
        let f = (*record).function.get::<crate::object::Function>();
        (&f.code().bytecode, (*f.globals).get_name(vm, vm.names.__name__))
    };
    let is_main = module.is_some_and(|m| vm.is_str(m) && vm.str_text(m) == "__main__");
    (code.filename.to_string(), line, is_main)
}
