//! Finds the declaration of a name at a place.

use super::declared::contains;
use super::unit::Unit;
use crate::model::{Resource, ResourceKind};
use crate::source::{Source, SourceMap, Span, normalise};
use crate::tree::{Node, StepKind, Value};
use crate::workspace::{File, Files};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Returns the declarations of the name at the byte `offset` of `source`; empty if unknown.
pub(super) fn definition(unit: &Unit, source: &Source, offset: usize) -> Vec<Span> {
    let sources = &unit.declared.report.sources;
    let files = Files::over(sources);
    let Ok(file) = files.parse(&source.path) else { return Vec::new() };
    let place = Span::new(source.id, offset, offset);
    let mut found = Found { place, anchor: None, names: Vec::new() };
    for document in &file.documents {
        found.walk(document, &mut Vec::new());
    }
    if let Some((name, before)) = &found.anchor {
        return anchor(source, name, *before).into_iter().collect();
    }
    let looker = Looker { unit, source, file: &file, files: &files };
    for Name { path, text } in &found.names {
        let path: Vec<_> = path.iter().map(|part| &**part).collect();
        let targets = looker.named(&path, text);
        if !targets.is_empty() {
            return targets;
        }
    }
    looker.host(offset)
}

/// A text at the place, and its path of keys and indexes; the path of a key includes the key.
struct Name {
    path: Vec<Arc<str>>,
    text: Arc<str>,
}

struct Found {
    place: Span,
    /// The anchor named by an alias at the place, with an offset that the anchor precedes.
    anchor: Option<(Arc<str>, u32)>,
    names: Vec<Name>,
}

impl Found {
    fn walk(&mut self, node: &Node, path: &mut Vec<Arc<str>>) {
        self.alias(node, node.origin.span.start);
        match &node.value {
            Value::Scalar(scalar) if contains(node.origin.span, self.place) => {
                self.names.push(Name { path: path.clone(), text: Arc::clone(&scalar.text) });
            }
            Value::Scalar(_) => {}
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.push(index.to_string().into());
                    self.walk(item, path);
                    path.pop();
                }
            }
            Value::Map(map) => {
                for entry in map.entries() {
                    path.push(Arc::clone(&entry.key));
                    if contains(entry.key_span, self.place) {
                        self.names.push(Name { path: path.clone(), text: Arc::clone(&entry.key) });
                    }
                    self.alias(&entry.node, entry.key_span.start);
                    self.walk(&entry.node, path);
                    path.pop();
                }
            }
        }
    }

    /// Records an alias at the place that contributes `node`, which was written at `start`.
    fn alias(&mut self, node: &Node, start: u32) {
        let here = node.origin.via.steps().filter(|step| contains(step.site, self.place));
        for step in here {
            let (StepKind::Alias { anchor } | StepKind::Merged { anchor: Some(anchor) }) = &step.how else {
                continue;
            };
            let start = match (&self.anchor, &step.how) {
                (Some((_, known)), StepKind::Merged { .. }) => start.min(*known),
                (Some((_, known)), _) => *known,
                (None, _) => start,
            };
            self.anchor = Some((Arc::clone(anchor), start));
        }
    }
}

/// Returns the last `&name` before the offset `before`.
fn anchor(source: &Source, name: &str, before: u32) -> Option<Span> {
    let written = format!("&{name}");
    let text = source.text.get(..before as usize)?;
    let ends =
        |at: usize| text.get(at + written.len()..).is_some_and(|rest| rest.starts_with(char::is_whitespace));
    let at = text.rmatch_indices(&written).map(|(at, _)| at).find(|at| ends(*at))?;
    Some(Span::new(source.id, at, at + written.len()))
}

struct Looker<'a> {
    unit: &'a Unit,
    source: &'a Source,
    file: &'a File,
    files: &'a Files<'a>,
}

