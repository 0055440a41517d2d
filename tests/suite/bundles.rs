//! User policies, with Conftest's contract and with ours.

use crate::expected::{files_under, root, scratch};
use hy_msg_lint::check::{Request, Session};
use hy_msg_lint::config::{Config, Policies};
use hy_msg_lint::finding::{Finding, Report};
use hy_msg_lint::policy::Additions;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the report on a folder of `fixtures/conftest/`, with its `policy` and its `arguments`.
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
            // The file itself shows its Rego version.
            "--rego-version" => drop(words.next()),
            other => panic!("{}: {other}", folder.display()),
        }
    }
    let policies =
        Policies { paths: additions.policies.clone(), data: additions.data.clone(), ..Policies::default() };
    let set = hy_msg_lint_policies::with(&additions)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    // The expectations are not part of the input.
    let request = Request { paths: vec![folder.to_owned()], ..Request::default() };
    let config = Config { policies, ..Config::default() };
    Session::new(config, Some(set)).check(&request).expect("the folder exists")
}

/// Formats a finding as `file severity rule message`, as in `expected.txt`.
fn line(report: &Report, finding: &Finding, folder: &Path, word: &str) -> String {
    let file = if finding.subject.name == "Combined" {
        "Combined".to_owned()
    } else {
        let source = report.sources.get(finding.primary.source).expect("a finding has a file");
        let path = std::path::absolute(&source.path).expect("a path");
        path.strip_prefix(folder).expect("below the folder").display().to_string()
    };
    // Paths are relative to the working directory, as in Conftest.
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
        // Results that Conftest drops silently.
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
        // Conftest also reports exceptions for inputs that would have passed.
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
    let kinds = hy_msg_lint::model::ResourceKind::ALL;
    for kind in kinds {
        let rule = format!("my-{}", kind.name().replace('_', "-"));
        let (output, code) = program(&folder, &["new", &rule, "--area", "own", "--input", kind.name()]);
        assert_eq!(code, Some(0), "{output}");
    }
    let (output, code) = program(&folder, &["test"]);
    let count = 2 * kinds.len();
    assert_eq!((output, code), (format!("{count} unit tests, {count} fixtures: all passed\n"), Some(0)));
    // A test that cannot fail would pass, too.
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
        // The good fixture of defects contains nothing that a rule could find.
        format!("{count} unit tests, {count} fixtures: {count} unit tests and {} fixtures failed", count - 1);
    assert_eq!((output.lines().last(), code), (Some(&*summary), Some(1)), "{output}");
}

#[test]
fn lines_that_unit_tests_reach_are_written_for_lcov() {
    let file = scratch("lcov").join("lines.info");
    let arguments = ["test", "--filter", "with_", "--lcov", file.to_str().expect("text")];
    let (output, code) = program(&root().join("fixtures/bundles/owners"), &arguments);
    assert_eq!((&*output, code), ("1 unit test, 0 fixtures: all passed\n", Some(0)));
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
    assert!(output.ends_with(": all passed\n"), "{output}");
}

/// Creates a policy with `body` in a folder of its own.
fn policy(name: &str, body: &str) -> PathBuf {
    let folder = scratch(&format!("policies_of/{name}"));
    let metadata =
        "# METADATA\n# title: Own\n# description: Own.\n# custom:\n#   input: [topic]\n#   severity: error\n";
    let rule = folder.join("policies/topic/own");
    fs::create_dir_all(&rule).expect("folders can be made");
    fs::write(rule.join("own.rego"), format!("{metadata}package hy_msg_lint.topic.own\n\n{body}\n"))
        .expect("a file can be written");
    fs::write(folder.join("topics.yml"), "topics: [{name: orders, partitions: 3, replication_factor: 3}]\n")
        .expect("a file can be written");
    folder
}

