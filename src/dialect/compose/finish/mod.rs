//! What Compose makes of the merged files: defaults, names, paths, environments, types.

use super::env::Environment;
use crate::dialect::Defect;
use crate::tree::Node;
use crate::workspace::Files;
use std::sync::Arc;

/// What a project's values depend on beside its files.
pub(super) struct Context<'a> {
    /// The project's name.
    pub(super) name: Arc<str>,
    /// The folder that relative paths start from, as it should appear in paths.
    pub(super) directory: String,
    /// The variables that interpolation saw.
    pub(super) environment: &'a Environment,
    /// Where `env_file` and `label_file` are read.
    pub(super) files: &'a Files<'a>,
}

/// The canonical form of the project `root`, whose attributes are in long form.
pub(super) fn finish(root: &Node, context: &Context, defects: &mut Vec<Defect>) -> Node {
    let _ = (context.environment, &context.name, &context.directory, context.files, defects);
    root.clone()
}

/// A finished project as Compose prints it.
pub(super) fn printed(project: &Node) -> serde_json::Value {
    let _ = project;
    serde_json::Value::Null
}

/// `root` with its relative paths, which start from `folder`, starting from where `folder` does.
pub(super) fn rebase(root: &Node, folder: &std::path::Path) -> Node {
    let _ = folder;
    root.clone()
}
