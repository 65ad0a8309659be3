//! `binascii`: bytes to ASCII and back.
use crate::native;
use crate::object::{BytesView, IntView, Raised, Ref, Res, Type, Value, Vm};
use dashu_int::IBig;
use std::cell::RefCell;

#[derive(Default)]
struct Types {
    error: RefCell<Option<Ref>>,
}

#[cold]
fn error(vm: &Vm, message: impl AsRef<str>) -> Raised {
    let ty = vm.extension::<Types>().error.borrow().as_ref().map_or(vm.types.ValueError, |e| e.ptr::<Type>());
    vm.raise_type(ty, message.as_ref())
}

/// The bytes of an argument that may be an ASCII str.
fn ascii_arg<'a>(vm: &Vm, v: Value) -> Res<BytesView<'a>> {
    if vm.is_str(v) {
        let s = vm.str(v);
        return match s.is_ascii() {
            true => Ok(BytesView::Borrowed(s.bytes())),
            false => Err(vm.value_error("string argument should contain only ASCII characters")),
        };
    }
    match vm.bytes_view(v)? {
        Some(b) => Ok(b),
        None => Err(vm.type_error(format!("argument should be bytes, buffer or ASCII string, not '{}'", vm.type_name(v)))),
    }
}

/// The low 32 bits of an int argument.
pub(super) fn word(vm: &Vm, v: Value) -> Res<u32> {
    let v = vm.index(v)?;
    Ok(match vm.as_int(v.value()) {
        Some(IntView::Small(x)) => x as u32,
        Some(IntView::Big(b)) => {
            let m = IBig::from(1u64 << 32);
            let r = b % &m;
            u32::try_from(if r < IBig::ZERO { r + m } else { r }).unwrap_or(0)
        }
        None => 0,
    })
}

fn b2a_uu(vm: &Vm, data: &[u8], backtick: bool) -> Res {
    if data.len() > 45 {
        return Err(error(vm, "At most 45 bytes at once"));
    }
    let letter = |bits: u8| if backtick && bits == 0 { b'`' } else { bits + b' ' };
    let mut out = Vec::with_capacity(2 + (data.len() + 2) / 3 * 4);
    out.push(letter(data.len() as u8));
    for c in data.chunks(3) {
        let (a, b, c) = (c[0], c.get(1).copied().unwrap_or(0), c.get(2).copied().unwrap_or(0));
        out.extend([a >> 2, (a & 3) << 4 | b >> 4, (b & 15) << 2 | c >> 6, c & 63].map(letter));
    }
    out.push(b'\n');
    vm.new_bytes(&out)
}

