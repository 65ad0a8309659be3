//! The methods that bytes and bytearray share. Results are of the receiver's kind.
use super::bytes::{data, like, needle};
use super::str_search::bounds;
use crate::object::str_object::MAX_LEN;
use crate::object::{BytesView, NativeDef, Ref, Res, Value, Vm};
use crate::text::{StrView, search, split};

/// The argument of a method that takes bytes-like objects only.
fn run<'a>(vm: &Vm, v: Value) -> Res<BytesView<'a>> {
    vm.bytes_arg(v)
}

/// While this lives, a bytearray keeps its size: whoever would change it gets BufferError. bytes do so anyway.
pub(super) struct Pinned<'a>(&'a Vm, Value);
impl<'a> Pinned<'a> {
    #[inline]
    pub(super) fn new(vm: &'a Vm, v: Value) -> Pinned<'a> {
        if vm.is_bytearray(v) {
            vm.bytearray(v).exports += 1;
        }
        Pinned(vm, v)
    }
}
impl Drop for Pinned<'_> {
    fn drop(&mut self) {
        if self.0.is_bytearray(self.1) {
            self.0.bytearray(self.1).exports -= 1;
        }
    }
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | 9..=13)
}

fn view(b: &[u8]) -> StrView<'_> {
    StrView::Latin1(b)
}

fn find(vm: &Vm, this: Value, sub: Value, start: Value, end: Value, last: bool) -> Res<Option<usize>> {
    let range = bounds(vm, start, end, data(vm, this).len())?;
    let _pinned = Pinned::new(vm, this);
    let n = needle(vm, sub, false)?;
    let Some((s, e)) = range else { return Ok(None) };
    let Some(part) = data(vm, this).get(s..e) else { return Ok(None) };
    let n = n.as_slice();
    let found = if last { memchr::memmem::rfind(part, n) } else { memchr::memmem::find(part, n) };
    Ok(found.map(|i| i + s))
}

fn position(vm: &Vm, r: Option<usize>) -> Res {
    match r {
        Some(i) => vm.new_usize(i),
        None => Err(vm.value_error("subsection not found")),
    }
}

fn affix(vm: &Vm, name: &str, this: Value, affix: Value, start: Value, end: Value, at_end: bool) -> Res {
    let bounds = bounds(vm, start, end, data(vm, this).len())?;
    let part = || bounds.and_then(|(s, e)| data(vm, this).get(s..e));
    let test = |a: &[u8]| part().is_some_and(|p| if at_end { p.ends_with(a) } else { p.starts_with(a) });
    if let Some(a) = vm.bytes_view(affix)? {
        return Ok(Ref::bool(test(&a)));
    }
    if !vm.is_tuple(affix) {
        return Err(
            vm.type_error(format!("{name} first arg must be bytes or a tuple of bytes, not {}", vm.type_name(affix)))
        );
    }
    for v in vm.tuple_items(affix) {
        if test(&run(vm, *v)?) {
            return Ok(Ref::bool(true));
        }
    }
    Ok(Ref::bool(false))
}

fn list_of(vm: &Vm, this: Value, bounds: &[(usize, usize)]) -> Res {
    let b = data(vm, this);
    let pieces: Res<Vec<Ref>> = bounds.iter().map(|(s, e)| like(vm, this, &b[*s..*e])).collect();
    vm.list_from_refs(pieces?)
}

