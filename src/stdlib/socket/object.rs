//! `_socket.socket`.
use super::State;
use super::address::{self, Address, For};
use crate::native;
use crate::object::{Buffer, GetSetDef, Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, buffer_flags, call_native, flags};
use crate::stdlib::timeout::{deadline, nanoseconds, poll};
use crate::types::os_error::{last_errno, os_error};
use crate::vm::{signals, threads::allow_threads};
use std::time::Instant;

/// A socket. The descriptor is -1 while it is closed.
#[repr(C)]
pub struct Socket {
    header: Header,
    pub fd: i32,
    pub family: i32,
    pub kind: i32,
    pub proto: i32,
    /// In nanoseconds; -1 where calls block. Otherwise the descriptor is in non-blocking mode.
    pub timeout: i64,
}

/// The payload. The borrow ends before anything else runs.
#[allow(clippy::mut_from_ref)]
pub fn socket<'a>(v: Value) -> &'a mut Socket {
    // SAFETY: the slots and methods of this module are called with sockets only.
    unsafe { &mut *v.ptr::<Socket>() }
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "_socket.socket",
    doc: "socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object\nsocket(family=-1, type=-1, proto=-1, fileno=None) -> socket object\n\nOne endpoint of a network connection. With a descriptor in fileno, family, type\nand proto are found out unless they are given. New descriptors are not inherited\nby child processes.",
    flags: flags::TRACKED | flags::BASETYPE,
    size: size_of::<Socket>(),
    slots: Slots {
        repr: Some(|vm, v| {
            let s = socket(v);
            vm.new_str(&format!("<socket object, fd={}, family={}, type={}, proto={}>", s.fd, s.family, s.kind, s.proto))
        }),
        new: Some(new),
        init: Some(init),
        del: Some(finalise),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "family", get: |vm, v| vm.new_int(socket(v).family.into()), set: None, doc: "the socket family" },
        GetSetDef { name: "type", get: |vm, v| vm.new_int(socket(v).kind.into()), set: None, doc: "the socket type" },
        GetSetDef { name: "proto", get: |vm, v| vm.new_int(socket(v).proto.into()), set: None, doc: "the socket protocol" },
        GetSetDef { name: "timeout", get: |_, v| timeout_value(socket(v).timeout), set: None, doc: "the socket timeout" },
    ],
};

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<Socket>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).fd = -1;
            (*p).family = 0;
            (*p).kind = 0;
            (*p).proto = 0;
            (*p).timeout = -1;
        }
    })
}

/// Makes a closed socket object refer to a descriptor.
pub fn adopt(vm: &Vm, this: Value, fd: i32, [family, kind, proto]: [i32; 3]) -> Res<()> {
    let timeout = if kind & libc::SOCK_NONBLOCK != 0 { 0 } else { vm.extension::<State>().timeout.get() };
    let s = socket(this);
    (s.fd, s.family, s.kind, s.proto) = (fd, family, kind & !(libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC), proto);
    s.timeout = timeout;
    if timeout >= 0 { set_non_blocking(vm, this, true) } else { Ok(()) }
}

/// A socket object of the module's own type.
pub fn new_socket(vm: &Vm, fd: i32, what: [i32; 3]) -> Res {
    let made = new(vm, vm.extension::<State>().socket.get(), &[], Value::NULL)?;
    adopt(vm, made.value(), fd, what)?;
    Ok(made)
}

