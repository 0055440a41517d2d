//! Which lines of policies the tests reached.

use crate::catalog::Catalog;
use crate::module::Module;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The lines of a set's policies that tests reached.
#[derive(Debug, Default)]
pub struct Coverage {
    /// The files, by path; without those that have only tests.
    pub files: Vec<Covered>,
}

/// The lines of one file that can be reached, from 1.
#[derive(Debug)]
pub struct Covered {
    /// The file.
    pub module: Arc<Module>,
    /// Those that a test reached.
    pub reached: BTreeSet<u32>,
    /// Those that none did.
    pub never: BTreeSet<u32>,
}

impl Coverage {
    /// What `reports`, one a test, say together of the files of `catalog`: of the user's where there are some.
    pub(crate) fn of(catalog: &Catalog, reports: impl Iterator<Item = regorus::coverage::Report>) -> Self {
        let mut lines: BTreeMap<String, (BTreeSet<u32>, BTreeSet<u32>)> = BTreeMap::new();
        for file in reports.flat_map(|report| report.files) {
            let (reached, never) = lines.entry(file.path).or_default();
            reached.extend(file.covered);
            never.extend(file.not_covered);
        }
        let modules = catalog.policies();
        let mut modules: BTreeMap<_, _> = modules.map(|module| (Arc::clone(&module.path), module)).collect();
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

    /// Lines that were reached, and lines that can be.
    pub fn lines(&self) -> (usize, usize) {
        let reached = self.files.iter().map(|file| file.reached.len()).sum();
        let never: usize = self.files.iter().map(|file| file.never.len()).sum();
        (reached, reached + never)
    }
}