fn split_by(vm: &Vm, this: Value, sep: Value, max: Value, right: bool) -> Res {
    let max = vm.int_arg(max)? as isize;
    let _pinned = Pinned::new(vm, this);
    let b = data(vm, this);
    let mut pieces = Vec::new();
    if sep.is_none() {
        let mut left = usize::try_from(max).unwrap_or(usize::MAX);
        let (mut start, mut end) = (0, b.len());
        loop {
            // What is left when the count is used up keeps the whitespace at its far end.
            if right {
                while end > 0 && is_space(b[end - 1]) {
                    end -= 1;
                }
                if end == 0 {
                    break;
                }
                let from = b[..end].iter().rposition(|c| is_space(*c)).map_or(0, |i| i + 1);
                pieces.push(if left == 0 { (0, end) } else { (from, end) });
                end = from;
            } else {
                while start < b.len() && is_space(b[start]) {
                    start += 1;
                }
                if start == b.len() {
                    break;
                }
                let to = b[start..].iter().position(|c| is_space(*c)).map_or(b.len(), |i| start + i);
                pieces.push(if left == 0 { (start, b.len()) } else { (start, to) });
                start = to;
            }
            if left == 0 {
                break;
            }
            left -= 1;
        }
    } else {
        let sep = run(vm, sep)?;
        if sep.is_empty() {
            return Err(vm.value_error("empty separator"));
        }
        let each = |s: usize, e: usize| pieces.push((s, e));
        if right { split::rsplit(view(b), view(&sep), max, each) } else { split::split(view(b), view(&sep), max, each) }
    }
    if right {
        pieces.reverse();
    }
    list_of(vm, this, &pieces)
}

fn partition(vm: &Vm, this: Value, sep: Value, right: bool) -> Res {
    let p = run(vm, sep)?;
    let b = data(vm, this);
    if p.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    let empty = || like(vm, this, &[]);
    let found = if right { memchr::memmem::rfind(b, &p) } else { memchr::memmem::find(b, &p) };
    match found {
        Some(i) => {
            // bytes hand the separator back, whatever it is.
            let middle = if vm.is_bytearray(this) { like(vm, this, &p)? } else { Ref::new(sep) };
            vm.tuple_from_refs([like(vm, this, &b[..i])?, middle, like(vm, this, &b[i + p.len()..])?])
        }
        None if right => vm.tuple_from_refs([empty()?, empty()?, like(vm, this, b)?]),
        None => vm.tuple_from_refs([like(vm, this, b)?, empty()?, empty()?]),
    }
}

/// A receiver of exact type bytes stands for itself where nothing changes.
fn part(vm: &Vm, this: Value, start: usize, end: usize) -> Res {
    let b = data(vm, this);
    if start == 0 && end == b.len() && this.is_exact(vm.types.bytes) {
        return Ok(Ref::new(this));
    }
    like(vm, this, &b[start..end])
}

fn strip(vm: &Vm, this: Value, chars: Value, left: bool, right: bool) -> Res {
    let b = data(vm, this);
    let (s, e) = if chars.is_none() {
        search::strip_bounds(view(b), left, right, |c| is_space(c as u8))
    } else {
        search::strip_set(view(b), left, right, view(&run(vm, chars)?))
    };
    part(vm, this, s, e)
}

fn fill(vm: &Vm, name: &str, v: Value) -> Res<u8> {
    if v.is_unbound() {
        return Ok(b' ');
    }
    match vm.bytes_like(v) {
        Some([c]) => Ok(*c),
        Some(b) => Err(vm.type_error(format!(
            "{name}(): argument 2 must be a byte string of length 1, not a {} object of length {}",
            vm.type_name(v),
            b.len()
        ))),
        None => {
            Err(vm
                .type_error(format!("{name}() argument 2 must be a byte string of length 1, not {}", vm.argument_type_name(v))))
        }
    }
}

fn pad(vm: &Vm, this: Value, left: usize, right: usize, c: u8) -> Res {
    let b = data(vm, this);
    let mut out = super::bytes::repeated(vm, &[c], left)?;
    out.extend_from_slice(b);
    if out.try_reserve(right).is_err() {
        return Err(vm.memory_error());
    }
    out.resize(out.len() + right, c);
    like(vm, this, &out)
}

fn missing(vm: &Vm, this: Value, width: Value) -> Res<(usize, i64)> {
    let width = vm.int_arg(width)?;
    Ok(((width - data(vm, this).len() as i64).max(0) as usize, width))
}

fn mapped(vm: &Vm, this: Value, mut f: impl FnMut(u8) -> u8) -> Res {
    let out: Vec<u8> = data(vm, this).iter().map(|b| f(*b)).collect();
    like(vm, this, &out)
}

