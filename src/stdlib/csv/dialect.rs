//! `_csv.Dialect`: the options of a format, checked.
use super::{Quoting, State, registered};
use crate::native;
use crate::object::{GetSetDef, Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, flags};
use crate::types::support::positional;

/// No character.
pub(super) const UNSET: u32 = u32::MAX;

/// The options. They never change.
#[repr(C)]
pub(super) struct Dialect {
    header: Header,
    pub delimiter: u32,
    /// `UNSET` where there is none, as in the next one.
    pub quotechar: u32,
    pub escapechar: u32,
    pub quoting: Quoting,
    pub doublequote: bool,
    pub skipinitialspace: bool,
    pub strict: bool,
    /// A str, owned.
    pub lineterminator: Value,
}

pub(super) fn d<'a>(v: Value) -> &'a Dialect {
    // SAFETY: called with dialects only; they are immutable.
    unsafe { v.get::<Dialect>() }
}

const fn option(name: &'static str, get: fn(&Vm, Value) -> Res) -> GetSetDef {
    GetSetDef { name, get, set: None, doc: "" }
}

pub(super) static SPEC: TypeSpec = TypeSpec {
    name: "_csv.Dialect",
    doc: "CSV dialect\n\nThe Dialect type records CSV parsing and generation options.\n",
    flags: flags::BASETYPE | flags::TRACKED,
    size: size_of::<Dialect>(),
    slots: Slots {
        new: Some(new),
        // SAFETY: a dialect without references, which owns its line terminator.
        drop: Some(|vm, h| unsafe { (*(h as *mut Dialect)).lineterminator.decref(vm) }),
        // SAFETY: a live dialect.
        traverse: Some(|h, visit| unsafe { visit((*(h as *mut Dialect)).lineterminator) }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        option("delimiter", |vm, v| character(vm, d(v).delimiter)),
        option("doublequote", |_, v| Ok(Ref::bool(d(v).doublequote))),
        option("escapechar", |vm, v| character(vm, d(v).escapechar)),
        option("lineterminator", |_, v| Ok(Ref::new(d(v).lineterminator))),
        option("quotechar", |vm, v| character(vm, d(v).quotechar)),
        option("quoting", |_, v| Ok(Ref::own(Value::small_int(d(v).quoting as i64)))),
        option("skipinitialspace", |_, v| Ok(Ref::bool(d(v).skipinitialspace))),
        option("strict", |_, v| Ok(Ref::bool(d(v).strict))),
    ],
};

native! { static METHODS = [
    "__reduce__(self, /)" => fn reduce(vm, [this]) { Err(vm.type_error("cannot pickle 'Dialect' instances")) }
    "__reduce_ex__(self, protocol, /)" => fn reduce_ex(vm, [this, protocol]) { Err(vm.type_error("cannot pickle 'Dialect' instances")) }
]; }

fn character(vm: &Vm, c: u32) -> Res {
    if c == UNSET { Ok(Ref::NONE) } else { vm.char_str(c) }
}

/// The parameters of the constructor; the first is the dialect to start from.
const NAMES: [&str; 9] =
    ["dialect", "delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict"];

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let mut given: [Option<Ref>; 9] = [const { None }; 9];
    let first = positional(vm, args, kwnames);
    if args.len() > NAMES.len() {
        return Err(vm.type_error(format!("function takes at most 9 arguments ({} given)", args.len())));
    }
    for (to, v) in given.iter_mut().zip(first) {
        *to = Some(Ref::new(*v));
    }
    if kwnames != Value::NULL {
        for (name, v) in vm.tuple_items(kwnames).iter().zip(&args[first.len()..]) {
            let text = vm.str_text(*name);
            let Some(i) = NAMES.iter().position(|n| *n == text) else {
                return Err(vm.type_error(format!("this function got an unexpected keyword argument '{text}'")));
            };
            if i < first.len() {
                return Err(vm.type_error(format!("argument for function given by name ('{text}') and position ({})", i + 1)));
            }
            given[i] = Some(Ref::new(*v));
        }
    }
    if let Some(base) = given[0].take().filter(|b| !b.is_none()) {
        let base = if vm.is_str(base.value()) { registered(vm, base.value())? } else { base };
        // What is no different is the same.
        if vm.is_instance(base.value(), vm.extension::<State>().dialect.get()) && given[1..].iter().all(Option::is_none) {
            return Ok(base);
        }
        for (to, name) in given.iter_mut().zip(NAMES).skip(1).filter(|(to, _)| to.is_none()) {
            match vm.getattr_str(base.value(), name) {
                Ok(v) => *to = Some(v),
                Err(_) => drop(vm.take_raised()),
            }
        }
    }
    let options = Options { vm, given };
    let made = options.checked()?;
    vm.new_object::<Dialect>(ty, |p| {
        let lineterminator = made.lineterminator.into_value();
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).delimiter = made.delimiter;
            (*p).quotechar = made.quotechar;
            (*p).escapechar = made.escapechar;
            (*p).quoting = made.quoting;
            (*p).doublequote = made.doublequote;
            (*p).skipinitialspace = made.skipinitialspace;
            (*p).strict = made.strict;
            (*p).lineterminator = lineterminator;
        }
    })
}

