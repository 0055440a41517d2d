//! What the claimed files declare: each dialect parses, resolves and models its own files.

use super::classify::Claims;
use crate::dialect::MAX_DECLARED;
use crate::finding::Problem;
use crate::model::Resource;
use crate::source::{SourceMap, Span};
use crate::workspace::{FilePath, Files, Layout};
use std::collections::BTreeSet;

/// The resources, files and problems of a set of claimed files.
#[derive(Default)]
pub(super) struct Declared {
    /// The resources by dialect, in the order of their files.
    pub(super) resources: Vec<Resource>,
    /// The files that declare a resource or contribute to one.
    pub(super) files: BTreeSet<FilePath>,
    pub(super) problems: Vec<Problem>,
}

/// Runs each dialect on the files it claimed.
pub(super) fn declare(claims: Claims, files: &Files, layout: &Layout) -> Declared {
    let mut all = Declared::default();
    for (dialect, claimed) in claims {
        let declared = (dialect.declares)(&claimed, files, layout);
        all.problems.extend(declared.cut.iter().filter_map(|at| cut(*at, files.sources)));
        all.files.extend(claimed.iter().map(|file| file.source.file().clone()));
        all.files.extend(declared.files.iter().map(|path| FilePath::as_written(path)));
        all.resources.extend(declared.resources);
        all.problems.extend(declared.problems);
    }
    all
}

/// Returns the problem that a file declares more than is judged, at the first of the rest.
fn cut(at: Span, sources: &SourceMap) -> Option<Problem> {
    let file = sources.get(at.source)?.name.clone();
    let message = format!(
        "this file declares more than {MAX_DECLARED} resources, and what begins here is not judged: split it"
    );
    Some(Problem { file, place: Some(at), message, related: Vec::new() })
}

/// Sets the file name of each of `resources`.
pub(super) fn name_files(resources: &mut [Resource], sources: &SourceMap) {
    for resource in resources {
        let source = sources.get(resource.key.source);
        resource.file = source.map(|source| source.name.as_str().into()).unwrap_or_default();
    }
}
