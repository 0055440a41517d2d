//! Where the values of a tree were written, and which steps produced them: as a table for people, as JSON for programs.

mod document;
mod table;

pub use document::render as json;
pub(super) use document::{Row, rows};
pub use table::render as table;

use super::text;
use crate::model::{Resource, ResourceKind};
use crate::policy::Segment;
use crate::source::Span;
use crate::tree::{Node, Replacement, Scalar, ScalarKind, Step, StepKind, Value};
use serde::Serialize;
use std::fmt::Write as _;

/// A scalar of a tree, or an empty list or mapping.
#[derive(Debug)]
pub struct Trace {
    /// Its path from the root.
    at: Vec<Segment>,
    value: serde_json::Value,
    /// Where it was written or, for a value that nobody wrote, what it is derived from.
    span: Span,
    /// The steps that produced it, beginning at the written value.
    causes: Vec<Cause>,
}

/// One step in the provenance of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cause {
    how: Way,
    /// The anchor, service or variable.
    name: Option<String>,
    site: Option<Span>,
}

/// The kinds of steps, named as in the JSON form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Way {
    /// Interpolates a variable whose value a file defines: the site is that value.
    Variable,
    /// Interpolates a variable with a default value.
    VariableDefault,
    /// Interpolates a variable that nothing defines.
    VariableUnset,
    /// `*anchor`.
    Alias,
    /// `<<`.
    Merge,
    /// `extends`: the name is the extended service.
    Extends,
    /// `env_file`.
    EnvFile,
    /// The Dockerfile of the service's image: the site is where the service names it.
    Built,
    /// Named settings: the name is theirs.
    Plan,
    /// `include`.
    Include,
    /// Overrides the value of an earlier file: the site is that value.
    Override,
    /// The image sets it: the site is the image.
    ImageDefault,
    /// Nobody wrote it: Compose adds it.
    Added,
}

impl Trace {
    /// Returns the path as one text: `services.kafka.ports[0].target`; ambiguous keys are quoted.
    fn path(&self) -> String {
        let mut path = String::new();
        for segment in &self.at {
            let _ = match segment {
                Segment::Index(index) => write!(path, "[{index}]"),
                Segment::Key(key) => {
                    let dot = if path.is_empty() { "" } else { "." };
                    if is_plain(key) { write!(path, "{dot}{key}") } else { write!(path, "{dot}{key:?}") }
                }
            };
        }
        text::line(&path).into_owned()
    }
}

fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|character| character.is_alphanumeric() || "_-/".contains(character))
}

impl Cause {
    /// Describes the cause in a few words, to which the place of the site is appended.
    fn words(&self) -> String {
        let name = self.name.as_deref().unwrap_or_default();
        match self.how {
            Way::Variable => format!("value of `{name}`"),
            Way::VariableDefault => format!("default of `{name}`"),
            Way::VariableUnset => format!("`{name}` is not set"),
            Way::Alias => format!("through `*{name}`"),
            Way::Merge if name.is_empty() => "through a merge".to_owned(),
            Way::Merge => format!("through `<<: *{name}`"),
            Way::Extends => format!("by extending `{name}`"),
            Way::EnvFile => "from an `env_file`".to_owned(),
            Way::Built => "from the Dockerfile".to_owned(),
            Way::Plan => format!("through `{name}`"),
            Way::Include => "by `include`".to_owned(),
            Way::Override => "replaces the value".to_owned(),
            Way::ImageDefault => "default of the image".to_owned(),
            Way::Added => "added by Compose".to_owned(),
        }
    }
}

/// Returns the scalars of `root`, and its empty lists and mappings, in their order.
pub fn traces(root: &Node) -> Vec<Trace> {
    let mut traces = Vec::new();
    walk(root, &mut Vec::new(), &mut traces);
    traces
}

