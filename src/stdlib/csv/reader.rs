//! `_csv.Reader`: rows from lines.
use super::dialect::{Dialect, UNSET, d};
use super::{Quoting, State, error};
use crate::object::{GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};
use crate::text::{StrBuf, StrBuilder, StrView, Unit, narrow};
use crate::types::iterators::iter_self;
use crate::types::support::{str_from_buf, str_view};
use crate::with_units;

#[repr(C)]
struct Reader {
    header: Header,
    /// Owned: an iterator over lines, and the dialect.
    lines: Value,
    dialect: Value,
    line_num: usize,
    /// Counts the rows begun: a line that comes after another row was begun meanwhile belongs to none.
    rows: u64,
}

fn r<'a>(v: Value) -> &'a mut Reader {
    // SAFETY: called with readers only; no borrow outlives a statement.
    unsafe { &mut *v.ptr::<Reader>() }
}

pub(super) static SPEC: TypeSpec = TypeSpec {
    name: "_csv.reader",
    doc: "CSV reader\n\nReader objects are responsible for reading and parsing tabular data\nin CSV format.\n",
    flags: flags::TRACKED | flags::BASETYPE,
    size: size_of::<Reader>(),
    slots: Slots {
        iter: Some(iter_self),
        next: Some(next),
        drop: Some(|vm, h| {
            let this = h as *mut Reader;
            // SAFETY: a reader without references, which owns both.
            unsafe {
                (*this).lines.decref(vm);
                (*this).dialect.decref(vm);
            }
        }),
        traverse: Some(|h, visit| {
            let this = h as *mut Reader;
            // SAFETY: a live reader.
            unsafe {
                visit((*this).lines);
                visit((*this).dialect);
            }
        }),
        clear: Some(|vm, h| {
            let lines = std::mem::replace(&mut r(Value::from_ptr(h)).lines, Value::NONE);
            lines.decref(vm);
        }),
        ..Slots::EMPTY
    },
    methods: &[],
    getset: &[
        GetSetDef { name: "dialect", get: |_, v| Ok(Ref::new(r(v).dialect)), set: Some(super::writer::read_only), doc: "" },
        GetSetDef { name: "line_num", get: |vm, v| vm.new_usize(r(v).line_num), set: Some(super::writer::read_only), doc: "" },
    ],
};

/// A reader.
pub(super) fn new(vm: &Vm, lines: Ref, dialect: Ref) -> Res {
    vm.new_object::<Reader>(vm.extension::<State>().reader.get(), |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).lines = lines.into_value();
            (*p).dialect = dialect.into_value();
            (*p).line_num = 0;
            (*p).rows = 0;
        }
    })
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    StartOfRow,
    StartOfField,
    /// Behind an escape character outside quotes.
    Escape,
    Field,
    Quoted,
    EscapeInQuoted,
    /// Behind a quote inside quotes: the end of the quotes, or the first of two.
    QuoteInQuoted,
    /// Behind the end of a row, where only line ends may follow.
    EndOfRow,
    /// Behind an escaped line end, where the end of the line does not end the row.
    EscapedLineEnd,
}

/// A row on its way.
struct Row<'a> {
    vm: &'a Vm,
    dialect: &'a Dialect,
    limit: i64,
    at: At,
    fields: Vec<Ref>,
    field: StrBuilder,
    /// The field is not in quotes.
    bare: bool,
}

const LF: u32 = '\n' as u32;
const CR: u32 = '\r' as u32;

