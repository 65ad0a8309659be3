//! `_csv`: reading and writing of tables in text.
use crate::native;
use crate::object::{Raised, Ref, Res, Type, Value, Vm};
use crate::types::struct_sequence::new_type_of;
use crate::types::support::Arguments;
use std::cell::{Cell, RefCell};

mod dialect;
mod reader;
mod writer;

/// Longest field a reader accepts before somebody asks for another limit.
const FIELD_LIMIT: i64 = 128 * 1024;

/// What belongs to the module.
struct State {
    dialect: Cell<*mut Type>,
    reader: Cell<*mut Type>,
    writer: Cell<*mut Type>,
    error: RefCell<Option<Ref>>,
    /// The registered dialects by name, a dict.
    dialects: RefCell<Option<Ref>>,
    field_limit: Cell<i64>,
}

impl Default for State {
    fn default() -> State {
        let null = || Cell::new(std::ptr::null_mut());
        State {
            dialect: null(),
            reader: null(),
            writer: null(),
            error: RefCell::default(),
            dialects: RefCell::default(),
            field_limit: Cell::new(FIELD_LIMIT),
        }
    }
}

/// How fields are quoted, numbered as the module's constants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Quoting {
    Minimal,
    All,
    NonNumeric,
    None,
    Strings,
    NotNull,
}

