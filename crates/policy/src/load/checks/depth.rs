//! How deep a policy goes: nesting that the evaluation could not follow, and rules that lead back to themselves.
//!
//! Regorus evaluates by recursion and looks for no cycles, so either would end the process without a word.

use crate::error::Mistake;
use crate::module::Module;
use crate::rego::{self, Tree};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// An expression in more others than this is refused. What people write has ten.
const DEEPEST_EXPRESSION: usize = 100;

/// A chain of more rules, each of which needs the next, is refused. What people write has ten.
const LONGEST_CHAIN: usize = 64;

/// Nesting of brackets that the parser still reads in no time: it takes twice as long for each further one.
const DEEPEST_BRACKETS: usize = 16;

/// The first bracket in the text of `module` that lies in too many others.
pub(in crate::load) fn brackets(module: &Module) -> Result<(), Mistake> {
    let mut depth = 0_usize;
    let mut bytes = module.rego.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'#' => drop(bytes.by_ref().find(|(_, byte)| *byte == b'\n')),
            b'`' => drop(bytes.by_ref().find(|(_, byte)| *byte == b'`')),
            b'"' => {
                while let Some((_, byte)) = bytes.next() {
                    match byte {
                        b'\\' => drop(bytes.next()),
                        b'"' | b'\n' => break,
                        _ => {}
                    }
                }
            }
            b'[' | b'{' | b'(' => {
                depth += 1;
                if depth > DEEPEST_BRACKETS {
                    let message = format!(
                        "brackets lie in each other more than {DEEPEST_BRACKETS} deep: give the inner parts names"
                    );
                    return Err(module.mistake(at..at + 1, message));
                }
            }
            b']' | b'}' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// The first expression of `tree` that lies in too many others.
pub(in crate::load) fn expressions(module: &Module, tree: &Tree) -> Result<(), Mistake> {
    for rule in &tree.policy {
        let mut deep = None;
        rego::expressions(rule, &mut |one, depth| {
            if depth > DEEPEST_EXPRESSION && deep.is_none() {
                deep = Some(rego::range(one.span()));
            }
        });
        if let Some(range) = deep {
            let message = format!(
                "this expression lies in more than {DEEPEST_EXPRESSION} others: give parts of them names"
            );
            return Err(module.mistake(range, message));
        }
    }
    Ok(())
}

/// A rule by its package and name.
type Name = (Arc<str>, Arc<str>);

/// Rules of `trees` that need themselves, and chains of rules that are too long.
pub(in crate::load) fn chains(trees: &[(Arc<Module>, Tree)], mistakes: &mut Vec<Mistake>) {
    let mut places: BTreeMap<Name, (&Arc<Module>, Range<usize>)> = BTreeMap::new();
    for (module, tree) in trees {
        for (name, head) in tree.policy.iter().filter_map(|rule| rego::declared(rule)) {
            places.entry((Arc::clone(&module.package), name)).or_insert((module, head));
        }
    }
    let mut needs: BTreeMap<&Name, Vec<&Name>> = BTreeMap::new();
    for (module, tree) in trees {
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
        if let Some((module, head)) = places.get(name) {
            mistakes.push(module.mistake(head.clone(), message));
        }
        return;
    }
}

/// The rule that `path` in a file leads to: one of its own package, one that is imported, or one below `data`.
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
    // Of `data.a.b.c`, `a.b` may be the package and `c` the rule; what stands behind it is a part of the rule's value.
    let root: Vec<&str> = package.split('.').collect();
    let names = whole.get(1..)?;
    let length = if names.first().is_some_and(|name| &***name == super::super::ROOT) {
        3
    } else {
        root.len().min(names.len().checked_sub(1)?)
    };
    let joined: Vec<&str> = names.get(..length)?.iter().map(|name| &***name).collect();
    Some((joined.join(".").into(), Arc::clone(names.get(length)?)))
}

/// How many rules follow each other from `start`; the error is a way from a rule back to itself.
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