/// The values given, in the order of `NAMES`.
struct Options<'a> {
    vm: &'a Vm,
    given: [Option<Ref>; 9],
}

struct Checked {
    delimiter: u32,
    quotechar: u32,
    escapechar: u32,
    quoting: Quoting,
    doublequote: bool,
    skipinitialspace: bool,
    strict: bool,
    lineterminator: Ref,
}

impl Options<'_> {
    fn get(&self, name: &str) -> Option<Value> {
        let i = NAMES.iter().position(|n| *n == name)?;
        self.given[i].as_ref().map(Ref::value)
    }
    fn truth(&self, name: &str, default: bool) -> Res<bool> {
        self.get(name).map_or(Ok(default), |v| self.vm.truth(v))
    }
    fn character(&self, name: &str, default: u32, optional: bool) -> Res<u32> {
        let Some(v) = self.get(name) else { return Ok(default) };
        let or_none = if optional { " or None" } else { "" };
        if v.is_none() && optional {
            return Ok(UNSET);
        }
        let vm = self.vm;
        if !vm.is_str(v) {
            return Err(vm.type_error(format!("\"{name}\" must be a unicode character{or_none}, not {}", vm.type_name(v))));
        }
        match vm.str(v).len() {
            1 => Ok(vm.str(v).point(0)),
            n => Err(vm.type_error(format!("\"{name}\" must be a unicode character{or_none}, not a string of length {n}"))),
        }
    }
    fn quoting(&self) -> Res<Quoting> {
        let vm = self.vm;
        let no_quotes = self.get("quotechar").is_some_and(|q| q.is_none());
        match self.get("quoting") {
            None if no_quotes => Ok(Quoting::None),
            None => Ok(Quoting::Minimal),
            Some(v) if v.is_exact(vm.types.int) => match vm.int_arg(v)? {
                n @ 0..=5 => Ok(Quoting::ALL[n as usize].0),
                _ => Err(vm.type_error("bad \"quoting\" value")),
            },
            Some(v) if v.is_small_int() => match v.as_small_int() {
                n @ 0..=5 => Ok(Quoting::ALL[n as usize].0),
                _ => Err(vm.type_error("bad \"quoting\" value")),
            },
            Some(v) => Err(vm.type_error(format!("\"quoting\" must be an integer, not {}", vm.type_name(v)))),
        }
    }
    fn checked(&self) -> Res<Checked> {
        let vm = self.vm;
        let delimiter = self.character("delimiter", ',' as u32, false)?;
        let doublequote = self.truth("doublequote", true)?;
        let escapechar = self.character("escapechar", UNSET, true)?;
        let lineterminator = match self.get("lineterminator") {
            None => vm.new_str("\r\n")?,
            Some(v) if vm.is_str(v) => Ref::new(v),
            Some(v) => return Err(vm.type_error(format!("\"lineterminator\" must be a string, not {}", vm.type_name(v)))),
        };
        let quotechar = self.character("quotechar", '"' as u32, true)?;
        let quoting = self.quoting()?;
        let skipinitialspace = self.truth("skipinitialspace", false)?;
        let strict = self.truth("strict", false)?;
        if quoting != Quoting::None && quotechar == UNSET {
            return Err(vm.type_error("quotechar must be set if quoting enabled"));
        }
        let chars = [("delimiter", delimiter), ("escapechar", escapechar), ("quotechar", quotechar)];
        let bad = |what: String| -> Raised { vm.value_error(format!("bad {what} value")) };
        let end_of_line = |c: u32| c == '\n' as u32 || c == '\r' as u32;
        for (name, c) in chars {
            if end_of_line(c) || c == ' ' as u32 && skipinitialspace && name != "delimiter" {
                return Err(bad(name.to_owned()));
            }
        }
        let set = |c: u32| c != UNSET;
        let in_terminator = |c: u32| set(c) && vm.str(lineterminator.value()).iter().any(|x| x == c);
        if let Some((name, _)) = chars.iter().find(|(_, c)| in_terminator(*c)) {
            return Err(bad(format!("{name} or lineterminator")));
        }
        for (i, (a, x)) in chars.iter().enumerate() {
            for (b, y) in &chars[i + 1..] {
                if set(*x) && x == y {
                    return Err(bad(format!("{a} or {b}")));
                }
            }
        }
        Ok(Checked { delimiter, quotechar, escapechar, quoting, doublequote, skipinitialspace, strict, lineterminator })
    }
}
