//! Small inputs that ask for much: they are read within bounds, or refused at a limit that is told, and hide no other file.
#![cfg(target_os = "linux")]

pub(crate) mod inputs;

use crate::expected::scratch;
use crate::watch::watched;
use inputs::{Bomb, all};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// The most memory that the program may have, in MiB.
const MEMORY: u64 = 256;

/// What lies beside each input, and is found whatever becomes of the input.
const SIBLING: &str = "topics:\n  - {name: orders, partitions: 6, replication_factor: 1}\n";

/// Creates the files of `bomb` for one test, with another file beside them.
pub(crate) fn folder(bomb: &Bomb, user: &str) -> PathBuf {
    let folder = scratch(&format!("bombs/{user}/{}", bomb.name.replace([' ', ',', '`'], "_")));
    for (name, text) in bomb.files.iter().chain(&[("sibling/topics.yml".to_owned(), SIBLING.to_owned())]) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders can be made");
        fs::write(path, text).expect("a file can be written");
    }
    folder
}

fn texts(report: &Value, list: &str, key: &str) -> Vec<String> {
    let all = report[list].as_array().expect("a list");
    all.iter().map(|one| one[key].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn what_asks_for_much_is_bounded_and_hides_nothing_else() {
    for bomb in all() {
        let name = bomb.name;
        let (output, peak) = watched(&folder(&bomb, "command"), &["--format", "json", "."]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(said, "", "{name}");
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let problems = texts(&report, "errors", "message");
        let code = if let Some(words) = bomb.refused {
            assert_ne!(problems, [""; 0], "{name}");
            assert!(problems.iter().all(|one| one.contains(words)), "{name}: {problems:?}");
            2
        } else {
            assert_eq!(problems, [""; 0], "{name}");
            1
        };
        assert_eq!(output.status.code(), Some(code), "{name}");
        let found = texts(&report, "findings", "file");
        assert!(found.iter().any(|file| file == "sibling/topics.yml"), "{name}: {found:?}");
        assert!(peak < MEMORY, "{name}: {peak} MiB");
    }
}
