//! The items of arrays: the type codes, and values to memory and back.
use crate::object::{CompareOp, IntView, Raised, Ref, Res, Value, Vm};
use dashu_int::Sign;
use std::cmp::Ordering;

/// What an array may hold.
#[derive(PartialEq, Eq, Debug)]
pub struct Kind {
    /// The type code.
    pub code: u8,
    pub size: usize,
    /// In the notation of the buffer protocol.
    pub format: &'static str,
    /// The machine format that pickles name.
    pub machine: i64,
}

const BIG: i64 = cfg!(target_endian = "big") as i64;

const fn kind(format: &'static str, code: u8, size: usize, machine: i64) -> Kind {
    Kind { code, size, format, machine: if size == 1 { machine } else { machine + BIG } }
}

/// All kinds, in the order of `array.typecodes`.
pub static KINDS: [Kind; 14] = [
    kind("b", b'b', 1, 1),
    kind("B", b'B', 1, 0),
    kind("w", b'u', 4, 20),
    kind("w", b'w', 4, 20),
    kind("h", b'h', 2, 4),
    kind("H", b'H', 2, 2),
    kind("i", b'i', 4, 8),
    kind("I", b'I', 4, 6),
    kind("l", b'l', 8, 12),
    kind("L", b'L', 8, 10),
    kind("q", b'q', 8, 12),
    kind("Q", b'Q', 8, 10),
    kind("f", b'f', 4, 14),
    kind("d", b'd', 8, 16),
];

impl Kind {
    /// The kind of a type code.
    pub fn of(code: u32) -> Option<&'static Kind> {
        KINDS.iter().find(|k| k.code as u32 == code)
    }
    pub fn is_text(&self) -> bool {
        matches!(self.code, b'u' | b'w')
    }
    pub fn is_float(&self) -> bool {
        matches!(self.code, b'f' | b'd')
    }
}

/// Reads the item at `i`; the macro's type is the item's.
macro_rules! read {
    ($data:expr, $i:expr, $t:ty) => {{
        const N: usize = size_of::<$t>();
        let mut item = [0u8; N];
        item.copy_from_slice(&$data[$i * N..$i * N + N]);
        <$t>::from_ne_bytes(item)
    }};
}

/// The item at `i`, which lies within the data.
#[inline]
pub fn load(vm: &Vm, kind: &Kind, data: &[u8], i: usize) -> Res {
    match kind.code {
        b'b' => Ok(Ref::own(Value::small_int(data[i] as i8 as i64))),
        b'B' => Ok(Ref::own(Value::small_int(data[i] as i64))),
        b'h' => Ok(Ref::own(Value::small_int(read!(data, i, i16) as i64))),
        b'H' => Ok(Ref::own(Value::small_int(read!(data, i, u16) as i64))),
        b'i' => vm.new_int(read!(data, i, i32) as i64),
        b'I' => vm.new_int(read!(data, i, u32) as i64),
        b'l' | b'q' => vm.new_int(read!(data, i, i64)),
        b'L' | b'Q' => vm.new_uint(read!(data, i, u64)),
        b'f' => Ok(Ref::float(read!(data, i, f32) as f64)),
        b'd' => Ok(Ref::float(read!(data, i, f64))),
        _ => match read!(data, i, u32) {
            c if c < 0x110000 => vm.char_str(c),
            _ => Err(vm.value_error("chr() arg not in range(0x110000)")),
        },
    }
}

/// The item at `i` of a kind of numbers as an integer, `None` for floats and text.
#[inline]
pub fn load_int(kind: &Kind, data: &[u8], i: usize) -> Option<i128> {
    Some(match kind.code {
        b'b' => data[i] as i8 as i128,
        b'B' => data[i] as i128,
        b'h' => read!(data, i, i16) as i128,
        b'H' => read!(data, i, u16) as i128,
        b'i' => read!(data, i, i32) as i128,
        b'I' => read!(data, i, u32) as i128,
        b'l' | b'q' => read!(data, i, i64) as i128,
        b'L' | b'Q' => read!(data, i, u64) as i128,
        _ => return None,
    })
}

/// The item at `i` of a kind of floats.
#[inline]
pub fn load_float(kind: &Kind, data: &[u8], i: usize) -> f64 {
    if kind.code == b'f' { read!(data, i, f32) as f64 } else { read!(data, i, f64) }
}

/// The code point at `i` of a kind of text.
#[inline]
pub fn load_point(data: &[u8], i: usize) -> u32 {
    read!(data, i, u32)
}

#[cold]
fn not_a_char(vm: &Vm, v: Value) -> Raised {
    if vm.is_str(v) {
        let n = vm.str(v).len();
        return vm.type_error(format!("array item must be a unicode character, not a string of length {n}"));
    }
    vm.type_error(format!("array item must be a unicode character, not {}", vm.type_name(v)))
}

/// An int between bounds; the words are those of a C type.
fn bounded(vm: &Vm, v: Value, least: i64, most: i64, what: &str) -> Res<i64> {
    let x = match vm.index_i64(v)? {
        Ok(x) => x,
        Err(_) => return Err(vm.overflow_error("Python int too large to convert to C long")),
    };
    if x < least {
        return Err(vm.overflow_error(format!("{what} is less than minimum")));
    }
    if x > most {
        return Err(vm.overflow_error(format!("{what} is greater than maximum")));
    }
    Ok(x)
}

