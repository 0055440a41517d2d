//! The few settings that identify a resource to a person.

use crate::model::{Resource, ResourceKind};
use crate::render::text::counted;
use crate::tree::Node;

/// Returns the settings of `resource` on one line; empty if none are set.
pub(super) fn resource_summary(resource: &Resource) -> String {
    let fields = &resource.fields;
    let text = |key: &str| fields.get(key).and_then(|node| written(&node));
    let length =
        |key: &str| fields.get(key).map_or(0, |node| node.items().count().max(node.entries().count()));
    let listed = |nouns: &[(&str, &str)]| {
        let counts = nouns.iter().map(|(key, noun)| (length(key), noun)).filter(|(count, _)| *count > 0);
        counts.map(|(count, noun)| counted(count, noun)).collect::<Vec<_>>()
    };
    let parts: Vec<String> = match resource.kind {
        ResourceKind::Cluster => cluster(
            fields,
            listed(&[
                ("topics", "topic"),
                ("connect_workers", "Connect worker"),
                ("connectors", "connector"),
            ]),
        ),
        ResourceKind::Document => Vec::new(),
        ResourceKind::Project => listed(&[("services", "service"), ("networks", "network")]),
        ResourceKind::Service => text("image").into_iter().collect(),
        ResourceKind::Network => text("driver").into_iter().chain(text("name")).collect(),
        ResourceKind::Broker => {
            let roles = fields.get("roles").map(|roles| {
                roles
                    .items()
                    .filter_map(|role| role.as_text().map(str::to_owned))
                    .collect::<Vec<_>>()
                    .join(" and ")
            });
            let count = text("count").map(|count| match count.parse() {
                Ok(count) => counted(count, "node"),
                Err(_) => "nodes not known".to_owned(),
            });
            roles.into_iter().chain(count).chain(listed(&[("properties", "setting")])).collect()
        }
        ResourceKind::Listener => {
            let address = text("port").map(|port| format!("{}:{port}", text("host").unwrap_or_default()));
            text("protocol").into_iter().chain(address).chain(text("type")).collect()
        }
        ResourceKind::Connection => connection(&text),
        ResourceKind::ConnectWorker
        | ResourceKind::SchemaRegistry
        | ResourceKind::RestProxy
        | ResourceKind::Ksqldb => listed(&[("properties", "setting")]),
        ResourceKind::Topic => {
            let partitions = text("partitions").map(|number| format!("partitions {number}"));
            let factor = text("replication_factor").map(|number| format!("replication factor {number}"));
            partitions.into_iter().chain(factor).chain(listed(&[("config", "setting")])).collect()
        }
        ResourceKind::Connector => {
            text("class").into_iter().chain(listed(&[("config", "setting")])).collect()
        }
        ResourceKind::DatabaseServer => {
            let port = text("port").filter(|port| !port.is_empty()).map(|port| format!("port {port}"));
            port.into_iter().chain(listed(&[("connectors", "connector")])).collect()
        }
        ResourceKind::Defect => text("message").into_iter().collect(),
    };
    parts.join(", ")
}

/// Returns where a connection leads: the address, the listener that answers, and what that advertises.
fn connection(text: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let place = text("key").or_else(|| Some(text("where")?.replace('_', "-")));
    let port = text("port").unwrap_or_else(|| "a port of Docker's choice".to_owned());
    let asked = match (text("where").as_deref(), text("host")) {
        // A broker asks nobody: its cluster tells it of the others.
        (Some("inter_broker"), _) => None,
        (_, Some(host)) => Some(format!("{host}:{port}")),
        (_, None) => Some(format!("host port {port}")),
    };
    let answer = match (text("answer").as_deref(), text("listener"), text("service")) {
        (Some("listener"), Some(listener), Some(service)) => format!("{service} {listener}"),
        (Some(answer), _, Some(service)) => format!("{} {service}", answer.replace('_', " ")),
        (Some(answer), ..) => answer.replace('_', " "),
        (None, ..) => String::new(),
    };
    let told = text("told").map(|told| {
        let told = told.replace('_', " ");
        let address = text("advertised_host").zip(text("advertised_port"));
        address.map_or_else(|| told.clone(), |(host, port)| format!("{host}:{port} ({told})"))
    });
    let steps = [asked, Some(answer), told].into_iter().flatten().collect::<Vec<_>>();
    place.into_iter().chain([steps.join(" -> ")]).collect()
}

fn cluster(fields: &Node, others: Vec<String>) -> Vec<String> {
    let size = fields.get("size").and_then(|size| size.as_text()?.parse().ok());
    let brokers = match size {
        Some(size) => counted(size, "broker"),
        None => "brokers not known".to_owned(),
    };
    std::iter::once(brokers).chain(others).collect()
}

/// Returns a scalar as it is written, whether it is resolved or needs a variable.
fn written(node: &Node) -> Option<String> {
    node.as_scalar().filter(|_| !node.is_null()).map(|scalar| scalar.text.to_string())
}
