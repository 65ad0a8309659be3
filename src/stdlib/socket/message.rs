//! `sendmsg` and `recvmsg`: several buffers at once, and ancillary data.
use super::address::{self, Address};
use super::object::{Ready, address_arg, call, readable, room, socket};
use crate::object::{Buffer, Ref, Res, Value, Vm, buffer_flags};

/// Buffers of one call at most (`IOV_MAX`).
const MOST_BUFFERS: usize = 1024;
/// Bytes of ancillary data at most: what `CMSG_LEN` can tell of in 32 bits.
const MOST_DATA: usize = i32::MAX as usize;

/// The total length of an item of ancillary data with that much in it, without padding.
pub fn cmsg_len(n: usize) -> Option<usize> {
    // SAFETY: an arithmetic function.
    (n <= MOST_DATA - header_len()).then(|| unsafe { libc::CMSG_LEN(n as u32) } as usize)
}

/// As `cmsg_len`, with padding.
pub fn cmsg_space(n: usize) -> Option<usize> {
    // SAFETY: an arithmetic function.
    (n <= MOST_DATA - header_len() - 8).then(|| unsafe { libc::CMSG_SPACE(n as u32) } as usize)
}

fn header_len() -> usize {
    // SAFETY: an arithmetic function.
    unsafe { libc::CMSG_LEN(0) as usize }
}

/// Items of an iterable; TypeError with that message where it is none.
fn items(vm: &Vm, v: Value, wrong: &str) -> Res<Vec<Ref>> {
    match vm.iter(v) {
        Ok(it) => vm.collect(it.value()),
        Err(_) if vm.clear_raised_if(vm.types.TypeError) => Err(vm.type_error(wrong)),
        Err(e) => Err(e),
    }
}

/// The system's list of buffers.
fn vectors(vm: &Vm, buffers: &[Buffer], function: &str) -> Res<Vec<libc::iovec>> {
    if buffers.len() > MOST_BUFFERS {
        return Err(vm.raise_type(vm.types.OSError, format!("{function}() argument 1 is too long")));
    }
    Ok(buffers.iter().map(|b| libc::iovec { iov_base: b.data.cast(), iov_len: b.len }).collect())
}

/// An empty message header.
fn header() -> libc::msghdr {
    // SAFETY: zeros are a valid structure.
    unsafe { std::mem::zeroed() }
}

/// Memory for ancillary data, aligned as its headers need it.
fn control_room(vm: &Vm, n: usize) -> Res<Vec<u64>> {
    let words = n.div_ceil(8);
    let mut data = Vec::new();
    if data.try_reserve_exact(words).is_err() {
        return Err(vm.memory_error());
    }
    data.resize(words, 0u64);
    Ok(data)
}

/// Writes items of ancillary data one behind the other: the memory and the bytes used of it.
fn control(vm: &Vm, all: &[(i32, i32, &[u8])]) -> Res<(Vec<u64>, usize)> {
    let mut total = 0usize;
    for (_, _, data) in all {
        let Some(space) = cmsg_space(data.len()) else {
            return Err(vm.raise_type(vm.types.OSError, "ancillary data item too large"));
        };
        total += space;
        if total > MOST_DATA {
            return Err(vm.raise_type(vm.types.OSError, "too much ancillary data"));
        }
    }
    let mut memory = control_room(vm, total)?;
    let mut at: *mut u8 = memory.as_mut_ptr().cast();
    for (level, kind, data) in all {
        // SAFETY: the memory has room for each item with its padding, and their places are aligned.
        unsafe {
            let h = at.cast::<libc::cmsghdr>();
            (*h).cmsg_level = *level;
            (*h).cmsg_type = *kind;
            (*h).cmsg_len = cmsg_len(data.len()).unwrap_or(0);
            std::ptr::copy_nonoverlapping(data.as_ptr(), libc::CMSG_DATA(h), data.len());
            at = at.add(cmsg_space(data.len()).unwrap_or(0));
        }
    }
    Ok((memory, total))
}