/// Policies that would exhaust time, memory or the stack, each with a part of the message.
#[test]
fn no_policy_harms_who_runs_it() {
    let deny = "deny contains {\"msg\": sprintf(\"%v\", [x]), \"at\": []} if";
    let lines = |count: usize, line: fn(usize) -> String| (0..count).map(line).collect::<Vec<_>>().join("\n");
    let chain = lines(500, |at| format!("r{at} := 1 + r{}", at + 1));
    let squares = lines(40, |at| format!("n{} := n{at} * n{at}", at + 1));
    let cases = [
        (
            "memory",
            format!("{deny} x := count(numbers.range(1, 2000000000))"),
            "its result would have more than 2000000 members",
        ),
        (
            "recursion",
            format!("f(n) := g(n + 1)\n\ng(n) := f(n + 1)\n\n{deny} x := f(1)"),
            "`f` needs `g` needs `f`",
        ),
        (
            "recursion by data",
            format!("p := data.hy_msg_lint.topic[name].p if some name in [\"own\"]\n\n{deny} x := p"),
            "it needs its own value, by a name that is computed",
        ),
        (
            "brackets",
            format!("y := {}1{}\n\n{deny} x := y", "[".repeat(400), "]".repeat(400)),
            "this expression is nested in more than 200 others",
        ),
        (
            "operators",
            format!("{deny} {{\n\tx := 1{}\n}}", "\n\t+ 1".repeat(15_000)),
            "there are more than 200 operators in a row",
        ),
        ("chain", format!("{chain}\nr500 := 1\n\n{deny} x := r0"), "a chain of more than 64 rules"),
        (
            "expression",
            format!("{deny} x := regex.match(\"((a{{1000}}){{1000}}){{1000}}\", input.name)"),
            "`{1000}` repeats more than 1000 times",
        ),
        (
            "number",
            format!("n0 := 99999999999999999999\n{squares}\n{deny} x := n40"),
            "it was stopped after 6 s",
        ),
        ("clock", format!("{deny} x := time.now_ns()"), "`time.now_ns` is not available"),
        (
            "network",
            format!("{deny} x := http.send({{\"url\": \"http://127.0.0.1\"}})"),
            "`http.send` is not available",
        ),
        ("environment", format!("{deny} x := opa.runtime().env"), "`opa.runtime` is not available"),
        (
            "elsewhere",
            format!("{deny} x := crypto.x509.parse_certificates(input.name)"),
            "`crypto.x509.parse_certificates` is a function of Open Policy Agent that is not available here",
        ),
    ];
    std::thread::scope(|scope| {
        for (name, body, wanted) in &cases {
            scope.spawn(move || {
                let folder = policy(name, body);
                let (output, code) =
                    program(&folder, &["--policy", "policies", "--select", "own", "topics.yml"]);
                let output = output.replace("\n  │ ", " ");
                assert!(output.contains(wanted), "{name}: {output}");
                assert_eq!(code, Some(2), "{name}: {output}");
            });
        }
    });
}

/// References to unknown input fields, each with the message.
#[test]
fn misspelt_fields_are_refused() {
    for (field, wanted) in [
        ("input.partition", "the input of kind `topic` has no field `partition`; did you mean `partitions`?"),
        ("input.cluster.brokres", "`input.cluster` has no field `brokres`; did you mean `brokers`?"),
        (
            "input[\"command\"].idempotnet",
            "`input.command` has no field `idempotnet`; did you mean `idempotent`?",
        ),
        (
            "input.image",
            "the input of kind `topic` has no field `image`; `hy-msg-lint schema input` lists them",
        ),
    ] {
        let body = format!("deny contains {{\"msg\": \"m\", \"at\": []}} if {field}");
        let folder = policy(&format!("misspelt/{}", field.replace(['[', ']', '"'], "")), &body);
        let (output, code) =
            program(&folder, &["--format", "concise", "-q", "--policy", "policies", "topics.yml"]);
        let place = "policies/topic/own/own.rego:9:";
        assert!(output.starts_with(place) && output.contains(wanted), "{field}: {output}");
        assert_eq!(code, Some(2), "{field}");
    }
}

