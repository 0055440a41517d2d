//! Graphs: objects of nodes with arrays or sets of their neighbours (Open Policy Agent, "Policy Reference", "Graph").

use super::args::{members, members_of, object};
use super::{Outcome, Wrong, room_for_depth, room_for_members};
use regorus::Value;
use regorus::value::Object;
use std::collections::BTreeSet;

fn neighbours<'a>(graph: &'a Object, node: &Value) -> Option<Vec<&'a Value>> {
    graph.get(node).map(|edges| members_of(edges).unwrap_or_default())
}

/// `graph.reachable(graph, start)`: the nodes of the graph that lead from there.
pub(super) fn reachable(args: &[Value]) -> Outcome {
    let graph = object(args, 0)?;
    let mut open = members(args, 1)?;
    let mut reached = BTreeSet::new();
    while let Some(node) = open.pop() {
        if let Some(edges) = neighbours(graph, node)
            && reached.insert(node.clone())
        {
            open.extend(edges);
        }
    }
    Ok(Value::from(reached))
}

/// `graph.reachable_paths(graph, start)`: the paths from there to ends and to where a path would be a circle.
pub(super) fn reachable_paths(args: &[Value]) -> Outcome {
    let graph = object(args, 0)?;
    let mut walk = Walk { graph, found: BTreeSet::new(), count: 0 };
    for start in members(args, 1)? {
        let Some(edges) = neighbours(graph, start) else { continue };
        if edges.is_empty() {
            walk.commit(&[start])?;
        }
        for next in edges {
            walk.follow(next, &mut vec![start])?;
        }
    }
    Ok(Value::from(walk.found))
}

struct Walk<'a> {
    graph: &'a Object,
    found: BTreeSet<Value>,
    count: usize,
}

impl<'a> Walk<'a> {
    fn commit(&mut self, path: &[&Value]) -> Result<(), Wrong> {
        self.count += path.len();
        room_for_members(self.count)?;
        self.found.insert(Value::from(path.iter().copied().cloned().collect::<Vec<_>>()));
        Ok(())
    }

    fn follow(&mut self, node: &'a Value, path: &mut Vec<&'a Value>) -> Result<(), Wrong> {
        room_for_depth(path.len())?;
        let Some(edges) = neighbours(self.graph, node) else { return self.commit(path) };
        path.push(node);
        if edges.is_empty() {
            self.commit(path)?;
        }
        for next in edges {
            if path.contains(&next) {
                self.commit(path)?;
            } else {
                self.follow(next, path)?;
            }
        }
        path.pop();
        Ok(())
    }
}
