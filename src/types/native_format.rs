//! Items of memory in the machine's own representation: the single-character formats of `struct` without byte order or alignment.
use crate::numeric::half;
use crate::object::{IntView, Ref, Res, Value, Vm};

/// The character of a format, a leading `@` dropped, and its size.
pub fn native_item(format: &str) -> Option<(u8, usize)> {
    let [c] = *format.strip_prefix('@').unwrap_or(format).as_bytes() else { return None };
    Some((c, item_size(c)?))
}

/// Size of an item of a native format.
pub fn item_size(format: u8) -> Option<usize> {
    Some(match format {
        b'c' | b'b' | b'B' | b'?' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'd' | b'P' => 8,
        _ => return None,
    })
}

/// A format's text without an allocation, for those that memory is cast to.
pub fn static_format(c: u8, prefixed: bool) -> &'static str {
    const PLAIN: &str = "cbB?hHeiIflLqQnNdP";
    const PREFIXED: &str = "@c@b@B@?@h@H@e@i@I@f@l@L@q@Q@n@N@d@P";
    let i = PLAIN.bytes().position(|x| x == c).unwrap_or(2);
    if prefixed { &PREFIXED[2 * i..2 * i + 2] } else { &PLAIN[i..=i] }
}

/// The object that an item stands for.
///
/// # Safety
/// `p` points to as many readable bytes as the format has.
pub unsafe fn unpack(vm: &Vm, format: u8, p: *const u8) -> Res {
    macro_rules! read { ($t:ty) => { p.cast::<$t>().read_unaligned() }; }
    match format {
        b'B' => Ok(Ref::own(Value::small_int(*p as i64))),
        b'b' => Ok(Ref::own(Value::small_int(*p as i8 as i64))),
        b'c' => vm.new_bytes(&[*p]),
        b'?' => Ok(Ref::bool(*p != 0)),
        b'h' => vm.new_int(read!(i16) as i64),
        b'H' => vm.new_int(read!(u16) as i64),
        b'i' => vm.new_int(read!(i32) as i64),
        b'I' => vm.new_int(read!(u32) as i64),
        b'l' | b'q' | b'n' => vm.new_int(read!(i64)),
        b'L' | b'Q' | b'N' | b'P' => match read!(u64) {
            x if x <= i64::MAX as u64 => vm.new_int(x as i64),
            x => vm.new_big(x.into()),
        },
        b'f' => Ok(Ref::float(read!(f32) as f64)),
        b'd' => Ok(Ref::float(read!(f64))),
        b'e' => Ok(Ref::float(half::to_f64(read!(u16)))),
        _ => Err(vm.raise_type(vm.types.NotImplementedError, format!("memoryview: format {} not supported", format as char))),
    }
}

/// Why a value cannot be stored as an item.
pub enum Unfit {
    Type,
    Value,
    Raised,
}

/// The bytes of an item, at the front of the array. Runs `__index__`, `__float__` and `__bool__`.
pub fn pack(vm: &Vm, format: u8, v: Value) -> Result<[u8; 8], Unfit> {
    let mut out = [0u8; 8];
    let mut put = |b: &[u8]| out[..b.len()].copy_from_slice(b);
    match format {
        b'c' => match v.is_heap() && vm.is_bytes(v) {
            true => match vm.bytes(v) {
                [b] => put(&[*b]),
                _ => return Err(Unfit::Value),
            },
            false => return Err(Unfit::Type),
        },
        b'?' => put(&[u8::from(vm.truth(v).map_err(|_| Unfit::Raised)?)]),
        b'f' | b'd' | b'e' => {
            let x = vm.float_arg(v).map_err(|_| unfit(vm))?;
            match format {
                b'f' => put(&(x as f32).to_ne_bytes()),
                b'd' => put(&x.to_ne_bytes()),
                _ => put(&half::from_f64(x).ok_or(Unfit::Value)?.to_ne_bytes()),
            }
        }
        _ => {
            let i = vm.index(v).map_err(|_| unfit(vm))?;
            let big = |i: &Ref| match vm.as_int(i.value()) {
                Some(IntView::Small(x)) => Some(x as i128),
                Some(IntView::Big(b)) => i128::try_from(b).ok(),
                None => None,
            };
            let x = big(&i).ok_or(Unfit::Value)?;
            macro_rules! fit { ($t:ty) => { put(&<$t>::try_from(x).map_err(|_| Unfit::Value)?.to_ne_bytes()) }; }
            match format {
                b'B' => fit!(u8),
                b'b' => fit!(i8),
                b'h' => fit!(i16),
                b'H' => fit!(u16),
                b'i' => fit!(i32),
                b'I' => fit!(u32),
                b'l' | b'q' | b'n' => fit!(i64),
                b'L' | b'Q' | b'N' => fit!(u64),
                // An address may be given as a negative number.
                b'P' if x < 0 => fit!(i64),
                b'P' => fit!(u64),
                _ => return Err(Unfit::Type),
            }
        }
    }
    Ok(out)
}

/// What an exception of a conversion says about the value; other exceptions stand.
fn unfit(vm: &Vm) -> Unfit {
    if vm.clear_raised_if(vm.types.TypeError) {
        Unfit::Type
    } else if vm.clear_raised_if(vm.types.OverflowError) || vm.clear_raised_if(vm.types.ValueError) {
        Unfit::Value
    } else {
        Unfit::Raised
    }
}
