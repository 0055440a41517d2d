//! Loads files into one tree: interpolates each document, resolves `extends` and `include`, and merges it over the
//! previous ones.

mod budget;
pub(crate) mod dotenv;
pub(crate) mod env;
mod extends;
mod include;
pub(crate) mod interpolate;
mod name;
pub(crate) mod references;
mod scalars;

use crate::default_files::is_default_name;
use crate::defect::Defect;
use crate::edit::{at_key, each, with_map};
use crate::files::{File, Files};
use crate::merge::{MergeMode, conflicting_extension, merge, without_tags};
use crate::problem;
use crate::problem::Problem;
use crate::request::{ProjectRequest, Reading};
use crate::schema::{self, Extent};
use crate::source::{Source, Span, display_name};
use crate::syntax::yaml::SyntaxError;
use crate::transform::{long_form, with_outer_names};
use crate::tree::{Map, Node, Origin, Provenance};
use crate::unicity::unique;
use env::Environment;
use extends::extends_something;
use interpolate::Reader;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files of a project, merged.
pub(crate) struct Merged {
    /// In long form: `services`, `networks` and the other sections, with `extends` and `include` resolved.
    pub(crate) root: Node,
    /// The project's name.
    pub(crate) name: Arc<str>,
    /// The folder that relative paths are resolved against.
    pub(crate) directory: PathBuf,
    /// Services whose `extends` could not be resolved, so that their attributes are not known.
    pub(crate) broken: BTreeSet<Arc<str>>,
    /// Why parts could not be read.
    pub(crate) problems: Vec<Problem>,
    /// The defects of single files and of merging them, for which Compose refuses the project.
    pub(crate) defects: Vec<Defect>,
    /// The files that are not here, because Compose fetches them.
    pub(crate) unread: Vec<Defect>,
    /// Every file that the project was read from.
    pub(crate) files: BTreeSet<PathBuf>,
    /// The variables that interpolation used.
    pub(crate) environment: Environment,
    /// The number of values and variables that were read.
    pub(crate) read: usize,
}

/// Reads and merges the files of `request`.
pub(crate) fn merged(files: &Files, request: &ProjectRequest) -> Merged {
    let mut loader = Loader::over(files, request.reading);
    let directory = request.project_directory().to_owned();
    let mut environment = loader.environment(request);
    let name = name::project_name(files, request, &directory, &environment);
    match name.problem {
        Some(message) => loader.problems.push(loader.at(name.span, message)),
        None => environment.set(name::VARIABLE, &name.text, name.span),
    }
    let mut root = loader.project(&request.files, &environment, &directory);
    if let Some(problem) = loader.over.take() {
        // What else is said of it follows from what is not read.
        let (used, values) = (std::mem::take(&mut loader.used), loader.values);
        loader = Loader { problems: vec![problem], used, values, ..Loader::over(files, request.reading) };
        root = None;
    }
    let is_empty = root.as_ref().is_none_or(|root| root.as_map().is_none_or(Map::is_empty));
    let is_read = loader.as_compose() || request.files.iter().any(|file| is_default_name(file));
    if is_read && is_empty && loader.problems.is_empty() {
        loader.problems.push(loader.at(request.start(files), "this declares nothing".into()));
    }
    let root = root.unwrap_or_else(|| {
        Node::map(Map::default(), Origin { span: request.start(files), via: Provenance::default() })
    });
    let Loader { broken, problems, defects, unread, used, values: read, .. } = loader;
    Merged {
        root,
        name: name.text,
        directory,
        broken,
        problems,
        defects,
        unread,
        files: used,
        environment,
        read,
    }
}

/// Returns the variables that the files of `request` are read with, without those of files that cannot be read.
pub(crate) fn environment_of(files: &Files, request: &ProjectRequest) -> Environment {
    Loader::over(files, request.reading).environment(request)
}