/// An unsigned 64-bit int. What is said of others depends on the code.
fn unsigned(vm: &Vm, v: Value, code: u8) -> Res<u64> {
    let i = vm.index(v)?;
    let quad = code == b'Q';
    let negative = if quad { "can't convert negative int to unsigned" } else { "can't convert negative value to unsigned int" };
    match vm.as_int(i.value()) {
        Some(IntView::Small(x)) if x >= 0 => Ok(x as u64),
        Some(IntView::Big(b)) if b.sign() == Sign::Positive => u64::try_from(b).map_err(|_| {
            let large = if quad { "int too big to convert" } else { "Python int too large to convert to C unsigned long" };
            vm.overflow_error(large)
        }),
        _ => Err(vm.overflow_error(negative)),
    }
}

/// The bytes of a value as an item, at the front of the array. May run Python code.
#[inline]
pub fn store(vm: &Vm, kind: &Kind, v: Value) -> Res<[u8; 8]> {
    let mut out = [0u8; 8];
    macro_rules! put {
        ($x:expr) => {{
            let b = $x.to_ne_bytes();
            out[..b.len()].copy_from_slice(&b);
        }};
    }
    match kind.code {
        b'b' => {
            let x = bounded(vm, v, i16::MIN as i64, i16::MAX as i64, "signed short integer")?;
            match i8::try_from(x) {
                Ok(x) => put!(x),
                Err(_) if x < 0 => return Err(vm.overflow_error("signed char is less than minimum")),
                Err(_) => return Err(vm.overflow_error("signed char is greater than maximum")),
            }
        }
        b'B' => put!(bounded(vm, v, 0, 255, "unsigned byte integer")? as u8),
        b'h' => put!(bounded(vm, v, i16::MIN as i64, i16::MAX as i64, "signed short integer")? as i16),
        b'H' => {
            let x = bounded(vm, v, i32::MIN as i64, i32::MAX as i64, "signed integer")?;
            match u16::try_from(x) {
                Ok(x) => put!(x),
                Err(_) if x < 0 => return Err(vm.overflow_error("unsigned short is less than minimum")),
                Err(_) => return Err(vm.overflow_error("unsigned short is greater than maximum")),
            }
        }
        b'i' => put!(bounded(vm, v, i32::MIN as i64, i32::MAX as i64, "signed integer")? as i32),
        b'I' => match u32::try_from(unsigned(vm, v, b'I')?) {
            Ok(x) => put!(x),
            Err(_) => return Err(vm.overflow_error("unsigned int is greater than maximum")),
        },
        b'l' | b'q' => match vm.index_i64(v)? {
            Ok(x) => put!(x),
            Err(_) if kind.code == b'q' => return Err(vm.overflow_error("int too big to convert")),
            Err(_) => return Err(vm.overflow_error("Python int too large to convert to C long")),
        },
        b'L' | b'Q' => put!(unsigned(vm, v, kind.code)?),
        b'f' => put!(vm.float_arg(v)? as f32),
        b'd' => put!(vm.float_arg(v)?),
        _ => {
            if !vm.is_str(v) || vm.str(v).len() != 1 {
                return Err(not_a_char(vm, v));
            }
            put!(vm.str(v).point(0))
        }
    }
    Ok(out)
}

/// How the items at `i` of two arrays compare, where no objects are needed for it. The outer `None`: they are.
/// The inner one: unordered.
#[inline]
pub fn compare_items(a: (&Kind, &[u8]), b: (&Kind, &[u8]), i: usize) -> Option<Option<Ordering>> {
    if let (Some(x), Some(y)) = (load_int(a.0, a.1, i), load_int(b.0, b.1, i)) {
        return Some(Some(x.cmp(&y)));
    }
    if a.0.is_float() && b.0.is_float() {
        return Some(load_float(a.0, a.1, i).partial_cmp(&load_float(b.0, b.1, i)));
    }
    if a.0.is_text() && b.0.is_text() {
        let (x, y) = (load_point(a.1, i), load_point(b.1, i));
        return (x.max(y) < 0x110000).then(|| Some(x.cmp(&y)));
    }
    None
}

/// What an array is searched for: a number that is compared without objects, or any object.
pub enum Needle {
    Int(i128),
    Float(f64),
    Object,
}

impl Needle {
    pub fn of(kind: &Kind, v: Value) -> Needle {
        if kind.is_text() {
            Needle::Object
        } else if v.is_small_int() && !kind.is_float() {
            Needle::Int(v.as_small_int() as i128)
        } else if v.is_float() && kind.is_float() {
            Needle::Float(v.as_float())
        } else {
            Needle::Object
        }
    }
    /// Whether the item at `i` equals `v`. Runs Python code only for objects.
    #[inline]
    pub fn equals(&self, vm: &Vm, kind: &Kind, data: &[u8], i: usize, v: Value) -> Res<bool> {
        match self {
            Needle::Int(x) => Ok(load_int(kind, data, i) == Some(*x)),
            Needle::Float(x) => Ok(load_float(kind, data, i) == *x),
            Needle::Object => {
                let item = load(vm, kind, data, i)?;
                vm.compare_bool(item.value(), v, CompareOp::Eq)
            }
        }
    }
}
