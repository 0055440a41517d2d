//! Nodes to values, and what is wrong with them in words.

use crate::finding::Problem;
use crate::source::{Site, Source, SourceError, SourceMap, Span, display_name, normalise};
use crate::spelling::closest;
use crate::tree::{Entry, Kind, Node, Value};
use crate::workspace::{Patterns, identity};
use globset::{GlobBuilder, GlobSetBuilder};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Names in a folder beyond this number are not looked at for one that was meant.
const MOST_NAMES: usize = 10_000;

/// Reads nodes, and keeps what is wrong with them.
pub(super) struct Reader<'a> {
    file: &'a str,
    text: Arc<str>,
    folder: &'a Path,
    sources: &'a SourceMap,
    /// The mistakes so far.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// A reader of `source`, for files among `sources`.
    pub(super) fn new(source: &'a Source, sources: &'a SourceMap) -> Self {
        let folder = source.path.parent().unwrap_or(Path::new(""));
        Self { file: &source.name, text: source.text.as_str().into(), folder, sources, problems: Vec::new() }
    }

    /// The characters `span` of the configuration, for whoever has no part in this reading.
    pub(super) fn site(&self, span: Span) -> Site {
        Site { path: self.file.into(), text: Arc::clone(&self.text), range: span.range() }
    }

    /// Keeps a mistake.
    pub(super) fn mistake(&mut self, at: Span, message: String) {
        let file = self.file.to_owned();
        self.problems.push(Problem { file, place: Some(at), message, related: Vec::new() });
    }

    /// The entries of the mapping that `what` is, whose keys are among `known`.
    pub(super) fn mapping(&mut self, node: &Node, what: &str, known: &[&str]) -> Vec<Entry> {
        if node.as_map().is_none() {
            self.mistake(
                node.origin.span,
                format!("{what} is a mapping with {}, not {}", listed(known), kind(node)),
            );
            return Vec::new();
        }
        let (entries, unknown): (Vec<_>, Vec<_>) =
            node.entries().partition(|entry| known.contains(&&*entry.key));
        for entry in unknown {
            let advice = match closest(&entry.key, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("it has {}", listed(known)),
            };
            self.mistake(entry.key_span, format!("{what} has no `{}`; {advice}", entry.key));
        }
        entries
    }

    /// The entries of the mapping that `what` is, whatever their keys.
    pub(super) fn named(&mut self, node: &Node, what: &str) -> Vec<Entry> {
        if node.as_map().is_none() && !node.is_null() {
            self.mistake(node.origin.span, format!("{what} is a mapping, not {}", kind(node)));
        }
        node.entries().collect()
    }

    /// The items of the list that `what` is.
    pub(super) fn list(&mut self, node: &Node, what: &str) -> Vec<Node> {
        match &node.value {
            Value::List(_) => node.items().collect(),
            Value::Scalar(scalar) if scalar.kind == Kind::Text => {
                let message = format!("{what} is a list, also of one: write `[{}]`", scalar.text);
                self.mistake(node.origin.span, message);
                Vec::new()
            }
            _ => {
                self.mistake(node.origin.span, format!("{what} is a list, not {}", kind(node)));
                Vec::new()
            }
        }
    }

    /// The text that `what` is; not empty.
    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<Arc<str>> {
        let scalar = node.as_scalar();
        if let Some(scalar) = scalar.filter(|scalar| scalar.kind == Kind::Text && !scalar.text.is_empty()) {
            return Some(Arc::clone(&scalar.text));
        }
        let message = match scalar {
            Some(scalar) if matches!(scalar.kind, Kind::Int | Kind::Float | Kind::Bool) => {
                format!("{what} is text, not {}: write `'{}'`", kind(node), scalar.text)
            }
            _ => format!("{what} is text, not {}", kind(node)),
        };
        self.mistake(node.origin.span, message);
        None
    }

    /// The word that `what` is, one of `words`.
    pub(super) fn one_of<'b>(&mut self, node: &Node, what: &str, words: &[&'b str]) -> Option<&'b str> {
        let written = self.text(node, what)?;
        let word = words.iter().find(|word| ***word == *written);
        if word.is_none() {
            let advice = match closest(&written.to_lowercase(), words.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("there are {}", listed(words)),
            };
            self.mistake(node.origin.span, format!("there is no severity `{written}`; {advice}"));
        }
        word.copied()
    }

    /// The truth value that `what` is.
    pub(super) fn truth(&mut self, node: &Node, what: &str) -> bool {
        let scalar = node.as_scalar().filter(|scalar| scalar.kind == Kind::Bool);
        if scalar.is_none() {
            self.mistake(node.origin.span, format!("{what} is `true` or `false`, not {}", kind(node)));
        }
        scalar.is_some_and(|scalar| scalar.text.eq_ignore_ascii_case("true"))
    }

    /// The patterns of files that the list `what` has, which start from the configuration's folder; `*` stays within a folder.
    pub(super) fn patterns(&mut self, node: &Node, what: &str) -> Patterns {
        let items = self.list(node, what);
        self.patterns_of(&items)
    }

    /// The pattern of files that `what` is.
    pub(super) fn pattern(&mut self, node: &Node, what: &str) -> Patterns {
        if self.text(node, what).is_some() {
            self.patterns_of(std::slice::from_ref(node))
        } else {
            Patterns::default()
        }
    }

    fn patterns_of(&mut self, items: &[Node]) -> Patterns {
        let folder = globset::escape(&display_name(&identity(self.folder)));
        let separator = if folder.ends_with('/') { "" } else { "/" };
        let mut globs = GlobSetBuilder::new();
        let mut written = Vec::new();
        for item in items {
            let Some(pattern) = self.text(item, "a pattern of files") else { continue };
            let below = pattern.strip_prefix("./").unwrap_or(&pattern).trim_end_matches('/');
            match GlobBuilder::new(&format!("{folder}{separator}{below}")).literal_separator(true).build() {
                Ok(glob) => {
                    globs.add(glob);
                    written.push(pattern);
                }
                Err(error) => {
                    let message = format!("`{pattern}` is no pattern of files: {}", error.kind());
                    self.mistake(item.origin.span, message);
                }
            }
        }
        match globs.build() {
            Ok(globs) => Patterns::new(globs, written),
            // Each was compiled before.
            Err(_) => Patterns::default(),
        }
    }

    /// The files that the list `what` names.
    pub(super) fn files(&mut self, node: &Node, what: &str, one: &str) -> Vec<PathBuf> {
        let items = self.list(node, what);
        items.iter().filter_map(|item| self.existing(item, one)).collect()
    }

    /// The file that `what` names, which has to be there.
    fn existing(&mut self, node: &Node, what: &str) -> Option<PathBuf> {
        let written = self.text(node, what)?;
        let path = normalise(&self.folder.join(&*written));
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

    /// The file that `what` names, whether it is there or not.
    pub(super) fn written(&mut self, node: &Node, what: &str) -> Option<PathBuf> {
        self.text(node, what).map(|written| normalise(&self.folder.join(&*written)))
    }

    /// The file or folder that `what` names, which has to be there and in the workspace.
    pub(super) fn path(&mut self, node: &Node, what: &str) -> Option<PathBuf> {
        let written = self.text(node, what)?;
        let path = normalise(&self.folder.join(&*written));
        if !path.exists() {
            self.missing(node, "file or folder", &written, &path);
            return None;
        }
        if !self.sources.allows(&path) {
            self.mistake(node.origin.span, SourceError::Outside(display_name(&path)).to_string());
            return None;
        }
        Some(path)
    }

    fn missing(&mut self, node: &Node, what: &str, written: &str, path: &Path) {
        let advice = meant(path).map(|name| Path::new(written).with_file_name(name));
        let advice =
            advice.map(|path| format!("; did you mean `{}`?", display_name(&path))).unwrap_or_default();
        self.mistake(node.origin.span, format!("there is no {what} `{written}`{advice}"));
    }
}

/// The name beside the absent `path` that is nearest to its own.
fn meant(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(folder).ok()?.flatten().take(MOST_NAMES);
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    // The order of a folder is the file system's.
    names.sort();
    closest(path.file_name()?.to_str()?, names.iter().map(String::as_str)).map(str::to_owned)
}

/// What a node is, for a sentence about what it should be.
fn kind(node: &Node) -> &'static str {
    match &node.value {
        Value::Map(_) => "a mapping",
        Value::List(_) => "a list",
        Value::Scalar(scalar) => match scalar.kind {
            Kind::Null => "nothing",
            Kind::Bool => "a truth value",
            Kind::Int | Kind::Float => "a number",
            Kind::Text | Kind::Unresolved if scalar.text.is_empty() => "an empty text",
            Kind::Text | Kind::Unresolved => "a text",
        },
    }
}

/// `a`, `b` and `c`.
fn listed(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => "nothing".to_owned(),
    }
}
