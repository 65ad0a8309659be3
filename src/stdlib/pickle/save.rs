//! Writing objects: those of builtin types, and who decides about the others.
use super::opcode::*;
use super::pickler::{self, p};
use super::{globals, kept, pickling_error, reduce};
use crate::object::{Buffer, IntView, Raised, Ref, Res, Type, Value, Vm, buffer_flags, flags};
use crate::types::exceptions::add_note;

/// How deep containers nest in fast mode before cycles are looked out for.
const FAST_LIMIT: usize = 50;

/// Writes a whole pickle to the output.
pub fn dump(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    pickler::find_overrides(vm, this)?;
    let done = dump_found(vm, this, obj);
    let s = p(this);
    s.set_framing(false);
    s.fast_nesting = 0;
    s.fast_seen.clear();
    if s.persistent_id != Value::NULL || s.reducer_override != Value::NULL {
        pickler::forget_overrides(vm, this);
    }
    done
}

fn dump_found(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    let s = p(this);
    if s.protocol >= 2 {
        s.out.extend_from_slice(&[PROTO, s.protocol]);
        if s.protocol >= 4 {
            s.abandon_frame();
            s.set_framing(true);
        }
    }
    save(vm, this, obj)?;
    let s = p(this);
    s.op(STOP);
    s.commit_frame();
    s.set_framing(false);
    Ok(())
}

/// Adds a note to the exception that is on its way.
#[cold]
#[inline(never)]
pub fn note(vm: &Vm, text: impl FnOnce() -> Res<String>) -> Raised {
    let exception = vm.take_raised();
    match text() {
        Ok(text) => add_note(vm, exception.value(), &text),
        Err(_) => drop(vm.take_raised()),
    }
    vm.set_raised(exception)
}
/// The name of an object's type in notes and messages.
pub fn type_name(vm: &Vm, v: Value) -> String {
    vm.full_name_of_type(vm.type_of(v))
}

/// Gives an object the next number and says so in the output.
#[inline(always)]
pub fn memoize(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    let s = p(this);
    if s.fast != 0 {
        return Ok(());
    }
    let n = s.memo.len();
    if n >= u32::MAX as usize {
        return Err(pickling_error(vm, "memo id too large for LONG_BINPUT"));
    }
    s.memo.set(obj, n as u32);
    if s.protocol >= 4 {
        s.op(MEMOIZE);
    } else if s.bin == 0 {
        s.put(format!("p{n}\n").as_bytes());
    } else if n < 256 {
        s.put(&[BINPUT, n as u8]);
    } else {
        s.op(LONG_BINPUT);
        s.out.extend_from_slice(&(n as u32).to_le_bytes());
    }
    Ok(())
}
/// Refers to an object by its number.
pub fn put_get(this: Value, n: u32) {
    let s = p(this);
    if s.bin == 0 {
        s.put(format!("g{n}\n").as_bytes());
    } else if n < 256 {
        s.put(&[BINGET, n as u8]);
    } else {
        s.op(LONG_BINGET);
        s.out.extend_from_slice(&n.to_le_bytes());
    }
}

/// Writes an object. The caller holds it.
pub fn save(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    let s = p(this);
    if s.frame_is_full() {
        pickler::end_frame(vm, this)?;
    }
    if p(this).persistent_id != Value::NULL && save_persistent(vm, this, obj)? {
        return Ok(());
    }
    save_itself(vm, this, obj)
}

