//! The fixes of rules: what the page of each shows is what `--diff` prints for its bad examples.

use crate::expected::{root, scratch};
use crate::policies::{examples, name_of, rules};
use hy_msg_lint::policy::FixSafety;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

/// At least so many rules have fixes.
const FEWEST: usize = 30;

/// Rules that have fixes only under another configuration.
const CONFIGURED: &[(&str, &str)] = &[
    ("exposed-plaintext-listener", "parameters: {allow_loopback: true}\n"),
    ("published-http-endpoint", "parameters: {allow_loopback: true}\n"),
];

#[test]
fn pages_show_what_fixes_change() {
    let set = hy_msg_lint_policies::built_in().expect("the policies can be read");
    let has_fix = |id: &str| set.rule(id).is_some_and(|rule| rule.fix != FixSafety::None);
    let (fixing, others): (Vec<_>, Vec<_>) = rules().into_iter().partition(|(id, _)| has_fix(id));
    assert!(fixing.len() >= FEWEST, "only {} rules have fixes", fixing.len());
    fixing.par_iter().for_each(|(id, folder)| {
        let page = fs::read_to_string(folder.join("README.md")).expect("the page can be read");
        let section = part(&page, "## Fix").unwrap_or_else(|| panic!("{id}: its page has no `## Fix`"));
        let bad = part(&page, "## Bad").expect("every page has bad examples");
        let shown = hunks(section);
        assert!(!shown.is_empty(), "{id}: `## Fix` shows no change");
        let texts: Vec<String> = examples(bad).into_iter().map(|example| example.text).collect();
        let printed = printed(id, bad);
        for hunk in shown {
            let lines = |added: char| {
                let lines = hunk.lines().filter(|line| !line.starts_with(added));
                lines.flat_map(|line| [line.get(1..).unwrap_or_default(), "\n"]).collect::<String>()
            };
            let (before, after) = (lines('+'), lines('-'));
            assert!(texts.iter().any(|text| text.contains(&before)), "{id}: no bad example has:\n{before}");
            assert_ne!(before, after, "{id}: a hunk changes nothing");
            assert!(printed.contains(&hunk), "{id}: `--diff` does not print:\n{hunk}\nbut:\n{printed}");
        }
    });
    for (id, folder) in others {
        let page = fs::read_to_string(folder.join("README.md")).expect("the page can be read");
        assert!(part(&page, "## Fix").is_none(), "{id} has no fix, and its page shows one");
    }
}

#[test]
fn rules_without_a_fix_have_a_reason() {
    let set = hy_msg_lint_policies::built_in().expect("the policies can be read");
    let without =
        set.rules().iter().filter(|rule| rule.fix == FixSafety::None).map(|rule| rule.id.to_string());
    let document = fs::read_to_string(root().join("docs/fixes.md")).expect("the document can be read");
    let section = part(&document, "## Rules without a fix").expect("a section");
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    let named = cells.flat_map(|cell| cell.split(", ")).map(|name| name.trim_matches('`').to_owned());
    assert_eq!(named.collect::<BTreeSet<_>>(), without.collect::<BTreeSet<_>>());
}

/// Returns the part of `page` below `heading`.
fn part<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let (_, behind) = page.split_once(&format!("\n{heading}\n"))?;
    Some(behind.split("\n## ").next().unwrap_or(behind))
}

/// Returns the fenced changes in a part of a page.
fn hunks(section: &str) -> Vec<String> {
    let blocks = section.split("```diff\n").skip(1);
    blocks.filter_map(|block| Some(block.split_once("```")?.0.to_owned())).collect()
}

/// Returns what `--diff` prints for the examples in `bad`, each in a folder of its own.
fn printed(id: &str, bad: &str) -> String {
    let mut all = String::new();
    for (number, example) in examples(bad).iter().enumerate() {
        let folder = scratch(&format!("fixes/{id}/{number}"));
        let name = name_of(example);
        fs::write(folder.join(name), &example.text).expect("the example can be written");
        let configuration = CONFIGURED.iter().find(|(rule, _)| *rule == id).map_or("", |(_, text)| text);
        fs::write(folder.join("hy-msg-lint.yaml"), configuration).expect("the configuration can be written");
        let output = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"))
            .args(["--diff", "--unsafe-fixes", "--select", id, name])
            .current_dir(&folder)
            .output()
            .expect("the program can be run");
        all.push_str(&String::from_utf8_lossy(&output.stdout));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("not applied"), "{id}: {said}");
    }
    all
}
