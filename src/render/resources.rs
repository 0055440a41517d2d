//! The resources of a workspace with their places, as a table for people and as JSON for programs.

mod document;
mod facts;

pub use document::render as json;

use super::columns;
use super::concise::position;
use super::{Options, origins as values, text};
use crate::model::Resource;
use crate::source::SourceMap;
use std::io::{self, Write};

/// A resource, and the files of the run that found it.
pub type Shown<'a> = (&'a Resource, &'a SourceMap);

/// The columns.
const HEADS: [&str; 5] = ["kind", "name", "cluster", "settings", "place"];

/// Writes a line for each of `resources`.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn table(resources: &[Shown<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut rows = vec![HEADS.map(str::to_owned)];
    rows.extend(resources.iter().map(|(resource, sources)| row(resource, sources)));
    columns::write(&rows, out)
}

fn row(resource: &Resource, sources: &SourceMap) -> [String; 5] {
    let facts = facts::resource_summary(resource);
    [
        resource.kind.name().to_owned(),
        resource.name.to_string(),
        cluster(resource).unwrap_or_else(|| "-".to_owned()),
        if facts.is_empty() { "-".to_owned() } else { facts },
        position(sources, resource.key).unwrap_or_else(|| "-".to_owned()),
    ]
}

/// Returns the name of the resource's cluster.
fn cluster(resource: &Resource) -> Option<String> {
    let name = resource.cluster.as_ref()?.get("name")?;
    name.as_text().map(str::to_owned)
}

/// Writes each of `resources` with its values, where each was written, and the steps that produced it.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn origins(resources: &[Shown<'_>], options: &Options, out: &mut dyn Write) -> io::Result<()> {
    for (number, (resource, sources)) in resources.iter().enumerate() {
        let place = position(sources, resource.key).unwrap_or_else(|| "-".to_owned());
        let gap = if number == 0 { "" } else { "\n" };
        let name = text::line(&resource.name);
        let cluster = cluster(resource).map(|name| format!(", cluster {}", text::line(&name)));
        writeln!(out, "{gap}{} {name}{}, {place}", resource.kind.name(), cluster.unwrap_or_default())?;
        values::table(&values::of_resource(resource), sources, options, out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
