//! Running what the command line names.
use super::exit::{self, Outcome, write_stderr};
use super::interactive;
use super::options::{Options, Target};
use crate::embed::{Interpreter, main_namespace};
use crate::vm::threads::on_big_stack;
use crate::object::{Config, Ref, Res, Vm};
use crate::report::process_stderr;
use crate::source::{KnownSources, SourceError, SourceFile};
use crate::syntax::{FRONT_END_STACK_SIZE, Mode};
use crate::vm::{observer, signals};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Runs on a thread of its own, whose stack is big enough for every source.
pub fn start(options: Options) -> Outcome {
    let mask = signals::block_in_this_thread();
    let size = options.stack.unwrap_or(FRONT_END_STACK_SIZE);
    let process = std::process::id();
    match on_big_stack(size, || {
        signals::unblock_in_this_thread(&mask);
        let outcome = interpret(options);
        if std::process::id() != process {
            // A child of this process: it has no thread that waits for the outcome.
            outcome.leave();
        }
        outcome
    }) {
        Ok(outcome) => outcome,
        Err(e) => {
            process_stderr(&format!("Fatal Python error: can't start the interpreter's thread: {e}\n"));
            Outcome::Status(1)
        }
    }
}

/// What a script argument turned out to be.
enum Kind {
    Source,
    /// A folder or an archive with a module `__main__`.
    Main,
    /// A bytecode file.
    Bytecode,
}

struct Script {
    kind: Kind,
    file: PathBuf,
    /// First entry of `sys.path`.
    folder: String,
}

fn interpret(mut options: Options) -> Outcome {
    let script = match prepare(&mut options) {
        Ok(script) => script,
        Err((msg, status)) => {
            process_stderr(&format!("{}: {msg}\n", options.program));
            return Outcome::Status(status);
        }
    };
    let installation = super::prefix::locate(&options.program);
    let text = |p: &Path| p.to_string_lossy().into_owned();
    options.config.executable = text(&installation.executable);
    options.config.base_executable = text(&installation.base_executable);
    options.config.prefix = text(&installation.prefix);
    options.config.base_prefix = text(&installation.base_prefix);
    let interpreter = match Interpreter::new(std::mem::take(&mut options.config)) {
        Ok(i) => i,
        Err(report) => {
            process_stderr(&format!("Fatal Python error: init_interp_main: initialization failed\n{report}"));
            return Outcome::Status(1);
        }
    };
    let vm = interpreter.vm();
    signals::install(vm);
    crate::stdlib::interpreters::registry::set_start(vm, start_another);
    if options.faulthandler || vm.config.dev_mode {
        crate::stdlib::faulthandler::enable_at_start(vm);
    }
    if options.opstats.is_some() {
        observer::count_ops(vm);
    }
    if !vm.config.no_site && super::site::run(vm, &installation).is_err() {
        let e = vm.take_raised();
        write_stderr(vm, &crate::report::format_exception(vm, e.value()));
        return Outcome::Status(1);
    }
    let outcome = match run(vm, &options, script) {
        Ok(outcome) => outcome,
        Err(_) => exit::uncaught(vm, vm.config.inspect),
    };
    let outcome = interactive::inspect(vm, &options.target, outcome);
    crate::stdlib::end_program(vm);
    let outcome = exit::flush(vm, outcome);
    if let (Some(file), Some(counts)) = (&options.opstats, observer::stop(vm)) {
        let text = crate::tools::opstats::format(&counts);
        if file.is_empty() {
            write_stderr(vm, &text);
        } else if let Err(e) = std::fs::write(file, text) {
            write_stderr(vm, &format!("{}: can't write '{file}': {e}\n", options.program));
        }
    }
    outcome
}

/// Makes an interpreter that the program has asked for, on the calling thread, as far as the program's own is made before anything runs.
fn start_another(config: Config, f: &mut dyn FnMut(Result<&Vm, String>)) {
    let installation = super::prefix::locate(&config.executable);
    let interpreter = match Interpreter::new(config) {
        Ok(interpreter) => interpreter,
        Err(report) => return f(Err(report)),
    };
    let vm = interpreter.vm();
    let prepare = || -> Res<()> {
        if !vm.config.no_site {
            super::site::run(vm, &installation)?;
        }
        crate::stdlib::io::standard::complete(vm)?;
        crate::report::warnings::start(vm)
    };
    match prepare() {
        Ok(()) => f(Ok(vm)),
        Err(_) => {
            let e = vm.take_raised();
            f(Err(crate::report::format_exception(vm, e.value())));
        }
    }
}

