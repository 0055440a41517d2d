//! `policies`, `data` and `namespaces`: what is judged by beside the built-in policies.

use super::reader::Reader;
use crate::tree::Node;
use std::path::PathBuf;
use std::sync::Arc;

/// What is judged by beside the built-in policies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policies {
    /// Files and folders of policies.
    pub paths: Vec<PathBuf>,
    /// Files and folders of data for them.
    pub data: Vec<PathBuf>,
    /// The packages that follow Conftest's contract.
    pub namespaces: Vec<Arc<str>>,
}

/// The files and folders that the list `node` names, which have to be there.
pub(super) fn paths(node: &Node, what: &str, reader: &mut Reader) -> Vec<PathBuf> {
    let items = reader.list(node, what);
    items.iter().filter_map(|item| reader.path(item, "a path")).collect()
}

/// The packages that the list `node` names.
pub(super) fn namespaces(node: &Node, reader: &mut Reader) -> Vec<Arc<str>> {
    let items = reader.list(node, "`namespaces`");
    items.iter().filter_map(|item| reader.text(item, "a package's name")).collect()
}
