//! Hover texts: the effective value at a place, its provenance, and the rules with findings there.

mod connection;
mod overview;
mod topic;

use super::declared::{self, Hit, contains};
use super::describe;
use super::unit::Unit;
use crate::model::{Resource, ResourceKind};
use crate::policy::{PolicySet, Segment};
use crate::source::{Source, Span};
use crate::suppress::MetaRule;
use crate::tree::{Node, Value};
use std::collections::BTreeSet;
use std::ops::Range;

/// Lines of a list above this number are counted.
const MOST_LINES: usize = 12;

/// Names above this number are counted.
const MOST_NAMES: usize = 4;

/// Returns the text for the byte `offset` of `source`, and the byte range that it describes.
pub(super) fn hover(unit: &Unit, source: &Source, offset: usize) -> Option<(String, Range<usize>)> {
    let place = Span::new(source.id, offset, offset);
    if let Some(named) = unit.policies().and_then(|set| named(set, &source.text, offset)) {
        return Some(named);
    }
    let mut parts = Vec::new();
    let mut bytes = None;
    let hits = declared::at(&unit.declared.resources, place);
    if let Some(first) = hits.first() {
        bytes = Some(first.span.range());
        parts.extend(values(unit, &hits));
    }
    for (section, span) in connection::sections(unit, place) {
        bytes.get_or_insert_with(|| span.range());
        parts.push(section);
    }
    let mut told = BTreeSet::new();
    let report = &unit.declared.report;
    let here = report.findings.iter().chain(&report.unknown).filter(|one| contains(one.primary, place));
    for finding in here {
        if told.insert(finding.rule.clone()) {
            bytes.get_or_insert_with(|| finding.primary.range());
            parts.extend(unit.policies().and_then(|set| about(set, &finding.rule)));
        }
    }
    bytes.filter(|_| !parts.is_empty()).map(|bytes| (parts.join("\n\n"), bytes))
}

/// Describes the rule whose id is in the comment at `offset`, and returns the id's range.
fn named(set: &PolicySet, text: &str, offset: usize) -> Option<(String, Range<usize>)> {
    let is_word = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    let (before, behind) = (text.get(..offset)?, text.get(offset..)?);
    let word = before.char_indices().rev().take_while(|(_, character)| is_word(*character)).last();
    let start = word.map_or(offset, |(at, _)| at);
    let end = offset + behind.find(|character| !is_word(character)).unwrap_or(behind.len());
    let line = text.get(before.rfind('\n').map_or(0, |at| at + 1)..start)?;
    line.contains("hy-msg-lint:").then_some(())?;
    Some((about(set, text.get(start..end)?)?, start..end))
}

/// Describes the rule `id`: a rule of `set`, or one that judges suppressions.
fn about(set: &PolicySet, id: &str) -> Option<String> {
    let (title, description) = match (set.rule(id), MetaRule::of(id)) {
        (Some(rule), _) => (&*rule.title, &*rule.description),
        (None, Some(own)) => (own.title, own.description),
        (None, None) => return None,
    };
    Some(format!("**{id}**: {title}\n\n{description}").trim_end().to_owned())
}

/// Describes the narrowest hits.
fn values(unit: &Unit, hits: &[Hit]) -> Vec<String> {
    let mut parts = Vec::new();
    let (brought, written): (Vec<_>, Vec<_>) = hits.iter().partition(|hit| hit.brought);
    let (whole, written): (Vec<_>, Vec<_>) = written.into_iter().partition(|hit| hit.at.is_empty());
    parts.extend(whole.iter().filter_map(|hit| overview::project_section(unit, hit.resource)));
    parts.extend(lines(unit, &written));
    let mut seen = BTreeSet::new();
    for hit in &written {
        if matches!(hit.resource.kind, ResourceKind::Listener | ResourceKind::Topic)
            && seen.insert(hit.resource.key)
        {
            parts.extend(overview::project_section(unit, hit.resource));
        }
    }
    let mut owners: Vec<&Resource> = Vec::new();
    for hit in brought.iter().filter(|hit| hit.resource.kind == ResourceKind::Service) {
        if !owners.iter().any(|owner| std::ptr::eq(*owner, hit.resource)) {
            owners.push(hit.resource);
        }
    }
    for owner in owners.iter().take(MOST_NAMES) {
        let own = brought.iter().filter(|hit| std::ptr::eq(hit.resource, *owner));
        let leaves: Vec<_> = own.flat_map(|hit| leaves(&hit.at, &hit.node)).collect();
        let list = list(unit, &leaves, hits.first().map(|hit| hit.span));
        if !list.is_empty() {
            parts.push(format!("`{}` gets through this:\n\n{list}", owner.name));
        }
    }
    if owners.len() > MOST_NAMES {
        parts.push(format!("and {} more services", owners.len() - MOST_NAMES));
    }
    parts
}

