//! The form in which native functions, methods and attributes are declared, and the one argument parser.
//!
//! ```ignore
//! native! { pub static METHODS = [
//!     /// Append object to the end of the list.
//!     "append(self, object, /)" => fn append(vm, [this, object]) { … Ok(Ref::NONE) }
//!     /// Print.
//!     "print(*args, sep=' ', end='\n', file=None, flush=False)" => fn print(vm, [sep, end, file, flush], *args) { … }
//!     @classmethod "fromkeys(cls, iterable, value=None, /)" => fn fromkeys(vm, [cls, iterable, value]) { … }
//! ]; }
//! ```
//! The signature text is the argument parser's input (parsed at compile time), the `__text_signature__` and the source of
//! the name. Words with `@` in front say what the text does not (`NativeDef`). Each parameter but `*args` is a slot: a borrowed `Value`, `Value::UNBOUND` where the argument was not given and
//! its default is not None, True, False or an int. `**kwargs` is a slot too: a dict, or UNBOUND where there were none.
use super::reference::Res;
use super::value::Value;
use super::vm::Vm;

/// Body of a native function: bound slots, and the positional arguments that `*args` took.
pub type NativeFn = fn(&Vm, *const Value, &[Value]) -> Res;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NativeKind {
    /// Module function, or method that takes its receiver as first slot.
    Plain,
    ClassMethod,
    StaticMethod,
}

/// What a function with several checks of its own finds wrong with a call that its signature does not fit: it gets the positional
/// arguments, the names of the keywords and their values. `Ok`: nothing that comes before the signature's complaint.
pub type Objection = fn(&Vm, &[Value], &[Value], &[Value]) -> Res<()>;

#[derive(Clone, Copy)]
pub struct NativeDef {
    pub sig: Signature,
    pub call: NativeFn,
    pub doc: &'static str,
    pub kind: NativeKind,
    /// `@varargs`: takes a tuple of arguments (METH_VARARGS in CPython), which shows in the words for keywords and wrong counts.
    pub varargs: bool,
    /// `@slot_method`: the same as the slot of its name, which a subclass then takes over.
    pub slot_method: bool,
    /// `@objects(f)`: asked first where a call does not fit the signature.
    pub objection: Option<Objection>,
}

/// Whether `word` is among the `@` words in front of a signature.
pub const fn has_word(words: &[&str], word: &str) -> bool {
    let mut i = 0;
    while i < words.len() {
        if text_equals(words[i].as_bytes(), 0, words[i].len(), word) {
            return true;
        }
        i += 1;
    }
    false
}
/// The kind that the `@` words in front of a signature say.
pub const fn kind_of(words: &[&str]) -> NativeKind {
    if has_word(words, "classmethod") {
        NativeKind::ClassMethod
    } else if has_word(words, "staticmethod") {
        NativeKind::StaticMethod
    } else {
        NativeKind::Plain
    }
}

/// An attribute computed by native code.
pub struct GetSetDef {
    pub name: &'static str,
    pub get: fn(&Vm, Value) -> Res,
    /// `None` as the value deletes; no setter makes the attribute read-only.
    pub set: Option<fn(&Vm, Value, Option<Value>) -> Res<()>>,
    pub doc: &'static str,
}

pub const MAX_PARAMS: usize = 14;

/// A parsed signature. Slots are in the order of the text, `*args` left out, `**kwargs` last.
#[derive(Clone, Copy)]
pub struct Signature {
    pub text: &'static str,
    /// Bytes of the name at the start of the text.
    pub name_len: u8,
    /// Slots in all.
    pub slots: u8,
    /// Positional-only parameters, then up to `positional` those that may be given either way.
    pub positional_only: u8,
    pub positional: u8,
    /// Positional parameters without a default.
    pub required: u8,
    pub has_star: bool,
    pub has_star_star: bool,
    /// Byte ranges of the names in the text.
    pub names: [(u8, u8); MAX_PARAMS],
    pub defaults: [Value; MAX_PARAMS],
    /// Keyword-only parameters without default, one bit a slot.
    pub required_kwonly: u16,
}