impl Looker<'_> {
    /// Returns the declarations of the name `text` at `path` of a Compose file.
    fn named(&self, path: &[&str], text: &str) -> Vec<Span> {
        let one = |span: Option<Span>| span.into_iter().collect();
        match path {
            ["include", _]
            | ["include", _, "path"]
            | ["include", _, "path", _]
            | ["services", _, "extends", "file"] => one(self.start_of(text)),
            ["services", service, "extends"] | ["services", service, "extends", "service"] => {
                let file = self.at(&["services", service, "extends", "file"]);
                let file = file.as_ref().and_then(Node::as_text).map(str::to_owned);
                one(self.base(file.as_deref(), text))
            }
            ["services", _, "depends_on", _] => self.declared("services", Some(ResourceKind::Service), text),
            ["services", _, "networks", _] => self.declared("networks", Some(ResourceKind::Network), text),
            ["services", _, "network_mode" | "pid" | "ipc"] => match text.split_once("service:") {
                Some(("", name)) => self.declared("services", Some(ResourceKind::Service), name),
                _ => Vec::new(),
            },
            ["services", _, "volumes", _] => {
                let name = text.split(':').next().unwrap_or_default();
                self.declared("volumes", None, name)
            }
            ["services", _, "volumes", _, "source"] => self.declared("volumes", None, text),
            ["services", _, section @ ("secrets" | "configs"), _]
            | ["services", _, section @ ("secrets" | "configs"), _, "source"] => {
                self.declared(section, None, text)
            }
            _ => Vec::new(),
        }
    }

    fn at(&self, path: &[&str]) -> Option<Node> {
        self.file.documents.iter().find_map(|document| document.at(path))
    }

    fn path_of(&self, reference: &str) -> PathBuf {
        normalise(&self.source.path.parent().unwrap_or(Path::new("")).join(reference))
    }

    fn start_of(&self, reference: &str) -> Option<Span> {
        let file = self.sources().load(&self.path_of(reference)).ok()?;
        Some(Span::new(file.id, 0, 0))
    }

    fn sources(&self) -> &SourceMap {
        &self.unit.declared.report.sources
    }

    /// Finds the service `name` in the file `file`, or in this one.
    fn base(&self, file: Option<&str>, name: &str) -> Option<Span> {
        match file {
            Some(file) => key(&*self.files.parse(&self.path_of(file)).ok()?, "services", name),
            None => key(self.file, "services", name),
        }
    }

    /// Finds the entry `name` of `section`: in this file, else in its project.
    fn declared(&self, section: &str, kind: Option<ResourceKind>, name: &str) -> Vec<Span> {
        if let Some(span) = key(self.file, section, name) {
            return vec![span];
        }
        let of_kind = |one: &&Resource| kind == Some(one.kind) && *one.name == *name && self.is_near(one);
        let found = self.unit.declared.resources.iter().filter(of_kind);
        distinct(found.map(|one| one.key))
    }

    /// Returns whether `resource` is in the same project as some resource of this file.
    fn is_near(&self, resource: &Resource) -> bool {
        let Some(project) = &resource.project else { return false };
        let here = self.unit.declared.resources.iter().filter(|one| one.key.source == self.source.id);
        here.filter_map(|one| one.project.as_ref()).any(|one| Arc::ptr_eq(one, project))
    }

    /// Returns the services with the name at `offset`, if a port follows it: those of the same project, else all.
    fn host(&self, offset: usize) -> Vec<Span> {
        let Some(name) = host(&self.source.text, offset) else { return Vec::new() };
        let services = self.unit.declared.resources.iter().filter(|one| one.kind == ResourceKind::Service);
        let (near, others): (Vec<_>, Vec<_>) =
            services.filter(|one| goes_by(one, name)).partition(|one| self.is_near(one));
        let found = if near.is_empty() { others } else { near };
        distinct(found.into_iter().map(|one| one.key))
    }
}

/// Returns the key of the entry `name` of `section` in `file`.
fn key(file: &File, section: &str, name: &str) -> Option<Span> {
    let of = |document: &Node| Some(document.get(section)?.as_map()?.entry(name)?.key_span);
    file.documents.iter().find_map(of)
}

/// Returns whether other services can reach `resource` by `name`.
fn goes_by(resource: &Resource, name: &str) -> bool {
    let names =
        resource.project.as_ref().and_then(|project| project.at(&["services", &resource.name, "names"]));
    *resource.name == *name || names.is_some_and(|names| names.items().any(|one| one.as_text() == Some(name)))
}

/// Returns the host name at `offset`, if a port follows it.
fn host(text: &str, offset: usize) -> Option<&str> {
    let is_word = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    let (before, behind) = (text.get(..offset)?, text.get(offset..)?);
    let word = before.char_indices().rev().take_while(|(_, character)| is_word(*character)).last();
    let start = word.map_or(offset, |(at, _)| at);
    let end = offset + behind.find(|character| !is_word(character)).unwrap_or(behind.len());
    let port = text.get(end..)?.strip_prefix(':')?;
    port.starts_with(|next: char| next.is_ascii_digit() || next == '$').then_some(())?;
    text.get(start..end).filter(|name| !name.is_empty())
}

fn distinct(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut all: Vec<_> = spans.collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_a_port_behind_it() {
        let text = "SASL://kafka-1:9092,kafka-2:x kafka-3:${PORT} plain é";
        for (at, expected) in [
            ("kafka-1", Some("kafka-1")),
            ("-1:9092", Some("kafka-1")),
            (":9092", Some("kafka-1")),
            ("9092", None),
            ("kafka-2", None),
            ("kafka-3", Some("kafka-3")),
            ("plain", None),
            ("é", None),
        ] {
            assert_eq!(host(text, text.find(at).unwrap()), expected, "{at}");
        }
    }
}
