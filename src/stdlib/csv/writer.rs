//! `_csv.Writer`: rows to text.
use super::dialect::{Dialect, UNSET, d};
use super::{Quoting, State, error};
use crate::native;
use crate::object::{GetSetDef, Header, Ref, Res, Slots, TypeSpec, Value, Vm, flags};
use crate::text::{StrBuilder, StrView};
use crate::types::support::{str_from_buf, str_view};

#[repr(C)]
struct Writer {
    header: Header,
    /// Owned: what takes the text, and the dialect.
    write: Value,
    dialect: Value,
}

fn w<'a>(v: Value) -> &'a mut Writer {
    // SAFETY: called with writers only; no borrow outlives a statement.
    unsafe { &mut *v.ptr::<Writer>() }
}

/// Setter of attributes that are there to be read.
pub(super) fn read_only(vm: &Vm, _: Value, _: Option<Value>) -> Res<()> {
    Err(vm.raise_type(vm.types.AttributeError, "readonly attribute"))
}

pub(super) static SPEC: TypeSpec = TypeSpec {
    name: "_csv.writer",
    doc: "CSV writer\n\nWriter objects are responsible for generating tabular data\nin CSV format from sequence input.\n",
    flags: flags::TRACKED | flags::BASETYPE,
    size: size_of::<Writer>(),
    slots: Slots {
        drop: Some(|vm, h| {
            let this = h as *mut Writer;
            // SAFETY: a writer without references, which owns both.
            unsafe {
                (*this).write.decref(vm);
                (*this).dialect.decref(vm);
            }
        }),
        traverse: Some(|h, visit| {
            let this = h as *mut Writer;
            // SAFETY: a live writer.
            unsafe {
                visit((*this).write);
                visit((*this).dialect);
            }
        }),
        clear: Some(|vm, h| {
            let write = std::mem::replace(&mut w(Value::from_ptr(h)).write, Value::NONE);
            write.decref(vm);
        }),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[GetSetDef { name: "dialect", get: |_, v| Ok(Ref::new(w(v).dialect)), set: Some(read_only), doc: "" }],
};

/// A writer.
pub(super) fn new(vm: &Vm, write: Ref, dialect: Ref) -> Res {
    vm.new_object::<Writer>(vm.extension::<State>().writer.get(), |p| {
        // SAFETY: the instance is fresh.
        unsafe {
            (*p).write = write.into_value();
            (*p).dialect = dialect.into_value();
        }
    })
}

/// A row on its way.
struct Row<'a> {
    vm: &'a Vm,
    dialect: &'a Dialect,
    terminator: StrView<'a>,
    /// ASCII characters that need a look, one bit each.
    special: u128,
    out: StrBuilder,
    fields: usize,
}

