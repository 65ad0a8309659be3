//! `re.Pattern`.
use super::subject::Subject;
use super::{Types, matched, scanner, substitute};
use crate::native;
use crate::object::{
    CompareOp, GetSetDef, Header, Points, Raised, Ref, Res, Slots, TypeSpec, Value, Vm, flags,
};
use crate::text::regex::{Matcher, NONE, Program, State, Stop, matches, search, translate};
use crate::types::support::{generic_alias, str_from_buf, str_view};
use crate::text::StrBuilder;
use std::cell::Cell;

#[repr(C)]
pub struct Pattern {
    header: Header,
    pub program: Box<Program>,
    /// The source, a str, bytes or None; owned.
    pub source: Value,
    pub flags: i64,
    /// Names to groups and groups to names; owned.
    pub group_index: Value,
    pub index_group: Value,
    /// Storage of a match that is over.
    spare: Cell<Option<Box<State>>>,
}

/// The payload.
pub fn p<'a>(v: Value) -> &'a Pattern {
    // SAFETY: the methods and slots below are called with patterns only; matches and scanners hold patterns.
    unsafe { v.get::<Pattern>() }
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "re.Pattern",
    doc: "Compiled regular expression object.",
    flags: flags::TRACKED | flags::WEAKREFABLE,
    size: size_of::<Pattern>(),
    slots: Slots { repr: Some(repr), hash: Some(hash), compare: Some(compare), drop: Some(drop_pattern), traverse: Some(traverse), ..Slots::EMPTY },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "pattern", get: |_, v| Ok(Ref::new(p(v).source)), set: None, doc: "The pattern string from which the RE object was compiled." },
        GetSetDef { name: "flags", get: |vm, v| vm.new_int(p(v).flags), set: None, doc: "The regex matching flags." },
        GetSetDef { name: "groups", get: |vm, v| vm.new_usize(p(v).program.groups), set: None, doc: "The number of capturing groups in the pattern." },
        GetSetDef {
            name: "groupindex",
            // A pattern without names gives a dict of its own each time.
            get: |vm, v| match vm.dict(p(v).group_index).len() {
                0 => vm.new_dict(),
                _ => crate::types::mapping_proxy::new(vm, p(v).group_index),
            },
            set: None,
            doc: "A dictionary mapping group names to group numbers.",
        },
    ],
};

unsafe fn drop_pattern(vm: &Vm, h: *mut Header) {
    let this = h as *mut Pattern;
    for v in [(*this).source, (*this).group_index, (*this).index_group] {
        v.decref(vm);
    }
    std::ptr::drop_in_place(&raw mut (*this).program);
    std::ptr::drop_in_place(&raw mut (*this).spare);
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let this = h as *mut Pattern;
    visit((*this).source);
    visit((*this).group_index);
    visit((*this).index_group);
}

/// A pattern of the compiler's code.
pub fn new(vm: &Vm, source: Value, pattern_flags: i64, code: &[u32], groups: i64, index: Value, names: Value) -> Res {
    if !source.is_none() && !(source.is_heap() && vm.is_str(source)) {
        Subject::new(vm, source)?;
    }
    let program = usize::try_from(groups).ok().and_then(|groups| translate(code, groups));
    let Some(program) = program else { return Err(vm.runtime_error("invalid SRE code")) };
    let program = Box::new(program);
    vm.new_object::<Pattern>(vm.extension::<Types>().pattern.get(), |this| {
        [source, index, names].iter().for_each(|v| v.incref());
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*this).program).write(program);
            (*this).source = source;
            (*this).flags = pattern_flags;
            (*this).group_index = index;
            (*this).index_group = names;
            (&raw mut (*this).spare).write(Cell::new(None));
        }
    })
}

