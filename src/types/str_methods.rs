//! The method table of str.
use super::str::{str_str, view};
use super::str_search as find;
use crate::object::str_object::MAX_LEN;
use crate::object::{IntView, Raised, Ref, Res, Str, Value, Vm};
use crate::text::{StrBuf, StrBuilder, StrView, case, search, unicode};

fn ascii_mapped(vm: &Vm, b: &[u8], f: impl Fn(u8) -> u8) -> Res {
    if b.len() < 2 {
        return match b.first() {
            Some(c) => vm.char_str(f(*c) as u32),
            None => Ok(Ref::new(vm.names.empty)),
        };
    }
    let p = vm.alloc_str(b.len(), 1, true)?;
    for (i, c) in b.iter().enumerate() {
        // SAFETY: room for as many bytes was made.
        unsafe { *(*p).data.add(i) = f(*c) };
    }
    Ok(Ref::own(Value::from_ptr(p)))
}

fn mapped(vm: &Vm, this: Value, f: impl Fn(StrView) -> StrBuf) -> Res {
    vm.new_str_buf(f(view(vm, this)))
}

/// The fill character argument.
fn fill(vm: &Vm, v: Value) -> Res<u32> {
    if v.is_unbound() {
        return Ok(b' ' as u32);
    }
    if !vm.is_str(v) {
        return Err(vm.type_error(format!("The fill character must be a unicode character, not {}", vm.type_name(v))));
    }
    let s = view(vm, v);
    if s.len() != 1 {
        return Err(vm.type_error("The fill character must be exactly one character long"));
    }
    Ok(s.at(0))
}

fn too_long(vm: &Vm) -> Raised {
    vm.memory_error()
}

fn pad(vm: &Vm, this: Value, left: usize, right: usize, c: u32) -> Res {
    if left + right == 0 {
        return str_str(vm, this);
    }
    let s = view(vm, this);
    if left.saturating_add(right).saturating_add(s.len()) > MAX_LEN {
        return Err(too_long(vm));
    }
    let mut out = StrBuilder::with_capacity(s.len() + left + right);
    out.push_repeat(c, left);
    out.push_view(s);
    out.push_repeat(c, right);
    vm.new_str_buf(out.finish())
}

/// Characters missing to a width.
fn missing(vm: &Vm, this: Value, width: Value) -> Res<(usize, i64)> {
    let width = vm.int_arg(width)?;
    Ok(((width - vm.str(this).len() as i64).max(0) as usize, width))
}

fn all(vm: &Vm, this: Value, f: impl Fn(u32) -> bool) -> Res {
    Ok(Ref::bool(unicode::all(view(vm, this), f)))
}

fn expand_tabs(vm: &Vm, this: Value, size: i64) -> Res {
    let s = view(vm, this);
    let mut out = StrBuilder::with_capacity(s.len());
    let mut column = 0i64;
    for c in s.iter() {
        match c {
            9 => {
                if size > 0 {
                    let n = size - column % size;
                    if n as usize + out.len() > MAX_LEN {
                        return Err(find::too_long(vm, n as usize + out.len(), "new string is too long"));
                    }
                    out.push_repeat(b' ' as u32, n as usize);
                    column += n;
                }
            }
            _ => {
                out.push(c);
                column = if matches!(c, 10 | 13) { 0 } else { column + 1 };
            }
        }
    }
    vm.new_str_buf(out.finish())
}

/// What a translation table says about a character: None where it says nothing.
fn translation(vm: &Vm, table: Value, c: u32) -> Res<Option<Ref>> {
    let key = Value::small_int(c as i64);
    if table.is_exact(vm.types.dict) {
        return Ok(vm.dict_get(table, key)?.map(Ref::new));
    }
    match vm.getitem(table, key) {
        Ok(r) => Ok(Some(r)),
        Err(_) if vm.clear_raised_if(vm.types.LookupError) => Ok(None),
        Err(e) => Err(e),
    }
}