fn every(vm: &Vm, this: Value, f: impl Fn(u8) -> bool) -> Res {
    let b = data(vm, this);
    Ok(Ref::bool(!b.is_empty() && b.iter().all(|c| f(*c))))
}

/// Whether there is a cased byte and none of the other case.
fn one_case(vm: &Vm, this: Value, wanted: impl Fn(&u8) -> bool, other: impl Fn(&u8) -> bool) -> Res {
    let b = data(vm, this);
    Ok(Ref::bool(b.iter().any(wanted) && !b.iter().any(other)))
}

pub fn hex_text(vm: &Vm, b: &[u8], sep: Value, group: i64) -> Res {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let separator = if sep.is_unbound() {
        None
    } else {
        if vm.len(sep)? != 1 {
            return Err(vm.value_error("sep must be length 1."));
        }
        let c = if vm.is_str(sep) {
            if vm.str(sep).is_empty() { 0 } else { vm.str(sep).point(0) }
        } else if sep.is_heap() && vm.has_flag(sep, crate::object::flags::BYTES_SUBCLASS) {
            // What `__len__` says need not be so.
            data(vm, sep).first().map_or(0, |c| *c as u32)
        } else {
            return Err(vm.type_error("sep must be str or bytes."));
        };
        if c >= 128 {
            return Err(vm.value_error("sep must be ASCII."));
        }
        Some(c as u8)
    };
    let size = group.unsigned_abs() as usize;
    let mut out = Vec::with_capacity(b.len() * 3);
    for (i, c) in b.iter().enumerate() {
        if let Some(s) = separator
            && i > 0
            && size > 0
            && (if group > 0 { (b.len() - i) % size == 0 } else { i % size == 0 })
        {
            out.push(s);
        }
        out.push(DIGITS[(c >> 4) as usize]);
        out.push(DIGITS[(c & 15) as usize]);
    }
    vm.new_latin1(&out, true)
}

/// `fromhex`: the bytes of a text of hexadecimal digits with spaces between pairs.
pub fn from_hex(vm: &Vm, v: Value) -> Res<Vec<u8>> {
    let text: Vec<u32> = if vm.is_str(v) {
        vm.str(v).iter().collect()
    } else {
        match vm.bytes_view(v)? {
            Some(b) => b.iter().map(|c| *c as u32).collect(),
            None => {
                return Err(
                    vm.type_error(format!("fromhex() argument must be str or bytes-like, not {}", vm.type_name(v)))
                );
            }
        }
    };
    let digit = |i: usize| text.get(i).and_then(|c| char::from_u32(*c)).and_then(|c| c.to_digit(16));
    let bad = |i: usize| Err(vm.value_error(format!("non-hexadecimal number found in fromhex() arg at position {i}")));
    // Of a str, what is not ASCII is found before anything else.
    if let Some(i) = text.iter().position(|c| *c >= 128).filter(|_| vm.is_str(v)) {
        return bad(i);
    }
    let mut out = Vec::with_capacity(text.len() / 2);
    let mut i = 0;
    while i < text.len() {
        if text[i] < 128 && is_space(text[i] as u8) {
            i += 1;
            continue;
        }
        let Some(high) = digit(i) else { return bad(i) };
        let Some(low) = digit(i + 1) else {
            if i + 1 == text.len() {
                return Err(vm.value_error("fromhex() arg must contain an even number of hexadecimal digits"));
            }
            return bad(i + 1);
        };
        out.push((high << 4 | low) as u8);
        i += 2;
    }
    Ok(out)
}

