//! The configuration of a document is the nearest one above it, as for `check`.

use super::client::{Client, abilities, quickstart, uri};
use crate::configuration::{LOW, written};
use crate::projects::run;
use hy_msg_lint::config::Lookup;
use lsp_server::Message;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Returns what `check` finds in `file` if it is run on `folder`, in the words of [`Client::found`].
fn checked(folder: &Path, file: &Path) -> Vec<String> {
    let folder = folder.to_str().expect("a path is text");
    let output = run(&quickstart(), &["check", "--format", "concise", "--quiet", folder]);
    let said = String::from_utf8(output.stdout).expect("the output is UTF-8");
    let line = |line: &str| {
        let (line, rest) = line.strip_prefix(file.to_str()?)?.strip_prefix(':')?.split_once(':')?;
        let (severity, rest) = rest.split_once(": ")?.1.split_once('[')?;
        let severity = ["error", "warning", "info"].iter().position(|name| *name == severity)? + 1;
        let line: u32 = line.parse().ok()?;
        Some(format!("{} {severity} {}", line - 1, rest.split_once(']')?.0))
    };
    said.lines().filter_map(line).collect()
}

/// Returns a repository with a configuration for all of it, and three folders with configurations of their own, one of
/// which is excluded.
fn repository(name: &str) -> PathBuf {
    written(
        name,
        &[
            (".git/HEAD", ""),
            ("hy-msg-lint.yaml", "rules: {low-replication-factor: {severity: warning}}\nexclude: [old]\n"),
            ("topics.yml", LOW),
            ("old/hy-msg-lint.yaml", "select: [kafka]\n"),
            ("old/topics.yml", LOW),
            ("one/hy-msg-lint.yaml", "rules: {low-replication-factor: {severity: info}}\n"),
            ("one/topics.yml", LOW),
            ("one/sub/topics.yml", LOW),
            (
                "two/hy-msg-lint.yml",
                "select: [topic-name-convention, suppressions]\nexclude: [sub]\nrequire_reason: true\n",
            ),
            ("two/topics.yml", LOW),
            ("two/sub/topics.yml", LOW),
            ("two/compose.yml", "include: [../shared.yml]\n"),
            ("shared.yml", "services: {a: {image: 'x:1'}} # hy-msg-lint: ignore[missing-resource-limits]\n"),
        ],
    )
}

const FILES: [&str; 7] = [
    "topics.yml",
    "one/topics.yml",
    "one/sub/topics.yml",
    "two/topics.yml",
    "two/sub/topics.yml",
    "old/topics.yml",
    "shared.yml",
];

fn changed(client: &Client, path: &Path, kind: u8) {
    let change = json!({"changes": [{"uri": uri(path), "type": kind}]});
    client.notify("workspace/didChangeWatchedFiles", change);
}

#[test]
fn diagnostics_are_those_of_a_check_of_the_folder() {
    let folder = repository("lsp-nearest");
    for folders in
        [&[&*folder][..], &[&folder.join("one"), &folder.join("two")], &[&folder, &folder.join("one")], &[]]
    {
        let mut client = Client::start(folders, &abilities(), &Value::Null);
        for file in FILES {
            let path = folder.join(file);
            client.open(&path, &fs::read_to_string(&path).expect("it is there"));
            let wanted = if file.starts_with("old") {
                Vec::new()
            } else {
                checked(path.parent().expect("a folder"), &path)
            };
            assert_eq!(client.current(&path), wanted, "{file} {folders:?}");
        }
        // Both ways: the same topic is judged differently in each folder.
        assert_eq!(client.found(&folder.join("topics.yml")), ["0 2 low-replication-factor"]);
        assert_eq!(client.found(&folder.join("one/sub/topics.yml")), ["0 3 low-replication-factor"]);
        assert_eq!(client.found(&folder.join("two/topics.yml")), [""; 0]);
        // A new file is judged as one on disk would be.
        for (new, wanted) in
            [("one/new.yml", "0 3 low-replication-factor"), ("new.yml", "0 2 low-replication-factor")]
        {
            let new = folder.join(new);
            client.open(&new, LOW);
            assert_eq!(client.current(&new), [wanted], "{folders:?}");
        }
        client.end();
    }
}