fn a2b_uu(vm: &Vm, data: &[u8]) -> Res {
    let [first, rest @ ..] = data else { return Err(error(vm, "Missing length byte")) };
    let want = (first.wrapping_sub(b' ') & 63) as usize;
    let mut out = Vec::with_capacity(want);
    let (mut bits, mut have, mut at) = (0u32, 0, 0);
    while out.len() < want {
        // What is missing at the end of a line has been stripped: it was spaces.
        let value = match rest.get(at) {
            None | Some(b'\n' | b'\r') => 0,
            Some(c) if (b' '..=b' ' + 64).contains(c) => (c - b' ') & 63,
            Some(_) => return Err(error(vm, "Illegal char")),
        };
        at += 1;
        bits = bits << 6 | value as u32;
        have += 6;
        if have >= 8 {
            have -= 8;
            out.push((bits >> have) as u8);
            bits &= (1 << have) - 1;
        }
    }
    if rest.iter().skip(at).any(|c| !matches!(c, b' ' | b'`' | b'\n' | b'\r')) {
        return Err(error(vm, "Trailing garbage"));
    }
    vm.new_bytes(&out)
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// The value of each base64 digit, 64 for what is none.
const DIGITS: [u8; 256] = {
    let mut t = [64; 256];
    let mut i = 0;
    while i < 64 {
        t[ALPHABET[i] as usize] = i as u8;
        i += 1;
    }
    t
};

fn a2b_base64(vm: &Vm, data: &[u8], strict: bool) -> Res {
    let mut out = Vec::with_capacity(data.len() / 4 * 3 + 3);
    let mut rest = data;
    // Whole groups of digits, as long as there are only such.
    while let [a, b, c, d, tail @ ..] = rest {
        let [a, b, c, d] = [*a, *b, *c, *d].map(|x| DIGITS[x as usize]);
        if (a | b | c | d) & 64 != 0 {
            break;
        }
        let bits = (a as u32) << 18 | (b as u32) << 12 | (c as u32) << 6 | d as u32;
        out.extend_from_slice(&bits.to_be_bytes()[1..]);
        rest = tail;
    }
    let (mut place, mut left, mut pads) = (0u8, 0u8, 0usize);
    let first = rest.len() == data.len();
    for (i, &c) in rest.iter().enumerate() {
        if c == b'=' {
            pads += 1;
            if strict {
                if first && i == 0 {
                    return Err(error(vm, "Leading padding not allowed"));
                }
                if place == 1 {
                    break;
                }
                if place == 0 || place >= 2 && place as usize + pads > 4 {
                    return Err(error(vm, "Excess padding not allowed"));
                }
            }
            continue;
        }
        let value = DIGITS[c as usize];
        if value == 64 {
            if strict {
                return Err(error(vm, "Only base64 data is allowed"));
            }
            continue;
        }
        if strict && pads != 0 {
            return Err(error(vm, match place as usize + pads {
                4 => "Excess data after padding",
                _ => "Discontinuous padding not allowed",
            }));
        }
        pads = 0;
        match place {
            0 => left = value,
            1 => {
                out.push(left << 2 | value >> 4);
                left = value & 15;
            }
            2 => {
                out.push(left << 4 | value >> 2);
                left = value & 3;
            }
            _ => out.push(left << 6 | value),
        }
        place = (place + 1) % 4;
    }
    match place {
        0 => {}
        1 => {
            let n = out.len() / 3 * 4 + 1;
            return Err(error(vm, format!(
                "Invalid base64-encoded string: number of data characters ({n}) cannot be 1 more than a multiple of 4"
            )));
        }
        _ if place as usize + pads < 4 => return Err(error(vm, "Incorrect padding")),
        _ => {}
    }
    vm.new_bytes(&out)
}

fn b2a_base64(vm: &Vm, data: &[u8], newline: bool) -> Res {
    let mut out: Vec<u8> = Vec::new();
    if out.try_reserve_exact(data.len().div_ceil(3) * 4 + 1).is_err() {
        return Err(vm.memory_error());
    }
    let digit = |bits: u32| ALPHABET[bits as usize & 63];
    let (groups, tail) = data.as_chunks::<3>();
    for g in groups {
        let bits = (g[0] as u32) << 16 | (g[1] as u32) << 8 | g[2] as u32;
        out.extend_from_slice(&[digit(bits >> 18), digit(bits >> 12), digit(bits >> 6), digit(bits)]);
    }
    match *tail {
        [a] => out.extend_from_slice(&[digit(a as u32 >> 2), digit((a as u32) << 4), b'=', b'=']),
        [a, b] => {
            let bits = (a as u32) << 8 | b as u32;
            out.extend_from_slice(&[digit(bits >> 10), digit(bits >> 4), digit(bits << 2), b'=']);
        }
        _ => {}
    }
    if newline {
        out.push(b'\n');
    }
    vm.new_bytes(&out)
}

fn hex_value(c: u8) -> Option<u8> {
    (c as char).to_digit(16).map(|d| d as u8)
}

fn a2b_hex(vm: &Vm, text: Value) -> Res {
    let text = ascii_arg(vm, text)?;
    let (pairs, odd) = text.as_chunks::<2>();
    if !odd.is_empty() {
        return Err(error(vm, "Odd-length string"));
    }
    let mut out = Vec::with_capacity(pairs.len());
    for [a, b] in pairs {
        match (hex_value(*a), hex_value(*b)) {
            (Some(a), Some(b)) => out.push(a << 4 | b),
            _ => return Err(error(vm, "Non-hexadecimal digit found")),
        }
    }
    vm.new_bytes(&out)
}

fn b2a_hex(vm: &Vm, data: Value, sep: Value, group: Value) -> Res {
    let group = vm.c_int_arg(group)?;
    if !sep.is_unbound() && vm.slots(sep).len.is_none() {
        vm.len(sep)?;
    }
    let data = vm.bytes_arg(data)?;
    let text = crate::types::bytes_methods::hex_text(vm, &data, sep, group)?;
    vm.new_bytes(vm.str(text.value()).bytes())
}

fn a2b_qp(vm: &Vm, data: &[u8], header: bool) -> Res {
    let mut out = Vec::with_capacity(data.len());
    let mut i = 0;
    while i < data.len() {
        let c = data[i];
        i += 1;
        if c == b'=' {
            match data.get(i) {
                None => break,
                // A soft line break.
                Some(b'\n' | b'\r') => {
                    while i < data.len() && data[i] != b'\n' {
                        i += 1;
                    }
                    i += 1;
                }
                Some(b'=') => {
                    out.push(b'=');
                    i += 1;
                }
                Some(a) => match (hex_value(*a), data.get(i + 1).copied().and_then(hex_value)) {
                    (Some(a), Some(b)) => {
                        out.push(a << 4 | b);
                        i += 2;
                    }
                    _ => out.push(b'='),
                },
            }
        } else {
            out.push(if header && c == b'_' { b' ' } else { c });
        }
    }
    vm.new_bytes(&out)
}

fn b2a_qp(vm: &Vm, data: &[u8], tabs: bool, text: bool, header: bool) -> Res {
    const WIDTH: usize = 76;
    let mut out: Vec<u8> = Vec::with_capacity(data.len() + data.len() / 8);
    let crlf = memchr::memchr(b'\n', data).is_some_and(|i| i > 0 && data[i - 1] == b'\r');
    let newline: &[u8] = if crlf { b"\r\n" } else { b"\n" };
    let escape = |out: &mut Vec<u8>, c: u8| {
        let digit = |d: u8| b"0123456789ABCDEF"[d as usize];
        out.extend_from_slice(&[b'=', digit(c >> 4), digit(c & 15)]);
    };
    let soft_break = |out: &mut Vec<u8>| {
        out.push(b'=');
        out.extend_from_slice(newline);
    };
    let (mut i, mut line) = (0, 0);
    while i < data.len() {
        let (c, next) = (data[i], data.get(i + 1).copied());
        let line_end = matches!(c, b'\r' | b'\n');
        let quoted = c > 126
            || c == b'='
            || header && c == b'_'
            || c == b'.' && line == 0 && matches!(next, None | Some(b'\n' | b'\r' | 0))
            || !text && line_end
            || matches!(c, b' ' | b'\t') && (next.is_none() || tabs)
            || c < 33 && !line_end && !matches!(c, b' ' | b'\t');
        if quoted {
            if line + 3 >= WIDTH {
                soft_break(&mut out);
                line = 0;
            }
            escape(&mut out, c);
            line += 3;
            i += 1;
        } else if text && (c == b'\n' || c == b'\r' && next == Some(b'\n')) {
            if let Some(space @ (b' ' | b'\t')) = out.last().copied() {
                out.pop();
                escape(&mut out, space);
            }
            out.extend_from_slice(newline);
            line = 0;
            i += if c == b'\r' { 2 } else { 1 };
        } else {
            if next.is_some_and(|n| n != b'\n') && line + 1 >= WIDTH {
                soft_break(&mut out);
                line = 0;
            }
            line += 1;
            out.push(if header && c == b' ' { b'_' } else { c });
            i += 1;
        }
    }
    vm.new_bytes(&out)
}

native! { static FUNCTIONS = [
    /// Decode a line of uuencoded data.
    "a2b_uu(data, /)" => fn a2b_uu_function(vm, [data]) { a2b_uu(vm, &ascii_arg(vm, data)?) }
    /// Uuencode line of data.
    "b2a_uu(data, /, *, backtick=False)" => fn b2a_uu_function(vm, [data, backtick]) {
        let data = vm.bytes_arg(data)?;
        b2a_uu(vm, &data, vm.truth(backtick)?)
    }
    /// Decode a line of base64 data.
    ///
    /// In strict mode, bytes outside of the alphabet and wrong padding are errors.
    "a2b_base64(data, /, *, strict_mode=False)" => fn a2b_base64_function(vm, [data, strict_mode]) {
        let data = ascii_arg(vm, data)?;
        a2b_base64(vm, &data, vm.truth(strict_mode)?)
    }
    /// Base64-code line of data.
    "b2a_base64(data, /, *, newline=True)" => fn b2a_base64_function(vm, [data, newline]) {
        let data = vm.bytes_arg(data)?;
        b2a_base64(vm, &data, vm.truth(newline)?)
    }
    /// Binary data of hexadecimal representation.
    ///
    /// hexstr must contain an even number of hex digits (upper or lower case).
    "a2b_hex(hexstr, /)" => fn a2b_hex_function(vm, [hexstr]) { a2b_hex(vm, hexstr) }
    /// Hexadecimal representation of binary data.
    "b2a_hex(data, sep=, bytes_per_sep=1)" => fn b2a_hex_function(vm, [data, sep, bytes_per_sep]) { b2a_hex(vm, data, sep, bytes_per_sep) }
    /// Hexadecimal representation of binary data.
    "hexlify(data, sep=, bytes_per_sep=1)" => fn hexlify(vm, [data, sep, bytes_per_sep]) { b2a_hex(vm, data, sep, bytes_per_sep) }
    /// Binary data of hexadecimal representation.
    ///
    /// hexstr must contain an even number of hex digits (upper or lower case).
    "unhexlify(hexstr, /)" => fn unhexlify(vm, [hexstr]) { a2b_hex(vm, hexstr) }
    /// Compute CRC-CCITT incrementally.
    "crc_hqx(data, crc, /)" => fn crc_hqx(vm, [data, crc]) {
        let data = vm.bytes_arg(data)?;
        let mut crc = word(vm, crc)? as u16;
        for b in &*data {
            crc ^= (*b as u16) << 8;
            for _ in 0..8 {
                crc = crc << 1 ^ if crc & 0x8000 != 0 { 0x1021 } else { 0 };
            }
        }
        vm.new_int(crc as i64)
    }
    /// Compute CRC-32 incrementally.
    "crc32(data, crc=0, /)" => fn crc32(vm, [data, crc]) {
        let data = vm.bytes_arg(data)?;
        let start = word(vm, crc)?;
        vm.new_int(zlib_rs::crc32::crc32(start, &data) as i64)
    }
    /// Decode a string of qp-encoded data.
    "a2b_qp(data, header=False)" => fn a2b_qp_function(vm, [data, header]) {
        let data = ascii_arg(vm, data)?;
        a2b_qp(vm, &data, vm.truth(header)?)
    }
    /// Encode a string using quoted-printable encoding.
    ///
    /// On encoding, when istext is set, newlines are not encoded, and white
    /// space at end of lines is.  When istext is not set, \r and \n (CR/LF)
    /// are both encoded.  When quotetabs is set, space and tabs are encoded.
    "b2a_qp(data, quotetabs=False, istext=True, header=False)" => fn b2a_qp_function(vm, [data, quotetabs, istext, header]) {
        let data = vm.bytes_arg(data)?;
        b2a_qp(vm, &data, vm.truth(quotetabs)?, vm.truth(istext)?, vm.truth(header)?)
    }
]; }

/// Makes an exception class of a module.
pub(super) fn new_exception_class(vm: &Vm, module: &str, name: &str, base: *mut Type) -> Res {
    let (text, bases, dict) = (vm.new_str(name)?, vm.tuple_from(&[Value::from_ptr(base)])?, vm.new_dict()?);
    let (key, home) = (vm.intern("__module__"), vm.new_str(module)?);
    vm.dict_set(dict.value(), key.value(), home.value())?;
    vm.call(Value::from_ptr(vm.types.r#type), &[text.value(), bases.value(), dict.value()])
}

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    vm.at_shutdown.borrow_mut().push(|vm| drop(vm.extension::<Types>().error.take()));
    let module = super::new_module(vm, "binascii", "Conversion between binary data and ASCII", FUNCTIONS)?;
    let class = new_exception_class(vm, "binascii", "Error", vm.types.ValueError)?;
    vm.extension::<Types>().error.replace(Some(class.clone()));
    super::set(vm, module.value(), "Error", class)?;
    super::set(vm, module.value(), "Incomplete", new_exception_class(vm, "binascii", "Incomplete", vm.types.Exception)?)?;
    Ok(module)
}
