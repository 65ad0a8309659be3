//! Malformed and hostile inputs give the exceptions that CPython 3.14 gives, and nothing crashes.
//!
//! `tests/hostile/cases.tsv` is written by `tests/hostile/record`, which describes the format. A crash (signal, panic,
//! no end), another exit status or another exception type fails the test; another message counts against
//! `MESSAGES_AT_LEAST`.
mod common;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Share of the cases, in per cent, in which the whole last line on stderr must be CPython's.
const MESSAGES_AT_LEAST: usize = 90;

struct Case {
    name: String,
    status: i32,
    last_line: String,
    source: Vec<u8>,
}

/// Resolves the escapes of `cases.tsv`; in a repeated part the inner text is resolved first.
fn unescape(field: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < field.len() {
        if field[i] != b'\\' {
            out.push(field[i]);
            i += 1;
            continue;
        }
        match field[i + 1] {
            b'n' => out.push(b'\n'),
            b't' => out.push(b'\t'),
            b'r' => out.push(b'\r'),
            b'x' => {
                let digits = std::str::from_utf8(&field[i + 2..i + 4]).expect("two hex digits");
                out.push(u8::from_str_radix(digits, 16).expect("two hex digits"));
                i += 2;
            }
            b'{' => {
                let bar = i + field[i..].iter().position(|b| *b == b'|').expect("a count and a bar");
                let count = std::str::from_utf8(&field[i + 2..bar]).expect("a count");
                let mut end = bar + 1;
                while &field[end..end + 2] != b"\\}" {
                    end += if field[end] == b'\\' { 2 } else { 1 };
                }
                let part = unescape(&field[bar + 1..end]);
                out.extend(part.repeat(count.parse().expect("a count")));
                i = end;
            }
            other => out.push(other),
        }
        i += 2;
    }
    out
}

fn cases() -> Vec<Case> {
    let path = common::package().join("tests/hostile/cases.tsv");
    let text = std::fs::read_to_string(&path).expect("tests/hostile/cases.tsv is readable");
    let only = std::env::var("THREADSNAKE_CASES").ok();
    text.lines()
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), 4, "four fields: {line}");
            Case {
                name: fields[0].to_owned(),
                status: fields[1].parse().expect("an exit status"),
                last_line: String::from_utf8_lossy(&unescape(fields[2].as_bytes())).into_owned(),
                source: unescape(fields[3].as_bytes()),
            }
        })
        .filter(|case| only.as_ref().is_none_or(|o| o.split(',').any(|n| case.name.starts_with(n))))
        .collect()
}

/// The exception's name at the start of a traceback's last line; empty where there is none (text of SystemExit).
fn exception_type(line: &str) -> &str {
    let head = line.split(':').next().unwrap_or("");
    let is_name = !head.is_empty() && head.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    if is_name { head } else { "" }
}

/// The line without what depends on the machine: the size of the stack in RecursionErrors.
fn normalized(line: &str) -> String {
    match (line.find("(used "), line.find(" kB)")) {
        (Some(start), Some(end)) if start < end => format!("{}{}", &line[..start], &line[end + 4..]),
        _ => line.to_owned(),
    }
}

enum Verdict {
    Same,
    Message(String),
    Wrong(String),
}

fn judge(case: &Case, folder: &Path) -> Verdict {
    let file = format!("{}.py", case.name);
    let path = folder.join(&file);
    std::fs::write(&path, &case.source).expect("the case can be written");
    let outcome = common::run(folder, &[&file], Duration::from_secs(30));
    std::fs::remove_file(&path).expect("the case can be removed");
    let shown: String = String::from_utf8_lossy(&case.source).chars().take(100).collect();
    let at = format!("{}: {shown:?}", case.name);
    if let Some(crash) = outcome.crash() {
        return Verdict::Wrong(format!("{at}\n      {crash}"));
    }
    // The scripts were recorded under one name; some messages hold the path.
    let prefix = format!("{}/", folder.display());
    let got = normalized(&common::last_line(&outcome.stderr).replace(&prefix, "").replace(&file, "case.py"));
    let want = normalized(&case.last_line);
    let details = format!("{at}\n      expected: {} {want}\n      got:      {} {got}", case.status, outcome.status);
    if outcome.status != case.status || exception_type(&got) != exception_type(&want) {
        Verdict::Wrong(details)
    } else if got != want {
        Verdict::Message(details)
    } else {
        Verdict::Same
    }
}

#[test]
fn hostile_inputs() {
    let cases = cases();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the cases");
    let verdicts = common::parallel(&cases, |case| judge(case, &folder));
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    let mut failures = Vec::new();
    let mut messages = Vec::new();
    for verdict in verdicts {
        match verdict {
            Verdict::Same => {}
            Verdict::Message(details) => messages.push(details),
            Verdict::Wrong(details) => failures.push(details),
        }
    }
    let alike = (cases.len() - messages.len() - failures.len()) * 100 / cases.len().max(1);
    let mut report = format!("hostile inputs: {alike} % of {} last lines are CPython's to the letter\n", cases.len());
    for message in &messages {
        report.push_str(&format!("  message differs: {message}\n"));
    }
    // Written directly, so that it shows when the test passes too.
    std::io::stderr().write_all(report.as_bytes()).expect("stderr is writable");
    common::conclude("hostile inputs", cases.len(), &failures);
    assert!(alike >= MESSAGES_AT_LEAST, "{alike} % of the messages are CPython's, wanted {MESSAGES_AT_LEAST} %");
}

#[test]
fn escapes_resolve() {
    assert_eq!(unescape(br"a\n\x00\\{"), b"a\n\0\\{");
    assert_eq!(unescape(br"x\{3|(\n\}y"), b"x(\n(\n(\ny");
    assert_eq!(unescape(br"\{2|}\}"), b"}}");
}
