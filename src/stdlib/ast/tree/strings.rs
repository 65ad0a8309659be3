//! Strings, f-strings and t-strings.
use super::{Context, Reader};
use crate::object::{Ref, Res, Value};
use ruff_python_ast::{self as ast, Expr, InterpolatedStringElement};
use ruff_text_size::{TextRange, TextSize};

impl Reader<'_> {
    /// The text for a str, and where it lies in the source where it cannot be a Rust str.
    fn literal_text(&self, value: Value) -> (Box<str>, TextRange) {
        let text = self.vm.str(value);
        if !text.iter().any(|c| (0xD800..0xE000).contains(&c)) {
            return (text.to_text().into(), TextRange::default());
        }
        let mut literals = self.literals.borrow_mut();
        let start = literals.len();
        literals.push('"');
        for c in text.iter() {
            literals.push_str(&format!("\\U{c:08x}"));
        }
        literals.push('"');
        let offset = |n: usize| TextSize::new(u32::try_from(n).unwrap_or(u32::MAX));
        (Box::default(), TextRange::new(offset(start), offset(literals.len())))
    }

    pub(super) fn string_literal(&self, value: Value) -> Res<ast::StringLiteral> {
        let (text, range) = self.literal_text(value);
        Ok(ast::StringLiteral { range, node_index: Default::default(), value: text, flags: ast::StringLiteralFlags::empty() })
    }

    fn text_element(&self, value: Value) -> InterpolatedStringElement {
        let (value, range) = self.literal_text(value);
        // Without the quotes.
        let quote = TextSize::new(u32::from(!range.is_empty()));
        let range = TextRange::new(range.start() + quote, range.end() - quote);
        InterpolatedStringElement::Literal(ast::InterpolatedStringLiteralElement { range, node_index: Default::default(), value })
    }

    pub(super) fn fstring(&self, node: Value, class: &'static str, range: TextRange) -> Res<Expr> {
        let elements = if class == "FormattedValue" {
            vec![self.element(node, range)?]
        } else {
            self.elements(node, class)?
        };
        let string = ast::FString { range, node_index: Default::default(), elements: elements.into(), flags: ast::FStringFlags::empty() };
        Ok(Expr::FString(ast::ExprFString { node_index: Default::default(), range, value: ast::FStringValue::single(string) }))
    }

    pub(super) fn template(&self, node: Value, class: &'static str, range: TextRange) -> Res<Expr> {
        let alone = class == "Interpolation";
        let elements = if alone { vec![self.element(node, range)?] } else { self.elements(node, class)? };
        let string = ast::TString { range, node_index: Default::default(), elements: elements.into(), flags: ast::TStringFlags::empty() };
        let template = Expr::TString(ast::ExprTString { node_index: Default::default(), range, value: ast::TStringValue::single(string) });
        if !alone {
            return Ok(template);
        }
        // An interpolation by itself: the only one of a template.
        let ctx = ast::ExprContext::Load;
        let all = Expr::Attribute(ast::ExprAttribute {
            node_index: Default::default(),
            range,
            value: Box::new(template),
            attr: ast::Identifier::new("interpolations", range),
            ctx,
        });
        let zero = Expr::NumberLiteral(ast::ExprNumberLiteral {
            node_index: Default::default(),
            range,
            value: ast::Number::Int(ast::Int::ZERO),
        });
        Ok(Expr::Subscript(ast::ExprSubscript { node_index: Default::default(), range, value: Box::new(all), slice: Box::new(zero), ctx }))
    }

    fn elements(&self, node: Value, class: &str) -> Res<Vec<InterpolatedStringElement>> {
        let values: Vec<Ref> = self.present_items(node, class, "values", "expression")?;
        let element = |v: &Ref| {
            let v = v.value();
            if self.is_a(v, "Constant")? {
                self.range(v, "expr")?;
                let text = self.required(v, "Constant", "value")?;
                if self.vm.is_str(text.value()) {
                    return Ok(self.text_element(text.value()));
                }
            }
            if self.is_a(v, "FormattedValue")? || self.is_a(v, "Interpolation")? {
                let range = self.range(v, "expr")?;
                return self.element(v, range);
            }
            // Any other expression: formatted as it is.
            let expression = Box::new(self.expr(v, Context::Load)?);
            let range = ruff_text_size::Ranged::range(&*expression);
            Ok(InterpolatedStringElement::Interpolation(ast::InterpolatedElement {
                range,
                node_index: Default::default(),
                expression,
                debug_text: None,
                conversion: ast::ConversionFlag::None,
                format_spec: None,
            }))
        };
        values.iter().map(element).collect()
    }

    /// A replacement field, of a `FormattedValue` or an `Interpolation`.
    fn element(&self, node: Value, range: TextRange) -> Res<InterpolatedStringElement> {
        let template = self.is_a(node, "Interpolation")?;
        let class = if template { "Interpolation" } else { "FormattedValue" };
        let expression = self.boxed_expr(node, class, "value", Context::Load)?;
        let conversion = match self.int(self.required(node, class, "conversion")?.value())? {
            -1 => ast::ConversionFlag::None,
            115 => ast::ConversionFlag::Str,
            114 => ast::ConversionFlag::Repr,
            97 => ast::ConversionFlag::Ascii,
            n => {
                let text = format!("Unrecognized conversion character {n}");
                return Err(self.vm.raise_type(self.vm.types.SystemError, text));
            }
        };
        let debug_text = if template {
            let text = self.required(node, class, "str")?;
            if !self.vm.is_str(text.value()) {
                let what = self.vm.type_name(text.value());
                return self.type_error(format!("got an invalid type in Interpolation: {what}"));
            }
            // See `interpolation_text`.
            Some(ast::DebugText::new("", &self.text(text.value())?, ""))
        } else {
            None
        };
        let format_spec = match self.optional(node, "format_spec")? {
            None => None,
            Some(spec) => {
                let spec = spec.value();
                let range = self.range(spec, "expr")?;
                let elements = if self.is_a(spec, "JoinedStr")? {
                    self.elements(spec, "JoinedStr")?
                } else if self.is_a(spec, "FormattedValue")? {
                    vec![self.element(spec, range)?]
                } else {
                    vec![InterpolatedStringElement::Interpolation(ast::InterpolatedElement {
                        range,
                        node_index: Default::default(),
                        expression: Box::new(self.expr(spec, Context::Load)?),
                        debug_text: None,
                        conversion: ast::ConversionFlag::None,
                        format_spec: None,
                    })]
                };
                let elements = elements.into();
                Some(Box::new(ast::InterpolatedStringFormatSpec { range, node_index: Default::default(), elements }))
            }
        };
        Ok(InterpolatedStringElement::Interpolation(ast::InterpolatedElement {
            range,
            node_index: Default::default(),
            expression,
            debug_text,
            conversion,
            format_spec,
        }))
    }
}
