//! Memory of one interpreter seen from another. The exporter keeps its memoryview until the other has given the memory back.
use crate::object::{Buffer, Header, Res, Slots, Type, TypeSpec, Value, Vm, buffer_flags, buffer_protocol::Layout};
use crate::types::struct_sequence::new_type_of;
use std::cell::{Cell, RefCell};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Numbers of buffers that others have given back.
type Returned = Arc<Mutex<Vec<u64>>>;

/// Buffers that this interpreter has lent to others, by number.
#[derive(Default)]
struct Lent {
    next: Cell<u64>,
    buffers: RefCell<Vec<(u64, Buffer)>>,
    returned: Returned,
}

fn lock(returned: &Returned) -> MutexGuard<'_, Vec<u64>> {
    returned.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Memory of another interpreter.
pub struct Exported {
    data: *mut u8,
    len: usize,
    readonly: bool,
    layout: Layout,
    _loan: Loan,
}
// SAFETY: the memory stays where it is until the loan ends, whoever looks at it; what is in it is bytes.
unsafe impl Send for Exported {}

/// Given back when it is dropped.
struct Loan {
    number: u64,
    returned: Returned,
}

impl Drop for Loan {
    fn drop(&mut self) {
        lock(&self.returned).push(self.number);
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
    let number = lent.next.get();
    lent.next.set(number + 1);
    let exported = Exported {
        data: buffer.data,
        len: buffer.len,
        readonly: buffer.readonly,
        layout: buffer.layout(),
        _loan: Loan { number, returned: lent.returned.clone() },
    };
    lent.buffers.borrow_mut().push((number, buffer));
    Ok(exported)
}

/// Lets go of what others have given back.
pub fn take_back(vm: &Vm) {
    let lent = vm.extension::<Lent>();
    let numbers = std::mem::take(&mut *lock(&lent.returned));
    for number in numbers {
        let mut buffers = lent.buffers.borrow_mut();
        let found = buffers.iter().position(|(n, _)| *n == number).map(|i| buffers.swap_remove(i));
        drop(buffers);
        drop(found);
    }
}

/// The interpreter ends. What others still look at stays where it is, and with it the interpreter's memory.
pub fn shutdown(vm: &Vm) {
    take_back(vm);
    let lent = std::mem::take(&mut *vm.extension::<Lent>().buffers.borrow_mut());
    if !lent.is_empty() {
        vm.heap.keep();
        #[cfg(feature = "paranoid")]
        for (_, buffer) in &lent {
            use crate::vm::census;
            let mut part = Some(buffer);
            while let Some(b) = part {
                census::note_lent(vm, b.exporter);
                b.inner.iter().for_each(|(view, _)| census::note_lent(vm, view.value()));
                part = b.inner.as_ref().map(|(_, b)| &**b);
            }
        }
        std::mem::forget(lent);
    }
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
    vm.new_object::<View>(ty, |p| unsafe { (&raw mut (*p).exported).write(Some(exported)) })
}
