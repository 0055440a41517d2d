//! What a whole run may take: beyond it, what is not judged is told once at its place, and all other findings are there.

use crate::expected::{built_in, scratch};
use hy_msg_lint::check::{Request, Session};
use hy_msg_lint::config::Config;
use hy_msg_lint::finding::Report;
use hy_msg_lint::policy::{Additions, Budget, Limits, PolicySet};
use hy_msg_lint::test_run::{self, Wanted};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const TOPIC: &str = "topics: [{name: orders, partitions: 6, replication_factor: 1}]\n";

/// Checks `files` within `limits`. Returns its problems, as place and message, and the files in which something is found.
fn checked(name: &str, files: &[(&str, String)], limits: Limits) -> Told {
    let folder = folder(name, files);
    let request = Request { paths: vec![folder.clone()], budget: Budget::of(limits), ..Request::default() };
    let config = hy_msg_lint::config::read(&folder.join(hy_msg_lint::config::FILE_NAME));
    let mut session = Session::new(config.unwrap_or_else(|_| Config::default()), Some(built_in()));
    told(&session.check(&request).expect("the folder exists"))
}

/// Creates a folder with `files`.
fn folder(name: &str, files: &[(&str, String)]) -> PathBuf {
    let folder = scratch(&format!("budget/{name}"));
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders can be made");
        fs::write(path, text).expect("a file can be written");
    }
    folder
}

/// The problems of a run, as place and message, and the files in which something is found.
type Told = (Vec<(String, String)>, Vec<String>);

fn told(report: &Report) -> Told {
    let short = |name: &str| Path::new(name).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let source = |span: hy_msg_lint::source::Span| report.sources.get(span.source).expect("a file");
    let problem = |problem: &hy_msg_lint::finding::Problem| {
        let line = problem.place.map(|at| source(at).place(at.start as usize).line.to_string());
        let place = std::iter::once(short(&problem.file)).chain(line).collect::<Vec<_>>().join(":");
        (place, problem.message.clone())
    };
    let mut found: Vec<_> =
        report.findings.iter().map(|finding| short(&source(finding.primary).name)).collect();
    found.dedup();
    (report.problems.iter().map(problem).collect(), found)
}

/// Asserts that the only problem is at `place` and contains `words`, and that something is found in `files`.
fn assert_told((problems, found): Told, place: &str, words: &str, files: &[&str]) {
    let [(at, message)] = &problems[..] else { panic!("{problems:?}") };
    assert_eq!(at, place);
    assert!(message.contains(words), "{message}");
    assert_eq!(found, files);
}

/// A Compose file with `count` services.
fn compose(count: usize) -> String {
    let services: Vec<_> =
        (0..count).map(|number| format!("  s{number}: {{image: 'apache/kafka'}}\n")).collect();
    format!("services:\n{}", services.concat())
}

#[test]
fn projects_for_which_there_is_no_room_are_told_once_and_smaller_ones_are_judged() {
    let files = [
        ("a.compose.yml", compose(2)),
        ("b.compose.yml", compose(5)),
        ("c.compose.yml", compose(5)),
        ("d.compose.yml", compose(1)),
        ("topics.yml", TOPIC.to_owned()),
    ];
    let limits = Limits { projects: 450, ..Limits::default() };
    assert_told(
        checked("projects", &files, limits),
        "b.compose.yml:1",
        "450 values, where a service counts 100, and the project that begins here is not judged, nor is one more",
        &["a.compose.yml", "d.compose.yml", "topics.yml"],
    );
}

#[test]
fn no_project_is_loaded_when_much_is_refused() {
    let many: Vec<_> = (0..30).map(|number| (format!("{number:02}.compose.yml"), compose(4))).collect();
    let mut files: Vec<_> = many.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    files.push(("z.topics.yml", TOPIC.to_owned()));
    let limits = Limits { projects: 450, ..Limits::default() };
    assert_told(
        checked("loaded", &files, limits),
        "01.compose.yml:1",
        "nor are 28 more",
        &["00.compose.yml", "z.topics.yml"],
    );
}

#[test]
fn a_project_that_reads_a_file_many_times_is_told_once() {
    let include: Vec<_> = (0..200).map(|_| "  - part.yml\n").collect();
    let files = [
        ("compose.yml", format!("include:\n{}", include.concat())),
        ("part.yml", compose(3)),
        ("topics.yml", TOPIC.to_owned()),
    ];
    let limits = Limits { projects: 1_000, ..Limits::default() };
    assert_told(
        checked("included", &files, limits),
        "part.yml:1",
        "have more than 1000 values",
        &["topics.yml"],
    );
}

