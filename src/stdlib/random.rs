//! `_random`: the Mersenne Twister (MT19937, Matsumoto and Nishimura 1998), as `random` needs it.
use crate::native;
use crate::numeric::Int;
use crate::object::{Header, IntView, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};
use crate::types::struct_sequence::new_type_of;
use crate::types::support::check_args;
use dashu_int::{IBig, UBig};

const N: usize = 624;
const M: usize = 397;

/// The generator: `index` words of `words` have been given out.
struct Twister {
    words: [u32; N],
    index: usize,
}

impl Twister {
    fn seed_word(&mut self, seed: u32) {
        self.words[0] = seed;
        for i in 1..N {
            let before = self.words[i - 1];
            self.words[i] = 1812433253u32.wrapping_mul(before ^ before >> 30).wrapping_add(i as u32);
        }
        self.index = N;
    }
    fn seed_words(&mut self, key: &[u32]) {
        self.seed_word(19650218);
        let w = &mut self.words;
        let (mut i, mut j) = (1, 0);
        let wrap = |w: &mut [u32; N], i: &mut usize| {
            *i += 1;
            if *i >= N {
                w[0] = w[N - 1];
                *i = 1;
            }
        };
        for _ in 0..N.max(key.len()) {
            let before = w[i - 1];
            w[i] = (w[i] ^ (before ^ before >> 30).wrapping_mul(1664525)).wrapping_add(key[j]).wrapping_add(j as u32);
            wrap(w, &mut i);
            j = if j + 1 == key.len() { 0 } else { j + 1 };
        }
        for _ in 1..N {
            let before = w[i - 1];
            w[i] = (w[i] ^ (before ^ before >> 30).wrapping_mul(1566083941)).wrapping_sub(i as u32);
            wrap(w, &mut i);
        }
        w[0] = 0x8000_0000;
    }
    #[inline(never)]
    fn refill(&mut self) {
        let w = &mut self.words;
        let twist = |high: u32, low: u32, other: u32| {
            let y = high & 0x8000_0000 | low & 0x7fff_ffff;
            other ^ y >> 1 ^ (y & 1).wrapping_neg() & 0x9908_b0df
        };
        for i in 0..N - M {
            w[i] = twist(w[i], w[i + 1], w[i + M]);
        }
        for i in N - M..N - 1 {
            w[i] = twist(w[i], w[i + 1], w[i + M - N]);
        }
        w[N - 1] = twist(w[N - 1], w[0], w[M - 1]);
        self.index = 0;
    }
    #[inline(always)]
    fn next(&mut self) -> u32 {
        if self.index >= N {
            self.refill();
        }
        let mut y = self.words[self.index];
        self.index += 1;
        y ^= y >> 11;
        y ^= y << 7 & 0x9d2c_5680;
        y ^= y << 15 & 0xefc6_0000;
        y ^ y >> 18
    }
}

#[repr(C)]
struct Random {
    header: Header,
    twister: Box<Twister>,
}

fn twister<'a>(v: Value) -> &'a mut Twister {
    // SAFETY: the slots and methods below are called with these objects only; no borrow outlives a call.
    unsafe { &mut (*v.ptr::<Random>()).twister }
}

static SPEC: TypeSpec = TypeSpec {
    name: "_random.Random",
    doc: "Random() -> create a random number generator with its own internal state.",
    flags: flags::BASETYPE,
    size: size_of::<Random>(),
    slots: Slots { new: Some(new), init: Some(init_slot), drop: Some(drop_slot), ..Slots::EMPTY },
    methods: METHODS,
    ..TypeSpec::EMPTY
};

unsafe fn drop_slot(_: &Vm, h: *mut Header) {
    std::ptr::drop_in_place(&raw mut (*(h as *mut Random)).twister);
}

fn new(vm: &Vm, ty: *mut Type, _: &[Value], _: Value) -> Res {
    vm.new_object::<Random>(ty, |p| {
        // SAFETY: the instance is fresh.
        unsafe { (&raw mut (*p).twister).write(Box::new(Twister { words: [0; N], index: 0 })) }
    })
}

fn init_slot(vm: &Vm, this: Value, args: &[Value], kwnames: Value) -> Res<()> {
    check_args(vm, "Random", args, kwnames, 0, 1)?;
    seed(vm, this, args.first().copied().unwrap_or(Value::NONE))
}

fn seed(vm: &Vm, this: Value, from: Value) -> Res<()> {
    if from.is_none() {
        let mut bytes = [0u8; 4 * N];
        // SAFETY: the buffer has the length given.
        let got = unsafe { libc::getrandom(bytes.as_mut_ptr().cast(), bytes.len(), libc::GRND_NONBLOCK) };
        if got == bytes.len() as isize {
            let mut key = [0u32; N];
            for (word, b) in key.iter_mut().zip(bytes.as_chunks::<4>().0) {
                *word = u32::from_le_bytes(*b);
            }
            twister(this).seed_words(&key);
            return Ok(());
        }
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_nanos() as u64);
        let up = std::time::Instant::now();
        let address = &raw const up as u64;
        twister(this).seed_words(&[now as u32, (now >> 32) as u32, std::process::id(), address as u32, (address >> 32) as u32]);
        return Ok(());
    }
    let small = match vm.as_int(from) {
        Some(IntView::Small(x)) => x.unsigned_abs(),
        Some(IntView::Big(b)) => {
            let n = Int::from(b.clone()).magnitude();
            let bytes = n.to_le_bytes();
            let key: Vec<u32> = bytes
                .chunks(4)
                .map(|c| {
                    let mut word = [0; 4];
                    word[..c.len()].copy_from_slice(c);
                    u32::from_le_bytes(word)
                })
                .collect();
            twister(this).seed_words(&key);
            return Ok(());
        }
        None => vm.hash(from)? as u64,
    };
    let key = [small as u32, (small >> 32) as u32];
    twister(this).seed_words(if key[1] == 0 { &key[..1] } else { &key });
    Ok(())
}

