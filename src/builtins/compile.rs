//! `compile`: from text or a syntax tree to code or a syntax tree.
use crate::bytecode::Bytecode;
use crate::compile::Options;
use crate::object::{Function, Ref, Res, Value, Vm, code_flags};
use crate::source::SourceFile;
use crate::stdlib::ast::{self, Builder, compile_flags};
pub use crate::import::{Tree, front_end};
use crate::syntax::{Mode, Parsed};
use std::sync::Arc;

/// The flags of the features in `__future__`, and CPython's PyCF_ flags.
const KNOWN_FLAGS: i64 = 0x1fe_0010 | 0xf600;

/// What `compile` is asked to make of a source: the modes of the compiler, or the signature in a type comment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Code(Mode),
    FunctionType,
}

/// The builtin function; `options` are `filename`, `mode`, `flags`, `dont_inherit` and `optimize`.
pub fn compile(vm: &Vm, source: Value, options: [Value; 5]) -> Res {
    let [filename, mode, flags, dont_inherit, optimize] = options;
    let filename = filename_text(vm, filename)?;
    if !vm.is_str(mode) {
        return Err(vm.type_error(format!("compile() argument 'mode' must be str, not {}", vm.argument_type_name(mode))));
    }
    let flags = vm.int_arg(flags)?;
    if flags & !(KNOWN_FLAGS | compile_flags::OPTIMIZED_AST) != 0 {
        return Err(vm.value_error("compile(): unrecognised flags"));
    }
    let optimize = match vm.int_arg(optimize)? {
        -1 => vm.config.optimize,
        n @ 0..=2 => n as u8,
        _ => return Err(vm.value_error("compile(): invalid optimize value")),
    };
    let future_annotations = flags & i64::from(code_flags::FUTURE_ANNOTATIONS) != 0 || !vm.truth(dont_inherit)? && inherited(vm);
    let only_tree = flags & compile_flags::ONLY_AST != 0;
    let wanted = match vm.str_text(mode).as_str() {
        "exec" => Wanted::Code(Mode::Module),
        "eval" => Wanted::Code(Mode::Expression),
        "single" => Wanted::Code(Mode::Single),
        "func_type" if only_tree => Wanted::FunctionType,
        "func_type" => return Err(vm.value_error("compile() mode 'func_type' requires flag PyCF_ONLY_AST")),
        _ if only_tree => return Err(vm.value_error("compile() mode must be 'exec', 'eval', 'single' or 'func_type'")),
        _ => return Err(vm.value_error("compile() mode must be 'exec', 'eval' or 'single'")),
    };
    if source.is_exact(vm.types.code) {
        return Ok(Ref::new(source));
    }
    if ast::is_node(vm, source)? {
        if only_tree && flags & compile_flags::OPTIMIZED_AST != compile_flags::OPTIMIZED_AST {
            return Ok(Ref::new(source));
        }
        let Wanted::Code(mode) = wanted else { return Ok(Ref::new(source)) };
        let (file, tree) = ast::tree_of(vm, source, mode, &filename)?;
        let tree = Tree::new(tree);
        if only_tree {
            return Builder::new(vm, &file, 0).module(&tree, mode);
        }
        let code = crate::import::compile_tree(vm, &file, &tree, Options { optimize, mode, future_annotations })?;
        return crate::decode::new_code(vm, &code, false);
    }
    match wanted {
        Wanted::FunctionType => function_type(vm, source, &filename),
        Wanted::Code(mode) if only_tree => {
            let file = source_file(vm, source, "compile", &filename)?;
            check_complete(vm, &file, mode, flags)?;
            let tree = crate::import::parse(vm, &file, mode)?;
            Builder::new(vm, &file, 0).module(&tree, mode)
        }
        Wanted::Code(mode) => {
            let file = source_file(vm, source, "compile", &filename)?;
            check_complete(vm, &file, mode, flags)?;
            let code = crate::import::compile_with_options(vm, &file, Options { optimize, mode, future_annotations })?;
            crate::decode::new_code(vm, &code, false)
        }
    }
}

/// The scopes of a source, with it and its tree.
pub fn symbol_table(vm: &Vm, source: Value, filename: Value, mode: Mode) -> Res<(SourceFile, Tree, crate::symtable::SymbolTable)> {
    let filename = filename_text(vm, filename)?;
    let file = source_file(vm, source, "symtable", &filename)?;
    let tree = crate::import::parse(vm, &file, mode)?;
    let table = front_end(vm, || crate::symtable::SymbolTable::build(&file, &tree))?;
    match table {
        Ok(table) => Ok((file, tree, table)),
        Err(e) => Err(crate::import::compile_error(vm, &e, Some(&filename))),
    }
}

/// PyCF_DONT_IMPLY_DEDENT and PyCF_ALLOW_INCOMPLETE_INPUT.
const DONT_IMPLY_DEDENT: i64 = 0x200;
const ALLOW_INCOMPLETE_INPUT: i64 = 0x4000;

