//! `string.templatelib.Template` and `Interpolation`: what t-strings (PEP 750) evaluate to.
use super::iterators::iter_self;
use crate::native;
use crate::object::{BinOp, GetSetDef, Header, NativeDef, Ref, Res, Slots, Type, TypeSpec, Value, Vm, call_native, flags};

/// A template: one more str than interpolations.
#[repr(C)]
struct Template {
    header: Header,
    /// Tuple of strs.
    strings: Value,
    /// Tuple of interpolations.
    interpolations: Value,
}

#[repr(C)]
struct Interpolation {
    header: Header,
    value: Value,
    expression: Value,
    /// None, or "s", "r" or "a".
    conversion: Value,
    format_spec: Value,
}

#[repr(C)]
struct TemplateIterator {
    header: Header,
    template: Value,
    /// Twice the index of the next str; odd: of the interpolation behind it.
    at: usize,
}

fn template<'a>(v: Value) -> &'a Template {
    // SAFETY: only called with templates.
    unsafe { v.get::<Template>() }
}
fn interpolation<'a>(v: Value) -> &'a Interpolation {
    // SAFETY: only called with interpolations.
    unsafe { v.get::<Interpolation>() }
}

/// A template of a tuple of strs and a tuple of interpolations, one fewer.
pub fn new_template(vm: &Vm, strings: Ref, interpolations: Ref) -> Res {
    vm.new_object::<Template>(vm.types.template, |p| {
        // SAFETY: the instance is fresh and of this layout.
        unsafe {
            (*p).strings = strings.into_value();
            (*p).interpolations = interpolations.into_value();
        }
    })
}

/// An interpolation; `conversion` is None or a str, the expression and the format specification are strs.
pub fn new_interpolation(vm: &Vm, [value, expression, conversion, format_spec]: [Ref; 4]) -> Res {
    vm.new_object::<Interpolation>(vm.types.interpolation, |p| {
        // SAFETY: the instance is fresh and of this layout.
        unsafe {
            (*p).value = value.into_value();
            (*p).expression = expression.into_value();
            (*p).conversion = conversion.into_value();
            (*p).format_spec = format_spec.into_value();
        }
    })
}

/// Adds a str behind what is there: joined with a str, else on its own.
fn push_str(vm: &Vm, strings: &mut Vec<Ref>, joins: bool, s: Value) -> Res<()> {
    match strings.last_mut().filter(|_| joins) {
        Some(last) => *last = vm.binary_op(BinOp::Add, last.value(), s)?,
        None => strings.push(Ref::new(s)),
    }
    Ok(())
}

fn template_new(vm: &Vm, _: *mut Type, args: &[Value], kwnames: Value) -> Res {
    if kwnames != Value::NULL {
        return Err(vm.type_error("Template.__new__ only accepts *args arguments"));
    }
    let (mut strings, mut interpolations) = (Vec::new(), Vec::new());
    for arg in args {
        if vm.is_str(*arg) {
            let joins = strings.len() > interpolations.len();
            push_str(vm, &mut strings, joins, *arg)?;
        } else if arg.is_exact(vm.types.interpolation) {
            if strings.len() == interpolations.len() {
                strings.push(Ref::new(vm.names.empty));
            }
            interpolations.push(Ref::new(*arg));
        } else {
            return Err(vm.type_error(format!(
                "Template.__new__ *args need to be of type 'str' or 'Interpolation', got {}",
                vm.type_name(*arg)
            )));
        }
    }
    if strings.len() == interpolations.len() {
        strings.push(Ref::new(vm.names.empty));
    }
    new_template(vm, vm.tuple_from_refs(strings)?, vm.tuple_from_refs(interpolations)?)
}

fn template_add(vm: &Vm, a: Value, b: Value) -> Res {
    if !a.is_exact(vm.types.template) {
        // A str on the left says itself what it can be joined with.
        return Ok(Ref::NOT_IMPLEMENTED);
    }
    if !b.is_exact(vm.types.template) {
        return Err(vm.type_error(format!(
            "can only concatenate string.templatelib.Template (not \"{}\") to string.templatelib.Template",
            vm.type_name(b)
        )));
    }
    let (x, y) = (template(a), template(b));
    let mut strings: Vec<Ref> = vm.tuple_items(x.strings).iter().map(|s| Ref::new(*s)).collect();
    for (i, s) in vm.tuple_items(y.strings).iter().enumerate() {
        push_str(vm, &mut strings, i == 0, *s)?;
    }
    let both = [x.interpolations, y.interpolations];
    let interpolations = both.iter().flat_map(|t| vm.tuple_items(*t)).map(|i| Ref::new(*i));
    new_template(vm, vm.tuple_from_refs(strings)?, vm.tuple_from_refs(interpolations.collect::<Vec<_>>())?)
}

