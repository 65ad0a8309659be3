//! From the parser's errors to the one CPython reports, in its words.
use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::{Expr, Mod};
use ruff_python_parser::{
    LexicalErrorType, ParseError, ParseErrorType, Parsed as RuffParsed,
    UnsupportedSyntaxErrorKind, parse_expression_range,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::tokens::{self, Brackets};
use super::{SyntaxError, SyntaxErrorKind};
use crate::source::SourceFile;

/// The error for a source the parser rejected.
pub(super) fn report(source: &SourceFile, parsed: &RuffParsed<Mod>) -> SyntaxError {
    // What looks like the target of an annotation may be an expression with the real error inside.
    let mistaken = |e: &&ParseError| {
        let is_target = matches!(&e.error, ParseErrorType::InvalidAnnotatedAssignmentTarget)
            || matches!(&e.error, ParseErrorType::OtherError(m) if m.starts_with("Only single target"));
        is_target && parsed.errors().iter().any(|o| !std::ptr::eq(o, *e) && e.range().contains_range(o.range()))
    };
    let Some(first) = parsed.errors().iter().filter(|e| !mistaken(e)).min_by_key(|e| e.range().start()) else {
        return unsupported(source, parsed);
    };
    let tokens: Vec<Token> = parsed.tokens().iter().copied().collect();
    let reporter = Reporter { source, tokens: &tokens, is_expression: matches!(parsed.syntax(), Mod::Expression(_)) };
    let bracket = tokens::check_brackets(&source.text, &tokens);
    // The tokenizer's errors come first unless the parser stops before reaching them.
    if let Some(Brackets::Mismatch { range, msg }) = &bracket {
        if range.start() <= first.range().end() {
            return reporter.point(range.start(), reporter.mismatch_in_field(*range).unwrap_or_else(|| msg.clone()));
        }
    }
    if let Some(error) = reporter.malformed_number(first.range()) {
        return error;
    }
    if let Some(error) = reporter.string_in_field(parsed.errors(), first.range()) {
        return error;
    }
    let specific = reporter
        .legacy_statement(first.range())
        .or_else(|| reporter.rules(&first.error, first.range()))
        .or_else(|| reporter.specific(&first.error, first.range()))
        .or_else(|| reporter.expected_expression(first.range()));
    if let Some(error) = specific {
        // An error of a rule gives way to a bracket of an earlier line that is still open where the text ends.
        let from_rule = error.kind == SyntaxErrorKind::SyntaxError
            && error.msg.starts_with("invalid syntax. Maybe you meant");
        if let Some(Brackets::Unclosed { range, bracket }) = &bracket
            && from_rule
            && (error.end_line > source.location(range.start().to_u32()).0 || reporter.ends_text(&error))
        {
            let error = SyntaxError::new(source, *range, format!("'{bracket}' was never closed"));
            let line = error.line;
            return error.ending(line, 0);
        }
        return error;
    }
    // A generic error gives way to errors of the tokenizer anywhere, then to brackets left open.
    for error in parsed.errors() {
        if let ParseErrorType::Lexical(lexical) = &error.error {
            if let Some(found) = reporter.lexical(lexical, error.range()) {
                return found;
            }
        }
    }
    if let Some(Brackets::Unclosed { range, bracket }) = bracket {
        let line = |at: TextSize| source.location(at.to_u32()).0;
        let stops_at_end = reporter.token_at(first.range().start()).is_none_or(|t| {
            matches!(t.kind(), TokenKind::EndOfFile | TokenKind::Newline) || t.end() == source_end(source)
        });
        // Looking for a missing comma, the parser reads the operand that follows to its end.
        let operand = tokens.iter().position(|t| t.start() >= first.range().start() && tokens::starts_operand(t.kind()));
        let end_reached = operand.is_some_and(|i| {
            let end = tokens::operand_end(&tokens, i);
            tokens.iter().all(|t| t.end() <= end || t.range().is_empty() || t.kind().is_trivia() || t.kind() == TokenKind::Newline)
        });
        if end_reached || range.start() < first.range().end() && (stops_at_end || line(first.range().start()) > line(range.start())) {
            let error = SyntaxError::new(source, range, format!("'{bracket}' was never closed"));
            let line = error.line;
            return error.ending(line, 0);
        }
    }
    reporter.part_of_string(first.range()).unwrap_or_else(|| reporter.generic(first.range()))
}

fn unsupported(source: &SourceFile, parsed: &RuffParsed<Mod>) -> SyntaxError {
    match parsed.unsupported_syntax_errors().first() {
        Some(error) => {
            let msg = match error.kind {
                UnsupportedSyntaxErrorKind::UnpackingInComprehension(_) => {
                    if source.text[error.range].starts_with("**") {
                        "dict unpacking cannot be used in dict comprehension"
                    } else {
                        "iterable unpacking cannot be used in comprehension"
                    }
                }
                _ => "invalid syntax",
            };
            let range = match msg.starts_with("dict unpacking") {
                true => TextRange::at(error.range.start(), TextSize::new(2)),
                false => error.range,
            };
            SyntaxError::new(source, range, msg)
        }
        None => SyntaxError::placeless(SyntaxErrorKind::SyntaxError, "invalid syntax"),
    }
}

fn source_end(source: &SourceFile) -> TextSize {
    TextSize::new(source.text.len() as u32)
}

pub(super) struct Reporter<'a> {
    pub(super) source: &'a SourceFile,
    pub(super) tokens: &'a [Token],
    /// Whether an expression was to be parsed, not statements.
    is_expression: bool,
}

