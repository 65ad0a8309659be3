//! Memory of one interpreter seen from another. The exporter keeps its memoryview until the other has given the memory back.
use super::registry;
use crate::object::{Buffer, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, buffer_flags, buffer_protocol::Layout};
use crate::types::struct_sequence::new_type_of;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

/// Buffers that this interpreter has lent to others, by number.
#[derive(Default)]
pub struct Lent {
    next: Cell<u64>,
    buffers: RefCell<Vec<(u64, Buffer)>>,
}

/// Memory of another interpreter.
pub struct Exported {
    data: *mut u8,
    len: usize,
    readonly: bool,
    layout: Layout,
    /// Told when nobody looks at it any more; clones share it.
    _loan: Arc<Loan>,
}
// SAFETY: the memory stays where it is until the loan ends, whoever looks at it; what is in it is bytes.
unsafe impl Send for Exported {}

/// Ends when it is dropped.
struct Loan {
    owner: i64,
    number: u64,
}

impl Drop for Loan {
    fn drop(&mut self) {
        if let Some(owner) = registry::find(self.owner) {
            owner.given_back.lock().unwrap_or_else(|e| e.into_inner()).push(self.number);
        }
    }
}

/// Lends the memory of a memoryview.
pub fn export(vm: &Vm, view: Value) -> Res<Exported> {
    let buffer = match vm.get_buffer(view, buffer_flags::FULL_RO | buffer_flags::WRITABLE) {
        Ok(b) => b,
        Err(_) => {
            drop(vm.take_raised());
            vm.get_buffer(view, buffer_flags::FULL_RO)?
        }
    };
    let lent = vm.extension::<Lent>();
    let (owner, number) = (registry::own_id(vm), lent.next.get());
    lent.next.set(number + 1);
    let exported = Exported {
        data: buffer.data,
        len: buffer.len,
        readonly: buffer.readonly,
        layout: buffer.layout(),
        _loan: Arc::new(Loan { owner, number }),
    };
    lent.buffers.borrow_mut().push((number, buffer));
    Ok(exported)
}

/// Lets go of what others have given back.
pub fn take_back(vm: &Vm) {
    let Some(own) = registry::find(registry::own_id(vm)) else { return };
    let numbers = std::mem::take(&mut *own.given_back.lock().unwrap_or_else(|e| e.into_inner()));
    for number in numbers {
        let mut buffers = vm.extension::<Lent>().buffers.borrow_mut();
        let found = buffers.iter().position(|(n, _)| *n == number).map(|i| buffers.swap_remove(i));
        drop(buffers);
        drop(found);
    }
}

/// Lets go of everything: the interpreter ends, and its memory with it.
pub fn shutdown(vm: &Vm) {
    let all = std::mem::take(&mut *vm.extension::<Lent>().buffers.borrow_mut());
    drop(all);
}

#[repr(C)]
struct View {
    header: Header,
    exported: Option<Exported>,
}

static SPEC: TypeSpec = TypeSpec {
    name: "_interpreters.CrossInterpreterBufferView",
    size: size_of::<View>(),
    slots: Slots {
        // SAFETY: an object without references.
        drop: Some(|_, h| unsafe { std::ptr::drop_in_place(&raw mut (*(h as *mut View)).exported) }),
        get_buffer: Some(|vm, v, flags| {
            // SAFETY: the slot is called with views only.
            let Some(exported) = (unsafe { &(*v.ptr::<View>()).exported }) else {
                return Err(vm.buffer_error("the memory has been given back"));
            };
            if flags & buffer_flags::WRITABLE != 0 && exported.readonly {
                return Err(vm.buffer_error("underlying buffer is not writable"));
            }
            let mut buffer = Buffer::new(v, exported.data, exported.len, exported.readonly, None);
            buffer.layout = Some(Box::new(exported.layout.clone()));
            Ok(buffer)
        }),
        ..Slots::EMPTY
    },
    ..TypeSpec::EMPTY
};

/// The type.
pub fn new_type(vm: &Vm) -> Res<*mut Type> {
    new_type_of(vm, &SPEC, vm.types.object)
}

/// An object of this interpreter that exposes the memory.
pub fn new_view(vm: &Vm, exported: Exported) -> Res {
    let ty = new_type(vm)?;
    // SAFETY: the instance is fresh.
    vm.new_object::<View>(ty, |p| unsafe { (&raw mut (*p).exported).write(Some(exported)) }).map(|v: Ref| v)
}