/// Unknown names below `data`, each with the message.
#[test]
fn references_that_lead_nowhere_are_refused() {
    for (name, reference, wanted) in [
        (
            "rule",
            "data.hy_msg_lint.kafka.weak_acks.dney",
            "the package `hy_msg_lint.kafka.weak_acks` has no rule `dney`; did you mean `deny`?",
        ),
        (
            "package",
            "data.hy_msg_lint.kafka.weak_ack.deny",
            "there is no `data.hy_msg_lint.kafka.weak_ack.deny`; did you mean `data.hy_msg_lint.kafka.weak_acks`?",
        ),
    ] {
        let body = format!("deny contains {{\"msg\": \"m\", \"at\": []}} if count({reference}) == 0");
        let folder = policy(&format!("nowhere/{name}"), &body);
        let (output, code) =
            program(&folder, &["--format", "concise", "-q", "--policy", "policies", "topics.yml"]);
        assert!(output.contains(wanted), "{name}: {output}");
        assert_eq!(code, Some(2), "{name}");
    }
}

/// Code that looks like a mistake but is correct.
#[test]
fn what_is_right_is_not_refused() {
    let bodies = [
        // A variable may have the name of a rule, or of a function's argument.
        "image := parse(input.name)\n\nparse(image) := split(image, \":\")\n\ndeny contains {\"msg\": \"m\", \"at\": []} if count(image) == 1",
        // A built-in function of Rego, a function with another name in the same package, and an alias.
        "import data.hy_msg_lint.lib.spelling as words\n\nlong(name) if count(name) > 3\n\ndeny contains {\"msg\": \"m\", \"at\": []} if long(input.name)",
        // The elements of the set may come from anywhere.
        "violations := [{\"msg\": \"m\", \"at\": [\"name\"]}]\n\ndeny contains violation if some violation in violations",
        "deny contains object.union({\"msg\": \"m\"}, {\"at\": []}) if input.name",
        // The results and contents of a built-in rule, also through a reference with variable parts.
        "deny contains {\"msg\": \"m\", \"at\": []} if count(data.hy_msg_lint.topic.invalid_topic_name.deny) == 0",
        "import data.hy_msg_lint.topic.invalid_topic_name as rule\n\ndeny contains {\"msg\": \"m\", \"at\": []} if count(rule.deny) == 0",
        "deny contains {\"msg\": \"m\", \"at\": []} if {\n\tsome name in [\"invalid_topic_name\"]\n\tcount(data.hy_msg_lint.topic[name].deny) == 0\n}",
        // Data that ships with the program.
        "deny contains {\"msg\": \"m\", \"at\": []} if {\n\tsome kind in [\"topic\"]\n\tdata.lib.properties[kind].properties\n}",
        "import data.hy_msg_lint.lib\n\ndeny contains {\"msg\": \"m\", \"at\": []} if lib.resource.title(input)",
        // An input field through a variable.
        "deny contains {\"msg\": field, \"at\": [field]} if {\n\tsome field in [\"partitions\", \"anything\"]\n\tinput[field]\n}",
        // Free-form keys, and fields of a union of several types.
        "deny contains {\"msg\": \"m\", \"at\": []} if {\n\tnot input.config.retention.ms\n\tnot input.cluster.brokers[0].properties.anything\n\tnot input.project.services.kafka.runs\n}",
        "deny contains {\"msg\": \"m\", \"at\": []} if not object.get(input, \"anything\", false)",
    ];
    for (number, body) in bodies.iter().enumerate() {
        let folder = policy(&format!("right/{number}"), body);
        let (output, code) = program(&folder, &["--policy", "policies", "--select", "own", "topics.yml"]);
        assert_eq!(code, Some(1), "{body}: {output}");
    }
}
