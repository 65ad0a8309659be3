//! The virtual machine: what the layers beside it (types, builtins, stdlib, import, report) may use of it.
pub mod call;
pub mod dispatch;
pub mod async_generator;
pub mod coroutine;
pub mod fault;
pub mod frames;
pub mod generator;
pub mod import_lock;
pub mod monitoring;
pub mod observer;
pub mod ops;
pub mod signals;
pub mod stack;
pub mod threads;

use crate::bytecode::Bytecode;
use crate::object::{Code, Config, Dict, Function, Ref, Res, Type, Value, Vm};
use std::sync::Arc;

pub use crate::decode::{new_code, prepare as prepare_code};
pub use call::{call_function, call_with_locals};

/// An interpreter with its types, stacks and builtin modules.
pub fn new_vm(config: Config) -> Res<Box<Vm>> {
    let mut vm = Vm::bare(config);
    vm.enter();
    vm.table.set(dispatch::HANDLERS.as_ptr() as *const ());
    vm.unraisable.set(crate::report::unraisable_pending);
    crate::types::init(&mut vm)?;
    threads::note_main_thread(&vm);
    stack::init(&vm)?;
    crate::builtins::init(&vm)?;
    Ok(vm)
}

/// A function of a code object, without defaults and closure.
pub fn new_function(vm: &Vm, code: Value, globals: *mut Dict, builtins: *mut Dict) -> Res {
    // SAFETY: `code` is a code object; the constants of its bytecode tell the docstring.
    unsafe {
        let c = code.ptr::<Code>();
        ops::note_globals(c, globals);
        const HAS_DOCSTRING: u32 = 1 << 26;
        let (name, qualname) = (Ref::new((*c).name), Ref::new((*c).qualname));
        let module = (*globals).get_name(vm, vm.names.__name__).unwrap_or(Value::NONE);
        // Unbound: the first constant of the code, which may not have been read yet.
        let doc = if (*c).flags & HAS_DOCSTRING != 0 { Value::UNBOUND } else { Value::NONE };
        let p = vm.alloc_raw(size_of::<Function>(), true, vm.types.function)? as *mut Function;
        let header = std::ptr::read(&raw const (*p).header);
        let dict = |d: *mut Dict| {
            Value::from_ptr(d).incref();
            d
        };
        p.write(Function {
            header,
            code: Ref::new(code).into_value().ptr(),
            globals: dict(globals),
            builtins: dict(builtins),
            closure: Value::NULL,
            defaults: Value::NULL,
            kwdefaults: Value::NULL,
            name: name.into_value(),
            qualname: qualname.into_value(),
            module: Ref::new(module).into_value(),
            doc,
            annotations: Value::NULL,
            annotate: Value::NULL,
            dict: Value::NULL,
            type_params: Value::NULL,
            version: 0,
        });
        Ok(Ref::own(Value::from_ptr(p)))
    }
}

/// The builtins namespace for a globals dict: its `__builtins__` (module or dict), else the interpreter's, which is then put there.
pub fn builtins_for(vm: &Vm, globals: Value) -> Res<*mut Dict> {
    let own = vm.builtins.get();
    match vm.dict(globals).get_name(vm, vm.names.__builtins__) {
        Some(b) if vm.is_dict(b) => Ok(b.ptr()),
        Some(b) if b.is_exact(vm.types.module) => Ok(vm.module_dict(b)),
        Some(_) => Ok(own),
        None => {
            let module = vm.dict(Value::from_ptr(vm.modules.get())).get_name(vm, vm.names.builtins);
            vm.dict_set_name(globals.ptr(), vm.names.__builtins__, Ref::new(module.unwrap_or(Value::from_ptr(own))))?;
            Ok(own)
        }
    }
}

/// Runs a module's code with names and globals in one dict.
pub fn run_module_code(vm: &Vm, bytecode: &Arc<Bytecode>, globals: Value) -> Res {
    #[cfg(feature = "paranoid")]
    crate::vm::census::note_base(vm);
    let f = module_function(vm, bytecode, globals)?;
    call_function(vm, f.value(), &[], Value::NULL)
}

/// The function that runs code at module level.
pub fn module_function(vm: &Vm, bytecode: &Arc<Bytecode>, globals: Value) -> Res {
    let code = crate::decode::new_code(vm, bytecode, true)?;
    new_function(vm, code.value(), globals.ptr(), builtins_for(vm, globals)?)
}

/// Runs code with a namespace of its own for names (`exec` with locals, a class body given as code).
pub fn run_code_with_locals(vm: &Vm, bytecode: &Arc<Bytecode>, globals: Value, locals: Value) -> Res {
    run_code_with_closure(vm, bytecode, globals, locals, Value::NULL)
}

