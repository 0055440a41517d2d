//! Fixes of values that serve in several places.

use crate::finding::{Edit, Finding, Fix};
use crate::source::Span;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a rule wants with the same edits.
type Wish = (Arc<str>, bool, Vec<Edit>);

/// Leaves to each of `findings` one fix: the first of its variants that changes nothing but what has a finding with that
/// variant, else the last, which touches least. If one of those with the same wish cannot but change what all have in common,
/// all of them do.
pub(super) fn choose(findings: &mut [Finding]) {
    let mut wanting: HashMap<Wish, HashSet<Span>> = HashMap::new();
    for finding in findings.iter() {
        for fix in variants(finding).filter(|fix| !fix.touches.is_empty()) {
            let places = wanting.entry(wish(finding, fix)).or_default();
            places.insert(finding.declared);
            places.extend(&fix.serves);
        }
    }
    let is_wanted = |finding: &Finding, fix: &Fix| {
        let wanting = wanting.get(&wish(finding, fix));
        fix.touches.iter().all(|one| wanting.is_some_and(|places| places.contains(&one.declared)))
    };
    let chosen = |finding: &Finding| {
        let last = variants(finding).count().saturating_sub(1);
        variants(finding).position(|fix| is_wanted(finding, fix)).unwrap_or(last)
    };
    let mut forced: HashSet<Wish> = HashSet::new();
    for finding in findings.iter() {
        let fix = variants(finding).nth(chosen(finding));
        forced.extend(fix.filter(|fix| !is_wanted(finding, fix)).map(|fix| wish(finding, fix)));
    }
    for finding in findings {
        let first = variants(finding).position(|fix| forced.contains(&wish(finding, fix)));
        let number = first.map_or(chosen(finding), |first| first.min(chosen(finding)));
        let Some(mut fix) = variants(finding).nth(number).cloned() else { continue };
        fix.alone = None;
        if is_wanted(finding, &fix) {
            fix.touches.clear();
        }
        // A place in a resource that is named is not named as well.
        let named: HashSet<Span> = fix.touches.iter().map(|one| one.declared).collect();
        fix.touches.retain(|one| one.within.is_none_or(|within| !named.contains(&within)));
        finding.fix = Some(fix);
    }
}

/// Returns the fix of `finding` in its variants.
fn variants(finding: &Finding) -> impl Iterator<Item = &Fix> {
    std::iter::successors(finding.fix.as_ref(), |fix| fix.alone.as_deref())
}

/// Returns what a `fix` of `finding` changes.
fn wish(finding: &Finding, fix: &Fix) -> Wish {
    (Arc::clone(&finding.rule), fix.is_wanted, fix.edits.clone())
}
