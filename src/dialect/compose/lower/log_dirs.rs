//! Where a broker keeps its log, and what is mounted there.

use crate::model::Fields;
use crate::model::endpoint::parts;
use crate::model::image::Family;
use crate::source::SourceMap;
use crate::tree::{How, Kind, Node, Step};

/// The folder of the log where nothing names one, and whether the image declares a volume for it. Sources: `configure` and
/// `Dockerfile` of `confluentinc/kafka-images`, `docker/` of `apache/kafka` (Kafka's own default once a property is given), the
/// Dockerfiles of `debezium/container-images`, `bitnami/containers` and `wurstmeister/kafka-docker`.
fn usual(family: Family, given: bool) -> Option<(&'static str, Mount)> {
    match family {
        Family::Confluent => Some(("/var/lib/kafka/data", Mount::Anonymous)),
        Family::Apache if given => Some(("/tmp/kafka-logs", Mount::None)),
        Family::Apache => Some(("/tmp/kraft-combined-logs", Mount::None)),
        Family::Bitnami => Some(("/bitnami/kafka/data", Mount::Unknown)),
        Family::Debezium => Some(("/kafka/data", Mount::Anonymous)),
        Family::Wurstmeister => Some(("/kafka", Mount::Anonymous)),
        Family::Strimzi | Family::Other => None,
    }
}

/// Folders below which an image has a volume of its own.
fn own_volumes(family: Family) -> &'static [&'static str] {
    match family {
        Family::Confluent | Family::Apache => &["/var/lib/kafka/data"],
        Family::Debezium => &["/kafka/data"],
        Family::Wurstmeister => &["/kafka"],
        Family::Bitnami | Family::Strimzi | Family::Other => &[],
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mount {
    Volume,
    Bind,
    Tmpfs,
    Anonymous,
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
            Self::None => "none",
            Self::Unknown => "unknown",
        }
    }
}

/// `[{"path", "mount"}]`; None where the folders are not known.
pub(super) fn of(
    service: &Node,
    named: Option<Node>,
    family: Family,
    given: bool,
    sources: &SourceMap,
) -> Option<Node> {
    let image = service.get("image");
    let (folders, fallback): (Vec<Node>, Mount) = match named {
        Some(value) => {
            let text = value.as_scalar().map(|one| one.text.clone())?;
            (parts(&text, ',').map(|range| value.slice(sources, range)).collect(), Mount::None)
        }
        None => {
            let (folder, mount) = usual(family, given)?;
            let image = image.as_ref()?;
            let mut origin = image.origin.clone();
            origin.via = origin.via.push(Step { how: How::ImageDefault, site: image.origin.span });
            (vec![Node::derived(folder, Kind::Text, origin)], mount)
        }
    };
    // An image that is not known may declare any volume.
    let may_have_volumes = matches!(family, Family::Other | Family::Strimzi | Family::Bitnami);
    let entry = |folder: Node| {
        let known = folder.as_text().map(str::to_owned);
        let mount = match &known {
            None => Mount::Unknown,
            Some(path) => mounted(service, path).unwrap_or_else(|| {
                if own_volumes(family).iter().any(|volume| is_below(path, volume)) {
                    Mount::Anonymous
                } else if may_have_volumes && !path.starts_with("/tmp/") {
                    Mount::Unknown
                } else {
                    fallback
                }
            }),
        };
        Fields::at(folder.origin.clone()).put("path", folder.clone()).text("mount", mount.name()).finish()
    };
    let origin = folders.first()?.origin.clone();
    Some(Node::list(folders.into_iter().map(entry).collect(), origin))
}

/// What is mounted at `path` or above it; None where nothing is.
fn mounted(service: &Node, path: &str) -> Option<Mount> {
    if service.get("volumes_from").is_some() {
        return Some(Mount::Unknown);
    }
    let mut best: Option<(usize, Mount)> = None;
    let mut found = |target: &str, mount: Mount| {
        if is_below(path, target) && best.is_none_or(|(length, _)| length < target.len()) {
            best = Some((target.len(), mount));
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
    best.map(|(_, mount)| mount).or_else(|| open.then_some(Mount::Unknown))
}

/// True for `folder` itself and what is in it.
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
        for (family, dirs, rest, wanted) in [
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
            (
                Family::Apache,
                Some("/data"),
                "volumes: [{type: volume, source: a, target: /dat}]",
                &["/data none"],
            ),
        ] {
            let sources = SourceMap::default();
            let dirs_text = dirs.map(|dirs| format!("dirs: '{dirs}', ")).unwrap_or_default();
            let source = sources.add(Path::new("a.yml"), format!("{{image: x, {dirs_text}{rest}}}"));
            let service = &yaml::parse(&source).documents[0];
            let found = of(service, service.get("dirs"), family, true, &sources);
            let shown: Vec<_> = found
                .iter()
                .flat_map(Node::items)
                .map(|one| {
                    let part = |key: &str| one.get(key).unwrap().as_text().unwrap().to_owned();
                    format!("{} {}", part("path"), part("mount"))
                })
                .collect();
            assert_eq!(shown, wanted, "{family:?} {dirs:?} {rest}");
        }
    }
}