impl<'a> Row<'a> {
    fn new(vm: &'a Vm, dialect: &'a Dialect) -> Row<'a> {
        let terminator = str_view(vm.str(dialect.lineterminator));
        let own = [dialect.delimiter, dialect.quotechar, dialect.escapechar, '\n' as u32, '\r' as u32];
        let special = own.into_iter().chain(terminator.iter()).filter(|c| *c < 0x80).fold(0, |set, c| set | 1 << c);
        Row { vm, dialect, terminator, special, out: StrBuilder::new(), fields: 0 }
    }
    fn is_special(&self, c: u32) -> bool {
        if c < 0x80 {
            return self.special >> c & 1 != 0;
        }
        let d = self.dialect;
        [d.delimiter, d.quotechar, d.escapechar].contains(&c) || self.terminator.iter().any(|x| x == c)
    }
    fn add(&mut self, field: Value) -> Res<()> {
        let vm = self.vm;
        let quoted = match self.dialect.quoting {
            Quoting::NonNumeric => !is_number(vm, field),
            Quoting::All => true,
            Quoting::Strings => vm.is_str(field),
            Quoting::NotNull => !field.is_none(),
            Quoting::Minimal | Quoting::None => false,
        };
        if field.is_none() {
            return self.append(None, quoted);
        }
        if vm.is_str(field) {
            return self.append(Some(str_view(vm.str(field))), quoted);
        }
        let text = vm.str_of(field)?;
        self.append(Some(str_view(vm.str(text.value()))), quoted)
    }
    /// Appends a field; `None` is that of None.
    fn append(&mut self, text: Option<StrView>, mut quoted: bool) -> Res<()> {
        let d = self.dialect;
        let null = text.is_none();
        let text = text.unwrap_or(StrView::Ascii(b""));
        if self.fields > 0 {
            self.out.push(d.delimiter);
        }
        self.fields += 1;
        if text.is_empty() && d.delimiter == ' ' as u32 && d.skipinitialspace {
            if d.quoting == Quoting::None || null && matches!(d.quoting, Quoting::Strings | Quoting::NotNull) {
                return Err(error(self.vm, "empty field must be quoted if delimiter is a space and skipinitialspace is true"));
            }
            quoted = true;
        }
        let start = self.out.len();
        if quoted {
            self.out.push(d.quotechar);
        }
        let plain = match text {
            StrView::Ascii(s) => s.iter().position(|b| self.special >> b & 1 != 0).unwrap_or(s.len()),
            _ => text.iter().position(|c| self.is_special(c)).unwrap_or(text.len()),
        };
        self.out.push_view(text.slice(0, plain));
        let mut needs_quotes = false;
        for c in text.slice(plain, text.len()).iter() {
            if self.is_special(c) {
                let mut escape = false;
                if d.quoting == Quoting::None {
                    escape = true;
                } else {
                    if c == d.quotechar {
                        if d.doublequote {
                            self.out.push(c);
                        } else {
                            escape = true;
                        }
                    } else if c == d.escapechar {
                        escape = true;
                    }
                    needs_quotes |= !escape;
                }
                if escape {
                    if d.escapechar == UNSET {
                        return Err(error(self.vm, "need to escape, but no escapechar set"));
                    }
                    self.out.push(d.escapechar);
                }
            }
            self.out.push(c);
        }
        if needs_quotes && !quoted {
            // Quotes were not expected: the field is written again behind one.
            let field = self.out.as_view();
            let field = crate::text::narrow(field.slice(start, field.len()));
            self.out.truncate(start);
            self.out.push(d.quotechar);
            self.out.push_view(field.as_view());
        }
        if quoted || needs_quotes {
            self.out.push(d.quotechar);
        }
        Ok(())
    }
    fn finish(mut self, first_is_null: bool) -> Res {
        let d = self.dialect;
        if self.fields > 0 && self.out.is_empty() {
            if d.quoting == Quoting::None || first_is_null && matches!(d.quoting, Quoting::Strings | Quoting::NotNull) {
                return Err(error(self.vm, "single empty field record must be quoted"));
            }
            self.out.push(d.quotechar);
            self.out.push(d.quotechar);
        }
        self.out.push_view(self.terminator);
        str_from_buf(self.vm, self.out.finish())
    }
}

/// Whether a value counts as a number (`PyNumber_Check`).
fn is_number(vm: &Vm, v: Value) -> bool {
    let slots = vm.slots(v);
    slots.index.is_some() || slots.int.is_some() || slots.float.is_some() || vm.is_instance(v, vm.types.complex)
}

fn write_row(vm: &Vm, this: Value, row: Value) -> Res {
    let (dialect, write) = (Ref::new(w(this).dialect), Ref::new(w(this).write));
    let Ok(fields) = vm.iter(row) else {
        if !vm.clear_raised_if(vm.types.TypeError) {
            return Err(crate::object::Raised);
        }
        return Err(error(vm, format!("iterable expected, not {}", vm.type_name(row))));
    };
    let mut text = Row::new(vm, d(dialect.value()));
    let mut null = false;
    if row.is_exact(vm.types.list) || row.is_exact(vm.types.tuple) {
        // The same as by the iterator, which sees a list as it changes.
        vm.for_each(row, |field| {
            null = field.is_none();
            text.add(field.value())
        })?;
    } else {
        while let Some(field) = vm.next(fields.value())? {
            null = field.is_none();
            text.add(field.value())?;
        }
        drop(vm.take_stop_value());
    }
    let line = text.finish(null)?;
    vm.call(write.value(), &[line.value()])
}

native! { static METHODS = [
    /// Construct and write a CSV record from an iterable of fields.
    ///
    /// Non-string elements will be converted to string.
    "writerow(self, row, /)" => fn writerow(vm, [this, row]) { write_row(vm, this, row) }
    /// Construct and write a series of iterables to a csv file.
    ///
    /// Non-string elements will be converted to string.
    "writerows(self, rows, /)" => fn writerows(vm, [this, rows]) {
        vm.for_each(rows, |row| write_row(vm, this, row.value()).map(drop))?;
        Ok(Ref::NONE)
    }
]; }
