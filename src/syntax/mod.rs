//! Syntax: parsing to an AST and CPython's words for what does not parse.
//!
//! The AST is `ruff_python_ast`'s. Parsing and every later recursion over the tree assume a thread with
//! [`FRONT_END_STACK_SIZE`] bytes of stack; [`nesting`] rejects sources whose tree would be too deep for it.
mod error;
mod extents;
mod incomplete;
mod lexical;
mod nesting;
mod numbers;
mod parse;
mod report;
mod rules;
mod strings;
mod tokens;
mod unparse;
mod warnings;

pub use error::{SyntaxError, SyntaxErrorKind};
pub use incomplete::{continues_line, incomplete, second_statement};
pub use extents::{interpolation_text, undecorated};
pub use parse::{Mode, Parsed, parse, parse_with_warnings};
pub use strings::{bytes_value, interpolated_literal_value, literal_value, string_value};
pub use unparse::unparse;
pub use warnings::SyntaxWarning;

/// Bytes of stack that a thread running the front end (parser, symbol table, compiler) must have.
pub const FRONT_END_STACK_SIZE: usize = 256 << 20;

#[cfg(test)]
mod tests;
