//! `_io.StringIO`.
use super::bytes_io::{instance_dict_copy, update_instance_dict};
use super::newline_decoder::newlines;
use super::support::{FLAGS, index_arg, os_error_text, size_arg, whence_arg};
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native};
use crate::text::StrBuilder;
use crate::text::newlines::{LineEnd, LineEnds, replace_newlines};
use crate::types::str::view;

/// A text file in memory.
#[repr(C)]
struct StringIo {
    header: Header,
    text: StrBuilder,
    pos: usize,
    /// `None` where line ends are taken as they are.
    ends: Option<LineEnds>,
    line_end: LineEnd,
    /// What `\n` is written as, where that is something else.
    write_newline: Option<&'static str>,
    /// None, or the argument.
    newline: Value,
    closed: bool,
    ready: bool,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
fn io<'a>(v: Value) -> &'a mut StringIo {
    // SAFETY: the slots and methods below are called with instances of StringIO only.
    unsafe { &mut *v.ptr::<StringIo>() }
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "_io.StringIO",
    doc: "Text I/O implementation using an in-memory buffer.\n\nThe initial_value argument sets the value of object.  The newline\nargument is like the one of TextIOWrapper's constructor.",
    flags: FLAGS,
    size: size_of::<StringIo>(),
    slots: Slots {
        next: Some(next),
        new: Some(new),
        init: Some(init),
        del: Some(super::support::finalise_subclass),
        drop: Some(drop_io),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef {
            name: "closed",
            get: |vm, v| {
                ready(vm, v)?;
                Ok(Ref::bool(io(v).closed))
            },
            set: None,
            doc: "",
        },
        GetSetDef {
            name: "newlines",
            get: |vm, v| {
                open(vm, v)?;
                newlines(vm, io(v).ends.map_or(0, |e| e.seen))
            },
            set: None,
            doc: "",
        },
        GetSetDef {
            name: "line_buffering",
            get: |vm, v| {
                open(vm, v)?;
                Ok(Ref::bool(false))
            },
            set: None,
            doc: "",
        },
    ],
};

unsafe fn drop_io(vm: &Vm, h: *mut Header) {
    let s = h as *mut StringIo;
    std::ptr::drop_in_place(&raw mut (*s).text);
    super::support::release(vm, &mut (*s).newline);
}

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<StringIo>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*p).text).write(StrBuilder::new());
            (*p).pos = 0;
            (&raw mut (*p).ends).write(None);
            (*p).line_end = LineEnd::Lf;
            (*p).write_newline = None;
            (*p).newline = Value::NONE;
            (*p).closed = false;
            (*p).ready = false;
        }
    })
}

/// Sets contents and newline mode up anew.
fn set_up(vm: &Vm, this: Value, value: Value, newline: Value) -> Res<()> {
    let mode = super::newline_argument(vm, newline, true)?;
    let nothing = value.is_unbound() || value.is_none();
    if !nothing && !vm.is_str(value) {
        let given = vm.type_name(value);
        return Err(vm.type_error(format!("initial_value must be str or None, not {given}")));
    }
    let s = io(this);
    s.ready = false;
    s.text = StrBuilder::new();
    s.pos = 0;
    s.closed = false;
    s.ends = mode.universal().then(|| LineEnds { translate: mode.translates(), ..LineEnds::default() });
    s.line_end = match mode.translates() {
        true => LineEnd::Lf,
        false => mode.line_end(),
    };
    s.write_newline = mode.written();
    let kept = if newline.is_unbound() { vm.new_str("\n")? } else { Ref::new(newline) };
    super::support::store(vm, &raw mut io(this).newline, kept);
    io(this).ready = true;
    if !nothing {
        write_text(vm, this, value)?;
    }
    io(this).pos = 0;
    Ok(())
}

native! { static INIT = [
    "StringIO(self, initial_value='', newline='\n')" => fn init_body(vm, [this, value, newline]) {
        if !newline.is_none() && !newline.is_unbound() && !vm.is_str(newline) {
            return Err(vm.type_error(format!("newline must be str or None, not {}", vm.type_name(newline))));
        }
        set_up(vm, this, value, newline)?;
        Ok(Ref::NONE)
    }
]; }

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
}

