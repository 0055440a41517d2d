//! The server: its state, its messages, and its schedule of checks.

mod notices;
mod publish;
mod requests;

use super::documents::Documents;
use super::root::Root;
use super::settings::Settings;
use crate::config::Lookup;
use gen_lsp_types::Diagnostic;
use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The pause without changes before a check, as a part of the duration of the last check: where checks are fast, every
/// key gets its answer; where they are slow, the machine does not constantly run checks whose results are outdated
/// before they are shown.
const PART: u32 = 8;

/// The longest such pause: the time between two keys of a person who types.
const PAUSE: Duration = Duration::from_millis(100);

/// While the user types without a pause, findings are shown after this time.
const PATIENCE: Duration = Duration::from_millis(500);

/// How the server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// After a shutdown request and an exit notification.
    InOrder,
    /// The connection was closed, or the exit came before a shutdown request.
    Left,
}

/// Serves the client at the other end of `connection` until it is done, with the configurations that `lookup` finds.
pub fn serve(connection: &Connection, lookup: Lookup) -> Ended {
    let mut server = Server {
        connection,
        lookup,
        state: State::Before,
        settings: Settings::default(),
        folders: Vec::new(),
        documents: Documents::default(),
        roots: BTreeMap::new(),
        published: BTreeMap::new(),
        told: Vec::new(),
        waiting: VecDeque::new(),
        due: None,
        took: Duration::ZERO,
        requests: 0,
    };
    server.run()
}

/// The state of the session (LSP specification, "Server lifecycle").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Running,
    ShutDown,
}

/// When a check is due, and its latest start.
struct Due {
    at: Instant,
    latest: Instant,
}

struct Server<'a> {
    connection: &'a Connection,
    lookup: Lookup,
    state: State,
    settings: Settings,
    /// The folders that the editor has open.
    folders: Vec<PathBuf>,
    documents: Documents,
    roots: BTreeMap<PathBuf, Root>,
    /// The last published diagnostics of each file, with the version of the document.
    published: BTreeMap<PathBuf, (Option<i32>, Vec<Diagnostic>)>,
    /// The last messages shown to the user that belong to no file.
    told: Vec<String>,
    /// Messages that arrived while another was handled.
    waiting: VecDeque<Message>,
    due: Option<Due>,
    /// The duration of the last completed check.
    took: Duration,
    /// Number of requests to the editor so far.
    requests: i32,
}

enum Next {
    Message(Message),
    Check,
    End,
}

impl Server<'_> {
    fn run(&mut self) -> Ended {
        loop {
            match self.next() {
                Next::End => return Ended::Left,
                Next::Check => self.check(),
                Next::Message(Message::Response(_)) => {}
                Next::Message(Message::Request(request)) => {
                    let id = request.id.clone();
                    let response = match self.answer(request) {
                        Ok(result) => Response::new_ok(id, result),
                        Err((code, message)) => Response::new_err(id, code as i32, message),
                    };
                    self.send(response.into());
                }
                Next::Message(Message::Notification(one)) if one.method == "exit" => {
                    return if self.state == State::ShutDown { Ended::InOrder } else { Ended::Left };
                }
                Next::Message(Message::Notification(one)) => {
                    if self.state == State::Running {
                        self.notice(one);
                    }
                }
            }
        }
    }

    fn next(&mut self) -> Next {
        self.take_in();
        if let Some(due) = self.due.as_ref().map(|due| due.at) {
            let left = due.saturating_duration_since(Instant::now());
            if left.is_zero() && !self.is_overtaken() {
                return Next::Check;
            }
            if let Some(message) = self.waiting.pop_front() {
                return Next::Message(message);
            }
            return match self.connection.receiver.recv_timeout(left) {
                Ok(message) => Next::Message(message),
                Err(error) if error.is_timeout() => Next::Check,
                Err(_) => Next::End,
            };
        }
        let waiting = self.waiting.pop_front();
        waiting.or_else(|| self.connection.receiver.recv().ok()).map_or(Next::End, Next::Message)
    }

    fn take_in(&mut self) {
        self.waiting.extend(self.connection.receiver.try_iter());
    }

    /// Returns whether a message is waiting that makes the result of a check outdated.
    fn is_overtaken(&self) -> bool {
        self.waiting.iter().any(|message| {
            matches!(message, Message::Notification(one)
                if one.method == "exit" || one.method.starts_with("textDocument/did"))
        })
    }

    fn send(&self, message: Message) {
        // If the other end is gone, the next message does not arrive either.
        let _ = self.connection.sender.send(message);
    }

    fn tell<P: serde::Serialize>(&self, method: &str, params: P) {
        self.send(Notification::new(method.to_owned(), params).into());
    }

    fn ask<P: serde::Serialize>(&mut self, method: &str, params: P) {
        self.requests += 1;
        let id = RequestId::from(self.requests);
        self.send(Request::new(id, method.to_owned(), params).into());
    }

    fn root(&mut self, path: PathBuf) -> &mut Root {
        self.roots.entry(path.clone()).or_insert_with(|| Root::at(path))
    }

    /// Removes the roots that are neither a folder of the editor nor contain an open document.
    fn prune(&mut self) {
        let open = self.documents.iter().map(|(path, _)| Root::path_for(path, &self.folders));
        let wanted: Vec<_> = self.folders.iter().cloned().chain(open).collect();
        self.roots.retain(|root, _| wanted.contains(root));
    }

    /// Marks what the file at `path` concerns as changed.
    fn changed(&mut self, path: &Path) {
        self.roots.values_mut().for_each(|root| root.change(path));
    }

    /// Handles a change of files on disk.
    fn forget(&mut self) {
        self.roots.values_mut().for_each(Root::forget);
        self.due_in(Duration::ZERO);
    }

    fn due_in(&mut self, pause: Duration) {
        let now = Instant::now();
        let latest = self.due.as_ref().map_or(now + PATIENCE, |due| due.latest);
        self.due = Some(Due { at: (now + pause).min(latest), latest });
    }

    /// Checks the changed units and publishes the results.
    fn check(&mut self) {
        let start = Instant::now();
        // After the longest wait, slightly outdated findings are better than none.
        let is_late = self.due.as_ref().is_some_and(|due| due.latest <= start);
        // Dropped at the end of this function, after publishing.
        let mut before = Vec::new();
        self.roots.values_mut().for_each(|root| root.divide(&self.lookup));
        let mut due = Vec::new();
        for (path, root) in &self.roots {
            let units = root.units().iter().enumerate().filter(|(_, unit)| unit.is_due());
            due.extend(units.map(|(number, _)| (path.clone(), number)));
        }
        for (root, number) in due {
            let Some(unit) = self.roots.get_mut(&root).and_then(|root| root.unit_mut(number)) else {
                continue;
            };
            before.extend(unit.read(&self.lookup, &self.documents));
            self.take_in();
            if self.is_overtaken() && !is_late {
                // The waiting messages are handled first; the remaining units are checked afterwards.
                return;
            }
            let Some(unit) = self.roots.get_mut(&root).and_then(|root| root.unit_mut(number)) else {
                continue;
            };
            unit.judge();
        }
        self.due = None;
        self.publish();
        self.took = start.elapsed();
    }
}
