//! Dependency cycles of services.

use super::references::dependencies;
use super::values::services;
use crate::defect::Defect;
use crate::source::Span;
use crate::tree::Node;
use std::collections::HashMap;

/// Further cycles are not reported: they share mistakes with the reported ones.
const MAX_CIRCLES: usize = 20;

/// A cycle of more services is shown without its middle.
const MAX_SHOWN: usize = 12;

/// The state of a service in the search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// On the current path of the search.
    Open,
    Done,
}

/// Returns the cycles of dependencies, each once.
pub(super) fn cycles(project: &Node) -> Vec<Defect> {
    let names: Vec<&str> = services(project).map(|service| &*service.key).collect();
    let index: HashMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let edges: Vec<Vec<(usize, Span)>> = services(project)
        .map(|service| {
            let known = dependencies(&service.node).into_iter();
            known.filter_map(|one| Some((*index.get(one.name)?, one.place))).collect()
        })
        .collect();
    let mut state = vec![State::New; names.len()];
    let mut told = vec![false; names.len()];
    let mut defects = Vec::new();
    for start in 0..names.len() {
        if state[start] != State::New {
            continue;
        }
        state[start] = State::Open;
        // The path from `start`: a service, and the index of its next edge to follow.
        let mut way = vec![(start, 0)];
        while let Some((service, next)) = way.last_mut() {
            let Some((target, _)) = edges[*service].get(*next) else {
                state[*service] = State::Done;
                way.pop();
                continue;
            };
            *next += 1;
            match state[*target] {
                State::Done => {}
                State::New => {
                    state[*target] = State::Open;
                    way.push((*target, 0));
                }
                State::Open => {
                    let from = way.iter().position(|(service, _)| service == target).unwrap_or_default();
                    let circle = &way[from..];
                    if defects.len() < MAX_CIRCLES && circle.iter().any(|(service, _)| !told[*service]) {
                        for (service, _) in circle {
                            told[*service] = true;
                        }
                        let steps: Vec<_> = circle
                            .iter()
                            .map(|(service, next)| (names[*service], edges[*service][next - 1].1))
                            .collect();
                        defects.extend(defect(&steps));
                    }
                }
            }
        }
    }
    defects
}

/// Returns the defect of a cycle: each service, with the span of its dependency on the next service.
fn defect(circle: &[(&str, Span)]) -> Option<Defect> {
    let ((first, place), rest) = circle.split_first()?;
    if rest.is_empty() {
        let message = format!("service `{first}` depends on itself");
        return Some(Defect::new(*place, message).help("remove it"));
    }
    let mut names: Vec<_> = circle.iter().map(|(name, _)| format!("`{name}`")).collect();
    names.push(format!("`{first}`"));
    if names.len() > MAX_SHOWN {
        names.splice(MAX_SHOWN / 2..names.len() - MAX_SHOWN / 2, ["…".to_owned()]);
    }
    let message = format!("services depend on each other in a cycle: {}", names.join(" -> "));
    let defect = Defect::new(*place, message).help("remove one of the dependencies");
    let step = |defect: Defect, (name, place): &(&str, Span)| {
        defect.related(*place, format!("`{name}` depends on the next one here"))
    };
    Some(rest.iter().take(MAX_SHOWN).fold(defect, step))
}
