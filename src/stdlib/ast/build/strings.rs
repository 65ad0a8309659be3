//! f-strings and t-strings. Literals that stand side by side are one constant, which is left out where it is empty.
use super::Builder;
use crate::object::{Ref, Res, Value};
use crate::syntax::{interpolated_literal_value, interpolation_text, literal_value};
use ruff_python_ast::{self as ast, AnyStringFlags, FStringPart, InterpolatedStringElement};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// What makes up the values of a node.
struct Values {
    nodes: Vec<Ref>,
    /// The literal that is not finished: its text, its range, whether it begins with a `u` prefix.
    literal: Option<(Vec<u8>, TextRange, bool)>,
    /// Interpolations rather than formatted values.
    template: bool,
}

impl Values {
    fn new(template: bool) -> Values {
        Values { nodes: Vec::new(), literal: None, template }
    }

    fn push_text(&mut self, text: &[u8], range: TextRange, has_u: bool) {
        match &mut self.literal {
            Some((so_far, place, _)) => {
                so_far.extend_from_slice(text);
                *place = TextRange::new(place.start(), range.end());
            }
            None => self.literal = Some((text.to_vec(), range, has_u)),
        }
    }
}

impl Builder<'_> {
    pub(super) fn fstring(&self, e: &ast::ExprFString) -> Res {
        let mut values = Values::new(false);
        for part in e.value.iter() {
            match part {
                FStringPart::Literal(literal) => {
                    let has_u = literal.flags.prefix().is_unicode();
                    values.push_text(&literal_value(self.source, literal), literal.range, has_u);
                }
                FStringPart::FString(f) => self.elements(&f.elements, AnyStringFlags::from(f.flags).is_raw_string(), &mut values)?,
            }
        }
        self.node("JoinedStr", e.range, [("values", self.values(values)?)])
    }

    pub(super) fn template(&self, e: &ast::ExprTString) -> Res {
        let mut values = Values::new(true);
        for part in e.value.iter() {
            self.elements(&part.elements, AnyStringFlags::from(part.flags).is_raw_string(), &mut values)?;
        }
        self.node("TemplateStr", e.range, [("values", self.values(values)?)])
    }

    fn values(&self, mut values: Values) -> Res {
        self.finish_literal(&mut values)?;
        self.refs(&values.nodes)
    }

    fn finish_literal(&self, values: &mut Values) -> Res<()> {
        if let Some((text, range, has_u)) = values.literal.take()
            && !text.is_empty()
        {
            values.nodes.push(self.constant(range, self.vm.str_from_wtf8(&text)?, has_u)?);
        }
        Ok(())
    }

    fn elements(&self, elements: &ast::InterpolatedStringElements, is_raw: bool, values: &mut Values) -> Res<()> {
        for element in elements.iter() {
            match element {
                InterpolatedStringElement::Literal(literal) => {
                    values.push_text(&interpolated_literal_value(self.source, literal, is_raw), literal.range, false);
                }
                InterpolatedStringElement::Interpolation(field) => {
                    if let Some(debug) = &field.debug_text {
                        let start = field.range.start() + TextSize::new(1);
                        values.push_text(debug.as_str().as_bytes(), TextRange::at(start, TextSize::of(debug.as_str())), false);
                    }
                    self.finish_literal(values)?;
                    let node = self.field(field, is_raw, values.template)?;
                    values.nodes.push(node);
                }
            }
        }
        Ok(())
    }

    fn field(&self, field: &ast::InterpolatedElement, is_raw: bool, template: bool) -> Res {
        let conversion = match field.conversion {
            ast::ConversionFlag::None if field.debug_text.is_some() && field.format_spec.is_none() => ast::ConversionFlag::Repr,
            c => c,
        };
        let conversion = Ref::own(Value::small_int(conversion as i8 as i64));
        let spec = self.optional(field.format_spec.as_deref(), |spec| {
            let mut values = Values::new(false);
            self.elements(&spec.elements, is_raw, &mut values)?;
            // The colon belongs to the specification.
            let range = TextRange::new(spec.range.start() - TextSize::new(1), spec.range.end());
            self.node("JoinedStr", range, [("values", self.values(values)?)])
        })?;
        let value = self.expr(&field.expression)?;
        if template {
            let text = self.vm.new_str(&interpolation_text(self.source, field))?;
            return self.node("Interpolation", field.range(), [
                ("value", value),
                ("str", text),
                ("conversion", conversion),
                ("format_spec", spec),
            ]);
        }
        self.node("FormattedValue", field.range(), [("value", value), ("conversion", conversion), ("format_spec", spec)])
    }
}
