//! Memory, in a build with the feature `paranoid`: programs leave no object behind (the census at exit is empty), and an allocation that
//! fails anywhere is a MemoryError. Without the feature there is nothing to test here.
#![cfg(feature = "paranoid")]
mod common;

use std::path::PathBuf;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(120);

fn folder() -> PathBuf {
    common::package().join("tests/paranoid")
}

/// What the build has to say about memory.
fn complaint(outcome: &common::Outcome) -> Option<String> {
    if let Some(crash) = outcome.crash() {
        return Some(crash);
    }
    let stderr = String::from_utf8_lossy(&outcome.stderr);
    let lines: Vec<&str> = stderr.lines().filter(|l| l.starts_with("census:") || l.starts_with("paranoid:")).take(12).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

#[test]
fn nothing_outlives_a_program() {
    let mut cases: Vec<(PathBuf, Vec<String>)> = Vec::new();
    for part in ["tests/programs", "tests/paranoid"] {
        let part = common::package().join(part);
        for name in common::programs(&part) {
            cases.push((part.clone(), vec![format!("{name}.py")]));
        }
    }
    let sizes = std::fs::read_to_string(common::package().join("tests/workloads/sizes.txt")).expect("the sizes are readable");
    for line in sizes.lines() {
        let (name, size) = line.split_once(' ').expect("a name and a size");
        cases.push((common::package().join("perf/workloads"), vec![format!("{name}.py"), size.to_owned()]));
    }
    let failures: Vec<String> = common::parallel(&cases, |(folder, args)| {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        complaint(&common::run(folder, &args, LIMIT)).map(|c| format!("{}: {c}", args[0]))
    })
    .into_iter()
    .flatten()
    .collect();
    common::conclude("census", cases.len(), &failures);
}

#[test]
fn a_failing_allocation_is_a_memory_error() {
    let sampled = (1..3000).step_by(7).map(|n| ("allocate.py", n));
    let cases: Vec<(&str, u32)> = sampled.chain((1..100).map(|n| ("first_call.py", n))).collect();
    let failures: Vec<String> = common::parallel(&cases, |(program, n)| {
        let option = format!("fail-alloc={n}");
        let outcome = common::run(&folder(), &["-X", &option, program, "x"], LIMIT);
        let text = String::from_utf8_lossy(&outcome.stdout);
        let known = ["done\n", "MemoryError\n"].contains(&&*text) || String::from_utf8_lossy(&outcome.stderr).contains("MemoryError");
        match complaint(&outcome) {
            Some(c) => Some(format!("{program}, allocation {n}: {c}")),
            None => (!known).then(|| format!("{program}, allocation {n}: {text}")),
        }
    })
    .into_iter()
    .flatten()
    .collect();
    common::conclude("allocation failures", cases.len(), &failures);
}
