//! Values, objects, memory, and the abstract operations on them. Depends on nothing above it but the data of `bytecode`.
pub mod asyncio;
pub mod bind;
pub mod buffer;
pub mod buffer_protocol;
pub mod bytes_object;
pub mod collector;
pub mod complex_object;
pub mod dict;
pub mod exception_object;
pub mod frame;
pub mod function;
pub mod header;
pub mod heap;
pub mod int_object;
pub mod item_buffer;
pub mod iterator_object;
pub mod native;
pub mod protocol;
pub mod reference;
pub mod sequence;
pub mod set_object;
pub mod shape;
pub mod slice_object;
pub mod str_object;
pub mod type_object;
pub mod types_list;
pub mod value;
pub mod vm;
pub mod weak;

pub use buffer_protocol::{Buffer, BytesView, buffer_flags};
pub use bytes_object::{ByteArray, Bytes};
pub use complex_object::ComplexObject;
pub use dict::Dict;
pub use exception_object::{Exception, Traceback};
pub use frame::{Frame, FrameExtra, FrameObject, FrameState, frame_flags};
pub use function::*;
pub use header::{DICT_MODE, Header};
pub use int_object::{Int, IntView};
pub use iterator_object::{Enumerate, PairIterator, ZipIterator};
pub use native::{GetSetDef, NativeDef, NativeFn, NativeKind, Signature, call_native, call_native_as};
pub use reference::{Raised, Ref, Res};
pub use sequence::{List, Tuple};
pub use set_object::Set;
pub use shape::InstancePart;
pub use slice_object::{BigRange, Range, Slice, range_len};
pub use str_object::{Points, Str};
pub use type_object::{BinOp, BinaryFn, CompareOp, Slots, Type, TypeSpec, flags};
pub use value::Value;
pub use vm::{Config, Restrictions, Vm};
pub use weak::WeakRef;

/// Payload of an instance of a float subclass; plain floats are immediate.
#[repr(C)]
pub struct FloatObject {
    pub header: Header,
    pub value: f64,
}
