//! The programs of `perf/workloads`, at small sizes, print what CPython 3.14 prints (`tests/workloads/record`).
mod common;

use std::time::Duration;

#[test]
fn workloads_agree_with_cpython() {
    let programs = common::package().join("perf/workloads");
    let goldens = common::package().join("tests/workloads");
    let sizes = std::fs::read_to_string(goldens.join("sizes.txt")).expect("tests/workloads/sizes.txt is readable");
    let only = std::env::var("THREADSNAKE_CASES").ok();
    let cases: Vec<(&str, &str)> = sizes
        .lines()
        .map(|line| line.split_once(' ').expect("a name and a size"))
        .filter(|(name, _)| only.as_ref().is_none_or(|o| o.split(',').any(|n| n == *name)))
        .collect();
    if only.is_none() {
        let mut listed: Vec<&str> = cases.iter().map(|(name, _)| *name).collect();
        listed.sort();
        assert_eq!(listed, common::programs(&programs), "sizes.txt and perf/workloads list the same programs");
    }
    let results = common::parallel(&cases, |(name, size)| {
        let expected = std::fs::read(goldens.join(format!("{name}.out"))).map_err(|e| format!("{name}.out: {e}"))?;
        let outcome = common::run(&programs, &[&format!("{name}.py"), size], Duration::from_secs(60));
        if let Some(crash) = outcome.crash() {
            return Err(format!("{name}: {crash}"));
        }
        if outcome.status != 0 {
            return Err(format!("{name}: status {}: {}", outcome.status, common::last_line(&outcome.stderr)));
        }
        match common::difference(&expected, &outcome.stdout) {
            Some(difference) => Err(format!("{name}: {difference}")),
            None => Ok(()),
        }
    });
    let failures: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    common::conclude("workloads", cases.len(), &failures);
}