fn values(vm: &Vm, v: Value) -> Res {
    let items = vm.tuple_items(template(v).interpolations).iter().map(|i| Ref::new(interpolation(*i).value));
    vm.tuple_from_refs(items.collect::<Vec<_>>())
}

fn template_repr(vm: &Vm, v: Value) -> Res {
    let t = template(v);
    let (strings, interpolations) = (vm.repr_text(t.strings)?, vm.repr_text(t.interpolations)?);
    vm.new_str(&format!("Template(strings={strings}, interpolations={interpolations})"))
}

unsafe fn drop_template(vm: &Vm, h: *mut Header) {
    let t = &*(h as *mut Template);
    t.strings.decref(vm);
    t.interpolations.decref(vm);
}
unsafe fn traverse_template(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    let t = &*(h as *mut Template);
    visit(t.strings);
    visit(t.interpolations);
}

fn readonly(vm: &Vm, _: Value, _: Option<Value>) -> Res<()> {
    Err(vm.raise_type(vm.types.AttributeError, "readonly attribute"))
}
const fn getter(name: &'static str, get: fn(&Vm, Value) -> Res, doc: &'static str) -> GetSetDef {
    GetSetDef { name, get, set: Some(readonly), doc }
}

pub static TEMPLATE: TypeSpec = TypeSpec {
    name: "string.templatelib.Template",
    doc: "Template object",
    flags: flags::TRACKED,
    size: size_of::<Template>(),
    slots: Slots {
        repr: Some(template_repr),
        iter: Some(|vm, v| {
            vm.new_object::<TemplateIterator>(vm.types.template_iterator, |p| {
                v.incref();
                // SAFETY: the instance is fresh and of this layout.
                unsafe {
                    (*p).template = v;
                    (*p).at = 0;
                }
            })
        }),
        binary: Slots::table([(BinOp::Add, template_add)]),
        new: Some(template_new),
        drop: Some(drop_template),
        traverse: Some(traverse_template),
        ..Slots::EMPTY
    },
    methods: TEMPLATE_METHODS,
    getset: &[
        getter("strings", |_, v| Ok(Ref::new(template(v).strings)), "Strings"),
        getter("interpolations", |_, v| Ok(Ref::new(template(v).interpolations)), "Interpolations"),
        GetSetDef { name: "values", get: values, set: None, doc: "Values of interpolations" },
    ],
};

native! { static TEMPLATE_METHODS = [
    "__reduce__(self, /)" => fn template_reduce(vm, [this]) {
        let module = super::import_module(vm, "string.templatelib")?;
        let unpickle = vm.getattr_str(module.value(), "_template_unpickle")?;
        let state = vm.tuple_from(&[template(this).strings, template(this).interpolations])?;
        vm.tuple_from(&[unpickle.value(), state.value()])
    }
    @classmethod "__class_getitem__(cls, item, /)" => fn template_class_getitem(vm, [cls, item]) {
        crate::types::generic_alias::new(vm, cls, item)
    }
]; }

native! { static INTERPOLATION_NEW = [
    "Interpolation(value, expression='', conversion=None, format_spec='')" => fn interpolation_from(vm, [value, expression, conversion, format_spec]) {
        let text = |name: &str, v: Value| -> Res {
            if v.is_unbound() {
                return Ok(Ref::new(vm.names.empty));
            }
            if !vm.is_str(v) {
                let found = if v.is_none() { "None".to_owned() } else { vm.type_name(v) };
                return Err(vm.type_error(format!("Interpolation() argument '{name}' must be str, not {found}")));
            }
            Ok(Ref::new(v))
        };
        let expression = text("expression", expression)?;
        if !conversion.is_none() {
            text("conversion", conversion)?;
            if !matches!(&*vm.str_text(conversion), "s" | "a" | "r") {
                return Err(vm.value_error("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'"));
            }
        }
        let format_spec = text("format_spec", format_spec)?;
        new_interpolation(vm, [Ref::new(value), expression, Ref::new(conversion), format_spec])
    }
]; }
fn interpolation_new(vm: &Vm, _: *mut Type, args: &[Value], kwnames: Value) -> Res {
    let def: &NativeDef = &INTERPOLATION_NEW[0];
    call_native(vm, def, args, kwnames)
}