/// `socket.sendmsg`.
pub fn sendmsg(vm: &Vm, this: Value, buffers: Value, ancillary: Value, flags: i32, to: Value) -> Res {
    let mut address = if to.is_none() { None } else { Some(address_arg(vm, this, to, "sendmsg")?) };
    let owners = items(vm, buffers, "sendmsg() argument 1 must be an iterable")?;
    let parts: Vec<Buffer> = owners.iter().map(|v| readable(vm, v.value())).collect::<Res<_>>()?;
    let mut iov = vectors(vm, &parts, "sendmsg")?;
    let given = if ancillary.is_unbound() { Vec::new() } else { items(vm, ancillary, "sendmsg() argument 2 must be an iterable")? };
    let mut held = Vec::new();
    for item in &given {
        let what = "[sendmsg() ancillary data items]() argument must be";
        if !vm.is_tuple(item.value()) {
            return Err(vm.type_error(format!("{what} 3-item tuple, not {}", vm.type_name(item.value()))));
        }
        let [level, kind, data] = vm.tuple_items(item.value()) else {
            let n = vm.tuple_items(item.value()).len();
            return Err(vm.type_error(format!("{what} tuple of length 3, not {n}")));
        };
        held.push((vm.c_int_arg(*level)? as i32, vm.c_int_arg(*kind)? as i32, readable(vm, *data)?));
    }
    let all: Vec<(i32, i32, &[u8])> = held.iter().map(|(level, kind, b)| (*level, *kind, b.as_slice())).collect();
    let (mut memory, used) = control(vm, &all)?;
    let mut m = header();
    if let Some(a) = &mut address {
        m.msg_name = a.mut_ptr().cast();
        m.msg_namelen = a.len;
    }
    m.msg_iov = iov.as_mut_ptr();
    m.msg_iovlen = iov.len();
    if used > 0 {
        m.msg_control = memory.as_mut_ptr().cast();
        m.msg_controllen = used;
    }
    // SAFETY: everything the header points to is live until the end of this function.
    vm.new_usize(call(vm, this, Ready::Write, |fd| unsafe { libc::sendmsg(fd, &m, flags) })?)
}

/// `socket.sendmsg_afalg`.
pub fn sendmsg_afalg(vm: &Vm, this: Value, msg: Value, op: Value, iv: Value, assoclen: Value, flags: i32) -> Res {
    if socket(this).family != libc::AF_ALG {
        return Err(vm.raise_type(vm.types.OSError, "algset is only supported for AF_ALG"));
    }
    let op = vm.c_int_arg(op)?;
    if op < 0 {
        return Err(vm.type_error("Invalid or missing argument 'op'"));
    }
    let op = (op as u32).to_ne_bytes();
    // The length stands before the vector.
    let iv = if iv.is_unbound() {
        None
    } else {
        let b = readable(vm, iv)?;
        Some([&(b.len as u32).to_ne_bytes()[..], b.as_slice()].concat())
    };
    let assoclen = if assoclen.is_unbound() {
        None
    } else {
        let n = vm.c_int_arg(assoclen)?;
        if n < 0 {
            return Err(vm.type_error("assoclen must be positive"));
        }
        Some((n as u32).to_ne_bytes())
    };
    let owners = if msg.is_unbound() { Vec::new() } else { items(vm, msg, "sendmsg_afalg() argument 1 must be an iterable")? };
    let parts: Vec<Buffer> = owners.iter().map(|v| readable(vm, v.value())).collect::<Res<_>>()?;
    let mut iov = vectors(vm, &parts, "sendmsg_afalg")?;
    let mut all: Vec<(i32, i32, &[u8])> = vec![(libc::SOL_ALG, libc::ALG_SET_OP, &op)];
    if let Some(iv) = &iv {
        all.push((libc::SOL_ALG, libc::ALG_SET_IV, iv));
    }
    if let Some(n) = &assoclen {
        all.push((libc::SOL_ALG, libc::ALG_SET_AEAD_ASSOCLEN, n));
    }
    let (mut memory, used) = control(vm, &all)?;
    let mut m = header();
    m.msg_iov = iov.as_mut_ptr();
    m.msg_iovlen = iov.len();
    m.msg_control = memory.as_mut_ptr().cast();
    m.msg_controllen = used;
    // SAFETY: everything the header points to is live until the end of this function.
    vm.new_usize(call(vm, this, Ready::Write, |fd| unsafe { libc::sendmsg(fd, &m, flags) })?)
}

