//! The entry point of the parser.
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{InterpolatedStringElement, Mod, ModExpression, ModModule, PythonVersion, Stmt};
use ruff_python_parser::{Mode as RuffMode, ParseOptions};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::{SyntaxError, SyntaxWarning, nesting, numbers, report};
use crate::source::SourceFile;

/// What kind of code to compile: `compile()`'s `mode` argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `"exec"`: a sequence of statements.
    Module,
    /// `"eval"`: one expression.
    Expression,
    /// `"single"`: one interactive statement.
    Single,
}

/// A source that parsed without errors.
#[derive(Debug, Clone)]
pub enum Parsed {
    Module(ModModule),
    Expression(ModExpression),
}

impl Parsed {
    /// The statements; none for an expression.
    pub fn body(&self) -> &[Stmt] {
        match self {
            Parsed::Module(module) => &module.body,
            Parsed::Expression(_) => &[],
        }
    }
}

/// Parses a source. The calling thread needs [`super::FRONT_END_STACK_SIZE`] bytes of stack, also to drop the result.
///
/// # Errors
/// The `SyntaxError` (or subclass) CPython raises; `MemoryError` for sources nested too deeply.
pub fn parse(source: &SourceFile, mode: Mode) -> Result<Parsed, SyntaxError> {
    parse_with_warnings(source, mode, &mut Vec::new())
}

/// As [`parse`]; adds what is to be warned about, also before an error.
///
/// # Errors
/// As [`parse`].
pub fn parse_with_warnings(
    source: &SourceFile,
    mode: Mode,
    warnings: &mut Vec<SyntaxWarning>,
) -> Result<Parsed, SyntaxError> {
    let ruff_mode = match mode {
        Mode::Module | Mode::Single => RuffMode::Module,
        Mode::Expression => RuffMode::Expression,
    };
    if source.text.starts_with('\u{feff}') {
        // The mark of encoded text; in a str it is a character like others.
        let error = SyntaxError::new(source, TextRange::empty(TextSize::new(0)), "invalid non-printable character U+FEFF");
        return Err(error.ending(1, 1));
    }
    nesting::check(source, ruff_mode)?;
    let options = ParseOptions::from(ruff_mode).with_target_version(PythonVersion::PY314);
    let parsed = ruff_python_parser::parse_unchecked(&source.text, options);
    let end = parsed.errors().iter().map(|e| e.range().start()).min();
    let count = parsed.tokens().iter().take_while(|t| end.is_none_or(|end| t.end() <= end)).count();
    super::warnings::of_tokens(source, &parsed.tokens()[..count], warnings);
    if parsed.has_syntax_errors() {
        let error = report::report(source, &parsed);
        let column = source.char_column(error.line, source.line_text(error.line).len() as u32);
        let at_end = error.line == source.line_count() && error.offset == column + 1;
        if mode == Mode::Expression && at_end && error.msg == "invalid syntax" && !source.text.ends_with('\n') {
            // An expression ends in no newline to point at.
            let line = if source.text.is_empty() { 0 } else { error.line };
            return Err(SyntaxError { line, ..error.at_offset(0) }.ending(line, 0));
        }
        return Err(error);
    }
    numbers::check_digits(source, parsed.tokens())?;
    let interpolates = parsed.tokens().iter().any(|t| matches!(t.kind(), TokenKind::FStringStart | TokenKind::TStringStart));
    let parsed = match parsed.into_syntax() {
        Mod::Module(module) => Parsed::Module(module),
        Mod::Expression(expression) => Parsed::Expression(expression),
    };
    if mode == Mode::Single {
        check_single(source, parsed.body())?;
    }
    if interpolates {
        check_format_specs(source, &parsed)?;
    }
    super::warnings::of_tree(source, &parsed, warnings);
    Ok(parsed)
}

/// An interactive statement is one compound statement or one line of simple ones.
fn check_single(source: &SourceFile, body: &[Stmt]) -> Result<(), SyntaxError> {
    if body.is_empty() {
        let end = TextRange::empty(TextSize::new(source.text.len() as u32));
        return Err(SyntaxError::new(source, end, "invalid syntax"));
    }
    let line = |offset: TextSize| source.location(offset.to_u32()).0;
    match body.windows(2).find(|pair| line(pair[0].end()) != line(pair[1].start())) {
        None => Ok(()),
        Some(pair) => {
            let msg = "multiple statements found while compiling a single statement";
            Err(SyntaxError::new(source, pair[0].range(), msg))
        }
    }
}

/// Replacement fields nest in format specs to this depth.
const MAX_FIELD_DEPTH: u32 = 3;

/// Looks for replacement fields nested too deeply in format specs.
fn check_format_specs(source: &SourceFile, parsed: &Parsed) -> Result<(), SyntaxError> {
    let mut fields = Fields { depth: 0, too_deep: None };
    match parsed {
        Parsed::Module(module) => fields.visit_body(&module.body),
        Parsed::Expression(expression) => fields.visit_expr(&expression.body),
    }
    let Some(at) = fields.too_deep else { return Ok(()) };
    let prefix = source.text[..at.to_usize()].rfind(['\'', '"']).and_then(|quote| {
        source.text[..quote].trim_end_matches(['\'', '"']).rsplit(|c: char| !c.is_alphabetic()).next()
    });
    let kind = if prefix.is_some_and(|p| p.contains(['t', 'T'])) { 't' } else { 'f' };
    let error = SyntaxError::new(source, TextRange::empty(at), format!("{kind}-string: expressions nested too deeply"));
    let (line, offset) = (error.line, error.offset as i32);
    Err(error.ending(line, offset))
}

struct Fields {
    depth: u32,
    /// Where the first field that is nested too deeply is opened.
    too_deep: Option<TextSize>,
}

impl<'a> Visitor<'a> for Fields {
    fn visit_interpolated_string_element(&mut self, element: &'a InterpolatedStringElement) {
        let InterpolatedStringElement::Interpolation(field) = element else {
            return visitor::walk_interpolated_string_element(self, element);
        };
        if self.depth == MAX_FIELD_DEPTH && self.too_deep.is_none() {
            self.too_deep = Some(field.range.start() - TextSize::new(1));
        }
        // A string inside the expression counts for itself.
        let depth = std::mem::take(&mut self.depth);
        self.visit_expr(&field.expression);
        self.depth = depth + 1;
        if let Some(spec) = &field.format_spec {
            for element in &spec.elements {
                self.visit_interpolated_string_element(element);
            }
        }
        self.depth = depth;
    }
}
