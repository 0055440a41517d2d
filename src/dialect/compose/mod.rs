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
    for part in judge(&roles.projects) {
        declared.extend(part);
    }
    // Files that only include or extend each other in a circle have no entry: each is read for the sake of saying so.
    let left = claimed.iter().map(|file| &file.source.path).filter(|path| !declared.files.contains(*path));
    let left: Vec<_> = left.map(|path| vec![path.clone()]).collect();
    for part in judge(&left) {
        declared.extend(part);
    }
    declared
}

/// What the project of `paths` declares.
fn project(files: &Files, paths: &[PathBuf], extended: &BTreeMap<PathBuf, BTreeSet<Arc<str>>>) -> Declared {
    let loaded = load::load(files, paths);
    let nothing = BTreeSet::new();
    let first = paths.first().cloned().unwrap_or_default();
    let templates = extended.get(&first).unwrap_or(&nothing);
    lower::lower(files, loaded, &first, templates)
}
