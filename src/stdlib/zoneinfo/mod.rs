//! `_zoneinfo`: time zones of the IANA database.
use crate::native;
use crate::object::{GetSetDef, Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};
use crate::stdlib::datetime::arguments::bind;
use crate::stdlib::datetime::calendar::EPOCH_ORDINAL;
use crate::stdlib::datetime::datetime::moved;
use crate::stdlib::datetime::moment::{Moment, moment};
use crate::stdlib::datetime::timedelta::delta;
use crate::stdlib::datetime::{ensure_types, is_datetime};
use crate::types::import_module;
use crate::types::struct_sequence::{new_type_of, read_only};
use cache::{State, drop_cached, recall, remember, weak_cache};
use data::{Data, Period};

mod cache;
mod data;
mod rule;

/// Where a zone comes from, as pickles have it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    NoCache = 0,
    Cache = 1,
    File = 2,
}

#[repr(C)]
struct ZoneInfo {
    header: Header,
    data: Box<Data>,
    /// Owned.
    key: Value,
    /// `repr` of the file it was read from, owned; NULL where it has been found by its key.
    file: Value,
    source: Source,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
fn zone<'a>(v: Value) -> &'a mut ZoneInfo {
    // SAFETY: the slots and methods below are called with zones only.
    unsafe { &mut *v.ptr::<ZoneInfo>() }
}

static SPEC: TypeSpec = TypeSpec {
    name: "zoneinfo.ZoneInfo",
    flags: flags::BASETYPE | flags::TRACKED | flags::WEAKREFABLE,
    size: size_of::<ZoneInfo>(),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        str: Some(|vm, v| if zone(v).key.is_none() { vm.repr(v) } else { vm.str_of(zone(v).key) }),
        drop: Some(drop_zone),
        // SAFETY: a live zone.
        traverse: Some(|h, visit| unsafe {
            let z = h as *mut ZoneInfo;
            (*z).data.traverse(visit);
            visit((*z).key);
            if (*z).file != Value::NULL {
                visit((*z).file);
            }
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[GetSetDef { name: "key", get: |_, v| Ok(Ref::new(zone(v).key)), set: Some(read_only), doc: "" }],
    ..TypeSpec::EMPTY
};

unsafe fn drop_zone(vm: &Vm, h: *mut Header) {
    let z = h as *mut ZoneInfo;
    std::ptr::drop_in_place(&raw mut (*z).data);
    (*z).key.decref(vm);
    if (*z).file != Value::NULL {
        (*z).file.decref(vm);
    }
}

fn own_type(vm: &Vm) -> Res<*mut Type> {
    new_type_of(vm, &SPEC, vm.datetime.tzinfo.get())
}

/// A zone with the data of a file.
fn read(vm: &Vm, ty: *mut Type, file: Value, key: Value, shown: Option<Ref>, source: Source) -> Res {
    let common = import_module_of(vm, "_common")?;
    let load = vm.getattr_str(common.value(), "load_data")?;
    let loaded = vm.call(load.value(), &[file])?;
    let data = Box::new(Data::new(vm, loaded.value())?);
    let key = Ref::new(key);
    vm.new_object::<ZoneInfo>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*p).data).write(data);
            (*p).key = key.into_value();
            (*p).file = shown.map_or(Value::NULL, Ref::into_value);
            (*p).source = source;
        }
    })
}

/// A module of the package `zoneinfo`.
fn import_module_of(vm: &Vm, name: &str) -> Res {
    let package = import_module(vm, &format!("zoneinfo.{name}"))?;
    vm.getattr_str(package.value(), name)
}

/// A zone by its key, past the caches.
fn find(vm: &Vm, ty: *mut Type, key: Value, source: Source) -> Res {
    let paths = import_module_of(vm, "_tzpath")?;
    let path = vm.call(vm.getattr_str(paths.value(), "find_tzfile")?.value(), &[key])?;
    let file = if path.is_none() {
        let common = import_module_of(vm, "_common")?;
        vm.call(vm.getattr_str(common.value(), "load_tzdata")?.value(), &[key])?
    } else {
        let io = import_module(vm, "io")?;
        let mode = vm.new_str("rb")?;
        vm.call(vm.getattr_str(io.value(), "open")?.value(), &[path.value(), mode.value()])?
    };
    let made = read(vm, ty, file.value(), key, None, source);
    // What went wrong before closing is what counts.
    let pending = made.is_err().then(|| vm.take_raised());
    let closed = vm.call_method(file.value(), vm.names.close, &[]);
    match pending {
        Some(e) => {
            if closed.is_err() {
                drop(vm.take_raised());
            }
            Err(vm.set_raised(e))
        }
        None => closed.and(made),
    }
}

