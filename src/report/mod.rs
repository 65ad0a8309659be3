//! Reports of exceptions that nobody caught, as the reference implementation prints them.
mod source;
mod suggest;
mod unraisable;
pub mod warnings;

pub use suggest::closest;
pub use unraisable::{default_unraisable, unraisable, unraisable_pending};
use crate::object::{Ref, Traceback, Type, Value, Vm};
use crate::source::KnownSources;

/// Nested groups and the members of one group are cut at these numbers.
const MAX_GROUP_DEPTH: usize = 10;
const MAX_GROUP_WIDTH: usize = 15;

struct Printer<'a> {
    vm: &'a Vm,
    out: String,
    /// Exceptions already shown: a chain that comes back to one ends there.
    seen: Vec<Value>,
    sources: source::Sources,
    /// Nesting of exception groups; 0 outside.
    depth: usize,
    needs_close: bool,
}

/// The report of an uncaught exception with its traceback, chain, notes and suggestions, newline at the end.
pub fn format_exception(vm: &Vm, exception: Value) -> String {
    let raised = vm.raised.replace(Value::NULL);
    let mut p = Printer { vm, out: String::new(), seen: Vec::new(), sources: source::Sources { plain: vm.config.no_debug_ranges, ..Default::default() }, depth: 0, needs_close: false };
    p.chain(exception);
    let stray = vm.raised.replace(raised);
    if stray != Value::NULL {
        drop(Ref::own(stray));
    }
    p.out
}

/// Writes to `sys.stderr`, or to the process's where that does not work.
pub fn write_stderr(vm: &Vm, text: &str) {
    let through_sys = || -> crate::object::Res<bool> {
        let key = vm.intern("stderr");
        let stderr = vm.dict(Value::from_ptr(vm.sys.get())).get_name(vm, key.value()).map(Ref::new);
        let Some(stderr) = stderr else { return Ok(false) };
        if stderr.is_none() {
            // A program without stderr wants no reports.
            return Ok(true);
        }
        let text = vm.new_str(text)?;
        vm.call_method(stderr.value(), vm.names.write, &[text.value()])?;
        vm.call_method(stderr.value(), vm.names.flush, &[])?;
        Ok(true)
    };
    match through_sys() {
        Ok(true) => return,
        Ok(false) => {}
        Err(_) => drop(vm.take_raised()),
    }
    process_stderr(text);
}

/// Writes to the process's stderr. Where that fails there is nobody to tell: `eprintln!` would panic.
pub fn process_stderr(text: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
}

/// A file's name as tracebacks show it: each statement of an interactive session has a name of its own.
fn shown_name(filename: &str) -> &str {
    if filename.starts_with("<stdin-") && filename.ends_with('>') { "<stdin>" } else { filename }
}

/// Line `line` (from 1) of a file, if it can be read.
pub fn source_line(file: &str, line: u32) -> Option<String> {
    let text = std::fs::read(file).ok()?;
    let text = String::from_utf8_lossy(&text);
    text.lines().nth((line as usize).checked_sub(1)?).map(str::to_owned)
}

