//! Projects under `fixtures/compose/`, each with the canonical form that Docker Compose gives it, or its refusal.
//!
//! `scripts/compose expect` writes those files; here, Docker Compose is not needed.

use crate::expected::root;
use crate::projects::run;
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Refused for what the command line says, which has no place in a file.
const NOT_IN_A_FILE: &[&str] =
    &["environment_file_missing", "file_missing", "override_file_missing", "project_name_invalid_argument"];

#[test]
fn projects_are_read_as_docker_compose_reads_them() {
    let folders = folders();
    let known = fs::read_to_string(root().join("scripts/compose.known")).expect("there is a list");
    let known: BTreeSet<&str> =
        known.lines().filter_map(|line| line.strip_prefix("compose/")?.split(" |").next()).collect();
    let (mut wrong, mut differ) = (String::new(), 0);
    for folder in &folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let difference = check(folder).err();
        if known.contains(&*name) && difference.is_none() {
            differ += 1;
            writeln!(wrong, "== {name}\n   agrees: take it out of scripts/compose.known")
                .expect("text is writable");
        } else if let Some(difference) = difference.filter(|_| !known.contains(&*name)) {
            differ += 1;
            writeln!(wrong, "== {name}\n   {}", difference.replace('\n', "\n   ")).expect("text is writable");
        }
    }
    assert!(wrong.is_empty(), "{wrong}{differ} of {} fixtures differ", folders.len());
}

/// Refused by a check though Docker Compose takes it: words in `extends` and `include` that nobody reads, a mistake in a file
/// of which Docker Compose looks at one service only, and what `scripts/compose.known` gives reasons for.
const MORE_THAN_COMPOSE: &[&str] = &[
    "extends_a_file_with_an_invalid_neighbour",
    "extends_unknown_attribute",
    "include_unknown_attribute",
    "include_without_path",
    "merge_a_date_under_extends",
    "mount_without_a_type_that_another_replaces",
    "mounts_at_one_path_with_a_slash",
    "number_that_is_none",
];

#[test]
fn what_docker_compose_takes_is_not_refused() {
    let mut looked = 0;
    for folder in folders().iter().filter(|folder| folder.join("canonical.json").is_file()) {
        let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let output = run(folder, &["check", "--isolated", "--format", "json", "."]);
        let report: Value = serde_json::from_slice(&output.stdout).expect("the output is JSON");
        let in_yaml = |value: &&Value| value["file"] != "canonical.json";
        let list = |key: &str| report[key].as_array().into_iter().flatten().filter(in_yaml);
        let refused = list("findings").filter(|finding| finding["rule"] == "invalid-compose");
        let refused: Vec<_> = refused.chain(list("errors")).map(|one| &one["message"]).collect();
        assert_eq!(refused.is_empty(), !MORE_THAN_COMPOSE.contains(&name), "{name}: {refused:?}");
        looked += 1;
    }
    assert!(looked >= 350, "only {looked} fixtures that Docker Compose takes");
}

#[test]
fn fixtures_have_one_answer() {
    let folders = folders();
    for folder in &folders {
        let answers = [folder.join("canonical.json"), folder.join("refused.txt")];
        let there = answers.iter().filter(|answer| answer.is_file()).count();
        assert_eq!(there, 1, "{}: run `scripts/compose expect` for it", folder.display());
        let text = answers.iter().find_map(|answer| fs::read_to_string(answer).ok()).unwrap_or_default();
        let above = root().display().to_string();
        assert!(!text.contains(&above), "{}: the answer holds for one machine", folder.display());
    }
    assert!(folders.len() >= 110, "only {} fixtures", folders.len());
}

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("fixtures/compose")).expect("there are fixtures").flatten();
    let mut folders: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// What is said of the project in `folder` beside what is expected; the difference, if there is one.
fn check(folder: &Path) -> Result<(), String> {
    let folder = folder.canonicalize().expect("the folder exists");
    let output = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"))
        .args(arguments(&folder))
        .current_dir(&folder)
        // Docker Compose was asked with this home, which `~` stands for.
        .env("HOME", "/home/user")
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    match (fs::read_to_string(folder.join("canonical.json")), output.status.code()) {
        (Ok(expected), Some(0)) => {
            let parse = |text: &str| serde_json::from_str::<Value>(text).map_err(|error| error.to_string());
            let said =
                parse(&without_folder(&said, &folder)).map_err(|error| format!("not JSON: {error}"))?;
            first_difference(&parse(&expected)?, &said, "").map_or(Ok(()), Err)
        }
        (Ok(_), code) => Err(format!("Docker Compose accepts it, this is exit {code:?}: {said}{errors}")),
        (Err(_), Some(2)) => {
            let place = Regex::new(r"\S:[0-9]+:[0-9]+").expect("the expression is right");
            let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let placed = place.is_match(&said) || place.is_match(&errors) || NOT_IN_A_FILE.contains(&name);
            placed.then_some(()).ok_or_else(|| format!("refused without a place: {said}{errors}"))
        }
        (Err(_), code) => {
            let refusal = fs::read_to_string(folder.join("refused.txt")).unwrap_or_default();
            Err(format!("this is exit {code:?}, and Docker Compose says: {}", refusal.trim_end()))
        }
    }
}

/// `inspect project` and the words of the file `arguments`, the first of them without its `-f`.
fn arguments(folder: &Path) -> Vec<String> {
    let line = fs::read_to_string(folder.join("arguments")).unwrap_or_else(|_| "-f compose.yml".into());
    let words = line.split_whitespace().skip_while(|word| *word == "-f");
    ["inspect", "project"].into_iter().chain(words).chain(["--format", "json"]).map(str::to_owned).collect()
}

/// `text` as if the project were `/project`; `scripts/compose` does the same.
fn without_folder(text: &str, folder: &Path) -> String {
    let parent = folder.parent().unwrap_or(folder).display().to_string();
    let text = text.replace(&folder.display().to_string(), "/project");
    text.replace(&format!("{parent}/"), "/").replace(&parent, "/")
}

/// The first place at which two values differ, objects in the order of their keys.
fn first_difference(expected: &Value, said: &Value, path: &str) -> Option<String> {
    match (expected, said) {
        (Value::Object(expected_map), Value::Object(said_map)) => {
            let keys: BTreeSet<_> = expected_map.keys().chain(said_map.keys()).collect();
            keys.into_iter().find_map(|key| {
                let path = format!("{path}.{key}");
                match (expected_map.get(key), said_map.get(key)) {
                    (Some(expected), Some(said)) => first_difference(expected, said, &path),
                    (Some(expected), None) => Some(format!("{path} is missing: {expected}")),
                    (_, said) => Some(format!("{path} is too much: {}", said.unwrap_or(&Value::Null))),
                }
            })
        }
        (Value::Array(expected_items), Value::Array(said_items))
            if expected_items.len() == said_items.len() =>
        {
            let mut pairs = expected_items.iter().zip(said_items).enumerate();
            pairs
                .find_map(|(at, (expected, said))| first_difference(expected, said, &format!("{path}[{at}]")))
        }
        _ => (expected != said).then(|| format!("{path}\nexpected {expected}\nsaid     {said}")),
    }
}
