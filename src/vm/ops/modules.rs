//! Imports, and what the interactive interpreter displays.
use super::*;
use crate::next_or_unwind;
use crate::{operand, reg};

cold! {
    IMPORT_NAME(pc, fp, vm, tab) {
        let p = fp.add(operand!(pc, 1));
        let r = crate::import::import_name(vm, name(vm, pc, 2), function(vm).builtins, function(vm).globals, *p, operand!(pc, 3) as i64);
        let ok = match r {
            Ok(m) => { put(vm, fp, operand!(pc, 1), m.into_value()); true }
            Err(_) => false,
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    IMPORT_FROM(pc, fp, vm, tab) {
        let ok = match crate::import::import_from(vm, reg!(fp, pc, 2), name(vm, pc, 3)) {
            Ok(v) => { put(vm, fp, operand!(pc, 1), v.into_value()); true }
            Err(_) => false,
        };
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    IMPORT_STAR(pc, fp, vm, tab) {
        let f = frame(vm);
        let ns = if f.flags & crate::object::frame_flags::HAS_LOCALS != 0 { f.locals } else { Value::from_ptr(function(vm).globals) };
        let ok = crate::import::import_star(vm, reg!(fp, pc, 1), ns).is_ok();
        if ok { consume(vm, fp, operand!(pc, 1), locals(vm)); }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
    PRINT_EXPR(pc, fp, vm, tab) {
        let r = match (*vm.sys.get()).get_name(vm, vm.intern("displayhook").value()) {
            Some(hook) => vm.call(hook, &[reg!(fp, pc, 1)]).map(drop),
            None => Err(vm.runtime_error("lost sys.displayhook")),
        };
        let ok = r.is_ok();
        if ok { consume(vm, fp, operand!(pc, 1), locals(vm)); }
        next_or_unwind!(ok, 4, pc, fp, vm, tab)
    }
}
