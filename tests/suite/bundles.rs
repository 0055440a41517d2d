//! Policies of users: by Conftest's contract and by ours.

use crate::expected::{files_under, root, scratch};
use hy_msg_lint::check::{Request, check};
use hy_msg_lint::config::{Config, Policies};
use hy_msg_lint::finding::{Finding, Report};
use hy_msg_lint::policy::{Additions, PolicySet};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The report on the files of a folder of `fixtures/conftest/`, with its `policy` and its `arguments`.
fn conftest(folder: &Path) -> Report {
    let arguments = fs::read_to_string(folder.join("arguments")).unwrap_or_default();
    let mut additions = Additions { policies: vec![folder.join("policy")], ..Additions::default() };
    let mut words = arguments.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "--all-namespaces" => additions.all_namespaces = true,
            "--combine" => additions.combine = true,
            "--data" => additions.data.push(folder.join(words.next().expect("a path"))),
            "--namespace" => {
                additions.namespaces = words.next().expect("names").split(',').map(Into::into).collect();
            }
            // Which Rego it is shows in the file.
            "--rego-version" => drop(words.next()),
            other => panic!("{}: {other}", folder.display()),
        }
    }
    let policies =
        Policies { paths: additions.policies.clone(), data: additions.data.clone(), ..Policies::default() };
    let set = PolicySet::extended(&additions).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    // The expectations are no input.
    let request = Request {
        paths: vec![folder.to_owned()],
        config: Config { policies, ..Config::default() },
        policies: Some(set),
        ..Request::default()
    };
    check(&request).expect("the folder exists")
}

/// `file severity rule message`, as `expected.txt` has it.
fn line(report: &Report, finding: &Finding, folder: &Path, word: &str) -> String {
    let file = match &*finding.subject.name {
        "Combined" => "Combined".to_owned(),
        _ => {
            let source = report.sources.get(finding.primary.source).expect("a finding has a file");
            let path = std::path::absolute(&source.path).expect("a path");
            path.strip_prefix(folder).expect("below the folder").display().to_string()
        }
    };
    // Paths are seen from where the program runs, in Conftest too.
    let here = format!("fixtures/conftest/{}/", folder.file_name().unwrap_or_default().to_string_lossy());
    format!("{file} {word} {} {}", finding.rule, finding.message.replace(&here, ""))
}

#[test]
fn policies_by_conftest_s_contract_give_conftest_s_results() {
    let mut checked = 0;
    let mut folders: Vec<_> = fs::read_dir(root().join("fixtures/conftest"))
        .expect("the folder exists")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    folders.sort();
    for folder in folders {
        let report = conftest(&folder);
        // Results that Conftest drops without a word.
        let dropped = fs::read_to_string(folder.join("told.txt")).unwrap_or_default();
        let told: Vec<_> = report.problems.iter().filter_map(|one| one.message.split('`').nth(1)).collect();
        assert_eq!(
            told,
            dropped.lines().rev().collect::<Vec<_>>(),
            "{}: {:?}",
            folder.display(),
            report.problems
        );
        let is_document = |finding: &&Finding| finding.subject.kind == "document";
        let mut said: Vec<_> = report
            .findings
            .iter()
            .filter(is_document)
            .map(|finding| line(&report, finding, &folder, &finding.severity.to_string()))
            .collect();
        said.sort();
        let expected = fs::read_to_string(folder.join("expected.txt")).expect("there are expectations");
        let (exceptions, mut wanted): (Vec<_>, Vec<_>) =
            expected.lines().map(str::to_owned).partition(|line| line.split(' ').nth(1) == Some("exception"));
        wanted.sort();
        assert_eq!(said, wanted, "{}", folder.display());
        checked += wanted.len();
        // Conftest tells an exception also of what would have passed.
        let rule = |line: &str| line.split(' ').take(3).map(str::to_owned).collect::<Vec<_>>();
        let exceptions: BTreeSet<_> = exceptions.iter().map(|line| rule(line)).collect();
        for excepted in &report.excepted {
            let line = line(&report, excepted, &folder, "exception");
            assert!(exceptions.contains(&rule(&line)), "{}: {line}", folder.display());
        }
        assert_eq!(exceptions.is_empty(), report.excepted.is_empty(), "{}", folder.display());
    }
    assert!(checked >= 40, "only {checked} results");
}

fn program(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
    let output = command.args(arguments).current_dir(folder).output().expect("the binary runs");
    (String::from_utf8([output.stdout, output.stderr].concat()).expect("text"), output.status.code())
}

#[test]
fn a_new_rule_holds_for_every_kind() {
    let folder = scratch("new");
    let kinds = hy_msg_lint::model::Kind::ALL;
    for kind in kinds {
        let rule = format!("my-{}", kind.name().replace('_', "-"));
        let (output, code) = program(&folder, &["new", &rule, "--area", "own", "--input", kind.name()]);
        assert_eq!(code, Some(0), "{output}");
    }
    let (output, code) = program(&folder, &["test"]);
    let count = 2 * kinds.len();
    assert_eq!((output, code), (format!("{count} unit tests, {count} fixtures: all hold\n"), Some(0)));
    // A test that cannot fail would hold as well.
    for path in
        files_under(&folder).into_iter().filter(|path| path.extension().is_some_and(|end| end == "rego"))
    {
        let text = fs::read_to_string(&path).expect("text");
        if !path.ends_with("x_test.rego") && !path.to_string_lossy().ends_with("_test.rego") {
            fs::write(&path, text.replace("input.name ==", "input.name !=")).expect("a file can be written");
        }
    }
    let (output, code) = program(&folder, &["test"]);
    let summary =
        // In the good file for defects there is nothing that could be found.
        format!("{count} unit tests, {count} fixtures: {count} unit tests and {} fixtures fail", count - 1);
    assert_eq!((output.lines().last(), code), (Some(&*summary), Some(1)), "{output}");
}

#[test]
fn lines_that_unit_tests_reach_are_written_for_lcov() {
    let file = scratch("lcov").join("lines.info");
    let arguments = ["test", "--filter", "with_", "--lcov", file.to_str().expect("text")];
    let (output, code) = program(&root().join("fixtures/bundles/owners"), &arguments);
    assert_eq!((&*output, code), ("1 unit test, 0 fixtures: all hold\n", Some(0)));
    let wanted = "\
TN:
SF:policies/topic/owner_label/owner_label.rego
DA:12,1
DA:14,0
DA:15,1
DA:16,0
DA:19,0
DA:20,1
DA:21,1
DA:22,0
LF:8
LH:4
end_of_record
";
    assert_eq!(fs::read_to_string(file).expect("it is written"), wanted);
}

#[test]
fn the_built_in_policies_hold() {
    let policies: PathBuf = root().join("policies");
    let (output, code) = program(&policies, &["test", "."]);
    assert_eq!(code, Some(0), "{output}");
    assert!(output.ends_with(": all hold\n"), "{output}");
}
