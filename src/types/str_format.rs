//! `str.format` and `str.format_map`.
use super::str::view;
use crate::object::{Ref, Res, Value, Vm};
use crate::text::template::{Accessor, AutoNumber, FieldName, First, Piece, RECURSION, Template, unknown_conversion};
use crate::text::{StrBuilder, StrView};

/// What the fields of a template refer to.
struct Arguments<'a> {
    /// `None` for `format_map`.
    positional: Option<&'a [Value]>,
    /// A dict, any mapping, or UNBOUND.
    named: Value,
}

fn text_of(vm: &Vm, text: StrView, start: usize, end: usize) -> Res {
    vm.new_str_view(text.slice(start, end))
}

fn field_value(vm: &Vm, text: StrView, name: (usize, usize), args: &Arguments, auto: &mut AutoNumber) -> Res {
    let field = FieldName::parse(text, name).map_err(|m| vm.value_error(m))?;
    let index = match field.first {
        First::Auto => Some(auto.automatic().map_err(|m| vm.value_error(m))?),
        First::Index(n) => {
            auto.manual().map_err(|m| vm.value_error(m))?;
            Some(n)
        }
        First::Name(..) => None,
    };
    let mut value = match (index, field.first) {
        (Some(n), _) => {
            let Some(positional) = args.positional else {
                return Err(vm.value_error("Format string contains positional fields"));
            };
            match positional.get(n) {
                Some(v) => Ref::new(*v),
                None => {
                    return Err(vm.index_error(format!("Replacement index {n} out of range for positional args tuple")));
                }
            }
        }
        (None, First::Name(start, end)) => {
            let key = text_of(vm, text, start, end)?;
            if args.named.is_unbound() {
                return Err(vm.raise_with(vm.types.KeyError, key.value()));
            }
            vm.getitem(args.named, key.value())?
        }
        (None, _) => Ref::NONE,
    };
    for step in field {
        value = match step.map_err(|m| vm.value_error(m))? {
            Accessor::Attribute(start, end) => {
                let name = vm.intern_value(text_of(vm, text, start, end)?);
                vm.getattr(value.value(), name.value())?
            }
            Accessor::Index(n) => vm.getitem(value.value(), vm.new_usize(n)?.value())?,
            Accessor::Key(start, end) => vm.getitem(value.value(), text_of(vm, text, start, end)?.value())?,
        };
    }
    Ok(value)
}

fn expand(
    vm: &Vm,
    text: StrView,
    args: &Arguments,
    auto: &mut AutoNumber,
    depth: u32,
    out: &mut StrBuilder,
) -> Res<()> {
    if depth == 0 {
        return Err(vm.value_error(RECURSION));
    }
    for piece in Template::new(text) {
        let field = match piece.map_err(|m| vm.value_error(m))? {
            Piece::Literal(start, end) => {
                out.push_view(text.slice(start, end));
                continue;
            }
            Piece::Field(f) => f,
        };
        let mut value = field_value(vm, text, field.name, args, auto)?;
        value = match u8::try_from(field.conversion) {
            Ok(0) => value,
            Ok(b'r') => vm.repr(value.value())?,
            Ok(b's') => vm.str_of(value.value())?,
            Ok(b'a') => vm.ascii(value.value())?,
            _ => return Err(vm.value_error(unknown_conversion(field.conversion))),
        };
        let spec = if field.nested {
            let mut inner = StrBuilder::new();
            expand(vm, text.slice(field.spec.0, field.spec.1), args, auto, depth - 1, &mut inner)?;
            vm.new_str_buf(inner.finish())?
        } else {
            text_of(vm, text, field.spec.0, field.spec.1)?
        };
        let formatted = super::format::format_value(vm, value.value(), spec.value())?;
        out.push_view(view(vm, formatted.value()));
    }
    Ok(())
}

fn run(vm: &Vm, template: Value, args: Arguments) -> Res {
    let text = view(vm, template);
    let mut out = StrBuilder::with_capacity(text.len() + 16);
    expand(vm, text, &args, &mut AutoNumber::default(), 2, &mut out)?;
    // Slices of a wide template may not need its width.
    vm.new_str_buf(out.finish())
}

/// `template.format(*args, **kwargs)`; `kwargs` is a dict or UNBOUND.
pub fn format(vm: &Vm, template: Value, args: &[Value], kwargs: Value) -> Res {
    run(vm, template, Arguments { positional: Some(args), named: kwargs })
}

/// `template.format_map(mapping)`.
pub fn format_map(vm: &Vm, template: Value, mapping: Value) -> Res {
    run(vm, template, Arguments { positional: None, named: mapping })
}
