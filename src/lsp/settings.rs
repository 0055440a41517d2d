//! Capabilities and options of the editor, from its initialize request.

use super::lines::Encoding;
use gen_lsp_types::{InitializeParams, PositionEncodingKind};

/// Capabilities and options of the editor.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an ability that is there or not")]
pub(super) struct Settings {
    /// The unit in which it counts characters.
    pub(super) encoding: Encoding,
    /// It can report changes of files on disk.
    pub(super) watches: bool,
    /// It can open addresses.
    pub(super) opens: bool,
    /// It takes edits that name the version of a document, and refuses those of another one.
    pub(super) versions: bool,
    /// It renders Markdown.
    pub(super) markdown: bool,
    /// The user wants to see unknown results (`initializationOptions.unknown`).
    pub(super) unknown: bool,
}

impl Settings {
    pub(super) fn of(params: &InitializeParams) -> Self {
        let capabilities = &params.capabilities;
        let encodings = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_ref());
        let utf8 = encodings.is_some_and(|known| known.contains(&PositionEncodingKind::UTF8));
        let workspace = capabilities.workspace.as_ref();
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let window = capabilities.window.as_ref();
        let shown = window.and_then(|window| window.show_document.as_ref());
        let hover = capabilities.text_document.as_ref().and_then(|text| text.hover.as_ref());
        let formats = hover.and_then(|hover| hover.content_format.as_ref());
        let options = params.initialization_options.as_ref();
        Self {
            encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            watches: watched.and_then(|watched| watched.dynamic_registration) == Some(true),
            opens: shown.is_some_and(|shown| shown.support),
            versions: edits.and_then(|edits| edits.document_changes) == Some(true),
            markdown: formats.is_some_and(|known| known.contains(&gen_lsp_types::MarkupKind::Markdown)),
            unknown: options.and_then(|options| options.get("unknown")?.as_bool()) == Some(true),
        }
    }
}
