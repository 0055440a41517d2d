//! The Kafka names of a topology's topics, in JulieOps' default format. Its own configuration, which is not read,
//! can change the format.

use crate::tree::Node;

/// Keys of a topology that are not part of topic names.
const OWN_KEYS: &[&str] = &["context", "projects", "special_topics", "platform"];

/// A topic with its Kafka name.
pub(super) struct Topic {
    pub(super) name: String,
    pub(super) node: Node,
}

/// Returns the topics that `document` declares: `context[.extra keys].project.topic[.dataType]`, and
/// `special_topics` without the prefix. Topics that consumers, streams and connectors only refer to are left out.
pub(super) fn topics(document: &Node) -> Vec<Topic> {
    let extra = document.entries().filter(|entry| !OWN_KEYS.contains(&&*entry.key));
    let prefix: Vec<String> =
        document.get("context").iter().map(text).chain(extra.map(|entry| text(&entry.node))).collect();
    let mut found = Vec::new();
    for project in list(document, "projects") {
        let parts: Vec<String> = prefix.iter().cloned().chain(project.get("name").iter().map(text)).collect();
        found.extend(list(&project, "topics").into_iter().filter_map(|topic| named(&parts, topic)));
    }
    found.extend(list(document, "special_topics").into_iter().filter_map(|topic| named(&[], topic)));
    found
}

fn named(before: &[String], topic: Node) -> Option<Topic> {
    let name = text(&topic.get("name")?);
    let data_type = topic.get("dataType").filter(|node| !node.is_null());
    let parts: Vec<String> = before.iter().cloned().chain([name]).chain(data_type.iter().map(text)).collect();
    Some(Topic { name: parts.join("."), node: topic })
}

/// Returns a scalar as a part of a name; JulieOps ignores other values.
fn text(node: &Node) -> String {
    node.as_scalar().map(|scalar| scalar.text.to_string()).unwrap_or_default()
}

fn list(node: &Node, key: &str) -> Vec<Node> {
    node.get(key).iter().flat_map(|list| list.items().collect::<Vec<_>>()).collect()
}