impl Quoting {
    const ALL: [(Quoting, &'static str); 6] = [
        (Quoting::Minimal, "QUOTE_MINIMAL"),
        (Quoting::All, "QUOTE_ALL"),
        (Quoting::NonNumeric, "QUOTE_NONNUMERIC"),
        (Quoting::None, "QUOTE_NONE"),
        (Quoting::Strings, "QUOTE_STRINGS"),
        (Quoting::NotNull, "QUOTE_NOTNULL"),
    ];
}

/// `_csv.Error`.
#[cold]
fn error(vm: &Vm, message: impl Into<String>) -> Raised {
    let class = vm.extension::<State>().error.borrow().as_ref().map_or(vm.types.Exception, |e| e.ptr::<Type>());
    vm.raise_type(class, message.into())
}

fn dialects(vm: &Vm) -> Res {
    match &*vm.extension::<State>().dialects.borrow() {
        Some(d) => Ok(d.clone()),
        None => vm.new_dict(),
    }
}

/// The registered dialect of a name.
fn registered(vm: &Vm, name: Value) -> Res {
    match vm.dict_get(dialects(vm)?.value(), name)? {
        Some(d) => Ok(Ref::new(d)),
        None => Err(error(vm, "unknown dialect")),
    }
}

/// The dialect that the arguments of `reader`, `writer` and `register_dialect` mean.
fn dialect_of(vm: &Vm, base: Value, parameters: Value) -> Res {
    let base = if base.is_unbound() { Value::NONE } else { base };
    Arguments::new(vm, &[base], parameters)?.call(vm, Value::from_ptr(vm.extension::<State>().dialect.get()))
}

/// The first check of the functions that take an object and a dialect.
fn one_or_two(vm: &Vm, name: &str, given: usize) -> Res<()> {
    match given {
        0 => Err(vm.type_error(format!("{name} expected at least 1 argument, got 0"))),
        1 | 2 => Ok(()),
        n => Err(vm.type_error(format!("{name} expected at most 2 arguments, got {n}"))),
    }
}

native! { static FUNCTIONS = [
    /// Return a list of all known dialect names.
    "list_dialects()" => fn list_dialects(vm, []) {
        let all = dialects(vm)?;
        let names: Vec<Value> = vm.dict(all.value()).iter().map(|(k, _)| k).collect();
        vm.list_from(&names)
    }
    /// Create a mapping from a string name to a CVS dialect.
    ///
    /// The optional "dialect" argument specifies the base dialect instance
    /// or the name of the registered dialect.  The function also accepts
    /// optional keyword arguments which override settings provided by the
    /// dialect.
    @objects(|vm, given, _, _| one_or_two(vm, "register_dialect", given.len())) "register_dialect(name, /, dialect='excel', **fmtparams)" => fn register_dialect(vm, [name, dialect, parameters]) {
        if !vm.is_str(name) {
            return Err(vm.type_error("dialect name must be a string"));
        }
        let dialect = dialect_of(vm, dialect, parameters)?;
        vm.dict_set(dialects(vm)?.value(), name, dialect.value())?;
        Ok(Ref::NONE)
    }
    /// Delete the name/dialect mapping associated with a string name.
    "unregister_dialect(name)" => fn unregister_dialect(vm, [name]) {
        match vm.dict_remove(dialects(vm)?.value(), name)? {
            Some(_) => Ok(Ref::NONE),
            None => Err(error(vm, "unknown dialect")),
        }
    }
    /// Return the dialect instance associated with name.
    "get_dialect(name)" => fn get_dialect(vm, [name]) { registered(vm, name) }
    /// Sets an upper limit on parsed fields.
    ///
    /// Returns old limit. If limit is not given, no new limit is set and
    /// the old limit is returned
    "field_size_limit(new_limit=<unrepresentable>)" => fn field_size_limit(vm, [new]) {
        let limit = &vm.extension::<State>().field_limit;
        let old = limit.get();
        if !new.is_unbound() {
            if vm.as_int(new).is_none() {
                return Err(vm.type_error("limit must be an integer"));
            }
            limit.set(match vm.index_i64(new)? {
                Ok(n) => n,
                Err(_) => return Err(vm.overflow_error("Python int too large to convert to C long")),
            });
        }
        vm.new_int(old)
    }
    /// Return a reader object that will process lines from the given iterable.
    ///
    /// The "iterable" argument can be any object that returns a line
    /// of input for each iteration, such as a file object or a list.  The
    /// optional "dialect" argument defines a CSV dialect.  The function
    /// also accepts optional keyword arguments which override settings
    /// provided by the dialect.
    ///
    /// The returned object is an iterator.  Each iteration returns a row
    /// of the CSV file (which can span multiple input lines).
    @objects(|vm, given, _, _| one_or_two(vm, "reader", given.len())) "reader(iterable, /, dialect='excel', **fmtparams)" => fn reader_function(vm, [iterable, dialect, parameters]) {
        let lines = vm.iter(iterable)?;
        let dialect = dialect_of(vm, dialect, parameters)?;
        reader::new(vm, lines, dialect)
    }
    /// Return a writer object that will write user data on the given file object.
    ///
    /// The "fileobj" argument can be any object that supports the file API.
    /// The optional "dialect" argument defines a CSV dialect.  The function
    /// also accepts optional keyword arguments which override settings
    /// provided by the dialect.
    @objects(|vm, given, _, _| one_or_two(vm, "writer", given.len())) "writer(fileobj, /, dialect='excel', **fmtparams)" => fn writer_function(vm, [file, dialect, parameters]) {
        let write = match vm.getattr_opt(file, vm.intern("write").value())? {
            Some(w) if vm.slots(w.value()).call.is_some() => w,
            _ => return Err(vm.type_error("argument 1 must have a \"write\" method")),
        };
        let dialect = dialect_of(vm, dialect, parameters)?;
        writer::new(vm, write, dialect)
    }
]; }

/// Makes the module.
pub fn init(vm: &Vm) -> Res {
    let module = super::new_module(vm, "_csv", "CSV parsing and writing.\n", FUNCTIONS)?;
    let m = module.value();
    vm.at_shutdown.borrow_mut().push(|vm| {
        let state = vm.extension::<State>();
        drop((state.error.take(), state.dialects.take()));
    });
    let state = vm.extension::<State>();
    state.field_limit.set(FIELD_LIMIT);
    let registry = vm.new_dict()?;
    state.dialects.replace(Some(registry.clone()));
    super::set(vm, m, "_dialects", registry)?;
    for (name, cell, spec) in
        [("Dialect", &state.dialect, &dialect::SPEC), ("Reader", &state.reader, &reader::SPEC), ("Writer", &state.writer, &writer::SPEC)]
    {
        cell.set(new_type_of(vm, spec, vm.types.object)?);
        super::set(vm, m, name, Ref::from_type(cell.get()))?;
    }
    for (quoting, name) in Quoting::ALL {
        super::set(vm, m, name, Ref::own(Value::small_int(quoting as i64)))?;
    }
    let class = super::binascii::new_exception_class(vm, "_csv", "Error", vm.types.Exception)?;
    state.error.replace(Some(class.clone()));
    super::set(vm, m, "Error", class)?;
    Ok(module)
}
