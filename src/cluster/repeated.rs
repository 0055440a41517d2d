//! Topics of a cluster that share a name: what rules compare with each other, so that no rule compares all with all.

use std::collections::BTreeMap;

/// The maximum number of topics of a cluster that rules compare because of a name.
pub(super) const MAX_COMPARED: usize = 20_000;

/// Keeps as many of `lists` as are compared, and returns the first topic that is not.
pub(super) fn limit(lists: &mut Vec<Vec<usize>>) -> Option<usize> {
    let mut count = 0;
    let end = lists.iter().position(|list| {
        count += list.len();
        count > MAX_COMPARED
    })?;
    let kept = lists.get(end).map_or(0, |list| list.len().saturating_sub(count - MAX_COMPARED));
    let last = lists.get_mut(end)?;
    let first = last.get(kept).copied();
    last.truncate(kept);
    lists.truncate(end + 1);
    first
}

/// A topic of a cluster: its number there, its name, and the number of its Kafka.
pub(super) struct Topic<'a> {
    pub(super) index: usize,
    pub(super) name: &'a str,
    pub(super) group: Option<usize>,
}

/// Returns the topics of one name on one Kafka, for each name that several have. A name that needs a variable is nobody's.
pub(super) fn repeated(topics: &[Topic]) -> Vec<Vec<usize>> {
    let mut by_name: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
    for KnownTopic { index, name, group } in known(topics) {
        by_name.entry((group, name)).or_default().push(index);
    }
    by_name.into_values().filter(|topics| topics.len() > 1).collect()
}

/// Returns the topics of different names on one Kafka to which its metrics give one name, `_` in place of `.`: the first of
/// each name.
pub(super) fn colliding(topics: &[Topic]) -> Vec<Vec<usize>> {
    let mut by_metric: BTreeMap<(usize, String), BTreeMap<&str, usize>> = BTreeMap::new();
    for KnownTopic { index, name, group } in known(topics) {
        let names = by_metric.entry((group, name.replace('.', "_"))).or_default();
        names.entry(name).or_insert(index);
    }
    let several = by_metric.into_values().filter(|names| names.len() > 1);
    several
        .map(|names| {
            let mut topics: Vec<usize> = names.into_values().collect();
            topics.sort_unstable();
            topics
        })
        .collect()
}

fn known<'a>(topics: &[Topic<'a>]) -> impl Iterator<Item = KnownTopic<'a>> {
    let known = topics.iter().filter(|topic| !topic.name.contains('$'));
    known.filter_map(|topic| Some(KnownTopic { index: topic.index, name: topic.name, group: topic.group? }))
}

/// A topic of which the name and the Kafka are known.
struct KnownTopic<'a> {
    index: usize,
    name: &'a str,
    group: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topics<'a>(named: &[(&'a str, Option<usize>)]) -> Vec<Topic<'a>> {
        let topic = |(index, (name, group)): (usize, &(&'a str, _))| Topic { index, name, group: *group };
        named.iter().enumerate().map(topic).collect()
    }

    fn one_kafka<'a>(names: &[&'a str]) -> Vec<Topic<'a>> {
        topics(&names.iter().map(|name| (*name, Some(0))).collect::<Vec<_>>())
    }

    #[test]
    fn topics_of_one_name_are_together() {
        assert_eq!(repeated(&one_kafka(&["b", "a", "b", "c", "a", "b"])), [vec![1, 4], vec![0, 2, 5]]);
        assert!(repeated(&one_kafka(&["a", "b"])).is_empty());
        assert!(repeated(&one_kafka(&["$1", "$1"])).is_empty());
        let several = [("a", Some(0)), ("a", Some(1)), ("a", None), ("a", Some(0)), ("a", None)];
        assert_eq!(repeated(&topics(&several)), [vec![0, 3]]);
    }

    #[test]
    fn what_is_above_the_limit_is_left_and_told() {
        let pairs = |count: usize| (0..count).map(|at| vec![2 * at, 2 * at + 1]).collect::<Vec<_>>();
        let mut lists = pairs(MAX_COMPARED / 2);
        assert_eq!(limit(&mut lists), None);
        assert_eq!(lists.len(), MAX_COMPARED / 2);
        let mut lists = pairs(MAX_COMPARED / 2 + 2);
        assert_eq!(limit(&mut lists), Some(MAX_COMPARED));
        assert_eq!(lists.iter().map(Vec::len).sum::<usize>(), MAX_COMPARED);
        let mut lists = vec![vec![7], (0..2 * MAX_COMPARED).collect()];
        assert_eq!(limit(&mut lists), Some(MAX_COMPARED - 1));
        assert_eq!(lists.iter().map(Vec::len).sum::<usize>(), MAX_COMPARED);
    }

    #[test]
    fn topics_of_one_metric_are_together_by_the_first_of_each_name() {
        assert_eq!(colliding(&one_kafka(&["a.b", "a_b", "a.b", "c", "a_b"])), [vec![0, 1]]);
        assert_eq!(colliding(&one_kafka(&["a_b.c", "a.b.c", "a_b_c"])), [vec![0, 1, 2]]);
        assert!(colliding(&one_kafka(&["a.b", "a.b", "a-b", "$.a", "$_a"])).is_empty());
        assert!(colliding(&topics(&[("a.b", Some(0)), ("a_b", Some(1)), ("a_b", None)])).is_empty());
    }
}
