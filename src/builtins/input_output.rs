//! `print`, `input`, `open`.
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::stdlib::sys_attribute;
use crate::text::codec::Handler;
use crate::types::os_error::{last_errno, os_error};
use crate::types::stream::Stream;
use crate::types::support::decimal;
use crate::types::text_file::{Newline, TextOptions, encoding_by_name, new_text_file, payload, read_line, write_raw, write_str};

/// Writes `str(v)` to one of our text files, without an intermediate str for small ints and ASCII.
fn write_value(vm: &Vm, file: Value, v: Value) -> Res<()> {
    if v.is_small_int() {
        let f = payload(file);
        f.stream.check_open(vm)?;
        if f.stream.writable {
            let mut buffer = [0u8; 20];
            return write_raw(vm, f, decimal(v.as_small_int(), &mut buffer));
        }
    }
    let s = vm.str_of(v)?;
    write_str(vm, file, s.value())
}

/// `sep` or `end`: a str, or None for the default.
fn separator<'a>(vm: &Vm, v: &'a Value, default: &'a Value, name: &str) -> Res<&'a Value> {
    if v.is_unbound() || v.is_none() {
        return Ok(default);
    }
    if !vm.is_str(*v) {
        return Err(vm.type_error(format!("{name} must be None or a string, not {}", vm.type_name(*v))));
    }
    Ok(v)
}

fn print_to(vm: &Vm, file: Value, args: &[Value], sep: Value, end: Value) -> Res<()> {
    if file.is_exact(vm.types.text_file) {
        let held = Ref::new(file);
        // A line that is written piece by piece reaches a terminal in one go.
        let line_buffered = std::mem::replace(&mut payload(file).stream.line_buffered, false);
        let write = || {
            for (i, v) in args.iter().enumerate() {
                if i > 0 {
                    write_str(vm, file, sep)?;
                }
                write_value(vm, file, *v)?;
            }
            write_str(vm, file, end)
        };
        let result = write();
        let f = payload(held.value());
        f.stream.line_buffered = line_buffered;
        if line_buffered && f.stream.output.contains(&b'\n') {
            f.stream.flush(vm)?;
        }
        return result;
    }
    let write = vm.getattr(file, vm.names.write)?;
    for (i, v) in args.iter().enumerate() {
        if i > 0 {
            vm.call(write.value(), &[sep])?;
        }
        let s = vm.str_of(*v)?;
        vm.call(write.value(), &[s.value()])?;
    }
    vm.call(write.value(), &[end])?;
    Ok(())
}

fn flush_file(vm: &Vm, file: Value) -> Res<()> {
    if file.is_exact(vm.types.text_file) {
        return payload(file).stream.flush(vm);
    }
    vm.call_method(file, vm.names.flush, &[]).map(|_| ())
}

/// Flushes `sys.stdout` and `sys.stderr` at exit; false where that failed, and the exit status is to be 120.
pub fn flush_standard_files(vm: &Vm) -> bool {
    let mut good = true;
    for name in [vm.names.stdout, vm.names.stderr] {
        let Some(file) = sys_attribute(vm, name).map(Ref::new) else { continue };
        if file.is_none() {
            continue;
        }
        let closed = file.is_exact(vm.types.text_file) && payload(file.value()).stream.closed;
        if !closed && flush_file(vm, file.value()).is_err() {
            let e = vm.take_raised();
            if name == vm.names.stdout {
                good = false;
                let text = vm.repr_text(file.value()).unwrap_or_default();
                let message = vm.str_of(e.value()).map(|s| vm.str_text(s.value()));
                let kind = vm.type_name(e.value());
                eprintln!("Exception ignored while flushing sys.stdout:\n{kind}: {}", message.unwrap_or(text));
            }
        }
    }
    good
}

/// Modes of `open`, checked: `(readable, writable, flags, binary, plain mode text)`.
fn open_mode(vm: &Vm, mode: &str) -> Res<(bool, bool, i32, bool)> {
    let invalid = || vm.value_error(format!("invalid mode: '{mode}'"));
    let mut seen = String::new();
    for c in mode.chars() {
        if !"rwaxbt+".contains(c) || seen.contains(c) {
            return Err(invalid());
        }
        seen.push(c);
    }
    let has = |c: char| seen.contains(c);
    if has('t') && has('b') {
        return Err(vm.value_error("can't have text and binary mode at once"));
    }
    if [has('r'), has('w'), has('a'), has('x')].iter().filter(|x| **x).count() != 1 {
        // The two layers that check the mode in CPython word it differently.
        return Err(vm.value_error(match seen.chars().any(|c| "rwax+".contains(c)) {
            true => "must have exactly one of create/read/write/append mode",
            false => "Must have exactly one of create/read/write/append mode and at most one plus",
        }));
    }
    let plus = has('+');
    let readable = has('r') || plus;
    let writable = !has('r') || plus;
    let access = match (readable, writable) {
        (true, true) => libc::O_RDWR,
        (true, false) => libc::O_RDONLY,
        _ => libc::O_WRONLY,
    };
    let extra = if has('w') {
        libc::O_CREAT | libc::O_TRUNC
    } else if has('a') {
        libc::O_CREAT | libc::O_APPEND
    } else if has('x') {
        libc::O_CREAT | libc::O_EXCL
    } else {
        0
    };
    Ok((readable, writable, access | extra | libc::O_CLOEXEC, has('b')))
}

