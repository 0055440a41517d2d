//! Plans: settings with a name, which topics take by that name.

use crate::model::properties::as_texts;
use crate::tree::{How, Map, Node, Step};
use crate::workspace::File;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a plan that was not found leaves open: settings that decide about safety.
const DECIDING: &[&str] = &["replication.factor", "num.partitions", "min.insync.replicas"];

/// The plans of a workspace, by the folder of their file.
pub(super) struct Plans(BTreeMap<PathBuf, Vec<Node>>);

/// True for `plans:`, a mapping of names to settings.
pub(super) fn is_plans(document: &Node) -> bool {
    document.get("plans").is_some_and(|plans| {
        let mut entries = plans.entries().peekable();
        entries.peek().is_some() && entries.all(|entry| entry.node.get("config").is_some())
    })
}

impl Plans {
    pub(super) fn of(files: &[Arc<File>]) -> Self {
        let mut found: BTreeMap<PathBuf, Vec<Node>> = BTreeMap::new();
        for file in files {
            let folder = file.source.path.parent().unwrap_or(Path::new("")).to_owned();
            let documents = file.documents.iter().filter(|document| is_plans(document));
            found.entry(folder).or_default().extend(documents.cloned());
        }
        found.retain(|_, plans| !plans.is_empty());
        Self(found)
    }

    /// The settings of the plan that `name` names in a topology `file`. The plans are those beside it or in the nearest folder
    /// above; where there are several files of them, or no such plan, the settings are open.
    pub(super) fn settings(&self, name: &Node, file: &File) -> Map {
        let folder = file.source.path.parent().unwrap_or(Path::new(""));
        let nearest = folder.ancestors().find_map(|folder| self.0.get(folder));
        let plan = match nearest.map(Vec::as_slice) {
            Some([only]) => name.as_text().and_then(|name| only.at(&["plans", name, "config"])),
            _ => None,
        };
        let Some(plan) = plan else { return super::open(name, DECIDING) };
        let text = name.as_scalar().map(|scalar| scalar.text.clone()).unwrap_or_default();
        let step = Step { how: How::Plan { name: text }, site: name.origin.span };
        as_texts(&plan.after(step)).entries().collect()
    }
}
