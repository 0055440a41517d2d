//! Operations become edits.

use super::operations::{Operation, operations};
use super::outline::Outline;
use super::set::Target;
use super::{insert, local, remove, rename, set, words};
use crate::finding::{Edit, Fix, Touched, overlap};
use crate::model::Resource;
use crate::policy::{Change, FixSafety, Rule, Violation};
use crate::source::{SourceId, Span};
use crate::workspace::{File, Files};
use std::sync::Arc;

/// Places fixes in the files of a run.
pub(super) struct Placer<'a> {
    files: &'a Files<'a>,
}

/// Edits, sorted, with the values that they change where these are written.
struct Placed {
    edits: Vec<Edit>,
    changed: Vec<Span>,
}

impl<'a> Placer<'a> {
    /// Returns a placer in `files`.
    pub(super) fn over(files: &'a Files<'a>) -> Self {
        Self { files }
    }

    /// Returns the fix of a `violation` of `rule` by `resource`; `others` says who else has values that change. None if it has
    /// none, or one that cannot be placed: what it changes is written in no file, or is a part of something that only its
    /// author can change.
    pub(super) fn fix(
        &self,
        rule: &Rule,
        resource: &Resource,
        violation: &Violation,
        mut others: impl FnMut(&[Span]) -> Vec<Touched>,
    ) -> Option<Fix> {
        let fix = violation.fix.as_ref()?;
        let operations = operations(fix, resource)?;
        let mut given = |Placed { edits, changed }: Placed| Fix {
            title: fix.title.clone(),
            is_wanted: fix.safety.unwrap_or(rule.fix) == FixSafety::Safe,
            reveals: fix.changes.iter().any(|change| matches!(change, Change::Rename(..))),
            edits,
            touches: others(&changed),
            ..Fix::default()
        };
        let own = self.placed(&operations).map(&mut given);
        let in_common = variant(&operations, |one| local::in_common(one, self));
        let in_common = in_common.and_then(|all| self.placed(&all)).map(&mut given);
        // What only this resource has in common with nobody is its own.
        if let Some(common) = in_common.filter(|common| !common.touches.is_empty()) {
            return Some(Fix { alone: own.map(Box::new), ..common });
        }
        let own = own?;
        if own.touches.is_empty() {
            return Some(own);
        }
        let mut changes = fix.changes.iter();
        let apart = variant(&operations, |one| local::apart(one, changes.next()?, resource, self));
        let apart = apart.and_then(|all| self.placed(&all)).map(given);
        let apart = apart.filter(|apart| apart.touches.len() < own.touches.len());
        Some(Fix { alone: apart.map(Box::new), ..own })
    }

    /// Returns the edits of `operations`; None if one of them has no place, or they get in each other's way.
    fn placed(&self, operations: &[Operation]) -> Option<Placed> {
        let (mut edits, mut changed) = (Vec::new(), Vec::new());
        for operation in operations {
            edits.push(self.edit(operation)?);
            changed.extend(self.changed(operation));
        }
        edits.sort();
        edits.dedup();
        (!edits.is_empty() && !overlap(&edits)).then_some(Placed { edits, changed })
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
            Operation::Insert { within, .. } => {
                let having = self.in_file(within.source, |outline| Some(insert::having(*within, outline)));
                having.unwrap_or_else(|| vec![*within])
            }
            Operation::InsertWord { after, .. } => part(*after),
            // The alias is the resource's own.
            Operation::Replace { .. } => Vec::new(),
        }
    }

    fn edit(&self, operation: &Operation) -> Option<Edit> {
        match operation {
            Operation::Set { node, key, to } => match Target::of(node, self.files.sources)? {
                Target::Own if set::is_of_variables(node) => set::set_word(node, to),
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
            Operation::Replace { alias, node, to } => {
                self.in_file(alias.source, |outline| set::in_place_of(*alias, node, to, outline))
            }
            Operation::InsertWord { after, word } => {
                self.in_file(after.source, |outline| words::add(*after, word, outline))
            }
        }
    }

    /// Returns what `edit` makes of the file `id`; None if that has a syntax error.
    pub(super) fn in_file<T>(&self, id: SourceId, edit: impl FnOnce(&Outline<'_>) -> Option<T>) -> Option<T> {
        let source = self.files.sources.get(id)?;
        let file: Arc<File> = self.files.parse(&source.path).ok()?;
        if file.source.id != id {
            return None;
        }
        edit(&Outline::of(&file)?)
    }
}

/// Returns `operations` with what `other` makes of them; None if it leaves all as they are.
fn variant(
    operations: &[Operation],
    other: impl FnMut(&Operation) -> Option<Operation>,
) -> Option<Vec<Operation>> {
    let others: Vec<Option<Operation>> = operations.iter().map(other).collect();
    let is_other = others.iter().any(Option::is_some);
    let all = others.into_iter().zip(operations).map(|(other, own)| other.unwrap_or_else(|| own.clone()));
    is_other.then(|| all.collect())
}
