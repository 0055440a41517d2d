//! Notifications from the editor.

use super::requests::read;
use super::{PART, PAUSE, Server};
use crate::lsp::root::Root;
use crate::lsp::uri::path_of;
use crate::workspace::Format;
use gen_lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWatchedFilesRegistrationOptions,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, FileSystemWatcher, Registration, RegistrationParams, WorkspaceFolder,
};
use lsp_server::Notification;
use std::path::PathBuf;
use std::time::Duration;

impl Server<'_> {
    /// Handles a notification; ignores unknown and invalid ones.
    pub(super) fn notice(&mut self, one: Notification) {
        let Notification { method, params } = one;
        match &*method {
            "initialized" => {
                self.watch();
                let folders = self.folders.clone();
                for folder in folders {
                    self.root(folder);
                }
                self.due_in(Duration::ZERO);
            }
            "textDocument/didOpen" => {
                let Ok(params) = read::<DidOpenTextDocumentParams>(params) else { return };
                let Some(path) = self.documents.open(params) else { return };
                let root = Root::path_for(&path, &self.folders);
                self.root(root);
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
                // Open documents override the disk, but configuration and policies are read from the disk.
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
                let roots = open.iter().map(|path| Root::path_for(path, &self.folders));
                let roots: Vec<_> = self.folders.iter().cloned().chain(roots).collect();
                for root in roots {
                    self.root(root);
                }
                self.due_in(Duration::ZERO);
            }
            _ => {}
        }
    }

    /// Asks the editor to report changes of files on disk.
    fn watch(&mut self) {
        if !self.settings.watches {
            return;
        }
        // Changed policies and ignore files may change findings, too.
        let globs = Format::globs(&["rego"]).into_iter().chain(["**/{.gitignore,.ignore}".to_owned()]);
        let watcher = |glob: String| FileSystemWatcher { glob_pattern: glob.into(), kind: None };
        let watchers = globs.map(watcher).collect();
        let options = DidChangeWatchedFilesRegistrationOptions { watchers };
        let registration = Registration {
            id: "files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: serde_json::to_value(options).ok(),
        };
        self.ask("client/registerCapability", RegistrationParams { registrations: vec![registration] });
    }
}
