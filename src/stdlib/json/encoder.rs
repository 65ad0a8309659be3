//! `_json.make_encoder`: objects to JSON text.
use super::strings::push_encoded;
use crate::native;
use crate::object::{GetSetDef, Header, Raised, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};
use crate::text::StrBuilder;
use crate::types::exceptions::add_note;
use crate::types::support::{str_from_buf, str_view};

/// The options, owned values: markers, default, encoder, indent, key_separator, item_separator.
#[repr(C)]
struct Encoder {
    header: Header,
    options: [Value; 6],
    sort_keys: bool,
    skipkeys: bool,
    allow_nan: bool,
    /// The encoder is one of ours: whether it writes ASCII only.
    ascii: Option<bool>,
}

const MARKERS: usize = 0;
const DEFAULT: usize = 1;
const ENCODER: usize = 2;
const INDENT: usize = 3;
const KEY_SEPARATOR: usize = 4;
const ITEM_SEPARATOR: usize = 5;

fn e<'a>(v: Value) -> &'a Encoder {
    // SAFETY: the slots below are called with encoders only; they do not change.
    unsafe { v.get::<Encoder>() }
}

macro_rules! option { ($name:literal, $i:expr) => { GetSetDef { name: $name, get: |_, v| Ok(Ref::new(e(v).options[$i])), set: None, doc: $name } }; }

pub static SPEC: TypeSpec = TypeSpec {
    name: "_json.Encoder",
    doc: "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
    flags: flags::TRACKED | flags::BASETYPE,
    size: size_of::<Encoder>(),
    slots: Slots { new: Some(new), call: Some(call), drop: Some(drop_slot), traverse: Some(traverse), ..Slots::EMPTY },
    getset: &[
        option!("markers", MARKERS),
        option!("default", DEFAULT),
        option!("encoder", ENCODER),
        option!("indent", INDENT),
        option!("key_separator", KEY_SEPARATOR),
        option!("item_separator", ITEM_SEPARATOR),
        GetSetDef { name: "sort_keys", get: |_, v| Ok(Ref::bool(e(v).sort_keys)), set: None, doc: "sort_keys" },
        GetSetDef { name: "skipkeys", get: |_, v| Ok(Ref::bool(e(v).skipkeys)), set: None, doc: "skipkeys" },
    ],
    ..TypeSpec::EMPTY
};

unsafe fn drop_slot(vm: &Vm, h: *mut Header) {
    let options = (*(h as *mut Encoder)).options;
    options.iter().for_each(|v| v.decref(vm));
}
unsafe fn traverse(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    (*(h as *mut Encoder)).options.iter().for_each(|v| visit(*v));
}

native! { static NEW = [
    "make_encoder(cls, markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)" => fn new_body(vm, [class, markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan]) {
        for (i, v) in [(5, key_separator), (6, item_separator)] {
            if !vm.is_str(v) {
                return Err(vm.type_error(format!("make_encoder() argument {i} must be str, not {}", vm.argument_type_name(v))));
            }
        }
        let (sort_keys, skipkeys, allow_nan) = (vm.truth(sort_keys)?, vm.truth(skipkeys)?, vm.truth(allow_nan)?);
        if !markers.is_none() && !vm.is_dict(markers) {
            return Err(vm.type_error(format!("make_encoder() argument 1 must be dict or None, not {}", vm.type_name(markers))));
        }
        let options = [markers, default, encoder, indent, key_separator, item_separator];
        vm.new_object::<Encoder>(class.ptr::<Type>(), |p| {
            options.iter().for_each(|v| v.incref());
            // SAFETY: the instance is fresh.
            unsafe {
                (*p).options = options;
                (*p).sort_keys = sort_keys;
                (*p).skipkeys = skipkeys;
                (*p).allow_nan = allow_nan;
                (*p).ascii = super::builtin_encoder(vm, encoder);
            }
        })
    }
    "_iterencode(obj, _current_indent_level)" => fn call_body(vm, [object, level]) { vm.tuple_from(&[object, level]) }
]; }

fn new(vm: &Vm, ty: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let mut all = vec![Value::from_ptr(ty)];
    all.extend_from_slice(args);
    call_native(vm, &NEW[0], &all, kwnames)
}

