//! Relative paths (Compose Specification, "Compose file" and each attribute with a path).

use crate::edit::{at_key, each, with_map};
use crate::tree::{Entry, Kind, Map, Node};

/// How a path of a kind is told from what is none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Path {
    /// A path on the machine that runs Docker Compose.
    Local,
    /// A path on the host of the engine, which may be a Windows path.
    Host,
    /// A folder to build from, or what the builder fetches from elsewhere.
    Context,
}

/// The folder that relative paths start from, and what `~` stands for.
#[derive(Clone, Copy)]
struct From<'a> {
    folder: &'a str,
    home: Option<&'a str>,
}

/// `root` with its relative paths below `folder`; `~` stays where no `home` is known.
///
/// A folder may itself be relative: what is below one folder can be put below another one later.
pub(crate) fn below(root: &Node, folder: &str, home: Option<&str>) -> Node {
    let Some(map) = root.as_map() else { return root.clone() };
    let from = From { folder, home };
    let mut changed: Option<Map> = None;
    for section in map.entries() {
        let node = &section.node;
        let new = match &*section.key {
            "services" => each(node, |service| of_service(service, from)),
            "configs" | "secrets" => {
                each(node, |one| at_key(one, "file", |path| from.path(path, Path::Host)))
            }
            "volumes" => each(node, |volume| device(volume, from)),
            _ => None,
        };
        if let Some(node) = new {
            changed.get_or_insert_with(|| map.clone()).set(Entry { node, ..section.clone() });
        }
    }
    changed.map_or_else(|| root.clone(), |map| with_map(root, map))
}

/// `service` with its relative paths below `folder`.
pub(crate) fn service_below(service: &Node, folder: &str) -> Node {
    of_service(service, From { folder, home: None }).unwrap_or_else(|| service.clone())
}

fn of_service(service: &Node, from: From) -> Option<Node> {
    let map = service.as_map()?;
    let mut changed: Option<Map> = None;
    for attribute in map.entries() {
        let node = &attribute.node;
        let local = |item: &Node| from.path(item, Path::Local);
        let new = match &*attribute.key {
            "build" => build(node, from),
            "env_file" => each(node, |item| at_key(item, "path", local)),
            "label_file" => each(node, local),
            "extends" => at_key(node, "file", local),
            "develop" => {
                at_key(node, "watch", |triggers| each(triggers, |trigger| at_key(trigger, "path", local)))
            }
            "volumes" => each(node, |mount| {
                let is_bind = mount.as_map()?.get("type")?.as_text() == Some("bind");
                is_bind.then(|| at_key(mount, "source", |path| from.path(path, Path::Host))).flatten()
            }),
            _ => None,
        };
        if let Some(node) = new {
            changed.get_or_insert_with(|| map.clone()).set(Entry { node, ..attribute.clone() });
        }
    }
    changed.map(|map| with_map(service, map))
}

fn build(build: &Node, from: From) -> Option<Node> {
    let context = |path: &Node| from.path(path, Path::Context);
    let first = at_key(build, "context", context);
    let build = first.as_ref().unwrap_or(build);
    let second = at_key(build, "additional_contexts", |contexts| each(contexts, context));
    let build = second.as_ref().unwrap_or(build);
    let third = at_key(build, "ssh", |keys| each(keys, |path| from.path(path, Path::Host)));
    third.or(second).or(first)
}

/// The device of a volume that is a bind mount by another name.
fn device(volume: &Node, from: From) -> Option<Node> {
    let map = volume.as_map()?;
    let options = map.get("driver_opts")?.as_map()?;
    let is_bind =
        map.get("driver")?.as_text() == Some("local") && options.get("o")?.as_text() == Some("bind");
    let change = |path: &Node| from.path(path, Path::Host);
    is_bind.then(|| at_key(volume, "driver_opts", |options| at_key(options, "device", change))).flatten()
}

impl From<'_> {
    fn path(self, node: &Node, kind: Path) -> Option<Node> {
        let text = node.as_text()?;
        // An empty context or file is refused, or means nothing; an empty source of a mount is the folder.
        if text.is_empty() && kind != Path::Host {
            return None;
        }
        if kind == Path::Context && is_remote(text) {
            return None;
        }
        if let Some(rest) = text.strip_prefix('~') {
            return Some(node.reworded(join(self.home?, rest), Kind::Text));
        }
        if text.starts_with('/') || (kind == Path::Host && is_windows_absolute(text)) {
            return None;
        }
        let path = join(self.folder, text);
        (path != text).then(|| node.reworded(path, Kind::Text))
    }
}

/// What a builder fetches, or takes from another place than a folder (Compose Build Specification, `context`).
fn is_remote(text: &str) -> bool {
    text.contains("://") || ["service:", "github.com/", "git@"].iter().any(|prefix| text.starts_with(prefix))
}

fn is_windows_absolute(text: &str) -> bool {
    let drive = text.split_once(':').is_some_and(|(drive, rest)| {
        drive.len() == 1
            && drive.bytes().all(|byte| byte.is_ascii_alphabetic())
            && rest.starts_with(['/', '\\'])
    });
    drive || text.starts_with("\\\\")
}

/// `path` below `folder`, clean; `folder` may be empty.
pub(crate) fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() { clean(path) } else { clean(&format!("{folder}/{path}")) }
}

/// `path` without `.`, empty parts and what `..` takes back; purely by the letters. The empty path is `.`.
pub(crate) fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => drop(parts.pop()),
                _ if rooted => {}
                _ => parts.push(".."),
            },
            part => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".into(),
        (false, false) => parts.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_by_the_letters() {
        for (folder, path, wanted) in [
            ("/a/b", ".", "/a/b"),
            ("/a/b", "../../../x", "/x"),
            ("", "./x/", "x"),
            ("", ".", "."),
            ("infra", "../../x", "../x"),
            ("infra", "..", "."),
        ] {
            assert_eq!(join(folder, path), wanted, "{folder} {path}");
        }
    }

    #[test]
    fn leaves_what_is_no_relative_path() {
        let from = From { folder: "/here", home: Some("/root") };
        for (path, kind, wanted) in [
            ("./x", Path::Local, Some("/here/x")),
            ("~/x", Path::Local, Some("/root/x")),
            ("/x/../y", Path::Local, None),
            ("", Path::Context, None),
            ("", Path::Host, Some("/here")),
            ("C:\\x", Path::Host, None),
            ("C:\\x", Path::Local, Some("/here/C:\\x")),
            ("\\\\.\\pipe\\x", Path::Host, None),
            ("https://example.com/a.git", Path::Context, None),
            ("docker-image://x", Path::Context, None),
            ("service:b", Path::Context, None),
            ("git@github.com:a/b", Path::Context, None),
            ("x", Path::Context, Some("/here/x")),
        ] {
            let sources = crate::source::SourceMap::default();
            let source = sources.add(std::path::Path::new("t"), String::new());
            let origin = crate::tree::Origin {
                span: crate::source::Span::new(source.id, 0, 0),
                via: crate::tree::Via::default(),
            };
            let node = from.path(&Node::derived(path, Kind::Text, origin), kind);
            assert_eq!(node.as_ref().and_then(Node::as_text), wanted, "{path}");
        }
    }
}
