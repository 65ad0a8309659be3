//! Names of hosts, services and interfaces.
use super::address::{Address, flow_info, host_bytes, host_text, set_port, to_python};
use super::{State, gai_error};
use crate::native;
use crate::object::{Raised, Ref, Res, Value, Vm};
use crate::types::os_error::{last_errno, os_error};
use crate::vm::threads::allow_threads;
use std::ffi::{CStr, CString};

unsafe extern "C" {
    /// `inet_ntop(3)`.
    pub fn inet_ntop(af: libc::c_int, src: *const libc::c_void, dst: *mut libc::c_char, size: libc::socklen_t) -> *const libc::c_char;
    fn inet_pton(af: libc::c_int, src: *const libc::c_char, dst: *mut libc::c_void) -> libc::c_int;
    fn inet_aton(src: *const libc::c_char, dst: *mut libc::in_addr) -> libc::c_int;
    fn gethostbyname_r(
        name: *const libc::c_char,
        entry: *mut libc::hostent,
        buffer: *mut libc::c_char,
        size: libc::size_t,
        result: *mut *mut libc::hostent,
        error: *mut libc::c_int,
    ) -> libc::c_int;
    fn gethostbyaddr_r(
        address: *const libc::c_void,
        len: libc::socklen_t,
        family: libc::c_int,
        entry: *mut libc::hostent,
        buffer: *mut libc::c_char,
        size: libc::size_t,
        result: *mut *mut libc::hostent,
        error: *mut libc::c_int,
    ) -> libc::c_int;
}

/// What `getaddrinfo` found.
struct Found(*mut libc::addrinfo);

impl Found {
    fn iter(&self) -> impl Iterator<Item = &libc::addrinfo> {
        let mut next = self.0;
        std::iter::from_fn(move || {
            // SAFETY: the entries of the list live until it is freed; the last one has a null link.
            let entry = unsafe { next.as_ref()? };
            next = entry.ai_next;
            Some(entry)
        })
    }
}

impl Drop for Found {
    fn drop(&mut self) {
        if !self.0.is_null() {
            // SAFETY: the list came from `getaddrinfo` and is freed once.
            unsafe { libc::freeaddrinfo(self.0) };
        }
    }
}

/// `getaddrinfo(3)`, other threads running meanwhile.
fn look_up(vm: &Vm, host: Option<&CStr>, service: Option<&CStr>, hints: [i32; 4]) -> Res<Found> {
    // SAFETY: zeros are a valid structure.
    let mut wanted: libc::addrinfo = unsafe { std::mem::zeroed() };
    [wanted.ai_family, wanted.ai_socktype, wanted.ai_protocol, wanted.ai_flags] = hints;
    let mut found = Found(std::ptr::null_mut());
    let pointer = |s: Option<&CStr>| s.map_or(std::ptr::null(), CStr::as_ptr);
    let (host, service) = (pointer(host), pointer(service));
    // SAFETY: C strings or nulls; the list is owned by `found` from here on.
    match allow_threads(vm, || unsafe { libc::getaddrinfo(host, service, &wanted, &mut found.0) }) {
        0 => Ok(found),
        code => Err(gai_error(vm, code)),
    }
}

fn mismatch(vm: &Vm) -> Raised {
    vm.raise_type(vm.types.OSError, "address family mismatched")
}