/// Writes an object without asking for a persistent id.
fn save_itself(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    let s = p(this);
    if obj.is_small_int() {
        save_int(s, obj.as_small_int());
        return Ok(());
    }
    if !obj.is_heap() {
        if obj.is_float() {
            save_float(this, obj.as_float());
            return Ok(());
        }
        match obj {
            Value::NONE => s.op(NONE),
            Value::TRUE | Value::FALSE if s.protocol >= 2 => s.op(if obj.is_true() { NEWTRUE } else { NEWFALSE }),
            Value::TRUE => s.put(b"I01\n"),
            Value::FALSE => s.put(b"I00\n"),
            _ => return save_other(vm, this, obj, vm.type_of(obj)),
        }
        return Ok(());
    }
    // SAFETY: a live heap object.
    let ty = unsafe { obj.heap_type() };
    let t = &vm.types;
    if ty == t.int {
        return save_heap_int(vm, this, obj);
    }
    if let Some(n) = s.memo.get(obj) {
        put_get(this, n);
        return Ok(());
    }
    if ty == t.str {
        return save_str(vm, this, obj);
    }
    if ty == t.bytes {
        return save_bytes(vm, this, obj);
    }
    vm.check_machine_stack(" while pickling an object")?;
    if ty == t.dict {
        save_dict(vm, this, obj)
    } else if ty == t.list {
        save_list(vm, this, obj)
    } else if ty == t.tuple {
        save_tuple(vm, this, obj)
    } else {
        save_other(vm, this, obj, ty)
    }
}

#[inline(never)]
fn save_other(vm: &Vm, this: Value, obj: Value, ty: *mut Type) -> Res<()> {
    let t = &vm.types;
    if ty == t.set {
        save_set(vm, this, obj)
    } else if ty == t.frozenset {
        save_frozenset(vm, this, obj)
    } else if ty == t.bytearray {
        save_bytearray(vm, this, obj)
    } else if super::picklebuffer_type(vm) == ty {
        save_buffer(vm, this, obj)
    } else {
        reduce::save_by_reduction(vm, this, obj, ty)
    }
}

#[cold]
#[inline(never)]
fn save_persistent(vm: &Vm, this: Value, obj: Value) -> Res<bool> {
    let ask = Ref::new(p(this).persistent_id);
    let id = vm.call(ask.value(), &[obj])?;
    if id.is_none() {
        return Ok(false);
    }
    if p(this).bin != 0 {
        save_itself(vm, this, id.value())?;
        p(this).op(BINPERSID);
    } else {
        let text = vm.str_of(id.value())?;
        if !vm.str(text.value()).is_ascii() {
            return Err(pickling_error(vm, "persistent IDs in protocol 0 must be ASCII strings"));
        }
        let s = p(this);
        s.op(PERSID);
        s.out.extend_from_slice(vm.str(text.value()).bytes());
        s.out.push(b'\n');
    }
    Ok(true)
}

#[inline(always)]
fn save_int(s: &mut pickler::Pickler, x: i64) {
    if s.bin != 0 && x >= i32::MIN as i64 && x <= i32::MAX as i64 {
        let b = (x as u32).to_le_bytes();
        match x {
            0..0x100 => s.put(&[BININT1, b[0]]),
            0x100..0x1_0000 => s.put(&[BININT2, b[0], b[1]]),
            _ => s.put(&[BININT, b[0], b[1], b[2], b[3]]),
        }
        return;
    }
    save_long(s, x);
}
#[inline(never)]
fn save_long(s: &mut pickler::Pickler, x: i64) {
    if s.protocol >= 2 {
        let bytes = x.to_le_bytes();
        let n = significant(&bytes);
        s.put(&[LONG1, n as u8]);
        s.out.extend_from_slice(&bytes[..n]);
    } else if i32::try_from(x).is_ok() {
        s.put(format!("I{x}\n").as_bytes());
    } else {
        s.put(format!("L{x}L\n").as_bytes());
    }
}
/// How many bytes of a number in two's complement say all about it.
fn significant(bytes: &[u8]) -> usize {
    let Some(last) = bytes.last() else { return 0 };
    let filler = if *last & 0x80 != 0 { 0xff } else { 0 };
    let mut n = bytes.len();
    while n > 1 && bytes[n - 1] == filler && (bytes[n - 2] ^ filler) & 0x80 == 0 {
        n -= 1;
    }
    n
}
#[cold]
fn save_heap_int(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    match vm.as_int(obj) {
        Some(IntView::Big(b)) => {
            if p(this).protocol < 2 {
                let text = vm.repr(obj)?;
                let s = p(this);
                s.op(LONG);
                s.out.extend_from_slice(vm.str(text.value()).bytes());
                s.out.extend_from_slice(b"L\n");
                return Ok(());
            }
            let (sign, magnitude) = b.clone().into_parts();
            let mut bytes = magnitude.to_le_bytes().into_vec();
            bytes.push(0);
            if sign == dashu_int::Sign::Negative {
                let mut carry = true;
                for b in &mut bytes {
                    (*b, carry) = (!*b).overflowing_add(carry as u8);
                }
            }
            let n = significant(&bytes);
            let s = p(this);
            match n {
                0..0x100 => s.put(&[LONG1, n as u8]),
                0x100..0x8000_0000 => {
                    s.op(LONG4);
                    s.out.extend_from_slice(&(n as u32).to_le_bytes());
                }
                _ => return Err(vm.overflow_error("int too large to pickle")),
            }
            s.out.extend_from_slice(&bytes[..n]);
        }
        Some(IntView::Small(x)) => save_int(p(this), x),
        None => {}
    }
    Ok(())
}
fn save_float(this: Value, x: f64) {
    let s = p(this);
    let b = x.to_be_bytes();
    if s.bin != 0 {
        s.put(&[BINFLOAT, b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]);
        return;
    }
    let mut digits = vec![FLOAT];
    if x.is_finite() {
        crate::numeric::float_format::float_repr(x, &mut digits);
    } else {
        digits.extend_from_slice(if x.is_nan() { b"nan" } else if x > 0.0 { b"inf" } else { b"-inf" });
    }
    digits.push(b'\n');
    s.put(&digits);
}