#[cold]
fn unexpected(vm: &Vm, ty: *mut Type, v: Value, key: Value) -> Raised {
    match vm.repr_text(key) {
        Ok(key) => vm.runtime_error(format!(
            "Unexpected instance of {} in {} weak cache for key {key}",
            vm.type_name(v),
            vm.name_of_type(ty)
        )),
        Err(e) => e,
    }
}

/// A zone by its key, from the caches where they have it.
fn cached(vm: &Vm, ty: *mut Type, key: Value) -> Res {
    let own = ty == own_type(vm)?;
    if own && let Some(known) = recall(vm, key)? {
        return Ok(known);
    }
    let weak = weak_cache(vm, own, ty)?;
    let (get, setdefault) = (vm.intern("get"), vm.intern("setdefault"));
    let mut found = vm.call_method(weak.value(), get.value(), &[key, Value::NONE])?;
    if found.is_none() {
        let made = find(vm, ty, key, Source::Cache)?;
        // Another thread may have been faster.
        found = vm.call_method(weak.value(), setdefault.value(), &[key, made.value()])?;
    }
    if !vm.is_instance(found.value(), ty) {
        return Err(unexpected(vm, ty, found.value(), key));
    }
    zone(found.value()).source = Source::Cache;
    if own {
        remember(vm, key, found.value());
    }
    Ok(found)
}

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let [key] = bind(vm, args, kwnames, &["key"], 1, 1, Some("ZoneInfo"))?;
    cached(vm, ty, key)
}

fn repr(vm: &Vm, v: Value) -> Res {
    let z = zone(v);
    let name = vm.type_name(v);
    let (start, shown, end) = match z.key.is_none() {
        false => (format!("{name}(key="), vm.repr(z.key)?, ")"),
        true if z.file == Value::NULL => (format!("{name}("), vm.repr(z.key)?, ")"),
        true => (format!("{name}.from_file("), Ref::new(z.file), ")"),
    };
    let start = vm.str_concat(vm.new_str(&start)?.value(), shown.value())?;
    vm.str_concat(start.value(), vm.new_str(end)?.value())
}

/// Seconds of local time since the epoch, year and fold of something like a datetime.
fn local_time(vm: &Vm, dt: Value) -> Res<(i64, i32, bool)> {
    if is_datetime(vm, dt) {
        let m = moment(dt);
        return Ok((seconds(m), m.day.year(), m.fold));
    }
    let toordinal = vm.intern("toordinal");
    let ordinal = vm.call_method(dt, toordinal.value(), &[])?;
    let number = |name: &str| -> Res<i64> { vm.c_int_arg(vm.getattr_str(dt, name)?.value()) };
    let time = number("hour")? * 3600 + number("minute")? * 60 + number("second")?;
    let t = (vm.c_int_arg(ordinal.value())? - EPOCH_ORDINAL) * 86_400 + time;
    let year = number("year")?.clamp(1, 9999);
    Ok((t, year as i32, number("fold")? != 0))
}

fn seconds(m: &Moment) -> i64 {
    (m.day.ordinal() - EPOCH_ORDINAL) * 86_400 + m.clock.seconds()
}

/// Something of the period that holds at a time; None where that is not known.
fn at(vm: &Vm, this: Value, dt: Value, part: fn(&Period) -> &Ref) -> Res {
    let data = &zone(this).data;
    let period = if dt.is_none() {
        data.always()
    } else {
        let (t, year, fold) = local_time(vm, dt)?;
        data.at_local(t, year, fold)
    };
    Ok(period.map_or(Ref::NONE, |p| part(p).clone()))
}

