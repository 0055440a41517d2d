//! Docker Compose files and the products that their services run.

mod addresses;
mod bootstrap;
mod broker;
mod builds;
mod connections;
mod container;
mod copies;
mod debezium_listeners;
mod dockerfile;
mod ending;
mod entrypoint;
mod heap;
mod limits;
mod log_dirs;
mod lower;
mod membership;
mod messaging;
mod networks;
mod obsolete;
mod old_listeners;
mod peers;
mod port_clashes;
mod product;
mod product_fields;
mod project_variables;
mod quoted;
mod reach;
mod redpanda;
mod script_settings;
mod server;
mod service;
mod service_index;
mod shipped;
mod size;
mod start_script;
mod startup;
mod topic_lists;
mod variable_files;
mod written;
mod zookeeper;

use super::{Declared, Dialect, ProjectFiles, defect};
use crate::model::{Resource, ResourceKind};
use crate::workspace::{File, Files, Layout};
use hy_msg_lint_compose::{self as compose, Completeness, ProjectPlan, ProjectRequest};
use hy_msg_lint_tree::problem;
use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use size::Refused;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The Compose dialect.
pub(super) const DIALECT: Dialect = Dialect {
    name: "Compose file",
    needles: &["services", "include"],
    claims_name: compose::is_default_name,
    disclaims,
    claims: compose::claims,
    declares,
};

fn disclaims(file: &File) -> Option<String> {
    let key = compose::key_of_something_else(file)?;
    Some(format!("it has the name of a Compose file, but its key `{key}` belongs to another format"))
}

fn declares(claimed: &[Arc<File>], files: &Files, layout: &Layout) -> Declared {
    let plan = ProjectPlan::of(claimed, files, &layout.projects, &layout.env_files);
    let mut declared = Declared::within(&files.budget);
    declared.problems.extend(plan.unread.as_deref().map(|path| size::without_variables(path, files)));
    let mut refused = Refused::default();
    read(&plan.projects, files, &mut refused, &mut declared);
    // Files that include or extend each other in a cycle have no entry point: each is loaded to report the cycle. Where
    // projects are refused, it is not known which files have none.
    if refused.is_none() {
        let left = claimed.iter().map(|file| &file.source.path);
        let left = left.filter(|path| !declared.files.contains(*path));
        let left: Vec<_> = left.map(|path| plan.alone(path)).collect();
        read(&left, files, &mut refused, &mut declared);
    }
    declared.problems.extend(refused.problem(files));
    messaging::once(&mut declared.resources);
    declared
}

/// Projects that are loaded at once: what is loaded takes memory until it is known whether there is room for it.
const AT_ONCE: usize = 4;

/// Loads and lowers the projects of `requests` into `declared`, in their order, as far as the run has room for them.
fn read(requests: &[ProjectRequest], files: &Files, refused: &mut Refused, declared: &mut Declared) {
    for requests in requests.chunks(AT_ONCE) {
        if files.budget.is_full_of_projects() {
            for request in requests {
                refused.add(request.start(files));
            }
            continue;
        }
        let loaded: Vec<_> = requests.par_iter().map(|request| compose::load(files, request)).collect();
        let mut taken = Vec::new();
        for project in loaded {
            if files.budget.take_project(size::of(&project)) {
                taken.push(project);
                continue;
            }
            declared.files.extend(project.files);
            if project.read > files.budget.limits().projects {
                // It says itself that it is too large for any run.
                declared.problems.extend(project.problems);
            } else {
                refused.add(project.canonical.origin.span);
            }
        }
        let lowered: Vec<_> = taken.into_par_iter().map(|project| lowered(files, project)).collect();
        for part in lowered {
            declared.extend(part);
        }
    }
}

/// Lowers `project`, with its defects.
fn lowered(files: &Files, mut project: compose::Project) -> Declared {
    let is_complete = project.completeness == Completeness::Complete;
    let defects = std::mem::take(&mut project.defects);
    let unread = std::mem::take(&mut project.unread);
    let mut declared = lower::lower(files, project);
    let (over, defects): (Vec<_>, Vec<_>) = defects.into_iter().partition(|one| one.is_limit);
    let over = over.into_iter().filter_map(|one| problem::within(files.sources, one.at, one.message));
    declared.problems.extend(over);
    declared.declare(defects.iter().map(|one| defect::resource(one, "compose")));
    declared.declare(unread.iter().map(|one| defect::unread(one, "compose")));
    messaging::mark(&mut declared.resources, is_complete);
    // A file of templates is a project without services, of which rules judge nothing.
    let is_part =
        |resource: &&Resource| !matches!(resource.kind, ResourceKind::Project | ResourceKind::Network);
    let parts = declared.resources.iter().filter(is_part);
    let declaring: BTreeSet<_> = parts.map(|resource| resource.key.source).collect();
    if !declaring.is_empty() {
        declared.projects.push(ProjectFiles { files: declared.files.clone(), declaring });
    }
    declared
}
