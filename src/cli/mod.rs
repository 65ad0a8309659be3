//! The command line, CPython's with a few `-X` options of ours.
mod exit;
mod interactive;
mod options;
mod prefix;
mod run;
mod site;
mod usage;

use std::io::Write;

/// Runs the command with the process's arguments and environment, and ends the process.
pub fn main() -> ! {
    let args: Vec<_> = std::env::args_os().collect();
    match options::parse(args, |name| std::env::var_os(name).filter(|v| !v.is_empty())) {
        Ok(options) => run::start(options).leave(),
        Err(answer) => {
            // There is nobody to tell when these streams are closed.
            let _ = std::io::stdout().write_all(answer.stdout.as_bytes());
            let _ = std::io::stderr().write_all(answer.stderr.as_bytes());
            std::process::exit(answer.status)
        }
    }
}