native! { static METHODS = [
    /// Clear the ZoneInfo cache.
    @classmethod "clear_cache(type, /, *, only_keys=None)" => fn clear_cache(vm, [cls, only_keys]) {
        let own = cls.ptr::<Type>() == own_type(vm)?;
        let weak = weak_cache(vm, own, cls.ptr())?;
        if only_keys.is_none() {
            let clear = vm.intern("clear");
            vm.call_method(weak.value(), clear.value(), &[])?;
            if own {
                drop(vm.extension::<State>().strong.take());
            }
            return Ok(Ref::NONE);
        }
        let pop = vm.intern("pop");
        vm.for_each(only_keys, |key| {
            if own {
                drop_cached(vm, key.value())?;
            }
            vm.call_method(weak.value(), pop.value(), &[key.value(), Value::NONE]).map(drop)
        })?;
        Ok(Ref::NONE)
    }
    /// Get a new instance of ZoneInfo, bypassing the cache.
    @classmethod "no_cache(type, /, key)" => fn no_cache(vm, [cls, key]) { find(vm, cls.ptr(), key, Source::NoCache) }
    /// Create a ZoneInfo file from a file object.
    @classmethod "from_file(type, file_obj, /, key=None)" => fn from_file(vm, [cls, file, key]) {
        let shown = vm.repr(file)?;
        read(vm, cls.ptr(), file, key, Some(shown), Source::File)
    }
    /// Retrieve a timedelta representing the UTC offset in a zone at the given datetime.
    "utcoffset(self, dt, /)" => fn utcoffset(vm, [this, dt]) { at(vm, this, dt, |p| &p.offset) }
    /// Retrieve a timedelta representing the amount of DST applied in a zone at the given datetime.
    "dst(self, dt, /)" => fn dst(vm, [this, dt]) { at(vm, this, dt, |p| &p.dst) }
    /// Retrieve a string containing the abbreviation for the time zone that applies in a zone at a given datetime.
    "tzname(self, dt, /)" => fn tzname(vm, [this, dt]) { at(vm, this, dt, |p| &p.name) }
    /// Given a datetime with local time in UTC, retrieve an adjusted datetime in local time.
    "fromutc(self, object, /)" => fn fromutc(vm, [this, dt]) {
        if !is_datetime(vm, dt) {
            return Err(vm.type_error("fromutc: argument must be a datetime"));
        }
        let m = moment(dt);
        if m.zone != this {
            return Err(vm.value_error("fromutc: dt.tzinfo is not self"));
        }
        let (period, fold) = zone(this).data.at_utc(seconds(m), m.day.year());
        let Some(period) = period else { return Err(vm.value_error("No time zone information found.")) };
        let local = moved(vm, dt, delta(period.offset.value()), false)?;
        if !fold {
            return Ok(local);
        }
        if local.is_exact(vm.datetime.datetime.get()) {
            // SAFETY: the type was just checked, and nobody else has seen the object.
            unsafe { (*local.value().ptr::<Moment>()).fold = true };
            return Ok(local);
        }
        let replace = vm.getattr_str(local.value(), "replace")?;
        let names = vm.tuple_from_refs([vm.intern("fold")])?;
        vm.call_with(replace.value(), &[Value::small_int(1)], names.value())
    }
    /// Function for serialization with the pickle protocol.
    "__reduce__(self, /)" => fn reduce(vm, [this]) {
        let z = zone(this);
        if z.source == Source::File {
            let pickle = import_module(vm, "pickle")?;
            let error = vm.getattr_str(pickle.value(), "PicklingError")?;
            let message = vm.new_str("Cannot pickle a ZoneInfo file from a file stream.")?;
            let e = vm.call(error.value(), &[message.value()])?;
            return Err(vm.raise(e));
        }
        let constructor = vm.getattr_str(this, "_unpickle")?;
        let args = vm.tuple_from(&[z.key, Value::small_int(z.source as i64)])?;
        vm.tuple_from_refs([constructor, args])
    }
    /// Private method used in unpickling.
    @classmethod "_unpickle(type, key, from_cache, /)" => fn unpickle(vm, [cls, key, from_cache]) {
        if vm.c_int_arg(from_cache)? != 0 { cached(vm, cls.ptr(), key) } else { find(vm, cls.ptr(), key, Source::NoCache) }
    }
    /// Function to initialize subclasses.
    @classmethod "__init_subclass__(type, /, *args, **kwargs)" => fn init_subclass(vm, [cls, kwargs], *args) {
        let name = vm.intern("_weak_cache");
        let weak = cache::new_weak_cache(vm)?;
        vm.setattr(cls, name.value(), Some(weak.value()))?;
        Ok(Ref::NONE)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    // Where a program has ruled out `_datetime`, zones are to be those written in Python.
    import_module(vm, "_datetime")?;
    ensure_types(vm)?;
    let module = super::new_module(vm, "_zoneinfo", "C implementation of the zoneinfo module", &[])?;
    cache::init(vm)?;
    super::set(vm, module.value(), "ZoneInfo", Ref::from_type(own_type(vm)?))?;
    Ok(module)
}
