//! Plain words for users: banned phrases, helps that begin with a verb, and messages that name their subject.

use crate::expected::{files_under, folders_in, report, root};
use rayon::prelude::*;
use regex::Regex;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Phrases that no user reads, in lower case and with single spaces.
const BANNED: &[&str] = &[
    "all hold",
    "and is none",
    "and the like",
    "anew",
    "are said",
    "are to be",
    "come to more",
    "comes to more",
    "compared are",
    "could not be done, or not completely",
    "do not hold",
    "does not hold",
    "drops them",
    "for ever",
    "found is",
    "goes without",
    "gravest",
    "has not got",
    "has to be",
    "have to be",
    "how grave",
    "in a circle",
    "in plain sight",
    "in silence",
    "in the place of",
    "in vain",
    "is meant",
    "is said",
    "is to be",
    "judged are",
    "judged is",
    "judged where",
    "left alone",
    "lies in",
    "mended",
    "none of the known forms",
    "not to be heard of",
    "nothing here defines",
    "nothing is said",
    "of one's own",
    "or the like",
    "pass over",
    "passed over",
    "reported are",
    "slip of the pen",
    "somebody",
    "stands at",
    "stands for",
    "stands in",
    "stands on",
    "stands under",
    "take it away",
    "taken for lost",
    "taken for right",
    "takes the place",
    "the matter of",
    "that is none",
    "this is none",
    "to be had",
    "what a team declares",
    "what stands",
    "which is no",
    "whoever",
    "without a word",
];

/// Verbs with which a help begins.
const VERBS: &[&str] = &[
    "add",
    "advertise",
    "bind",
    "connect",
    "correct",
    "create",
    "declare",
    "depend",
    "give",
    "keep",
    "leave",
    "let",
    "list",
    "lower",
    "map",
    "mount",
    "move",
    "name",
    "publish",
    "put",
    "raise",
    "read",
    "remove",
    "rename",
    "replace",
    "run",
    "set",
    "use",
    "write",
];

/// The number of fixtures' findings below which the tests on them have nothing to say.
const ENOUGH: usize = 300;

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("a text").replace("\r\n", "\n")
}

/// Returns the text before the unit tests, without lines that are comments.
fn code(text: &str, comment: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines: Vec<_> = code.lines().filter(|line| !line.trim_start().starts_with(comment)).collect();
    lines.join("\n").replace("\\\n", " ")
}

/// The policies of rules and their libraries, without their tests: METADATA and code. Other comments are for those who
/// maintain the rule.
fn policies() -> Vec<(PathBuf, String)> {
    let is_rule = |path: &PathBuf| {
        let name = path.to_string_lossy();
        name.ends_with(".rego") && !name.ends_with("_test.rego") && !name.contains("/fixtures/")
    };
    let shown = |path: PathBuf| {
        let text = text(&path);
        let (metadata, rules) = text.split_once("\npackage ").expect("a policy has a package");
        let metadata =
            if metadata.contains("# METADATA") { metadata.replace("# ", "") } else { String::new() };
        (path, format!("{metadata}\n{}", code(rules, "#")))
    };
    files_under(&root().join("policies")).into_iter().filter(is_rule).map(shown).collect()
}

/// The README, the documents, the rules' pages, and the configurations that the program shows.
fn documents() -> Vec<(PathBuf, String)> {
    let mut files = vec![root().join("README.md"), root().join("src/config/sample.yaml")];
    files.extend(files_under(&root().join("docs")));
    files.extend(files_under(&root().join("src/config/presets")));
    files.extend(files_under(&root().join("policies")));
    let is_document = |path: &PathBuf| {
        path.extension().is_some_and(|end| end == "md" || end == "yaml") && !is_fixture(path)
    };
    files.into_iter().filter(is_document).map(|path| (path.clone(), text(&path))).collect()
}

fn is_fixture(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "fixtures")
}

/// The sources, for their string literals.
fn sources() -> Vec<(PathBuf, String)> {
    let mut files = files_under(&root().join("src"));
    for name in ["compose", "policy", "tree"] {
        files.extend(files_under(&root().join("crates").join(name).join("src")));
    }
    let is_source = |path: &PathBuf| {
        path.extension().is_some_and(|end| end == "rs") && !path.to_string_lossy().contains("tests")
    };
    files.into_iter().filter(is_source).map(|path| (path.clone(), code(&text(&path), "//"))).collect()
}