fn call(vm: &Vm, v: Value, args: &[Value], kwnames: Value) -> Res {
    let bound = call_native(vm, &NEW[1], args, kwnames)?;
    let [object, level] = *vm.tuple_items(bound.value()) else { return Ok(Ref::NONE) };
    let level = vm.int_arg(level)?;
    let held = Ref::new(v);
    let mut run = Run { vm, e: e(held.value()), out: StrBuilder::with_capacity(64), digits: Vec::new() };
    if !run.e.options[INDENT].is_none() && !vm.is_str(run.e.options[INDENT]) {
        return Err(vm.type_error(format!("can't multiply sequence by non-int of type '{}'", vm.type_name(run.e.options[INDENT]))));
    }
    run.value(object, level.max(0) as usize)?;
    let text = str_from_buf(vm, run.out.finish())?;
    vm.tuple_from(&[text.value()])
}

/// One run over an object.
struct Run<'a> {
    vm: &'a Vm,
    e: &'a Encoder,
    out: StrBuilder,
    digits: Vec<u8>,
}

impl Run<'_> {
    fn push(&mut self, v: Value) {
        self.out.push_view(str_view(self.vm.str(v)));
    }
    fn newline(&mut self, level: usize) {
        if !self.e.options[INDENT].is_none() {
            self.out.push_ascii(b"\n");
            for _ in 0..level {
                self.push(self.e.options[INDENT]);
            }
        }
    }
    fn string(&mut self, v: Value) -> Res<()> {
        if let Some(ascii) = self.e.ascii {
            push_encoded(&mut self.out, self.vm.str(v), ascii);
            return Ok(());
        }
        let text = self.vm.call(self.e.options[ENCODER], &[v])?;
        if !self.vm.is_str(text.value()) {
            return Err(self.vm.type_error(format!("encoder() must return a string, not {}", self.vm.type_name(text.value()))));
        }
        self.push(text.value());
        Ok(())
    }
    fn float(&mut self, x: f64) -> Res<()> {
        if x.is_finite() {
            self.digits.clear();
            crate::numeric::float_format::float_repr(x, &mut self.digits);
            self.out.push_ascii(&self.digits);
            return Ok(());
        }
        if !self.e.allow_nan {
            let text = self.vm.repr_text(Value::float(x))?;
            return Err(self.vm.value_error(format!("Out of range float values are not JSON compliant: {text}")));
        }
        self.out.push_ascii(if x.is_nan() { b"NaN" } else if x > 0.0 { b"Infinity" } else { b"-Infinity" });
        Ok(())
    }
    /// What is not a container; whether it was such.
    #[inline]
    fn scalar(&mut self, v: Value) -> Res<bool> {
        let word: &[u8] = match v {
            Value::NONE => b"null",
            Value::TRUE => b"true",
            Value::FALSE => b"false",
            _ => b"",
        };
        if !word.is_empty() {
            self.out.push_ascii(word);
        } else if let Some(i) = self.vm.as_int(v) {
            self.digits.clear();
            crate::types::int::write_int(self.vm, i, &mut self.digits)?;
            self.out.push_ascii(&self.digits);
        } else if let Some(x) = self.vm.float_payload(v) {
            self.float(x)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }
    fn value(&mut self, v: Value, level: usize) -> Res<()> {
        let vm = self.vm;
        if vm.is_str(v) {
            return self.string(v);
        }
        if self.scalar(v)? {
            return Ok(());
        }
        if vm.is_list(v) || vm.is_tuple(v) {
            vm.check_machine_stack(" while encoding a JSON object")?;
            return self.list(v, level);
        }
        if vm.is_dict(v) {
            vm.check_machine_stack(" while encoding a JSON object")?;
            return self.dict(v, level);
        }
        let mark = self.mark(v)?;
        let replaced = vm.call(self.e.options[DEFAULT], &[v])?;
        vm.check_machine_stack(" while encoding a JSON object")?;
        self.value(replaced.value(), level).map_err(|e| self.note(e, || Ok(format!("when serializing {} object", vm.full_name_of_type(vm.type_of(v))))))?;
        self.unmark(mark)
    }
    /// Adds a note to the exception that is on its way.
    #[cold]
    fn note(&self, e: Raised, text: impl FnOnce() -> Res<String>) -> Raised {
        let exception = self.vm.take_raised();
        match text() {
            Ok(text) => {
                add_note(self.vm, exception.value(), &text);
                self.vm.set_raised(exception)
            }
            Err(_) => {
                drop(self.vm.take_raised());
                let _ = e;
                self.vm.set_raised(exception)
            }
        }
    }
    /// Remembers a container that is being written, so that one inside itself is found.
    fn mark(&self, v: Value) -> Res<Option<Ref>> {
        let markers = self.e.options[MARKERS];
        if markers.is_none() {
            return Ok(None);
        }
        let key = self.vm.new_int(v.0 as i64)?;
        if self.vm.dict_get(markers, key.value())?.is_some() {
            return Err(self.vm.value_error("Circular reference detected"));
        }
        self.vm.dict_set(markers, key.value(), v)?;
        Ok(Some(key))
    }
    fn unmark(&self, mark: Option<Ref>) -> Res<()> {
        if let Some(key) = mark {
            self.vm.dict_remove(self.e.options[MARKERS], key.value())?;
        }
        Ok(())
    }
    fn list(&mut self, v: Value, level: usize) -> Res<()> {
        let vm = self.vm;
        let exact = v.is_exact(vm.types.list) || v.is_exact(vm.types.tuple);
        let copy = if exact { Ref::new(v) } else { vm.list_from_refs(vm.collect(v)?)? };
        let items = |i: usize| {
            let c = copy.value();
            let items = if vm.is_list(c) { vm.list(c).items() } else { vm.tuple_items(c) };
            items.get(i).map(|x| Ref::new(*x))
        };
        if items(0).is_none() {
            self.out.push_ascii(b"[]");
            return Ok(());
        }
        let mark = self.mark(v)?;
        self.out.push_ascii(b"[");
        self.newline(level + 1);
        let mut i = 0;
        while let Some(x) = items(i) {
            if i > 0 {
                self.push(self.e.options[ITEM_SEPARATOR]);
                self.newline(level + 1);
            }
            self.value(x.value(), level + 1)
                .map_err(|e| self.note(e, || Ok(format!("when serializing {} item {i}", vm.full_name_of_type(vm.type_of(v))))))?;
            i += 1;
        }
        self.unmark(mark)?;
        self.newline(level);
        self.out.push_ascii(b"]");
        Ok(())
    }
    fn dict(&mut self, v: Value, level: usize) -> Res<()> {
        let vm = self.vm;
        if vm.dict(v).is_empty() {
            self.out.push_ascii(b"{}");
            return Ok(());
        }
        let mark = self.mark(v)?;
        self.out.push_ascii(b"{");
        let mut first = true;
        if self.e.sort_keys || !v.is_exact(vm.types.dict) {
            let (items, sort) = (vm.intern("items"), vm.intern("sort"));
            let items = vm.call_method(v, items.value(), &[])?;
            let items = vm.list_from_refs(vm.collect(items.value())?)?;
            if self.e.sort_keys {
                vm.call_method(items.value(), sort.value(), &[])?;
            }
            let mut i = 0;
            while let Some(pair) = vm.list(items.value()).items().get(i).map(|p| Ref::new(*p)) {
                match vm.is_tuple(pair.value()).then(|| vm.tuple_items(pair.value())) {
                    Some([k, x]) => self.pair(v, *k, *x, level + 1, &mut first)?,
                    _ => return Err(vm.value_error("items must return 2-tuples")),
                }
                i += 1;
            }
        } else {
            let mut i = 0;
            while i < vm.dict(v).raw_entries().len() {
                let entry = vm.dict(v).entry(i);
                if !entry.key.is_unbound() {
                    let (k, x) = (Ref::new(entry.key), Ref::new(entry.value));
                    self.pair(v, k.value(), x.value(), level + 1, &mut first)?;
                }
                i += 1;
            }
        }
        self.unmark(mark)?;
        if !first {
            self.newline(level);
        }
        self.out.push_ascii(b"}");
        Ok(())
    }
    fn pair(&mut self, dict: Value, key: Value, x: Value, level: usize, first: &mut bool) -> Res<()> {
        let vm = self.vm;
        let text = vm.is_str(key);
        let scalar = text || matches!(key, Value::NONE | Value::TRUE | Value::FALSE) || vm.as_int(key).is_some() || vm.float_payload(key).is_some();
        if !scalar {
            if self.e.skipkeys {
                return Ok(());
            }
            return Err(vm.type_error(format!("keys must be str, int, float, bool or None, not {}", vm.type_name(key))));
        }
        if !std::mem::replace(first, false) {
            self.push(self.e.options[ITEM_SEPARATOR]);
        }
        self.newline(level);
        if text {
            self.string(key)?;
        } else if self.e.ascii.is_some() {
            self.out.push_ascii(b"\"");
            self.scalar(key)?;
            self.out.push_ascii(b"\"");
        } else {
            let outer = std::mem::replace(&mut self.out, StrBuilder::new());
            let r = self.scalar(key);
            let inner = std::mem::replace(&mut self.out, outer);
            r?;
            let name = str_from_buf(vm, inner.finish())?;
            self.string(name.value())?;
        }
        self.push(self.e.options[KEY_SEPARATOR]);
        self.value(x, level).map_err(|e| {
            self.note(e, || Ok(format!("when serializing {} item {}", vm.full_name_of_type(vm.type_of(dict)), vm.repr_text(key)?)))
        })
    }
}
