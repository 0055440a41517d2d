//! Docker Compose files (the Compose Specification).

mod canonical;
mod consistency;
mod env;
mod finish;
mod forms;
mod interpolate;
mod load;
mod long;
mod lower;
mod merge;
mod ports;
mod recognise;
mod references;
mod roles;
mod schema;
mod usual;

pub use usual::usual_files;

use super::{Declared, Defect, Dialect};
use crate::finding::Problem;
use crate::source::normalise;
use crate::tree::Node;
use crate::workspace::{File, Files, Layout};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use roles::Roles;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
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
    lower::lower(files, loaded, request, templates)
}

/// Which project to resolve.
#[derive(Debug, Default)]
pub struct ProjectRequest {
    /// The files, each over the one before (`-f`).
    pub files: Vec<PathBuf>,
    /// The project's name (`-p`); None for the one that the files, `.env` or the folder give.
    pub name: Option<String>,
    /// Files of variables in place of `.env` (`--env-file`).
    pub env_files: Vec<PathBuf>,
    /// The folder that relative paths start from (`--project-directory`); None for the first file's.
    pub directory: Option<PathBuf>,
}

impl ProjectRequest {
    /// A project of `files` with nothing else said.
    pub fn of(files: impl IntoIterator<Item = PathBuf>) -> Self {
        Self { files: files.into_iter().collect(), ..Self::default() }
    }

    /// The folder that relative paths start from.
    pub fn home(&self) -> &Path {
        let first = || self.files.first().and_then(|path| path.parent());
        self.directory.as_deref().or_else(first).unwrap_or(Path::new(""))
    }

    /// The files of variables: those that were named, else the `.env` of the project's folder, which need not exist.
    pub fn variable_files(&self) -> Vec<PathBuf> {
        if self.env_files.is_empty() {
            vec![normalise(&self.home().join(".env"))]
        } else {
            self.env_files.clone()
        }
    }
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
    pub fn json(&self) -> serde_json::Value {
        finish::printed(&self.project)
    }
}

/// Resolves a project with all its profiles, a variable that no file sets being empty, as Compose does.
pub fn resolve(files: &Files, request: &ProjectRequest) -> Resolved {
    let loaded = load::load(files, request);
    let mut defects = Vec::new();
    let long = long::long_form(&loaded.root, files.sources, &mut defects);
    defects.extend(schema::check(&long));
    let context = finish::Context {
        name: request.name.as_deref().unwrap_or("project").into(),
        directory: String::new(),
        environment: &loaded.environment,
        files,
    };
    let project = finish::finish(&long, &context, &mut defects);
    defects.extend(consistency::check(&project));
    Resolved { project, defects, problems: loaded.problems }
}
