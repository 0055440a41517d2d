//! A policy that would end the program ends a process beside it, and the server goes on.
#![cfg(target_os = "linux")]

use super::client::uri;
use crate::expected::scratch;
use crate::harm::ENDS_ITS_PROCESS;
use lsp_server::{Message, Notification, Request};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufReader, Write};
use std::process::{Command, Stdio};

const POLICY: &str = "\
# METADATA
# title: Own
# description: Own.
# custom:
#   input: [topic]
#   severity: error
package hy_msg_lint.topic.own

deny contains {\"msg\": \"m\", \"at\": []} if {
";

#[test]
fn a_policy_that_would_end_the_server_is_a_problem() {
    let folder = scratch("lsp_harm");
    fs::create_dir_all(folder.join("policies/topic/own")).expect("folders can be made");
    let policy = format!("{POLICY}{ENDS_ITS_PROCESS}\n}}\n");
    for (file, text) in [
        ("policies/topic/own/own.rego", &*policy),
        ("hy-msg-lint.yaml", "policies: [policies]\n"),
        ("topics.yml", "topics: [{name: orders, partitions: 3, replication_factor: 1}]\n"),
    ] {
        fs::write(folder.join(file), text).expect("a file can be written");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
    command
        .arg("lsp")
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut server = command.spawn().expect("the binary runs");
    let mut input = server.stdin.take().expect("a pipe");
    let mut output = BufReader::new(server.stdout.take().expect("a pipe"));
    let mut send =
        |message: Message| message.write(&mut input).and_then(|()| input.flush()).expect("it reads");
    let folders = json!([{"uri": uri(&folder), "name": "harm"}]);
    let hello = json!({"processId": null, "capabilities": {}, "rootUri": null, "workspaceFolders": folders});
    send(Request::new(1.into(), "initialize".to_owned(), hello).into());
    send(Notification::new("initialized".to_owned(), json!({})).into());
    let mut told: Vec<Value> = Vec::new();
    let both = |told: &[Value]| {
        ["the rule `own` ", "replication factor 1"]
            .map(|part| told.iter().any(|one| one.to_string().contains(part)))
    };
    while both(&told) != [true, true] {
        let message = Message::read(&mut output).expect("messages").expect("the server goes on");
        told.push(serde_json::to_value(message).expect("JSON"));
    }
    let why = told.iter().any(|one| one.to_string().contains("more memory than a policy may take"));
    assert!(why, "{told:?}");
    send(Request::new(2.into(), "shutdown".to_owned(), Value::Null).into());
    send(Notification::new("exit".to_owned(), Value::Null).into());
    while Message::read(&mut output).expect("messages").is_some() {}
    let ended = server.wait_with_output().expect("a child");
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}
