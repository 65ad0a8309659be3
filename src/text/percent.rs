//! Templates of the `%` operator on strings.
use super::view::StrView;

/// Width or precision of a conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Not given.
    None,
    /// A number in the template.
    Number(i64),
    /// `*`: the next argument.
    Argument,
}

/// One conversion of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// Bounds of the mapping key in the template, parentheses excluded.
    pub key: Option<(usize, usize)>,
    /// `-`
    pub left: bool,
    /// `+`
    pub plus: bool,
    /// ` `
    pub space: bool,
    /// `#`
    pub alternate: bool,
    /// `0`
    pub zero: bool,
    /// The least width.
    pub width: Count,
    /// The precision; a point without digits is 0.
    pub precision: Count,
    /// Whether a length modifier stands before the type. It has no meaning.
    pub modifier: bool,
    /// The conversion type. It is not checked: see [`unsupported`].
    pub kind: u32,
    /// Where the type stands in the template.
    pub at: usize,
}

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Literal text, by its bounds.
    Literal(usize, usize),
    /// A conversion; `%%` has kind `%`.
    Conversion(Conversion),
}

/// A malformed template: `ValueError` with this message. CPython fetches the mapping key before it reads on, so where
/// `key` is set, `TypeError: format requires a mapping` and KeyError come first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PercentError {
    /// The message.
    pub message: &'static str,
    /// The key that stood before the error.
    pub key: Option<(usize, usize)>,
    /// True where a parenthesis was open: the arguments must be a mapping before this error is reported.
    pub needs_mapping: bool,
    /// How many `*` stood before the error: they have taken arguments.
    pub stars: usize,
}

/// Iterates over the pieces of a template.
pub struct Template<'a> {
    text: StrView<'a>,
    at: usize,
}

/// The message for a type that no conversion has.
pub fn unsupported(kind: u32, at: usize) -> String {
    let shown = if (31..127).contains(&kind) { kind as u8 as char } else { '?' };
    format!("unsupported format character '{shown}' (0x{kind:x}) at index {at}")
}

impl<'a> Template<'a> {
    /// The pieces of a template.
    pub fn new(text: StrView<'a>) -> Template<'a> {
        Template { text, at: 0 }
    }

    // The next character; the template must not end here.
    fn next_code(&mut self, key: Option<(usize, usize)>) -> Result<u32, PercentError> {
        let c = self.text.get(self.at);
        self.at += 1;
        c.ok_or(PercentError { message: "incomplete format", key, needs_mapping: key.is_some(), stars: 0 })
    }

    fn conversion(&mut self) -> Result<Conversion, PercentError> {
        let mut stars = 0;
        self.read_conversion(&mut stars).map_err(|e| PercentError { stars, ..e })
    }

    fn read_conversion(&mut self, stars: &mut usize) -> Result<Conversion, PercentError> {
        let mut key = None;
        let mut c = self.next_code(key)?;
        if c == b'(' as u32 {
            let start = self.at;
            let mut depth = 1;
            while depth > 0 {
                let Some(c) = self.text.get(self.at) else {
                    return Err(PercentError { message: "incomplete format key", key: None, needs_mapping: true, stars: 0 });
                };
                depth += (c == b'(' as u32) as i32 - (c == b')' as u32) as i32;
                self.at += 1;
            }
            key = Some((start, self.at - 1));
            c = self.next_code(key)?;
        }
        let mut f = Conversion {
            key,
            left: false,
            plus: false,
            space: false,
            alternate: false,
            zero: false,
            width: Count::None,
            precision: Count::None,
            modifier: false,
            kind: 0,
            at: 0,
        };
        loop {
            match u8::try_from(c) {
                Ok(b'-') => f.left = true,
                Ok(b'+') => f.plus = true,
                Ok(b' ') => f.space = true,
                Ok(b'#') => f.alternate = true,
                Ok(b'0') => f.zero = true,
                _ => break,
            }
            c = self.next_code(key)?;
        }
        *stars += (c == b'*' as u32) as usize;
        (f.width, c) = self.count(c, key, isize::MAX as i64, "width too big")?;
        if c == b'.' as u32 {
            c = self.next_code(key)?;
            *stars += (c == b'*' as u32) as usize;
            (f.precision, c) = self.count(c, key, i32::MAX as i64, "precision too big")?;
            if f.precision == Count::None {
                f.precision = Count::Number(0);
            }
        }
        if matches!(c, 0x68 | 0x6c | 0x4c) {
            f.modifier = true;
            c = self.next_code(key)?;
        }
        f.kind = c;
        f.at = self.at - 1;
        Ok(f)
    }

    fn count(
        &mut self,
        mut c: u32,
        key: Option<(usize, usize)>,
        max: i64,
        message: &'static str,
    ) -> Result<(Count, u32), PercentError> {
        if c == b'*' as u32 {
            return Ok((Count::Argument, self.next_code(key)?));
        }
        let mut value = None;
        while (0x30..0x3a).contains(&c) {
            let v: i64 = value.unwrap_or(0);
            let next = v.checked_mul(10).and_then(|v| v.checked_add(c as i64 - 0x30)).filter(|v| *v <= max);
            let Some(v) = next else { return Err(PercentError { message, key, needs_mapping: key.is_some(), stars: 0 }) };
            value = Some(v);
            c = self.next_code(key)?;
        }
        Ok((value.map_or(Count::None, Count::Number), c))
    }
}

impl Iterator for Template<'_> {
    type Item = Result<Piece, PercentError>;

    fn next(&mut self) -> Option<Self::Item> {
        let len = self.text.len();
        if self.at >= len {
            return None;
        }
        let start = self.at;
        let rest = self.text.slice(start, len);
        let literal = super::search::find_code(rest, b'%' as u32).unwrap_or(len - start);
        if literal > 0 {
            self.at += literal;
            return Some(Ok(Piece::Literal(start, start + literal)));
        }
        self.at += 1;
        let conversion = self.conversion();
        if conversion.is_err() {
            self.at = len;
        }
        Some(conversion.map(Piece::Conversion))
    }
}
