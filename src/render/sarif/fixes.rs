//! The fixes of a result.

use super::log::{ArtifactChange, ArtifactLocation, Content, Fix, Message, Region, Replacement};
use crate::finding;
use crate::render::entries;
use crate::source::SourceMap;

/// Returns `fix` with its edits by file. One that needs a look says so: SARIF has no word for it.
pub(super) fn fix<'a>(fix: &'a finding::Fix, sources: &SourceMap) -> Fix<'a> {
    let mut changes: Vec<(String, ArtifactChange<'a>)> = Vec::new();
    for edit in &fix.edits {
        let Some(region) = entries::Region::of(sources, edit.span) else { continue };
        let replacement = Replacement {
            deleted_region: Region::of(&region),
            inserted_content: Content { text: &edit.text },
        };
        match changes.last_mut() {
            Some((file, change)) if *file == region.file() => change.replacements.push(replacement),
            _ => {
                let artifact_location = ArtifactLocation::of(region.file());
                let change = ArtifactChange { artifact_location, replacements: vec![replacement] };
                changes.push((region.file().to_owned(), change));
            }
        }
    }
    let note = if fix.is_safe() { "" } else { " (look at it before you apply it)" };
    Fix {
        description: Message::text(format!("{}{note}", super::without_links(&fix.title)).into()),
        artifact_changes: changes.into_iter().map(|(_, change)| change).collect(),
    }
}
