//! A policy with METADATA and data: loaded, compiled, and evaluated on a small project.

use super::{output, texts};
use hy_msg_lint::check::{self, Request, Session};
use hy_msg_lint::config::Config;
use hy_msg_lint::finding::Report;
use hy_msg_lint::policy::{Additions, PolicySet};
use hy_msg_lint::source::SourceMap;
use std::path::Path;
use std::sync::Arc;

/// A service that is a broker, a topic and a connector: one resource of most kinds.
const PROJECT: &[(&str, &str)] = &[
    (
        "compose.yml",
        "services:\n  kafka:\n    image: apache/kafka:4.1.0\n    environment: {KAFKA_NODE_ID: 1, KAFKA_PROCESS_ROLES: 'broker,controller'}\n    networks: {a: {ipv4_address: 10.0.0.2}}\nnetworks: {a: {}}\n",
    ),
    (
        "topics.yml",
        "topics:\n  - name: orders\n    partitions: 3\n    replication_factor: 1\n    config: {cleanup.policy: compact}\n",
    ),
    (
        "connector.json",
        "{\"name\": \"sink\", \"config\": {\"connector.class\": \"FileStreamSink\", \"tasks.max\": \"1\", \"topics\": \"orders\"}}",
    ),
];

/// Builtins of regorus that take memory or time in one step, which no limit within a process stops: a range of numbers, a
/// shift, the addresses of a network, a search of a graph. A fuzzer would find nothing else.
const ENDLESS: &[&str] = &["numbers.range", "bits.lsh", "cidr_expand", "graph."];

/// Returns true if a policy in `data` may call a function that no limit stops, or that panics within regorus 0.14.
pub fn may_abort(data: &[u8]) -> bool {
    // Rego takes blanks around the dots of a name.
    let text: String = String::from_utf8_lossy(data).chars().filter(|one| !one.is_whitespace()).collect();
    ENDLESS.iter().any(|name| text.contains(name)) || has_width(&text) || has_large_number(&text)
}

/// Returns true for a format of `sprintf` with a width: one of gigabytes is filled, and a digit such as `½` panics.
fn has_width(text: &str) -> bool {
    let verbs = text.split('%').skip(1).filter_map(|rest| rest.chars().next());
    text.contains("sprintf") && verbs.into_iter().any(|first| first.is_numeric() || first == '.')
}

/// Returns true for a number with a long exponent: regorus writes it out.
fn has_large_number(text: &str) -> bool {
    let digits =
        |rest: &str| rest.trim_start_matches(['+', '-']).bytes().take_while(u8::is_ascii_digit).count();
    let is_number = |before: &str| before.ends_with(|last: char| last.is_ascii_digit() || last == '.');
    let exponents = text.match_indices(['e', 'E']).filter(|(at, _)| is_number(&text[..*at]));
    exponents.into_iter().any(|(at, _)| digits(&text[at + 1..]) > 3)
}

/// Loads the texts of `data` as policies and data, and judges the project by them.
pub fn run(data: &[u8]) {
    if may_abort(data) {
        return;
    }
    let folder = texts::written("rego", &texts::texts(data, "topic/wide_topic/wide_topic.rego"));
    for all_namespaces in [false, true] {
        by(&folder, all_namespaces);
    }
}

/// Loads policies; those that cannot be loaded are told, and None.
pub fn loaded(additions: &Additions) -> Option<Arc<PolicySet>> {
    hy_msg_lint_policies::with(additions)
        .map_err(|error| {
            let sources = SourceMap::default();
            let problems = check::problems(&error, &sources);
            output::outputs(Report { problems, sources, ..Report::default() }, &[]);
        })
        .ok()
}

fn by(folder: &Path, all_namespaces: bool) {
    let additions = Additions {
        policies: vec![folder.to_owned()],
        all_namespaces,
        combine: all_namespaces,
        ..Additions::default()
    };
    let Some(policies) = loaded(&additions) else { return };
    let rules = policies.rules().iter().filter(|rule| !rule.module.built_in);
    let select: Vec<_> = rules.map(|rule| rule.id.to_string()).collect();
    if select.is_empty() {
        return;
    }
    // Beside the policies, whose folder is no part of what they judge.
    let place = super::texts::folder("rego-project");
    let texts = PROJECT.iter().map(|(name, text)| (place.join(name), text.as_bytes().to_owned())).collect();
    let request = Request { texts, select, ..Request::default() };
    match Session::new(Config::default(), Some(policies.clone())).check(&request) {
        Ok(report) => drop(output::outputs(report, policies.rules())),
        Err(error) => output::error(&error),
    }
}