const fn text_equals(t: &[u8], start: usize, end: usize, what: &str) -> bool {
    let w = what.as_bytes();
    if end - start != w.len() {
        return false;
    }
    let mut i = 0;
    while i < w.len() {
        if t[start + i] != w[i] {
            return false;
        }
        i += 1;
    }
    true
}

impl Signature {
    pub const fn parse(text: &'static str) -> Signature {
        let t = text.as_bytes();
        let mut s = Signature {
            text,
            name_len: 0,
            slots: 0,
            positional_only: 0,
            positional: 0,
            required: 0,
            has_star: false,
            has_star_star: false,
            names: [(0, 0); MAX_PARAMS],
            defaults: [Value::UNBOUND; MAX_PARAMS],
            required_kwonly: 0,
        };
        let mut i = 0;
        while t[i] != b'(' {
            i += 1;
        }
        s.name_len = i as u8;
        i += 1;
        let mut kwonly = false;
        while t[i] != b')' {
            while matches!(t[i], b' ' | b',' | b'\n') {
                i += 1;
            }
            if t[i] == b')' {
                break;
            }
            if t[i] == b'/' {
                s.positional_only = s.positional;
                i += 1;
                continue;
            }
            let mut star_star = false;
            if t[i] == b'*' {
                if t[i + 1] == b'*' {
                    star_star = true;
                    i += 2;
                } else {
                    kwonly = true;
                    i += 1;
                    if t[i] != b',' && t[i] != b' ' {
                        s.has_star = true;
                        while t[i] != b',' && t[i] != b')' {
                            i += 1;
                        }
                    }
                    continue;
                }
            }
            let start = i;
            while t[i] != b',' && t[i] != b')' && t[i] != b'=' {
                i += 1;
            }
            let slot = s.slots as usize;
            s.names[slot] = (start as u8, i as u8);
            let mut has_default = false;
            if t[i] == b'=' {
                has_default = true;
                i += 1;
                let from = i;
                let mut quote = 0u8;
                let mut depth = 0;
                while quote != 0 || depth > 0 || (t[i] != b',' && t[i] != b')') {
                    if quote == 0 && (t[i] == b'\'' || t[i] == b'"') {
                        quote = t[i];
                    } else if quote != 0 && t[i] == quote {
                        quote = 0;
                    } else if quote == 0 && t[i] == b'(' {
                        depth += 1;
                    } else if quote == 0 && t[i] == b')' {
                        depth -= 1;
                    }
                    i += 1;
                }
                s.defaults[slot] = if text_equals(t, from, i, "None") {
                    Value::NONE
                } else if text_equals(t, from, i, "True") {
                    Value::TRUE
                } else if text_equals(t, from, i, "False") {
                    Value::FALSE
                } else {
                    let mut j = from;
                    let negative = t[j] == b'-';
                    if negative {
                        j += 1;
                    }
                    let mut n: i64 = 0;
                    let mut numeric = j < i;
                    while j < i {
                        if t[j] < b'0' || t[j] > b'9' || n > 1 << 40 {
                            numeric = false;
                            break;
                        }
                        n = n * 10 + (t[j] - b'0') as i64;
                        j += 1;
                    }
                    if numeric { Value::small_int(if negative { -n } else { n }) } else { Value::UNBOUND }
                };
            }
            if star_star {
                s.has_star_star = true;
            } else if kwonly {
                if !has_default {
                    s.required_kwonly |= 1 << slot;
                }
            } else {
                s.positional += 1;
                if !has_default {
                    s.required = s.positional;
                }
            }
            s.slots += 1;
        }
        s
    }
    pub fn name(&self) -> &'static str {
        &self.text[..self.name_len as usize]
    }
    pub fn param(&self, slot: usize) -> &'static str {
        let (a, b) = self.names[slot];
        &self.text[a as usize..b as usize]
    }
    /// Only positional parameters: a call without keywords needs no binding but defaults.
    #[inline(always)]
    pub fn is_positional(&self) -> bool {
        self.positional == self.slots && !self.has_star
    }
}

