//! What `isocalendar()` returns: a tuple with names.
use super::arguments::{bind, field};
use crate::native;
use crate::object::sequence::{drop_tuple, traverse_tuple};
use crate::object::{GetSetDef, Ref, Res, Slots, Tuple, Type, TypeSpec, Value, Vm, flags};
use crate::types::tuple::tuple_of_type;

macro_rules! item {
    ($name:literal, $i:literal) => {
        GetSetDef { name: $name, get: |vm, v| Ok(Ref::new(vm.tuple_items(v)[$i])), set: None, doc: "" }
    };
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "datetime.IsoCalendarDate",
    doc: "The result of date.isocalendar() or datetime.isocalendar()\n\nThis object may be accessed either as a tuple of\n  ((year, week, weekday)\nor via the object attributes as named in the above tuple.",
    flags: flags::TUPLE_SUBCLASS | flags::TRACKED,
    size: size_of::<Tuple>(),
    slots: Slots { new: Some(new), repr: Some(repr), drop: Some(drop_tuple), traverse: Some(traverse_tuple), ..Slots::EMPTY },
    methods: METHODS,
    getset: &[item!("year", 0), item!("week", 1), item!("weekday", 2)],
};

/// The tuple of a year, a week and a weekday.
pub fn new_iso_calendar(vm: &Vm, ty: *mut Type, parts: [i32; 3]) -> Res {
    tuple_of_type(vm, ty, &parts.map(|n| Value::small_int(n as i64)))
}

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let [y, w, d] = bind(vm, args, kwnames, &["year", "week", "weekday"], 3, 3, Some("IsoCalendarDate"))?;
    new_iso_calendar(vm, ty, [field(vm, y)?, field(vm, w)?, field(vm, d)?])
}

fn repr(vm: &Vm, v: Value) -> Res {
    let items = vm.tuple_items(v);
    let text = |i: usize| -> Res<String> { Ok(vm.str_text(vm.str_of(items[i])?.value())) };
    vm.new_str(&format!("{}(year={}, week={}, weekday={})", vm.type_name(v), text(0)?, text(1)?, text(2)?))
}

native! { static METHODS = [
    /// __reduce__() -> (cls, state)
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let items = vm.tuple_from(vm.tuple_items(this))?;
        vm.tuple_from_refs([Ref::from_type(vm.types.tuple), vm.tuple_from_refs([items])?])
    }
]; }
