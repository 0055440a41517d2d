//! What the configuration says of the file that declares each resource: the parameters of rules, and the scope.

use crate::config::{Scope, Selection, Setting};
use crate::model::Resource;
use crate::source::{SourceId, SourceMap};
use std::collections::HashMap;

/// The resources of a run, grouped by the parameters that hold for the files that declare them.
pub(super) struct Groups {
    /// The parameters of each group; `None` for those that hold for all files. A run without resources has one group.
    settings: Vec<Option<Vec<Setting>>>,
    /// The group of each resource.
    of_resource: Vec<usize>,
    /// By resource, whether general rules leave it out.
    out_of_scope: Vec<bool>,
}

impl Groups {
    /// Groups `resources` by what `choice` says of the files that declare them.
    pub(super) fn of(resources: &[Resource], sources: &SourceMap, choice: &Selection) -> Self {
        let mut groups = Self { settings: Vec::new(), of_resource: Vec::new(), out_of_scope: Vec::new() };
        let mut known: HashMap<SourceId, (usize, Scope)> = HashMap::new();
        for resource in resources {
            let (group, scope) = *known.entry(resource.key.source).or_insert_with(|| {
                let file = sources.get(resource.key.source).map(|source| source.file().absolute().to_owned());
                let file = file.unwrap_or_default();
                let is_special = choice
                    .overrides()
                    .any(|(files, layer)| !layer.settings.is_empty() && files.matches(&file));
                let settings = is_special.then(|| choice.settings_of(&file));
                (groups.number_of(settings), choice.scope_of(&file))
            });
            groups.of_resource.push(group);
            groups.out_of_scope.push(resource.outside_messaging && scope == Scope::Messaging);
        }
        if groups.settings.is_empty() {
            groups.settings.push(None);
        }
        groups
    }

    /// Returns the number of the group with `settings`, which is added if it is new.
    fn number_of(&mut self, settings: Option<Vec<Setting>>) -> usize {
        self.settings.iter().position(|known| *known == settings).unwrap_or_else(|| {
            self.settings.push(settings);
            self.settings.len() - 1
        })
    }

    /// Returns the parameters of each group; `None` for those that hold for all files.
    pub(super) fn settings(&self) -> impl Iterator<Item = Option<&[Setting]>> {
        self.settings.iter().map(Option::as_deref)
    }

    /// Returns those of `resources` that are in `group`.
    pub(super) fn members<'a>(
        &'a self,
        resources: &'a [Resource],
        group: usize,
    ) -> impl Iterator<Item = &'a Resource> {
        resources
            .iter()
            .zip(&self.of_resource)
            .filter(move |(_, of)| **of == group)
            .map(|(resource, _)| resource)
    }

    /// Returns true if the resource of this index is in `group`.
    pub(super) fn has(&self, group: usize, resource: usize) -> bool {
        self.of_resource.get(resource) == Some(&group)
    }

    /// Returns true if general rules leave out the resource of this index.
    pub(super) fn is_out_of_scope(&self, resource: usize) -> bool {
        self.out_of_scope.get(resource) == Some(&true)
    }

    /// Returns the files that declare nothing but what general rules leave out, where they leave out something.
    pub(super) fn files_out_of_scope(&self, resources: &[Resource]) -> Vec<SourceId> {
        let mut files: Vec<(SourceId, bool)> = Vec::new();
        let mut numbers = HashMap::new();
        for (resource, is_out) in resources.iter().zip(&self.out_of_scope) {
            let source = resource.key.source;
            let number = *numbers.entry(source).or_insert(files.len());
            if number == files.len() {
                files.push((source, true));
            }
            if let Some((_, all_out)) = files.get_mut(number) {
                *all_out &= is_out;
            }
        }
        files.into_iter().filter(|(_, all_out)| *all_out).map(|(source, _)| source).collect()
    }
}
