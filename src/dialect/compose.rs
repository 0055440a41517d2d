//! Docker Compose files, and what runs in their services.

mod addresses;
mod bootstrap;
mod broker;
mod environment;
mod facts;
mod heap;
mod limits;
mod log_dirs;
mod lower;
mod product;
mod reach;
mod redpanda;
mod runs;
mod server;
mod summary;
mod topic_lists;

use super::{Declared, Dialect, defect};
use crate::model::Kind;
use crate::workspace::{File, Files, Layout};
use hy_msg_lint_compose::{self as compose, ProjectRequest, Roles};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect =
    Dialect { name: "Compose file", needles: &["services", "include"], claims: compose::claims, declares };

fn declares(claimed: &[Arc<File>], files: &Files, layout: &Layout) -> Declared {
    let roles = Roles::of(claimed, files, &layout.projects, &layout.env_files);
    let mut declared = Declared::default();
    let judge = |projects: &[ProjectRequest]| -> Vec<_> {
        projects.par_iter().map(|request| project(files, request, &roles.extended)).collect()
    };
    for part in judge(&roles.projects) {
        declared.extend(part);
    }
    // Files that only include or extend each other in a circle have no entry: each is read for the sake of saying so.
    let left = claimed.iter().map(|file| &file.source.path).filter(|path| !declared.files.contains(*path));
    let left: Vec<_> = left.map(|path| ProjectRequest::of([path.clone()])).collect();
    for part in judge(&left) {
        declared.extend(part);
    }
    // What several projects have in common is said once.
    let mut seen = BTreeSet::new();
    declared.resources.retain(|resource| {
        let message = || resource.fields.get("message").and_then(|node| node.as_text().map(str::to_owned));
        resource.kind != Kind::Defect || seen.insert((resource.key, message()))
    });
    declared
}

/// What the project of `request` declares.
fn project(
    files: &Files,
    request: &ProjectRequest,
    extended: &BTreeMap<PathBuf, BTreeSet<Arc<str>>>,
) -> Declared {
    let nothing = BTreeSet::new();
    let templates = request.files.first().and_then(|first| extended.get(first)).unwrap_or(&nothing);
    let mut read = compose::read(files, request, !templates.is_empty());
    let mut declared = lower::lower(files, &mut read.loaded, &read.canonical, templates);
    let defects = read.defects(request, is_complete(&declared));
    declared.resources.extend(defects.iter().map(|one| defect::resource(one, "compose")));
    declared
}

/// False for a fragment.
fn is_complete(declared: &Declared) -> bool {
    let project = declared.resources.iter().find(|resource| resource.kind == Kind::Project);
    let complete = project.and_then(|project| project.fields.get("complete"));
    complete.is_some_and(|complete| complete.as_text() == Some("true"))
}