native! { static INIT = [
    "socket(self, family=-1, type=-1, proto=-1, fileno=None)" => fn init_body(vm, [this, family, kind, proto, fileno]) {
        let int = |v: Value| vm.c_int_arg(v).map(|n| n as i32);
        let (mut family, mut kind, mut proto) = (int(family)?, int(kind)?, int(proto)?);
        if fileno.is_none() {
            let or = |n: i32, default: i32| if n == -1 { default } else { n };
            (family, kind, proto) = (or(family, libc::AF_INET), or(kind, libc::SOCK_STREAM), or(proto, 0));
            // SAFETY: a plain system call.
            let fd = allow_threads(vm, || unsafe { libc::socket(family, kind | libc::SOCK_CLOEXEC, proto) });
            if fd < 0 {
                return Err(os_error(vm, last_errno(), None));
            }
            adopt(vm, this, fd, [family, kind, proto])?;
            return Ok(Ref::NONE);
        }
        let fd = int(fileno)?;
        if fd < 0 {
            return Err(vm.value_error("negative file descriptor"));
        }
        let mut name = Address::empty();
        let mut len = name.len;
        // SAFETY: the address has room for `len` bytes.
        if unsafe { libc::getsockname(fd, name.mut_ptr(), &mut len) } < 0 {
            if family == -1 {
                return Err(os_error(vm, last_errno(), None));
            }
        } else if family == -1 {
            family = name.storage.ss_family.into();
        }
        let option = |which| -> Res<i32> {
            let mut value = 0i32;
            let mut len = size_of::<i32>() as libc::socklen_t;
            // SAFETY: the value has the length given.
            match unsafe { libc::getsockopt(fd, libc::SOL_SOCKET, which, (&raw mut value).cast(), &mut len) } {
                0 => Ok(value),
                _ => Err(os_error(vm, last_errno(), None)),
            }
        };
        if kind == -1 {
            kind = option(libc::SO_TYPE)?;
        }
        if proto == -1 {
            proto = option(libc::SO_PROTOCOL)?;
        }
        adopt(vm, this, fd, [family, kind, proto])?;
        Ok(Ref::NONE)
    }
]; }

fn init(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    let mut all = vec![this];
    all.extend_from_slice(args);
    call_native(vm, &INIT[0], &all, kwnames).map(|_| ())
}

/// Closes a socket that nobody refers to any more.
fn finalise(vm: &Vm, this: Value) {
    if socket(this).fd == -1 {
        return;
    }
    let pending = vm.raised.replace(Value::NULL);
    let warn = || {
        let message = format!("unclosed {}", vm.repr_text(this)?);
        crate::report::warnings::warn_with_source(vm, vm.types.ResourceWarning, &message, this)
    };
    if warn().is_err() {
        // An error that a warning has been turned into can go nowhere.
        if vm.raised_is(vm.types.Warning) {
            (vm.unraisable.get())(vm, "Exception ignored while finalizing socket", this);
        } else {
            drop(vm.take_raised());
        }
    }
    let fd = std::mem::replace(&mut socket(this).fd, -1);
    if fd != -1 {
        // SAFETY: the descriptor belongs to the socket, which does not use it again.
        allow_threads(vm, || unsafe { libc::close(fd) });
    }
    let stray = vm.raised.replace(pending);
    if stray != Value::NULL {
        drop(Ref::own(stray));
    }
}

/// A time-out as Python sees it.
pub fn timeout_value(nanos: i64) -> Res {
    if nanos < 0 { Ok(Ref::NONE) } else { Ok(Ref::float(nanos as f64 / 1e9)) }
}

/// A time-out argument in nanoseconds; -1 for None.
pub fn timeout_arg(vm: &Vm, v: Value) -> Res<i64> {
    if v.is_none() {
        return Ok(-1);
    }
    let nanos = nanoseconds(vm, v, 1_000_000_000)?;
    if nanos < 0 {
        return Err(vm.value_error("Timeout value out of range"));
    }
    if nanos.div_euclid(1_000_000) >= i32::MAX as i64 {
        return Err(vm.overflow_error("timeout doesn't fit into C timeval"));
    }
    Ok(nanos)
}

fn set_non_blocking(vm: &Vm, this: Value, on: bool) -> Res<()> {
    let (fd, mut flag) = (socket(this).fd, libc::c_int::from(on));
    // SAFETY: the flag is live during the call.
    if unsafe { libc::ioctl(fd, libc::FIONBIO, &mut flag) } < 0 { Err(os_error(vm, last_errno(), None)) } else { Ok(()) }
}

#[cold]
fn timed_out(vm: &Vm) -> Raised {
    vm.raise_type(vm.types.TimeoutError, "timed out")
}

/// Waits until a socket can be read or written; false where the time was up. A closed one is left to the call that follows.
fn wait(vm: &Vm, this: Value, events: i16, until: Option<Instant>) -> Res<bool> {
    let fd = socket(this).fd;
    Ok(fd < 0 || poll(vm, &mut [libc::pollfd { fd, events, revents: 0 }], until)? > 0)
}