/// Calls a native function with unbound arguments: binds them to slots, then runs the body.
/// `args` includes the receiver of a method. Raises the TypeErrors of CPython's argument parser.
#[inline]
pub fn call_native(vm: &Vm, def: &NativeDef, args: &[Value], kwnames: Value) -> Res {
    call_native_or(vm, def, args, kwnames, super::bind::bind_and_call)
}
/// As `call_native`, by what is to be named in messages.
#[inline]
pub fn call_native_as(vm: &Vm, def: &NativeDef, args: &[Value], kwnames: Value, caller: super::bind::Caller) -> Res {
    call_native_or(vm, def, args, kwnames, |vm, def, args, kwnames| super::bind::call_as(vm, def, args, kwnames, caller))
}
#[inline(always)]
fn call_native_or(
    vm: &Vm,
    def: &NativeDef,
    args: &[Value],
    kwnames: Value,
    otherwise: impl FnOnce(&Vm, &NativeDef, &[Value], Value) -> Res,
) -> Res {
    let sig = &def.sig;
    let n = args.len();
    if kwnames == Value::NULL && !sig.has_star {
        if sig.is_positional() && n == sig.slots as usize {
            return (def.call)(vm, args.as_ptr(), &[]);
        }
        if n >= sig.required as usize && n <= sig.positional as usize && sig.required_kwonly == 0 {
            let mut slots = sig.defaults;
            slots[..n].copy_from_slice(args);
            return (def.call)(vm, slots.as_ptr(), &[]);
        }
    }
    if kwnames == Value::NULL && sig.has_star && n >= sig.positional as usize && sig.required_kwonly == 0 {
        let mut slots = sig.defaults;
        let (given, extra) = args.split_at(sig.positional as usize);
        slots[..given.len()].copy_from_slice(given);
        return (def.call)(vm, slots.as_ptr(), extra);
    }
    otherwise(vm, def, args, kwnames)
}


/// Declares native functions; see the module documentation.
#[macro_export]
macro_rules! native {
    ($(#[$m:meta])* $vis:vis static $NAME:ident = [ $(
        $(#[doc = $doc:literal])* $(@$word:ident $(($objection:expr))?)* $sig:literal => fn $f:ident($vm:ident, [$($p:ident),* $(,)?] $(, * $rest:ident)?) $body:block
    )* ];) => {
        $(
            // The documentation is Python's, no Rust.
            #[allow(non_snake_case, unused_variables)]
            fn $f($vm: &$crate::object::Vm, slots: *const $crate::object::Value, rest: &[$crate::object::Value]) -> $crate::object::Res {
                const _: () = assert!($crate::object::Signature::parse($sig).slots as usize == <[&str]>::len(&[$(stringify!($p)),*]));
                // SAFETY: the caller bound as many slots as the signature has, which is the length of this pattern.
                let [$($p),*] = unsafe { *(slots as *const [$crate::object::Value; <[&str]>::len(&[$(stringify!($p)),*])]) };
                $(let $rest = rest;)?
                $body
            }
        )*
        $(#[$m])*
        $vis static $NAME: &[$crate::object::NativeDef] = &[ $(
            $crate::object::NativeDef {
                sig: const { $crate::object::Signature::parse($sig) },
                call: $f,
                doc: concat!("" $(, $doc, "\n")*),
                kind: const { $crate::object::native::kind_of(&[$(stringify!($word)),*]) },
                varargs: const { $crate::object::native::has_word(&[$(stringify!($word)),*], "varargs") },
                slot_method: const { $crate::object::native::has_word(&[$(stringify!($word)),*], "slot_method") },
                objection: {
                    #[allow(unused_mut, unused_assignments)]
                    const OBJECTION: Option<$crate::object::native::Objection> = {
                        let mut o: Option<$crate::object::native::Objection> = None;
                        $($(o = Some($objection);)?)*
                        o
                    };
                    OBJECTION
                },
            }
        ),* ];
    };
}
