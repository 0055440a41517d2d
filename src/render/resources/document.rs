//! Resources as a JSON list with an object per resource.

use super::Shown;
use crate::model::Resource;
use crate::render::{json, origins};
use crate::source::SourceMap;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    kind: &'static str,
    name: &'a str,
    file: &'a str,
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: usize,
    /// The name of its cluster.
    cluster: Option<String>,
    /// The name of its Compose project.
    project: Option<String>,
    /// Its own fields of the policy input, without its surroundings.
    fields: serde_json::Value,
    /// Where each scalar of the fields was written, and the steps that produced it; empty for resources that only group
    /// others.
    origins: Vec<origins::Row>,
}

/// Writes `resources` as one JSON document.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(resources: &[Shown<'_>], out: &mut dyn Write) -> io::Result<()> {
    let documents: Vec<_> = resources.iter().map(|(resource, sources)| document(resource, sources)).collect();
    json::write(&documents, out)
}

fn document<'a>(resource: &'a Resource, sources: &SourceMap) -> Document<'a> {
    let place = sources.get(resource.key.source).map(|source| source.place(resource.key.range().start));
    let name = |node: &crate::tree::Node| node.get("name")?.as_text().map(str::to_owned);
    Document {
        kind: resource.kind.name(),
        name: &resource.name,
        file: &resource.file,
        line: place.map_or(0, |place| place.line),
        column: place.map_or(0, |place| place.column),
        cluster: resource.cluster.as_deref().and_then(name),
        project: resource.project.as_deref().and_then(name),
        fields: origins::plain(&resource.fields),
        origins: origins::rows(&origins::of_resource(resource), sources),
    }
}
