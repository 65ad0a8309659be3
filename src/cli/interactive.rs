//! The interactive loop: statements are read, run and shown one after the other.
use super::exit::{self, Outcome, write_stderr};
use super::options::Target;
use crate::compile::Options;
use crate::embed::main_namespace;
use crate::object::{Function, Ref, Res, Value, Vm, code_flags};
use crate::report::process_stderr;
use crate::source::{KnownSources, SourceFile};
use crate::stdlib::io::console;
use crate::stdlib::sys_attribute;
use crate::syntax::{self, Mode, Parsed};

/// Whether somebody sits at stdin, or is to be taken to.
pub fn stdin_is_interactive(vm: &Vm) -> bool {
    // SAFETY: a plain system call.
    vm.config.interactive || unsafe { libc::isatty(0) == 1 }
}

/// The session of a command without a program: banner, startup file, loop.
pub fn session(vm: &Vm) -> Outcome {
    if !vm.config.quiet {
        banner(vm);
    }
    let mut session = Session::default();
    let outcome = session.startup(vm).or_else(|| session.hook(vm)).unwrap_or_else(|| session.run(vm));
    session.end(outcome)
}

/// Goes on interactively behind a program, where that is wanted (`-i`, `PYTHONINSPECT`, which a program may set).
pub fn inspect(vm: &Vm, target: &Target, outcome: Outcome) -> Outcome {
    let asked = || !vm.config.ignore_environment && std::env::var_os("PYTHONINSPECT").is_some_and(|v| !v.is_empty());
    if !stdin_is_interactive(vm) || *target == Target::Stdin || !(vm.config.inspect || asked()) {
        return outcome;
    }
    let mut session = Session { interrupted: outcome == Outcome::Interrupted, ..Session::default() };
    let outcome = session.hook(vm).unwrap_or_else(|| session.run(vm));
    session.end(outcome)
}

fn banner(vm: &Vm) {
    let text = |name: &str| {
        let key = vm.intern(name);
        sys_attribute(vm, key.value()).filter(|v| vm.is_str(*v)).map_or_else(String::new, |v| vm.str_text(v))
    };
    process_stderr(&format!("Python {} on {}\n", text("version"), text("platform")));
    if !vm.config.no_site {
        process_stderr("Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n");
    }
}

/// What became of a statement.
enum Step {
    Done,
    /// There is no more input.
    End,
}

#[derive(Default)]
struct Session {
    /// Statements that parsed: each has a file name of its own.
    count: u64,
    future_annotations: bool,
    /// A KeyboardInterrupt has reached the prompt: the process ends by it.
    interrupted: bool,
}

impl Session {
    fn end(&self, outcome: Outcome) -> Outcome {
        if self.interrupted { Outcome::Interrupted } else { outcome }
    }

    /// Shows the pending exception. The outcome where it ends the session.
    fn report(&mut self, vm: &Vm) -> Option<Outcome> {
        self.interrupted |= vm.raised_is(vm.types.KeyboardInterrupt);
        let ends = vm.raised_is(vm.types.SystemExit);
        let outcome = exit::uncaught(vm, false);
        ends.then_some(outcome)
    }

    /// Runs the file that `PYTHONSTARTUP` names.
    fn startup(&mut self, vm: &Vm) -> Option<Outcome> {
        if vm.config.ignore_environment {
            return None;
        }
        let name = std::env::var("PYTHONSTARTUP").ok().filter(|n| !n.is_empty())?;
        let source = match SourceFile::read(&name, &crate::import::source_codec(vm)) {
            Ok(source) => source,
            Err(e) => {
                if matches!(e, crate::source::SourceError::Io(_)) {
                    write_stderr(vm, "Could not open PYTHONSTARTUP\n");
                }
                let _ = crate::import::source_error(vm, e, &name);
                return self.report(vm);
            }
        };
        let run = || -> Res<()> {
            let globals = main_namespace(vm)?;
            let (file, cached) = (vm.intern("__file__"), vm.intern("__cached__"));
            vm.dict_set_name(globals.ptr(), file.value(), vm.new_str(&name)?)?;
            vm.dict_set_name(globals.ptr(), cached.value(), Ref::NONE)?;
            let result = crate::import::run_source(vm, &source, globals.value()).map(drop);
            let raised = vm.raised.replace(Value::NULL);
            for key in [file, cached] {
                if vm.dict_remove(globals.value(), key.value()).is_err() {
                    drop(vm.take_raised());
                }
            }
            vm.raised.set(raised);
            result
        };
        let result = run();
        let outcome = if result.is_err() { self.report(vm) } else { None };
        flush(vm);
        outcome
    }

