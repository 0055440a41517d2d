//! Where the values of a tree were written, and how they came to where they are: for people in columns, for programs in JSON.

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

/// A single value of a tree, or a list or mapping without anything in it.
#[derive(Debug)]
pub struct Trace {
    /// Its path from the root.
    at: Vec<Segment>,
    value: serde_json::Value,
    /// Where it was written or, of a value that nobody wrote, what it follows from.
    span: Span,
    /// How it came to where it is, the nearest to the written value first.
    causes: Vec<Cause>,
}

/// One step of a value's way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cause {
    how: Way,
    /// What is named: an anchor, a service, a variable.
    name: Option<String>,
    site: Option<Span>,
}

/// The ways, in the words of the JSON form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Way {
    /// The name of a variable stands in it, whose value a file gives: the site is that value.
    Variable,
    /// The name of a variable stands in it, with the text to take in its place.
    VariableDefault,
    /// The name of a variable stands in it, which nothing defines.
    VariableUnset,
    /// `*anchor`.
    Alias,
    /// `<<`.
    Merge,
    /// `extends`: the name is the service that is extended.
    Extends,
    /// `env_file`.
    EnvFile,
    /// Settings with a name: the name is theirs.
    Plan,
    /// `include`.
    Include,
    /// It took the place of an earlier file's value: the site is that value.
    Override,
    /// The image sets it: the site is the image.
    ImageDefault,
    /// Nobody wrote it: Compose adds it.
    Added,
}

impl Trace {
    /// The path in one text: `services.kafka.ports[0].target`; a key that could be read as more than one is in quotes.
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
    /// The cause in a few words, to which the place of the site is added.
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
            Way::Plan => format!("through `{name}`"),
            Way::Include => "by `include`".to_owned(),
            Way::Override => "in place of the value".to_owned(),
            Way::ImageDefault => "default of the image".to_owned(),
            Way::Added => "added by Compose".to_owned(),
        }
    }
}

/// The single values of `root`, and its empty lists and mappings, in their order.
pub fn traces(root: &Node) -> Vec<Trace> {
    let mut traces = Vec::new();
    walk(root, &mut Vec::new(), &mut traces);
    traces
}

/// The traces of a resource: what is worked out from what somebody wrote is not called an addition of Compose, and what only
/// gathers others has none.
pub(super) fn of_resource(resource: &Resource) -> Vec<Trace> {
    match resource.kind {
        ResourceKind::Cluster | ResourceKind::Project => Vec::new(),
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

/// A tree as JSON, without where anything stands.
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
        // A number in a notation that JSON does not have stays text.
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
            // What nobody wrote in a file stands at the start of the first one.
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
        StepKind::Plan { name } => (Way::Plan, Some(name)),
        StepKind::Included => (Way::Include, None),
        StepKind::Overridden => (Way::Override, None),
        StepKind::ImageDefault => (Way::ImageDefault, None),
    };
    Cause { how, name: name.map(ToString::to_string), site: Some(step.site) }
}

#[cfg(test)]
mod tests;