/// Reads the files of one project. `extends` and `include` are implemented in their own modules.
struct Loader<'a> {
    files: &'a Files<'a>,
    reading: Reading,
    problems: Vec<Problem>,
    defects: Vec<Defect>,
    unread: Vec<Defect>,
    broken: BTreeSet<Arc<str>>,
    used: BTreeSet<PathBuf>,
    /// Files that services extend, read with the variables of the current project.
    layers: HashMap<PathBuf, Option<Arc<Layer>>>,
    /// The extended services of these files, relative to the folder that refers to them.
    bases: HashMap<(PathBuf, PathBuf, Arc<str>), Option<Node>>,
    /// The files that are being included, the outermost first.
    including: Vec<PathBuf>,
    /// The number of files read so far.
    read: usize,
    /// The number of values and variables read so far.
    values: usize,
    /// The problem that they are too many, and nothing more is read.
    over: Option<Problem>,
    /// The number of entries that `extends` has added so far.
    extended: usize,
    /// The files in which `extends` has reached a limit.
    limited: BTreeSet<PathBuf>,
}

/// A file that services extend.
#[derive(Debug)]
struct Layer {
    file: Arc<File>,
    /// Its documents, merged, in long form, with `extends` unresolved.
    root: Node,
}

impl<'a> Loader<'a> {
    fn over(files: &'a Files<'a>, reading: Reading) -> Self {
        Self {
            files,
            reading,
            problems: Vec::new(),
            defects: Vec::new(),
            unread: Vec::new(),
            broken: BTreeSet::new(),
            used: BTreeSet::new(),
            layers: HashMap::new(),
            bases: HashMap::new(),
            including: Vec::new(),
            read: 0,
            values: 0,
            over: None,
            extended: 0,
            limited: BTreeSet::new(),
        }
    }

    /// Records that `name` is a file that Compose fetches, at `site`.
    fn not_here(&mut self, file: &File, site: Span, name: &str) {
        let message =
            format!("`{name}` is fetched by Compose when it runs; its declarations are not known here");
        if self.as_compose() {
            self.problems.push(problem::at(file, site, message));
        } else {
            self.unread.push(Defect::new(site, message).help("name a local copy of the file"));
        }
    }

    fn as_compose(&self) -> bool {
        self.reading == Reading::AsCompose
    }

    /// Returns the variables of a project: those of the environment in which Compose would run, then those of files.
    fn environment(&mut self, request: &ProjectRequest) -> Environment {
        let mut environment = Environment::new(request.unset());
        request.surround(self.files, &mut environment);
        environment = self.with_variables(environment, &request.outer_env_files, false);
        self.with_variables(environment, &request.variable_files(), !request.env_files.is_empty())
    }

    /// Adds the variables of `paths` to `outer`; a missing file is reported if it was `named` explicitly.
    fn with_variables(&mut self, outer: Environment, paths: &[PathBuf], named: bool) -> Environment {
        let mut sources: Vec<Arc<Source>> = Vec::new();
        for path in paths {
            match self.files.sources.load(path) {
                Ok(source) => sources.push(source),
                Err(error) if named => self.problems.push(Problem {
                    file: display_name(path),
                    place: None,
                    message: error.to_string(),
                    related: Vec::new(),
                }),
                Err(_) => {}
            }
        }
        match outer.extended_by(sources.iter().map(|source| &**source)) {
            Ok(extended) => {
                self.values = self.values.saturating_add(extended.len());
                extended
            }
            Err(error) => {
                self.problems.push(self.at(error.span, error.message));
                outer
            }
        }
    }

    /// Counts `values` that are read of `file`; false if they are too many.
    fn has_room_for(&mut self, values: usize, file: &File) -> bool {
        self.values = self.values.saturating_add(values);
        let most = self.files.budget.limits().projects;
        if self.values > most && self.over.is_none() {
            let message = format!(
                "the files of this project have more than {most} values, each as often as it is read, and it is not judged"
            );
            self.over = Some(problem::at(file, Span::new(file.source.id, 0, 1), message));
        }
        self.over.is_none()
    }

    /// Returns a problem at `span`.
    fn at(&self, span: Span, message: String) -> Problem {
        let source = self.files.sources.get(span.source);
        let file = source.map(|source| source.name.clone()).unwrap_or_default();
        Problem { file, place: Some(span), message, related: Vec::new() }
    }

