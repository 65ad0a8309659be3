//! Where the interpreter is installed: `sys.executable`, `sys.prefix` and its relatives, virtual environments (PEP 405).
use std::path::{Path, PathBuf};

/// What `sys` says about the installation.
pub struct Installation {
    pub executable: PathBuf,
    /// The executable outside of virtual environments.
    pub base_executable: PathBuf,
    pub prefix: PathBuf,
    pub base_prefix: PathBuf,
    /// A virtual environment that sees the packages of the installation too.
    pub system_site: bool,
}

/// Finds the installation by the name the program was called by.
pub fn locate(program: &str) -> Installation {
    let executable = find_executable(program);
    let environment = [executable.parent(), executable.parent().and_then(Path::parent)]
        .into_iter()
        .flatten()
        .find_map(|folder| std::fs::read_to_string(folder.join("pyvenv.cfg")).ok().map(|text| (folder.to_owned(), text)));
    if let Some((prefix, text)) = environment {
        let value = |key: &str| {
            text.lines().filter_map(|l| l.split_once('=')).find(|(k, _)| k.trim().eq_ignore_ascii_case(key)).map(|(_, v)| v.trim().to_owned())
        };
        if let Some(home) = value("home") {
            let home = PathBuf::from(home);
            let name = executable.file_name().map(PathBuf::from).unwrap_or_default();
            let base_executable = [home.join(&name), real(&executable)].into_iter().find(|p| p.is_file()).unwrap_or_else(|| home.join(&name));
            let base_prefix = prefix_of(&home);
            let system_site = value("include-system-site-packages").is_none_or(|v| v.eq_ignore_ascii_case("true"));
            return Installation { executable, base_executable, prefix, base_prefix, system_site };
        }
    }
    let prefix = real(&executable).parent().map(prefix_of).unwrap_or_default();
    Installation { base_executable: executable.clone(), executable, base_prefix: prefix.clone(), prefix, system_site: true }
}

fn real(p: &Path) -> PathBuf {
    std::fs::canonicalize(p).unwrap_or_else(|_| p.to_owned())
}

/// The prefix for a folder of executables.
fn prefix_of(folder: &Path) -> PathBuf {
    match (folder.file_name(), folder.parent()) {
        (Some(name), Some(parent)) if name == "bin" => parent.to_owned(),
        _ => folder.to_owned(),
    }
}

/// The path of the program; symbolic links are not followed, as they tell virtual environments.
fn find_executable(program: &str) -> PathBuf {
    let own = || std::env::current_exe().unwrap_or_else(|_| PathBuf::from(program));
    if program.contains('/') {
        return std::path::absolute(program).ok().filter(|p| p.is_file()).unwrap_or_else(own);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|p| p.is_absolute() && p.is_file()).unwrap_or_else(own)
}
