//! Where a service is written, if what is written there belongs to it alone.

use super::service::Service;
use crate::source::{SourceId, Span};
use crate::tree::{Entry, Map, Node};
use std::collections::{BTreeMap, BTreeSet};

/// For each of `services` its mapping with its list of volumes, where these are its own; None where another service has a part
/// of the mapping by an anchor or by `extends`, or the list comes from elsewhere.
pub(super) fn written(services: &[Service]) -> Vec<Option<Node>> {
    let mut attributes: BTreeMap<SourceId, BTreeMap<u32, BTreeSet<usize>>> = BTreeMap::new();
    for (number, service) in services.iter().enumerate() {
        for entry in service.node.entries() {
            let Span { source, start, .. } = entry.key_span;
            attributes.entry(source).or_default().entry(start).or_default().insert(number);
        }
    }
    let own = |(number, service): (usize, &Service)| {
        let Span { source, start, end, .. } = service.node.origin.span;
        let is_inside = |span: Span| span.source == source && start <= span.start && span.end <= end;
        let within = attributes.get(&source)?.range(start..end);
        let is_alone = within.flat_map(|(_, owners)| owners).all(|owner| *owner == number);
        if service.node.origin.via.steps().next().is_some() || !is_alone || start == end {
            return None;
        }
        let is_list = |entry: &Entry| &*entry.key == "volumes" && !entry.node.is_null();
        let volumes = service.node.entries().find(is_list);
        let is_own = |entry: &Entry| {
            is_inside(entry.node.origin.span) && entry.node.origin.via.steps().next().is_none()
        };
        if volumes.as_ref().is_some_and(|entry| !is_own(entry)) {
            return None;
        }
        Some(Node::map(volumes.into_iter().collect::<Map>(), service.node.origin.clone()))
    };
    services.iter().enumerate().map(own).collect()
}
