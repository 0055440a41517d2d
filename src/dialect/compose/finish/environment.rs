//! `env_file` under `environment`, `label_file` under `labels`, and variables that take their value from the project's.

use super::{Context, raw};
use crate::dialect::Defect;
use crate::dialect::compose::edit::{at_key, inside, with_map};
use crate::dialect::compose::env::Variable;
use crate::source::{Source, SourceError};
use crate::tree::{Entry, How, Kind, Map, Node, Origin, Scalar, Step, Style, Value, Via};
use std::path::Path;
use std::sync::Arc;

/// Puts the variables and labels of files into the service `map`, below its own.
pub(super) fn complete(service: &Node, map: &mut Map, context: &Context, defects: &mut Vec<Defect>) {
    if let Some(own) = map.entry("environment").cloned()
        && let Some(node) = resolved(&own.node, context)
    {
        map.set(Entry { node, ..own });
    }
    if let Some(build) = map.entry("build").cloned()
        && let Some(node) = at_key(&build.node, "args", |args| resolved(args, context))
    {
        map.set(Entry { node, ..build });
    }
    let from_files = env_files(map, context, defects);
    below(service, map, ("env_file", "environment"), from_files);
    let from_files = label_files(map, context, defects);
    below(service, map, ("label_file", "labels"), from_files);
}

/// `assignments` with the values of the project's variables where they have none.
fn resolved(assignments: &Node, context: &Context) -> Option<Node> {
    let map = assignments.as_map()?;
    let mut changed: Option<Map> = None;
    for entry in map.entries().filter(|entry| entry.node.is_null()) {
        let Some(variable) = context.environment.get(&entry.key) else { continue };
        let mut node = from_file(variable.clone(), entry.node.origin.span, &Via::default());
        node.origin.via = node.origin.via.then(&entry.node.origin.via);
        changed.get_or_insert_with(|| map.clone()).set(Entry { node, ..entry.clone() });
    }
    changed.map(|map| with_map(assignments, map))
}

/// The value of `variable`, which the path at `site` brings.
fn from_file(variable: Variable, site: crate::source::Span, via: &Via) -> Node {
    let scalar = Scalar::written(variable.value, Kind::Text, Style::Plain, variable.span);
    let via = Via::default().push(Step { how: How::EnvFile, site }).then(via);
    Node::new(Value::Scalar(scalar), Origin { span: variable.span, via })
}

fn env_files(map: &Map, context: &Context, defects: &mut Vec<Defect>) -> Map {
    let mut merged = Map::default();
    let Some(list) = map.get("env_file") else { return merged };
    for item in list.items() {
        let path = item.get("path").unwrap_or_else(|| item.clone());
        let is = |key: &str, wanted: &str| item.get(key).is_some_and(|node| node.as_text() == Some(wanted));
        if let Some(format) =
            item.get("format").filter(|node| !["", "raw"].contains(&node.as_text().unwrap_or_default()))
        {
            let message = format!("there is no format `{}`", format.as_text().unwrap_or_default());
            defects.push(
                Defect::new(format.origin.span, message).help("the one format beside the usual is `raw`"),
            );
        }
        let Some(source) = load(&path, !is("required", "false"), "env_file", context, defects) else {
            continue;
        };
        let assignments = if is("format", "raw") {
            raw::assignments(&source, context.environment, defects)
        } else {
            context.environment.assignments(&source)
        };
        for (name, variable) in assignments {
            let key_span = variable.span;
            merged.set(Entry {
                key: name,
                key_span,
                node: from_file(variable, path.origin.span, &path.origin.via),
            });
        }
    }
    merged
}

fn label_files(map: &Map, context: &Context, defects: &mut Vec<Defect>) -> Map {
    let mut merged = Map::default();
    let Some(list) = map.get("label_file") else { return merged };
    for path in list.items() {
        let Some(source) = load(&path, true, "label_file", context, defects) else { continue };
        for (name, variable) in context.environment.assignments(&source) {
            let scalar = Scalar::written(variable.value, Kind::Text, Style::Plain, variable.span);
            let origin = Origin { span: variable.span, via: path.origin.via.clone() };
            merged.set(Entry {
                key: name,
                key_span: variable.span,
                node: Node::new(Value::Scalar(scalar), origin),
            });
        }
    }
    merged
}

/// The file at `path`, an absolute one or one that is relative to where the program runs.
fn load(
    path: &Node,
    required: bool,
    attribute: &str,
    context: &Context,
    defects: &mut Vec<Defect>,
) -> Option<Arc<Source>> {
    let text = path.as_text()?;
    let error = match context.files.sources.load(Path::new(text)) {
        Ok(source) => return Some(source),
        Err(error) => error,
    };
    if required {
        let defect = Defect::new(path.origin.span, format!("this `{attribute}` cannot be used: {error}"));
        let missing = matches!(error, SourceError::Missing(_)) && attribute == "env_file";
        let help = "a file that need not be there is `path: …` with `required: false`";
        defects.push(if missing { defect.help(help) } else { defect });
    }
    None
}

/// Puts `merged`, from the files of one attribute, below the entries of the other one.
fn below(service: &Node, map: &mut Map, (files, own): (&str, &str), mut merged: Map) {
    if merged.is_empty() {
        return;
    }
    let before = map.entry(own).cloned();
    merged.extend(before.iter().filter_map(|entry| entry.node.as_map()).flat_map(Map::entries).cloned());
    let list = map.entry(files).map_or(service.origin.span, |entry| entry.node.origin.span);
    let entry = match before {
        Some(before) if before.node.as_map().is_some() => {
            Entry { node: with_map(&before.node, merged), ..before }
        }
        _ => {
            let origin = Origin { span: list, ..inside(service) };
            Entry { key: own.into(), key_span: list, node: Node::map(merged, origin) }
        }
    };
    map.set(entry);
}
