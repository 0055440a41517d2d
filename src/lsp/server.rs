//! The server: its states, its messages, and when it checks.

use super::diagnostics::{self, ByFile};
use super::documents::Documents;
use super::lines::Lines;
use super::settings::Settings;
use super::unit::Unit;
use super::uri::{path_of, uri_of};
use super::{actions, definition, hover};
use crate::source::Source;
use crate::workspace::FilePath;
use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, Contents, DefinitionParams, Diagnostic,
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWatchedFilesRegistrationOptions,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, ExecuteCommandOptions, ExecuteCommandParams, FileSystemWatcher, Hover,
    HoverParams, InitializeParams, InitializeResult, Location, MarkupContent, MarkupKind, MessageType,
    PositionEncodingKind, PublishDiagnosticsParams, Registration, RegistrationParams, ServerCapabilities,
    ServerInfo, ShowDocumentParams, ShowMessageParams, TextDocumentPositionParams, TextDocumentSyncKind,
    TextDocumentSyncOptions, Uri, WorkspaceFolder, WorkspaceFolders, WorkspaceFoldersServerCapabilities,
    WorkspaceOptions,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long the text has to stay as it is before it is checked: a part of what the last check took, so that where checks are fast every
/// key has its answer, and where they are slow the machine does not check all the time what is gone before it is shown.
const PART: u32 = 8;

/// Nobody waits longer than this for that: it is the time between two keys of somebody who types.
const PAUSE: Duration = Duration::from_millis(100);

/// Who types without a pause sees what is found after this time.
const PATIENCE: Duration = Duration::from_millis(500);

/// Files that may change what is found, in the editor's globs.
const WATCHED: &[&str] = &[
    "**/*.{yml,yaml,json,properties,sh,bash,mk,toml,rego,env}",
    "**/{Makefile,makefile,GNUmakefile,.env,.env.*}",
];

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It was asked to shut down, and then to exit.
    InOrder,
    /// It was left, or told to exit before it was asked to shut down.
    Left,
}

/// Serves whoever is at the other end of `connection` until they are done.
pub fn serve(connection: &Connection) -> Ended {
    let mut server = Server {
        connection,
        state: State::Before,
        settings: Settings::default(),
        folders: Vec::new(),
        documents: Documents::default(),
        units: BTreeMap::new(),
        published: BTreeMap::new(),
        told: Vec::new(),
        waiting: VecDeque::new(),
        due: None,
        took: Duration::ZERO,
        requests: 0,
    };
    server.run()
}

/// Where the conversation stands (LSP specification, "Server lifecycle").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Running,
    ShutDown,
}

/// When a check is due, and when it was first.
struct Due {
    at: Instant,
    latest: Instant,
}

