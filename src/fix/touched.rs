//! Who else gets something else by a fix: values are shared by anchors, `extends`, variables and files of variables.

use super::uses::alias;
use crate::finding::{Subject, Touched};
use crate::model::{Resource, ResourceKind};
use crate::source::{SourceId, Span};
use crate::tree::{Entry, Map, Node, Replacement, Substitution, Value};
use hy_msg_lint_compose::canonical_service;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// How many values may begin before a place and reach over it.
const MOST_NESTED: usize = 8;

/// Where the values of resources are written.
pub(super) struct Shares<'a> {
    resources: &'a [Resource],
    /// Where values, keys, aliases and variables begin and end, each with the number of a resource, in order.
    begin: BTreeMap<SourceId, Vec<(u32, u32, usize)>>,
    /// The services by project and name.
    services: HashMap<(*const Node, &'a str), &'a Resource>,
}

impl<'a> Shares<'a> {
    /// Looks at what is written for each of `resources`. What follows from that is left out.
    pub(super) fn of(resources: &'a [Resource]) -> Self {
        let mut begin: BTreeMap<SourceId, Vec<(u32, u32, usize)>> = BTreeMap::new();
        let mut services = HashMap::new();
        for (number, resource) in resources.iter().enumerate() {
            let mut add =
                |span: Span| begin.entry(span.source).or_default().push((span.start, span.end, number));
            for entry in declared(resource) {
                add(entry.key_span);
                walk(&entry.node, &mut add);
            }
            if let (ResourceKind::Service, Some(project)) = (resource.kind, &resource.project) {
                services.insert((Arc::as_ptr(project), &*resource.name), resource);
            }
        }
        for places in begin.values_mut() {
            places.sort_unstable();
            places.dedup();
        }
        Self { resources, begin, services }
    }

    /// Returns the service that `resource` is, or that runs or creates it.
    pub(super) fn service_of(&self, resource: &'a Resource) -> Option<&'a Resource> {
        if resource.kind == ResourceKind::Service {
            return Some(resource);
        }
        let name = resource.fields.as_map()?.get("service")?.as_text()?;
        self.services.get(&(Arc::as_ptr(resource.project.as_ref()?), name)).copied()
    }

    /// Returns the resources other than `resource` that have a value which begins in one of `changed`.
    pub(super) fn others(&self, resource: &Resource, changed: &[Span]) -> Vec<Touched> {
        // What a service creates is written in it.
        let owner = resource.fields.get("service");
        let owner = owner.as_ref().and_then(Node::as_text);
        let mut numbers = BTreeSet::new();
        for span in changed {
            let places = self.begin.get(&span.source).map(Vec::as_slice).unwrap_or_default();
            let first = places.partition_point(|(start, ..)| *start < span.start);
            let within =
                places.iter().skip(first).take_while(|(start, ..)| *start < span.end.max(span.start + 1));
            numbers.extend(within.map(|(.., number)| *number));
        }
        let others = numbers.into_iter().filter_map(|number| self.resources.get(number));
        let is_owner = |other: &Resource| {
            let is_of_project =
                || other.project.as_ref().map(Arc::as_ptr) == resource.project.as_ref().map(Arc::as_ptr);
            other.kind == ResourceKind::Service && owner == Some(&*other.name) && is_of_project()
        };
        let others = others.filter(|other| other.key != resource.key && !is_owner(other));
        let touched = |resource: &Resource| Touched {
            subject: Subject { kind: resource.kind.name(), name: resource.name.to_string() },
            declared: resource.key,
            within: None,
        };
        others.map(touched).collect()
    }

    /// Returns where the first resource is declared that has a value around `place`.
    pub(super) fn around(&self, place: Span) -> Option<Span> {
        let places = self.begin.get(&place.source)?;
        let behind = places.partition_point(|(start, ..)| *start <= place.start);
        let mut before = places.get(..behind)?.iter().rev().take(MOST_NESTED);
        let (.., number) = before.find(|(_, end, _)| *end >= place.end)?;
        self.resources.get(*number).map(|resource| resource.key)
    }
}

/// Returns what is written for `resource` itself. What a service runs is a part of the service.
pub fn declared(resource: &Resource) -> impl Iterator<Item = &Entry> {
    use ResourceKind::{
        Broker, ConnectWorker, Connector, Ksqldb, Network, RestProxy, SchemaRegistry, Service, Topic,
    };
    let is_of_service = || resource.fields.as_map().is_some_and(|map| map.get("service").is_some());
    let is_one = match resource.kind {
        Service | Network | Topic | Connector => true,
        Broker | ConnectWorker | SchemaRegistry | RestProxy | Ksqldb => !is_of_service(),
        _ => false,
    };
    let is_service = resource.kind == Service;
    let entries = resource.fields.as_map().filter(|_| is_one).into_iter().flat_map(Map::entries);
    entries.filter(move |entry| !is_service || canonical_service().get(&entry.key).is_some())
}

fn walk(node: &Node, add: &mut impl FnMut(Span)) {
    match &node.value {
        Value::Scalar(scalar) => {
            if scalar.is_derived() {
                return;
            }
            add(node.origin.span);
            alias(node).into_iter().for_each(&mut *add);
            scalar.substitutions().iter().filter_map(variable).for_each(add);
        }
        Value::List(items) => {
            add(beginning(node.origin.span));
            items.iter().for_each(|item| walk(item, add));
        }
        Value::Map(map) => {
            add(beginning(node.origin.span));
            for entry in map.entries() {
                add(entry.key_span);
                walk(&entry.node, add);
            }
        }
    }
}

/// Returns the first character of a collection: what it has inside is added for itself.
fn beginning(span: Span) -> Span {
    Span { end: span.end.min(span.start + 1), ..span }
}

fn variable(substitution: &Substitution) -> Option<Span> {
    match substitution.from {
        Replacement::File(span) => Some(span),
        _ => None,
    }
}
