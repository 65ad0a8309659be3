//! Selects the dispatch backend: `threaded` where guaranteed tail calls are available, `portable` elsewhere. Names the build for bytecode
//! files by what their content depends on.
use std::path::Path;

/// What decides which bytecode a source compiles to.
const COMPILER: &[&str] = &["src/source", "src/syntax", "src/symtable", "src/compile", "src/isa", "src/bytecode", "Cargo.toml"];

fn main() {
    println!("cargo::rustc-check-cfg=cfg(threaded)");
    println!("cargo::rerun-if-env-changed=RUSTC_BOOTSTRAP");
    println!("cargo::rerun-if-changed=build.rs");
    let bootstrap = std::env::var("RUSTC_BOOTSTRAP").is_ok_and(|v| v == "1" || v.split(',').any(|c| c == "threadsnake"));
    let x86_64 = std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|a| a == "x86_64");
    if bootstrap && x86_64 && std::env::var_os("CARGO_FEATURE_PORTABLE").is_none() {
        println!("cargo::rustc-cfg=threaded");
    }
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for path in COMPILER {
        println!("cargo::rerun-if-changed={path}");
        hash_tree(Path::new(path), &mut hash);
    }
    println!("cargo::rustc-env=THREADSNAKE_BUILD_ID={hash:016x}");
}

/// FNV-1a over the names and contents of all files, in the order of their names.
fn hash_tree(path: &Path, hash: &mut u64) {
    let mut feed = |bytes: &[u8]| {
        for b in bytes {
            *hash = (*hash ^ *b as u64).wrapping_mul(0x100_0000_01b3);
        }
    };
    feed(path.to_string_lossy().as_bytes());
    if let Ok(entries) = std::fs::read_dir(path) {
        let mut paths: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
        paths.sort();
        for p in paths {
            hash_tree(&p, hash);
        }
    } else if let Ok(data) = std::fs::read(path) {
        feed(&data);
    }
}
