//! Operations become edits.

use super::operations::{Operation, operations};
use super::outline::Outline;
use super::set::Target;
use super::{insert, remove, rename, set, words};
use crate::finding::{Edit, Fix, overlap};
use crate::model::Resource;
use crate::policy::{Change, FixSafety, Rule, Violation};
use crate::source::{SourceId, SourceMap, Span};
use crate::workspace::{File, Files};
use std::sync::Arc;

/// Places fixes in the files of a run.
pub(super) struct Placer<'a> {
    files: Files<'a>,
}

impl<'a> Placer<'a> {
    /// Returns a placer over the files in `sources`.
    pub(super) fn over(sources: &'a SourceMap) -> Self {
        Self { files: Files::over(sources) }
    }

    /// Returns the fix of a `violation` of `rule` by `resource`, and the values that it changes where they are written. None if it has none, or one that cannot be placed: what it
    /// changes is written in no file, or is a part of something that only its author can change.
    pub(super) fn fix(
        &self,
        rule: &Rule,
        resource: &Resource,
        violation: &Violation,
    ) -> Option<(Fix, Vec<Span>)> {
        let fix = violation.fix.as_ref()?;
        let (mut edits, mut changed) = (Vec::new(), Vec::new());
        for operation in operations(fix, resource)? {
            let edit = self.edit(&operation)?;
            changed.extend(self.changed(&operation));
            edits.push(edit);
        }
        edits.sort();
        edits.dedup();
        if edits.is_empty() || overlap(&edits) {
            return None;
        }
        let is_wanted = fix.safety.unwrap_or(rule.fix) == FixSafety::Safe;
        let reveals = fix.changes.iter().any(|change| matches!(change, Change::Rename(..)));
        Some((Fix { title: fix.title.clone(), is_wanted, reveals, edits, touches: Vec::new() }, changed))
    }

    /// Returns where the values begin that change: whoever has one of them is touched.
    fn changed(&self, operation: &Operation) -> Vec<Span> {
        let part = |span: Span| {
            let whole = self.in_file(span.source, |outline| outline.text_around(span));
            // Of a text, other parts stay: what has all of it begins where it begins.
            [Some(span), whole.map(|whole| Span { end: whole.start + 1, ..whole })]
                .into_iter()
                .flatten()
                .collect()
        };
        match operation {
            Operation::Set { node, .. } => match Target::of(node, self.files.sources) {
                Some(Target::Variable(span)) => vec![span, node.origin.span],
                _ => part(node.origin.span),
            },
            Operation::Remove { at } => {
                vec![self.in_file(at.source, |outline| outline.value_around(*at)).unwrap_or(*at)]
            }
            Operation::Rename { key, .. } => vec![*key],
            Operation::Insert { within, .. } => vec![*within],
            Operation::InsertWord { after, .. } => part(*after),
        }
    }

    fn edit(&self, operation: &Operation) -> Option<Edit> {
        match operation {
            Operation::Set { node, key, to } => match Target::of(node, self.files.sources)? {
                Target::Own => {
                    self.in_file(node.origin.span.source, |outline| set::set(node, *key, to, outline))
                }
                Target::Variable(span) => set::set_variable(span, to, self.files.sources),
            },
            Operation::Remove { at } => self.in_file(at.source, |outline| remove::remove(*at, outline)),
            Operation::Rename { key, to } => {
                self.in_file(key.source, |outline| rename::rename(*key, to, outline))
            }
            Operation::Insert { within, path, value } => {
                self.in_file(within.source, |outline| insert::insert(*within, path, value, outline))
            }
            Operation::InsertWord { after, word } => {
                self.in_file(after.source, |outline| words::add(*after, word, outline))
            }
        }
    }

    fn in_file<T>(&self, id: SourceId, edit: impl FnOnce(&Outline<'_>) -> Option<T>) -> Option<T> {
        let source = self.files.sources.get(id)?;
        let file: Arc<File> = self.files.parse(&source.path).ok()?;
        if file.source.id != id {
            return None;
        }
        edit(&Outline::of(&file)?)
    }
}
