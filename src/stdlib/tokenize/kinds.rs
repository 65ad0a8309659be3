//! The numbers of the kinds of tokens, as the module `token` has them.

/// A number of `token`.
pub type Kind = u8;

pub const ENDMARKER: Kind = 0;
pub const NAME: Kind = 1;
pub const NUMBER: Kind = 2;
pub const STRING: Kind = 3;
pub const NEWLINE: Kind = 4;
pub const INDENT: Kind = 5;
pub const DEDENT: Kind = 6;
pub const OP: Kind = 55;
pub const FSTRING_START: Kind = 59;
pub const FSTRING_MIDDLE: Kind = 60;
pub const FSTRING_END: Kind = 61;
pub const TSTRING_START: Kind = 62;
pub const TSTRING_MIDDLE: Kind = 63;
pub const TSTRING_END: Kind = 64;
pub const COMMENT: Kind = 65;
pub const NL: Kind = 66;

/// The operators in the order of their numbers.
const OPERATORS: [&str; 48] = [
    "(", ")", "[", "]", ":", ",", ";", "+", "-", "*", "/", "|", "&", "<", ">", "=", ".", "%", "{", "}", "==", "!=", "<=", ">=", "~",
    "^", "<<", ">>", "**", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**=", "//", "//=", "@", "@=", "->", "...",
    ":=", "!",
];
const FIRST_OPERATOR: Kind = 7;

/// The kind of an operator; [`OP`] for what is none.
pub fn of_operator(text: &str) -> Kind {
    OPERATORS.iter().position(|o| *o == text).map_or(OP, |i| FIRST_OPERATOR + i as Kind)
}

/// Length of the longest operator that the text begins with; 0 for none.
pub fn operator_length(text: &[u8]) -> usize {
    OPERATORS.iter().filter(|o| text.starts_with(o.as_bytes())).map(|o| o.len()).max().unwrap_or(0)
}
