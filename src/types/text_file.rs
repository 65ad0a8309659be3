//! Text files (`_io.TextIOWrapper`): what `open()` gives in text mode, and `sys.stdin`, `stdout`, `stderr`.
use super::stream::{Stream, size_arg, unsupported};
use super::support::{str_from_buf, str_view};
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};
use crate::text::StrBuilder;
use crate::text::codec::{self, Encoding, Fault, Handler};

/// Translation of line ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Newline {
    /// `newline=None`: any line end reads as `\n`.
    Universal,
    /// `newline=''`: any line end ends a line, untranslated.
    Untranslated,
    Lf,
    Cr,
    CrLf,
}

#[repr(C)]
pub struct TextFile {
    pub header: Header,
    pub stream: Box<Stream>,
    pub name: Value,
    pub mode: Value,
    pub encoding_name: Value,
    pub errors_name: Value,
    pub encoding: Encoding,
    pub handler: Handler,
    pub newline: Newline,
    /// `utf-8-sig` at the start of the file.
    pub skip_mark: bool,
}

/// The text file payload, mutable; the borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
pub fn payload<'a>(v: Value) -> &'a mut TextFile {
    // SAFETY: callers have checked the type.
    unsafe { &mut *v.ptr::<TextFile>() }
}

/// How a text file codes text.
pub struct TextOptions {
    pub encoding: Encoding,
    pub encoding_name: Ref,
    pub handler: Handler,
    pub errors_name: Ref,
    pub newline: Newline,
    pub skip_mark: bool,
}

/// A text file over a stream.
pub fn new_text_file(vm: &Vm, stream: Stream, name: Value, mode: &str, o: TextOptions) -> Res {
    let mode = vm.new_str(mode)?;
    vm.new_object::<TextFile>(vm.types.text_file, |p| {
        name.incref();
        // SAFETY: the instance is fresh and of this layout.
        unsafe {
            (&raw mut (*p).stream).write(Box::new(stream));
            (*p).name = name;
            (*p).mode = mode.into_value();
            (*p).encoding_name = o.encoding_name.into_value();
            (*p).errors_name = o.errors_name.into_value();
            (*p).encoding = o.encoding;
            (*p).handler = o.handler;
            (*p).newline = o.newline;
            (*p).skip_mark = o.skip_mark;
        }
    })
}

/// The encoding of that name, and whether a byte order mark is skipped; None where it is not known.
pub fn encoding_by_name(name: &str) -> Option<(Encoding, bool)> {
    let plain: String = name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect::<String>().to_lowercase();
    Some(match plain.as_str() {
        "utf8" | "u8" | "utf" | "locale" | "cp65001" => (Encoding::Utf8, false),
        "utf8sig" => (Encoding::Utf8, true),
        "ascii" | "usascii" | "646" => (Encoding::Ascii, false),
        "latin1" | "iso88591" | "latin" | "l1" | "8859" | "cp819" => (Encoding::Latin1, false),
        _ => return None,
    })
}

fn codec_name(e: Encoding) -> &'static str {
    match e {
        Encoding::Utf8 => "utf-8",
        Encoding::Ascii => "ascii",
        Encoding::Latin1 => "latin-1",
        Encoding::Utf16Le => "utf-16-le",
        Encoding::Utf16Be => "utf-16-be",
        Encoding::Utf32Le => "utf-32-le",
        Encoding::Utf32Be => "utf-32-be",
    }
}