struct Server<'a> {
    connection: &'a Connection,
    state: State,
    settings: Settings,
    /// The folders that the editor has open.
    folders: Vec<PathBuf>,
    documents: Documents,
    units: BTreeMap<PathBuf, Unit>,
    /// What the editor was told last of each file, with the version that it holds.
    published: BTreeMap<PathBuf, (Option<i32>, Vec<Diagnostic>)>,
    /// What the user was told last that is about no file.
    told: Vec<String>,
    /// Messages that came while another was answered.
    waiting: VecDeque<Message>,
    due: Option<Due>,
    /// How long the last check took that came to its end.
    took: Duration,
    /// Requests to the editor so far.
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

    /// True where a message waits after which a check begun now says nothing about what the user sees.
    fn is_overtaken(&self) -> bool {
        self.waiting.iter().any(|message| {
            matches!(message, Message::Notification(one)
                if one.method == "exit" || one.method.starts_with("textDocument/did"))
        })
    }

    fn send(&self, message: Message) {
        // Where nobody is left to read it, the next message does not come either.
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

    fn answer(&mut self, request: Request) -> Result<Value, Refusal> {
        let Request { method, params, .. } = request;
        match (self.state, &*method) {
            (State::Before, "initialize") => self.initialize(params),
            (State::Before, _) => {
                Err((ErrorCode::ServerNotInitialized, "the first request is `initialize`".to_owned()))
            }
            (State::ShutDown, _) => {
                Err((ErrorCode::InvalidRequest, "the server has been asked to shut down".to_owned()))
            }
            (State::Running, "shutdown") => {
                self.state = State::ShutDown;
                self.due = None;
                Ok(Value::Null)
            }
            (State::Running, "textDocument/hover") => {
                let HoverParams { text_document_position_params: at, .. } = read(params)?;
                json(self.hover(&at))
            }
            (State::Running, "textDocument/definition") => {
                let DefinitionParams { text_document_position_params: at, .. } = read(params)?;
                json(self.definition(&at))
            }
            (State::Running, "textDocument/codeAction") => {
                let params: CodeActionParams = read(params)?;
                json(self.actions(&params))
            }
            (State::Running, "workspace/executeCommand") => {
                let params: ExecuteCommandParams = read(params)?;
                self.execute(&params)
            }
            (State::Running, "initialize") => {
                Err((ErrorCode::InvalidRequest, "the server has been initialized".to_owned()))
            }
            (State::Running, _) => Err((ErrorCode::MethodNotFound, format!("`{method}` is not known here"))),
        }
    }

    #[expect(deprecated, reason = "editors without folders say where they are in no other way")]
    fn initialize(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: InitializeParams = read(params)?;
        self.settings = Settings::of(&params);
        let named: Vec<Uri> = match params.workspace_folders_initialize_params.workspace_folders {
            Some(WorkspaceFolders::WorkspaceFolderList(folders)) => {
                folders.into_iter().map(|folder| folder.uri).collect()
            }
            Some(WorkspaceFolders::Null) | None => params.root_uri.into_iter().collect(),
        };
        self.folders = named.iter().filter_map(path_of).collect();
        self.state = State::Running;
        let encoding = match self.settings.encoding {
            super::lines::Encoding::Utf8 => PositionEncodingKind::UTF8,
            super::lines::Encoding::Utf16 => PositionEncodingKind::UTF16,
        };
        let commands = vec![actions::OPEN.to_owned()];
        let capabilities = ServerCapabilities {
            position_encoding: Some(encoding),
            text_document_sync: Some(
                TextDocumentSyncOptions {
                    open_close: Some(true),
                    change: Some(TextDocumentSyncKind::Incremental),
                    save: Some(true.into()),
                    ..TextDocumentSyncOptions::default()
                }
                .into(),
            ),
            hover_provider: Some(true.into()),
            definition_provider: Some(true.into()),
            code_action_provider: Some(
                CodeActionOptions {
                    code_action_kinds: Some(vec![CodeActionKind::QuickFix]),
                    ..CodeActionOptions::default()
                }
                .into(),
            ),
            execute_command_provider: self
                .settings
                .opens
                .then(|| ExecuteCommandOptions { commands, ..ExecuteCommandOptions::default() }),
            workspace: Some(WorkspaceOptions {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(true.into()),
                }),
                ..WorkspaceOptions::default()
            }),
            ..ServerCapabilities::default()
        };
        let version = Some(env!("CARGO_PKG_VERSION").to_owned());
        let server_info = Some(ServerInfo { name: diagnostics::SOURCE.to_owned(), version });
        json(InitializeResult { capabilities, server_info })
    }

    /// Takes note of a notification; one that is not known, or makes no sense, changes nothing.
    fn notice(&mut self, one: Notification) {
        let Notification { method, params } = one;
        match &*method {
            "initialized" => {
                self.watch();
                let folders = self.folders.clone();
                for folder in folders {
                    self.unit(folder).change();
                }
                self.due_in(Duration::ZERO);
            }
            "textDocument/didOpen" => {
                let Ok(params) = read::<DidOpenTextDocumentParams>(params) else { return };
                let Some(path) = self.documents.open(params) else { return };
                let root = Unit::root_for(&path, &self.folders);
                self.unit(root);
                self.changed(&path);
                self.due_in(Duration::ZERO);
            }
            "textDocument/didChange" => {
                let Ok(params) = read::<DidChangeTextDocumentParams>(params) else { return };
                let Some(path) = self.documents.change(params, self.settings.encoding) else { return };
                self.changed(&path);
                self.due_in(PAUSE.min(self.took / PART));
            }
            "textDocument/didSave" => {
                let Ok(params) = read::<DidSaveTextDocumentParams>(params) else { return };
                if path_of(&params.text_document.uri).is_some() {
                    self.forget();
                }
            }
            "textDocument/didClose" => {
                let Ok(params) = read::<DidCloseTextDocumentParams>(params) else { return };
                let Some(path) = self.documents.close(&params.text_document.uri) else { return };
                self.changed(&path);
                self.prune();
                self.due_in(Duration::ZERO);
            }
            "workspace/didChangeWatchedFiles" => {
                let Ok(params) = read::<DidChangeWatchedFilesParams>(params) else { return };
                // What the editor holds is as it holds it, whatever is on disk; its configuration and policies are read from there.
                if !params.changes.is_empty() {
                    self.forget();
                }
            }
            "workspace/didChangeConfiguration" => self.forget(),
            "workspace/didChangeWorkspaceFolders" => {
                let Ok(params) = read::<DidChangeWorkspaceFoldersParams>(params) else { return };
                let paths = |folders: Vec<WorkspaceFolder>| -> Vec<PathBuf> {
                    folders.iter().filter_map(|folder| path_of(&folder.uri)).collect()
                };
                let (added, removed) = (paths(params.event.added), paths(params.event.removed));
                self.folders.retain(|folder| !removed.contains(folder));
                self.folders.extend(added);
                self.prune();
                let open: Vec<_> = self.documents.iter().map(|(path, _)| path.clone()).collect();
                let roots = open.iter().map(|path| Unit::root_for(path, &self.folders));
                let roots: Vec<_> = self.folders.iter().cloned().chain(roots).collect();
                for root in roots {
                    self.unit(root);
                }
                self.due_in(Duration::ZERO);
            }
            _ => {}
        }
    }

    /// Asks the editor to tell of files that change on disk.
    fn watch(&mut self) {
        if !self.settings.watches {
            return;
        }
        let watcher = |glob: &&str| FileSystemWatcher { glob_pattern: (*glob).to_owned().into(), kind: None };
        let watchers = WATCHED.iter().map(watcher).collect();
        let options = DidChangeWatchedFilesRegistrationOptions { watchers };
        let registration = Registration {
            id: "files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: serde_json::to_value(options).ok(),
        };
        self.ask("client/registerCapability", RegistrationParams { registrations: vec![registration] });
    }

    fn unit(&mut self, root: PathBuf) -> &mut Unit {
        self.units.entry(root.clone()).or_insert_with(|| Unit::at(root))
    }

    /// Leaves what is neither a folder of the editor's nor around a file that it holds.
    fn prune(&mut self) {
        let open = self.documents.iter().map(|(path, _)| Unit::root_for(path, &self.folders));
        let wanted: Vec<_> = self.folders.iter().cloned().chain(open).collect();
        self.units.retain(|root, _| wanted.contains(root));
    }

    /// The text of the file at `path` has changed.
    fn changed(&mut self, path: &Path) {
        self.units.values_mut().filter(|unit| unit.concerns(path)).for_each(Unit::change);
    }

    /// Files on disk have changed.
    fn forget(&mut self) {
        self.units.values_mut().for_each(Unit::forget);
        self.due_in(Duration::ZERO);
    }

    fn due_in(&mut self, pause: Duration) {
        let now = Instant::now();
        let latest = self.due.as_ref().map_or(now + PATIENCE, |due| due.latest);
        self.due = Some(Due { at: (now + pause).min(latest), latest });
    }

    /// Checks what has changed, and tells the editor.
    fn check(&mut self) {
        let start = Instant::now();
        // Who has waited long enough is shown what is found in the text before the last keys, rather than nothing.
        let is_late = self.due.as_ref().is_some_and(|due| due.latest <= start);
        // Freed at the end of this function, behind the answer.
        let mut before = Vec::new();
        let roots: Vec<_> =
            self.units.iter().filter(|(_, unit)| unit.is_due()).map(|(root, _)| root.clone()).collect();
        for root in roots {
            let Some(unit) = self.units.get_mut(&root) else { continue };
            before.extend(unit.read(&self.documents));
            self.take_in();
            if self.is_overtaken() && !is_late {
                // What waits is taken first, and what is left is checked then.
                return;
            }
            let Some(unit) = self.units.get_mut(&root) else { continue };
            unit.judge();
        }
        self.due = None;
        self.publish();
        self.took = start.elapsed();
    }

    /// Tells the editor what has changed of what it was told.
    fn publish(&mut self) {
        let mut found = ByFile::new();
        let mut nowhere = Vec::new();
        for unit in self.units.values() {
            let report = unit.refused.as_deref().unwrap_or(&unit.declared.report);
            nowhere.extend(diagnostics::collect(report, self.settings, &mut found));
        }
        // Of what the editor shows it is told that nothing was found, too.
        for (path, _) in self.documents.iter() {
            found.entry(path.clone()).or_default();
        }
        let before: Vec<_> =
            self.published.keys().filter(|path| !found.contains_key(*path)).cloned().collect();
        found.extend(before.into_iter().map(|path| (path, Vec::new())));
        for (path, diagnostics) in found {
            let document = self.documents.get(&path);
            let version = document.map(|document| document.version);
            let known = self.published.get(&path);
            if known.is_some_and(|known| *known == (version, diagnostics.clone())) {
                continue;
            }
            let uri = document.map(|document| document.uri.clone()).or_else(|| uri_of(&path));
            if let Some(uri) = uri {
                let params = PublishDiagnosticsParams { uri, version, diagnostics: diagnostics.clone() };
                self.tell("textDocument/publishDiagnostics", params);
            }
            if diagnostics.is_empty() && document.is_none() {
                self.published.remove(&path);
            } else {
                self.published.insert(path, (version, diagnostics));
            }
        }
        for message in nowhere.iter().filter(|message| !self.told.contains(message)) {
            let params = ShowMessageParams { kind: MessageType::Error, message: message.clone() };
            self.tell("window/showMessage", params);
        }
        self.told = nowhere;
    }

    /// The unit of the file that `uri` names, as it is now, and its text.
    fn at(&mut self, uri: &Uri) -> Option<(&Unit, Arc<Source>)> {
        let path = path_of(uri)?;
        let root = Unit::root_for(&path, &self.folders);
        let unit = self.units.get_mut(&root)?;
        unit.read(&self.documents);
        let source = unit.declared.report.sources.load(FilePath::from_here(&path).shown()).ok()?;
        Some((unit, source))
    }

    fn hover(&mut self, at: &TextDocumentPositionParams) -> Option<Hover> {
        let settings = self.settings;
        let (unit, source) = self.at(&at.text_document.uri)?;
        let lines = Lines::of(&source.text, settings.encoding);
        let (text, bytes) = hover::hover(unit, &source, lines.offset(at.position))?;
        let kind = if settings.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
        let value = if settings.markdown { text } else { text.replace("**", "").replace('`', "") };
        Some(Hover {
            contents: Contents::MarkupContent(MarkupContent { kind, value }),
            range: Some(lines.range(bytes)),
        })
    }

    fn definition(&mut self, at: &TextDocumentPositionParams) -> Option<Vec<Location>> {
        let encoding = self.settings.encoding;
        let (unit, source) = self.at(&at.text_document.uri)?;
        let offset = Lines::of(&source.text, encoding).offset(at.position);
        let targets = definition::definition(unit, &source, offset);
        let sources = &unit.declared.report.sources;
        let location = |span: crate::source::Span| {
            let file = sources.get(span.source)?;
            let range = Lines::of(&file.text, encoding).range(span.range());
            Some(Location { uri: uri_of(file.file().absolute())?, range })
        };
        let found: Vec<_> = targets.into_iter().filter_map(location).collect();
        (!found.is_empty()).then_some(found)
    }

    fn actions(&mut self, params: &CodeActionParams) -> Vec<gen_lsp_types::CodeAction> {
        let settings = self.settings;
        let uri = &params.text_document.uri;
        let Some((unit, source)) = self.at(uri) else { return Vec::new() };
        let lines = Lines::of(&source.text, settings.encoding);
        actions::actions(unit, &source, &lines, uri, &params.context, settings.opens)
    }

    fn execute(&mut self, params: &ExecuteCommandParams) -> Result<Value, Refusal> {
        let address = params.arguments.as_ref().and_then(|all| all.first()?.as_str()).map(str::to_owned);
        match (&*params.command, address) {
            (actions::OPEN, Some(address)) if address.starts_with("https://") => {
                let shown = ShowDocumentParams {
                    uri: Uri(address),
                    external: Some(true),
                    take_focus: None,
                    selection: None,
                };
                self.ask("window/showDocument", shown);
                Ok(Value::Null)
            }
            (command, _) => Err((ErrorCode::InvalidParams, format!("`{command}` cannot be done with that"))),
        }
    }
}

/// Why a request has no result.
type Refusal = (ErrorCode, String);

fn read<T: DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

fn json<T: serde::Serialize>(value: T) -> Result<Value, Refusal> {
    serde_json::to_value(value).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}
