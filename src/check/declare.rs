//! What the claimed files declare: each dialect parses, resolves and models its own files.

use super::classify::Claims;
use crate::dialect::{MAX_DECLARED, ProjectFiles, refuse_topics};
use crate::finding::Problem;
use crate::model::Resource;
use crate::source::SourceMap;
use crate::workspace::{FilePath, Files, Layout};
use hy_msg_lint_tree::problem;
use std::collections::BTreeSet;

/// The resources, files and problems of a set of claimed files.
#[derive(Default)]
pub(super) struct Declared {
    /// The resources by dialect, in the order of their files.
    pub(super) resources: Vec<Resource>,
    /// The files that declare a resource or contribute to one.
    pub(super) files: BTreeSet<FilePath>,
    /// The files with documents for policies.
    pub(super) with_documents: BTreeSet<FilePath>,
    /// The files of each project.
    pub(super) projects: Vec<ProjectFiles>,
    pub(super) problems: Vec<Problem>,
}

/// Runs each dialect on the files it claimed.
pub(super) fn declare(claims: Claims, files: &Files, layout: &Layout) -> Declared {
    let mut all = Declared::default();
    let most = files.budget.limits().resources;
    for (dialect, claimed) in claims {
        let declared = (dialect.declares)(&claimed, files, layout);
        let of_file = format!("this file declares more than {MAX_DECLARED} resources");
        let of_run = format!("the files of this run declare more than {most} resources");
        let cuts =
            declared.cut.iter().map(|at| (at, &of_file)).chain(declared.full.iter().map(|at| (at, &of_run)));
        all.problems.extend(cuts.filter_map(|(at, what)| {
            let message =
                format!("{what}, and the resources from here on are not judged: check the files in parts");
            problem::within(files.sources, *at, message)
        }));
        all.files.extend(claimed.iter().map(|file| file.source.file().clone()));
        all.files.extend(declared.files.iter().map(|path| FilePath::as_written(path)));
        all.projects.extend(declared.projects);
        all.resources.extend(declared.resources);
        all.problems.extend(declared.problems);
    }
    refuse_topics(&mut all.resources, files.sources);
    all
}

/// Sets the file name of each of `resources`.
pub(super) fn name_files(resources: &mut [Resource], sources: &SourceMap) {
    for resource in resources {
        let source = sources.get(resource.key.source);
        resource.file = source.map(|source| source.name.as_str().into()).unwrap_or_default();
    }
}