impl Row<'_> {
    #[cold]
    fn too_long(&self) -> crate::object::Raised {
        error(self.vm, format!("field larger than field limit ({})", self.limit))
    }
    #[inline]
    fn push(&mut self, c: u32) -> Res<()> {
        if self.field.len() as i64 >= self.limit {
            return Err(self.too_long());
        }
        self.field.push(c);
        Ok(())
    }
    fn push_run(&mut self, run: StrView) -> Res<()> {
        if (self.field.len() + run.len()) as i64 > self.limit {
            return Err(self.too_long());
        }
        self.field.push_view(run);
        Ok(())
    }
    /// The field is complete.
    fn save(&mut self) -> Res<()> {
        let text = match self.field.as_view() {
            StrView::Ascii(s) => {
                let text = self.vm.new_latin1(s, true)?;
                self.field.truncate(0);
                text
            }
            _ => str_from_buf(self.vm, std::mem::take(&mut self.field).finish())?,
        };
        self.save_text(text)
    }
    #[inline]
    fn save_text(&mut self, text: Ref) -> Res<()> {
        let field = if self.bare && !matches!(self.dialect.quoting, Quoting::Minimal | Quoting::All | Quoting::None) {
            self.bare_value(text)?
        } else {
            text
        };
        self.fields.push(field);
        Ok(())
    }
    /// What a field without quotes means where quotes tell strings from others.
    fn bare_value(&self, text: Ref) -> Res {
        let empty = self.vm.str(text.value()).is_empty();
        match self.dialect.quoting {
            Quoting::Strings | Quoting::NotNull if empty => Ok(Ref::NONE),
            Quoting::Strings | Quoting::NonNumeric if !empty => {
                self.vm.call(Value::from_ptr(self.vm.types.float), &[text.value()])
            }
            _ => Ok(text),
        }
    }
    /// A line, without the end that every line has.
    fn line<U: Unit>(&mut self, view: StrView, s: &[U]) -> Res<()> {
        let n = s.len();
        let d = self.dialect;
        let quotes = if d.quoting == Quoting::None { UNSET } else { d.quotechar };
        let ends_field = |c: u32| c == d.delimiter || c == LF || c == CR || c == d.escapechar;
        let mut i = 0;
        while i < n {
            let c: u32 = s[i].into();
            match self.at {
                At::StartOfRow if c == LF || c == CR => self.at = At::EndOfRow,
                At::StartOfRow | At::StartOfField => {
                    self.bare = true;
                    if c == LF || c == CR {
                        self.save()?;
                        self.at = At::EndOfRow;
                    } else if c == quotes {
                        self.bare = false;
                        self.at = At::Quoted;
                    } else if c == d.escapechar {
                        self.at = At::Escape;
                    } else if c == ' ' as u32 && d.skipinitialspace {
                        self.at = At::StartOfField;
                    } else if c == d.delimiter {
                        self.save()?;
                        self.at = At::StartOfField;
                    } else {
                        let len = s[i..].iter().position(|u| ends_field((*u).into())).unwrap_or(n - i);
                        let run = view.slice(i, i + len);
                        i += len;
                        // Nothing was collected before the first character of a field.
                        match s.get(i).map(|u| (*u).into()) {
                            Some(c) if c == d.escapechar => {
                                self.push_run(run)?;
                                self.at = At::Field;
                                continue;
                            }
                            after => {
                                if len as i64 > self.limit {
                                    return Err(self.too_long());
                                }
                                self.save_text(new_text(self.vm, run)?)?;
                                self.at = match after {
                                    // The end of the line ends the row.
                                    None => At::StartOfRow,
                                    Some(c) if c == d.delimiter => At::StartOfField,
                                    Some(_) => At::EndOfRow,
                                };
                                if after.is_none() {
                                    return Ok(());
                                }
                            }
                        }
                    }
                }
                At::Escape => {
                    self.push(c)?;
                    self.at = if c == LF || c == CR { At::EscapedLineEnd } else { At::Field };
                }
                At::Field | At::EscapedLineEnd => {
                    if c == LF || c == CR {
                        self.save()?;
                        self.at = At::EndOfRow;
                    } else if c == d.escapechar {
                        self.at = At::Escape;
                    } else if c == d.delimiter {
                        self.save()?;
                        self.at = At::StartOfField;
                    } else {
                        let len = s[i..].iter().position(|u| ends_field((*u).into())).unwrap_or(n - i);
                        self.push_run(view.slice(i, i + len))?;
                        i += len;
                        continue;
                    }
                }
                At::Quoted => {
                    if c == d.escapechar {
                        self.at = At::EscapeInQuoted;
                    } else if c == quotes {
                        self.at = if d.doublequote { At::QuoteInQuoted } else { At::Field };
                    } else {
                        let stops = |u: &U| -> bool {
                            let c: u32 = (*u).into();
                            c == d.escapechar || c == quotes
                        };
                        let len = s[i..].iter().position(stops).unwrap_or(n - i);
                        self.push_run(view.slice(i, i + len))?;
                        i += len;
                        continue;
                    }
                }
                At::EscapeInQuoted => {
                    self.push(c)?;
                    self.at = At::Quoted;
                }
                At::QuoteInQuoted => {
                    if c == quotes {
                        self.push(c)?;
                        self.at = At::Quoted;
                    } else if c == d.delimiter {
                        self.save()?;
                        self.at = At::StartOfField;
                    } else if c == LF || c == CR {
                        self.save()?;
                        self.at = At::EndOfRow;
                    } else if !d.strict {
                        self.push(c)?;
                        self.at = At::Field;
                    } else {
                        let char_of = |c| char::from_u32(c).unwrap_or('\u{FFFD}');
                        return Err(error(self.vm, format!("'{}' expected after '{}'", char_of(d.delimiter), char_of(d.quotechar))));
                    }
                }
                At::EndOfRow if c == LF || c == CR => {}
                At::EndOfRow => {
                    return Err(error(
                        self.vm,
                        "new-line character seen in unquoted field - do you need to open the file with newline=''?",
                    ));
                }
            }
            i += 1;
        }
        self.end_of_line()
    }
    fn end_of_line(&mut self) -> Res<()> {
        match self.at {
            At::StartOfRow | At::EndOfRow => self.at = At::StartOfRow,
            At::StartOfField => {
                self.bare = true;
                self.save()?;
                self.at = At::StartOfRow;
            }
            At::Field | At::QuoteInQuoted => {
                self.save()?;
                self.at = At::StartOfRow;
            }
            At::Escape => {
                self.push(LF)?;
                self.at = At::Field;
            }
            At::EscapeInQuoted => {
                self.push(LF)?;
                self.at = At::Quoted;
            }
            At::Quoted | At::EscapedLineEnd => {}
        }
        Ok(())
    }
}

