//! Docker Compose files (the Compose Specification).

mod consistency;
mod dotenv;
mod edit;
mod env;
mod extends;
mod finish;
mod include;
mod interpolate;
mod load;
mod long;
mod lower;
mod merge;
mod name;
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
pub use usual::found_in;

use super::{Declared, Defect, Dialect};
use crate::finding::Problem;
use crate::model::Kind;
use crate::source::{display_name, normalise};
use crate::tree::{Entry, How, Kind as Scalar, Map, Node, Value};
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
    let mut loaded = load::load(files, request);
    let canonical = settle(&mut loaded, files, request.as_compose);
    let nothing = BTreeSet::new();
    let templates = request.files.first().and_then(|first| extended.get(first)).unwrap_or(&nothing);
    let told = Told {
        refused: std::mem::take(&mut loaded.defects),
        root: loaded.root.clone(),
        is_readable: loaded.problems.is_empty() && templates.is_empty(),
    };
    let mut declared = lower::lower(files, loaded, &canonical, templates);
    let defects = told.defects(request, &canonical, is_complete(&declared));
    declared.resources.extend(defects.into_iter().map(|defect| defect.into_resource("compose")));
    declared
}

/// What reading a project had to say, for what Compose refuses in it.
struct Told {
    refused: Vec<Defect>,
    /// The merged files in long form.
    root: Node,
    /// True where every part was found, and the project is one by itself.
    is_readable: bool,
}

impl Told {
    /// What Compose refuses, as far as it is sure. A fragment is judged where it is used: what it lacks, or what is wrong
    /// with it alone, another file may mend.
    fn defects(self, request: &ProjectRequest, canonical: &Node, is_complete: bool) -> Vec<Defect> {
        let Some(first) = request.files.first() else { return Vec::new() };
        let is_certain = recognise::is_certain(first, &self.root);
        let mut defects = if is_certain { self.refused } else { Vec::new() };
        if !self.is_readable {
            return defects;
        }
        if is_complete {
            defects.extend(consistency::declarations(&self.root));
            defects.extend(consistency::contradictions(canonical));
        }
        // A project that includes its parts has them all.
        let has_parts = Roles::is_usual(first) && has_included(&self.root);
        let is_whole = is_complete && (has_parts || request.files.len() > 1);
        defects.extend(if is_whole {
            consistency::references(canonical)
        } else {
            consistency::misspelt(canonical)
        });
        defects
    }
}

fn has_included(root: &Node) -> bool {
    let included = |entry: &Entry| entry.node.origin.via.steps().any(|step| step.how == How::Included);
    root.get("services")
        .is_some_and(|services| services.as_map().is_some_and(|map| map.entries().any(included)))
}

/// False for a fragment.
fn is_complete(declared: &Declared) -> bool {
    let project = declared.resources.iter().find(|resource| resource.kind == Kind::Project);
    let complete = project.and_then(|project| project.fields.get("complete"));
    complete.is_some_and(|complete| complete.as_text() == Some("true"))
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
    let project = settle(&mut loaded, files, request.as_compose);
    let mut defects = loaded.defects;
    defects.extend(not_for_json(&project));
    // What could not be read may be what is missed.
    if loaded.problems.is_empty() {
        defects.extend(consistency::declarations(&loaded.root));
        defects.extend(consistency::check(&project));
    }
    Resolved { project, defects: once(defects), problems: loaded.problems }
}

/// The canonical form of what was loaded.
fn settle(loaded: &mut load::Loaded, files: &Files, as_compose: bool) -> Node {
    let directory = if as_compose {
        let here = std::env::current_dir().unwrap_or_default();
        normalise(&here.join(&loaded.directory))
    } else {
        loaded.directory.clone()
    };
    let context = finish::Context {
        name: Arc::clone(&loaded.name),
        directory: display_name(&directory),
        as_compose,
        environment: &loaded.environment,
        files,
    };
    finish::finish(&loaded.root, &context, &mut loaded.defects)
}

/// Numbers of extension fields that JSON does not have.
fn not_for_json(project: &Node) -> Vec<Defect> {
    fn walk(node: &Node, defects: &mut Vec<Defect>) {
        match &node.value {
            Value::Map(map) => map.entries().for_each(|entry| walk(&entry.node, defects)),
            Value::List(items) => items.iter().for_each(|item| walk(item, defects)),
            Value::Scalar(scalar)
                if matches!(&*scalar.text, "+Inf" | "-Inf" | "NaN") && scalar.kind == Scalar::Float =>
            {
                defects.push(Defect::new(node.origin.span, "JSON has no such number"));
            }
            Value::Scalar(_) => {}
        }
    }
    let mut defects = Vec::new();
    let extensions = project.as_map().into_iter().flat_map(Map::entries);
    extensions.filter(|entry| entry.key.starts_with("x-")).for_each(|entry| walk(&entry.node, &mut defects));
    defects
}

/// Each defect once, in the order of their places.
fn once(mut defects: Vec<Defect>) -> Vec<Defect> {
    let mut seen = BTreeSet::new();
    defects.retain(|defect| seen.insert((defect.at, defect.message.clone())));
    defects.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.message.cmp(&b.message)));
    defects
}
