//! `_thread._local`: attributes that each thread has for itself. The instance's namespace is that of the thread that used it last; those
//! of the other threads are kept aside.
use crate::object::{GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};
use crate::vm::threads::own_ident;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

#[repr(C)]
struct Local {
    header: Header,
    /// Whose namespace the instance has now.
    thread: u64,
    /// What the constructor was given, for each further thread: the arguments, and the names of the last of them. Owned.
    args: Value,
    names: Value,
}

/// Namespaces kept aside, by instance and thread.
#[derive(Default)]
struct Aside(RefCell<FxHashMap<(usize, u64), Ref>>);

/// All instances there are.
#[derive(Default)]
struct Live(RefCell<FxHashSet<usize>>);

pub static LOCAL: TypeSpec = TypeSpec {
    name: "_thread._local",
    doc: "Thread-local data",
    flags: flags::HAS_DICT | flags::BASETYPE | flags::WEAKREFABLE | flags::TRACKED,
    size: size_of::<Local>(),
    slots: Slots {
        new: Some(new),
        getattr: Some(|vm, v, name| {
            enter(vm, v)?;
            vm.generic_getattr(v, name)
        }),
        setattr: Some(|vm, v, name, value| {
            enter(vm, v)?;
            vm.generic_setattr(v, name, value)
        }),
        drop: Some(drop_local),
        traverse: Some(|h, visit| unsafe {
            for v in [(*(h as *mut Local)).args, (*(h as *mut Local)).names] {
                if v != Value::NULL {
                    visit(v);
                }
            }
        }),
        ..Slots::EMPTY
    },
    methods: &[],
    getset: &[GetSetDef {
        name: "__dict__",
        get: |vm, v| {
            enter(vm, v)?;
            Ok(Ref::new(vm.instance_dict(v)?.unwrap_or(Value::NONE)))
        },
        set: None,
        doc: "",
    }],
};

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    // SAFETY: types outlive their uses.
    let plain_init = unsafe { (*ty).slots.init } == unsafe { (*vm.types.object).slots.init };
    if plain_init && !args.is_empty() {
        return Err(vm.type_error("Initialization arguments are not supported"));
    }
    let kept = vm.tuple_from(args)?;
    let made = vm.new_object::<Local>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).thread = own_ident();
            (*p).args = kept.into_value();
            (*p).names = if kwnames == Value::NULL { Value::NULL } else { Ref::new(kwnames).into_value() };
        }
    })?;
    vm.extension::<Live>().0.borrow_mut().insert(made.value().header() as usize);
    Ok(made)
}

unsafe fn drop_local(vm: &Vm, h: *mut Header) {
    vm.extension::<Live>().0.borrow_mut().remove(&(h as usize));
    let l = h as *mut Local;
    for v in [(*l).args, (*l).names] {
        if v != Value::NULL {
            v.decref(vm);
        }
    }
    let mut gone = Vec::new();
    vm.extension::<Aside>().0.borrow_mut().retain(|(object, _), dict| {
        if *object != h as usize {
            return true;
        }
        gone.push(dict.clone());
        false
    });
    drop(gone);
}

/// Gives the instance the running thread's namespace. A thread that uses it for the first time gets a new one, which the constructor
/// fills.
fn enter(vm: &Vm, v: Value) -> Res<()> {
    let me = own_ident();
    // SAFETY: called with instances of this type only.
    let (before, args, names) = unsafe {
        let l = v.ptr::<Local>();
        if (*l).thread == me {
            return Ok(());
        }
        ((*l).thread, Ref::new((*l).args), (*l).names)
    };
    let names = if names == Value::NULL { None } else { Some(Ref::new(names)) };
    let key = v.header() as usize;
    let theirs = Ref::new(vm.instance_dict(v)?.unwrap_or(Value::NONE));
    let mine = vm.extension::<Aside>().0.borrow_mut().remove(&(key, me));
    let fresh = mine.is_none();
    let mine = match mine {
        Some(d) => d,
        None => vm.new_dict()?,
    };
    if before != 0 {
        vm.extension::<Aside>().0.borrow_mut().insert((key, before), theirs);
    }
    // SAFETY: as above.
    unsafe { (*v.ptr::<Local>()).thread = me };
    vm.set_instance_dict(v, mine)?;
    if fresh && let Some(init) = vm.slots(v).init {
        init(vm, v, vm.tuple_items(args.value()), names.map_or(Value::NULL, |n| n.value()))?;
    }
    Ok(())
}

/// The running thread ends: its namespaces go.
pub fn forget_thread(vm: &Vm) {
    let me = own_ident();
    let mut gone = Vec::new();
    // Nothing runs Python code before the namespaces are dropped, so the instances stay alive.
    let all: Vec<usize> = vm.extension::<Live>().0.borrow().iter().copied().collect();
    for h in all {
        let v = Value::from_ptr(h as *mut Local);
        // SAFETY: an instance that is not dropped yet.
        if unsafe { (*v.ptr::<Local>()).thread } == me
            && let Ok(Some(dict)) = vm.instance_dict(v)
        {
            gone.push(Ref::new(dict));
            if let Ok(fresh) = vm.new_dict()
                && vm.set_instance_dict(v, fresh).is_ok()
            {
                // SAFETY: as above. No thread has the number 0.
                unsafe { (*v.ptr::<Local>()).thread = 0 };
            }
        }
    }
    vm.extension::<Aside>().0.borrow_mut().retain(|(_, thread), dict| {
        if *thread != me {
            return true;
        }
        gone.push(dict.clone());
        false
    });
    drop(gone);
}

/// In the child of a fork: the other threads have ended, and their namespaces go.
pub fn after_fork(vm: &Vm) {
    let me = own_ident();
    let mut gone = Vec::new();
    vm.extension::<Aside>().0.borrow_mut().retain(|(_, thread), dict| {
        if *thread == me {
            return true;
        }
        gone.push(dict.clone());
        false
    });
    drop(gone);
}

/// Gives up everything, at the end of the interpreter.
pub fn shutdown(vm: &Vm) {
    let gone = std::mem::take(&mut *vm.extension::<Aside>().0.borrow_mut());
    drop(gone);
}
