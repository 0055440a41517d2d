//! The root of checks: a folder of the editor, a repository, or a single file.

use super::unit::Unit;
use crate::config::Lookup;
use crate::workspace::{IgnoreFiles, root_of};
use std::path::{Path, PathBuf};

/// A folder or file, divided into units by the configurations that apply.
pub(super) struct Root {
    /// Absolute and normalised.
    path: PathBuf,
    units: Vec<Unit>,
    /// Whether the units are those of the configurations on disk.
    is_divided: bool,
}

impl Root {
    /// Returns the path of the root of the file at `path`, if the editor has `folders` open.
    pub(super) fn path_for(path: &Path, folders: &[PathBuf]) -> PathBuf {
        let around = folders.iter().filter(|folder| path.starts_with(folder));
        if let Some(folder) = around.max_by_key(|folder| folder.components().count()) {
            return folder.clone();
        }
        let root = root_of(path, false);
        if root.join(".git").exists() && path.starts_with(&root) { root } else { path.to_owned() }
    }

    /// Creates a root that is not divided yet.
    pub(super) fn at(path: PathBuf) -> Self {
        Self { path, units: Vec::new(), is_divided: false }
    }

    /// Returns its units: those of the last division.
    pub(super) fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Returns the unit of that number.
    pub(super) fn unit_mut(&mut self, number: usize) -> Option<&mut Unit> {
        self.units.get_mut(number)
    }

    /// Returns the unit of the file at `path`.
    pub(super) fn unit_of(&mut self, path: &Path) -> Option<&mut Unit> {
        self.units.iter_mut().find(|unit| unit.territory().has(path))
    }

    /// Divides it by the configurations that `lookup` finds, after a file on disk has changed. A unit whose
    /// configuration is still there remains, with what it remembers.
    pub(super) fn divide(&mut self, lookup: &Lookup) {
        if self.is_divided {
            return;
        }
        self.is_divided = true;
        let mut before = std::mem::take(&mut self.units);
        let paths = std::slice::from_ref(&self.path);
        for territory in lookup.territories(paths, None, &IgnoreFiles::default()) {
            let unit = match before.iter().position(|unit| unit.territory().file == territory.file) {
                Some(number) => {
                    let mut unit = before.swap_remove(number);
                    unit.take_over(territory);
                    unit
                }
                None => Unit::at(self.path.clone(), territory),
            };
            self.units.push(unit);
        }
    }

    /// Makes the next check look for the configurations and read everything again, after a file on disk has changed.
    pub(super) fn forget(&mut self) {
        self.is_divided = false;
    }

    /// Marks the units that the file at `path` concerns as changed.
    pub(super) fn change(&mut self, path: &Path) {
        self.units.iter_mut().filter(|unit| unit.concerns(path)).for_each(Unit::change);
    }
}
