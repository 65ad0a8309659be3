//! Uncaught exceptions: exit status and stderr are CPython 3.14's to the last caret (`tests/tracebacks/record`).
mod common;

use std::time::Duration;

#[test]
fn golden_tracebacks() {
    let folder = common::package().join("tests/tracebacks");
    let names = common::programs(&folder);
    let prefix = format!("{}/", folder.display());
    let results = common::parallel(&names, |name| {
        let expected = std::fs::read(folder.join(format!("{name}.err"))).map_err(|e| format!("{name}.err: {e}"))?;
        let outcome = common::run(&folder, &[&format!("{name}.py")], Duration::from_secs(30));
        if let Some(crash) = outcome.crash() {
            return Err(format!("{name}: {crash}"));
        }
        let stderr = String::from_utf8_lossy(&outcome.stderr).replace(&prefix, "");
        let got = format!("status {}\n{stderr}", outcome.status);
        match common::difference(&expected, got.as_bytes()) {
            Some(difference) => Err(format!("{name}: {difference}")),
            None => Ok(()),
        }
    });
    let failures: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    common::conclude("golden tracebacks", names.len(), &failures);
}
