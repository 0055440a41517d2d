//! Numbers that JSON, in which Compose prints a project, cannot represent.

use crate::defect::Defect;
use crate::tree::{Map, Node, ScalarKind, Value};

/// Returns a defect for each number of an extension field that JSON cannot represent.
pub(super) fn not_for_json(project: &Node) -> Vec<Defect> {
    let mut defects = Vec::new();
    let extensions = project.as_map().into_iter().flat_map(Map::entries);
    extensions.filter(|entry| entry.key.starts_with("x-")).for_each(|entry| walk(&entry.node, &mut defects));
    defects
}

fn walk(node: &Node, defects: &mut Vec<Defect>) {
    match &node.value {
        Value::Map(map) => map.entries().for_each(|entry| walk(&entry.node, defects)),
        Value::List(items) => items.iter().for_each(|item| walk(item, defects)),
        Value::Scalar(scalar)
            if matches!(&*scalar.text, "+Inf" | "-Inf" | "NaN") && scalar.kind == ScalarKind::Float =>
        {
            defects.push(Defect::new(node.origin.span, "JSON has no such number"));
        }
        Value::Scalar(_) => {}
    }
}
