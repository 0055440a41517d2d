//! Whether a service's container runs the server of its image or something else.

use super::ending::{Ending, ending, waits_in_loop};
use crate::dialect::kafka_topics::runs::{self, is_before_program};
use crate::dialect::kafka_topics::words_of;
use crate::model::Fields;
use crate::syntax::shell;
use crate::tree::{Node, ScalarKind};
use std::collections::BTreeSet;
use std::path::Path;

/// Programs and scripts that start a server in the known images.
const STARTERS: &[&str] = &[
    "/etc/confluent/docker/run",
    "/etc/confluent/docker/launch",
    "/etc/kafka/docker/run",
    "/etc/kafka/docker/launch",
    "/usr/bin/docker/run",
    "kafka-server-start",
    "start-kafka.sh",
    "/opt/bitnami/scripts/kafka/run.sh",
    "/opt/bitnami/scripts/kafka/entrypoint.sh",
    "connect-distributed",
    "connect-standalone",
    "schema-registry-start",
    "kafka-rest-start",
    "ksql-server-start",
    "redpanda start",
    "/docker-entrypoint.sh",
];

/// What images call the script that starts their server.
const ENTRYPOINTS: &[&str] =
    &["entrypoint.sh", "docker-entrypoint.sh", "run.sh", "kafka_run.sh", "setup-and-run.sh"];

/// Programs that one-shot jobs call.
const TOOLS: &[&str] = &[
    "kafka-topics",
    "kafka-configs",
    "kafka-acls",
    "kafka-storage",
    "kafka-console-",
    "kafka-broker-api-versions",
    "kafka-consumer-groups",
    "kafka-producer-perf-test",
    "kafka-run-class",
    "kcat",
    "cub ",
    "curl ",
];

/// What the `entrypoint` and `command` of a service run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Runs {
    /// The server: neither overrides it, or the override starts it.
    Server,
    /// Something else.
    Other,
    /// A script that is not available.
    Unknown,
}

/// Classifies the `entrypoint` and `command` of `service`, in canonical form.
pub(super) fn runs(service: &Node) -> Runs {
    let words = words_of(service);
    let words: Vec<String> =
        words.iter().filter_map(|word| Some(word.as_scalar()?.text.to_string())).collect();
    let text = words.join(" ");
    let has = |known: &&str| text.contains(known);
    let commands: Vec<_> = words.iter().flat_map(|word| shell::commands(word)).collect();
    let run = run_by(&words, &commands);
    let starts = |starter: &&str| run.contains(starter);
    let programs: Vec<&str> = commands.iter().filter_map(program).collect();
    let is_entrypoint =
        |program: &&str| ENTRYPOINTS.contains(&program.rsplit('/').next().unwrap_or_default());
    if words.is_empty()
        || STARTERS.iter().any(starts)
        || text == "start"
        || programs.iter().any(is_entrypoint)
    {
        Runs::Server
    } else if programs.last().is_some_and(|last| is_unknown(last)) {
        Runs::Unknown
    } else if TOOLS.iter().any(has) || is_idle(&text) {
        Runs::Other
    } else {
        Runs::Unknown
    }
}

/// Programs that do not run the files that they are given.
const KEEPING: &[&str] = &[
    "cat", "cp", "mv", "rm", "ln", "ls", "chmod", "chown", "head", "tail", "less", "tee", "touch", "stat",
    "which", "find", "diff", "patch", "type",
];

/// Returns those of `commands`, which are in the `words` of a container's command, that do not only show or change files.
fn run_by(words: &[String], commands: &[shell::Command]) -> String {
    let runs = |words: &[&str]| {
        !runs::is_text(words) && runs::program(words).is_none_or(|program| !KEEPING.contains(&program))
    };
    let whole: Vec<&str> = words.iter().map(String::as_str).collect();
    if !runs(&whole) && whole.len() > 1 {
        return String::new();
    }
    let mut found = Vec::new();
    for command in commands {
        let parts: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
        if runs(&parts) {
            found.push(parts.join(" "));
        }
    }
    found.join(" ")
}

