//! Whole small projects under `fixtures/`, each with what the binary says of it in `expected.txt`.
//!
//! `UPDATE_EXPECTED=1 cargo test projects` writes those files anew; read the difference before committing it.

use crate::expected::root;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The binary's output in `folder`.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

#[test]
fn projects_say_what_is_expected() {
    let mut folders: Vec<_> =
        fs::read_dir(root().join("fixtures")).expect("there are fixtures").flatten().collect();
    folders.sort_by_key(fs::DirEntry::path);
    let mut wrong = String::new();
    for entry in &folders {
        let folder = entry.path();
        let said = story(&folder);
        let expected = folder.join("expected.txt");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&expected, &said).expect("expectations can be written");
        }
        let wanted = fs::read_to_string(&expected).unwrap_or_default().replace("\r\n", "\n");
        if said != wanted {
            writeln!(wrong, "== {}\n-- expected\n{wanted}-- said\n{said}", folder.display())
                .expect("text is writable");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(folders.len() >= 10, "only {} fixtures", folders.len());
}

/// The JSON output as lines: findings with their related places indented, unknowns, errors, and the exit code.
fn story(folder: &Path) -> String {
    let output = run(folder, &["--format", "json", "."]);
    let json: Value = serde_json::from_slice(&output.stdout).expect("the output is JSON");
    let mut story = String::new();
    for (list, word) in [("findings", None), ("unknown", Some("unknown"))] {
        for finding in json[list].as_array().into_iter().flatten() {
            let severity = word.unwrap_or_else(|| finding["severity"].as_str().unwrap_or("?"));
            let rule = finding["rule"].as_str().unwrap_or("?");
            line(&mut story, "", finding, &format!("{severity}[{rule}] "));
            for related in finding["related"].as_array().into_iter().flatten() {
                line(&mut story, "    ", related, "");
            }
        }
    }
    for error in json["errors"].as_array().into_iter().flatten() {
        line(&mut story, "", error, "unreadable: ");
    }
    let _ = writeln!(story, "exit {}", output.status.code().unwrap_or(-1));
    story
}

fn line(story: &mut String, indent: &str, place: &Value, before: &str) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let at = |end: &str| match &place[end] {
        Value::Null => String::new(),
        place => format!(":{}:{}", place["line"], place["column"]),
    };
    let (start, end) = (at("start"), at("end"));
    let end = if end.is_empty() { end } else { format!("-{}", &end[1..]) };
    let _ =
        writeln!(story, "{indent}{}{start}{end}: {before}{}", text(&place["file"]), text(&place["message"]));
}
