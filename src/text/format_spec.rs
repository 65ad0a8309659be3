//! The format mini-language: `[[fill]align][sign][z][#][0][width][grouping][.precision[grouping]][type]`.
use super::view::StrView;

/// Why a value cannot be formatted. The caller raises the exception of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatError {
    /// `ValueError` with this message.
    Value(String),
    /// `ValueError` with this message in code points, which may be surrogates.
    Points(Vec<u32>),
    /// `OverflowError` with this message.
    Overflow(&'static str),
    /// `MemoryError`.
    Memory,
}

impl FormatError {
    /// Whether a number of the specification is too large for its type.
    pub fn is_too_many_digits(&self) -> bool {
        matches!(self, FormatError::Value(text) if text == TOO_MANY)
    }
}

/// A parsed format specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatSpec {
    /// The padding character.
    pub fill: u32,
    /// b'<', b'>', b'=' or b'^'.
    pub align: u8,
    /// b'+', b'-', b' ', or 0 where none is given.
    pub sign: u8,
    /// `z`: negative zero becomes zero.
    pub no_negative_zero: bool,
    /// `#`.
    pub alternate: bool,
    /// The least width, -1 where none is given.
    pub width: i64,
    /// b',' or b'_' between thousands, or 0.
    pub grouping: u8,
    /// The precision, -1 where none is given.
    pub precision: i64,
    /// b',' or b'_' between groups of three fraction digits, or 0.
    pub fraction_grouping: u8,
    /// The presentation type, 0 where none is given and the type has no default.
    pub kind: u32,
}

/// A character in a message: printable ASCII as it is, anything else in hexadecimal.
pub(crate) fn shown(c: u32) -> String {
    match char::from_u32(c) {
        Some(ch) if c > 32 && c < 128 => ch.to_string(),
        _ => format!("\\x{c:x}"),
    }
}

fn value_error<T>(text: impl Into<String>) -> Result<T, FormatError> {
    Err(FormatError::Value(text.into()))
}

/// `ValueError: Unknown format code …`.
pub(crate) fn unknown_code<T>(kind: u32, type_name: &str) -> Result<T, FormatError> {
    value_error(format!("Unknown format code '{}' for object of type '{type_name}'", shown(kind)))
}

const TOO_MANY: &str = "Too many decimal digits in format string";

struct Cursor<'a> {
    spec: StrView<'a>,
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> u32 {
        self.spec.get(self.at).unwrap_or(0)
    }

    fn accept(&mut self, c: u8) -> bool {
        let found = self.at < self.spec.len() && self.peek() == c as u32;
        self.at += found as usize;
        found
    }

    // A decimal number, Unicode digits included; -1 where there is none.
    fn number(&mut self) -> Result<i64, FormatError> {
        let mut value: i64 = -1;
        while let Some(d) = self.spec.get(self.at).and_then(super::unicode::decimal) {
            let next = value.max(0).checked_mul(10).and_then(|v| v.checked_add(d as i64));
            let Some(v) = next else { return value_error(TOO_MANY) };
            value = v;
            self.at += 1;
        }
        Ok(value)
    }

    // A grouping character; both together are an error.
    fn grouping(&mut self) -> Result<u8, FormatError> {
        let mut found = 0;
        if self.accept(b',') {
            found = b',';
        }
        if self.at < self.spec.len() && self.peek() == b'_' as u32 {
            if found != 0 {
                return value_error("Cannot specify both ',' and '_'.");
            }
            self.at += 1;
            found = b'_';
        }
        if found == b'_' && self.at < self.spec.len() && self.peek() == b',' as u32 {
            return value_error("Cannot specify both ',' and '_'.");
        }
        Ok(found)
    }
}

impl FormatSpec {
    /// The specification that an empty text means.
    pub fn empty(default_kind: u8, default_align: u8) -> FormatSpec {
        FormatSpec {
            fill: b' ' as u32,
            align: default_align,
            sign: 0,
            no_negative_zero: false,
            alternate: false,
            width: -1,
            grouping: 0,
            precision: -1,
            fraction_grouping: 0,
            kind: default_kind as u32,
        }
    }

    /// Parses for an int: type d, aligned right.
    pub fn parse_for_int(spec: StrView, type_name: &str) -> Result<FormatSpec, FormatError> {
        Self::parse(spec, b'd', b'>', type_name)
    }

    /// Parses for a float or complex: no default type, aligned right.
    pub fn parse_for_float(spec: StrView, type_name: &str) -> Result<FormatSpec, FormatError> {
        Self::parse(spec, 0, b'>', type_name)
    }

    /// Parses for a str: type s, aligned left.
    pub fn parse_for_str(spec: StrView, type_name: &str) -> Result<FormatSpec, FormatError> {
        Self::parse(spec, b's', b'<', type_name)
    }

    /// Parses a specification; errors are CPython's `ValueError`s. `type_name` is the name of the formatted object's
    /// type.
    pub fn parse(
        spec: StrView,
        default_kind: u8,
        default_align: u8,
        type_name: &str,
    ) -> Result<FormatSpec, FormatError> {
        let mut f = FormatSpec::empty(default_kind, default_align);
        let mut cursor = Cursor { spec, at: 0 };
        let align = |i: usize| spec.get(i).filter(|c| matches!(*c, 0x3c..=0x3e | 0x5e)).map(|c| c as u8);
        let (mut fill_given, mut align_given) = (false, false);
        if let (Some(fill), Some(a)) = (spec.get(0), align(1)) {
            (f.fill, f.align) = (fill, a);
            (fill_given, align_given) = (true, true);
            cursor.at = 2;
        } else if let Some(a) = align(0) {
            f.align = a;
            align_given = true;
            cursor.at = 1;
        }
        for sign in [b' ', b'+', b'-'] {
            if f.sign == 0 && cursor.accept(sign) {
                f.sign = sign;
            }
        }
        f.no_negative_zero = cursor.accept(b'z');
        f.alternate = cursor.accept(b'#');
        if !fill_given && cursor.accept(b'0') {
            f.fill = b'0' as u32;
            if !align_given && default_align == b'>' {
                f.align = b'=';
            }
        }
        f.width = cursor.number()?;
        f.grouping = cursor.grouping()?;
        if cursor.accept(b'.') {
            let start = cursor.at;
            f.precision = cursor.number()?;
            f.fraction_grouping = cursor.grouping()?;
            if start == cursor.at {
                return value_error("Format specifier missing precision");
            }
        }
        match spec.len() - cursor.at {
            0 => {}
            1 => f.kind = cursor.peek(),
            _ => {
                let ascii = |text: &str| text.chars().map(u32::from).collect::<Vec<u32>>();
                let end = ascii(&format!("' for object of type '{type_name}'"));
                return Err(FormatError::Points([ascii("Invalid format specifier '"), spec.iter().collect(), end].concat()));
            }
        }
        if f.grouping != 0 {
            let allowed = match u8::try_from(f.kind) {
                Ok(b'd' | b'e' | b'f' | b'g' | b'E' | b'G' | b'%' | b'F' | 0) => true,
                Ok(b'b' | b'o' | b'x' | b'X') => f.grouping == b'_',
                _ => false,
            };
            if !allowed {
                return value_error(format!("Cannot specify '{}' with '{}'.", f.grouping as char, shown(f.kind)));
            }
        }
        if f.fraction_grouping != 0 && f.kind == b'n' as u32 {
            return value_error(format!("Cannot specify '{}' with 'n'.", f.fraction_grouping as char));
        }
        Ok(f)
    }
}