impl Pattern {
    /// The subject, which must be of the pattern's kind.
    pub fn subject(&self, vm: &Vm, v: Value) -> Res<Subject> {
        let subject = Subject::new(vm, v)?;
        if !self.source.is_none() {
            let bytes_pattern = !vm.is_str(self.source);
            if subject.is_bytes && !bytes_pattern {
                return Err(vm.type_error("cannot use a string pattern on a bytes-like object"));
            }
            if !subject.is_bytes && bytes_pattern {
                return Err(vm.type_error("cannot use a bytes pattern on a string-like object"));
            }
        }
        Ok(subject)
    }
    /// Storage for a match.
    pub fn state(&self) -> Box<State> {
        self.spare.take().unwrap_or_default()
    }
    /// Gives storage back.
    pub fn recycle(&self, state: Box<State>) {
        self.spare.set(Some(state));
    }
    /// Runs the pattern; see `Run`.
    #[inline]
    pub fn run(&self, vm: &Vm, subject: &Subject, state: &mut State, how: &Run) -> Res<bool> {
        let mut program = &*self.program;
        let other;
        if how.start > how.endpos {
            if how.anywhere || how.full {
                return Ok(false);
            }
            let next = match subject.points(vm) {
                Points::One(s) => s.get(how.start).map(|c| *c as u32),
                Points::Two(s) => s.get(how.start).map(|c| *c as u32),
                Points::Four(s) => s.get(how.start).copied(),
            };
            let Some(made) = program.behind_the_end(next == Some(0x0a)) else { return Ok(false) };
            other = made;
            program = &other;
        }
        macro_rules! with { ($s:ident) => {{
            let poll = || interrupted(vm);
            let m = Matcher { program, s: &$s[..how.end], full: how.full, forbidden: how.forbidden, poll: &poll };
            if how.anywhere { search(&m, state, how.start) } else { matches(&m, state, how.start) }
        }}; }
        let found = match subject.points(vm) {
            Points::One(s) => with!(s),
            Points::Two(s) => with!(s),
            Points::Four(s) => with!(s),
        };
        found.map_err(|stop| match stop {
            Stop::Memory => vm.memory_error(),
            Stop::Interrupted => Raised,
        })
    }
}

/// Whether a signal's exception is pending.
fn interrupted(vm: &Vm) -> bool {
    use crate::object::vm::breaker;
    let bits = vm.eval_breaker.load(std::sync::atomic::Ordering::Relaxed);
    bits & breaker::SIGNAL != 0 && crate::vm::signals::deliver(vm).is_err()
}

/// What is to be matched.
#[derive(Clone, Copy)]
pub struct Run {
    pub start: usize,
    /// At most the length of the subject.
    pub end: usize,
    /// The end that was asked for, which may lie before the start: then only an empty match at the start is possible.
    pub endpos: usize,
    /// A match may begin later.
    pub anywhere: bool,
    /// A match must reach the end.
    pub full: bool,
    /// Where no empty match may end, or NONE.
    pub forbidden: usize,
}

impl Run {
    /// A run over the bounds that a method was given.
    pub fn new(vm: &Vm, subject: &Subject, pos: Value, endpos: Value) -> Res<Run> {
        let n = subject.len(vm);
        let bound = |v: Value| Ok((vm.index_size(v)?.max(0) as usize).min(n));
        let start = if pos.is_unbound() { 0 } else { bound(pos)? };
        let end = if endpos.is_unbound() { n } else { bound(endpos)? };
        Ok(Run { start, end: end.max(start), endpos: end, anywhere: true, full: false, forbidden: NONE })
    }
    /// Goes on behind a match.
    pub fn advance(&mut self, state: &State) {
        self.start = state.end;
        self.forbidden = if state.start == state.end { state.end } else { NONE };
    }
}

