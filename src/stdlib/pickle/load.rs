//! Reading: the opcodes.
use super::build;
use super::input::{self, array, line, long_data, take};
use super::opcode::*;
use super::unpickler::{self, Unpickler, u};
use super::{kept, unpickling_error};
use crate::object::dict::Found;
use crate::object::{Raised, Ref, Res, Value, Vm, buffer_flags};
use dashu_int::{IBig, UBig};

/// Longer strings of bytes are read into memory of their own.
const LONG_DATA: usize = 64 * 1024;

/// RuntimeError where `load` is running.
pub fn not_running(vm: &Vm, this: Value) -> Res<()> {
    if u(this).running { Err(vm.runtime_error("Unpickler object is already used")) } else { Ok(()) }
}

/// Reads one object.
pub fn load(vm: &Vm, this: Value) -> Res {
    not_running(vm, this)?;
    unpickler::clear_stack(vm, this);
    u(this).protocol = 0;
    u(this).running = true;
    let result = run(vm, this).and_then(|v| {
        input::end_frame(this);
        input::skip_consumed(vm, this)?;
        Ok(v)
    });
    u(this).running = false;
    if u(this).persistent_load != Value::NULL {
        unpickler::forget_overrides(vm, this);
    }
    result
}

#[cold]
fn underflow(vm: &Vm, this: Value) -> Raised {
    let text = if u(this).marks.is_empty() { "unpickling stack underflow" } else { "unexpected MARK found" };
    unpickling_error(vm, text)
}

impl Unpickler {
    #[inline(always)]
    fn push(&mut self, v: Ref) {
        self.stack.push(v.into_value());
    }
    /// Whether `n` values may be popped.
    #[inline(always)]
    fn has(&self, n: usize) -> bool {
        self.stack.len() >= self.fence + n
    }
    /// The top of the stack, borrowed; the caller knows that there is one.
    #[inline(always)]
    fn top(&self) -> Value {
        self.stack.last().copied().unwrap_or(Value::NONE)
    }
}

#[inline(always)]
fn need(vm: &Vm, this: Value, n: usize) -> Res<()> {
    if u(this).has(n) { Ok(()) } else { Err(underflow(vm, this)) }
}
#[inline(always)]
fn pop(vm: &Vm, this: Value) -> Res {
    need(vm, this, 1)?;
    match u(this).stack.pop() {
        Some(v) => Ok(Ref::own(v)),
        None => Err(underflow(vm, this)),
    }
}
/// Removes the last mark: where it lies.
#[inline(always)]
fn pop_mark(vm: &Vm, this: Value) -> Res<usize> {
    let s = u(this);
    let Some(at) = s.marks.pop() else { return Err(unpickling_error(vm, "could not find MARK")) };
    s.fence = s.marks.last().copied().unwrap_or(0);
    Ok(at)
}
/// Pops all values from `at`.
fn pop_from(this: Value, at: usize) -> Vec<Ref> {
    let s = u(this);
    s.stack.drain(at.min(s.stack.len())..).map(Ref::own).collect()
}
/// Makes the values from `at` a tuple, and pops them.
fn pop_tuple(vm: &Vm, this: Value, at: usize) -> Res {
    let n = u(this).stack.len() - at;
    if n == 0 {
        return Ok(Ref::new(vm.empty_tuple.get()));
    }
    let t = vm.alloc_tuple(n)?;
    let s = u(this);
    // SAFETY: the tuple has room for `n` values, which move from the stack to it.
    unsafe {
        std::ptr::copy_nonoverlapping(s.stack.as_ptr().add(at), (*t).items_ptr(), n);
        s.stack.set_len(at);
    }
    Ok(Ref::own(Value::from_ptr(t)))
}
/// Moves the values from `at` to the end of a list.
fn extend_list(vm: &Vm, this: Value, list: Value, at: usize) -> Res<()> {
    let n = u(this).stack.len() - at;
    let l = vm.list(list);
    if l.len == 0 && l.capacity < n {
        l.set_capacity(vm, n)?;
    } else {
        l.reserve(vm, n)?;
    }
    let s = u(this);
    // SAFETY: there is room for `n` more values, which move from the stack to the list.
    unsafe {
        std::ptr::copy_nonoverlapping(s.stack.as_ptr().add(at), l.items.add(l.len), n);
        s.stack.set_len(at);
    }
    l.len += n;
    Ok(())
}

