//! `_io`: the file classes, one file each, and `open`.
mod abstract_bases;
mod buffered;
mod buffered_reader;
mod buffered_writer;
mod bytes_io;
mod file_io;
mod io_base;
mod newline_decoder;
mod rw_pair;
pub mod console;
pub mod standard;
mod string_io;
mod support;
pub mod text_io;
mod text_io_position;
pub mod text_io_read;
pub mod text_io_write;

use crate::native;
use crate::object::{Ref, Res, Type, TypeSpec, Value, Vm};
use crate::text::newlines::LineEnd;
use crate::types::struct_sequence::new_type_of;
use std::cell::Cell;

/// `io.DEFAULT_BUFFER_SIZE`.
pub const DEFAULT_BUFFER_SIZE: i64 = 131_072;

/// The argument `newline` of text files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Newline {
    /// None: every line end reads as `\n`.
    Universal,
    /// `''`: every line end ends a line, and reads as it is.
    Untranslated,
    Lf,
    Cr,
    CrLf,
}

impl Newline {
    /// Whether the line ends that are read are followed.
    pub fn universal(self) -> bool {
        matches!(self, Newline::Universal | Newline::Untranslated)
    }
    /// Whether they become `\n`.
    pub fn translates(self) -> bool {
        self == Newline::Universal
    }
    /// What ends a line.
    pub fn line_end(self) -> LineEnd {
        match self {
            Newline::Universal | Newline::Untranslated => LineEnd::Any,
            Newline::Lf => LineEnd::Lf,
            Newline::Cr => LineEnd::Cr,
            Newline::CrLf => LineEnd::CrLf,
        }
    }
    /// What `\n` is written as, where that is something else.
    pub fn written(self) -> Option<&'static str> {
        match self {
            Newline::Cr => Some("\r"),
            Newline::CrLf => Some("\r\n"),
            _ => None,
        }
    }
}

/// A `newline` argument: None, or a str; the default of StringIO, which quotes it in its error, is `\n`.
fn newline_argument(vm: &Vm, v: Value, quoted: bool) -> Res<Newline> {
    if v.is_unbound() {
        return Ok(if quoted { Newline::Lf } else { Newline::Universal });
    }
    if v.is_none() {
        return Ok(Newline::Universal);
    }
    if !vm.is_str(v) {
        let given = vm.type_name(v);
        return Err(vm.type_error(format!("newline must be str or None, not {given}")));
    }
    Ok(match vm.str(v).as_ascii() {
        Some("") => Newline::Untranslated,
        Some("\n") => Newline::Lf,
        Some("\r") => Newline::Cr,
        Some("\r\n") => Newline::CrLf,
        _ => {
            let shown = if quoted { vm.repr_text(v)? } else { vm.str_text(v) };
            return Err(vm.value_error(format!("illegal newline value: {shown}")));
        }
    })
}

/// The classes that the module itself needs to know, beside those in `Vm::io`; null until it has been imported.
#[derive(Default)]
pub struct Types {
    string_io: Cell<usize>,
}

impl Types {
    fn is_string_io(&self, v: Value) -> bool {
        v.is_exact(self.string_io.get() as *const Type)
    }
}

fn types(vm: &Vm) -> &Types {
    vm.extension::<Types>()
}

/// `_IOBase` and the three classes below it.
fn bases(vm: &Vm) -> Res<[*mut Type; 4]> {
    let root = new_type_of(vm, &io_base::SPEC, vm.types.object)?;
    let below = |spec: &'static TypeSpec| new_type_of(vm, spec, root);
    Ok([root, below(&abstract_bases::RAW)?, below(&abstract_bases::BUFFERED)?, below(&abstract_bases::TEXT)?])
}

/// Makes the classes of the standard files.
fn make_standard_types(vm: &Vm) -> Res<()> {
    if !vm.io.text_io_wrapper.get().is_null() {
        return Ok(());
    }
    let [_, raw, buffered, text] = bases(vm)?;
    vm.io.file_io.set(new_type_of(vm, &file_io::SPEC, raw)?);
    vm.io.buffered_reader.set(new_type_of(vm, &buffered_reader::SPEC, buffered)?);
    vm.io.buffered_writer.set(new_type_of(vm, &buffered_writer::SPEC, buffered)?);
    vm.io.text_io_wrapper.set(new_type_of(vm, &text_io::SPEC, text)?);
    Ok(())
}

