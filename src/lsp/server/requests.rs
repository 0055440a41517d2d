//! Requests from the editor, and their answers.

use super::{Server, State};
use crate::lsp::fixes::{Fixes, fix_all};
use crate::lsp::lines::{Encoding, Lines};
use crate::lsp::root::Root;
use crate::lsp::settings::Settings;
use crate::lsp::unit::Unit;
use crate::lsp::uri::{path_of, uri_of};
use crate::lsp::{actions, definition, diagnostics, hover};
use crate::source::{Source, Span};
use crate::workspace::FilePath;
use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, Contents, DefinitionParams, ExecuteCommandOptions,
    ExecuteCommandParams, Hover, HoverParams, InitializeParams, InitializeResult, Location, MarkupContent,
    MarkupKind, PositionEncodingKind, ServerCapabilities, ServerInfo, ShowDocumentParams,
    TextDocumentPositionParams, TextDocumentSyncKind, TextDocumentSyncOptions, Uri, WorkspaceFolders,
    WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use lsp_server::{ErrorCode, Request};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

impl Server<'_> {
    pub(super) fn answer(&mut self, request: Request) -> Result<Value, Refusal> {
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
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
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
                    code_action_kinds: Some(vec![CodeActionKind::QuickFix, fix_all()]),
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

    /// Returns the up-to-date unit of the file `uri`, and its text.
    fn at(&mut self, uri: &Uri) -> Option<(&Unit, Arc<Source>)> {
        self.at_judged(uri, false)
    }

    /// Returns the up-to-date unit of the file `uri`, if asked for with its findings, and its text.
    fn at_judged(&mut self, uri: &Uri, is_judged: bool) -> Option<(&Unit, Arc<Source>)> {
        let path = path_of(uri)?;
        let root = self.roots.get_mut(&Root::path_for(&path, &self.folders))?;
        root.divide(&self.lookup);
        let unit = root.unit_of(&path)?;
        unit.read(&self.lookup, &self.documents);
        if is_judged && unit.is_due() {
            unit.judge();
        }
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
        let location = |span: Span| {
            let file = sources.get(span.source)?;
            let range = Lines::of(&file.text, encoding).range(span.range());
            Some(Location { uri: uri_of(file.file().absolute())?, range })
        };
        let found: Vec<_> = targets.into_iter().filter_map(location).collect();
        (!found.is_empty()).then_some(found)
    }

    fn actions(&mut self, params: &CodeActionParams) -> Vec<gen_lsp_types::CodeAction> {
        let (settings, open) = (self.settings, self.documents.versions());
        let is_awaited = actions::is_awaited(&params.context);
        let Some((unit, source)) = self.at_judged(&params.text_document.uri, is_awaited) else {
            return Vec::new();
        };
        let lines = Lines::of(&source.text, settings.encoding);
        let fixes = Fixes { unit, source: &source, lines: &lines, open: &open, settings };
        actions::actions(&fixes, &params.context)
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

/// The error of a request.
pub(super) type Refusal = (ErrorCode, String);

/// Parses the parameters of a message.
pub(super) fn read<T: DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

fn json<T: serde::Serialize>(value: T) -> Result<Value, Refusal> {
    serde_json::to_value(value).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}
