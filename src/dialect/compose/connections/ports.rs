//! The ports of the host, and where they lead.

use super::super::service::Service;
use crate::tree::{Node, ScalarKind};
use std::collections::BTreeMap;
use std::ops::Range;

/// An entry of `ports`, in its long form.
pub(super) struct Published {
    pub(super) service: usize,
    /// The container's port.
    pub(super) target: Node,
    /// The host's; absent where Docker chooses one.
    pub(super) host_port: Option<Node>,
    /// The whole entry.
    pub(super) entry: Node,
}

/// The published TCP ports of a project.
pub(super) struct Ports {
    all: Vec<Published>,
    /// The entries of each service, which follow each other.
    of_services: Vec<Range<usize>>,
    /// The entries by the host's port, where it is one number.
    by_number: BTreeMap<i64, Vec<usize>>,
    /// True if an entry needs a variable, or leaves the port to Docker within a range.
    has_open: bool,
}

impl Ports {
    pub(super) fn of(services: &[Service]) -> Self {
        let mut ports =
            Self { all: Vec::new(), of_services: Vec::new(), by_number: BTreeMap::new(), has_open: false };
        for (service, one) in services.iter().enumerate() {
            let start = ports.all.len();
            let entries = one.node.get("ports");
            for entry in entries.iter().flat_map(|entries| entries.items().collect::<Vec<_>>()) {
                ports.add(service, entry);
            }
            ports.of_services.push(start..ports.all.len());
        }
        ports
    }

    fn add(&mut self, service: usize, entry: Node) {
        let is_tcp = entry.get("protocol").is_none_or(|one| one.as_text().is_none_or(|one| one == "tcp"));
        let Some(target) = entry.get("target").filter(|_| is_tcp) else { return };
        let host_port = entry.get("published").filter(|one| !one.is_null()).map(|one| one.as_integer());
        match host_port.as_ref().map(number) {
            Some(Some(number)) => self.by_number.entry(number).or_default().push(self.all.len()),
            Some(None) => self.has_open = true,
            None => {}
        }
        self.all.push(Published { service, target: target.as_integer(), host_port, entry });
    }

    /// Returns the entries of `service`.
    pub(super) fn of_service(&self, service: usize) -> impl Iterator<Item = &Published> {
        let range = self.of_services.get(service).cloned().unwrap_or_default();
        self.all.get(range).into_iter().flatten()
    }

    /// Returns the entries behind a port of the host; `None` where it may be one that is not known.
    pub(super) fn behind(&self, port: i64) -> Option<Vec<&Published>> {
        let found = self.by_number.get(&port);
        let entries = found.into_iter().flatten().filter_map(|at| self.all.get(*at));
        (found.is_some() || !self.has_open).then(|| entries.collect())
    }
}

/// Returns the number of a port, if it is known.
pub(in super::super) fn number(port: &Node) -> Option<i64> {
    port.as_scalar().filter(|one| one.kind != ScalarKind::Unresolved).and_then(crate::tree::Scalar::integer)
}
