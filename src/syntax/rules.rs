//! Mistakes that CPython's grammar has rules of its own for, told from the tokens around the place where the parser stopped.
use ruff_python_ast::Expr;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_parser::{ParseErrorType, parse_expression_range};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::SyntaxError;
use super::report::{Reporter, describe_expr};
use super::tokens;

fn is_open(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace)
}
fn is_close(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace)
}
/// Operators whose right operand is no `not`.
fn is_arithmetic(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(
        kind,
        T::Plus | T::Minus | T::Star | T::Slash | T::DoubleSlash | T::Percent | T::At | T::Tilde | T::LeftShift
            | T::RightShift | T::Amper | T::Vbar | T::CircumFlex | T::DoubleStar
    )
}
fn is_augmented(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(
        kind,
        T::PlusEqual | T::MinusEqual | T::StarEqual | T::SlashEqual | T::PercentEqual | T::AmperEqual | T::VbarEqual
            | T::CircumflexEqual | T::LeftShiftEqual | T::RightShiftEqual | T::DoubleStarEqual | T::DoubleSlashEqual
            | T::AtEqual
    )
}

impl Reporter<'_> {
    /// The error of the first rule that fits where the parser stopped.
    pub(super) fn rules(&self, kind: &ParseErrorType, range: TextRange) -> Option<SyntaxError> {
        let significant: Vec<&Token> = self
            .tokens
            .iter()
            .filter(|t| !t.kind().is_trivia() && !matches!(t.kind(), TokenKind::Indent | TokenKind::Dedent))
            .collect();
        let at = significant.iter().position(|t| t.end() > range.start() || t.start() >= range.start())?;
        let s = &significant[..];
        self.parameter_list(s, at)
            .or_else(|| self.comprehension_without_in(s, at))
            .or_else(|| self.around_token(s, at, range))
            .or_else(|| self.unpacked_keyword(s, at))
            .or_else(|| self.tuple_without_parentheses(kind, range))
            .or_else(|| self.field(s, at))
    }

    /// Rules for the token at the error and the one before it.
    fn around_token(&self, s: &[&Token], at: usize, range: TextRange) -> Option<SyntaxError> {
        let token = s[at];
        let kind_at = |i: usize| s.get(i).map(|t| t.kind());
        let before = |n: usize| at.checked_sub(n).map(|i| s[i].kind());
        match token.kind() {
            TokenKind::Pass | TokenKind::Break | TokenKind::Continue if kind_at(at + 1) == Some(TokenKind::If) && at > 0 => {
                Some(self.error(token.range(), "expected expression before 'if', but statement is given"))
            }
            TokenKind::Not if before(1).is_some_and(is_arithmetic) => {
                let index = self.tokens.iter().position(|t| t.start() == token.start())?;
                let operand = self.tokens[index + 1..].iter().position(|t| !t.kind().is_trivia())? + index + 1;
                let end = tokens::operand_end(self.tokens, operand);
                Some(self.error(TextRange::new(token.start(), end), "'not' after an operator must be parenthesized"))
            }
            kind if is_augmented(kind) => {
                let line = tokens::logical_line(self.tokens, token.start()).next()?;
                let left = TextRange::new(line.start(), at.checked_sub(1).map(|i| s[i].end())?);
                let parsed = parse_expression_range(&self.source.text, left).ok()?;
                let what = describe_expr(parsed.expr());
                matches!(parsed.expr(), Expr::Tuple(_)).then(|| {
                    self.error(left, format!("'{what}' is an illegal expression for augmented assignment"))
                })
            }
            TokenKind::Colon
                if before(1) == Some(TokenKind::Name)
                    && matches!(before(2), Some(TokenKind::Star | TokenKind::DoubleStar))
                    && matches!(before(3), Some(TokenKind::Lsqb | TokenKind::Comma))
                    && self.in_type_parameters(s, at) =>
            {
                let what = if before(2) == Some(TokenKind::Star) { "TypeVarTuple" } else { "ParamSpec" };
                let part = if kind_at(at + 1) == Some(TokenKind::Lpar) { "constraints" } else { "bound" };
                Some(self.error(token.range(), format!("cannot use {part} with {what}")))
            }
            TokenKind::Name if at > 0 && &self.source.text[s[at - 1].range()] == "type" && kind_at(at + 1) == Some(TokenKind::Dot) => {
                Some(self.error(s[at + 1].range(), "invalid syntax"))
            }
            TokenKind::Colon | TokenKind::Rarrow if before(1) != Some(TokenKind::Star) => {
                self.header_without_parameters(s, at)
            }
            TokenKind::Equal => self.equal_in_brackets(s, at),
            TokenKind::For if before(1).is_some_and(|kind| !is_open(kind)) && before(2) == Some(TokenKind::Equal) && before(3) == Some(TokenKind::Name) && !self.in_parameters(s, at) => {
                let index = self.tokens.iter().position(|t| t.start() == token.start())?;
                tokens::innermost_bracket(self.tokens, index)?;
                let msg = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
                Some(self.error(TextRange::new(s[at - 3].start(), s[at - 1].end()), msg))
            }
            TokenKind::Comma
                if kind_at(at + 1) == Some(TokenKind::Newline)
                    && tokens::logical_line(self.tokens, token.start()).next().is_some_and(|t| t.kind() == TokenKind::From) =>
            {
                let error = self.point(token.end(), "trailing comma not allowed without surrounding parentheses");
                let (line, offset) = (error.line, error.offset as i32);
                Some(error.ending(line, offset + 1))
            }
            TokenKind::Yield if kind_at(at + 1).is_some() => self.assigned_yield(s, at),
            TokenKind::Lpar if kind_at(at + 1) == Some(TokenKind::Yield) => self.assigned_yield(s, at + 1),
            TokenKind::Star if before(1) == Some(TokenKind::Import) && kind_at(at + 1) == Some(TokenKind::Comma) => {
                Some(self.error(s[at + 1].range(), "invalid syntax"))
            }
            TokenKind::Name if before(1) == Some(TokenKind::Lpar) && kind_at(at + 1) == Some(TokenKind::ColonEqual) => {
                let index = self.tokens.iter().position(|t| t.start() == s.get(at + 2).map_or(token.start(), |t| t.start()))?;
                let end = tokens::operand_end(self.tokens, index);
                let close = s.iter().position(|t| t.start() >= end).filter(|i| s[*i].kind() == TokenKind::Rpar)?;
                let msg = "cannot assign to named expression here. Maybe you meant '==' instead of '='?";
                (kind_at(close + 1) == Some(TokenKind::Equal))
                    .then(|| self.error(TextRange::new(token.start(), end), msg))
            }
            TokenKind::Rsqb if before(1) == Some(TokenKind::Lsqb) => {
                let name = at.checked_sub(2).map(|i| s[i])?;
                let keyword = at.checked_sub(3).map(|i| s[i].kind())?;
                let msg = "Type parameter list cannot be empty";
                match (name.kind(), keyword) {
                    (TokenKind::Name, TokenKind::Type) => {
                        Some(self.error(TextRange::new(token.start(), token.end() + TextSize::new(1)), msg))
                    }
                    (TokenKind::Name, TokenKind::Def | TokenKind::Class) => Some(self.point(token.start(), msg)),
                    _ => None,
                }
            }
            TokenKind::Rsqb | TokenKind::Colon | TokenKind::Rpar | TokenKind::Comma
                if before(1) == Some(TokenKind::Star)
                    && before(2).is_some_and(|k| is_open(k) || k == TokenKind::Comma)
                    && !self.in_parameters(s, at) =>
            {
                Some(self.error(token.range(), "Invalid star expression"))
            }
            // The parser may point at the star itself.
            TokenKind::Star
                if kind_at(at + 1).is_some_and(|k| is_close(k) || matches!(k, TokenKind::Colon | TokenKind::Comma))
                    && before(1).is_some_and(|k| is_open(k) || k == TokenKind::Comma)
                    && !self.in_parameters(s, at)
                    && !range.is_empty() =>
            {
                Some(self.error(s[at + 1].range(), "Invalid star expression"))
            }
            _ => None,
        }
    }

    /// Whether a token lies in the parameter list of a `def` or `lambda`.
    fn in_parameters(&self, s: &[&Token], at: usize) -> bool {
        let mut depth = 0;
        for i in (0..at).rev() {
            let kind = s[i].kind();
            if is_close(kind) {
                depth += 1;
            } else if is_open(kind) {
                if depth == 0 {
                    return i >= 2 && s[i - 2].kind() == TokenKind::Def
                        || i >= 1 && s[i - 1].kind() == TokenKind::Rsqb && s[..i].iter().rev().take(40).any(|t| t.kind() == TokenKind::Def);
                }
                depth -= 1;
            } else if depth == 0 {
                match kind {
                    TokenKind::Lambda => return true,
                    TokenKind::Colon | TokenKind::Newline | TokenKind::Semi => return false,
                    _ => {}
                }
            }
        }
        false
    }

    /// Whether a token lies in a type parameter list.
    fn in_type_parameters(&self, s: &[&Token], at: usize) -> bool {
        let open = s[..at].iter().rposition(|t| t.kind() == TokenKind::Lsqb);
        open.is_some_and(|i| i >= 2 && matches!(s[i - 2].kind(), TokenKind::Def | TokenKind::Class | TokenKind::Type))
    }

    /// `def f:`.
    fn header_without_parameters(&self, s: &[&Token], at: usize) -> Option<SyntaxError> {
        let mut i = at.checked_sub(1)?;
        if s[i].kind() == TokenKind::Rsqb {
            i = s[..i].iter().rposition(|t| t.kind() == TokenKind::Lsqb)?.checked_sub(1)?;
        }
        let is_header = s[i].kind() == TokenKind::Name && i >= 1 && s[i - 1].kind() == TokenKind::Def;
        is_header.then(|| self.error(s[at].range(), "expected '('"))
    }

    /// `yield = 1` and `(yield) = 1`.
    fn assigned_yield(&self, s: &[&Token], at: usize) -> Option<SyntaxError> {
        let parenthesized = at > 0 && s[at - 1].kind() == TokenKind::Lpar;
        let mut depth = 0;
        let mut end = at;
        for (i, t) in s.iter().enumerate().skip(at) {
            if is_open(t.kind()) {
                depth += 1;
            } else if is_close(t.kind()) {
                if depth == 0 {
                    break;
                }
                depth -= 1;
            } else if depth == 0 && matches!(t.kind(), TokenKind::Equal | TokenKind::Newline | TokenKind::Semi | TokenKind::EndOfFile) {
                break;
            }
            end = i;
        }
        let range = TextRange::new(s[at].start(), s[end].end());
        let next = |i: usize| s.get(i).map(|t| t.kind());
        if !parenthesized {
            let msg = "assignment to yield expression not possible";
            return (next(end + 1) == Some(TokenKind::Equal)).then(|| self.error(range, msg));
        }
        if next(end + 1) != Some(TokenKind::Rpar) {
            return None;
        }
        match next(end + 2)? {
            TokenKind::Equal => {
                let msg = "cannot assign to yield expression here. Maybe you meant '==' instead of '='?";
                Some(self.error(range, msg))
            }
            kind if is_augmented(kind) => {
                Some(self.error(range, "'yield expression' is an illegal expression for augmented assignment"))
            }
            _ => None,
        }
    }

    /// `[z=3]`, `(x, y=1)`, `{'a'=1}`.
    fn equal_in_brackets(&self, s: &[&Token], at: usize) -> Option<SyntaxError> {
        let index = self.tokens.iter().position(|t| t.start() == s[at].start())?;
        let open = tokens::innermost_bracket(self.tokens, index)?;
        let opener = &self.tokens[open];
        let before = self.token_before(opener.start()).map(|t| t.kind());
        let is_call = opener.kind() == TokenKind::Lpar && before.is_some_and(tokens::ends_operand);
        let in_field = self.opens_field(opener).is_some();
        if is_call || in_field || self.in_parameters(s, at) || before == Some(TokenKind::Class) {
            return None;
        }
        let start = tokens::operand_start(self.tokens, open, index)?;
        let left = TextRange::new(start, self.token_before(s[at].start())?.end());
        let parsed = parse_expression_range(&self.source.text, left).ok()?;
        match parsed.expr() {
            Expr::Name(_) => {
                let operand = self.tokens[index + 1..].iter().position(|t| !t.kind().is_trivia())? + index + 1;
                if !tokens::starts_operand(self.tokens[operand].kind()) && !is_open(self.tokens[operand].kind()) {
                    return None;
                }
                let end = tokens::operand_end(self.tokens, operand);
                let msg = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
                Some(self.error(TextRange::new(start, end), msg))
            }
            Expr::List(_) | Expr::Tuple(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::Generator(_) => None,
            target => {
                let what = describe_expr(target);
                Some(self.error(left, format!("cannot assign to {what} here. Maybe you meant '==' instead of '='?")))
            }
        }
    }

    /// `f(*args=1)`, `f(**kwargs=1)`.
    fn unpacked_keyword(&self, s: &[&Token], at: usize) -> Option<SyntaxError> {
        let equal = (at..s.len().min(at + 4)).find(|&i| s[i].kind() == TokenKind::Equal)?;
        let name = equal.checked_sub(1).filter(|&i| s[i].kind() == TokenKind::Name)?;
        let star = name.checked_sub(1)?;
        let what = match s[star].kind() {
            TokenKind::Star => "iterable argument unpacking",
            TokenKind::DoubleStar => "keyword argument unpacking",
            _ => return None,
        };
        let opened = star.checked_sub(1).is_some_and(|i| matches!(s[i].kind(), TokenKind::Lpar | TokenKind::Comma));
        if !opened || self.in_parameters(s, star) {
            return None;
        }
        let index = self.tokens.iter().position(|t| t.start() == s[equal].start())?;
        let operand = self.tokens[index + 1..].iter().position(|t| !t.kind().is_trivia())? + index + 1;
        let end = tokens::operand_end(self.tokens, operand);
        Some(self.error(TextRange::new(s[star].start(), end), format!("cannot assign to {what}")))
    }

    /// `print * x` and the like in front of the place where the parser stopped: a text that does not parse is read again with the rules
    /// for errors, and for them this is a statement of Python 2.
    pub(super) fn legacy_statement(&self, stopped: TextRange) -> Option<SyntaxError> {
        let code: Vec<&Token> = self.tokens.iter().filter(|t| !t.kind().is_trivia()).take_while(|t| t.end() <= stopped.start()).collect();
        (0..code.len().saturating_sub(1)).find_map(|i| {
            let name = &self.source.text[code[i].range()];
            let operator = code[i + 1].kind();
            if code[i].kind() != TokenKind::Name
                || !matches!(name, "print" | "exec")
                || !matches!(operator, TokenKind::Star | TokenKind::Minus | TokenKind::Plus | TokenKind::Tilde | TokenKind::Lsqb)
            {
                return None;
            }
            // It has to be the beginning of an expression.
            let begins = i.checked_sub(1).is_none_or(|before| {
                let k = code[before].kind();
                is_open(k)
                    || matches!(k, TokenKind::Comma | TokenKind::Equal | TokenKind::Colon | TokenKind::ColonEqual | TokenKind::Newline
                        | TokenKind::Indent | TokenKind::Dedent | TokenKind::Semi | TokenKind::Return | TokenKind::Yield | TokenKind::Else)
                    || matches!(k, TokenKind::If | TokenKind::Elif | TokenKind::While | TokenKind::Assert | TokenKind::With | TokenKind::Raise)
                        && tokens::logical_line(self.tokens, code[i].start()).next().is_some_and(|t| t.start() == code[before].start())
            });
            let first = self.tokens.iter().position(|t| t.start() == code[i + 1].start())?;
            // A star takes an operand; so does the operator of a sign.
            let operand = if operator == TokenKind::Star { code.get(i + 2)?.start() } else { code[i + 1].start() };
            let mut end = tokens::operand_end(self.tokens, first);
            let is_operand = parse_expression_range(&self.source.text, TextRange::new(operand, end)).is_ok();
            // Further operands behind commas belong to the statement.
            while let Some(comma) = self.token_at(end).filter(|t| t.kind() == TokenKind::Comma)
                && let Some(next) = self.token_at(comma.end()).filter(|t| tokens::starts_operand(t.kind()))
            {
                let next = self.tokens.iter().position(|t| t.start() == next.start())?;
                end = tokens::operand_end(self.tokens, next);
            }
            if self.token_at(end).is_some_and(|t| t.kind() == TokenKind::Equal) {
                return None;
            }
            let msg = format!("Missing parentheses in call to '{name}'. Did you mean {name}(...)?");
            (begins && is_operand).then(|| self.error(TextRange::new(code[i].start(), end), msg))
        })
    }

    /// `[x for x if y]`.
    fn comprehension_without_in(&self, s: &[&Token], at: usize) -> Option<SyntaxError> {
        let mut depth = 0;
        let from = at.saturating_sub(12);
        let for_ = (from..=at).rev().find(|&i| s[i].kind() == TokenKind::For)?;
        let is_statement = for_ == 0 || matches!(s[for_ - 1].kind(), TokenKind::Newline | TokenKind::Semi | TokenKind::Async | TokenKind::Colon);
        if is_statement {
            return None;
        }
        if s.get(for_ + 1).is_some_and(|t| is_close(t.kind())) {
            return None;
        }
        for t in &s[for_ + 1..] {
            match t.kind() {
                k if is_open(k) => depth += 1,
                k if is_close(k) && depth > 0 => depth -= 1,
                TokenKind::In if depth == 0 => return None,
                TokenKind::If | TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if depth == 0 => {
                    return Some(self.error(t.range(), "'in' expected after for-loop variables"));
                }
                TokenKind::Newline | TokenKind::EndOfFile | TokenKind::Equal => return None,
                _ => {}
            }
        }
        None
    }

    /// Mistakes in the parameter list that the error is in.
    fn parameter_list(&self, s: &[&Token], at: usize) -> Option<SyntaxError> {
        let mut start = None;
        let mut depth = 0;
        for i in (0..=at).rev() {
            let kind = s[i].kind();
            if is_close(kind) && i < at {
                depth += 1;
            } else if is_open(kind) && i < at {
                if depth == 0 {
                    let def = i >= 2 && s[i - 2].kind() == TokenKind::Def
                        || i >= 1 && s[i - 1].kind() == TokenKind::Rsqb && self.in_parameters(s, i + 1);
                    if def {
                        start = Some((i + 1, false));
                        break;
                    }
                    continue;
                }
                depth -= 1;
            } else if kind == TokenKind::Lambda && depth == 0 {
                start = Some((i + 1, true));
                break;
            } else if matches!(kind, TokenKind::Newline | TokenKind::Semi) && depth == 0 && i < at {
                break;
            }
        }
        let (start, is_lambda) = start?;
        let mut depth = 0;
        let (mut star, mut bare, mut slash) = (false, false, false);
        // The parameter at hand is `*args` or `**kwargs`; its annotation begins with a star.
        let (mut variadic, mut starred) = (None, false);
        let mut i = start;
        while let Some(t) = s.get(i) {
            let next = s.get(i + 1).map(|t| t.kind());
            let first = i == start || s[i - 1].kind() == TokenKind::Comma;
            if first && depth == 0 {
                variadic = match t.kind() {
                    TokenKind::Star => Some("var-positional"),
                    TokenKind::DoubleStar => Some("var-keyword"),
                    _ => None,
                };
                starred = false;
            }
            match t.kind() {
                TokenKind::Lpar if depth == 0 && first && bare => return None,
                TokenKind::Lpar if depth == 0 && first => {
                    let close = s[i..].iter().position(|t| t.kind() == TokenKind::Rpar)? + i;
                    let inside = &s[i + 1..close];
                    let names = inside.iter().all(|t| matches!(t.kind(), TokenKind::Name | TokenKind::Comma));
                    if !names || inside.is_empty() {
                        return None;
                    }
                    let what = if is_lambda { "Lambda expression" } else { "Function" };
                    let range = TextRange::new(t.start(), s[close].end());
                    return Some(self.error(range, format!("{what} parameters cannot be parenthesized")));
                }
                k if is_open(k) => depth += 1,
                k if is_close(k) => {
                    if depth == 0 {
                        return None;
                    }
                    depth -= 1;
                }
                TokenKind::Colon if depth == 0 && is_lambda => return None,
                TokenKind::Newline | TokenKind::EndOfFile if depth == 0 => return None,
                TokenKind::Star if depth == 0 && i > start && s[i - 1].kind() == TokenKind::Slash => {
                    return Some(self.error(t.range(), "expected comma between / and *"));
                }
                TokenKind::Star if depth == 0 && first => {
                    star = true;
                    bare = next == Some(TokenKind::Comma);
                }
                TokenKind::Star if depth == 0 && s[i - 1].kind() == TokenKind::Colon => starred = true,
                TokenKind::Slash if depth == 0 && first && slash => {
                    return Some(self.error(t.range(), "/ may appear only once"));
                }
                TokenKind::Slash if depth == 0 && i == start => {
                    let ends = next == Some(TokenKind::Comma);
                    return ends.then(|| self.error(t.range(), "at least one argument must precede /"));
                }
                TokenKind::Slash if depth == 0 && first && star => {
                    return Some(self.error(t.range(), "/ must be ahead of *"));
                }
                TokenKind::Slash if depth == 0 && first => slash = true,
                TokenKind::Equal if depth == 0 => {
                    let ends = match next {
                        Some(TokenKind::Comma) => true,
                        Some(TokenKind::Rpar) => !is_lambda,
                        Some(TokenKind::Colon) => is_lambda,
                        _ => false,
                    };
                    if starred {
                        return Some(self.error(t.range(), "invalid syntax"));
                    }
                    if let Some(what) = variadic.filter(|_| !bare) {
                        return Some(self.error(t.range(), format!("{what} argument cannot have default value")));
                    }
                    if ends {
                        return Some(self.error(t.range(), "expected default value expression"));
                    }
                }
                _ => {}
            }
            i += 1;
        }
        None
    }

    /// `raise X, Y` and the like: the first comma is one too many.
    fn tuple_without_parentheses(&self, kind: &ParseErrorType, range: TextRange) -> Option<SyntaxError> {
        if !matches!(kind, ParseErrorType::UnparenthesizedTupleExpression) {
            return None;
        }
        let mut depth = 0;
        for t in self.tokens.iter().filter(|t| range.contains_range(t.range())) {
            match t.kind() {
                k if is_open(k) => depth += 1,
                k if is_close(k) => depth -= 1,
                TokenKind::Comma if depth == 0 => return Some(self.error(t.range(), "invalid syntax")),
                _ => {}
            }
        }
        None
    }

    /// The replacement field of an f-string or t-string that the error is in.
    fn field(&self, s: &[&Token], at: usize) -> Option<SyntaxError> {
        let mut depth = 0;
        let open = (0..at).rev().find(|&i| {
            if is_close(s[i].kind()) {
                depth += 1;
            } else if is_open(s[i].kind()) {
                if depth == 0 {
                    return true;
                }
                depth -= 1;
            }
            false
        })?;
        let prefix = self.opens_field(s[open])?;
        let inside = &s[open + 1..at];
        // After a conversion or in a format specification other rules hold.
        if inside.iter().any(|t| {
            matches!(t.kind(), TokenKind::Exclamation | TokenKind::Colon | TokenKind::FStringMiddle | TokenKind::TStringMiddle)
        }) {
            return None;
        }
        let token = s[at];
        if is_close(token.kind()) && token.kind() != TokenKind::Rbrace {
            let close = &self.source.text[token.range()];
            return Some(self.point(token.start(), format!("{prefix}: unmatched '{close}'")));
        }
        let first = s.get(open + 1)?;
        if matches!(first.kind(), TokenKind::Unknown | TokenKind::Lambda | TokenKind::Rbrace | TokenKind::Exclamation | TokenKind::Colon | TokenKind::Equal)
            || matches!(first.kind(), TokenKind::FStringEnd | TokenKind::TStringEnd | TokenKind::Newline | TokenKind::EndOfFile)
        {
            return None;
        }
        let whole = |to: usize| {
            let range = TextRange::new(first.start(), s[to].end());
            parse_expression_range(&self.source.text, range).is_ok()
        };
        let complete = (open + 1..at).rev().find(|&i| whole(i));
        let Some(complete) = complete else {
            return Some(self.error(first.range(), format!("{prefix}: expecting a valid expression after '{{'")));
        };
        let stop = s[complete + 1];
        if tokens::starts_operand(stop.kind()) && stop.kind() != TokenKind::FStringStart {
            let index = self.tokens.iter().position(|t| t.start() == stop.start())?;
            let range = TextRange::new(first.start(), tokens::operand_end(self.tokens, index));
            return Some(self.error(range, "invalid syntax. Perhaps you forgot a comma?"));
        }
        if matches!(stop.kind(), TokenKind::Rbrace | TokenKind::Equal) {
            return None;
        }
        if matches!(stop.kind(), TokenKind::Unknown | TokenKind::Semi | TokenKind::Exclamation) || stop.kind().is_operator() {
            let ends = stop.kind() == TokenKind::Exclamation || stop.range().is_empty();
            return (!ends).then(|| {
                self.error(stop.range(), format!("{prefix}: expecting '=', or '!', or ':', or '}}'"))
            });
        }
        None
    }

    /// Words between two strings on one line: quotes inside quotes.
    pub(super) fn part_of_string(&self, range: TextRange) -> Option<SyntaxError> {
        let s: Vec<&Token> = self.tokens.iter().filter(|t| !t.kind().is_trivia()).collect();
        let at = s.iter().position(|t| t.end() > range.start() || t.start() >= range.start())?;
        let first = (at.saturating_sub(1)..s.len().min(at + 2)).find(|&i| s[i].kind() == TokenKind::String)?;
        let words = s[first + 1..].iter().take_while(|t| {
            tokens::starts_operand(t.kind()) && t.kind() != TokenKind::String || t.kind() == TokenKind::Not
        });
        let count = words.count();
        let second = s.get(first + 1 + count)?;
        if count == 0 || second.kind() != TokenKind::String {
            return None;
        }
        let range = TextRange::new(s[first + 1].start(), s[first + count].end());
        Some(self.error(range, "invalid syntax. Is this intended to be part of the string?"))
    }
}

