//! Plain words for users: banned phrases, helps that begin with a verb, and messages that name what they are about.

use crate::expected::{files_under, folders_in, report, root};
use rayon::prelude::*;
use regex::Regex;
use std::fs;
use std::path::Path;

/// Phrases that no user reads: in titles, descriptions, helps and messages of rules, in the README and on the pages for users.
const BANNED: &[&str] = &[
    "in plain sight",
    "taken for lost",
    "is meant",
    "has not got",
    "in silence",
    "without a word",
    "nothing here defines",
    "none of the known forms",
    "could not be done, or not completely",
    "what a team declares about",
    "not to be heard of",
];

/// Verbs with which a help begins.
const VERBS: &[&str] = &[
    "add",
    "advertise",
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
    "publish",
    "put",
    "raise",
    "read",
    "remove",
    "rename",
    "run",
    "set",
    "use",
    "write",
];

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("a text").replace("\r\n", "\n")
}

/// The policies of rules, without their tests.
fn policies() -> Vec<String> {
    let is_rule = |path: &&std::path::PathBuf| {
        let name = path.to_string_lossy();
        name.ends_with(".rego") && !name.ends_with("_test.rego") && !name.contains("/fixtures/")
    };
    // Comments below METADATA are for those who maintain the rule.
    let shown = |text: String| {
        let (metadata, code) = text.split_once("\npackage ").expect("a policy has a package");
        let code: Vec<_> = code.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
        format!("{metadata}\n{}", code.join("\n"))
    };
    files_under(&root().join("policies")).iter().filter(is_rule).map(|path| shown(text(path))).collect()
}

#[test]
fn users_read_plain_words() {
    let mut texts = policies();
    assert!(texts.len() > 60, "only {} policies", texts.len());
    for name in
        ["README.md", "docs/rules.md", "docs/why-not.md", "docs/ci.md", "src/cli/mod.rs", "src/cli/check.rs"]
    {
        texts.push(text(&root().join(name)));
    }
    texts.push(text(&root().join("src/check/classify.rs")));
    let plain: Vec<_> =
        texts.iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for phrase in BANNED {
        let found = plain.iter().find(|text| text.contains(phrase));
        assert!(found.is_none(), "`{phrase}` in {:.200}", found.map_or("", |text| text));
    }
}

#[test]
fn helps_begin_with_a_verb() {
    let help = Regex::new(r#"(?m)^#   help: "?(\w+)"#).expect("the expression is right");
    let texts = policies();
    let found: Vec<_> =
        texts.iter().flat_map(|text| help.captures_iter(text)).map(|one| one[1].to_owned()).collect();
    assert!(found.len() > 50, "only {} helps", found.len());
    for verb in found {
        assert!(VERBS.contains(&&*verb), "a help begins with `{verb}`");
    }
}

#[test]
fn messages_name_what_they_are_about() {
    let folders = folders_in(root().join("fixtures/projects"));
    // Rules that a project brings along are its own.
    let folders: Vec<_> = folders.into_iter().filter(|folder| !folder.join("policies").exists()).collect();
    let (counts, wrong): (Vec<usize>, Vec<Vec<String>>) = folders
        .par_iter()
        .map(|folder| {
            let report = report(folder);
            let findings = report.findings.iter().filter(|one| {
                // What a parser says of a whole file names nothing.
                !one.rule.contains("suppression") && !one.message.starts_with("this is not valid JSON")
            });
            let (mut count, mut wrong) = (0, Vec::new());
            for finding in findings {
                count += 1;
                if !finding.message.contains(&*finding.subject.name) && !finding.message.contains('`') {
                    wrong.push(format!("{}: {}", finding.rule, finding.message));
                }
            }
            (count, wrong)
        })
        .unzip();
    let wrong = wrong.concat();
    assert!(counts.iter().sum::<usize>() > 300, "only {counts:?} messages");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
