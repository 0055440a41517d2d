//! One Compose project from its files: documents, `extends`, overrides, `include`.

use super::env::Environment;
use super::forms::long_service;
use super::interpolate::interpolate;
use super::merge::{Occasion, merge, same};
use super::references;
use crate::dialect::{problem, syntax_problem};
use crate::finding::{Label, Problem};
use crate::source::{Span, normalise};
use crate::tree::{Entry, How, Map, Node, Origin, Step, Tag, Value, Via};
use crate::workspace::{File, Files};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A chain of `extends` or `include` longer than this is refused.
const MAX_CHAIN: usize = 256;

/// A project is made of this many files at most, each counted as often as it is included.
const MAX_FILES: usize = 10_000;

/// `extends` may bring this many entries into a project; a hundred services with two hundred entries each are a fiftieth.
const MAX_EXTENDED: usize = 1_000_000;

/// What the files of a project come to.
#[derive(Debug)]
pub(super) struct Loaded {
    /// The merged file: `services`, `networks` and the rest, extended and included.
    pub(super) root: Node,
    /// Services whose `extends` could not be followed: what they are is not known.
    pub(super) broken: BTreeSet<Arc<str>>,
    /// Why parts could not be read.
    pub(super) problems: Vec<Problem>,
    /// Every file that had a part in it.
    pub(super) files: BTreeSet<PathBuf>,
    /// The variables that interpolation saw.
    pub(super) environment: Environment,
}

/// Loads the project of `paths`: the first file, and overrides for it.
pub(super) fn load(files: &Files, paths: &[PathBuf]) -> Loaded {
    let mut loader = Loader {
        files,
        problems: Vec::new(),
        broken: BTreeSet::new(),
        used: BTreeSet::new(),
        layers: HashMap::new(),
        including: Vec::new(),
        read: 0,
        extended: 0,
    };
    let folder = paths.first().and_then(|path| path.parent()).unwrap_or(Path::new("")).to_owned();
    let environment = loader.environment(&Environment::default(), &[folder.join(".env")]);
    let root = loader.project(paths, &environment);
    Loaded { root, broken: loader.broken, problems: loader.problems, files: loader.used, environment }
}

/// True for a file that includes others.
pub(super) fn includes(files: &Files, path: &Path) -> bool {
    files
        .parse(path)
        .is_ok_and(|file| file.documents.iter().any(|document| document.get("include").is_some()))
}

struct Loader<'a> {
    files: &'a Files<'a>,
    problems: Vec<Problem>,
    broken: BTreeSet<Arc<str>>,
    used: BTreeSet<PathBuf>,
    /// Files read with the outermost environment, documents merged, nothing extended.
    layers: HashMap<PathBuf, Option<Layer>>,
    including: Vec<PathBuf>,
    /// Files read so far.
    read: usize,
    /// Entries that `extends` has brought so far.
    extended: usize,
}

#[derive(Clone)]
struct Layer {
    file: Arc<File>,
    root: Node,
}