fn save_str(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    let text = vm.str(obj);
    if p(this).bin == 0 {
        put_raw_unicode(this, text.iter());
    } else if let Some(ascii) = text.as_ascii() {
        put_utf8(vm, this, ascii.as_bytes(), obj)?;
    } else {
        let b = utf8(vm, obj)?;
        put_utf8(vm, this, &b, obj)?;
    }
    memoize(vm, this, obj)
}
/// A str as UTF-8, lone surrogates in it as three bytes each.
pub fn utf8(vm: &Vm, v: Value) -> Res<Vec<u8>> {
    let text = vm.str(v);
    let mut b = Vec::with_capacity(text.len() * 2);
    text.iter().for_each(|c| crate::text::codec::push_utf8(c, &mut b));
    Ok(b)
}
#[inline(always)]
fn put_utf8(vm: &Vm, this: Value, data: &[u8], _obj: Value) -> Res<()> {
    let s = p(this);
    let n = data.len();
    if n < 256 && s.protocol >= 4 {
        s.put(&[SHORT_BINUNICODE, n as u8]);
        s.out.extend_from_slice(data);
        return Ok(());
    }
    let mut header = [0; 9];
    let header = match n {
        _ if u32::try_from(n).is_ok() => sized(&mut header, BINUNICODE, n, 4),
        _ if s.protocol >= 4 => sized(&mut header, BINUNICODE8, n, 8),
        _ => return Err(vm.overflow_error("serializing a string larger than 4 GiB requires pickle protocol 4 or higher")),
    };
    pickler::put_data(vm, this, header, data, None)
}
/// An opcode with a length behind it.
fn sized(header: &mut [u8; 9], op: u8, n: usize, width: usize) -> &[u8] {
    header[0] = op;
    header[1..].copy_from_slice(&(n as u64).to_le_bytes());
    &header[..1 + width]
}
/// The text form of protocol 0: what would end the line or start an escape is escaped.
fn put_raw_unicode(this: Value, points: impl Iterator<Item = u32>) {
    let s = p(this);
    s.op(UNICODE);
    for c in points {
        match c {
            0x1_0000.. => s.out.extend_from_slice(format!("\\U{c:08x}").as_bytes()),
            0x100.. | 0 | 0x0a | 0x0d | 0x1a | 0x5c => s.out.extend_from_slice(format!("\\u{c:04x}").as_bytes()),
            _ => s.out.push(c as u8),
        }
    }
    s.out.push(b'\n');
}