fn join(vm: &Vm, this: Value, iterable: Value) -> Res {
    if vm.slots(iterable).iter.is_none() && vm.slots(iterable).getitem.is_none() {
        return Err(vm.type_error("can only join an iterable"));
    }
    let _pinned = Pinned::new(vm, this);
    let items = vm.collect(iterable)?;
    // Buffers first: a Python `__buffer__` may change a bytearray.
    let mut views: Vec<Option<BytesView>> = Vec::with_capacity(items.len());
    let changed_size = || match vm.is_list(iterable) && vm.list(iterable).len as usize != items.len() {
        true => Err(vm.runtime_error("sequence changed size during iteration")),
        false => Ok(()),
    };
    for (i, item) in items.iter().enumerate() {
        views.push(match vm.bytes_like(item.value()) {
            Some(_) => None,
            None => match vm.bytes_view(item.value()) {
                Ok(Some(b)) => Some(b),
                other => {
                    if other.is_err() {
                        drop(vm.take_raised());
                    }
                    changed_size()?;
                    return Err(vm.type_error(format!(
                        "sequence item {i}: expected a bytes-like object, {} found",
                        vm.type_name(item.value())
                    )));
                }
            },
        });
    }
    changed_size()?;
    let sep = data(vm, this);
    let piece = |i: usize| match &views[i] {
        Some(v) => v,
        None => data(vm, items[i].value()),
    };
    let lengths = (0..items.len()).map(|i| piece(i).len());
    let total = lengths.fold(sep.len().saturating_mul(items.len().saturating_sub(1)), usize::saturating_add);
    let mut out = Vec::new();
    if out.try_reserve_exact(total).is_err() {
        return Err(vm.memory_error());
    }
    for i in 0..items.len() {
        if i > 0 {
            out.extend_from_slice(sep);
        }
        out.extend_from_slice(piece(i));
    }
    like(vm, this, &out)
}

fn translate(vm: &Vm, this: Value, table: Value, delete: Value) -> Res {
    let table = if table.is_none() { None } else { Some(run(vm, table)?) };
    if table.as_ref().is_some_and(|t| t.len() != 256) {
        return Err(vm.value_error("translation table must be 256 characters long"));
    }
    let delete = if delete.is_unbound() { BytesView::Borrowed(&[]) } else { run(vm, delete)? };
    let mut gone = [false; 256];
    delete.iter().for_each(|b| gone[*b as usize] = true);
    let out: Vec<u8> =
        data(vm, this).iter().filter(|b| !gone[**b as usize]).map(|b| table.as_ref().map_or(*b, |t| t[*b as usize])).collect();
    like(vm, this, &out)
}

/// The table of `maketrans`.
fn make_table(vm: &Vm, from: Value, to: Value) -> Res {
    let (a, b) = (run(vm, from)?, run(vm, to)?);
    if a.len() != b.len() {
        return Err(vm.value_error("maketrans arguments must have same length"));
    }
    let mut table: [u8; 256] = std::array::from_fn(|i| i as u8);
    a.iter().zip(b.iter()).for_each(|(x, y)| table[*x as usize] = *y);
    vm.new_bytes(&table)
}