/// Finds the script and completes `sys.path`. The error is a message and a status.
fn prepare(options: &mut Options) -> Result<Option<Script>, (String, i32)> {
    let config = &mut options.config;
    let script = match &options.target {
        Target::Script(name) => Some(find_script(Path::new(name))?),
        _ => None,
    };
    let first = match (&options.target, &script) {
        (Target::Script(_), Some(s)) => s.folder.clone(),
        (Target::Module(_), _) => current_dir().to_string_lossy().into_owned(),
        _ => String::new(),
    };
    // A folder given as the script is searched in any case: the program lies in it.
    let is_folder = matches!(&script, Some(Script { kind: Kind::Main, .. }));
    if !config.safe_path || is_folder {
        config.path.insert(0, first);
    }
    config.path.push(crate::source::library::FOLDER.to_owned());
    Ok(script)
}

fn current_dir() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

fn find_script(name: &Path) -> Result<Script, (String, i32)> {
    let file = current_dir().join(name);
    if file.is_dir() {
        if !file.join("__main__.py").is_file() && !file.join("__main__").is_dir() {
            return Err((format!("can't find '__main__' module in '{}'", file.display()), 1));
        }
        return Ok(Script { kind: Kind::Main, folder: file.to_string_lossy().into_owned(), file });
    }
    if let Err(e) = std::fs::File::open(&file) {
        let errno = e.raw_os_error().unwrap_or(0);
        let text = crate::import::os_message(errno);
        return Err((format!("can't open file '{}': [Errno {errno}] {text}", file.display()), 2));
    }
    // The folder is that of the file itself, where the script is a link to it.
    let real = std::fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
    let folder = real.parent().unwrap_or(Path::new("/")).to_string_lossy().into_owned();
    if is_archive(&file) {
        return Ok(Script { kind: Kind::Main, folder: name.to_string_lossy().into_owned(), file });
    }
    let kind = if file.extension().is_some_and(|e| e == "pyc") { Kind::Bytecode } else { Kind::Source };
    Ok(Script { kind, file, folder })
}

/// Whether a file ends as ZIP archives do.
fn is_archive(file: &Path) -> bool {
    use std::io::{Seek, SeekFrom};
    /// The end record and the longest comment behind it.
    const TAIL: u64 = 22 + 0xFFFF;
    let tail = || -> std::io::Result<Vec<u8>> {
        let mut f = std::fs::File::open(file)?;
        if !f.metadata()?.is_file() {
            return Ok(Vec::new());
        }
        let length = f.seek(SeekFrom::End(0))?;
        f.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut tail = Vec::new();
        f.read_to_end(&mut tail)?;
        Ok(tail)
    };
    tail().is_ok_and(|t| t.windows(4).any(|w| w == b"PK\x05\x06"))
}

fn run(vm: &Vm, options: &Options, script: Option<Script>) -> Res<Outcome> {
    if crate::stdlib::io::standard::complete(vm).is_err() {
        let e = vm.take_raised();
        let text = crate::report::format_exception(vm, e.value());
        process_stderr(&format!(
            "Fatal Python error: init_stdio_encoding: failed to get the Python codec name of the stdio encoding\nPython runtime state: core initialized\n{text}"
        ));
        return Ok(Outcome::Status(1));
    }
    crate::report::warnings::start(vm)?;
    let source = match (&options.target, script) {
        (Target::Command(text), _) => {
            let text = dedent(text) + "\n";
            vm.extension::<KnownSources>().add("<string>", &text);
            SourceFile::from_str("<string>", &text).map_err(|e| crate::import::source_error(vm, e, "<string>"))?
        }
        (Target::Stdin, _) if interactive::stdin_is_interactive(vm) => return Ok(interactive::session(vm)),
        (Target::Stdin, _) => {
            set_main(vm, "__file__", "<stdin>")?;
            read(vm, None, "<stdin>", options.skip_first_line)?
        }
        (Target::Script(_), Some(Script { kind: Kind::Main, .. })) => return run_module_keeping(vm, "__main__"),
        (Target::Script(_), Some(Script { kind: Kind::Bytecode, file, .. })) => return run_bytecode(vm, &file),
        (Target::Script(_), Some(script)) => {
            let name = script.file.to_string_lossy().into_owned();
            set_main(vm, "__file__", &name)?;
            read(vm, Some(&script.file), &name, options.skip_first_line)?
        }
        (Target::Script(_), None) => return Ok(Outcome::Status(2)),
        (Target::Module(name), _) => return run_module(vm, name),
    };
    if options.disassemble {
        let code = crate::import::compile(vm, &source, Mode::Module)?;
        let text = crate::tools::disassemble::disassemble(&code, Some(&source));
        let written = std::io::stdout().write_all(text.as_bytes());
        return Ok(Outcome::Status(if written.is_ok() { 0 } else { 1 }));
    }
    crate::import::run_source(vm, &source, main_namespace(vm)?.value())?;
    Ok(Outcome::Status(0))
}