fn save_bytes(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    if p(this).protocol >= 3 {
        return put_bytes(vm, this, vm.bytes(obj), obj);
    }
    // Older protocols have no bytes: they are made of a str when they are read.
    let data = vm.bytes(obj);
    if data.is_empty() {
        let empty = vm.tuple_from(&[])?;
        return reduce::save_call(vm, this, Value::from_ptr(vm.types.bytes), empty.value(), obj);
    }
    let codecs = crate::types::import_module(vm, "codecs")?;
    let encode = vm.getattr(codecs.value(), kept(vm).encode.get())?;
    let text = vm.new_latin1(data, data.is_ascii())?;
    let args = vm.tuple_from(&[text.value(), kept(vm).latin1.get()])?;
    reduce::save_call(vm, this, encode.value(), args.value(), obj)
}
fn put_bytes(vm: &Vm, this: Value, data: &[u8], obj: Value) -> Res<()> {
    let n = data.len();
    let mut header = [0; 9];
    let header = match n {
        0..0x100 => sized(&mut header, SHORT_BINBYTES, n, 1),
        _ if u32::try_from(n).is_ok() => sized(&mut header, BINBYTES, n, 4),
        _ if p(this).protocol >= 4 => sized(&mut header, BINBYTES8, n, 8),
        _ => {
            let text = "serializing a bytes object larger than 4 GiB requires pickle protocol 4 or higher";
            return Err(vm.overflow_error(text));
        }
    };
    pickler::put_data(vm, this, header, data, Some(obj))?;
    memoize(vm, this, obj)
}
fn put_bytearray(vm: &Vm, this: Value, data: &[u8], obj: Value) -> Res<()> {
    let mut header = [0; 9];
    let header = sized(&mut header, BYTEARRAY8, data.len(), 8);
    pickler::put_data(vm, this, header, data, Some(obj))?;
    memoize(vm, this, obj)
}
fn save_bytearray(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    if p(this).protocol >= 5 {
        // The buffer keeps the memory where it is.
        let view: Buffer = vm.get_buffer(obj, buffer_flags::SIMPLE)?;
        return put_bytearray(vm, this, view.as_slice(), obj);
    }
    let data = vm.bytes_arg(obj)?.to_vec();
    let args = if data.is_empty() { vm.tuple_from(&[])? } else { vm.tuple_from_refs([vm.new_bytes(&data)?])? };
    reduce::save_call(vm, this, Value::from_ptr(vm.types.bytearray), args.value(), obj)
}
fn save_buffer(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    if p(this).protocol < 5 {
        return Err(pickling_error(vm, "PickleBuffer can only be pickled with protocol >= 5"));
    }
    let view = vm.get_buffer(obj, buffer_flags::FULL_RO)?;
    let layout = view.layout();
    if !layout.c_contiguous() && !layout.f_contiguous() {
        return Err(pickling_error(vm, "PickleBuffer can not be pickled when pointing to a non-contiguous buffer"));
    }
    let callback = p(this).buffer_callback;
    let in_band = match callback {
        Value::NULL => true,
        f => {
            let f = Ref::new(f);
            let kept_in = vm.call(f.value(), &[obj])?;
            vm.truth(kept_in.value())?
        }
    };
    if in_band {
        return if view.readonly { put_bytes(vm, this, view.as_slice(), obj) } else { put_bytearray(vm, this, view.as_slice(), obj) };
    }
    let s = p(this);
    s.op(NEXT_BUFFER);
    if view.readonly {
        s.op(READONLY_BUFFER);
    }
    Ok(())
}