/// An ASCII string through a dict that maps its characters to ASCII characters or to nothing; None where it does more than that. Each
/// character is looked up once.
fn translate_ascii(vm: &Vm, text: &[u8], table: Value) -> Res<Option<Ref>> {
    const UNKNOWN: u8 = 0xff;
    const GONE: u8 = 0xfe;
    let mut known = [UNKNOWN; 128];
    let mut out = Vec::new();
    if out.try_reserve_exact(text.len()).is_err() {
        return Err(vm.memory_error());
    }
    out.resize(text.len(), 0);
    let mut n = 0;
    for c in text {
        let slot = *c as usize;
        if known[slot] == UNKNOWN {
            known[slot] = match translation(vm, table, *c as u32)? {
                None => *c,
                Some(r) if r.is_none() => GONE,
                Some(r) if vm.is_str(r.value()) => match view(vm, r.value()) {
                    StrView::Ascii(&[one]) => one,
                    _ => return Ok(None),
                },
                Some(r) => match vm.as_int(r.value()) {
                    Some(IntView::Small(n @ 0..0x80)) => n as u8,
                    _ => return Ok(None),
                },
            };
        }
        // What is gone is overwritten by the next.
        out[n] = known[slot];
        n += usize::from(known[slot] != GONE);
    }
    vm.new_latin1(&out[..n], true).map(Some)
}

fn translate_with(vm: &Vm, this: Value, table: Value) -> Res {
    let s = view(vm, this);
    if let StrView::Ascii(text) = s
        && table.is_exact(vm.types.dict)
        && let Some(r) = translate_ascii(vm, text, table)?
    {
        return Ok(r);
    }
    let mut out = StrBuilder::with_capacity(s.len());
    for c in s.iter() {
        let Some(r) = translation(vm, table, c)? else {
            out.push(c);
            continue;
        };
        let v = r.value();
        if v.is_none() {
            continue;
        }
        if vm.is_str(v) {
            if out.len() + vm.str(v).len() > MAX_LEN {
                return Err(vm.memory_error());
            }
            out.push_view(view(vm, v));
            continue;
        }
        match vm.as_int(v) {
            Some(IntView::Small(n)) if (0..0x110000).contains(&n) => out.push(n as u32),
            Some(_) => return Err(vm.value_error("character mapping must be in range(0x110000)")),
            None => return Err(vm.type_error("character mapping must return integer, None or str")),
        }
    }
    vm.new_str_buf(out.finish())
}

fn make_table(vm: &Vm, x: Value, y: Value, z: Value) -> Res {
    let result = vm.new_dict()?;
    let d = result.value();
    if y.is_unbound() {
        if !vm.is_dict(x) {
            return Err(vm.type_error("if you give only one argument to maketrans it must be a dict"));
        }
        let entries: Vec<(Ref, Ref)> = vm.dict(x).iter().map(|(k, v)| (Ref::new(k), Ref::new(v))).collect();
        for (k, v) in entries {
            if vm.is_str(k.value()) {
                let s = view(vm, k.value());
                if s.len() != 1 {
                    return Err(vm.value_error("string keys in translate table must be of length 1"));
                }
                vm.dict_set(d, Value::small_int(s.at(0) as i64), v.value())?;
            } else if vm.as_int(k.value()).is_some() {
                vm.dict_set(d, k.value(), v.value())?;
            } else {
                return Err(vm.type_error("keys in translate table must be strings or integers"));
            }
        }
        return Ok(result);
    }
    let to = find::str_arg(vm, "maketrans", 2, y)?;
    if !z.is_unbound() {
        find::str_arg(vm, "maketrans", 3, z)?;
    }
    if !vm.is_str(x) {
        return Err(vm.type_error("first maketrans argument must be a string if there is a second argument"));
    }
    let from = view(vm, x);
    if from.len() != to.len() {
        return Err(vm.value_error("the first two maketrans arguments must have equal length"));
    }
    for (a, b) in from.iter().zip(to.iter()) {
        vm.dict_set(d, Value::small_int(a as i64), Value::small_int(b as i64))?;
    }
    if !z.is_unbound() {
        for c in find::str_arg(vm, "maketrans", 3, z)?.iter() {
            vm.dict_set(d, Value::small_int(c as i64), Value::NONE)?;
        }
    }
    Ok(result)
}