fn parts(v: Value) -> [Value; 4] {
    let i = interpolation(v);
    [i.value, i.expression, i.conversion, i.format_spec]
}

fn interpolation_repr(vm: &Vm, v: Value) -> Res {
    let mut texts = Vec::with_capacity(4);
    for part in parts(v) {
        texts.push(vm.repr_text(part)?);
    }
    vm.new_str(&format!("Interpolation({})", texts.join(", ")))
}

unsafe fn drop_interpolation(vm: &Vm, h: *mut Header) {
    parts(Value::from_ptr(h)).into_iter().for_each(|p| p.decref(vm));
}
unsafe fn traverse_interpolation(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    parts(Value::from_ptr(h)).into_iter().for_each(visit);
}

pub static INTERPOLATION: TypeSpec = TypeSpec {
    name: "string.templatelib.Interpolation",
    doc: "Interpolation object",
    flags: flags::TRACKED,
    size: size_of::<Interpolation>(),
    slots: Slots {
        repr: Some(interpolation_repr),
        new: Some(interpolation_new),
        drop: Some(drop_interpolation),
        traverse: Some(traverse_interpolation),
        ..Slots::EMPTY
    },
    methods: INTERPOLATION_METHODS,
    getset: &[
        getter("value", |_, v| Ok(Ref::new(interpolation(v).value)), "Value"),
        getter("expression", |_, v| Ok(Ref::new(interpolation(v).expression)), "Expression"),
        getter("conversion", |_, v| Ok(Ref::new(interpolation(v).conversion)), "Conversion"),
        getter("format_spec", |_, v| Ok(Ref::new(interpolation(v).format_spec)), "Format specifier"),
    ],
};

native! { static INTERPOLATION_METHODS = [
    "__reduce__(self, /)" => fn interpolation_reduce(vm, [this]) {
        let state = vm.tuple_from(&parts(this))?;
        vm.tuple_from(&[Value::from_ptr(vm.types.interpolation), state.value()])
    }
    @classmethod "__class_getitem__(cls, item, /)" => fn interpolation_class_getitem(vm, [cls, item]) {
        crate::types::generic_alias::new(vm, cls, item)
    }
]; }

/// Sets what the specs cannot say: `Interpolation.__match_args__`.
pub fn complete(vm: &Vm) -> Res<()> {
    let names = ["value", "expression", "conversion", "format_spec"].map(|n| vm.intern(n));
    let names = vm.tuple_from_refs(names)?;
    // SAFETY: a builtin type that is ready.
    unsafe { vm.dict_set_name((*vm.types.interpolation).dict, vm.names.__match_args__, names) }
}

fn iterator_next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    // SAFETY: the slot belongs to the iterator's type only.
    let it = unsafe { &mut *v.ptr::<TemplateIterator>() };
    let t = template(it.template);
    loop {
        let (index, is_str) = (it.at / 2, it.at % 2 == 0);
        let items = vm.tuple_items(if is_str { t.strings } else { t.interpolations });
        let Some(item) = items.get(index) else { return Ok(None) };
        it.at += 1;
        if !is_str || !vm.str(*item).is_empty() {
            return Ok(Some(Ref::new(*item)));
        }
    }
}
unsafe fn drop_iterator(vm: &Vm, h: *mut Header) {
    (*(h as *mut TemplateIterator)).template.decref(vm);
}
unsafe fn traverse_iterator(h: *mut Header, visit: &mut dyn FnMut(Value)) {
    visit((*(h as *mut TemplateIterator)).template);
}

pub static ITERATOR: TypeSpec = TypeSpec {
    name: "string.templatelib.TemplateIter",
    doc: "Template iterator object",
    flags: flags::TRACKED,
    size: size_of::<TemplateIterator>(),
    slots: Slots {
        iter: Some(iter_self),
        next: Some(iterator_next),
        drop: Some(drop_iterator),
        traverse: Some(traverse_iterator),
        ..Slots::EMPTY
    },
    ..TypeSpec::EMPTY
};
