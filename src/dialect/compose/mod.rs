//! Docker Compose files (the Compose Specification).

mod canonical;
mod env;
mod forms;
mod interpolate;
mod load;
mod lower;
mod merge;
mod ports;
mod recognise;
mod references;
mod roles;

use super::{Declared, Dialect};
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
    let mut used = BTreeSet::new();
    for (part, files) in judge(&roles.projects) {
        declared.extend(part);
        used.extend(files);
    }
    // Files that only include or extend each other in a circle have no entry: each is read for the sake of saying so.
    let left = claimed.iter().map(|file| &file.source.path).filter(|path| !used.contains(*path));
    let left: Vec<_> = left.map(|path| vec![path.clone()]).collect();
    for (part, _) in judge(&left) {
        declared.extend(part);
    }
    declared
}

/// What the project of `paths` declares, and the files that it is made of.
fn project(
    files: &Files,
    paths: &[PathBuf],
    extended: &BTreeMap<PathBuf, BTreeSet<Arc<str>>>,
) -> (Declared, BTreeSet<PathBuf>) {
    let loaded = load::load(files, paths);
    let used = loaded.files.clone();
    let nothing = BTreeSet::new();
    let first = paths.first().cloned().unwrap_or_default();
    let templates = extended.get(&first).unwrap_or(&nothing);
    (lower::lower(files, loaded, &first, templates), used)
}
