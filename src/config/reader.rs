//! Reads values from nodes that the schema accepts: checks that paths exist and that patterns compile. Skips nodes
//! that the schema rejects, as they are already reported.

use crate::finding::Problem;
use crate::source::{Site, Source, SourceError, SourceMap, Span, display_name, normalise};
use crate::spelling::closest;
use crate::tree::{Node, ScalarKind};
use crate::workspace::{Patterns, identity};
use globset::{GlobBuilder, GlobSetBuilder};
use hy_msg_lint_tree::quote::quoted;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The maximum number of names in a folder to search for a suggestion.
const MOST_NAMES: usize = 10_000;

/// The maximum number of wildcards in all patterns of a configuration: each pattern with some is tried on every file.
const MAX_WILDCARDS: usize = 1_000;

/// Reads nodes and collects their errors.
pub(super) struct Reader<'a> {
    file: &'a str,
    text: Arc<str>,
    folder: &'a Path,
    sources: &'a SourceMap,
    /// True for a file that the program brings along.
    pub(super) is_built_in: bool,
    /// Wildcards that further patterns may have.
    wildcards: usize,
    /// The errors so far.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// Returns a reader of `source` that resolves files in `sources`.
    pub(super) fn new(source: &'a Source, sources: &'a SourceMap) -> Self {
        let folder = source.path.parent().unwrap_or(Path::new(""));
        let text = source.text.as_str().into();
        Self {
            file: &source.name,
            text,
            folder,
            sources,
            is_built_in: false,
            wildcards: MAX_WILDCARDS,
            problems: Vec::new(),
        }
    }

    /// Returns `span` of the configuration as a [`Site`], which is independent of this reader.
    pub(super) fn site(&self, span: Span) -> Site {
        Site { path: self.file.into(), text: Arc::clone(&self.text), range: span.range() }
    }

    /// Records an error.
    pub(super) fn mistake(&mut self, at: Span, message: String) {
        let file = self.file.to_owned();
        self.problems.push(Problem { file, place: Some(at), message, related: Vec::new() });
    }

    /// Reads a list of file patterns, relative to the configuration's folder. `*` does not cross folders.
    pub(super) fn patterns(&mut self, items: &[Node]) -> Patterns {
        let folder = globset::escape(&display_name(&identity(self.folder)));
        let separator = if folder.ends_with('/') { "" } else { "/" };
        let mut globs = GlobSetBuilder::new();
        let mut written = Vec::new();
        for item in items {
            let Some(pattern) = text(item) else { continue };
            let wildcards = pattern.matches(['*', '?', '[', '{']).count();
            let Some(left) = self.wildcards.checked_sub(wildcards) else {
                let message =
                    format!("the patterns up to here have more than {MAX_WILDCARDS} wildcards together");
                self.mistake(item.origin.span, message);
                self.wildcards = 0;
                break;
            };
            self.wildcards = left;
            let below = pattern.strip_prefix("./").unwrap_or(&pattern).trim_end_matches('/');
            match GlobBuilder::new(&format!("{folder}{separator}{below}")).literal_separator(true).build() {
                Ok(glob) => {
                    globs.add(glob);
                    written.push((pattern, self.site(item.origin.span)));
                }
                Err(error) => {
                    let message =
                        format!("{} is not a valid file pattern: {}", quoted(&pattern), error.kind());
                    self.mistake(item.origin.span, message);
                }
            }
        }
        match globs.build() {
            Ok(globs) => Patterns::new(globs, written),
            // Unreachable: each pattern was compiled before.
            Err(_) => Patterns::default(),
        }
    }

    /// Reads a list of existing files.
    pub(super) fn files(&mut self, items: &[Node]) -> Vec<PathBuf> {
        items.iter().filter_map(|item| self.existing(item)).collect()
    }

    /// Reads the name of a file that must exist.
    pub(super) fn existing(&mut self, node: &Node) -> Option<PathBuf> {
        let written = text(node)?;
        let path = normalise(&self.folder.join(&*written));
        self.inside(node, &path)?;
        match self.sources.load(&path) {
            Ok(source) => Some(source.path.clone()),
            Err(SourceError::Missing(_)) => {
                self.missing(node, "file", &written, &path);
                None
            }
            Err(error) => {
                self.mistake(node.origin.span, error.to_string());
                None
            }
        }
    }

    /// Reads the name of a file that may not exist.
    pub(super) fn written(&mut self, node: &Node) -> Option<PathBuf> {
        let path = normalise(&self.folder.join(&*text(node)?));
        self.inside(node, &path)?;
        Some(path)
    }

    /// Reports a path out of the workspace, about which nothing else is told: not even whether it exists.
    fn inside(&mut self, node: &Node, path: &Path) -> Option<()> {
        if self.sources.would_allow(path) {
            return Some(());
        }
        self.mistake(node.origin.span, SourceError::Outside(display_name(path)).to_string());
        None
    }

    /// Reads a list of existing files and folders.
    pub(super) fn paths(&mut self, items: &[Node]) -> Vec<PathBuf> {
        items.iter().filter_map(|item| self.path(item)).collect()
    }

    /// Reads a list of existing files of policies, and folders with any.
    pub(super) fn policies(&mut self, items: &[Node]) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for item in items {
            let Some(path) = self.path(item) else { continue };
            if path.is_dir() && !has_policies(&path, 0) {
                let written = text(item).unwrap_or_default();
                self.mistake(item.origin.span, format!("there are no policies in {}", quoted(&written)));
            }
            paths.push(path);
        }
        paths
    }

    /// Reads the name of a file or folder that must exist within the workspace.
    fn path(&mut self, node: &Node) -> Option<PathBuf> {
        let written = text(node)?;
        let path = normalise(&self.folder.join(&*written));
        self.inside(node, &path)?;
        if !path.exists() {
            self.missing(node, "file or folder", &written, &path);
            return None;
        }
        Some(path)
    }

    fn missing(&mut self, node: &Node, what: &str, written: &str, path: &Path) {
        let advice = meant(path).map(|name| Path::new(written).with_file_name(name));
        let advice =
            advice.map(|path| format!("; did you mean `{}`?", display_name(&path))).unwrap_or_default();
        self.mistake(node.origin.span, format!("there is no {what} {}{advice}", quoted(written)));
    }
}

