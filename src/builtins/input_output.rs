//! `print` and `input`.
use crate::native;
use crate::object::{Ref, Res, Value, Vm};
use crate::stdlib::io::{console, text_io_read, text_io_write};
use crate::stdlib::sys_attribute;
use crate::text::codec::Handler;

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
    if file.is_exact(vm.io.text_io_wrapper.get()) {
        return text_io_write::print(vm, file, args, sep, end);
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
    if file.is_exact(vm.io.text_io_wrapper.get()) {
        return text_io_write::flush(vm, file);
    }
    vm.call_method(file, vm.names.flush, &[]).map(|_| ())
}

/// What the `__fspath__` of an object returns; `None` where it has none.
pub fn fspath(vm: &Vm, path: Value) -> Res<Option<Ref>> {
    if !path.is_heap() || vm.type_lookup(vm.type_of(path), vm.names.__fspath__).is_none_or(|f| f.is_none()) {
        return Ok(None);
    }
    let Some(p) = vm.call_special(path, vm.names.__fspath__, &[])? else { return Ok(None) };
    if vm.is_str(p.value()) || vm.is_bytes(p.value()) {
        return Ok(Some(p));
    }
    Err(vm.type_error(format!("expected {}.__fspath__() to return str or bytes, not {}", vm.type_name(path), vm.type_name(p.value()))))
}

/// The path of a file argument as bytes: str, bytes or `__fspath__`.
pub fn path_bytes(vm: &Vm, path: Value) -> Res<Vec<u8>> {
    let path = match vm.is_str(path) || path.is_heap() && vm.has_flag(path, crate::object::flags::BYTES_SUBCLASS) {
        true => Ref::new(path),
        false => match fspath(vm, path)? {
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
            let errors = vm.intern("surrogateescape");
            return crate::types::codec::encode_str(vm, path.value(), vm.names.utf_8, errors.value());
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

/// Whether a stream says that it is over a descriptor.
fn is_own(vm: &Vm, stream: Value, fd: i64) -> Res<bool> {
    let own = vm.call_method(stream, vm.intern("fileno").value(), &[]).and_then(|n| vm.int_arg(n.value()));
    match own {
        Ok(n) => Ok(n == fd),
        Err(e) if !vm.raised_is(vm.types.Exception) => Err(e),
        Err(_) => {
            drop(vm.take_raised());
            Ok(false)
        }
    }
}

/// `input` at a terminal.
fn ask(vm: &Vm, stdin: Value, stdout: Value, prompt: Value) -> Res {
    if let Some(stderr) = sys_attribute(vm, vm.names.stderr).filter(|f| !f.is_none()).map(Ref::new)
        && flush_file(vm, stderr.value()).is_err()
    {
        drop(vm.take_raised());
    }
    let shown = match prompt.is_unbound() {
        true => Vec::new(),
        false => {
            let text = vm.str_of(prompt)?;
            let (encoding, errors) = (vm.getattr_str(stdout, "encoding")?, vm.getattr_str(stdout, "errors")?);
            let bytes = vm.call_method(text.value(), vm.intern("encode").value(), &[encoding.value(), errors.value()])?;
            vm.bytes_view(bytes.value())?.map_or(Vec::new(), |b| b.to_vec())
        }
    };
    if shown.contains(&0) {
        return Err(vm.value_error("input: prompt string cannot contain null characters"));
    }
    flush_file(vm, stdout)?;
    let mut line = console::read_line(vm, &shown)?;
    if line.is_empty() {
        let args = vm.tuple_from(&[])?;
        let e = vm.new_exception(vm.types.EOFError, args)?;
        return Err(vm.raise(e));
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    let (encoding, errors) = (vm.getattr_str(stdin, "encoding")?, vm.getattr_str(stdin, "errors")?);
    let bytes = vm.new_bytes(&line)?;
    vm.call_method(bytes.value(), vm.intern("decode").value(), &[encoding.value(), errors.value()])
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
        if is_own(vm, stdin.value(), 0)? && is_own(vm, stdout.value(), 1)? && console::is_terminal() {
            return ask(vm, stdin.value(), stdout.value(), prompt);
        }
        if !prompt.is_unbound() {
            print_to(vm, stdout.value(), &[prompt], vm.names.empty, vm.names.empty)?;
        }
        flush_file(vm, stdout.value())?;
        let line = if stdin.is_exact(vm.io.text_io_wrapper.get()) {
            text_io_read::input_line(vm, stdin.value())?
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
]; }