/// The long help of the program and of each of its commands.
fn helps() -> Vec<(PathBuf, String)> {
    let help = |command: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint")).args(command).arg("--help").output();
        String::from_utf8(output.expect("the binary runs").stdout).expect("a help is text")
    };
    let whole = help(&[]);
    let (_, commands) = whole.split_once("\nCommands:\n").expect("there are commands");
    let commands = commands.lines().take_while(|line| !line.is_empty());
    let names: Vec<_> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 8, "{names:?}");
    let below = [["inspect", "project"], ["inspect", "config"], ["schema", "input"], ["schema", "config"]];
    let mut all = vec![(PathBuf::from("--help"), whole.clone())];
    all.extend(names.iter().map(|name| (PathBuf::from(name), help(&[name]))));
    all.extend(below.iter().map(|command| (PathBuf::from(command.join(" ")), help(command))));
    all
}

#[test]
fn users_read_plain_words() {
    let texts = [documents(), policies(), sources(), helps()].concat();
    assert!(texts.len() > 400, "only {} texts", texts.len());
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let phrases = format!(r"\b(?:{})\b", BANNED.join("|"));
    let phrases = Regex::new(&phrases).expect("the expression is right");
    let wrong: Vec<String> = texts
        .par_iter()
        .flat_map_iter(|(path, text)| {
            let text = plain(text);
            let around = |found: regex::Match<'_>| {
                let before: String = text[..found.start()].chars().rev().take(40).collect();
                let before: String = before.chars().rev().collect();
                let behind: String = text[found.end()..].chars().take(40).collect();
                format!("{}: {before}>>{}<<{behind}", path.display(), found.as_str())
            };
            phrases.find_iter(&text).map(around).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_rule_has_a_help_that_begins_with_a_verb() {
    let metadata = Regex::new(r#"(?m)^ *help: "?([^"\s]+)"#).expect("the expression is right");
    let built = Regex::new(r#"(?:"help": |help\w*(?:\([^)]*\))? := )(?:sprintf\()?"(\w+)"#);
    let built = built.expect("the expression is right");
    let mut wrong = Vec::new();
    let (mut rules, mut count) = (0, 0);
    for (path, text) in policies() {
        if text.contains("METADATA") {
            rules += 1;
            if !metadata.is_match(&text) {
                wrong.push(format!("{}: no help", path.display()));
            }
        }
        for one in metadata.captures_iter(&text).chain(built.captures_iter(&text)) {
            count += 1;
            if !VERBS.contains(&&one[1]) {
                wrong.push(format!("{}: a help begins with `{}`", path.display(), &one[1]));
            }
        }
    }
    assert!(rules > 50 && count > 100, "only {rules} rules and {count} helps");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_fixtures_find_names_its_subject_and_says_what_to_do() {
    let folders = folders_in(root().join("fixtures/projects"));
    // Rules that a project brings along are its own.
    let folders: Vec<_> = folders.into_iter().filter(|folder| !folder.join("policies").exists()).collect();
    let (counts, wrong): (Vec<usize>, Vec<Vec<String>>) = folders
        .par_iter()
        .map(|folder| {
            let report = report(folder);
            let (mut count, mut wrong) = (0, Vec::new());
            for finding in report.findings.iter().chain(&report.unknown) {
                count += 1;
                // A file that is no JSON, and a connector that cannot be read, have no name.
                let is_of_a_file = ["this is not valid JSON", "the connector here cannot be read"]
                    .iter()
                    .any(|start| finding.message.starts_with(start));
                if !finding.message.contains('`') && !is_of_a_file && !finding.rule.contains("suppression") {
                    wrong.push(format!("{}: no name in backquotes: {}", finding.rule, finding.message));
                }
                let help = finding.help.as_deref().unwrap_or_default();
                if !VERBS.contains(&help.split([' ', ',']).next().unwrap_or_default()) {
                    wrong.push(format!("{}: {} [{help}]", finding.rule, finding.message));
                }
            }
            (count, wrong)
        })
        .unzip();
    let wrong = wrong.concat();
    assert!(counts.iter().sum::<usize>() > ENOUGH, "only {counts:?} messages");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