/// The depth below which a folder of policies is not searched for them.
const DEEPEST: usize = 16;

/// Returns true for a folder with a policy, or with the data of policies.
fn has_policies(folder: &Path, depth: usize) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    depth < DEEPEST
        && entries.into_iter().any(|entry| {
            let path = entry.path();
            let ends_in = |end: &str| path.extension().is_some_and(|extension| extension == end);
            let is_data = path.file_stem().is_some_and(|stem| stem == "data");
            ends_in("rego") || is_data || path.is_dir() && has_policies(&path, depth + 1)
        })
}

/// Returns the closest existing name in the folder of the missing `path`.
fn meant(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(folder).ok()?.flatten().take(MOST_NAMES);
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    // The file system lists a folder in arbitrary order.
    names.sort();
    closest(path.file_name()?.to_str()?, names.iter().map(String::as_str)).map(str::to_owned)
}

/// Returns the items of the list under `key` in `node`.
pub(super) fn items(node: &Node, key: &str) -> Vec<Node> {
    node.get(key).map(|list| list.items().collect()).unwrap_or_default()
}

/// Returns the text of `node` if it is a non-empty string.
pub(super) fn text(node: &Node) -> Option<Arc<str>> {
    let scalar = node.as_scalar()?;
    (scalar.kind == ScalarKind::Text && !scalar.text.is_empty()).then(|| Arc::clone(&scalar.text))
}

/// Returns the non-empty strings of a list.
pub(super) fn texts(items: &[Node]) -> Vec<Arc<str>> {
    items.iter().filter_map(text).collect()
}

/// Returns true for the boolean `true`.
pub(super) fn boolean(node: &Node) -> bool {
    node.as_scalar()
        .is_some_and(|scalar| scalar.kind == ScalarKind::Bool && scalar.text.eq_ignore_ascii_case("true"))
}
