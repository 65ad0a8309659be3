//! `_string`: the parsers of format templates that `string.Formatter` uses.
use crate::native;
use crate::object::{Header, Ref, Res, Slots, Type, TypeSpec, Value, Vm};
use crate::text::template::{Accessor, FieldName, First, Piece, Template};
use crate::types::struct_sequence::new_type_of;
use std::cell::Cell;

/// An iterator over the parts of a str.
#[repr(C)]
struct Parts {
    header: Header,
    /// The str. Owned.
    text: Value,
    at: usize,
}

#[derive(Default)]
struct Types {
    pieces: Cell<Option<*mut Type>>,
    accessors: Cell<Option<*mut Type>>,
}

#[allow(clippy::mut_from_ref)]
fn parts<'a>(v: Value) -> &'a mut Parts {
    // SAFETY: the slots below belong to this layout.
    unsafe { &mut *v.ptr::<Parts>() }
}

const SLOTS: Slots = Slots {
    iter: Some(|_, v| Ok(Ref::new(v))),
    drop: Some(|vm, h| unsafe { (*(h as *mut Parts)).text.decref(vm) }),
    ..Slots::EMPTY
};
static PIECES: TypeSpec = TypeSpec {
    name: "formatteriterator",
    size: size_of::<Parts>(),
    slots: Slots { next: Some(next_piece), ..SLOTS },
    ..TypeSpec::EMPTY
};
static ACCESSORS: TypeSpec = TypeSpec {
    name: "fieldnameiterator",
    size: size_of::<Parts>(),
    slots: Slots { next: Some(next_accessor), ..SLOTS },
    ..TypeSpec::EMPTY
};

fn new_iterator(vm: &Vm, cell: &Cell<Option<*mut Type>>, spec: &'static TypeSpec, text: Value, at: usize) -> Res {
    let ty = match cell.get() {
        Some(ty) => ty,
        None => {
            let ty = new_type_of(vm, spec, vm.types.object)?;
            cell.set(Some(ty));
            ty
        }
    };
    vm.new_object::<Parts>(ty, |p| {
        text.incref();
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).text = text;
            (*p).at = at;
        }
    })
}

/// `(literal, field name, specification, conversion)`: a literal with the field behind it. A doubled brace ends a literal.
fn next_piece(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let view = crate::types::str::view(vm, parts(v).text);
    let mut template = Template::resume(view, parts(v).at);
    let error = |m: String| vm.value_error(m);
    let Some(first) = template.next() else { return Ok(None) };
    parts(v).at = template.position();
    let mut literal = (0, 0);
    let mut field = None;
    match first.map_err(error)? {
        Piece::Field(f) => field = Some(f),
        Piece::Literal(start, end) => {
            literal = (start, end);
            // Where the brace was doubled, what follows the literal in the text is its second half.
            if template.position() == end && end < view.len() {
                let Some(next) = template.next() else { return Ok(None) };
                parts(v).at = template.position();
                if let Piece::Field(f) = next.map_err(error)? {
                    field = Some(f);
                }
            }
        }
    }
    let text = |bounds: (usize, usize)| vm.new_str_view(view.slice(bounds.0, bounds.1));
    let literal = text(literal)?;
    let items = match field {
        None => [literal, Ref::NONE, Ref::NONE, Ref::NONE],
        Some(f) => {
            let conversion = if f.conversion == 0 { Ref::NONE } else { vm.char_str(f.conversion)? };
            [literal, text(f.name)?, text(f.spec)?, conversion]
        }
    };
    vm.tuple_from_refs(Vec::from(items)).map(Some)
}

/// `(is an attribute, name or index)`.
fn next_accessor(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let view = crate::types::str::view(vm, parts(v).text);
    let mut name = FieldName::resume(view, parts(v).at);
    let Some(step) = name.next() else { return Ok(None) };
    parts(v).at = name.position();
    let text = |start, end| vm.new_str_view(view.slice(start, end));
    let (attribute, key) = match step.map_err(|m| vm.value_error(m))? {
        Accessor::Attribute(start, end) => (true, text(start, end)?),
        Accessor::Index(n) => (false, vm.new_usize(n)?),
        Accessor::Key(start, end) => (false, text(start, end)?),
    };
    vm.tuple_from_refs(vec![Ref::bool(attribute), key]).map(Some)
}

fn expect_str(vm: &Vm, v: Value) -> Res<()> {
    if vm.is_str(v) { Ok(()) } else { Err(vm.type_error(format!("expected str, got {}", vm.type_name(v)))) }
}

native! { static FUNCTIONS = [
    /// split the argument as a field name
    "formatter_field_name_split(text, /)" => fn field_name_split(vm, [text]) {
        expect_str(vm, text)?;
        let view = crate::types::str::view(vm, text);
        let name = FieldName::parse(view, (0, view.len())).map_err(|m| vm.value_error(m))?;
        let first = match name.first {
            First::Auto => vm.new_str("")?,
            First::Index(n) => vm.new_usize(n)?,
            First::Name(start, end) => vm.new_str_view(view.slice(start, end))?,
        };
        let rest = new_iterator(vm, &vm.extension::<Types>().accessors, &ACCESSORS, text, name.position())?;
        vm.tuple_from_refs(vec![first, rest])
    }
    /// parse the argument as a format string
    "formatter_parser(text, /)" => fn parser(vm, [text]) {
        expect_str(vm, text)?;
        new_iterator(vm, &vm.extension::<Types>().pieces, &PIECES, text, 0)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    super::new_module(vm, "_string", "string helper module", FUNCTIONS)
}
