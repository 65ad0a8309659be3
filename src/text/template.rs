//! Templates of `str.format` (PEP 3101).
use super::format_spec::shown;
use super::view::StrView;

/// A piece of a template. All bounds are positions in the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Literal text; doubled braces are delivered as one.
    Literal(usize, usize),
    /// A replacement field.
    Field(Field),
}

/// A replacement field `{name!conversion:spec}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Bounds of the field name with its accessors.
    pub name: (usize, usize),
    /// The conversion character, which is not checked (see [`unknown_conversion`]); 0 where none is given.
    pub conversion: u32,
    /// Bounds of the format specification.
    pub spec: (usize, usize),
    /// True where the specification holds braces and must be expanded first.
    pub nested: bool,
    /// True where there is a `:`.
    pub has_spec: bool,
}

/// Iterates over the pieces of a template; errors are messages of `ValueError`.
pub struct Template<'a> {
    text: StrView<'a>,
    at: usize,
}

/// The message for a conversion other than r, s, a.
pub fn unknown_conversion(c: u32) -> String {
    format!("Unknown conversion specifier {}", shown(c))
}

/// The message for nesting beyond two levels.
pub const RECURSION: &str = "Max string recursion exceeded";

const OPEN: u32 = b'{' as u32;
const CLOSE: u32 = b'}' as u32;

impl<'a> Template<'a> {
    /// The pieces of a template.
    pub fn new(text: StrView<'a>) -> Template<'a> {
        Template::resume(text, 0)
    }

    /// The pieces from a position that [`Self::position`] gave.
    pub fn resume(text: StrView<'a>, at: usize) -> Template<'a> {
        Template { text, at }
    }

    /// Where the next piece begins.
    pub fn position(&self) -> usize {
        self.at
    }

    fn field(&mut self) -> Result<Field, String> {
        let text = self.text;
        let start = self.at;
        let mut bracket = false;
        // The name ends at ':', '!' or '}' outside of brackets.
        let end = loop {
            let Some(c) = text.get(self.at) else {
                return Err(if self.at == start {
                    "Single '{' encountered in format string"
                } else {
                    "expected '}' before end of string"
                }
                .into());
            };
            self.at += 1;
            match u8::try_from(c) {
                Ok(b'[') => bracket = true,
                Ok(b']') => bracket = false,
                _ if bracket => {}
                Ok(b'{') => return Err("unexpected '{' in field name".into()),
                Ok(b'}' | b':' | b'!') => break c,
                _ => {}
            }
        };
        let mut field =
            Field { name: (start, self.at - 1), conversion: 0, spec: (0, 0), nested: false, has_spec: false };
        if end == CLOSE {
            return Ok(field);
        }
        if end == b'!' as u32 {
            let Some(c) = text.get(self.at) else {
                return Err("end of string while looking for conversion specifier".into());
            };
            field.conversion = c;
            self.at += 1;
            match text.get(self.at) {
                None => return Err("unmatched '{' in format spec".into()),
                Some(CLOSE) => {
                    self.at += 1;
                    return Ok(field);
                }
                Some(c) if c == b':' as u32 => self.at += 1,
                Some(_) => return Err("expected ':' after conversion specifier".into()),
            }
        }
        field.has_spec = true;
        let start = self.at;
        let mut depth = 1;
        while let Some(c) = text.get(self.at) {
            self.at += 1;
            if c == OPEN {
                field.nested = true;
                depth += 1;
            } else if c == CLOSE {
                depth -= 1;
                if depth == 0 {
                    field.spec = (start, self.at - 1);
                    return Ok(field);
                }
            }
        }
        Err("unmatched '{' in format spec".into())
    }
}

impl Iterator for Template<'_> {
    type Item = Result<Piece, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let (text, start) = (self.text, self.at);
        let len = text.len();
        if start >= len {
            return None;
        }
        while self.at < len && !matches!(text.at(self.at), OPEN | CLOSE) {
            self.at += 1;
        }
        if self.at == len {
            return Some(Ok(Piece::Literal(start, len)));
        }
        let brace = text.at(self.at);
        if text.get(self.at + 1) == Some(brace) {
            // The first of the two belongs to the literal.
            self.at += 2;
            return Some(Ok(Piece::Literal(start, self.at - 1)));
        }
        if brace == CLOSE {
            self.at = len;
            return Some(Err("Single '}' encountered in format string".into()));
        }
        if self.at > start {
            // The text before a field goes out first, unless the template is cut right after the brace.
            return Some(Ok(Piece::Literal(start, self.at)));
        }
        self.at += 1;
        let field = self.field();
        if field.is_err() {
            self.at = len;
        }
        Some(field.map(Piece::Field))
    }
}

