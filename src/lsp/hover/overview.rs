//! Summarizes a resource in a few lines.

use super::{leaves, list, topic};
use crate::lsp::describe;
use crate::lsp::unit::Unit;
use crate::model::{Resource, ResourceKind};
use crate::policy::Segment;
use crate::tree::Node;

/// Summarizes `resource`; `None` if there is nothing to show.
pub(super) fn project_section(unit: &Unit, resource: &Resource) -> Option<String> {
    match resource.kind {
        ResourceKind::Service => service(unit, resource),
        ResourceKind::Broker => broker(resource),
        ResourceKind::Listener => Some(format!("listener {}", listener(&resource.name, &resource.fields))),
        ResourceKind::Topic => topic::topic_section(unit, resource),
        _ => None,
    }
}

/// Lists the image, the limits, and the values written elsewhere.
fn service(unit: &Unit, resource: &Resource) -> Option<String> {
    let elsewhere = |(at, node): &(Vec<Segment>, Node)| {
        let path = describe::path(at);
        path == "image"
            || path.starts_with("deploy.resources.limits")
            || node.origin.via.steps().next().is_some()
    };
    let mut shown: Vec<_> = leaves(&[], &resource.fields).into_iter().filter(elsewhere).collect();
    // The most wanted values come first.
    shown.sort_by_key(|(at, _)| {
        let path = describe::path(at);
        (path != "image", !path.contains("limit"))
    });
    let list = list(unit, &shown, None);
    (!list.is_empty()).then(|| format!("service `{}`\n\n{list}", resource.name))
}

fn broker(resource: &Resource) -> Option<String> {
    let listeners = resource.fields.get("listeners")?;
    let one = |node: Node| {
        let name = node.get("name").and_then(|name| name.as_text().map(str::to_owned)).unwrap_or_default();
        format!("- {}", listener(&name, &node))
    };
    let lines: Vec<_> = listeners.items().map(one).collect();
    (!lines.is_empty()).then(|| format!("listeners of `{}`\n\n{}", resource.name, lines.join("\n")))
}

/// `` `CLIENTS`: `PLAINTEXT` on port 9092, advertised as `kafka:9092`, on the networks `a` and `b` ``
fn listener(name: &str, fields: &Node) -> String {
    let text = |node: &Node, key: &str| node.get(key).and_then(|value| value.as_text().map(str::to_owned));
    let mut parts = vec![match text(fields, "protocol") {
        Some(protocol) => format!("`{protocol}`"),
        None => "protocol not known".to_owned(),
    }];
    parts.extend(text(fields, "port").map(|port| format!("port {port}")));
    parts.extend(text(fields, "type").map(|kind| format!("of type `{kind}`")));
    let advertised = text(fields, "advertised").or_else(|| {
        Some(format!("{}:{}", text(fields, "advertised_host")?, text(fields, "advertised_port")?))
    });
    parts.extend(advertised.map(|address| format!("advertised as `{address}`")));
    let each = |list: &str, key: &str| -> Vec<String> {
        let items = fields.get(list).into_iter().flat_map(|list| list.items().collect::<Vec<_>>());
        items.filter_map(|item| text(&item, key)).map(|one| format!("`{one}`")).collect()
    };
    let networks = each("networks", "key");
    if !networks.is_empty() {
        parts.push(format!("on {}", networks.join(", ")));
    }
    let published = each("published", "published");
    if !published.is_empty() {
        parts.push(format!("published on {}", published.join(", ")));
    }
    format!("`{name}`: {}", parts.join(", "))
}
