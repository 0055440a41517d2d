//! The log directories of a broker, and what is mounted there.

use crate::model::Fields;
use crate::model::endpoint::parts;
use crate::model::image::Family;
use crate::source::SourceMap;
use crate::tree::{Node, ScalarKind, Step, StepKind};

/// The container's own name, a new one for each container unless the service has a `hostname`.
const OWN_NAME: &str = "$HOSTNAME";

/// Returns the default log directory. Sources: `configure` of `confluentinc/kafka-images`; Kafka's own `log.dir`,
/// which `apache/kafka` does not set if any property is given; `docker-entrypoint.sh` of
/// `debezium/container-images`; `start-kafka.sh` of `wurstmeister/kafka-docker`; Redpanda documentation,
/// `data_directory`.
fn usual(service: &Node, family: Family, node_id: Option<&Node>) -> Option<String> {
    let text = |node: Option<&Node>| node.and_then(|node| node.as_text().map(str::to_owned));
    match family {
        Family::Confluent => Some("/var/lib/kafka/data".into()),
        Family::Apache => Some("/tmp/kafka-logs".into()),
        Family::Debezium => Some(format!("/kafka/data/{}", text(node_id).unwrap_or_else(|| "1".into()))),
        Family::Wurstmeister => {
            let host = text(service.get("hostname").as_ref());
            Some(format!("/kafka/kafka-logs-{}", host.as_deref().unwrap_or(OWN_NAME)))
        }
        Family::Redpanda => Some("/var/lib/redpanda/data".into()),
        Family::Bitnami | Family::Strimzi | Family::Other => None,
    }
}