#[test]
fn a_file_of_variables_for_many_services_counts_for_each() {
    let services: Vec<_> =
        (0..4).map(|number| format!("  s{number}: {{image: a, env_file: a.env}}\n")).collect();
    let variables: Vec<_> = (0..100).map(|number| format!("V{number}=a\n")).collect();
    let files = [
        ("a.env", variables.concat()),
        ("compose.yml", format!("services:\n{}", services.concat())),
        ("topics.yml", TOPIC.to_owned()),
    ];
    let of = |projects| checked("variables", &files, Limits { projects, ..Limits::default() });
    assert_told(of(800), "compose.yml:1", "not judged: check it by itself", &["topics.yml"]);
    assert_eq!(of(1_000).0, []);
}

#[test]
fn resources_for_which_there_is_no_room_are_told_once() {
    let script = "#!/bin/sh\nkafka-topics --create --topic a\nkafka-topics --create --topic b\n";
    let files = [
        ("1.sh", script.to_owned()),
        ("2.sh", script.to_owned()),
        ("3.sh", script.to_owned()),
        ("compose.yml", compose(1)),
    ];
    let limits = Limits { resources: 3, ..Limits::default() };
    assert_told(
        checked("resources", &files, limits),
        "2.sh:3",
        "the files of this run declare more than 3 resources, and the resources from here on are not judged",
        &["1.sh", "2.sh", "compose.yml"],
    );
}

#[test]
fn topics_that_services_create_are_resources_too() {
    let command = "kafka-topics --create --topic a; kafka-topics --create --topic b";
    let file = format!("services:\n  init:\n    image: apache/kafka\n    command: [sh, -c, '{command}']\n");
    let files = [("a.compose.yml", file.clone()), ("b.compose.yml", file)];
    let limits = Limits { resources: 3, ..Limits::default() };
    assert_told(
        checked("created", &files, limits),
        "b.compose.yml:4",
        "declare more than 3 resources",
        &["a.compose.yml", "b.compose.yml"],
    );
}

#[test]
fn files_for_which_there_is_no_room_are_told_once_and_others_cost_nothing() {
    let files = [
        ("a.yml", TOPIC.to_owned()),
        ("b.json", format!("{{\"text\": \"{}\"}}", "x".repeat(1_000))),
        ("c.yml", format!("{TOPIC}# {}\n", "x".repeat(200))),
        ("d.yml", TOPIC.to_owned()),
    ];
    let limits = Limits { text: 2 * TOPIC.len(), ..Limits::default() };
    assert_told(checked("text", &files, limits), "c.yml", "not read, nor is one more", &["a.yml"]);
}

#[test]
fn files_with_too_many_values_are_told_once() {
    let files = [
        ("a.yml", TOPIC.to_owned()),
        ("b.yml", format!("{TOPIC}more: [{}]\n", "1, ".repeat(30))),
        ("c.sh", "kafka-topics --create --topic a\n".to_owned()),
    ];
    let limits = Limits { values: 30, ..Limits::default() };
    assert_told(
        checked("values", &files, limits),
        "b.yml",
        "30 values, and this one is not read",
        &["a.yml", "c.sh"],
    );
}

#[test]
fn configurations_share_what_a_run_may_take() {
    let folder = folder("shared", &[("topics.yml", TOPIC.to_owned())]);
    let request = Request {
        paths: vec![folder],
        budget: Budget::of(Limits { resources: 1, ..Limits::default() }),
        ..Request::default()
    };
    let check = |request: &Request| {
        told(&Session::new(Config::default(), Some(built_in())).check(request).expect("the folder exists"))
    };
    assert_eq!(check(&request).0, []);
    let again = request.on(request.paths.clone(), Vec::new(), None);
    assert_told(check(&again), "topics.yml:1", "declare more than 1 resources", &[]);
}

/// A rule of a user on topics, called `name`, with what it `finds`.
fn rule(name: &str, finds: &str) -> (String, String) {
    let header = format!(
        "# METADATA\n# title: {name}\n# description: why\n# custom:\n#   input: [topic]\n#   severity: warning\n\
         package hy_msg_lint.topic.{name}\n\n"
    );
    (format!("policies/topic/{name}/{name}.rego"), format!("{header}{finds}\n"))
}