/// Numbers the top of the stack.
#[inline(always)]
fn put(vm: &Vm, this: Value, n: usize) -> Res<()> {
    need(vm, this, 1)?;
    let s = u(this);
    let old = s.memo.set(n, s.top());
    if old != Value::NULL {
        old.decref(vm);
    }
    Ok(())
}
#[inline(always)]
fn get(vm: &Vm, this: Value, n: i64) -> Res<()> {
    let s = u(this);
    match usize::try_from(n).ok().and_then(|n| s.memo.get(n)) {
        Some(v) => {
            s.push(Ref::new(v));
            Ok(())
        }
        None => Err(unpickling_error(vm, format!("Memo value not found at index {n}"))),
    }
}

/// Reads opcodes up to STOP.
fn run(vm: &Vm, this: Value) -> Res {
    unpickler::find_overrides(vm, this)?;
    loop {
        let s = u(this);
        let op = if s.pos < s.len {
            // SAFETY: `pos` lies before `len`, the end of the input.
            let op = unsafe { *s.data.add(s.pos) };
            s.pos += 1;
            op
        } else {
            input::opcode(vm, this)?
        };
        let s = u(this);
        match op {
            NONE => s.stack.push(Value::NONE),
            NEWTRUE => s.stack.push(Value::TRUE),
            NEWFALSE => s.stack.push(Value::FALSE),
            BININT1 => {
                let n = take(vm, this, 1)?[0];
                u(this).stack.push(Value::small_int(n as i64));
            }
            BININT2 => {
                let n = u16::from_le_bytes(array(vm, this)?);
                u(this).stack.push(Value::small_int(n as i64));
            }
            BININT => {
                let n = i32::from_le_bytes(array(vm, this)?);
                u(this).stack.push(Value::small_int(n as i64));
            }
            BINFLOAT => {
                let x = f64::from_be_bytes(array(vm, this)?);
                u(this).stack.push(Value::float(x));
            }
            SHORT_BINUNICODE => {
                let n = take(vm, this, 1)?[0] as usize;
                let text = utf8(vm, take(vm, this, n)?)?;
                u(this).push(text);
            }
            MEMOIZE => put(vm, this, s.memo.len())?,
            BINPUT => {
                let n = take(vm, this, 1)?[0];
                put(vm, this, n as usize)?;
            }
            LONG_BINPUT => {
                let n = u32::from_le_bytes(array(vm, this)?);
                put(vm, this, n as usize)?;
            }
            BINGET => {
                let n = take(vm, this, 1)?[0];
                get(vm, this, n as i64)?;
            }
            LONG_BINGET => {
                let n = u32::from_le_bytes(array(vm, this)?);
                get(vm, this, n as i64)?;
            }
            MARK => {
                s.fence = s.stack.len();
                s.marks.push(s.fence);
            }
            EMPTY_LIST => {
                let l = vm.new_list()?;
                u(this).push(l);
            }
            EMPTY_DICT => {
                let d = vm.new_dict()?;
                u(this).push(d);
            }
            EMPTY_TUPLE => s.push(Ref::new(vm.empty_tuple.get())),
            TUPLE1 | TUPLE2 | TUPLE3 => {
                let n = (op - TUPLE1) as usize + 1;
                need(vm, this, n)?;
                let t = pop_tuple(vm, this, s.stack.len() - n)?;
                u(this).push(t);
            }
            TUPLE => {
                let at = pop_mark(vm, this)?;
                let t = pop_tuple(vm, this, at)?;
                u(this).push(t);
            }
            APPENDS => {
                let at = pop_mark(vm, this)?;
                append(vm, this, at)?;
            }
            APPEND => {
                need(vm, this, 1)?;
                append(vm, this, s.stack.len() - 1)?;
            }
            SETITEMS => {
                let at = pop_mark(vm, this)?;
                set_items(vm, this, at)?;
            }
            SETITEM => {
                need(vm, this, 2)?;
                set_items(vm, this, s.stack.len() - 2)?;
            }
            STOP => return pop(vm, this),
            _ => rare(vm, this, op)?,
        }
    }
}

