//! `sub`, `subn`, `expand`: replacement templates and their expansion.
use super::pattern::{Run, p as pattern};
use super::subject::Subject;
use super::{Types, matched};
use crate::object::{Header, Raised, Ref, Res, Slots, TypeSpec, Value, Vm, flags};
use crate::text::{StrBuilder, StrView};
use crate::types::import_module;
use crate::types::support::{str_from_buf, str_view};

/// A replacement with references to groups.
#[repr(C)]
struct Template {
    header: Header,
    /// Owned.
    literal: Value,
    /// Groups, each with the literal behind it; owned.
    parts: Vec<(usize, Value)>,
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "_sre.SRE_Template",
    doc: "",
    flags: flags::TRACKED,
    size: size_of::<Template>(),
    slots: Slots { drop: Some(drop_template), traverse: Some(traverse), ..Slots::EMPTY },
    methods: &[],
    getset: &[],
};

unsafe fn drop_template(vm: &Vm, h: *mut Header) {
    let this = h as *mut Template;
    (*this).literal.decref(vm);
    for (_, literal) in std::mem::take(&mut (*this).parts) {
        literal.decref(vm);
    }
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let this = &*(h as *mut Template);
    visit(this.literal);
    this.parts.iter().for_each(|(_, v)| visit(*v));
}

fn t<'a>(v: Value) -> &'a Template {
    // SAFETY: only called with templates, which are immutable.
    unsafe { v.get::<Template>() }
}

/// `_sre.template`: literals and group numbers in turn.
pub fn new_template(vm: &Vm, pattern_object: Value, list: Value) -> Res {
    let types = vm.extension::<Types>();
    if !pattern_object.is_heap() || vm.type_of(pattern_object) != types.pattern.get() {
        return Err(vm.type_error(format!("template() argument 1 must be re.Pattern, not {}", vm.type_name(pattern_object))));
    }
    if !vm.is_list(list) {
        return Err(vm.type_error(format!("template() argument 2 must be list, not {}", vm.type_name(list))));
    }
    let items: Vec<Ref> = vm.list(list).items().iter().map(|v| Ref::new(*v)).collect();
    let bad = || vm.type_error("invalid template");
    let is_literal = |v: Value| v.is_heap() && (vm.is_str(v) || vm.is_bytes(v));
    let [literal, rest @ ..] = &items[..] else { return Err(bad()) };
    if rest.len() % 2 != 0 || !is_literal(literal.value()) {
        return Err(bad());
    }
    let mut parts = Vec::new();
    for part in rest.chunks_exact(2) {
        let group = vm.as_int(part[0].value()).map(|_| vm.index_size(part[0].value())).transpose()?.unwrap_or(-1);
        let Ok(group) = usize::try_from(group) else { return Err(bad()) };
        if !is_literal(part[1].value()) {
            return Err(bad());
        }
        parts.push((group, part[1].value()));
    }
    vm.new_object::<Template>(types.template.get(), |this| {
        literal.value().incref();
        parts.iter().for_each(|(_, v)| v.incref());
        // SAFETY: the instance is fresh.
        unsafe {
            (*this).literal = literal.value();
            (&raw mut (*this).parts).write(parts);
        }
    })
}

/// The template of a replacement, made (and cached) by the library.
pub fn compile_template(vm: &Vm, pattern_object: Value, replacement: Value) -> Res {
    let re = import_module(vm, "re")?;
    let compile = vm.getattr_str(re.value(), "_compile_template")?;
    let result = match vm.call(compile.value(), &[pattern_object, replacement]) {
        // What cannot be hashed cannot be cached: a copy can.
        Err(e) if vm.raised_is(vm.types.TypeError) && vm.slots(replacement).hash.is_none() => {
            drop(vm.take_raised());
            let copy = if vm.is_str(replacement) {
                vm.str_of(replacement)?
            } else {
                let Some(bytes) = vm.bytes_view(replacement)? else { return Err(e) };
                vm.new_bytes(&bytes)?
            };
            vm.call(compile.value(), &[pattern_object, copy.value()])?
        }
        r => r?,
    };
    if !result.is_heap() || vm.type_of(result.value()) != vm.extension::<Types>().template.get() {
        return Err(vm.runtime_error("the result of compiling a replacement string is incorrect"));
    }
    Ok(result)
}

/// Pieces of a result on their way into one str or bytes.
enum Out {
    Str(StrBuilder),
    Bytes(Vec<u8>),
}

struct Joined {
    out: Out,
    /// Items joined so far.
    items: usize,
    /// Index and type of the first that cannot be joined.
    wrong: Option<(usize, String)>,
}