/// What a call waits for.
#[derive(Clone, Copy, PartialEq)]
pub enum Ready {
    Read,
    Write,
}

/// A system call on a socket, within its time-out: signals are delivered, and it is tried again. `f` gets the descriptor.
pub fn call(vm: &Vm, this: Value, ready: Ready, f: impl FnMut(i32) -> isize) -> Res<usize> {
    let timeout = socket(this).timeout;
    call_until(vm, this, ready, timeout, if timeout > 0 { deadline(Some(timeout)) } else { None }, f)
}

fn call_until(vm: &Vm, this: Value, ready: Ready, timeout: i64, until: Option<Instant>, mut f: impl FnMut(i32) -> isize) -> Res<usize> {
    loop {
        let events = if ready == Ready::Read { libc::POLLIN } else { libc::POLLOUT };
        if timeout > 0 && !wait(vm, this, events, until)? {
            return Err(timed_out(vm));
        }
        let errno = loop {
            let fd = socket(this).fd;
            let r = allow_threads(vm, || f(fd));
            if r >= 0 {
                return Ok(r as usize);
            }
            match last_errno() {
                libc::EINTR => signals::deliver(vm)?,
                errno => break errno,
            }
        };
        if timeout <= 0 || errno != libc::EAGAIN {
            return Err(os_error(vm, errno, None));
        }
    }
}

/// How `connect` failed.
enum Failed {
    Errno(i32),
    TimedOut,
}

fn connect_to(vm: &Vm, this: Value, to: &Address) -> Res<Result<(), Failed>> {
    let (fd, timeout) = (socket(this).fd, socket(this).timeout);
    // SAFETY: the address is live during the call.
    if allow_threads(vm, || unsafe { libc::connect(fd, to.ptr(), to.len) }) == 0 {
        return Ok(Ok(()));
    }
    // An interrupted connect goes on in the background: it is waited for, not repeated.
    let errno = last_errno();
    let in_progress = match errno {
        libc::EINTR => {
            signals::deliver(vm)?;
            timeout != 0
        }
        _ => timeout > 0 && errno == libc::EINPROGRESS,
    };
    if !in_progress {
        return Ok(Err(Failed::Errno(errno)));
    }
    let until = if timeout > 0 { deadline(Some(timeout)) } else { None };
    if !wait(vm, this, libc::POLLOUT | libc::POLLERR, until)? {
        return Ok(Err(Failed::TimedOut));
    }
    let mut errno = 0i32;
    let mut len = size_of::<i32>() as libc::socklen_t;
    // SAFETY: the value has the length given.
    let r = unsafe { libc::getsockopt(socket(this).fd, libc::SOL_SOCKET, libc::SO_ERROR, (&raw mut errno).cast(), &mut len) };
    Ok(match if r < 0 { last_errno() } else { errno } {
        0 | libc::EISCONN => Ok(()),
        errno => Err(Failed::Errno(errno)),
    })
}

/// The address argument of a method.
pub fn address_arg(vm: &Vm, this: Value, v: Value, function: &str) -> Res<Address> {
    let s = socket(this);
    let to = For { family: s.family, proto: s.proto, function };
    address::from_python(vm, v, &to)
}

/// Readable memory that stays in place while a call uses it.
pub fn readable(vm: &Vm, v: Value) -> Res<Buffer> {
    vm.get_buffer(v, buffer_flags::SIMPLE)
}

fn int(vm: &Vm, v: Value) -> Res<i32> {
    vm.c_int_arg(v).map(|n| n as i32)
}

fn done(vm: &Vm, r: i32) -> Res {
    if r < 0 { Err(os_error(vm, last_errno(), None)) } else { Ok(Ref::NONE) }
}

/// Room for `n` bytes; MemoryError where there is none.
pub fn room(vm: &Vm, n: usize) -> Res<Vec<u8>> {
    let mut data = Vec::new();
    if n > isize::MAX as usize || data.try_reserve_exact(n).is_err() {
        return Err(vm.memory_error());
    }
    Ok(data)
}

/// A size argument that must not be negative.
fn size(vm: &Vm, v: Value, wrong: &str) -> Res<usize> {
    usize::try_from(vm.int_arg(v)?).map_err(|_| vm.value_error(wrong))
}

