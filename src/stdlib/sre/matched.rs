//! `re.Match`.
use super::pattern::p as pattern;
use super::subject::Subject;
use super::{Types, substitute};
use crate::native;
use crate::object::{GetSetDef, Header, Raised, Ref, Res, Slots, TypeSpec, Value, Vm, flags};
use crate::text::regex::State;
use crate::types::support::{generic_alias, is_index};

#[repr(C)]
pub struct Match {
    header: Header,
    /// Owned.
    pub pattern: Value,
    pub string: Value,
    /// The tuple of spans, made when asked for; NULL before.
    regs: Value,
    pos: usize,
    endpos: usize,
    last_index: u32,
    /// Groups including the whole match: as many spans lie behind the object.
    groups: u32,
}

/// Begin and end; -1 for a group that did not match.
type Span = [i64; 2];

fn m<'a>(v: Value) -> &'a mut Match {
    // SAFETY: the slots and methods below are called with matches only; no borrow outlives a call.
    unsafe { &mut *v.ptr::<Match>() }
}

impl Match {
    fn spans(&self) -> &[Span] {
        // SAFETY: `new` allocated the object with this many spans behind it and filled them.
        unsafe { std::slice::from_raw_parts((self as *const Match).add(1) as *const Span, self.groups as usize) }
    }
    /// The span of a group, if it matched.
    pub fn span(&self, group: usize) -> Option<(usize, usize)> {
        let [a, b] = self.spans()[group];
        (a >= 0).then_some((a as usize, b as usize))
    }
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "re.Match",
    doc: "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    flags: flags::TRACKED,
    size: size_of::<Match>(),
    slots: Slots {
        repr: Some(repr),
        getitem: Some(|vm, v, key| {
            let g = group_number(vm, v, key)?;
            group(vm, v, g, Value::NONE)
        }),
        drop: Some(drop_match),
        traverse: Some(traverse),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef { name: "string", get: |_, v| Ok(Ref::new(m(v).string)), set: None, doc: "The string passed to match() or search()." },
        GetSetDef { name: "re", get: |_, v| Ok(Ref::new(m(v).pattern)), set: None, doc: "The regular expression object." },
        GetSetDef { name: "pos", get: |vm, v| vm.new_usize(m(v).pos), set: None, doc: "The index into the string at which the RE engine started looking for a match." },
        GetSetDef { name: "endpos", get: |vm, v| vm.new_usize(m(v).endpos), set: None, doc: "The index into the string beyond which the RE engine will not go." },
        GetSetDef {
            name: "lastindex",
            get: |vm, v| if m(v).last_index == 0 { Ok(Ref::NONE) } else { vm.new_usize(m(v).last_index as usize) },
            set: None,
            doc: "The integer index of the last matched capturing group.",
        },
        GetSetDef { name: "lastgroup", get: last_group, set: None, doc: "The name of the last matched capturing group." },
        GetSetDef { name: "regs", get: regs, set: None, doc: "" },
    ],
};

unsafe fn drop_match(vm: &Vm, h: *mut Header) {
    let this = &*(h as *mut Match);
    this.pattern.decref(vm);
    this.string.decref(vm);
    if this.regs != Value::NULL {
        this.regs.decref(vm);
    }
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let this = &*(h as *mut Match);
    visit(this.pattern);
    visit(this.string);
    if this.regs != Value::NULL {
        visit(this.regs);
    }
}

/// The match that `state` describes, found between `pos` and `endpos`.
pub fn new(vm: &Vm, pattern_object: Value, subject: &Subject, state: &State, pos: usize, endpos: usize) -> Res {
    let groups = pattern(pattern_object).program.groups + 1;
    let size = size_of::<Match>() + groups * size_of::<Span>();
    let this = vm.alloc_raw(size, true, vm.extension::<Types>().matched.get())? as *mut Match;
    pattern_object.incref();
    subject.object().incref();
    // SAFETY: the cell is fresh and has room for the spans.
    unsafe {
        (*this).pattern = pattern_object;
        (*this).string = subject.object();
        (*this).regs = Value::NULL;
        (*this).pos = pos;
        (*this).endpos = endpos;
        (*this).last_index = state.last_index;
        (*this).groups = groups as u32;
        let spans = this.add(1) as *mut Span;
        for g in 0..groups {
            *spans.add(g) = state.span(g).map_or([-1, -1], |(a, b)| [a as i64, b as i64]);
        }
    }
    Ok(Ref::own(Value::from_ptr(this)))
}

#[cold]
fn no_such_group(vm: &Vm) -> Raised {
    vm.index_error("no such group")
}

/// The number of the group that a number or name stands for.
fn group_number(vm: &Vm, this: Value, key: Value) -> Res<usize> {
    let n = if is_index(vm, key) {
        vm.index_i64(key)?.unwrap_or(-1)
    } else {
        match vm.dict_get(pattern(m(this).pattern).group_index, key)? {
            Some(i) if vm.as_int(i).is_some() => vm.index_i64(i)?.unwrap_or(-1),
            _ => -1,
        }
    };
    usize::try_from(n).ok().filter(|n| *n < m(this).groups as usize).ok_or_else(|| no_such_group(vm))
}