fn ready(vm: &Vm, this: Value) -> Res<()> {
    if io(this).ready { Ok(()) } else { Err(vm.value_error("I/O operation on uninitialized object")) }
}

fn open(vm: &Vm, this: Value) -> Res<()> {
    ready(vm, this)?;
    if io(this).closed { Err(vm.value_error("I/O operation on closed file")) } else { Ok(()) }
}

/// Writes a str at the position.
fn write_text(vm: &Vm, this: Value, text: Value) -> Res<()> {
    let s = io(this);
    let mut given = view(vm, text);
    let decoded = s.ends.as_mut().and_then(|e| e.take(given, true));
    if let Some(d) = &decoded {
        given = d.as_view();
    }
    let replaced = s.write_newline.and_then(|n| replace_newlines(given, n));
    if let Some(r) = &replaced {
        given = r.as_view();
    }
    if given.is_empty() {
        return Ok(());
    }
    let Some(end) = s.pos.checked_add(given.len()).filter(|n| *n <= isize::MAX as usize / 8) else {
        return Err(vm.overflow_error("new buffer size too large"));
    };
    let n = s.text.len();
    if s.pos > n {
        if end > crate::object::str_object::MAX_LEN {
            return Err(vm.memory_error());
        }
        s.text.push_repeat(0, s.pos - n);
    }
    s.text.overwrite(s.pos, given);
    s.pos = end;
    Ok(())
}

fn slice(vm: &Vm, this: Value, start: usize, end: usize) -> Res {
    vm.new_str_view(io(this).text.as_view().slice(start, end))
}

/// Takes a line, at most `limit` characters.
fn take_line(vm: &Vm, this: Value, limit: usize) -> Res {
    let s = io(this);
    let all = s.text.as_view();
    let start = s.pos.min(all.len());
    let rest = all.slice(start, start + limit.min(all.len() - start));
    let n = s.line_end.find(rest).unwrap_or(rest.len());
    if n > 0 {
        s.pos = start + n;
    }
    slice(vm, this, start, start + n)
}

fn next(vm: &Vm, this: Value) -> Res<Option<Ref>> {
    open(vm, this)?;
    let exact = super::types(vm).is_string_io(this);
    let line = if exact { take_line(vm, this, usize::MAX)? } else { super::support::call(vm, this, "readline", &[])? };
    if !vm.is_str(line.value()) {
        let given = vm.type_name(line.value());
        return Err(os_error_text(vm, &format!("readline() should have returned a str object, not '{given}'")));
    }
    Ok(if vm.str(line.value()).is_empty() { None } else { Some(line) })
}