/// The address of a host of a family (or `AF_UNSPEC`): numeric, a name, empty for any, `<broadcast>`.
pub fn host_address(vm: &Vm, host: &[u8], family: i32) -> Res<Address> {
    let first = |found: &Found| match found.iter().next() {
        // SAFETY: the entry's address has the length it says.
        Some(entry) => Ok(unsafe { Address::copy(entry.ai_addr, entry.ai_addrlen) }),
        None => Err(gai_error(vm, libc::EAI_NONAME)),
    };
    if host.is_empty() {
        let found = look_up(vm, None, Some(c"0"), [family, libc::SOCK_DGRAM, 0, libc::AI_PASSIVE])?;
        if family == libc::AF_UNSPEC && found.iter().count() > 1 {
            return Err(vm.raise_type(vm.types.OSError, "wildcard resolved to multiple address"));
        }
        return first(&found);
    }
    let numeric = |af: i32, text: &CStr| -> Option<Address> {
        let mut a = Address::empty();
        a.storage.ss_family = af as libc::sa_family_t;
        let offset = if af == libc::AF_INET6 {
            std::mem::offset_of!(libc::sockaddr_in6, sin6_addr)
        } else {
            std::mem::offset_of!(libc::sockaddr_in, sin_addr)
        };
        // SAFETY: the storage has room for the address behind the offset.
        let done = unsafe { inet_pton(af, text.as_ptr(), (&raw mut a.storage).cast::<u8>().add(offset).cast()) };
        (done > 0).then(|| {
            set_port(&mut a, 0, 0, None);
            a
        })
    };
    if host == b"<broadcast>" || host == b"255.255.255.255" {
        if family != libc::AF_INET && family != libc::AF_UNSPEC {
            return Err(mismatch(vm));
        }
        return numeric(libc::AF_INET, c"255.255.255.255").ok_or_else(|| mismatch(vm));
    }
    let Ok(text) = CString::new(host) else { return Err(vm.type_error("host name must not contain null character")) };
    let tried = [libc::AF_INET, libc::AF_INET6].iter().filter(|af| family == **af || family == libc::AF_UNSPEC);
    for af in tried {
        if let Some(a) = numeric(*af, &text) {
            return Ok(a);
        }
    }
    first(&look_up(vm, Some(&text), None, [family, 0, 0, 0])?)
}

/// A host argument of the `gethostby` functions.
fn host_arg(vm: &Vm, function: &str, v: Value) -> Res<Vec<u8>> {
    if !vm.is_str(v) && vm.bytes_like(v).is_none() {
        let given = if v.is_none() { "None".to_owned() } else { vm.type_name(v) };
        return Err(vm.type_error(format!("{function}() argument 1 must be str, bytes or bytearray, not {given}")));
    }
    host_bytes(vm, v)
}

/// A str argument as a C string.
fn text_arg(vm: &Vm, function: &str, position: usize, v: Value) -> Res<CString> {
    if !vm.is_str(v) {
        let given = if v.is_none() { "None".to_owned() } else { vm.type_name(v) };
        let place = if position == 0 { String::new() } else { format!(" {position}") };
        return Err(vm.type_error(format!("{function}() argument{place} must be str, not {given}")));
    }
    let bytes = crate::types::codec::encode_str(vm, v, Value::UNBOUND, Value::UNBOUND)?;
    CString::new(bytes).map_err(|_| vm.value_error("embedded null character"))
}

/// A host for `getaddrinfo`, where a str is always taken as IDNA. What follows a zero byte is not seen, as in C.
fn idna_host(vm: &Vm, v: Value) -> Res<Vec<u8>> {
    let mut bytes = if let Some(b) = vm.is_bytes(v).then(|| vm.bytes(v)) {
        b.to_vec()
    } else if vm.is_str(v) {
        // Short ASCII labels stand for themselves.
        let plain = vm.str(v).as_ascii().filter(|t| {
            let t = t.strip_suffix('.').unwrap_or(t);
            t.split('.').all(|label| (1..64).contains(&label.len()))
        });
        match plain {
            Some(t) => t.as_bytes().to_vec(),
            None => crate::types::codec::encode_str(vm, v, vm.intern("idna").value(), Value::UNBOUND)?,
        }
    } else {
        return Err(vm.type_error("getaddrinfo() argument 1 must be string or None"));
    };
    if let Some(end) = bytes.iter().position(|b| *b == 0) {
        bytes.truncate(end);
    }
    Ok(bytes)
}

