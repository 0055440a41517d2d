//! Code actions that fix findings.

use super::diagnostics::SOURCE;
use super::documents::Versions;
use super::lines::Lines;
use super::settings::Settings;
use super::unit::Unit;
use super::uri::uri_of;
use crate::finding::{self, Edit, Finding, Fix};
use crate::source::Source;
use gen_lsp_types::{
    CodeAction, CodeActionKind, Diagnostic, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};
use std::collections::HashMap;

/// Returns the kind of the action that fixes a whole file: a part of `source.fixAll`, so that it can be asked for alone.
pub(super) fn fix_all() -> CodeActionKind {
    CodeActionKind::Custom(format!("source.fixAll.{SOURCE}").into())
}

/// What is found in a file, and its fixes.
pub(super) struct Fixes<'a> {
    pub(super) unit: &'a Unit,
    /// The file.
    pub(super) source: &'a Source,
    pub(super) lines: &'a Lines<'a>,
    pub(super) open: &'a Versions,
    pub(super) settings: Settings,
}

impl Fixes<'_> {
    /// Returns the finding that `diagnostic` of `rule` tells, as long as the text is the one that it was told of.
    pub(super) fn finding(&self, rule: &str, diagnostic: &Diagnostic) -> Option<&Finding> {
        let report = self.unit.report();
        report.findings.iter().chain(&report.unknown).filter(|one| one.primary.source == self.source.id).find(
            |one| {
                *one.rule == *rule
                    && self.lines.range(one.primary.range()) == diagnostic.range
                    && diagnostic_text(diagnostic).is_some_and(|text| text.starts_with(&*one.message))
            },
        )
    }

    /// Returns the actions for a `diagnostic`, which tells of `finding`: its own fix, and those of the rule in the whole file.
    pub(super) fn of(&self, finding: &Finding, diagnostic: &Diagnostic) -> Vec<CodeAction> {
        let rule = &*finding.rule;
        let Some(fix) = &finding.fix else { return Vec::new() };
        let note = match (fix.is_safe(), &*fix.touches) {
            (true, _) => String::new(),
            (false, [first, rest @ ..]) => {
                let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
                format!(" (changes `{}`{more}, too)", first.subject.name)
            }
            (false, []) => " (look at it)".to_owned(),
        };
        let one = CodeAction {
            diagnostics: Some(vec![diagnostic.clone()]),
            is_preferred: fix.is_safe().then_some(true),
            ..self.action(format!("Fix: {}{note}", fix.title), CodeActionKind::QuickFix, &[fix])
        };
        let all = self
            .together(|one| *one.rule == *rule && one.fix.as_ref().map(Fix::is_safe) == Some(fix.is_safe()));
        let all = (all.len() > 1)
            .then(|| self.action(format!("Fix all `{rule}` in this file"), CodeActionKind::QuickFix, &all));
        std::iter::once(one).chain(all).collect()
    }

    /// Returns the action that applies all safe fixes of the file, if there are any.
    pub(super) fn all(&self) -> Option<CodeAction> {
        let all = self.together(|one| one.fix.as_ref().is_some_and(Fix::is_safe));
        let title = "Fix everything that is safe to fix in this file".to_owned();
        (!all.is_empty()).then(|| self.action(title, fix_all(), &all))
    }

    fn found(&self) -> impl Iterator<Item = &Finding> {
        self.unit.report().findings.iter().filter(|one| one.primary.source == self.source.id)
    }

    /// Returns the fixes of the findings that are `wanted`, as far as they do not get in each other's way.
    fn together(&self, wanted: impl Fn(&Finding) -> bool) -> Vec<&Fix> {
        let fixes = self.found().filter(|one| wanted(one)).filter_map(|one| Some((one.fix.as_ref()?, ())));
        finding::compatible(fixes).into_iter().map(|(fix, ())| fix).collect()
    }

    fn action(&self, title: String, kind: CodeActionKind, fixes: &[&Fix]) -> CodeAction {
        let edits = fixes.iter().flat_map(|fix| &fix.edits);
        CodeAction { title, kind: Some(kind), edit: Some(self.edit(edits)), ..CodeAction::default() }
    }

    /// Returns `all` as the editor takes them: for the versions of the documents that they are for, if it can tell them apart.
    pub(super) fn edit<'e>(&self, all: impl Iterator<Item = &'e Edit>) -> WorkspaceEdit {
        let mut edits: Vec<&Edit> = Vec::new();
        for edit in all {
            if !edits.contains(&edit) {
                edits.push(edit);
            }
        }
        let mut changes: HashMap<Uri, (Option<i32>, Vec<TextEdit>)> = HashMap::new();
        for edit in edits {
            let Some(file) = self.unit.report().sources.get(edit.span.source) else { continue };
            let path = file.file().absolute();
            let open = self.open.get(path);
            let Some(uri) = open.map(|(uri, _)| uri.clone()).or_else(|| uri_of(path)) else { continue };
            let range = Lines::of(&file.text, self.settings.encoding).range(edit.span.range());
            let (_, edits) =
                changes.entry(uri).or_insert_with(|| (open.map(|(_, version)| *version), Vec::new()));
            edits.push(TextEdit { range, new_text: edit.text.clone() });
        }
        if !self.settings.versions {
            let changes = changes.into_iter().map(|(uri, (_, edits))| (uri, edits)).collect();
            return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
        }
        let change = |(uri, (version, edits)): (Uri, (Option<i32>, Vec<TextEdit>))| {
            let text_document_identifier = TextDocumentIdentifier { uri };
            let text_document = OptionalVersionedTextDocumentIdentifier { version, text_document_identifier };
            TextDocumentEdit { text_document, edits: edits.into_iter().map(Into::into).collect() }.into()
        };
        let mut changes: Vec<_> = changes.into_iter().collect();
        changes.sort_by(|(a, _), (b, _)| a.0.cmp(&b.0));
        let document_changes = Some(changes.into_iter().map(change).collect());
        WorkspaceEdit { document_changes, ..WorkspaceEdit::default() }
    }
}

fn diagnostic_text(diagnostic: &Diagnostic) -> Option<&str> {
    match &diagnostic.message {
        gen_lsp_types::Message::String(text) => Some(text),
        gen_lsp_types::Message::MarkupContent(_) => None,
    }
}
