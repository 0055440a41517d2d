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
pub(crate) use references::{Undefined, undefined};

use crate::completed::{Completion, completion, is_below_a_root};
use crate::default_files::is_default;
use crate::defect::Defect;
use crate::files::Files;
use crate::load::Merged;
use crate::recognise::is_certain;
use crate::request::{FileSet, ProjectRequest, Reading};
use crate::source::Span;
use crate::tree::{Entry, Node, StepKind};
use declarations::declarations;
use references::{not_here, once_each};
use std::path::Path;
use values::services;

/// What the checks of a project say.
#[derive(Default)]
pub(crate) struct Checked {
    /// The defects for which Compose refuses it, as far as the reading is certain, including those of single files.
    pub(crate) defects: Vec<Defect>,
    /// What cannot be judged, because another file may have what is missing.
    pub(crate) unknown: Vec<Defect>,
}

/// Checks the project `merged`, in which the names `undefined` lead nowhere.
pub(crate) fn check(
    merged: &mut Merged,
    canonical: &Node,
    undefined: Vec<Undefined>,
    files: &Files,
    request: &ProjectRequest,
) -> Checked {
    let of_files = std::mem::take(&mut merged.defects);
    match request.reading {
        Reading::AsCompose => {
            let defects = as_compose(of_files, merged, canonical, undefined, request);
            Checked { defects, unknown: Vec::new() }
        }
        Reading::Open => open(of_files, merged, canonical, undefined, files, request),
    }
}

/// Runs every check: the project consists of exactly these files.
fn as_compose(
    of_files: Vec<Defect>,
    merged: &Merged,
    canonical: &Node,
    undefined: Vec<Undefined>,
    request: &ProjectRequest,
) -> Vec<Defect> {
    let mut defects = of_files;
    defects.extend(json::not_for_json(canonical));
    // An undefined name may be in a part that could not be read.
    if merged.problems.is_empty() {
        // Declarations are checked before the canonical form is computed; see that module.
        defects.extend(declarations(&merged.root));
        if !request.skip_consistency {
            defects.extend(contradictions(canonical, Reading::AsCompose));
            defects.extend(undefined.into_iter().map(|one| one.defect));
        }
    }
    defects
}

/// Returns the defects that do not depend on where the project runs. A part of a project is checked where it is used:
/// another file may add what it lacks, or fix mistakes in it.
fn open(
    of_files: Vec<Defect>,
    merged: &Merged,
    canonical: &Node,
    undefined: Vec<Undefined>,
    files: &Files,
    request: &ProjectRequest,
) -> Checked {
    let Some(first) = request.files.first() else { return Checked::default() };
    let mut checked = Checked::default();
    if is_certain(first, &merged.root) {
        checked.defects = of_files;
    }
    if !merged.problems.is_empty() || !request.templates.is_empty() {
        return checked;
    }
    let is_all_read = merged.broken.is_empty() && merged.unread.is_empty();
    let partial: Vec<_> = services(canonical).filter(|one| is_partial(one)).collect();
    if is_all_read && partial.is_empty() {
        checked.defects.extend(declarations(&merged.root));
        checked.defects.extend(contradictions(canonical, Reading::Open));
    }
    let (misspelt, mut lacking): (Vec<_>, Vec<_>) = undefined.into_iter().partition(|one| one.is_misspelt);
    checked.defects.extend(misspelt.into_iter().map(|one| one.defect));
    // A misspelt key hides what it holds: `imag`, `netwroks`.
    let is_refused = |span: Span| checked.defects.iter().any(|defect| span.contains(defect.at));
    let misspelt_section =
        merged.root.entries().any(|entry| checked.defects.iter().any(|defect| defect.at == entry.key_span));
    lacking.retain(|_| !misspelt_section);
    let services = partial.into_iter().filter(|service| !is_refused(service.node.origin.span));
    lacking.extend(services.filter_map(Undefined::image));
    if lacking.is_empty() || !is_all_read {
        return checked;
    }
    match role(first, canonical, &lacking, files, request) {
        Role::Whole => checked.defects.extend(once_each(lacking)),
        Role::Part => {}
        Role::Unknown => checked.unknown.extend(not_here(&lacking)),
    }
    checked
}

/// What files that lack names are.
enum Role {
    /// A whole project: nothing else declares the names.
    Whole,
    /// A part of one.
    Part,
    /// One or the other.
    Unknown,
}

fn role(
    first: &Path,
    canonical: &Node,
    lacking: &[Undefined],
    files: &Files,
    request: &ProjectRequest,
) -> Role {
    // A project that includes its parts is whole, and so is a file with its override.
    let has_parts = request.files.len() > 1 || (is_default(first) && has_included(canonical));
    match request.file_set {
        FileSet::Listed => return Role::Whole,
        FileSet::Shared => return Role::Part,
        FileSet::Found if has_parts => return Role::Whole,
        FileSet::Found => {}
    }
    match completion(first, lacking, files) {
        Completion::Completed => Role::Part,
        Completion::Nothing if is_default(first) && !is_below_a_root(first, lacking, files) => Role::Whole,
        Completion::Nothing | Completion::NotHere => Role::Unknown,
    }
}

fn is_partial(service: &Entry) -> bool {
    service.node.as_map().is_some() && crate::project::is_partial(&service.node)
}

fn has_included(project: &Node) -> bool {
    services(project)
        .any(|service| service.node.origin.via.steps().any(|step| step.how == StepKind::Included))
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