fn service_arg(vm: &Vm, v: Value) -> Res<Option<CString>> {
    let mut bytes = if v.is_none() {
        return Ok(None);
    } else if vm.as_int(v).is_some() {
        // Not `str(v)`: a subclass of int may print as something else.
        let i = vm.index(v)?;
        match vm.as_int(i.value()) {
            Some(n) => n.to_big().to_string().into_bytes(),
            None => Vec::new(),
        }
    } else if vm.is_str(v) {
        crate::types::codec::encode_str(vm, v, Value::UNBOUND, Value::UNBOUND)?
    } else if vm.is_bytes(v) {
        vm.bytes(v).to_vec()
    } else {
        return Err(vm.raise_type(vm.types.OSError, "Int or String expected"));
    };
    bytes.truncate(bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len()));
    Ok(CString::new(bytes).ok())
}

/// Raises `socket.herror` for an `h_errno`.
fn host_error(vm: &Vm, code: i32) -> Raised {
    // SAFETY: a C string that lives for ever.
    let text = unsafe { CStr::from_ptr(libc::hstrerror(code)) }.to_string_lossy().into_owned();
    super::raise_pair(vm, vm.extension::<State>().herror.borrow().clone(), code, &text)
}

/// The strings of a list that ends with a null.
///
/// # Safety
/// It is such a list of C strings, or null.
unsafe fn names(vm: &Vm, mut list: *mut *mut libc::c_char) -> Res {
    let mut out = Vec::new();
    while !list.is_null() && !(*list).is_null() {
        out.push(crate::stdlib::posix::fs_str(vm, CStr::from_ptr(*list).to_bytes())?);
        list = list.add(1);
    }
    vm.list_from_refs(out)
}

/// Runs a look-up of the host table with a buffer for its answer, and gives `(name, aliases, addresses)`.
fn host_entry(
    vm: &Vm,
    call: impl Fn(*mut libc::hostent, *mut libc::c_char, usize, *mut *mut libc::hostent, *mut i32) -> i32,
) -> Res {
    let mut buffer = vec![0u8; 16384];
    // SAFETY: zeros are a valid structure.
    let mut entry: libc::hostent = unsafe { std::mem::zeroed() };
    let (mut result, mut error) = (std::ptr::null_mut(), 0);
    allow_threads(vm, || call(&mut entry, buffer.as_mut_ptr().cast(), buffer.len(), &mut result, &mut error));
    if result.is_null() {
        return Err(host_error(vm, error));
    }
    // SAFETY: the entry is filled in; its parts lie in the buffer. Addresses have the length it says.
    unsafe {
        let family = entry.h_addrtype;
        let mut addresses = Vec::new();
        let mut p = entry.h_addr_list;
        while !p.is_null() && !(*p).is_null() {
            let mut a = Address::empty();
            a.storage.ss_family = family as libc::sa_family_t;
            let offset = if family == libc::AF_INET6 {
                std::mem::offset_of!(libc::sockaddr_in6, sin6_addr)
            } else {
                std::mem::offset_of!(libc::sockaddr_in, sin_addr)
            };
            let n = (entry.h_length as usize).min(16);
            std::ptr::copy_nonoverlapping((*p).cast::<u8>(), (&raw mut a.storage).cast::<u8>().add(offset), n);
            addresses.push(host_text(vm, &a)?);
            p = p.add(1);
        }
        let name = crate::stdlib::posix::fs_str(vm, CStr::from_ptr(entry.h_name).to_bytes())?;
        vm.tuple_from_refs([name, names(vm, entry.h_aliases)?, vm.list_from_refs(addresses)?])
    }
}

/// An int that fits an unsigned type of that many bits.
fn unsigned(vm: &Vm, v: Value, bits: u32, what: &str) -> Res<u64> {
    match vm.index_i64(v)? {
        Ok(n) if n < 0 => Err(vm.value_error("Cannot convert negative int")),
        Err(std::cmp::Ordering::Less) => Err(vm.value_error("Cannot convert negative int")),
        Ok(n) if n < 1 << bits => Ok(n as u64),
        _ => Err(vm.overflow_error(format!("Python int too large for C {what}"))),
    }
}