/// Goes one container deeper in fast mode, which finds cycles by the way down alone. True: `leave_fast` must follow.
#[cold]
#[inline(never)]
pub fn enter_fast(vm: &Vm, this: Value, obj: Value) -> Res<bool> {
    let s = p(this);
    s.fast_nesting += 1;
    if s.fast_nesting >= FAST_LIMIT {
        if s.fast_seen.contains(&obj) {
            s.fast_nesting -= 1;
            let name = vm.type_name(obj);
            let text = format!("fast mode: can't pickle cyclic objects including object type {name} at {:#x}", obj.0);
            return Err(vm.value_error(text));
        }
        s.fast_seen.push(obj);
    }
    Ok(true)
}
pub fn leave_fast(this: Value, obj: Value) {
    let s = p(this);
    if s.fast_seen.last() == Some(&obj) {
        s.fast_seen.pop();
    }
    s.fast_nesting = s.fast_nesting.saturating_sub(1);
}
#[cold]
#[inline(never)]
fn fast_container(vm: &Vm, this: Value, obj: Value, items: fn(&Vm, Value, Value) -> Res<()>) -> Res<()> {
    enter_fast(vm, this, obj)?;
    let r = items(vm, this, obj);
    leave_fast(this, obj);
    r
}

fn save_list(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    let s = p(this);
    if s.bin != 0 {
        s.op(EMPTY_LIST);
    } else {
        s.put(&[MARK, LIST]);
    }
    memoize(vm, this, obj)?;
    if p(this).fast != 0 {
        return fast_container(vm, this, obj, list_items);
    }
    list_items(vm, this, obj)
}
#[cold]
#[inline(never)]
pub fn item_note(vm: &Vm, of: Value, i: usize) -> Raised {
    note(vm, || Ok(format!("when serializing {} item {i}", type_name(vm, of))))
}
fn list_items(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    let items = |i: usize| vm.list(obj).items().get(i).map(|x| Ref::new(*x));
    let (single, binary) = (vm.list(obj).len == 1, p(this).protocol > 0);
    let mut i = 0;
    if single || !binary {
        while let Some(x) = items(i) {
            save(vm, this, x.value()).map_err(|_| item_note(vm, obj, i))?;
            p(this).op(APPEND);
            i += 1;
            if single {
                break;
            }
        }
        return Ok(());
    }
    while i < vm.list(obj).len {
        p(this).op(MARK);
        let end = i + BATCH;
        while i < end {
            let Some(x) = vm.list(obj).items().get(i).copied() else { break };
            if x.is_small_int() && !p(this).frame_is_full() && p(this).persistent_id == Value::NULL {
                save_int(p(this), x.as_small_int());
            } else {
                let x = Ref::new(x);
                if save(vm, this, x.value()).is_err() {
                    return Err(item_note(vm, obj, i));
                }
            }
            i += 1;
        }
        p(this).op(APPENDS);
    }
    Ok(())
}

fn save_dict(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    let s = p(this);
    if s.bin != 0 {
        s.op(EMPTY_DICT);
    } else {
        s.put(&[MARK, DICT]);
    }
    memoize(vm, this, obj)?;
    if p(this).fast != 0 {
        return fast_container(vm, this, obj, dict_items);
    }
    dict_items(vm, this, obj)
}
#[cold]
#[inline(never)]
fn key_note(vm: &Vm, of: Value, key: Value) -> Raised {
    note(vm, || Ok(format!("when serializing {} item {}", type_name(vm, of), vm.repr_text(key)?)))
}
/// A key and its value.
pub fn save_pair(vm: &Vm, this: Value, of: Value, key: Value, x: Value) -> Res<()> {
    save(vm, this, key)?;
    if save(vm, this, x).is_err() {
        return Err(key_note(vm, of, key));
    }
    Ok(())
}
fn dict_items(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    let size = vm.dict(obj).len();
    if size == 0 {
        return Ok(());
    }
    let text = p(this).protocol == 0;
    let single = size == 1 && !text;
    // The place in the entries, and the pairs written since the last MARK.
    let (mut at, mut n) = (0, 0);
    if !single && !text {
        p(this).op(MARK);
    }
    while at < vm.dict(obj).raw_entries().len() {
        let e = *vm.dict(obj).entry(at);
        at += 1;
        if e.key.is_unbound() {
            continue;
        }
        let (k, x) = (Ref::new(e.key), Ref::new(e.value));
        save_pair(vm, this, obj, k.value(), x.value())?;
        if vm.dict(obj).len() != size {
            return Err(vm.runtime_error("dictionary changed size during iteration"));
        }
        n += 1;
        if single || text {
            p(this).op(SETITEM);
        } else if n == BATCH {
            p(this).put(&[SETITEMS, MARK]);
            n = 0;
        }
    }
    if !single && !text {
        p(this).op(SETITEMS);
    }
    Ok(())
}

