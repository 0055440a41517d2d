//! What the container of a service has: what the service says, over what the Dockerfile of its image says.

use super::builds::Builds;
use super::dockerfile::{Built, NotKnown, Reader};
use crate::model::image::{Family, recognise};
use crate::tree::{Entry, Map, Node};
use std::sync::Arc;

/// Image names of `ZooKeeper`.
const ZOOKEEPER: &[&str] = &["zookeeper", "cp-zookeeper"];

/// Returns true if Compose builds the image of `service` in place of pulling it (Compose Specification, `pull_policy`).
pub(super) fn is_built(service: &Node) -> bool {
    let policy = service.get("pull_policy");
    let pulls = policy.is_some_and(|policy| !matches!(policy.as_text(), Some("build" | "never")));
    !pulls && service.get("build").is_some_and(|build| build.as_map().is_some())
}

/// What is known of the image that a service is built from.
pub(super) type BuiltImage = Result<Arc<Built>, NotKnown>;

/// Returns what the Dockerfile of each of `services` says; a service without one may run what another builds.
pub(super) fn built_images(services: &[Node], builds: &Builds, reader: &mut Reader) -> Vec<BuiltImage> {
    let own: Vec<BuiltImage> = services
        .iter()
        .map(|service| {
            let build = service.get("build").filter(|_| is_built(service)).ok_or(NotKnown::Open)?;
            reader.built(&build).map(Arc::new)
        })
        .collect();
    let shared = |(service, built): (&Node, &BuiltImage)| match builds.builder(service) {
        Some(builder) => own.get(builder).cloned().unwrap_or(Err(NotKnown::Open)),
        None => built.clone(),
    };
    services.iter().zip(&own).map(shared).collect()
}

/// Returns `service`, in canonical form, with what `built` adds: the image that it starts from in place of a name that is
/// not known, and the environment, the health check and the command that the service leaves as they are.
pub(super) fn over_image(service: &Node, built: &Built) -> Node {
    let Some(map) = service.as_map() else { return service.clone() };
    let mut map = map.clone();
    let mut set = |key: &str, node: Node| {
        let key_span = map.entry(key).map_or(node.origin.span, |entry| entry.key_span);
        map.set(Entry { key: key.into(), key_span, node });
    };
    if let Some(base) = known_base(service, built) {
        set("image", base.clone());
    }
    if !built.environment.is_empty() {
        set("environment", environment(service, &built.environment));
    }
    if let Some(check) = healthcheck(service, built) {
        set("healthcheck", check);
    }
    let is_set = |key: &str| service.get(key).is_some_and(|words| !words.is_null());
    if !is_set("entrypoint") {
        if let Some(entrypoint) = &built.entrypoint {
            set("entrypoint", entrypoint.clone());
        }
        if let Some(command) = built.command.as_ref().filter(|_| !is_set("command")) {
            set("command", command.clone());
        }
    }
    Node::map(map, service.origin.clone())
}

/// Returns the image that `service` is built from, if it is a known one and the service's own is not.
pub(super) fn known_base<'a>(service: &Node, built: &'a Built) -> Option<&'a Node> {
    let base = built.base.as_ref().filter(|base| is_known(base))?;
    service.get("image").is_none_or(|own| !is_known(&own)).then_some(base)
}

fn is_known(image: &Node) -> bool {
    let name = image.as_scalar().map(|scalar| &*scalar.text).unwrap_or_default();
    recognise(name).family != Family::Other || is_zookeeper(name)
}

/// Returns true for an image of `ZooKeeper`.
pub(super) fn is_zookeeper(image: &str) -> bool {
    let name = image.rsplit('/').next().unwrap_or_default();
    ZOOKEEPER.contains(&name.split([':', '@']).next().unwrap_or_default())
}

/// Returns the environment of `service` over `below`, that of its image.
fn environment(service: &Node, below: &Map) -> Node {
    let mut all = below.clone();
    let own = service.get("environment");
    all.extend(own.iter().flat_map(Node::entries));
    Node::map(all, own.map_or_else(|| service.origin.clone(), |own| own.origin))
}

/// Returns the health check with a test of the image, if the service has no test and does not turn it off.
fn healthcheck(service: &Node, built: &Built) -> Option<Node> {
    let below = built.healthcheck.as_ref()?;
    let Some(own) = service.get("healthcheck").filter(|own| own.as_map().is_some()) else {
        return Some(below.clone());
    };
    let is_off = own.get("disable").is_some_and(|disable| disable.as_text() != Some("false"));
    if is_off || own.get("test").is_some() {
        return None;
    }
    let mut all = own.as_map()?.clone();
    all.extend(below.entries());
    Some(Node::map(all, own.origin))
}