impl Printer<'_> {
    fn margin(&self) -> String {
        if self.depth == 0 { String::new() } else { format!("{}| ", " ".repeat(2 * self.depth)) }
    }
    /// Adds text, each line behind the margin of the group it belongs to.
    fn emit(&mut self, text: &str) {
        let margin = self.margin();
        for line in text.split_inclusive('\n') {
            self.out.push_str(&margin);
            self.out.push_str(line);
        }
    }
    fn chain(&mut self, e: Value) {
        let mut links: Vec<(Value, Option<&str>)> = vec![(e, None)];
        self.seen.push(e);
        let mut current = e;
        loop {
            let x = self.vm.exception(current);
            let (next, text) = if x.cause != Value::NULL {
                (x.cause, "The above exception was the direct cause of the following exception:")
            } else if x.context != Value::NULL && !x.suppress_context {
                (x.context, "During handling of the above exception, another exception occurred:")
            } else {
                break;
            };
            if self.seen.contains(&next) {
                break;
            }
            self.seen.push(next);
            links.last_mut().expect("not empty").1 = Some(text);
            links.push((next, None));
            current = next;
        }
        for (e, text) in links.into_iter().rev() {
            if let Some(text) = text {
                self.emit(&format!("\n{text}\n\n"));
            }
            self.one(e);
        }
    }
    fn is_group(&self, e: Value) -> bool {
        self.vm.is_instance(e, self.vm.types.BaseExceptionGroup)
    }
    fn one(&mut self, e: Value) {
        if !self.is_group(e) {
            self.stack(e, "Traceback (most recent call last):\n");
            let lines = self.only(e);
            self.emit(&lines);
            return;
        }
        if self.depth > MAX_GROUP_DEPTH {
            self.emit(&format!("... (max_group_depth is {MAX_GROUP_DEPTH})\n"));
            return;
        }
        let top = self.depth == 0;
        if top {
            self.depth = 1;
        }
        if self.vm.exception(e).traceback != Value::NULL {
            if top {
                self.out.push_str("  + Exception Group Traceback (most recent call last):\n");
                self.stack(e, "");
            } else {
                self.stack(e, "Exception Group Traceback (most recent call last):\n");
            }
        }
        let lines = self.only(e);
        self.emit(&lines);
        let items = crate::types::exceptions::group::members(self.vm, e);
        let n = items.len();
        let shown = n.min(MAX_GROUP_WIDTH + 1);
        self.needs_close = false;
        for (i, item) in items.iter().enumerate().take(shown) {
            let last = i + 1 == shown;
            self.needs_close = last;
            let cut = i >= MAX_GROUP_WIDTH;
            let title = if cut { "...".to_owned() } else { (i + 1).to_string() };
            let indent = " ".repeat(2 * self.depth);
            let corner = if i == 0 { "+-" } else { "  " };
            self.out.push_str(&format!("{indent}{corner}+---------------- {title} ----------------\n"));
            self.depth += 1;
            if cut {
                let more = n - MAX_GROUP_WIDTH;
                self.emit(&format!("and {more} more exception{}\n", if more > 1 { "s" } else { "" }));
            } else if !self.seen.contains(&item.value()) {
                self.chain(item.value());
            }
            if last && self.needs_close {
                let indent = " ".repeat(2 * self.depth);
                self.out.push_str(&format!("{indent}+------------------------------------\n"));
                self.needs_close = false;
            }
            self.depth -= 1;
        }
        if top {
            self.depth = 0;
        }
    }
    /// The frames of an exception's traceback, where it has one.
    fn stack(&mut self, e: Value, header: &str) {
        let mut tb = self.vm.exception(e).traceback;
        if tb == Value::NULL {
            return;
        }
        self.emit(header);
        let mut last: Option<(String, u32, String)> = None;
        let mut count = 0usize;
        let repeated = |count: usize| {
            let more = count - 3;
            format!("  [Previous line repeated {more} more time{}]\n", if more > 1 { "s" } else { "" })
        };
        while tb != Value::NULL {
            // SAFETY: a traceback chain consists of live tracebacks.
            let t = unsafe { tb.get::<Traceback>() };
            let b = &t.code().bytecode;
            let location = b.location(t.offset);
            let line = t.line();
            let key = (b.filename.to_string(), line, b.name.to_string());
            tb = t.next;
            if last.as_ref() == Some(&key) {
                count += 1;
                if count > 3 {
                    continue;
                }
            } else {
                if count > 3 {
                    self.emit(&repeated(count));
                }
                last = Some(key);
                count = 1;
            }
            if b.filename.starts_with('<')
                && let Some(text) = self.vm.extension::<KnownSources>().get(&b.filename)
            {
                self.sources.add(&b.filename, &text);
            }
            let mut text = format!("  File \"{}\", line {}, in {}\n", shown_name(&b.filename), line, b.name);
            let location = if location.line == line { location } else { crate::bytecode::Location { line, ..Default::default() } };
            text.push_str(&self.sources.excerpt(&b.filename, location));
            self.emit(&text);
        }
        if count > 3 {
            self.emit(&repeated(count));
        }
    }
    fn text(&self, v: Value) -> Option<String> {
        match self.vm.str_of(v) {
            Ok(s) => Some(escaped(self.vm, s.value())),
            Err(_) => {
                drop(self.vm.take_raised());
                None
            }
        }
    }
    /// The lines for the exception itself: type, message, suggestion, notes.
    fn only(&mut self, e: Value) -> String {
        let vm = self.vm;
        let ty = vm.type_of(e);
        // SAFETY: types outlive their instances.
        let mut name = unsafe { vm.str_text((*ty).qualname) };
        if let Some(module) = vm.type_module(ty as *const Type)
            && module != "builtins"
            && module != "__main__"
        {
            name = format!("{module}.{name}");
        }
        let mut out = if vm.is_instance(e, vm.types.SyntaxError) {
            self.syntax_error(e, &name)
        } else {
            let mut msg = self.text(e).unwrap_or_else(|| "<exception str() failed>".to_owned());
            if let Some(s) = suggest::suggestion(vm, e) {
                msg.push_str(&s);
            }
            if msg.is_empty() { format!("{name}\n") } else { format!("{name}: {msg}\n") }
        };
        match vm.getattr_opt(e, vm.names.__notes__) {
            Ok(Some(notes)) if vm.is_list(notes.value()) || vm.is_tuple(notes.value()) => {
                for note in vm.collect(notes.value()).unwrap_or_default() {
                    let text = self.text(note.value()).unwrap_or_else(|| "<note str() failed>".to_owned());
                    for line in text.split('\n') {
                        out.push_str(line);
                        out.push('\n');
                    }
                }
            }
            Ok(Some(notes)) if !notes.is_none() => {
                out.push_str(&vm.repr_text(notes.value()).unwrap_or_else(|_| "<__notes__ repr() failed>".to_owned()));
                out.push('\n');
            }
            Ok(_) => {}
            Err(_) => {
                let _ = vm.clear_raised_if(vm.types.BaseException);
            }
        }
        out
    }
    fn syntax_error(&mut self, e: Value, name: &str) -> String {
        let vm = self.vm;
        let field = |i| Some(vm.exception_field(e, i)).filter(|v| *v != Value::NULL && !v.is_none());
        let number = |i| field(i).filter(|v| v.is_small_int()).map(|v| v.as_small_int());
        let file = field(1).and_then(|v| self.text(v));
        let mut out = String::new();
        let mut suffix = String::new();
        match (number(2), &file) {
            (Some(line), f) => {
                out.push_str(&format!("  File \"{}\", line {line}\n", f.as_deref().unwrap_or("<string>")));
            }
            (None, Some(f)) => suffix = format!(" ({f})"),
            (None, None) => {}
        }
        if let Some(text) = field(4).filter(|v| vm.is_str(*v)).map(|v| vm.str_text(v)) {
            let whole: Vec<char> = text.trim_end_matches('\n').chars().collect();
            let indent = whole.iter().take_while(|c| matches!(c, ' ' | '\n' | '\u{c}')).count() as i64;
            let shown = &whole[indent as usize..];
            out.push_str(&format!("    {}\n", shown.iter().collect::<String>()));
            if let Some(offset) = number(3) {
                let length = whole.len() as i64;
                let limit = text.chars().count() as i64;
                let mut start = offset;
                let mut end = if number(2) == number(5) {
                    number(6).filter(|x| *x != 0).unwrap_or(offset)
                } else {
                    length + 1
                };
                if start > limit {
                    start = length + 1;
                }
                if end > limit {
                    end = length + 1;
                }
                if start >= end || end < 0 {
                    end = start + 1;
                }
                let column = start - 1 - indent;
                if column >= 0 {
                    let lead: String = (0..column as usize)
                        .map(|i| shown.get(i).copied().filter(|c| c.is_whitespace()).unwrap_or(' '))
                        .collect();
                    out.push_str(&format!("    {lead}{}\n", "^".repeat((end - start) as usize)));
                }
            }
        }
        let msg = match field(0) {
            Some(m) => self.text(m).unwrap_or_default(),
            None => "None".to_owned(),
        };
        out.push_str(&format!("{name}: {msg}{suffix}\n"));
        out
    }
}

/// The text of a str as it is written to stderr: lone surrogates as escapes.
fn escaped(vm: &Vm, s: Value) -> String {
    let one = |c: u32| char::from_u32(c).map_or_else(|| format!("\\u{c:04x}"), String::from);
    let s = vm.str(s);
    if s.is_ascii() { s.to_text() } else { s.iter().map(one).collect() }
}