fn group(vm: &Vm, this: Value, group: usize, default: Value) -> Res {
    match m(this).span(group) {
        Some((a, b)) => Subject::new(vm, m(this).string)?.slice(vm, a, b),
        None => Ok(Ref::new(default)),
    }
}

fn last_group(_: &Vm, v: Value) -> Res {
    let this = m(v);
    // SAFETY: `compile` takes tuples only.
    let names = unsafe { this.pattern.get::<super::pattern::Pattern>().index_group };
    let names = names_of(names);
    Ok(match names.get(this.last_index as usize) {
        Some(name) if this.last_index > 0 => Ref::new(*name),
        _ => Ref::NONE,
    })
}

fn names_of<'a>(tuple: Value) -> &'a [Value] {
    // SAFETY: `compile` takes tuples only, and the pattern keeps it alive.
    unsafe { tuple.get::<crate::object::Tuple>().items() }
}

fn pair(vm: &Vm, [a, b]: Span) -> Res {
    let (a, b) = (vm.new_int(a)?, vm.new_int(b)?);
    vm.tuple_from(&[a.value(), b.value()])
}

fn regs(vm: &Vm, v: Value) -> Res {
    if m(v).regs == Value::NULL {
        let spans: Res<Vec<Ref>> = m(v).spans().iter().map(|s| pair(vm, *s)).collect();
        m(v).regs = vm.tuple_from_refs(spans?)?.into_value();
    }
    Ok(Ref::new(m(v).regs))
}

fn repr(vm: &Vm, v: Value) -> Res {
    let text = group(vm, v, 0, Value::NONE)?;
    let [a, b] = m(v).spans()[0];
    let text = vm.repr(text.value())?;
    let mut out = crate::text::StrBuilder::new();
    out.push_str(&format!("<re.Match object; span=({a}, {b}), match="));
    let view = crate::types::support::str_view(vm.str(text.value()));
    out.push_view(view.slice(0, view.len().min(50)));
    out.push_str(">");
    crate::types::support::str_from_buf(vm, out.finish())
}

native! { static METHODS = [
    /// group([group1, ...]) -> str or tuple.
    ///
    /// Return subgroup(s) of the match by indices or names.
    /// For 0 returns the entire match.
    "group(self, /, *args)" => fn group_(vm, [this], *args) {
        match args {
            [] => group(vm, this, 0, Value::NONE),
            [key] => group(vm, this, group_number(vm, this, *key)?, Value::NONE),
            _ => {
                let items: Res<Vec<Ref>> = args
                    .iter()
                    .map(|key| group(vm, this, group_number(vm, this, *key)?, Value::NONE))
                    .collect();
                vm.tuple_from_refs(items?)
            }
        }
    }
    /// Return index of the start of the substring matched by group.
    "start(self, group=0, /)" => fn start(vm, [this, key]) { vm.new_int(m(this).spans()[group_number(vm, this, key)?][0]) }
    /// Return index of the end of the substring matched by group.
    "end(self, group=0, /)" => fn end(vm, [this, key]) { vm.new_int(m(this).spans()[group_number(vm, this, key)?][1]) }
    /// For match object m, return the 2-tuple (m.start(group), m.end(group)).
    "span(self, group=0, /)" => fn span(vm, [this, key]) { pair(vm, m(this).spans()[group_number(vm, this, key)?]) }
    /// Return a tuple containing all the subgroups of the match, from 1.
    ///
    ///   default
    ///     Is used for groups that did not participate in the match.
    "groups(self, /, default=None)" => fn groups(vm, [this, default]) {
        let items: Res<Vec<Ref>> = (1..m(this).groups as usize).map(|g| group(vm, this, g, default)).collect();
        vm.tuple_from_refs(items?)
    }
    /// Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name.
    ///
    ///   default
    ///     Is used for groups that did not participate in the match.
    "groupdict(self, /, default=None)" => fn groupdict(vm, [this, default]) {
        let dict = vm.new_dict()?;
        let names: Vec<Ref> = vm.dict(pattern(m(this).pattern).group_index).iter().map(|(k, _)| Ref::new(k)).collect();
        for name in names {
            let value = group(vm, this, group_number(vm, this, name.value())?, default)?;
            vm.dict_set(dict.value(), name.value(), value.value())?;
        }
        Ok(dict)
    }
    /// Return the string obtained by doing backslash substitution on the string template, as done by the sub() method.
    "expand(self, /, template)" => fn expand(vm, [this, template]) {
        let template = substitute::compile_template(vm, m(this).pattern, template)?;
        let subject = Subject::new(vm, m(this).string)?;
        substitute::expand(vm, template.value(), &subject, &|g| (g < m(this).groups as usize).then(|| m(this).span(g)))
    }
    "__copy__(self, /)" => fn copy(vm, [this]) { Ok(Ref::new(this)) }
    "__deepcopy__(self, memo, /)" => fn deepcopy(vm, [this, memo]) { Ok(Ref::new(this)) }
    /// See PEP 585
    @classmethod "__class_getitem__(cls, object, /)" => fn class_getitem(vm, [cls, item]) { generic_alias(vm, cls, item) }
]; }