impl Joined {
    fn new(subject: &Subject) -> Joined {
        let out = if subject.is_bytes { Out::Bytes(Vec::new()) } else { Out::Str(StrBuilder::new()) };
        Joined { out, items: 0, wrong: None }
    }
    fn push_slice(&mut self, vm: &Vm, subject: &Subject, a: usize, b: usize) {
        use crate::object::Points;
        match (&mut self.out, subject.points(vm)) {
            (Out::Bytes(out), Points::One(s)) => out.extend_from_slice(&s[a.min(s.len())..b.min(s.len())]),
            (Out::Str(out), _) => {
                let view = subject.view(vm);
                out.push_view(view.slice(a.min(view.len()), b.min(view.len())));
            }
            _ => {}
        }
    }
    /// Adds an object, as `join` would.
    fn push(&mut self, vm: &Vm, v: Value) -> Res<()> {
        let fits = match &mut self.out {
            Out::Str(out) => {
                let fits = v.is_heap() && vm.is_str(v);
                if fits {
                    out.push_view(str_view(vm.str(v)));
                }
                fits
            }
            Out::Bytes(out) => match vm.bytes_view(v)? {
                Some(b) => {
                    out.extend_from_slice(&b);
                    true
                }
                None => false,
            },
        };
        if !fits && self.wrong.is_none() {
            self.wrong = Some((self.items, vm.type_name(v)));
        }
        Ok(())
    }
    fn finish(self, vm: &Vm) -> Res {
        if let Some((i, name)) = self.wrong {
            return Err(vm.type_error(match self.out {
                Out::Str(_) => format!("sequence item {i}: expected str instance, {name} found"),
                Out::Bytes(_) => format!("sequence item {i}: expected a bytes-like object, {name} found"),
            }));
        }
        match self.out {
            Out::Str(out) => str_from_buf(vm, out.finish()),
            Out::Bytes(out) => vm.new_bytes(&out),
        }
    }
}

#[cold]
fn invalid_group(vm: &Vm) -> Raised {
    vm.index_error("no such group")
}

/// Spans by group: None where there is no such group, Some(None) where it did not match.
type Spans<'a> = &'a dyn Fn(usize) -> Option<Option<(usize, usize)>>;

fn expand_into(vm: &Vm, template: Value, subject: &Subject, spans: Spans, out: &mut Joined) -> Res<()> {
    out.push(vm, t(template).literal)?;
    for (group, literal) in &t(template).parts {
        let span = spans(*group).ok_or_else(|| invalid_group(vm))?;
        if let Some((a, b)) = span {
            out.push_slice(vm, subject, a, b);
        }
        out.push(vm, *literal)?;
    }
    Ok(())
}

/// A template with the groups of a match put in.
pub fn expand(vm: &Vm, template: Value, subject: &Subject, spans: Spans) -> Res {
    if t(template).parts.is_empty() {
        return Ok(Ref::new(t(template).literal));
    }
    let mut out = Joined::new(subject);
    expand_into(vm, template, subject, spans, &mut out)?;
    out.finish(vm)
}

/// What each match is replaced by.
enum Replacement {
    Literal(Ref),
    Template(Ref),
    Call(Ref),
}

fn has_backslash(vm: &Vm, v: Value) -> Option<bool> {
    if v.is_exact(vm.types.str) {
        return Some(match str_view(vm.str(v)) {
            StrView::Ascii(s) | StrView::Latin1(s) => s.contains(&b'\\'),
            StrView::Ucs2(s) => s.contains(&(b'\\' as u16)),
            StrView::Ucs4(s) => s.contains(&(b'\\' as u32)),
        });
    }
    v.is_exact(vm.types.bytes).then(|| vm.bytes(v).contains(&b'\\'))
}

/// `sub` and `subn`: the new string, and the number of replacements.
pub fn sub(vm: &Vm, this: Value, replacement: Value, string: Value, count: i64) -> Res<(Ref, usize)> {
    let callable = vm.slots(replacement).call.is_some();
    let replacement = if callable {
        Replacement::Call(Ref::new(replacement))
    } else if replacement.is_heap() && has_backslash(vm, replacement) == Some(false) {
        Replacement::Literal(Ref::new(replacement))
    } else {
        let template = compile_template(vm, this, replacement)?;
        match t(template.value()) {
            Template { parts, literal, .. } if parts.is_empty() => Replacement::Literal(Ref::new(*literal)),
            _ => Replacement::Template(template),
        }
    };
    let pattern_object = this;
    let pattern = pattern(this);
    let subject = pattern.subject(vm, string)?;
    let mut run = Run::new(vm, &subject, Value::UNBOUND, Value::UNBOUND)?;
    let mut state = pattern.state();
    let mut out = Joined::new(&subject);
    let (mut n, mut last) = (0, 0);
    let groups = pattern.program.groups;
    while count == 0 || (n as i64) < count {
        if !pattern.run(vm, &subject, &mut state, &run)? {
            break;
        }
        if last < state.start {
            out.push_slice(vm, &subject, last, state.start);
            out.items += 1;
        }
        match &replacement {
            Replacement::Literal(literal) => {
                out.push(vm, literal.value())?;
                out.items += 1;
            }
            Replacement::Template(template) => {
                expand_into(vm, template.value(), &subject, &|g| (g <= groups).then(|| state.span(g)), &mut out)?;
                out.items += 1;
            }
            Replacement::Call(f) => {
                let m = matched::new(vm, pattern_object, &subject, &state, 0, run.end)?;
                let r = vm.call(f.value(), &[m.value()])?;
                if !r.is_none() {
                    out.push(vm, r.value())?;
                    out.items += 1;
                }
            }
        }
        last = state.end;
        n += 1;
        run.advance(&state);
    }
    pattern.recycle(state);
    if n == 0 {
        return Ok((subject.slice(vm, 0, run.end)?, 0));
    }
    if last < run.end {
        out.push_slice(vm, &subject, last, run.end);
    }
    Ok((out.finish(vm)?, n))
}
