//! `_io.BufferedReader`, and the reading methods of BufferedRandom.
use super::buffered::{
    self, Buffered, Busy, COMMON, GETSET, READABLE, ahead, b, check_open, concat, fill, flush_and_rewind, is_file, raw, raw_append,
    raw_read, size_argument, skip,
};
use super::file_io;
use super::support::{FLAGS, call, interrupted, limit_arg, writable_buffer};
use crate::native;
use crate::object::{NativeDef, Ref, Res, Slots, TypeSpec, Value, Vm, call_native};

pub static SPEC: TypeSpec = TypeSpec {
    name: "_io.BufferedReader",
    doc: "Create a new buffered reader using the given readable raw IO object.",
    flags: FLAGS,
    size: size_of::<Buffered>(),
    slots: Slots {
        repr: Some(buffered::repr),
        next: Some(next),
        new: Some(buffered::new),
        init: Some(init),
        drop: Some(buffered::drop_buffered),
        traverse: Some(buffered::traverse),
        clear: Some(buffered::clear),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: GETSET,
};

static METHODS: &[NativeDef] = &concat::<{ COMMON.len() + READABLE.len() + READING.len() }>(&[COMMON, READABLE, READING]);

native! { static INIT = [
    "BufferedReader(self, raw, buffer_size=131072)" => fn init_body(vm, [this, raw, size]) {
        let size = size_argument(vm, size)?;
        super::io_base::check(vm, raw, "readable", "File or stream is not readable.")?;
        buffered::set_up(vm, this, raw, size, true, false)?;
        Ok(Ref::NONE)
    }
]; }

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
}

/// Takes what was read ahead.
fn take_ahead(vm: &Vm, this: Value, out: &mut Vec<u8>, most: usize) -> usize {
    let part = ahead(vm, this);
    let n = part.len().min(most);
    out.extend_from_slice(&part[..n]);
    skip(this, n);
    n
}

/// Whatever is written goes out before something is read.
fn before_reading(vm: &Vm, this: Value) -> Res<()> {
    if b(this).writable { buffered::flush_pending(vm, this) } else { Ok(()) }
}

/// Reads to the end; `None` where nothing is there yet.
fn read_all(vm: &Vm, this: Value) -> Res<Option<Ref>> {
    let mut out = Vec::new();
    take_ahead(vm, this, &mut out, usize::MAX);
    if b(this).writable {
        flush_and_rewind(vm, this)?;
    }
    buffered::drop_ahead(this);
    buffered::forget_position(this);
    let file = raw(vm, this)?;
    if is_file(vm, file.value()) {
        return match file_io::read_all(vm, file.value())? {
            None if out.is_empty() => Ok(None),
            None => vm.new_bytes(&out).map(Some),
            Some(rest) if out.is_empty() => vm.new_bytes(&rest).map(Some),
            Some(rest) => {
                out.extend_from_slice(&rest);
                vm.new_bytes(&out).map(Some)
            }
        };
    }
    let name = vm.intern("readall");
    if let Some(f) = vm.getattr_opt(file.value(), name.value())? {
        let rest = vm.call(f.value(), &[])?;
        if rest.is_none() {
            return if out.is_empty() { Ok(None) } else { vm.new_bytes(&out).map(Some) };
        }
        if !vm.is_bytes(rest.value()) {
            return Err(vm.type_error("readall() should return bytes"));
        }
        if out.is_empty() {
            return Ok(Some(rest));
        }
        out.extend_from_slice(vm.bytes(rest.value()));
        return vm.new_bytes(&out).map(Some);
    }
    loop {
        let piece = match call(vm, file.value(), "read", &[]) {
            Err(e) => {
                if interrupted(vm)? {
                    continue;
                }
                return Err(e);
            }
            Ok(r) => r,
        };
        if !piece.is_none() && !vm.is_bytes(piece.value()) {
            return Err(vm.type_error("read() should return bytes"));
        }
        if piece.is_none() || vm.bytes(piece.value()).is_empty() {
            return if piece.is_none() && out.is_empty() { Ok(None) } else { vm.new_bytes(&out).map(Some) };
        }
        out.extend_from_slice(vm.bytes(piece.value()));
    }
}

/// Reads `n` bytes; `None` where nothing is there yet.
fn read_exactly(vm: &Vm, this: Value, n: usize) -> Res<Option<Vec<u8>>> {
    let mut out = Vec::new();
    if out.try_reserve_exact(n).is_err() {
        return Err(vm.memory_error());
    }
    take_ahead(vm, this, &mut out, n);
    before_reading(vm, this)?;
    let size = b(this).size;
    // Whole buffers go where they are wanted.
    while n - out.len() >= size {
        let want = (n - out.len()) / size * size;
        match raw_append(vm, this, &mut out, want)? {
            None if out.is_empty() => return Ok(None),
            None | Some(0) => return Ok(Some(out)),
            Some(_) => {}
        }
    }
    while out.len() < n {
        match fill(vm, this)? {
            None if out.is_empty() => return Ok(None),
            None | Some(0) => return Ok(Some(out)),
            Some(_) => {
                let most = n - out.len();
                take_ahead(vm, this, &mut out, most);
            }
        }
    }
    Ok(Some(out))
}

/// At most `n` bytes by at most one read of the raw file.
pub fn read1(vm: &Vm, this: Value, n: usize) -> Res<Vec<u8>> {
    let mut out = Vec::new();
    if n == 0 || take_ahead(vm, this, &mut out, n) > 0 {
        return Ok(out);
    }
    let _busy = Busy::enter(vm, this)?;
    before_reading(vm, this)?;
    raw_append(vm, this, &mut out, n)?;
    Ok(out)
}