impl Reporter<'_> {
    /// The message for a closing bracket that does not fit the brace of a replacement field.
    pub(super) fn mismatch_in_field(&self, close: TextRange) -> Option<String> {
        let index = self.tokens.iter().position(|t| t.start() == close.start())?;
        let open = tokens::innermost_bracket(self.tokens, index)?;
        let prefix = self.opens_field(&self.tokens[open])?;
        Some(format!("{prefix}: unmatched '{}'", &self.source.text[close]))
    }

    /// The brace of a replacement field that a comment has cut off.
    pub(super) fn commented_field(&self, start: TextSize) -> Option<TextRange> {
        let comment = self.tokens.iter().position(|t| t.kind() == TokenKind::Comment && t.start() >= start)?;
        let open = tokens::innermost_bracket(self.tokens, comment)?;
        self.opens_field(&self.tokens[open])?;
        Some(self.tokens[open].range())
    }

    /// Whether an offset lies behind the colon of a replacement field.
    pub(super) fn in_format_spec(&self, at: TextSize) -> bool {
        let index = self.tokens.iter().position(|t| t.start() >= at).unwrap_or(self.tokens.len());
        let Some(open) = tokens::innermost_bracket(self.tokens, index) else { return false };
        self.opens_field(&self.tokens[open]).is_some()
            && self.tokens[open..index].iter().any(|t| t.kind() == TokenKind::Colon)
    }
}

/// The text between brackets of a target that is an assignment expression.
pub(super) fn is_named_expression(text: &str) -> bool {
    let mut depth = 0;
    let bytes = text.as_bytes();
    (0..bytes.len()).any(|i| {
        match bytes[i] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
        depth == 0 && bytes[i..].starts_with(b":=")
    })
}

/// The end of the module name behind `from`.
pub(super) fn dotted_name_end(tokens: &[Token], from: TextSize) -> Option<TextSize> {
    let mut end = None;
    for t in tokens.iter().filter(|t| t.start() >= from && !t.kind().is_trivia()) {
        match t.kind() {
            TokenKind::Name | TokenKind::Dot => end = Some(t.end()),
            // The parser has read one character of what follows.
            TokenKind::As => return Some(t.start() + TextSize::new(1)),
            _ => break,
        }
    }
    end
}
