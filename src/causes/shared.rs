//! Fixes of values that several resources have in common.

use crate::finding::{Edit, Finding};
use crate::source::Span;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a rule wants with the same edits.
type Wish = (Arc<str>, bool, Vec<Edit>);

/// Leaves to each of `findings` one fix: the one at the place that several resources have in common if all of them have a
/// finding with that fix, else the one that is for its resource alone, if there is one.
pub(super) fn choose(findings: &mut [Finding]) {
    let mut wanting: HashMap<Wish, HashSet<Span>> = HashMap::new();
    for finding in findings.iter() {
        if let Some(wish) = wish(finding) {
            wanting.entry(wish).or_default().insert(finding.declared);
        }
    }
    for finding in findings {
        let wanting = wish(finding).and_then(|wish| wanting.get(&wish));
        let (Some(fix), Some(wanting)) = (&mut finding.fix, wanting) else { continue };
        let alone = fix.alone.take();
        if fix.touches.iter().all(|one| wanting.contains(&one.declared)) {
            fix.touches.clear();
        } else if let Some(alone) = alone {
            *fix = *alone;
        }
    }
}

/// Returns what the fix of `finding` changes; None if it has none, or one that changes nothing for others.
fn wish(finding: &Finding) -> Option<Wish> {
    let fix = finding.fix.as_ref().filter(|fix| !fix.touches.is_empty())?;
    Some((Arc::clone(&finding.rule), fix.is_wanted, fix.edits.clone()))
}
