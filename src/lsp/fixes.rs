//! Code actions that fix findings.

use super::diagnostics::SOURCE;
use super::lines::{Encoding, Lines};
use super::unit::Unit;
use super::uri::uri_of;
use crate::finding::{self, Edit, Finding, Fix};
use crate::source::Source;
use gen_lsp_types::{CodeAction, CodeActionKind, Diagnostic, TextEdit, Uri, WorkspaceEdit};
use std::collections::HashMap;

/// Returns the kind of the action that fixes a whole file: a part of `source.fixAll`, so that it can be asked for alone.
pub(super) fn fix_all() -> CodeActionKind {
    CodeActionKind::Custom(format!("source.fixAll.{SOURCE}").into())
}

/// Fixes of what is found in a file.
pub(super) struct Fixes<'a> {
    pub(super) unit: &'a Unit,
    /// The file.
    pub(super) source: &'a Source,
    pub(super) encoding: Encoding,
}

impl Fixes<'_> {
    /// Returns the actions for a `diagnostic` of `rule`: its own fix, and those of the rule in the whole file.
    pub(super) fn of(&self, rule: &str, diagnostic: &Diagnostic, lines: &Lines) -> Vec<CodeAction> {
        let is_it = |one: &&Finding| {
            *one.rule == *rule
                && lines.range(one.primary.range()) == diagnostic.range
                && diagnostic_text(diagnostic).is_some_and(|text| text.starts_with(&*one.message))
        };
        let Some(fix) = self.found().find(is_it).and_then(|one| one.fix.as_ref()) else { return Vec::new() };
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
        let mut edits: Vec<&Edit> = Vec::new();
        for edit in fixes.iter().flat_map(|fix| &fix.edits) {
            if !edits.contains(&edit) {
                edits.push(edit);
            }
        }
        let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
        for edit in edits {
            let Some(file) = self.unit.report().sources.get(edit.span.source) else { continue };
            let Some(uri) = uri_of(file.file().absolute()) else { continue };
            let range = Lines::of(&file.text, self.encoding).range(edit.span.range());
            changes.entry(uri).or_default().push(TextEdit { range, new_text: edit.text.clone() });
        }
        CodeAction {
            title,
            kind: Some(kind),
            edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
            ..CodeAction::default()
        }
    }
}

fn diagnostic_text(diagnostic: &Diagnostic) -> Option<&str> {
    match &diagnostic.message {
        gen_lsp_types::Message::String(text) => Some(text),
        gen_lsp_types::Message::MarkupContent(_) => None,
    }
}
