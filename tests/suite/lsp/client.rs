//! A minimal editor.

use crate::expected::root;
use hy_msg_lint::config::Lookup;
use hy_msg_lint::lsp::{Ended, serve};
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// No answer takes this long on any machine.
pub(super) const PATIENCE: Duration = Duration::from_mins(2);

pub(super) struct Client {
    connection: Connection,
    server: JoinHandle<Ended>,
    pub(super) capabilities: Value,
    /// Requests of the server to the editor, and messages to its user.
    pub(super) asked: Vec<(String, Value)>,
    /// The last diagnostics of each file, by URI.
    pub(super) published: BTreeMap<String, Value>,
    /// The number of published diagnostics.
    pub(super) answers: usize,
    version: i32,
    requests: i32,
}

/// Returns the folder that most tests use.
pub(super) fn quickstart() -> PathBuf {
    root().join("fixtures/projects/quickstart")
}

pub(super) fn uri(path: &Path) -> String {
    url::Url::from_file_path(path).expect("an absolute path").into()
}

/// Returns capabilities that most editors have.
pub(super) fn abilities() -> Value {
    json!({
        "textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}},
        "window": {"showDocument": {"support": true}},
        "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}},
    })
}

impl Client {
    /// Starts an editor that has `folders` open.
    pub(super) fn start(folders: &[&Path], capabilities: &Value, options: &Value) -> Self {
        Self::start_with(Lookup::nearest(), folders, capabilities, options)
    }

    /// Starts an editor that has `folders` open, with the configurations that `lookup` finds.
    pub(super) fn start_with(
        lookup: Lookup,
        folders: &[&Path],
        capabilities: &Value,
        options: &Value,
    ) -> Self {
        let (ours, theirs) = Connection::memory();
        let server = std::thread::spawn(move || serve(&theirs, lookup));
        let mut client = Self {
            connection: ours,
            server,
            capabilities: Value::Null,
            asked: Vec::new(),
            published: BTreeMap::new(),
            answers: 0,
            version: 0,
            requests: 0,
        };
        let folders: Vec<_> =
            folders.iter().map(|path| json!({"uri": uri(path), "name": "folder"})).collect();
        let params = json!({
            "processId": null, "rootUri": null, "capabilities": capabilities,
            "workspaceFolders": folders, "initializationOptions": options,
        });
        let answer = client.request("initialize", params).expect("the server starts");
        client.capabilities = answer["capabilities"].clone();
        client.notify("initialized", json!({}));
        client
    }

    pub(super) fn send(&self, message: Message) {
        self.connection.sender.send(message).expect("the server listens");
    }

    pub(super) fn notify(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params }.into());
    }

    /// Sends a request and returns the result, or the code of the error.
    pub(super) fn request(&mut self, method: &str, params: Value) -> Result<Value, i32> {
        self.requests += 1;
        let id = RequestId::from(self.requests);
        self.send(Request { id: id.clone(), method: method.to_owned(), params }.into());
        loop {
            match self.receive(PATIENCE).expect("the server answers") {
                Message::Response(response) if response.id == id => {
                    return response.response_result.map_err(|error| error.code);
                }
                message => self.take(message),
            }
        }
    }

    fn receive(&self, patience: Duration) -> Option<Message> {
        self.connection.receiver.recv_timeout(patience).ok()
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Notification(one) if one.method == "textDocument/publishDiagnostics" => {
                let uri = one.params["uri"].as_str().expect("an address").to_owned();
                self.published.insert(uri, one.params);
                self.answers += 1;
            }
            Message::Notification(Notification { method, params })
            | Message::Request(Request { method, params, .. }) => self.asked.push((method, params)),
            Message::Response(response) => panic!("nobody asked: {response:?}"),
        }
    }

    /// Receives messages until `is_done`.
    pub(super) fn until(&mut self, what: &str, is_done: impl Fn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_done(self) {
            let message = self.receive(end.saturating_duration_since(Instant::now()));
            let message = message.unwrap_or_else(|| panic!("{what} did not come: {:#?}", self.published));
            self.take(message);
        }
    }

    pub(super) fn open(&mut self, path: &Path, text: &str) {
        self.version += 1;
        let item = json!({"uri": uri(path), "languageId": "yaml", "version": self.version, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": item}));
    }

    /// Replaces the text of `path` without saving it, waits for its diagnostics and returns them.
    pub(super) fn change(&mut self, path: &Path, text: &str) -> Vec<String> {
        self.notify_change(path, text);
        self.current(path)
    }

    /// Replaces the text of `path` without waiting.
    pub(super) fn notify_change(&mut self, path: &Path, text: &str) {
        self.version += 1;
        let document = json!({"uri": uri(path), "version": self.version});
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": [{"text": text}]}),
        );
    }

    /// Waits for everything published together with the diagnostics of `path`.
    pub(super) fn settle(&mut self, path: &Path) {
        let at = json!({"textDocument": {"uri": uri(path)}, "position": {"line": 0, "character": 0}});
        self.request("textDocument/hover", at).expect("an answer");
    }

    /// Waits for the diagnostics of the latest text of `path` and returns them.
    pub(super) fn current(&mut self, path: &Path) -> Vec<String> {
        let (uri, version) = (uri(path), self.version);
        self.until(&format!("version {version} of {uri}"), |client| {
            client.published.get(&uri).is_some_and(|said| said["version"] == version)
        });
        self.found(path)
    }

    /// Returns the current diagnostics of `path`: line from 0, severity from 1 for an error, rule.
    pub(super) fn found(&self, path: &Path) -> Vec<String> {
        let all = self.published.get(&uri(path)).map(|said| said["diagnostics"].clone()).unwrap_or_default();
        let line =
            |one: &Value| format!("{} {} {}", one["range"]["start"]["line"], one["severity"], code(one));
        all.as_array().into_iter().flatten().map(line).collect()
    }

    /// Returns the position `more` characters after the start of the first `part` in `text`; both are ASCII up to
    /// there.
    pub(super) fn at(path: &Path, text: &str, part: &str, more: usize) -> Value {
        let offset = text.find(part).unwrap_or_else(|| panic!("there is no {part}")) + more;
        let before = &text[..offset];
        let line = before.matches('\n').count();
        let character = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        json!({"textDocument": {"uri": uri(path)}, "position": {"line": line, "character": character}})
    }

    /// Returns the hover text at the place, or an empty text.
    pub(super) fn hover(&mut self, at: Value) -> String {
        let answer = self.request("textDocument/hover", at).expect("an answer");
        answer["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    /// Returns `file:line` of each target, the line from 1.
    pub(super) fn targets(&mut self, at: Value) -> Vec<String> {
        let answer = self.request("textDocument/definition", at).expect("an answer");
        let target = |one: &Value| {
            let file = one["uri"].as_str().and_then(|uri| uri.rsplit('/').next()).unwrap_or_default();
            format!("{file}:{}", one["range"]["start"]["line"].as_u64().unwrap_or_default() + 1)
        };
        answer.as_array().into_iter().flatten().map(target).collect()
    }

    pub(super) fn end(mut self) -> Ended {
        assert_eq!(self.request("shutdown", Value::Null), Ok(Value::Null));
        self.notify("exit", Value::Null);
        self.server.join().expect("the server does not panic")
    }
}

pub(super) fn code(diagnostic: &Value) -> &str {
    diagnostic["code"].as_str().unwrap_or("-")
}
