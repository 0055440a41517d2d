//! Code actions for a finding: fix it, suppress it here, or open its documentation.

use super::diagnostics::SOURCE;
use super::fixes::{Fixes, fix_all};
use crate::policy::Rule;
use crate::suppress::comment;
use crate::workspace::Files;
use gen_lsp_types::{
    Code, CodeAction, CodeActionContext, CodeActionKind, CodeActionTriggerKind, Command, Diagnostic,
    WorkspaceEdit,
};

/// The command that opens the address in its argument.
pub(super) const OPEN: &str = "hy-msg-lint.open";

/// Returns the actions for the diagnostics of `context` in the file of `fixes`. A diagnostic of an earlier text has none.
pub(super) fn actions(fixes: &Fixes<'_>, context: &CodeActionContext) -> Vec<CodeAction> {
    let is_asked = |kind: &CodeActionKind| match &context.only {
        None => true,
        Some(only) => only.iter().any(|one| includes(one, kind)),
    };
    let all = is_asked(&fix_all()).then(|| fixes.all()).flatten();
    if !is_asked(&CodeActionKind::QuickFix) {
        return all.into_iter().collect();
    }
    let Fixes { unit, source, settings, .. } = *fixes;
    let file = Files::over(&unit.declared.report.sources).parse(&source.path).ok();
    let ours = context.diagnostics.iter().filter(|one| one.source.as_deref() == Some(SOURCE));
    let mut actions = Vec::new();
    for diagnostic in ours {
        let Some(Code::String(id)) = &diagnostic.code else { continue };
        let Some(finding) = fixes.finding(id, diagnostic) else { continue };
        actions.extend(fixes.of(finding, diagnostic));
        // What is found about suppressions has no rule of a policy, and no comment suppresses it.
        let Some(rule) = unit.policies().and_then(|set| set.rule(id)) else { continue };
        let edit = file.as_ref().and_then(|file| comment(file, finding.primary.start as usize, &rule.id));
        actions.extend(edit.map(|edit| suppress(rule, diagnostic, fixes.edit(std::iter::once(&edit)))));
        if let Some(reference) = rule.references.first().filter(|_| settings.opens) {
            actions.push(open(rule, diagnostic, &reference.url));
        }
    }
    actions.extend(all);
    actions.dedup();
    actions
}

/// Returns true if an answer to `context` is worth a check first: somebody asks for it, or saves the file. Editors also ask by
/// themselves wherever the cursor is.
pub(super) fn is_awaited(context: &CodeActionContext) -> bool {
    context.only.is_some() || context.trigger_kind != Some(CodeActionTriggerKind::Automatic)
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

fn suppress(rule: &Rule, diagnostic: &Diagnostic, edit: WorkspaceEdit) -> CodeAction {
    CodeAction {
        title: format!("Suppress `{}` for this line", rule.id),
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![diagnostic.clone()]),
        edit: Some(edit),
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
