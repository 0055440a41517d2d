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

use super::{Declared, Defect, Dialect};
use crate::finding::Problem;
use crate::model::Kind;
use crate::tree::Node;
use crate::workspace::{File, Files};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use roles::Roles;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect =
    Dialect { name: "Compose file", marks: &["services", "include"], claims: recognise::claims, declares };

fn declares(claimed: &[Arc<File>], files: &Files) -> Declared {
    let roles = Roles::of(claimed, files);
    let mut declared = Declared::default();
    let judge = |projects: &[Vec<PathBuf>]| -> Vec<_> {
        projects.par_iter().map(|paths| project(files, paths, &roles.extended)).collect()
    };
    for part in judge(&roles.projects) {
        declared.extend(part);
    }
    // Files that only include or extend each other in a circle have no entry: each is read for the sake of saying so.
    let left = claimed.iter().map(|file| &file.source.path).filter(|path| !declared.files.contains(*path));
    let left: Vec<_> = left.map(|path| vec![path.clone()]).collect();
    for part in judge(&left) {
        declared.extend(part);
    }
    // What two projects have from one file is told once.
    let mut told = BTreeSet::new();
    declared.resources.retain(|resource| {
        let message =
            || resource.fields.get("message").and_then(|message| message.as_text().map(Arc::<str>::from));
        resource.kind != Kind::Defect || told.insert((resource.key, message()))
    });
    declared
}

/// What the project of `paths` declares.
fn project(files: &Files, paths: &[PathBuf], extended: &BTreeMap<PathBuf, BTreeSet<Arc<str>>>) -> Declared {
    let loaded = load::load(files, paths);
    let nothing = BTreeSet::new();
    let first = paths.first().cloned().unwrap_or_default();
    let templates = extended.get(&first).unwrap_or(&nothing);
    let root = load::without_resets(&loaded.root);
    let readable = loaded.problems.is_empty();
    let mut declared = lower::lower(files, loaded, &first, templates);
    let mut defects = Vec::new();
    if recognise::is_certain(&first, &root) {
        defects.extend(schema::check(&root));
    }
    // A fragment is judged where it is used: what it lacks, or what is wrong with it alone, another file may mend.
    if readable && templates.is_empty() {
        let whole = is_complete(&declared);
        if whole {
            defects.extend(consistency::declarations(&root));
            defects.extend(consistency::contradictions(&root));
        }
        // A project that includes its parts has them all.
        let has_parts = Roles::is_default(&first) && load::includes(files, &first);
        let references = if whole && has_parts { consistency::references } else { consistency::misspelt };
        defects.extend(references(&root));
    }
    declared.resources.extend(defects.into_iter().map(|defect| defect.into_resource("compose")));
    declared
}

/// False for a fragment.
fn is_complete(declared: &Declared) -> bool {
    let project = declared.resources.iter().find(|resource| resource.kind == Kind::Project);
    let complete = project.and_then(|project| project.fields.get("complete"));
    complete.is_some_and(|complete| complete.as_text() == Some("true"))
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
    let loaded = load::load(files, &request.files);
    let mut defects = Vec::new();
    let long = long::long_form(&loaded.root, files.sources, &mut defects);
    defects.extend(schema::check(&long));
    defects.extend(consistency::declarations(&long));
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