/// Raises `_IncompleteInputError` for a source that ends too early, where the flags ask for it.
fn check_complete(vm: &Vm, file: &SourceFile, mode: Mode, flags: i64) -> Res<()> {
    if flags & ALLOW_INCOMPLETE_INPUT == 0 {
        return Ok(());
    }
    let found = front_end(vm, || crate::syntax::incomplete(file, mode, flags & DONT_IMPLY_DEDENT == 0))?;
    match found {
        Some(e) => {
            // Parsing it issues the warnings about what is there.
            match crate::import::parse(vm, file, mode) {
                Ok(_) => {}
                Err(_) if vm.raised_is(vm.types.SyntaxError) => drop(vm.take_raised()),
                Err(e) => return Err(e),
            }
            Err(crate::import::compile_error(vm, &e, Some(&file.filename)))
        }
        None => Ok(()),
    }
}

fn filename_text(vm: &Vm, filename: Value) -> Res<String> {
    if vm.is_str(filename) {
        return Ok(vm.str_text(filename));
    }
    if filename.is_exact(vm.types.bytes) {
        return Ok(String::from_utf8_lossy(vm.bytes(filename)).into_owned());
    }
    Err(vm.type_error(format!("expected str, bytes or os.PathLike object, not {}", vm.type_name(filename))))
}

/// The source that `exec` (`what`) or `eval` was given, compiled.
pub fn compile_text(vm: &Vm, source: Value, what: &str, mode: Mode) -> Res<Arc<Bytecode>> {
    let file = source_file(vm, source, what, "<string>")?;
    crate::import::compile_with_options(vm, &file, Options { optimize: vm.config.optimize, mode, future_annotations: inherited(vm) })
}

/// Whether the code that calls has `from __future__ import annotations`, which holds for what it compiles too.
fn inherited(vm: &Vm) -> bool {
    // SAFETY: a record on the frame stack keeps its function alive.
    crate::vm::frames::record_at(vm, 0)
        .is_some_and(|r| unsafe { (*r).function.get::<Function>().code().bytecode.flags & code_flags::FUTURE_ANNOTATIONS != 0 })
}

/// The text of a source.
fn source_file(vm: &Vm, source: Value, what: &str, filename: &str) -> Res<SourceFile> {
    let file = if vm.is_str(source) {
        let text = vm.str(source);
        if let Some(at) = text.iter().position(|c| (0xD800..0xE000).contains(&c)) {
            let fault = crate::text::codec::Fault { start: at, end: at + 1, reason: "surrogates not allowed" };
            return Err(crate::types::codec::unicode_error(vm, true, "utf-8", source, fault));
        }
        let mut text = text.to_text();
        if what == "eval" {
            // It ignores blanks in front of the expression.
            text = text.trim_start_matches([' ', '\t']).to_owned();
        }
        SourceFile::from_str(filename, &text)
    } else if let Some(b) = vm.bytes_view(source)? {
        SourceFile::from_bytes(filename, b.to_vec(), &crate::import::source_codec(vm))
    } else {
        let or_tree = if what == "compile" { ", bytes or AST object" } else { ", bytes or code object" };
        return Err(vm.type_error(format!("{what}() arg 1 must be a string{or_tree}")));
    };
    file.map_err(|e| crate::import::source_error(vm, e, filename))
}

/// `(argument types) -> return type`: the arguments parse as those of a call.
fn function_type(vm: &Vm, source: Value, filename: &str) -> Res {
    let file = source_file(vm, source, "compile", filename)?;
    let text = file.text.trim_end();
    let Some(arrow) = text.rfind("->").filter(|_| text.starts_with('(')) else {
        // What is no signature is no expression with an arrow either.
        let text = format!("{text} -> ");
        let file = SourceFile::from_str(filename, &text).map_err(|e| crate::import::source_error(vm, e, filename))?;
        crate::import::parse(vm, &file, Mode::Expression)?;
        return Err(vm.value_error("malformed function type"));
    };
    let part = |text: String| -> Res<(SourceFile, Tree)> {
        let file = SourceFile::from_str(filename, &text).map_err(|e| crate::import::source_error(vm, e, filename))?;
        let tree = crate::import::parse(vm, &file, Mode::Expression)?;
        Ok((file, tree))
    };
    let behind = text[arrow + 2..].trim_start();
    let (returns_file, returns) = part(behind.to_owned())?;
    let (file, call) = part(format!("_{}", text[..arrow].trim_end()))?;
    let (Parsed::Expression(returns), Parsed::Expression(call)) = (&*returns, &*call) else {
        return Err(vm.value_error("malformed function type"));
    };
    let Some(call) = call.body.as_call_expr() else { return Err(vm.value_error("malformed function type")) };
    let shift = text.len() - behind.len();
    let returns = Builder::new(vm, &returns_file, shift as i64).expression(&returns.body)?;
    Builder::new(vm, &file, -1).function_type(&call.arguments, returns)
}
