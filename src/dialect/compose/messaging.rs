//! Whether a project has a messaging service: without one, general rules judge it only where the configuration says so.

use crate::model::image::is_of_messaging;
use crate::model::{Resource, ResourceKind};
use std::collections::BTreeMap;

/// Marks the `resources` of one project as outside of messaging if it has services, and none of them is a messaging
/// service, or connects to one. Of a project that is not complete, this is not known: a part that is missing may have one.
pub(super) fn mark(resources: &mut [Resource], is_complete: bool) {
    let has_services = resources.iter().any(|one| one.kind == ResourceKind::Service);
    let outside_messaging = is_complete && has_services && !resources.iter().any(is_messaging);
    for resource in resources {
        resource.outside_messaging = outside_messaging;
    }
}

/// Keeps one of the defects that several projects share: it is outside of messaging if all of them are.
pub(super) fn once(resources: &mut Vec<Resource>) {
    let key = |one: &Resource| {
        let message = one.fields.get("message").and_then(|node| node.as_text().map(str::to_owned));
        (one.kind == ResourceKind::Defect).then_some((one.key, message))
    };
    let mut seen = BTreeMap::new();
    for resource in &*resources {
        if let Some(key) = key(resource) {
            *seen.entry(key).or_insert(true) &= resource.outside_messaging;
        }
    }
    resources.retain_mut(|resource| {
        let Some(key) = key(resource) else { return true };
        let Some(outside_messaging) = seen.remove(&key) else { return false };
        resource.outside_messaging = outside_messaging;
        true
    });
}

fn is_messaging(resource: &Resource) -> bool {
    match resource.kind {
        ResourceKind::Broker
        | ResourceKind::ConnectWorker
        | ResourceKind::SchemaRegistry
        | ResourceKind::RestProxy
        | ResourceKind::Ksqldb
        | ResourceKind::Topic
        | ResourceKind::Connector
        | ResourceKind::Connection => true,
        ResourceKind::Service => is_messaging_service(resource),
        _ => false,
    }
}

/// Returns true for a service that runs `ZooKeeper`, or whose image, or the one that it is built from, belongs to a
/// messaging platform.
fn is_messaging_service(service: &Resource) -> bool {
    let runs = service.fields.get("runs");
    let images = ["image", "base_image"].into_iter().filter_map(|key| service.fields.get(key));
    runs.is_some_and(|runs| runs.as_text() == Some("zookeeper"))
        || images.filter_map(|image| Some(is_of_messaging(image.as_text()?))).any(|is_messaging| is_messaging)
}