/// A rule that finds five things on each topic that is called `orders`.
const FIVE: &str = "deny contains {\"msg\": sprintf(\"%d\", [i]), \"at\": []} if {\n\tinput.name == \"orders\"\n\t\
                    some i in numbers.range(1, 5)\n}";

/// A rule that finds one thing on each topic.
const ONE: &str = "deny contains {\"msg\": \"one\", \"at\": []} if input.name";

/// Returns a folder with the users' `rules` and three topics, and the policies in it.
fn with_rules(name: &str, rules: &[(String, String); 2]) -> (PathBuf, Arc<PolicySet>) {
    let topics = ["orders", "payments", "refunds"]
        .map(|name| format!("  - {{name: {name}, partitions: 6, replication_factor: 1}}\n"));
    let mut files = vec![("topics.yml", format!("topics:\n{}", topics.concat()))];
    files.extend(rules.iter().map(|(name, text)| (name.as_str(), text.clone())));
    let folder = folder(name, &files);
    let additions = Additions { policies: vec![folder.join("policies")], ..Additions::default() };
    (folder, hy_msg_lint_policies::with(&additions).expect("the policies can be used"))
}

/// Returns the problems, and how often each rule found something.
fn judged(name: &str, rules: &[(String, String); 2], limits: Limits) -> (Vec<String>, Vec<(String, usize)>) {
    let (folder, set) = with_rules(name, rules);
    let request =
        Request { paths: vec![folder.join("topics.yml")], budget: Budget::of(limits), ..Request::default() };
    let report = Session::new(Config::default(), Some(set)).check(&request).expect("the file exists");
    let count = |rule: &str| report.findings.iter().filter(|finding| *finding.rule == *rule).count();
    let counts = ["five", "one", "low-replication-factor"].map(|rule| (rule.to_owned(), count(rule)));
    (report.problems.iter().map(|problem| problem.message.clone()).collect(), counts.to_vec())
}

fn counts(five: usize, one: usize) -> Vec<(String, usize)> {
    [("five", five), ("one", one), ("low-replication-factor", 3)]
        .map(|(rule, count)| (rule.to_owned(), count))
        .to_vec()
}

#[test]
fn a_rule_that_finds_too_much_on_one_resource_is_told_once() {
    let rules = [rule("five", FIVE), rule("one", ONE)];
    let (problems, found) = judged("violations", &rules, Limits { violations: 4, ..Limits::default() });
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert!(problem.contains("fails on topic `orders`: it has more than 4 findings there"), "{problem}");
    assert_eq!(found, counts(0, 3));
    let (problems, found) = judged("few", &rules, Limits { violations: 5, ..Limits::default() });
    assert_eq!((problems, found), (Vec::new(), counts(5, 3)));
}

#[test]
fn users_rules_that_find_too_much_in_a_run_are_told_once() {
    let rules = [rule("five", FIVE), rule("one", ONE)];
    // Each violation counts 512 bytes.
    let (problems, found) = judged("results", &rules, Limits { results: 6 * 512, ..Limits::default() });
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert!(problem.contains("`one` (1 resource left)"), "{problem}");
    assert_eq!(found, counts(5, 2));
}

#[test]
fn tests_that_are_not_run_are_told_once() {
    let (_, set) = with_rules(
        "tests",
        &[
            rule("five", FIVE),
            (
                "policies/topic/five/five_test.rego".to_owned(),
                "package hy_msg_lint.topic.five_test\n\ntest_a if true\n\ntest_b if true\n".to_owned(),
            ),
        ],
    );
    let run = |tests| {
        let budget = Budget::of(Limits { tests, ..Limits::default() });
        test_run::run(&set, Wanted::default(), &budget).expect("the tests can be compiled")
    };
    let over = run(Duration::ZERO);
    let messages: Vec<_> = over.problems.iter().map(|problem| problem.message.as_str()).collect();
    let message =
        "the tests of a run have 0 s together, and this one is not run, nor is one more: use `--filter`";
    assert_eq!(messages, [message]);
    assert!(over.problems[0].file.ends_with("five_test.rego"));
    assert_eq!(run(Duration::from_mins(1)).units.tests.len(), 2);
}
