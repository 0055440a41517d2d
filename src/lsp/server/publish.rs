//! Publishes diagnostics to the editor.

use super::Server;
use crate::lsp::diagnostics::{self, ByFile};
use crate::lsp::root::Root;
use crate::lsp::uri::uri_of;
use gen_lsp_types::{MessageType, PublishDiagnosticsParams, ShowMessageParams};

impl Server<'_> {
    /// Publishes the diagnostics that have changed.
    pub(super) fn publish(&mut self) {
        let mut found = ByFile::new();
        let mut nowhere = Vec::new();
        for unit in self.roots.values().flat_map(Root::units) {
            nowhere.extend(diagnostics::collect(unit.report(), self.settings, &mut found));
        }
        nowhere.sort();
        nowhere.dedup();
        // Open documents without findings get an empty list.
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
}