fn save_tuple(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    let items = vm.tuple_items(obj);
    let s = p(this);
    if items.is_empty() {
        if s.protocol > 0 {
            s.op(EMPTY_TUPLE);
        } else {
            s.put(&[MARK, TUPLE]);
        }
        return Ok(());
    }
    let short = items.len() <= 3 && s.protocol >= 2;
    if !short {
        s.op(MARK);
    }
    for (i, x) in items.iter().enumerate() {
        if save(vm, this, *x).is_err() {
            return Err(item_note(vm, obj, i));
        }
    }
    // A tuple inside itself was written meanwhile: what lies on the stack goes, and it is referred to.
    let s = p(this);
    if let Some(n) = s.memo.get(obj) {
        if short || s.protocol == 0 {
            let pops = items.len() + !short as usize;
            (0..pops).for_each(|_| s.op(POP));
        } else {
            s.op(POP_MARK);
        }
        put_get(this, n);
        return Ok(());
    }
    s.op(if short { TUPLE1 + items.len() as u8 - 1 } else { TUPLE });
    memoize(vm, this, obj)
}

/// A list of a set's elements, in order.
fn elements(vm: &Vm, obj: Value) -> Res<Vec<Ref>> {
    Ok(vm.set(obj).iter().map(|e| Ref::new(e.key)).collect())
}
fn save_old_set(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    let list = vm.list_from_refs(elements(vm, obj)?)?;
    let args = vm.tuple_from_refs([list])?;
    reduce::save_call(vm, this, Value::from_ptr(vm.type_of(obj)), args.value(), obj)
}
#[cold]
fn element_note(vm: &Vm, of: Value) -> Raised {
    note(vm, || Ok(format!("when serializing {} element", type_name(vm, of))))
}
fn save_set(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    if p(this).protocol < 4 {
        return save_old_set(vm, this, obj);
    }
    p(this).op(EMPTY_SET);
    memoize(vm, this, obj)?;
    let size = vm.set(obj).len();
    if size == 0 {
        return Ok(());
    }
    p(this).op(MARK);
    let (mut at, mut n) = (0, 0);
    while let Some(e) = vm.set(obj).next_entry(&mut at) {
        let x = Ref::new(e.key);
        if save(vm, this, x.value()).is_err() {
            return Err(element_note(vm, obj));
        }
        if vm.set(obj).len() != size {
            return Err(vm.runtime_error("set changed size during iteration"));
        }
        n += 1;
        if n == BATCH {
            p(this).put(&[ADDITEMS, MARK]);
            n = 0;
        }
    }
    p(this).op(ADDITEMS);
    Ok(())
}
fn save_frozenset(vm: &Vm, this: Value, obj: Value) -> Res<()> {
    if p(this).protocol < 4 {
        return save_old_set(vm, this, obj);
    }
    p(this).op(MARK);
    for x in elements(vm, obj)? {
        if save(vm, this, x.value()).is_err() {
            return Err(element_note(vm, obj));
        }
    }
    if let Some(n) = p(this).memo.get(obj) {
        p(this).op(POP_MARK);
        put_get(this, n);
        return Ok(());
    }
    p(this).op(FROZENSET);
    memoize(vm, this, obj)
}

/// Whether a type is a class of classes.
pub fn is_metaclass(ty: *mut Type) -> bool {
    // SAFETY: the type of a live object.
    unsafe { (*ty).has(flags::TYPE_SUBCLASS) }
}
/// Writes an object as an attribute of a module.
pub fn save_global(vm: &Vm, this: Value, obj: Value, name: Option<Value>) -> Res<()> {
    globals::save_global(vm, this, obj, name)
}