fn new_text(vm: &Vm, run: StrView) -> Res {
    match run {
        StrView::Ascii(s) => vm.new_latin1(s, true),
        StrView::Latin1(s) => vm.new_latin1(s, s.is_ascii()),
        _ => match narrow(run) {
            StrBuf::Ascii(s) => vm.new_latin1(&s, true),
            buf => str_from_buf(vm, buf),
        },
    }
}

fn next(vm: &Vm, v: Value) -> Res<Option<Ref>> {
    let _alive = Ref::new(v);
    let (lines, dialect) = (Ref::new(r(v).lines), Ref::new(r(v).dialect));
    r(v).rows += 1;
    let own = r(v).rows;
    let limit = vm.extension::<State>().field_limit.get();
    let mut row = Row {
        vm,
        dialect: d(dialect.value()),
        limit,
        at: At::StartOfRow,
        fields: Vec::new(),
        field: StrBuilder::new(),
        bare: true,
    };
    loop {
        let Some(line) = vm.next(lines.value())? else {
            drop(vm.take_stop_value());
            if row.field.is_empty() && row.at != At::Quoted {
                return Ok(None);
            }
            if row.dialect.strict {
                return Err(error(vm, "unexpected end of data"));
            }
            row.save()?;
            break;
        };
        if !vm.is_str(line.value()) {
            let kind = vm.type_name(line.value());
            return Err(error(
                vm,
                format!("iterator should return strings, not {kind} (the file should be opened in text mode)"),
            ));
        }
        if r(v).rows != own {
            return Err(error(vm, "iterator has already advanced the reader"));
        }
        r(v).line_num += 1;
        let view = str_view(vm.str(line.value()));
        with_units!(view, s => row.line(view, s))?;
        if row.at == At::StartOfRow {
            break;
        }
    }
    vm.list_from_refs(row.fields).map(Some)
}
