//! Finds errors for which Compose refuses a project although each file is valid: parts that exclude each other, and
//! undefined names.
//!
//! Compose stops at the first error and checks in another order; the refused projects and the places are the same.

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

/// Returns the defects for which Compose refuses the project `merged`, as far as the reading is certain, including
/// those of single files.
pub(crate) fn defects(
    merged: &mut Merged,
    canonical: &Node,
    completeness: Completeness,
    request: &ProjectRequest,
) -> Vec<Defect> {
    let of_files = std::mem::take(&mut merged.defects);
    match request.reading {
        Reading::AsCompose => as_compose(of_files, merged, canonical, request),
        Reading::Open => open(of_files, merged, canonical, completeness, request),
    }
}

/// Runs every check: the project consists of exactly these files.
fn as_compose(
    of_files: Vec<Defect>,
    merged: &Merged,
    canonical: &Node,
    request: &ProjectRequest,
) -> Vec<Defect> {
    let mut defects = of_files;
    defects.extend(json::not_for_json(canonical));
    // An undefined name may be in a part that could not be read.
    if merged.problems.is_empty() {
        // Declarations are checked before the canonical form is computed; see that module.
        defects.extend(declarations(&merged.root));
        if !request.skip_consistency {
            defects.extend(check(canonical));
        }
    }
    defects
}

/// Returns the defects that do not depend on where the project runs. A fragment is checked where it is used: another
/// file may add missing parts or fix mistakes in it.
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
        defects.extend(contradictions(canonical, Reading::Open));
    }
    // A project that includes its parts is complete.
    let has_parts = is_default(first) && has_included(canonical);
    let is_whole = is_complete && (has_parts || request.files.len() > 1);
    defects.extend(if is_whole { references(canonical) } else { misspelt(canonical) });
    defects
}

fn has_included(project: &Node) -> bool {
    services(project)
        .any(|service| service.node.origin.via.steps().any(|step| step.how == StepKind::Included))
}

/// Returns all contradictions and undefined names of the canonical `project`.
fn check(project: &Node) -> Vec<Defect> {
    let mut defects = contradictions(project, Reading::AsCompose);
    defects.extend(references(project));
    defects
}

/// Returns parts of the project that exclude each other, whatever other files may contain.
fn contradictions(project: &Node, reading: Reading) -> Vec<Defect> {
    let mut defects: Vec<_> = services(project).flat_map(services::contradictions).collect();
    defects.extend(services::container_names(project, reading));
    defects.extend(services::contexts(project));
    defects.extend(cycles::cycles(project));
    defects
}

#[cfg(test)]
mod tests;