/// The path of a file argument as bytes: str, bytes or `__fspath__`.
pub fn path_bytes(vm: &Vm, path: Value) -> Res<Vec<u8>> {
    let path = match vm.is_str(path) || path.is_heap() && vm.has_flag(path, crate::object::flags::BYTES_SUBCLASS) {
        true => Ref::new(path),
        false => match vm.call_special(path, vm.names.__fspath__, &[])? {
            Some(p) => p,
            None => {
                return Err(vm.type_error(format!(
                    "expected str, bytes or os.PathLike object, not {}",
                    vm.type_name(path)
                )));
            }
        },
    };
    let mut out = Vec::new();
    if vm.is_str(path.value()) {
        let view = crate::types::support::str_view(vm.str(path.value()));
        let encoding = crate::text::codec::Encoding::Utf8;
        if crate::text::codec::encode_with(view, encoding, Handler::SurrogateEscape, &mut out).is_err() {
            return Err(vm.value_error("surrogates not allowed"));
        }
    } else {
        vm.for_each(path.value(), |b| {
            out.push(vm.int_arg(b.value())? as u8);
            Ok(())
        })?;
    }
    if out.contains(&0) {
        return Err(vm.value_error("embedded null byte"));
    }
    Ok(out)
}

fn optional_text(vm: &Vm, v: Value, name: &str) -> Res<Option<String>> {
    if v.is_none() || v.is_unbound() {
        return Ok(None);
    }
    if !vm.is_str(v) {
        return Err(vm.type_error(format!("open() argument '{name}' must be str or None, not {}", vm.type_name(v))));
    }
    Ok(Some(vm.str_text(v)))
}

/// How text is coded, from the arguments of `open`.
fn text_options(vm: &Vm, encoding: Value, errors: Value, newline: Value) -> Res<TextOptions> {
    let encoding_text = optional_text(vm, encoding, "encoding")?;
    let errors_text = optional_text(vm, errors, "errors")?;
    let newline_text = optional_text(vm, newline, "newline")?;
    let newline = match newline_text.as_deref() {
        None => Newline::Universal,
        Some("") => Newline::Untranslated,
        Some("\n") => Newline::Lf,
        Some("\r") => Newline::Cr,
        Some("\r\n") => Newline::CrLf,
        Some(_) => {
            return Err(vm.value_error(format!("illegal newline value: {}", vm.str_text(newline))));
        }
    };
    let name = encoding_text.unwrap_or_else(|| "UTF-8".to_owned());
    let Some((encoding, skip_mark)) = encoding_by_name(&name) else {
        return Err(vm.lookup_error(format!("unknown encoding: {name}")));
    };
    let errors = errors_text.unwrap_or_else(|| "strict".to_owned());
    let Some(handler) = Handler::from_name(&errors) else {
        return Err(vm.lookup_error(format!("unknown error handler name '{errors}'")));
    };
    Ok(TextOptions {
        encoding,
        encoding_name: vm.new_str(&name)?,
        handler,
        errors_name: vm.new_str(&errors)?,
        newline,
        skip_mark,
    })
}

fn open_descriptor(vm: &Vm, file: Value, flags: i32, opener: Value) -> Res<i32> {
    if file.is_small_int() || file.is_bool() {
        let fd = vm.int_arg(file)?;
        if fd < 0 {
            return Err(vm.value_error("negative file descriptor"));
        }
        // SAFETY: a plain system call.
        if fd > i32::MAX as i64 || unsafe { libc::fcntl(fd as i32, libc::F_GETFD) } < 0 {
            return Err(os_error(vm, libc::EBADF, None));
        }
        return Ok(fd as i32);
    }
    let mut path = path_bytes(vm, file)?;
    if !opener.is_none() {
        let flags = vm.new_int(flags as i64)?;
        let fd = vm.call(opener, &[file, flags.value()])?;
        let fd = vm.int_arg(fd.value())?;
        return if fd < 0 { Err(vm.value_error(format!("opener returned {fd}"))) } else { Ok(fd as i32) };
    }
    path.push(0);
    // SAFETY: the path is NUL-terminated.
    let fd = unsafe { libc::open(path.as_ptr() as *const libc::c_char, flags, 0o666) };
    if fd < 0 {
        return Err(os_error(vm, last_errno(), Some(file)));
    }
    // SAFETY: `stat` is plain data; the descriptor was just opened.
    let mut stat: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    unsafe {
        if libc::fstat(fd, &mut stat) == 0 && stat.st_mode & libc::S_IFMT == libc::S_IFDIR {
            libc::close(fd);
            return Err(os_error(vm, libc::EISDIR, Some(file)));
        }
    }
    Ok(fd)
}

