//! Docker Compose projects (the Compose Specification): from files to the canonical form, every value on the characters that
//! gave it, and what Compose refuses. What runs in a service is not known here.

mod attributes;
mod canonical;
mod consistency;
mod dotenv;
mod edit;
mod env;
mod extends;
mod include;
mod interpolate;
mod load;
mod merge;
mod name;
mod project;
mod recognise;
mod references;
mod request;
mod roles;
mod scalars;
mod schema;
mod transform;
mod unicity;
mod usual;

pub use attributes::{Fields, Shape, canonical_service};
pub use canonical::Printed;
pub use load::Loaded;
pub use project::Project;
pub use recognise::claims;
pub use request::ProjectRequest;
pub use roles::Roles;
pub use usual::found_in;

use defect::Defect;
use files::Files;
use hy_msg_lint_tree::{defect, files, format, path, problem, source, syntax, tree};
use problem::Problem;
use source::{display_name, normalise};
use std::collections::BTreeSet;
use std::sync::Arc;
use tree::{Entry, How, Kind as Scalar, Map, Node, Value};

/// What the files of a project come to.
#[derive(Debug)]
pub struct Read {
    /// The merged files.
    pub loaded: Loaded,
    /// Their canonical form.
    pub canonical: Node,
    told: Told,
}

/// Reads the project of `request`, leaving unknown what another environment decides. It has `templates` where other files extend
/// services of it that are nothing by themselves.
pub fn read(files: &Files, request: &ProjectRequest, has_templates: bool) -> Read {
    let mut loaded = load::load(files, request);
    let canonical = settle(&mut loaded, files, request.as_compose);
    let told = Told {
        refused: std::mem::take(&mut loaded.defects),
        root: loaded.root.clone(),
        is_readable: loaded.problems.is_empty() && !has_templates,
    };
    Read { loaded, canonical, told }
}

impl Read {
    /// What Compose refuses in the project of `request`, as far as it is sure.
    pub fn defects(&mut self, request: &ProjectRequest, is_complete: bool) -> Vec<Defect> {
        self.told.defects(request, &self.canonical, is_complete)
    }
}

#[derive(Debug)]
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
    fn defects(&mut self, request: &ProjectRequest, canonical: &Node, is_complete: bool) -> Vec<Defect> {
        let Some(first) = request.files.first() else { return Vec::new() };
        let is_certain = recognise::is_certain(first, &self.root);
        let mut defects = if is_certain { std::mem::take(&mut self.refused) } else { Vec::new() };
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
        canonical::printed(&self.project)
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
    let context = canonical::Context {
        name: Arc::clone(&loaded.name),
        directory: display_name(&directory),
        as_compose,
        environment: &loaded.environment,
        files,
    };
    canonical::finish(&loaded.root, &context, &mut loaded.defects)
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