impl Loader<'_> {
    /// `outer` with the variables of those of `paths` that exist.
    fn environment(&self, outer: &Environment, paths: &[PathBuf]) -> Environment {
        let sources: Vec<_> = paths.iter().filter_map(|path| self.files.sources.load(path).ok()).collect();
        outer.extended_by(sources.iter().map(|source| &**source))
    }

    /// The project of `paths`, each over the one before.
    fn project(&mut self, paths: &[PathBuf], environment: &Environment) -> Node {
        let mut project: Option<Node> = None;
        for path in paths {
            let Some(layer) = self.layer(path, environment) else { continue };
            let extended = self.extended(&layer, environment);
            project = Some(match project {
                None => self.included(&layer.file, extended, environment),
                Some(base) => {
                    let base = merge(&base, &extended, &mut Vec::new(), Occasion::Override);
                    self.included(&layer.file, base, environment)
                }
            });
        }
        project.unwrap_or_else(|| self.nothing(paths))
    }

    fn nothing(&self, paths: &[PathBuf]) -> Node {
        let source = paths.first().and_then(|path| self.files.sources.load(path).ok());
        let source = source.unwrap_or_else(|| self.files.sources.add(Path::new(""), String::new()));
        Node::map(Map::default(), Origin { span: Span::new(source.id, 0, 0), via: Via::default() })
    }

    /// The documents of one file, variables replaced, merged, in long form. None where the file cannot be used.
    fn layer(&mut self, path: &Path, environment: &Environment) -> Option<Layer> {
        if let Some(known) = self.layers.get(path) {
            return known.clone();
        }
        let layer = self.read_layer(path, environment);
        self.layers.insert(path.to_owned(), layer.clone());
        layer
    }

    fn read_layer(&mut self, path: &Path, environment: &Environment) -> Option<Layer> {
        self.used.insert(path.to_owned());
        let file = match self.files.parse(path) {
            Ok(file) => file,
            Err(error) => {
                let file = crate::source::display_name(path);
                let problem = Problem { file, place: None, message: error.to_string(), related: Vec::new() };
                self.problems.push(problem);
                return None;
            }
        };
        if !file.errors.is_empty() {
            self.problems.extend(file.errors.iter().map(|error| syntax_problem(&file, error)));
            return None;
        }
        let mut root: Option<Node> = None;
        for document in &file.documents {
            if document.is_null() {
                continue;
            }
            if document.as_map().is_none() {
                let message = "a Compose file is a mapping, and this is none".into();
                self.problems.push(problem(&file, document.origin.span, message));
                return None;
            }
            let document = match interpolate(document, environment, self.files.sources) {
                Ok(replaced) => replaced.unwrap_or_else(|| document.clone()),
                Err(invalid) => {
                    let message =
                        "this is no variable that Compose knows: write `$$` for a dollar sign".into();
                    self.problems.push(problem(&file, invalid.span, message));
                    return None;
                }
            };
            let document = self.long_form(&document);
            root = Some(match root {
                None => document,
                Some(base) => merge(&base, &document, &mut Vec::new(), Occasion::Refinement),
            });
        }
        Some(Layer { root: root?, file })
    }

    fn long_form(&self, document: &Node) -> Node {
        let Some(map) = document.as_map() else { return document.clone() };
        let Some(services) = map.entry("services") else { return document.clone() };
        let long = services.node.as_map().into_iter().flat_map(Map::entries);
        let long: Map = long
            .map(|entry| Entry { node: long_service(&entry.node, self.files.sources), ..entry.clone() })
            .collect();
        let node = Node { value: Value::Map(Arc::new(long)), ..services.node.clone() };
        let mut map = map.clone();
        map.set(Entry { node, ..services.clone() });
        Node { value: Value::Map(Arc::new(map)), ..document.clone() }
    }

    /// The layer with every `extends` followed.
    fn extended(&mut self, layer: &Layer, environment: &Environment) -> Node {
        let Some(services) = layer.root.get("services") else { return layer.root.clone() };
        if !services.as_map().is_some_and(|map| map.entries().any(|entry| has_extends(&entry.node))) {
            return layer.root.clone();
        }
        let mut extended = Map::default();
        for entry in services.entries() {
            if !has_extends(&entry.node) {
                extended.set(entry);
                continue;
            }
            let mut chain = vec![(layer.file.source.path.clone(), Arc::clone(&entry.key))];
            if let Some(node) = self.extend(layer, &entry.node, environment, &mut chain) {
                extended.set(Entry { node, ..entry });
            } else {
                self.broken.insert(Arc::clone(&entry.key));
                extended.set(entry);
            }
        }
        let mut map = layer.root.as_map().cloned().unwrap_or_default();
        if let Some(entry) = map.entry("services").cloned() {
            map.set(Entry { node: Node::map(extended, entry.node.origin.clone()), ..entry });
        }
        Node::map(map, layer.root.origin.clone())
    }

    /// `service` over what it extends, recursively; None where that cannot be found, which is then a problem.
    fn extend(
        &mut self,
        layer: &Layer,
        service: &Node,
        environment: &Environment,
        chain: &mut Vec<(PathBuf, Arc<str>)>,
    ) -> Option<Node> {
        let Some(extends) = service.get("extends").filter(|extends| !extends.is_null()) else {
            return Some(service.clone());
        };
        let site = extends.origin.span;
        let reference = references::extends(&extends);
        let refuse = |loader: &mut Self, message: String| -> Option<Node> {
            loader.problems.push(problem(&layer.file, site, message));
            None
        };
        let Some(reference) = reference else {
            return refuse(self, "`extends` names a service, or a `service` and the `file` it is in".into());
        };
        if reference.is_unresolved() {
            return refuse(self, "what this extends needs a variable that nothing here defines".into());
        }
        let folder = layer.file.source.path.parent().unwrap_or(Path::new(""));
        let base_layer = match &reference.file {
            None => layer.clone(),
            Some(file) => {
                let path = normalise(&folder.join(&**file));
                if let Err(error) = self.files.parse(&path) {
                    return refuse(
                        self,
                        format!("this extends a service of a file that cannot be used: {error}"),
                    );
                }
                self.layer(&path, environment)?
            }
        };
        let step = (base_layer.file.source.path.clone(), Arc::clone(&reference.service));
        if chain.len() > MAX_CHAIN || self.extended > MAX_EXTENDED {
            return refuse(self, "`extends` brings more here than is followed".into());
        }
        if chain.contains(&step) {
            let names: Vec<_> =
                chain.iter().chain([&step]).map(|(_, service)| format!("`{service}`")).collect();
            return refuse(self, format!("`extends` goes in a circle: {}", names.join(" -> ")));
        }
        let base = base_layer.root.get("services").and_then(|services| services.get(&reference.service));
        let Some(base) = base else {
            let file = &base_layer.file.source.name;
            return refuse(self, format!("`{file}` has no service `{}` to extend", reference.service));
        };
        chain.push(step);
        let base = self.extend(&base_layer, &base, environment, chain);
        chain.pop();
        let mut base =
            base?.after(Step { how: How::Extended { base: Arc::clone(&reference.service) }, site });
        // The `extends` itself may have come through an alias or a merge.
        base.origin.via = base.origin.via.then(&extends.origin.via);
        self.extended += entries_of(&base);
        let mut own = service.as_map().cloned().unwrap_or_default();
        own.remove("extends");
        let own = Node::map(own, service.origin.clone());
        let mut path = vec!["services".into(), Arc::clone(&chain[0].1)];
        Some(merge(&base, &own, &mut path, Occasion::Refinement))
    }

    /// `project` with what its `include` brings.
    fn included(&mut self, file: &Arc<File>, mut project: Node, environment: &Environment) -> Node {
        let Some(include) = project.get("include") else { return project };
        let folder = file.source.path.parent().unwrap_or(Path::new("")).to_owned();
        let mut root = project.as_map().cloned().unwrap_or_default();
        root.remove("include");
        for item in references::includes(&include) {
            let site = item.site;
            if item.unresolved {
                let message = "what this includes needs a variable that nothing here defines".into();
                self.problems.push(problem(file, site, message));
                continue;
            }
            let paths: Vec<_> = item.paths.iter().map(|path| normalise(&folder.join(&**path))).collect();
            self.read += paths.len();
            if self.read > MAX_FILES {
                let message = format!("this project is made of more than {MAX_FILES} files");
                self.problems.push(problem(file, site, message));
                break;
            }
            let Some(first) = paths.first() else {
                self.problems.push(problem(
                    file,
                    site,
                    "an `include` names the file that it includes".into(),
                ));
                continue;
            };
            if self.including.len() > MAX_CHAIN {
                let message = format!("this is the end of a chain of more than {MAX_CHAIN} includes");
                self.problems.push(problem(file, site, message));
                continue;
            }
            if self.including.contains(first) || *first == file.source.path {
                let message = format!("`include` goes in a circle: `{}` is being included", item.paths[0]);
                self.problems.push(problem(file, site, message));
                continue;
            }
            if let Some(error) = paths.iter().find_map(|path| self.files.sources.load(path).err()) {
                let message = format!("this includes a file that cannot be used: {error}");
                self.problems.push(problem(file, site, message));
                continue;
            }
            let home = match &item.project_directory {
                Some(home) => normalise(&folder.join(&**home)),
                None => first.parent().unwrap_or(Path::new("")).to_owned(),
            };
            let env_files = match &item.env_files {
                Some(files) => files.iter().map(|path| normalise(&folder.join(&**path))).collect(),
                None => vec![home.join(".env")],
            };
            let inner = self.environment(environment, &env_files);
            self.including.push(file.source.path.clone());
            self.including.push(first.clone());
            let outer_layers = std::mem::take(&mut self.layers);
            let included = self.project(&paths, &inner);
            self.layers = outer_layers;
            self.including.truncate(self.including.len() - 2);
            self.import(file, &mut root, &included, site);
        }
        project = Node::map(root, project.origin.clone());
        project
    }

    /// Takes the resources of `included` into `root`; the same name with another meaning is refused, as Compose does.
    fn import(&mut self, file: &File, root: &mut Map, included: &Node, site: Span) {
        for section in ["services", "networks", "volumes", "configs", "secrets", "models"] {
            let Some(incoming) = included.get(section) else { continue };
            let home = root.entry(section).cloned();
            let mut map = home.as_ref().and_then(|entry| entry.node.as_map().cloned()).unwrap_or_default();
            for entry in incoming.entries() {
                if let Some(known) = map.entry(&entry.key) {
                    if !same(&known.node, &entry.node) {
                        let kind = section.trim_end_matches('s');
                        let message = format!(
                            "this includes a {kind} `{}` that is declared here, differently",
                            entry.key
                        );
                        let mut problem = problem(file, site, message);
                        problem.related.push(Label { span: known.key_span, message: "declared here".into() });
                        problem.related.push(Label { span: entry.key_span, message: "and here".into() });
                        self.problems.push(problem);
                    }
                    continue;
                }
                map.set(Entry { node: entry.node.after(Step { how: How::Included, site }), ..entry });
            }
            let (key_span, origin) = match home {
                Some(entry) => (entry.key_span, entry.node.origin),
                None => (incoming.origin.span, incoming.origin.clone()),
            };
            let node = Node::map(map, Origin { span: origin.span, via: Via::default() });
            root.set(Entry { key: section.into(), key_span, node });
        }
    }
}

