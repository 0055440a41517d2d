//! The references of a Compose file: `extends` and `include`.

use crate::source::Span;
use crate::tree::{Node, ScalarKind};
use std::sync::Arc;

/// The service that a service extends.
pub(crate) struct Extends {
    /// The service.
    pub(crate) service: Arc<str>,
    /// The file of the service, as written; None for the same file.
    pub(crate) file: Option<Arc<str>>,
    unresolved: bool,
}

impl Extends {
    /// Returns true if one of its names needs a variable that nothing defines.
    pub(crate) fn is_unresolved(&self) -> bool {
        self.unresolved
    }
}

/// Reads the value of `extends`: a service, or `service` and `file`. None for any other value.
pub(crate) fn extends(node: &Node) -> Option<Extends> {
    if let Some(scalar) = node.as_scalar() {
        let unresolved = scalar.kind == ScalarKind::Unresolved;
        return Some(Extends { service: Arc::clone(&scalar.text), file: None, unresolved });
    }
    let part = |key: &str| node.get(key).and_then(|node| node.as_scalar().cloned());
    let service = part("service")?;
    let file = part("file").filter(|file| file.kind != ScalarKind::Null);
    let unresolved = service.kind == ScalarKind::Unresolved
        || file.as_ref().is_some_and(|file| file.kind == ScalarKind::Unresolved);
    Some(Extends { service: service.text, file: file.map(|file| file.text), unresolved })
}

/// One item of `include`.
pub(crate) struct Include {
    /// Its span.
    pub(crate) site: Span,
    /// The files, as written: the first, and its overrides.
    pub(crate) paths: Vec<Arc<str>>,
    /// `project_directory`, as written.
    pub(crate) project_directory: Option<Arc<str>>,
    /// `env_file`, as written; None if it is absent.
    pub(crate) env_files: Option<Vec<Arc<str>>>,
    /// True if a path needs a variable that nothing defines.
    pub(crate) unresolved: bool,
}

/// Reads the value of `include`: a list of files, or of `path`, `project_directory` and `env_file`.
pub(crate) fn includes(node: &Node) -> Vec<Include> {
    let one = |item: Node| {
        let (paths, site) = match item.get("path") {
            Some(path) => (path.clone(), path.origin.span),
            None => (item.clone(), item.origin.span),
        };
        Include {
            site,
            unresolved: texts(&paths).iter().any(|text| text.contains('$')),
            paths: texts(&paths),
            project_directory: item.get("project_directory").and_then(|node| texts(&node).into_iter().next()),
            env_files: item.get("env_file").map(|node| texts(&node)),
        }
    };
    node.items().map(one).collect()
}

/// Returns the text of a scalar, or of each scalar of a list.
fn texts(node: &Node) -> Vec<Arc<str>> {
    let text = |node: &Node| {
        node.as_scalar().filter(|scalar| scalar.kind != ScalarKind::Null).map(|s| Arc::clone(&s.text))
    };
    match node.as_list() {
        Some(items) => items.iter().filter_map(text).collect(),
        None => text(node).into_iter().collect(),
    }
}