    /// Calls `sys.__interactivehook__`.
    fn hook(&mut self, vm: &Vm) -> Option<Outcome> {
        let name = vm.intern("__interactivehook__");
        let hook = sys_attribute(vm, name.value()).map(Ref::new)?;
        if vm.call(hook.value(), &[]).is_ok() {
            return None;
        }
        write_stderr(vm, "Failed calling sys.__interactivehook__\n");
        self.report(vm)
    }

    fn run(&mut self, vm: &Vm) -> Outcome {
        for (name, text) in [("ps1", ">>> "), ("ps2", "... ")] {
            let key = vm.intern(name);
            if sys_attribute(vm, key.value()).is_none()
                && vm.new_str(text).and_then(|v| vm.dict_set_name(vm.sys.get(), key.value(), v)).is_err()
            {
                drop(vm.take_raised());
            }
        }
        loop {
            match self.step(vm) {
                Ok(Step::End) => return Outcome::Status(0),
                Ok(Step::Done) => {}
                Err(_) => {
                    if let Some(outcome) = self.report(vm) {
                        return outcome;
                    }
                }
            }
            flush(vm);
        }
    }

    /// Reads a statement and runs it.
    fn step(&mut self, vm: &Vm) -> Res<Step> {
        let Some(text) = read_statement(vm)? else { return Ok(Step::End) };
        if let Some(error) = SourceFile::from_str("<stdin>", &text).ok().and_then(|file| syntax::second_statement(&file)) {
            return Err(crate::import::compile_error(vm, &error, Some("<stdin>")));
        }
        if is_blank(&text) {
            self.count += 1;
            return Ok(Step::Done);
        }
        let parsed_as = file(vm, "<stdin>", &text)?;
        let tree = crate::import::parse(vm, &parsed_as, Mode::Single).inspect_err(|_| move_to_empty_line(vm, &text))?;
        let name = format!("<stdin-{}>", self.count);
        self.count += 1;
        vm.extension::<KnownSources>().add(&name, &text);
        self.execute(vm, &file(vm, &name, &text)?, &tree)?;
        Ok(Step::Done)
    }

    fn execute(&mut self, vm: &Vm, source: &SourceFile, tree: &Parsed) -> Res<()> {
        let options = Options { optimize: vm.config.optimize, mode: Mode::Single, future_annotations: self.future_annotations };
        let code = crate::import::compile_tree(vm, source, tree, options)?;
        self.future_annotations |= code.flags & code_flags::FUTURE_ANNOTATIONS != 0;
        let globals = main_namespace(vm)?;
        let function = crate::vm::module_function(vm, &code, globals.value())?;
        // SAFETY: a function, which keeps its code.
        let code = Ref::new(Value::from_ptr(unsafe { function.value().get::<Function>().code }));
        if register(vm, code.value(), source).is_err() {
            drop(vm.take_raised());
        }
        drop(code);
        vm.call(function.value(), &[]).map(drop)
    }
}

/// Makes a statement's text known to `linecache`.
fn register(vm: &Vm, code: Value, source: &SourceFile) -> Res<()> {
    let linecache = crate::import::import_module(vm, "linecache")?;
    let f = vm.getattr_str(linecache.value(), "_register_code")?;
    let (text, name) = (vm.new_str(&source.text)?, vm.new_str("<stdin>")?);
    vm.call(f.value(), &[code, text.value(), name.value()]).map(drop)
}

fn file(vm: &Vm, name: &str, text: &str) -> Res<SourceFile> {
    SourceFile::from_str(name, text).map_err(|e| crate::import::source_error(vm, e, name))
}

/// Whether there is nothing but blanks, comments and continued empty lines.
fn is_blank(text: &str) -> bool {
    text.lines().all(|l| {
        let l = l.trim_matches([' ', '\t', '\x0c']);
        l.is_empty() || l == "\\" || l.starts_with('#')
    })
}

/// The lines of the next statement, until it is complete, or wrong whatever may follow; `None` at the end of the input.
fn read_statement(vm: &Vm) -> Res<Option<String>> {
    let encoding = stdin_encoding(vm);
    let mut text = String::new();
    let mut name = "ps1";
    loop {
        let bytes = console::read_line(vm, &prompt(vm, name, encoding.as_ref())).inspect_err(|_| {
            if console::is_terminal() {
                // The line of the prompt ends here.
                process_stderr("\n");
            }
        })?;
        name = "ps2";
        let ended = bytes.is_empty();
        if ended {
            // The line with the prompt ends here.
            process_stderr("\n");
            if text.is_empty() {
                return Ok(None);
            }
        }
        let line = decoded(vm, &bytes, encoding.as_ref())?;
        text.push_str(&line);
        if ended {
            if !text.ends_with('\n') {
                text.push('\n');
            }
            return Ok(Some(text));
        }
        if text.ends_with('\n') && is_whole(&text, &line) {
            return Ok(Some(text));
        }
    }
}

