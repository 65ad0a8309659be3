//! Selects the dispatch backend: `threaded` where guaranteed tail calls are available, `portable` elsewhere. Names the build for bytecode
//! files by what their content depends on. Packs the Python part of the standard library into `library.bin`.
#[path = "src/import/library_changes.rs"]
mod library_changes;

use library_changes::CHANGED;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Parts of the library that need what this implementation does not have.
const LEFT_OUT: &[&str] = &["idlelib", "tkinter", "turtledemo", "turtle.py", "test", "tests", "__pycache__"];

/// Python sources of ours: they replace or complete files of the library.
const OWN_LIBRARY: &str = "src/import/python";

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
    println!("cargo::rerun-if-changed={OWN_LIBRARY}");
    println!("cargo::rerun-if-changed=src/import/library_changes.rs");
    pack_library();
}

/// Writes `library.bin`: the files of the standard library, each deflated on its own, behind an index sorted by name.
///
/// ```text
/// count u32  library hash u64  entries (name start, name length, data start, data length, text length: u32 each)  names  data
/// ```
/// All numbers are little-endian, starts count from the beginning of the file. An archive that is up to date is left alone.
fn pack_library() {
    let root = Path::new(rustpython_pylib::LIB_PATH);
    let mut files: Vec<(String, PathBuf)> = Vec::new();
    collect(root, "", &mut files);
    let mut own: Vec<(String, PathBuf)> = Vec::new();
    collect(Path::new(OWN_LIBRARY), "", &mut own);
    files.retain(|(name, _)| !own.iter().any(|(o, _)| o == name));
    files.extend(own);
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut contents = Vec::with_capacity(files.len());
    for (name, path) in &files {
        let mut text = std::fs::read(path).expect("a file of the library");
        for (_, from, to) in CHANGED.iter().filter(|(file, ..)| file == name) {
            let old = String::from_utf8(text).expect("a source in UTF-8");
            assert!(old.contains(from), "{name}: there is no {from}");
            text = old.replace(from, to).into_bytes();
        }
        feed(&mut hash, name.as_bytes());
        feed(&mut hash, &text);
        contents.push(text);
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by cargo")).join("library.bin");
    if std::fs::read(&out).is_ok_and(|old| old.get(4..12) == Some(&hash.to_le_bytes()[..])) {
        return;
    }
    let names: usize = files.iter().map(|(name, _)| name.len()).sum();
    let mut name_at = 12 + 20 * files.len();
    let mut index = Vec::new();
    index.extend((files.len() as u32).to_le_bytes());
    index.extend(hash.to_le_bytes());
    let mut data = Vec::new();
    let data_start = name_at + names;
    for ((name, _), text) in files.iter().zip(&contents) {
        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::new(6));
        packer.write_all(text).expect("writing to memory");
        let packed = packer.finish().expect("writing to memory");
        for n in [name_at, name.len(), data_start + data.len(), packed.len(), text.len()] {
            index.extend((n as u32).to_le_bytes());
        }
        name_at += name.len();
        data.extend(packed);
    }
    index.extend(files.iter().flat_map(|(name, _)| name.bytes()));
    index.extend(data);
    std::fs::write(out, index).expect("writing library.bin");
}

/// The Python files below a folder, by their name with slashes.
fn collect(folder: &Path, prefix: &str, out: &mut Vec<(String, PathBuf)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), out);
        } else if !name.ends_with(".pyc") && name != "README.md" {
            out.push((format!("{prefix}{name}"), path));
        }
    }
}

fn feed(hash: &mut u64, bytes: &[u8]) {
    for b in bytes {
        *hash = (*hash ^ *b as u64).wrapping_mul(0x100_0000_01b3);
    }
}

/// FNV-1a over the names and contents of all files, in the order of their names.
fn hash_tree(path: &Path, hash: &mut u64) {
    feed(hash, path.to_string_lossy().as_bytes());
    if let Ok(entries) = std::fs::read_dir(path) {
        let mut paths: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
        paths.sort();
        for p in paths {
            hash_tree(&p, hash);
        }
    } else if let Ok(data) = std::fs::read(path) {
        feed(hash, &data);
    }
}
