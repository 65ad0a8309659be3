//! f-strings.
use ruff_python_ast::{
    self as ast, AnyStringFlags, ConversionFlag, FStringPart, InterpolatedElement, InterpolatedStringElement,
};
use ruff_text_size::{Ranged, TextRange};

use super::assembler::Reg;
use super::{Compiler, Res, Want};
use crate::bytecode::Const;
use crate::isa::Op;
use crate::syntax::{interpolated_literal_value, interpolation_text, literal_value};

/// A piece of an f-string.
enum Piece<'a> {
    Text(Vec<u8>),
    Value(&'a InterpolatedElement, bool),
}

fn push_text<'a>(pieces: &mut Vec<Piece<'a>>, text: &[u8]) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Text(last)) => last.extend_from_slice(text),
        _ => pieces.push(Piece::Text(text.to_vec())),
    }
}

impl<'a> Compiler<'a> {
    pub(super) fn fstring(&mut self, fstring: &'a ast::ExprFString, want: Want) -> Res<Reg> {
        let mut pieces = Vec::new();
        for part in fstring.value.iter() {
            match part {
                FStringPart::Literal(literal) => push_text(&mut pieces, &literal_value(self.source, literal)),
                FStringPart::FString(f) => {
                    let is_raw = AnyStringFlags::from(f.flags).is_raw_string();
                    self.pieces(&f.elements, is_raw, &mut pieces);
                }
            }
        }
        self.join(pieces, fstring.range, want)
    }

    fn pieces(&self, elements: &'a ast::InterpolatedStringElements, is_raw: bool, pieces: &mut Vec<Piece<'a>>) {
        for element in elements.iter() {
            match element {
                InterpolatedStringElement::Literal(literal) => {
                    push_text(pieces, &interpolated_literal_value(self.source, literal, is_raw));
                }
                InterpolatedStringElement::Interpolation(value) => {
                    if let Some(debug) = self.debug_text(value) {
                        push_text(pieces, debug.as_str().as_bytes());
                    }
                    pieces.push(Piece::Value(value, is_raw));
                }
            }
        }
    }

