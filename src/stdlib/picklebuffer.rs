//! `PickleBuffer` of `_pickle`: what carries memory past a pickle.
use crate::native;
use crate::object::{Buffer, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, buffer_flags, flags};
use crate::object::buffer_protocol::Layout;
use crate::types::struct_sequence::new_type_of;

#[repr(C)]
struct PickleBuffer {
    header: Header,
    /// `None` once it is released.
    buffer: Option<Buffer>,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
fn p<'a>(v: Value) -> &'a mut PickleBuffer {
    // SAFETY: the slots and methods below are called with these objects only.
    unsafe { &mut *v.ptr::<PickleBuffer>() }
}

static SPEC: TypeSpec = TypeSpec {
    name: "pickle.PickleBuffer",
    doc: "Wrapper for potentially out-of-band buffers",
    flags: flags::TRACKED | flags::WEAKREFABLE,
    size: size_of::<PickleBuffer>(),
    slots: Slots {
        new: Some(new),
        get_buffer: Some(|vm, v, flags| {
            let Some(buffer) = &p(v).buffer else { return Err(released(vm)) };
            let exporter = Ref::new(buffer.exporter);
            vm.get_buffer(exporter.value(), flags)
        }),
        // SAFETY: an object without references.
        drop: Some(|_, h| unsafe { std::ptr::drop_in_place(&raw mut (*(h as *mut PickleBuffer)).buffer) }),
        traverse: Some(|h, visit| {
            if let Some(buffer) = &p(Value::from_ptr(h)).buffer {
                visit(buffer.exporter);
                if let Some((view, _)) = &buffer.inner {
                    visit(view.value());
                }
            }
        }),
        clear: Some(|_, h| drop(p(Value::from_ptr(h)).buffer.take())),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[],
};

#[cold]
fn released(vm: &Vm) -> crate::object::Raised {
    vm.value_error("operation forbidden on released PickleBuffer object")
}

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let named = if kwnames == Value::NULL { 0 } else { vm.tuple_items(kwnames).len() };
    let object = match args.len() {
        1 if named == 0 => args[0],
        n if n > 1 => return Err(vm.type_error(format!("PickleBuffer() takes at most 1 argument ({n} given)"))),
        _ => return Err(vm.type_error("PickleBuffer() takes exactly 1 positional argument (0 given)")),
    };
    let buffer = vm.get_buffer(object, buffer_flags::FULL_RO)?;
    // SAFETY: the instance is fresh.
    vm.new_object::<PickleBuffer>(ty, |p| unsafe { (&raw mut (*p).buffer).write(Some(buffer)) })
}

native! { static METHODS = [
    /// Return a memoryview of the raw memory underlying this buffer.
    ///
    /// Will raise BufferError is the buffer isn't contiguous.
    "raw(self, /)" => fn raw(vm, [this]) {
        let Some(buffer) = &p(this).buffer else { return Err(released(vm)) };
        let layout = buffer.layout();
        if !layout.c_contiguous() && !layout.f_contiguous() {
            return Err(vm.buffer_error("cannot extract raw buffer from non-contiguous buffer"));
        }
        let exporter = Ref::new(buffer.exporter);
        let mut bytes = vm.get_buffer(exporter.value(), buffer_flags::FULL_RO)?;
        bytes.layout = Some(Box::new(Layout::bytes(bytes.len)));
        crate::types::memoryview::from_buffer(vm, bytes)
    }
    /// Release the underlying buffer exposed by the PickleBuffer object.
    "release(self, /)" => fn release(vm, [this]) {
        let buffer = p(this).buffer.take();
        drop(buffer);
        Ok(Ref::NONE)
    }
]; }

/// The type.
pub fn class(vm: &Vm) -> Res<*mut Type> {
    new_type_of(vm, &SPEC, vm.types.object)
}
