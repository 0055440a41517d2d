//! Config maps, which topics refer to by name. A map overrides the topic's own settings, and a later map overrides
//! an earlier one.

use crate::dialect::placeholders::may_be_set;
use crate::dialect::topic::settings;
use crate::source::SourceId;
use crate::tree::{Map, Node, Step, StepKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Settings that an unknown map may set even if the topic does not.
const DECIDING: &[&str] = &["min.insync.replicas"];

/// The maps of a workspace by name, each with its file and its settings.
#[derive(Default)]
pub(super) struct Maps(BTreeMap<Arc<str>, Vec<(SourceId, Option<Node>)>>);

impl Maps {
    /// Adds `document`, a `ConfigMap`.
    pub(super) fn add(&mut self, document: &Node) {
        let name = document.at(&["metadata", "name"]).and_then(|name| name.as_text().map(Arc::from));
        if let Some(name) = name {
            let file = document.origin.span.source;
            self.0.entry(name).or_default().push((file, document.get("data")));
        }
    }

    /// Returns `own`, the settings of a topic, overridden by the map that `reference` names: the map in the same
    /// file, else the only one. All settings are unresolved if there is no such map or several.
    pub(super) fn over(&self, own: Map, reference: &Node) -> Map {
        let name = reference.as_scalar().map(|scalar| scalar.text.clone()).unwrap_or_default();
        let known = self.0.get(&name).map(Vec::as_slice).unwrap_or_default();
        let here: Vec<_> = known.iter().filter(|(file, _)| *file == reference.origin.span.source).collect();
        let (([(_, data)], _) | ([], [(_, data)])) = (here.as_slice(), known) else {
            return may_be_set(&own, DECIDING, reference, &format!("ConfigMap {name}"));
        };
        let mut all = own;
        if let Some(data) = data {
            let step = Step { how: StepKind::Plan { name }, site: reference.origin.span };
            all.extend(settings(&data.clone().after(step)).entries().cloned());
        }
        all
    }
}
