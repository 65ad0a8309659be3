//! The rules for hot handlers (`src/vm/dispatch.rs`), checked on machine code: no stack frame and no call on the fast path, and an end in
//! a jump.
//!
//! A binary is looked at, not run: `target/release/threadsnake` (cargo keeps the symbols of the release profile), or the one that
//! THREADSNAKE_BINARY names. Without such a binary, with one that is older than the sources, or with the portable backend, there is
//! nothing to check, and the test says so; `.ci/run` builds the binary first and sets THREADSNAKE_BINARY, which makes its absence a failure.
use iced_x86::{Decoder, DecoderOptions, FlowControl, Formatter, Instruction, IntelFormatter, Mnemonic, OpKind, Register};
use object::{Object, ObjectSection, ObjectSymbol};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The handlers that programs spend their time in: the one list of them.
const HOT: &[&str] = &[
    // moves and constants
    "COPY", "TAKE", "LOAD_CONST", "LOAD_CONST_IMMEDIATE", "LOAD_INT",
    // variables
    "LOAD_GLOBAL_MODULE", "LOAD_GLOBAL_BUILTIN", "LOAD_DEREF", "LOAD_FREE",
    // arithmetic
    "ADD", "SUB", "MUL", "ADD_IMM", "SUB_IMM", "AND_IMM", "AND", "OR", "XOR", "INPLACE_ADD", "INPLACE_SUB", "INPLACE_MUL", "INPLACE_ADD_IMM",
    "ADD_FLOAT", "SUB_FLOAT", "MUL_FLOAT", "TRUEDIV_FLOAT", "INPLACE_ADD_FLOAT", "INPLACE_SUB_FLOAT", "INPLACE_MUL_FLOAT",
    // comparison
    "LT", "LE", "EQ", "NE", "GT", "GE", "IS", "IS_NOT",
    // jumps
    "JUMP", "JUMP_BACK", "JUMP_TRUE", "JUMP_FALSE", "JUMP_NONE", "JUMP_NOT_NONE", "JUMP_LT", "JUMP_NOT_LT", "JUMP_LE", "JUMP_NOT_LE",
    "JUMP_GT", "JUMP_NOT_GT", "JUMP_EQ", "JUMP_NOT_EQ", "JUMP_LT_IMM", "JUMP_NOT_LT_IMM", "JUMP_EQ_IMM", "JUMP_NOT_EQ_IMM",
    "JUMP_LT_FLOAT", "JUMP_NOT_LT_FLOAT",
    // loops
    "FOR_RANGE", "FOR_ITER_LIST", "FOR_ITER_TUPLE",
    // calls
    "CALL", "CALL_METHOD", "RETURN", "LOAD_METHOD_SHAPE", "CALL_METHOD_LIST_APPEND", "CALL_LEN",
    // attributes and subscripts
    "LOAD_ATTR_SLOT", "LOAD_ATTR_MEMBER", "LOAD_ATTR_MEMBER_T", "LOAD_ATTR_TYPE", "LOAD_ATTR_OF_CLASS", "LOAD_ATTR_PROPERTY",
    "STORE_ATTR_MEMBER", "STORE_ATTR_MEMBER_L", "LOAD_METHOD_OF_CLASS", "GETITEM", "GETITEM_IMM", "SETITEM", "UNPACK_TUPLE",
    // fused
    "GETITEM_JUMP_TRUE", "GETITEM_JUMP_FALSE", "GETITEM_GETITEM",
];

/// Instructions that the walk over one handler may meet.
const LONGEST: usize = 4000;

struct Binary {
    path: PathBuf,
    data: Vec<u8>,
    /// Demangled-enough name of each function, by address, with its size.
    functions: BTreeMap<u64, (String, u64)>,
}

