//! Recursive rules and chains of rules that are too long.
//!
//! Regorus evaluates recursively and does not detect cycles, so either would crash the process without a message.

use crate::error::PolicyDiagnostic;
use crate::module::ROOT;
use crate::parse::ParsedModule;
use crate::rego;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A longer chain of rules, each of which needs the next, is refused. Hand-written policies reach ten.
const LONGEST_CHAIN: usize = 64;

/// A rule's package and name.
type Name = (Arc<str>, Arc<str>);

/// Reports rules of `files` that depend on themselves, and chains of rules that are too long.
pub(crate) fn chains(files: &[ParsedModule], diagnostics: &mut Vec<PolicyDiagnostic>) {
    let mut places: BTreeMap<Name, (&ParsedModule, Range<usize>)> = BTreeMap::new();
    for file in files {
        for (name, head) in file.tree.policy.iter().filter_map(|rule| rego::declared(rule)) {
            places.entry((Arc::clone(&file.module.package), name)).or_insert((file, head));
        }
    }
    let mut needs: BTreeMap<&Name, Vec<&Name>> = BTreeMap::new();
    for ParsedModule { module, tree, .. } in files {
        let imports: BTreeMap<_, _> = tree.imports.iter().filter_map(rego::import).collect();
        for rule in &tree.policy {
            let Some((name, _)) = rego::declared(rule) else { continue };
            let Some((owner, _)) = places.get_key_value(&(Arc::clone(&module.package), name)) else {
                continue;
            };
            let entry = needs.entry(owner).or_default();
            rego::names(rule, &mut |path| {
                let target = target(path, &module.package, &imports);
                entry.extend(target.and_then(|target| places.get_key_value(&target)).map(|(name, _)| name));
            });
        }
    }
    let mut lengths: BTreeMap<&Name, usize> = BTreeMap::new();
    for start in needs.keys() {
        let found = longest(start, &needs, &mut lengths);
        let (name, message) = match found {
            Ok(length) if length <= LONGEST_CHAIN => continue,
            Ok(_) => (
                *start,
                format!(
                    "this begins a chain of more than {LONGEST_CHAIN} rules, each of which needs the next"
                ),
            ),
            Err(cycle) => {
                let names: Vec<_> = cycle.iter().map(|(_, name)| format!("`{name}`")).collect();
                let Some(first) = cycle.first() else { continue };
                (
                    *first,
                    format!(
                        "this rule needs itself, which Rego does not allow: {} {}",
                        names.join(" needs "),
                        format_args!("needs `{}`", first.1)
                    ),
                )
            }
        };
        if let Some((file, head)) = places.get(name) {
            diagnostics.push(file.diagnostic(head.clone(), message));
        }
        return;
    }
}

/// Returns the rule that `path` in a file refers to: in the same package, imported, or below `data`.
fn target(
    path: &[Arc<str>],
    package: &Arc<str>,
    imports: &BTreeMap<Arc<str>, Vec<Arc<str>>>,
) -> Option<Name> {
    let (first, rest) = path.split_first()?;
    let whole: Vec<&Arc<str>> = match imports.get(first) {
        Some(import) => import.iter().chain(rest).collect(),
        None if &**first == "data" => path.iter().collect(),
        None => return Some((Arc::clone(package), Arc::clone(first))),
    };
    // In `data.a.b.c`, `a.b` may be the package and `c` the rule; further names are parts of the rule's value.
    let root: Vec<&str> = package.split('.').collect();
    let names = whole.get(1..)?;
    let length = if names.first().is_some_and(|name| &***name == ROOT) {
        3
    } else {
        root.len().min(names.len().checked_sub(1)?)
    };
    let joined: Vec<&str> = names.get(..length)?.iter().map(|name| &***name).collect();
    Some((joined.join(".").into(), Arc::clone(names.get(length)?)))
}

/// Returns the length of the longest chain from `start`; the error is a cycle of rules.
fn longest<'a>(
    start: &'a Name,
    needs: &BTreeMap<&'a Name, Vec<&'a Name>>,
    lengths: &mut BTreeMap<&'a Name, usize>,
) -> Result<usize, Vec<&'a Name>> {
    let mut way: Vec<(&Name, usize)> = vec![(start, 0)];
    while let Some((name, next)) = way.last_mut() {
        let name = *name;
        let inner = needs.get(name).and_then(|inner| inner.get(*next)).copied();
        *next += 1;
        match inner {
            None => {
                let below =
                    needs.get(name).into_iter().flatten().filter_map(|inner| lengths.get(inner)).max();
                let length = 1 + below.copied().unwrap_or(0);
                lengths.insert(name, length);
                way.pop();
            }
            Some(inner) if lengths.contains_key(inner) => {}
            Some(inner) => {
                if let Some(at) = way.iter().position(|(on_the_way, _)| *on_the_way == inner) {
                    return Err(way.iter().skip(at).map(|(name, _)| *name).collect());
                }
                way.push((inner, 0));
            }
        }
    }
    Ok(lengths.get(start).copied().unwrap_or(0))
}
