use super::{Mode, SyntaxError};
use crate::source::SourceFile;
use ruff_python_ast::Mod;
use ruff_python_parser::Parsed as RuffParsed;
use ruff_text_size::Ranged;
pub(super) fn report(source: &SourceFile, parsed: &RuffParsed<Mod>, _mode: Mode) -> SyntaxError {
    if let Some(e) = parsed.errors().first() { return SyntaxError::new(source, e.range(), "invalid syntax"); }
    SyntaxError::new(source, parsed.unsupported_syntax_errors()[0].range, "invalid syntax")
}
pub(super) fn check_after_parse(_source: &SourceFile, _parsed: &RuffParsed<Mod>) -> Result<(), SyntaxError> { Ok(()) }
