//! Wrong programs, many and small: exit status and stderr are CPython 3.14's to the letter (`tests/wrong/record`).
mod common;

use std::time::Duration;

/// The texts of a file by name, in order: each follows a line `=== name`.
fn sections(text: &str) -> Vec<(&str, &str)> {
    let mut out = Vec::new();
    let mut rest = text.strip_prefix("=== ").unwrap_or("");
    while let Some((name, body)) = rest.split_once('\n') {
        let end = if body.starts_with("=== ") { Some(0) } else { body.find("\n=== ").map(|i| i + 1) };
        out.push((name, &body[..end.unwrap_or(body.len())]));
        match end {
            Some(end) => rest = &body[end + 4..],
            None => break,
        }
    }
    out
}

#[test]
fn wrong_programs() {
    let folder = common::package().join("tests/wrong");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a text file");
    let (programs, expected) = (read("programs.txt"), read("expected.txt"));
    let (programs, expected) = (sections(&programs), sections(&expected));
    assert_eq!(programs.len(), expected.len(), "record the programs anew");
    let names: Vec<String> = programs.iter().map(|(name, _)| (*name).to_owned()).collect();
    let scratch = std::env::temp_dir().join(format!("threadsnake-wrong-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).expect("a folder");
    let results = common::parallel(&names, |name| {
        let index = names.iter().position(|n| n == name).ok_or("no such program")?;
        let own = scratch.join(index.to_string());
        std::fs::create_dir(&own).map_err(|e| e.to_string())?;
        std::fs::write(own.join("program.py"), programs[index].1).map_err(|e| e.to_string())?;
        let outcome = common::run(&own, &["program.py"], Duration::from_secs(30));
        if let Some(crash) = outcome.crash() {
            return Err(format!("{name}: {crash}"));
        }
        let stderr = String::from_utf8_lossy(&outcome.stderr).replace(&format!("{}/", own.display()), "");
        let got = format!("status {}\n{stderr}", outcome.status);
        match common::difference(expected[index].1.as_bytes(), got.as_bytes()) {
            Some(difference) => Err(format!("{name}: {difference}")),
            None => Ok(()),
        }
    });
    std::fs::remove_dir_all(&scratch).expect("the folder can be removed");
    let failures: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    common::conclude("wrong programs", names.len(), &failures);
}
