//! Bytecode files: `__pycache__/NAME.threadsnake-314.pyc` beside the source, or in the tree that PYTHONPYCACHEPREFIX names. A cache can
//! only make things faster: every failure to read or write it is ignored, and files that are damaged, foreign or outdated are replaced.
use crate::bytecode::Bytecode;
use crate::bytecode::serialize::{self, SourceStamp};
use crate::object::Vm;
use crate::source::library;
use std::fs::{File, Metadata};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Middle part of the file names (`sys.implementation.cache_tag`).
pub const TAG: &str = "threadsnake-314";

/// Where the bytecode of a source file is kept (`importlib.util.cache_from_source`).
pub fn path_for(vm: &Vm, source: &Path) -> Option<PathBuf> {
    let stem = source.file_stem()?.to_str()?;
    let optimize = match vm.config.optimize {
        0 => String::new(),
        n => format!(".opt-{n}"),
    };
    let name = format!("{stem}.{TAG}{optimize}.pyc");
    let folder = source.parent()?;
    if let Some(inner) = folder.to_str().and_then(library::inside) {
        return Some(library_cache(vm)?.join(inner).join(name));
    }
    Some(match &vm.config.pycache_prefix {
        Some(prefix) => {
            let absolute = std::path::absolute(folder).ok()?;
            Path::new(prefix).join(absolute.strip_prefix("/").unwrap_or(&absolute)).join(name)
        }
        None => folder.join("__pycache__").join(name),
    })
}

/// The stamp of a source file, of the file system or the embedded library.
pub fn stamp_of(source: &Path) -> Option<SourceStamp> {
    match source.to_str().and_then(library::inside) {
        Some(inner) => Some(SourceStamp { mtime: library::stamp(), size: library::find(inner)?.size() as u64 }),
        None => std::fs::metadata(source).ok().and_then(|m| stamp(&m)),
    }
}

/// The folder for bytecode of the embedded library: the user's cache directory.
fn library_cache(vm: &Vm) -> Option<PathBuf> {
    if let Some(prefix) = &vm.config.pycache_prefix {
        return Some(Path::new(prefix).join("embedded"));
    }
    let variable = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty() && Path::new(v).is_absolute());
    let caches = match variable("XDG_CACHE_HOME") {
        Some(c) => PathBuf::from(c),
        None => PathBuf::from(variable("HOME")?).join(".cache"),
    };
    Some(caches.join("threadsnake").join(format!("{:016x}", serialize::build_id())))
}

/// The stamp of a source file.
pub fn stamp(source: &Metadata) -> Option<SourceStamp> {
    let mtime = source.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(SourceStamp { mtime: mtime.as_nanos() as u64, size: source.len() })
}

/// The code in a bytecode file, verified, if it was made from the source as it is now.
pub fn load(file: &Path, stamp: SourceStamp, filename: &str) -> Option<Arc<Bytecode>> {
    let file = File::open(file).ok()?;
    // SAFETY: the mapping is private and read-only, and everything that is used is copied out of it; files are replaced by renaming, never
    // changed in place.
    let map = unsafe { memmap2::Mmap::map(&file) }.ok()?;
    let code = serialize::read(&map, stamp, &Arc::from(filename))?;
    crate::bytecode::verify::verify(&code).ok()?;
    Some(Arc::new(code))
}

/// Writes a bytecode file: beside its final place, then renamed over it.
pub fn store(file: &Path, code: &Bytecode, stamp: SourceStamp) {
    let _ = try_store(file, code, stamp);
}

fn try_store(file: &Path, code: &Bytecode, stamp: SourceStamp) -> Option<()> {
    let data = serialize::write(code, stamp)?;
    let folder = file.parent()?;
    std::fs::create_dir_all(folder).ok()?;
    let temporary = folder.join(format!("{}.{}", file.file_name()?.to_str()?, std::process::id()));
    let mut out = File::options().write(true).create_new(true).open(&temporary).ok()?;
    let done = out.write_all(&data).is_ok() && std::fs::rename(&temporary, file).is_ok();
    if !done {
        let _ = std::fs::remove_file(&temporary);
    }
    Some(())
}