    /// The text of `{value=}`. A tree that a program made has such texts among its literals.
    fn debug_text<'e>(&self, value: &'e InterpolatedElement) -> Option<&'e ast::DebugText> {
        value.debug_text.as_ref().filter(|_| !self.source.is_synthetic())
    }

    fn join(&mut self, pieces: Vec<Piece<'a>>, range: TextRange, want: Want) -> Res<Reg> {
        let mark = self.unit.depth;
        if pieces.is_empty() {
            return Ok(self.load_const(Const::Str(Box::new([])), want, range));
        }
        if let [only] = &pieces[..] {
            return self.piece(only, range, want);
        }
        let first = pieces.len().min(super::displays::MAX_TEMPORARIES);
        for piece in &pieces[..first] {
            self.piece(piece, range, Want::Temp)?;
        }
        if first == pieces.len() {
            let dst = self.out(want, mark);
            self.emit(Op::BUILD_STRING, dst, mark, first as u16, range);
            return Ok(dst);
        }
        // Many pieces: `''.join(list)` by chunks of what has been joined so far.
        let mut rest = &pieces[first..];
        let mut count = first;
        loop {
            self.unit.depth = mark;
            let joined = self.push();
            self.emit(Op::BUILD_STRING, joined, mark, count as u16, range);
            if rest.is_empty() {
                return Ok(self.deliver(joined, want, mark, range));
            }
            let next = rest.len().min(super::displays::MAX_TEMPORARIES);
            for piece in &rest[..next] {
                self.piece(piece, range, Want::Temp)?;
            }
            count = next + 1;
            rest = &rest[next..];
        }
    }

    fn piece(&mut self, piece: &Piece<'a>, range: TextRange, want: Want) -> Res<Reg> {
        let (value, is_raw) = match piece {
            Piece::Text(text) => return Ok(self.load_const(Const::Str(text.as_slice().into()), want, range)),
            Piece::Value(value, is_raw) => (*value, *is_raw),
        };
        let mark = self.unit.depth;
        let mut r = self.expr(&value.expression, Want::Any)?;
        let conversion = match value.conversion {
            ConversionFlag::None if self.debug_text(value).is_some() && value.format_spec.is_none() => 2,
            ConversionFlag::None => 0,
            ConversionFlag::Str => 1,
            ConversionFlag::Repr => 2,
            ConversionFlag::Ascii => 3,
        };
        if conversion != 0 {
            let converted = self.out(Want::Temp, mark);
            self.emit(Op::CONVERT, converted, r, conversion, value.range());
            r = converted;
        }
        match &value.format_spec {
            None => {
                let dst = self.out(want, mark);
                self.emit(Op::FORMAT_SIMPLE, dst, r, 0, value.range());
                Ok(dst)
            }
            Some(spec) => {
                let mut pieces = Vec::new();
                self.pieces(&spec.elements, is_raw, &mut pieces);
                let spec = self.join(pieces, spec.range, Want::Temp)?;
                let dst = self.out(want, mark);
                self.emit(Op::FORMAT_SPEC, dst, r, spec, value.range());
                Ok(dst)
            }
        }
    }

    /// A t-string (PEP 750).
    pub(super) fn template(&mut self, template: &'a ast::ExprTString, want: Want) -> Res<Reg> {
        let range = template.range;
        let mut pieces = Vec::new();
        for part in template.value.iter() {
            let is_raw = AnyStringFlags::from(part.flags).is_raw_string();
            self.pieces(&part.elements, is_raw, &mut pieces);
        }
        // Between two interpolations, and at both ends, there is a str, if an empty one.
        let mut strings: Vec<Const> = Vec::new();
        let mut interpolations = Vec::new();
        let empty = || Const::Str(Box::new([]));
        for piece in &pieces {
            match piece {
                Piece::Text(text) => strings.push(Const::Str(text.as_slice().into())),
                Piece::Value(value, is_raw) => {
                    if strings.len() == interpolations.len() {
                        strings.push(empty());
                    }
                    interpolations.push((*value, *is_raw));
                }
            }
        }
        if strings.len() == interpolations.len() {
            strings.push(empty());
        }
        let mark = self.unit.depth;
        self.load_const(Const::Tuple(strings.into()), Want::Temp, range);
        let first = self.unit.depth;
        if interpolations.len() <= super::displays::MAX_TEMPORARIES {
            for (value, is_raw) in &interpolations {
                self.interpolation(value, *is_raw)?;
            }
            self.unit.depth = first;
            let tuple = self.push();
            self.emit(Op::BUILD_TUPLE, tuple, first, interpolations.len() as u16, range);
        } else {
            let list = self.push();
            self.emit(Op::BUILD_LIST, list, list, 0, range);
            for (value, is_raw) in &interpolations {
                let item = self.interpolation(value, *is_raw)?;
                self.emit(Op::LIST_APPEND, list, item, 0, value.range());
                self.unit.depth = item;
            }
            self.emit(Op::LIST_TO_TUPLE, list, list, 0, range);
        }
        let dst = self.out(want, mark);
        self.emit(Op::BUILD_TEMPLATE, dst, mark, 0, range);
        Ok(dst)
    }

    /// One interpolation of a t-string, in the next temporary.
    fn interpolation(&mut self, value: &'a InterpolatedElement, is_raw: bool) -> Res<Reg> {
        let range = value.range();
        let base = self.unit.depth;
        self.expr(&value.expression, Want::Temp)?;
        let text = interpolation_text(self.source, value);
        self.load_const(Const::Str(text.as_bytes().into()), Want::Temp, range);
        let conversion = match value.conversion {
            ConversionFlag::None if self.debug_text(value).is_some() && value.format_spec.is_none() => "r",
            ConversionFlag::None => "",
            ConversionFlag::Str => "s",
            ConversionFlag::Repr => "r",
            ConversionFlag::Ascii => "a",
        };
        let conversion = if conversion.is_empty() { Const::None } else { Const::Str(conversion.as_bytes().into()) };
        self.load_const(conversion, Want::Temp, range);
        match &value.format_spec {
            None => {
                self.load_const(Const::Str(Box::new([])), Want::Temp, range);
            }
            Some(spec) => {
                let mut pieces = Vec::new();
                self.pieces(&spec.elements, is_raw, &mut pieces);
                self.join(pieces, spec.range, Want::Temp)?;
            }
        }
        self.unit.depth = base;
        let dst = self.push();
        self.emit(Op::BUILD_INTERPOLATION, dst, base, 0, range);
        Ok(dst)
    }
}
