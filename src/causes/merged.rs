//! Findings of one rule with the same cause.

use super::Grouping;
use super::wording::{self, Wording};
use crate::finding::{Cause, Finding};
use crate::model::ResourceKind;
use crate::source::Span;
use hy_msg_lint_tree::quote::quoted;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A finding, and the names of what suffers from its cause as well.
struct Group {
    first: Finding,
    wording: Wording,
    names: Vec<String>,
    /// All of it: where each is declared, the place in it, and its name.
    members: Vec<(Span, String, String)>,
    /// What is in it: resources by where they are declared, with the place in each.
    known: HashSet<(Span, String)>,
    /// The names, to look them up.
    named: HashSet<String>,
}

/// A finding is compared with this many others of its cause that are worded otherwise; a crafted file has thousands.
const MOST_WORDINGS: usize = 32;

/// Makes those of `findings` one that a rule makes because of the same cause and in the same words, but for a name.
/// What policies say of whole documents is left as they say it.
pub(super) fn merge(findings: &mut Vec<Finding>, grouping: Grouping) {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_cause: HashMap<(Arc<str>, Cause), Vec<usize>> = HashMap::new();
    for finding in std::mem::take(findings) {
        let cause = match grouping {
            Grouping::ByCause => finding.cause.clone(),
            Grouping::ByPlace => Cause::Characters(finding.primary),
        };
        let key = (Arc::clone(&finding.rule), cause);
        let alike = by_cause.entry(key).or_default();
        let is_document = finding.subject.kind == ResourceKind::Document.name();
        let is_one = |index: &usize| {
            let group = groups.get_mut(*index).filter(|_| !is_document)?;
            group.name_of(&finding).map(|name| (*index, name))
        };
        let known = alike.iter().take(MOST_WORDINGS).find_map(is_one);
        if let Some((group, name)) = known.and_then(|(index, name)| Some((groups.get_mut(index)?, name))) {
            group.add(finding, name);
        } else {
            alike.push(groups.len());
            groups.push(Group::of(finding));
        }
    }
    findings.extend(groups.into_iter().map(Group::finish));
}

impl Group {
    fn of(finding: Finding) -> Self {
        let known = HashSet::from([(finding.declared, finding.at.clone())]);
        Self {
            wording: Wording::of(&finding.message),
            members: vec![(finding.declared, finding.at.clone(), finding.subject.name.clone())],
            first: finding,
            names: Vec::new(),
            known,
            named: HashSet::new(),
        }
    }

    /// Returns what a list calls `finding`, empty if its message is the same; None if it says something else.
    fn name_of(&mut self, finding: &Finding) -> Option<String> {
        let is_undefined = matches!(finding.cause, Cause::Undefined { .. });
        let name =
            || (is_undefined && finding.subject != self.first.subject).then(|| quoted(&finding.subject.name));
        self.wording.name_in(&finding.message).or_else(name)
    }

    fn add(&mut self, finding: Finding, name: String) {
        let first = &mut self.first;
        first.severity = first.severity.max(finding.severity);
        first.explained.extend(finding.explained.iter().cloned());
        self.members.push((finding.declared, finding.at.clone(), finding.subject.name.clone()));
        first.fix = match (first.fix.take(), finding.fix.clone()) {
            (Some(fix), Some(other)) => Some(fix.with(other, (finding.declared, &finding.at))),
            (Some(fix), None) => Some(fix.leaving((finding.declared, &finding.at))),
            (None, other) => other.map(|other| {
                let before = self.members.iter().take(self.members.len() - 1);
                before.fold(other, |fix, (declared, at, _)| fix.leaving((*declared, at)))
            }),
        };
        if self.known.insert((finding.declared, finding.at.clone())) {
            if !name.is_empty() && self.named.insert(name.clone()) {
                self.names.push(name);
            }
            first.others.push(finding.into());
        }
    }

    fn finish(self) -> Finding {
        let message = wording::also(&self.first.message, &self.names);
        let mut first = self.first;
        if let Some(fix) = &mut first.fix {
            let (own, left): (Vec<_>, Vec<_>) =
                self.members.iter().partition(|(declared, at, _)| fix.covers(*declared, at));
            for (declared, ..) in &own {
                fix.is_for(*declared);
            }
            if !left.is_empty() {
                let mut names: Vec<String> = own.iter().map(|(.., name)| quoted(name)).collect();
                names.dedup();
                fix.title = wording::only_for(&fix.title, &names);
            }
        }
        Finding { message, ..first }
    }
}