    /// Merges the files at `paths`, each over the previous one, in long form; None if nothing can be read. Relative
    /// paths in `include` and `extends` start from `directory`.
    fn project(&mut self, paths: &[PathBuf], environment: &Environment, directory: &Path) -> Option<Node> {
        let mut project: Option<Node> = None;
        for path in paths {
            let Some(file) = self.file(path) else { continue };
            let mut occasion = MergeMode::Override;
            for document in self.documents(&file, environment) {
                let is_alone = project.is_none() && !extends_something(&document);
                let extent = if is_alone { Extent::Whole } else { Extent::Part };
                self.defects.extend(schema::check(&self.as_checked(&document), extent));
                let document = long_form(&document, self.files.sources, &mut self.defects);
                let extended = self.extended(&file, &document, environment, directory);
                let document = extended.unwrap_or(document);
                let document = self.included(&file, document, environment, directory);
                if let Some(base) = &project {
                    self.defects.extend(conflicting_extension(base, &document));
                }
                let joined = unique(&with_outer_names(&match project {
                    None => without_tags(&document),
                    Some(base) => merge(&base, &document, occasion),
                }));
                if extent == Extent::Part {
                    self.defects.extend(schema::check(&joined, Extent::Whole));
                }
                project = Some(joined);
                occasion = MergeMode::Document;
            }
        }
        project
    }

    /// Returns a document in the form that is checked against the vocabulary. Compose has removed `include` and
    /// resolved `extends` by then; `Reading::Open` still checks them, to report unknown keys in them.
    fn as_checked(&self, document: &Node) -> Node {
        let document = without_tags(document);
        let (true, Some(root)) = (self.as_compose(), document.as_map()) else { return document };
        let mut root = root.clone();
        root.remove("include");
        let document = with_map(&document, root);
        let without = |service: &Node| {
            let mut map = service.as_map().filter(|map| map.entry("extends").is_some())?.clone();
            map.remove("extends");
            Some(with_map(service, map))
        };
        at_key(&document, "services", |services| each(services, without)).unwrap_or(document)
    }

    /// Returns the file at `path`; None if it cannot be used.
    fn file(&mut self, path: &Path) -> Option<Arc<File>> {
        self.used.insert(path.to_owned());
        match self.files.parse(path) {
            Ok(file) if file.errors.is_empty() && file.duplicates.is_empty() => Some(file),
            Ok(file) => {
                self.problems.extend(file.errors.iter().map(|error| problem::of_syntax(&file, error)));
                // Compose reads JSON as YAML, in which a key is unique.
                let duplicates = file.duplicates.iter().map(SyntaxError::from);
                self.problems.extend(duplicates.map(|error| problem::of_syntax(&file, &error)));
                None
            }
            Err(error) => {
                let file = display_name(path);
                let message = error.to_string();
                self.problems.push(Problem { file, place: None, message, related: Vec::new() });
                None
            }
        }
    }

    /// Returns the documents of `file` as Compose reads them; none if one of them cannot be read.
    fn documents(&mut self, file: &Arc<File>, environment: &Environment) -> Vec<Node> {
        let mut documents = Vec::new();
        if !self.has_room_for(file.documents.iter().map(Node::size).sum(), file) {
            return documents;
        }
        for document in &file.documents {
            if document.is_null() {
                if file.documents.len() > 1 {
                    let message = "Compose rejects an empty document beside others";
                    let help = "remove the `---` that begins or ends it";
                    self.defects.push(Defect::new(document.origin.span, message).help(help));
                }
                continue;
            }
            if document.as_map().is_none() {
                let message = "a Compose file must be a mapping".into();
                self.problems.push(problem::at(file, document.origin.span, message));
                return Vec::new();
            }
            let mut reader = Reader::new(environment, self.files.sources);
            documents.push(reader.read(document));
            self.defects.append(&mut reader.defects);
            if !reader.invalid.is_empty() {
                for (span, invalid) in reader.invalid {
                    self.problems.push(problem::at(file, span, invalid.to_string()));
                }
                return Vec::new();
            }
        }
        documents
    }
}
