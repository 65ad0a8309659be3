//! Golden programs: what each prints is what CPython 3.14 prints (`tests/programs/record`).
mod common;

use std::time::Duration;

#[test]
fn golden_programs() {
    let folder = common::package().join("tests/programs");
    let names = common::programs(&folder);
    let results = common::parallel(&names, |name| {
        let expected = std::fs::read(folder.join(format!("{name}.out"))).map_err(|e| format!("{name}.out: {e}"))?;
        let outcome = common::run(&folder, &[&format!("{name}.py")], Duration::from_secs(30));
        if let Some(crash) = outcome.crash() {
            return Err(format!("{name}: {crash}"));
        }
        if let Some(difference) = common::difference(&expected, &outcome.stdout) {
            let error = common::last_line(&outcome.stderr);
            return Err(format!("{name}: {difference}\n      stderr:   {error}"));
        }
        if outcome.status != 0 {
            return Err(format!("{name}: status {}: {}", outcome.status, common::last_line(&outcome.stderr)));
        }
        Ok(())
    });
    let failures: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    common::conclude("golden programs", names.len(), &failures);
}
