//! The configuration file, `hy-msg-lint.yaml`.
//!
//! `config/schema.json` defines its shape and finds every error in it, each at its place. The files in `config/` read
//! the values that the schema accepts. Any error rejects the configuration: reading it in part would give findings
//! that nobody asked for.

mod clusters;
mod extends;
mod layers;
mod lookup;
mod policies;
mod presets;
mod projects;
mod reader;
mod selection;
mod territories;

pub use layers::{Chosen, Layer, Level, Scope, Setting};
pub use lookup::Lookup;
pub use policies::Policies;
pub use presets::{PRESETS, Preset};
pub use selection::{Named, Selection, Suppression};
pub use territories::Territory;

use crate::finding::{Problem, Report, Severity};
use crate::source::{Source, SourceError, SourceMap};
use crate::syntax::yaml;
use crate::tree::Node;
use crate::workspace::{FilePath, Layout, Patterns, identity, root_of, seen_from};
use extends::Extending;
use hy_msg_lint_tree::schema::Embedded;
use hy_msg_lint_tree::schema::messages::explain;
use hy_msg_lint_tree::schema::notes::{self, Notes};
use reader::Reader;
use std::path::{Path, PathBuf};
use territories::territories;

/// The name of a configuration file.
pub const FILE_NAME: &str = "hy-msg-lint.yaml";

/// The alternative name of a configuration file.
pub const OTHER_NAME: &str = "hy-msg-lint.yml";

/// A configuration that sets nothing, with examples in comments.
pub const SAMPLE: &str = include_str!("config/sample.yaml");

const SCHEMA_TEXT: &str = include_str!("config/schema.json");

static SCHEMA: Embedded = Embedded::new(SCHEMA_TEXT);

/// Returns the JSON Schema of the configuration.
pub fn schema() -> serde_json::Value {
    notes::without(serde_json::from_str(SCHEMA_TEXT).unwrap_or_default())
}

/// A configuration; empty by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The file it was read from; `None` for the default.
    pub file: Option<PathBuf>,
    /// The projects and clusters.
    pub layout: Layout,
    /// The policies in addition to the built-in ones.
    pub policies: Policies,
    /// The selected rules, what holds for which files, and the suppressions.
    pub choice: Selection,
    /// Files that are skipped when they are found below a folder.
    pub exclude: Patterns,
    /// The baseline file.
    pub baseline: Option<PathBuf>,
    /// The lowest severity that fails a run; none does if its value is `None`.
    pub fail_on: Option<Chosen<Option<Severity>>>,
    /// The files that it extends, also through others.
    pub extends: Vec<PathBuf>,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Caller error: the file cannot be read.
    #[error("the configuration cannot be used: {0}")]
    Source(#[from] SourceError),
    /// Author error: the file has errors.
    #[error("the configuration `{}` has mistakes", .0.file)]
    Mistakes(Box<Mistakes>),
}

/// The errors in a configuration.
#[derive(Debug)]
pub struct Mistakes {
    /// The configuration's file, as shown.
    pub file: String,
    /// The source that the places refer to.
    pub sources: SourceMap,
    /// The errors, ordered by place.
    pub problems: Vec<Problem>,
}

impl From<Mistakes> for Report {
    fn from(Mistakes { sources, problems, .. }: Mistakes) -> Self {
        Self { sources, problems, ..Self::default() }
    }
}

/// Returns the configuration that applies in `folder`: the nearest one in it or above it, up to the root of the
/// repository.
pub fn find(folder: &Path) -> Option<PathBuf> {
    let folder = identity(folder);
    for ancestor in folder.ancestors() {
        let mut names = [FILE_NAME, OTHER_NAME].into_iter().map(|name| ancestor.join(name));
        // A folder, or a link that leads nowhere, cannot be read, and is not passed over.
        if let Some(file) = names.find(|file| file.symlink_metadata().is_ok()) {
            return Some(seen_from(&folder, &file));
        }
        if ancestor.join(".git").exists() {
            break;
        }
    }
    None
}

/// Returns the configuration that applies to `path`, a file or a folder: the nearest one above it, as it is shown.
fn applying_to(path: &Path) -> Option<PathBuf> {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    find(folder).map(|file| FilePath::from_here(&folder.join(file)).shown().to_owned())
}

/// Reads the configuration `file`. Paths in it are relative to its folder and must name existing files.
///
/// # Errors
/// When the file cannot be read, or has any error.
pub fn read(file: &Path) -> Result<Config, ConfigError> {
    read_over(file, None)
}

