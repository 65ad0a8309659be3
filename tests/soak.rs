//! Every golden program and every workload, over and over in one process: the number of live objects after the last round is that after
//! the tenth. `THREADSNAKE_SOAK=1000` sets the number of rounds.
mod common;

use std::path::PathBuf;
use std::time::Duration;

const ROUNDS: usize = 30;

#[test]
fn live_objects_do_not_grow() {
    let rounds = match std::env::var("THREADSNAKE_SOAK") {
        Ok(n) => n.parse().expect("THREADSNAKE_SOAK is a number"),
        Err(_) => ROUNDS,
    };
    assert!(rounds > 10, "the first ten rounds are not compared");
    let driver = common::package().join("tests/soak/driver.py");
    let mut cases: Vec<(PathBuf, Vec<String>)> = Vec::new();
    let programs = common::package().join("tests/programs");
    for name in common::programs(&programs) {
        cases.push((programs.clone(), vec![format!("{name}.py")]));
    }
    let workloads = common::package().join("perf/workloads");
    let sizes = std::fs::read_to_string(common::package().join("tests/workloads/sizes.txt")).expect("the sizes are readable");
    let names = common::programs(&workloads);
    for (name, size) in sizes.lines().map(|l| l.split_once(' ').expect("a name and a size")) {
        if names.iter().any(|n| n == name) {
            cases.push((workloads.clone(), vec![format!("{name}.py"), size.to_owned()]));
        }
    }
    let limit = Duration::from_secs(20 + rounds as u64 * 2);
    let rounds = rounds.to_string();
    let driver = driver.to_str().expect("the package's path is text");
    let results = common::parallel(&cases, |(folder, program)| {
        let mut args = vec![driver, rounds.as_str()];
        args.extend(program.iter().map(String::as_str));
        let outcome = common::run(folder, &args, limit);
        let name = &program[0];
        if let Some(crash) = outcome.crash() {
            return Err(format!("{name}: {crash}"));
        }
        if outcome.status != 0 {
            let numbers = common::last_line(&outcome.stdout);
            return Err(format!("{name}: live objects {numbers} {}", common::last_line(&outcome.stderr)));
        }
        Ok(())
    });
    let failures: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    common::conclude("soak", cases.len(), &failures);
}
