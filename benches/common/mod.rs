//! What the benches share: a program compiled into a ready interpreter, so that only its running is measured.
use std::sync::Arc;
use threadsnake::bytecode::Bytecode;
use threadsnake::embed::Interpreter;
use threadsnake::object::{Config, Ref};
use threadsnake::source::SourceFile;
use threadsnake::syntax::Mode;

/// A program about to run.
pub struct Prepared {
    // Before the interpreter, which must be the last to go.
    globals: Ref,
    code: Arc<Bytecode>,
    interpreter: Interpreter,
}

/// Compiles a program. Hashes are fixed, so that counts repeat exactly; `argv` is the program's `sys.argv`.
pub fn prepare(source: &str, argv: &[&str]) -> Prepared {
    let config = Config {
        hash_seed: Some(0),
        dont_write_bytecode: true,
        argv: argv.iter().map(Into::into).collect(),
        ..Config::default()
    };
    let interpreter = Interpreter::new(config).unwrap_or_else(|report| panic!("{report}"));
    let source = SourceFile::from_str("<bench>", source).expect("decodable source");
    let code = threadsnake::compile::compile_source(&source, Mode::Module, 0).unwrap_or_else(|e| panic!("{e}"));
    let globals = interpreter.main_namespace().expect("a main module");
    Prepared { globals, code, interpreter }
}

/// Runs it; what is returned is dropped outside of the measurement.
pub fn run(prepared: Prepared) -> Prepared {
    let vm = prepared.interpreter.vm();
    if threadsnake::vm::run_module_code(vm, &prepared.code, prepared.globals.value()).is_err() {
        let e = vm.take_raised();
        panic!("{}", threadsnake::report::format_exception(vm, e.value()));
    }
    prepared
}