/// Text from UTF-8, in which lone surrogates may occur.
#[inline(always)]
fn utf8(vm: &Vm, b: &[u8]) -> Res {
    if b.is_ascii() { vm.new_latin1(b, true) } else { utf8_slow(vm, b) }
}
#[inline(never)]
fn utf8_slow(vm: &Vm, b: &[u8]) -> Res {
    match std::str::from_utf8(b) {
        Ok(text) => vm.new_str(text),
        Err(_) => {
            let object = vm.new_bytes(b)?;
            let bytes = vm.bytes(object.value());
            crate::types::codec::decode_bytes(vm, bytes, object.value(), vm.names.utf_8, kept(vm).surrogatepass.get())
        }
    }
}
/// A name: strict UTF-8, in one line.
fn name_line(vm: &Vm, this: Value) -> Res {
    let b = line(vm, this)?;
    if b.len() < 2 {
        return Err(input::truncated(vm));
    }
    let b = &b[..b.len() - 1];
    if let Ok(text) = std::str::from_utf8(b) {
        return Ok(vm.intern(text));
    }
    let object = vm.new_bytes(b)?;
    crate::types::codec::decode_bytes(vm, vm.bytes(object.value()), object.value(), vm.names.utf_8, vm.names.strict)
}
/// A line that holds more than its end.
fn full_line<'a>(vm: &Vm, this: Value) -> Res<&'a [u8]> {
    let b = line(vm, this)?;
    if b.len() < 2 { Err(input::truncated(vm)) } else { Ok(b) }
}

/// A length of four or eight bytes.
fn size(vm: &Vm, this: Value, width: usize, what: &str) -> Res<usize> {
    let mut b = [0; 8];
    b[..width].copy_from_slice(take(vm, this, width)?);
    let n = u64::from_le_bytes(b);
    match usize::try_from(n).ok().filter(|n| *n <= isize::MAX as usize) {
        Some(n) => Ok(n),
        None => {
            let most = isize::MAX;
            Err(vm.overflow_error(format!("{what} exceeds system's maximum size of {most} bytes")))
        }
    }
}
/// A length of four bytes that has a sign.
fn signed_size(vm: &Vm, this: Value, what: &str) -> Res<usize> {
    let n = i32::from_le_bytes(array(vm, this)?);
    usize::try_from(n).map_err(|_| unpickling_error(vm, format!("{what} pickle has negative byte count")))
}

