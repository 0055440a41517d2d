//! Our verdicts on properties files beside those of Kafka's own classes, which `scripts/kafka/ask start --expect` wrote
//! into `fixtures/kafka/answers.json`. A fixture is called after the check that it fails, or `starts-…`.

use crate::expected::{report, root, session};
use crate::inputs::inputs_of;
use hy_msg_lint::check::Declarations;
use hy_msg_lint::finding::{Finding, Report};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The rules that say that Kafka does not start.
const RULES: &[&str] = &[
    "invalid-broker-config",
    "invalid-worker-config",
    "missing-jaas-config",
    "unmapped-listener",
    "broken-quorum",
];

/// Checks of versions before those that are asked, of what no properties file has, and of files that name every option of the Java
/// machine.
const NOT_ASKED: &[&str] = &[
    "cluster-id-malformed",
    "controller-advertised",
    "controller-advertises",
    "zookeeper-only",
    "jaas-absent",
    "client-jaas-absent",
];

/// The last minor version of Kafka 3, whose answers differ from those of Kafka 4.
const ZOOKEEPER: (u32, u32) = (3, 9);

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Starts,
    Refuses,
    Unknown,
}

static REPORT: LazyLock<Report> = LazyLock::new(|| report(&folder()));

fn folder() -> PathBuf {
    root().join("fixtures/kafka")
}

/// Returns the message of each version, `null` where it starts, by fixture.
fn answers() -> BTreeMap<String, BTreeMap<String, Option<String>>> {
    let text = fs::read_to_string(folder().join("answers.json")).expect("the answers");
    serde_json::from_str(&text).expect("JSON of names, versions and messages")
}

fn version(text: &str) -> (u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().expect("a number"));
    (parts.next().expect("a major version"), parts.next().expect("a minor version"))
}

/// Returns the findings of our rules about the fixture `name`.
fn about<'a>(found: &'a [Finding], name: &'a str) -> impl Iterator<Item = &'a Finding> {
    found.iter().filter(move |one| {
        let source = REPORT.sources.get(one.primary.source).expect("a finding has a file");
        RULES.contains(&&*one.rule) && source.path.file_stem().is_some_and(|stem| stem == name)
    })
}

/// Returns true if `unknown` is not known for the version alone, and `kafka` is one that refuses.
fn is_refused_by(unknown: &Finding, kafka: (u32, u32)) -> Option<bool> {
    let (_, bound) = unknown.message.split_once(": Kafka rejects this ")?;
    let (bound, _) = bound.split_once(", and the version of ")?;
    match (
        bound.strip_prefix("from ").and_then(|bound| bound.strip_suffix(" on")),
        bound.strip_prefix("up to "),
    ) {
        (Some(first), _) => Some(kafka >= version(first)),
        (None, Some(last)) => Some(kafka <= version(last)),
        (None, None) => panic!("no bound: {}", unknown.message),
    }
}

fn ours(name: &str, kafka: (u32, u32)) -> Verdict {
    let doubts: Vec<_> = about(&REPORT.unknown, name).map(|one| is_refused_by(one, kafka)).collect();
    if about(&REPORT.findings, name).next().is_some() || doubts.contains(&Some(true)) {
        Verdict::Refuses
    } else if doubts.contains(&None) {
        Verdict::Unknown
    } else {
        Verdict::Starts
    }
}

/// Returns true for a file that was written for Kafka 3.
fn is_for_zookeeper(name: &str) -> bool {
    let text = fs::read_to_string(folder().join(name).with_extension("properties")).expect("a fixture");
    text.contains("zookeeper.connect=") && !text.contains("process.roles=")
}

#[test]
fn each_version_starts_with_what_we_accept_and_with_nothing_else() {
    let mut wrong = Vec::new();
    let (mut starts, mut refused) = (0, 0);
    for (name, by_version) in answers() {
        for (asked, message) in by_version {
            let kafka = version(&asked);
            if kafka > ZOOKEEPER && is_for_zookeeper(&name) {
                continue;
            }
            let theirs = if message.is_some() { Verdict::Refuses } else { Verdict::Starts };
            *(if message.is_some() { &mut refused } else { &mut starts }) += 1;
            // The login may be in a file that an option of the Java machine names.
            let wanted = match message.as_deref() {
                Some(text) if text.starts_with("Could not find a 'Kafka") => Verdict::Unknown,
                _ => theirs,
            };
            let ours = ours(&name, kafka);
            if ours != wanted {
                wrong.push(format!("{name}: {ours:?} in {asked}, where Kafka says {message:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(starts >= 30 && refused >= 150, "{starts} answers that it starts, {refused} that it does not");
}

#[test]
fn every_fixture_has_an_answer() {
    let files = fs::read_dir(folder()).expect("the fixtures").flatten().map(|entry| entry.path());
    let names = files.filter(|path| path.extension().is_some_and(|one| one == "properties"));
    let names: BTreeSet<_> = names.map(|path| stem(&path)).collect();
    assert_eq!(names, answers().into_keys().collect(), "write the answers: scripts/kafka/ask start --expect");
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

#[test]
fn every_check_has_a_fixture_of_its_name() {
    let (mut session, request) = session(&folder());
    let Declarations { resources, .. } = session.read(&request).expect("the fixtures exist");
    let mut checks = BTreeSet::new();
    for input in inputs_of(&resources) {
        let name = input["name"].as_str().expect("a name");
        let refused = input["refusals"].as_array().into_iter().flatten();
        let found: Vec<_> = refused.filter_map(|one| one["check"].as_str().map(str::to_owned)).collect();
        let is_called_so = found.iter().any(|check| name.starts_with(check.as_str()));
        assert!(found.is_empty() || is_called_so, "{name} fails {found:?}");
        checks.extend(found);
    }
    let missing: Vec<_> =
        phrases().into_iter().filter(|one| !checks.contains(one) && !NOT_ASKED.contains(&&**one)).collect();
    assert!(missing.is_empty(), "no fixture fails {missing:?}");
}

/// Returns the checks for which the rules have words.
fn phrases() -> BTreeSet<String> {
    let files = [
        "lib/refusal.rego",
        "kafka/invalid_broker_config/invalid_broker_config.rego",
        "kafka/missing_jaas_config/missing_jaas_config.rego",
        "connector/invalid_worker_config/invalid_worker_config.rego",
    ];
    let mut found = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(root().join("policies").join(file)).expect("a rule");
        let names = text.lines().filter_map(|line| {
            line.strip_prefix("\t\"")?.split_once("\": {\"msg\"").map(|(name, _)| name.to_owned())
        });
        found.extend(names);
    }
    assert!(found.len() > 60, "{found:?}");
    found
}
