//! Whole small projects under `fixtures/projects/`, each with the binary's output in `expected.txt`.
//!
//! `UPDATE_EXPECTED=1 cargo test projects` rewrites those files; review the difference before committing it.

use crate::expected::{folders_in, root};
use rayon::prelude::*;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the binary in `folder`.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

#[test]
fn projects_say_what_is_expected() {
    let folders = folders();
    let difference = |folder: &PathBuf| {
        let expected = folder.join("expected.txt");
        let wanted = fs::read_to_string(&expected).unwrap_or_default().replace("\r\n", "\n");
        // A fixture about a few rules names them in its first line.
        let select = wanted.lines().next().and_then(|line| line.strip_prefix(SELECT));
        let said = story(folder, select);
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&expected, &said).expect("expectations can be written");
        }
        let what = folder.display();
        (said != wanted).then(|| format!("== {what}\n-- expected\n{wanted}-- said\n{said}\n"))
    };
    let wrong = folders.par_iter().filter_map(difference).collect::<Vec<_>>().concat();
    assert!(wrong.is_empty(), "{wrong}");
    assert!(folders.len() >= 10, "only {} fixtures", folders.len());
}

#[test]
fn no_format_lets_a_file_play_with_the_terminal() {
    let folder = root().join("fixtures/projects/hostile_names");
    for format in ["human", "concise", "json"] {
        for color in ["never", "always"] {
            let output = run(&folder, &["--verbose", "--format", format, "--color", color, "."]);
            assert_eq!(output.status.code(), Some(2), "{format}");
            for (stream, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
                let text = std::str::from_utf8(bytes).expect("the output is UTF-8");
                let what = format!("{format}, colours {color}, {stream}");
                assert_tame(&if color == "always" { without_colours(text) } else { text.to_owned() }, &what);
            }
        }
    }
}

#[test]
fn no_origin_plays_with_the_terminal() {
    let folder = root().join("fixtures/projects/hostile_names");
    let files = fs::read_dir(&folder).expect("the fixture is there").flatten().map(|entry| entry.path());
    for file in files.filter(|path| path.extension().is_some_and(|extension| extension == "yml")) {
        let file = file.to_str().expect("the name is text");
        for arguments in [&["--origins"][..], &["--origins", "--format", "json"], &["--format", "table"], &[]]
        {
            let output = run(&folder, &[&["inspect", "project", file], arguments].concat());
            for bytes in [output.stdout, output.stderr] {
                assert_tame(&String::from_utf8(bytes).expect("the output is UTF-8"), file);
            }
        }
    }
}

/// Fails on a control character other than a line feed, and on a bidirectional control.
pub(crate) fn assert_tame(text: &str, what: &str) {
    let bad = text.char_indices().find(|(_, character)| is_hostile(*character) && *character != '\n');
    let Some((at, character)) = bad else { return };
    panic!("{what}: {character:?} in {:?}", text[..at].lines().last().unwrap_or_default());
}

/// Control characters and the bidirectional controls of Unicode (UAX #9).
fn is_hostile(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Removes the escape sequences for colours, which are the program's own.
fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let numbers = piece.find(|character: char| !(character.is_ascii_digit() || character == ';'));
        match numbers.map(|end| piece.split_at(end)) {
            Some((_, rest)) if rest.starts_with('m') => plain.push_str(&rest[1..]),
            _ => plain.extend(["\u{1b}[", piece]),
        }
    }
    plain
}

/// Returns the folders of the fixtures, sorted.
pub(crate) fn folders() -> Vec<PathBuf> {
    folders_in("fixtures/projects")
}

/// The prefix of the rules that a fixture is about.
const SELECT: &str = "select ";

/// Formats the JSON output as lines: findings with their related places indented, unknown results, errors, and the exit
/// code.
fn story(folder: &Path, select: Option<&str>) -> String {
    let rules: Vec<_> = select.into_iter().flat_map(|rules| ["--select", rules]).collect();
    let output = run(folder, &[&["--format", "json", "."], &rules[..]].concat());
    let json: Value = serde_json::from_slice(&output.stdout).expect("the output is JSON");
    let mut story = select.map(|rules| format!("{SELECT}{rules}\n")).unwrap_or_default();
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

/// Returns a character as written in `expected.txt`, where invisible ones are escaped.
fn shown(character: char) -> String {
    if is_hostile(character) { character.escape_default().to_string() } else { character.to_string() }
}

fn line(story: &mut String, indent: &str, place: &Value, before: &str) {
    let text = |value: &Value| value.as_str().unwrap_or_default().chars().map(shown).collect::<String>();
    let at = |end: &str| match &place[end] {
        Value::Null => String::new(),
        place => format!(":{}:{}", place["line"], place["column"]),
    };
    let (start, end) = (at("start"), at("end"));
    let end = if end.is_empty() { end } else { format!("-{}", &end[1..]) };
    let _ =
        writeln!(story, "{indent}{}{start}{end}: {before}{}", text(&place["file"]), text(&place["message"]));
}
