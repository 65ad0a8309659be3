//! The entry point of the parser.
use ruff_python_ast::{Mod, ModExpression, ModModule, PythonVersion, Stmt};
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
    let parsed = match parsed.into_syntax() {
        Mod::Module(module) => Parsed::Module(module),
        Mod::Expression(expression) => Parsed::Expression(expression),
    };
    if mode == Mode::Single {
        check_single(source, parsed.body())?;
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
