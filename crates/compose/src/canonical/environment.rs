//! Merges `env_file` into `environment` and `label_file` into `labels`, and resolves variables without a value from the
//! project's variables.

use super::{Context, raw_env};
use crate::defect::Defect;
use crate::edit::{at_key, inside, with_map};
use crate::load::dotenv::EnvError;
use crate::load::env::{Environment, Lookup as _, Variable, Variables};
use crate::path::{identity, seen_from};
use crate::source::{Source, SourceError, SourceId, Span, normalise};
use crate::tree::{Entry, Map, Node, Origin, Provenance, Scalar, ScalarKind, Step, StepKind, Style, Value};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

/// The maximum total size of the files of a project's services; a file counts each time it is named.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// The maximum number of variables and labels that these files give to services together; a hundred services with two
/// hundred each are two fifths.
const MAX_VARIABLES: usize = 50_000;

/// Reads files with variables and labels.
pub(super) struct Reading<'a> {
    context: &'a Context<'a>,
    defects: &'a mut Vec<Defect>,
    /// Services with an `env_file` that could not be read.
    pub(super) missing: BTreeSet<Arc<str>>,
    /// Bytes that may still be read; None once there were too many.
    room: Option<usize>,
    /// Variables and labels that may still be given; None once there were too many.
    left: Option<usize>,
    /// What the files assign in which no value depends on the service: they are read once.
    known: HashMap<SourceId, Assignments>,
}

/// What a file of variables assigns, in order.
type Assignments = Arc<[(Arc<str>, Variable, Scalar)]>;

impl<'a> Reading<'a> {
    pub(super) fn new(context: &'a Context<'a>, defects: &'a mut Vec<Defect>) -> Self {
        Self {
            context,
            defects,
            missing: BTreeSet::new(),
            room: Some(MAX_BYTES),
            left: Some(MAX_VARIABLES),
            known: HashMap::new(),
        }
    }

    /// Merges the variables and labels of files below those of the service `map`, which is called `name`.
    pub(super) fn complete(&mut self, name: &Arc<str>, service: &Node, map: &mut Map) {
        if let Some(own) = map.entry("environment").cloned()
            && let Some(node) = resolved(&own.node, self.context.environment)
        {
            map.set(Entry { node, ..own });
        }
        if let Some(build) = map.entry("build").cloned()
            && let Some(node) = at_key(&build.node, "args", |args| resolved(args, self.context.environment))
        {
            map.set(Entry { node, ..build });
        }
        let from_files = self.env_files(name, map);
        below(service, map, ("env_file", "environment"), from_files);
        let from_files = self.label_files(map);
        below(service, map, ("label_file", "labels"), from_files);
    }

    fn env_files(&mut self, service: &Arc<str>, map: &Map) -> Map {
        let mut merged = Map::default();
        let Some(list) = map.get("env_file") else { return merged };
        let own: Variables =
            map.get("environment").and_then(Node::as_map).into_iter().flat_map(variables).collect();
        let mut earlier = Variables::default();
        for item in list.items() {
            let path = item.get("path").unwrap_or_else(|| item.clone());
            let is =
                |key: &str, wanted: &str| item.get(key).is_some_and(|node| node.as_text() == Some(wanted));
            check_format(&item, self.defects);
            let required = !is("required", "false");
            let Some(source) = self.load(&path, required, "env_file") else {
                if required || path.as_text().is_none() {
                    self.missing.insert(Arc::clone(service));
                }
                continue;
            };
            let assignments = self.assigned(&source, is("format", "raw"), &own, &mut earlier);
            let is_given = self.counts(assignments.len(), &path);
            if self.left.is_none() {
                self.missing.insert(Arc::clone(service));
            }
            let via = from_file_at(path.origin.span, &path.origin.via);
            for (name, Variable { span, .. }, scalar) in assignments.iter().filter(|_| is_given) {
                let origin = Origin { span: *span, via: via.clone() };
                let node = Node::new(Value::Scalar(scalar.clone()), origin);
                merged.set(Entry { key: Arc::clone(name), key_span: *span, node });
            }
        }
        merged
    }

