//! Plans: named settings that topics refer to. A plan overrides the topic's own settings (JulieOps documentation,
//! "Use of custom configuration plans").

use crate::dialect::Defect;
use crate::dialect::form::Form;
use crate::dialect::placeholders::may_be_set;
use crate::dialect::topic::settings;
use crate::tree::{Entry, Map, Node, Step, StepKind};
use crate::workspace::File;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

static PLANS: Form = Form::new("a file of plans", include_str!("plans.json"));

/// Safety settings that an unknown plan may set even if the topic does not.
const DECIDING: &[&str] = &["replication.factor", "num.partitions", "min.insync.replicas"];

/// The plans of a workspace, by the directory of their file.
pub(super) struct Plans(BTreeMap<PathBuf, Vec<Node>>);

/// Returns true for `plans:`, a mapping of names to `config` with Kafka's properties. Other software, such as
/// subscription services, has `plans` too.
pub(super) fn is_plans(document: &Node) -> bool {
    document.get("plans").is_some_and(|plans| {
        let properties = |plan: Entry| plan.node.get("config").is_some_and(|config| has_properties(&config));
        plans.entries().all(|plan| plan.node.as_map().is_some()) && plans.entries().any(properties)
    })
}

fn has_properties(config: &Node) -> bool {
    config.entries().any(|entry| entry.key.contains('.'))
}

/// Returns what JulieOps rejects in `document`, a file of plans.
pub(super) fn wrong(document: &Node) -> Vec<Defect> {
    PLANS.refused(document)
}

impl Plans {
    pub(super) fn of(files: &[Arc<File>]) -> Self {
        let mut found: BTreeMap<PathBuf, Vec<Node>> = BTreeMap::new();
        for file in files {
            let plans = file.documents.iter().filter(|document| is_plans(document)).cloned();
            found.entry(folder_of(file).to_owned()).or_default().extend(plans);
        }
        found.retain(|_, plans| !plans.is_empty());
        Self(found)
    }

    /// Returns true if `folder` itself contains plans.
    pub(super) fn are_in(&self, folder: &Path) -> bool {
        self.0.contains_key(folder)
    }

    /// Returns `own`, the settings of a topic in `file`, overridden by the plan that `name` names. Plans are in the
    /// file's directory or the nearest parent directory that has any; all settings are unresolved if several files
    /// there have plans or the plan is missing.
    pub(super) fn over(&self, own: Map, name: &Node, file: &File) -> Map {
        let nearest = folder_of(file).ancestors().find_map(|folder| self.0.get(folder));
        let plan = match nearest.map(Vec::as_slice) {
            Some([only]) => name.as_text().and_then(|name| only.at(&["plans", name])),
            _ => None,
        };
        let text = name.as_scalar().map(|scalar| scalar.text.clone()).unwrap_or_default();
        let Some(plan) = plan else { return may_be_set(&own, DECIDING, name, &format!("plan {text}")) };
        let step = Step { how: StepKind::Plan { name: text }, site: name.origin.span };
        let mut all = own;
        if let Some(config) = plan.get("config") {
            all.extend(settings(&config.after(step)).entries().cloned());
        }
        all
    }
}

pub(super) fn folder_of(file: &File) -> &Path {
    file.source.path.parent().unwrap_or(Path::new(""))
}
