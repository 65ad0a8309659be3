//! The arrows of the design: which room of `src/` may use which, and how long a file may be.
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Lines a source file may have.
const LONGEST_FILE: usize = 1000;

/// For each room, the rooms it may name. `vm` alone means the facade `vm/mod.rs`; `vm/…` names a part of it.
/// A room that is not listed here may be used and may use anything: list it when it is added.
const ARROWS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("syntax", &["source"]),
    ("symtable", &["syntax", "source"]),
    ("isa", &[]),
    ("bytecode", &["isa"]),
    ("compile", &["symtable", "syntax", "source", "isa", "bytecode", "object/code_flags"]),
    ("decode", &["isa", "bytecode", "object", "types"]),
    // A code object keeps the bytecode it was decoded from.
    ("object", &["bytecode"]),
    // `new_vm` makes the builtin types and functions.
    ("vm", &["decode", "isa", "bytecode", "object", "report", "types/init", "builtins/init"]),
    // The IMPORT_* handlers call the import system as the others call the types.
    ("vm/ops", &["vm", "vm/*", "decode", "isa", "bytecode", "object", "types", "builtins", "report", "import"]),
    ("types", &["object", "vm", "bytecode", "report"]),
    // `compile`, `exec`, `eval` and `__import__` need the way from source to code.
    ("builtins", &["types", "stdlib", "object", "vm", "import", "compile", "symtable", "syntax", "source", "bytecode", "decode"]),
    // `marshal` writes and reads code; `_ast` makes nodes of the parser's tree and back, `_symtable` shows the compiler's scopes.
    ("stdlib", &["types", "builtins", "object", "vm", "report", "bytecode", "syntax", "source", "symtable"]),
    ("import", &["report", "types", "builtins", "stdlib", "object", "vm", "compile", "symtable", "syntax", "source", "bytecode", "decode"]),
    ("report", &["types", "object", "vm", "source", "syntax", "bytecode"]),
    ("tools", &["vm/observer", "isa", "bytecode", "object", "vm", "source"]),
];

/// Parts of the vm that only the vm itself may name; the others go through its facade.
const VM_INSIDE: &[&str] = &["ops", "dispatch"];

