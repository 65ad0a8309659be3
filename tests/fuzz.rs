//! A fixed set of random programs (`tests/fuzz/generate.py`) does what CPython 3.14 does with them: status, output and the last line on
//! stderr agree by their hashes with `tests/fuzz/recorded.txt`.
mod common;

use std::time::Duration;

/// FNV-1a, as `tests/fuzz/compare` computes it.
fn hash(data: &[u8]) -> u64 {
    data.iter().fold(0xCBF2_9CE4_8422_2325, |h, &b| (h ^ b as u64).wrapping_mul(0x100_0000_01B3))
}

/// The text without addresses of objects (` at 0x…`).
fn without_addresses(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(i) = rest.find(" at 0x") {
        out.push_str(&rest[..i]);
        rest = rest[i + 6..].trim_start_matches(|c: char| c.is_ascii_digit() || ('a'..='f').contains(&c));
    }
    out + rest
}

struct Case {
    seed: usize,
    source: u64,
    status: i32,
    stdout: u64,
    last: u64,
}

#[test]
fn random_programs_agree_with_cpython() {
    let folder = common::package().join("tests/fuzz");
    let table = std::fs::read_to_string(folder.join("recorded.txt")).expect("tests/fuzz/recorded.txt is readable");
    let cases: Vec<Case> = table
        .lines()
        .map(|line| {
            let f: Vec<&str> = line.split(' ').collect();
            let hex = |i: usize| u64::from_str_radix(f[i], 16).expect("a hash");
            Case { seed: f[0].parse().expect("a seed"), source: hex(1), status: f[2].parse().expect("a status"), stdout: hex(3), last: hex(4) }
        })
        .collect();
    let (first, last) = (cases[0].seed, cases[cases.len() - 1].seed);
    let programs = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    std::fs::create_dir_all(&programs).expect("the folder can be made");
    let target = programs.to_str().expect("the path is text");
    let made = common::run(&folder, &["generate.py", target, &first.to_string(), &(last - first + 1).to_string()], Duration::from_secs(120));
    assert_eq!(made.status, 0, "the generator: {}", String::from_utf8_lossy(&made.stderr));
    let results = common::parallel(&cases, |case| {
        let name = format!("{}.py", case.seed);
        let source = std::fs::read(programs.join(&name)).map_err(|e| format!("{name}: {e}"))?;
        if hash(&source) != case.source {
            return Err(format!("{name}: not the program that was recorded"));
        }
        let outcome = common::run(&programs, &[&name], Duration::from_secs(60));
        if let Some(crash) = outcome.crash() {
            return Err(format!("{name}: {crash}"));
        }
        let last = without_addresses(&common::last_line(&outcome.stderr));
        if outcome.status != case.status {
            return Err(format!("{name}: status {} for {}: {last}", outcome.status, case.status));
        }
        if hash(&outcome.stdout) != case.stdout {
            return Err(format!("{name}: other output"));
        }
        if hash(last.as_bytes()) != case.last {
            return Err(format!("{name}: other end on stderr: {last}"));
        }
        Ok(())
    });
    let failures: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    common::conclude("random programs", cases.len(), &failures);
}