/// Returns the program that a command runs.
fn program(command: &shell::Command) -> Option<&str> {
    let mut words = command.words.iter().map(|word| word.text.as_str());
    words.find(|word| !is_before_program(word) && !word.contains('='))
}

/// Returns true for a script of its own, or arguments that are not known: either may start the server.
fn is_unknown(program: &str) -> bool {
    let is_tool = || TOOLS.iter().any(|tool| program.contains(tool.trim_end()));
    let is_script = Path::new(program).extension().is_some_and(|extension| extension == "sh");
    program.starts_with('$') || (is_script && !is_tool())
}

/// Returns true for a service whose container does nothing but stay up, so that somebody can come in.
pub(super) fn idles(service: &Node) -> bool {
    let words = words_of(service);
    let texts: Vec<&str> = words.iter().filter_map(Node::as_text).collect();
    let first = texts.first().map(|first| first.rsplit('/').next().unwrap_or_default());
    texts.len() == words.len()
        && texts.len() <= 3
        && !texts.contains(&"-c")
        && matches!(first, Some("tail" | "sleep" | "cat" | "sh" | "bash"))
        && is_idle(&texts.join(" "))
}

/// Returns true for a container that only stays up for interactive use.
fn is_idle(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "/bin/sh" | "/bin/bash" | "sh" | "bash" | "cat" | "true")
        || text.contains("sleep ")
        || text.contains("tail -f")
}

/// Messaging tools, as a job calls them.
const MESSAGING_TOOLS: &[&str] = &[
    "kafka-topics",
    "kafka-configs",
    "kafka-acls",
    "kafka-consumer-groups",
    "kafka-console-producer",
    "kafka-console-consumer",
    "kafka-broker-api-versions",
    "kafka-metadata-quorum",
    "kafka-leader-election",
    "kafka-reassign-partitions",
    "kcat",
    "rpk",
    "cub",
    "curl",
];

/// Returns `{"tools", "ends", "waits"}` for a service that runs messaging tools and no server, else `None`.
pub(super) fn job(service: &Node) -> Option<Node> {
    if runs(service) == Runs::Server {
        return None;
    }
    let words = words_of(service);
    let origin = words.first()?.origin.clone();
    let text = words.iter().filter_map(|word| Some(word.as_scalar()?.text.to_string())).collect::<Vec<_>>();
    let script = text.join("\n");
    let commands: Vec<_> = shell::commands(&script).into_iter().map(|command| command.words).collect();
    let all = || commands.iter().flatten();
    let program = |word: &str| word.rsplit('/').next().unwrap_or_default().trim_end_matches(".sh").to_owned();
    let called = all().map(|word| program(&word.text)).collect::<BTreeSet<_>>();
    let nested: String = all().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let calls = |tool: &&&str| called.contains(**tool) || nested.contains(&format!("{tool} "));
    let reaches = script.contains("/connectors") || script.contains("/subjects");
    let tools: Vec<&str> =
        MESSAGING_TOOLS.iter().filter(calls).filter(|tool| **tool != "curl" || reaches).copied().collect();
    if tools.is_empty() {
        return None;
    }
    let tools = tools.iter().map(|tool| Node::derived(*tool, ScalarKind::Text, origin.clone())).collect();
    let waits = script.contains("kafka-ready")
        || script.contains("wait-for")
        || script.contains("dockerize")
        || commands.iter().any(|words| words.first().is_some_and(|word| word.text == "until"))
        || commands.iter().any(|words| {
            words.first().is_some_and(|word| word.text == "while")
                && words.iter().any(|word| word.text == "!")
        })
        || waits_in_loop(&script);
    let texts: Vec<&str> = text.iter().map(String::as_str).collect();
    let known = match ending(&texts) {
        Ending::Ends => Some(true),
        Ending::GoesOn => Some(false),
        Ending::Unknown => None,
    };
    let ends = known.map(|ends| Node::boolean(ends, origin.clone()));
    Some(
        Fields::at(origin.clone())
            .put("tools", Node::list(tools, origin))
            .maybe("ends", ends)
            .flag("waits", waits)
            .finish(),
    )
}
