//! Socket addresses: between Python's tuples and strs and the system's structures.
use super::resolve;
use crate::object::{Ref, Res, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use std::mem::{offset_of, zeroed};

/// An address in the system's form.
pub struct Address {
    pub storage: libc::sockaddr_storage,
    pub len: libc::socklen_t,
}

const UNIX_PATH: usize = offset_of!(libc::sockaddr_un, sun_path);
const PACKET_ADDRESS: usize = offset_of!(libc::sockaddr_ll, sll_addr);

impl Address {
    /// Room for the system to write one.
    pub fn empty() -> Address {
        // SAFETY: zeros are a valid structure.
        Address { storage: unsafe { zeroed() }, len: size_of::<libc::sockaddr_storage>() as libc::socklen_t }
    }
    pub fn ptr(&self) -> *const libc::sockaddr {
        (&raw const self.storage).cast()
    }
    pub fn mut_ptr(&mut self) -> *mut libc::sockaddr {
        (&raw mut self.storage).cast()
    }
    fn of<T>(value: T, len: usize) -> Address {
        const { assert!(size_of::<T>() <= size_of::<libc::sockaddr_storage>()) };
        let mut a = Address::empty();
        // SAFETY: the storage has room for, and the alignment of, every socket address.
        unsafe { (&raw mut a.storage).cast::<T>().write(value) };
        a.len = len as libc::socklen_t;
        a
    }
    /// A copy of an address of the system.
    ///
    /// # Safety
    /// `len` bytes are there.
    pub unsafe fn copy(from: *const libc::sockaddr, len: libc::socklen_t) -> Address {
        let mut a = Address::empty();
        a.len = len.min(a.len);
        std::ptr::copy_nonoverlapping(from.cast::<u8>(), (&raw mut a.storage).cast(), a.len as usize);
        a
    }
    /// The storage as the structure of its family. What the system left unwritten is zeros.
    fn view<T>(&self) -> &T {
        const { assert!(size_of::<T>() <= size_of::<libc::sockaddr_storage>()) };
        // SAFETY: the storage is large and aligned enough for every socket address, and these are numbers and arrays of them.
        unsafe { &*(&raw const self.storage).cast::<T>() }
    }
    fn view_mut<T>(&mut self) -> &mut T {
        const { assert!(size_of::<T>() <= size_of::<libc::sockaddr_storage>()) };
        // SAFETY: as `view`.
        unsafe { &mut *(&raw mut self.storage).cast::<T>() }
    }
}

/// The socket an address is for, and the function it is given to.
pub struct For<'a> {
    pub family: i32,
    pub proto: i32,
    pub function: &'a str,
}

/// The contents of a host name: bytes, or a str in ASCII or else in IDNA.
pub fn host_bytes(vm: &Vm, v: Value) -> Res<Vec<u8>> {
    let bytes = match vm.bytes_like(v) {
        Some(b) => b.to_vec(),
        None if vm.is_str(v) => match vm.str(v).as_ascii() {
            Some(text) => text.as_bytes().to_vec(),
            None => crate::types::codec::encode_str(vm, v, vm.intern("idna").value(), Value::UNBOUND)?,
        },
        None => return Err(vm.type_error(format!("str, bytes or bytearray expected, not {}", vm.type_name(v)))),
    };
    if bytes.contains(&0) {
        return Err(vm.type_error("host name must not contain null character"));
    }
    Ok(bytes)
}

/// The items of a tuple that an address must be.
fn tuple<'a>(vm: &Vm, v: Value, to: &For, kind: &str) -> Res<&'a [Value]> {
    if !vm.is_tuple(v) {
        return Err(vm.type_error(format!("{}(): {kind} address must be tuple, not {}", to.function, vm.type_name(v))));
    }
    Ok(vm.tuple_items(v))
}

/// A port, in host order.
fn port(vm: &Vm, v: Value, function: &str) -> Res<u16> {
    if let Ok(n) = vm.index_i64(v)?
        && let Ok(n) = u16::try_from(n)
    {
        return Ok(n);
    }
    Err(vm.overflow_error(format!("{function}(): port must be 0-65535.")))
}

