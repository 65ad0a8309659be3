//! The scanner of a pattern and a subject: one match after the other, as `finditer` wants them.
use super::pattern::{Run, p as pattern};
use super::subject::Subject;
use super::{Types, matched};
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};
use crate::text::regex::State;

#[repr(C)]
struct Scanner {
    header: Header,
    /// Owned.
    pattern: Value,
    /// None while a match is looked for.
    state: Option<Box<(State, Subject)>>,
    /// None after the last match.
    run: Option<Run>,
    /// Where the first match was looked for.
    pos: usize,
}

fn s<'a>(v: Value) -> &'a mut Scanner {
    // SAFETY: the slots and methods below are called with scanners only; no borrow outlives a call.
    unsafe { &mut *v.ptr::<Scanner>() }
}

pub static SPEC: TypeSpec = TypeSpec {
    name: "_sre.SRE_Scanner",
    doc: "",
    flags: flags::TRACKED,
    size: size_of::<Scanner>(),
    slots: Slots { drop: Some(drop_scanner), traverse: Some(traverse), ..Slots::EMPTY },
    methods: METHODS,
    getset: &[GetSetDef { name: "pattern", get: |_, v| Ok(Ref::new(s(v).pattern)), set: None, doc: "" }],
};

unsafe fn drop_scanner(vm: &Vm, h: *mut Header) {
    let this = h as *mut Scanner;
    (*this).pattern.decref(vm);
    drop((*this).state.take());
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let this = &*(h as *mut Scanner);
    visit(this.pattern);
    if let Some(state) = &this.state {
        visit(state.1.object());
    }
}

/// A scanner from `pos` to `endpos`.
pub fn new(vm: &Vm, pattern_object: Value, string: Value, pos: Value, endpos: Value) -> Res {
    let subject = pattern(pattern_object).subject(vm, string)?;
    let run = Run::new(vm, &subject, pos, endpos)?;
    let state = Box::new((State::default(), subject));
    vm.new_object::<Scanner>(vm.extension::<Types>().scanner.get(), |this| {
        pattern_object.incref();
        // SAFETY: the instance is fresh.
        unsafe {
            (*this).pattern = pattern_object;
            (&raw mut (*this).state).write(Some(state));
            (&raw mut (*this).run).write(Some(run));
            (*this).pos = run.start;
        }
    })
}

fn next(vm: &Vm, this: Value, anywhere: bool) -> Res {
    let Some(mut state) = s(this).state.take() else {
        return Err(vm.value_error("regular expression scanner already executing"));
    };
    let result = match s(this).run {
        None => Ok(Ref::NONE),
        Some(run) => {
            let run = Run { anywhere, ..run };
            let pattern_object = s(this).pattern;
            let (matching, subject) = &mut *state;
            match pattern(pattern_object).run(vm, subject, matching, &run) {
                Ok(true) => {
                    let mut next = run;
                    next.advance(matching);
                    s(this).run = Some(next);
                    matched::new(vm, pattern_object, subject, matching, s(this).pos, run.endpos)
                }
                Ok(false) => {
                    s(this).run = None;
                    Ok(Ref::NONE)
                }
                Err(e) => Err(e),
            }
        }
    };
    s(this).state = Some(state);
    result
}

native! { static METHODS = [
    "match(self, /)" => fn match_(vm, [this]) { next(vm, this, false) }
    "search(self, /)" => fn search(vm, [this]) { next(vm, this, true) }
]; }
