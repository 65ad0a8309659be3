//! `_io.TextIOWrapper`: the state, its setting up, and the methods that neither read nor write. UTF-8, ASCII and Latin-1 are coded here;
//! other encodings by the incremental coders of the registry.
use super::buffered;
use super::newline_decoder::newlines;
use super::support::{FLAGS, call, cannot_pickle, chained, closed_error, release, store, unsupported};
use super::{Newline, newline_argument};
use crate::native;
use crate::object::{GetSetDef, Header, NativeDef, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native};
use crate::text::codec::Encoding;
use crate::text::newlines::{LineEnd, LineEnds};
use crate::types::codec::byte_encoding;
use crate::types::codec_registry::lookup;

/// The size of the pieces that are read, and of what is kept back from writing.
const CHUNK_SIZE: usize = 8192;

/// A text file over a binary one. `buffer` is NULL before `__init__` and after `detach`.
#[repr(C)]
pub struct TextIo {
    header: Header,
    pub buffer: Value,
    pub encoding: Value,
    pub errors: Value,
    /// The encoding where it is coded here.
    pub native: Option<Encoding>,
    /// The incremental coders where it is not; NULL otherwise.
    pub decoder: Value,
    pub encoder: Value,
    pub readable: bool,
    pub writable: bool,
    pub seekable: bool,
    pub telling: bool,
    pub line_buffering: bool,
    pub write_through: bool,
    /// Line ends are followed as they are read.
    pub universal: bool,
    pub has_read1: bool,
    ready: bool,
    detached: bool,
    finalizing: bool,
    pub ends: LineEnds,
    pub line_end: LineEnd,
    /// What `\n` is written as, where that is something else.
    pub write_newline: Option<&'static str>,
    /// Bytes of a character that is not complete yet.
    pub incomplete: Vec<u8>,
    /// Encoded text that has not gone to the buffer.
    pub pending: Vec<u8>,
    /// Decoded text (str, or NULL), and how much of it has been handed out.
    pub decoded: Value,
    pub used: usize,
    /// The decoder's flags before the last piece was decoded, and the bytes that it was decoded from: where `tell` starts.
    pub snapshot: Option<(u64, Vec<u8>)>,
    /// Bytes a character of the last piece.
    pub ratio: f64,
    pub chunk: usize,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
#[inline(always)]
pub fn t<'a>(v: Value) -> &'a mut TextIo {
    // SAFETY: the slots and methods below, and the callers elsewhere, pass instances of TextIOWrapper only.
    unsafe { &mut *v.ptr::<TextIo>() }
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "_io.TextIOWrapper",
    doc: "Character and line based layer over a BufferedIOBase object, buffer.\n\nencoding gives the name of the encoding that the stream will be\ndecoded or encoded with. It defaults to locale.getencoding().\n\nerrors determines the strictness of encoding and decoding (see\nhelp(codecs.Codec) or the documentation for codecs.register) and\ndefaults to \"strict\".\n\nnewline controls how line endings are handled. It can be None, '',\n'\\n', '\\r', and '\\r\\n'.  It works as follows:\n\n* On input, if newline is None, universal newlines mode is\n  enabled. Lines in the input can end in '\\n', '\\r', or '\\r\\n', and\n  these are translated into '\\n' before being returned to the\n  caller. If it is '', universal newline mode is enabled, but line\n  endings are returned to the caller untranslated. If it has any of\n  the other legal values, input lines are only terminated by the given\n  string, and the line ending is returned to the caller untranslated.\n\n* On output, if newline is None, any '\\n' characters written are\n  translated to the system default line separator, os.linesep. If\n  newline is '' or '\\n', no translation takes place. If newline is any\n  of the other legal values, any '\\n' characters written are translated\n  to the given string.\n\nIf line_buffering is True, a call to flush is implied when a call to\nwrite contains a newline character.",
    flags: FLAGS,
    size: size_of::<TextIo>(),
    slots: Slots {
        repr: Some(repr),
        next: Some(super::text_io_read::next),
        new: Some(new),
        init: Some(init),
        drop: Some(drop_text),
        traverse: Some(traverse),
        clear: Some(clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

static METHODS: &[NativeDef] = &buffered::concat::<
    { OWN.len() + super::text_io_read::METHODS.len() + super::text_io_write::METHODS.len() + super::text_io_position::METHODS.len() },
>(&[OWN, super::text_io_read::METHODS, super::text_io_write::METHODS, super::text_io_position::METHODS]);

unsafe fn clear(vm: &Vm, h: *mut Header) {
    let f = &mut *(h as *mut TextIo);
    f.ready = false;
    for slot in [&mut f.buffer, &mut f.decoder, &mut f.encoder, &mut f.decoded] {
        release(vm, slot);
    }
}
unsafe fn drop_text(vm: &Vm, h: *mut Header) {
    clear(vm, h);
    let f = h as *mut TextIo;
    release(vm, &mut (*f).encoding);
    release(vm, &mut (*f).errors);
    std::ptr::drop_in_place(&raw mut (*f).incomplete);
    std::ptr::drop_in_place(&raw mut (*f).pending);
    std::ptr::drop_in_place(&raw mut (*f).snapshot);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let f = &*(h as *mut TextIo);
    for v in [f.buffer, f.decoder, f.encoder, f.decoded, f.encoding, f.errors] {
        if v != Value::NULL {
            visit(v);
        }
    }
}

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<TextIo>(ty, |p| {
        // SAFETY: the instance is fresh; its header is kept.
        unsafe {
            let header = std::ptr::read(&raw const (*p).header);
            p.write(TextIo {
                header,
                buffer: Value::NULL,
                encoding: Value::NULL,
                errors: Value::NULL,
                native: None,
                decoder: Value::NULL,
                encoder: Value::NULL,
                readable: false,
                writable: false,
                seekable: false,
                telling: false,
                line_buffering: false,
                write_through: false,
                universal: false,
                has_read1: false,
                ready: false,
                detached: false,
                finalizing: false,
                ends: LineEnds::default(),
                line_end: LineEnd::Lf,
                write_newline: None,
                incomplete: Vec::new(),
                pending: Vec::new(),
                decoded: Value::NULL,
                used: 0,
                snapshot: None,
                ratio: 0.0,
                chunk: CHUNK_SIZE,
            });
        }
    })
}

/// An optional text argument: None, or a str without null characters.
pub fn text_argument(vm: &Vm, function: &str, name: &str, v: Value) -> Res<()> {
    if v.is_none() || v.is_unbound() {
        return Ok(());
    }
    if !vm.is_str(v) {
        let given = vm.type_name(v);
        return Err(vm.type_error(format!("{function}() argument '{name}' must be str or None, not {given}")));
    }
    if vm.str(v).iter().any(|c| c == 0) {
        return Err(vm.value_error("embedded null character"));
    }
    Ok(())
}

/// The encoding that None and "locale" stand for.
fn locale_encoding(vm: &Vm) -> Res {
    vm.new_str("UTF-8")
}

fn named_encoding(vm: &Vm, v: Value) -> Res {
    if v.is_none() || v.is_unbound() || vm.str(v).as_ascii() == Some("locale") {
        return locale_encoding(vm);
    }
    Ok(Ref::new(v))
}

/// A codec for text, for a file; and its incremental coders as far as the file needs them.
fn set_codec(vm: &Vm, this: Value, encoding: Value, errors: Value) -> Res<()> {
    let native = vm.str(encoding).as_ascii().and_then(byte_encoding);
    let (mut decoder, mut encoder) = (None, None);
    if native.is_none() {
        let codec = lookup(vm, encoding)?;
        let flag = vm.intern("_is_text_encoding");
        if let Some(is_text) = vm.getattr_opt(codec.value(), flag.value())?
            && !vm.truth(is_text.value())?
        {
            return Err(vm.lookup_error(format!("'{}' is not a text encoding", vm.str_text(encoding))));
        }
        if t(this).readable {
            decoder = Some(call(vm, codec.value(), "incrementaldecoder", &[errors])?);
        }
        if t(this).writable {
            encoder = Some(call(vm, codec.value(), "incrementalencoder", &[errors])?);
        }
    }
    release(vm, &mut t(this).decoder);
    release(vm, &mut t(this).encoder);
    let f = t(this);
    f.native = native;
    f.incomplete.clear();
    f.decoder = decoder.map_or(Value::NULL, Ref::into_value);
    f.encoder = encoder.map_or(Value::NULL, Ref::into_value);
    store(vm, &raw mut t(this).encoding, Ref::new(encoding));
    store(vm, &raw mut t(this).errors, Ref::new(errors));
    Ok(())
}

fn set_newline(this: Value, newline: Newline) {
    let f = t(this);
    f.universal = newline.universal();
    f.ends = LineEnds { translate: newline.translates(), ..LineEnds::default() };
    f.line_end = if newline.translates() { LineEnd::Lf } else { newline.line_end() };
    f.write_newline = newline.written();
}

/// An encoder at the beginning of a file writes a mark; elsewhere it must not.
fn fix_encoder_start(vm: &Vm, this: Value) -> Res<()> {
    if t(this).encoder == Value::NULL {
        return Ok(());
    }
    if !t(this).seekable {
        // These leave the mark out where the beginning cannot be told.
        let name = crate::types::codec::normalized(&vm.str_text(t(this).encoding));
        if matches!(name.as_str(), "utf_16" | "utf16" | "utf_32" | "utf32") {
            super::text_io_write::reset_encoder(vm, this, false)?;
        }
    } else {
        let buffer = Ref::new(t(this).buffer);
        let at = call(vm, buffer.value(), "tell", &[])?;
        if at.value() != Value::small_int(0) {
            super::text_io_write::reset_encoder(vm, this, false)?;
        }
    }
    Ok(())
}

native! { static INIT = [
    "TextIOWrapper(self, buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)" => fn init_body(vm, [this, buffer, encoding, errors, newline, line_buffering, write_through]) {
        for (name, v) in [("encoding", encoding), ("errors", errors), ("newline", newline)] {
            text_argument(vm, "TextIOWrapper", name, v)?;
        }
        let (line_buffering, write_through) = (vm.truth(line_buffering)?, vm.truth(write_through)?);
        t(this).ready = false;
        t(this).detached = false;
        let newline = newline_argument(vm, newline, false)?;
        if encoding.is_none() && vm.config.warn_default_encoding {
            crate::report::warnings::warn(vm, vm.types.EncodingWarning, "'encoding' argument not specified", 1)?;
        }
        let encoding = named_encoding(vm, encoding)?;
        let errors = if errors.is_none() { Ref::new(vm.names.strict) } else { Ref::new(errors) };
        let f = t(this);
        f.line_buffering = line_buffering;
        f.write_through = write_through;
        f.pending.clear();
        f.snapshot = None;
        f.used = 0;
        f.ratio = 0.0;
        f.chunk = CHUNK_SIZE;
        release(vm, &mut t(this).decoded);
        if native_name(vm, encoding.value()).is_none() {
            // An unknown encoding is told of before the buffer is asked anything.
            lookup(vm, encoding.value())?;
        }
        let readable = super::support::ask(vm, buffer, "readable")?;
        let writable = super::support::ask(vm, buffer, "writable")?;
        t(this).readable = readable;
        t(this).writable = writable;
        set_codec(vm, this, encoding.value(), errors.value())?;
        set_newline(this, newline);
        store(vm, &raw mut t(this).buffer, Ref::new(buffer));
        let seekable = super::support::ask(vm, buffer, "seekable")?;
        let read1 = vm.intern("read1");
        let has_read1 = vm.hasattr(buffer, read1.value())?;
        let f = t(this);
        f.seekable = seekable;
        f.telling = seekable;
        f.has_read1 = has_read1;
        fix_encoder_start(vm, this)?;
        t(this).ready = true;
        Ok(Ref::NONE)
    }
]; }

fn native_name(vm: &Vm, encoding: Value) -> Option<Encoding> {
    vm.str(encoding).as_ascii().and_then(byte_encoding)
}

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
}

/// How a text file of our own making is set up.
pub struct Setup {
    /// str
    pub encoding: Ref,
    /// str
    pub errors: Ref,
    pub newline: Newline,
    pub readable: bool,
    pub writable: bool,
    pub seekable: bool,
    pub line_buffering: bool,
    pub write_through: bool,
}

/// A text file over a binary file of ours, by the class itself.
pub fn new_text_io(vm: &Vm, ty: *mut Type, buffer: Value, o: Setup) -> Res {
    let f = new(vm, ty, &[], Value::NULL)?;
    let this = f.value();
    let x = t(this);
    x.readable = o.readable;
    x.writable = o.writable;
    x.seekable = o.seekable;
    x.telling = o.seekable;
    x.line_buffering = o.line_buffering;
    x.write_through = o.write_through;
    x.has_read1 = !buffered::is_file(vm, buffer);
    set_codec(vm, this, o.encoding.value(), o.errors.value())?;
    set_newline(this, o.newline);
    store(vm, &raw mut t(this).buffer, Ref::new(buffer));
    fix_encoder_start(vm, this)?;
    t(this).ready = true;
    Ok(f)
}

/// The binary file; ValueError where there is none.
pub fn attached(vm: &Vm, this: Value) -> Res {
    let f = t(this);
    if f.ready && f.buffer != Value::NULL {
        return Ok(Ref::new(f.buffer));
    }
    Err(not_attached(vm, this))
}

#[cold]
fn not_attached(vm: &Vm, this: Value) -> crate::object::Raised {
    vm.value_error(match t(this).detached {
        true => "underlying buffer has been detached",
        false => "I/O operation on uninitialized object",
    })
}

/// Whether the binary file is one of our buffered ones, with no methods of a subclass.
#[inline]
pub fn is_buffered(vm: &Vm, buffer: Value) -> bool {
    buffer.is_exact(vm.io.buffered_writer.get())
        || buffer.is_exact(vm.io.buffered_reader.get())
        || buffer.is_exact(vm.io.buffered_random.get())
}

/// ValueError where the file is closed or has no buffer.
#[inline]
pub fn check_open(vm: &Vm, this: Value) -> Res<()> {
    let f = t(this);
    if !f.ready || f.buffer == Value::NULL {
        return Err(not_attached(vm, this));
    }
    let exact = this.is_exact(vm.io.text_io_wrapper.get());
    let closed = if exact && is_buffered(vm, f.buffer) {
        buffered::is_closed(vm, f.buffer)?
    } else if exact && buffered::is_file(vm, f.buffer) {
        super::file_io::file(f.buffer).fd < 0
    } else {
        super::support::is_closed(vm, this)?
    };
    if closed { Err(closed_error(vm)) } else { Ok(()) }
}

fn repr(vm: &Vm, this: Value) -> Res {
    if !t(this).ready && !t(this).detached {
        return Err(not_attached(vm, this));
    }
    if vm.repr_guard.borrow().contains(&this) {
        return Err(vm.runtime_error(format!("reentrant call inside {}.__repr__", vm.type_name(this))));
    }
    let mut out = format!("<{}", vm.type_name(this));
    vm.repr_guard.borrow_mut().push(this);
    let fill = |out: &mut String| -> Res<()> {
        for name in ["name", "mode"] {
            let key = vm.intern(name);
            let value = match vm.getattr_opt(this, key.value()) {
                Ok(v) => v,
                Err(_) if name == "name" && vm.clear_raised_if(vm.types.ValueError) => None,
                Err(e) => return Err(e),
            };
            if let Some(v) = value {
                out.push_str(&format!(" {name}={}", vm.repr_text(v.value())?));
            }
        }
        out.push_str(&format!(" encoding={}>", vm.repr_text(t(this).encoding)?));
        Ok(())
    };
    let filled = fill(&mut out);
    vm.repr_guard.borrow_mut().pop();
    filled?;
    vm.new_str(&out)
}

fn of_buffer(vm: &Vm, this: Value, method: &str) -> Res {
    let buffer = attached(vm, this)?;
    call(vm, buffer.value(), method, &[])
}

fn close(vm: &Vm, this: Value) -> Res {
    let buffer = attached(vm, this)?;
    if super::support::is_closed(vm, this)? {
        return Ok(Ref::NONE);
    }
    if t(this).finalizing && call(vm, buffer.value(), "_dealloc_warn", &[this]).is_err() {
        drop(vm.take_raised());
    }
    let flushed = vm.call_method(this, vm.names.flush, &[]);
    let first = if flushed.is_err() { Some(vm.take_raised()) } else { None };
    let closed = vm.call_method(buffer.value(), vm.names.close, &[]);
    chained(vm, first, closed)
}

native! { static OWN = [
    "detach(self, /)" => fn detach(vm, [this]) {
        attached(vm, this)?;
        vm.call_method(this, vm.names.flush, &[])?;
        let buffer = attached(vm, this)?;
        release(vm, &mut t(this).buffer);
        t(this).detached = true;
        t(this).ready = false;
        Ok(buffer)
    }
    /// Reconfigure the text stream with new parameters.
    ///
    /// This also does an implicit stream flush.
    "reconfigure(self, /, *, encoding=None, errors=None, newline=False, line_buffering=None, write_through=None)" => fn reconfigure(vm, [this, encoding, errors, newline, line_buffering, write_through]) {
        // A newline of None means something; False stands for an argument that was not given.
        let newline_given = newline != Value::FALSE;
        let newline = if newline_given { newline } else { Value::NONE };
        for (name, v) in [("encoding", encoding), ("errors", errors), ("newline", newline)] {
            text_argument(vm, "reconfigure", name, v)?;
        }
        attached(vm, this)?;
        let changes = !encoding.is_none() || !errors.is_none() || newline_given;
        if changes && t(this).readable && (t(this).snapshot.is_some() || t(this).decoded != Value::NULL) {
            return Err(unsupported(vm, "It is not possible to set the encoding or newline of stream after the first read"));
        }
        let mode = if newline_given { Some(newline_argument(vm, newline, false)?) } else { None };
        let line = if line_buffering.is_none() { t(this).line_buffering } else { vm.truth(line_buffering)? };
        let through = if write_through.is_none() { t(this).write_through } else { vm.truth(write_through)? };
        vm.call_method(this, vm.names.flush, &[])?;
        attached(vm, this)?;
        if !encoding.is_none() || !errors.is_none() {
            let new_errors = match () {
                () if !errors.is_none() => Ref::new(errors),
                () if !encoding.is_none() => Ref::new(vm.names.strict),
                () => Ref::new(t(this).errors),
            };
            let new_encoding = if encoding.is_none() { Ref::new(t(this).encoding) } else { named_encoding(vm, encoding)? };
            set_codec(vm, this, new_encoding.value(), new_errors.value())?;
            fix_encoder_start(vm, this)?;
        }
        if let Some(mode) = mode {
            set_newline(this, mode);
        }
        t(this).line_buffering = line;
        t(this).write_through = through;
        Ok(Ref::NONE)
    }
    "close(self, /)" => fn close_method(vm, [this]) { close(vm, this) }
    "fileno(self, /)" => fn fileno(vm, [this]) { of_buffer(vm, this, "fileno") }
    "seekable(self, /)" => fn seekable(vm, [this]) { of_buffer(vm, this, "seekable") }
    "readable(self, /)" => fn readable(vm, [this]) { of_buffer(vm, this, "readable") }
    "writable(self, /)" => fn writable(vm, [this]) { of_buffer(vm, this, "writable") }
    "isatty(self, /)" => fn isatty(vm, [this]) { of_buffer(vm, this, "isatty") }
    "__getstate__(self, /)" => fn getstate(vm, [this]) { cannot_pickle(vm, this) }
]; }

fn field(v: Value) -> Res {
    Ok(if v == Value::NULL { Ref::NONE } else { Ref::new(v) })
}

static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "encoding", get: |_, v| field(t(v).encoding), set: Some(super::support::read_only), doc: "" },
    GetSetDef {
        name: "buffer",
        get: |vm, v| attached(vm, v),
        set: None,
        doc: "",
    },
    GetSetDef { name: "line_buffering", get: |_, v| Ok(Ref::bool(t(v).line_buffering)), set: Some(super::support::read_only), doc: "" },
    GetSetDef { name: "write_through", get: |_, v| Ok(Ref::bool(t(v).write_through)), set: Some(super::support::read_only), doc: "" },
    GetSetDef {
        name: "_finalizing",
        get: |_, v| Ok(Ref::bool(t(v).finalizing)),
        set: Some(|vm, v, x| {
            t(v).finalizing = vm.truth(x.unwrap_or(Value::FALSE))?;
            Ok(())
        }),
        doc: "",
    },
    GetSetDef {
        name: "name",
        get: |vm, v| {
            let buffer = attached(vm, v)?;
            vm.getattr(buffer.value(), vm.names.name)
        },
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "closed",
        get: |vm, v| {
            if !t(v).ready && !t(v).detached {
                return Ok(Ref::bool(true));
            }
            let buffer = attached(vm, v)?;
            // Without the method lookups of the general case for files of ours.
            if is_buffered(vm, buffer.value()) {
                return Ok(Ref::bool(buffered::is_closed(vm, buffer.value())?));
            }
            vm.getattr_str(buffer.value(), "closed")
        },
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "newlines",
        get: |vm, v| {
            attached(vm, v)?;
            if t(v).universal { newlines(vm, t(v).ends.seen) } else { Ok(Ref::NONE) }
        },
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "errors",
        get: |vm, v| {
            if !t(v).ready && !t(v).detached {
                return Err(not_attached(vm, v));
            }
            field(t(v).errors)
        },
        set: None,
        doc: "",
    },
    GetSetDef {
        name: "_CHUNK_SIZE",
        get: |vm, v| {
            attached(vm, v)?;
            vm.new_usize(t(v).chunk)
        },
        set: Some(|vm, v, x| {
            attached(vm, v)?;
            let Some(x) = x else {
                let ty = vm.type_name(v);
                let message = format!("attribute '_CHUNK_SIZE' of '{ty}' objects cannot be deleted");
                return Err(vm.raise_type(vm.types.AttributeError, message));
            };
            let n = super::support::index_arg(vm, x)?;
            if n <= 0 {
                return Err(vm.value_error("a strictly positive integer is required"));
            }
            t(v).chunk = n as usize;
            Ok(())
        }),
        doc: "",
    },
];

/// Another encoding for a file that nothing has been read from or written to; the errors stay.
pub fn recode(vm: &Vm, this: Value, encoding: Value) -> Res<()> {
    let errors = Ref::new(t(this).errors);
    set_codec(vm, this, encoding, errors.value())?;
    fix_encoder_start(vm, this)
}