/// Visits the items of received ancillary data: level, type, contents.
fn each_item(m: &libc::msghdr, mut f: impl FnMut(i32, i32, &[u8]) -> Res<()>) -> Res<()> {
    let (start, end) = (m.msg_control as usize, m.msg_control as usize + m.msg_controllen);
    let mut at = start;
    while m.msg_controllen > 0 && at + header_len() <= end {
        // SAFETY: a header lies wholly in the memory, whose places of headers are aligned.
        let h = unsafe { &*(at as *const libc::cmsghdr) };
        if h.cmsg_len < header_len() {
            break;
        }
        // What was cut off may be counted in the length.
        let n = (h.cmsg_len - header_len()).min(end - at - header_len());
        // SAFETY: the contents lie behind the header, and their length was limited to the memory.
        let data = unsafe { std::slice::from_raw_parts(libc::CMSG_DATA(h), n) };
        f(h.cmsg_level, h.cmsg_type, data)?;
        match cmsg_space(n) {
            Some(space) => at += space,
            None => break,
        }
    }
    Ok(())
}

/// Receives a message; `data` makes the first item of the result from the number of bytes received.
fn receive(vm: &Vm, this: Value, iov: &mut [libc::iovec], ancillary: Value, flags: i32, data: impl FnOnce(usize) -> Res) -> Res {
    let n = vm.int_arg(ancillary)?;
    let Some(n) = usize::try_from(n).ok().filter(|n| *n <= MOST_DATA) else {
        return Err(vm.value_error("invalid ancillary data buffer length"));
    };
    let mut memory = control_room(vm, n)?;
    let mut from = Address::empty();
    let mut m = header();
    let got = call(vm, this, Ready::Read, |fd| {
        m = header();
        m.msg_name = from.mut_ptr().cast();
        m.msg_namelen = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
        m.msg_iov = iov.as_mut_ptr();
        m.msg_iovlen = iov.len();
        if n > 0 {
            m.msg_control = memory.as_mut_ptr().cast();
            m.msg_controllen = n;
        }
        // SAFETY: everything the header points to is live until the end of this function.
        unsafe { libc::recvmsg(fd, &mut m, flags) }
    })?;
    let result = || -> Res {
        let mut items = Vec::new();
        each_item(&m, |level, kind, data| {
            items.push(vm.tuple_from_refs([vm.new_int(level.into())?, vm.new_int(kind.into())?, vm.new_bytes(data)?])?);
            Ok(())
        })?;
        from.len = m.msg_namelen;
        let address = address::to_python(vm, &from, socket(this).proto)?;
        vm.tuple_from_refs([data(got)?, vm.list_from_refs(items)?, vm.new_int(m.msg_flags.into())?, address])
    };
    result().inspect_err(|_| {
        // Descriptors that came with the message are known to nobody.
        let _ = each_item(&m, |level, kind, data| {
            if (level, kind) == (libc::SOL_SOCKET, libc::SCM_RIGHTS) {
                for fd in data.as_chunks::<4>().0 {
                    // SAFETY: the descriptor was received just now.
                    unsafe { libc::close(i32::from_ne_bytes(*fd)) };
                }
            }
            Ok(())
        });
    })
}

/// `socket.recvmsg`.
pub fn recvmsg(vm: &Vm, this: Value, size: Value, ancillary: Value, flags: i32) -> Res {
    let Ok(n) = usize::try_from(vm.int_arg(size)?) else { return Err(vm.value_error("negative buffer size in recvmsg()")) };
    let mut data = room(vm, n)?;
    let mut iov = [libc::iovec { iov_base: data.as_mut_ptr().cast(), iov_len: n }];
    receive(vm, this, &mut iov, ancillary, flags, move |got| {
        // SAFETY: that many bytes were written.
        unsafe { data.set_len(got.min(n)) };
        vm.new_bytes(&data)
    })
}

/// `socket.recvmsg_into`.
pub fn recvmsg_into(vm: &Vm, this: Value, buffers: Value, ancillary: Value, flags: i32) -> Res {
    let owners = items(vm, buffers, "recvmsg_into() argument 1 must be an iterable")?;
    let wrong = || vm.type_error("recvmsg_into() argument 1 must be an iterable of single-segment read-write buffers");
    let mut parts = Vec::new();
    for v in &owners {
        let v = v.value();
        if !vm.has_buffer(v) || vm.is_bytes(v) {
            return Err(wrong());
        }
        match vm.get_buffer(v, buffer_flags::WRITABLE) {
            Ok(b) if !b.readonly => parts.push(b),
            Ok(_) => return Err(wrong()),
            Err(_) if vm.clear_raised_if(vm.types.BufferError) => return Err(wrong()),
            Err(e) => return Err(e),
        }
    }
    let mut iov = vectors(vm, &parts, "recvmsg_into")?;
    receive(vm, this, &mut iov, ancillary, flags, |got| vm.new_usize(got))
}
