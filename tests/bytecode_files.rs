//! Damaged bytecode files: none is run unless it is what was written, or is verified; none crashes anything.
//! `THREADSNAKE_DAMAGED_FILES` says how many are tried (100,000).
mod common;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use threadsnake::bytecode::serialize::{self, SourceStamp};
use threadsnake::bytecode::{Bytecode, Const, verify};
use threadsnake::compile;
use threadsnake::source::SourceFile;
use threadsnake::syntax::{FRONT_END_STACK_SIZE, Mode};

const STAMP: SourceStamp = SourceStamp { mtime: 1, size: 2 };
/// Forged files that are imported by a process of their own, where the verifier lets them.
const RUN: usize = 200;

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n
    }
}

/// Flips bits, overwrites, removes, repeats or inserts bytes, at one to four places.
fn damage(file: &[u8], r: &mut Random) -> Vec<u8> {
    let mut out = file.to_vec();
    for _ in 0..1 + r.below(4) {
        let at = r.below(out.len());
        match r.below(7) {
            0 => out[at] ^= 1 << r.below(8),
            1 => out[at] = r.below(256) as u8,
            2 => out[at] = 0xFF,
            3 => out.truncate(at.max(1)),
            4 => drop(out.drain(at..(at + 1 + r.below(8)).min(out.len()))),
            5 => out.insert(at, r.below(256) as u8),
            _ => {
                let from = r.below(out.len());
                let part = out[from..(from + 16).min(out.len())].to_vec();
                let to = at.min(out.len() - part.len().min(out.len()));
                let n = part.len().min(out.len() - to);
                out[to..to + n].copy_from_slice(&part[..n]);
            }
        }
        if out.is_empty() {
            out.push(0);
        }
    }
    out
}

/// Whether a code object and all inside of it are well formed and verified.
fn sound(code: &Bytecode) -> bool {
    if code.try_body().is_none() || verify::verify(code).is_err() {
        return false;
    }
    code.consts.iter().all(|c| if let Const::Code(inner) = c { sound(inner) } else { true })
}

fn compiled() -> Vec<Arc<Bytecode>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/disassembly");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "py"));
    paths.sort();
    paths
        .iter()
        .map(|path| compile::compile_source(&SourceFile::read(path, &|_, _| None).unwrap(), Mode::Module, 0).unwrap())
        .collect()
}

fn damaged_files() -> (usize, Vec<Vec<u8>>) {
    let total: usize = std::env::var("THREADSNAKE_DAMAGED_FILES").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let codes = compiled();
    let mut r = Random(88172645463325252);
    let mut accepted = Vec::new();
    for i in 0..total {
        let code = &codes[i % codes.len()];
        if i % 2 == 0 {
            let file = serialize::write(code, STAMP).unwrap();
            let bad = damage(&file, &mut r);
            let read = serialize::read(&bad, STAMP, &code.filename);
            assert!(bad == file || read.is_none(), "a damaged file was taken for whole");
        } else {
            // The header and checksum of a forged file are right.
            let payload = serialize::write_payload(code).unwrap();
            let bad = damage(&payload, &mut r);
            let read = serialize::read(&serialize::forge(&bad, STAMP), STAMP, &code.filename);
            if read.as_ref().is_some_and(sound) && bad != payload && accepted.len() < RUN {
                accepted.push(bad);
            }
        }
    }
    (total, accepted)
}

/// Imports a module whose bytecode file is forged.
fn import(payload: &[u8], number: usize) -> Result<(), String> {
    let folder = std::env::temp_dir().join(format!("threadsnake-forged-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("__pycache__")).unwrap();
    let source = folder.join("forged.py");
    std::fs::write(&source, "x = 1\n").unwrap();
    let stamp = threadsnake::import::stamp(&std::fs::metadata(&source).unwrap()).unwrap();
    let file = folder.join("__pycache__/forged.threadsnake-314.pyc");
    std::fs::write(file, serialize::forge(payload, stamp)).unwrap();
    let limited = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30)); import forged";
    let outcome = common::run(&folder, &["-S", "-c", limited], Duration::from_secs(5));
    let _ = std::fs::remove_dir_all(&folder);
    // A forged program need not end.
    if outcome.timed_out { Ok(()) } else { outcome.crash().map_or(Ok(()), Err) }
}

#[test]
fn damaged_files_are_never_run_and_never_crash() {
    let thread = std::thread::Builder::new().stack_size(FRONT_END_STACK_SIZE).spawn(damaged_files).unwrap();
    let (total, accepted) = thread.join().unwrap();
    assert!(!accepted.is_empty(), "no forged file passes the verifier: nothing is tried");
    let numbered: Vec<(usize, Arc<Vec<u8>>)> = accepted.into_iter().map(Arc::new).enumerate().collect();
    let failures: Vec<String> =
        common::parallel(&numbered, |(i, payload)| import(payload, *i).err().map(|e| format!("forged file {i}: {e}")))
            .into_iter()
            .flatten()
            .collect();
    println!("{total} damaged files; {} forged ones that the verifier let pass were run", numbered.len());
    common::conclude("forged files", numbered.len(), &failures);
}
