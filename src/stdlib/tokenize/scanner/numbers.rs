//! Numbers.
use super::{Res, Scanner, Token, is_identifier, kinds};

/// What may follow a number without a blank between.
const KEYWORDS: [&str; 8] = ["and", "else", "for", "if", "in", "is", "not", "or"];

impl Scanner {
    /// A number that does not begin with a point; its first digit has been taken.
    pub(super) fn number(&mut self, from: usize) -> Res<Token> {
        if self.text.as_bytes()[from] == b'0' {
            let (name, radix) = match self.ahead(0) {
                b'x' | b'X' => ("hexadecimal", 16),
                b'o' | b'O' => ("octal", 8),
                b'b' | b'B' => ("binary", 2),
                _ => return self.zero(from),
            };
            self.pos += 1;
            return self.with_radix(from, name, radix);
        }
        self.pos -= 1;
        self.decimal_digits()?;
        self.fraction(from)
    }

    fn with_radix(&mut self, from: usize, name: &str, radix: u32) -> Res<Token> {
        let is_digit = |b: u8| (b as char).is_digit(radix);
        loop {
            if self.ahead(0) == b'_' {
                self.pos += 1;
            }
            if !is_digit(self.ahead(0)) {
                self.check_digit(name)?;
                return self.number_error(format!("invalid {name} literal"));
            }
            while is_digit(self.ahead(0)) {
                self.pos += 1;
            }
            if self.ahead(0) != b'_' {
                break;
            }
        }
        self.check_digit(name)?;
        self.finish(from, name)
    }

    /// A decimal digit that the radix does not have.
    fn check_digit(&mut self, name: &str) -> Res<()> {
        let b = self.ahead(0);
        if !b.is_ascii_digit() || name == "hexadecimal" {
            return Ok(());
        }
        self.pos += 1;
        self.number_error(format!("invalid digit '{}' in {name} literal", b as char))
    }

    /// A zero that is no prefix: more zeros, or a float with leading zeros.
    fn zero(&mut self, from: usize) -> Res<Token> {
        loop {
            if self.ahead(0) == b'_' {
                self.pos += 1;
                if !self.ahead(0).is_ascii_digit() {
                    return self.number_error("invalid decimal literal");
                }
            }
            if self.ahead(0) != b'0' {
                break;
            }
            self.pos += 1;
        }
        let zeros = self.pos;
        let nonzero = self.ahead(0).is_ascii_digit();
        if nonzero {
            self.decimal_digits()?;
        }
        if nonzero && !self.lenient && !matches!(self.ahead(0), b'.' | b'e' | b'E' | b'j' | b'J') {
            let (start, end) = (self.column(from) + 1, self.column(zeros) + 1);
            let message =
                "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
            return self.error_at(message, start, end);
        }
        self.fraction(from)
    }

    fn decimal_digits(&mut self) -> Res<()> {
        loop {
            while self.ahead(0).is_ascii_digit() {
                self.pos += 1;
            }
            if self.ahead(0) != b'_' {
                return Ok(());
            }
            self.pos += 1;
            if !self.ahead(0).is_ascii_digit() {
                return self.number_error("invalid decimal literal");
            }
        }
    }

    /// What may follow the digits in front of the point.
    pub(super) fn fraction(&mut self, from: usize) -> Res<Token> {
        let mut name = "decimal";
        if self.ahead(0) == b'.' {
            self.pos += 1;
            if self.ahead(0).is_ascii_digit() {
                self.decimal_digits()?;
            }
        }
        if matches!(self.ahead(0), b'e' | b'E') {
            let signed = matches!(self.ahead(1), b'+' | b'-');
            if self.ahead(1 + usize::from(signed)).is_ascii_digit() {
                self.pos += 1 + usize::from(signed);
                self.decimal_digits()?;
            } else if signed {
                self.pos += 2;
                return self.number_error("invalid decimal literal");
            }
        }
        if matches!(self.ahead(0), b'j' | b'J') {
            self.pos += 1;
            name = "imaginary";
        }
        self.finish(from, name)
    }

    /// The token; in strict mode only a keyword may follow at once.
    fn finish(&mut self, from: usize, name: &str) -> Res<Token> {
        if !self.lenient && is_identifier(self.ahead(0)) {
            let rest = &self.text[self.pos..];
            if !KEYWORDS.iter().any(|k| rest.starts_with(k)) {
                return self.number_error(format!("invalid {name} literal"));
            }
        }
        Ok(self.token(kinds::NUMBER, from))
    }
}
