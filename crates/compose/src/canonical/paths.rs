//! Relative paths (Compose Specification, "Compose file" and each attribute with a path).

use crate::attributes::{Attribute, Concern, PROJECT, Pass, PathKind, Paths, SERVICE, Type, walk};
use crate::edit::{at_key, each};
use crate::tree::{Map, Node, ScalarKind};

/// The folder that relative paths are resolved against, and the value of `~`.
#[derive(Clone, Copy)]
struct From<'a> {
    folder: &'a str,
    home: Option<&'a str>,
}

/// Resolves the relative paths of `root` against `folder`; `~` stays if `home` is not known.
///
/// `folder` may itself be relative: the result can be resolved against another folder later.
pub(crate) fn below(root: &Node, folder: &str, home: Option<&str>) -> Node {
    let mut from = From { folder, home };
    walk(&mut from, root, Type::Record(&PROJECT)).unwrap_or_else(|| root.clone())
}

/// Resolves the relative paths of `service` against `folder`.
pub(crate) fn service_below(service: &Node, folder: &str) -> Node {
    let mut from = From { folder, home: None };
    walk(&mut from, service, Type::Record(&SERVICE)).unwrap_or_else(|| service.clone())
}

impl Pass for From<'_> {
    const CONCERN: Concern = Concern::Paths;

    fn value(&mut self, row: &Attribute, node: &Node, record: &Map) -> Option<Node> {
        match row.paths {
            Paths::All(kind) if matches!(row.of, Type::Text | Type::Verbatim) => self.path(node, kind),
            Paths::All(kind) => each(node, |path| self.path(path, kind)),
            Paths::If(kind, applies) if applies(record) => self.path(node, kind),
            Paths::At(key, kind, applies) if applies(record) => {
                at_key(node, key, |path| self.path(path, kind))
            }
            Paths::No | Paths::If(..) | Paths::At(..) => None,
        }
    }
}

/// Returns true for a mount of a folder or file of the host.
pub(crate) fn is_bind_mount(mount: &Map) -> bool {
    mount.get("type").and_then(Node::as_text) == Some("bind")
}

/// Returns true for a named volume that is a bind mount.
pub(crate) fn is_bind_volume(volume: &Map) -> bool {
    let option = volume.get("driver_opts").and_then(|options| options.as_map()?.get("o")?.as_text());
    volume.get("driver").and_then(Node::as_text) == Some("local") && option == Some("bind")
}

impl From<'_> {
    fn path(&self, node: &Node, kind: PathKind) -> Option<Node> {
        let text = node.as_text()?;
        // An empty context or file is refused, or has no effect; an empty source of a mount is the folder.
        if text.is_empty() && kind != PathKind::Host {
            return None;
        }
        if kind == PathKind::Context && is_remote(text) {
            return None;
        }
        if let Some(rest) = text.strip_prefix('~') {
            return Some(node.normalized(join(self.home?, rest), ScalarKind::Text));
        }
        if text.starts_with('/') || (kind == PathKind::Host && is_windows_absolute(text)) {
            return None;
        }
        let path = join(self.folder, text);
        (path != text).then(|| node.normalized(path, ScalarKind::Text))
    }
}

/// Returns true for a build context that is remote, or not a folder (Compose Build Specification, `context`).
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

/// Returns true for a file that Compose fetches from a registry or a repository (Compose Specification, "include").
pub(crate) fn is_fetched(file: &str) -> bool {
    file.contains("://") || ["git@", "github.com/", "remote:"].iter().any(|prefix| file.starts_with(prefix))
}

/// Returns `path` below `folder`, cleaned; `folder` may be empty.
pub(crate) fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() { clean(path) } else { clean(&format!("{folder}/{path}")) }
}

/// Removes `.` and empty parts from `path` and resolves `..`, purely lexically. The empty path is `.`.
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
            ("./x", PathKind::Local, Some("/here/x")),
            ("~/x", PathKind::Local, Some("/root/x")),
            ("/x/../y", PathKind::Local, None),
            ("", PathKind::Context, None),
            ("", PathKind::Host, Some("/here")),
            ("C:\\x", PathKind::Host, None),
            ("C:\\x", PathKind::Local, Some("/here/C:\\x")),
            ("\\\\.\\pipe\\x", PathKind::Host, None),
            ("https://example.com/a.git", PathKind::Context, None),
            ("docker-image://x", PathKind::Context, None),
            ("service:b", PathKind::Context, None),
            ("git@github.com:a/b", PathKind::Context, None),
            ("x", PathKind::Context, Some("/here/x")),
        ] {
            let sources = crate::source::SourceMap::default();
            let source = sources.add(std::path::Path::new("t"), String::new());
            let origin = crate::tree::Origin {
                span: crate::source::Span::new(source.id, 0, 0),
                via: crate::tree::Provenance::default(),
            };
            let node = from.path(&Node::derived(path, ScalarKind::Text, origin), kind);
            assert_eq!(node.as_ref().and_then(Node::as_text), wanted, "{path}");
        }
    }
}
