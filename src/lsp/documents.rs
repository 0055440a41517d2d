//! The open documents, saved or not.

use super::lines::{Encoding, Lines};
use super::uri::path_of;
use gen_lsp_types::{
    DidChangeTextDocumentParams, DidOpenTextDocumentParams, TextDocumentContentChangeEvent as Change, Uri,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// An open document.
#[derive(Debug)]
pub(super) struct Document {
    /// The file's URI as the editor spells it.
    pub(super) uri: Uri,
    /// The editor's version number of the text.
    pub(super) version: i32,
    pub(super) text: String,
}

/// The URIs and the versions of open documents by file.
pub(super) type Versions = BTreeMap<PathBuf, (Uri, i32)>;

/// The open documents by file.
#[derive(Debug, Default)]
pub(super) struct Documents(BTreeMap<PathBuf, Document>);

impl Documents {
    /// Opens a document and returns its file; `None` if the URI names no file.
    pub(super) fn open(&mut self, opened: DidOpenTextDocumentParams) -> Option<PathBuf> {
        let item = opened.text_document;
        let path = path_of(&item.uri)?;
        self.0.insert(path.clone(), Document { uri: item.uri, version: item.version, text: item.text });
        Some(path)
    }

    /// Changes a document and returns its file; `None` if it is not open.
    pub(super) fn change(
        &mut self,
        changed: DidChangeTextDocumentParams,
        encoding: Encoding,
    ) -> Option<PathBuf> {
        let path = path_of(&changed.text_document.text_document_identifier.uri)?;
        let document = self.0.get_mut(&path)?;
        document.version = changed.text_document.version;
        for change in changed.content_changes {
            match change {
                Change::TextDocumentContentChangePartial(part) => {
                    let lines = Lines::of(&document.text, encoding);
                    let (start, end) = (lines.offset(part.range.start), lines.offset(part.range.end));
                    document.text.replace_range(start..end.max(start), &part.text);
                }
                Change::TextDocumentContentChangeWholeDocument(whole) => document.text = whole.text,
            }
        }
        Some(path)
    }

    /// Closes a document and returns its file.
    pub(super) fn close(&mut self, uri: &Uri) -> Option<PathBuf> {
        let path = path_of(uri)?;
        self.0.remove(&path).map(|_| path)
    }

    /// Returns the URI and the version of each document.
    pub(super) fn versions(&self) -> Versions {
        let version = |(path, one): (&PathBuf, &Document)| (path.clone(), (one.uri.clone(), one.version));
        self.0.iter().map(version).collect()
    }

    pub(super) fn get(&self, path: &Path) -> Option<&Document> {
        self.0.get(path)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Document)> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, from_value, json};

    fn changed(text: &str, changes: &Value) -> String {
        let uri = "file:///a.yml";
        let mut documents = Documents::default();
        let item = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
        let path = documents.open(from_value(json!({"textDocument": item})).unwrap()).unwrap();
        let change = json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": changes});
        assert_eq!(documents.change(from_value(change).unwrap(), Encoding::Utf16).as_ref(), Some(&path));
        let document = documents.get(&path).unwrap();
        assert_eq!(document.version, 2);
        document.text.clone()
    }

    fn part(from: (u32, u32), to: (u32, u32), text: &str) -> Value {
        let place = |(line, character)| json!({"line": line, "character": character});
        json!({"range": {"start": place(from), "end": place(to)}, "text": text})
    }

    #[test]
    fn changes_apply_one_after_the_other() {
        let text = "a: 😀1\r\nb: 2\r\n";
        assert_eq!(changed(text, &json!([part((0, 5), (0, 6), "3")])), "a: 😀3\r\nb: 2\r\n");
        assert_eq!(
            changed(text, &json!([part((1, 0), (2, 0), ""), part((1, 0), (1, 0), "c")])),
            "a: 😀1\r\nc"
        );
        assert_eq!(changed(text, &json!([{"text": "whole"}])), "whole");
        assert_eq!(changed(text, &json!([part((9, 9), (99, 0), "end")])), format!("{text}end"));
        assert_eq!(changed(text, &json!([part((1, 3), (0, 0), "x")])), "a: 😀1\r\nb: x2\r\n");
    }
}
