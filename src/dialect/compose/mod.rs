//! Docker Compose files (the Compose Specification).

mod canonical;
mod consistency;
mod dotenv;
mod edit;
mod env;
mod extends;
mod finish;
mod forms;
mod include;
mod interpolate;
mod load;
mod long;
mod lower;
mod merge;
mod name;
mod ports;
mod recognise;
mod references;
mod request;
mod roles;
mod scalars;
mod schema;
mod unicity;
mod usual;

pub use finish::Printed;
pub use request::ProjectRequest;
pub use usual::usual_files;

use super::{Declared, Defect, Dialect};
use crate::finding::Problem;
use crate::tree::Node;
use crate::workspace::{File, Files, Layout};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use roles::Roles;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect =
    Dialect { name: "Compose file", marks: &["services", "include"], claims: recognise::claims, declares };

fn declares(claimed: &[Arc<File>], files: &Files, layout: &Layout) -> Declared {
    let roles = Roles::of(claimed, files, layout);
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
    declared
}

/// What the project of `request` declares.
fn project(
    files: &Files,
    request: &ProjectRequest,
    extended: &BTreeMap<PathBuf, BTreeSet<Arc<str>>>,
) -> Declared {
    let loaded = load::load(files, request);
    let nothing = BTreeSet::new();
    let templates = request.files.first().and_then(|first| extended.get(first)).unwrap_or(&nothing);
    lower::lower(files, loaded, templates)
}

/// A project as Compose reads it.
#[derive(Debug)]
pub struct Resolved {
    /// The canonical form; every value knows where it was written.
    pub project: Node,
    /// What Compose refuses in it.
    pub defects: Vec<Defect>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Resolved {
    /// The project as `docker compose config --format json` prints it: keys in the same order, what is empty left out.
    pub fn json(&self) -> Printed<'_> {
        finish::printed(&self.project)
    }
}

/// Resolves a project with all its profiles, a variable that no file sets being empty, as Compose does.
pub fn resolve(files: &Files, request: &ProjectRequest) -> Resolved {
    let mut loaded = load::load(files, request);
    let (project, mut defects) = settle(&mut loaded, files, request.as_compose);
    defects.extend(consistency::check(&project));
    Resolved { project, defects, problems: loaded.problems }
}

/// The canonical form of what was loaded, and what Compose refuses in it, each once.
fn settle(loaded: &mut load::Loaded, files: &Files, as_compose: bool) -> (Node, Vec<Defect>) {
    let directory = if as_compose {
        let here = std::env::current_dir().unwrap_or_default();
        crate::source::normalise(&here.join(&loaded.directory))
    } else {
        loaded.directory.clone()
    };
    let context = finish::Context {
        name: Arc::clone(&loaded.name),
        directory: crate::source::display_name(&directory),
        as_compose,
        environment: &loaded.environment,
        files,
    };
    let mut defects = std::mem::take(&mut loaded.defects);
    let project = finish::finish(&loaded.root, &context, &mut defects);
    (project, defects)
}