#[inline(never)]
fn rare(vm: &Vm, this: Value, op: u8) -> Res<()> {
    let v = match op {
        PROTO => {
            let n = take(vm, this, 1)?[0];
            if n as i64 > HIGHEST_PROTOCOL {
                return Err(vm.value_error(format!("unsupported pickle protocol: {n}")));
            }
            u(this).protocol = n;
            return Ok(());
        }
        FRAME => {
            let n = u64::from_le_bytes(array(vm, this)?);
            let Some(n) = usize::try_from(n).ok().filter(|n| *n <= isize::MAX as usize) else {
                let most = isize::MAX;
                return Err(vm.overflow_error(format!("FRAME length exceeds system's maximum of {most} bytes")));
            };
            return input::frame(vm, this, n);
        }
        BINUNICODE | BINUNICODE8 => {
            let n = size(vm, this, if op == BINUNICODE { 4 } else { 8 }, "BINUNICODE")?;
            utf8(vm, take(vm, this, n)?)?
        }
        SHORT_BINBYTES => {
            let n = take(vm, this, 1)?[0] as usize;
            vm.new_bytes(take(vm, this, n)?)?
        }
        BINBYTES | BINBYTES8 => {
            let n = size(vm, this, if op == BINBYTES { 4 } else { 8 }, "BINBYTES")?;
            if n > isize::MAX as usize - 64 {
                return Err(vm.overflow_error("byte string is too large"));
            }
            if n < LONG_DATA || u(this).len - u(this).pos >= n {
                vm.new_bytes(take(vm, this, n)?)?
            } else {
                vm.new_bytes(&long_data(vm, this, n)?)?
            }
        }
        BYTEARRAY8 => {
            let n = size(vm, this, 8, "BYTEARRAY8")?;
            vm.new_bytearray(vm.types.bytearray, long_data(vm, this, n)?)?
        }
        LONG1 => {
            let n = take(vm, this, 1)?[0] as usize;
            long(vm, take(vm, this, n)?)?
        }
        LONG4 => {
            let n = signed_size(vm, this, "LONG")?;
            long(vm, take(vm, this, n)?)?
        }
        EMPTY_SET => vm.new_set()?,
        FROZENSET => {
            let at = pop_mark(vm, this)?;
            let items = pop_tuple(vm, this, at)?;
            vm.call(Value::from_ptr(vm.types.frozenset), &[items.value()])?
        }
        ADDITEMS => {
            let at = pop_mark(vm, this)?;
            return add_items(vm, this, at);
        }
        LIST => {
            let at = pop_mark(vm, this)?;
            let l = vm.new_list()?;
            extend_list(vm, this, l.value(), at)?;
            l
        }
        DICT => {
            let at = pop_mark(vm, this)?;
            if (u(this).stack.len() - at) % 2 != 0 {
                return Err(unpickling_error(vm, "odd number of items for DICT"));
            }
            let items = pop_from(this, at);
            let d = vm.new_dict()?;
            for pair in items.chunks_exact(2) {
                vm.dict_set(d.value(), pair[0].value(), pair[1].value())?;
            }
            d
        }
        STACK_GLOBAL => {
            let name = pop(vm, this)?;
            let module = pop(vm, this)?;
            if !name.is_exact(vm.types.str) || !module.is_exact(vm.types.str) {
                return Err(unpickling_error(vm, "STACK_GLOBAL requires str"));
            }
            build::find(vm, this, module.value(), name.value())?
        }
        GLOBAL => {
            let module = name_line(vm, this)?;
            let name = name_line(vm, this)?;
            build::find(vm, this, module.value(), name.value())?
        }
        REDUCE => {
            let args = pop(vm, this)?;
            let f = pop(vm, this)?;
            if !vm.is_tuple(args.value()) {
                return Err(vm.type_error("argument list must be a tuple"));
            }
            vm.call(f.value(), vm.tuple_items(args.value()))?
        }
        NEWOBJ => {
            let args = pop(vm, this)?;
            let class = pop(vm, this)?;
            build::new_instance(vm, class.value(), args.value(), None)?
        }
        NEWOBJ_EX => {
            let kwargs = pop(vm, this)?;
            let args = pop(vm, this)?;
            let class = pop(vm, this)?;
            build::new_instance(vm, class.value(), args.value(), Some(kwargs.value()))?
        }
        BUILD => {
            need(vm, this, 2)?;
            let state = pop(vm, this)?;
            let object = Ref::new(u(this).top());
            return build::set_state(vm, object.value(), state.value());
        }
        OBJ => {
            let at = pop_mark(vm, this)?;
            if u(this).stack.len() <= at {
                return Err(underflow(vm, this));
            }
            let args = pop_tuple(vm, this, at + 1)?;
            let class = pop(vm, this)?;
            build::instantiate(vm, class.value(), args.value())?
        }
        INST => {
            let at = pop_mark(vm, this)?;
            let module = name_line(vm, this)?;
            let name = name_line(vm, this)?;
            let class = build::find(vm, this, module.value(), name.value())?;
            // What ran meanwhile may have used the unpickler.
            let at = at.min(u(this).stack.len());
            let args = pop_tuple(vm, this, at)?;
            build::instantiate(vm, class.value(), args.value())?
        }
        POP => {
            let s = u(this);
            if s.marks.last() == Some(&s.stack.len()) {
                return pop_mark(vm, this).map(drop);
            }
            return pop(vm, this).map(drop);
        }
        POP_MARK => {
            let at = pop_mark(vm, this)?;
            drop(pop_from(this, at));
            return Ok(());
        }
        DUP => {
            need(vm, this, 1)?;
            Ref::new(u(this).top())
        }
        EXT1 => {
            let code = take(vm, this, 1)?[0];
            extension(vm, this, code as i64)?
        }
        EXT2 => {
            let code = u16::from_le_bytes(array(vm, this)?);
            extension(vm, this, code as i64)?
        }
        EXT4 => {
            let code = i32::from_le_bytes(array(vm, this)?);
            extension(vm, this, code as i64)?
        }
        NEXT_BUFFER => {
            let buffers = u(this).buffers;
            if buffers == Value::NULL {
                let text = "pickle stream refers to out-of-band data but no *buffers* argument was given";
                return Err(unpickling_error(vm, text));
            }
            let buffers = Ref::new(buffers);
            match vm.next(buffers.value())? {
                Some(b) => b,
                None => {
                    drop(vm.take_stop_value());
                    return Err(unpickling_error(vm, "not enough out-of-band buffers"));
                }
            }
        }
        READONLY_BUFFER => return make_readonly(vm, this),
        BINPERSID => {
            let id = pop(vm, this)?;
            persistent(vm, this, id)?
        }
        PERSID => {
            let b = line(vm, this)?;
            let b = &b[..b.len() - 1];
            if !b.is_ascii() {
                return Err(unpickling_error(vm, "persistent IDs in protocol 0 must be ASCII strings"));
            }
            let id = vm.new_latin1(b, true)?;
            persistent(vm, this, id)?
        }
        BINSTRING => {
            let n = signed_size(vm, this, "BINSTRING")?;
            let b = take(vm, this, n)?.to_vec();
            old_string(vm, this, &b)?
        }
        SHORT_BINSTRING => {
            let n = take(vm, this, 1)?[0] as usize;
            let b = take(vm, this, n)?.to_vec();
            old_string(vm, this, &b)?
        }
        STRING | UNICODE | INT | LONG | FLOAT | GET | PUT => return text_form(vm, this, op),
        _ => {
            let shown = if (0x20..0x7f).contains(&op) && op != b'\'' && op != b'\\' {
                (op as char).to_string()
            } else {
                format!("\\x{op:02x}")
            };
            return Err(unpickling_error(vm, format!("invalid load key, '{shown}'.")));
        }
    };
    u(this).push(v);
    Ok(())
}

