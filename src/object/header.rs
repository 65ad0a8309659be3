//! The header every heap object starts with.
use super::type_object::Type;

/// `refcount` is CPython's `ob_refcnt`, `ty` its `ob_type`. `shape` is the id of the hidden class of the instance
/// attributes: 0 where the type has no instance dict, `DICT_MODE` where the attributes live in a dict.
#[repr(C)]
pub struct Header {
    pub refcount: u32,
    pub shape: u32,
    pub ty: *mut Type,
}

/// Shape id of an instance whose attributes live in its dict.
pub const DICT_MODE: u32 = 1;

const _: () = assert!(size_of::<Header>() == 16);