/// Whether no more lines are to be asked for behind `line`, the last of the text.
fn is_whole(text: &str, line: &str) -> bool {
    if text.contains('\0') {
        return true;
    }
    let (Ok(so_far), Ok(closed)) = (SourceFile::from_str("<stdin>", &text[..text.len() - 1]), SourceFile::from_str("<stdin>", text)) else {
        return true;
    };
    if is_blank(text) {
        return !so_far.text.ends_with('\\');
    }
    if syntax::continues_line(&closed) {
        // What is wrong in front of it is wrong already.
        return line != "\n" && syntax::incomplete(&closed, Mode::Single, false).is_none() && !so_far.text.ends_with('\\');
    }
    if line == "\n" || syntax::second_statement(&so_far).is_some() {
        // An empty line ends every statement that may end, and those that may not are wrong.
        return true;
    }
    if syntax::incomplete(&so_far, Mode::Single, false).is_none() {
        return true;
    }
    // With the end of its line it may be complete but for the empty line behind a compound statement, incomplete, or wrong.
    syntax::incomplete(&closed, Mode::Single, false).is_none() && syntax::parse(&closed, Mode::Single).is_err()
}

/// A statement that is wrong because of the empty line that ends it has its error there.
fn move_to_empty_line(vm: &Vm, text: &str) {
    let Some(before) = text.strip_suffix("\n\n") else { return };
    let Ok(before) = SourceFile::from_str("<stdin>", &format!("{before}\n")) else { return };
    if syntax::incomplete(&before, Mode::Single, false).is_none() || !vm.raised_is(vm.types.SyntaxError) {
        return;
    }
    let e = vm.raised.get();
    let line = Value::small_int(text.matches('\n').count() as i64);
    let one = Value::small_int(1);
    for (field, value) in [(2, line), (3, one), (4, vm.names.empty), (5, line), (6, one)] {
        vm.set_exception_field(e, field, Ref::new(value));
    }
}

/// The encoding of `sys.stdin`.
fn stdin_encoding(vm: &Vm) -> Option<Ref> {
    let stdin = sys_attribute(vm, vm.names.stdin).map(Ref::new)?;
    match vm.getattr_str(stdin.value(), "encoding") {
        Ok(encoding) => Some(encoding).filter(|e| vm.is_str(e.value())),
        Err(_) => {
            drop(vm.take_raised());
            None
        }
    }
}

fn decoded(vm: &Vm, bytes: &[u8], encoding: Option<&Ref>) -> Res<String> {
    if bytes.is_ascii() {
        return Ok(String::from_utf8_lossy(bytes).into_owned());
    }
    let utf_8 = Ref::new(vm.names.utf_8);
    let (bytes, strict) = (vm.new_bytes(bytes)?, vm.intern("strict"));
    let encoding = encoding.unwrap_or(&utf_8);
    let text = crate::types::codec_registry::decode_text(vm, bytes.value(), encoding.value(), strict.value())?;
    Ok(vm.str_text(text.value()))
}

/// `sys.ps1` or `sys.ps2` as a text, empty where there is none.
fn prompt(vm: &Vm, name: &str, encoding: Option<&Ref>) -> Vec<u8> {
    let key = vm.intern(name);
    let Some(object) = sys_attribute(vm, key.value()).map(Ref::new) else { return Vec::new() };
    let text = || -> Res<Vec<u8>> {
        let text = vm.str_of(object.value())?;
        let shown = vm.str_text(text.value());
        match encoding {
            Some(encoding) if !shown.is_ascii() => {
                let bytes = vm.call_method(text.value(), vm.intern("encode").value(), &[encoding.value()])?;
                Ok(vm.bytes_view(bytes.value())?.map_or(Vec::new(), |b| b.to_vec()))
            }
            _ => Ok(shown.into_bytes()),
        }
    };
    text().unwrap_or_else(|_| {
        drop(vm.take_raised());
        Vec::new()
    })
}

/// Flushes `sys.stderr` and `sys.stdout`.
fn flush(vm: &Vm) {
    for name in [vm.names.stderr, vm.names.stdout] {
        if let Some(stream) = sys_attribute(vm, name).filter(|f| !f.is_none()).map(Ref::new)
            && vm.call_method(stream.value(), vm.names.flush, &[]).is_err()
        {
            drop(vm.take_raised());
        }
    }
}
