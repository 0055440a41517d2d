//! Nodes of a Compose project that need not run together, because their services have different profiles.

use crate::model::groups::Groups;
use crate::model::{Resource, ResourceKind};
use crate::tree::Node;
use std::collections::{BTreeMap, BTreeSet};

/// The profiles of a service; one without any always runs.
pub(super) type Profiles = BTreeSet<String>;

/// Returns the profiles of the services that run `nodes`, as the `members` of their cluster tell.
pub(super) fn of_nodes<'a>(
    nodes: &[&Resource],
    members: impl Iterator<Item = &'a Resource>,
) -> Vec<Profiles> {
    let services = members.filter(|one| one.kind == ResourceKind::Service);
    let known: BTreeMap<_, _> = services.map(|one| (one.key, profiles(&one.fields))).collect();
    nodes.iter().map(|node| known.get(&node.key).cloned().unwrap_or_default()).collect()
}

fn profiles(service: &Node) -> Profiles {
    let list = service.get("profiles");
    let names = list.iter().flat_map(Node::items);
    names.filter_map(|name| name.as_text().map(str::to_owned)).collect()
}

/// Takes nodes apart that would be of one group if they ran together, and whose profiles say that they need not: those of
/// `single` and those of `cluster` are two Kafkas. A node without a profile runs with all of them, and keeps them together.
pub(super) fn split(groups: &Groups, profiles: &[Profiles]) -> Groups {
    let of_node = numbered_apart(&groups.of_node, profiles);
    let ensembles = numbered_apart(&groups.ensembles, profiles);
    let last = of_node.iter().flatten().max();
    let count = last.map_or(groups.count, |last| groups.count.max(last + 1));
    Groups { count, of_node, ensembles }
}

/// Gives the first part of what has a number the number, and each other part one of its own.
fn numbered_apart(numbers: &[Option<usize>], profiles: &[Profiles]) -> Vec<Option<usize>> {
    let mut found = numbers.to_vec();
    let mut next = numbers.iter().flatten().max().map_or(0, |last| last + 1);
    for number in numbers.iter().flatten().copied().collect::<BTreeSet<_>>() {
        let members: Vec<usize> =
            (0..numbers.len()).filter(|at| numbers.get(*at) == Some(&Some(number))).collect();
        for part in parts(&members, profiles).into_iter().skip(1) {
            for at in part {
                if let Some(slot) = found.get_mut(at) {
                    *slot = Some(next);
                }
            }
            next += 1;
        }
    }
    found
}

/// Returns `members` in parts that have no profile in common.
fn parts(members: &[usize], profiles: &[Profiles]) -> Vec<Vec<usize>> {
    let none = Profiles::new();
    let of = |at: &usize| profiles.get(*at).unwrap_or(&none);
    if members.iter().any(|at| of(at).is_empty()) {
        return vec![members.to_vec()];
    }
    let mut parts: Vec<(Profiles, Vec<usize>)> = Vec::new();
    for at in members {
        let (joined, apart): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|(names, _)| !names.is_disjoint(of(at)));
        let mut part = (of(at).clone(), Vec::new());
        for (names, members) in joined {
            part.0.extend(names);
            part.1.extend(members);
        }
        part.1.push(*at);
        parts = apart;
        parts.push(part);
    }
    let mut parts: Vec<Vec<usize>> = parts.into_iter().map(|(_, members)| members).collect();
    parts.sort();
    parts
}

/// Returns the profiles on which it depends how many of the brokers of a group run: some of these brokers have them, and others
/// have not.
pub(super) fn deciding(
    groups: &Groups,
    profiles: &[Profiles],
    is_broker: impl Fn(usize) -> bool,
) -> Profiles {
    let mut by_group: BTreeMap<Option<usize>, BTreeSet<&Profiles>> = BTreeMap::new();
    for (at, own) in profiles.iter().enumerate().filter(|(at, _)| is_broker(*at)) {
        by_group.entry(groups.of_node.get(at).copied().flatten()).or_default().insert(own);
    }
    let differing = by_group.into_values().filter(|sets| sets.len() > 1);
    differing.flatten().flatten().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::{Profiles, deciding, split};
    use crate::model::groups::Groups;

    fn profiles(nodes: &[&[&str]]) -> Vec<Profiles> {
        nodes.iter().map(|names| names.iter().map(|name| (*name).to_owned()).collect()).collect()
    }

    fn of_one(nodes: usize) -> Groups {
        Groups { count: 1, of_node: vec![Some(0); nodes], ensembles: vec![Some(0); nodes] }
    }

    #[test]
    fn alternatives_are_clusters_of_their_own() {
        let alternatives = profiles(&[&["single"], &["cluster"], &["cluster"]]);
        let found = split(&of_one(3), &alternatives);
        assert_eq!((found.count, &*found.of_node), (2, &[Some(0), Some(1), Some(1)][..]));
        assert!(deciding(&found, &alternatives, |_| true).is_empty());
        let overlapping = profiles(&[&["a"], &["b"], &["a", "b"]]);
        let found = split(&of_one(3), &overlapping);
        assert_eq!(found.count, 1);
        assert_eq!(deciding(&found, &overlapping, |_| true).len(), 2);
    }

    #[test]
    fn what_always_runs_keeps_the_others_together() {
        let mixed = profiles(&[&[], &["more"], &["more"]]);
        let found = split(&of_one(3), &mixed);
        assert_eq!(found.count, 1);
        assert_eq!(deciding(&found, &mixed, |_| true), profiles(&[&["more"]]).remove(0));
        assert!(deciding(&found, &mixed, |at| at > 0).is_empty());
        let same = profiles(&[&["a", "b"], &["a", "b"]]);
        assert!(deciding(&split(&of_one(2), &same), &same, |_| true).is_empty());
    }
}
