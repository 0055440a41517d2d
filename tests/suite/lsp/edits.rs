//! Cached results never change the diagnostics, and only the last of several quick changes is answered.

use super::client::{Client, PATIENCE, abilities, code, quickstart, uri};
use crate::expected::{copied, session};
use hy_msg_lint::causes::{self, Grouping};
use hy_msg_lint::check::Request;
use hy_msg_lint::finding::Severity;
use hy_msg_lint::lsp::Ended;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The editor's texts.
type Texts = BTreeMap<PathBuf, String>;

/// Returns the findings of a fresh session in `folder`, with `texts` instead of the files on disk.
fn fresh(folder: &Path, texts: &Texts) -> Vec<String> {
    let texts = texts.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect();
    let (mut session, request) = session(folder);
    let mut report = session.check(&Request { texts, ..request }).expect("the folder exists");
    causes::settle(&mut report, Grouping::ByPlace);
    let place = |span: hy_msg_lint::source::Span| {
        let source = report.sources.get(span.source).expect("a finding has a file");
        let place = source.place(span.start as usize);
        let path = std::path::absolute(&source.path).expect("a path");
        format!("{} {}:{}", uri(&path), place.line - 1, place.column - 1)
    };
    let number = |severity: Severity| match severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Info => 3,
    };
    let finding = |one: &hy_msg_lint::finding::Finding| {
        let related: Vec<_> =
            one.related.iter().map(|label| format!("{} {}", place(label.span), label.message)).collect();
        format!("{} {} {} {} {related:?}", place(one.primary), number(one.severity), one.rule, one.message)
    };
    let problem = |one: &hy_msg_lint::finding::Problem| {
        format!("{} 1 - {} []", place(one.place.expect("it has a place")), one.message)
    };
    let mut all: Vec<_> = report.findings.iter().map(finding).collect();
    all.extend(report.problems.iter().map(problem));
    all.sort();
    all.dedup();
    all
}

/// Returns the last published diagnostics in the same form.
fn told(client: &Client) -> Vec<String> {
    let place = |uri: &str, range: &Value| {
        format!("{uri} {}:{}", range["start"]["line"], range["start"]["character"])
    };
    let mut all = Vec::new();
    for (uri, said) in &client.published {
        for one in said["diagnostics"].as_array().into_iter().flatten() {
            let related = one["relatedInformation"].as_array().into_iter().flatten();
            let related: Vec<_> = related
                .map(|one| {
                    let at = &one["location"];
                    let at = place(at["uri"].as_str().expect("an address"), &at["range"]);
                    format!("{at} {}", one["message"].as_str().expect("a text"))
                })
                .collect();
            let message =
                one["message"].as_str().and_then(|text| text.lines().next()).expect("a text").to_owned();
            let place = place(uri, &one["range"]);
            all.push(format!("{place} {} {} {message} {related:?}", one["severity"], code(one)));
        }
    }
    all.sort();
    all
}

#[test]
fn after_every_change_is_said_what_a_fresh_run_says() {
    let folder = copied(&quickstart(), "lsp_edits");
    let file = |name: &str| folder.join(name);
    let mut client = Client::start(&[&folder], &abilities(), &Value::Null);
    let mut texts = Texts::new();
    for name in ["docker-compose.yml", "common.yml", "topics.yml"] {
        let text = fs::read_to_string(file(name)).expect("the file is there");
        client.open(&file(name), &text);
        client.current(&file(name));
        texts.insert(file(name), text);
    }
    assert_eq!(told(&client), fresh(&folder, &texts));
    let first = told(&client);
    assert!(!first.is_empty());
    for (name, old, new) in [
        ("docker-compose.yml", "mem_limit: 1g", "mem_limit: 12g"),
        ("common.yml", "memory: 512M", "memory: 1g"),
        // An extra line at the top moves everything that is cached.
        ("docker-compose.yml", "services:", "# one line more\nservices:"),
        ("common.yml", "services:", "services:\n  another: {mem_limit: 1g}"),
        ("common.yml", "memory: 1g", "memory: [1g"),
        ("topics.yml", "topics:", "topics:\n  - {name: new, partitions: 1, replicationFactor: 1}"),
        ("common.yml", "memory: [1g", "memory: 512M"),
        ("docker-compose.yml", "mem_limit: 12g", "mem_limit: 1g # hy-msg-lint: ignore[static-ip]"),
        ("topics.yml", "min.insync.replicas", "min.insync.replica"),
        ("docker-compose.yml", "KAFKA_MIN_INSYNC_REPLICAS", "KAFKA_MIN_INSYNC"),
        ("docker-compose.yml", "# one line more\n", ""),
    ] {
        let text = texts.get_mut(&file(name)).expect("it is open");
        *text = text.replacen(old, new, 1);
        let text = text.clone();
        // Some changes are directly followed by a request, which reads the files before they are judged.
        if name == "docker-compose.yml" {
            client.notify_change(&file(name), &text);
            client.hover(Client::at(&file(name), &text, "services:", 1));
            client.current(&file(name));
        } else {
            client.change(&file(name), &text);
        }
        client.settle(&file(name));
        assert_eq!(told(&client), fresh(&folder, &texts), "{name}: {old} -> {new}");
    }
    assert_ne!(told(&client), first);
    // The file on disk counts if the editor does not hold it, and a deleted file is forgotten.
    let connector = file("connectors/orders.json");
    let text = fs::read_to_string(&connector).expect("the file is there");
    let found = |client: &Client| client.found(&connector);
    assert!(!found(&client).is_empty());
    let end = Instant::now() + PATIENCE;
    for text in [Some(format!("\n{text}")), None, Some(text)] {
        match &text {
            Some(text) => fs::write(&connector, text).expect("a file can be written"),
            None => fs::remove_file(&connector).expect("a file can be removed"),
        }
        client.notify(
            "workspace/didChangeWatchedFiles",
            json!({"changes": [{"uri": uri(&connector), "type": 2}]}),
        );
        let wanted = fresh(&folder, &texts);
        client.until("what is on disk", |client| told(client) == wanted);
    }
    assert!(Instant::now() < end);
    assert_eq!(client.end(), Ended::InOrder);
}

#[test]
fn of_changes_in_a_row_the_last_is_answered() {
    const CHANGES: usize = 40;
    let folder = quickstart();
    let compose = folder.join("docker-compose.yml");
    let text = fs::read_to_string(&compose).expect("the file is there");
    let mut client = Client::start(&[&folder], &abilities(), &Value::Null);
    client.open(&compose, &text);
    client.current(&compose);
    let before = client.answers;
    for number in 1..CHANGES {
        client.notify_change(&compose, &text.replacen("mem_limit: 1g", &format!("mem_limit: {number}g"), 1));
    }
    client.notify_change(&compose, "services: {}\n");
    assert_eq!(client.current(&compose), [""; 0]);
    let answers = client.answers - before;
    assert!(answers < CHANGES / 2, "{answers} answers to {CHANGES} changes in a row");
    client.end();
}