/// One match, as a match object or None.
fn once(vm: &Vm, this: Value, string: Value, pos: Value, endpos: Value, anywhere: bool, full: bool) -> Res {
    let pattern = p(this);
    let subject = pattern.subject(vm, string)?;
    let run = Run { anywhere, full, ..Run::new(vm, &subject, pos, endpos)? };
    let mut state = pattern.state();
    let result = match pattern.run(vm, &subject, &mut state, &run) {
        Ok(true) => matched::new(vm, this, &subject, &state, run.start, run.endpos),
        Ok(false) => Ok(Ref::NONE),
        Err(e) => Err(e),
    };
    pattern.recycle(state);
    result
}

/// A group of the match in `state`, or `default`.
pub fn group_of(vm: &Vm, subject: &Subject, state: &State, group: usize, default: impl Fn() -> Res) -> Res {
    match state.span(group) {
        Some((a, b)) => subject.slice(vm, a, b),
        None => default(),
    }
}

fn find_all(vm: &Vm, pattern: &Pattern, subject: &Subject, run: &mut Run, state: &mut State) -> Res {
    let groups = pattern.program.groups;
    let list = vm.new_list()?;
    while pattern.run(vm, subject, state, run)? {
        let item = match groups {
            0 => subject.slice(vm, state.start, state.end)?,
            1 => group_of(vm, subject, state, 1, || subject.empty(vm))?,
            _ => {
                let items: Res<Vec<Ref>> =
                    (1..=groups).map(|g| group_of(vm, subject, state, g, || subject.empty(vm))).collect();
                vm.tuple_from_refs(items?)?
            }
        };
        vm.list(list.value()).push(vm, item)?;
        run.advance(state);
    }
    Ok(list)
}

fn split(vm: &Vm, pattern: &Pattern, subject: &Subject, max: i64, state: &mut State) -> Res {
    let mut run = Run::new(vm, subject, Value::UNBOUND, Value::UNBOUND)?;
    let list = vm.new_list()?;
    let (mut n, mut last) = (0, 0);
    while (max == 0 || n < max) && pattern.run(vm, subject, state, &run)? {
        vm.list(list.value()).push(vm, subject.slice(vm, last, state.start)?)?;
        for g in 1..=pattern.program.groups {
            let item = group_of(vm, subject, state, g, || Ok(Ref::NONE))?;
            vm.list(list.value()).push(vm, item)?;
        }
        run.advance(state);
        last = state.end;
        n += 1;
    }
    vm.list(list.value()).push(vm, subject.slice(vm, last, run.end)?)?;
    Ok(list)
}