fn random_type(vm: &Vm) -> Res<*mut Type> {
    let [_, _, buffered, _] = bases(vm)?;
    let ty = new_type_of(vm, &buffered_writer::RANDOM, buffered)?;
    vm.io.buffered_random.set(ty);
    Ok(ty)
}

/// What a mode of `open` asks for.
#[derive(Clone, Copy, Default)]
struct Mode {
    creating: bool,
    reading: bool,
    writing: bool,
    appending: bool,
    updating: bool,
    text: bool,
    binary: bool,
}

fn parse_mode(vm: &Vm, mode: Value) -> Res<Mode> {
    let text = vm.str_text(mode);
    let mut m = Mode::default();
    for c in text.chars() {
        let flag = match c {
            'x' => &mut m.creating,
            'r' => &mut m.reading,
            'w' => &mut m.writing,
            'a' => &mut m.appending,
            '+' => &mut m.updating,
            't' => &mut m.text,
            'b' => &mut m.binary,
            _ => return Err(vm.value_error(format!("invalid mode: '{text}'"))),
        };
        if std::mem::replace(flag, true) {
            return Err(vm.value_error(format!("invalid mode: '{text}'")));
        }
    }
    if m.text && m.binary {
        return Err(vm.value_error("can't have text and binary mode at once"));
    }
    if [m.creating, m.reading, m.writing, m.appending].iter().filter(|x| **x).count() > 1 {
        return Err(vm.value_error("must have exactly one of create/read/write/append mode"));
    }
    Ok(m)
}

impl Mode {
    /// The mode of the raw file.
    fn raw(self) -> String {
        let parts =
            [(self.creating, 'x'), (self.reading, 'r'), (self.writing, 'w'), (self.appending, 'a'), (self.updating, '+')];
        parts.iter().filter(|(on, _)| *on).map(|(_, c)| *c).collect()
    }
}

/// A file argument that is no number: str, bytes, or what `__fspath__` gives.
fn path_argument(vm: &Vm, file: Value) -> Res {
    if vm.as_int(file).is_some() || vm.is_str(file) || vm.is_bytes(file) {
        return Ok(Ref::new(file));
    }
    let given = || vm.type_name(file);
    let Some(path) = crate::builtins::input_output::fspath(vm, file)? else {
        let given = if file.is_none() { "NoneType".to_owned() } else { given() };
        return Err(vm.type_error(format!("expected str, bytes or os.PathLike object, not {given}")));
    };
    if vm.is_str(path.value()) || vm.is_bytes(path.value()) {
        return Ok(path);
    }
    let got = vm.type_name(path.value());
    Err(vm.type_error(format!("expected {}.__fspath__() to return str or bytes, not {got}", given())))
}

/// How the layers over a raw file are made.
struct Layers {
    mode: Mode,
    mode_text: Ref,
    buffering: i64,
    encoding: Value,
    errors: Value,
    newline: Value,
}

