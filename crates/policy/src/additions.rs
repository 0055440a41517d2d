//! What a user asks for beside the built-in policies.

use crate::settings::Setting;
use std::path::PathBuf;
use std::sync::Arc;

/// What a user adds to the built-in policies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Additions {
    /// Files and folders of policies.
    pub policies: Vec<PathBuf>,
    /// Files and folders of data.
    pub data: Vec<PathBuf>,
    /// The packages that follow Conftest's contract; `main` where there are none.
    pub namespaces: Vec<Arc<str>>,
    /// All packages that are not of our root follow it.
    pub all_namespaces: bool,
    /// Conftest's policies get all documents at once.
    pub combine: bool,
    /// What is set of the parameters of rules.
    pub settings: Vec<Setting>,
}

impl Additions {
    /// The packages that follow Conftest's contract; none for all that are not of our root.
    pub(crate) fn conftest_packages(&self) -> Option<Vec<Arc<str>>> {
        match (self.all_namespaces, self.namespaces.is_empty()) {
            (true, _) => None,
            (false, true) => Some(vec!["main".into()]),
            (false, false) => Some(self.namespaces.clone()),
        }
    }
}
