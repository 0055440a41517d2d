//! The networks of a project, as shown to policies.

use super::builds::Builds;
use super::service_index;
use crate::model::Fields;
use crate::tree::{Entry, Map, Node, Origin, Provenance, ScalarKind};
use hy_msg_lint_compose::{Completeness, Project};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The networks of a project.
pub(super) struct Networks<'a> {
    project: &'a Project,
    declared: BTreeMap<Arc<str>, Entry>,
}

impl<'a> Networks<'a> {
    pub(super) fn of(project: &'a Project) -> Self {
        let declared = project.declared_networks().map(|entry| (Arc::clone(&entry.key), entry)).collect();
        Self { project, declared }
    }

    /// Returns the engine's name of the network `key`, and whether the project declares the network.
    pub(super) fn name_of(&self, key: &str) -> (Node, bool) {
        match self.project.network_name(key) {
            Some(name) => (name, true),
            None => (Node::derived(key, ScalarKind::Text, self.origin()), false),
        }
    }

    /// Returns the keys of the networks that exist outside of the project.
    pub(super) fn external_keys(&self) -> BTreeSet<Arc<str>> {
        let external = self.declared.iter().filter(|(_, entry)| is_external(&entry.node));
        external.map(|(key, _)| Arc::clone(key)).collect()
    }

    /// Returns true if nothing of the project stands in files that are not read.
    pub(super) fn is_complete(&self) -> bool {
        self.project.completeness == Completeness::Complete
    }

    /// Returns the fields of the project, with its networks, `services` and `builds`.
    pub(super) fn project_node(&self, services: Map, builds: &Builds) -> Node {
        let origin = self.origin();
        let mut keys: Vec<Arc<str>> = self.declared.keys().cloned().collect();
        if !self.declared.contains_key("default") {
            keys.push("default".into());
            keys.sort();
        }
        let network = |key: Arc<str>| {
            let (name, _) = self.name_of(&key);
            let declared = self.declared.get(&key);
            let external = declared.is_some_and(|entry| is_external(&entry.node));
            let place = declared.map_or_else(|| origin.clone(), |entry| entry.node.origin.clone());
            let node = Fields::at(place).put("name", name).flag("external", external).finish();
            Entry { key, key_span: declared.map_or(origin.span, |entry| entry.key_span), node }
        };
        let networks = Node::map(keys.into_iter().map(network).collect(), origin.clone());
        let name = |name: &Arc<str>| Node::derived(Arc::clone(name), ScalarKind::Text, origin.clone());
        let undeclared = Node::list(self.project.undeclared.iter().map(name).collect(), origin.clone());
        let (by_name, has_open_names) = service_index::by_name(&services, &origin);
        Fields::at(origin.clone())
            .text("name", &self.project.name)
            .flag("complete", self.is_complete())
            .put("undeclared", undeclared)
            .put("networks", networks)
            .put("builds", builds.node(origin.clone()))
            .put("services_by_name", by_name)
            .flag("has_open_names", has_open_names)
            .put("services", Node::map(services, origin.clone()))
            .finish()
    }

    /// Returns the origin of the project.
    fn origin(&self) -> Origin {
        Origin { span: self.project.canonical.origin.span, via: Provenance::default() }
    }
}

/// Returns the fields of the declared network `entry`.
pub(super) fn network_node(entry: &Entry) -> Node {
    let mut map = entry.node.as_map().cloned().unwrap_or_default();
    // A name that Compose generates has the span of the network's key.
    if map.entry("name").is_some_and(|name| name.key_span == entry.key_span) {
        map.remove("name");
    }
    let origin = entry.node.origin.clone();
    let key = Node::derived(Arc::clone(&entry.key), ScalarKind::Text, origin.clone());
    map.set(Entry { key: "key".into(), key_span: entry.key_span, node: key });
    let node = Node::boolean(is_external(&entry.node), origin.clone());
    map.set(Entry { key: "external".into(), key_span: entry.key_span, node });
    Node::map(map, origin)
}

/// Returns true for `external: true`, or for the older mapping form beside a `name` that it contradicts.
fn is_external(network: &Node) -> bool {
    network.get("external").is_some_and(|node| node.as_text() == Some("true") || node.as_map().is_some())
}