/// The first part of a field name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// No name: the next argument in automatic numbering.
    Auto,
    /// A number: that argument.
    Index(usize),
    /// A keyword argument, by its bounds in the template.
    Name(usize, usize),
}

/// One step of a field name after its first part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accessor {
    /// `.name`
    Attribute(usize, usize),
    /// `[number]`
    Index(usize),
    /// `[text]`
    Key(usize, usize),
}

const TOO_MANY: &str = "Too many decimal digits in format string";

// A text of decimal digits only as a number; `None` where it is something else.
fn number(text: StrView, start: usize, end: usize) -> Result<Option<usize>, String> {
    if start == end {
        return Ok(None);
    }
    let mut value: usize = 0;
    for c in text.slice(start, end).iter() {
        let Some(d) = super::unicode::decimal(c) else { return Ok(None) };
        let next = value.checked_mul(10).and_then(|v| v.checked_add(d as usize)).filter(|v| *v <= isize::MAX as usize);
        let Some(v) = next else { return Err(TOO_MANY.into()) };
        value = v;
    }
    Ok(Some(value))
}

/// The first part and the accessors of a field name.
pub struct FieldName<'a> {
    text: StrView<'a>,
    at: usize,
    end: usize,
    /// The first part.
    pub first: First,
}

impl<'a> FieldName<'a> {
    /// Splits the field name at these bounds of a template.
    pub fn parse(text: StrView<'a>, bounds: (usize, usize)) -> Result<FieldName<'a>, String> {
        let (start, end) = bounds;
        let stop = |i: &usize| matches!(text.at(*i), 0x2e | 0x5b);
        let at = (start..end).find(stop).unwrap_or(end);
        let first = match number(text, start, at)? {
            Some(n) => First::Index(n),
            None if start == at => First::Auto,
            None => First::Name(start, at),
        };
        Ok(FieldName { text, at, end, first })
    }

    /// The accessors from a position that [`Self::position`] gave, up to the end of the text.
    pub fn resume(text: StrView<'a>, at: usize) -> FieldName<'a> {
        FieldName { text, at, end: text.len(), first: First::Auto }
    }

    /// Where the next accessor begins.
    pub fn position(&self) -> usize {
        self.at
    }
}

impl Iterator for FieldName<'_> {
    type Item = Result<Accessor, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let (text, end) = (self.text, self.end);
        if self.at >= end {
            return None;
        }
        let c = text.at(self.at);
        let start = self.at + 1;
        let mut fail = |message: &str| {
            self.at = end;
            Some(Err(message.to_string()))
        };
        if c == b'.' as u32 {
            let stop = (start..end).find(|i| matches!(text.at(*i), 0x2e | 0x5b)).unwrap_or(end);
            if stop == start {
                return fail("Empty attribute in format string");
            }
            self.at = stop;
            return Some(Ok(Accessor::Attribute(start, stop)));
        }
        if c != b'[' as u32 {
            return fail("Only '.' or '[' may follow ']' in format field specifier");
        }
        let Some(stop) = (start..end).find(|i| text.at(*i) == b']' as u32) else {
            return fail("Missing ']' in format string");
        };
        if stop == start {
            return fail("Empty attribute in format string");
        }
        match number(text, start, stop) {
            Err(message) => fail(&message),
            Ok(n) => {
                self.at = stop + 1;
                Some(Ok(n.map_or(Accessor::Key(start, stop), Accessor::Index)))
            }
        }
    }
}

/// Automatic or manual numbering of the fields of one template, nested ones included.
#[derive(Clone, Copy, Debug, Default)]
pub struct AutoNumber {
    next: usize,
    manual: bool,
}

impl AutoNumber {
    /// The argument index of a field without a name.
    pub fn automatic(&mut self) -> Result<usize, &'static str> {
        if self.manual {
            return Err("cannot switch from manual field specification to automatic field numbering");
        }
        self.next += 1;
        Ok(self.next - 1)
    }

    /// Notes a field with a number.
    pub fn manual(&mut self) -> Result<(), &'static str> {
        if self.next > 0 {
            return Err("cannot switch from automatic field numbering to manual field specification");
        }
        self.manual = true;
        Ok(())
    }
}
