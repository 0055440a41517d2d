//! The names in a Compose project, and hosts that lead out of it.

use super::listener::Bind;
use crate::tree::Node;
use std::collections::BTreeSet;

/// The names of a project's services, and their static addresses.
#[derive(Debug, Default)]
pub struct Names {
    names: BTreeSet<String>,
    /// True if a name needs a variable, so that any host may be that service.
    is_open: bool,
}

impl Names {
    /// Adds the names of the services in `index`: the `services` of a project's resource.
    pub fn add(&mut self, index: &Node) {
        for names in index.entries().filter_map(|service| service.node.get("names")) {
            for name in names.items() {
                let Some(scalar) = name.as_scalar() else { continue };
                self.is_open |= scalar.text.contains('$');
                self.names.insert(scalar.text.to_string());
            }
        }
    }

    /// Returns true for a host that leads out of the project: no service is called so, and it is not the container
    /// that connects to it. A host that needs a variable may lead out of it.
    pub fn is_elsewhere(&self, host: &Node) -> bool {
        let Some(host) = host.as_scalar() else { return false };
        let is_own_container = Bind::of(&host.text, &|_| false) != Bind::Elsewhere;
        !self.is_open && !is_own_container && !self.names.contains(&*host.text)
    }
}