/// Sets `__file__` of the main module, and `__cached__` as None beside it.
fn set_main(vm: &Vm, name: &str, value: &str) -> Res<()> {
    let globals = main_namespace(vm)?;
    let (key, value) = (vm.intern(name), vm.new_str(value)?);
    vm.dict_set_name(globals.ptr(), key.value(), value)?;
    vm.dict_set_name(globals.ptr(), vm.names.__cached__, Ref::NONE)
}

/// Reads a source from a file or from stdin.
fn read(vm: &Vm, file: Option<&Path>, name: &str, skip_first_line: bool) -> Res<SourceFile> {
    let source = match (file, skip_first_line) {
        (Some(file), false) => SourceFile::read(file, &crate::import::source_codec(vm)),
        (file, _) => {
            let mut bytes = Vec::new();
            let got = match file {
                Some(file) => std::fs::read(file).map(|b| bytes = b),
                None => std::io::stdin().lock().read_to_end(&mut bytes).map(drop),
            };
            if skip_first_line {
                // The newline stays: line numbers do.
                let end = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
                bytes.drain(..end);
            }
            got.map_err(SourceError::Io).and_then(|()| SourceFile::from_bytes(name, bytes, &crate::import::source_codec(vm)))
        }
    };
    source.map_err(|e| crate::import::source_error(vm, e, name))
}

/// `-m name`: `runpy` finds the module and runs it as `__main__`.
fn run_module(vm: &Vm, name: &str) -> Res<Outcome> {
    let runpy = crate::import::import_module(vm, "runpy")?;
    let run = vm.getattr_str(runpy.value(), "_run_module_as_main")?;
    let name = vm.new_str(name)?;
    vm.call(run.value(), &[name.value()])?;
    Ok(Outcome::Status(0))
}

/// Runs the module `__main__` of what is first on `sys.path`; `sys.argv` stays as it is.
fn run_module_keeping(vm: &Vm, name: &str) -> Res<Outcome> {
    let runpy = crate::import::import_module(vm, "runpy")?;
    let run = vm.getattr_str(runpy.value(), "_run_module_as_main")?;
    let name = vm.new_str(name)?;
    vm.call(run.value(), &[name.value(), crate::object::Value::FALSE])?;
    Ok(Outcome::Status(0))
}

/// Runs a bytecode file as `importlib` reads them.
fn run_bytecode(vm: &Vm, file: &Path) -> Res<Outcome> {
    let machinery = crate::import::import_module(vm, "importlib.machinery")?;
    let class = vm.getattr_str(machinery.value(), "SourcelessFileLoader")?;
    let (name, path) = (vm.new_str("__main__")?, vm.new_str(&file.to_string_lossy())?);
    let loader = vm.call(class.value(), &[name.value(), path.value()])?;
    let get = vm.getattr_str(loader.value(), "get_code")?;
    let code = vm.call(get.value(), &[name.value()])?;
    set_main(vm, "__file__", &file.to_string_lossy())?;
    let key = vm.intern("__loader__");
    let globals = main_namespace(vm)?;
    vm.dict_set_name(globals.ptr(), key.value(), loader)?;
    let exec = vm.intern("exec");
    let exec = vm.dict(crate::object::Value::from_ptr(vm.builtins.get())).get_name(vm, exec.value()).map(Ref::new);
    if let Some(exec) = exec {
        vm.call(exec.value(), &[code.value(), globals.value()])?;
    }
    Ok(Outcome::Status(0))
}

/// The program text of `-c` without the indentation that all its lines share (Python 3.14).
fn dedent(text: &str) -> String {
    let blank = |line: &str| line.trim_matches([' ', '\t']).is_empty();
    let mut shared: Option<&str> = None;
    for line in text.split('\n').filter(|l| !blank(l)) {
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        shared = Some(match shared {
            None => indent,
            Some(s) => {
                let same = s.bytes().zip(indent.bytes()).take_while(|(a, b)| a == b).count();
                &s[..same]
            }
        });
    }
    let n = shared.map_or(0, str::len);
    if n == 0 {
        return text.to_owned();
    }
    let lines: Vec<&str> = text.split('\n').map(|l| if blank(l) { "" } else { &l[n..] }).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::dedent;

    #[test]
    fn commands_are_dedented() {
        assert_eq!(dedent("  a\n    b\n\n  c"), "a\n  b\n\nc");
        assert_eq!(dedent("a\n  b"), "a\n  b");
        assert_eq!(dedent("\n\tx\n \ty"), "\n\tx\n \ty");
        assert_eq!(dedent(""), "");
    }
}