/// The opcodes of protocol 0 that are followed by text.
#[inline(never)]
fn text_form(vm: &Vm, this: Value, op: u8) -> Res<()> {
    let v = match op {
        STRING => quoted(vm, this)?,
        UNICODE => {
            let b = line(vm, this)?;
            let b = vm.new_bytes(&b[..b.len() - 1])?;
            codec(vm, "raw_unicode_escape_decode", b.value())?
        }
        INT => {
            let b = full_line(vm, this)?;
            let text = &b[..b.len() - 1];
            let n = decimal(vm, text).map_err(|raised| {
                if vm.clear_raised_if(vm.types.ValueError) { vm.value_error("could not convert string to int") } else { raised }
            })?;
            match text {
                b"00" => Ref::bool(false),
                b"01" => Ref::bool(true),
                _ => n,
            }
        }
        LONG => {
            let b = full_line(vm, this)?;
            let text = b[..b.len() - 1].strip_suffix(b"L").unwrap_or(b);
            decimal(vm, text)?
        }
        FLOAT => {
            let b = full_line(vm, this)?;
            float(vm, b)?
        }
        GET => {
            let n = number(vm, this)?;
            return get(vm, this, n);
        }
        _ => {
            need(vm, this, 1).or_else(|raised| {
                // A line that is missing is the first thing to complain of.
                let e = vm.take_raised();
                full_line(vm, this)?;
                let _ = raised;
                Err(vm.set_raised(e))
            })?;
            let n = number(vm, this)?;
            let Ok(n) = usize::try_from(n) else { return Err(vm.value_error("negative PUT argument")) };
            return put(vm, this, n);
        }
    };
    u(this).push(v);
    Ok(())
}

/// An int from decimal digits; the line with its end is what a message shows.
fn decimal(vm: &Vm, text: &[u8]) -> Res {
    let shown = vm.new_latin1(text, text.is_ascii())?;
    crate::types::int::parse_int_text(vm, text, 10, shown.value())
}
/// The number that GET and PUT name.
fn number(vm: &Vm, this: Value) -> Res<i64> {
    let n = decimal(vm, full_line(vm, this)?)?;
    match vm.index_i64(n.value())? {
        Ok(n) => Ok(n),
        Err(_) => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    }
}
fn float(vm: &Vm, line: &[u8]) -> Res {
    let text = String::from_utf8_lossy(&line[..line.len() - 1]);
    let word = text.trim_start_matches(['+', '-']).to_ascii_lowercase();
    let named = word.starts_with("inf") || word.starts_with("nan");
    match text.parse::<f64>() {
        Ok(x) if x.is_infinite() && !named => {
            Err(vm.overflow_error(format!("value too large to convert to float: '{text}\n'")))
        }
        Ok(x) => Ok(Ref::float(x)),
        Err(_) if named || word.trim_start_matches('.').starts_with(|c: char| c.is_ascii_digit()) => {
            Err(vm.value_error("could not convert string to float"))
        }
        Err(_) => Err(vm.value_error(format!("could not convert string to float: '{text}\n'"))),
    }
}

