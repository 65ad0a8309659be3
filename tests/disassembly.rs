//! Code generated for small sources, against recorded disassemblies. `THREADSNAKE_BLESS=1` records them anew.
use std::path::Path;

use threadsnake::source::SourceFile;
use threadsnake::syntax::{FRONT_END_STACK_SIZE, Mode};
use threadsnake::{bytecode, compile, tools};

fn check_all() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/disassembly");
    let mut different = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "py"));
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let source = SourceFile::read(&path, &|_, _| None).unwrap();
        let code = compile::compile_source(&source, Mode::Module, 0).unwrap();
        bytecode::verify::verify(&code).unwrap();
        let text = tools::disassemble::disassemble(&code, Some(&source));
        let recorded = path.with_extension("dis");
        if std::env::var_os("THREADSNAKE_BLESS").is_some() {
            std::fs::write(recorded, text).unwrap();
        } else if std::fs::read_to_string(&recorded).ok().as_deref() != Some(&*text) {
            different.push(recorded);
        }
    }
    assert!(different.is_empty(), "these differ: {different:?}");
}

#[test]
fn generated_code_is_as_recorded() {
    let thread = std::thread::Builder::new().stack_size(FRONT_END_STACK_SIZE).spawn(check_all).unwrap();
    thread.join().unwrap();
}
