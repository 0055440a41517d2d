//! `--with-dependents`: a file is judged together with its dependents in the repository.

use crate::expected::{built_in, copied, files_under, root};
use crate::projects::folders;
use hy_msg_lint::check::{Request, Session};
use hy_msg_lint::config;
use hy_msg_lint::finding::{Finding, Report};
use hy_msg_lint::policy::Additions;
use rayon::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Copies the fixture `name` to a repository of its own for the test `test`.
fn repository(name: &str, test: &str) -> PathBuf {
    let fixture = root().join("fixtures/projects").join(name);
    let folder = copied(&fixture, &format!("dependents-{test}-{name}"));
    fs::create_dir_all(folder.join(".git")).expect("a folder can be made");
    folder
}

/// Returns the `concise` lines of a run in `folder`, and its exit code.
fn said(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"))
        .args(["--format", "concise", "--quiet", "--with-dependents"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    (String::from_utf8(output.stdout).expect("the output is text"), output.status.code())
}

#[test]
fn a_template_is_judged_through_what_extends_it() {
    let folder = repository("quickstart", "template");
    let (lines, code) = said(&folder, &["common.yml"]);
    // The limit of 512M is in `common.yml`; the conflicting limit and the finding are in the other file.
    assert!(lines.starts_with("docker-compose.yml:52:16: error[conflicting-resource-limits]"), "{lines}");
    assert_eq!((lines.lines().count(), code), (1, Some(1)), "{lines}");
}

#[test]
fn a_file_has_one_name_however_it_is_called() {
    let folder = repository("quickstart", "names");
    let below = folder.join("connectors");
    let absolute = folder.join("common.yml");
    let (here, _) = said(&folder, &["common.yml"]);
    for (place, name) in [
        (&folder, absolute.to_str().expect("text")),
        (&folder, "./connectors/../common.yml"),
        (&below, "../common.yml"),
    ] {
        let (lines, code) = said(place, &[name]);
        let prefix = if place == &below { "../" } else { "" };
        assert_eq!((lines, code), (format!("{prefix}{here}"), Some(1)), "{name}");
    }
}

#[test]
fn what_concerns_other_files_alone_is_not_said() {
    let folder = repository("quickstart", "others");
    fs::write(folder.join("broken.yml"), "services: [\n").expect("a file can be written");
    assert_eq!(said(&folder, &["connectors/orders.json"]).0.lines().count(), 1);
    assert_eq!(said(&folder, &["broken.yml"]).1, Some(2));
    let (lines, code) = said(&folder, &["topics.yml"]);
    assert!(!lines.is_empty() && code != Some(2), "{lines}");
}

#[test]
fn the_configuration_and_policies_concern_every_file() {
    let folder = repository("quickstart", "configuration");
    fs::create_dir(folder.join("policies")).expect("a folder can be made");
    for (file, text) in [
        ("hy-msg-lint.yaml", "policies: [policies]\n"),
        ("policies/deny.rego", "package main\n\ndeny contains \"m\" if input.nothing\n"),
        ("policies/fixture.yml", "topics: [{name: 'a b', partitions: 1}]\n"),
    ] {
        fs::write(folder.join(file), text).expect("a file can be written");
    }
    let all = said(&folder, &["."]);
    assert_eq!((all.0.lines().count(), all.1), (6, Some(1)), "{}", all.0);
    assert_eq!(said(&folder, &["hy-msg-lint.yaml"]), all);
    assert_eq!(said(&folder, &["policies/deny.rego"]), all);
    // Intentional findings in fixtures are outside the scope of the run.
    assert_eq!(said(&folder, &["policies/fixture.yml"]), all);
}

#[test]
fn a_broken_reference_to_a_file_is_said() {
    let folder = repository("quickstart", "reference");
    fs::write(folder.join("common.yml"), "services: {other: {image: 'busybox:1.36.1'}}\n")
        .expect("a file can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"))
        .args(["--format", "json", "--with-dependents", "common.yml"])
        .current_dir(&folder)
        .output()
        .expect("the binary runs");
    let json: Value = serde_json::from_slice(&output.stdout).expect("the output is JSON");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(json["errors"][0]["file"], "docker-compose.yml", "{json:#}");
}

/// Formats the findings of `report` with a place in `file`.
fn about(report: &Report, file: &Path) -> BTreeSet<String> {
    let sources = &report.sources;
    let show = |one: &Finding, word: &str| {
        let spans = || std::iter::once(one.primary).chain(one.related.iter().map(|label| label.span));
        let is_there = spans().any(|span| {
            sources
                .get(span.source)
                .is_some_and(|source| std::path::absolute(&source.path).expect("a path") == file)
        });
        let places: Vec<_> = spans()
            .filter_map(|span| Some(format!("{}:{}", sources.get(span.source)?.name, span.start)))
            .collect();
        is_there.then(|| format!("{word} {} {} {}", one.rule, one.message, places.join(" ")))
    };
    let findings = report.findings.iter().filter_map(|one| show(one, "finding"));
    findings.chain(report.unknown.iter().filter_map(|one| show(one, "unknown"))).collect()
}

#[test]
fn a_file_gets_what_a_run_on_all_files_says_of_it() {
    let about_two_files = |folder: &PathBuf| files_under(folder).len() > 2;
    let fixtures: Vec<_> = folders().into_iter().filter(about_two_files).collect();
    let counts: Vec<usize> = fixtures.par_iter().map(|fixture| agreements(fixture)).collect();
    assert!(counts.iter().sum::<usize>() > 50, "{counts:?}");
}

/// Checks each file of `fixture` alone, asserts that its findings equal those of a run on all files, and returns their
/// number.
fn agreements(fixture: &Path) -> usize {
    let folder = repository(fixture.file_name().and_then(|name| name.to_str()).expect("a name"), "all");
    let check = |path: &Path, with_dependents| {
        let config = config::read(&folder.join(config::FILE_NAME)).unwrap_or_default();
        let policies = config.policies.paths.clone();
        let additions = Additions { policies, settings: config.choice.settings(), ..Additions::default() };
        // A configuration with mistakes is about something else.
        let set = hy_msg_lint_policies::with(&additions).unwrap_or_else(|_| built_in());
        let request = Request { paths: vec![path.to_owned()], with_dependents, ..Request::default() };
        Session::new(config, Some(set)).check(&request)
    };
    let all = check(&folder, false).expect("the folder exists");
    let files = files_under(&folder);
    // Only files found by discovery; a named file is read whatever its name.
    let looked_at = |path: &&PathBuf| {
        all.sources.all().iter().any(|one| std::path::absolute(&one.path).expect("a path") == **path)
    };
    let compare = |file: &PathBuf| {
        let one = check(file, true).expect("the file exists");
        let (wanted, found) = (about(&all, file), about(&one, file));
        assert_eq!(found, wanted, "{}", file.display());
        assert_eq!(one.findings.len() + one.unknown.len(), found.len(), "{}", file.display());
        found.len()
    };
    files.iter().filter(looked_at).map(compare).sum()
}
