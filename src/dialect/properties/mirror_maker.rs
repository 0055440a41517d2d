//! `connect-mirror-maker.properties`: clusters by alias, and the links between them (KIP-382).
//!
//! Each setting is judged once, where it is written: what holds for all links as one connector, what a link sets for
//! itself as another, and the topics in which the workers keep their data as workers.

use crate::dialect::connect::{self, Declaration};
use crate::model::properties::with_named_references;
use crate::model::{Fields, Resource, ResourceKind};
use crate::source::{SourceMap, Span};
use crate::tree::{Entry, Map, Node, Origin, Provenance, ScalarKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A string in every such file: the clusters have addresses.
pub(super) const NEEDLE: &str = ".bootstrap.servers";

const CLASS: &str = "org.apache.kafka.connect.mirror.MirrorSourceConnector";

/// What the settings of the workers' topics begin with.
const STORAGE: &[&str] = &["config.storage.", "offset.storage.", "status.storage."];

/// Returns true for the properties of a `MirrorMaker`: it names clusters, and the address of one of them or a link.
pub(super) fn is_one(properties: &Node) -> bool {
    let Some(map) = properties.as_map() else { return false };
    let has_address = |alias: &String| map.get(&format!("{alias}{NEEDLE}")).is_some();
    let aliases = aliases(properties);
    aliases.iter().any(has_address)
        || (!aliases.is_empty() && map.entries().any(|entry| entry.key.contains("->")))
}

fn aliases(properties: &Node) -> Vec<String> {
    let names = properties.get("clusters");
    let text = names.as_ref().and_then(Node::as_text).unwrap_or_default();
    text.split(',').map(|alias| alias.trim().to_owned()).filter(|alias| !alias.is_empty()).collect()
}

/// Returns the workers and connectors of a `MirrorMaker` that is called `name`.
pub(super) fn resources(properties: &Node, name: &Arc<str>, key: Span, sources: &SourceMap) -> Vec<Resource> {
    let properties = with_providers(properties);
    let parts = Parts::of(&properties);
    let connector = |name: &str, key: Span, config: Vec<Entry>| {
        let config =
            Node::map(config.into_iter().collect(), Origin { span: key, ..properties.origin.clone() });
        let class = Node::derived(CLASS, ScalarKind::Text, config.origin.clone());
        let declaration = Declaration {
            name: name.into(),
            key,
            class: Some(class),
            config,
            declared_by: connect::MIRROR_MAKER,
            is_named: true,
            connect_cluster: None,
        };
        connect::lowered(declaration, sources)
    };
    let mut found = vec![connector(name, key, parts.shared)];
    for (link, config) in parts.links {
        found.extend(config.first().map(|first| first.key_span).map(|key| connector(&link, key, config)));
    }
    let worker = |(alias, config): (String, Vec<Entry>)| {
        let key = config.first()?.key_span;
        let name = if alias.is_empty() { Arc::clone(name) } else { alias.into() };
        Some(worker(name, key, config))
    };
    found.extend(parts.workers.into_iter().filter_map(worker));
    found
}

/// The settings of a file by what they are about.
struct Parts {
    /// What holds for all links, and what clients of a cluster need.
    shared: Vec<Entry>,
    /// What a link that is enabled sets for itself, without its prefix.
    links: BTreeMap<String, Vec<Entry>>,
    /// What workers on a cluster set, without its alias; an empty alias is all clusters.
    workers: BTreeMap<String, Vec<Entry>>,
}

impl Parts {
    fn of(properties: &Node) -> Self {
        let aliases = aliases(properties);
        let mut parts = Self { shared: Vec::new(), links: BTreeMap::new(), workers: BTreeMap::new() };
        for entry in properties.entries() {
            let key = Arc::clone(&entry.key);
            let named = |rest: &str| Entry { key: rest.into(), ..entry.clone() };
            if let Some((link, rest)) = link(&key, &aliases) {
                parts.links.entry(link.to_owned()).or_default().push(named(rest));
                continue;
            }
            let of_cluster = aliases.iter().find_map(|alias| {
                let rest = key.strip_prefix(alias.as_str())?.strip_prefix('.')?;
                STORAGE.iter().any(|start| rest.starts_with(start)).then_some((alias.as_str(), rest))
            });
            let of_all = || STORAGE.iter().any(|start| key.starts_with(start)).then_some(("", &*key));
            match of_cluster.or_else(of_all) {
                Some((alias, rest)) => {
                    parts.workers.entry(alias.to_owned()).or_default().push(named(rest));
                }
                None => parts.shared.push(entry),
            }
        }
        // Without `enabled`, MirrorMaker does not make the link.
        parts.links.retain(|_, config| config.iter().any(is_enabling));
        let links = &parts.links;
        let is_replaced = |key: &str| {
            let sets = |config: &Vec<Entry>| config.iter().any(|entry| &*entry.key == key);
            key.ends_with("replication.factor") && !links.is_empty() && links.values().all(sets)
        };
        parts.shared.retain(|entry| !is_replaced(&entry.key));
        parts
    }
}

/// Splits `key` into a link between two of `aliases` and what it sets: `a->b` and `topics`.
fn link<'a>(key: &'a str, aliases: &[String]) -> Option<(&'a str, &'a str)> {
    let (source, rest) = key.split_once("->")?;
    let is_start =
        |alias: &&String| rest.strip_prefix(alias.as_str()).is_some_and(|rest| rest.starts_with('.'));
    let target = aliases.iter().filter(is_start).max_by_key(|alias| alias.len())?;
    let end = source.len() + "->".len() + target.len();
    Some((key.get(..end)?, key.get(end + 1..)?))
}

fn is_enabling(entry: &Entry) -> bool {
    let is_on = |text: &str| text.trim().eq_ignore_ascii_case("true") || text.contains('$');
    &*entry.key == "enabled" && entry.node.as_scalar().is_some_and(|scalar| is_on(&scalar.text))
}

/// Returns `properties` with references to config providers unresolved: to those that the file declares by the
/// provider's name.
fn with_providers(properties: &Node) -> Node {
    let declared = properties.get("config.providers");
    let declared = declared.as_ref().and_then(Node::as_text).unwrap_or_default().to_owned();
    with_named_references(properties, &|reference| {
        let (provider, _) = reference.split_once(':')?;
        let is_declared = declared.split(',').any(|one| one.trim() == provider);
        Some(if is_declared { provider } else { reference })
    })
}

/// Returns a worker, of which the rest is set by `MirrorMaker` itself.
fn worker(name: Arc<str>, key: Span, config: Vec<Entry>) -> Resource {
    let origin = Origin { span: key, via: Provenance::default() };
    let fields = Fields::at(origin.clone())
        .text("family", "other")
        .flag("partial", true)
        .put("image_defaults", Node::map(Map::default(), origin.clone()))
        .flag("image_defaults_known", true)
        .put("bootstrap_servers", Node::list(Vec::new(), origin.clone()))
        .put("properties", Node::map(config.into_iter().collect(), origin));
    Resource::new(ResourceKind::ConnectWorker, name, key, fields.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_between_two_clusters() {
        let aliases = ["a", "b", "b.c"].map(str::to_owned);
        for (key, wanted) in [
            ("a->b.enabled", Some(("a->b", "enabled"))),
            ("a->b.c.enabled", Some(("a->b.c", "enabled"))),
            ("a->b.topics.exclude", Some(("a->b", "topics.exclude"))),
            ("a->d.enabled", None),
            ("a->b", None),
            ("a.enabled", None),
        ] {
            assert_eq!(link(key, &aliases), wanted, "{key}");
        }
    }
}