#[test]
fn a_configuration_that_comes_changes_or_goes_counts_for_what_is_below_it() {
    let folder = repository("lsp-nearest-changes");
    let (topics, inner) = (folder.join("topics.yml"), folder.join("one/sub/topics.yml"));
    let file = folder.join("one/sub/hy-msg-lint.yml");
    let mut client = Client::start(&[&folder], &abilities(), &Value::Null);
    let found = |severity: u8| vec![format!("0 {severity} low-replication-factor")];
    client.until("the findings", |client| client.found(&inner) == found(3));
    fs::write(&file, "").expect("a file can be written");
    changed(&client, &file, 1);
    client.until("the default", |client| client.found(&inner) == found(1));
    fs::write(&file, "select: [compose]\n").expect("a file can be written");
    changed(&client, &file, 2);
    client.until("nothing", |client| client.found(&inner).is_empty());
    assert_eq!(client.found(&topics), found(2));
    fs::remove_file(&file).expect("it is there");
    changed(&client, &file, 3);
    client.until("the findings again", |client| client.found(&inner) == found(3));
    fs::remove_file(folder.join("one/hy-msg-lint.yaml")).expect("it is there");
    changed(&client, &folder.join("one/hy-msg-lint.yaml"), 3);
    client.until("those of the repository", |client| client.found(&inner) == found(2));
    client.end();
}

#[test]
fn a_broken_configuration_stops_only_its_own_folder() {
    for what in ["mistake", "folder", "link"] {
        let folder = repository(&format!("lsp-nearest-{what}"));
        let file = folder.join("one/hy-msg-lint.yaml");
        fs::remove_file(&file).expect("it is there");
        let said = match what {
            "mistake" => fs::write(&file, "colour: red\n").map(|()| "a configuration has no `colour`"),
            "folder" => fs::create_dir(&file).map(|()| "the configuration cannot be used"),
            #[cfg(unix)]
            _ => std::os::unix::fs::symlink("nowhere", &file).map(|()| "the configuration cannot be used"),
            #[cfg(not(unix))]
            _ => continue,
        };
        let said = said.expect("it can be made");
        let (topics, inner) = (folder.join("topics.yml"), folder.join("one/topics.yml"));
        let mut client = Client::start(&[&folder], &abilities(), &Value::Null);
        client.until("the problem", |client| client.found(&file) == ["0 1 -"]);
        client.settle(&topics);
        let message = client.published[&uri(&file)]["diagnostics"][0]["message"].clone();
        assert!(message.as_str().is_some_and(|message| message.starts_with(said)), "{message}");
        assert_eq!(client.found(&topics), ["0 2 low-replication-factor"], "{what}");
        assert!(client.found(&inner).is_empty(), "{what}");
        assert!(!client.asked.iter().any(|(method, _)| method == "window/showMessage"), "{what}");
        // A mended one is used.
        if what == "folder" { fs::remove_dir(&file) } else { fs::remove_file(&file) }.expect("it is there");
        changed(&client, &file, 3);
        client.until("the findings", |client| client.found(&inner) == ["0 2 low-replication-factor"]);
        assert!(client.found(&file).is_empty(), "{what}");
        client.end();
    }
}

#[test]
fn a_configuration_that_is_named_counts_for_all() {
    let folder = repository("lsp-nearest-named");
    let other = written(
        "lsp-nearest-named-other",
        &[("x.yaml", "rules: {low-replication-factor: {severity: info}}\n")],
    );
    for (lookup, severity) in [(Lookup::named(other.join("x.yaml")), 3), (Lookup::without(), 1)] {
        let mut client = Client::start_with(lookup, &[&folder], &abilities(), &Value::Null);
        for file in ["topics.yml", "one/topics.yml", "two/sub/topics.yml", "old/topics.yml"] {
            let path = folder.join(file);
            client.open(&path, LOW);
            assert!(
                client.current(&path).contains(&format!("0 {severity} low-replication-factor")),
                "{file}"
            );
        }
        client.end();
    }
}

#[test]
fn the_option_names_it() {
    let folder = repository("lsp-nearest-option");
    let mut child = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"))
        .args(["lsp", "--config", "one/hy-msg-lint.yaml"])
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut input = child.stdin.take().expect("a pipe");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut send = |message: &Value| {
        let text = message.to_string();
        write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the program reads");
    };
    let params = json!({"processId": null, "rootUri": uri(&folder), "capabilities": {}});
    send(&json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}));
    send(&json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}));
    let topics = uri(&folder.join("topics.yml"));
    let severity = loop {
        let message = Message::read(&mut output).expect("messages").expect("the program does not end");
        if let Message::Notification(one) = message
            && one.params["uri"] == *topics
        {
            break one.params["diagnostics"][0]["severity"].clone();
        }
    };
    assert_eq!(severity, 3);
    send(&json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}));
    send(&json!({"jsonrpc": "2.0", "method": "exit"}));
    assert!(child.wait().expect("it ends").success());
}