/// A C unsigned int: what does not fit is cut off.
fn masked(vm: &Vm, v: Value) -> Res<u32> {
    let i = vm.index(v)?;
    match vm.as_int(i.value()) {
        Some(crate::object::IntView::Small(x)) => Ok(x as u32),
        _ => Ok(u32::MAX),
    }
}

/// The `flowinfo` of an IPv6 address.
pub fn flow_info(vm: &Vm, v: Value, function: &str) -> Res<u32> {
    match vm.index_i64(v)? {
        Ok(n @ 0..=0xfffff) => Ok(n as u32),
        _ => Err(vm.overflow_error(format!("{function}(): flowinfo must be 0-1048575."))),
    }
}

/// Sets port, flow and scope of an address that a name gave.
pub fn set_port(a: &mut Address, port: u16, flow: u32, scope: Option<u32>) {
    if a.storage.ss_family as i32 == libc::AF_INET6 {
        a.len = size_of::<libc::sockaddr_in6>() as libc::socklen_t;
        let s = a.view_mut::<libc::sockaddr_in6>();
        s.sin6_port = port.to_be();
        s.sin6_flowinfo = flow.to_be();
        if let Some(scope) = scope {
            s.sin6_scope_id = scope;
        }
    } else {
        a.len = size_of::<libc::sockaddr_in>() as libc::socklen_t;
        a.view_mut::<libc::sockaddr_in>().sin_port = port.to_be();
    }
}

fn internet(vm: &Vm, v: Value, to: &For) -> Res<Address> {
    let items = tuple(vm, v, to, "AF_INET")?;
    let [host, number] = items else { return Err(vm.type_error("AF_INET address must be a pair (host, port)")) };
    let host = host_bytes(vm, *host)?;
    let number = port(vm, *number, to.function)?;
    let mut a = resolve::host_address(vm, &host, libc::AF_INET)?;
    set_port(&mut a, number, 0, None);
    Ok(a)
}

fn internet6(vm: &Vm, v: Value, to: &For) -> Res<Address> {
    let items = tuple(vm, v, to, "AF_INET6")?;
    if !(2..=4).contains(&items.len()) {
        return Err(vm.type_error("AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])"));
    }
    let host = host_bytes(vm, items[0])?;
    let number = port(vm, items[1], to.function)?;
    let flow = if items.len() > 2 { flow_info(vm, items[2], to.function)? } else { 0 };
    let scope = if items.len() > 3 { masked(vm, items[3])? } else { 0 };
    let mut a = resolve::host_address(vm, &host, libc::AF_INET6)?;
    set_port(&mut a, number, flow, Some(scope));
    Ok(a)
}

fn unix(vm: &Vm, v: Value) -> Res<Address> {
    let path = if vm.is_str(v) {
        let errors = vm.intern("surrogateescape");
        crate::types::codec::encode_str(vm, v, vm.names.utf_8, errors.value())?
    } else {
        vm.bytes_arg(v)?.to_vec()
    };
    // SAFETY: zeros are a valid structure.
    let mut s: libc::sockaddr_un = unsafe { zeroed() };
    s.sun_family = libc::AF_UNIX as libc::sa_family_t;
    // A name in the abstract namespace begins with a zero byte and needs no zero at its end.
    let most = s.sun_path.len() - usize::from(path.first().is_some_and(|b| *b != 0));
    if path.len() > most {
        return Err(vm.raise_type(vm.types.OSError, "AF_UNIX path too long"));
    }
    for (to, from) in s.sun_path.iter_mut().zip(&path) {
        *to = *from as libc::c_char;
    }
    Ok(Address::of(s, UNIX_PATH + path.len()))
}

fn netlink(vm: &Vm, v: Value, to: &For) -> Res<Address> {
    let items = tuple(vm, v, to, "AF_NETLINK")?;
    let [pid, groups] = items else { return Err(vm.type_error("AF_NETLINK address must be a pair (pid, groups)")) };
    // SAFETY: zeros are a valid structure.
    let mut s: libc::sockaddr_nl = unsafe { zeroed() };
    s.nl_family = libc::AF_NETLINK as libc::sa_family_t;
    s.nl_pid = masked(vm, *pid)?;
    s.nl_groups = masked(vm, *groups)?;
    Ok(Address::of(s, size_of::<libc::sockaddr_nl>()))
}

