//! Finds the used resources of a project.

use crate::tree::{Map, Node};
use std::collections::BTreeSet;

/// The resources that services use: Docker Compose omits the others.
#[derive(Default)]
pub(super) struct Used<'a> {
    networks: BTreeSet<&'a str>,
    volumes: BTreeSet<&'a str>,
    secrets: BTreeSet<&'a str>,
    configs: BTreeSet<&'a str>,
}

impl<'a> Used<'a> {
    /// Collects the resources that the services of the project `root` use.
    pub(super) fn of(root: &'a Map) -> Self {
        let mut used = Self::default();
        let services = root.get("services").and_then(Node::as_map).into_iter().flat_map(Map::entries);
        for service in services.filter_map(|service| service.node.as_map()) {
            let list = |map: &'a Map, key: &str| map.get(key).and_then(Node::as_list).unwrap_or_default();
            let source = |mount: &'a Node| mount.as_map()?.get("source")?.as_text();
            let networks = service.get("networks").and_then(Node::as_map);
            used.networks.extend(networks.into_iter().flat_map(Map::entries).map(|entry| &*entry.key));
            used.configs.extend(list(service, "configs").iter().filter_map(source));
            used.secrets.extend(list(service, "secrets").iter().filter_map(source));
            if let Some(build) = service.get("build").and_then(Node::as_map) {
                used.secrets.extend(list(build, "secrets").iter().filter_map(source));
            }
            let is_volume = |mount: &&'a Node| {
                mount.as_map().and_then(|map| map.get("type")?.as_text()) == Some("volume")
            };
            used.volumes.extend(list(service, "volumes").iter().filter(is_volume).filter_map(source));
        }
        used
    }

    /// Returns the used names of a section of the project; None for a section without resources.
    pub(super) fn names(&self, section: &str) -> Option<&BTreeSet<&'a str>> {
        match section {
            "networks" => Some(&self.networks),
            "volumes" => Some(&self.volumes),
            "secrets" => Some(&self.secrets),
            "configs" => Some(&self.configs),
            _ => None,
        }
    }
}