native! { static METHODS = [
    /// random() -> x in the interval [0, 1).
    "random(self, /)" => fn random(vm, [this]) {
        let t = twister(this);
        let (a, b) = (t.next() >> 5, t.next() >> 6);
        Ok(Ref::float((a as f64 * 67108864.0 + b as f64) * (1.0 / 9007199254740992.0)))
    }
    /// Initialize internal state from a hashable object.
    ///
    /// None uses random data of the system.
    "seed(self, n=None, /)" => fn seed_method(vm, [this, n]) {
        seed(vm, this, n)?;
        Ok(Ref::NONE)
    }
    /// getstate() -> tuple containing the current state.
    "getstate(self, /)" => fn getstate(vm, [this]) {
        let t = twister(this);
        let mut items = [Value::small_int(t.index as i64); N + 1];
        for (item, word) in items.iter_mut().zip(&t.words) {
            *item = Value::small_int(*word as i64);
        }
        vm.tuple_from(&items)
    }
    /// setstate(state) -> None.  Restores generator state.
    "setstate(self, state, /)" => fn setstate(vm, [this, state]) {
        if !vm.is_tuple(state) {
            return Err(vm.type_error("state vector must be a tuple"));
        }
        let items = vm.tuple_items(state);
        if items.len() != N + 1 {
            return Err(vm.value_error("state vector is the wrong size"));
        }
        let mut words = [0; N];
        for (word, item) in words.iter_mut().zip(items) {
            *word = match vm.as_int(*item) {
                Some(IntView::Small(x)) if x >= 0 => x as u32,
                Some(IntView::Big(b)) if *b > IBig::ZERO => match u64::try_from(b) {
                    Ok(x) => x as u32,
                    Err(_) => return Err(vm.overflow_error("Python int too large to convert to C unsigned long")),
                },
                Some(_) => return Err(vm.overflow_error("can't convert negative value to unsigned int")),
                None => return Err(vm.type_error("an integer is required")),
            };
        }
        let index = match vm.as_int(items[N]) {
            Some(IntView::Small(x)) => x,
            Some(_) => return Err(vm.overflow_error("Python int too large to convert to C long")),
            None => vm.int_arg(items[N])?,
        };
        match usize::try_from(index) {
            Ok(index) if index <= N => *twister(this) = Twister { words, index },
            _ => return Err(vm.value_error("invalid state")),
        }
        Ok(Ref::NONE)
    }
    /// getrandbits(k) -> x.  Generates an int with k random bits.
    "getrandbits(self, k, /)" => fn getrandbits(vm, [this, k]) {
        let k = match vm.index_i64(k)? {
            Ok(k) if k >= 0 => k as u64,
            Ok(_) => return Err(vm.value_error("Cannot convert negative int")),
            Err(std::cmp::Ordering::Less) => return Err(vm.value_error("Cannot convert negative int")),
            Err(_) => match vm.as_int(vm.index(k)?.value()).and_then(|x| u64::try_from(x.to_big()).ok()) {
                Some(k) => k,
                None => return Err(vm.overflow_error("Python int too large for C uint64_t")),
            },
        };
        let t = twister(this);
        match k {
            0 => Ok(Ref::own(Value::small_int(0))),
            1..=32 => Ok(Ref::own(Value::small_int((t.next() >> (32 - k)) as i64))),
            33..=63 => {
                let low = t.next() as i64;
                vm.new_int(low | ((t.next() >> (64 - k)) as i64) << 32)
            }
            _ => {
                let words = usize::try_from((k - 1) / 32 + 1).unwrap_or(usize::MAX);
                let mut bytes: Vec<u8> = Vec::new();
                if words > isize::MAX as usize / 8 || bytes.try_reserve_exact(4 * words).is_err() {
                    return Err(vm.memory_error());
                }
                for i in 0..words {
                    let mut word = t.next();
                    if i + 1 == words {
                        word >>= (words as u64 * 32 - k) as u32;
                    }
                    bytes.extend_from_slice(&word.to_le_bytes());
                }
                vm.new_big(IBig::from(UBig::from_le_bytes(&bytes)))
            }
        }
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_random", "Module implements the Mersenne Twister random number generator.", &[])?;
    let ty = new_type_of(vm, &SPEC, vm.types.object)?;
    super::set(vm, module.value(), "Random", Ref::from_type(ty))?;
    Ok(module)
}