native! { static METHODS = [
    /// Close the IO object.
    ///
    /// Attempting any further operation after the object is closed
    /// will raise a ValueError.
    ///
    /// This method has no effect if the file is already closed.
    "close(self, /)" => fn close(vm, [this]) {
        io(this).closed = true;
        io(this).text = StrBuilder::new();
        Ok(Ref::NONE)
    }
    /// Retrieve the entire contents of the object.
    "getvalue(self, /)" => fn getvalue(vm, [this]) { open(vm, this)?; vm.new_str_view(io(this).text.as_view()) }
    /// Read at most size characters, returned as a string.
    ///
    /// If the argument is negative or omitted, read until EOF
    /// is reached. Return an empty string at EOF.
    "read(self, size=-1, /)" => fn read(vm, [this, size]) {
        let n = size_arg(vm, size)?.unwrap_or(usize::MAX);
        open(vm, this)?;
        let len = io(this).text.len();
        let start = io(this).pos.min(len);
        let end = start + n.min(len - start);
        let text = slice(vm, this, start, end)?;
        io(this).pos = io(this).pos.max(end);
        Ok(text)
    }
    /// Read until newline or EOF.
    ///
    /// Returns an empty string if EOF is hit immediately.
    "readline(self, size=-1, /)" => fn readline(vm, [this, size]) {
        let n = size_arg(vm, size)?.unwrap_or(usize::MAX);
        open(vm, this)?;
        take_line(vm, this, n)
    }
    /// Tell the current file position.
    "tell(self, /)" => fn tell(vm, [this]) { open(vm, this)?; vm.new_usize(io(this).pos) }
    /// Truncate size to pos.
    ///
    /// The pos argument defaults to the current file position, as
    /// returned by tell().  The current file position is unchanged.
    /// Returns the new absolute position.
    "truncate(self, pos=None, /)" => fn truncate(vm, [this, pos]) {
        let given = match pos {
            p if p.is_none() => None,
            p => Some(super::support::limit_arg(vm, p)?),
        };
        open(vm, this)?;
        let n = given.unwrap_or(io(this).pos as i64);
        if n < 0 {
            return Err(vm.value_error(format!("Negative size value {n}")));
        }
        if (n as usize) < io(this).text.len() {
            io(this).text.truncate(n as usize);
        }
        vm.new_int(n)
    }
    /// Change stream position.
    ///
    /// Seek to character offset pos relative to position indicated by whence:
    ///     0  Start of stream (the default).  pos should be >= 0;
    ///     1  Current position - pos must be 0;
    ///     2  End of stream - pos must be 0.
    /// Returns the new absolute position.
    "seek(self, pos, whence=0, /)" => fn seek(vm, [this, pos, whence]) {
        let offset = vm.int_arg(pos)?;
        let whence = whence_arg(vm, whence)?;
        open(vm, this)?;
        if !(0..=2).contains(&whence) {
            return Err(vm.value_error(format!("Invalid whence ({whence}, should be 0, 1 or 2)")));
        }
        if offset < 0 && whence == 0 {
            return Err(vm.value_error(format!("Negative seek position {offset}")));
        }
        if whence != 0 && offset != 0 {
            return Err(os_error_text(vm, "Can't do nonzero cur-relative seeks"));
        }
        io(this).pos = match whence {
            0 => offset as usize,
            1 => io(this).pos,
            _ => io(this).text.len(),
        };
        vm.new_usize(io(this).pos)
    }
    /// Write string to file.
    ///
    /// Returns the number of characters written, which is always equal to
    /// the length of the string.
    "write(self, s, /)" => fn write(vm, [this, s]) {
        if !vm.is_str(s) {
            ready(vm, this)?;
            return Err(vm.type_error(format!("string argument expected, got '{}'", vm.type_name(s))));
        }
        open(vm, this)?;
        write_text(vm, this, s)?;
        vm.new_usize(vm.str(s).len())
    }
    /// Returns True if the IO object can be seeked.
    "seekable(self, /)" => fn seekable(vm, [this]) { open(vm, this)?; Ok(Ref::bool(true)) }
    /// Returns True if the IO object can be read.
    "readable(self, /)" => fn readable(vm, [this]) { open(vm, this)?; Ok(Ref::bool(true)) }
    /// Returns True if the IO object can be written.
    "writable(self, /)" => fn writable(vm, [this]) { open(vm, this)?; Ok(Ref::bool(true)) }
    "__getstate__(self, /)" => fn getstate(vm, [this]) {
        open(vm, this)?;
        let text = vm.new_str_view(io(this).text.as_view())?;
        let (newline, pos) = (Ref::new(io(this).newline), vm.new_usize(io(this).pos)?);
        let dict = instance_dict_copy(vm, this)?;
        vm.tuple_from_refs([text, newline, pos, dict])
    }
    "__setstate__(self, state, /)" => fn setstate(vm, [this, state]) {
        let items = if vm.is_tuple(state) { vm.tuple_items(state) } else { &[] };
        let [value, newline, pos, dict, ..] = items else {
            let (ty, given) = (vm.type_name(this), vm.type_name(state));
            return Err(vm.type_error(format!("{ty}.__setstate__ argument should be 4-tuple, got {given}")));
        };
        // The contents are what was written already: they are not translated again.
        set_up(vm, this, Value::NONE, *newline)?;
        if !vm.is_str(*value) {
            let given = vm.type_name(*value);
            return Err(vm.type_error(format!("initial_value must be str or None, not {given}")));
        }
        io(this).text.push_view(view(vm, *value));
        if vm.as_int(*pos).is_none() {
            return Err(vm.type_error(format!("third item of state must be an integer, got {}", vm.type_name(*pos))));
        }
        let at = index_arg(vm, *pos)?;
        if at < 0 {
            return Err(vm.value_error("position value cannot be negative"));
        }
        io(this).pos = at as usize;
        update_instance_dict(vm, this, *dict, "fourth")?;
        Ok(Ref::NONE)
    }
]; }
