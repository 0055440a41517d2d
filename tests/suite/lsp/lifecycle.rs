//! The server's lifecycle, and messages out of order.

use super::client::{Client, PATIENCE, abilities, quickstart, uri};
use hy_msg_lint::config::Lookup;
use hy_msg_lint::lsp::{Ended, serve};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use std::io::{BufReader, Write};
use std::process::{Child, Command, Stdio};

fn program() -> Child {
    Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"))
        .args(["lsp", "--stdio"])
        .current_dir(quickstart())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs")
}

/// Returns the program's answers to `input`, and its exit code.
fn told(input: &str) -> (Vec<Value>, Option<i32>) {
    let mut child = program();
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("the program reads");
    let output = child.wait_with_output().expect("the program ends");
    let mut rest = BufReader::new(&*output.stdout);
    let mut said = Vec::new();
    while let Some(message) = Message::read(&mut rest).expect("nothing but messages is printed") {
        said.push(serde_json::to_value(message).expect("JSON"));
    }
    (said, output.status.code())
}

fn framed(bodies: &[&str]) -> String {
    let framed = |body: &&str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
    bodies.iter().map(framed).collect::<Vec<_>>().concat()
}

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}"#;
const SHUTDOWN: &str = r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#;
const EXIT: &str = r#"{"jsonrpc":"2.0","method":"exit"}"#;

#[test]
fn the_exit_code_says_whether_it_ended_in_order() {
    for (messages, code) in [
        (&[INITIALIZE, SHUTDOWN, EXIT][..], 0),
        (&[INITIALIZE, EXIT], 1),
        (&[EXIT], 1),
        (&[INITIALIZE], 1),
        (&[], 1),
    ] {
        assert_eq!(told(&framed(messages)).1, Some(code), "{messages:?}");
    }
}

#[test]
fn what_is_no_message_is_refused_and_passed_over() {
    let bodies = ["{", "[]", r#"{"id":7,"method":7}"#, INITIALIZE, "\u{0}", SHUTDOWN, EXIT];
    let (said, code) = told(&framed(&bodies));
    let answers: Vec<_> = said.iter().map(|one| (one["id"].clone(), one["error"]["code"].clone())).collect();
    assert!(answers.contains(&(json!(7), json!(ErrorCode::InvalidRequest as i32))), "{said:?}");
    assert!(answers.contains(&(json!(2), Value::Null)), "{said:?}");
    assert_eq!(code, Some(0));
}

#[test]
fn requests_out_of_order_are_refused() {
    let (ours, theirs) = Connection::memory();
    let server = std::thread::spawn(move || serve(&theirs, Lookup::nearest()));
    let ask = |id: i32, method: &str, params: Value| {
        let request = Request { id: RequestId::from(id), method: method.to_owned(), params };
        ours.sender.send(request.into()).expect("the server listens");
        loop {
            let message = ours.receiver.recv_timeout(PATIENCE).expect("the server answers");
            if let Message::Response(response) = message {
                break response.response_result.map_err(|error| error.code);
            }
        }
    };
    assert_eq!(ask(1, "textDocument/hover", json!({})), Err(ErrorCode::ServerNotInitialized as i32));
    assert_eq!(ask(2, "initialize", json!({"capabilities": 1})), Err(ErrorCode::InvalidParams as i32));
    assert!(ask(3, "initialize", json!({"capabilities": {}})).is_ok());
    assert_eq!(ask(4, "initialize", json!({"capabilities": {}})), Err(ErrorCode::InvalidRequest as i32));
    assert_eq!(ask(5, "textDocument/hover", json!({"position": 1})), Err(ErrorCode::InvalidParams as i32));
    assert_eq!(ask(6, "textDocument/nothing", json!(null)), Err(ErrorCode::MethodNotFound as i32));
    let elsewhere = json!({"textDocument": {"uri": "untitled:1"}, "position": {"line": 0, "character": 0}});
    assert_eq!(ask(7, "textDocument/hover", elsewhere), Ok(Value::Null));
    let open = json!({"command": "hy-msg-lint.open", "arguments": ["file:///etc/passwd"]});
    assert_eq!(ask(8, "workspace/executeCommand", open), Err(ErrorCode::InvalidParams as i32));
    assert_eq!(ask(9, "shutdown", Value::Null), Ok(Value::Null));
    assert_eq!(ask(10, "shutdown", Value::Null), Err(ErrorCode::InvalidRequest as i32));
    ours.sender
        .send(Notification { method: "exit".to_owned(), params: Value::Null }.into())
        .expect("it listens");
    assert_eq!(server.join().expect("the server does not panic"), Ended::InOrder);
}

#[test]
fn notifications_that_make_no_sense_change_nothing() {
    let folder = quickstart();
    let mut client = Client::start(&[&folder], &abilities(), &Value::Null);
    let file = folder.join("topics.yml");
    for (method, params) in [
        ("textDocument/didOpen", json!({})),
        (
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri(&file), "version": 1}, "contentChanges": [{"text": "x"}]}),
        ),
        ("textDocument/didChange", json!([])),
        ("textDocument/didClose", json!({"textDocument": {"uri": "file:///nowhere"}})),
        ("textDocument/didSave", json!({"textDocument": {"uri": "nonsense"}})),
        ("workspace/didChangeWatchedFiles", json!({"changes": []})),
        (
            "workspace/didChangeWorkspaceFolders",
            json!({"event": {"added": [], "removed": [{"uri": "x", "name": ""}]}}),
        ),
        ("$/setTrace", json!({"value": "off"})),
        ("$/cancelRequest", json!({"id": 1})),
    ] {
        client.notify(method, params);
    }
    client.until("the first check", |client| !client.found(&file).is_empty());
    assert_eq!(client.end(), Ended::InOrder);
}
