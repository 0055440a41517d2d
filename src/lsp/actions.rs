//! Code actions for a finding: fix it, suppress it here, or open its documentation.

use super::diagnostics::SOURCE;
use super::fixes::{Fixes, fix_all};
use super::lines::Lines;
use super::settings::Settings;
use super::unit::Unit;
use crate::policy::Rule;
use crate::source::Source;
use crate::suppress::comment;
use crate::workspace::Files;
use gen_lsp_types::{
    Code, CodeAction, CodeActionContext, CodeActionKind, Command, Diagnostic, TextEdit, Uri, WorkspaceEdit,
};
use std::collections::HashMap;

/// The command that opens the address in its argument.
pub(super) const OPEN: &str = "hy-msg-lint.open";

/// Returns the actions for the diagnostics of `context` in `source`, the editor's `uri`.
pub(super) fn actions(
    unit: &Unit,
    source: &Source,
    lines: &Lines,
    uri: &Uri,
    context: &CodeActionContext,
    Settings { opens, encoding, .. }: Settings,
) -> Vec<CodeAction> {
    let is_asked = |kind: &CodeActionKind| match &context.only {
        None => true,
        Some(only) => only.iter().any(|one| includes(one, kind)),
    };
    let fixes = Fixes { unit, source, encoding };
    let all = is_asked(&fix_all()).then(|| fixes.all()).flatten();
    if !is_asked(&CodeActionKind::QuickFix) {
        return all.into_iter().collect();
    }
    let file = Files::over(&unit.declared.report.sources).parse(&source.path).ok();
    let ours = context.diagnostics.iter().filter(|one| one.source.as_deref() == Some(SOURCE));
    let mut actions = Vec::new();
    for diagnostic in ours {
        let Some(Code::String(id)) = &diagnostic.code else { continue };
        let Some(rule) = unit.policies().and_then(|set| set.rule(id)) else { continue };
        actions.extend(fixes.of(id, diagnostic, lines));
        let offset = lines.offset(diagnostic.range.start);
        let edit = file.as_ref().and_then(|file| comment(file, offset, &[&rule.id], None));
        let edit = edit.map(|edit| TextEdit { range: lines.range(edit.span.range()), new_text: edit.text });
        actions.extend(edit.map(|edit| suppress(rule, diagnostic, uri, edit)));
        if let Some(reference) = rule.references.first().filter(|_| opens) {
            actions.push(open(rule, diagnostic, &reference.url));
        }
    }
    actions.extend(all);
    actions.dedup();
    actions
}

/// Returns true if who asks for actions of the kind `asked` gets those of `kind`: kinds have parts, and a part is asked for
/// with the whole.
fn includes(asked: &CodeActionKind, kind: &CodeActionKind) -> bool {
    match asked {
        CodeActionKind::Empty => true,
        CodeActionKind::Source | CodeActionKind::SourceFixAll => *kind == fix_all(),
        asked => asked == kind,
    }
}

fn suppress(rule: &Rule, diagnostic: &Diagnostic, uri: &Uri, edit: TextEdit) -> CodeAction {
    let changes = HashMap::from([(uri.clone(), vec![edit])]);
    CodeAction {
        title: format!("Suppress `{}` for this line", rule.id),
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![diagnostic.clone()]),
        edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
        ..CodeAction::default()
    }
}

fn open(rule: &Rule, diagnostic: &Diagnostic, url: &str) -> CodeAction {
    let title = format!("Open the documentation of `{}`", rule.id);
    let command = Command {
        title: title.clone(),
        command: OPEN.to_owned(),
        arguments: Some(vec![url.into()]),
        ..Command::default()
    };
    CodeAction {
        title,
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![diagnostic.clone()]),
        command: Some(command),
        ..CodeAction::default()
    }
}