crate::native! { pub static METHODS = [
    /// Encode the string using the codec registered for encoding.
    "encode(self, /, encoding='utf-8', errors='strict')" => fn encode(vm, [this, encoding, errors]) {
        if encoding.is_unbound() && vm.str(this).is_ascii() {
            return vm.new_bytes(vm.str(this).bytes());
        }
        vm.new_bytes(&super::codec::encode_str(vm, this, encoding, errors)?)
    }
    /// Return a copy with all occurrences of substring old replaced by new.
    "replace(self, old, new, /, count=-1)" => fn replace(vm, [this, old, new, count]) {
        find::replace(vm, this, old, new, count)
    }
    /// Return a list of the substrings in the string, using sep as the separator string.
    "split(self, /, sep=None, maxsplit=-1)" => fn split(vm, [this, sep, max]) { find::split_by(vm, this, sep, max, false) }
    /// Return a list of the substrings in the string, using sep as the separator string, from the end.
    "rsplit(self, /, sep=None, maxsplit=-1)" => fn rsplit(vm, [this, sep, max]) { find::split_by(vm, this, sep, max, true) }
    /// Concatenate any number of strings.
    "join(self, iterable, /)" => fn join(vm, [this, iterable]) { find::join(vm, this, iterable) }
    /// Return a capitalized version of the string.
    "capitalize(self, /)" => fn capitalize(vm, [this]) { mapped(vm, this, case::capitalize) }
    /// Return a version of the string suitable for caseless comparisons.
    "casefold(self, /)" => fn casefold(vm, [this]) { mapped(vm, this, case::casefold) }
    /// Return a version of the string where each word is titlecased.
    "title(self, /)" => fn title(vm, [this]) { mapped(vm, this, case::title) }
    /// Return a centered string of length width.
    "center(self, width, fillchar=' ', /)" => fn center(vm, [this, width, c]) {
        let (n, width) = missing(vm, this, width)?;
        let c = fill(vm, c)?;
        // The odd character goes left where the width is odd.
        let left = n / 2 + (n & width as usize & 1);
        pad(vm, this, left, n - left, c)
    }
    /// Return the number of non-overlapping occurrences of substring sub in string S[start:end].
    "count(self, sub, start=None, end=None, /)" => fn count(vm, [this, sub, start, end]) {
        let needle = find::str_arg(vm, "count", 1, sub)?;
        let s = view(vm, this);
        match find::bounds(vm, start, end, s.len())? {
            Some((a, b)) => vm.new_usize(search::count(s.slice(a, b), needle)),
            None => Ok(Ref::own(Value::small_int(0))),
        }
    }
    /// Return a copy where all tab characters are expanded using spaces.
    "expandtabs(self, /, tabsize=8)" => fn expandtabs(vm, [this, size]) { expand_tabs(vm, this, vm.c_int_arg(size)?) }
    /// Return the lowest index in S where substring sub is found, or -1 on failure.
    "find(self, sub, start=None, end=None, /)" => fn find_method(vm, [this, sub, start, end]) {
        find::find_or_minus_one(vm, find::find(vm, "find", this, sub, start, end, false)?)
    }
    /// Partition the string into three parts using the given separator.
    "partition(self, sep, /)" => fn partition(vm, [this, sep]) { find::partition(vm, this, sep, false) }
    /// Return the lowest index in S where substring sub is found; raises ValueError when it is not found.
    "index(self, sub, start=None, end=None, /)" => fn index(vm, [this, sub, start, end]) {
        find::find_or_raise(vm, find::find(vm, "index", this, sub, start, end, false)?)
    }
    /// Return a left-justified string of length width.
    "ljust(self, width, fillchar=' ', /)" => fn ljust(vm, [this, width, c]) {
        let n = missing(vm, this, width)?.0;
        pad(vm, this, 0, n, fill(vm, c)?)
    }
    /// Return a copy of the string converted to lowercase.
    "lower(self, /)" => fn lower(vm, [this]) {
        match view(vm, this) {
            StrView::Ascii(b) => ascii_mapped(vm, b, |c| c.to_ascii_lowercase()),
            s => vm.new_str_buf(case::lower(s)),
        }
    }
    /// Return a copy of the string with leading whitespace removed.
    "lstrip(self, chars=None, /)" => fn lstrip(vm, [this, chars]) { find::strip(vm, "lstrip", this, chars, true, false) }
    /// Return the highest index in S where substring sub is found, or -1 on failure.
    "rfind(self, sub, start=None, end=None, /)" => fn rfind(vm, [this, sub, start, end]) {
        find::find_or_minus_one(vm, find::find(vm, "rfind", this, sub, start, end, true)?)
    }
    /// Return the highest index in S where substring sub is found; raises ValueError when it is not found.
    "rindex(self, sub, start=None, end=None, /)" => fn rindex(vm, [this, sub, start, end]) {
        find::find_or_raise(vm, find::find(vm, "rindex", this, sub, start, end, true)?)
    }
    /// Return a right-justified string of length width.
    "rjust(self, width, fillchar=' ', /)" => fn rjust(vm, [this, width, c]) {
        let n = missing(vm, this, width)?.0;
        pad(vm, this, n, 0, fill(vm, c)?)
    }
    /// Return a copy of the string with trailing whitespace removed.
    "rstrip(self, chars=None, /)" => fn rstrip(vm, [this, chars]) { find::strip(vm, "rstrip", this, chars, false, true) }
    /// Partition the string into three parts using the given separator, from the end.
    "rpartition(self, sep, /)" => fn rpartition(vm, [this, sep]) { find::partition(vm, this, sep, true) }
    /// Return a list of the lines in the string, breaking at line boundaries.
    "splitlines(self, /, keepends=False)" => fn splitlines(vm, [this, keep]) {
        find::split_lines(vm, this, vm.truth(keep)?)
    }
    /// Return a copy of the string with leading and trailing whitespace removed.
    "strip(self, chars=None, /)" => fn strip(vm, [this, chars]) { find::strip(vm, "strip", this, chars, true, true) }
    /// Convert uppercase characters to lowercase and lowercase characters to uppercase.
    "swapcase(self, /)" => fn swapcase(vm, [this]) { mapped(vm, this, case::swapcase) }
    /// Replace each character in the string using the given translation table.
    "translate(self, table, /)" => fn translate(vm, [this, table]) { translate_with(vm, this, table) }
    /// Return a copy of the string converted to uppercase.
    "upper(self, /)" => fn upper(vm, [this]) {
        match view(vm, this) {
            StrView::Ascii(b) => ascii_mapped(vm, b, |c| c.to_ascii_uppercase()),
            s => vm.new_str_buf(case::upper(s)),
        }
    }
    /// Return True if the string starts with the specified prefix, False otherwise.
    "startswith(self, prefix, start=None, end=None, /)" => fn startswith(vm, [this, prefix, start, end]) {
        find::has_affix(vm, "startswith", this, prefix, start, end, false)
    }
    /// Return True if the string ends with the specified suffix, False otherwise.
    "endswith(self, suffix, start=None, end=None, /)" => fn endswith(vm, [this, suffix, start, end]) {
        find::has_affix(vm, "endswith", this, suffix, start, end, true)
    }
    /// Return a str with the given prefix string removed if present.
    "removeprefix(self, prefix, /)" => fn removeprefix(vm, [this, prefix]) {
        find::remove_affix(vm, "removeprefix", this, prefix, false)
    }
    /// Return a str with the given suffix string removed if present.
    "removesuffix(self, suffix, /)" => fn removesuffix(vm, [this, suffix]) {
        find::remove_affix(vm, "removesuffix", this, suffix, true)
    }
    /// Return True if all characters in the string are ASCII, False otherwise.
    "isascii(self, /)" => fn isascii(vm, [this]) { Ok(Ref::bool(vm.str(this).is_ascii())) }
    /// Return True if the string is a lowercase string, False otherwise.
    "islower(self, /)" => fn islower(vm, [this]) { Ok(Ref::bool(case::all_lower(view(vm, this)))) }
    /// Return True if the string is an uppercase string, False otherwise.
    "isupper(self, /)" => fn isupper(vm, [this]) { Ok(Ref::bool(case::all_upper(view(vm, this)))) }
    /// Return True if the string is a title-cased string, False otherwise.
    "istitle(self, /)" => fn istitle(vm, [this]) { Ok(Ref::bool(case::all_title(view(vm, this)))) }
    /// Return True if the string is a whitespace string, False otherwise.
    "isspace(self, /)" => fn isspace(vm, [this]) { all(vm, this, unicode::is_space) }
    /// Return True if the string is a decimal string, False otherwise.
    "isdecimal(self, /)" => fn isdecimal(vm, [this]) { all(vm, this, |c| unicode::decimal(c).is_some()) }
    /// Return True if the string is a digit string, False otherwise.
    "isdigit(self, /)" => fn isdigit(vm, [this]) { all(vm, this, |c| unicode::digit(c).is_some()) }
    /// Return True if the string is a numeric string, False otherwise.
    "isnumeric(self, /)" => fn isnumeric(vm, [this]) { all(vm, this, |c| unicode::numeric(c).is_some()) }
    /// Return True if the string is an alphabetic string, False otherwise.
    "isalpha(self, /)" => fn isalpha(vm, [this]) { all(vm, this, unicode::is_alpha) }
    /// Return True if the string is an alpha-numeric string, False otherwise.
    "isalnum(self, /)" => fn isalnum(vm, [this]) { all(vm, this, unicode::is_alnum) }
    /// Return True if the string is a valid Python identifier, False otherwise.
    "isidentifier(self, /)" => fn isidentifier(vm, [this]) { Ok(Ref::bool(unicode::is_identifier(view(vm, this)))) }
    /// Return True if all characters in the string are printable, False otherwise.
    "isprintable(self, /)" => fn isprintable(vm, [this]) { Ok(Ref::bool(unicode::all_printable(view(vm, this)))) }
    /// Pad a numeric string with zeros on the left, to fill a field of the given width.
    "zfill(self, width, /)" => fn zfill(vm, [this, width]) {
        let (n, _) = missing(vm, this, width)?;
        let s = view(vm, this);
        if n == 0 || !matches!(s.get(0), Some(0x2b | 0x2d)) {
            return pad(vm, this, n, 0, b'0' as u32);
        }
        if n.saturating_add(s.len()) > MAX_LEN {
            return Err(too_long(vm));
        }
        let mut out = StrBuilder::with_capacity(s.len() + n);
        out.push(s.at(0));
        out.push_repeat(b'0' as u32, n);
        out.push_view(s.slice(1, s.len()));
        vm.new_str_buf(out.finish())
    }
    /// Return a formatted version of the string, using substitutions from args and kwargs.
    @varargs "format(self, /, *args, **kwargs)" => fn format(vm, [this, kwargs], *args) {
        super::str_format::format(vm, this, args, kwargs)
    }
    /// Return a formatted version of the string, using substitutions from mapping.
    "format_map(self, mapping, /)" => fn format_map(vm, [this, mapping]) { super::str_format::format_map(vm, this, mapping) }
    /// Return a formatted version of the string as described by format_spec.
    "__format__(self, format_spec, /)" => fn format_spec(vm, [this, spec]) {
        super::format::format_str_object(vm, this, super::format::spec_argument(vm, spec)?)
    }
    /// Return a translation table usable for str.translate().
    @staticmethod "maketrans(x, y=, z=, /)" => fn maketrans(vm, [x, y, z]) { make_table(vm, x, y, z) }
    /// The arguments that make an equal str.
    "__getnewargs__(self, /)" => fn getnewargs(vm, [this]) { vm.tuple_from_refs([vm.new_str_view(view(vm, this))?]) }
    /// Return the size of the string in memory, in bytes.
    "__sizeof__(self, /)" => fn sizeof(vm, [this]) {
        let s = vm.str(this);
        vm.new_usize(size_of::<Str>() + (s.len() + 1) * s.width as usize)
    }
]; }