/// The layers over a raw file.
fn wrap(vm: &Vm, raw: &Ref, o: &Layers) -> Res {
    let m = o.mode;
    let terminal = o.buffering < 0 && file_io::is_terminal(raw.value());
    let line_buffering = o.buffering == 1 && !m.binary || terminal;
    let mut buffering = o.buffering;
    if buffering < 0 || buffering == 1 {
        buffering = file_io::block_size(raw.value()).clamp(DEFAULT_BUFFER_SIZE, 8 << 20);
    }
    if buffering == 0 {
        if !m.binary {
            return Err(vm.value_error("can't have unbuffered text I/O"));
        }
        return Ok(raw.clone());
    }
    let file = if m.updating {
        let ty = random_type(vm)?;
        io_base::check(vm, raw.value(), "seekable", "File or stream is not seekable.")?;
        buffered::new_buffered(vm, ty, raw.value(), buffering, true, true)?
    } else if m.reading {
        buffered::new_buffered(vm, vm.io.buffered_reader.get(), raw.value(), buffering, true, false)?
    } else {
        buffered::new_buffered(vm, vm.io.buffered_writer.get(), raw.value(), buffering, false, true)?
    };
    if m.binary {
        return Ok(file);
    }
    let ty = Value::from_ptr(vm.io.text_io_wrapper.get());
    let args = [file.value(), o.encoding, o.errors, o.newline, Value::bool(line_buffering)];
    let text = match vm.call(ty, &args) {
        Ok(t) => t,
        Err(e) => {
            // The file is closed without a word about it; the error goes on.
            let error = vm.take_raised();
            if vm.call_method(file.value(), vm.names.close, &[]).is_err() {
                drop(vm.take_raised());
            }
            let _ = vm.set_raised(error);
            return Err(e);
        }
    };
    let name = vm.intern("mode");
    vm.setattr(text.value(), name.value(), Some(o.mode_text.value()))?;
    Ok(text)
}

native! { pub static FUNCTIONS = [
    /// Open file and return a stream.  Raise OSError upon failure.
    ///
    /// file is either a text or byte string giving the name (and the path
    /// if the file isn't in the current working directory) of the file to
    /// be opened or an integer file descriptor of the file to be
    /// wrapped. (If a file descriptor is given, it is closed when the
    /// returned I/O object is closed, unless closefd is set to False.)
    ///
    /// mode is an optional string that specifies the mode in which the file
    /// is opened. It defaults to 'r' which means open for reading in text
    /// mode.  Other common values are 'w' for writing (truncating the file if
    /// it already exists), 'x' for creating and writing to a new file, and
    /// 'a' for appending (which on some Unix systems, means that all writes
    /// append to the end of the file regardless of the current seek position).
    "open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)" => fn open(vm, [file, mode, buffering, encoding, errors, newline, closefd, opener]) {
        if !mode.is_unbound() && !vm.is_str(mode) {
            let given = if mode.is_none() { "None".to_owned() } else { vm.type_name(mode) };
            return Err(vm.type_error(format!("open() argument 'mode' must be str, not {given}")));
        }
        let buffering = vm.c_int_arg(buffering)?;
        for (name, v) in [("encoding", encoding), ("errors", errors), ("newline", newline)] {
            text_io::text_argument(vm, "open", name, v)?;
        }
        let closefd = vm.truth(closefd)?;
        let file = path_argument(vm, file)?;
        let mode_text = if mode.is_unbound() { vm.new_str("r")? } else { Ref::new(mode) };
        let m = parse_mode(vm, mode_text.value())?;
        if m.binary {
            for (v, name) in [(encoding, "an encoding"), (errors, "an errors"), (newline, "a newline")] {
                if !v.is_none() {
                    return Err(vm.value_error(format!("binary mode doesn't take {name} argument")));
                }
            }
            if buffering == 1 {
                let message = "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used";
                crate::report::warnings::warn(vm, vm.types.RuntimeWarning, message, 1)?;
            }
        }
        make_standard_types(vm)?;
        let raw = file_io::new_file(vm, vm.io.file_io.get(), file.value(), &m.raw(), closefd, opener)?;
        let layers = Layers { mode: m, mode_text, buffering, encoding, errors, newline };
        match wrap(vm, &raw, &layers) {
            Ok(f) => Ok(f),
            Err(e) => {
                let error = vm.take_raised();
                if vm.call_method(raw.value(), vm.names.close, &[]).is_err() {
                    drop(vm.take_raised());
                }
                let _ = vm.set_raised(error);
                Err(e)
            }
        }
    }
    /// Opens the provided file with the intent to import the contents.
    ///
    /// This may perform extra validation beyond open(), but is otherwise interchangeable
    /// with calling open(path, 'rb').
    "open_code(path)" => fn open_code(vm, [path]) {
        if !vm.is_str(path) {
            let given = if path.is_none() { "None".to_owned() } else { vm.type_name(path) };
            return Err(vm.type_error(format!("open_code() argument 'path' must be str, not {given}")));
        }
        let mode = vm.new_str("rb")?;
        crate::object::call_native(vm, &FUNCTIONS[0], &[path, mode.value()], Value::NULL)
    }
    /// A helper function to choose the text encoding.
    ///
    /// When encoding is not None, this function returns it.
    /// Otherwise, this function returns the default text encoding
    /// (i.e. "locale" or "utf-8" depends on UTF-8 mode).
    ///
    /// This function emits an EncodingWarning if encoding is None and
    /// sys.flags.warn_default_encoding is true.
    ///
    /// This can be used in APIs with an encoding=None parameter.
    /// However, please consider using encoding="utf-8" for new APIs.
    "text_encoding(encoding, stacklevel=2, /)" => fn text_encoding(vm, [encoding, level]) {
        let level = if level.is_unbound() { 2 } else { vm.c_int_arg(level)? };
        default_encoding(vm, encoding, level as i64)
    }
]; }