/// Receives into memory; `from` gets the sender's address where it is wanted.
fn receive(vm: &Vm, this: Value, to: *mut u8, n: usize, flags: i32, from: Option<&mut Address>) -> Res<usize> {
    match from {
        // SAFETY: the caller has `n` writable bytes at `to`.
        None => call(vm, this, Ready::Read, |fd| unsafe { libc::recv(fd, to.cast(), n, flags) }),
        Some(from) => {
            let room = from.len;
            call(vm, this, Ready::Read, |fd| {
                from.len = room;
                // SAFETY: as above; the address has room for what its length says.
                unsafe { libc::recvfrom(fd, to.cast(), n, flags, from.mut_ptr(), &mut from.len) }
            })
        }
    }
}

/// Receives into a new bytes object.
fn receive_bytes(vm: &Vm, this: Value, n: usize, flags: i32, from: Option<&mut Address>) -> Res {
    let mut data = room(vm, n)?;
    let got = receive(vm, this, data.as_mut_ptr(), n, flags, from)?;
    // SAFETY: that many bytes were written.
    unsafe { data.set_len(got.min(n)) };
    vm.new_bytes(&data)
}

fn as_python(vm: &Vm, this: Value, a: &Address) -> Res {
    address::to_python(vm, a, socket(this).proto)
}

/// What `getsockname` or `getpeername` tell.
fn own_address(vm: &Vm, this: Value, f: unsafe extern "C" fn(i32, *mut libc::sockaddr, *mut libc::socklen_t) -> i32) -> Res {
    let mut a = Address::empty();
    let mut len = a.len;
    // SAFETY: the address has room for `len` bytes.
    if unsafe { f(socket(this).fd, a.mut_ptr(), &mut len) } < 0 {
        return Err(os_error(vm, last_errno(), None));
    }
    a.len = len;
    as_python(vm, this, &a)
}

/// A writable buffer and how many bytes of it are to be filled.
fn target(vm: &Vm, function: &str, buffer: Value, n: Value, too_small: &str) -> Res<(Buffer, usize)> {
    let wrong = || vm.type_error(format!("{function}() argument 1 must be read-write bytes-like object, not {}", vm.type_name(buffer)));
    if !vm.has_buffer(buffer) || vm.is_bytes(buffer) {
        return Err(wrong());
    }
    let b = match vm.get_buffer(buffer, buffer_flags::WRITABLE) {
        Ok(b) if !b.readonly => b,
        Ok(_) => return Err(wrong()),
        Err(_) if vm.clear_raised_if(vm.types.BufferError) => return Err(wrong()),
        Err(e) => return Err(e),
    };
    let n = match size(vm, n, &format!("negative buffersize in {function}"))? {
        0 => b.len,
        n if n > b.len => return Err(vm.value_error(too_small)),
        n => n,
    };
    Ok((b, n))
}