/// UnicodeDecodeError or UnicodeEncodeError of a fault.
#[cold]
fn unicode_error(vm: &Vm, encode: bool, encoding: Encoding, object: Value, fault: Fault) -> crate::object::Raised {
    let ty = if encode { vm.types.UnicodeEncodeError } else { vm.types.UnicodeDecodeError };
    let build = || {
        let name = vm.new_str(codec_name(encoding))?;
        let reason = vm.new_str(fault.reason)?;
        let (start, end) = (vm.new_usize(fault.start)?, vm.new_usize(fault.end)?);
        vm.call(
            Value::from_ptr(ty),
            &[name.value(), object, start.value(), end.value(), reason.value()],
        )
    };
    match build() {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}

fn decode(vm: &Vm, f: &TextFile, bytes: &[u8]) -> Res {
    if bytes.is_ascii() {
        return vm.new_latin1(bytes, true);
    }
    let mut out = StrBuilder::with_capacity(bytes.len());
    match codec::decode_with(bytes, f.encoding, f.handler, &mut out) {
        Ok(()) => str_from_buf(vm, out.finish()),
        Err(fault) => {
            let object = new_bytes(vm, bytes)?;
            Err(unicode_error(vm, false, f.encoding, object.value(), fault))
        }
    }
}

/// A bytes object, through the type's constructor.
pub fn new_bytes(vm: &Vm, bytes: &[u8]) -> Res {
    let s = vm.new_latin1(bytes, bytes.is_ascii())?;
    let encoding = vm.new_str("latin-1")?;
    vm.call(Value::from_ptr(vm.types.bytes), &[s.value(), encoding.value()])
}

/// Writes a str (or an instance of a subclass).
pub fn write_str(vm: &Vm, file: Value, text: Value) -> Res<()> {
    let f = payload(file);
    f.stream.check_open(vm)?;
    if !f.stream.writable {
        return Err(unsupported(vm, "not writable"));
    }
    let s = vm.str(text);
    let translate = match f.newline {
        Newline::Cr => Some(&b"\r"[..]),
        Newline::CrLf => Some(&b"\r\n"[..]),
        _ => None,
    };
    if s.is_ascii() && translate.is_none() {
        return write_raw(vm, f, s.bytes());
    }
    let mut out = Vec::with_capacity(s.len());
    if let Err(fault) = codec::encode_with(str_view(s), f.encoding, f.handler, &mut out) {
        return Err(unicode_error(vm, true, f.encoding, text, fault));
    }
    if let Some(end) = translate {
        let mut translated = Vec::with_capacity(out.len());
        for b in out {
            if b == b'\n' { translated.extend_from_slice(end) } else { translated.push(b) }
        }
        out = translated;
    }
    write_raw(vm, f, &out)
}

/// Writes ASCII text without line ends to translate, or encoded text.
#[inline]
pub fn write_raw(vm: &Vm, f: &mut TextFile, data: &[u8]) -> Res<()> {
    f.stream.write(vm, data)?;
    if f.stream.line_buffered && data.contains(&b'\n') {
        f.stream.flush(vm)?;
    }
    Ok(())
}

fn check_readable(vm: &Vm, f: &mut TextFile) -> Res<()> {
    f.stream.check_open(vm)?;
    if !f.stream.readable {
        return Err(unsupported(vm, "not readable"));
    }
    if f.skip_mark {
        f.skip_mark = false;
        while f.stream.buffered().len() < 3 && f.stream.fill(vm, 8192)? {}
        if f.stream.buffered().starts_with(b"\xEF\xBB\xBF") {
            f.stream.consume(3);
        }
    }
    Ok(())
}

/// `\r\n` and `\r` become `\n`.
fn translate(mut bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.contains(&b'\r') {
        return bytes;
    }
    let mut to = 0;
    let mut i = 0;
    while i < bytes.len() {
        let c = bytes[i];
        i += 1;
        if c == b'\r' {
            if bytes.get(i) == Some(&b'\n') {
                i += 1;
            }
            bytes[to] = b'\n';
        } else {
            bytes[to] = c;
        }
        to += 1;
    }
    bytes.truncate(to);
    bytes
}

/// Reads the bytes of one line, line end included.
fn line_bytes(vm: &Vm, f: &mut TextFile) -> Res<Vec<u8>> {
    if f.newline == Newline::Lf {
        return f.stream.read_line(vm, None);
    }
    let mut scanned = 0;
    loop {
        let b = f.stream.buffered();
        let found = match f.newline {
            Newline::CrLf => b[scanned..].windows(2).position(|w| w == b"\r\n").map(|i| scanned + i + 2),
            Newline::Cr => b[scanned..].iter().position(|&c| c == b'\r').map(|i| scanned + i + 1),
            _ => match b[scanned..].iter().position(|&c| c == b'\n' || c == b'\r') {
                Some(i) if b[scanned + i] == b'\r' => {
                    let at = scanned + i + 1;
                    if at == b.len() {
                        // The other half of a `\r\n` may still come.
                        scanned = at - 1;
                        if f.stream.fill(vm, super::stream::BUFFER_SIZE)? {
                            continue;
                        }
                        Some(at)
                    } else {
                        Some(if b[at] == b'\n' { at + 1 } else { at })
                    }
                }
                Some(i) => Some(scanned + i + 1),
                None => None,
            },
        };
        if let Some(end) = found {
            let line = f.stream.take(end);
            return Ok(if f.newline == Newline::Universal { translate(line) } else { line });
        }
        let n = f.stream.buffered().len();
        scanned = if f.newline == Newline::CrLf { n.saturating_sub(1) } else { n };
        if !f.stream.fill(vm, super::stream::BUFFER_SIZE)? {
            return Ok(f.stream.take(n));
        }
    }
}

/// Reads `n` characters.
fn read_chars(vm: &Vm, f: &mut TextFile, n: usize) -> Res<Vec<u8>> {
    let mut out = Vec::new();
    let mut count = 0;
    while count < n {
        if f.stream.buffered().is_empty() && !f.stream.fill(vm, super::stream::BUFFER_SIZE)? {
            break;
        }
        let first = f.stream.buffered()[0];
        let len = match (f.encoding, first) {
            (Encoding::Utf8, 0xC2..=0xDF) => 2,
            (Encoding::Utf8, 0xE0..=0xEF) => 3,
            (Encoding::Utf8, 0xF0..=0xF4) => 4,
            _ => 1,
        };
        let want = if first == b'\r' && f.newline == Newline::Universal { 2 } else { len };
        while f.stream.buffered().len() < want && f.stream.fill(vm, super::stream::BUFFER_SIZE)? {}
        let b = f.stream.buffered();
        if want == 2 && first == b'\r' {
            let both = b.get(1) == Some(&b'\n');
            out.push(b'\n');
            f.stream.consume(if both { 2 } else { 1 });
        } else {
            let take = len.min(b.len());
            out.extend_from_slice(&b[..take]);
            f.stream.consume(take);
        }
        count += 1;
    }
    Ok(out)
}

/// Reads a line as a str: empty at the end of the file.
pub fn read_line(vm: &Vm, file: Value) -> Res {
    let f = payload(file);
    check_readable(vm, f)?;
    let line = line_bytes(vm, f)?;
    decode(vm, payload(file), &line)
}

fn next(vm: &Vm, file: Value) -> Res<Option<Ref>> {
    let line = read_line(vm, file)?;
    Ok(if vm.str(line.value()).is_empty() { None } else { Some(line) })
}

fn iter(vm: &Vm, file: Value) -> Res {
    payload(file).stream.check_open(vm)?;
    Ok(Ref::new(file))
}

fn repr(vm: &Vm, file: Value) -> Res {
    let f = payload(file);
    let (name, mode) = (vm.repr_text(f.name)?, vm.repr_text(f.mode)?);
    let encoding = vm.repr_text(f.encoding_name)?;
    vm.new_str(&format!("<_io.TextIOWrapper name={name} mode={mode} encoding={encoding}>"))
}

native! { static METHODS = [
    /// Read and return at most size characters.
    "read(self, size=-1, /)" => fn read(vm, [this, size]) {
        if !size.is_none() && vm.slots(size).index.is_none() {
            return Err(vm.type_error(format!("argument should be integer or None, not '{}'", vm.type_name(size))));
        }
        let n = size_arg(vm, size)?;
        let f = payload(this);
        check_readable(vm, f)?;
        let bytes = match n {
            Some(n) => read_chars(vm, f, n)?,
            None => {
                let b = f.stream.read(vm, None)?;
                if f.newline == Newline::Universal { translate(b) } else { b }
            }
        };
        decode(vm, payload(this), &bytes)
    }
    /// Read until newline or EOF.
    "readline(self, size=-1, /)" => fn readline(vm, [this, size]) {
        let Some(n) = size_arg(vm, size)? else { return read_line(vm, this) };
        let f = payload(this);
        check_readable(vm, f)?;
        let mut out = Vec::new();
        for _ in 0..n {
            let c = read_chars(vm, payload(this), 1)?;
            let end = c.is_empty() || c == b"\n";
            out.extend_from_slice(&c);
            if end {
                break;
            }
        }
        decode(vm, payload(this), &out)
    }
    /// Return a list of lines from the stream.
    "readlines(self, hint=-1, /)" => fn readlines(vm, [this, hint]) {
        let hint = size_arg(vm, hint)?.filter(|&n| n > 0);
        let mut lines = Vec::new();
        let mut size = 0;
        while let Some(line) = next(vm, this)? {
            size += vm.str(line.value()).len();
            lines.push(line);
            if hint.is_some_and(|h| size >= h) {
                break;
            }
        }
        vm.list_from_refs(lines)
    }
    /// Write string s to stream.
    "write(self, text, /)" => fn write(vm, [this, text]) {
        if !vm.is_str(text) {
            return Err(vm.type_error(format!("write() argument must be str, not {}", vm.type_name(text))));
        }
        write_str(vm, this, text)?;
        vm.new_usize(vm.str(text).len())
    }
    /// Write a list of lines to stream.
    "writelines(self, lines, /)" => fn writelines(vm, [this, lines]) {
        payload(this).stream.check_open(vm)?;
        vm.for_each(lines, |line| {
            if !vm.is_str(line.value()) {
                return Err(vm.type_error(format!("write() argument must be str, not {}", vm.type_name(line.value()))));
            }
            write_str(vm, this, line.value())
        })?;
        Ok(Ref::NONE)
    }
    "flush(self, /)" => fn flush(vm, [this]) {
        payload(this).stream.check_open(vm)?;
        payload(this).stream.flush(vm)?;
        Ok(Ref::NONE)
    }
    "close(self, /)" => fn close(vm, [this]) { payload(this).stream.close(vm)?; Ok(Ref::NONE) }
    "seek(self, cookie, whence=0, /)" => fn seek(vm, [this, cookie, whence]) {
        let f = payload(this);
        f.stream.check_open(vm)?;
        let (offset, whence) = (vm.int_arg(cookie)?, vm.int_arg(whence)?);
        match whence {
            0 if offset < 0 => return Err(vm.value_error(format!("negative seek position {offset}"))),
            1 if offset != 0 => return Err(unsupported(vm, "can't do nonzero cur-relative seeks")),
            2 if offset != 0 => return Err(unsupported(vm, "can't do nonzero end-relative seeks")),
            0..=2 => {}
            w => return Err(vm.value_error(format!("invalid whence ({w}, should be 0, 1 or 2)"))),
        }
        let f = payload(this);
        if whence == 1 {
            let at = f.stream.tell(vm)?;
            return vm.new_int(at);
        }
        let at = f.stream.seek(vm, offset, whence as i32)?;
        vm.new_int(at)
    }
    "tell(self, /)" => fn tell(vm, [this]) {
        payload(this).stream.check_open(vm)?;
        let at = payload(this).stream.tell(vm)?;
        vm.new_int(at)
    }
    "truncate(self, pos=None, /)" => fn truncate(vm, [this, pos]) {
        payload(this).stream.check_open(vm)?;
        if !payload(this).stream.writable {
            return Err(unsupported(vm, "truncate"));
        }
        let size = if pos.is_none() { payload(this).stream.tell(vm)? } else { vm.int_arg(pos)? };
        payload(this).stream.truncate(vm, size)?;
        vm.new_int(size)
    }
    "fileno(self, /)" => fn fileno(vm, [this]) {
        payload(this).stream.check_open_for(vm, "I/O operation on")?;
        vm.new_int(payload(this).stream.fd as i64)
    }
    "isatty(self, /)" => fn isatty(vm, [this]) {
        payload(this).stream.check_open_for(vm, "I/O operation on")?;
        Ok(Ref::bool(payload(this).stream.isatty()))
    }
    "readable(self, /)" => fn readable(vm, [this]) {
        payload(this).stream.check_open_for(vm, "I/O operation on")?;
        Ok(Ref::bool(payload(this).stream.readable))
    }
    "writable(self, /)" => fn writable(vm, [this]) {
        payload(this).stream.check_open_for(vm, "I/O operation on")?;
        Ok(Ref::bool(payload(this).stream.writable))
    }
    "seekable(self, /)" => fn seekable(vm, [this]) {
        payload(this).stream.check_open_for(vm, "I/O operation on")?;
        // SAFETY: a plain system call.
        Ok(Ref::bool(unsafe { libc::lseek(payload(this).stream.fd, 0, libc::SEEK_CUR) } >= 0))
    }
    "reconfigure(self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)" => fn reconfigure(vm, [this, encoding, errors, newline, line_buffering, write_through]) {
        payload(this).stream.flush(vm)?;
        if !encoding.is_none() {
            let name = vm.str_text(encoding);
            let Some((e, mark)) = encoding_by_name(&name) else {
                return Err(vm.lookup_error(format!("unknown encoding: {name}")));
            };
            let f = payload(this);
            f.encoding = e;
            f.skip_mark = mark;
            let old = std::mem::replace(&mut f.encoding_name, Ref::new(encoding).into_value());
            old.decref(vm);
        }
        if !errors.is_none() {
            let name = vm.str_text(errors);
            let Some(h) = Handler::from_name(&name) else {
                return Err(vm.lookup_error(format!("unknown error handler name '{name}'")));
            };
            payload(this).handler = h;
            let old = std::mem::replace(&mut payload(this).errors_name, Ref::new(errors).into_value());
            old.decref(vm);
        }
        if !line_buffering.is_none() {
            let on = vm.truth(line_buffering)?;
            payload(this).stream.line_buffered = on;
        }
        if !write_through.is_none() {
            let on = vm.truth(write_through)?;
            payload(this).stream.unbuffered = on;
        }
        Ok(Ref::NONE)
    }
    "__enter__(self, /)" => fn enter(vm, [this]) {
        payload(this).stream.check_open(vm)?;
        Ok(Ref::new(this))
    }
    "__exit__(self, type, value, traceback, /)" => fn exit(vm, [this, ty, value, traceback]) {
        let name = vm.names.close;
        vm.call_method(this, name, &[])?;
        Ok(Ref::NONE)
    }
]; }

static GETSET: &[GetSetDef] = &[
    GetSetDef { name: "name", get: |_, v| Ok(Ref::new(payload(v).name)), set: None, doc: "" },
    GetSetDef { name: "mode", get: |_, v| Ok(Ref::new(payload(v).mode)), set: None, doc: "" },
    GetSetDef { name: "encoding", get: |_, v| Ok(Ref::new(payload(v).encoding_name)), set: None, doc: "" },
    GetSetDef { name: "errors", get: |_, v| Ok(Ref::new(payload(v).errors_name)), set: None, doc: "" },
    GetSetDef { name: "closed", get: |_, v| Ok(Ref::bool(payload(v).stream.closed)), set: None, doc: "" },
    GetSetDef {
        name: "line_buffering",
        get: |_, v| Ok(Ref::bool(payload(v).stream.line_buffered)),
        set: None,
        doc: "",
    },
    GetSetDef { name: "newlines", get: |_, _| Ok(Ref::NONE), set: None, doc: "" },
    GetSetDef { name: "buffer", get: buffer, set: None, doc: "" },
];

/// The binary file over the same descriptor. What is buffered here is written first.
fn buffer(vm: &Vm, v: Value) -> Res {
    let f = payload(v);
    f.stream.flush(vm)?;
    let mut stream = Stream::new(f.stream.fd, false, f.stream.readable, f.stream.writable);
    // Two write buffers over one descriptor would mix up their order.
    stream.unbuffered = true;
    let mode = if f.stream.readable { "rb" } else { "wb" };
    super::file::new_file(vm, stream, f.name, mode)
}

unsafe fn drop_text_file(vm: &Vm, h: *mut Header) {
    let f = h as *mut TextFile;
    (*f).stream.close_quietly();
    std::ptr::drop_in_place(&raw mut (*f).stream);
    for v in [(*f).name, (*f).mode, (*f).encoding_name, (*f).errors_name] {
        v.decref(vm);
    }
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "_io.TextIOWrapper",
    doc: "Character and line based layer over a buffered file.",
    flags: flags::HAS_DICT | flags::WEAKREFABLE,
    size: size_of::<TextFile>(),
    slots: Slots {
        repr: Some(repr),
        iter: Some(iter),
        next: Some(next),
        drop: Some(drop_text_file),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};