/// The encoding of a text file: the one given, or the usual one, with a warning where that was asked for.
fn default_encoding(vm: &Vm, encoding: Value, level: i64) -> Res {
    if !encoding.is_none() {
        return Ok(Ref::new(encoding));
    }
    if vm.config.warn_default_encoding {
        crate::report::warnings::warn(vm, vm.types.EncodingWarning, "'encoding' argument not specified", level)?;
    }
    vm.new_str(if vm.config.utf8_mode { "utf-8" } else { "locale" })
}

/// The function `open`.
pub fn new_open(vm: &Vm) -> Res {
    // It belongs to the module, which need not be there yet: its name does.
    let module = vm.intern("_io");
    vm.new_native(vm.types.builtin_function, &FUNCTIONS[0], module.value(), std::ptr::null_mut())
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    make_standard_types(vm)?;
    let module = super::new_module(vm, "_io", "The io module provides the Python interfaces to stream handling.", &FUNCTIONS[1..])?;
    let m = module.value();
    // The function that `builtins` has, unless a program has put another in its place.
    let open = vm.intern("open");
    let known = vm.dict(Value::from_ptr(vm.builtins.get())).get_name(vm, open.value()).filter(|f| f.is_exact(vm.types.builtin_function));
    let open = match known {
        Some(f) => Ref::new(f),
        None => new_open(vm)?,
    };
    super::set(vm, m, "open", open)?;
    super::set(vm, m, "DEFAULT_BUFFER_SIZE", vm.new_int(DEFAULT_BUFFER_SIZE)?)?;
    super::set(vm, m, "UnsupportedOperation", Ref::from_type(vm.types.UnsupportedOperation))?;
    super::set(vm, m, "BlockingIOError", Ref::from_type(vm.types.BlockingIOError))?;
    let [root, raw, buffered, text] = bases(vm)?;
    let decoder = new_type_of(vm, &newline_decoder::SPEC, vm.types.object)?;
    vm.io.newline_decoder.set(decoder);
    let string_io = new_type_of(vm, &string_io::SPEC, text)?;
    types(vm).string_io.set(string_io as usize);
    let classes = [
        ("_IOBase", root),
        ("_RawIOBase", raw),
        ("_BufferedIOBase", buffered),
        ("_TextIOBase", text),
        ("FileIO", vm.io.file_io.get()),
        ("BytesIO", new_type_of(vm, &bytes_io::SPEC, buffered)?),
        ("_BytesIOBuffer", bytes_io::buffer_type(vm)?),
        ("StringIO", string_io),
        ("BufferedReader", vm.io.buffered_reader.get()),
        ("BufferedWriter", vm.io.buffered_writer.get()),
        ("BufferedRWPair", new_type_of(vm, &rw_pair::SPEC, buffered)?),
        ("BufferedRandom", random_type(vm)?),
        ("TextIOWrapper", vm.io.text_io_wrapper.get()),
        ("IncrementalNewlineDecoder", decoder),
    ];
    for (name, ty) in classes {
        super::set(vm, m, name, Ref::from_type(ty))?;
    }
    Ok(module)
}