fn short(vm: &Vm, v: Value) -> Res {
    vm.new_int((unsigned(vm, v, 16, "uint16_t")? as u16).to_be() as i64)
}

fn long(vm: &Vm, v: Value) -> Res {
    vm.new_int((unsigned(vm, v, 32, "uint32_t")? as u32).to_be() as i64)
}

fn protocol_arg(vm: &Vm, function: &str, v: Value) -> Res<Option<CString>> {
    if v.is_unbound() { Ok(None) } else { text_arg(vm, function, 2, v).map(Some) }
}

fn pointer(s: &Option<CString>) -> *const libc::c_char {
    s.as_ref().map_or(std::ptr::null(), |s| s.as_ptr())
}

native! { pub static FUNCTIONS = [
    /// Resolve host and port into address structures.
    ///
    /// Returns a list of (family, type, proto, canonname, sockaddr).
    @varargs "getaddrinfo(host, port, family=0, type=0, proto=0, flags=0)" => fn getaddrinfo(vm, [host, port, family, kind, proto, flags]) {
        let int = |v| vm.c_int_arg(v).map(|n| n as i32);
        let hints = [int(family)?, int(kind)?, int(proto)?, int(flags)?];
        let host = if host.is_none() { None } else { CString::new(idna_host(vm, host)?).ok() };
        let service = service_arg(vm, port)?;
        let found = look_up(vm, host.as_deref(), service.as_deref(), hints)?;
        let mut out = Vec::new();
        for entry in found.iter() {
            // SAFETY: the entry's address has the length it says; its name is a C string or null.
            let (address, name) = unsafe {
                let name = if entry.ai_canonname.is_null() { c"" } else { CStr::from_ptr(entry.ai_canonname) };
                (Address::copy(entry.ai_addr, entry.ai_addrlen), name)
            };
            out.push(vm.tuple_from_refs([
                vm.new_int(entry.ai_family as i64)?,
                vm.new_int(entry.ai_socktype as i64)?,
                vm.new_int(entry.ai_protocol as i64)?,
                crate::stdlib::posix::fs_str(vm, name.to_bytes())?,
                to_python(vm, &address, entry.ai_protocol)?,
            ])?);
        }
        vm.list_from_refs(out)
    }
    /// Get host and port for a socket address.
    @varargs "getnameinfo(sockaddr, flags, /)" => fn getnameinfo(vm, [sockaddr, flags]) {
        let flags = vm.c_int_arg(flags)? as i32;
        if !vm.is_tuple(sockaddr) {
            return Err(vm.type_error("getnameinfo() argument 1 must be a tuple"));
        }
        let items = vm.tuple_items(sockaddr);
        if !(2..=4).contains(&items.len()) || !vm.is_str(items[0]) {
            return Err(vm.type_error("getnameinfo(): illegal sockaddr argument"));
        }
        let host = text_arg(vm, "getnameinfo", 1, items[0])?;
        let port = vm.c_int_arg(items[1])?;
        let flow = if items.len() > 2 { flow_info(vm, items[2], "getnameinfo")? } else { 0 };
        let scope = if items.len() > 3 { vm.int_arg(items[3])? as u32 } else { 0 };
        let service = CString::new(port.to_string()).unwrap_or_default();
        let found = look_up(vm, Some(&host), Some(&service), [libc::AF_UNSPEC, libc::SOCK_DGRAM, 0, libc::AI_NUMERICHOST])?;
        let mut entries = found.iter();
        let Some(entry) = entries.next() else { return Err(gai_error(vm, libc::EAI_NONAME)) };
        if entries.next().is_some() {
            return Err(vm.raise_type(vm.types.OSError, "sockaddr resolved to multiple addresses"));
        }
        // SAFETY: the entry's address has the length it says.
        let mut address = unsafe { Address::copy(entry.ai_addr, entry.ai_addrlen) };
        if entry.ai_family == libc::AF_INET && items.len() != 2 {
            return Err(vm.raise_type(vm.types.OSError, "IPv4 sockaddr must be 2 tuple"));
        }
        if entry.ai_family == libc::AF_INET6 {
            set_port(&mut address, port as u16, flow, Some(scope));
        }
        let (mut name, mut service) = ([0u8; 1025], [0u8; 32]);
        let (name_end, service_end) = (name.len() as libc::socklen_t, service.len() as libc::socklen_t);
        // SAFETY: both buffers have the lengths given.
        let code = allow_threads(vm, || unsafe {
            libc::getnameinfo(address.ptr(), address.len, name.as_mut_ptr().cast(), name_end, service.as_mut_ptr().cast(), service_end, flags)
        });
        if code != 0 {
            return Err(gai_error(vm, code));
        }
        let text = |b: &[u8]| crate::stdlib::posix::fs_str(vm, &b[..b.iter().position(|c| *c == 0).unwrap_or(0)]);
        vm.tuple_from_refs([text(&name)?, text(&service)?])
    }
    /// The IP address of a host, in the form '255.255.255.255'.
    @varargs "gethostbyname(host, /)" => fn gethostbyname(vm, [host]) {
        let host = host_arg(vm, "gethostbyname", host)?;
        host_text(vm, &host_address(vm, &host, libc::AF_INET)?)
    }
    /// The true name of a host, its aliases and its IP addresses: (name, aliaslist, addresslist).
    @varargs "gethostbyname_ex(host, /)" => fn gethostbyname_ex(vm, [host]) {
        let host = host_arg(vm, "gethostbyname_ex", host)?;
        host_address(vm, &host, libc::AF_INET)?;
        let host = CString::new(host).unwrap_or_default();
        // SAFETY: a C string; the pointers are the caller's, to what they name.
        host_entry(vm, |entry, buffer, size, result, error| unsafe { gethostbyname_r(host.as_ptr(), entry, buffer, size, result, error) })
    }
    /// The true name, aliases and IP addresses of a host given by name or IP address: (name, aliaslist, addresslist).
    @varargs "gethostbyaddr(host, /)" => fn gethostbyaddr(vm, [host]) {
        let host = host_arg(vm, "gethostbyaddr", host)?;
        let a = host_address(vm, &host, libc::AF_UNSPEC)?;
        let family = a.storage.ss_family as i32;
        let (offset, n) = if family == libc::AF_INET6 {
            (std::mem::offset_of!(libc::sockaddr_in6, sin6_addr), 16)
        } else {
            (std::mem::offset_of!(libc::sockaddr_in, sin_addr), 4)
        };
        // SAFETY: the address lies behind the offset; the other pointers are the caller's, to what they name.
        host_entry(vm, |entry, buffer, size, result, error| unsafe {
            gethostbyaddr_r((&raw const a.storage).cast::<u8>().add(offset).cast(), n, family, entry, buffer, size, result, error)
        })
    }
    /// The port of a service; the protocol, if given, is 'tcp' or 'udp'.
    @varargs "getservbyname(servicename, protocolname=<unrepresentable>, /)" => fn getservbyname(vm, [name, protocol]) {
        let name = text_arg(vm, "getservbyname", 1, name)?;
        let protocol = protocol_arg(vm, "getservbyname", protocol)?;
        // SAFETY: C strings. The entry is the C library's until the next call, which needs the global lock that is held here.
        match unsafe { libc::getservbyname(name.as_ptr(), pointer(&protocol)).as_ref() } {
            Some(entry) => vm.new_int(u16::from_be(entry.s_port as u16).into()),
            None => Err(vm.raise_type(vm.types.OSError, "service/proto not found")),
        }
    }
    /// The service at a port; the protocol, if given, is 'tcp' or 'udp'.
    @varargs "getservbyport(port, protocolname=<unrepresentable>, /)" => fn getservbyport(vm, [port, protocol]) {
        let port = vm.c_int_arg(port)?;
        let protocol = protocol_arg(vm, "getservbyport", protocol)?;
        let Ok(port) = u16::try_from(port) else { return Err(vm.overflow_error("getservbyport: port must be 0-65535.")) };
        // SAFETY: as in `getservbyname`.
        match unsafe { libc::getservbyport(port.to_be().into(), pointer(&protocol)).as_ref() } {
            // SAFETY: a C string of the entry.
            Some(entry) => crate::stdlib::posix::fs_str(vm, unsafe { CStr::from_ptr(entry.s_name) }.to_bytes()),
            None => Err(vm.raise_type(vm.types.OSError, "port/proto not found")),
        }
    }
    /// The number of a protocol.
    @varargs "getprotobyname(name, /)" => fn getprotobyname(vm, [name]) {
        let name = text_arg(vm, "getprotobyname", 1, name)?;
        // SAFETY: as in `getservbyname`.
        match unsafe { libc::getprotobyname(name.as_ptr()).as_ref() } {
            Some(entry) => vm.new_int(entry.p_proto.into()),
            None => Err(vm.raise_type(vm.types.OSError, "protocol not found")),
        }
    }
    /// The name of this host.
    "gethostname()" => fn gethostname(vm, []) {
        let mut name = [0u8; 1024];
        // SAFETY: room for all but the last byte, which stays zero.
        if unsafe { libc::gethostname(name.as_mut_ptr().cast(), name.len() - 1) } < 0 {
            return Err(os_error(vm, last_errno(), None));
        }
        crate::stdlib::posix::fs_str(vm, &name[..name.iter().position(|b| *b == 0).unwrap_or(0)])
    }
    /// Set the name of this host.
    @varargs "sethostname(name, /)" => fn sethostname(vm, [name]) {
        let name = if vm.is_bytes(name) { vm.bytes(name).to_vec() } else { crate::builtins::input_output::path_bytes(vm, name)? };
        // SAFETY: that many bytes are there.
        if unsafe { libc::sethostname(name.as_ptr().cast(), name.len()) } < 0 {
            return Err(os_error(vm, last_errno(), None));
        }
        Ok(Ref::NONE)
    }
    /// Convert a 16-bit unsigned integer from network to host byte order.
    "ntohs(integer, /)" => fn ntohs(vm, [x]) { short(vm, x) }
    /// Convert a 16-bit unsigned integer from host to network byte order.
    "htons(integer, /)" => fn htons(vm, [x]) { short(vm, x) }
    /// Convert a 32-bit unsigned integer from network to host byte order.
    "ntohl(integer, /)" => fn ntohl(vm, [x]) { long(vm, x) }
    /// Convert a 32-bit unsigned integer from host to network byte order.
    "htonl(integer, /)" => fn htonl(vm, [x]) { long(vm, x) }
    /// Convert an IP address like 123.45.67.89 to its 4 bytes.
    "inet_aton(ip_addr, /)" => fn inet_aton_function(vm, [text]) {
        let text = text_arg(vm, "inet_aton", 0, text)?;
        let mut a = libc::in_addr { s_addr: 0 };
        // SAFETY: a C string, and a live structure.
        if unsafe { inet_aton(text.as_ptr(), &mut a) } == 0 {
            return Err(vm.raise_type(vm.types.OSError, "illegal IP address string passed to inet_aton"));
        }
        vm.new_bytes(&a.s_addr.to_ne_bytes())
    }
    /// Convert the 4 bytes of an IP address to text.
    "inet_ntoa(packed_ip, /)" => fn inet_ntoa(vm, [packed]) {
        let b = vm.bytes_arg(packed)?;
        let Ok(b) = <[u8; 4]>::try_from(&b[..]) else {
            return Err(vm.raise_type(vm.types.OSError, "packed IP wrong length for inet_ntoa"));
        };
        vm.new_str(&std::net::Ipv4Addr::from(b).to_string())
    }
    /// Convert an IP address of a family from text to its bytes.
    @varargs "inet_pton(af, ip, /)" => fn inet_pton_function(vm, [family, text]) {
        let family = vm.c_int_arg(family)? as i32;
        let text = text_arg(vm, "inet_pton", 2, text)?;
        let mut out = [0u8; 16];
        // SAFETY: room for the longest address.
        match unsafe { inet_pton(family, text.as_ptr(), out.as_mut_ptr().cast()) } {
            -1 => Err(os_error(vm, last_errno(), None)),
            0 => Err(vm.raise_type(vm.types.OSError, "illegal IP address string passed to inet_pton")),
            _ => vm.new_bytes(if family == libc::AF_INET6 { &out } else { &out[..4] }),
        }
    }
    /// Convert the bytes of an IP address of a family to text.
    @varargs "inet_ntop(af, packed_ip, /)" => fn inet_ntop_function(vm, [family, packed]) {
        let family = vm.c_int_arg(family)? as i32;
        let b = vm.bytes_arg(packed)?;
        let n = match family {
            libc::AF_INET => 4,
            libc::AF_INET6 => 16,
            _ => return Err(vm.value_error(format!("unknown address family {family}"))),
        };
        if b.len() != n {
            return Err(vm.value_error("invalid length of packed IP address string"));
        }
        let mut out = [0u8; 64];
        // SAFETY: the address has the length of its family; room for the longest text.
        if unsafe { inet_ntop(family, b.as_ptr().cast(), out.as_mut_ptr().cast(), out.len() as libc::socklen_t) }.is_null() {
            return Err(os_error(vm, last_errno(), None));
        }
        vm.new_latin1(&out[..out.iter().position(|c| *c == 0).unwrap_or(0)], true)
    }
    /// The network interfaces: a list of (index, name).
    "if_nameindex()" => fn if_nameindex(vm, []) {
        // SAFETY: the list ends with an entry of index 0 and is freed below.
        let list = unsafe { libc::if_nameindex() };
        if list.is_null() {
            return Err(os_error(vm, last_errno(), None));
        }
        let collect = || -> Res {
            let mut out = Vec::new();
            let mut p = list;
            // SAFETY: as above; names are C strings.
            unsafe {
                while (*p).if_index != 0 && !(*p).if_name.is_null() {
                    let name = crate::stdlib::posix::fs_str(vm, CStr::from_ptr((*p).if_name).to_bytes())?;
                    out.push(vm.tuple_from_refs([vm.new_int((*p).if_index.into())?, name])?);
                    p = p.add(1);
                }
            }
            vm.list_from_refs(out)
        };
        let all = collect();
        // SAFETY: freed once.
        unsafe { libc::if_freenameindex(list) };
        all
    }
    /// The index of the network interface of that name.
    "if_nametoindex(oname, /)" => fn if_nametoindex(vm, [name]) {
        let name = CString::new(crate::builtins::input_output::path_bytes(vm, name)?).unwrap_or_default();
        // SAFETY: a C string.
        match unsafe { libc::if_nametoindex(name.as_ptr()) } {
            0 => Err(os_error(vm, last_errno(), None)),
            n => vm.new_int(n.into()),
        }
    }
    /// The name of the network interface of that index.
    "if_indextoname(if_index, /)" => fn if_indextoname(vm, [index]) {
        let index = unsigned(vm, index, 32, "unsigned int")? as u32;
        let mut name = [0u8; libc::IFNAMSIZ + 1];
        // SAFETY: room for a name and its zero.
        if unsafe { libc::if_indextoname(index, name.as_mut_ptr().cast()) }.is_null() {
            return Err(os_error(vm, last_errno(), None));
        }
        crate::stdlib::posix::fs_str(vm, &name[..name.iter().position(|b| *b == 0).unwrap_or(0)])
    }
]; }