/// The binary to look at; `Err` says why there is none.
fn binary() -> Result<Binary, String> {
    let given = std::env::var_os("THREADSNAKE_BINARY").map(PathBuf::from);
    let must = given.is_some();
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target"), PathBuf::from);
    let path = given.unwrap_or_else(|| target.join("release/threadsnake"));
    let data = match std::fs::read(&path) {
        Ok(data) => data,
        Err(e) if must => panic!("{}: {e}", path.display()),
        Err(_) => return Err(format!("{} has not been built (cargo build --release)", path.display())),
    };
    if !must && newest_source() > std::fs::metadata(&path).and_then(|m| m.modified()).ok() {
        return Err(format!("{} is older than the sources", path.display()));
    }
    let file = object::File::parse(&*data).expect("an object file");
    let functions: BTreeMap<u64, (String, u64)> = file
        .symbols()
        .filter(|s| s.kind() == object::SymbolKind::Text && s.size() > 0)
        .filter_map(|s| Some((s.address(), (s.name().ok()?.to_owned(), s.size()))))
        .collect();
    assert!(!functions.is_empty(), "{} has no symbols", path.display());
    Ok(Binary { path, functions, data })
}

fn newest_source() -> Option<std::time::SystemTime> {
    fn newest(folder: PathBuf) -> Option<std::time::SystemTime> {
        let entries = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
        entries
            .filter_map(|e| if e.path().is_dir() { newest(e.path()) } else { e.metadata().and_then(|m| m.modified()).ok() })
            .max()
    }
    newest(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// The parts of a path in a mangled name (both schemes write them alike): lengths, each before as many characters.
fn path_parts(mut mangled: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    loop {
        let digits = mangled.bytes().take_while(u8::is_ascii_digit).count();
        let Ok(length) = mangled[..digits].parse::<usize>() else { return parts };
        // The newer scheme separates a name that begins with a digit or an underscore.
        let separator = usize::from(mangled[digits..].starts_with("__"));
        let Some(part) = mangled.get(digits + separator..digits + separator + length) else { return parts };
        parts.push(part);
        mangled = &mangled[digits + separator + length..];
    }
}

/// Whether a symbol is the handler of that name: `threadsnake::vm::ops::<file>::NAME`.
fn is_handler(symbol: &str, name: &str) -> bool {
    let Some(at) = symbol.find("11threadsnake2vm3ops") else { return false };
    path_parts(&symbol[at..]).iter().skip(3).take(2).any(|p| *p == name)
}

/// Functions that a hot handler may hand over to: cold parts and other handlers, all of which are in `vm`.
fn is_ours(symbol: &str) -> bool {
    symbol.contains("11threadsnake2vm")
}

/// What a handler does that it must not.
fn violations(binary: &Binary, text: &[u8], text_address: u64, start: u64) -> BTreeSet<String> {
    let mut wrong = BTreeSet::new();
    let (_, size) = binary.functions[&start];
    let end = start + size;
    let mut formatter = IntelFormatter::new();
    let mut show = |i: &Instruction| {
        let mut out = String::new();
        formatter.format(i, &mut out);
        format!("{:#x}: {out}", i.ip())
    };
    // Every path inside the function counts: what is rare is a tail call, which leaves it.
    let mut todo = vec![start];
    let mut seen = BTreeSet::new();
    while let Some(from) = todo.pop() {
        let at = (from - text_address) as usize;
        let mut decoder = Decoder::with_ip(64, &text[at..(end - text_address) as usize], from, DecoderOptions::NONE);
        loop {
            if !decoder.can_decode() {
                wrong.insert("runs over its end".into());
                break;
            }
            let i = decoder.decode();
            if !seen.insert(i.ip()) {
                break;
            }
            if seen.len() > LONGEST {
                wrong.insert("is too long to be checked".into());
                return wrong;
            }
            if i.is_invalid() {
                wrong.insert(format!("undecodable: {:#x}", i.ip()));
                break;
            }
            let touches_stack_pointer = i.op_count() > 0 && i.op0_kind() == OpKind::Register && i.op0_register() == Register::RSP;
            match i.mnemonic() {
                Mnemonic::Push | Mnemonic::Pop | Mnemonic::Enter | Mnemonic::Leave => {
                    wrong.insert(format!("stack frame: {}", show(&i)));
                }
                Mnemonic::Sub | Mnemonic::Add | Mnemonic::And | Mnemonic::Lea if touches_stack_pointer => {
                    wrong.insert(format!("stack frame: {}", show(&i)));
                }
                _ => {}
            }
            match i.flow_control() {
                FlowControl::Call | FlowControl::IndirectCall => {
                    wrong.insert(format!("call: {}", show(&i)));
                }
                FlowControl::Return => {
                    wrong.insert(format!("return: {}", show(&i)));
                    break;
                }
                FlowControl::IndirectBranch | FlowControl::Exception => break,
                FlowControl::UnconditionalBranch => {
                    follow(binary, &i, start, end, &mut todo, &mut wrong);
                    break;
                }
                FlowControl::ConditionalBranch => follow(binary, &i, start, end, &mut todo, &mut wrong),
                _ => {}
            }
        }
    }
    wrong
}

/// Where a jump goes: on inside the handler, or to the start of another function of the vm.
fn follow(binary: &Binary, i: &Instruction, start: u64, end: u64, todo: &mut Vec<u64>, wrong: &mut BTreeSet<String>) {
    let to = i.near_branch_target();
    if (start..end).contains(&to) {
        todo.push(to);
        return;
    }
    match binary.functions.get(&to) {
        Some((symbol, _)) if is_ours(symbol) => {}
        Some((symbol, _)) => {
            wrong.insert(format!("jumps to {symbol}"));
        }
        // The cold half of a function that was split in two has a symbol of its own or none.
        None => {
            wrong.insert(format!("jumps into the middle of something at {to:#x}"));
        }
    }
}

#[test]
fn hot_handlers_keep_the_rules() {
    let binary = match binary() {
        Ok(binary) => binary,
        Err(why) => {
            eprintln!("handlers: not checked: {why}");
            return;
        }
    };
    let file = object::File::parse(&*binary.data).expect("an object file");
    if file.architecture() != object::Architecture::X86_64 {
        eprintln!("handlers: not checked: {} is not for x86-64", binary.path.display());
        return;
    }
    let section = file.section_by_name(".text").expect("a .text section");
    let text = section.data().expect("the section's bytes");
    let mut missing = Vec::new();
    let mut failures = Vec::new();
    let mut portable = 0;
    for name in HOT {
        let Some((&start, _)) = binary.functions.iter().find(|(_, (symbol, _))| is_handler(symbol, name)) else {
            missing.push(*name);
            continue;
        };
        let wrong = violations(&binary, text, section.address(), start);
        // Handlers of the portable backend return, all of them.
        if wrong.iter().any(|w| w.starts_with("return: ")) {
            portable += 1;
        }
        if !wrong.is_empty() {
            let list: Vec<String> = wrong.into_iter().take(6).collect();
            failures.push(format!("{name}: {}", list.join("; ")));
        }
    }
    if portable * 2 > HOT.len() {
        assert!(std::env::var_os("THREADSNAKE_BINARY").is_none(), "{} was built with the portable backend", binary.path.display());
        eprintln!("handlers: not checked: {} was built with the portable backend", binary.path.display());
        return;
    }
    // Identical code is folded under one of its names; that must stay the exception.
    assert!(missing.len() * 4 < HOT.len(), "no symbols for {missing:?}");
    if !missing.is_empty() {
        eprintln!("handlers: folded into others or renamed: {missing:?}");
    }
    eprintln!("handlers: {} of {} keep the rules", HOT.len() - missing.len() - failures.len(), HOT.len() - missing.len());
    assert!(failures.is_empty(), "{} handlers break the rules:\n  {}", failures.len(), failures.join("\n  "));
}

#[test]
fn hot_handlers_are_instructions() {
    let names: BTreeSet<&str> = (0..threadsnake::isa::COUNT as u16)
        .map(|i| threadsnake::isa::Op::from_u16(i).expect("an opcode").info().name)
        .collect();
    let unknown: Vec<&&str> = HOT.iter().filter(|n| !names.contains(**n)).collect();
    assert!(unknown.is_empty(), "not instructions: {unknown:?}");
}

#[test]
fn symbols_are_recognised() {
    assert!(is_handler("_ZN11threadsnake2vm3ops10arithmetic9ADD_FLOAT17h0123456789abcdefE", "ADD_FLOAT"));
    assert!(!is_handler("_ZN11threadsnake2vm3ops10arithmetic9ADD_FLOAT17h0123456789abcdefE", "ADD"));
    assert!(is_handler("_RNvNtNtNtCs4fqI2P2rA04_11threadsnake2vm3ops10arithmetic9ADD_FLOAT", "ADD_FLOAT"));
    assert!(is_ours("_RNvNtNtNtCs4fqI2P2rA04_11threadsnake2vm3ops10arithmetic9ADD_FLOAT"));
    assert!(!is_ours("_ZN4core9panicking5panic17h0123456789abcdefE"));
}