native! { pub static FUNCTIONS = [
    /// Prints the values to a stream, or to sys.stdout by default.
    ///
    /// sep
    ///   string inserted between values, default a space.
    /// end
    ///   string appended after the last value, default a newline.
    /// file
    ///   a file-like object (stream); defaults to the current sys.stdout.
    /// flush
    ///   whether to forcibly flush the stream.
    "print(*args, sep=' ', end='\n', file=None, flush=False)" => fn print(vm, [sep, end, file, flush], *args) {
        let sep = *separator(vm, &sep, &vm.names.space, "sep")?;
        let end = *separator(vm, &end, &vm.names.newline, "end")?;
        let file = if file.is_none() {
            match sys_attribute(vm, vm.names.stdout) {
                Some(f) if f.is_none() => return Ok(Ref::NONE),
                Some(f) => Ref::new(f),
                None => return Err(vm.runtime_error("lost sys.stdout")),
            }
        } else {
            Ref::new(file)
        };
        print_to(vm, file.value(), args, sep, end)?;
        if vm.truth(flush)? {
            flush_file(vm, file.value())?;
        }
        Ok(Ref::NONE)
    }
    /// Read a string from standard input.  The trailing newline is stripped.
    ///
    /// The prompt string, if given, is printed to standard output without a
    /// trailing newline before reading input.
    ///
    /// If the user hits EOF (*nix: Ctrl-D, Windows: Ctrl-Z+Return), raise EOFError.
    "input(prompt='', /)" => fn input(vm, [prompt]) {
        let lost = |name: &str| vm.runtime_error(format!("input(): lost sys.{name}"));
        let Some(stdin) = sys_attribute(vm, vm.names.stdin).filter(|f| !f.is_none()).map(Ref::new) else { return Err(lost("stdin")) };
        let Some(stdout) = sys_attribute(vm, vm.names.stdout).filter(|f| !f.is_none()).map(Ref::new) else { return Err(lost("stdout")) };
        if !prompt.is_unbound() {
            print_to(vm, stdout.value(), &[prompt], vm.names.empty, vm.names.empty)?;
        }
        flush_file(vm, stdout.value())?;
        let line = if stdin.is_exact(vm.types.text_file) {
            read_line(vm, stdin.value())?
        } else {
            let name = vm.intern("readline");
            vm.call_method(stdin.value(), name.value(), &[])?
        };
        if !vm.is_str(line.value()) {
            return Err(vm.type_error("object.readline() returned non-string"));
        }
        let s = vm.str(line.value());
        let n = s.len();
        if n == 0 {
            return Err(vm.eof_error("EOF when reading a line"));
        }
        if s.point(n - 1) != '\n' as u32 {
            return Ok(line);
        }
        let max = s.iter().take(n - 1).fold(0, |m, c| m | c);
        vm.str_from_points(s.iter(), n - 1, max)
    }
    /// Open file and return a stream.  Raise OSError upon failure.
    "open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)" => fn open(vm, [file, mode, buffering, encoding, errors, newline, closefd, opener]) {
        let mode_text = if mode.is_unbound() {
            "r".to_owned()
        } else if vm.is_str(mode) {
            vm.str_text(mode)
        } else {
            return Err(vm.type_error(format!("open() argument 'mode' must be str, not {}", vm.type_name(mode))));
        };
        let (readable, writable, flags, binary) = open_mode(vm, &mode_text)?;
        let buffering = vm.int_arg(buffering)?;
        if binary {
            for (v, name) in [(encoding, "an encoding"), (errors, "an errors"), (newline, "a newline")] {
                if !v.is_none() {
                    return Err(vm.value_error(format!("binary mode doesn't take {name} argument")));
                }
            }
        } else if buffering == 0 {
            return Err(vm.value_error("can't have unbuffered text I/O"));
        }
        let options = if binary { None } else { Some(text_options(vm, encoding, errors, newline)?) };
        let close_fd = vm.truth(closefd)?;
        if !close_fd && !(file.is_small_int() || file.is_bool()) {
            return Err(vm.value_error("Cannot use closefd=False with file name"));
        }
        let fd = open_descriptor(vm, file, flags, opener)?;
        let mut stream = Stream::new(fd, close_fd, readable, writable);
        stream.unbuffered = buffering == 0;
        if mode_text.contains('a') {
            // SAFETY: a plain system call.
            unsafe { libc::lseek(fd, 0, libc::SEEK_END) };
        }
        match options {
            None => crate::types::file::new_file(vm, stream, file, &mode_text),
            Some(o) => {
                stream.line_buffered = buffering == 1 || (buffering < 0 && stream.isatty());
                new_text_file(vm, stream, file, &mode_text, o)
            }
        }
    }
]; }