native! { static METHODS = [
    /// Matches zero or more characters at the beginning of the string.
    "match(self, string, pos=0, endpos=9223372036854775807)" => fn match_(vm, [this, string, pos, endpos]) { once(vm, this, string, pos, endpos, false, false) }
    /// Matches against all of the string.
    "fullmatch(self, string, pos=0, endpos=9223372036854775807)" => fn fullmatch(vm, [this, string, pos, endpos]) { once(vm, this, string, pos, endpos, false, true) }
    /// Scan through string looking for a match, and return a corresponding match object instance.
    ///
    /// Return None if no position in the string matches.
    "search(self, string, pos=0, endpos=9223372036854775807)" => fn search_(vm, [this, string, pos, endpos]) { once(vm, this, string, pos, endpos, true, false) }
    /// Return a list of all non-overlapping matches of pattern in string.
    "findall(self, string, pos=0, endpos=9223372036854775807)" => fn findall(vm, [this, string, pos, endpos]) {
        let pattern = p(this);
        let subject = pattern.subject(vm, string)?;
        let mut run = Run::new(vm, &subject, pos, endpos)?;
        let mut state = pattern.state();
        let result = find_all(vm, pattern, &subject, &mut run, &mut state);
        pattern.recycle(state);
        result
    }
    /// Return an iterator over all non-overlapping matches for the RE pattern in string.
    ///
    /// For each match, the iterator returns a match object.
    "finditer(self, string, pos=0, endpos=9223372036854775807)" => fn finditer(vm, [this, string, pos, endpos]) {
        let scanner = scanner::new(vm, this, string, pos, endpos)?;
        let search = vm.getattr_str(scanner.value(), "search")?;
        crate::types::iterators::new_callable_iterator(vm, search.value(), Value::NONE)
    }
    "scanner(self, string, pos=0, endpos=9223372036854775807)" => fn scanner_(vm, [this, string, pos, endpos]) { scanner::new(vm, this, string, pos, endpos) }
    /// Split string by the occurrences of pattern.
    "split(self, string, maxsplit=0)" => fn split_(vm, [this, string, maxsplit]) {
        let max = vm.index_size(maxsplit)?;
        let pattern = p(this);
        let subject = pattern.subject(vm, string)?;
        let mut state = pattern.state();
        let result = split(vm, pattern, &subject, max, &mut state);
        pattern.recycle(state);
        result
    }
    /// Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl.
    "sub(self, repl, string, count=0)" => fn sub(vm, [this, repl, string, count]) {
        Ok(substitute::sub(vm, this, repl, string, vm.index_size(count)?)?.0)
    }
    /// Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of pattern with the replacement repl.
    "subn(self, repl, string, count=0)" => fn subn(vm, [this, repl, string, count]) {
        let (text, n) = substitute::sub(vm, this, repl, string, vm.index_size(count)?)?;
        let n = vm.new_usize(n)?;
        vm.tuple_from(&[text.value(), n.value()])
    }
    "__copy__(self, /)" => fn copy(vm, [this]) { Ok(Ref::new(this)) }
    "__deepcopy__(self, memo, /)" => fn deepcopy(vm, [this, memo]) { Ok(Ref::new(this)) }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }

const FLAG_NAMES: [(i64, &str); 8] = [
    (2, "re.IGNORECASE"),
    (4, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (256, "re.ASCII"),
    (0, ""),
];

fn repr(vm: &Vm, v: Value) -> Res {
    let this = p(v);
    let mut shown = this.flags;
    // The default of str patterns is not shown.
    if this.source.is_heap() && vm.is_str(this.source) && shown & (4 | 32 | 256) == 32 {
        shown &= !32;
    }
    let mut names: Vec<String> = Vec::new();
    for (bit, name) in FLAG_NAMES {
        if shown & bit != 0 {
            names.push(name.into());
            shown &= !bit;
        }
    }
    if shown != 0 {
        names.push(format!("{shown:#x}"));
    }
    let text = vm.repr(this.source)?;
    let view = str_view(vm.str(text.value()));
    let mut out = StrBuilder::new();
    out.push_str("re.compile(");
    out.push_view(view.slice(0, view.len().min(200)));
    if !names.is_empty() {
        out.push_str(", ");
        out.push_str(&names.join("|"));
    }
    out.push_str(")");
    str_from_buf(vm, out.finish())
}

fn hash(vm: &Vm, v: Value) -> Res<i64> {
    use std::hash::Hasher;
    let this = p(v);
    let mut h = rustc_hash::FxHasher::default();
    this.program.code.iter().for_each(|w| h.write_u32(*w));
    h.write_i64(vm.hash(this.source)?);
    h.write_i64(this.flags);
    h.write_usize(this.program.groups);
    Ok(match h.finish() as i64 {
        -1 => -2,
        x => x,
    })
}

fn compare(vm: &Vm, a: Value, b: Value, op: CompareOp) -> Res {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !b.is_heap() || vm.type_of(a) != vm.type_of(b) {
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    let (x, y) = (p(a), p(b));
    let kind = |p: &Pattern| (p.source.is_none(), p.source.is_heap() && vm.is_str(p.source));
    let same = a == b
        || (x.flags == y.flags
            && kind(x) == kind(y)
            && x.program.groups == y.program.groups
            && x.program.code == y.program.code
            && vm.compare_bool(x.source, y.source, CompareOp::Eq)?);
    Ok(Ref::bool(same == (op == CompareOp::Eq)))
}
