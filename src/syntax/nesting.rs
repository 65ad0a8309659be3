//! Bounds on nesting, checked on tokens before the recursive parser runs.
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode as RuffMode, lexer};
use ruff_text_size::{TextRange, TextSize};

use super::{SyntaxError, SyntaxErrorKind};
use crate::source::SourceFile;

/// Open brackets allowed at once (CPython's `MAXLEVEL`).
const MAX_BRACKETS: usize = 200;
/// Indentation levels allowed, the outermost included (CPython's `MAXINDENT`).
const MAX_INDENTS: usize = 100;
/// Operators, calls and attribute accesses of one expression: each may be one level of the tree.
const MAX_CHAIN: usize = 100_000;
/// Operators whose operand is on their right, so that the parser itself recurses.
const MAX_RIGHT_CHAIN: usize = 6_000;
/// Depth of the parser's recursion that CPython allows, and what a bracket and a lambda add to it.
const MAX_DEPTH: usize = 2984;
const BRACKET_DEPTH: usize = 14;
const LAMBDA_DEPTH: usize = 1;
/// Interpolations open at once (CPython's `MAXFSTRINGLEVEL`).
const MAX_FSTRINGS: usize = 149;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Excess {
    Brackets,
    Indents,
    Chain,
    FStrings,
}

#[derive(Clone, Copy, Default)]
struct Level {
    lambdas: usize,
    chain: usize,
    right: usize,
}

/// Rejects sources whose tree would not fit the front end's stack.
///
/// # Errors
/// CPython's error for the limit in question.
pub(super) fn check(source: &SourceFile, mode: RuffMode) -> Result<(), SyntaxError> {
    let Some(excess) = scan(&source.text, mode) else { return Ok(()) };
    Err(match excess {
        Excess::Chain => SyntaxError::placeless(
            SyntaxErrorKind::MemoryError,
            "Parser stack overflowed - Python source too complex to parse",
        ),
        Excess::Brackets => {
            let end = shortest_prefix(&source.text, mode, excess);
            let at = TextRange::new(TextSize::new(end.saturating_sub(1)), TextSize::new(end.saturating_sub(1)));
            let error = SyntaxError::new(source, at, "too many nested parentheses");
            let (line, offset) = (error.line, error.offset as i32);
            error.ending(line, offset)
        }
        Excess::FStrings => {
            let end = TextSize::new(shortest_prefix(&source.text, mode, excess));
            SyntaxError::new(source, TextRange::new(end, end), "too many nested f-strings or t-strings")
        }
        Excess::Indents => {
            let end = shortest_prefix(&source.text, mode, excess);
            let (line, _) = source.location(end.saturating_sub(1));
            let start = TextSize::new(source.line_start(line));
            let msg = "too many levels of indentation";
            let error = SyntaxError::with_kind(source, SyntaxErrorKind::IndentationError, TextRange::empty(start), msg);
            let indent = source.line_text(line).len() - source.line_text(line).trim_start().len();
            error.at_offset(indent as u32 + 1).ending(line, 0)
        }
    })
}

/// Length of the shortest prefix that already exceeds the limit. Only used on the way to an error.
fn shortest_prefix(text: &str, mode: RuffMode, excess: Excess) -> u32 {
    let (mut low, mut high) = (0, text.len());
    while low + 1 < high {
        let mut middle = low + (high - low) / 2;
        while !text.is_char_boundary(middle) {
            middle -= 1;
        }
        if middle <= low {
            break;
        }
        if scan(&text[..middle], mode) == Some(excess) { high = middle } else { low = middle }
    }
    high as u32
}

fn scan(text: &str, mode: RuffMode) -> Option<Excess> {
    use TokenKind as T;
    let mut lexer = lexer::lex(text, mode);
    let mut levels = vec![Level::default()];
    let mut total = Level::default();
    let mut indents = 1;
    let mut fstrings = 0;
    // An operator after an operand is binary, elsewhere it is a prefix.
    let mut after_operand = false;
    let mut prefixes = 0;
    loop {
        let kind = lexer.next_token();
        let (mut chain, mut right) = (0, 0);
        let lambdas = usize::from(kind == T::Lambda);
        match kind {
            T::EndOfFile => return None,
            T::Comment | T::NonLogicalNewline => continue,
            T::Indent => {
                indents += 1;
                if indents > MAX_INDENTS {
                    return Some(Excess::Indents);
                }
            }
            T::Dedent => indents -= 1,
            T::Lpar | T::Lsqb | T::Lbrace => {
                if after_operand {
                    chain = 1;
                }
                if levels.len() * BRACKET_DEPTH + total.lambdas * LAMBDA_DEPTH > MAX_DEPTH {
                    return Some(Excess::Chain);
                }
                if levels.len() > MAX_BRACKETS {
                    return Some(Excess::Brackets);
                }
            }
            T::Newline => {
                levels.clear();
                levels.push(Level::default());
                total = Level::default();
            }
            T::Comma | T::Semi => {
                let level = levels.last_mut().expect("the outermost level is never popped");
                total.chain -= level.chain;
                total.right -= level.right;
                total.lambdas -= level.lambdas;
                *level = Level::default();
            }
            T::FStringStart | T::TStringStart => {
                fstrings += 1;
                if fstrings > MAX_FSTRINGS {
                    return Some(Excess::FStrings);
                }
            }
            T::FStringEnd | T::TStringEnd => fstrings -= 1,
            T::Dot | T::Is | T::In | T::And | T::Or => chain = 1,
            T::DoubleStar => (chain, right) = (1, 1),
            T::If | T::Else | T::For | T::Equal | T::ColonEqual | T::Async => chain = 1,
            T::Lambda => (chain, right) = (1, 1),
            T::Not | T::Tilde | T::Await => chain = 1,
            T::Plus | T::Minus | T::Star | T::Slash | T::DoubleSlash | T::Percent | T::At | T::Vbar | T::Amper
            | T::CircumFlex | T::LeftShift | T::RightShift => chain = 1,
            _ => {}
        }
        if matches!(kind, T::Else) && levels.last().is_some_and(|level| level.chain > 1) {
            right = 1;
        }
        let prefix = matches!(kind, T::Not | T::Tilde | T::Await | T::Plus | T::Minus) && !after_operand;
        prefixes = if prefix { prefixes + 1 } else { 0 };
        if chain != 0 || right != 0 {
            let level = levels.last_mut().expect("the outermost level is never popped");
            level.chain += chain;
            level.right += right;
            level.lambdas += lambdas;
            total.lambdas += lambdas;
            total.chain += chain;
            total.right += right;
        }
        match kind {
            T::Lpar | T::Lsqb | T::Lbrace => levels.push(Level::default()),
            T::Rpar | T::Rsqb | T::Rbrace if levels.len() > 1 => {
                let closed = levels.pop().unwrap_or_default();
                total.chain -= closed.chain;
                total.right -= closed.right;
                total.lambdas -= closed.lambdas;
            }
            _ => {}
        }
        if total.chain > MAX_CHAIN || total.lambdas * LAMBDA_DEPTH > MAX_DEPTH || total.right > MAX_RIGHT_CHAIN || prefixes > MAX_RIGHT_CHAIN {
            return Some(Excess::Chain);
        }
        after_operand = matches!(
            kind,
            T::Name | T::Int | T::Float | T::Complex | T::String | T::FStringEnd | T::TStringEnd | T::Rpar | T::Rsqb
                | T::Rbrace | T::None | T::True | T::False | T::Ellipsis | T::Match | T::Case | T::Type | T::Lazy
        );
    }
}
