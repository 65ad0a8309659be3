//! `_tokenize`: the tokens of a source that is read line by line.
mod kinds;
mod scanner;

use crate::native;
use crate::object::{Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};
use crate::types::struct_sequence::new_type_of;
use scanner::{Error, ErrorKind, Scanner, Stop, Token};

#[repr(C)]
struct TokenizerIter {
    header: Header,
    /// Owned; `encoding` is None where the lines are strs.
    readline: Value,
    encoding: Value,
    /// The str of the line of the last token, and which part of the scanner's text that was; unbound before. Owned.
    line: Value,
    line_number: (u32, usize),
    /// Away while it reads a line.
    scanner: Option<Box<Scanner>>,
}

/// The payload. No borrow outlives a call that runs Python code.
#[allow(clippy::mut_from_ref)]
fn iterator<'a>(v: Value) -> &'a mut TokenizerIter {
    // SAFETY: the slots below belong to this layout.
    unsafe { &mut *v.ptr::<TokenizerIter>() }
}

static SPEC: TypeSpec = TypeSpec {
    name: "_tokenize.TokenizerIter",
    flags: flags::TRACKED,
    size: size_of::<TokenizerIter>(),
    slots: Slots {
        new: Some(|vm, _, args, kwnames| call_native(vm, &NEW[0], args, kwnames)),
        iter: Some(|_, v| Ok(Ref::new(v))),
        next: Some(next),
        drop: Some(drop_iterator),
        traverse: Some(|h, visit| unsafe {
            visit((*(h as *mut TokenizerIter)).readline);
        }),
        ..Slots::EMPTY
    },
    ..TypeSpec::EMPTY
};

unsafe fn drop_iterator(vm: &Vm, h: *mut Header) {
    let this = &mut *(h as *mut TokenizerIter);
    drop(this.scanner.take());
    this.readline.decref(vm);
    this.encoding.decref(vm);
    this.line.decref(vm);
}

native! { static NEW = [
    "TokenizerIter(readline, *, encoding=None, extra_tokens)" => fn new(vm, [readline, encoding, extra_tokens]) {
        if !encoding.is_none() && !vm.is_str(encoding) {
            return Err(vm.type_error(format!("TokenizerIter() argument 'encoding' must be str, not {}", vm.argument_type_name(encoding))));
        }
        let scanner = Box::new(Scanner::new(vm.truth(extra_tokens)?));
        let ty: *mut Type = new_type_of(vm, &SPEC, vm.types.object)?;
        vm.new_object::<TokenizerIter>(ty, |p| {
            readline.incref();
            encoding.incref();
            // SAFETY: the instance is fresh.
            unsafe {
                (*p).readline = readline;
                (*p).encoding = encoding;
                (*p).line = Value::UNBOUND;
                (*p).line_number = (0, 0);
                (&raw mut (*p).scanner).write(Some(scanner));
            }
        })
    }
]; }

/// The next line as text; None at the end.
fn read_line(vm: &Vm, readline: Value, encoding: Value) -> Result<Option<String>, Raised> {
    let line = match vm.call(readline, &[]) {
        Ok(line) => line,
        Err(_) if vm.clear_raised_if(vm.types.StopIteration) => return Ok(None),
        Err(r) => return Err(r),
    };
    let line = if encoding.is_none() {
        if !vm.is_str(line.value()) {
            return Err(vm.type_error("readline() returned a non-string object"));
        }
        line
    } else {
        if !vm.is_bytes(line.value()) {
            return Err(vm.type_error("readline() returned a non-bytes object"));
        }
        let errors = vm.intern("replace");
        crate::types::codec::decode_bytes(vm, &vm.bytes(line.value()).to_vec(), line.value(), encoding, errors.value())?
    };
    let text = vm.str(line.value());
    if let Some(at) = text.iter().position(|c| (0xD800..0xE000).contains(&c)) {
        let fault = crate::text::codec::Fault { start: at, end: at + 1, reason: "surrogates not allowed" };
        return Err(crate::types::codec::unicode_error(vm, true, "utf-8", line.value(), fault));
    }
    Ok(Some(text.to_text()))
}

fn next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let Some(mut scanner) = iterator(v).scanner.take() else {
        return Err(vm.value_error("tokenizer already executing"));
    };
    let (readline, encoding) = (Ref::new(iterator(v).readline), Ref::new(iterator(v).encoding));
    let found = scanner.next(&mut || read_line(vm, readline.value(), encoding.value()));
    let done = match found {
        Ok(Some(token)) => described(vm, v, scanner.text(), &token).map(Some),
        Ok(None) => Ok(None),
        Err(Stop::Raised(r)) => Err(r),
        Err(Stop::Error(e)) => Err(raise(vm, &e)),
    };
    iterator(v).scanner = Some(scanner);
    done
}

/// `(kind, text, start, end, line)`.
fn described(vm: &Vm, v: Value, text: &str, token: &Token) -> Res {
    let number = (token.start.0, token.line.len());
    // The tokens of a line share its str. A token of several lines has a longer one.
    let line = match iterator(v).line {
        line if !line.is_unbound() && iterator(v).line_number == number && token.start.0 == token.end.0 => Ref::new(line),
        _ => {
            let line = vm.new_str(&text[token.line.clone()])?;
            iterator(v).line_number = if token.start.0 == token.end.0 { number } else { (0, 0) };
            let old = std::mem::replace(&mut iterator(v).line, line.clone().into_value());
            old.decref(vm);
            line
        }
    };
    let place = |(line, column): (u32, i64)| vm.tuple_from(&[Value::small_int(line.into()), Value::small_int(column)]);
    let parts = [
        Ref::own(Value::small_int(token.kind.into())),
        vm.new_str(&text[token.text.clone()])?,
        place(token.start)?,
        place(token.end)?,
        line,
    ];
    vm.tuple_from_refs(parts)
}

fn raise(vm: &Vm, error: &Error) -> Raised {
    let ty = match error.kind {
        ErrorKind::Syntax => vm.types.SyntaxError,
        ErrorKind::Indentation => vm.types.IndentationError,
        ErrorKind::Tab => vm.types.TabError,
    };
    let make = || -> Res {
        let number = |n: Option<i64>| n.map_or(Value::NONE, Value::small_int);
        let (filename, message) = (vm.new_str("<string>")?, vm.new_str(&error.message)?);
        let text = match &error.text {
            Some(t) => vm.new_str(t)?,
            None => Ref::NONE,
        };
        let place = vm.tuple_from(&[
            filename.value(),
            Value::small_int(error.line.into()),
            Value::small_int(error.offset as i64),
            text.value(),
            number(error.end.0.map(i64::from)),
            number(error.end.1.map(|n| n as i64)),
        ])?;
        vm.call(Value::from_ptr(ty), &[message.value(), place.value()])
    };
    match make() {
        Ok(e) => vm.raise(e),
        Err(r) => r,
    }
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_tokenize", "", &[])?;
    let ty = new_type_of(vm, &SPEC, vm.types.object)?;
    super::set(vm, module.value(), "TokenizerIter", Ref::from_type(ty))?;
    Ok(module)
}
