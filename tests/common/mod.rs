//! What the golden-file tests share: running the interpreter with a time limit, two cases at a time, and readable
//! summaries of what differs.
#![allow(dead_code)]

use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Cases run at once.
const THREADS: usize = 2;

/// What a run of the interpreter left behind.
pub struct Outcome {
    /// Exit status; 128 plus the number of the signal that ended it.
    pub status: i32,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// The time limit passed and the process was killed.
    pub timed_out: bool,
}

impl Outcome {
    /// Why this outcome is a defect of the interpreter whatever the program was: a signal, a panic, no end.
    pub fn crash(&self) -> Option<String> {
        if self.timed_out {
            return Some("no end within the time limit".into());
        }
        let stderr = String::from_utf8_lossy(&self.stderr);
        if let Some(line) = stderr.lines().find(|l| l.contains("panicked at")) {
            return Some(format!("panic: {line}"));
        }
        (self.status >= 128).then(|| format!("status {}: {}", self.status, last_line(&self.stderr)))
    }
}

/// The folder of the package.
pub fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the interpreter in `folder` with these arguments and an empty stdin. Its environment is fixed.
pub fn run(folder: &Path, args: &[&str], limit: Duration) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_threadsnake"));
    command.args(args).current_dir(folder);
    command.env("PYTHONHASHSEED", "0").env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHON_COLORS", "0");
    command.env("PYTHONIOENCODING", "utf-8").env_remove("PYTHONPATH").env_remove("PYTHONUNBUFFERED");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // A shell starts what runs in its background with SIGINT ignored, which programs would inherit.
    // SAFETY: one system call that is allowed between fork and exec.
    unsafe {
        command.pre_exec(|| {
            libc::signal(libc::SIGINT, libc::SIG_DFL);
            Ok(())
        })
    };
    let mut child = command.spawn().expect("the interpreter starts");
    let drain = |mut pipe: Box<dyn Read + Send>| {
        std::thread::spawn(move || {
            let mut data = Vec::new();
            // A process that was killed in the middle of writing still leaves what it wrote.
            let _ = pipe.read_to_end(&mut data);
            data
        })
    };
    let stdout = drain(Box::new(child.stdout.take().expect("stdout is piped")));
    let stderr = drain(Box::new(child.stderr.take().expect("stderr is piped")));
    let end = Instant::now() + limit;
    let mut timed_out = false;
    let status = loop {
        if let Some(status) = child.try_wait().expect("the child can be waited for") {
            break status;
        }
        if Instant::now() > end {
            timed_out = true;
            // It may have ended just now; the wait below settles it.
            let _ = child.kill();
            break child.wait().expect("the child can be waited for");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    Outcome {
        status: exit_status(status),
        stdout: stdout.join().expect("the reader ends"),
        stderr: stderr.join().expect("the reader ends"),
        timed_out,
    }
}

#[cfg(unix)]
fn exit_status(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

#[cfg(not(unix))]
fn exit_status(status: std::process::ExitStatus) -> i32 {
    status.code().unwrap_or(128)
}

/// Applies `check` to every item, some at a time, and returns the results in the order of the items.
pub fn parallel<T: Sync, R: Send>(items: &[T], check: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { break };
                    let result = check(item);
                    results.lock().expect("no check panics").push((index, result));
                }
            });
        }
    });
    let mut results = results.into_inner().expect("no check panics");
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Names, without extension and sorted, of the `.py` files of a folder. `THREADSNAKE_CASES=a,b` keeps only those.
pub fn programs(folder: &Path) -> Vec<String> {
    let only = std::env::var("THREADSNAKE_CASES").ok();
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .filter_map(|entry| {
            let path = entry.expect("a readable folder").path();
            let name = path.file_stem()?.to_str()?.to_owned();
            (path.extension()? == "py").then_some(name)
        })
        .filter(|name| only.as_ref().is_none_or(|o| o.split(',').any(|n| n == name)))
        .collect();
    names.sort();
    names
}

/// The last line with something in it.
pub fn last_line(text: &[u8]) -> String {
    String::from_utf8_lossy(text).split('\n').rfind(|l| !l.trim().is_empty()).unwrap_or("").to_owned()
}

/// Where two texts part: the line number, one line of each, and how many lines differ.
pub fn difference(expected: &[u8], got: &[u8]) -> Option<String> {
    if expected == got {
        return None;
    }
    let expected = String::from_utf8_lossy(expected);
    let got = String::from_utf8_lossy(got);
    let (want, have): (Vec<_>, Vec<_>) = (expected.split('\n').collect(), got.split('\n').collect());
    let lines = want.len().max(have.len());
    let differs = |i: &usize| want.get(*i) != have.get(*i);
    let count = (0..lines).filter(differs).count();
    let first = (0..lines).find(differs).unwrap_or(0);
    let show = |line: Option<&&str>, at: usize| match line {
        // A long line is shown from shortly before the place where it differs.
        Some(l) => l.chars().skip(at.saturating_sub(40)).take(160).collect::<String>(),
        None => "(end of output)".into(),
    };
    let at = match (want.get(first), have.get(first)) {
        (Some(a), Some(b)) => a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count(),
        _ => 0,
    };
    Some(format!(
        "{count} of {lines} lines differ, first line {}, column {}\n      expected: {}\n      got:      {}",
        first + 1,
        at + 1,
        show(want.get(first), at),
        show(have.get(first), at)
    ))
}

/// Prints all failures and fails the test if there are any.
pub fn conclude(what: &str, total: usize, failures: &[String]) {
    // One write, so that the report is not torn apart by other tests' output.
    let mut report = format!("{what}: {} of {total} pass\n", total - failures.len());
    for failure in failures {
        report.push_str(&format!("  {failure}\n"));
    }
    std::io::stderr().write_all(report.as_bytes()).expect("stderr is writable");
    assert!(total > 0, "{what}: there are no cases");
    assert!(failures.is_empty(), "{what}: {} of {total} fail (listed above)", failures.len());
}