fn vsock(vm: &Vm, v: Value, to: &For) -> Res<Address> {
    let items = tuple(vm, v, to, "AF_VSOCK")?;
    let [cid, number] = items else {
        return Err(vm.type_error(format!("getsockaddrarg() takes exactly 2 arguments ({} given)", items.len())));
    };
    // SAFETY: zeros are a valid structure.
    let mut s: libc::sockaddr_vm = unsafe { zeroed() };
    s.svm_family = libc::AF_VSOCK as libc::sa_family_t;
    s.svm_cid = masked(vm, *cid)?;
    s.svm_port = masked(vm, *number)?;
    Ok(Address::of(s, size_of::<libc::sockaddr_vm>()))
}

/// The number of a network interface: 0 for an empty name.
fn interface_index(vm: &Vm, name: Value, kind: &str) -> Res<i32> {
    let name = if vm.is_str(name) {
        vm.str_text(name).into_bytes()
    } else if vm.is_bytes(name) {
        vm.bytes(name).to_vec()
    } else {
        return Err(vm.type_error(format!("{kind} interface name must be str, not {}", vm.type_name(name))));
    };
    if name.is_empty() {
        return Ok(0);
    }
    if name.len() >= libc::IFNAMSIZ {
        return Err(vm.raise_type(vm.types.OSError, format!("{kind} interface name too long")));
    }
    let Ok(name) = std::ffi::CString::new(name) else { return Err(vm.value_error("embedded null character")) };
    // SAFETY: a C string.
    match unsafe { libc::if_nametoindex(name.as_ptr()) } {
        0 => Err(os_error(vm, last_errno(), None)),
        n => Ok(n as i32),
    }
}

/// The name of a network interface; empty where there is none.
fn interface_name(vm: &Vm, index: i32) -> Res {
    let mut name = [0u8; libc::IFNAMSIZ + 1];
    // SAFETY: there is room for a name and its zero.
    if index > 0 {
        unsafe { libc::if_indextoname(index as u32, name.as_mut_ptr().cast()) };
    }
    let end = name.iter().position(|b| *b == 0).unwrap_or(0);
    crate::stdlib::posix::fs_str(vm, &name[..end])
}

fn packet(vm: &Vm, v: Value, to: &For) -> Res<Address> {
    let items = tuple(vm, v, to, "AF_PACKET")?;
    if !(2..=5).contains(&items.len()) {
        return Err(vm.type_error("AF_PACKET address must be a tuple of two to five elements"));
    }
    // SAFETY: zeros are a valid structure.
    let mut s: libc::sockaddr_ll = unsafe { zeroed() };
    s.sll_family = libc::AF_PACKET as libc::sa_family_t;
    s.sll_ifindex = interface_index(vm, items[0], "AF_PACKET")?;
    let Ok(proto) = u16::try_from(vm.int_arg(items[1])?) else {
        return Err(vm.overflow_error(format!("{}(): proto must be 0-65535.", to.function)));
    };
    s.sll_protocol = proto.to_be();
    if let Some(kind) = items.get(2) {
        s.sll_pkttype = vm.c_int_arg(*kind)? as u8;
    }
    if let Some(hardware) = items.get(3) {
        s.sll_hatype = vm.c_int_arg(*hardware)? as u16;
    }
    if let Some(address) = items.get(4) {
        let b = vm.bytes_arg(*address)?;
        if b.len() > s.sll_addr.len() {
            return Err(vm.value_error("Hardware address must be 8 bytes or less"));
        }
        s.sll_addr[..b.len()].copy_from_slice(&b);
        s.sll_halen = b.len() as u8;
    }
    Ok(Address::of(s, size_of::<libc::sockaddr_ll>()))
}