/// Returns a line per value, with all resources that have it.
fn lines(unit: &Unit, hits: &[&Hit]) -> Vec<String> {
    let sources = &unit.declared.report.sources;
    let mut lines: Vec<(String, String, Vec<&str>)> = Vec::new();
    for hit in hits {
        let kind = format!("`{}` of {}", describe::path(&hit.at), hit.resource.kind.name().replace('_', " "));
        let value = match &hit.node.value {
            Value::Scalar(_) => {
                let origin = describe::origin(&hit.node, sources, unit.root(), Some(hit.span));
                let value = describe::value(&hit.node, &hit.at);
                format!(": {value}{}", origin.map(|origin| format!(", {origin}")).unwrap_or_default())
            }
            _ => format!("\n\n{}", list(unit, &leaves(&hit.at, &hit.node), None)),
        };
        match lines.iter_mut().find(|(known, said, _)| *known == kind && *said == value) {
            Some((.., names)) if names.contains(&&*hit.resource.name) => {}
            Some((.., names)) => names.push(&hit.resource.name),
            None => lines.push((kind, value, vec![&hit.resource.name])),
        }
    }
    lines.into_iter().map(|(kind, value, owners)| format!("{kind} {}{value}", names(&owners))).collect()
}

fn names(all: &[&str]) -> String {
    let shown: Vec<_> = all.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    let more = all.len().saturating_sub(MOST_NAMES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// Returns the scalars at and below `node`, whose path is `at`.
fn leaves(at: &[Segment], node: &Node) -> Vec<(Vec<Segment>, Node)> {
    fn walk(at: &mut Vec<Segment>, node: &Node, into: &mut Vec<(Vec<Segment>, Node)>) {
        match &node.value {
            Value::Scalar(_) => into.push((at.clone(), node.clone())),
            Value::List(_) => {
                for (index, item) in node.items().enumerate() {
                    at.push(Segment::Index(index));
                    walk(at, &item, into);
                    at.pop();
                }
            }
            Value::Map(_) => {
                for entry in node.entries() {
                    at.push(Segment::Key(entry.key));
                    walk(at, &entry.node, into);
                    at.pop();
                }
            }
        }
    }
    let mut found = Vec::new();
    walk(&mut at.to_vec(), node, &mut found);
    found
}

/// Lists values with their origins, one per line.
fn list(unit: &Unit, leaves: &[(Vec<Segment>, Node)], here: Option<Span>) -> String {
    let sources = &unit.declared.report.sources;
    let mut lines: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for (at, node) in leaves {
        // A derived value has the place of its source and would repeat it.
        if !node.origin.span.range().is_empty() && !seen.insert(node.origin.span) {
            continue;
        }
        let origin = describe::origin(node, sources, unit.root(), here);
        let origin = origin.map(|origin| format!(", {origin}")).unwrap_or_default();
        let line = format!("- `{}`: {}{origin}", describe::path(at), describe::value(node, at));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let more = lines.len().saturating_sub(MOST_LINES);
    lines.truncate(MOST_LINES);
    if more > 0 {
        lines.push(format!("- and {more} more"));
    }
    lines.join("\n")
}