    fn label_files(&mut self, map: &Map) -> Map {
        let mut merged = Map::default();
        let Some(list) = map.get("label_file") else { return merged };
        // Labels see the labels of earlier files, but no variables.
        let before = Environment::new(self.context.environment.unset);
        let mut earlier = Variables::default();
        for path in list.items() {
            let Some(source) = self.load(&path, true, "label_file") else { continue };
            let found = before.assignments(&source, &Variables::default(), &mut earlier);
            let found = self.told(found);
            let is_given = self.counts(found.len(), &path);
            for (name, variable) in found.into_iter().filter(|_| is_given) {
                let scalar = Scalar::written(variable.value, ScalarKind::Text, Style::Plain, variable.span);
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

    /// Returns the assignments of a file; for a file with a syntax error, reports a defect and returns none.
    fn told<T>(&mut self, assignments: Result<Vec<T>, EnvError>) -> Vec<T> {
        assignments.unwrap_or_else(|error| {
            let defect = if error.is_limit { Defect::limit } else { Defect::new };
            self.defects.push(defect(error.span, error.message));
            Vec::new()
        })
    }

    /// Returns what `source` assigns for a service that sets `own` variables, behind its `earlier` files.
    fn assigned(
        &mut self,
        source: &Source,
        is_raw: bool,
        own: &Variables,
        earlier: &mut Variables,
    ) -> Assignments {
        let with_scalar = |(name, variable): (Arc<str>, Variable)| {
            let text = Arc::clone(&variable.value);
            (name, variable.clone(), Scalar::written(text, ScalarKind::Text, Style::Plain, variable.span))
        };
        let environment = self.context.environment;
        if is_raw {
            let found = raw_env::assignments(source, environment, self.defects);
            return found.into_iter().map(with_scalar).collect();
        }
        // Other variables stand in no value, so that it is the same for each service.
        let is_same_for_all = !source.text.contains('$');
        if let Some(known) = self.known.get(&source.id) {
            earlier.extend(known.iter().map(|(name, variable, _)| (Arc::clone(name), variable.clone())));
            return Arc::clone(known);
        }
        let found = environment.assignments(source, own, earlier);
        let is_read = found.is_ok();
        let assignments: Assignments = self.told(found).into_iter().map(with_scalar).collect();
        if is_same_for_all && is_read {
            self.known.insert(source.id, Arc::clone(&assignments));
        }
        assignments
    }

    /// Counts the assignments of the file that is named at `path`; false if they are too many.
    fn counts(&mut self, assignments: usize, path: &Node) -> bool {
        let Some(left) = self.left else { return false };
        self.left = left.checked_sub(assignments);
        if self.left.is_none() {
            let message = format!(
                "the files that services name give them more than {MAX_VARIABLES} variables, and are not read from here on"
            );
            self.defects.push(Defect::limit(path.origin.span, message));
        }
        self.left.is_some()
    }

    /// Loads the file at `path`, which is absolute or relative to where the program runs.
    fn load(&mut self, path: &Node, required: bool, attribute: &str) -> Option<Arc<Source>> {
        let text = path.as_text()?;
        let sources = self.context.files.sources;
        let file = Path::new(text);
        // A file of the workspace is shown like all others, from where the program runs.
        let is_ours = file.is_absolute() && sources.would_allow(file);
        let file =
            if is_ours { seen_from(&identity(Path::new("")), &normalise(file)) } else { file.to_owned() };
        let error = match sources.load(&file) {
            Ok(source) => {
                let room = self.room.zip(self.left)?.0.checked_sub(source.text.len());
                if room.is_none() {
                    let message = format!(
                        "the files that services name have more than {} MiB, and are not read from here on",
                        MAX_BYTES >> 20
                    );
                    self.defects.push(Defect::limit(path.origin.span, message));
                }
                self.room = room;
                return room.map(|_| source);
            }
            Err(error) => error,
        };
        let missing = matches!(error, SourceError::Missing(_) | SourceError::Outside(_));
        let message = format!("this `{attribute}` cannot be used: {error}");
        // A file that is missing here may exist where the project runs; files with secrets should not be in the
        // repository.
        if !missing || (required && self.context.as_compose) {
            let defect = Defect::new(path.origin.span, message);
            let help = "for an optional file, write `path: …` with `required: false`";
            self.defects.push(if missing && attribute == "env_file" { defect.help(help) } else { defect });
        }
        None
    }
}

/// Returns `assignments` with values from `environment` for names without a value.
pub(crate) fn resolved(assignments: &Node, environment: &Environment) -> Option<Node> {
    let map = assignments.as_map()?;
    let mut changed: Option<Map> = None;
    for entry in map.entries().filter(|entry| entry.node.is_null()) {
        let Some(variable) = environment.get(&entry.key) else { continue };
        let mut node = from_file(variable.clone(), entry.node.origin.span, &Provenance::default());
        node.origin.via = node.origin.via.then(&entry.node.origin.via);
        changed.get_or_insert_with(|| map.clone()).set(Entry { node, ..entry.clone() });
    }
    changed.map(|map| with_map(assignments, map))
}

/// Returns the value of `variable`, which comes from the file named at `site`.
fn from_file(variable: Variable, site: Span, via: &Provenance) -> Node {
    let scalar = Scalar::written(variable.value, ScalarKind::Text, Style::Plain, variable.span);
    Node::new(Value::Scalar(scalar), Origin { span: variable.span, via: from_file_at(site, via) })
}

/// Returns the way of a value from a file that is named at `site`, to which `via` led.
fn from_file_at(site: Span, via: &Provenance) -> Provenance {
    Provenance::default().push(Step { how: StepKind::EnvFile, site }).then(via)
}

/// Returns the variables of an environment that have a value.
fn variables(map: &Map) -> impl Iterator<Item = (Arc<str>, Variable)> {
    map.entries().filter_map(|entry| {
        let scalar = entry.node.as_scalar().filter(|scalar| scalar.is_known())?;
        let variable =
            Variable { value: Arc::clone(&scalar.text), span: entry.node.origin.span, missing: None };
        Some((Arc::clone(&entry.key), variable))
    })
}

fn check_format(item: &Node, defects: &mut Vec<Defect>) {
    let Some(format) = item.get("format") else { return };
    if let Some(text) = format.as_text().filter(|text| !["", "raw"].contains(text)) {
        let defect =
            Defect::new(format.origin.span, format!("`format` is `{text}`, which Compose does not know"));
        defects.push(defect.help("set `format` to `raw`, or remove it"));
    }
}

/// Merges `merged`, from the files of one attribute, below the entries of the other attribute.
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
