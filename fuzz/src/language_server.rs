//! Messages to the language server, over the framing that it reads.

use super::texts;
use hy_msg_lint::config::Lookup;
use hy_msg_lint::lsp::serve;
use hy_msg_lint::lsp::wire::{self, Received};
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The files on disk: the ones that messages change in memory have these names.
const FILES: &[(&str, &[u8])] = &[
    ("compose.yml", b"services:\n  kafka: {image: 'apache/kafka:latest', networks: {a: {ipv4_address: 10.0.0.2}}}\nnetworks: {a: {}}\n"),
    ("topics.yml", b"topics:\n  - {name: orders, partitions: 3, replication_factor: 1}\n"),
    ("hy-msg-lint.yaml", b"ignore: [unpinned-image]\n"),
];

/// Sends a message for each text of `data`, between the messages that begin and end a session.
pub fn run(data: &[u8]) {
    let folder = texts::folder("language_server");
    for (name, text) in FILES.iter().filter(|(name, _)| !folder.join(name).exists()) {
        std::fs::write(folder.join(name), text).expect("the folder for temporary files can be written");
    }
    let address = format!("file://{}", folder.display());
    let (server, client) = Connection::memory();
    let mut asked = BTreeMap::new();
    let begin = json!({"capabilities": {}, "workspaceFolders": [{"uri": address, "name": "w"}]});
    let begin = Request::new(RequestId::from("begin".to_owned()), "initialize".to_owned(), begin);
    let texts = texts::texts(data, "message").into_iter().map(|(_, text)| text);
    let read = texts.filter_map(|text| received(text, &folder));
    let ready = Notification::new("initialized".to_owned(), json!({}));
    let end = Request::new(RequestId::from("end".to_owned()), "shutdown".to_owned(), Value::Null);
    // Without an `exit` of ours: the server does not begin a check with one waiting.
    for message in [begin.into(), ready.into()].into_iter().chain(read).chain([end.into()]) {
        // What comes after `exit` is nobody's.
        let is_last = matches!(&message, Message::Notification(one) if one.method == "exit");
        if let Message::Request(request) = &message {
            *asked.entry(request.id.clone()).or_insert(0) += 1;
        }
        client.sender.send(message).expect("the server's end of the connection is open");
        if is_last {
            break;
        }
    }
    let Connection { sender, receiver } = client;
    drop(sender);
    serve(&server, Lookup::nearest());
    for message in receiver.try_iter() {
        if let Message::Response(response) = message {
            *asked.entry(response.id).or_insert(0) -= 1;
        }
    }
    assert!(asked.values().all(|number| *number == 0), "unanswered, or answered twice: {asked:?}");
}

/// Returns the message in `text`, as the server reads it from a client; its addresses lead into `folder`.
fn received(text: &[u8], folder: &Path) -> Option<Message> {
    let framed = [format!("Content-Length: {}\r\n\r\n", text.len()).as_bytes(), text].concat();
    match wire::read(&mut &*framed) {
        Ok(Received::Message(Message::Request(one))) => {
            Some(Request { params: within(one.params, folder), ..one }.into())
        }
        Ok(Received::Message(Message::Notification(one))) => {
            Some(Notification { params: within(one.params, folder), ..one }.into())
        }
        Ok(Received::Message(Message::Response(one))) => Some(one.into()),
        Ok(Received::Malformed(..) | Received::End) | Err(_) => None,
    }
}

/// Puts every address of a file in `params` into `folder`: the server searches the folders that it is named, which a
/// fuzzer would let be the whole disk.
fn within(params: Value, folder: &Path) -> Value {
    match params {
        Value::String(text) => {
            // An address means the same without them.
            let address: String = text.chars().filter(|one| !matches!(one, '\t' | '\n' | '\r')).collect();
            let Some(at) = address.to_ascii_lowercase().find("file:") else { return Value::String(text) };
            let path = address[at + "file:".len()..].trim_start_matches('/');
            let leads_out = path.contains("..") || path.contains(['%', '\\', '?', '#']);
            let path = if leads_out { "compose.yml" } else { path };
            Value::from(format!("file://{}/{path}", folder.display()))
        }
        Value::Array(items) => items.into_iter().map(|item| within(item, folder)).collect(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, within(value, folder))).collect(),
        other => other,
    }
}
