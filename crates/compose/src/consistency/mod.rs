//! What Compose refuses in a project whose every file is valid: parts that exclude each other, and names of nothing.
//!
//! The order of the checks is not Compose's, which stops at the first; the places, and what is refused, are.

mod cycles;
mod declarations;
mod json;
mod limits;
mod mounts;
mod references;
mod services;
mod values;

pub use limits::LimitConflict;
pub(crate) use limits::limits;

use crate::default_files::is_default;
use crate::defect::Defect;
use crate::load::Merged;
use crate::project::Completeness;
use crate::recognise::is_certain;
use crate::request::{ProjectRequest, Reading};
use crate::tree::{Node, StepKind};
use declarations::declarations;
use references::{misspelt, references};
use values::services;

/// What Compose refuses in the project `merged`, as far as the reading is sure of it; the checks of single files are among it.
pub(crate) fn defects(
    merged: &mut Merged,
    canonical: &Node,
    completeness: Completeness,
    request: &ProjectRequest,
) -> Vec<Defect> {
    let of_files = std::mem::take(&mut merged.defects);
    match request.reading {
        Reading::AsCompose => as_compose(of_files, merged, canonical),
        Reading::Open => open(of_files, merged, canonical, completeness, request),
    }
}

/// Everything: the project is what is here.
fn as_compose(of_files: Vec<Defect>, merged: &Merged, canonical: &Node) -> Vec<Defect> {
    let mut defects = of_files;
    defects.extend(json::not_for_json(canonical));
    // What could not be read may be what is missed.
    if merged.problems.is_empty() {
        // Declarations are judged before canonicalisation: see there.
        defects.extend(declarations(&merged.root));
        defects.extend(check(canonical));
    }
    defects
}

/// What is wrong wherever the project runs. A fragment is judged where it is used: what it lacks, or what is wrong with it alone,
/// another file may mend.
fn open(
    of_files: Vec<Defect>,
    merged: &Merged,
    canonical: &Node,
    completeness: Completeness,
    request: &ProjectRequest,
) -> Vec<Defect> {
    let Some(first) = request.files.first() else { return Vec::new() };
    let mut defects = if is_certain(first, &merged.root) { of_files } else { Vec::new() };
    if !merged.problems.is_empty() || !request.templates.is_empty() {
        return defects;
    }
    let is_complete = completeness == Completeness::Complete;
    if is_complete {
        defects.extend(declarations(&merged.root));
        defects.extend(contradictions(canonical));
    }
    // A project that includes its parts has them all.
    let has_parts = is_default(first) && has_included(canonical);
    let is_whole = is_complete && (has_parts || request.files.len() > 1);
    defects.extend(if is_whole { references(canonical) } else { misspelt(canonical) });
    defects
}

fn has_included(project: &Node) -> bool {
    services(project)
        .any(|service| service.node.origin.via.steps().any(|step| step.how == StepKind::Included))
}

/// Where the parts of the canonical `project` disagree.
fn check(project: &Node) -> Vec<Defect> {
    let mut defects = contradictions(project);
    defects.extend(references(project));
    defects
}

/// Where parts of the project exclude each other, whatever else there may be in other files.
fn contradictions(project: &Node) -> Vec<Defect> {
    let mut defects: Vec<_> = services(project).flat_map(services::contradictions).collect();
    defects.extend(services::container_names(project));
    defects.extend(services::contexts(project));
    defects.extend(cycles::cycles(project));
    defects
}

#[cfg(test)]
mod tests;
