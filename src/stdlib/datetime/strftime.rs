//! `strftime` of dates and times: what the C library does not know is put into the format, the rest is `time.strftime`'s.
use super::moment::moment;
use super::text::Text;
use super::zone;
use crate::object::{Ref, Res, Value, Vm};
use crate::text::StrBuilder;
use crate::types::import_module;
use crate::types::support::{str_from_buf, str_view};

/// A function of the module `time`.
pub fn time_function(vm: &Vm, name: &str) -> Res {
    vm.getattr_str(import_module(vm, "time")?.value(), name)
}

/// `time.struct_time` of a broken-down time.
pub fn struct_time(vm: &Vm, items: [i32; 9]) -> Res {
    let items = vm.tuple_from(&items.map(|n| Value::small_int(n as i64)))?;
    vm.call(time_function(vm, "struct_time")?.value(), &[items.value()])
}

/// What `strftime` needs to know of an object.
pub struct Source<'a> {
    /// The object that a zone is asked about.
    pub of: Value,
    /// None: a date.
    pub moment: Option<Value>,
    /// The broken-down time.
    pub tuple: &'a Ref,
}

impl Source<'_> {
    fn zone(&self) -> Value {
        self.moment.map_or(Value::NONE, |m| moment(m).zone)
    }
    fn offset(&self, vm: &Vm, separator: &str) -> Res<Text> {
        let mut out = Text::new();
        if let Some(d) = zone::utc_offset(vm, self.zone(), self.of)? {
            out.offset(d, separator);
        }
        Ok(out)
    }
}

/// The text of a format.
pub fn format(vm: &Vm, source: Source, format: Value) -> Res {
    let strftime = time_function(vm, "strftime")?;
    let view = str_view(vm.str(format));
    let percent = '%' as u32;
    let mut out = StrBuilder::with_capacity(view.len() + 16);
    let (mut at, mut copied) = (0, 0);
    while at < view.len() {
        if view.at(at) != percent {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        let Some(letter) = (at < view.len()).then(|| view.at(at)) else { break };
        at += 1;
        let colon = letter == ':' as u32;
        if colon && !(at < view.len() && view.at(at) == 'z' as u32) {
            continue;
        }
        let replaced = match char::from_u32(letter) {
            Some('z') => source.offset(vm, "")?,
            Some(':') => {
                at += 1;
                source.offset(vm, ":")?
            }
            Some('f') => {
                let mut t = Text::new();
                t.micros(source.moment.map_or(0, |m| moment(m).clock.microsecond()));
                t
            }
            Some('Z') => {
                out.push_view(view.slice(copied, start));
                copied = at;
                let name = zone::name(vm, source.zone(), source.of)?;
                if name.is_exact(vm.types.str) {
                    for c in vm.str(name.value()).iter() {
                        out.push(c);
                        if c == percent {
                            out.push(c);
                        }
                    }
                } else if !name.is_none() {
                    // A subclass may do this otherwise.
                    let (one, two, replace) = (vm.new_str("%")?, vm.new_str("%%")?, vm.intern("replace"));
                    let doubled = vm.call_method(name.value(), replace.value(), &[one.value(), two.value()])?;
                    if !vm.is_str(doubled.value()) {
                        return Err(vm.type_error("tzname.replace() did not return a string"));
                    }
                    out.push_view(str_view(vm.str(doubled.value())));
                }
                continue;
            }
            // The C library may leave years without their zeros.
            Some(c @ ('Y' | 'G' | 'C' | 'F')) => match padded_year(vm, &source, strftime.value(), c)? {
                Some(t) => t,
                None => continue,
            },
            _ => continue,
        };
        out.push_view(view.slice(copied, start));
        copied = at;
        out.push_ascii(replaced.as_bytes());
    }
    if copied == 0 {
        return vm.call(strftime.value(), &[format, source.tuple.value()]);
    }
    out.push_view(view.slice(copied, view.len()));
    let format = str_from_buf(vm, out.finish())?;
    vm.call(strftime.value(), &[format.value(), source.tuple.value()])
}

/// A year before 1000 with its zeros; None for other years.
fn padded_year(vm: &Vm, source: &Source, strftime: Value, letter: char) -> Res<Option<Text>> {
    let year = if letter == 'G' {
        let text = vm.call(strftime, &[vm.new_str("%G")?.value(), source.tuple.value()])?;
        let n = vm.call(Value::from_ptr(vm.types.int), &[text.value()])?;
        vm.int_arg(n.value())?
    } else {
        let year = vm.getitem(source.tuple.value(), Value::small_int(0))?;
        vm.int_arg(year.value())?
    };
    if !(0..1000).contains(&year) {
        return Ok(None);
    }
    let mut out = Text::new();
    match letter {
        'C' => out.digits(year / 100, 2),
        _ => out.digits(year, 4),
    }
    if letter == 'F' {
        out.push_str("-%m-%d");
    }
    Ok(Some(out))
}

/// `__format__`: `str()` where there is no format, else the method `strftime`.
pub fn formatted(vm: &Vm, this: Value, format: Value) -> Res {
    super::arguments::str_argument(vm, format, "__format__", 1)?;
    if vm.str(format).is_empty() {
        return vm.str_of(this);
    }
    vm.call_method(this, vm.names.strftime, &[format])
}

/// `strptime` by the function of `_strptime` given.
pub fn parse(vm: &Vm, function: &str, cls: Value, args: &[Value]) -> Res {
    let [text, format] = *args else {
        return Err(vm.type_error(format!("strptime() takes exactly 2 arguments ({} given)", args.len())));
    };
    super::arguments::str_argument(vm, text, "strptime", 1)?;
    super::arguments::str_argument(vm, format, "strptime", 2)?;
    let module = import_module(vm, "_strptime")?;
    let f = vm.getattr_str(module.value(), function)?;
    vm.call(f.value(), &[cls, text, format])
}

/// `ctime`.
pub fn ctime(vm: &Vm, day: super::calendar::Day, clock: super::calendar::Clock) -> Res {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (name, month) = (DAYS[day.weekday() as usize], MONTHS[(day.month() as usize + 11) % 12]);
    let (h, m, s) = (clock.hour(), clock.minute(), clock.second());
    vm.new_str(&format!("{name} {month} {:2} {h:02}:{m:02}:{s:02} {:04}", day.day(), day.year()))
}
