//! Database servers that several connectors read, wherever the connectors are declared.
//!
//! A name with a dot means the same server everywhere. Any other name is looked up in some network, so it means the
//! same server only for connectors that share one as far as their files tell.

use super::{Key, summary};
use crate::model::{Fields, Resource, ResourceKind};
use crate::source::SourceMap;
use crate::tree::{Node, Origin, Provenance, ScalarKind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What Debezium's connectors for databases are called.
const DEBEZIUM: &str = "io.debezium.connector.";

/// The default of `database.port`, by the part of a class behind [`DEBEZIUM`].
const PORTS: &[(&str, &str)] = &[
    ("postgresql.", "5432"),
    ("mysql.", "3306"),
    ("mariadb.", "3306"),
    ("sqlserver.", "1433"),
    ("oracle.", "1528"),
    ("db2.", "50000"),
];

/// A server: where its name is looked up, its host in lower case, and its port.
type Server = (String, String, String);

/// Returns the servers that more than one connector in `resources` reads. `keys` are the clusters of the resources.
pub(super) fn servers(resources: &[Resource], keys: &[Option<Key>], sources: &SourceMap) -> Vec<Resource> {
    let folder = |resource: &Resource| {
        let file = sources.get(resource.key.source)?;
        file.file().absolute().parent().map(Path::to_owned)
    };
    let services = resources.iter().filter(|one| one.kind == ResourceKind::Service);
    let stacks: BTreeSet<PathBuf> = services.filter_map(folder).collect();
    let mut readers: BTreeMap<Server, Vec<&Resource>> = BTreeMap::new();
    for (resource, key) in resources.iter().zip(keys) {
        let Some((host, port)) = address(resource) else { continue };
        let scope = match key {
            _ if host.contains('.') && !host.starts_with("127.") => String::new(),
            Some(Key::Configured(number)) => format!("cluster {number}"),
            _ => scope(resource, folder(resource).as_deref(), &stacks, &host),
        };
        readers.entry((scope, host, port)).or_default().push(resource);
    }
    let several = readers.into_iter().filter(|(_, readers)| readers.len() > 1);
    several.filter_map(|((_, _, port), readers)| server(&port, &readers)).collect()
}

/// Returns the host and port that a connector of Debezium reads; None if one of them is not known.
fn address(resource: &Resource) -> Option<(String, String)> {
    let class = resource.fields.get("class").filter(|_| resource.kind == ResourceKind::Connector)?;
    let class = class.as_text()?.strip_prefix(DEBEZIUM)?.to_owned();
    let config = resource.fields.get("config")?;
    let known = |key: &str| {
        let node = config.get(key)?;
        let scalar = node.as_scalar()?;
        let is_open = scalar.kind == ScalarKind::Unresolved || scalar.text.contains('$');
        Some((!is_open).then(|| scalar.text.trim().to_owned()))
    };
    let host = known("database.hostname")??.to_lowercase();
    let default = || PORTS.iter().find(|(start, _)| class.starts_with(start)).map_or("", |(_, port)| port);
    let port = match known("database.port") {
        Some(port) => port?,
        None => default().to_owned(),
    };
    (!host.is_empty()).then_some((host, port))
}

/// Returns where a name without a dot is looked up: in the namespace of a Kubernetes resource, else in the nearest
/// folder with a Compose project around the file; `localhost` in the folder of the file.
fn scope(resource: &Resource, folder: Option<&Path>, stacks: &BTreeSet<PathBuf>, host: &str) -> String {
    if let Some(cluster) = resource.cluster_ref.as_ref().filter(|cluster| cluster.form != "compose") {
        return format!("namespace {}", cluster.scope);
    }
    let is_own = host == "localhost" || host.starts_with("127.");
    let mut around = folder.into_iter().flat_map(Path::ancestors);
    let found = around.find(|folder| is_own || stacks.contains(*folder));
    found.map(|folder| format!("folder {}", folder.display())).unwrap_or_default()
}

/// Builds the server that `readers` read.
fn server(port: &str, readers: &[&Resource]) -> Option<Resource> {
    let host = readers.first()?.fields.get("config")?.get("database.hostname")?;
    let origin = Origin { span: host.origin.span, via: Provenance::default() };
    let name = host.as_scalar()?.text.trim().to_owned();
    let connectors = readers.iter().map(|one| summary(one, None)).collect();
    let fields = Fields::at(origin.clone())
        .text("host", &name)
        .text("port", port)
        .put("connectors", Node::list(connectors, origin.clone()));
    Some(Resource::new(ResourceKind::DatabaseServer, name, origin.span, fields.finish()))
}