/// Reads the configuration `file` as [`read`] does, over `preset` in place of what it extends.
///
/// # Errors
/// When the file cannot be read, or has any error.
fn read_over(file: &Path, preset: Option<&'static Preset>) -> Result<Config, ConfigError> {
    let file = FilePath::from_here(file);
    let file = file.shown();
    let sources = SourceMap::within([&*root_of(file, false)]);
    let source = sources.load(file)?;
    let mut reading = Extending::new(&sources, preset);
    let config = reading.configuration(&source);
    let mut problems = reading.problems;
    if problems.is_empty() {
        return Ok(config);
    }
    problems.sort_by_key(|problem| problem.place.map(|place| (place.source, place.start)));
    let file = source.name.clone();
    Err(ConfigError::Mistakes(Box::new(Mistakes { file, sources, problems })))
}

/// Returns the text of the configuration `file` with the key `baseline` set to `name`, keeping everything else. `None`
/// if the key cannot be added at the end, as after a flow mapping.
///
/// # Errors
/// When the file cannot be read.
pub fn with_baseline(file: &Path, name: &str) -> Result<Option<String>, ConfigError> {
    let sources = SourceMap::within([&*root_of(file, false)]);
    let source = sources.load(file)?;
    let separator = if source.text.is_empty() || source.text.ends_with('\n') { "" } else { "\n" };
    let name_as_yaml = serde_json::to_string(name).unwrap_or_default();
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte));
    let value = if plain { name } else { &*name_as_yaml };
    let text = format!("{}{separator}baseline: {value}\n", source.text);
    let keys = |source: &Source| {
        let yaml::Parsed { documents, errors, .. } = yaml::parse(source);
        let keys: Vec<_> = documents.iter().flat_map(Node::entries).map(|entry| entry.key).collect();
        (documents.len(), errors.len(), keys)
    };
    let scratch = SourceMap::default().add(file, text.clone());
    let (documents, errors, after) = keys(&scratch);
    let (_, _, before) = keys(&source);
    let is_set = after.split_last().is_some_and(|(last, kept)| **last == *"baseline" && kept == before);
    Ok((documents == 1 && errors == 0 && is_set).then_some(text))
}

/// Parses `source`, and records what the schema refuses in it. `None` if there is nothing in it.
fn root(source: &Source, reader: &mut Reader) -> Option<Node> {
    let yaml::Parsed { documents, errors, .. } = yaml::parse(source);
    for error in errors {
        reader.mistake(error.span, error.message);
    }
    let mut documents = documents.iter().filter(|document| !document.is_null());
    let first = documents.next()?;
    if let Some(second) = documents.next() {
        reader.mistake(
            second.origin.span,
            "a configuration must be one document, and this begins a second".into(),
        );
    }
    refused(first, reader);
    Some(first.clone())
}

/// Reads the sections of the configuration `root`.
fn sections(root: &Node, reader: &mut Reader) -> Config {
    let mut config = Config::default();
    let section = |name: &str| root.get(name);
    let list = |name: &str| section(name).map(|node| node.items().collect::<Vec<_>>()).unwrap_or_default();
    config.baseline = section("baseline").and_then(|node| reader.written(&node));
    config.layout.clusters = clusters::read(&list("clusters"), reader);
    config.layout.env_files = reader.files(&list("env_files"));
    config.layout.projects = projects::read(&list("projects"), reader);
    config.policies = Policies {
        paths: reader.policies(&list("policies")),
        data: reader.paths(&list("data")),
        namespaces: reader::texts(&list("namespaces")),
    };
    config.exclude = reader.patterns(&list("exclude"));
    config.fail_on = section("fail_on").and_then(|node| {
        let value = selection::severity(&node);
        let is_known = value.is_some() || node.as_text() == Some("never");
        is_known.then(|| Chosen { value, site: reader.site(node.origin.span) })
    });
    let mut layers = vec![layers::layer(root, reader)];
    layers.retain(|layer| !layer.is_empty());
    layers.extend(layers::overrides(&list("overrides"), reader));
    config.choice = Selection {
        select: selection::names(&list("select"), reader),
        ignore: selection::names(&list("ignore"), reader),
        layers,
        suppressions: selection::suppressions(&list("suppressions"), reader),
        require_reason: section("require_reason").map(|node| reader::boolean(&node)),
    };
    config
}

/// Records the schema's errors in the configuration `root`.
fn refused(root: &Node, reader: &mut Reader) {
    let Some(schema) = SCHEMA.get() else { return };
    let words = Notes { schema, name: notes::name };
    let mut said = Vec::new();
    for mismatch in schema.mistakes(root) {
        let one = explain(root, &mismatch, &words);
        let sentence = one.sentence();
        // Reports a value that misses several keys once.
        if !said.contains(&(one.at, sentence.clone())) {
            said.push((one.at, sentence.clone()));
            reader.mistake(one.at, sentence);
        }
    }
}

#[cfg(test)]
mod tests;