/// Returns the traces of a resource. Values derived from written values are not reported as added by Compose, and
/// clusters, database servers and projects, which only group other resources, have none.
pub(super) fn of_resource(resource: &Resource) -> Vec<Trace> {
    match resource.kind {
        ResourceKind::Cluster | ResourceKind::DatabaseServer | ResourceKind::Project => Vec::new(),
        ResourceKind::Service => traces(&resource.fields),
        _ => {
            let mut traces = traces(&resource.fields);
            for trace in &mut traces {
                trace.causes.retain(|cause| cause.how != Way::Added);
            }
            traces
        }
    }
}

fn walk(node: &Node, at: &mut Vec<Segment>, traces: &mut Vec<Trace>) {
    let value = match &node.value {
        Value::Map(map) if !map.is_empty() => {
            for entry in node.entries() {
                at.push(Segment::Key(entry.key));
                walk(&entry.node, at, traces);
                at.pop();
            }
            return;
        }
        Value::List(items) if !items.is_empty() => {
            for (number, item) in node.items().enumerate() {
                at.push(Segment::Index(number));
                walk(&item, at, traces);
                at.pop();
            }
            return;
        }
        Value::Map(_) => serde_json::Value::Object(serde_json::Map::default()),
        Value::List(_) => serde_json::Value::Array(Vec::new()),
        Value::Scalar(scalar) => value(scalar),
    };
    traces.push(Trace { at: at.clone(), value, span: node.origin.span, causes: causes(node) });
}

/// Converts a tree to JSON, without positions.
pub(super) fn plain(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Map(map) => {
            let pair = |entry: &crate::tree::Entry| (entry.key.to_string(), plain(&entry.node));
            map.entries().map(pair).collect::<serde_json::Map<_, _>>().into()
        }
        Value::List(items) => items.iter().map(plain).collect::<Vec<_>>().into(),
        Value::Scalar(scalar) => value(scalar),
    }
}

fn value(scalar: &Scalar) -> serde_json::Value {
    let text = || serde_json::Value::String(scalar.text.to_string());
    match scalar.kind {
        ScalarKind::Null => serde_json::Value::Null,
        // A number in a notation that JSON lacks remains text.
        ScalarKind::Bool | ScalarKind::Int | ScalarKind::Float => {
            serde_json::from_str(&scalar.text).unwrap_or_else(|_| text())
        }
        ScalarKind::Text | ScalarKind::Unresolved => text(),
    }
}

fn causes(node: &Node) -> Vec<Cause> {
    let scalar = node.as_scalar();
    let variables = scalar.into_iter().flat_map(Scalar::substitutions).filter_map(|one| {
        let (how, site) = match one.from {
            // A value that is in no file has an empty span at the start of the first file.
            Replacement::File(span) => (Way::Variable, (span.end > 0).then_some(span)),
            Replacement::Default => (Way::VariableDefault, None),
            Replacement::Unset | Replacement::Empty => (Way::VariableUnset, None),
            Replacement::Escape | Replacement::Removed => return None,
        };
        Some(Cause { how, name: Some(one.variable.to_string()), site })
    });
    let added = scalar.filter(|scalar| scalar.is_derived());
    let added = added.map(|_| Cause { how: Way::Added, name: None, site: None });
    let mut causes: Vec<Cause> = Vec::new();
    for cause in variables.chain(added).chain(node.origin.via.steps().map(cause)) {
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    causes
}

fn cause(step: &Step) -> Cause {
    let (how, name) = match &step.how {
        StepKind::Alias { anchor } => (Way::Alias, Some(anchor)),
        StepKind::Merged { anchor } => (Way::Merge, anchor.as_ref()),
        StepKind::Extended { base } => (Way::Extends, Some(base)),
        StepKind::EnvFile => (Way::EnvFile, None),
        StepKind::Built => (Way::Built, None),
        StepKind::Plan { name } => (Way::Plan, Some(name)),
        StepKind::Included => (Way::Include, None),
        StepKind::Overridden => (Way::Override, None),
        StepKind::ImageDefault => (Way::ImageDefault, None),
    };
    Cause { how, name: name.map(ToString::to_string), site: Some(step.site) }
}

#[cfg(test)]
mod tests;