fn source_files(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            source_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Replaces comments, strings and character literals by blanks, keeping the lines.
fn code_only(text: &str) -> String {
    let b: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
    let mut i = 0;
    while i < b.len() {
        let rest = &b[i..];
        let raw_hashes = (rest[0] == 'r' && (i == 0 || !(b[i - 1].is_alphanumeric() || b[i - 1] == '_')))
            .then(|| rest[1..].iter().take_while(|c| **c == '#').count())
            .filter(|n| rest.get(1 + n) == Some(&'"'));
        let length = if rest.starts_with(&['/', '/']) {
            rest.iter().take_while(|c| **c != '\n').count()
        } else if rest.starts_with(&['/', '*']) {
            // Block comments nest.
            let (mut depth, mut n) = (0, 0);
            while n < rest.len() {
                if rest[n..].starts_with(&['/', '*']) {
                    depth += 1;
                    n += 2;
                } else if rest[n..].starts_with(&['*', '/']) {
                    depth -= 1;
                    n += 2;
                    if depth == 0 {
                        break;
                    }
                } else {
                    n += 1;
                }
            }
            n
        } else if let Some(hashes) = raw_hashes {
            let mut n = 2 + hashes;
            while n < rest.len() && !(rest[n] == '"' && rest[n + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes) {
                n += 1;
            }
            n + 1 + hashes
        } else if rest[0] == '"' {
            let mut n = 1;
            while n < rest.len() && rest[n] != '"' {
                n += if rest[n] == '\\' { 2 } else { 1 };
            }
            n + 1
        } else if rest[0] == '\'' && rest.get(1) == Some(&'\\') {
            3 + rest[3..].iter().take_while(|c| **c != '\'').count()
        } else if rest[0] == '\'' && rest.get(2) == Some(&'\'') {
            3
        } else {
            out.push(b[i]);
            i += 1;
            continue;
        };
        for c in &b[i..(i + length).min(b.len())] {
            out.push(blank(*c));
        }
        i += length;
    }
    out
}

/// The text before unit tests at the end of a file: tests may reach further than the code they test.
fn without_tests(code: &str) -> &str {
    code.find("#[cfg(test)]").map_or(code, |at| &code[..at])
}

/// Paths under `crate::` that the code names, with their line: `a::b` for `crate::a::b::c`, groups resolved one level.
fn crate_paths(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = code[from..].find("crate::").map(|p| p + from) {
        from = at + "crate::".len();
        // `$crate::` in a macro is a path of the same kind.
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        for path in expand(&code[from..]) {
            found.push((line, path));
        }
    }
    found
}

/// The first two names of each path that starts here.
fn expand(text: &str) -> Vec<String> {
    let word = |t: &str| t.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    if text.starts_with('{') {
        return group(text).iter().flat_map(|member| expand(member)).collect();
    }
    let first = word(text);
    let Some(rest) = text[first.len()..].strip_prefix("::") else { return vec![first] };
    if rest.starts_with('{') {
        return group(rest).iter().map(|member| format!("{first}::{}", word(member))).collect();
    }
    vec![format!("{first}::{}", word(rest))]
}

/// The members of a braced group, split at its top-level commas.
fn group(text: &str) -> Vec<String> {
    let mut members = vec![String::new()];
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        match c {
            '{' if depth == 1 => {}
            ',' if depth == 1 => members.push(String::new()),
            c if c.is_whitespace() => {}
            c => members.last_mut().expect("one member at least").push(c),
        }
    }
    members.retain(|m| !m.is_empty());
    members
}

/// The room a file is in, by its path under `src`: a folder, or a part of the vm.
fn room(relative: &str) -> String {
    let relative = relative.trim_end_matches(".rs");
    let mut parts = relative.split('/');
    let first = parts.next().unwrap_or("");
    match (first, parts.next()) {
        ("vm", Some("ops")) => "vm/ops".into(),
        _ => first.into(),
    }
}

/// Whether code in `from` may name `crate::path`.
fn allowed(from: &str, path: &str) -> bool {
    let (first, second) = path.split_once("::").unwrap_or((path, ""));
    let own = from.split('/').next().unwrap_or(from);
    if first == own {
        return true;
    }
    if first == "vm" && VM_INSIDE.contains(&second) {
        return ARROWS.iter().all(|(room, _)| *room != from);
    }
    if first == "tools" {
        // The core never imports tools.
        return ARROWS.iter().all(|(room, _)| *room != from);
    }
    let Some((_, uses)) = ARROWS.iter().find(|(room, _)| *room == from) else { return true };
    if ARROWS.iter().all(|(room, _)| *room != first) {
        // Macros and crate-wide helpers at the root.
        return !["cli", "embed"].contains(&first);
    }
    uses.iter().any(|use_| *use_ == first || use_.split_once('/').is_some_and(|(a, b)| a == first && (b == second || b == "*")))
}

#[test]
fn arrows_point_as_drawn() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&src, &mut files);
    let mut wrong = BTreeSet::new();
    for path in &files {
        let relative = path.strip_prefix(&src).unwrap().to_str().expect("a UTF-8 path").to_owned();
        let text = std::fs::read_to_string(path).unwrap();
        let code = code_only(&text);
        let from = room(&relative);
        for (line, named) in crate_paths(without_tests(&code)) {
            if !allowed(&from, &named) {
                wrong.insert(format!("src/{relative}:{line}: {from} may not use crate::{named}"));
            }
        }
    }
    let list: Vec<String> = wrong.into_iter().collect();
    assert!(list.is_empty(), "{} arrows point the wrong way:\n{}", list.len(), list.join("\n"));
}

#[test]
fn files_stay_short() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&src, &mut files);
    let long: Vec<String> = files
        .iter()
        .filter_map(|path| {
            let lines = std::fs::read_to_string(path).unwrap().lines().count();
            (lines > LONGEST_FILE).then(|| format!("{}: {lines} lines", path.strip_prefix(&src).unwrap().display()))
        })
        .collect();
    assert!(long.is_empty(), "files of more than {LONGEST_FILE} lines:\n{}", long.join("\n"));
}

#[test]
fn the_scanner_sees_paths() {
    let code = code_only("use crate::{vm::{ops, Vm}, object::Value}; // crate::tools::x\nlet s = \"crate::a\"; crate::types::int::f();");
    let paths: Vec<String> = crate_paths(&code).into_iter().map(|(_, p)| p).collect();
    assert_eq!(paths, ["vm::ops", "vm::Vm", "object::Value", "types::int"]);
    assert!(!allowed("types", "vm::ops") && allowed("types", "vm::Vm") && allowed("vm/ops", "types::int"));
    assert!(!allowed("object", "vm::Vm") && !allowed("vm", "types::int") && !allowed("vm", "tools::trace"));
    assert!(allowed("vm", "vm::ops") && allowed("cli", "tools::trace") && !allowed("stdlib", "vm::dispatch"));
}