fn can(vm: &Vm, v: Value, to: &For) -> Res<Address> {
    let items = tuple(vm, v, to, "AF_CAN")?;
    // SAFETY: zeros are a valid structure.
    let mut s: libc::sockaddr_can = unsafe { zeroed() };
    s.can_family = libc::AF_CAN as libc::sa_family_t;
    let wanted = match to.proto {
        libc::CAN_ISOTP => 3,
        libc::CAN_J1939 => 4,
        _ => 1,
    };
    if items.len() != wanted {
        return Err(vm.type_error(format!("AF_CAN address must be a tuple of {wanted} elements")));
    }
    s.can_ifindex = interface_index(vm, items[0], "AF_CAN")?;
    match items {
        [_, receive, send] => {
            s.can_addr.tp = libc::__c_anonymous_sockaddr_can_tp { rx_id: masked(vm, *receive)?, tx_id: masked(vm, *send)? };
        }
        [_, name, group, address] => {
            s.can_addr.j1939 = libc::__c_anonymous_sockaddr_can_j1939 {
                name: vm.int_arg(*name)? as u64,
                pgn: masked(vm, *group)?,
                addr: vm.c_int_arg(*address)? as u8,
            };
        }
        _ => {}
    }
    Ok(Address::of(s, size_of::<libc::sockaddr_can>()))
}

fn algorithm(vm: &Vm, v: Value, to: &For) -> Res<Address> {
    let items = tuple(vm, v, to, "AF_ALG")?;
    let (Some(kind), Some(name), true) = (items.first(), items.get(1), items.len() <= 4) else {
        return Err(vm.type_error("AF_ALG address must be a tuple (type, name[, feat[, mask]])"));
    };
    if !vm.is_str(*kind) || !vm.is_str(*name) {
        return Err(vm.type_error("AF_ALG type and name must be str"));
    }
    // SAFETY: zeros are a valid structure.
    let mut s: libc::sockaddr_alg = unsafe { zeroed() };
    s.salg_family = libc::AF_ALG as libc::sa_family_t;
    let fields: [(&mut [u8], String, &str); 2] = [
        (&mut s.salg_type, vm.str_text(*kind), "AF_ALG type too long."),
        (&mut s.salg_name, vm.str_text(*name), "AF_ALG name too long."),
    ];
    for (field, text, wrong) in fields {
        // The last byte stays zero.
        if text.len() >= field.len() {
            return Err(vm.value_error(wrong));
        }
        field[..text.len()].copy_from_slice(text.as_bytes());
    }
    if let Some(features) = items.get(2) {
        s.salg_feat = masked(vm, *features)?;
    }
    if let Some(mask) = items.get(3) {
        s.salg_mask = masked(vm, *mask)?;
    }
    Ok(Address::of(s, size_of::<libc::sockaddr_alg>()))
}

/// A Python address for a socket.
pub fn from_python(vm: &Vm, v: Value, to: &For) -> Res<Address> {
    match to.family {
        libc::AF_INET => internet(vm, v, to),
        libc::AF_INET6 => internet6(vm, v, to),
        libc::AF_UNIX => unix(vm, v),
        libc::AF_NETLINK => netlink(vm, v, to),
        libc::AF_VSOCK => vsock(vm, v, to),
        libc::AF_PACKET => packet(vm, v, to),
        libc::AF_CAN => can(vm, v, to),
        libc::AF_ALG => algorithm(vm, v, to),
        _ => Err(vm.raise_type(vm.types.OSError, format!("{}(): bad family", to.function))),
    }
}

/// An Internet address as text, without its port.
pub fn host_text(vm: &Vm, a: &Address) -> Res {
    let from: *const libc::c_void = match a.storage.ss_family as i32 {
        libc::AF_INET6 => (&raw const a.view::<libc::sockaddr_in6>().sin6_addr).cast(),
        _ => (&raw const a.view::<libc::sockaddr_in>().sin_addr).cast(),
    };
    let mut text = [0u8; 64];
    // SAFETY: the address has the form of its family; the text has room for the longest.
    let p = unsafe { resolve::inet_ntop(a.storage.ss_family.into(), from, text.as_mut_ptr().cast(), text.len() as libc::socklen_t) };
    if p.is_null() {
        return Err(os_error(vm, last_errno(), None));
    }
    let end = text.iter().position(|b| *b == 0).unwrap_or(0);
    vm.new_latin1(&text[..end], true)
}

