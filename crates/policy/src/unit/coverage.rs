//! Line coverage of the tests.

use crate::catalog::Catalog;
use crate::module::Module;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The lines of a set's policies that tests covered.
#[derive(Debug, Default)]
pub struct Coverage {
    /// The covered files, by path, without files that contain only tests.
    pub files: Vec<Covered>,
}

/// The coverable lines of one file, from 1.
#[derive(Debug)]
pub struct Covered {
    /// The file.
    pub module: Arc<Module>,
    /// Lines covered by a test.
    pub reached: BTreeSet<u32>,
    /// Lines covered by no test.
    pub never: BTreeSet<u32>,
}

impl Coverage {
    /// Combines `reports`, one per test, for the user's files of `catalog`, or for the built-in files if there are
    /// none.
    pub(crate) fn of(catalog: &Catalog, reports: impl Iterator<Item = regorus::coverage::Report>) -> Self {
        let modules = catalog.policies();
        let mut modules: BTreeMap<_, _> = modules.map(|module| (Arc::clone(&module.path), module)).collect();
        let mut lines: BTreeMap<String, (BTreeSet<u32>, BTreeSet<u32>)> = BTreeMap::new();
        for file in reports.flat_map(|report| report.files) {
            let lowered = modules.get(&*file.path).and_then(|module| module.lowered.clone());
            let written = |line: u32| lowered.as_ref().map_or(line, |lowered| lowered.line(line));
            let (reached, never) = lines.entry(file.path).or_default();
            reached.extend(file.covered.into_iter().map(written));
            never.extend(file.not_covered.into_iter().map(written));
        }
        if modules.values().any(|module| !module.built_in) {
            modules.retain(|_, module| !module.built_in);
        }
        let covered = |(path, module): (Arc<str>, &Arc<Module>)| {
            let (reached, mut never) = lines.remove(&*path)?;
            never.retain(|line| !reached.contains(line));
            Some(Covered { module: Arc::clone(module), reached, never })
        };
        Self { files: modules.into_iter().filter_map(covered).collect() }
    }

    /// Returns the number of covered lines and of coverable lines.
    pub fn lines(&self) -> (usize, usize) {
        let reached = self.files.iter().map(|file| file.reached.len()).sum();
        let never: usize = self.files.iter().map(|file| file.never.len()).sum();
        (reached, reached + never)
    }
}