/// Returns the directories that an image's Dockerfile declares as volumes, or `None` if unknown. Bitnami's images
/// declare none.
fn own_volumes(family: Family) -> Option<&'static [&'static str]> {
    match family {
        Family::Confluent | Family::Apache => Some(&["/var/lib/kafka/data"]),
        Family::Debezium => Some(&["/kafka/data"]),
        Family::Wurstmeister => Some(&["/kafka"]),
        Family::Bitnami => Some(&[]),
        Family::Redpanda | Family::Strimzi | Family::Other => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mount {
    Volume,
    Bind,
    Tmpfs,
    Anonymous,
    /// An anonymous volume of the image, below what the service mounts.
    Hidden,
    /// A folder with the container's own name, in what the service mounts.
    Renamed,
    None,
    Unknown,
}

impl Mount {
    fn name(self) -> &'static str {
        match self {
            Self::Volume => "volume",
            Self::Bind => "bind",
            Self::Tmpfs => "tmpfs",
            Self::Anonymous => "anonymous",
            Self::Hidden => "hidden",
            Self::Renamed => "renamed",
            Self::None => "none",
            Self::Unknown => "unknown",
        }
    }
}

/// Returns `[{"path", "mount"}]`, or `None` if the directories are unknown. `named` is `log.dirs`, `node_id` the
/// node's id.
pub(super) fn log_dirs(
    service: &Node,
    named: Option<&Node>,
    node_id: Option<&Node>,
    family: Family,
    sources: &SourceMap,
) -> Option<Node> {
    let folders = if let Some(value) = named {
        let text = value.as_scalar().map(|one| one.text.clone())?;
        parts(&text, ',').map(|range| value.slice(sources, range)).collect()
    } else {
        let folder = usual(service, family, node_id)?;
        let image = service.get("image")?;
        let mut origin = image.origin.clone();
        origin.via = origin.via.push(Step { how: StepKind::ImageDefault, site: image.origin.span });
        vec![Node::derived(folder, ScalarKind::Text, origin)]
    };
    let entry = |folder: &Node| {
        let path = folder.as_text();
        let mount = path.map_or(Mount::Unknown, |path| at_path(service, path, family));
        Fields::at(folder.origin.clone()).put("path", folder.clone()).text("mount", mount.name()).finish()
    };
    let origin = folders.first()?.origin.clone();
    Some(Node::list(folders.iter().map(entry).collect(), origin))
}

/// Returns what is at `path` of the container.
fn at_path(service: &Node, path: &str, family: Family) -> Mount {
    let Some((target, mount)) = mounted(service, path) else { return unmounted(path, family) };
    let keeps = matches!(mount, Mount::Volume | Mount::Bind);
    // Docker puts a volume of its own at what an image declares, unless the service mounts something right there.
    let is_hidden = |volume: &&str| is_below(path, volume) && target < volume.len();
    if keeps && own_volumes(family).is_some_and(|volumes| volumes.iter().any(is_hidden)) {
        Mount::Hidden
    } else if keeps && path.contains(OWN_NAME) {
        Mount::Renamed
    } else {
        mount
    }
}

/// Returns what is at `path` if the service mounts nothing there.
fn unmounted(path: &str, family: Family) -> Mount {
    match own_volumes(family) {
        Some(volumes) if volumes.iter().any(|volume| is_below(path, volume)) => Mount::Anonymous,
        Some(_) => Mount::None,
        None if is_below(path, "/tmp") => Mount::None,
        None => Mount::Unknown,
    }
}

/// Returns what the service mounts at `path` or above it, with the length of the target, or `None` if nothing.
fn mounted(service: &Node, path: &str) -> Option<(usize, Mount)> {
    if service.get("volumes_from").is_some() {
        return Some((path.len(), Mount::Unknown));
    }
    let mut best: Option<(usize, Mount)> = None;
    let mut found = |target: &str, mount: Mount| {
        if is_below(path, target) && best.is_none_or(|(length, _)| length < target.len()) {
            best = Some((target.trim_end_matches('/').len(), mount));
        }
    };
    let mut open = false;
    for volume in service.get("volumes").iter().flat_map(|volumes| volumes.items().collect::<Vec<_>>()) {
        let text = |key: &str| volume.get(key).and_then(|node| node.as_text().map(str::to_owned));
        let Some(target) = text("target") else {
            open = true;
            continue;
        };
        let mount = match text("type").as_deref() {
            Some("bind") => Mount::Bind,
            Some("tmpfs") => Mount::Tmpfs,
            Some("volume") if volume.get("source").is_none() => Mount::Anonymous,
            _ => Mount::Volume,
        };
        found(&target, mount);
    }
    for tmpfs in service.get("tmpfs").iter().flat_map(|list| list.items().collect::<Vec<_>>()) {
        let Some(target) = tmpfs.as_text() else { continue };
        found(target.split(':').next().unwrap_or_default(), Mount::Tmpfs);
    }
    best.or_else(|| open.then_some((path.len(), Mount::Unknown)))
}

/// Returns true for `folder` itself and any path inside it.
fn is_below(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;
    use std::path::Path;

    #[test]
    fn what_is_mounted_where_the_log_is() {
        for (family, named, rest, wanted) in [
            (Family::Confluent, None, "", &["/var/lib/kafka/data anonymous"][..]),
            (
                Family::Confluent,
                None,
                "volumes: [{type: volume, source: a, target: /var/lib/kafka/data}]",
                &["/var/lib/kafka/data volume"],
            ),
            (
                Family::Confluent,
                Some("/data/a, /data/b"),
                "volumes: [{type: bind, source: ./a, target: /data/a}]",
                &["/data/a bind", "/data/b none"],
            ),
            (
                Family::Apache,
                None,
                "volumes: [{type: volume, source: a, target: /var/lib/kafka/data}]",
                &["/tmp/kafka-logs none"],
            ),
            (Family::Apache, Some("/var/lib/kafka/data/logs"), "", &["/var/lib/kafka/data/logs anonymous"]),
            (Family::Apache, Some("/var/lib/kafka"), "tmpfs: ['/var:size=1g']", &["/var/lib/kafka tmpfs"]),
            (Family::Other, Some("/data"), "", &["/data unknown"]),
            (Family::Other, Some("/tmp/x"), "", &["/tmp/x none"]),
            (Family::Other, None, "", &[]),
            (Family::Bitnami, Some("/bitnami/kafka/data"), "", &["/bitnami/kafka/data none"]),
            (Family::Debezium, None, "id: '2'", &["/kafka/data/2 anonymous"]),
            (Family::Wurstmeister, None, "", &["/kafka/kafka-logs-$HOSTNAME anonymous"]),
            (
                Family::Wurstmeister,
                None,
                "hostname: a, volumes: [{type: volume, source: a, target: /kafka/kafka-logs-a}]",
                &["/kafka/kafka-logs-a volume"],
            ),
            (
                Family::Wurstmeister,
                None,
                "volumes: [{type: volume, source: a, target: /kafka}]",
                &["/kafka/kafka-logs-$HOSTNAME renamed"],
            ),
            (
                Family::Confluent,
                None,
                "volumes: [{type: bind, source: ./a, target: /var/lib/kafka/}]",
                &["/var/lib/kafka/data hidden"],
            ),
            (
                Family::Confluent,
                Some("/var/lib/kafka/logs"),
                "volumes: [{type: bind, source: ./a, target: /var/lib/kafka}]",
                &["/var/lib/kafka/logs bind"],
            ),
            (
                Family::Redpanda,
                None,
                "volumes: [{type: volume, source: a, target: /var/lib/redpanda/data}]",
                &["/var/lib/redpanda/data volume"],
            ),
            (
                Family::Apache,
                Some("/data"),
                "volumes: [{type: volume, source: a, target: /dat}]",
                &["/data none"],
            ),
        ] {
            let sources = SourceMap::default();
            let dirs_text = named.map(|dirs| format!("dirs: '{dirs}', ")).unwrap_or_default();
            let source = sources.add(Path::new("a.yml"), format!("{{image: x, {dirs_text}{rest}}}"));
            let service = &yaml::parse(&source).documents[0];
            let dirs = service.get("dirs");
            let found = log_dirs(service, dirs.as_ref(), service.get("id").as_ref(), family, &sources);
            let shown: Vec<_> = found
                .iter()
                .flat_map(Node::items)
                .map(|one| {
                    let part = |key: &str| one.get(key).unwrap().as_text().unwrap().to_owned();
                    format!("{} {}", part("path"), part("mount"))
                })
                .collect();
            assert_eq!(shown, wanted, "{family:?} {named:?} {rest}");
        }
    }
}