/// As [`run_code_with_locals`], with the cells of the code's free variables: a tuple of as many, or null.
pub fn run_code_with_closure(vm: &Vm, bytecode: &Arc<Bytecode>, globals: Value, locals: Value, closure: Value) -> Res {
    // A subclass of dict may find names that its entries do not hold.
    if locals == globals && globals.is_exact(vm.types.dict) && closure == Value::NULL {
        return run_module_code(vm, bytecode, globals);
    }
    let code = crate::decode::new_code(vm, bytecode, false)?;
    let f = new_function(vm, code.value(), globals.ptr(), builtins_for(vm, globals)?)?;
    drop(code);
    if closure != Value::NULL {
        closure.incref();
        // SAFETY: the function is fresh, its closure null; the code has as many free variables as the tuple cells.
        unsafe { (*f.value().ptr::<Function>()).closure = closure };
    }
    call_with_locals(vm, f.value(), &[], Value::NULL, locals)
}

/// The running Python function, borrowed.
pub fn running_function(vm: &Vm) -> Option<Value> {
    let frame = vm.frame.get();
    // SAFETY: a record lies below `frame` unless the stack is empty.
    if frame == vm.frames_base.get() { None } else { Some(unsafe { (*frame.sub(1)).function }) }
}

/// `globals()` of the running function, borrowed.
pub fn running_globals(vm: &Vm) -> Option<Value> {
    // SAFETY: frames run functions.
    running_function(vm).map(|f| Value::from_ptr(unsafe { f.get::<Function>().globals }))
}

/// `locals()` of the running frame: the namespace of a module or class body itself, a snapshot of a function's variables.
pub fn running_locals(vm: &Vm) -> Res {
    let frame = vm.frame.get();
    if frame == vm.frames_base.get() {
        return vm.new_dict();
    }
    // SAFETY: the record on top is that of the running frame; its window holds its locals.
    unsafe {
        let record = &*frame.sub(1);
        if record.flags & crate::object::frame_flags::HAS_LOCALS != 0 {
            return Ok(Ref::new(record.locals));
        }
        let f = record.function.get::<Function>();
        let code = f.code();
        if code.flags & crate::object::code_flags::OPTIMIZED == 0 {
            return Ok(Ref::new(Value::from_ptr(f.globals)));
        }
        // Which registers hold variables by now is the frame object's knowledge.
        let object = frames::frame_object(vm, frame.sub(1))?;
        let d = vm.new_dict()?;
        frames::each_variable(vm, object.value(), &mut |name, place| {
            if let Some(v) = place.get() {
                let name = vm.intern(name);
                vm.dict_set(d.value(), name.value(), v)?;
            }
            Ok(true)
        })?;
        Ok(d)
    }
}

impl Vm {
    /// Forgets what inline caches know about attributes: a data descriptor now hides some instance attributes, or a function's code
    /// changed. Rare, so every code object's attribute and class-call sites go back to their base instructions.
    pub fn flush_attribute_caches(&self) {
        use crate::isa::Op;
        let code_type = self.types.code;
        self.heap.for_each(false, |h| {
            // SAFETY: a live object; code objects' words are their own.
            unsafe {
                if (*h).ty != code_type {
                    return;
                }
                let words = &mut (*(h as *mut Code)).words;
                let mut i = 0;
                while i < words.len() {
                    let op = Op::from_u16(words[i]).expect("an opcode");
                    if matches!(op.info().base, Op::LOAD_ATTR | Op::STORE_ATTR | Op::LOAD_METHOD) || op == Op::CALL_CLASS {
                        words[i] = op.info().base as u16;
                    }
                    i += op.len();
                }
            }
        });
    }
}

#[cfg(feature = "paranoid")]
pub mod census;
pub mod shutdown;
pub use shutdown::shutdown;


/// The type's version for inline caches; assigned where it has none.
pub fn type_version(vm: &Vm, ty: *mut Type) -> u32 {
    vm.type_version(ty)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_fresh_interpreter_has_types_and_names() {
        let vm = new_vm(Config { hash_seed: Some(0), ..Config::default() }).unwrap();
        let d = vm.new_dict().unwrap();
        for i in 0..1000 {
            let k = vm.new_str(&format!("key{i}")).unwrap();
            let v = vm.new_int(i).unwrap();
            vm.dict_set(d.value(), k.value(), v.value()).unwrap();
        }
        let k = vm.new_str("key77").unwrap();
        assert_eq!(vm.dict_get(d.value(), k.value()).unwrap().unwrap().as_small_int(), 77);
        assert_eq!(vm.str_text(vm.names.__init__), "__init__");
    }
}