/// A number in two's complement, the lowest byte first.
fn long(vm: &Vm, b: &[u8]) -> Res {
    let Some(last) = b.last() else { return Ok(Ref::own(Value::small_int(0))) };
    let negative = last & 0x80 != 0;
    if b.len() <= 8 {
        let mut all = [if negative { 0xff } else { 0 }; 8];
        all[..b.len()].copy_from_slice(b);
        return vm.new_int(i64::from_le_bytes(all));
    }
    let x = IBig::from(UBig::from_le_bytes(b));
    vm.new_big(if negative { x - (IBig::ONE << (b.len() * 8)) } else { x })
}

/// What a function of `_codecs` makes of bytes.
fn codec(vm: &Vm, function: &str, b: Value) -> Res {
    let codecs = crate::types::import_module(vm, "_codecs")?;
    let f = vm.getattr_str(codecs.value(), function)?;
    let pair = vm.call(f.value(), &[b])?;
    match vm.is_tuple(pair.value()).then(|| vm.tuple_items(pair.value())) {
        Some([v, _]) => Ok(Ref::new(*v)),
        _ => Err(vm.type_error("decoder must return a tuple (object,integer)")),
    }
}
/// A string literal of Python 2.
fn quoted(vm: &Vm, this: Value) -> Res {
    let b = line(vm, this)?;
    let b = &b[..b.len() - 1];
    let inside = match b {
        [q @ (b'\'' | b'"'), inside @ .., end] if q == end => inside,
        _ => return Err(unpickling_error(vm, "the STRING opcode argument must be quoted")),
    };
    let inside = vm.new_bytes(inside)?;
    let b = codec(vm, "escape_decode", inside.value())?;
    let b = vm.bytes_arg(b.value())?.to_vec();
    old_string(vm, this, &b)
}
/// A str of Python 2: text in the encoding that the unpickler was given, or bytes.
fn old_string(vm: &Vm, this: Value, b: &[u8]) -> Res {
    let s = u(this);
    let encoding = if s.encoding == Value::NULL { vm.intern("ASCII") } else { Ref::new(s.encoding) };
    let errors = Ref::new(if s.errors == Value::NULL { vm.names.strict } else { s.errors });
    let object = vm.new_bytes(b)?;
    if vm.str(encoding.value()).bytes() == b"bytes" {
        return Ok(object);
    }
    crate::types::codec::decode_bytes(vm, b, object.value(), encoding.value(), errors.value())
}

/// Moves the values from `at` to the list, or what has `append`, below them.
fn append(vm: &Vm, this: Value, at: usize) -> Res<()> {
    let s = u(this);
    if at <= s.fence || s.stack.len() < at {
        return Err(underflow(vm, this));
    }
    let n = s.stack.len() - at;
    if n == 0 {
        return Ok(());
    }
    let target = s.stack[at - 1];
    if target.is_exact(vm.types.list) {
        return extend_list(vm, this, target, at);
    }
    let target = Ref::new(target);
    let items = pop_from(this, at);
    if let Some(f) = vm.getattr_opt(target.value(), kept(vm).extend.get())? {
        let list = vm.list_from_refs(items)?;
        return vm.call(f.value(), &[list.value()]).map(drop);
    }
    let f = vm.getattr(target.value(), vm.names.append)?;
    for x in items {
        vm.call(f.value(), &[x.value()])?;
    }
    Ok(())
}

