//! Values of an environment that come from files of variables: where they are written, and whether git keeps them.

use super::service::Service;
use crate::model::Fields;
use crate::source::{SourceId, Span};
use crate::tree::{Entry, Map, Node, Origin, Provenance, Replacement, Scalar, ScalarKind, StepKind};
use crate::workspace::Files;
use std::collections::{BTreeMap, BTreeSet};

/// For each of `services`, the values of its environment that come from a file of variables: `{"KEY": {"value",
/// "ignored"}}`, the value on its characters there.
pub(super) fn of_services(services: &[Service], parsed: &Files) -> Vec<Option<Node>> {
    let values: Vec<_> = services.iter().map(from_files).collect();
    let files: BTreeSet<SourceId> = values.iter().flatten().map(|(_, place)| place.source).collect();
    let sources = parsed.sources;
    let ignored = |id: SourceId| sources.get(id).is_some_and(|source| parsed.is_ignored(&source.path));
    let files: BTreeMap<SourceId, bool> = files.into_iter().map(|id| (id, ignored(id))).collect();
    let listed = |values: Vec<(Entry, Span)>| {
        let origin = Origin { span: values.first()?.0.node.origin.span, via: Provenance::default() };
        let entry = |(entry, place): (Entry, Span)| {
            let text =
                sources.get(place.source).map(|source| source.slice(place).to_owned()).unwrap_or_default();
            let is_whole = place == entry.node.origin.span;
            let via = if is_whole { entry.node.origin.via.clone() } else { Provenance::default() };
            let there = Origin { span: place, via };
            let node = Fields::at(there.clone())
                .put("value", Node::derived(text, ScalarKind::Text, there))
                .flag("ignored", files.get(&place.source).copied().unwrap_or_default())
                .finish();
            Entry { node, ..entry }
        };
        Some(Node::map(values.into_iter().map(entry).collect::<Map>(), origin))
    };
    values.into_iter().map(listed).collect()
}

/// Returns the entries of the environment whose value, or a part of it, is written in a file of variables, and where.
fn from_files(service: &Service) -> Vec<(Entry, Span)> {
    let environment = service.node.get("environment");
    let entries = environment.iter().flat_map(|node| node.entries().collect::<Vec<_>>());
    let place = |entry: &Entry| {
        let written = entry.node.as_scalar().into_iter().flat_map(Scalar::substitutions).find_map(|one| {
            match one.from {
                // A project name that comes from the folder is not written in a file.
                Replacement::File(span) if span.end > 0 => Some(span),
                _ => None,
            }
        });
        let is_whole = entry.node.origin.via.steps().any(|step| step.how == StepKind::EnvFile);
        written.or_else(|| is_whole.then_some(entry.node.origin.span))
    };
    entries.filter_map(|entry| Some((entry.clone(), place(&entry)?))).collect()
}