/// An address as Python sees it; None where there is none.
pub fn to_python(vm: &Vm, a: &Address, proto: i32) -> Res {
    if a.len == 0 {
        return Ok(Ref::NONE);
    }
    let uint = |n: u32| vm.new_int(n as i64);
    match a.storage.ss_family as i32 {
        libc::AF_INET => {
            let s = a.view::<libc::sockaddr_in>();
            vm.tuple_from_refs([host_text(vm, a)?, uint(u16::from_be(s.sin_port).into())?])
        }
        libc::AF_INET6 => {
            let s = a.view::<libc::sockaddr_in6>();
            let flow = u32::from_be(s.sin6_flowinfo);
            vm.tuple_from_refs([host_text(vm, a)?, uint(u16::from_be(s.sin6_port).into())?, uint(flow)?, uint(s.sin6_scope_id)?])
        }
        libc::AF_UNIX => {
            let s = a.view::<libc::sockaddr_un>();
            let n = (a.len as usize).saturating_sub(UNIX_PATH).min(s.sun_path.len());
            let path: Vec<u8> = s.sun_path[..n].iter().map(|c| *c as u8).collect();
            if path.first() == Some(&0) {
                return vm.new_bytes(&path);
            }
            let end = path.iter().position(|b| *b == 0).unwrap_or(n);
            crate::stdlib::posix::fs_str(vm, &path[..end])
        }
        libc::AF_NETLINK => {
            let s = a.view::<libc::sockaddr_nl>();
            vm.tuple_from_refs([uint(s.nl_pid)?, uint(s.nl_groups)?])
        }
        libc::AF_VSOCK => {
            let s = a.view::<libc::sockaddr_vm>();
            vm.tuple_from_refs([uint(s.svm_cid)?, uint(s.svm_port)?])
        }
        libc::AF_PACKET => {
            let s = a.view::<libc::sockaddr_ll>();
            let n = (s.sll_halen as usize).min((a.len as usize).saturating_sub(PACKET_ADDRESS)).min(s.sll_addr.len());
            vm.tuple_from_refs([
                interface_name(vm, s.sll_ifindex)?,
                uint(u16::from_be(s.sll_protocol).into())?,
                uint(s.sll_pkttype.into())?,
                uint(s.sll_hatype.into())?,
                vm.new_bytes(&s.sll_addr[..n])?,
            ])
        }
        libc::AF_CAN => {
            let s = a.view::<libc::sockaddr_can>();
            let name = interface_name(vm, s.can_ifindex)?;
            // SAFETY: both members of the union are numbers, for which every bit pattern is a value.
            let (tp, j1939) = unsafe { (&s.can_addr.tp, &s.can_addr.j1939) };
            match proto {
                libc::CAN_ISOTP => vm.tuple_from_refs([name, uint(tp.rx_id)?, uint(tp.tx_id)?]),
                libc::CAN_J1939 => {
                    vm.tuple_from_refs([name, vm.new_uint(j1939.name)?, uint(j1939.pgn)?, uint(j1939.addr.into())?])
                }
                _ => vm.tuple_from_refs([name]),
            }
        }
        libc::AF_ALG => {
            let s = a.view::<libc::sockaddr_alg>();
            let text = |b: &[u8]| vm.new_str(&String::from_utf8_lossy(&b[..b.iter().position(|c| *c == 0).unwrap_or(b.len())]));
            vm.tuple_from_refs([text(&s.salg_type)?, text(&s.salg_name)?, uint(s.salg_feat)?, uint(s.salg_mask)?])
        }
        family => {
            let n = (a.len as usize).saturating_sub(2).min(14);
            let data = a.view::<[u8; 16]>();
            vm.tuple_from_refs([vm.new_int(family as i64)?, vm.new_bytes(&data[2..2 + n])?])
        }
    }
}