/// Sets the items from `at`, keys and values, in what lies below them.
fn set_items(vm: &Vm, this: Value, at: usize) -> Res<()> {
    let s = u(this);
    if at <= s.fence || s.stack.len() < at {
        return Err(underflow(vm, this));
    }
    let n = s.stack.len() - at;
    if n == 0 {
        return Ok(());
    }
    if n % 2 != 0 {
        return Err(unpickling_error(vm, "odd number of items for SETITEMS"));
    }
    let target = Ref::new(s.stack[at - 1]);
    let exact = target.is_exact(vm.types.dict);
    if exact && vm.dict(target.value()).is_empty() && n > 10 {
        vm.dict(target.value()).resize(vm, n / 2)?;
    }
    // The values leave the stack before anything runs: keys have methods, and these may use the unpickler.
    let mut i = at;
    if exact {
        while i + 1 < u(this).stack.len() {
            let (k, v) = (u(this).stack[i], u(this).stack[i + 1]);
            if !k.is_exact(vm.types.str) && !k.is_small_int() {
                break;
            }
            // Neither hashing nor comparing such keys runs anything as long as the dict has none of other types.
            let hash = vm.hash_key(k)?;
            match vm.dict_find_quick(target.value(), k, hash) {
                Some(Found::Missing(slot)) => {
                    let s = u(this);
                    s.stack[i] = Value::NONE;
                    s.stack[i + 1] = Value::NONE;
                    vm.dict(target.value()).insert_at(vm, slot, hash, Ref::own(k), Ref::own(v))?;
                }
                _ => break,
            }
            i += 2;
        }
    }
    // What was moved left None behind.
    let rest = pop_from(this, i);
    u(this).stack.truncate(at);
    for pair in rest.chunks_exact(2) {
        if exact {
            vm.dict_set(target.value(), pair[0].value(), pair[1].value())?;
        } else {
            vm.setitem(target.value(), pair[0].value(), pair[1].value())?;
        }
    }
    Ok(())
}

/// Adds the values from `at` to the set, or what has `add`, below them.
fn add_items(vm: &Vm, this: Value, at: usize) -> Res<()> {
    let s = u(this);
    if at <= s.fence || s.stack.len() < at {
        return Err(underflow(vm, this));
    }
    if s.stack.len() == at {
        return Ok(());
    }
    let target = Ref::new(s.stack[at - 1]);
    let items = pop_from(this, at);
    if target.is_exact(vm.types.set) {
        for x in items {
            vm.set_add(target.value(), x.value())?;
        }
        return Ok(());
    }
    let f = vm.getattr(target.value(), kept(vm).add.get())?;
    for x in items {
        vm.call(f.value(), &[x.value()])?;
    }
    Ok(())
}

/// The object of an extension code.
fn extension(vm: &Vm, this: Value, code: i64) -> Res {
    if code <= 0 {
        return Err(unpickling_error(vm, "EXT specifies code <= 0"));
    }
    let k = kept(vm);
    let key = Value::small_int(code);
    if let Some(v) = vm.dict_get(k.extension_cache.get(), key)? {
        return Ok(Ref::new(v));
    }
    let Some(pair) = vm.dict_get(k.inverted_registry.get(), key)?.map(Ref::new) else {
        return Err(vm.value_error(format!("unregistered extension code {code}")));
    };
    let (module, name) = match vm.is_tuple(pair.value()).then(|| vm.tuple_items(pair.value())) {
        Some([m, n]) if vm.is_str(*m) && vm.is_str(*n) => (*m, *n),
        _ => return Err(vm.value_error(format!("_inverted_registry[{code}] isn't a 2-tuple of strings"))),
    };
    let v = build::find(vm, this, module, name)?;
    vm.dict_set(k.extension_cache.get(), key, v.value())?;
    Ok(v)
}

/// Replaces the buffer on top of the stack by a view that cannot be written to.
fn make_readonly(vm: &Vm, this: Value) -> Res<()> {
    need(vm, this, 1)?;
    let object = Ref::new(u(this).top());
    let view = vm.call(Value::from_ptr(vm.types.memoryview), &[object.value()])?;
    let readonly = vm.get_buffer(view.value(), buffer_flags::FULL_RO)?.readonly;
    if readonly {
        return Ok(());
    }
    let name = vm.intern("toreadonly");
    let view = vm.call_method(view.value(), name.value(), &[])?;
    if let Some(top) = u(this).stack.last_mut() {
        let old = std::mem::replace(top, view.into_value());
        old.decref(vm);
    }
    Ok(())
}

/// The object that a program knows by an id.
fn persistent(vm: &Vm, this: Value, id: Ref) -> Res {
    let f = u(this).persistent_load;
    if f == Value::NULL {
        let text = "A load persistent id instruction was encountered, but no persistent_load function was specified.";
        return Err(unpickling_error(vm, text));
    }
    let f = Ref::new(f);
    vm.call(f.value(), &[id.value()])
}