fn read_into(vm: &Vm, this: Value, buffer: Value, once: bool) -> Res {
    let target = writable_buffer(vm, if once { "readinto1" } else { "readinto" }, buffer)?;
    raw(vm, this)?;
    check_open(vm, this, "readinto of")?;
    let mut done = 0;
    let copy = |done: usize| -> usize {
        let part = ahead(vm, this);
        let n = part.len().min(target.len - done);
        // SAFETY: the target has room behind `done`; it is not our buffer.
        unsafe { std::ptr::copy(part.as_ptr(), target.data.add(done), n) };
        skip(this, n);
        n
    };
    done += copy(done);
    if done == target.len {
        return vm.new_usize(done);
    }
    let _busy = Busy::enter(vm, this)?;
    before_reading(vm, this)?;
    while done < target.len {
        let left = target.len - done;
        let got = if left > b(this).size {
            buffered::drop_ahead(this);
            // SAFETY: `done` is within the target.
            raw_read(vm, this, buffer, unsafe { target.data.add(done) }, left)?.inspect(|n| done += n)
        } else if once && done > 0 {
            Some(0)
        } else {
            let got = fill(vm, this)?;
            if got.is_some_and(|n| n > 0) {
                done += copy(done);
            }
            got
        };
        match got {
            None if done == 0 => return Ok(Ref::NONE),
            None | Some(0) => break,
            Some(_) if once => break,
            Some(_) => {}
        }
    }
    vm.new_usize(done)
}

/// Reads a line, at most `limit` bytes of it.
fn read_line(vm: &Vm, this: Value, limit: usize) -> Res {
    raw(vm, this)?;
    let part = ahead(vm, this);
    let most = &part[..part.len().min(limit)];
    let found = memchr::memchr(b'\n', most);
    if found.is_some() || most.len() == limit && limit > 0 {
        if !b(this).busy {
            check_open(vm, this, "readline of")?;
        }
        let n = found.map_or(most.len(), |i| i + 1);
        let line = vm.new_bytes(&most[..n])?;
        skip(this, n);
        return Ok(line);
    }
    check_open(vm, this, "readline of")?;
    let _busy = Busy::enter(vm, this)?;
    let mut line = Vec::new();
    take_ahead(vm, this, &mut line, limit);
    before_reading(vm, this)?;
    while line.len() < limit {
        if fill(vm, this)?.unwrap_or(0) == 0 {
            break;
        }
        let part = ahead(vm, this);
        let most = &part[..part.len().min(limit - line.len())];
        let found = memchr::memchr(b'\n', most);
        let n = found.map_or(most.len(), |i| i + 1);
        line.extend_from_slice(&most[..n]);
        skip(this, n);
        if found.is_some() {
            break;
        }
    }
    vm.new_bytes(&line)
}

/// Next slot.
pub fn next(vm: &Vm, this: Value) -> Res<Option<Ref>> {
    let ty = vm.type_of(this);
    let exact = ty == vm.io.buffered_reader.get() || ty == vm.io.buffered_random.get();
    let line = if exact { read_line(vm, this, usize::MAX)? } else { call(vm, this, "readline", &[])? };
    if !vm.is_bytes(line.value()) {
        let given = vm.type_name(line.value());
        let message = format!("readline() should have returned a bytes object, not '{given}'");
        return Err(super::support::os_error_text(vm, &message));
    }
    Ok(if vm.bytes(line.value()).is_empty() { None } else { Some(line) })
}

native! { pub static READING = [
    "read(self, size=-1, /)" => fn read(vm, [this, size]) {
        let n = limit_arg(vm, size)?;
        raw(vm, this)?;
        if n < -1 {
            return Err(vm.value_error("read length must be non-negative or -1"));
        }
        check_open(vm, this, "read of")?;
        if n < 0 {
            let _busy = Busy::enter(vm, this)?;
            return Ok(read_all(vm, this)?.unwrap_or(Ref::NONE));
        }
        let part = ahead(vm, this);
        if n as usize <= part.len() {
            let data = vm.new_bytes(&part[..n as usize])?;
            skip(this, n as usize);
            return Ok(data);
        }
        let _busy = Busy::enter(vm, this)?;
        match read_exactly(vm, this, n as usize)? {
            Some(data) => vm.new_bytes(&data),
            None => Ok(Ref::NONE),
        }
    }
    "peek(self, size=0, /)" => fn peek(vm, [this, size]) {
        super::support::index_arg(vm, size)?;
        raw(vm, this)?;
        check_open(vm, this, "peek of")?;
        let _busy = Busy::enter(vm, this)?;
        before_reading(vm, this)?;
        if ahead(vm, this).is_empty() {
            fill(vm, this)?;
        }
        vm.new_bytes(ahead(vm, this))
    }
    "read1(self, size=-1, /)" => fn read1_method(vm, [this, size]) {
        let n = super::support::index_arg(vm, size)?;
        raw(vm, this)?;
        check_open(vm, this, "read of")?;
        let n = if n < 0 { b(this).size } else { n as usize };
        let data = read1(vm, this, n)?;
        vm.new_bytes(&data)
    }
    "readinto(self, buffer, /)" => fn readinto(vm, [this, buffer]) { read_into(vm, this, buffer, false) }
    "readinto1(self, buffer, /)" => fn readinto1(vm, [this, buffer]) { read_into(vm, this, buffer, true) }
    "readline(self, size=-1, /)" => fn readline(vm, [this, size]) {
        let limit = usize::try_from(limit_arg(vm, size)?).unwrap_or(usize::MAX);
        read_line(vm, this, limit)
    }
]; }

/// Reads everything for a text file: `buffer.read()`.
pub fn read_rest(vm: &Vm, this: Value) -> Res<Option<Ref>> {
    check_open(vm, this, "read of")?;
    let _busy = Busy::enter(vm, this)?;
    read_all(vm, this)
}
