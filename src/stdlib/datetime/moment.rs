//! The layout of times and datetimes, and what they have in common.
use super::calendar::{Clock, Day};
use super::zone;
use crate::object::{GetSetDef, Header, Ref, Res, Type, Value, Vm};

/// A time or a datetime. The day comes first, as in a date, since datetimes are dates; a time has none.
#[repr(C)]
pub struct Moment {
    pub header: Header,
    pub day: Day,
    pub fold: bool,
    pub clock: Clock,
    /// A tzinfo or None, owned.
    pub zone: Value,
    /// -1 while nobody has asked.
    pub hash: i64,
}

/// The payload.
#[inline(always)]
pub fn moment<'a>(v: Value) -> &'a Moment {
    // SAFETY: called with times and datetimes only.
    unsafe { v.get::<Moment>() }
}

/// A time or datetime of exactly `ty`, one of the two builtin types.
#[inline]
pub fn new_exact(vm: &Vm, ty: *mut Type, day: Day, clock: Clock, zone: Value, fold: bool) -> Res {
    let p = vm.alloc_raw(size_of::<Moment>(), false, ty)? as *mut Moment;
    // SAFETY: the cell is fresh and large enough.
    unsafe { fill(p, day, clock, zone, fold) };
    Ok(Ref::own(Value::from_ptr(p)))
}

/// As `new_exact`, of a subclass too.
pub fn new_of_type(vm: &Vm, ty: *mut Type, day: Day, clock: Clock, zone: Value, fold: bool) -> Res {
    // SAFETY: the instance is fresh.
    vm.new_object::<Moment>(ty, |p| unsafe { fill(p, day, clock, zone, fold) })
}

#[inline(always)]
unsafe fn fill(p: *mut Moment, day: Day, clock: Clock, zone: Value, fold: bool) {
    zone.incref();
    (*p).day = day;
    (*p).fold = fold;
    (*p).clock = clock;
    (*p).zone = zone;
    (*p).hash = -1;
}

/// Keeps a hash for the next time.
pub fn keep_hash(v: Value, hash: i64) -> i64 {
    // SAFETY: called with times and datetimes only; nothing borrows the field.
    unsafe { (*v.ptr::<Moment>()).hash = hash };
    hash
}

/// Drop slot.
///
/// # Safety
/// `h` is a time or datetime whose count is zero.
pub unsafe fn drop_moment(vm: &Vm, h: *mut Header) {
    (*(h as *mut Moment)).zone.decref(vm);
}

/// Traverse slot.
///
/// # Safety
/// `h` is a live time or datetime.
pub unsafe fn traverse_moment(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut Moment)).zone);
}

macro_rules! number {
    ($name:literal, $v:ident => $e:expr) => {
        GetSetDef { name: $name, get: |_, $v| Ok(Ref::own(Value::small_int($e as i64))), set: None, doc: "" }
    };
}

/// The attributes.
pub static GETSET: &[GetSetDef] = &[
    number!("hour", v => moment(v).clock.hour()),
    number!("minute", v => moment(v).clock.minute()),
    number!("second", v => moment(v).clock.second()),
    number!("microsecond", v => moment(v).clock.microsecond()),
    GetSetDef { name: "tzinfo", get: |_, v| Ok(Ref::new(moment(v).zone)), set: None, doc: "" },
    number!("fold", v => moment(v).fold),
];

/// Whether an offset depends on the fold: the moment is in a gap or an overlap, and equal to no moment of another zone.
pub fn has_flipped_offset(vm: &Vm, v: Value, offset: Option<super::delta::Delta>) -> Res<bool> {
    let m = moment(v);
    if m.zone.is_none() || m.zone.is_exact(vm.datetime.timezone.get()) {
        return Ok(false);
    }
    let flipped = new_exact(vm, vm.datetime.datetime.get(), m.day, m.clock, m.zone, !m.fold)?;
    Ok(zone::offset_of(vm, flipped.value())? != offset)
}