native! { static METHODS = [
    /// Wait for a connection: the new descriptor and the address of the client.
    "_accept(self, /)" => fn accept(vm, [this]) {
        let mut from = Address::empty();
        let room = from.len;
        let fd = call(vm, this, Ready::Read, |fd| {
            from.len = room;
            // SAFETY: the address has room for what its length says.
            unsafe { libc::accept4(fd, from.mut_ptr(), &mut from.len, libc::SOCK_CLOEXEC) as isize }
        })? as i32;
        let result = as_python(vm, this, &from).and_then(|address| vm.tuple_from_refs([vm.new_int(fd.into())?, address]));
        if result.is_err() {
            // SAFETY: nobody else knows the new descriptor.
            unsafe { libc::close(fd) };
        }
        result
    }
    /// Bind the socket to a local address.
    "bind(self, object, /)" => fn bind(vm, [this, address]) {
        let a = address_arg(vm, this, address, "bind")?;
        let fd = socket(this).fd;
        // SAFETY: the address is live during the call.
        let r = allow_threads(vm, || unsafe { libc::bind(fd, a.ptr(), a.len) });
        done(vm, r)
    }
    /// Close the socket.  It cannot be used after this call.
    "close(self, /)" => fn close(vm, [this]) {
        let fd = std::mem::replace(&mut socket(this).fd, -1);
        // SAFETY: the descriptor belongs to the socket, which does not use it again.
        if fd != -1 && allow_threads(vm, || unsafe { libc::close(fd) }) < 0 && last_errno() != libc::ECONNRESET {
            return Err(os_error(vm, last_errno(), None));
        }
        Ok(Ref::NONE)
    }
    /// Connect the socket to a remote address.
    "connect(self, object, /)" => fn connect(vm, [this, address]) {
        let a = address_arg(vm, this, address, "connect")?;
        match connect_to(vm, this, &a)? {
            Ok(()) => Ok(Ref::NONE),
            Err(Failed::Errno(errno)) => Err(os_error(vm, errno, None)),
            Err(Failed::TimedOut) => Err(timed_out(vm)),
        }
    }
    /// Like connect(address), but returns the errno instead of raising an exception.
    "connect_ex(self, object, /)" => fn connect_ex(vm, [this, address]) {
        let a = address_arg(vm, this, address, "connect_ex")?;
        vm.new_int(match connect_to(vm, this, &a)? {
            Ok(()) => 0,
            Err(Failed::Errno(errno)) => errno,
            Err(Failed::TimedOut) => libc::EWOULDBLOCK,
        }.into())
    }
    /// Give up the descriptor without closing it, and return it.
    "detach(self, /)" => fn detach(vm, [this]) { vm.new_int(std::mem::replace(&mut socket(this).fd, -1).into()) }
    /// The descriptor of the socket; -1 once it is closed.
    "fileno(self, /)" => fn fileno(vm, [this]) { vm.new_int(socket(this).fd.into()) }
    /// Whether the socket is in blocking mode.
    "getblocking(self, /)" => fn getblocking(vm, [this]) { Ok(Ref::bool(socket(this).timeout != 0)) }
    /// The address of the remote endpoint.
    "getpeername(self, /)" => fn getpeername(vm, [this]) { own_address(vm, this, libc::getpeername) }
    /// The address of the local endpoint.
    "getsockname(self, /)" => fn getsockname(vm, [this]) { own_address(vm, this, libc::getsockname) }
    /// A socket option: an int, or bytes of at most the size given.
    @varargs "getsockopt(self, level, option, buffersize=0, /)" => fn getsockopt(vm, [this, level, option, buffersize]) {
        let (level, option, n) = (int(vm, level)?, int(vm, option)?, int(vm, buffersize)?);
        let fd = socket(this).fd;
        if n == 0 {
            // Options of AF_VSOCK have 64 bits.
            let mut value = 0u64;
            let mut len = if socket(this).family == libc::AF_VSOCK { 8 } else { 4 };
            // SAFETY: the value has the length given.
            if unsafe { libc::getsockopt(fd, level, option, (&raw mut value).cast(), &mut len) } < 0 {
                return Err(os_error(vm, last_errno(), None));
            }
            if socket(this).family == libc::AF_VSOCK {
                return vm.new_uint(value);
            }
            let b = value.to_ne_bytes();
            return vm.new_int(i32::from_ne_bytes([b[0], b[1], b[2], b[3]]).into());
        }
        if !(1..=1024).contains(&n) {
            return Err(vm.raise_type(vm.types.OSError, "getsockopt buflen out of range"));
        }
        let mut data = [0u8; 1024];
        let mut len = n as libc::socklen_t;
        // SAFETY: the data has at least the length given.
        if unsafe { libc::getsockopt(fd, level, option, data.as_mut_ptr().cast(), &mut len) } < 0 {
            return Err(os_error(vm, last_errno(), None));
        }
        vm.new_bytes(&data[..(len as usize).min(data.len())])
    }
    /// The time-out in seconds of socket operations; None where there is none.
    "gettimeout(self, /)" => fn gettimeout(vm, [this]) { timeout_value(socket(this).timeout) }
    /// Enable a server to accept connections; the backlog is the number of connections that may wait for it.
    @varargs "listen(self, backlog=128, /)" => fn listen(vm, [this, backlog]) {
        let (fd, n) = (socket(this).fd, int(vm, backlog)?.max(0));
        // SAFETY: a plain system call.
        let r = allow_threads(vm, || unsafe { libc::listen(fd, n) });
        done(vm, r)
    }
    /// Receive up to buffersize bytes; empty once the remote end is closed.
    @varargs "recv(self, buffersize, flags=0, /)" => fn recv(vm, [this, buffersize, flags]) {
        let n = size(vm, buffersize, "negative buffersize in recv")?;
        receive_bytes(vm, this, n, int(vm, flags)?, None)
    }
    /// As recv(), into a buffer: the number of bytes. nbytes of 0 fills all of it.
    @varargs "recv_into(self, buffer, nbytes=0, flags=0)" => fn recv_into(vm, [this, buffer, nbytes, flags]) {
        let flags = int(vm, flags)?;
        let (b, n) = target(vm, "recv_into", buffer, nbytes, "buffer too small for requested bytes")?;
        if n == 0 {
            return vm.new_int(0);
        }
        vm.new_usize(receive(vm, this, b.data, n, flags, None)?)
    }
    /// Like recv(), with the address of the sender: (data, address).
    @varargs "recvfrom(self, buffersize, flags=0, /)" => fn recvfrom(vm, [this, buffersize, flags]) {
        let n = size(vm, buffersize, "negative buffersize in recvfrom")?;
        let mut from = Address::empty();
        let data = receive_bytes(vm, this, n, int(vm, flags)?, Some(&mut from))?;
        vm.tuple_from_refs([data, as_python(vm, this, &from)?])
    }
    /// Like recv_into(), with the address of the sender: (nbytes, address).
    @varargs "recvfrom_into(self, buffer, nbytes=0, flags=0)" => fn recvfrom_into(vm, [this, buffer, nbytes, flags]) {
        let flags = int(vm, flags)?;
        let (b, n) = target(vm, "recvfrom_into", buffer, nbytes, "nbytes is greater than the length of the buffer")?;
        let mut from = Address::empty();
        let got = receive(vm, this, b.data, n, flags, Some(&mut from))?;
        vm.tuple_from_refs([vm.new_usize(got)?, as_python(vm, this, &from)?])
    }
    /// Receive data and ancillary data: (data, ancdata, msg_flags, address).
    @varargs "recvmsg(self, bufsize, ancbufsize=0, flags=0, /)" => fn recvmsg(vm, [this, bufsize, ancbufsize, flags]) {
        super::message::recvmsg(vm, this, bufsize, ancbufsize, int(vm, flags)?)
    }
    /// As recvmsg(), into a series of buffers: (nbytes, ancdata, msg_flags, address).
    @varargs "recvmsg_into(self, buffers, ancbufsize=0, flags=0, /)" => fn recvmsg_into(vm, [this, buffers, ancbufsize, flags]) {
        super::message::recvmsg_into(vm, this, buffers, ancbufsize, int(vm, flags)?)
    }
    /// Send data: the number of bytes sent, which may be fewer than there are.
    @varargs "send(self, data, flags=0, /)" => fn send(vm, [this, data, flags]) {
        let b = readable(vm, data)?;
        let flags = int(vm, flags)?;
        // SAFETY: the buffer stays in place until it is dropped.
        vm.new_usize(call(vm, this, Ready::Write, |fd| unsafe { libc::send(fd, b.data.cast(), b.len, flags) })?)
    }
    /// Send all data, by as many calls as it takes. After an error nobody knows how much was sent.
    @varargs "sendall(self, data, flags=0, /)" => fn sendall(vm, [this, data, flags]) {
        let b = readable(vm, data)?;
        let flags = int(vm, flags)?;
        let timeout = socket(this).timeout;
        let until = if timeout > 0 { deadline(Some(timeout)) } else { None };
        let mut sent = 0;
        while sent < b.len || b.len == 0 {
            if sent > 0 && until.is_some_and(|t| t <= Instant::now()) {
                return Err(timed_out(vm));
            }
            // SAFETY: the buffer stays in place until it is dropped.
            sent += call_until(vm, this, Ready::Write, timeout, until, |fd| unsafe { libc::send(fd, b.data.add(sent).cast(), b.len - sent, flags) })?;
            signals::deliver(vm)?;
            if b.len == 0 {
                break;
            }
        }
        Ok(Ref::NONE)
    }
    /// Send data and ancillary data from series of buffers and (level, type, data): the number of bytes of data sent.
    @varargs "sendmsg(self, buffers, ancdata=(), flags=0, address=None, /)" => fn sendmsg(vm, [this, buffers, ancdata, flags, address]) {
        super::message::sendmsg(vm, this, buffers, ancdata, int(vm, flags)?, address)
    }
    /// Set operation, IV and length of associated data of an AF_ALG operation socket, and send data.
    @varargs "sendmsg_afalg(self, msg=(), *, op=-1, iv=<unrepresentable>, assoclen=<unrepresentable>, flags=0)" => fn sendmsg_afalg(vm, [this, msg, op, iv, assoclen, flags]) {
        super::message::sendmsg_afalg(vm, this, msg, op, iv, assoclen, int(vm, flags)?)
    }
    /// Send data, with optional flags before the address it is for: sendto(data[, flags], address).
    @varargs "sendto(self, *args)" => fn sendto(vm, [this], *args) {
        let (data, flags, to) = match args {
            [data, to] => (*data, 0, *to),
            [data, flags, to] => {
                if !vm.has_buffer(*data) {
                    return Err(vm.not_bytes_like(*data));
                }
                (*data, int(vm, *flags)?, *to)
            }
            _ => return Err(vm.type_error(format!("sendto() takes 2 or 3 arguments ({} given)", args.len()))),
        };
        let b = readable(vm, data)?;
        let a = address_arg(vm, this, to, "sendto")?;
        // SAFETY: the buffer stays in place until it is dropped; the address is live during the call.
        vm.new_usize(call(vm, this, Ready::Write, |fd| unsafe { libc::sendto(fd, b.data.cast(), b.len, flags, a.ptr(), a.len) })?)
    }
    /// Set the socket to blocking or non-blocking: settimeout(None) or settimeout(0.0).
    "setblocking(self, object, /)" => fn setblocking(vm, [this, flag]) {
        let blocking = vm.truth(flag)?;
        socket(this).timeout = if blocking { -1 } else { 0 };
        set_non_blocking(vm, this, !blocking)?;
        Ok(Ref::NONE)
    }
    /// Set a socket option to an int, to bytes, or to None with a length.
    @varargs "setsockopt(self, *args)" => fn setsockopt(vm, [this], *args) {
        let fd = socket(this).fd;
        // SAFETY (of the closure): the caller has that many bytes there.
        let set = |level: Value, option: Value, data: *const u8, len: usize| -> Res {
            done(vm, unsafe { libc::setsockopt(fd, int(vm, level)?, int(vm, option)?, data.cast(), len as libc::socklen_t) })
        };
        match args {
            [level, option, none, len] if none.is_none() => {
                let n = vm.int_arg(*len)?;
                set(*level, *option, std::ptr::null(), n as u32 as usize)
            }
            [level, option, value] => {
                (int(vm, *level)?, int(vm, *option)?);
                if vm.as_int(*value).is_some() && let Ok(Ok(n)) = vm.index_i64(*value).map(|n| n.map(i32::try_from).unwrap_or(i32::try_from(i64::MAX))) {
                    if socket(this).family == libc::AF_VSOCK {
                        return set(*level, *option, (n as i64 as u64).to_ne_bytes().as_ptr(), 8);
                    }
                    return set(*level, *option, n.to_ne_bytes().as_ptr(), 4);
                }
                let b = readable(vm, *value)?;
                set(*level, *option, b.data, b.len)
            }
            _ => Err(vm.type_error(format!("setsockopt() takes exactly 3 arguments ({} given)", args.len()))),
        }
    }
    /// Set a time-out in seconds on socket operations; None for none, 0 for non-blocking mode.
    "settimeout(self, object, /)" => fn settimeout(vm, [this, value]) {
        let timeout = timeout_arg(vm, value)?;
        socket(this).timeout = timeout;
        set_non_blocking(vm, this, timeout >= 0)?;
        Ok(Ref::NONE)
    }
    /// Shut down reading (SHUT_RD), writing (SHUT_WR) or both (SHUT_RDWR).
    "shutdown(self, object, /)" => fn shutdown(vm, [this, how]) {
        let (fd, how) = (socket(this).fd, int(vm, how)?);
        // SAFETY: a plain system call.
        let r = allow_threads(vm, || unsafe { libc::shutdown(fd, how) });
        done(vm, r)
    }
]; }