impl Reporter<'_> {
    pub(super) fn error(&self, range: TextRange, msg: impl Into<String>) -> SyntaxError {
        SyntaxError::new(self.source, range, msg)
    }

    /// An error as the tokenizer gives it: a point, or with CPython's stand-in for an unknown end.
    pub(super) fn point(&self, at: TextSize, msg: impl Into<String>) -> SyntaxError {
        let error = self.error(TextRange::empty(at), msg);
        let (line, offset) = (error.line, error.offset as i32);
        error.ending(line, offset)
    }

    pub(super) fn indentation(&self, range: TextRange, msg: impl Into<String>) -> SyntaxError {
        SyntaxError::with_kind(self.source, SyntaxErrorKind::IndentationError, range, msg)
    }

    pub(super) fn tab_error(&self, line: u32) -> SyntaxError {
        let start = TextRange::empty(TextSize::new(self.source.line_start(line)));
        let msg = "inconsistent use of tabs and spaces in indentation";
        SyntaxError::with_kind(self.source, SyntaxErrorKind::TabError, start, msg).ending(line, 0)
    }

    /// The significant token at or after an offset. Newlines count: CPython points at them.
    pub(super) fn token_at(&self, at: TextSize) -> Option<Token> {
        self.tokens
            .iter()
            .find(|t| (t.end() > at || t.start() >= at && t.range().is_empty()) && !matches!(t.kind(), TokenKind::Comment | TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent))
            .copied()
    }

    pub(super) fn token_before(&self, at: TextSize) -> Option<Token> {
        let is_code = |t: &&Token| {
            !t.kind().is_trivia()
                && !t.range().is_empty()
                && !matches!(t.kind(), TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent)
        };
        self.tokens.iter().rfind(|t| t.end() <= at && is_code(t)).copied()
    }

    /// Whether nothing but newlines follows the end of an error.
    fn ends_text(&self, error: &SyntaxError) -> bool {
        self.tokens
            .iter()
            .rfind(|t| !t.kind().is_trivia() && !t.range().is_empty() && t.kind() != TokenKind::Newline)
            .is_some_and(|t| {
                let (line, column) = self.source.location(t.end().to_u32());
                (line, self.source.char_column(line, column) as i32 + 1) == (error.end_line, error.end_offset)
            })
    }

    /// A string without an end in the replacement field that the parser stopped in: the tokenizer never came to what follows.
    fn string_in_field(&self, errors: &[ParseError], stopped: TextRange) -> Option<SyntaxError> {
        let unclosed = |e: &&ParseError| matches!(e.error, ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError));
        let at = errors.iter().find(unclosed)?.range().start();
        let index = self.tokens.iter().position(|t| t.start() >= at).unwrap_or(self.tokens.len());
        let (open, kind) = self.open_field(index)?;
        if open.start() > stopped.end() {
            return None;
        }
        let is_quote = |c: char| matches!(c, '"' | '\'');
        let quote = self.source.text[at.to_usize()..].chars().find(|c| is_quote(*c));
        let start = self.tokens.iter().rfind(|t| {
            t.end() <= open.start() && matches!(t.kind(), TokenKind::FStringStart | TokenKind::TStringStart)
        })?;
        let outer = self.source.text[start.range()].chars().find(|c| is_quote(*c));
        if quote == outer {
            // What looks like a string is the end of the one around it.
            return Some(self.point(at, format!("{kind}: expecting '}}'")));
        }
        Some(tokens::unterminated_at(self.source, at))
    }

    /// The brace of the replacement field around token `index`, and of what kind of string it is.
    fn open_field(&self, mut index: usize) -> Option<(Token, &'static str)> {
        loop {
            index = tokens::innermost_bracket(self.tokens, index)?;
            if let Some(kind) = self.opens_field(&self.tokens[index]) {
                return Some((self.tokens[index], kind));
            }
        }
    }

    /// The bracket that is open in a replacement field where the text ends.
    pub(super) fn open_at_end(&self, triple: bool) -> Option<(Token, bool)> {
        let open = tokens::innermost_bracket(self.tokens, self.tokens.len())?;
        self.open_field(self.tokens.len())?;
        let token = self.tokens[open];
        let rest = self.source.text[token.end().to_usize()..].trim_end();
        let in_spec = self.opens_field(&token).is_some() && self.tokens[open..].iter().any(|t| t.kind() == TokenKind::Colon);
        (triple || !rest.contains('\n')).then_some((token, in_spec))
    }

    /// "invalid syntax" at the token the parser stopped at.
    fn generic(&self, range: TextRange) -> SyntaxError {
        let text = &self.source.text;
        let end = TextSize::new(text.len() as u32);
        let (kind, at) = match self.token_at(range.start()) {
            Some(token) => (token.kind(), token.range()),
            None => (TokenKind::EndOfFile, TextRange::empty(end)),
        };
        if kind == TokenKind::Newline || kind == TokenKind::EndOfFile {
            if let Some(error) = self.unfinished_import(at.start()).or_else(|| self.missing_parameters(at.start())) {
                return error;
            }
            // The newline token is one column wide, also where the text ends without one.
            let start = at.start();
            let error = self.error(TextRange::empty(start), "invalid syntax");
            let (line, offset) = (error.line, error.offset as i32);
            return error.ending(line, offset + 1);
        }
        if let Some(error) = self.forced_token(range).or_else(|| self.missing_comma(at)).or_else(|| self.misplaced(kind, at)).or_else(|| self.bad_target(at)) {
            return error;
        }
        let at = match kind {
            // `not` after an operand begins `not in`: the token after it is the one that does not fit.
            TokenKind::Not if self.token_before(at.start()).is_some_and(|t| tokens::ends_operand(t.kind())) => {
                self.token_at(at.end()).map_or(at, |t| t.range())
            }
            _ => at,
        };
        self.error(at, "invalid syntax")
    }

    /// A number with a letter or digit right behind it that the number cannot hold.
    fn malformed_number(&self, range: TextRange) -> Option<SyntaxError> {
        let is_number = |k: TokenKind| matches!(k, TokenKind::Int | TokenKind::Float | TokenKind::Complex);
        let pair = self.tokens.windows(2).find(|w| {
            is_number(w[0].kind())
                && w[0].end() == w[1].start()
                && (is_number(w[1].kind()) || w[1].kind() == TokenKind::Name)
        })?;
        if pair[0].start() > range.start() {
            return None;
        }
        if self.source.text[pair[1].range()].starts_with('.') {
            // `1.2.3`: two numbers.
            return Some(self.error(pair[1].range(), "invalid syntax"));
        }
        tokens::number_error(self.source, pair[0].range())
    }

    /// `def f` without a parameter list.
    fn missing_parameters(&self, at: TextSize) -> Option<SyntaxError> {
        let line: Vec<TokenKind> = tokens::logical_line(self.tokens, self.token_before(at)?.start()).map(|t| t.kind()).collect();
        let header = match line.as_slice() {
            [TokenKind::Async, rest @ ..] => rest,
            rest => rest,
        };
        if !matches!(header, [TokenKind::Def, TokenKind::Name, ..]) || header.iter().any(|k| *k == TokenKind::Lpar) {
            return None;
        }
        let error = self.error(TextRange::empty(at), "expected '('");
        let (line, offset) = (error.line, error.offset as i32);
        Some(error.ending(line, offset + 1))
    }

    /// Targets of `except … as` and `import … as` that are no names, and the parameter list that begins with a slash.
    fn bad_target(&self, at: TextRange) -> Option<SyntaxError> {
        let previous = self.token_before(at.start())?;
        let line: Vec<&Token> = tokens::logical_line(self.tokens, previous.start()).collect();
        let head = line.first()?.kind();
        let here = self.token_at(at.start())?.kind();
        let followed = self.token_at(at.end()).is_some_and(|t| t.kind() == TokenKind::Comma);
        if here == TokenKind::Slash && followed && previous.kind() == TokenKind::Lpar && matches!(head, TokenKind::Def | TokenKind::Async) {
            return Some(self.error(at, "at least one argument must precede /"));
        }
        if here == TokenKind::Equal {
            let mut side = line.iter().rev().skip_while(|t| t.start() >= at.start()).take_while(|t| t.kind() != TokenKind::Equal);
            if let Some(y) = side.find(|t| t.kind() == TokenKind::Yield) {
                let range = TextRange::new(y.start(), previous.end());
                return Some(self.error(range, "assignment to yield expression not possible"));
            }
        }
        if here == TokenKind::String && previous.end() == at.start() && previous.kind() == TokenKind::Name {
            let prefix = self.source.text[previous.range()].to_ascii_lowercase();
            let pairs = [('u', 'b'), ('u', 'r'), ('u', 'f'), ('u', 't'), ('b', 'f'), ('b', 't'), ('f', 't')];
            if prefix.chars().all(|c| "ubrft".contains(c))
                && let Some((a, b)) = pairs.into_iter().find(|(a, b)| prefix.contains(*a) && prefix.contains(*b))
            {
                let range = TextRange::new(previous.start(), at.start());
                return Some(self.error(range, format!("'{a}' and '{b}' prefixes are incompatible")));
            }
        }
        let as_ = line.iter().rfind(|t| t.kind() == TokenKind::As && t.start() <= at.start())?;
        let target = self.token_at(as_.end())?;
        let end = tokens::operand_end(self.tokens, self.tokens.iter().position(|t| t.start() == target.start())?);
        let range = TextRange::new(target.start(), end);
        let parsed = parse_expression_range(&self.source.text, range).ok()?;
        if parsed.expr().is_name_expr() {
            return None;
        }
        let what = describe_expr(parsed.expr());
        match head {
            TokenKind::Except => {
                let star = if line.get(1).is_some_and(|t| t.kind() == TokenKind::Star) { "*" } else { "" };
                Some(self.error(range, format!("cannot use except{star} statement with {what}")))
            }
            TokenKind::Case => Some(self.error(parsed.expr().range(), format!("cannot use {what} as pattern target"))),
            TokenKind::Import | TokenKind::From => Some(self.error(range, format!("cannot use {what} as import target"))),
            _ => None,
        }
    }

    fn unfinished_import(&self, at: TextSize) -> Option<SyntaxError> {
        let comma = self.token_before(at).filter(|t| t.kind() == TokenKind::Comma)?;
        let first = tokens::logical_line(self.tokens, comma.start()).next()?;
        if first.kind() != TokenKind::From {
            return None;
        }
        let msg = "trailing comma not allowed without surrounding parentheses";
        let error = self.error(TextRange::empty(at), msg);
        let (line, offset) = (error.line, error.offset as i32);
        Some(error.ending(line, offset + 1))
    }

    /// Errors told by the kind of the token the parser stopped at.
    fn misplaced(&self, kind: TokenKind, at: TextRange) -> Option<SyntaxError> {
        let text = &self.source.text;
        match kind {
            TokenKind::DoubleStar
                if self.token_before(at.start()).is_some_and(|t| {
                    let callee = self.token_before(t.start());
                    t.kind() == TokenKind::Lpar && !callee.is_some_and(|c| tokens::ends_operand(c.kind()))
                }) =>
            {
                Some(self.error(at, "cannot use double starred expression here"))
            }
            TokenKind::From => {
                let line: Vec<&Token> = tokens::logical_line(self.tokens, at.start()).collect();
                let first = line.first()?;
                let range = TextRange::new(first.start(), super::rules::dotted_name_end(self.tokens, at.end())?);
                (first.kind() == TokenKind::Import)
                    .then(|| self.error(range, "Did you mean to use 'from ... import ...' instead?"))
            }
            TokenKind::Elif => {
                let (line, col) = self.source.location(at.start().to_u32());
                let indent = |l: u32| self.source.line_text(l).len() - self.source.line_text(l).trim_start().len();
                let above = (1..line).rev().find(|&l| {
                    indent(l) == col as usize && !self.source.line_text(l).trim().is_empty()
                })?;
                let follows_else = self.source.line_text(above).trim_start().starts_with("else");
                follows_else.then(|| self.error(at, "'elif' block follows an 'else' block"))
            }
            TokenKind::For => {
                let index = self.tokens.iter().position(|t| t.start() == at.start())?;
                let open = tokens::innermost_bracket(self.tokens, index)?;
                let is_display = matches!(self.tokens[open].kind(), TokenKind::Lsqb | TokenKind::Lbrace);
                let has_comma = self.tokens[open..index].iter().any(|t| t.kind() == TokenKind::Comma);
                let range = TextRange::new(self.token_at(self.tokens[open].end())?.start(), self.token_before(at.start())?.end());
                let msg = "did you forget parentheses around the comprehension target?";
                (is_display && has_comma).then(|| self.error(range, msg))
            }
            TokenKind::Rbrace => {
                let index = self.tokens.iter().position(|t| t.start() == at.start())?;
                let open = tokens::innermost_bracket(self.tokens, index)?;
                let is_item = |t: &Token| matches!(t.kind(), TokenKind::Colon | TokenKind::DoubleStar);
                let colon = self.tokens[open..index].iter().position(is_item)?;
                let comma = self.tokens[open..index].iter().rposition(|t| t.kind() == TokenKind::Comma)?;
                let last_colon = self.tokens[open..index].iter().rposition(|t| t.kind() == TokenKind::Colon);
                if self.tokens[open].kind() != TokenKind::Lbrace || colon > comma || last_colon.is_some_and(|c| c > comma) {
                    return None;
                }
                let previous = self.token_before(at.start())?;
                if !tokens::ends_operand(previous.kind()) || text[previous.range()].is_empty() {
                    return None;
                }
                let error = self.error(previous.range(), "':' expected after dictionary key");
                let line = error.line;
                Some(error.ending(line, 0))
            }
            _ => None,
        }
    }

    /// Inside brackets two operands in a row suggest a missing comma; print and exec, missing parentheses.
    fn missing_comma(&self, at: TextRange) -> Option<SyntaxError> {
        let index = self.tokens.iter().position(|t| t.start() == at.start() && t.end() == at.end())?;
        let token = self.tokens[index];
        let previous = self.token_before(token.start())?;
        let starts = tokens::starts_operand(token.kind());
        if !starts || !tokens::ends_operand(previous.kind()) {
            return None;
        }
        if previous.kind() == TokenKind::Name {
            let name = &self.source.text[previous.range()];
            if matches!(name, "print" | "exec") {
                let line_end = self.tokens[index..]
                    .iter()
                    .find(|t| matches!(t.kind(), TokenKind::Newline | TokenKind::Semi | TokenKind::EndOfFile | TokenKind::Comment))
                    .map_or(token.end(), |t| t.start());
                let range = TextRange::new(previous.start(), TextSize::new(self.source.text[..line_end.to_usize()].trim_end().len() as u32));
                let msg = format!("Missing parentheses in call to '{name}'. Did you mean {name}(...)?");
                return Some(self.error(range, msg));
            }
        }
        let open = tokens::innermost_bracket(self.tokens, index)?;
        let is_header = self.token_before(self.tokens[open].start()).is_some_and(|name| {
            name.kind() == TokenKind::Name && self.token_before(name.start()).is_some_and(|t| t.kind() == TokenKind::Def)
        });
        if is_header {
            return None;
        }
        let start = tokens::operand_start(self.tokens, open, index)?;
        let stop = tokens::operand_end(self.tokens, index);
        let msg = "invalid syntax. Perhaps you forgot a comma?";
        Some(self.error(TextRange::new(start, stop), msg))
    }

    /// CPython's error where it has one more telling than "invalid syntax".
    fn specific(&self, error: &ParseErrorType, range: TextRange) -> Option<SyntaxError> {
        use ParseErrorType as E;
        Some(match error {
            E::Lexical(lexical) => return self.lexical(lexical, range),
            E::FStringError(kind) => return self.interpolated("f-string", kind, range),
            E::TStringError(kind) => return self.interpolated("t-string", kind, range),
            E::UnexpectedIndentation => {
                let error = self.indentation(range, "unexpected indent");
                let line = error.line;
                if tokens::mixes_tabs(self.source, line) {
                    return Some(self.tab_error(line));
                }
                let indent = self.source.line_text(line).chars().take_while(|c| c.is_whitespace()).count();
                error.at_offset(indent as u32).ending(line, -1)
            }
            E::ExpectedToken { expected: TokenKind::Colon, found } => return self.expected_colon(*found, range),
            E::ExpectedToken { expected: TokenKind::In, .. } => {
                let next = self.token_at(range.start())?;
                if !matches!(next.kind(), TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace) {
                    return None;
                }
                self.error(next.range(), "'in' expected after for-loop variables")
            }
            E::ExpectedToken { expected: TokenKind::Else, .. } => return self.missing_else(range),
            E::ExpectedToken { found: TokenKind::Equal, .. } | E::ExpectedExpression | E::ExpectedToken { .. } => {
                return self.stray_equal(range).or_else(|| self.expected_expression(range));
            }
            E::InvalidAssignmentTarget => return self.assignment_target(range),
            E::InvalidNamedAssignmentTarget => {
                let what = self.describe(range);
                self.error(range, format!("cannot use assignment expressions with {what}"))
            }
            E::InvalidAnnotatedAssignmentTarget if self.source.text[range].starts_with('*') => {
                self.error(self.token_at(range.end())?.range(), "invalid syntax")
            }
            E::InvalidAnnotatedAssignmentTarget => self.error(range, "illegal target for annotation"),
            E::InvalidAugmentedAssignmentTarget => {
                let what = self.describe(range);
                self.error(range, format!("'{what}' is an illegal expression for augmented assignment"))
            }
            E::InvalidDeleteTarget => {
                let what = match self.source.text[range].starts_with("yield") {
                    true => "yield expression".into(),
                    false => self.describe(range),
                };
                self.error(range, format!("cannot delete {what}"))
            }
            E::PositionalAfterKeywordArgument => self.argument_end(range, "positional argument follows keyword argument"),
            E::PositionalAfterKeywordUnpacking => {
                self.argument_end(range, "positional argument follows keyword argument unpacking")
            }
            E::InvalidArgumentUnpackingOrder => {
                let before = self.token_before(range.start())?;
                let msg = "iterable argument unpacking follows keyword argument unpacking";
                self.error(TextRange::new(before.start(), range.end()), msg)
            }
            E::UnparenthesizedGeneratorExpression
                if tokens::logical_line(self.tokens, range.start()).next().is_some_and(|t| t.kind() == TokenKind::Class) =>
            {
                let for_ = self.tokens.iter().find(|t| t.start() >= range.start() && t.kind() == TokenKind::For)?;
                self.error(for_.range(), "invalid syntax")
            }
            E::UnparenthesizedGeneratorExpression => self.error(range, "Generator expression must be parenthesized"),
            E::IterableUnpackingInComprehension => {
                self.error(range, "iterable unpacking cannot be used in comprehension")
            }
            E::InvalidStarredExpressionUsage
                if self.token_before(range.start()).is_some_and(|t| t.kind() == TokenKind::Colon)
                    && tokens::bracket_kind(self.tokens, range.start()) == Some(TokenKind::Lbrace) =>
            {
                self.error(range, "cannot use a starred expression in a dictionary value")
            }
            E::InvalidStarredExpressionUsage if self.is_expression => return None,
            E::InvalidStarredExpressionUsage => return self.starred(range),
            E::NonDefaultParamAfterDefaultParam => {
                let name = self.token_at(range.start()).map_or(range, |t| t.range());
                self.error(name, "parameter without a default follows parameter with a default")
            }
            E::ExpectedKeywordParam => {
                let star = self.tokens.iter().rfind(|t| t.kind() == TokenKind::Star && t.start() <= range.start())?;
                let mut behind = self.tokens.iter().filter(|t| t.start() >= star.end() && !t.kind().is_trivia());
                let (first, second) = (behind.next()?, behind.next()?);
                match (first.kind(), second.kind()) {
                    (TokenKind::Rpar | TokenKind::Colon, _) | (TokenKind::Comma, TokenKind::Rpar | TokenKind::DoubleStar | TokenKind::Colon) => {}
                    (TokenKind::Comma, _) => return Some(self.error(second.range(), "invalid syntax")),
                    _ => return Some(self.error(first.range(), "invalid syntax")),
                }
                let line: Vec<&Token> = tokens::logical_line(self.tokens, star.start()).collect();
                let is_lambda = line.iter().any(|t| t.kind() == TokenKind::Lambda && t.start() < star.start());
                // A lambda's message points at the token behind the star.
                let at = if is_lambda { self.token_at(star.end())?.range() } else { star.range() };
                self.error(at, "named arguments must follow bare *")
            }
            E::ParamAfterVarKeywordParam => self.error(range, "arguments cannot follow var-keyword argument"),
            E::VarParameterWithDefault => return self.variadic_default(range),
            E::EmptyImportNames => {
                let next = self.token_at(range.start()).map(|t| t.kind());
                if !matches!(next, None | Some(TokenKind::Newline | TokenKind::EndOfFile)) {
                    return None;
                }
                if let Some(comma) = self.token_before(range.start()).filter(|t| t.kind() == TokenKind::Comma) {
                    let at = comma.end();
                    let error = self.error(TextRange::empty(at), "trailing comma not allowed without surrounding parentheses");
                    let (line, offset) = (error.line, error.offset as i32);
                    return Some(error.ending(line, offset + 1));
                }
                let at = self.token_before(range.start())?.end();
                self.point(at, "Expected one or more names after 'import'")
            }
            // Only a number can be one of the wrong kind.
            E::ExpectedRealNumber | E::ExpectedImaginaryNumber
                if !self.source.text[range].starts_with(|c: char| c.is_ascii_digit() || c == '.') =>
            {
                return None;
            }
            E::ExpectedRealNumber => self.error(range, "real number required in complex literal"),
            E::ExpectedImaginaryNumber => self.error(range, "imaginary number required in complex literal"),
            E::InvalidMatchPatternTarget
                if self.token_before(range.start()).is_some_and(|t| t.kind() == TokenKind::DoubleStar) =>
            {
                self.error(range, "invalid syntax")
            }
            E::InvalidMatchPatternTarget => self.error(range, "cannot use '_' as a target"),
            E::OtherError(msg) => return self.other(msg, range),
            _ => return None,
        })
    }

    /// A starred expression where none may be.
    fn starred(&self, range: TextRange) -> Option<SyntaxError> {
        let before = self.token_before(range.start()).map(|t| t.kind());
        let after = self.token_at(range.end()).map(|t| t.kind());
        let in_braces = tokens::bracket_kind(self.tokens, range.start()) == Some(TokenKind::Lbrace);
        let call = |at: TextSize| {
            let open = self.tokens.iter().position(|t| t.start() == at).and_then(|i| tokens::innermost_bracket(self.tokens, i));
            open.is_some_and(|i| self.tokens[i].kind() == TokenKind::Lpar)
        };
        match (before, after) {
            // Statements whose operand is a plain expression.
            (Some(TokenKind::With | TokenKind::Assert | TokenKind::Raise | TokenKind::From | TokenKind::If | TokenKind::Match), _) => None,
            (Some(TokenKind::Equal), _) if call(range.start()) => None,
            // Behind an operator a star is no operand; a key of a dict display neither.
            (Some(k), _) if !matches!(k, TokenKind::Lpar | TokenKind::Comma | TokenKind::Equal | TokenKind::Return) && k.is_operator() && !tokens::ends_operand(k) && k != TokenKind::Lbrace && k != TokenKind::Lsqb => None,
            (_, Some(TokenKind::Colon)) if in_braces => {
                self.token_at(range.end()).map(|t| self.error(t.range(), "invalid syntax"))
            }
            (_, Some(TokenKind::Colon)) if tokens::bracket_kind(self.tokens, range.start()) == Some(TokenKind::Lsqb) => {
                self.token_at(range.end()).map(|t| self.error(t.range(), "invalid syntax"))
            }
            (Some(TokenKind::Equal), _) if tokens::bracket_kind(self.tokens, range.start()) == Some(TokenKind::Lsqb) => {
                self.token_at(range.start()).map(|t| self.error(t.range(), "invalid syntax"))
            }
            (Some(TokenKind::Lpar), Some(TokenKind::Rpar)) => Some(self.error(range, "cannot use starred expression here")),
            _ => Some(self.error(range, "can't use starred expression here")),
        }
    }

    fn argument_end(&self, range: TextRange, msg: &str) -> SyntaxError {
        // CPython points at the token that ends the argument list.
        let mut depth = 0;
        for token in self.tokens.iter().filter(|t| t.start() >= range.end()) {
            match token.kind() {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if depth == 0 => return self.error(token.range(), msg),
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
                _ => {}
            }
        }
        self.error(range, msg)
    }

    fn variadic_default(&self, range: TextRange) -> Option<SyntaxError> {
        let equal = self.tokens.iter().find(|t| t.start() >= range.start() && t.kind() == TokenKind::Equal)?;
        let star = self.tokens.iter().rfind(|t| t.start() < equal.start() && matches!(t.kind(), TokenKind::Star | TokenKind::DoubleStar))?;
        let what = if star.kind() == TokenKind::Star { "var-positional" } else { "var-keyword" };
        Some(self.error(equal.range(), format!("{what} argument cannot have default value")))
    }

    fn expected_colon(&self, found: TokenKind, range: TextRange) -> Option<SyntaxError> {
        if found == TokenKind::Equal {
            return self.stray_equal(range);
        }
        if !matches!(found, TokenKind::Newline | TokenKind::EndOfFile) {
            return self.forced_token(range);
        }
        let previous = self.token_before(range.end())?;
        let first = tokens::logical_line(self.tokens, previous.start()).next()?;
        let is_compound = first.kind().is_keyword() && !matches!(first.kind(), TokenKind::Lambda)
            || matches!(first.kind(), TokenKind::Match | TokenKind::Case);
        let is_lambda = tokens::logical_line(self.tokens, previous.start()).any(|t| t.kind() == TokenKind::Lambda);
        if !is_compound || is_lambda {
            return None;
        }
        let at = previous.end();
        let error = self.error(TextRange::empty(at), "expected ':'");
        let (line, offset) = (error.line, error.offset as i32);
        Some(error.ending(line, offset + 1))
    }

    /// Where the grammar has only one way on: the colon behind `try`, `else`, `finally` and behind a function's header, and the
    /// parenthesis behind its name.
    fn forced_token(&self, range: TextRange) -> Option<SyntaxError> {
        let found = self.token_at(range.start())?;
        let line: Vec<&Token> = tokens::logical_line(self.tokens, found.start()).collect();
        let is_colon = |t: &Token| t.kind() == TokenKind::Colon;
        let header = match line.as_slice() {
            [head, next, ..] if matches!(head.kind(), TokenKind::Try | TokenKind::Else | TokenKind::Finally) => {
                let here = next.start() == found.start() && !is_colon(next);
                return here.then(|| self.error(next.range(), "expected ':'"));
            }
            [head, rest @ ..] if head.kind() == TokenKind::Async => rest,
            rest => rest,
        };
        let [def, name, rest @ ..] = header else { return None };
        if def.kind() != TokenKind::Def || name.kind() != TokenKind::Name {
            return None;
        }
        let closing = |from: usize| {
            let mut depth = 0;
            rest.iter().enumerate().skip(from).find_map(|(i, t)| {
                match t.kind() {
                    TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                    TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
                    _ => {}
                }
                (depth == 0).then_some(i)
            })
        };
        let open = match rest.first()?.kind() {
            // A type parameter list with an error in it is none.
            TokenKind::Lsqb => match closing(0) {
                Some(end) if rest[end].end() <= range.start() => end + 1,
                _ => return Some(self.error(rest[0].range(), "expected '('")),
            },
            _ => 0,
        };
        let first = rest.get(open)?;
        if first.kind() != TokenKind::Lpar {
            return (first.start() == found.start()).then(|| self.error(first.range(), "expected '('"));
        }
        let end = closing(open)?;
        if rest[end].end() > found.start() {
            return None;
        }
        let behind = rest.get(end + 1)?;
        // An annotation that is no expression is none.
        let empty = behind.kind() == TokenKind::Rarrow && rest.get(end + 2).is_some_and(|t| is_colon(t));
        if empty {
            return Some(self.error(behind.range(), "expected ':'"));
        }
        let complete = line.iter().any(|t| is_colon(t) && t.start() >= behind.start() && t.start() <= found.start());
        (!complete).then(|| self.error(found.range(), "expected ':'"))
    }

    fn missing_else(&self, range: TextRange) -> Option<SyntaxError> {
        let if_ = self.tokens.iter().rposition(|t| t.kind() == TokenKind::If && t.end() <= range.start())?;
        let start = tokens::operand_start_from(self.tokens, if_)?;
        let end = self.token_before(range.start())?.end();
        let next = self.token_at(end)?;
        if matches!(next.kind(), TokenKind::Colon) {
            return None;
        }
        Some(self.error(TextRange::new(start, end), "expected 'else' after 'if' expression"))
    }

    fn expected_expression(&self, range: TextRange) -> Option<SyntaxError> {
        let previous = self.token_before(range.start())?;
        let next = self.token_at(range.start());
        let fstring = self.opens_field(&previous);
        match (previous.kind(), next.map(|t| t.kind())) {
            (TokenKind::Lbrace, Some(TokenKind::Rbrace | TokenKind::Exclamation | TokenKind::Colon | TokenKind::Equal))
                if fstring.is_some() =>
            {
                let next = next?;
                let prefix = fstring?;
                let msg = format!("{prefix}: valid expression required before '{}'", &self.source.text[next.range()]);
                Some(self.error(next.range(), msg))
            }
            (TokenKind::Lbrace, None | Some(TokenKind::FStringEnd | TokenKind::TStringEnd | TokenKind::Unknown | TokenKind::Newline | TokenKind::EndOfFile))
                if fstring.is_some() =>
            {
                Some(self.point(previous.end(), format!("{}: expecting '}}'", fstring?)))
            }
            (TokenKind::Else, Some(kind)) if kind != TokenKind::Colon && self.in_ternary(&previous) => {
                let msg = "expected expression after 'else', but statement is given";
                if matches!(kind, TokenKind::Newline | TokenKind::EndOfFile) {
                    let error = self.error(TextRange::empty(previous.end()), msg);
                    let (line, offset) = (error.line, error.offset as i32);
                    return Some(error.ending(line, offset + 1));
                }
                Some(self.error(next?.range(), msg))
            }
            (TokenKind::Colon, Some(TokenKind::Rbrace | TokenKind::Comma))
                if tokens::bracket_kind(self.tokens, previous.start()) == Some(TokenKind::Lbrace) =>
            {
                Some(self.error(previous.range(), "expression expected after dictionary key and ':'"))
            }
            (TokenKind::Less, Some(TokenKind::Greater)) if previous.end() == next?.start() => {
                let at = TextRange::new(previous.start(), next?.end());
                Some(self.error(at, "invalid syntax.  Maybe you meant '!=' instead of '<>'?"))
            }
            (TokenKind::Equal, Some(TokenKind::Rpar | TokenKind::Comma)) => {
                let name = self.token_before(previous.start())?;
                let first = tokens::logical_line(self.tokens, previous.start()).next()?;
                if matches!(first.kind(), TokenKind::Def | TokenKind::Async) {
                    return Some(self.error(previous.range(), "expected default value expression"));
                }
                Some(self.error(TextRange::new(name.start(), previous.end()), "expected argument value expression"))
            }
            (TokenKind::Star, Some(TokenKind::Rpar | TokenKind::Comma)) => {
                let open = self.token_before(previous.start())?;
                matches!(open.kind(), TokenKind::Lpar | TokenKind::Comma)
                    .then(|| self.error(next.map_or(range, |t| t.range()), "Invalid star expression"))
            }
            _ => None,
        }
    }

    /// Whether an `else` belongs to a conditional expression rather than to a statement.
    fn in_ternary(&self, else_: &Token) -> bool {
        tokens::logical_line(self.tokens, else_.start()).next().is_some_and(|first| first.start() != else_.start())
    }

    /// Whether a brace opens a replacement field, and of what kind of string.
    pub(super) fn opens_field(&self, brace: &Token) -> Option<&'static str> {
        let index = self.tokens.iter().position(|t| t.start() == brace.start())?;
        match self.tokens[..index].last()?.kind() {
            TokenKind::FStringStart | TokenKind::FStringMiddle => Some("f-string"),
            TokenKind::TStringStart | TokenKind::TStringMiddle => Some("t-string"),
            TokenKind::Colon | TokenKind::Rbrace => {
                let start = self.tokens[..index]
                    .iter()
                    .rfind(|t| matches!(t.kind(), TokenKind::FStringStart | TokenKind::FStringEnd | TokenKind::TStringStart | TokenKind::TStringEnd))?;
                match start.kind() {
                    TokenKind::FStringStart => Some("f-string"),
                    TokenKind::TStringStart => Some("t-string"),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// `if x = 1:` and the like.
    fn stray_equal(&self, range: TextRange) -> Option<SyntaxError> {
        let equal = self.token_at(range.start()).filter(|t| t.kind() == TokenKind::Equal)?;
        let first = tokens::logical_line(self.tokens, equal.start()).next()?;
        if !matches!(first.kind(), TokenKind::If | TokenKind::While | TokenKind::Elif | TokenKind::Match | TokenKind::At) {
            return None;
        }
        let previous = self.token_before(equal.start()).filter(|t| t.start() >= first.end())?;
        let left = TextRange::new(first.end(), equal.start());
        let start = left.start() + TextSize::new(leading_space(&self.source.text[left]));
        let left = TextRange::new(start, previous.end());
        let parsed = parse_expression_range(&self.source.text, left).ok()?;
        match parsed.expr() {
            Expr::Name(_) => {
                let index = self.tokens.iter().position(|t| t.start() > equal.start())?;
                let end = tokens::operand_end(self.tokens, index);
                let msg = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
                Some(self.error(TextRange::new(start, end), msg))
            }
            Expr::List(_) | Expr::Tuple(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::Compare(_) => None,
            target => {
                let what = describe_expr(target);
                Some(self.error(left, format!("cannot assign to {what} here. Maybe you meant '==' instead of '='?")))
            }
        }
    }

    fn describe(&self, range: TextRange) -> &'static str {
        if self.source.text[range].starts_with('*') {
            return "starred";
        }
        match parse_expression_range(&self.source.text, range) {
            Ok(parsed) => describe_expr(parsed.expr()),
            Err(_) if super::rules::is_named_expression(&self.source.text[range]) => "named expression",
            Err(_) => "expression",
        }
    }

    fn assignment_target(&self, range: TextRange) -> Option<SyntaxError> {
        let Ok(parsed) = parse_expression_range(&self.source.text, range) else {
            let ends = self.token_at(range.end()).is_none_or(|t| t.kind() != TokenKind::Equal);
            if ends && super::rules::is_named_expression(&self.source.text[range]) {
                return Some(self.error(range, "cannot assign to named expression"));
            }
            let equal = self.token_at(range.end()).filter(|t| t.kind() == TokenKind::Equal)?;
            return Some(self.error(equal.range(), "invalid syntax"));
        };
        let what = describe_expr(parsed.expr());
        let line: Vec<&Token> = tokens::logical_line(self.tokens, range.start()).collect();
        let first = line.first()?;
        // The target of a loop ends at `in`.
        if matches!(parsed.expr(), Expr::Compare(_)) && matches!(first.kind(), TokenKind::For | TokenKind::Async) {
            return None;
        }
        // The target, or the last of several, of a simple statement.
        let is_first = first.start() == range.start()
            || self.token_before(range.start()).is_some_and(|t| {
                matches!(t.kind(), TokenKind::Colon | TokenKind::Semi | TokenKind::Comma)
                    && tokens::bracket_kind(self.tokens, range.start()).is_none()
            });
        let follows = self.token_at(range.end()).map(|t| t.kind());
        let equals = line.iter().filter(|t| t.kind() == TokenKind::Equal).count();
        // The grammar rules that suggest '==' take only what binds tighter than a comparison.
        let binds_tightly = !matches!(
            parsed.expr(),
            Expr::Compare(_) | Expr::BoolOp(_) | Expr::Lambda(_) | Expr::If(_) | Expr::Generator(_) | Expr::NoneLiteral(_)
                | Expr::BooleanLiteral(_)
        ) && !matches!(parsed.expr(), Expr::UnaryOp(u) if u.op == ruff_python_ast::UnaryOp::Not);
        if is_first && follows == Some(TokenKind::Equal) && equals == 1 && binds_tightly {
            return Some(self.error(range, format!("cannot assign to {what} here. Maybe you meant '==' instead of '='?")));
        }
        Some(self.error(range, format!("cannot assign to {what}")))
    }

    fn other(&self, msg: &str, range: TextRange) -> Option<SyntaxError> {
        if let Some(clause) = msg.strip_prefix("Expected an indented block after ") {
            return self.expected_block(clause, range);
        }
        Some(match msg {
            "Only single target (not list) can be annotated" => {
                self.error(range, "only single target (not list) can be annotated")
            }
            "Only single target (not tuple) can be annotated" => {
                // Without parentheses the first item is shown.
                let first = match parse_expression_range(&self.source.text, range).ok()?.expr() {
                    Expr::Tuple(tuple) if !tuple.parenthesized => tuple.elts.first().map(Ranged::range),
                    _ => None,
                };
                self.error(first.unwrap_or(range), "only single target (not tuple) can be annotated")
            }
            "Only one '*' parameter allowed" | "Only one '*' separator allowed" => {
                self.error(TextRange::at(range.start(), TextSize::new(1)), "* argument may appear only once")
            }
            "Only one '/' separator allowed" => self.error(range, "/ may appear only once"),
            "'/' parameter must appear before '*' parameter" => self.error(range, "/ must be ahead of *"),
            "Cannot have both 'except' and 'except*' on the same 'try'" => {
                let star = self.tokens.iter().find(|t| t.start() >= range.start() && t.kind() == TokenKind::Star);
                let end = star.filter(|t| t.start() < range.end()).map_or(range.start() + TextSize::new(6), |t| t.end());
                let msg = "cannot have both 'except' and 'except*' on the same 'try'";
                self.error(TextRange::new(range.start(), end), msg)
            }
            "Multiple exception types must be parenthesized when using `as`" => {
                let as_ = self.tokens.iter().find(|t| t.kind() == TokenKind::As && t.start() >= range.start())?;
                let range = TextRange::new(range.start(), self.token_at(as_.end())?.end());
                self.error(range, "multiple exception types must be parenthesized when using 'as'")
            }
            "Expected one or more exception types" => {
                let at = self.token_at(range.start()).map_or(range, |t| t.range());
                self.error(at, "expected one or more exception types")
            }
            "Expected `except` or `finally` after `try` block" => {
                let msg = "expected 'except' or 'finally' block";
                match self.token_at(range.start()).filter(|t| t.kind() != TokenKind::EndOfFile) {
                    Some(token) => self.error(token.range(), msg),
                    None => {
                        let error = self.error(TextRange::empty(range.start()), msg);
                        let last = self.token_before(range.end()).map_or(range.end(), |t| t.end());
                        let (line, col) = self.source.location(last.to_u32());
                        SyntaxError { line, offset: self.source.char_column(line, col) + 1, ..error }.ending(line, -1)
                    }
                }
            }
            "Bytes literal cannot be mixed with non-bytes literals" => {
                let after = self.token_at(range.end())?.range();
                let error = self.error(after, "cannot mix bytes and nonbytes literals");
                let (line, offset) = (error.line, error.offset as i32);
                error.ending(line, offset + 1)
            }
            "Cannot mix t-string literals with string or bytes literals" => {
                self.error(range, "cannot mix t-string literals with string or bytes literals")
            }
            "Expected a parameter name" => {
                let end = self.token_at(range.end()).map_or(range.end(), |t| t.end());
                let parsed = parse_expression_range(&self.source.text, range).ok();
                let constant = match parsed.as_ref().map(|p| p.expr()) {
                    Some(Expr::BooleanLiteral(b)) => Some(if b.value { "True" } else { "False" }),
                    Some(Expr::NoneLiteral(_)) => Some("None"),
                    _ => None,
                };
                match constant {
                    Some(name) => self.error(TextRange::new(range.start(), end), format!("cannot assign to {name}")),
                    None => self.error(
                        TextRange::new(range.start(), end),
                        "expression cannot contain assignment, perhaps you meant \"==\"?",
                    ),
                }
            }
            "Positional patterns cannot follow keyword patterns" => {
                self.error(range, "positional patterns follow keyword patterns")
            }
            _ => return None,
        })
    }

    fn expected_block(&self, clause: &str, range: TextRange) -> Option<SyntaxError> {
        let colon = self.token_before(range.start() + TextSize::new(0)).filter(|t| t.kind() == TokenKind::Colon);
        let colon = match colon {
            Some(colon) => colon,
            None => *self.tokens.iter().rfind(|t| t.kind() == TokenKind::Colon && t.end() <= range.end())?,
        };
        let head = tokens::logical_line(self.tokens, colon.start()).next()?;
        let (line, _) = self.source.location(head.start().to_u32());
        let what = match head.kind() {
            TokenKind::Def | TokenKind::Async if clause.contains("function") => "function definition".to_owned(),
            TokenKind::Class => "class definition".to_owned(),
            TokenKind::Async => format!("'{}' statement", clause.split('`').nth(1).unwrap_or("with")),
            TokenKind::Except => {
                let star = self.token_at(head.end()).is_some_and(|t| t.kind() == TokenKind::Star);
                format!("'except{}' statement", if star { "*" } else { "" })
            }
            _ => format!("'{}' statement", &self.source.text[head.range()]),
        };
        let msg = format!("expected an indented block after {what} on line {line}");
        let next = self.token_at(colon.end()).into_iter().chain(self.tokens.iter().copied()).find(|t| {
            t.start() >= colon.end() && !t.kind().is_trivia() && !matches!(t.kind(), TokenKind::Newline | TokenKind::Dedent | TokenKind::Indent)
        });
        match next.filter(|t| t.kind() != TokenKind::EndOfFile) {
            Some(token) => Some(self.indentation(token.range(), msg)),
            None => {
                let error = self.indentation(TextRange::empty(colon.end()), msg);
                let line = error.line;
                Some(error.ending(line, -1))
            }
        }
    }
}

fn leading_space(text: &str) -> u32 {
    (text.len() - text.trim_start().len()) as u32
}

/// What CPython calls an expression in "cannot assign to ...".
pub(super) fn describe_expr(expr: &Expr) -> &'static str {
    match expr {
        Expr::Attribute(_) => "attribute",
        Expr::Subscript(_) => "subscript",
        Expr::Starred(_) => "starred",
        Expr::Name(_) => "name",
        Expr::List(_) => "list",
        Expr::Tuple(_) => "tuple",
        Expr::Lambda(_) => "lambda",
        Expr::Call(_) => "function call",
        Expr::BoolOp(_) | Expr::BinOp(_) | Expr::UnaryOp(_) => "expression",
        Expr::Generator(_) => "generator expression",
        Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
        Expr::Await(_) => "await expression",
        Expr::ListComp(_) => "list comprehension",
        Expr::SetComp(_) => "set comprehension",
        Expr::DictComp(_) => "dict comprehension",
        Expr::Dict(_) => "dict literal",
        Expr::Set(_) => "set display",
        Expr::FString(_) => "f-string expression",
        Expr::TString(_) => "t-string expression",
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) => "literal",
        Expr::BooleanLiteral(b) => if b.value { "True" } else { "False" },
        Expr::NoneLiteral(_) => "None",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::Compare(_) => "comparison",
        Expr::If(_) => "conditional expression",
        Expr::Named(_) => "named expression",
        _ => "expression",
    }
}