/// The entries of a service and of its attributes: what a merge of it copies.
fn entries_of(service: &Node) -> usize {
    let own = |node: &Node| {
        node.as_map().map_or(0, |map| map.entries().len()) + node.as_list().map_or(0, <[Node]>::len)
    };
    own(service)
        + service.as_map().into_iter().flat_map(Map::entries).map(|entry| own(&entry.node)).sum::<usize>()
}

fn has_extends(service: &Node) -> bool {
    service.as_map().is_some_and(|map| map.get("extends").is_some_and(|extends| !extends.is_null()))
}

/// `node` without what `!reset` takes away, which with nothing to merge with is the value itself.
pub(super) fn without_resets(node: &Node) -> Node {
    if !has_reset(node) {
        return node.clone();
    }
    let value = match &node.value {
        Value::Map(map) => {
            let kept = map.entries().filter(|entry| entry.node.tag != Tag::Reset);
            let kept = kept.map(|entry| Entry { node: without_resets(&entry.node), ..entry.clone() });
            Value::Map(Arc::new(kept.collect()))
        }
        Value::List(items) => {
            let kept = items.iter().filter(|item| item.tag != Tag::Reset);
            Value::List(Arc::new(kept.map(without_resets).collect()))
        }
        Value::Scalar(_) => return node.clone(),
    };
    Node { value, origin: node.origin.clone(), tag: Tag::None }
}

fn has_reset(node: &Node) -> bool {
    node.tag == Tag::Reset
        || match &node.value {
            Value::Map(map) => map.entries().any(|entry| has_reset(&entry.node)),
            Value::List(items) => items.iter().any(has_reset),
            Value::Scalar(_) => false,
        }
}
