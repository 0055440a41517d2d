//! `clusters`: which files declare parts of one Kafka cluster, whatever forms they have.

use super::reader::Reader;
use crate::source::display_name;
use crate::tree::Node;
use crate::workspace::Cluster;
use globset::{GlobBuilder, GlobSetBuilder};

/// The keys of a cluster.
const KEYS: &[&str] = &["name", "files"];

/// The clusters of the section `node`; one with a mistake in it is left out.
pub(super) fn read(node: &Node, reader: &mut Reader) -> Vec<Cluster> {
    let items = reader.list(node, "`clusters`");
    let mut clusters: Vec<Cluster> = Vec::new();
    for item in &items {
        let Some(cluster) = cluster(item, reader) else { continue };
        if clusters.iter().any(|known| known.name == cluster.name) {
            reader.mistake(item.origin.span, format!("there is a cluster `{}` already", cluster.name));
        } else {
            clusters.push(cluster);
        }
    }
    clusters
}

fn cluster(node: &Node, reader: &mut Reader) -> Option<Cluster> {
    let before = reader.problems.len();
    let mut name = None;
    let mut globs = GlobSetBuilder::new();
    let mut any = false;
    for entry in reader.mapping(node, "a cluster", KEYS) {
        match &*entry.key {
            "name" => name = reader.text(&entry.node, "a cluster's name"),
            "files" => {
                for item in reader.list(&entry.node, "`files`") {
                    let Some(pattern) = reader.text(&item, "a pattern of files") else { continue };
                    match glob(&pattern, reader) {
                        Ok(glob) => {
                            globs.add(glob);
                            any = true;
                        }
                        Err(error) => {
                            let message = format!("`{pattern}` is no pattern of files: {}", error.kind());
                            reader.mistake(item.origin.span, message);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    if (name.is_none() || !any) && reader.problems.len() == before {
        let message = "a cluster has a `name`, and `files`: patterns such as `topics/**/*.yml`".to_owned();
        reader.mistake(node.origin.span, message);
    }
    let files = globs.build().ok()?;
    if reader.problems.len() == before { Some(Cluster { name: name?, files }) } else { None }
}

/// A pattern that starts from the configuration's folder; `*` stays within a folder.
fn glob(pattern: &str, reader: &Reader) -> Result<globset::Glob, globset::Error> {
    let folder = globset::escape(&display_name(&reader.folder()));
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let separator = if folder.ends_with('/') { "" } else { "/" };
    GlobBuilder::new(&format!("{folder}{separator}{pattern}")).literal_separator(true).build()
}
