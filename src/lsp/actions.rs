//! Code actions for a finding: fix it, suppress it here, or open its documentation.

use super::diagnostics::SOURCE;
use super::fixes::{Fixes, fix_all};
use super::lines::Lines;
use super::settings::Settings;
use super::unit::Unit;
use crate::policy::Rule;
use crate::source::{Source, Span};
use crate::tree::{Node, Value};
use crate::workspace::{CommentPlace, Files, Format};
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
    let ours = context.diagnostics.iter().filter(|one| one.source.as_deref() == Some(SOURCE));
    let mut actions = Vec::new();
    for diagnostic in ours {
        let Some(Code::String(id)) = &diagnostic.code else { continue };
        let Some(rule) = unit.policies().and_then(|set| set.rule(id)) else { continue };
        actions.extend(fixes.of(id, diagnostic, lines));
        let edit = suppression(unit, source, lines, rule, diagnostic);
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

/// Returns the comment that suppresses `rule` at `diagnostic`: at the end of its line, or on a line of its own above if
/// a comment at the end would be part of a text. `None` if the notation has no comments.
fn suppression(
    unit: &Unit,
    source: &Source,
    lines: &Lines,
    rule: &Rule,
    diagnostic: &Diagnostic,
) -> Option<TextEdit> {
    let comments = Format::of(source).comments()?;
    let number = diagnostic.range.start.line;
    let line = lines.line(number)?;
    let text = source.text.get(line.clone())?;
    let at = |offset: usize, new_text: String| TextEdit { range: lines.range(offset..offset), new_text };
    if let Some(list) = text.find("# hy-msg-lint: ignore[") {
        let end = list + text.get(list..)?.find(']')?;
        return Some(at(line.start + end, format!(", {}", rule.id)));
    }
    let comment = format!("# hy-msg-lint: ignore[{}]", rule.id);
    let above = match comments.place {
        CommentPlace::Above => Some(number),
        CommentPlace::EndOfCommand => {
            let continued = |number: u32| {
                lines
                    .line(number)
                    .and_then(|line| source.text.get(line))
                    .is_some_and(|line| line.ends_with('\\'))
            };
            let first = (0..number).rev().take_while(|above| continued(*above)).last();
            first.or_else(|| continued(number).then_some(number))
        }
        CommentPlace::EndOfValue => {
            let files = Files::over(&unit.declared.report.sources);
            let file = files.parse(&source.path).ok()?;
            let end = Span::new(source.id, line.end, line.end);
            let around =
                file.documents.iter().find_map(|document| around(document, document.origin.span, end));
            around.map(|key| lines.position(key.start as usize).line)
        }
    };
    let Some(above) = above else { return Some(at(line.end, format!(" {comment}"))) };
    let line = lines.line(above)?;
    let text = source.text.get(line.clone())?;
    let indent = text.get(..text.len() - text.trim_start().len())?;
    Some(at(line.start, format!("{indent}{comment}\n")))
}

/// Returns the start, key included, of a text that continues after the line end `end` and was written here.
fn around(node: &Node, start: Span, end: Span) -> Option<Span> {
    match &node.value {
        Value::Scalar(_) => {
            let span = node.origin.span;
            let goes_on = span.source == end.source && span.start <= end.start && end.start < span.end;
            // The header of a block, `|`, is outside of its text, but on the line of its key.
            let first = if start.source == end.source { start } else { span };
            goes_on.then_some(first)
        }
        Value::List(items) => items.iter().find_map(|item| around(item, item.origin.span, end)),
        Value::Map(map) => map.entries().find_map(|entry| around(&entry.node, entry.key_span, end)),
    }
}