crate::native! { pub static SHARED = [
    /// Decode the bytes using the codec registered for encoding.
    "decode(self, /, encoding='utf-8', errors='strict')" => fn decode(vm, [this, encoding, errors]) {
        super::codec::decode_bytes(vm, data(vm, this), this, encoding, errors)
    }
    /// Create a string of hexadecimal numbers from a bytes object.
    ///
    /// >>> bytearray(b'\xb9\x01\xef').hex(':')
    /// 'b9:01:ef'
    /// >>> bytearray(b'\xb9\x01\xef').hex(':', 2)
    /// 'b9:01ef'
    "hex(self, sep=, bytes_per_sep=1)" => fn hex(vm, [this, sep, group]) {
        let group = vm.c_int_arg(group)?;
        let _pinned = Pinned::new(vm, this);
        hex_text(vm, data(vm, this), sep, group)
    }
    /// Return the lowest index where subsection sub is found, or -1 on failure.
    "find(self, sub, start=None, end=None, /)" => fn find_first(vm, [this, sub, start, end]) {
        super::str_search::find_or_minus_one(vm, find(vm, this, sub, start, end, false)?)
    }
    /// Return the highest index where subsection sub is found, or -1 on failure.
    "rfind(self, sub, start=None, end=None, /)" => fn find_last(vm, [this, sub, start, end]) {
        super::str_search::find_or_minus_one(vm, find(vm, this, sub, start, end, true)?)
    }
    /// Return the lowest index where subsection sub is found; raises ValueError when it is not found.
    "index(self, sub, start=None, end=None, /)" => fn index(vm, [this, sub, start, end]) {
        position(vm, find(vm, this, sub, start, end, false)?)
    }
    /// Return the highest index where subsection sub is found; raises ValueError when it is not found.
    "rindex(self, sub, start=None, end=None, /)" => fn rindex(vm, [this, sub, start, end]) {
        position(vm, find(vm, this, sub, start, end, true)?)
    }
    /// Return the number of non-overlapping occurrences of subsection sub.
    "count(self, sub, start=None, end=None, /)" => fn count(vm, [this, sub, start, end]) {
        let range = bounds(vm, start, end, data(vm, this).len())?;
        let _pinned = Pinned::new(vm, this);
        let n = needle(vm, sub, false)?;
        let Some(part) = range.and_then(|(s, e)| data(vm, this).get(s..e)) else {
            return Ok(Ref::own(Value::small_int(0)));
        };
        vm.new_usize(search::count(view(part), view(n.as_slice())))
    }
    /// Return True if the bytes start with the specified prefix, False otherwise.
    "startswith(self, prefix, start=None, end=None, /)" => fn startswith(vm, [this, prefix, start, end]) {
        affix(vm, "startswith", this, prefix, start, end, false)
    }
    /// Return True if the bytes end with the specified suffix, False otherwise.
    "endswith(self, suffix, start=None, end=None, /)" => fn endswith(vm, [this, suffix, start, end]) {
        affix(vm, "endswith", this, suffix, start, end, true)
    }
    /// Return a list of the sections in the bytes, using sep as the delimiter.
    "split(self, /, sep=None, maxsplit=-1)" => fn split_left(vm, [this, sep, max]) { split_by(vm, this, sep, max, false) }
    /// Return a list of the sections in the bytes, using sep as the delimiter, from the end.
    "rsplit(self, /, sep=None, maxsplit=-1)" => fn split_right(vm, [this, sep, max]) { split_by(vm, this, sep, max, true) }
    /// Return a list of the lines in the bytes, breaking at line boundaries.
    "splitlines(self, /, keepends=False)" => fn splitlines(vm, [this, keep]) {
        let keep = vm.truth(keep)?;
        let mut pieces = Vec::new();
        split::split_byte_lines(data(vm, this), keep, |s, e| pieces.push((s, e)));
        list_of(vm, this, &pieces)
    }
    /// Partition the bytes into three parts using the given separator.
    "partition(self, sep, /)" => fn partition_first(vm, [this, sep]) { partition(vm, this, sep, false) }
    /// Partition the bytes into three parts using the given separator, from the end.
    "rpartition(self, sep, /)" => fn partition_last(vm, [this, sep]) { partition(vm, this, sep, true) }
    /// Strip leading and trailing bytes contained in the argument.
    "strip(self, bytes=None, /)" => fn strip_both(vm, [this, chars]) { strip(vm, this, chars, true, true) }
    /// Strip leading bytes contained in the argument.
    "lstrip(self, bytes=None, /)" => fn strip_left(vm, [this, chars]) { strip(vm, this, chars, true, false) }
    /// Strip trailing bytes contained in the argument.
    "rstrip(self, bytes=None, /)" => fn strip_right(vm, [this, chars]) { strip(vm, this, chars, false, true) }
    /// Return a copy with all occurrences of substring old replaced by new.
    "replace(self, old, new, count=-1, /)" => fn replace(vm, [this, old, new, count]) {
        let (o, n) = (run(vm, old)?, run(vm, new)?);
        let max = vm.int_arg(count)? as isize;
        let b = data(vm, this);
        if n.len() > o.len() {
            let hits = search::count(view(b), view(&o)).min(usize::try_from(max).unwrap_or(usize::MAX));
            let total = hits.saturating_mul(n.len() - o.len()).saturating_add(b.len());
            if total > MAX_LEN {
                return Err(super::str_search::too_long(vm, total, "replace bytes is too long"));
            }
        }
        match search::replace(view(b), view(&o), view(&n), max) {
            None => part(vm, this, 0, b.len()),
            Some(out) => match out.as_view() {
                StrView::Ascii(r) | StrView::Latin1(r) => like(vm, this, r),
                _ => like(vm, this, b),
            },
        }
    }
    /// Concatenate any number of bytes objects.
    "join(self, iterable_of_bytes, /)" => fn join_all(vm, [this, iterable]) { join(vm, this, iterable) }
    /// Return a bytes object with the given prefix removed if present.
    "removeprefix(self, prefix, /)" => fn removeprefix(vm, [this, prefix]) {
        let p = run(vm, prefix)?;
        let b = data(vm, this);
        part(vm, this, if b.starts_with(&p) { p.len() } else { 0 }, b.len())
    }
    /// Return a bytes object with the given suffix removed if present.
    "removesuffix(self, suffix, /)" => fn removesuffix(vm, [this, suffix]) {
        let p = run(vm, suffix)?;
        let b = data(vm, this);
        part(vm, this, 0, if b.ends_with(&p) { b.len() - p.len() } else { b.len() })
    }
    /// Return a copy with each character mapped by the given translation table.
    "translate(self, table, /, delete=b'')" => fn translate_all(vm, [this, table, delete]) { translate(vm, this, table, delete) }
    /// Return a translation table usable for the bytes or bytearray translate method.
    @staticmethod "maketrans(frm, to, /)" => fn maketrans(vm, [from, to]) { make_table(vm, from, to) }
    /// Return a copy with all ASCII characters in lowercase.
    "lower(self, /)" => fn lower(vm, [this]) { mapped(vm, this, |c| c.to_ascii_lowercase()) }
    /// Return a copy with all ASCII characters in uppercase.
    "upper(self, /)" => fn upper(vm, [this]) { mapped(vm, this, |c| c.to_ascii_uppercase()) }
    /// Return a copy with uppercase ASCII characters in lowercase and vice versa.
    "swapcase(self, /)" => fn swapcase(vm, [this]) {
        mapped(vm, this, |c| if c.is_ascii_alphabetic() { c ^ 0x20 } else { c })
    }
    /// Return a copy with only its first character capitalized (ASCII).
    "capitalize(self, /)" => fn capitalize(vm, [this]) {
        let mut first = true;
        mapped(vm, this, |c| if std::mem::take(&mut first) { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
    }
    /// Return a titlecased version of the bytes.
    "title(self, /)" => fn title(vm, [this]) {
        let mut in_word = false;
        mapped(vm, this, |c| {
            let starts = !std::mem::replace(&mut in_word, c.is_ascii_alphabetic());
            if starts { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
        })
    }
    /// Return a centered copy of length width.
    "center(self, width, fillchar=b' ', /)" => fn center(vm, [this, width, c]) {
        let (n, width) = missing(vm, this, width)?;
        let c = fill(vm, "center", c)?;
        let left = n / 2 + (n & width as usize & 1);
        pad(vm, this, left, n - left, c)
    }
    /// Return a left-justified copy of length width.
    "ljust(self, width, fillchar=b' ', /)" => fn ljust(vm, [this, width, c]) {
        let (n, _) = missing(vm, this, width)?;
        pad(vm, this, 0, n, fill(vm, "ljust", c)?)
    }
    /// Return a right-justified copy of length width.
    "rjust(self, width, fillchar=b' ', /)" => fn rjust(vm, [this, width, c]) {
        let (n, _) = missing(vm, this, width)?;
        pad(vm, this, n, 0, fill(vm, "rjust", c)?)
    }
    /// Pad a numeric string with zeros on the left, to fill a field of the given width.
    "zfill(self, width, /)" => fn zfill(vm, [this, width]) {
        let (n, _) = missing(vm, this, width)?;
        let b = data(vm, this);
        let signed = usize::from(matches!(b.first(), Some(b'+' | b'-')));
        let mut out = super::bytes::repeated(vm, b"0", n)?;
        out.splice(0..0, b[..signed].iter().copied());
        out.extend_from_slice(&b[signed..]);
        like(vm, this, &out)
    }
    /// Return a copy where all tab characters are expanded using spaces.
    "expandtabs(self, /, tabsize=8)" => fn expandtabs(vm, [this, size]) {
        let size = vm.c_int_arg(size)?;
        let mut out = Vec::new();
        let mut column = 0i64;
        for c in data(vm, this) {
            if *c == b'\t' {
                if size > 0 {
                    let n = size - column % size;
                    if out.try_reserve(n as usize).is_err() {
                        return Err(vm.memory_error());
                    }
                    out.resize(out.len() + n as usize, b' ');
                    column += n;
                }
            } else {
                out.push(*c);
                column = if matches!(c, b'\n' | b'\r') { 0 } else { column + 1 };
            }
        }
        like(vm, this, &out)
    }
    /// Return True if all characters are ASCII, False otherwise.
    "isascii(self, /)" => fn isascii(vm, [this]) { Ok(Ref::bool(data(vm, this).is_ascii())) }
    /// Return True if all characters are alphanumeric and there is at least one.
    "isalnum(self, /)" => fn isalnum(vm, [this]) { every(vm, this, |c| c.is_ascii_alphanumeric()) }
    /// Return True if all characters are alphabetic and there is at least one.
    "isalpha(self, /)" => fn isalpha(vm, [this]) { every(vm, this, |c| c.is_ascii_alphabetic()) }
    /// Return True if all characters are digits and there is at least one.
    "isdigit(self, /)" => fn isdigit(vm, [this]) { every(vm, this, |c| c.is_ascii_digit()) }
    /// Return True if all characters are whitespace and there is at least one.
    "isspace(self, /)" => fn isspace(vm, [this]) { every(vm, this, is_space) }
    /// Return True if all cased characters are lowercase and there is at least one.
    "islower(self, /)" => fn islower(vm, [this]) {
        one_case(vm, this, u8::is_ascii_lowercase, u8::is_ascii_uppercase)
    }
    /// Return True if all cased characters are uppercase and there is at least one.
    "isupper(self, /)" => fn isupper(vm, [this]) {
        one_case(vm, this, u8::is_ascii_uppercase, u8::is_ascii_lowercase)
    }
    /// Return True if uppercase characters follow uncased ones only and lowercase ones cased ones only.
    "istitle(self, /)" => fn istitle(vm, [this]) {
        let (mut cased, mut in_word) = (false, false);
        for c in data(vm, this) {
            if c.is_ascii_alphabetic() && c.is_ascii_uppercase() == in_word {
                return Ok(Ref::bool(false));
            }
            in_word = c.is_ascii_alphabetic();
            cased |= in_word;
        }
        Ok(Ref::bool(cased))
    }
]; }

crate::native! { static OWN = [
    /// Create a bytes object from a string of hexadecimal numbers.
    @classmethod "fromhex(type, string, /)" => fn fromhex(vm, [cls, string]) {
        let b = vm.new_bytes(&from_hex(vm, string)?)?;
        if cls == Value::from_ptr(vm.types.bytes) { Ok(b) } else { vm.call(cls, &[b.value()]) }
    }
    /// Convert this value to exact type bytes.
    "__bytes__(self, /)" => fn bytes(vm, [this]) {
        if this.is_exact(vm.types.bytes) { Ok(Ref::new(this)) } else { vm.new_bytes(data(vm, this)) }
    }
    /// The arguments that make an equal bytes object.
    "__getnewargs__(self, /)" => fn getnewargs(vm, [this]) { vm.tuple_from_refs([vm.new_bytes(data(vm, this))?]) }
    /// Returns the size of the object in memory, in bytes.
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) {
        vm.new_usize(size_of::<crate::object::Bytes>() + data(vm, this).len() + 1)
    }
]; }

/// One method table after another.
pub const fn concat<const N: usize>(a: &'static [NativeDef], b: &'static [NativeDef]) -> [NativeDef; N] {
    assert!(a.len() + b.len() == N);
    let mut all = [a[0]; N];
    let mut i = 0;
    while i < N {
        all[i] = if i < a.len() { a[i] } else { b[i - a.len()] };
        i += 1;
    }
    all
}

pub static METHODS: &[NativeDef] = &concat::<{ SHARED.len() + OWN.len() }>(SHARED, OWN);
