//! The values that the resources of a unit declare at a place in a file.

use crate::model::{Resource, ResourceKind};
use crate::policy::Segment;
use crate::source::Span;
use crate::tree::{Node, Value};

/// Fields of a resource that repeat what others declare: the connections to and from it.
const EDGES: &[&str] = &["connections", "clients", "peer_connections", "host_connections"];

/// A value whose characters, key or provenance step is at a place.
#[derive(Debug)]
pub(super) struct Hit<'a> {
    pub(super) resource: &'a Resource,
    /// The path in the resource.
    pub(super) at: Vec<Segment>,
    /// The value, with the steps of all its ancestors.
    pub(super) node: Node,
    /// The range that contains the place.
    pub(super) span: Span,
    /// True if a step there contributes the value, which was written elsewhere.
    pub(super) brought: bool,
}

/// Returns all values of `resources` with the narrowest range at `place`, an empty span.
pub(super) fn at(resources: &[Resource], place: Span) -> Vec<Hit<'_>> {
    let mut hits = Hits { place, found: Vec::new(), narrowest: usize::MAX };
    for resource in resources {
        // Clusters, connections, database servers and projects repeat other resources; defects and documents contain what other
        // resources omit.
        if matches!(
            resource.kind,
            ResourceKind::Cluster
                | ResourceKind::Connection
                | ResourceKind::DatabaseServer
                | ResourceKind::Project
                | ResourceKind::Defect
                | ResourceKind::Document
        ) {
            continue;
        }
        hits.offer(resource.key, resource, &[], &resource.fields, false);
        hits.walk(resource, &mut Vec::new(), &resource.fields);
    }
    hits.found
}

/// Returns whether `outer` contains the place `inner`, its end included, as a cursor can be after the last character.
pub(super) fn contains(outer: Span, inner: Span) -> bool {
    outer.source == inner.source
        && outer.start <= inner.start
        && inner.start <= outer.end
        && outer.start < outer.end
}

struct Hits<'a> {
    place: Span,
    found: Vec<Hit<'a>>,
    narrowest: usize,
}

impl<'a> Hits<'a> {
    fn offer(&mut self, span: Span, resource: &'a Resource, at: &[Segment], node: &Node, brought: bool) {
        let width = span.range().len();
        if !contains(span, self.place) || width > self.narrowest {
            return;
        }
        if width < self.narrowest {
            self.found.clear();
            self.narrowest = width;
        }
        self.found.push(Hit { resource, at: at.to_vec(), node: node.clone(), span, brought });
    }

    fn walk(&mut self, resource: &'a Resource, at: &mut Vec<Segment>, node: &Node) {
        for step in node.origin.via.steps() {
            self.offer(step.site, resource, at, node, true);
        }
        match &node.value {
            Value::Scalar(_) => self.offer(node.origin.span, resource, at, node, false),
            Value::List(_) => {
                for (index, item) in node.items().enumerate() {
                    at.push(Segment::Index(index));
                    self.walk(resource, at, &item);
                    at.pop();
                }
            }
            Value::Map(_) => {
                let is_root = at.is_empty();
                for entry in node.entries().filter(|entry| !(is_root && EDGES.contains(&&*entry.key))) {
                    at.push(Segment::Key(entry.key.clone()));
                    self.offer(entry.key_span, resource, at, &entry.node, false);
                    self.walk(resource, at, &entry.node);
                    at.pop();
                }
            }
        }
    }
}
