//! Random cases of `tests/differential` come to what they come to under CPython 3.14: their hashes, a block of 100 cases each, are those
//! of `tests/differential/recorded.txt`.
mod common;

use std::time::Duration;

#[test]
fn random_cases_agree_with_cpython() {
    let folder = common::package().join("tests/differential");
    let table = std::fs::read_to_string(folder.join("recorded.txt")).expect("tests/differential/recorded.txt is readable");
    let mut areas: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in table.lines() {
        let (area, block) = line.split_once(' ').expect("an area and a block");
        match areas.last_mut() {
            Some((name, blocks)) if *name == area => blocks.push(block),
            _ => areas.push((area, vec![block])),
        }
    }
    let results = common::parallel(&areas, |(area, blocks)| {
        let count = (blocks.len() * 100).to_string();
        let outcome = common::run(&folder, &["cases.py", area, "1", "0", &count], Duration::from_secs(120));
        if let Some(crash) = outcome.crash() {
            return Err(format!("{area}: {crash}"));
        }
        if outcome.status != 0 {
            return Err(format!("{area}: status {}: {}", outcome.status, common::last_line(&outcome.stderr)));
        }
        let stdout = String::from_utf8_lossy(&outcome.stdout);
        let found: Vec<&str> = stdout.lines().collect();
        let differing: Vec<&str> =
            (0..blocks.len()).filter(|i| found.get(*i) != blocks.get(*i)).filter_map(|i| blocks[i].split(' ').next()).collect();
        match differing.is_empty() {
            true => Ok(()),
            false => Err(format!("{area}: other results from case {} on: tests/differential/compare shows them", differing.join(", "))),
        }
    });
    let failures: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    common::conclude("areas of random cases", areas.len(), &failures);
}
