//! The policies, data and settings that a user adds to the built-in policies.

use crate::settings::Setting;
use std::path::PathBuf;
use std::sync::Arc;

/// A user's additions to the built-in policies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Additions {
    /// Files and folders of policies.
    pub policies: Vec<PathBuf>,
    /// Files and folders of data.
    pub data: Vec<PathBuf>,
    /// The packages that follow Conftest's contract; `main` if there are none.
    pub namespaces: Vec<Arc<str>>,
    /// All packages outside our root follow Conftest's contract.
    pub all_namespaces: bool,
    /// Conftest's policies get all documents as one input.
    pub combine: bool,
    /// Values set for parameters of rules.
    pub settings: Vec<Setting>,
}

impl Additions {
    /// Returns the packages that follow Conftest's contract; None for all packages outside our root.
    pub(crate) fn conftest_packages(&self) -> Option<Vec<Arc<str>>> {
        match (self.all_namespaces, self.namespaces.is_empty()) {
            (true, _) => None,
            (false, true) => Some(vec!["main".into()]),
            (false, false) => Some(self.namespaces.clone()),
        }
    }
}
